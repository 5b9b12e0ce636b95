"""Entries of feeds are kept as they were written, as long as a feed shows them."""

from __future__ import annotations

from digest.model import FeedKind, Membership, Placement
from digest.store import Fragment, Store
from tests.store.makers import EUROPE, MINUTE, NOON, add, arrival, article, edition, issue, revise, seed
from tests.store.test_stories import VIEW


def keep(store: Store, *keys: str, stamp: str = "one") -> None:
    store.keep_fragments(
        [Fragment(key=key, form=form, stamp=stamp, body=b"<i>\xc3\xa4</i>") for key in keys for form in ("rss", "atom")]
    )


def kept(store: Store, *keys: str) -> set[str]:
    return set(store.fragments(keys))


def changes(store: Store) -> dict[str, int]:
    return {each.path: each.changes for each in store.feeds()}


def test_what_was_written_of_an_entry_comes_back_as_it_was(store: Store) -> None:
    keep(store, "key-a")
    found = store.fragments(["key-a", "key-b"])
    assert set(found) == {"key-a"}
    assert found["key-a"]["rss"] == Fragment(key="key-a", form="rss", stamp="one", body=b"<i>\xc3\xa4</i>")
    assert set(found["key-a"]) == {"rss", "atom"}


def test_what_is_written_anew_takes_the_place_of_what_was(store: Store) -> None:
    keep(store, "key-a")
    store.keep_fragments([Fragment(key="key-a", form="rss", stamp="two", why="\x00 cannot be written")])
    found = store.fragments(["key-a"])["key-a"]
    assert (found["rss"].stamp, found["rss"].body, found["rss"].why) == ("two", b"", "\x00 cannot be written")
    assert found["atom"].stamp == "one"
    store.keep_fragments([])


def test_what_no_feed_shows_any_more_is_forgotten(store: Store) -> None:
    add(store, *"abcd")
    told = arrival(article("e"), feeds=(*EUROPE, Membership(kind=FeedKind.COUNTRY, path="countries/xk")))
    store.add(seed("e"), [told], now=NOON, reading={})
    add(store, *"fgh")
    issue(store, "daily-1", ["key-a"])
    store.issue(edition("daily-2", issued=NOON + MINUTE), [], [], mark=NOON + MINUTE)
    every = [*(f"key-{name}" for name in "abcdefgh"), "daily-1", "daily-2", "key-gone"]
    keep(store, *every)
    store.forget_fragments(3, 1)
    assert kept(store, *every) == {"key-f", "key-g", "key-h", "key-e", "daily-2"}


def test_nothing_that_was_written_is_kept_when_all_is_dropped(store: Store) -> None:
    keep(store, "key-a", "daily-1")
    store.drop_fragments()
    assert kept(store, "key-a", "daily-1") == set()


def test_a_feed_counts_what_comes_to_it_changes_in_it_and_goes(store: Store) -> None:
    add(store, "a", "b")
    first = changes(store)
    assert set(first) == {"all", "regions/europe"}
    add(store, "old", backfill=True)
    assert changes(store) == first, "what is in no feed changes none"
    revise(store, "a", "Second.")
    second = changes(store)
    assert all(second[path] > first[path] for path in first)
    africa = Membership(kind=FeedKind.ALL, path="all"), Membership(kind=FeedKind.REGION, path="regions/africa")
    store.put("key-a", "africa", None, feeds=lambda _article, _placement: africa, now=NOON)
    third = changes(store)
    assert all(third[path] > second.get(path, 0) for path in ("all", "regions/europe", "regions/africa"))
    store.merge("key-b", ["key-a"], [("print-a", "print-b")], "one story", view=VIEW, now=NOON)
    fourth = changes(store)
    assert fourth["all"] > third["all"]
    assert fourth["regions/africa"] > third["regions/africa"], "the article left it"


def test_a_feed_of_which_nothing_changed_counts_nothing(store: Store) -> None:
    told = Membership(kind=FeedKind.ALL, path="all"), Membership(kind=FeedKind.REGION, path="regions/africa")
    store.add(seed("a"), [arrival(article("a"), feeds=told)], now=NOON, reading={})
    before = changes(store)
    add(store, "b")
    after = changes(store)
    assert after["regions/africa"] == before["regions/africa"]
    assert after["all"] > before["all"]
    store.place({"key-b": Placement(region="europe")}, feeds=lambda _article, _placement: EUROPE)
    assert changes(store)["regions/africa"] == before["regions/africa"]
