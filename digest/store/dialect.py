"""What SQLite and PostgreSQL do differently: connecting, locking, their errors, checks and copies."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import lru_cache
from json import JSONDecodeError
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Dialect, Engine, UpdateBase, create_engine, event, make_url
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from digest.errors import StoreError

__all__ = [
    "WRITES",
    "backup",
    "damage",
    "insert",
    "lock_schema",
    "name_of",
    "open_engine",
    "restore",
    "run_many",
    "translated",
    "undone",
]
# `insert` is PostgreSQL's: both databases read the same ON CONFLICT ... RETURNING, and SQLAlchemy's SQLite compiler
# renders this construct too; the tests run every statement on both.

WRITES = "digest_writes"
"""Execution option of connections whose transactions write."""

_SQLITE_SINCE = (3, 35)
"""RETURNING came with SQLite 3.35."""
_SCHEMA_LOCK = 0x64696765
_SQLITE_MENDS = {
    sqlite3.SQLITE_BUSY: "is busy: another process holds it; wait for it to end and run again",
    sqlite3.SQLITE_LOCKED: "is busy: another process holds it; wait for it to end and run again",
    sqlite3.SQLITE_FULL: "the disk is full: free some space and run again",
    sqlite3.SQLITE_READONLY: "is read-only: give this user the right to write the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: see that its folder is there and this user may write in it",
    sqlite3.SQLITE_PERM: "cannot be opened: see that this user may read and write it",
    sqlite3.SQLITE_CORRUPT: "is damaged: restore a backup",
    sqlite3.SQLITE_NOTADB: "is damaged or no database at all: restore a backup",
    sqlite3.SQLITE_IOERR: "the disk is full or fails: free some space or check the disk, then run again",
}
_POSTGRES_MENDS = {
    "55P03": "is busy: another process holds it; wait for it to end and run again",
    "40P01": "is busy: another process holds it; wait for it to end and run again",
    "53100": "the disk is full: free some space and run again",
    "53300": "has too many connections: raise max_connections or end some",
    "25006": "is read-only: connect to the primary server",
    "42501": "refuses: give its user rights on the tables",
    "XX001": "is damaged: restore a backup",
    "XX002": "is damaged: restore a backup",
}


def open_engine(url: str, *, busy_timeout: float) -> Engine:
    """An engine that waits at most `busy_timeout` seconds for a lock; StoreError when the URL cannot be used."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return _sqlite_engine(parsed, busy_timeout)
        if parsed.get_backend_name() == "postgresql":
            options = {"options": f"-c lock_timeout={int(busy_timeout * 1000)}", "connect_timeout": 10}
            return create_engine(parsed, connect_args=options, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError) as error:
        raise StoreError(
            'is no database address: write "sqlite:////path" or "postgresql+psycopg://..."', database=url
        ) from error
    except ModuleNotFoundError as error:
        raise StoreError(f"needs {error.name}: pip install 'digest-publisher[pg]'", database=name_of(parsed)) from error
    raise StoreError("is neither SQLite nor PostgreSQL", database=name_of(parsed))


def name_of(url: URL) -> str:
    """How messages call the database: the file, or the address without its password."""
    if url.get_backend_name() == "sqlite":
        return url.database or str(url)
    return url.render_as_string(hide_password=True)


def _sqlite_engine(url: URL, busy_timeout: float) -> Engine:
    if not url.database or url.database == ":memory:":
        raise StoreError("a desk's database is a file: write sqlite:////path/to/digest.db", database=str(url))
    if sqlite3.sqlite_version_info < _SQLITE_SINCE:
        raise StoreError(
            f"needs SQLite 3.35 or newer, this Python has {sqlite3.sqlite_version}: use a newer Python",
            database=url.database,
        )
    engine = create_engine(url, connect_args={"timeout": busy_timeout})

    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        _prepare_sqlite(connection, busy_timeout)

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, busy_timeout: float) -> None:
    """Let SQLAlchemy and not the driver begin transactions; promise that what is committed survives a power cut.

    With synchronous=NORMAL a power cut loses acknowledged commits in WAL mode: a mail sent would be sent again.
    """
    connection.isolation_level = None
    _switch_to_wal(connection, time.monotonic() + busy_timeout)
    for pragma in ("synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _switch_to_wal(connection: sqlite3.Connection, deadline: float) -> None:
    """Try until `deadline`: while another process makes this very switch SQLite is busy at once, and does not wait."""
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").close()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once where the transaction writes: one that upgrades later can only fail."""
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def translated(database: str) -> Iterator[None]:
    """Turn the drivers' errors into a StoreError that says what to do."""
    try:
        yield
    except DBAPIError as error:
        raise StoreError(_mend(_first_of(error)), database=database) from error
    except sqlite3.Error as error:
        raise StoreError(_mend(error), database=database) from error
    except JSONDecodeError as error:
        raise StoreError(f"a record of it is damaged ({error}): restore a backup", database=database) from error


def _first_of(error: DBAPIError) -> BaseException | None:
    """The driver's error that counts: when a full disk undid everything, rolling back fails too and hides it."""
    first, link = error, error.__context__
    while link is not None and not isinstance(link, StoreError):  # beyond one it is the story of another call
        if isinstance(link, DBAPIError):
            first = link
        link = link.__context__
    return first.orig


def _mend(error: BaseException | None) -> str:
    if isinstance(error, sqlite3.Error):
        # the low byte is the primary result code (sqlite.org/rescode.html)
        mend = _SQLITE_MENDS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    elif (state := getattr(error, "sqlstate", None)) is not None:
        mend = _POSTGRES_MENDS.get(state)
    else:
        mend = f"cannot be reached: see that the server runs and the address is right ({_first_line(error)})"
    return mend or f"cannot do it: {_first_line(error)}"


def _first_line(error: BaseException | None) -> str:
    return str(error).strip().split("\n", 1)[0]


def run_many(connection: Connection, statement: UpdateBase, rows: Sequence[Mapping[str, object]]) -> None:
    """Run a statement without constants for every row: as `execute` does, for a third of its price.

    Nothing is converted: moments come as `schema.microseconds`, words of others as `schema.storable`. All rows have the
    same names.
    """
    if rows:
        sql, order = _compiled(statement, connection.dialect, tuple(rows[0]))
        connection.exec_driver_sql(sql, list(map(itemgetter(*order), rows)) if order else list(rows))


# As many as the statements that come here, for the databases of a process: one as a rule.
@lru_cache(maxsize=32)
def _compiled(statement: UpdateBase, dialect: Dialect, names: tuple[str, ...]) -> tuple[str, Sequence[str]]:
    """The SQL, and the order in which it takes the names where it takes them by place."""
    compiled: Any = statement.compile(dialect=dialect, column_keys=list(names))
    return str(compiled), compiled.positiontup or ()


def lock_schema(connection: Connection) -> None:
    """Let one process at a time migrate; SQLite's write lock is already that."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_SCHEMA_LOCK})")


def undone(connection: Connection) -> bool:
    """Whether an error (a full disk, a failing one) made the database itself end the open transaction."""
    driver = connection.connection.driver_connection
    return isinstance(driver, sqlite3.Connection) and not driver.in_transaction


def damage(connection: Connection) -> list[str]:
    """What the database itself finds wrong with its pages, indexes and references."""
    if connection.dialect.name != "sqlite":
        return []
    found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA quick_check")]
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return [line for line in found if line != "ok"] + [
        f"row {row[1]} of {row[0]} names a row of {row[2]} that is not there" for row in orphans
    ]


def backup(engine: Engine, target: Path) -> None:
    """Copy a live SQLite database into one file, whole as of one commit; `target` must not exist.

    Raises StoreError on PostgreSQL, whose own tools do it.
    """
    name = name_of(engine.url)
    if engine.dialect.name != "sqlite":
        raise StoreError("is PostgreSQL: back it up with pg_dump", database=name)
    if target.exists():
        raise StoreError(f"{target} exists: give the backup another name", database=name)
    with translated(name), closing(engine.raw_connection()) as pooled:
        source = pooled.driver_connection
        if not isinstance(source, sqlite3.Connection):
            raise TypeError(f"not SQLite's driver: {source!r}")
        # the driver's backup waits for ever on a locked database; a read transaction gives up in time
        source.execute("BEGIN")
        try:
            source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            _copy(source, target)
        finally:
            source.rollback()


def restore(source: Path, database: Path, *, force: bool = False) -> None:
    """Put a backup in the place of a SQLite database.

    Raises StoreError when the backup is damaged or none, when `database` exists and `force` is not set, and when
    another process has it open. Deliveries wait as they stood: see `Store.hold_pending`.
    """
    if not source.is_file():
        raise StoreError("is not there: name a file that `digest backup` wrote", database=str(source))
    with translated(str(source)), closing(sqlite3.connect(source)) as connection:
        _check_backup(connection, str(source))
        if database.exists():
            if not force:
                raise StoreError("exists: move it away or restore with force", database=str(database))
            with translated(str(database)):
                _quiesce(database)
        _drop_log(database)
        _copy(connection, database)


def _check_backup(connection: sqlite3.Connection, name: str) -> None:
    found = [str(row[0]) for row in connection.execute("PRAGMA quick_check(5)")]
    if found != ["ok"]:
        raise StoreError(f"is damaged, take another backup: {found[0]}", database=name)
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'alembic_version'").fetchone():
        raise StoreError("is no backup of a desk", database=name)


def _quiesce(database: Path) -> None:
    """Fold the log into the file, which another process must not hold open."""
    with closing(sqlite3.connect(database, timeout=1)) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.DatabaseError as error:
            code = error.sqlite_errorcode & 0xFF
            if code not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                raise


def _drop_log(database: Path) -> None:
    """A log that outlived its file would be replayed onto the restored one."""
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)


def _copy(source: sqlite3.Connection, target: Path) -> None:
    """Write beside the target, sync, then rename: after a crash the target is whole or not there."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with closing(sqlite3.connect(part)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        for path in (part, part.parent):
            _sync(path)
        part.replace(target)
        _sync(target.parent)
    except OSError as error:
        raise StoreError(f"cannot be written: {error.strerror}", database=str(target)) from error
    finally:
        part.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
