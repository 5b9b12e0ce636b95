"""Names come in families, and a family is known whole: missions, parliaments, counties, namesakes, treaties."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from digest.regions import Placer

Top = Callable[[str], str | None]


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ("UNIFIL", "LB"),
        ("MONUSCO|MONUC|FARDC", "CD"),
        ("MINUSCA", "CF"),
        ("MINUSMA", "ML"),
        ("UNMISS", "SS"),
        ("UNDOF", "SY"),
        ("UNMIK", "XK"),
        ("MINURSO", "EH"),
        ("UNFICYP", "CY"),
        ("UNAMA", "AF"),
        ("UNAMI", "IQ"),
        ("UNSMIL", "LY"),
        ("ATMIS|AMISOM|AUSSOM", "SO"),
        ("BINUH|MINUSTAH", "HT"),
        ("EUFOR|UNPROFOR", "BA"),
        ("Folketing", "DK"),
        ("Eduskunta", "FI"),
        ("Saeima", "LV"),
        ("Seimas", "LT"),
        ("Riigikogu", "EE"),
        ("Tynwald|House of Keys", "IM"),
        ("Dáil|Oireachtas|Taoiseach|Gardaí", "IE"),
        ("UPDF", "UG"),
        ("SANDF", "ZA"),
    ],
)
def test_missions_parliaments_and_forces_speak_for_their_country(names: str, code: str, top: Top) -> None:
    assert {name: top(f"The {name} said so.") for name in names.split("|")} == dict.fromkeys(names.split("|"), code)


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("A man died near Ballina, Co Mayo.", "IE"),
        ("A man died in Co. Clare.", "IE"),
        ("A bonfire burned in County Tyrone.", "GB"),
        ("Gunmen struck Niger State.", "NG"),
        ("Gunmen struck a town in Delta State.", "NG"),
        ("Niger state television showed the general.", "NE"),
        ("Texans and New Mexicans voted.", "US"),
        ("Georgia Tech beat Clemson.", "US"),
        ("A court in Lebanon County sat.", "US"),
        ("Shelling hit Mykolaiv and Zaporizhzhia.", "UA"),
        ("Shelling hit Deir Ezzor, Suwayda and Hasakeh.", "SY"),
        ("A strike hit Marib and Sa'ada.", "YE"),
        ("A quake shook Cebu.", "PH"),
        ("Pilgrims came to Bethlehem.", "PS"),
        ("Floods hit Valencia.", "ES"),
    ],
)
def test_everyday_names_of_parts_and_peoples_are_known(sentence: str, code: str, top: Top) -> None:
    assert top(sentence) == code


@pytest.mark.parametrize(
    "sentence",
    [
        "Ministers debated the Istanbul Convention.",
        "The Uruguay Round began; the Minsk agreements ended.",
        "HMS Kent and USS Nevada sailed.",
        "Queen Victoria and Lake Victoria are far apart.",
        "Hunters wait for wild turkey. Turkey numbers fell.",
        "Kiwi growers ship fewer kiwi. Kiwi prices rise.",
        "The Gram Sabha met. Mokgweetsi Masisi spoke, and Masisi left.",
    ],
)
def test_treaties_ships_queens_and_fowl_are_no_places(sentence: str, top: Top) -> None:
    assert top(sentence) is None


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("Birmingham has a new plan, the Alabama governor said.", "US"),
        ("Birmingham has a new plan.", "GB"),
        ("Six died in Hyderabad, the Sindh minister said.", "PK"),
        ("Queues grew in Valencia, said officials of Carabobo.", "VE"),
        ("Perth has a bridge; Perth and Kinross Council shut it.", "GB"),
        ("Crews in Florida cleared the roads.", "US"),
        ("Kingston slept while Kingston upon Hull voted.", "GB"),
    ],
)
def test_a_namesake_is_told_by_its_state_or_its_full_name(sentence: str, code: str, top: Top) -> None:
    assert top(sentence) == code


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("A mill in Berlin, New Hampshire, shut.", "US"),
        ("A mill in Newcastle, New South Wales, shut.", "AU"),
        ("A man from Moscow, Idaho Police said, was held.", "US"),
        ("In Berlin, New York Times staff met.", "DE"),
    ],
)
def test_a_state_of_several_words_settles_the_town_before_it(sentence: str, code: str, top: Top) -> None:
    assert top(sentence) == code


def test_an_embassy_stands_abroad(placer: Placer) -> None:
    placement = placer.locate("", "The U.S. Embassy in Mali shut. The US embassy sent staff home from Mali.")
    assert [country.code for country in placement.countries] == ["ML", "US"]
    assert any(rule.startswith("embassy: ") for rule in placement.rules)


def test_a_title_that_names_an_area_leaves_a_dateline_alone_in_doubt(placer: Placer) -> None:
    assert placer.locate("Latin America seeks debt relief", "LISBON, March 18 - Ministers met on Friday.").flagged
    assert not placer.locate("Ministers seek debt relief", "LISBON, March 18 - Ministers met on Friday.").flagged
