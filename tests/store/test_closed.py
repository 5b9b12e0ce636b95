"""Closed pages: how far they reach, what is to be written again, and that nothing comes in behind them unseen."""

from __future__ import annotations

from datetime import datetime

from digest.model import Article, Membership, Placement, moment_of
from digest.store import ClosedPage, Store
from tests.store.makers import EUROPE, MINUTE, NOON, add, revise

EPOCH = moment_of(0)


def logged(store: Store, path: str = "all", after: datetime = EPOCH) -> list[str]:
    return [key for _, key, _ in store.log(path, after, 99)]


def close(store: Store, number: int, *keys: str, path: str = "all") -> None:
    """Close a page that ends with the last of these keys."""
    moments = {key: moment for moment, key, _ in store.log(path, EPOCH, 99)}
    store.close_page(ClosedPage(feed=path, number=number, keys=keys), last=moments[keys[-1]])


def test_a_feed_s_log_holds_what_came_after_a_moment_oldest_first(store: Store) -> None:
    add(store, "a", "b", "c")
    moments = [moment for moment, _, _ in store.log("all", EPOCH, 2)]
    assert logged(store) == ["key-a", "key-b", "key-c"]
    assert len(moments) == 2
    assert logged(store, after=moments[0]) == ["key-b", "key-c"]
    assert logged(store, "regions/africa") == []


def test_pages_are_numbered_and_reach_as_far_as_the_newest(store: Store) -> None:
    add(store, "a", "b", "c")
    assert store.newest_page("all") == (0, EPOCH)
    close(store, 1, "key-a")
    close(store, 2, "key-b")
    number, last = store.newest_page("all")
    assert number == 2
    assert logged(store, after=last) == ["key-c"]
    assert store.newest_page("regions/europe") == (0, EPOCH)


def test_a_text_that_changes_behind_the_pages_comes_again_in_the_log(store: Store) -> None:
    add(store, "a", "b")
    close(store, 1, "key-a")
    revise(store, "a", "another", now=NOON + MINUTE)
    _, last = store.newest_page("all")
    [head] = [head for head in store.heads("all", 5) if head[0] == "key-a"]
    assert store.log("all", last, 9)[-1][1:] == head
    assert logged(store, after=last) == ["key-b", "key-a"]
    assert logged(store, "regions/europe") == ["key-b", "key-a"], "there no page has it yet, and it comes once"


def test_what_enters_a_feed_behind_its_pages_comes_late(store: Store) -> None:
    add(store, "a", "b", "c")
    close(store, 1, "key-a", "key-b", path="regions/europe")
    store.place({"key-a": Placement(region="africa")}, feeds=lambda _article, _placement: EUROPE[:1])
    assert logged(store, "regions/europe") == ["key-b", "key-c"]
    _, last = store.newest_page("regions/europe")
    store.place({"key-a": Placement(region="europe")}, feeds=lambda _article, _placement: EUROPE)
    assert logged(store, "regions/europe", after=last) == ["key-c", "key-a"]
    assert logged(store, "all") == ["key-a", "key-b", "key-c"], "it never left that one"


def test_what_new_rules_put_into_a_feed_behind_its_pages_comes_late_in_order(store: Store) -> None:
    add(store, "a", "b", "c", "d")

    def all_but(*names: str) -> None:
        def feeds(told: Article, _placement: Placement) -> tuple[Membership, ...]:
            return EUROPE[: 1 if told.key in names else 2]

        store.fill_feeds(feeds, after=EPOCH, limit=9)

    all_but("key-a", "key-b")
    close(store, 1, "key-c", path="regions/europe")
    all_but()
    _, last = store.newest_page("regions/europe")
    assert logged(store, "regions/europe", after=last) == ["key-d", "key-a", "key-b"]


def test_a_page_is_due_when_it_is_named_and_no_more_when_it_is_written(store: Store) -> None:
    add(store, "a", "b", "c")
    for number, key in enumerate(("key-a", "key-b", "key-c"), start=1):
        close(store, number, key)
    assert store.due_pages(9) == ()
    store.unclose("all", [3, 1])
    first, second = store.due_pages(9)
    assert (first.number, second.number, second.keys) == (1, 3, ("key-c",))
    assert store.due_pages(1) == (first,)
    store.written_again(first)
    assert store.due_pages(9) == (second,)
    store.unclose()
    assert len(store.due_pages(9)) == 3


def test_a_page_s_articles_are_told_as_they_are_now(store: Store) -> None:
    add(store, "a", "b")
    page = ClosedPage(feed="all", number=1, keys=("key-b", "key-a", "key-gone"))
    revise(store, "a", "another", now=NOON + MINUTE)
    assert dict(store.heads_of_page(page)) == dict(store.heads("all", 9))
    assert [key for key, _ in store.heads_of_page(page)] == ["key-b", "key-a"]
