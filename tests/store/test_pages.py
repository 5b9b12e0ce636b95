"""Pages and outputs are written again when, and only when, they must be."""

from __future__ import annotations

from digest.model import Release
from digest.store import Store
from tests.store.makers import add, revise


def heads(releases: tuple[Release, ...], store: Store) -> list[tuple[str, int]]:
    updated = dict(store.heads("all", 100))
    return [(release.article.key, updated[release.article.key]) for release in releases]


def keys(releases: tuple[Release, ...]) -> list[str]:
    return [release.article.key for release in releases]


def test_an_article_is_paged_once(store: Store) -> None:
    add(store, "a", "b")
    store.paged(heads(store.unpaged("v1"), store), "v1")
    assert store.unpaged("v1") == ()
    add(store, "c")
    assert keys(store.unpaged("v1")) == ["key-c"]


def test_another_renderer_pages_every_article_again(store: Store) -> None:
    add(store, "a", "b")
    for stamp in ("v2", "v1", "v3"):
        assert keys(store.unpaged(stamp)) == ["key-a", "key-b"]
        store.paged(heads(store.unpaged(stamp), store), stamp)
        assert store.unpaged(stamp) == ()


def test_articles_of_older_and_newer_stamps_come_in_portions(store: Store) -> None:
    add(store, "a", "b", "c", "d")
    every = heads(store.unpaged("x"), store)
    store.paged(every[:2], "v1")
    store.paged(every[2:], "v3")
    assert keys(store.unpaged("v2", limit=3)) == ["key-a", "key-b", "key-c"]
    assert keys(store.unpaged("v2")) == ["key-a", "key-b", "key-c", "key-d"]
    assert store.unpaged("v2", limit=0) == ()


def test_a_revision_while_its_page_is_written_is_not_lost(store: Store) -> None:
    add(store, "a")
    written = heads(store.unpaged("v1"), store)
    revise(store, "a", "Second.")
    store.paged(written, "v1")
    assert keys(store.unpaged("v1")) == ["key-a"]
    assert store.unpaged("v1")[0].revision == 2


def test_a_revised_article_is_paged_again(store: Store) -> None:
    add(store, "a", "b")
    store.paged(heads(store.unpaged("v1"), store), "v1")
    revise(store, "a", "Second.")
    assert keys(store.unpaged("v1")) == ["key-a"]


def test_backfill_gets_pages_too(store: Store) -> None:
    add(store, "old", backfill=True)
    assert keys(store.unpaged("v1")) == ["key-old"]


def test_all_pages_can_be_asked_for_again(store: Store) -> None:
    add(store, "a", "b")
    store.paged(heads(store.unpaged("v1"), store), "v1")
    store.unpage_all()
    assert keys(store.unpaged("v1")) == ["key-a", "key-b"]
    store.paged([], "v1")


def test_outputs_are_stamped(store: Store) -> None:
    store.stamp("all.rss.xml", "one")
    store.stamp("index.html", "two")
    store.stamp("all.rss.xml", "three")
    assert store.stamps() == {"all.rss.xml": "three", "index.html": "two"}
    store.unstamp("index.html")
    assert store.stamps() == {"all.rss.xml": "three"}
