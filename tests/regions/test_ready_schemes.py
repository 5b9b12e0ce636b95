"""The schemes that come with Digest beside the default: UN M49, the World Bank's, and the continents."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from digest.config import table
from digest.config.kinds import listed
from digest.errors import ConfigError
from digest.model import Scheme
from digest.regions import READY, find_scheme, load_scheme
from digest.regions.gazetteer import DATA, rows
from tests.regions.test_schemes import M49

SUBREGIONS = {
    "northern-africa": "015",
    "western-africa": "011",
    "middle-africa": "017",
    "eastern-africa": "014",
    "southern-africa": "018",
    "northern-america": "021",
    "central-america": "013",
    "caribbean": "029",
    "south-america": "005",
    "central-asia": "143",
    "eastern-asia": "030",
    "south-eastern-asia": "035",
    "southern-asia": "034",
    "western-asia": "145",
    "eastern-europe": "151",
    "northern-europe": "154",
    "southern-europe": "039",
    "western-europe": "155",
    "australia-new-zealand": "053",
    "melanesia": "054",
    "micronesia": "057",
    "polynesia": "061",
}
BEYOND_M49 = {"antarctica": "AQ", "southern-europe": "XK", "eastern-asia": "TW"}
CONTINENTS = {
    "africa": "northern-africa western-africa middle-africa eastern-africa southern-africa",
    "antarctica": "antarctica",
    "asia": "western-asia central-asia southern-asia south-eastern-asia eastern-asia",
    "europe": "northern-europe western-europe southern-europe eastern-europe",
    "north-america": "northern-america central-america caribbean",
    "oceania": "australia-new-zealand melanesia micronesia polynesia",
    "south-america": "south-america",
}
UNLISTED_BY_THE_BANK = "AI AQ AX BL BQ BV CC CK CX EH FK GF GP GS HM IO MQ MS NF NU PM PN RE SH SJ TF TK UM VA WF YT"


def subregion(name: str) -> set[str]:
    codes = M49[SUBREGIONS[name]].split() if name in SUBREGIONS else []
    return {*codes, *BEYOND_M49.get(name, "").split()}


def countries(scheme: Scheme) -> dict[str, set[str]]:
    return {region.id: set(region.countries) for region in scheme.regions if region.countries}


def test_every_scheme_file_is_known_by_its_name_to_the_settings_too() -> None:
    assert set(READY) == {file.stem for file in (DATA / "schemes").glob("*.toml")}
    assert [find_scheme(name).name for name in READY] == list(READY)
    key = table.DESK.key("scheme")
    assert key is not None
    assert key.kind.wants == listed(READY)


@pytest.mark.parametrize("name", READY)
def test_a_ready_scheme_has_every_country_once_and_every_id_once(name: str) -> None:
    scheme = find_scheme(name)
    held = Counter(code for region in scheme.regions for code in region.countries)
    assert held == Counter(row[0] for row in rows(DATA, "countries"))
    assert scheme.homeless == ()
    ids = [name for region in scheme.regions for name in (region.id, *(section.id for section in region.sections))]
    assert len(ids) == len(set(ids))
    assert [region.id for region in scheme.regions][-2:] == ["global", "unassigned"]


def test_m49_is_the_united_nations_own_with_kosovo_taiwan_and_antarctica_beside() -> None:
    assert countries(find_scheme("un-m49")) == {name: subregion(name) for name in (*SUBREGIONS, "antarctica")}


def test_the_continents_are_made_of_m49_and_have_it_as_their_second_level() -> None:
    scheme = find_scheme("continents")
    made_of = {name: {code for part in parts.split() for code in subregion(part)} for name, parts in CONTINENTS.items()}
    assert countries(scheme) == made_of
    for region in scheme.regions:
        for section in region.sections:
            assert set(section.countries) == subregion(section.id)


def test_the_world_bank_s_regions_are_those_of_its_list() -> None:
    found = countries(find_scheme("world-bank"))
    assert {region: len(codes - set(UNLISTED_BY_THE_BANK.split())) for region, codes in found.items()} == {
        "east-asia-pacific": 38,
        "europe-central-asia": 59,  # the Channel Islands are one economy and two codes
        "latin-america-caribbean": 42,
        "middle-east-north-africa": 23,
        "north-america": 3,
        "south-asia": 6,
        "sub-saharan-africa": 48,
    }
    assert found["middle-east-north-africa"] >= {"AF", "PK", "DJ", "MT", "IR", "IL"}
    assert found["south-asia"] == {"BD", "BT", "IN", "LK", "MV", "NP"}
    assert found["europe-central-asia"] >= {"TR", "CY", "RU", "KZ", "XK", "GL"}
    assert found["sub-saharan-africa"] >= {"SD", "MR", "SO", "KM"}


def test_a_scheme_is_found_by_name_file_or_folder(tmp_path: Path) -> None:
    file = tmp_path / "scheme.toml"
    file.write_text('[[region]]\nid = "one"\ntitle = "One"\ncountries = ["PE"]\n')
    assert find_scheme(str(file)) == find_scheme(str(tmp_path))
    assert find_scheme("continents").regions[0].id == "africa"
    (tmp_path / "empty").mkdir()
    for wanted in ("un-m94", str(tmp_path / "empty"), str(tmp_path / "gone.toml")):
        with pytest.raises(ConfigError, match="is no scheme: name default, un-m49, world-bank, continents, a file, or"):
            find_scheme(wanted)


def test_a_ready_scheme_beside_one_of_the_desk_s_own_is_refused(tmp_path: Path) -> None:
    assert load_scheme(tmp_path, ["oceania"], "continents").regions[0].id == "oceania"
    (tmp_path / "scheme.toml").write_text('[[region]]\nid = "one"\ntitle = "One"\ncountries = ["PE"]\n')
    with pytest.raises(ConfigError, match='take one of them out; to go on from a ready scheme write  base = "un-m49"'):
        load_scheme(tmp_path, (), "un-m49")
