"""What stands in the wrong region is found, shown first, put right, and stays so; nothing goes out twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.desks import Desk, near_desk, story
from tests.test_placing import NOWHERE, placed, record, regions

ZUBROVIA = '[names]\nZubrovia = "SY"\n'


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk that published a well in Kenya, one in Zubrovia, of which no table knows, and one without a place."""
    desk = near_desk(tmp_path / "desk")
    desk.seed("kenya.json", record(1, guid="urn:well:1"))
    desk.seed("zubrovia.txt", story(2, "Zubrovia"))
    desk.seed("choir.txt", NOWHERE)
    desk.run("publish")
    return desk


def key(desk: Desk, title: str) -> str:
    [found] = [each["id"] for each in desk.run("articles", "--json", "--find", title).records]
    return str(found).rpartition(":")[2]


def place(desk: Desk, title: str) -> dict[str, Any]:
    [found] = [each["placement"] for each in desk.run("articles", "--json", "--find", title).records]
    assert isinstance(found, dict)
    return found


def entry(desk: Desk, feed: str, title: str) -> dict[str, Any] | None:
    """The entry of that article in a feed."""
    items = json.loads(desk.feeds()[f"{feed}.json"])["items"]
    return next((each for each in items if title in each["title"]), None)


# -- reassign and diff ----------------------------------------------------------------------------


def test_a_change_of_tables_alone_moves_nothing_and_diff_tells_what_it_would(desk: Desk) -> None:
    before = desk.feeds()
    names = desk.folder / "try.toml"
    names.write_text(ZUBROVIA)
    told = desk.run("regions", "diff", "--names", str(names))
    assert told.out == f"{key(desk, 'Zubrovia')}  unassigned -> mena/levant  Well number 2 is open in Zubrovia\n"
    assert told.err == "1 of 3 articles would move\n"
    assert desk.run("regions", "diff").out == ""
    regions(desk, "names.toml", ZUBROVIA)
    [move] = desk.run("regions", "diff", "--json").records
    assert (move["from"], move["to"]) == ("unassigned", "mena/levant")
    desk.run("publish")
    assert desk.feeds() == before


def test_reassign_moves_an_entry_to_another_feed_under_its_id_and_no_mail_has_it_again(desk: Desk) -> None:
    old = entry(desk, "regions/unassigned", "Zubrovia")
    regions(desk, "names.toml", ZUBROVIA)
    assert "1 of 3 articles would move" in desk.run("reassign", "--dry-run").err
    assert place(desk, "Zubrovia")["region"] == "unassigned"
    moved = desk.run("reassign")
    assert "unassigned -> mena/levant  Well number 2 is open in Zubrovia" in moved.out
    desk.run("publish")
    new = entry(desk, "regions/mena", "Zubrovia")
    assert old is not None
    assert new is not None
    assert {name: new[name] for name in ("id", "url", "date_published")} == {
        name: old[name] for name in ("id", "url", "date_published")
    }
    assert new.get("date_modified") == old.get("date_modified"), "no reader shows it as new"
    assert entry(desk, "regions/unassigned", "Zubrovia") is None
    assert entry(desk, "countries/sy", "Zubrovia") is not None
    assert len(desk.run("editions", "--json").records) == 1, "there was nothing new to mail"
    assert "0 of 3 articles moved" in desk.run("reassign").err


def test_reassign_moves_only_the_articles_that_are_named(desk: Desk) -> None:
    regions(desk, "overrides.toml", '[[override]]\ntitle = "well number"\nregion = "oceania"\n')
    desk.run("reassign", key(desk, "Zubrovia"))
    assert [place(desk, title)["region"] for title in ("Zubrovia", "Kenya")] == ["oceania", "africa"]


def test_diff_tries_another_scheme(desk: Desk) -> None:
    told = desk.run("regions", "diff", "--scheme", "continents").out
    assert "africa/central-great-lakes -> africa/eastern-africa  Well number 1 is open in Nairobi, Kenya" in told
    assert "is no scheme" in desk.run("regions", "diff", "--scheme", "atlantis", code=2).err


# -- a person's word ------------------------------------------------------------------------------


def test_review_lists_what_is_unsure_with_its_two_best_regions(desk: Desk) -> None:
    rows = desk.run("regions", "review").out.splitlines()
    assert [row.split("  ")[0] for row in rows] == [key(desk, title) for title in ("Zubrovia", "choir")]
    assert all("unassigned" in row and "nothing named" in row for row in rows)
    [first, _] = desk.run("regions", "review", "--json").records
    assert (first["region"], first["best"]) == ("unassigned", [])


def test_what_a_person_moved_stays_through_update_reread_and_reassign(desk: Desk) -> None:
    well = key(desk, "Kenya")
    told = desk.run("regions", "review", "--move", well, "mena/gulf").out
    assert (
        told == f"{well}: moved from africa/central-great-lakes to mena/gulf, Well number 1 is open in Nairobi, Kenya\n"
    )
    desk.run("publish")
    assert entry(desk, "regions/mena", "Kenya") is not None
    assert entry(desk, "regions/africa", "Kenya") is None
    desk.seed("kenya.json", record(1, guid="urn:well:1").replace("clay and stone", "clay and sand"))
    desk.run("publish", "--no-edition")
    assert "nothing would change" in desk.run("reread", "--yes", "kenya.json").err
    desk.run("reassign")
    desk.run("publish", "--no-edition")
    [again] = desk.run("articles", "--json", "--find", "Kenya").records
    assert again["revision"] == 2
    assert (again["placement"]["region"], again["placement"]["section"]) == ("mena", "gulf")
    assert entry(desk, "regions/mena", "Kenya") is not None
    explained = desk.run("explain", well).out
    assert "because    moved by hand on " in explained
    assert "else africa: Kenya leads" in explained, "what the text says stays told"


def test_an_article_moved_to_a_region_stands_in_none_of_its_sections(desk: Desk) -> None:
    desk.run("regions", "review", "--move", "Kenya", "africa")
    assert (place(desk, "Kenya")["region"], place(desk, "Kenya")["section"]) == ("africa", None)
    assert "because    moved by hand on " in desk.run("explain", "Kenya").out


def test_what_a_person_accepted_is_listed_no_more_and_undo_brings_it_back(desk: Desk) -> None:
    choir = key(desk, "choir")
    assert "accepted under unassigned" in desk.run("regions", "review", "--accept", choir).out
    assert choir not in desk.run("regions", "review").out
    assert "accepted by hand on" in desk.run("explain", choir).out
    desk.run("regions", "review", "--undo", choir)
    assert choir in desk.run("regions", "review").out
    assert "no person has said where" in desk.run("regions", "review", "--undo", choir, code=2).err


def test_a_word_is_told_as_a_record_and_taken_back_of_all_or_none(desk: Desk) -> None:
    choir = key(desk, "choir")
    record = {"id": choir, "title": "The choir sings again", "region": "unassigned", "section": None}
    assert desk.run("regions", "review", "--json", "--accept", choir).records == [record]
    desk.run("regions", "review", "--undo", choir, "Kenya", code=2)
    assert place(desk, "choir")["reason"].startswith("accepted by hand")
    assert desk.run("regions", "review", "--json", "--undo", choir, choir).records == [record]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--move", "Kenya", "atlantis"), "there is no region 'atlantis'"),
        (("--move", "Kenya", "mena/alps"), "region mena has no section 'alps'"),
        (("--move", "Kenya", "gulf"), "there is no region 'gulf': did you mean mena/gulf?"),
        (("--move", "Kenya", "Other news"), "there is no region 'Other news': did you mean unassigned?"),
        (("--move", "nothing", "mena"), "names no article"),
        (("--accept",), "--accept and --undo want articles"),
        (("Kenya",), "--accept and --undo want articles"),
    ],
)
def test_a_word_that_cannot_be_is_refused_and_changes_nothing(desk: Desk, args: tuple[str, ...], says: str) -> None:
    assert says in desk.run("regions", "review", *args, code=2).err
    assert placed(desk)["Well number 1 is open in Nairobi, Kenya"]["region"] == "africa"


# -- check and suggest ----------------------------------------------------------------------------


def test_check_tells_of_a_text_what_explain_tells_of_an_article(desk: Desk) -> None:
    told = desk.run("regions", "check", "Floods in Nairobi, Kenya").out
    assert "Africa (africa)" in told
    assert "Nairobi" in told
    [found] = desk.run("regions", "check", "--json", "It rained in Georgetown.", "--home", "GY").records
    assert found["region"] == "latin-america"
    assert "home: GY" in found["rules"]
    assert "--home Kenya" in desk.run("regions", "check", "--home", "Kenya", "a text", code=2).err


def test_check_reads_a_file_and_standard_input_and_the_desks_own_names(desk: Desk) -> None:
    regions(desk, "names.toml", ZUBROVIA)
    [file] = desk.run("regions", "check", "--json", "seeds/zubrovia.txt").records
    assert (file["title"], file["region"]) == ("Well number 2 is open in Zubrovia", "mena")
    [piped] = desk.run("regions", "check", "--json", "-", stdin="A well\nIt is in Zubrovia.\n").records
    assert piped["region"] == "mena"
    settings = desk.folder / "digest.toml"
    settings.write_text(settings.read_text() + '[[source]]\nname = "Choirs"\nfolder = "choirs"\nhome = "IE"\n')
    desk.seed("choirs/1.txt", NOWHERE)
    [sung] = desk.run("regions", "check", "--json", "seeds/choirs/1.txt").records
    assert sung["region"] == "europe"


def test_check_takes_a_text_of_any_length_and_of_any_language_that_has_a_table(desk: Desk) -> None:
    [found] = desk.run("regions", "check", "--json", "Floods in Nairobi, Kenya. " * 20).records
    assert found["region"] == "africa"
    german = (
        "Hochwasser in der Schweiz und in \u00d6sterreich, sagt die Regierung. Viele Stra\u00dfen sind seit dem Morgen "
        "gesperrt, und die Feuerwehr bittet alle Bewohner, zu Hause zu bleiben."
    )
    [found] = desk.run("regions", "check", "--json", german).records
    assert [each["code"] for each in found["countries"]] == ["CH", "AT"]


def test_overrides_hold_for_what_check_is_given(desk: Desk) -> None:
    regions(desk, "overrides.toml", '[[override]]\ntitle = "Well *"\nregion = "europe"\n')
    for text in ("Well number 3 is open in Kenya", "Well number 4\nIt is open in Kenya.", "seeds/kenya.json"):
        for more in ((), ("--home", "PE")):
            [checked] = desk.run("regions", "check", "--json", text, *more).records
            assert (checked["region"], checked["rules"][0]) == ("europe", "override: title Well *")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("seeds/kenia.json", "seeds/kenia.json: there is no such file"),
        ("kenya.txt", "kenya.txt: there is no such file"),
        ("seeds", "seeds: this is a folder: name a file in it"),
    ],
)
def test_check_takes_no_misspelt_file_for_a_text(desk: Desk, name: str, says: str) -> None:
    assert says in desk.run("regions", "check", name, code=2).err
    assert desk.run("regions", "check", "--json", "Kyiv").records[0]["region"] == "eastern-europe"


def test_check_needs_no_desk(tmp_path: Path) -> None:
    bare = type(near_desk(tmp_path / "desk"))(folder=tmp_path, environment={"DIGEST_DESK": ""})
    [found] = bare.run("regions", "check", "--json", "Floods in Nairobi, Kenya").records
    assert found["region"] == "africa"


def test_suggest_tells_homes_of_sources_and_names_that_no_table_has(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    for number in range(10):
        fields = {"title": f"Pump {number} of the district is mended"}
        desk.seed(f"{number}.json", record(number, url=f"https://www.wells.example/{number}", **fields))
    for number in range(3):
        desk.seed(f"{20 + number}.txt", story(20 + number, "Zubrovia"))
    desk.run("publish", "--no-edition")
    told = desk.run("regions", "suggest").out
    assert '# 100% of 10 articles are about Kenya\n[[source]]\nname = "wells.example"\n' in told
    assert 'address = "wells.example"\nhome = "KE"\n' in told
    settings = desk.folder / "digest.toml"
    settings.write_text(settings.read_text() + told.partition("# for regions/names.toml")[0])
    assert '# "Zubrovia" = ""  # 3 articles' in told
    assert "Kenya" not in desk.run("regions", "suggest").out, "it is there now"
