"""Articles as the desk put them out."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.model import Article, FeedKind, Membership, Use, Verdict
from digest.store import Store
from tests.store.makers import EUROPE, MINUTE, NOON, add, arrival, article, revise, seed

ASIA = (Membership(kind=FeedKind.ALL, path="all"), Membership(kind=FeedKind.REGION, path="regions/south-asia"))


def test_an_article_is_found_whole(store: Store) -> None:
    add(store, "bridge")
    found = store.release("key-bridge")
    assert found is not None
    assert found.article == article("bridge")
    assert found.placement.section == "balkans"
    assert (found.released, found.updated, found.revision, found.backfill) == (NOON, NOON, 1, False)
    assert store.release("key-nowhere") is None


def test_a_revision_keeps_key_and_release_and_moves_updated(store: Store) -> None:
    add(store, "bridge", "river")
    added = revise(store, "bridge", "It was closed again.", now=NOON + MINUTE)
    assert added.revised == ("key-bridge",)
    found = store.release("key-bridge")
    assert found is not None
    assert (found.released, found.updated, found.revision) == (NOON, NOON + MINUTE, 2)
    states = [state.paragraphs[0] for state in store.revisions("key-bridge")]
    assert states == ["bridge", "It was closed again."]
    assert [state.key for state in store.revisions("key-bridge")] == ["key-bridge"] * 2


def test_releases_come_newest_first_a_page_at_a_time(store: Store) -> None:
    add(store, "a", "b", "c", "d")
    first = store.releases(limit=2)
    second = store.releases(limit=2, before=first[-1].released)
    assert [found.article.title[-1] for found in first + second] == ["d", "c", "b", "a"]
    in_feed = store.releases(feed="all", limit=2, before=first[-1].released)
    assert in_feed == second


def test_a_feed_holds_its_own_articles_only(store: Store) -> None:
    store.add(seed("a"), [arrival(article("a"), feeds=EUROPE)], now=NOON, reading={})
    store.add(seed("b"), [arrival(article("b"), feeds=ASIA)], now=NOON, reading={})
    assert [found.article.key for found in store.releases(feed="regions/south-asia")] == ["key-b"]
    assert [key for key, _ in store.heads("all", 10)] == ["key-b", "key-a"]
    assert store.heads("regions/nowhere", 10) == ()
    assert [(feed.kind, feed.path, feed.count) for feed in store.feeds()] == [
        (FeedKind.ALL, "all", 2),
        (FeedKind.REGION, "regions/europe", 1),
        (FeedKind.REGION, "regions/south-asia", 1),
    ]


def test_heads_tell_that_an_article_was_revised(store: Store) -> None:
    add(store, "bridge")
    before = store.heads("all", 5)
    revise(store, "bridge", "Second.")
    after = store.heads("all", 5)
    assert after[0][0] == before[0][0]
    assert after[0][1] > before[0][1]


def test_a_revision_moves_between_feeds(store: Store) -> None:
    add(store, "bridge")
    moved = arrival(article("bridge", text="Second."), Verdict.REVISION, of="key-bridge", feeds=ASIA)
    store.add(seed("second"), [moved], now=NOON, reading={})
    assert store.releases(feed="regions/europe") == ()
    assert [found.article.key for found in store.releases(feed="regions/south-asia")] == ["key-bridge"]
    assert {feed.path: feed.count for feed in store.feeds()} == {
        "all": 1,
        "regions/europe": 0,
        "regions/south-asia": 1,
    }


def test_backfill_is_kept_and_in_no_feed(store: Store) -> None:
    add(store, "live")
    add(store, "old", backfill=True)
    revise(store, "old", "Second.")
    assert [found.article.key for found in store.releases(feed="all")] == ["key-live"]
    assert [found.article.key for found in store.releases()] == ["key-old", "key-live"]
    old = store.release("key-old")
    assert old is not None
    assert (old.backfill, old.revision) == (True, 2)
    assert {feed.path: feed.count for feed in store.feeds()} == {"all": 1, "regions/europe": 1}


def test_releases_of_one_language(store: Store) -> None:
    for name, language in (("a", "en"), ("b", "fr"), ("c", None)):
        store.add(seed(name), [arrival(article(name, language=language))], now=NOON, reading={})
    assert [found.article.key for found in store.releases(language="fr")] == ["key-b"]
    assert [found.article.key for found in store.releases(feed="all", language="en")] == ["key-a"]


def test_an_article_is_found_by_key_its_start_its_id_or_its_title(store: Store) -> None:
    titles = {"ab1": "Brücke über die Elbe", "ab2": "A 100% rise", "cd3": "Elbe falls"}
    for name, title in titles.items():
        store.add(seed(name), [arrival(article(name, title=title))], now=NOON, reading={})
    assert store.find("key-ab1") == ("key-ab1",)
    assert store.find("key-ab") == ("key-ab2", "key-ab1")
    assert store.find("tag:news.example.org,2026:key-cd3") == ("key-cd3",)
    assert store.find("ELBE") == ("key-cd3", "key-ab1")
    assert store.find("BRÜCKE") == ("key-ab1",)
    assert store.find("100%") == ("key-ab2",)
    assert store.find("_") == ()
    assert store.find("  ") == ()
    assert store.find("key", limit=1) == ("key-cd3",)


def test_a_title_with_what_no_database_stores_is_no_trouble(store: Store) -> None:
    odd = article("odd", title="Bridge \ud800 opened\x00")
    store.add(seed("odd"), [arrival(odd)], now=NOON, reading={})
    found = store.release("key-odd")
    assert found is not None
    assert found.article.title == "Bridge \ud800 opened\x00"
    assert store.find("opened") == ("key-odd",)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(-10_000, 10_000), st.sampled_from("nre")), min_size=1, max_size=12))
def test_moments_rise_even_when_the_clock_steps_back(store: Store, steps: list[tuple[int, str]]) -> None:
    given_out = [store.moment(NOON - timedelta(days=1))]
    now, base = NOON, store.counts().seeds
    for number, (step, action) in enumerate(steps):
        now += timedelta(microseconds=step)
        given_out.append(_move(store, f"{base}-{number}", action, now))
    assert given_out == sorted(set(given_out))


def _move(store: Store, name: str, action: str, now: datetime) -> datetime:
    if action == "e":
        return store.moment(now)
    add(store, name, now=now)
    if action == "r":
        revise(store, name, f"Second state of {name}.", now=now)
    found = store.release(f"key-{name}")
    assert found is not None
    assert found.released < found.updated if action == "r" else found.released == found.updated
    return found.updated


def test_a_moment_is_now_when_the_clock_goes_right(store: Store) -> None:
    assert store.moment(NOON) == NOON
    assert store.moment(NOON) == NOON + timedelta(microseconds=1)
    assert store.moment(NOON + MINUTE) == NOON + MINUTE
    with pytest.raises(ValueError, match="without a zone"):
        store.moment(NOON.replace(tzinfo=None))


def test_a_later_text_lets_readers_have_no_more_than_an_earlier_one_did(store: Store) -> None:
    [key] = add(store, "a")
    first = store.revisions(key)[0].fingerprint
    revise(store, "a", "other", now=NOON + MINUTE)
    for strict in (first, store.revisions(key)[-1].fingerprint):
        seen = store.for_readers(partial(_headline_of, strict))
        [found] = seen.releases(feed="all")
        assert (found.use, found.article.paragraphs) == (Use.HEADLINE, ())
        assert [each.use for each in seen.candidates("daily")] == [Use.HEADLINE]


def _headline_of(fingerprint: str, article: Article) -> Use:
    return Use.HEADLINE if article.fingerprint == fingerprint else Use.FULL


def test_as_readers_see_it_no_release_holds_more_than_its_use(store: Store) -> None:
    add(store, "a", "b")
    seen = store.for_readers(lambda article: Use.HEADLINE if article.key == "key-a" else Use.SUMMARY)
    for found in (seen.releases(), seen.releases(feed="all"), seen.unpaged("v1"), tuple(seen.candidates("daily"))):
        texts = {each.article.key: (each.article.summary, each.article.paragraphs) for each in found}
        summary = "A bridge was opened."
        assert texts == {"key-a": ("", ()), "key-b": (summary, (summary,))}
        assert all(not each.article.captions and not each.article.sentences for each in found)
    one = seen.release("key-a")
    assert one is not None
    assert (one.use, one.article.paragraphs) == (Use.HEADLINE, ())
    whole = store.release("key-a")
    assert whole is not None
    assert whole.article.paragraphs
