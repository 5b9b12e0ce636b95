"""Feeds that a desk describes itself in digest.toml."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.desks import Desk, near_desk, story

PLACES = ("Nairobi, Kenya", "Kampala, Uganda", "Pristina, Kosovo")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk that has published three articles and describes no feed yet."""
    desk = near_desk(tmp_path / "desk")
    for number, place in enumerate(PLACES):
        desk.seed(f"{number}.txt", story(number, place))
    desk.run("publish", "--yes")
    return desk


def describe(desk: Desk, *lines: str) -> None:
    """Put a [[feed]] at the end of digest.toml in place of the one that is there."""
    settings = desk.folder / "digest.toml"
    text = settings.read_text().partition('[[feed]]\nname = "wells"')[0]
    settings.write_text("\n".join([text.rstrip(), "", '[[feed]]\nname = "wells"', *lines, ""]) if lines else text)


def items(desk: Desk, feed: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(desk.feeds()[f"{feed}.json"])["items"]
    return found


def test_a_feed_holds_what_it_asks_for_of_old_and_new_articles_under_their_ids_and_dates(desk: Desk) -> None:
    before = items(desk, "all")
    describe(desk, 'title = "Wells"', 'countries = ["KE", "XK"]', 'words = ["well*"]', 'exclude_words = ["oil"]')
    desk.run("publish", "--yes")
    assert items(desk, "saved/wells") == [item for item in before if "Uganda" not in item["title"]]
    desk.seed("new.txt", story(7, "Mombasa, Kenya"))
    desk.seed("oil.txt", story(8, "Mombasa, Kenya", title="Oil well number 8 is open in Mombasa, Kenya"))
    desk.run("publish", "--yes")
    assert [item["title"] for item in items(desk, "saved/wells")] == [
        "Well number 7 is open in Mombasa, Kenya",
        "Well number 2 is open in Pristina, Kosovo",
        "Well number 0 is open in Nairobi, Kenya",
    ]
    assert items(desk, "all")[2:] == before, "no date moved"


def test_an_edited_feed_is_filled_anew(desk: Desk) -> None:
    describe(desk, 'regions = ["africa"]')
    desk.run("publish", "--yes")
    assert len(items(desk, "saved/wells")) == 2
    describe(desk, 'regions = ["europe"]')
    desk.run("publish", "--yes")
    assert items(desk, "saved/wells") == items(desk, "countries/xk")
    files = desk.feeds()
    describe(desk, 'title = "Other"', 'regions = ["europe"]')
    desk.run("publish", "--yes")
    assert json.loads(desk.feeds()["saved/wells.json"])["title"] == "desk: Other"
    assert desk.feeds()["all.atom.xml"] == files["all.atom.xml"]


def test_it_is_in_the_lists_until_the_desk_takes_it_out(desk: Desk) -> None:
    describe(desk, 'title = "Wells"', 'regions = ["africa"]')
    desk.run("publish", "--yes")
    [told] = [record for record in desk.run("feeds", "--json").records if record["kind"] == "saved"]
    assert (told["feed"], told["title"], told["entries"]) == ("saved/wells", "desk: Wells", 2)
    assert b'<outline text="Saved">' in desk.feeds()["feeds.opml"]
    assert b"saved/wells.atom.xml" in desk.feeds()["feeds.html"]
    describe(desk)
    desk.run("publish", "--yes")
    assert "saved/wells" not in [record["feed"] for record in desk.run("feeds", "--json").records]
    assert not [path for path, content in desk.feeds().items() if "wells" in path or b"saved/wells" in content]


def test_an_article_that_a_person_moves_goes_from_one_saved_feed_to_another(desk: Desk) -> None:
    describe(desk, 'regions = ["oceania"]')
    desk.run("publish", "--yes")
    assert items(desk, "saved/wells") == []
    [kenya] = desk.run("articles", "--country", "KE", "--json").records
    desk.run("regions", "review", "--move", kenya["id"], "oceania")
    desk.run("publish", "--yes")
    assert [item["title"] for item in items(desk, "saved/wells")] == [kenya["title"]]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (['regions = ["europ"]'], "there is no region `europ`: did you mean `europe`?"),
        (['exclude_sections = ["balkan"]'], "there is no section `balkan`: did you mean `balkans`?"),
        (['regions = ["balkans"]'], "`balkans` is a section: put it under `sections`"),
        (['sections = ["europe"]'], "`europe` is a region: put it under `regions`"),
        (['countries = ["QQ"]'], "`QQ` is no country of ISO 3166"),
        (['countries = ["UK"]'], 'ISO 3166 writes "GB"'),
        (['title = "Wells"'], "`wells` asks for nothing: add `regions`, `words` or another key"),
        (['tags = ["!!"]'], "it has neither letters nor digits"),
        (['words = ["*"]'], "it would hold for every article"),
        (["min_confidence = 2"], "`min_confidence` wants a number from 0 to 1, got 2"),
        (['region = ["europe"]'], "did you mean `regions`?"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_the_nearest_that_is_known(
    desk: Desk, lines: list[str], message: str
) -> None:
    describe(desk, *lines)
    ran = desk.run("publish", "--yes", code=2)
    assert message in ran.err
    written = (desk.folder / "digest.toml").read_text().split("\n")
    at = written.index('name = "wells"') + (0 if "asks for nothing" in message else 2)
    assert f"digest.toml:{at}" in ran.err or f"line {at}" in ran.err, ran.err


def test_the_doctor_knows_a_mistake_that_publish_refuses(desk: Desk) -> None:
    describe(desk, 'regions = ["balkans"]')
    assert "`balkans` is a section: put it under `sections`" in desk.run("publish", code=2).err
    assert "`balkans` is a section: put it under `sections`" in desk.run("doctor", code=1).out


def test_a_source_that_nobody_knows_is_told_with_its_line_and_the_nearest_until_one_is_there(desk: Desk) -> None:
    settings = desk.folder / "digest.toml"
    settings.write_text(settings.read_text() + '\n[[source]]\nname = "Harbour Wire"\nfolder = ["harbour"]\n')
    describe(desk, 'sources = ["harbour wire", "Harbor Wire", "Lake Post"]', 'exclude_sources = ["Nobody"]')
    at = settings.read_text().split("\n").index('name = "wells"') + 2
    unmet = {
        f"digest.toml:{line}: `wells` names the source `{name}`, which no [[source]] and no article has{near}"
        for line, name, near in (
            (at, "Harbor Wire", ": did you mean `Harbour Wire`?"),
            (at, "Lake Post", ""),
            (at + 1, "Nobody", ""),
        )
    }
    told = desk.run("publish", "--yes").err.splitlines()
    assert {line.rpartition("/")[2] for line in told if "look at" in line} == unmet
    found = {record["what"].rpartition("/")[2] for record in desk.run("doctor", "--json", code=1).records}
    assert unmet <= found
    desk.seed("lake.json", json.dumps({"title": "Lake rises", "site": "Lake Post", "text": story(9)}))
    assert "Lake Post" not in desk.run("publish", "--yes").err, "an article brought it"
