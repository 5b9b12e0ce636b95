"""Which feeds have an address, and what happens to stored articles when the rules of that change."""

from __future__ import annotations

from datetime import datetime

from digest.model import Article, FeedKind, Membership, Placement
from digest.store import Store
from tests.store.makers import EUROPE, MINUTE, NOON, add, arrival, article, revise, seed


def tagged(store: Store, name: str, *tags: str) -> None:
    """One article in the main feed and in those of its tags."""
    feeds = tuple(Membership(kind=FeedKind.TAG, path=f"tags/{tag}", label=tag.upper(), opens=False) for tag in tags)
    store.add(seed(name), [arrival(article(name), feeds=(EUROPE[0], *feeds))], now=NOON, reading={})


def held(store: Store) -> dict[str, int]:
    return {feed.path: feed.count for feed in store.feeds()}


def test_a_feed_that_must_prove_its_worth_has_no_address_before(store: Store) -> None:
    tagged(store, "a", "water")
    tagged(store, "b", "water", "oil")
    assert held(store) == {"all": 2}
    assert store.open_feeds(FeedKind.TAG, least=3, most=5) == ()
    tagged(store, "c", "water", "oil")
    assert store.open_feeds(FeedKind.TAG, least=3, most=5) == ("tags/water",)
    assert held(store) == {"all": 3, "tags/water": 3}
    assert [feed.label for feed in store.feeds()] == ["", "WATER"]
    assert [key for key, _ in store.heads("tags/water", 5)] == ["key-c", "key-b", "key-a"], "earlier ones are in it"


def test_the_fullest_get_an_address_first_and_keep_it(store: Store) -> None:
    tagged(store, "a", "oil", "water")
    tagged(store, "b", "oil", "water", "wind")
    tagged(store, "c", "water")
    assert store.open_feeds(FeedKind.TAG, least=1, most=2) == ("tags/water", "tags/oil")
    for name in "def":
        tagged(store, name, "wind")
    assert store.open_feeds(FeedKind.TAG, least=1, most=2) == (), "there is no room"
    assert store.open_feeds(FeedKind.TAG, least=1, most=0) == ()
    assert held(store) == {"all": 6, "tags/oil": 2, "tags/water": 3}
    assert store.open_feeds(FeedKind.TAG, least=1, most=3) == ("tags/wind",)


def test_a_feed_opens_for_an_article_that_asks_for_it(store: Store) -> None:
    shut = Membership(kind=FeedKind.SOURCE, path="sources/wire", label="The Wire", opens=False)
    asked = Membership(kind=FeedKind.SOURCE, path="sources/wire", label="Wire")
    for name, feed in (("a", shut), ("b", asked), ("c", shut)):
        store.add(seed(name), [arrival(article(name), feeds=(feed,))], now=NOON, reading={})
        assert held(store) == ({} if name == "a" else {"sources/wire": 2 + (name == "c")})
    assert [feed.label for feed in store.feeds()] == ["The Wire"], "it keeps its first name"


def test_stored_articles_enter_other_feeds_under_their_old_dates(store: Store) -> None:
    add(store, "a", "b", "c")
    add(store, "old", backfill=True)
    revise(store, "b", "Second.", now=NOON + MINUTE)
    before = store.releases()

    def by_title(told: Article, placement: Placement) -> tuple[Membership, ...]:
        return EUROPE[0], Membership(kind=FeedKind.SECTION, path=f"sections/{told.key[-1]}-{placement.section}")

    marks: list[datetime] = [NOON - MINUTE]
    while (last := store.fill_feeds(by_title, after=marks[-1], limit=2)) is not None:
        marks.append(last)
    assert len(marks) == 3, "three articles in pages of two"
    counts = {"all": 3, "regions/europe": 0, "sections/a-balkans": 1, "sections/b-balkans": 1, "sections/c-balkans": 1}
    assert held(store) == counts
    assert store.releases() == before
    assert [each.released for each in store.releases(feed="all")] == [each.released for each in before[1:]]
    store.fill_feeds(by_title, after=NOON - MINUTE, limit=9)
    assert held(store) == counts, "a second time changes nothing"
