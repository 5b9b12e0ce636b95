"""Runs of a feed's articles keep their bounds: what comes later moves none, and what changes says which one."""

from __future__ import annotations

from digest.model import Placement
from digest.store import Shelf, Store
from tests.store.makers import add, revise

FEED = "regions/europe"


def closed(store: Store, size: int = 2) -> list[int]:
    while store.close_shelves(FEED, size):
        pass
    last = store.newest_shelf(FEED)
    return [shelf.number for shelf in store.shelves(FEED, range(1, last.number + 1 if last else 1))]


def held(store: Store, shelf: Shelf) -> list[str]:
    later = store.releases(feed=FEED, after=shelf.since)
    return [release.article.key for release in later if release.released <= shelf.until]


def stale(store: Store, stamp: str = "v1") -> list[int]:
    return [shelf.number for shelf in store.stale_shelves(stamp, 9)]


def written(store: Store) -> None:
    store.shelved(store.stale_shelves("v1", 9), "v1")


def test_a_run_is_closed_when_two_such_stand_open(store: Store) -> None:
    add(store, "a", "b", "c")
    assert closed(store) == []
    add(store, "d")
    assert closed(store) == [1]
    add(store, "e")
    assert closed(store) == [1]
    add(store, "f", "g", "h", "i")
    assert closed(store) == [1, 2, 3]
    assert [held(store, shelf) for shelf in store.shelves(FEED, range(1, 4))] == [
        ["key-b", "key-a"], ["key-d", "key-c"], ["key-f", "key-e"],
    ]  # fmt: skip


def test_what_comes_later_makes_only_the_newest_run_stale(store: Store) -> None:
    add(store, "a", "b", "c", "d")
    closed(store)
    written(store)
    add(store, "e")
    assert (closed(store), stale(store)) == ([1], [])
    add(store, "f")
    assert closed(store) == [1, 2]
    assert stale(store) == [1, 2], "the one before has another after it"
    written(store)
    add(store, "g", "h")
    assert closed(store) == [1, 2, 3]
    assert stale(store) == [2, 3]


def test_a_change_in_a_run_makes_that_one_stale(store: Store) -> None:
    add(store, *"abcdefg")
    closed(store)
    written(store)
    revise(store, "c", "Another text.")
    assert stale(store) == [2]
    written(store)
    revise(store, "g", "Another text.")
    assert stale(store) == [], "it stands open"


def test_an_article_that_leaves_makes_its_run_stale_and_comes_back_to_it(store: Store) -> None:
    add(store, *"abcdef")
    closed(store)
    written(store)
    store.place({"key-b": Placement(region="africa")}, feeds=lambda _article, _placement: ())
    assert stale(store) == [1]
    [first] = store.shelves(FEED, range(1, 2))
    assert held(store, first) == ["key-a"]


def test_another_stamp_has_all_written_again(store: Store) -> None:
    add(store, *"abcdef")
    closed(store)
    written(store)
    assert (stale(store, "v0"), stale(store, "v1"), stale(store, "v2")) == ([1, 2], [], [1, 2])
    store.unshelve_all()
    assert stale(store) == [1, 2]


def test_a_moment_leads_to_the_run_that_reaches_it(store: Store) -> None:
    add(store, *"abcdef")
    closed(store)
    one, two = store.shelves(FEED, range(1, 3))
    assert store.reaching(FEED, [one.since, one.until, two.until]) == (one, one, two)
    assert store.reaching("regions/africa", [one.until]) == (None,)
    later = store.releases(feed=FEED, limit=1)[0].released
    assert store.reaching(FEED, [later]) == (None,)
