"""Where an article stands, what else it touches, how sure that is, and why."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.model import Article, Caption, Placement, Sentence
from digest.regions import Gazetteer, Placer, load_scheme, parts_of, runner_up
from digest.regions.parts import Parts, parts_of_text
from digest.regions.text import fold

COURT = (
    "A judge in London heard how a shopkeeper sent money to Hezbollah, and British bankers told what they saw.",
    "The money went to Lebanon by way of a cousin, and Lebanon was asked for papers.",
    "Police in London kept the ledgers. The hearing goes on in May.",
)


def article(
    title: str, paragraphs: tuple[str, ...], *, dateline: str | None = None, language: str | None = "en"
) -> Article:
    return Article(
        key="k1",
        fingerprint="f",
        seed="s",
        source_path="a.txt",
        index=0,
        lines=(),
        layout="plain",
        title=title,
        summary="",
        paragraphs=paragraphs,
        sentences=(),
        captions=(Caption(text="Crowds march in Sanaa, Yemen. Yemen, Yemen, Yemen.", credit="AP"),),
        received=datetime(2026, 1, 1, tzinfo=UTC),
        dateline=dateline,
        language=language,
    )


def codes(placement: Placement) -> list[str]:
    return [country.code for country in placement.countries]


def test_the_region_is_that_of_the_top_country_and_others_come_second(placer: Placer) -> None:
    placement = placer.place(article("Shopkeeper before a UK judge over money for Hezbollah", COURT))
    assert (placement.region, placement.section, placement.secondary) == ("europe", "uk-ireland", ("mena",))
    assert codes(placement) == ["GB", "LB"]
    assert placement.reason.startswith("United Kingdom leads (")
    assert "Lebanon" in placement.reason
    assert placement.reason.endswith("named in the title and opening")


def test_the_next_best_region_is_told_with_what_it_lacks(placer: Placer) -> None:
    body = ("A bridge was opened in Peru, and Peru is glad.", "Engineers from Kenya had seen one like it at home.")
    placement = placer.place(article("Peru opens a bridge", body))
    assert placement.secondary == ()
    assert runner_up(placement, placer.scheme) == ("africa", "1.5 against 4.8; it would need 1.9")
    alone = placer.place(article("Peru opens a bridge", body[:1]))
    assert runner_up(alone, placer.scheme) is None
    court = placer.place(article("Shopkeeper before a UK judge over money for Hezbollah", COURT))
    assert runner_up(court, placer.scheme) is None, "a secondary region is not passed over"
    assert runner_up(alone.put("oceania", "override: x"), placer.scheme) == ("latin-america", "4.8")


def test_a_note_above_the_news_places_no_article_and_hides_no_dateline(placer: Placer) -> None:
    note, news = (
        "(Corrects name of the mayor of Paris, France)",
        "LIMA, Peru - A bridge was opened, and its town is glad.",
    )
    lede = Sentence(text=news[13:], paragraph=1, start=13, end=len(news), rank=1)
    placement = placer.place(replace(article("A bridge opens", (note, news)), sentences=(lede,)))
    assert (placement.region, codes(placement)) == ("latin-america", ["PE"])


def test_captions_never_place_an_article(placer: Placer) -> None:
    assert "YE" not in codes(placer.place(article("Shopkeeper before a UK judge", COURT)))
    assert placer.place(article("A short note", ("They said nothing.",))).region == "unassigned"


def test_one_mention_in_passing_makes_no_second_region(placer: Placer) -> None:
    body = ("Kenya opened a dam.", "Kenyan farmers cheered.", "Nairobi paid for it.", "A guest from Norway watched.")
    placement = placer.place(article("Kenya opens a dam", body))
    assert (placement.region, placement.secondary) == ("africa", ())


def test_strong_means_title_or_opening_or_two_paragraphs(placer: Placer) -> None:
    filler = "Nothing else happened in the long hours that followed the vote. " * 8
    countries = {
        country.code: country
        for country in placer.place(
            article("Kenya votes", (filler, "Uganda watched.", "Ghana watched, and Ghana waited.", "Uganda waited."))
        ).countries
    }
    assert countries["KE"].strong
    assert countries["UG"].strong
    assert not countries["GH"].strong


def test_the_dateline_leads_where_it_is_given(placer: Placer) -> None:
    body = ("The bank sold bonds.", "Brazil may buy some.")
    assert codes(placer.place(article("Bank sells bonds", body)))[0] == "BR"
    assert codes(placer.place(article("Bank sells bonds", body, dateline="OSLO")))[0] == "NO"


@pytest.mark.parametrize(
    "opening",
    [
        "PRISTINA, Kosovo - Trains run again.",
        "PRISTINA, Kosovo (AP) \u2014 Trains run again.",
        "PRISTINA, Kosovo, March 3 - Trains run again.",
        "PRISTINA, Kosovo, Sept. 13 (Reuters) -- Trains run again.",
        "Pristina, Kosovo, Sept. 13 - Trains run again.",
        "Pristina, Kosovo (Reuters) - Trains run again.",
        "PRISTINA, Kosovo: Trains run again.",
    ],
)
def test_a_dateline_is_found_in_bare_text_and_counted_once(opening: str, placer: Placer) -> None:
    placement = placer.locate("Trains run", opening)
    assert (placement.region, placement.section) == ("europe", "balkans")
    assert [item.surface.upper() for item in placement.evidence] == ["PRISTINA", "KOSOVO"]
    assert {item.part for item in placement.evidence} == {"dateline"}
    assert placement.countries == placer.place(article("Trains run", (opening,), dateline="PRISTINA, Kosovo")).countries


def test_a_name_alone_before_a_colon_is_a_dateline_and_a_phrase_is_not(placer: Placer) -> None:
    assert {item.part for item in placer.locate("", "Doha: Trains run again.").evidence} == {"dateline"}
    assert {item.part for item in placer.locate("", "What Doha said: trains run again.").evidence} == {"lede"}


def test_a_state_is_known_in_a_dateline_without_its_full_stop(placer: Placer) -> None:
    boston = placer.locate("", "BOSTON, Mass, March 6 - The mill shut.")
    assert [item.surface for item in boston.evidence] == ["BOSTON", "Mass"]
    assert codes(placer.locate("", "BIRMINGHAM, Ala, March 6 - The mill shut.")) == ["US"]
    assert codes(placer.locate("", "SMALLVILLE CORNERS, PA, March 6 - The mill shut.")) == ["US"]


def test_world_bodies_make_a_world_story_only_where_no_country_stands_out(placer: Placer) -> None:
    placement = placer.locate("UN and IMF warn of slower growth", "The World Bank agrees. The IMF will report in June.")
    assert placement.region == "global"
    assert placement.reason == "no country stands out, but UN, IMF and World Bank do"
    assert placer.locate("UN warns of hunger in Chad", "The WFP agrees. The UN will report.").region == "africa"


def test_an_area_places_an_article_only_where_no_country_stands_out(placer: Placer) -> None:
    placement = placer.locate("Ebola virus disease, West Africa", "The WHO counts new cases in West Africa.")
    assert (placement.region, placement.flagged, placement.countries) == ("africa", True, ())
    assert placement.reason == "no country stands out, but West Africa is named"
    assert placer.locate("EU agrees on fish", "The European Commission is glad.").region == "europe"
    assert placer.locate("Poets of Latin America meet", "The poets met in Spain.").region == "europe"
    assert placer.locate("Arab poets meet", "They met at noon.").region == "mena"
    assert placer.locate("Middle East respiratory syndrome - update", "").region == "unassigned"


def test_an_area_that_lies_in_several_regions_of_the_scheme_places_nothing(tmp_path: Path) -> None:
    (tmp_path / "scheme.toml").write_text(
        '[[region]]\nid = "ghana"\ntitle = "Ghana"\ncountries = ["GH"]\n'
        '[[region]]\nid = "rest"\ntitle = "Rest"\ncountries = ["NG", "SN", "FR", "DE", "IT", "ES"]\n',
        encoding="utf-8",
    )
    own = Placer(load_scheme(tmp_path), Gazetteer.load())
    assert own.locate("Ebola in West Africa", "").region == "unassigned"
    assert own.locate("EU agrees on fish", "").region == "rest"


def test_an_article_without_a_place_is_shown_with_the_reason(placer: Placer) -> None:
    nothing = placer.locate("A quiet day", "Nothing happened.")
    assert (nothing.region, nothing.flagged, nothing.countries) == ("unassigned", True, ())
    assert nothing.reason == "no country, place or world body is named"
    assert placer.locate("", "").reason == "there is no text to place"
    foreign = placer.place(article("Una giornata tranquilla", ("Non accadde nulla.",), language="it"))
    assert foreign.reason.startswith("the text is in 'it', whose place names are not known; known languages: en ar de")
    assert "is in a script whose place names are not known" in placer.locate("Γειά", "Η Ελλάδα και η Κύπρος").reason
    assert (
        placer.locate("\u0645\u0631\u062d\u0628\u0627", "\u0645\u0631\u062d\u0628\u0627").reason
        == "no country, place or world body is named"
    )


def test_a_close_race_and_weak_evidence_are_flagged(placer: Placer) -> None:
    close = placer.locate("Peru and Chile sign a pact", "Peru and Chile signed.")
    assert close.flagged
    assert close.confidence < 0.25
    assert placer.locate("A walk", "They met in Gitega.").flagged is False
    assert placer.locate("A walk", "The town of Ayacucho was calm.").flagged
    clear = placer.locate("Peru votes", "Peruvians voted in Lima.")
    assert (clear.flagged, clear.confidence) == (False, 1.0)


def test_a_desk_abroad_that_reports_on_elsewhere_is_flagged(placer: Placer) -> None:
    abroad = placer.locate("Ghana sells more cocoa", "LONDON, April 1 - The Ghana Cocoa Board said it sold more.")
    assert (codes(abroad)[0], abroad.flagged) == ("GB", True)
    dated = placer.locate("Bank sells bonds", "LONDON, April 1 - The bank sold bonds in Ghana, and Ghana is glad.")
    assert (codes(dated)[0], dated.confidence < 0.4, dated.flagged) == ("GB", True, False)


def test_the_home_of_a_source_helps_where_nothing_is_named_and_never_beats_a_named_country(placer: Placer) -> None:
    council = "The council met on Monday and voted to mend the bridge."
    home = placer.locate("Council votes", council, home="KE")
    assert (home.region, home.flagged, codes(home)) == ("africa", True, ["KE"])
    assert home.reason == "Kenya is the source's home, and nothing else is named"
    assert home.evidence[0].kind == "source"
    assert codes(placer.locate("Ghana votes", council, home="KE"))[0] == "GH"
    assert codes(placer.locate("", "The fair in Cambridge drew crowds.", home="US"))[0] == "US"
    assert codes(placer.locate("", "The fair in Cambridge drew crowds."))[0] == "GB"
    assert codes(placer.locate("", "ROME - The senate met.", home="US"))[0] == "IT"
    assert codes(placer.locate("", "The senate met in Rome.", home="US"))[0] == "IT"
    local = "The senate of Georgia met in Rome. Atlanta and Savannah sent guests to Rome, and Rome was full."
    assert codes(placer.locate("", local, home="US")) == ["US"]


def test_a_territory_stands_before_its_country_in_a_tie(placer: Placer) -> None:
    assert codes(placer.locate("Zika - France - Martinique", "")) == ["MQ", "FR"]


def test_of_two_countries_in_a_tie_the_one_named_first_stands_first(placer: Placer) -> None:
    assert codes(placer.locate("Seychelles - plague, ex Madagascar", "")) == ["SC", "MG"]
    assert codes(placer.locate("Madagascar - plague, ex Seychelles", "")) == ["MG", "SC"]


def test_the_same_text_and_tables_give_the_same_answer(placer: Placer, gazetteer: Gazetteer) -> None:
    again = Placer(load_scheme(), Gazetteer.load())
    text = "Envoys from Peru and Chile met in Quito.  Kenya and Ghana watched."
    assert placer.locate("Talks", text) == again.locate("Talks", text)
    assert again.gazetteer.version == gazetteer.version == placer.locate("", "").tables


def test_scores_fall_with_repetition(placer: Placer) -> None:
    scores = [placer.locate("", "Peru. " * n).countries[0].score for n in (1, 2, 4)]
    assert scores[1] < 2 * scores[0]
    assert scores[2] < 2 * scores[1]


def test_evidence_is_heaviest_first_and_capped(placer: Placer) -> None:
    evidence = placer.locate("Peru votes", "Peru and Chile and Ghana. " * 60).evidence
    assert len(evidence) == 25
    assert evidence[0].part == "title"
    assert [item.weight for item in evidence] == sorted((item.weight for item in evidence), reverse=True)


def slices(placement: Placement, parts: Parts) -> list[tuple[str, str]]:
    texts = dict(parts.items())
    return [
        (item.surface, texts[item.part][item.offset : item.offset + len(item.surface)])
        for item in placement.evidence
        if item.part != "source"
    ]


def test_every_piece_of_evidence_can_be_found_again_at_its_offset(placer: Placer) -> None:
    paragraphs = (
        "\u0130ZM\u0130R, Turkey - C\u00f4te d\u2019Ivoire\u2019s team met the U.S.\u00a0team in \u0130stanbul.",
        "Rain fell. " * 50 + "Then Peru won \u2014 and S\u00e3o Tom\u00e9 lost.",
    )
    entry = article("Turkey\u2019s \u201cIvory Coast\u201d match", paragraphs)
    found = slices(placer.place(entry), parts_of(entry))
    assert len(found) >= 6
    assert all(surface == text for surface, text in found)


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_folding_keeps_the_length_of_any_text(text: str) -> None:
    assert len(fold(text)) == len(text)


WORDS = st.sampled_from(
    [
        "Kenya",
        "London, Ky.",
        "U.S.",
        "Mr. Jordan",
        "S\u00e3o Tom\u00e9",
        "in",
        "-",
        ",",
        "PARIS",
        "Ontario",
        "\n",
        "  ",
        "UN",
        "e",
        "St.",
        "\u0130",
    ]
)


@given(st.lists(WORDS, max_size=40).map(" ".join), st.lists(WORDS, max_size=60).map(" ".join))
@settings(max_examples=150, deadline=None)
def test_any_jumble_is_placed_with_true_offsets(placer: Placer, title: str, text: str) -> None:
    placement = placer.locate(title, text)
    assert placement.region in {region.id for region in placer.scheme.regions}
    assert placement.reason
    assert 0 <= placement.confidence <= 1
    assert [c.score for c in placement.countries] == sorted((c.score for c in placement.countries), reverse=True)
    assert all(surface == found for surface, found in slices(placement, parts_of_text(title, text)))


@pytest.mark.parametrize("unit", [" ", ", ", "A", "A ", "Mr. ", "St. ", "Guinea ", "U.S. ", "e", "\u0301", "New "])
def test_a_hundred_kilobytes_of_anything_is_placed_at_once(unit: str, placer: Placer) -> None:
    text = unit * (100_000 // len(unit))
    assert placer.locate(text, text).region


NAMES = ("en", "")
"""all names of the tables, one after another"""


@pytest.mark.parametrize(
    ("language", "unit"),
    [
        NAMES,
        ("en", "Turkey. "),
        ("en", "The Turkey. Chad. "),
        ("de", "Peru war da. "),
        ("es", "Chile crece. Perú sube. "),
        ("ru", "Панама растёт. "),
        ("tr", "Ordu geldi. "),
        ("ar", "في عمان والأردن. "),
        ("zh", "索马里和马里。"),
    ],
)
def test_a_text_of_four_times_the_length_takes_some_four_times_as_long(
    language: str, unit: str, placer: Placer
) -> None:
    text = 30_000 * unit or ". ".join(name.title() for name in placer.gazetteer.readings)

    def cpu(length: int) -> float:
        start = process_time()
        placer.locate("Title", f"{text[:length]} turkey", language=language)
        return process_time() - start

    cpu(1_000)
    # A rule that reads the whole text for each of its names would take sixteen times as long.
    assert cpu(160_000) < 10 * cpu(40_000) + 0.2


def sample_articles(path: Path) -> list[tuple[str, tuple[str, ...]]]:
    """The four articles of the crawled page: a title after each "TT", two captions, then the body."""
    lines = path.read_text(encoding="utf-8").splitlines()
    marks = [number for number, line in enumerate(lines) if line == "TT"]
    found = []
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        title, caption = lines[mark + 2], lines[mark + 4]
        stop = len(lines) if following is None else lines.index(lines[following + 2], mark + 5)
        body = [line for line in lines[mark + 4 : stop] if line.strip() and line != caption]
        found.append((title, tuple(body)))
    return found


def test_the_four_articles_of_the_real_sample_stand_where_an_editor_puts_them(
    real_sample: Path, placer: Placer
) -> None:
    placements = [placer.place(article(title, body)) for title, body in sample_articles(real_sample)]
    assert [(placement.region, placement.section) for placement in placements] == [
        ("europe", "balkans"),
        ("europe", "uk-ireland"),
        ("south-asia", "afghanistan"),
        ("south-asia", "pakistan"),
    ]
    assert [codes(placement)[0] for placement in placements] == ["XK", "GB", "AF", "PK"]
    assert placements[1].secondary == ("mena",)
    assert not any(placement.flagged for placement in placements)


def test_a_placement_can_be_written_as_json(placer: Placer) -> None:
    placement = placer.locate("Peru votes", "Chile watched.")
    assert json.dumps([item.weight for item in placement.evidence])
    assert all(country.score == round(country.score, 3) for country in placement.countries)
