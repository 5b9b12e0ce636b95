"""A backup under load restores to the same desk."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from digest.errors import StoreError
from digest.model import DeliveryState, Held, Hold, Kin, Verdict
from digest.store import Store, restore
from digest.store.records import Keeping, Withholding
from tests.store.conftest import Server
from tests.store.makers import MINUTE, NOON, add, arrival, article, issue, seed
from tests.store.test_stories import VIEW


@pytest.fixture
def desk(sqlite_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{sqlite_path}") as store:
        add(store, "a", "b")
        issue(store, "daily-1", ["key-a"], to=["x@example.org"])
        yield store


def test_a_restored_desk_is_the_same(desk: Store, tmp_path: Path) -> None:
    desk.backup(tmp_path / "backup.db")
    assert [path.name for path in sorted(tmp_path.glob("backup*"))] == ["backup.db"]
    restore(tmp_path / "backup.db", tmp_path / "second.db")
    with Store.open(f"sqlite:///{tmp_path}/second.db") as second:
        assert second.counts() == desk.counts()
        assert second.releases() == desk.releases()
        assert second.heads("all", 10) == desk.heads("all", 10)
        assert second.editions() == desk.editions()
        assert second.check() == []


def test_a_restored_desk_keeps_its_secrets_its_stories_and_what_people_decided(desk: Store, tmp_path: Path) -> None:
    waiting = Keeping(
        article=article("secret"), position=0, held=Held(hold=Hold.EMBARGO, note="embargo", until=NOON + MINUTE)
    )
    desk.add(seed("secret"), [], now=NOON, reading={}, withholding=Withholding(kept=(waiting,)))
    told = arrival(article("a2"), Verdict.REVISION, of="key-a")
    told = replace(told, match=replace(told.match, kin=Kin.UPDATE, merges=("key-b",)), lasting=(7,))
    desk.add(seed("a2"), [told], now=NOON, reading={})
    desk.split("key-a", [2], "key-c", [("print-a", "print-a2")], traces=((), ()), view=VIEW, now=NOON + MINUTE)
    desk.backup(tmp_path / "backup.db")
    restore(tmp_path / "backup.db", tmp_path / "second.db")
    with Store.open(f"sqlite:///{tmp_path}/second.db") as second:
        assert second.check() == []
        assert second.due(NOON + MINUTE) == ("key-secret",)
        assert second.withheld() == desk.withheld()
        assert second.stories(["key-a", "key-c"]) == desk.stories(["key-a", "key-c"])
        assert second.separated(["print-a"]) == desk.separated(["print-a"]) != frozenset()
        assert second.sharing([7]) == desk.sharing([7]) != {}
        assert second.merged_into("key-b") == desk.merged_into("key-b")


def test_a_restored_desk_sends_nothing_by_itself(desk: Store, tmp_path: Path) -> None:
    desk.backup(tmp_path / "backup.db")
    restore(tmp_path / "backup.db", tmp_path / "second.db")
    with Store.open(f"sqlite:///{tmp_path}/second.db") as second:
        assert second.hold_pending("restored", NOON + MINUTE) == 1
        assert second.claim("me", now=NOON + MINUTE, lease=MINUTE) is None
        assert second.expected("daily-1") == {DeliveryState.HELD: 1}


def test_a_backup_under_load_is_whole(desk: Store, tmp_path: Path) -> None:
    stop = threading.Event()

    def load() -> None:
        number = 0
        while not stop.is_set():
            add(desk, f"load-{number}")
            number += 1

    writer = threading.Thread(target=load)
    writer.start()
    try:
        for number in range(5):
            desk.backup(tmp_path / f"backup{number}.db")
    finally:
        stop.set()
        writer.join()
    for number in range(5):
        with Store.open(f"sqlite:///{tmp_path}/backup{number}.db") as copy:
            counts = copy.counts()
            assert copy.check() == []
            assert counts.articles == counts.seeds == copy.feeds()[0].count
            assert len(copy.releases(limit=10_000)) == counts.articles


def test_a_backup_overwrites_nothing(desk: Store, tmp_path: Path) -> None:
    target = tmp_path / "notes.txt"
    target.write_text("mine")
    with pytest.raises(StoreError, match=r"notes\.txt exists: give the backup another name"):
        desk.backup(target)
    assert target.read_text() == "mine"


def test_a_backup_that_cannot_be_written_leaves_nothing(desk: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        desk.backup(tmp_path / "nowhere" / "backup.db")


@pytest.mark.postgres
def test_postgresql_is_backed_up_by_its_own_tools(postgres: Server, tmp_path: Path) -> None:
    with Store.open(postgres.url("desk")) as store, pytest.raises(StoreError, match="pg_dump"):
        store.backup(tmp_path / "backup.db")


def test_a_desk_is_overwritten_only_by_force(desk: Store, sqlite_path: Path, tmp_path: Path) -> None:
    desk.backup(tmp_path / "backup.db")
    add(desk, "later")
    with pytest.raises(StoreError, match="exists: move it away or restore with force"):
        restore(tmp_path / "backup.db", sqlite_path)
    desk.close()
    restore(tmp_path / "backup.db", sqlite_path, force=True)
    with Store.open(f"sqlite:///{sqlite_path}") as store:
        assert store.counts().articles == 2
        assert store.check() == []


def test_a_desk_at_work_is_not_overwritten(desk: Store, sqlite_path: Path, tmp_path: Path) -> None:
    desk.backup(tmp_path / "backup.db")
    add(desk, "later")
    with pytest.raises(StoreError, match="is busy: another process holds it"):
        restore(tmp_path / "backup.db", sqlite_path, force=True)
    assert desk.counts().articles == 3


def test_a_damaged_desk_can_be_overwritten(desk: Store, sqlite_path: Path, tmp_path: Path) -> None:
    desk.backup(tmp_path / "backup.db")
    desk.close()
    sqlite_path.write_bytes(b"\xa5" * 8192)
    restore(tmp_path / "backup.db", sqlite_path, force=True)
    with Store.open(f"sqlite:///{sqlite_path}") as store:
        assert store.counts().articles == 2


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is not there"):
        restore(tmp_path / "lost.db", tmp_path / "desk.db")
    (tmp_path / "text.db").write_text("no database\n" * 100)
    with pytest.raises(StoreError, match="no database at all"):
        restore(tmp_path / "text.db", tmp_path / "desk.db")
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE recipes (name)")
        connection.commit()
    with pytest.raises(StoreError, match="is no backup of a desk"):
        restore(tmp_path / "other.db", tmp_path / "desk.db")
    assert not (tmp_path / "desk.db").exists()
