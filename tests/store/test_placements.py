"""A person's word on where an article stands goes above its placements; both leave its id and its release alone."""

from __future__ import annotations

from digest.model import Article, FeedKind, Membership, Placement
from digest.store import Fragment, Store
from tests.store.makers import MINUTE, NOON, add, arrival, article, seed


def feeds(_article: Article, placement: Placement) -> tuple[Membership, ...]:
    region = Membership(kind=FeedKind.REGION, path=f"regions/{placement.region}")
    return Membership(kind=FeedKind.ALL, path="all"), region


def held(store: Store, region: str) -> list[str]:
    return [release.article.key for release in store.releases(feed=f"regions/{region}")]


def test_an_article_that_is_put_elsewhere_changes_its_feed_and_keeps_its_moments(store: Store) -> None:
    [key] = add(store, "a")
    before = store.release(key)
    store.keep_fragments([Fragment(key=key, form="rss", stamp="one", body=b"<item/>")])
    changes = {each.path: each.changes for each in store.feeds()}
    store.put(key, "africa", "sahel", feeds=feeds, now=NOON + MINUTE)
    after = store.release(key)
    assert before is not None
    assert after is not None
    assert (after.placement.region, after.placement.section, after.placement.by_hand) == ("africa", "sahel", True)
    assert (after.released, after.updated) == (before.released, before.updated)
    assert (held(store, "europe"), held(store, "africa")) == ([], [key])
    assert {each.path: each.count for each in store.feeds()} == {"all": 1, "regions/europe": 0, "regions/africa": 1}
    assert store.fragments([key]) == {}, "its entry is written again"
    assert all(each.changes > changes.get(each.path, 0) for each in store.feeds()), "and all its feeds"
    assert store.put_back(key, feeds=feeds)
    assert not store.put_back(key, feeds=feeds)
    assert (store.release(key), held(store, "europe")) == (before, [key])


def test_another_placement_goes_below_a_persons_word(store: Store) -> None:
    keys = add(store, "a", "b")
    store.put(keys[0], "africa", None, feeds=feeds, now=NOON)
    store.place(dict.fromkeys(keys, Placement(region="mena")), feeds=feeds)
    assert (held(store, "africa"), held(store, "mena"), held(store, "europe")) == ([keys[0]], [keys[1]], [])


def test_a_backfilled_article_that_is_put_elsewhere_enters_no_feed(store: Store) -> None:
    [key] = add(store, "a", backfill=True)
    store.put(key, "africa", None, feeds=feeds, now=NOON)
    assert held(store, "africa") == []


def test_what_is_flagged_is_unsure_until_a_person_says_where_it_stands(store: Store) -> None:
    add(store, "sure")
    for name in ("a", "b"):
        doubtful = arrival(article(name))
        placed = Placement(region="europe", flagged=True)
        store.add(seed(name), [type(doubtful)(match=doubtful.match, placement=placed)], now=NOON, reading={})
    assert [release.article.key for release in store.unsure(10)] == ["key-b", "key-a"]
    store.put("key-b", "europe", None, feeds=feeds, now=NOON)
    assert [release.article.key for release in store.unsure(10)] == ["key-a"]


def test_rules_are_told_of_what_came_since_then(store: Store) -> None:
    told = arrival(article("a"))
    placed = Placement(region="europe", rules=('override: title "a"', "home: IE"))
    store.add(seed("a"), [type(told)(match=told.match, placement=placed)], now=NOON, reading={})
    assert store.rules_since("override: ", NOON) == {'override: title "a"'}
    assert store.rules_since("override: ", NOON + MINUTE) == frozenset()
