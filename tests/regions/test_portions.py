"""Regions made of divisions and places, regions that overlap, and regions on top of a ready scheme."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.errors import ConfigError
from digest.model import Placement
from digest.regions import Gazetteer, Placer, find_scheme, runner_up
from digest.regions.atlas import Atlas
from digest.regions.gazetteer import DATA, country_names, rows

OWN = """\
base = "default"

[[region]]
id = "kurdistan"
title = "Kurdistan"
divisions = ["IQ-KR", "TR-30"]
places = ["Kirkuk"]

[[region]]
id = "sahel"
title = "The Sahel"
countries = ["BF", "ML", "MR", "NE", "TD"]

[[region]]
id = "iberia"
title = "Iberia"
countries = ["PT", "ES"]

[[region.section]]
id = "catalonia"
title = "Catalonia"
divisions = ["ES-CT"]
"""


@pytest.fixture(scope="module")
def own(gazetteer: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> Placer:
    return placer(OWN, gazetteer, tmp_path_factory.mktemp("regions"))


def placer(text: str, gazetteer: Gazetteer, folder: Path) -> Placer:
    (folder / "scheme.toml").write_text(text, encoding="utf-8")
    return Placer(find_scheme(str(folder), lambda: gazetteer), gazetteer)


def where(placement: Placement) -> tuple[str, str | None, tuple[str, ...]]:
    return placement.region, placement.section, placement.secondary


def test_a_region_of_divisions_holds_an_article_about_places_in_them(own: Placer) -> None:
    placement = own.locate("Iraq opens a road", "It leads from Erbil to Shaqlawa. Traders in Erbil were glad.")
    assert where(placement) == ("kurdistan", None, ("mena",))
    assert placement.reason.endswith("; Erbil is in Kurdistan")
    assert where(own.locate("Flood in Kirkuk", "Rain fell on Sulaymaniyah."))[0] == "kurdistan"
    assert where(own.locate("Snow in Hakkari", "Roads in Turkey closed."))[0] == "kurdistan"


def test_a_division_holds_the_divisions_in_it(gazetteer: Gazetteer) -> None:
    divisions = Atlas(lambda: gazetteer).divisions
    assert {"erbil", "kurdistan region"} <= divisions["IQ-KR"].names
    assert divisions["ES-B"].names < divisions["ES-CT"].names


def test_less_than_half_of_what_names_places_is_not_enough(own: Placer) -> None:
    placement = own.locate("Iraq votes", "Basra was calm, and so was Najaf. Erbil was not.")
    assert where(placement) == ("mena", "iraq", ())
    assert where(own.locate("Iraq votes", "Erbil was calm, and so was Duhok. Basra was not."))[0] == "kurdistan"


def test_the_country_s_own_name_says_nothing_about_where_in_it(own: Placer) -> None:
    assert where(own.locate("Iraq votes", "Iraqis queued in the sun."))[0] == "mena"
    assert where(own.locate("Iraq votes", "Iraqis queued. Iraq waits. Erbil counts."))[0] == "kurdistan"


def test_a_country_in_two_regions_stands_in_the_first_and_is_in_the_feeds_of_both(own: Placer) -> None:
    assert where(own.locate("Mali votes", "Bamako was calm.")) == ("sahel", None, ("africa",))
    assert where(own.locate("Kenya votes", "Nairobi was calm. Mali watched. Mali waits."))[:2] == (
        "africa",
        "central-great-lakes",
    )


def test_a_second_country_brings_every_region_that_holds_it(own: Placer) -> None:
    placement = own.locate("France talks to Mali", "Paris and Mali agreed. France is glad. Paris will pay.")
    assert where(placement) == ("europe", "western-europe", ("sahel", "africa"))
    assert runner_up(placement, own.scheme) is None


def test_a_section_may_be_a_part_of_a_country(own: Placer) -> None:
    assert where(own.locate("Barcelona opens a school", "Girona has one.")) == ("iberia", "catalonia", ("europe",))
    assert where(own.locate("Seville opens a school", "Spain has many.")) == ("iberia", None, ("europe",))


def test_the_reason_names_the_places_that_decided_each_once(own: Placer) -> None:
    placement = own.locate("CATALONIA VOTES", "Catalonia counts. Girona, Tarragona and GIRONA queued.")
    assert placement.reason.endswith("title and opening; Girona and Tarragona are in Catalonia")
    assert own.locate("Catalonia votes", "").reason.endswith("named in the title")


def test_order_is_precedence(gazetteer: Gazetteer, tmp_path: Path) -> None:
    kurdistan = OWN[OWN.index("[[region]]") : OWN.index('[[region]]\nid = "sahel"')]
    iraq = '[[region]]\nid = "land"\ntitle = "Iraq"\ncountries = ["IQ"]\n\n'
    erbil = "Erbil opens a road"
    assert where(placer(kurdistan + iraq, gazetteer, tmp_path).locate(erbil, "")) == ("kurdistan", None, ("land",))
    assert where(placer(iraq + kurdistan, gazetteer, tmp_path).locate(erbil, "")) == ("land", None, ("kurdistan",))
    alone = placer(kurdistan, gazetteer, tmp_path)
    assert where(alone.locate(erbil, "")) == ("kurdistan", None, ())
    assert alone.locate("Basra opens a road", "").reason.endswith("has no region for it")


def test_own_regions_stand_before_the_base_s_and_replace_those_with_their_id(
    gazetteer: Gazetteer, tmp_path: Path
) -> None:
    text = 'base = "default"\n[[region]]\nid = "africa"\ntitle = "All of Africa"\ncountries = ["EG", "KE"]\n'
    scheme = placer(text, gazetteer, tmp_path).scheme
    assert [region.id for region in scheme.regions][:3] == ["africa", "europe", "eastern-europe"]
    assert scheme.region("africa").title == "All of Africa"
    assert "Ethiopia" in scheme.homeless
    assert "Egypt" not in scheme.homeless


def test_names_of_countries_that_no_region_lists_are_told(gazetteer: Gazetteer, tmp_path: Path) -> None:
    scheme = placer(OWN.replace('base = "default"\n', ""), gazetteer, tmp_path).scheme
    assert len(scheme.homeless) == 250 - 7
    assert "Iraq" in scheme.homeless, "only a part of it is in Kurdistan"
    assert "Mali" not in scheme.homeless


@pytest.mark.parametrize(
    ("before", "after", "line", "message"),
    [
        ('"BF"', '"BFA"', 12, "unknown country 'BFA' (codes are two capital letters, ISO 3166-1 or XK); nearest: "),
        ('"BF"', '"Mali"', 12, "nearest: ML (Mali)"),
        ('"BF"', '"UK"', 12, "nearest: GB (United Kingdom)"),
        ('"BF"', '"TR-30"', 12, "'TR-30' (that is a division: write it under divisions)"),
        ('"TR-30"', '"TR-03X"', 6, "region 'kurdistan' lists the unknown division 'TR-03X' (codes are those of ISO"),
        ('"TR-30"', '"IQ-ARB"', 6, "nearest: IQ-AR (Erbil)"),
        ('"TR-30"', '"Diyarbakir"', 6, "nearest: TR-21 (Diyarbak\u0131r)"),
        ('"TR-30"', '"CN-HK"', 6, "no place of CN-HK (Hong Kong) is known, so nothing would stand there"),
        (
            '"Kirkuk"',
            '"Kirkuc"',
            7,
            'unknown place \'Kirkuc\' (write "Tripoli", or "Tripoli, LB"); nearest: Kirkuk, IQ',
        ),
        ('"Kirkuk"', '"Tripoli, SY"', 7, "nearest: Tripoli, LY; Tripoli, LB"),
        ('["Kirkuk"]', '"Kirkuk"', 4, "'kurdistan': places must be a list of names"),
        ('"default"', '"defualt"', 1, "base must be one of default, un-m49, world-bank, continents, not 'defualt'"),
        ('id = "catalonia"', 'id = "balkans"', 20, "the id 'balkans' is taken in 'europe' of the scheme 'default'"),
    ],
)
def test_what_is_unknown_is_refused_with_its_line_and_the_nearest_known(
    before: str, after: str, line: int, message: str, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    assert before in OWN
    with pytest.raises(ConfigError) as caught:
        placer(OWN.replace(before, after, 1), gazetteer, tmp_path)
    assert message in str(caught.value)
    assert caught.value.line == line


def test_a_place_with_namesakes_is_the_best_known_unless_its_country_is_said(gazetteer: Gazetteer) -> None:
    atlas = Atlas(lambda: gazetteer)
    assert atlas.place("Tripoli") == ("LY", "tripoli")
    assert atlas.place("Tripoli, LB") == ("LB", "tripoli")
    assert atlas.place("Mali") is None


def test_the_table_of_divisions_is_sorted_and_names_known_countries_and_places(gazetteer: Gazetteer) -> None:
    _, *lines = (DATA / "divisions.tsv").read_text(encoding="utf-8").splitlines()
    assert lines == sorted(set(lines))
    table = list(rows(DATA, "divisions"))
    codes = {row[0] for row in table}
    assert {code[:2] for code in codes} <= country_names().keys()
    assert {row[2] for row in table} <= codes | {""}
    filed = [(row[0][:2], place) for row in table for place in row[3].split("|") if place]
    assert len(filed) == len(set(filed)), "a place of a country is in one division"
    known = sum(any(each.country == code for each in gazetteer.readings.get(place, ())) for code, place in filed)
    assert known > 0.99 * len(filed)
