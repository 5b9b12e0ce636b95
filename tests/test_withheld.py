"""What readers are not to see yet waits for its time or for a person, and its neighbours go out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest import app, config
from digest.model import Hold, Kin
from digest.publisher import Publisher
from tests.desks import Desk, NearDesk, near_desk
from tests.test_stories import FIRST, FOURTH, SECOND, THIRD, item, keys, take

SOON = datetime.now(UTC) + timedelta(hours=2)
LATER = datetime.now(UTC) + timedelta(hours=4)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return near_desk(tmp_path / "desk")


@pytest.fixture
def publisher(desk: Desk) -> Iterator[Publisher]:
    opened = app.assemble(config.load(desk.folder))
    yield opened
    opened.close()


def at(publisher: Publisher, moment: datetime) -> Publisher:
    return replace(publisher, clock=lambda: moment)


def held(guid: str, embargo: str = "", version: int = 1, text: str = SECOND, status: str = "usable") -> str:
    """A wire item; an empty embargo is none."""
    headline, number = f"The {guid} of Mombasa opens", str(version)
    guid = f"urn:x:{guid}"
    return item(FIRST, text, guid=guid, version=number, headline=headline, embargoed=embargo or None, pubstatus=status)


def titles(publisher: Publisher) -> list[str]:
    return sorted(release.article.title for release in publisher.store.releases(feed="all", limit=100))


def test_one_embargoed_article_waits_and_its_neighbours_go_out(desk: Desk, publisher: Publisher) -> None:
    ferry = item(THIRD, FOURTH, guid="urn:x:ferry", version="1", headline="A ferry sails again")
    take(publisher, desk, f"[{held('pier', SOON.isoformat())},{ferry}]")
    publisher.write_files()
    assert titles(publisher) == ["A ferry sails again"]
    assert not [name for name, content in desk.feeds().items() if b"pier of Mombasa" in content]
    [waiting] = publisher.store.withheld()
    assert (waiting.held.hold, waiting.held.until) == (Hold.EMBARGO, SOON)
    counts = publisher.store.counts()
    assert (counts.articles, counts.withheld, counts.next_due, counts.quarantined) == (1, 1, SOON, 0)
    assert publisher.store.waiting("daily") == 1
    assert publisher.store.find("pier") == ()
    assert (publisher.tally.new, publisher.tally.withheld) == (1, 1)


def test_what_is_due_goes_out_by_the_clock_as_news_of_that_moment(desk: Desk, publisher: Publisher) -> None:
    take(publisher, desk, held("pier", SOON.isoformat()))
    late = SOON + timedelta(minutes=1)
    at(publisher, SOON - timedelta(seconds=1)).ingest()
    assert keys(publisher) == []
    publisher.tally.clear()
    at(publisher, late).ingest()
    [release] = publisher.store.releases(feed="all")
    assert release.released == late
    assert release.article.title == "The pier of Mombasa opens"
    assert (publisher.tally.new, publisher.tally.let_out, publisher.tally.files) == (1, 1, 0)
    report = publisher.store.seed_report("in/0.json")
    assert report is not None
    assert [each.key for each in report.articles] == [release.article.key]
    at(publisher, late).ingest()
    assert publisher.store.counts().withheld == 0


def test_an_embargo_without_a_readable_time_and_what_its_source_withholds_wait_for_a_person(
    desk: Desk, publisher: Publisher
) -> None:
    take(publisher, desk, held("pier", "Friday noon"), held("dock", status="withheld", text=THIRD))
    at(publisher, SOON + timedelta(days=900)).ingest()
    assert titles(publisher) == []
    publisher.release([each.article.key for each in publisher.store.withheld()])
    assert titles(publisher) == ["The dock of Mombasa opens", "The pier of Mombasa opens"]


def test_a_newer_version_of_what_waits_takes_its_place_and_its_time(desk: Desk, publisher: Publisher) -> None:
    take(publisher, desk, held("pier", SOON.isoformat()), held("pier", LATER.isoformat(), 2, THIRD))
    assert [(each.article.version, each.held.until) for each in publisher.store.withheld()] == [(2, LATER)]
    take(publisher, desk, held("pier", SOON.isoformat(), 1, FOURTH))
    assert {each.held.until for each in publisher.store.withheld()} == {LATER}
    at(publisher, SOON + timedelta(minutes=1)).ingest()
    assert titles(publisher) == []
    at(publisher, LATER).ingest()
    [release] = publisher.store.releases(feed="all")
    assert release.article.version == 2


def test_a_version_without_an_embargo_lets_the_story_out_and_the_one_that_waited_is_gone(
    desk: Desk, publisher: Publisher
) -> None:
    take(publisher, desk, held("pier", SOON.isoformat()), held("pier", "", 2, THIRD))
    assert titles(publisher) == ["The pier of Mombasa opens"]
    assert publisher.store.counts().withheld == 0


def test_a_withdrawal_of_what_waits_removes_it(desk: Desk, publisher: Publisher) -> None:
    take(publisher, desk, held("pier", SOON.isoformat()), held("pier", SOON.isoformat(), 2, status="canceled"))
    assert publisher.store.counts().withheld == 0
    at(publisher, LATER).ingest()
    assert keys(publisher) == []


def test_an_embargoed_update_waits_while_its_story_stands(desk: Desk, publisher: Publisher) -> None:
    take(publisher, desk, held("pier"), held("pier", SOON.isoformat(), 2, THIRD))
    [before] = publisher.store.releases(feed="all")
    assert before.article.version == 1
    publisher.tally.clear()
    at(publisher, SOON).ingest()
    [after] = publisher.store.releases(feed="all")
    assert (after.article.key, after.article.version) == (before.article.key, 2)
    assert publisher.tally.kin[Kin.UPDATE] == 1


def test_a_file_that_says_it_without_an_embargo_lets_it_out(desk: Desk, publisher: Publisher) -> None:
    for embargo in (SOON.isoformat(), None):
        desk.seed("pier.json", item(FIRST, SECOND, headline="A pier opens", embargoed=embargo))
        publisher.ingest()
    assert titles(publisher) == ["A pier opens"]
    assert publisher.store.counts().withheld == 0


def test_a_file_with_another_story_leaves_what_waits_alone(desk: Desk, publisher: Publisher) -> None:
    for text in (held("pier", SOON.isoformat()), held("dock", text=FOURTH).replace(FIRST, THIRD)):
        desk.seed("latest.json", text)
        publisher.ingest()
    assert publisher.store.counts().withheld == 1
    at(publisher, SOON).ingest()
    assert len(titles(publisher)) == 2


def test_an_embargoed_article_of_a_backfill_stays_archive(desk: Desk, publisher: Publisher, tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    (old / "a.json").write_text(held("pier", SOON.isoformat()))
    publisher.backfill(old)
    at(publisher, SOON).ingest()
    assert keys(publisher) == []
    assert publisher.store.counts().backfilled == 1


def test_the_commands_list_explain_and_release_what_is_withheld(desk: Desk) -> None:
    near = NearDesk(folder=desk.folder)
    desk.seed("vague.json", held("pier", "Friday noon"))
    desk.seed("soon.json", held("dock", LATER.isoformat(), text=THIRD))
    told = near.run("publish").out
    assert "2 articles withheld: digest articles --withheld tells why and until when" in told
    listed = near.run("articles", "--withheld", "--json").records
    assert [each["title"] for each in listed] == ["The dock of Mombasa opens", "The pier of Mombasa opens"]
    assert [each["until"] for each in listed] == [LATER.isoformat(), None]
    assert "embargoed until" in near.run("articles", "--withheld").out
    assert near.run("articles").out == ""
    status = near.run("status").out
    assert "withheld" in status
    assert f"the next goes out {LATER:%Y-%m-%d %H:%M} UTC" in status
    assert (
        "withheld: embargoed, with no readable time and zone ('Friday noon')" in near.run("explain", "vague.json").out
    )
    dock, pier = (each["id"] for each in listed)
    assert "embargoed until" in near.run("explain", dock).out
    assert "--now lets it out before that" in near.run("articles", "release", dock, pier, code=2).err
    assert near.run("articles", "--json").records == []
    near.run("articles", "release", pier)
    assert f"{dock}: out" in near.run("articles", "release", dock, "--now").out
    assert "is not withheld" in near.run("articles", "release", dock, code=2).err
    assert len(near.run("articles", "--json").records) == 2
    assert near.run("articles", "--withheld").err == "nothing is withheld\n"
