"""One story through time: whatever the order its texts come in, readers see the one that counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from digest import app, config
from digest.model import FeedKind, Kin, State, Verdict
from digest.publisher import Publisher
from digest.store.records import Story
from tests.desks import Desk, near_desk

FIRST = "Engineers opened the pier of Mombasa, Kenya, after a year of work on its stone and timber, the harbour said."
SECOND = "Ferries to the islands of the bay leave from it twice a day, and fishermen pay nothing for the first year."
THIRD = "The harbour had closed it after a storm broke forty of its posts and took the old lamp at its end away."
FOURTH = "A school at the bay sent its band, and the oldest fisherman of the town cut the ribbon with his knife."
MARKET = "Maize traded at {price} shillings a bag in the market of Mombasa, where {bags} bags were sold by noon today."


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return near_desk(tmp_path / "desk")


@pytest.fixture
def publisher(desk: Desk) -> Iterator[Publisher]:
    opened = app.assemble(config.load(desk.folder))
    yield opened
    opened.close()


def item(*paragraphs: str, at: str = "2026-03-04T10:00:00+00:00", **more: str | None) -> str:
    """One wire item in our own words."""
    body = "".join(f"<p>{each}</p>" for each in paragraphs or (FIRST, SECOND, THIRD))
    made = {"type": "text", "versioncreated": at, "headline": "Harbour of Mombasa opens its old pier again"}
    said = {**made, "body_html": body, "pubstatus": "usable", "language": "en", **more}
    return json.dumps({name: value for name, value in said.items() if value is not None})


ALERT = item(FIRST, guid="urn:x:pier", version="1")
UPDATE = item(FIRST, SECOND, THIRD, guid="urn:x:pier", version="2", at="2026-03-04T11:00:00+00:00")
CORRECTION = item(
    FIRST.replace("a year", "two years"),
    SECOND,
    THIRD,
    guid="urn:x:pier",
    version="3",
    headline="CORRECTED-Harbour of Mombasa opens its old pier again",
    at="2026-03-04T12:00:00+00:00",
)
KILL = item(FIRST, guid="urn:x:pier", version="4", pubstatus="canceled", at="2026-03-04T13:00:00+00:00")
AGAIN = item(FIRST, SECOND, FOURTH, guid="urn:x:pier", version="5", at="2026-03-04T14:00:00+00:00")


def take(publisher: Publisher, desk: Desk, *texts: str) -> None:
    """Let texts come in, one run each."""
    for text in texts:
        number = publisher.store.counts().seeds
        desk.seed(f"in/{number}.json", text)
        publisher.ingest()


def keys(publisher: Publisher, feed: str | None = "all") -> list[str]:
    return [release.article.key for release in publisher.store.releases(feed=feed, limit=100)]


def only(publisher: Publisher) -> Story:
    """The only story of the desk."""
    store = publisher.store
    found = {store.find(key)[0] for name in store.known() for key in given(publisher, name)}
    [story] = store.stories(found).values()
    return story


def given(publisher: Publisher, name: str) -> list[str]:
    report = publisher.store.seed_report(name)
    assert report is not None
    return [each.key for each in report.articles]


def seen(story: Story) -> int:
    """The version that readers see."""
    [version] = [telling.article.version for telling in story.tellings if telling.visible]
    return version


@pytest.mark.parametrize("order", list(permutations([ALERT, UPDATE, CORRECTION])))
def test_readers_see_the_highest_version_whatever_the_order_of_arrival(
    desk: Desk, publisher: Publisher, order: tuple[str, ...]
) -> None:
    take(publisher, desk, *order)
    story = only(publisher)
    assert (seen(story), story.state, len(story.tellings)) == (3, State.PUBLIC, 3)
    assert keys(publisher) == [story.key]
    assert publisher.tally.new == 1


@pytest.mark.parametrize("order", list(permutations([ALERT, UPDATE, KILL])))
def test_a_withdrawal_takes_its_story_from_the_feeds_in_every_order(
    desk: Desk, publisher: Publisher, order: tuple[str, ...]
) -> None:
    take(publisher, desk, *order)
    story = only(publisher)
    assert (seen(story), story.state) == (4, State.WITHDRAWN)
    assert keys(publisher) == keys(publisher, None) == []
    counts = publisher.store.counts()
    assert (counts.articles, counts.withdrawn) == (0, 1)
    assert publisher.store.waiting("daily") == 0
    assert publisher.tally.kin[Kin.WITHDRAWAL] == 1


def test_an_object_of_no_wire_takes_its_story_back(desk: Desk, publisher: Publisher) -> None:
    for version, status in (("1", "usable"), ("2", "canceled")):
        take(publisher, desk, item(guid="urn:x:cms", version=version, pubstatus=status, versioncreated=None, type=None))
    assert only(publisher).state is State.WITHDRAWN
    assert keys(publisher) == []


def test_versions_in_one_file_are_one_story(desk: Desk, publisher: Publisher) -> None:
    take(publisher, desk, f"[{CORRECTION},{ALERT},{UPDATE}]")
    assert (seen(only(publisher)), publisher.tally.new) == (3, 1)


def test_a_version_that_does_not_count_changes_nothing_that_readers_see(desk: Desk, publisher: Publisher) -> None:
    take(publisher, desk, UPDATE)
    before = only(publisher)
    publisher.write_files()
    files = desk.feeds()
    take(publisher, desk, ALERT)
    after = only(publisher)
    assert (after.released, after.updated) == (before.released, before.updated)
    assert [telling.kin for telling in after.tellings] == [None, Kin.UPDATE]
    assert after.tellings[1].why
    publisher.write_files()
    assert desk.feeds() == files


def test_a_withdrawn_article_leaves_a_dated_notice_without_its_text(desk: Desk, publisher: Publisher) -> None:
    take(publisher, desk, UPDATE)
    publisher.write_files()
    [page] = [name for name in desk.feeds() if name.startswith("articles/")]
    assert FIRST.encode() in desk.feeds()[page]
    take(publisher, desk, KILL)
    publisher.write_files()
    files = desk.feeds()
    assert b"withdrawn" in files[page]
    told = [name for name, content in files.items() if b"pier" in content.lower() and not name.endswith(".css")]
    assert told == []


def test_a_higher_version_brings_a_withdrawn_story_back_and_a_lower_one_does_not(
    desk: Desk, publisher: Publisher
) -> None:
    take(publisher, desk, UPDATE)
    released = only(publisher).released
    take(publisher, desk, KILL, CORRECTION)
    assert only(publisher).state is State.WITHDRAWN
    take(publisher, desk, AGAIN)
    story = only(publisher)
    assert (story.state, seen(story), story.released) == (State.PUBLIC, 5, released)
    assert keys(publisher) == [story.key]


def test_the_very_text_of_a_version_can_be_withdrawn_and_come_back(desk: Desk, publisher: Publisher) -> None:
    first = item(guid="urn:x:same", version="1")
    take(publisher, desk, first, item(guid="urn:x:same", version="2", pubstatus="canceled"))
    assert only(publisher).state is State.WITHDRAWN
    take(publisher, desk, item(guid="urn:x:same", version="3"))
    assert only(publisher).state is State.PUBLIC
    assert len(only(publisher).tellings) == 3


def test_a_withdrawal_that_comes_first_is_no_article_and_its_story_is_released_when_it_is_shown(
    desk: Desk, publisher: Publisher
) -> None:
    take(publisher, desk, KILL)
    publisher.write_files()
    assert publisher.tally.new == 0
    assert not [name for name in desk.feeds() if name.startswith("articles/")]
    late = publisher.clock() + timedelta(days=2)
    publisher = replace(publisher, clock=lambda: late)
    take(publisher, desk, UPDATE, AGAIN)
    story = only(publisher)
    assert (story.state, story.released) == (State.PUBLIC, story.updated)
    assert story.released >= late
    assert keys(publisher) == [story.key]
    assert [feed.count for feed in publisher.store.feeds() if feed.kind is FeedKind.ALL] == [1]


def test_a_page_crawled_again_months_later_is_no_news(desk: Desk, publisher: Publisher) -> None:
    page = {"url": "https://harbour.example/pier", "uri": "https://harbour.example/pier"}
    take(publisher, desk, item(FIRST, SECOND, THIRD, **page))
    late = publisher.clock() + timedelta(days=100)
    publisher = replace(publisher, clock=lambda: late)
    publisher.prune()
    take(publisher, desk, item(FIRST, SECOND, THIRD, "Read more.", at="2026-06-20T10:00:00+00:00", **page))
    assert publisher.store.counts().articles == 1
    assert publisher.tally.new == 1


def test_a_standing_report_with_other_figures_is_another_story_each_day(desk: Desk, publisher: Publisher) -> None:
    for day in range(1, 5):
        body = MARKET.format(price=2900 + 117 * day, bags=410 + 93 * day)
        text = item(body, headline="Maize prices in Mombasa at noon", at=f"2026-03-0{day}T12:00:00+00:00")
        take(publisher, desk, text)
    assert publisher.store.counts().articles == 4


BRIDGE = (
    "The council of Nakuru opened a bridge over the river on Monday, after a year of work by two hundred masons.",
    "Lorries of the farms had gone around by the hills, which took them three hours on a wet day.",
    "It cost 41 million shillings, said the mayor, and it will carry the market's traffic for sixty years.",
)


def test_a_text_that_shows_two_stories_to_be_one_merges_them_into_the_first(desk: Desk, publisher: Publisher) -> None:
    page = {"uri": "https://a.example/bridge", "url": "https://a.example/bridge"}
    one = item(*BRIDGE, headline="Nakuru gets a bridge", **page)
    other = item(
        FIRST,
        SECOND,
        guid="urn:x:bridge",
        version="1",
        headline="Masons of Nakuru finish their work",
        at="2026-03-05T10:00:00+00:00",
    )
    take(publisher, desk, one, other)
    second, first = keys(publisher)
    publisher.write_files()
    pages = [name for name in desk.feeds() if second in name]
    join = item(
        *BRIDGE,
        headline="Nakuru gets a bridge",
        guid="urn:x:bridge",
        version="2",
        at="2026-03-04T11:00:00+00:00",
        uri="urn:x:bridge",
        url="https://a.example/bridge",
    )
    take(publisher, desk, join)
    story = only(publisher)
    assert story.key == first
    assert keys(publisher) == [first]
    assert publisher.store.find(second) == (first,)
    assert publisher.store.release(second) is None
    publisher.write_files()
    [page_of_second] = pages
    assert f"{first}.html".encode() in desk.feeds()[page_of_second]
    assert {telling.origin for telling in story.tellings} == {None, second}
    counts = publisher.store.counts()
    assert (counts.articles, counts.merged) == (1, 1)


def test_every_file_says_what_became_of_its_articles(desk: Desk, publisher: Publisher) -> None:
    take(publisher, desk, ALERT, UPDATE, CORRECTION, KILL, UPDATE + "\n")
    became = []
    for number in range(5):
        report = publisher.store.seed_report(f"in/{number}.json")
        assert report is not None
        became += [(each.verdict, each.kin) for each in report.articles]
    assert became == [
        (Verdict.NEW, None),
        (Verdict.REVISION, Kin.UPDATE),
        (Verdict.REVISION, Kin.CORRECTION),
        (Verdict.REVISION, Kin.WITHDRAWAL),
        (Verdict.SAME, None),
    ]


def test_a_file_that_is_overwritten_says_its_last_text_only(desk: Desk, publisher: Publisher) -> None:
    for text in (UPDATE, ALERT):
        desk.seed("pier.json", text)
        publisher.ingest()
    story = only(publisher)
    assert [telling.stands for telling in story.tellings] == [False, True]
    assert seen(story) == 1


def test_passing_traces_are_forgotten_and_lasting_ones_are_kept(desk: Desk, publisher: Publisher) -> None:
    from digest.articles import traces

    take(publisher, desk, UPDATE)
    own = traces(only(publisher).tellings[0].article)
    assert set(publisher.store.sharing(own.lasting + own.passing)) == set(own.lasting + own.passing)
    replace(publisher, clock=lambda: datetime.now(UTC) + timedelta(days=8)).prune()
    assert set(publisher.store.sharing(own.lasting + own.passing)) == set(own.lasting)
