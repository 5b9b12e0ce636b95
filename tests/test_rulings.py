"""A person's word on stories holds, shows first what it does, and is undone by its opposite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from digest import app, config, rulings
from digest.errors import UsageError
from digest.model import State
from digest.publisher import Publisher
from tests.desks import Desk, NearDesk, near_desk
from tests.test_stories import ALERT, CORRECTION, FIRST, FOURTH, SECOND, THIRD, UPDATE, given, item, keys, take

PIER = item(FIRST, SECOND, headline="Harbour of Mombasa opens its old pier again")
BAND = item(THIRD, FOURTH, headline="The band of a school plays at the bay", at="2026-05-04T10:00:00+00:00")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return near_desk(tmp_path / "desk")


@pytest.fixture
def publisher(desk: Desk) -> Iterator[Publisher]:
    opened = app.assemble(config.load(desk.folder))
    yield opened
    opened.close()


def merge(publisher: Publisher, *wanted: str) -> None:
    rulings.merge(
        publisher.store, rulings.plan_merge(publisher.store, wanted), view=publisher.intake.view, now=publisher.clock()
    )


def split(publisher: Publisher, key: str, number: int | None = None) -> str:
    plan = rulings.plan_split(publisher.store, key, number)
    rulings.split(publisher.store, plan, view=publisher.intake.view, now=publisher.clock())
    return plan.own


def texts(publisher: Publisher, key: str) -> list[str]:
    return [telling.article.title for telling in publisher.store.stories([key])[key].tellings]


def test_a_merge_and_its_split_leave_everything_as_it_was(desk: Desk, publisher: Publisher) -> None:
    take(publisher, desk, PIER, BAND)
    band, pier = keys(publisher)
    publisher.write_files()
    before = {name: content for name, content in desk.feeds().items() if name.startswith("articles/")}
    merge(publisher, band, pier)
    publisher.write_files()
    assert keys(publisher) == [pier]
    assert len(texts(publisher, pier)) == 2
    assert split(publisher, band) == band
    publisher.write_files()
    assert keys(publisher) == [band, pier]
    assert [texts(publisher, key) for key in (band, pier)] == [
        ["The band of a school plays at the bay"],
        ["Harbour of Mombasa opens its old pier again"],
    ]
    after = desk.feeds()
    assert {name for name in after if name.startswith("articles/")} == set(before)
    for name, content in before.items():
        paragraph = THIRD if band in name else FIRST
        assert paragraph.encode() in after[name]
        assert paragraph.encode() in content
    for number, key in enumerate((pier, band)):
        report = publisher.store.seed_report(f"in/{number}.json")
        assert report is not None
        assert [each.key for each in report.articles] == [key]


def test_a_split_and_its_merge_keep_the_older_id(desk: Desk, publisher: Publisher) -> None:
    take(publisher, desk, ALERT, UPDATE, CORRECTION)
    [key] = keys(publisher)
    own = split(publisher, key, 3)
    assert keys(publisher) == [own, key]
    assert [len(texts(publisher, each)) for each in (own, key)] == [1, 2]
    seen = publisher.store.release(key)
    assert seen is not None
    assert seen.article.version == 2
    report = publisher.store.seed_report("in/2.json")
    assert report is not None
    assert [each.key for each in report.articles] == [own]
    merge(publisher, own, key)
    assert keys(publisher) == [key]
    seen = publisher.store.release(key)
    assert seen is not None
    assert seen.article.version == 3
    assert split(publisher, key, 3) == own


def test_what_was_told_apart_stays_apart_when_a_text_shows_it_to_be_one(desk: Desk, publisher: Publisher) -> None:
    take(publisher, desk, ALERT, UPDATE)
    [key] = keys(publisher)
    own = split(publisher, key, 2)
    take(publisher, desk, CORRECTION, UPDATE.replace("urn", "URN") + "\n", UPDATE + "\n\n")
    assert publisher.store.counts().articles == 2
    assert sorted(len(texts(publisher, each)) for each in (own, key)) in ([1, 2], [1, 3], [2, 2])
    merge(publisher, own, key)
    prints = [each.article.fingerprint for each in publisher.store.stories([key])[key].tellings]
    assert publisher.store.separated(prints) == frozenset()


def test_the_first_text_and_the_only_text_cannot_be_split_off(desk: Desk, publisher: Publisher) -> None:
    take(publisher, desk, ALERT, UPDATE, BAND)
    band, key = keys(publisher)
    for wanted, number in ((key, 1), (band, 1), (key, 9), (key, None)):
        with pytest.raises(UsageError):
            rulings.plan_split(publisher.store, wanted, number)
    with pytest.raises(UsageError, match="one article already"):
        rulings.plan_merge(publisher.store, [key, key])


def test_neither_of_two_merged_articles_is_mailed_again_and_a_split_mails_the_one_that_was_not(
    desk: Desk, publisher: Publisher
) -> None:
    near = NearDesk(folder=desk.folder)
    desk.seed("band.json", BAND)
    near.run("publish")
    take(publisher, desk, PIER)
    pier, band = keys(publisher)
    merge(publisher, pier, band)
    assert publisher.store.waiting("daily") == 0
    assert split(publisher, pier) == pier
    assert [release.article.key for release in publisher.store.candidates("daily")] == [pier]


def test_the_commands_show_first_what_they_do_and_do_it_when_told(desk: Desk) -> None:
    near = NearDesk(folder=desk.folder)
    desk.seed("pier.json", PIER)
    desk.seed("band.json", BAND)
    near.run("publish", "--no-edition")
    ids = {each["title"]: each["id"] for each in near.run("articles", "--json").records}
    pier, band = ids["Harbour of Mombasa opens its old pier again"], ids["The band of a school plays at the bay"]
    ran = near.run("articles", "merge", band, pier, code=1)
    assert "goes on" in ran.out
    assert "not done" in ran.err
    assert len(near.run("articles", "--json").records) == 2
    near.run("articles", "merge", band, pier, "--yes")
    [left] = near.run("articles", "--json").records
    gone = band if left["id"] == pier else pier
    assert gone not in near.run("articles").out
    assert left["id"] in near.run("explain", gone).out
    told = near.run("articles", "revisions", gone).out
    assert "a person says that they are one story" in told
    assert "is the one readers see" in told
    assert [each["number"] for each in near.run("articles", "revisions", gone, "--json").records] == [1, 2]
    diff = near.run("articles", "revisions", gone, "--diff", "1", "2").out
    assert any(line.startswith("- ") for line in diff.splitlines())
    assert any(line.startswith("+ ") for line in diff.splitlines())
    assert "leaves" in near.run("articles", "split", gone, code=1).out
    near.run("articles", "split", gone, "--yes")
    assert len(near.run("articles", "--json").records) == 2
    assert "names no article" in near.run("articles", "merge", pier, "nothing-such", code=2).err


def test_a_withdrawn_story_can_be_split_from_the_one_that_it_took_with_it(desk: Desk, publisher: Publisher) -> None:
    take(publisher, desk, UPDATE, item(FIRST, guid="urn:x:pier", version="9", pubstatus="canceled"))
    store = publisher.store
    [key] = given(publisher, "in/0.json")
    assert store.stories([key])[key].state is State.WITHDRAWN
    own = split(publisher, key, 2)
    assert keys(publisher) == [key]
    assert store.stories([own])[own].state is State.WITHDRAWN
