"""Whatever the database refuses is said in words that help."""

from __future__ import annotations

import inspect
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from digest.errors import StoreError
from digest.model import BacklogReason, DeliveryState, FeedKind, Outcome, Ping, Placement, Share
from digest.store import Store
from digest.store.dialect import translated
from digest.store.records import ClosedPage, Entry, Fragment, Shelf
from tests.store.makers import MINUTE, NOON, add, arrival, article, delivery, edition, issue, seed
from tests.store.test_stories import VIEW

Call = Callable[[Store], Any]
HUB = "https://hub.example.org/"
PING = Ping(path="all.json", stands="one", due=NOON)
PAGE = ClosedPage(feed="all", number=1, keys=("key-a",))

READS: dict[str, Call] = {
    "version": lambda store: store.version(),
    "known": lambda store: store.known(),
    "seen": lambda store: store.seen(["sha-a"]),
    "replaces": lambda store: store.replaces("a.txt", "sha-a"),
    "articles_of": lambda store: store.articles_of(["a.txt"]),
    "keys_of": lambda store: store.keys_of(["print-a"]),
    "quarantined": lambda store: store.quarantined(),
    "seed_report": lambda store: store.seed_report("a.txt"),
    "release": lambda store: store.release("key-a"),
    "has_read": lambda store: store.has_read("wire"),
    "withdrawn": lambda store: store.withdrawn(["key-a"]),
    "on_shelf": lambda store: store.on_shelf(Shelf(feed="all", number=1, since=NOON, until=NOON)),
    "releases": lambda store: store.releases(feed="all"),
    "heads": lambda store: store.heads("all", 5),
    "more_than": lambda store: store.more_than(0),
    "find": lambda store: store.find("bridge"),
    "feeds": lambda store: store.feeds(),
    "revisions": lambda store: store.revisions("key-a"),
    "unpaged": lambda store: store.unpaged("v1"),
    "fragments": lambda store: store.fragments(["key-a"]),
    "stamps": lambda store: store.stamps(),
    "log": lambda store: store.log("all", NOON, 5),
    "correction": lambda store: store.correction("key-a-1"),
    "corrected": lambda store: store.corrected(["key-a"]),
    "newest_pages": lambda store: store.newest_pages(),
    "newest_shelves": lambda store: store.newest_shelves(),
    "written_pages": lambda store: store.written_pages(NOON, 5),
    "newest_page": lambda store: store.newest_page("all"),
    "due_pages": lambda store: store.due_pages(5),
    "heads_of_page": lambda store: store.heads_of_page(PAGE),
    "unnoticed": lambda store: store.unnoticed("v1"),
    "withholds": lambda store: store.withholds(),
    "withheld": lambda store: store.withheld(),
    "withheld_like": lambda store: store.withheld_like("a.txt", ["id"]),
    "withheld_of": lambda store: store.withheld_of("key-a"),
    "due": lambda store: store.due(NOON),
    "sharing": lambda store: store.sharing([1]),
    "stories": lambda store: store.stories(["key-a"]),
    "merged_into": lambda store: store.merged_into("key-a"),
    "separates": lambda store: store.separates(),
    "flagged": lambda store: store.flagged("may-hold-several"),
    "seeds_like": lambda store: store.seeds_like("abcdef"),
    "separated": lambda store: store.separated(["print-a"]),
    "candidates": lambda store: list(store.candidates("daily")),
    "waiting": lambda store: store.waiting("daily"),
    "issuers": lambda store: store.issuers(),
    "released_after": lambda store: store.released_after(NOON),
    "editions_of": lambda store: store.editions_of("key-a"),
    "left_out_of": lambda store: store.left_out_of("key-a"),
    "has_left": lambda store: store.has_left("daily", ["smtp"]),
    "editions": lambda store: store.editions(),
    "edition": lambda store: store.edition("daily-1"),
    "edition_heads": lambda store: store.edition_heads("daily", 5),
    "mark": lambda store: store.mark("daily"),
    "backlog_counts": lambda store: store.backlog_counts("daily"),
    "expected": lambda store: store.expected("daily-1"),
    "subscribers": lambda store: store.subscribers(),
    "shares": lambda store: store.shares(),
    "deliveries": lambda store: store.deliveries(),
    "counts": lambda store: store.counts(),
    "open_feeds": lambda store: store.open_feeds(FeedKind.REGION, least=1, most=5),
    "unsent": lambda store: store.unsent(),
    "fact": lambda store: store.fact("left-machine:daily"),
    "check": lambda store: store.check(),
    "unsure": lambda store: store.unsure(5),
    "close_shelves": lambda store: store.close_shelves("all", 1),
    "newest_shelf": lambda store: store.newest_shelf("all"),
    "stale_shelves": lambda store: store.stale_shelves("v1", 5),
    "shelves": lambda store: store.shelves("all", range(1, 3)),
    "reaching": lambda store: store.reaching("all", [NOON]),
    "rules_since": lambda store: store.rules_since("override", NOON),
    "pings": lambda store: store.pings(HUB),
    "hub_state": lambda store: store.hub_state(HUB),
}
WRITES: dict[str, Call] = {
    "disown": lambda store: store.disown({"me"}, now=NOON),
    "together": lambda store: store.together().__enter__(),
    "merge": lambda store: store.merge("key-a", [], [("x", "y")], "", view=VIEW, now=NOON),
    "split": lambda store: store.split("key-a", [1], "key-b", [], traces=((), ()), view=VIEW, now=NOON),
    "admit": lambda store: store.admit(arrival(article("b")), "key-b", now=NOON, view=VIEW),
    "forget_traces": lambda store: store.forget_traces(NOON),
    "note": lambda store: store.note(seed("a")),
    "add": lambda store: store.add(seed("b"), [arrival(article("b"))], now=NOON, reading={}),
    "add_all": lambda store: store.add_all([Entry(seed=seed("b"), reading={})], now=NOON),
    "reread": lambda store: store.reread(Entry(seed=seed("a"), reading={}), now=NOON),
    "quarantine": lambda store: store.quarantine("sha-x", "x", "no text", 1, None, NOON),
    "unquarantine": lambda store: store.unquarantine("sha-x"),
    "drop_quarantine": lambda store: store.drop_quarantine("sha-x"),
    "paged": lambda store: store.paged([("key-a", 0)], "v1"),
    "unpage": lambda store: store.unpage(["key-a"]),
    "unshelve": lambda store: store.unshelve("all", [1]),
    "unpage_all": lambda store: store.unpage_all(),
    "shelved": lambda store: store.shelved([Shelf(feed="all", number=1, since=NOON, until=NOON)], "v1"),
    "unshelve_released": lambda store: store.unshelve_released([NOON]),
    "unshelve_all": lambda store: store.unshelve_all(),
    "keep_fragments": lambda store: store.keep_fragments([Fragment(key="key-a", form="rss", stamp="one")]),
    "forget_fragments": lambda store: store.forget_fragments(100, 20),
    "share": lambda store: store.share(Share(token="t", feed="all", name="Ann", since=NOON)),
    "end_shares": lambda store: store.end_shares(["t"], NOON),
    "unstand": lambda store: store.unstand(["all.json"]),
    "drop_fragments": lambda store: store.drop_fragments(),
    "close_page": lambda store: store.close_page(PAGE, last=NOON),
    "written_again": lambda store: store.written_again(PAGE),
    "unclose": lambda store: store.unclose("all", [1]),
    "stamp": lambda store: store.stamp("all.rss.xml", "one"),
    "unstamp": lambda store: store.unstamp("all.rss.xml"),
    "amend": lambda store: store.amend(edition("daily-1")),
    "issue": lambda store: store.issue(edition("daily-2"), [], [], mark=NOON),
    "set_aside": lambda store: store.set_aside("daily", [("key-a", BacklogReason.OLD)]),
    "advance": lambda store: store.advance("daily", NOON),
    "turn_back": lambda store: store.turn_back("daily", NOON - MINUTE),
    "moment": lambda store: store.moment(NOON),
    "subscribe": lambda store: store.subscribe("y@example.org", "maildir", (), NOON),
    "unsubscribe": lambda store: store.unsubscribe("x@example.org"),
    "claim": lambda store: store.claim("me", now=NOON, lease=MINUTE),
    "settle": lambda store: store.settle(delivery("daily-1", 1), Outcome(state=DeliveryState.SENT), now=NOON),
    "resume": lambda store: store.resume(DeliveryState.HELD, now=NOON),
    "hold_pending": lambda store: store.hold_pending("restored", NOON),
    "put": lambda store: store.put("key-a", "europe", None, feeds=lambda _article, _placement: (), now=NOON),
    "put_back": lambda store: store.put_back("key-a", feeds=lambda _article, _placement: ()),
    "place": lambda store: store.place({"key-a": Placement(region="europe")}, feeds=lambda _article, _placement: ()),
    "fill_feeds": lambda store: store.fill_feeds(lambda _article, _placement: (), after=NOON - MINUTE, limit=1),
    "set_fact": lambda store: store.set_fact("left-machine:daily", "yes"),
    "stand": lambda store: store.stand(HUB, {"all.json": "one"}),
    "claim_pings": lambda store: store.claim_pings(HUB, now=NOON, lease=MINUTE),
    "heard": lambda store: store.heard(HUB, PING, "", now=NOON),
    "refused": lambda store: store.refused(HUB, PING, "", now=NOON, again=NOON),
    "leave_hub": lambda store: store.leave_hub(HUB, attempts=0, due=NOON, answer=""),
}
EVERY = READS | WRITES | {"backup": lambda store: store.backup(Path("never-written.db"))}


def test_every_public_method_stands_in_the_tables_above() -> None:
    public = {name for name, _ in inspect.getmembers(Store, callable) if not name.startswith("_")}
    # Another view of the same methods is not one of them.
    assert public - {"open", "close", "for_readers"} == set(EVERY)


@pytest.fixture(scope="module")
def furnished(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with an article, an edition and a delivery."""
    path = tmp_path_factory.mktemp("furnished") / "desk.db"
    shutil.copyfile(empty_sqlite, path)
    with Store.open(f"sqlite:///{path}") as store:
        add(store, "a")
        issue(store, "daily-1", ["key-a"], to=["x@example.org"])
        store.stand(HUB, {"all.atom.xml": "one"})
    return path


@pytest.fixture
def desk(furnished: Path, sqlite_path: Path) -> Iterator[Store]:
    """A desk with something in it, impatient, and with no connection open."""
    shutil.copyfile(furnished, sqlite_path)
    with Store.open(f"sqlite:///{sqlite_path}", busy_timeout=0.01) as store:
        store.close()
        yield store


def locked(path: Path, statement: str, *, exclusive: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    if exclusive:
        # in WAL mode nothing less keeps readers out
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute(statement)
    return connection


@pytest.mark.parametrize("method", EVERY)
def test_every_method_says_that_another_process_holds_the_database(desk: Store, sqlite_path: Path, method: str) -> None:
    with (
        closing(locked(sqlite_path, "BEGIN EXCLUSIVE", exclusive=True)),
        pytest.raises(StoreError, match="is busy: another process holds it") as caught,
    ):
        EVERY[method](desk)
    assert caught.value.database == str(sqlite_path)


@pytest.mark.parametrize("method", WRITES)
def test_a_writer_says_that_another_one_is_at_work(desk: Store, sqlite_path: Path, method: str) -> None:
    with (
        closing(locked(sqlite_path, "BEGIN IMMEDIATE", exclusive=False)),
        pytest.raises(StoreError, match="is busy: another process holds it"),
    ):
        WRITES[method](desk)


@pytest.mark.parametrize("method", READS)
def test_a_reader_never_waits_for_a_writer(desk: Store, sqlite_path: Path, method: str) -> None:
    before = READS[method](desk)
    with closing(locked(sqlite_path, "BEGIN IMMEDIATE", exclusive=False)) as writer:
        writer.execute("DELETE FROM fact")
        assert READS[method](desk) == before


def test_a_full_disk_is_named(sqlite_path: Path) -> None:
    with closing(sqlite3.connect(sqlite_path)) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StoreError, match="the disk is full: free some space and run again"), translated("desk.db"):
            connection.execute("INSERT INTO fact VALUES ('big', zeroblob(100000))")


def test_a_read_only_database_is_named(desk: Store, sqlite_path: Path) -> None:
    assert desk.seen(["sha-a"])
    with Store.open(f"sqlite:///file:{sqlite_path}?mode=ro&uri=true") as store:
        assert store.seen(["sha-a"])
        with pytest.raises(StoreError, match="is read-only"):
            store.set_fact("x", "y")


def test_a_damaged_database_is_named(sqlite_path: Path) -> None:
    with Store.open(f"sqlite:///{sqlite_path}") as store:
        add(store, *map(str, range(50)))
    data = bytearray(sqlite_path.read_bytes())
    data[4096 * 2 :] = b"\xa5" * (len(data) - 4096 * 2)
    sqlite_path.write_bytes(data)
    with pytest.raises(StoreError, match="is damaged"), Store.open(f"sqlite:///{sqlite_path}") as store:
        store.counts()


@pytest.mark.parametrize("method", ["release", "releases", "revisions", "unpaged", "candidates", "articles_of"])
def test_a_damaged_record_is_named(desk: Store, sqlite_path: Path, method: str) -> None:
    with closing(sqlite3.connect(sqlite_path)) as connection, connection:
        connection.execute("UPDATE revision SET record = replace(record, ':', '')")
        connection.execute("UPDATE article SET paged = 'v0'")
        connection.execute("DELETE FROM edition_article")
        connection.execute("DELETE FROM fact WHERE name LIKE 'decided:%'")
    with pytest.raises(StoreError, match=r"a record of it is damaged .*: restore a backup"):
        READS[method](desk)


def test_a_few_damaged_pages_are_found_by_check(sqlite_path: Path) -> None:
    with Store.open(f"sqlite:///{sqlite_path}") as store:
        add(store, *map(str, range(50)))
    with closing(sqlite3.connect(sqlite_path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_schema WHERE name = 'ix_revision_fingerprint'")
        connection.commit()
    with Store.open(f"sqlite:///{sqlite_path}") as store:
        assert any("never used" in line for line in store.check())


def test_a_row_that_points_nowhere_is_found_by_check(sqlite_path: Path) -> None:
    with closing(sqlite3.connect(sqlite_path)) as connection:
        connection.execute("INSERT INTO backlog VALUES ('daily', 'key-lost', 'old', 'daily-lost')")
        connection.commit()
    with Store.open(f"sqlite:///{sqlite_path}") as store:
        assert any("of backlog names a row of article" in line for line in store.check())


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("These are not the rows you are looking for.\n" * 100)
    with pytest.raises(StoreError, match=r"notes\.txt: is damaged or no database at all"):
        Store.open(f"sqlite:///{path}")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened: see that its folder is there"):
        Store.open(f"sqlite:///{tmp_path}/nowhere/desk.db")
