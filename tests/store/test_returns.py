"""What changes after its release comes again in the feeds that it is in."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.model import Article, FeedKind, Membership, Placement, Signal, Verdict
from digest.store import Store
from digest.store.schema import microseconds
from tests.store.makers import EUROPE, MINUTE, NOON, add, arrival, article, revise, seed
from tests.store.test_stories import VIEW as LAST
from tests.store.test_stories import tell

AFRICA = (EUROPE[0], Membership(kind=FeedKind.REGION, path="regions/africa"))


def keys(store: Store, feed: str = "all", limit: int = 9) -> str:
    """The last letters of the keys in a feed, the latest first."""
    return "".join(key[-1] for key, _ in store.heads(feed, limit))


def test_what_changed_stands_before_what_came_since(store: Store) -> None:
    add(store, *"abcd")
    assert keys(store) == "dcba"
    revise(store, "b", "Second.", now=NOON + MINUTE)
    assert [keys(store, feed) for feed in ("all", "regions/europe")] == ["bdca", "bdca"]
    add(store, "e", now=NOON + 2 * MINUTE)
    assert keys(store) == "ebdca"
    revise(store, "b", "Third.", now=NOON + 3 * MINUTE)
    assert keys(store) == "bedca", "it stands there once"
    assert keys(store, limit=2) == "be"
    moments = [moment for _, moment in store.heads("all", 9)]
    assert moments == sorted(moments, reverse=True), "and the order is that of what readers are told"
    assert [release.article.key[-1] for release in store.releases(feed="all")] == [*"edcba"], "news stays in its order"


def test_what_changed_out_of_reach_is_within_it_again(store: Store) -> None:
    add(store, *"abcdef")
    assert keys(store, limit=3) == "fed"
    revise(store, "a", "Second.", now=NOON + MINUTE)
    assert keys(store, limit=3) == "afe"


def test_a_log_goes_on_from_any_moment(store: Store) -> None:
    add(store, *"abc")
    revise(store, "a", "Second.", now=NOON + MINUTE)
    add(store, "d", now=NOON + 2 * MINUTE)
    start = NOON - MINUTE
    whole = store.log("all", start, 9)
    assert [key[-1] for _, key, _ in whole] == [*"bcad"]
    assert [(key, updated) for _, key, updated in reversed(whole)] == list(store.heads("all", 9))
    found: list[str] = []
    while some := store.log("all", start, 1):
        [(start, key, _)] = some
        found.append(key[-1])
    assert found == [*"bcad"]


def test_an_article_that_goes_elsewhere_keeps_its_place_in_the_log(store: Store) -> None:
    add(store, *"abc")
    revise(store, "a", "Second.", now=NOON + MINUTE)
    add(store, "d", now=NOON + 2 * MINUTE)

    def africa(_article: Article, _placement: Placement) -> tuple[Membership, ...]:
        return AFRICA

    store.put("key-a", "africa", None, feeds=africa, now=NOON + 3 * MINUTE)
    store.put("key-b", "africa", None, feeds=africa, now=NOON + 3 * MINUTE)
    assert [keys(store, feed) for feed in ("all", "regions/europe", "regions/africa")] == ["dacb", "dc", "ab"]


def test_what_changed_enters_a_new_feed_by_the_moment_it_changed(store: Store) -> None:
    add(store, *"abc")
    revise(store, "a", "Second.", now=NOON + MINUTE)
    add(store, "d", now=NOON + 2 * MINUTE)
    store.fill_feeds(lambda _article, _placement: AFRICA, after=NOON - MINUTE, limit=9)
    assert [keys(store, feed) for feed in ("all", "regions/europe", "regions/africa")] == ["dacb", "", "dacb"]


def test_a_file_that_is_read_otherwise_keeps_its_place(store: Store) -> None:
    add(store, *"abc")
    revise(store, "a", "Second.", now=NOON + MINUTE)
    add(store, "d", now=NOON + 2 * MINUTE)
    for name, said in (("a", "sha-a-Second."), ("b", "sha-b")):
        told = arrival(replace(article(name, text=f"other {name}"), seed=said), Verdict.REVISION, of=f"key-{name}")
        store.add(seed(f"again-{name}"), [told], now=NOON + 3 * MINUTE, reading={})
    assert keys(store) == "dacb"
    store.place({"key-b": Placement(region="africa")}, feeds=lambda _article, _placement: AFRICA)
    assert [keys(store, feed) for feed in ("all", "regions/europe", "regions/africa")] == ["dacb", "dac", "b"]


def test_backfill_stays_out_whatever_becomes_of_it(store: Store) -> None:
    add(store, "a", backfill=True)
    add(store, "b")
    revise(store, "a", "Second.", now=NOON + MINUTE)
    assert keys(store) == "b"


def test_a_withdrawn_article_stands_at_the_top_as_a_notice_until_it_is_shown_again(store: Store) -> None:
    add(store, *"abc")
    store.paged(store.heads("all", 9), "v1")
    tell(store, "kill", "key-a", 2, signal=Signal.WITHDRAWAL, now=NOON + MINUTE)
    assert [keys(store, feed) for feed in ("all", "regions/europe")] == ["acb", "acb"]
    assert {feed.path: feed.count for feed in store.feeds()} == {"all": 2, "regions/europe": 2, "corrections": 1}
    assert [release.article.key[-1] for release in store.releases(feed="all")] == ["c", "b"]
    [(name, _)] = store.heads("corrections", 9)
    store.put("key-a", "africa", None, feeds=lambda _article, _placement: AFRICA, now=NOON + 2 * MINUTE)
    assert keys(store) == "acb", "a person's word on where it stands is for when it is shown"
    tell(store, "back", "key-a", 3, now=NOON + 3 * MINUTE)
    assert [release.article.key[-1] for release in store.releases(feed="all")] == ["c", "b", "a"]
    assert keys(store) == "acb"
    assert store.heads("corrections", 9) == ()
    assert store.correction(name) is None


def test_nobody_is_told_that_what_they_never_had_was_withdrawn(store: Store) -> None:
    add(store, *"ab")
    tell(store, "kill", "key-a", 2, signal=Signal.WITHDRAWAL, now=NOON + MINUTE)
    assert keys(store) == "b"
    assert store.heads("corrections", 9) == ()


def test_a_withdrawn_article_that_is_merged_leaves_no_notice(store: Store) -> None:
    add(store, *"abc")
    store.paged(store.heads("all", 9), "v1")
    tell(store, "kill", "key-b", 2, signal=Signal.WITHDRAWAL, now=NOON + MINUTE)
    before = {feed.path: feed.changes for feed in store.feeds()}
    store.merge("key-a", ["key-b"], [("print-a", "print-b")], "told", view=LAST, now=NOON + MINUTE)
    assert keys(store) in {"ac", "ca"}
    assert all(feed.changes > before[feed.path] for feed in store.feeds())


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(st.tuples(st.sampled_from(["add", "revise", "withdraw"]), st.sampled_from("abcdef")), max_size=12),
    limit=st.integers(1, 4),
)
def test_a_live_feed_holds_the_current_state_of_what_came_or_changed_last(
    steps: list[tuple[str, str]], limit: int, empty_sqlite: Path, sqlite_path: Path
) -> None:
    shutil.copyfile(empty_sqlite, sqlite_path)
    order: list[str] = []
    versions: dict[str, int] = {}
    with Store.open(f"sqlite:///{sqlite_path}") as store:
        for place, (step, name) in enumerate(steps):
            now = NOON + timedelta(minutes=place)
            if name not in order:
                add(store, name, now=now)
            elif step != "add":
                store.paged(store.heads("all", 9), "v1")
                signal = Signal.WITHDRAWAL if step == "withdraw" else None
                tell(store, f"Text {place}.", f"key-{name}", place, signal=signal, now=now)
                order.remove(name)
            else:
                continue
            order.append(name)
            versions[name] = place if name in versions else 0
        assert keys(store, limit=limit) == "".join(reversed(order))[:limit]
        for key, moment in store.heads("all", limit):
            release = store.release(key)
            assert release is not None
            assert release.article.version == versions[key[-1]]
            assert microseconds(release.updated) == moment
