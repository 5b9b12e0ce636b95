"""A correction of what readers had gets an entry of its own, in the feeds of its article and in that of corrections."""

from __future__ import annotations

from dataclasses import replace

from digest.model import Article, FeedKind, Signal, Verdict
from digest.store import ClosedPage, Store
from digest.store.records import View
from tests.store.makers import EUROPE, MINUTE, NOON, add, arrival, article, seed

VIEW = View(visible=lambda texts: texts[-1], feeds=lambda _article, _placement: EUROPE)


def tell(store: Store, name: str, text: str, signal: Signal | None, *, backfill: bool = False) -> Article:
    """Another text of the article, of another file, with that signal."""
    told = replace(article(name, text=text), signal=signal, source_path=f"{text}.txt", seed=f"sha-{text}")
    later = arrival(told, Verdict.REVISION, of=f"key-{name}")
    store.add(seed(text), [later], now=NOON + MINUTE, reading={}, view=VIEW, backfill=backfill)
    return told


def show(store: Store) -> None:
    """Have a page of everything written."""
    store.paged(store.heads("all", 9), "v1")


def heads(store: Store, feed: str) -> list[str]:
    return [key for key, _ in store.heads(feed, 9)]


def count(store: Store, path: str) -> int:
    return next((feed.count for feed in store.feeds() if feed.path == path), 0)


def test_a_correction_stands_beside_its_article_and_in_the_feed_of_corrections(store: Store) -> None:
    add(store, "a", "b")
    show(store)
    told = tell(store, "a", "right", Signal.CORRECTION)
    [name] = heads(store, "corrections")
    for path in ("all", "regions/europe"):
        assert heads(store, path) == [name, "key-a", "key-b"]
        assert count(store, path) == 2, "it is no article"
    [feed] = [feed for feed in store.feeds() if feed.path == "corrections"]
    assert (feed.kind, feed.count) == (FeedKind.CORRECTIONS, 1)
    found = store.correction(name)
    assert found is not None
    assert found.release.article.title == told.title
    moments = [moment for _, moment in store.heads("all", 9)]
    assert len(set(moments)) == 3
    release = store.release("key-a")
    assert release is not None
    assert store.corrected(["key-a", "key-b"]) == {"key-a": found.at}
    assert release.updated < found.at
    assert [each for _, each, _ in store.log("all", release.updated, 9)] == [name]


def test_an_update_and_a_first_text_that_says_it_is_corrected_are_no_corrections(store: Store) -> None:
    add(store, "a")
    show(store)
    tell(store, "a", "more", Signal.UPDATE)
    store.add(seed("c"), [arrival(replace(article("c"), signal=Signal.CORRECTION))], now=NOON, reading={})
    assert heads(store, "corrections") == []
    assert store.corrected(["key-a", "key-c"]) == {}


def test_what_readers_never_had_is_corrected_without_a_word(store: Store) -> None:
    add(store, "a")
    show(store)
    add(store, "b")
    tell(store, "b", "mended", Signal.CORRECTION)
    assert heads(store, "corrections") == []
    tell(store, "a", "more", Signal.UPDATE)
    tell(store, "a", "right", Signal.CORRECTION)
    assert len(heads(store, "corrections")) == 1, "they had its first text, though not the second"


def test_archive_that_is_corrected_makes_no_news(store: Store) -> None:
    add(store, "a", backfill=True)
    tell(store, "a", "right", Signal.CORRECTION, backfill=True)
    assert heads(store, "corrections") == heads(store, "all") == []


def test_an_article_may_be_corrected_twice(store: Store) -> None:
    add(store, "a")
    show(store)
    tell(store, "a", "right", Signal.CORRECTION)
    tell(store, "a", "better", Signal.CORRECTION)
    second, first = heads(store, "corrections")
    assert heads(store, "all") == [second, "key-a", first]
    texts = [found.release.article.fingerprint for name in (first, second) if (found := store.correction(name))]
    assert texts == ["print-right", "print-better"]
    assert count(store, "corrections") == 2


def test_a_file_that_is_read_otherwise_corrects_nothing_anew(store: Store) -> None:
    add(store, "a")
    show(store)
    told = tell(store, "a", "right", Signal.CORRECTION)
    before, at = heads(store, "corrections"), store.corrected(["key-a"])
    again = arrival(replace(told, fingerprint="print-otherwise"), Verdict.REVISION, of="key-a")
    store.add(seed("again"), [again], now=NOON + 2 * MINUTE, reading={}, view=VIEW)
    assert heads(store, "corrections") == before
    assert store.corrected(["key-a"]) == at


def test_what_is_withdrawn_takes_its_corrections_along(store: Store) -> None:
    add(store, "a", "b")
    show(store)
    tell(store, "a", "right", Signal.CORRECTION)
    [name] = heads(store, "corrections")
    *_, (last, _, _) = store.log("all", NOON - MINUTE, 9)
    page = ClosedPage(feed="all", number=1, keys=("key-b", "key-a", name))
    store.close_page(page, last=last)
    assert name in dict(store.heads_of_page(page))
    tell(store, "a", "gone", Signal.WITHDRAWAL)
    [gone] = heads(store, "corrections")
    assert gone != name
    assert heads(store, "all") == ["key-a", "key-b"], "a notice, in which that is not"
    assert store.correction(name) is None
    assert store.due_pages(9) == (page,)
    assert name not in dict(store.heads_of_page(page))


def test_a_merged_story_takes_its_corrections_along_and_a_split_one_those_of_its_texts(store: Store) -> None:
    add(store, "a", "b")
    show(store)
    tell(store, "b", "right", Signal.CORRECTION)
    store.merge("key-a", ["key-b"], [("print-a", "print-b")], "told by the test", view=VIEW, now=NOON + MINUTE)
    [name] = heads(store, "corrections")
    assert heads(store, "all") == [name, "key-a"], "to its readers the text of the other is a correction"
    store.split("key-a", [2, 3], "key-b", [], traces=((), ()), view=VIEW, now=NOON + 2 * MINUTE)
    assert heads(store, "corrections") == []
    assert sorted(heads(store, "all")) == ["key-a", "key-b"]
