"""What stands beside a name settles which place is meant, or that none is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from digest.regions import Placer

Top = Callable[[str], str | None]


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("Crews in Florida cleared the roads.", "US"),
        ("Voters in Virginia chose a governor.", "US"),
        ("David asked George about Drama class and Batman.", None),
        ("Central and Northwestern offices stay shut, as do Rivers and Most.", None),
        ("Balkan folk songs were sung.", None),
        ("President Obama spoke.", None),
        ("Sheikh Ahmed Al-Sabah spoke.", "KW"),
        ("Barack Obama spoke. Obama left.", None),
        ("Belgium, France and others agreed.", "BE"),
        ("British sailors came home.", "GB"),
        ("Trinidad votes in May.", "TT"),
        ("Guinea Bissau votes in March.", "GW"),
        ("Tell us what they told US officials.", "US"),
    ],
)
def test_names_that_fooled_other_gazetteers(sentence: str, code: str | None, top: Top) -> None:
    assert top(sentence) == code


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("The plant in London, Ky., will close.", "US"),
        ("The plant in London, Ontario, will close.", "CA"),
        ("A tornado hit Turkey, Texas, at noon.", "US"),
        ("A bakery in Lebanon, Ohio, burned.", "US"),
        ("A school in Moscow, Idaho, opened.", "US"),
        ("A school in Paris, TX, opened.", "US"),
        ("A fair in Cambridge, Mass., drew crowds.", "US"),
        ("A fair in Cambridge, England, drew crowds.", "GB"),
        ("A fair in Hyderabad, Pakistan, drew crowds.", "PK"),
        ("A fair in Tbilisi, Georgia, drew crowds.", "GE"),
        ("A fair in Athens, Georgia, drew crowds.", "US"),
        ("A mill in Smallville Corners, Ill., shut.", "US"),
        ("A market in Springwood, N.S.W., reopened.", "AU"),
        ("Turkey, Texas and New York compete for the fair; Turkey and Ankara hope.", "TR"),
        ("Yes, OK, they said.", None),
    ],
)
def test_the_place_after_a_comma_says_which_one_is_meant(sentence: str, code: str | None, top: Top) -> None:
    assert top(sentence) == code


def test_a_town_settled_by_its_state_stays_settled(placer: Placer) -> None:
    placement = placer.locate("", "The plant in London, Ky., will close. London grew around it. London is sad.")
    assert [country.code for country in placement.countries] == ["US"]
    assert any("london" in rule and "Ky." in rule for rule in placement.rules)


@pytest.mark.parametrize(
    "sentence",
    [
        "Chad Smith played the drums.",
        "Georgia Stevens won the race.",
        "Jordan Henderson scored twice.",
        "A novel by Jack London sold well.",
        "Denzel Washington stars again. Washington was glad.",
        "Mr. Jordan sold the shop. Jordan kept the keys. They gave it to Jordan.",
        "Judge Israel adjourned the hearing.",
        "Jessie Duarte spoke. Later Duarte sat down.",
        "Sheikh Sabah thanked them.",
    ],
)
def test_a_persons_name_is_no_place(sentence: str, top: Top) -> None:
    assert top(sentence) is None


def test_a_place_that_is_also_a_first_name_is_still_a_place(top: Top) -> None:
    assert top("Rebels crossed into Chad at dawn.") == "TD"
    assert top("Jordan closed the border, and Amman explained why.") == "JO"
    assert top("Israel and Jordan agreed. Israel signed first.") == "IL"


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("Fishing boats met in the South China Sea off Vietnam.", "VN"),
        ("A storm formed in the Gulf of Mexico near Cuba.", "CU"),
        ("The Washington Post reported from Peru.", "PE"),
        ("A Bank of New York branch opened in Peru.", "PE"),
        ("Crimean-Congo fever was found in Iraq.", "IQ"),
        ("Each guinea pig came from Chile. Guinea pig farms grow.", "CL"),
        ("The Prince of Wales opened a school in Kenya.", "KE"),
        ("The Paris Agreement was praised in Fiji.", "FJ"),
    ],
)
def test_a_phrase_that_holds_a_name_is_no_place(sentence: str, code: str, placer: Placer) -> None:
    placement = placer.locate("", sentence)
    assert [country.code for country in placement.countries] == [code]
    if "guinea pig" not in sentence:
        assert any(rule.startswith("masked: ") for rule in placement.rules)


@pytest.mark.parametrize(
    "sentence",
    [
        "The Swiss franc rose as Japan sold.",
        "SWISS FRANC UP AS JAPAN SELLS",
        "Japan paid in U.S. dollars and U.S. dlrs.",
        "Japan sold its Norwegian crowns.",
    ],
)
def test_a_currency_hardly_speaks_for_its_country(sentence: str, placer: Placer) -> None:
    placement = placer.locate("", sentence)
    assert placement.countries[0].code == "JP"
    assert sum(country.score for country in placement.countries[1:]) < 0.6
    assert any(rule.startswith("currency: ") for rule in placement.rules)


def test_a_verb_behind_a_country_is_no_currency(placer: Placer) -> None:
    for sentence in ("Korea won at last.", "Peru marks the day.", "Kenya crowns a champion."):
        assert not placer.locate("", sentence).rules, sentence


def test_a_company_named_after_a_place_hardly_speaks_for_it(placer: Placer) -> None:
    placement = placer.locate("Bid for Santos", "Santos Ltd turned the bid down. Santos shares rose in Perth.")
    assert placement.countries[0].code == "AU"
    assert "company: Santos Ltd" in placement.rules
    assert placer.locate("Flood in Santos", "Santos was flooded, said a hotel in Perth.").countries[0].code == "BR"


def test_a_title_that_shortens_a_name_names_nothing_that_the_text_does_not(top: Top, placer: Placer) -> None:
    assert placer.locate("Jordan sells the shop", "Mr. Jordan sold it on Monday.").countries == ()
    assert placer.locate("Jordan sells the shop", "Amman sold it on Monday.").countries[0].code == "JO"


def test_a_town_that_alone_speaks_for_its_country_gives_way_to_a_country_that_is_named(placer: Placer) -> None:
    alone = placer.locate("", "The fair in Kitale drew crowds.").countries
    beside = placer.locate("", "The fair in Kitale drew crowds from Peru.").countries
    assert alone[0].code == "KE"
    assert (beside[0].code, beside[1].score) == ("PE", round(alone[0].score / 2, 3))


def test_georgia_is_the_state_where_the_article_speaks_of_america(top: Top) -> None:
    assert top("Georgia counted its votes. Officials in Atlanta and the United States agreed.") == "US"
    assert top("Georgia counted its votes. Officials in Tbilisi and the United States agreed.") == "GE"
    assert top("Georgia counted its votes.") == "GE"


def test_acronyms_that_are_words_do_not_count_in_shouted_titles(placer: Placer) -> None:
    for title in ("TELL US WHO CAN STOP THE CAR", "THE DIET THAT WORKS FOR US", "IRA AND ETA: WHO KNEW"):
        assert placer.locate(title, "").countries == (), title
    assert placer.locate("U.S. TELLS ALLIES", "").countries[0].code == "US"
    assert placer.locate("US tells allies", "").countries[0].code == "US"


def test_host_cities_weigh_half_in_the_body(placer: Placer) -> None:
    placement = placer.locate("", "Talks in Geneva went on. Envoys left Geneva for Lome, and Lome was calm.")
    assert placement.countries[0].code == "TG"


def test_a_small_namesake_never_beats_the_known_city_without_a_comma(top: Top) -> None:
    assert top("Shoppers in London spent more than Canada expected. London shops were full.") == "GB"
    assert top("GENEVA, March 6 - Envoys met.") == "CH"


def test_an_armed_group_names_its_country_but_only_three_times(placer: Placer) -> None:
    once = placer.locate("", "Hezbollah spoke.").countries[0]
    often = placer.locate("", "Hezbollah spoke. " * 3).countries[0]
    always = placer.locate("", "Hezbollah spoke. " * 20).countries[0]
    assert once.code == "LB"
    assert once.score < often.score == always.score


def test_a_hyphen_is_a_border_between_words(top: Top) -> None:
    assert top("Iran-backed fighters left.") == "IR"
    assert top("The anti-Iranian march grew.") == "IR"
    assert top("A Finland\u2013Estonia tunnel: Finland pays.") == "FI"
