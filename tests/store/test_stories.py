"""Stories in the tables: which text counts, what a merge does, and what finds a story."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from digest.model import Article, Kin, Placement, Signal, State, Verdict
from digest.store import Added, Store
from digest.store.records import View
from tests.store.makers import EUROPE, MINUTE, NOON, add, arrival, article, issue, seed

VIEW = View(visible=lambda texts: max(texts, key=lambda each: each.version), feeds=lambda _article, _placement: EUROPE)


def tell(
    store: Store,
    name: str,
    of: str,
    version: int,
    *,
    merges: tuple[str, ...] = (),
    now: datetime = NOON,
    **more: object,
) -> Added:
    """A further version of a story, in a file of its own."""
    record = replace(article(name), version=version, **more)  # type: ignore[arg-type]
    told = arrival(record, Verdict.REVISION, of=of)
    match = replace(told.match, kin=Kin.UPDATE, merges=merges)
    return store.add(seed(name), [replace(told, match=match)], now=now, reading={}, view=VIEW)


def shown(store: Store, key: str) -> Article:
    release = store.release(key)
    assert release is not None
    return release.article


def test_the_highest_version_is_seen_and_a_lower_one_moves_nothing(store: Store) -> None:
    add(store, "a")
    tell(store, "second", "key-a", 2, now=NOON + MINUTE)
    before = store.heads("all", 10)
    assert tell(store, "first", "key-a", 1, now=NOON + 2 * MINUTE).kin == (("key-a", Kin.UPDATE),)
    assert shown(store, "key-a").paragraphs[0] == "second"
    assert store.heads("all", 10) == before
    assert [state.version for state in store.revisions("key-a")] == [0, 2, 1]
    assert [told.visible for told in store.stories(["key-a"])["key-a"].tellings] == [False, True, False]


def test_a_withdrawn_story_is_in_no_list_and_no_count(store: Store) -> None:
    add(store, "a", "b")
    tell(store, "kill", "key-a", 2, signal=Signal.WITHDRAWAL, now=NOON + MINUTE)
    assert [release.article.key for release in store.releases()] == ["key-b"]
    assert [key for key, _ in store.heads("all", 10)] == ["key-b"]
    assert [release.article.key for release in store.candidates("daily")] == ["key-b"]
    counts = store.counts()
    assert (counts.articles, counts.withdrawn) == (1, 1)
    assert [feed.count for feed in store.feeds()] == [1, 1]
    assert [release.article.key for release in store.unpaged("v1")] == ["key-b"]
    [notice] = store.unnoticed("v1")
    assert (notice.key, notice.into) == ("key-a", None)
    store.paged([("key-a", int(notice.updated.timestamp() * 1_000_000))], "v1")
    assert store.unnoticed("v1") == ()
    found = store.release("key-a")
    assert found is not None
    assert found.state is State.WITHDRAWN


def test_a_merged_story_goes_out_in_no_edition_again(store: Store) -> None:
    add(store, "a", "b")
    issue(store, "daily-1", ["key-b"])
    tell(store, "joins", "key-a", 1, merges=("key-b",), now=NOON + MINUTE)
    assert list(store.candidates("daily")) == []
    assert [release.article.key for release in store.candidates("weekly")] == ["key-a"]
    assert store.release("key-b") is None
    assert store.find("key-b") == ("key-a",)
    [notice] = store.unnoticed("v1")
    kept = store.stories(["key-a"])["key-a"]
    assert notice.key == "key-b"
    assert notice.into == f"articles/{kept.released:%Y/%m}/key-a.html"
    assert [(told.number, told.origin) for told in kept.tellings] == [(1, None), (2, "key-b"), (3, None)]
    assert {told.article.key for told in kept.tellings} == {"key-a"}


def test_files_and_fingerprints_of_a_merged_story_lead_to_the_one_that_goes_on(store: Store) -> None:
    add(store, "a", "b", "c")
    tell(store, "joins", "key-b", 1, merges=("key-c",))
    tell(store, "all", "key-a", 1, merges=("key-b",))
    for name in ("a", "b", "c"):
        assert [found.key for found in store.articles_of([f"{name}.txt"])[f"{name}.txt"]] == ["key-a"]
        assert store.keys_of([f"print-{name}"]) == {f"print-{name}": "key-a"}
        report = store.seed_report(f"{name}.txt")
        assert report is not None
        assert [each.key for each in report.articles] == ["key-a"]
    assert store.counts().merged == 2


def test_a_text_for_a_story_that_was_merged_meanwhile_goes_to_the_one_that_goes_on(store: Store) -> None:
    add(store, "a", "b")
    tell(store, "joins", "key-a", 1, merges=("key-b",))
    assert tell(store, "late", "key-b", 7).kin == (("key-a", Kin.UPDATE),)
    assert shown(store, "key-a").paragraphs[0] == "late"
    assert tell(store, "later", "key-a", 8, merges=("key-b",)).kin == (("key-a", Kin.UPDATE),)


def test_a_failed_add_merges_nothing(store: Store) -> None:
    add(store, "a", "b")

    def fail(_article: Article, _placement: Placement) -> tuple[()]:
        raise ZeroDivisionError

    told = arrival(replace(article("x"), version=3), Verdict.REVISION, of="key-a")
    told = replace(told, match=replace(told.match, kin=Kin.UPDATE, merges=("key-b",)))
    with pytest.raises(ZeroDivisionError):
        store.add(seed("x"), [told], now=NOON, reading={}, view=replace(VIEW, feeds=fail))
    assert store.counts().merged == 0
    assert len(store.revisions("key-b")) == 1


def test_a_story_is_found_by_its_traces_until_they_pass(store: Store) -> None:
    told = replace(arrival(article("a")), lasting=(1, -(1 << 63)), passing=(2,))
    store.add(seed("a"), [told], now=NOON, reading={})
    add(store, "b")
    found = {"key-a": "Title of a"}
    assert store.sharing([1, 2, 3, -(1 << 63)]) == {1: found, 2: found, -(1 << 63): found}
    tell(store, "joins", "key-b", 1, merges=("key-a",))
    assert list(store.sharing([1])[1]) == ["key-b"]
    store.forget_traces(NOON + timedelta(days=6))
    assert 2 in store.sharing([1, 2])
    store.forget_traces(NOON + timedelta(days=8))
    assert set(store.sharing([1, 2])) == {1}
    assert set(store.sharing(range(2000))) == {1}


def test_what_a_long_series_shares_hides_no_other_trace(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digest.store.stories.ROWS", 10)
    monkeypatch.setattr("digest.store.stories.MOST", 4)
    for number in range(12):
        told = replace(arrival(article(f"s{number}")), passing=(7,), lasting=(100 + number,))
        store.add(seed(f"s{number}"), [told], now=NOON, reading={})
    found = store.sharing([7, *range(100, 112)])
    assert len(found[7]) == 4
    assert set(found) == {7, *range(100, 112)}
