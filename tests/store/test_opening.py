"""A database is made, upgraded or refused when it is opened."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from digest.errors import StoreError
from digest.model import BacklogReason
from digest.store import Store, migrations, schema
from tests.store.makers import add


def execute(url: str, statement: str) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def test_an_empty_database_gets_its_tables(new_url: Callable[..., str]) -> None:
    url = new_url(bare=True)
    with Store.open(url) as store:
        assert store.version() == schema.HEAD
        assert add(store, "a") == ["key-a"]
    with Store.open(url, migrate=False) as store:
        assert store.release("key-a") is not None


def test_an_empty_database_gets_its_tables_without_leave_to_migrate(new_url: Callable[..., str]) -> None:
    with Store.open(new_url(bare=True), migrate=False) as store:
        assert store.check() == []


def test_the_migrations_make_exactly_the_tables_of_the_schema(new_url: Callable[..., str]) -> None:
    url = new_url(bare=True)
    Store.open(url).close()
    assert differences(url) == []


def differences(url: str) -> list[Any]:
    """Where the tables are not those of the schema."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        found: list[Any] = compare_metadata(MigrationContext.configure(connection, opts=options), schema.metadata)
    engine.dispose()
    return found


def test_the_schema_names_the_last_migration() -> None:
    assert ScriptDirectory.from_config(migrations.config_for()).get_heads() == [schema.HEAD]


def test_a_newer_database_is_refused_with_both_versions(new_url: Callable[..., str]) -> None:
    url = new_url()
    execute(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=rf"version 9999, this program knows {schema.HEAD}: install a newer Digest"):
        Store.open(url)


def test_an_older_database_is_refused_without_leave_to_migrate_and_stays_as_it_is(
    new_url: Callable[..., str],
) -> None:
    url = new_url(bare=True)
    furnish_first(url)
    before = rows(url)
    with pytest.raises(StoreError, match=rf"version 0001, this program needs {schema.HEAD}: run `digest migrate`"):
        Store.open(url, migrate=False)
    assert rows(url) == before


def test_a_database_of_the_first_tables_is_upgraded_with_all_its_rows(new_url: Callable[..., str]) -> None:
    url = new_url(bare=True)
    furnish_first(url)
    before = rows(url)
    with Store.open(url) as store:
        assert store.check() == []
        assert [(each.path, each.backfill) for each in store.quarantined()] == [
            ("b.json", False),
            ("/old/c.json", True),
        ]
        assert store.left_out_of("key-a") == (("daily", "daily-1", BacklogReason.OLD),)
        assert store.backlog_counts("daily") == {BacklogReason.OLD: 1}
        assert add(store, "z") == ["key-z"]
    after = rows(url)
    for row in after["quarantine"]:
        del row["backfill"]
    for row in after["article"]:
        assert (row.pop("state"), row.pop("into")) == ("public", None)
    # what was written above came later
    assert {name: after[name][: len(before[name])] for name in FIRST} == {name: before[name] for name in FIRST}
    assert differences(url) == []


FIRST: dict[str, list[dict[str, Any]]] = {
    "article": [
        {"key": "key-a", "title": "A", "folded": "a", "released": 5, "updated": 5, "revision": 1}
        | {"backfill": False, "paged": "", "language": None}
    ],
    "quarantine": [
        {"sha256": "sha-b", "path": "b.json", "reason": "no JSON", "size": 1, "since": 1},
        {"sha256": "sha-c", "path": "/old/c.json", "reason": "no JSON", "size": 1, "since": 2},
    ],
    "edition": [{"key": "daily-1", "digest": "daily", "issued": 6, "record": "{}"}],
    "backlog": [{"digest": "daily", "key": "key-a", "reason": "old", "edition": "daily-1"}],
}
"""Rows that the first migration's tables held."""


def furnish_first(url: str) -> None:
    """The tables of the first migration, with rows."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        command.upgrade(migrations.config_for(connection), "0001")
        tables = sa.MetaData()
        tables.reflect(connection)
        for name, found in FIRST.items():
            connection.execute(tables.tables[name].insert(), found)
    engine.dispose()


def rows(url: str) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, by the table's name and in the order of its key."""
    engine = sa.create_engine(url)
    tables = sa.MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        found = {
            name: [dict(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key)).mappings()]
            for name, table in tables.tables.items()
        }
    engine.dispose()
    return found


def test_a_database_that_lost_its_version_is_told_by_check(new_url: Callable[..., str]) -> None:
    url = new_url()
    with Store.open(url) as store:
        execute(url, "DELETE FROM alembic_version")
        assert store.check() == [f"the tables are at version None, this program needs {schema.HEAD}"]
        assert store.version() == "none"


def test_what_a_closed_store_knew_is_there_when_it_is_opened_again(url: str) -> None:
    with Store.open(url) as store:
        add(store, "a")
    with Store.open(url) as store:
        assert store.seen(["sha-a"])


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("digest.db", "is no database address"),
        ("oracle-of-delphi://x", "is no database address"),
        ("mysql://x/y", "is neither SQLite nor PostgreSQL"),
        ("sqlite://", "a desk's database is a file"),
        ("postgresql+psycopg://digest:secret@localhost:1/desk", "cannot be reached"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_plainly(url: str, message: str) -> None:
    with pytest.raises(StoreError, match=message) as caught:
        Store.open(url)
    assert "secret" not in str(caught.value)


def test_an_old_sqlite_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    with pytest.raises(StoreError, match=r"needs SQLite 3\.35 or newer"):
        Store.open(f"sqlite:///{tmp_path}/desk.db")


def test_sqlalchemy_waits_until_a_store_is_asked_for() -> None:
    program = """
import sys
from digest.store import Counts, WorkLock
from digest.store.records import AHEAD
assert not {"sqlalchemy", "alembic", "sqlite3"} & set(sys.modules)
from digest.store import Store
assert "sqlalchemy" in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_alembic_waits_until_there_is_something_to_migrate(sqlite_path: Path) -> None:
    program = f"""
import sys
from digest.store import Store
Store.open("sqlite:///{sqlite_path}").close()
assert "alembic" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_sqlite_is_set_to_keep_what_was_committed(sqlite_path: Path) -> None:
    with Store.open(f"sqlite:///{sqlite_path}") as store:
        connection = store._database.engine.connect()  # noqa: SLF001  no public method shows the settings
        asked = ("journal_mode", "synchronous", "foreign_keys")
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]
        connection.close()
    assert found == ["wal", 2, 1]
