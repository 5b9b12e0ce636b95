"""Several methods in one transaction: each all or nothing, and all of them together."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.errors import StoreError
from digest.store import Store
from digest.store.database import Database
from tests.store.makers import NOON, add, arrival, article, revise, seed


def test_what_is_done_together_is_seen_inside_and_kept(store: Store) -> None:
    with store.together():
        add(store, "a")
        assert store.seen(["sha-a"])
        revise(store, "a", "Second.")
    found = store.release("key-a")
    assert found is not None
    assert found.revision == 2


def test_an_error_undoes_all_that_was_done_together(store: Store) -> None:
    def fail() -> None:
        with store.together():
            add(store, "a")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert store.counts().articles == 0
    add(store, "b")
    assert store.seen(["sha-b"])


def test_one_failed_part_leaves_the_others_standing(store: Store) -> None:
    broken = arrival(article("broken"))
    object.__setattr__(broken, "placement", object())
    with store.together():
        add(store, "a")
        with pytest.raises(TypeError):
            store.add(seed("broken"), [broken], now=NOON, reading={})
        add(store, "b")
    assert set(store.known()) == {"a.txt", "b.txt"}


def test_a_block_within_a_block_is_part_of_it(store: Store) -> None:
    def fail() -> None:
        with store.together():
            with store.together():
                add(store, "a")
            add(store, "b")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert store.known() == {}


def test_other_threads_see_nothing_of_it_before_its_end(store: Store, url: str) -> None:
    with Store.open(url) as other, store.together():
        add(store, "a")
        assert not other.seen(["sha-a"])
    assert store.seen(["sha-a"])


@pytest.mark.parametrize("goes_on", [False, True])
def test_a_full_disk_in_one_part_is_named_and_nothing_of_the_block_stands(sqlite_path: Path, *, goes_on: bool) -> None:
    database = Database(f"sqlite:///{sqlite_path}", busy_timeout=1)
    with Store(database) as store:
        with database.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

        def write() -> None:
            with store.together():
                store.set_fact("a", "small")
                with pytest.raises(StoreError, match="the disk is full"):
                    store.set_fact("b", "x" * 100_000)
                if goes_on:
                    with pytest.raises(StoreError, match="the disk is full"):
                        store.set_fact("c", "small")

        with pytest.raises(StoreError, match="the disk is full"):
            write()
        assert [store.fact(name) for name in "abc"] == [None, None, None]
        store.set_fact("d", "small")
        assert store.fact("d") == "small"
