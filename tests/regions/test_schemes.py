"""The default scheme, and a desk's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.errors import ConfigError
from digest.model import Scheme
from digest.regions import Gazetteer, Placer, load_scheme
from digest.regions.gazetteer import DATA, rows

ORDER = (
    "europe eastern-europe mena africa central-asia south-asia east-asia southeast-asia oceania "
    "north-america latin-america global unassigned"
)

M49 = {
    "151": "BG BY CZ HU MD PL RO RU SK UA",
    "154": "AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ",
    "155": "AT BE CH DE FR LI LU MC NL",
    "039": "AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA",
    "145": "AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE",
    "015": "DZ EG EH LY MA SD TN",
    "011": "BF BJ CI CV GH GM GN GW LR ML MR NE NG SH SL SN TG",
    "014": "BI DJ ER ET IO KE KM MG MU MW MZ RE RW SC SO SS TF TZ UG YT ZM ZW",
    "017": "AO CD CF CG CM GA GQ ST TD",
    "018": "BW LS NA SZ ZA",
    "143": "KG KZ TJ TM UZ",
    "034": "AF BD BT IN IR LK MV NP PK",
    "030": "CN HK JP KP KR MN MO",
    "035": "BN ID KH LA MM MY PH SG TH TL VN",
    "053": "AU CC CX HM NF NZ",
    "054": "FJ NC PG SB VU",
    "057": "FM GU KI MH MP NR PW UM",
    "061": "AS CK NU PF PN TK TO TV WF WS",
    "021": "BM CA GL PM US",
    "005": "AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE",
    "013": "BZ CR GT HN MX NI PA SV",
    "029": "AG AI AW BB BL BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC VG VI",
}
REGION_OF_M49 = {
    "europe": "154 155 039",
    "eastern-europe": "151",
    "mena": "145 015",
    "africa": "011 014 017 018",
    "central-asia": "143",
    "south-asia": "034",
    "east-asia": "030",
    "southeast-asia": "035",
    "oceania": "053 054 057 061",
    "north-america": "021",
    "latin-america": "005 013 029",
}
EXCEPTIONS = (
    dict.fromkeys(["BG", "CZ", "HU", "PL", "RO", "SK", "CY", "XK"], "europe")
    | dict.fromkeys(("AM", "AZ", "GE"), "eastern-europe")
    | {"IR": "mena", "SD": "africa", "TW": "east-asia", "AQ": "oceania"}
)

OWN = """\
name = "two"

[[region]]
id = "north"
title = "The North"
countries = ["NO"]

[[region.section]]
id = "baltic"
title = "Baltic"
countries = ["EE", "LV"]

[[region]]
id = "south"
title = "The South"
countries = ["IT", "LV"]
"""


def own(folder: Path, text: str = OWN, *, encoding: str = "utf-8", errors: str = "strict") -> Path:
    (folder / "scheme.toml").write_text(text, encoding=encoding, errors=errors)
    return folder


def region_of(scheme: Scheme) -> dict[str, str]:
    return {code: region.id for region in scheme.regions for code in region.countries}


def test_the_default_scheme_has_eleven_regions_and_two_that_are_no_place(scheme: Scheme) -> None:
    assert [region.id for region in scheme.regions] == ORDER.split()
    assert [region.title for region in scheme.regions[-2:]] == ["World", "Other news"]
    assert scheme.country_names["XK"] == "Kosovo"
    assert scheme.country_names["NA"] == "Namibia"


def test_every_country_stands_in_one_region(scheme: Scheme) -> None:
    listed = [code for region in scheme.regions for code in region.countries]
    assert sorted(listed) == sorted(row[0] for row in rows(DATA, "countries"))


def test_the_default_is_m49_with_fifteen_exceptions(scheme: Scheme) -> None:
    expected = {
        code: region
        for region, groups in REGION_OF_M49.items()
        for group in groups.split()
        for code in M49[group].split()
    }
    found = region_of(scheme)
    assert len(EXCEPTIONS) == 15
    assert {code: region for code, region in found.items() if expected.get(code) != region} == EXCEPTIONS


@pytest.mark.parametrize(
    ("section", "countries"),
    [
        ("balkans", "AL BA BG HR ME MK RS XK"),
        ("uk-ireland", "GB IE GG IM JE"),
        ("nordic-baltic", "AX DK EE FI FO IS LT LV NO SE SJ"),
        ("ukraine", "UA"),
        ("russia", "RU"),
        ("south-caucasus", "AM AZ GE"),
        ("afghanistan", "AF"),
        ("pakistan", "PK"),
        ("levant", "IL JO LB PS SY"),
        ("gulf", "AE BH KW OM QA SA YE"),
        ("iran", "IR"),
        ("turkey", "TR"),
        ("iraq", "IQ"),
        ("north-africa", "DZ EG EH LY MA TN"),
        ("india", "IN"),
        ("greater-china", "CN HK MO TW"),
        ("japan", "JP"),
        ("koreas", "KP KR"),
        ("horn", "DJ ER ET SD SO SS"),
    ],
)
def test_sections_hold_what_their_title_says(section: str, countries: str, scheme: Scheme) -> None:
    sections = {found.id: found for region in scheme.regions for found in region.sections}
    assert sorted(sections[section].countries) == sorted(countries.split())


def test_the_second_level_is_there_where_news_is_thick(scheme: Scheme) -> None:
    levels = {region.id: " ".join(section.id for section in region.sections) for region in scheme.regions}
    assert {region: sections for region, sections in levels.items() if sections} == {
        "europe": "uk-ireland western-europe nordic-baltic central-europe southern-europe balkans",
        "eastern-europe": "ukraine russia south-caucasus",
        "mena": "levant gulf iran turkey iraq north-africa",
        "africa": "horn sahel-west central-great-lakes southern-africa",
        "south-asia": "afghanistan pakistan india",
        "east-asia": "greater-china koreas japan",
        "latin-america": "mexico-central caribbean south-america",
    }


def test_ids_are_unique_over_both_levels(scheme: Scheme) -> None:
    ids = [region.id for region in scheme.regions] + [
        section.id for region in scheme.regions for section in region.sections
    ]
    assert len(ids) == len(set(ids))


def test_a_desk_orders_regions_and_the_rest_follow(scheme: Scheme) -> None:
    ids = [region.id for region in load_scheme(order=["mena", "africa"]).regions]
    assert ids[:4] == ["mena", "africa", "europe", "eastern-europe"]
    assert ids[-2:] == ["global", "unassigned"]
    assert len(ids) == len(scheme.regions)
    assert [region.id for region in load_scheme(order=["global", "mena"]).regions][-2:] == ["global", "unassigned"]


def test_an_unknown_region_in_the_order_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ConfigError, match=r"no region 'middle-east'.*europe, eastern-europe, mena"):
        load_scheme(order=["middle-east"])


def test_a_folder_without_a_scheme_gets_the_default(tmp_path: Path, scheme: Scheme) -> None:
    assert load_scheme(tmp_path) == load_scheme(tmp_path / "missing") == scheme


def test_a_desk_brings_its_own_scheme(tmp_path: Path, gazetteer: Gazetteer) -> None:
    scheme = load_scheme(own(tmp_path))
    assert [region.id for region in scheme.regions] == ["north", "south", "global", "unassigned"]
    placer = Placer(scheme, gazetteer)
    latvia = placer.locate("Latvia votes", "Riga was calm.")
    assert (latvia.region, latvia.section) == ("north", "baltic")
    norway = placer.locate("Norway votes", "Oslo was calm. Italy watched, and Italy waited.")
    assert (norway.region, norway.section, norway.secondary) == ("north", None, ("south",))
    italy = load_scheme(tmp_path, order=["south"])
    assert Placer(italy, gazetteer).locate("Latvia votes", "").region == "south"


def test_a_country_in_no_region_is_shown_under_other_news(tmp_path: Path, gazetteer: Gazetteer) -> None:
    placement = Placer(load_scheme(own(tmp_path)), gazetteer).locate("Peru votes", "Norway watched.")
    assert (placement.region, placement.section, placement.secondary) == ("unassigned", None, ())
    assert placement.countries[0].code == "PE"
    assert placement.flagged
    assert placement.reason.endswith("the scheme 'two' has no region for it")


@pytest.mark.parametrize(
    ("before", "after", "line", "message"),
    [
        ('"LV"]\n\n', '"UK"]\n\n', 11, "region 'baltic' lists the unknown country 'UK'"),
        ('["NO"]', '["no"]', 6, "region 'north' lists the unknown country 'no'"),
        ('["NO"]', '"NO"', 4, "'north': countries must be a list of codes"),
        ('id = "south"', 'id = "north"', 14, "the id 'north' is taken"),
        ('id = "south"', 'id = "South!"', 14, "a region needs an id of a-z, 0-9 and hyphens"),
        ('title = "The South"\n', "", 14, "region 'south' needs a title"),
        (
            'title = "Baltic"',
            'titel = "Baltic"',
            10,
            "unknown key 'titel'; known are countries, divisions, id, places, title",
        ),
        ('name = "two"', 'name = "two', 1, "not TOML"),
        ('countries = ["IT", "LV"]\n', "", 14, "region 'south' has no countries, divisions or places"),
        ('id = "south"', 'id = "global"', 14, "the id 'global' is taken by what belongs to no one region"),
        (
            'id = "south"\n',
            "",
            13,
            "a region needs an id of a-z, 0-9 and hyphens, of 40 at most and a letter first: add",
        ),
        ('id = "baltic"\n', "id = 7\n", 8, "not 7"),
        ('id = "south"', f'id = "{"south" * 9}"', 14, "of 40 at most"),
        ('title = "The South"', 'title = "South\\u0007"', 14, "region 'south' needs a title, a text on one line"),
        ('title = "The South"', 'title = "The\\nSouth"', 14, "region 'south' needs a title, a text on one line"),
        ('["IT", "LV"]', "[380]", 13, "region 'south' lists the unknown country 380"),
        ('countries = ["NO"]', 'places = ["Norway"]', 6, "'Norway' (that is a country: write NO under countries)"),
        ('countries = ["EE", "LV"]\n', "", 9, "section 'baltic' has no countries, divisions or places"),
        ("[[region.section]]", "[region.section]", 8, "write [[region.section]] with two brackets, one table for each"),
        ("[[region.section]]", "[[region.sections]]", 8, "a region has the unknown key 'sections'"),
        ('name = "two"', 'base = "defualt"', 1, "base must be one of default, un-m49"),
        ('name = "two"', 'name = "\udce9"', 1, "is not UTF-8: save it in that encoding"),
    ],
)
def test_a_scheme_that_cannot_be_used_is_refused_with_its_line(
    before: str, after: str, line: int, message: str, tmp_path: Path
) -> None:
    assert before in OWN
    with pytest.raises(ConfigError) as caught:
        load_scheme(own(tmp_path, OWN.replace(before, after, 1), errors="surrogateescape"))
    assert message in str(caught.value)
    assert caught.value.line == line
    assert caught.value.path == str(tmp_path / "scheme.toml")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "name = 'none'\n",
            r'at least one \[\[region\]\]; a ready scheme alone is chosen in digest.toml: scheme = "default"',
        ),
        ("base = 'un-m49'\n", 'digest.toml: scheme = "un-m49"'),
        ("[region]\nid = 'x'\n", r"scheme.toml:1: write \[\[region\]\] with two brackets"),
        ("[[regions]]\nid = 'x'\n", "scheme.toml:1: the scheme has the unknown key 'regions'"),
        (f"x = {'[' * 3000}{']' * 3000}\n", "not TOML: brackets stand too deep"),
    ],
)
def test_a_file_that_is_no_scheme_is_refused_with_the_way_to_write_one(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        load_scheme(own(tmp_path, text))


def test_a_scheme_saved_by_an_editor_of_windows_is_read(tmp_path: Path) -> None:
    scheme = load_scheme(own(tmp_path, OWN.replace("\n", "\r\n"), encoding="utf-8-sig"))
    assert [region.id for region in scheme.regions][:2] == ["north", "south"]
