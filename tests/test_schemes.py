"""A desk's regions: the scheme that it chooses or brings, its addresses, and the page that explains schemes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desks import ROOT, NearDesk, near_desk, story

PAGE = (ROOT / "docs" / "schemes.md").read_text(encoding="utf-8")
OWN = 'base = "default"\n[[region]]\nid = "andes"\ntitle = "The Andes"\ncountries = ["PE", "BO"]\n'


@pytest.fixture
def desk(tmp_path: Path) -> NearDesk:
    return near_desk(tmp_path / "desk")


def own(desk: NearDesk, text: str) -> None:
    (desk.folder / "regions").mkdir(exist_ok=True)
    (desk.folder / "regions" / "scheme.toml").write_text(text)


def choose(desk: NearDesk, scheme: str) -> None:
    settings = desk.folder / "digest.toml"
    settings.write_text(settings.read_text().replace("[desk]\n", f'[desk]\nscheme = "{scheme}"\n', 1))


def region_feeds(desk: NearDesk) -> set[str]:
    return {name for name in desk.feeds() if name.startswith("regions/") and name.endswith(".json")}


def test_a_desk_chooses_a_ready_scheme(desk: NearDesk) -> None:
    choose(desk, "continents")
    desk.seed("well.txt", story(1, "Lima, Peru"))
    desk.run("publish")
    assert "regions/south-america.json" in region_feeds(desk)
    assert "regions/latin-america.json" not in region_feeds(desk)
    feed = json.loads(desk.feeds()["regions/south-america.json"])
    assert len(feed["items"]) == 1


def test_the_files_of_regions_go_with_their_scheme_and_come_back_with_it(desk: NearDesk) -> None:
    desk.seed("well.txt", story(1, "Lima, Peru"))
    desk.run("publish")
    before = desk.feeds()
    text = (desk.folder / "digest.toml").read_text()
    choose(desk, "continents")
    desk.run("publish")
    assert not [path for path in desk.feeds() if "latin-america" in path]
    (desk.folder / "digest.toml").write_text(text)
    desk.run("publish")
    assert desk.feeds() == before


def test_an_order_that_names_no_region_is_refused_with_its_line(desk: NearDesk) -> None:
    settings = desk.folder / "digest.toml"
    settings.write_text(settings.read_text().replace("[desk]\n", '[desk]\norder = ["europ"]\n', 1))
    line = settings.read_text().split("\n").index('order = ["europ"]') + 1
    assert f"digest.toml:{line}: no region 'europ'; this scheme has europe, " in desk.run("publish", code=2).err


def test_an_unknown_scheme_is_refused_with_the_known_ones(desk: NearDesk) -> None:
    choose(desk, "un-m94")
    told = desk.run("publish", code=2).err
    assert '`scheme` wants "default", "un-m49", "world-bank" or "continents", got "un-m94"' in told
    assert re.search(r"digest\.toml:\d+: ", told)


def test_a_renamed_region_keeps_its_addresses_and_its_articles_their_ids(desk: NearDesk) -> None:
    own(desk, OWN)
    desk.seed("well.txt", story(1, "Lima, Peru"))
    desk.run("publish")
    addresses, before = region_feeds(desk), json.loads(desk.feeds()["regions/andes.json"])
    own(desk, OWN.replace("The Andes", "Andean countries"))
    desk.run("publish")
    after = json.loads(desk.feeds()["regions/andes.json"])
    assert region_feeds(desk) == addresses
    assert (before["title"] != after["title"], "Andean countries" in after["title"]) == (True, True)
    assert [item["id"] for item in after["items"]] == [item["id"] for item in before["items"]] != []
    assert json.loads(desk.feeds()["regions/latin-america.json"])["items"][0]["id"] == after["items"][0]["id"]


def test_the_doctor_names_countries_that_no_region_lists(desk: NearDesk) -> None:
    desk.run("publish", code=None)
    own(desk, OWN)
    assert "lists" not in desk.run("doctor").out
    own(desk, OWN + '[[region]]\nid = "mena"\ntitle = "Gulf"\ncountries = ["AE", "KW"]\n')
    told = desk.run("doctor", code=1).out
    assert "scheme.toml lists Algeria, Bahrain, Egypt, " in told
    assert "and 7 others" in told
    assert 'write  base = "default"  on top' in told


def test_locate_takes_a_ready_scheme_a_file_or_a_folder(desk: NearDesk) -> None:
    own(desk, OWN)
    text = json.dumps({"title": "Lima votes", "text": "Peru waits."})
    schemes = ("un-m49", "regions", "regions/scheme.toml")
    found = [desk.run("locate", "--scheme", name, stdin=text).records[0]["region"] for name in schemes]
    assert found == ["south-america", "andes", "andes"]
    assert "nowhere: is no scheme: name default, un-m49, " in desk.run("locate", "--scheme", "nowhere", code=2).err


def test_a_desk_s_own_name_may_be_a_place_of_its_scheme(desk: NearDesk) -> None:
    text = OWN + '[[region]]\nid = "rojava"\ntitle = "Rojava"\nplaces = ["Mount Zorba"]\n'
    own(desk, text)
    assert "scheme.toml:9: region 'rojava' lists the unknown place 'Mount Zorba'" in desk.run("publish", code=2).err
    (desk.folder / "regions" / "names.toml").write_text('[names]\n"Mount Zorba" = "SY"\n')
    desk.seed("well.txt", story(1, "Mount Zorba"))
    desk.run("publish")
    assert len(json.loads(desk.feeds()["regions/rojava.json"])["items"]) == 1
    assert desk.run("doctor").out == "nothing is wrong with this desk\n"
    assert desk.run("articles", "--region", "rojava").out
    text = json.dumps({"title": "A well", "text": "It is open on Mount Zorba."})
    for scheme in ("regions", "regions/scheme.toml"):
        assert [each["region"] for each in desk.run("locate", "--scheme", scheme, stdin=text).records] == ["rojava"]


def examples() -> Iterator[tuple[str, str, list[str]]]:
    for text, first, also in re.findall(r"^\| (.+?\.) \| `([a-z]+)` \| (.*?) ?\|$", PAGE, re.MULTILINE):
        yield text, first, re.findall(r"`([a-z]+)`", also)


def test_the_page_of_schemes_tells_where_its_examples_stand(desk: NearDesk) -> None:
    [example] = re.findall(r"^```text\n(base.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    own(desk, example)
    told = list(examples())
    assert len(told) == 6
    for text, first, also in told:
        title, _, body = text.partition(". ")
        [placed] = desk.run("locate", "--scheme", "regions", stdin=json.dumps({"title": title, "text": body})).records
        assert placed["regions"] == [first, *also], text
