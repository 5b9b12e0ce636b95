"""The open database: its transactions, its clock and the version of its tables."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib import import_module

from sqlalchemy import BigInteger, Connection, bindparam, case, column, inspect, select, table, update
from sqlalchemy.exc import SQLAlchemyError

from digest.errors import StoreError
from digest.model import Article, Release, Use, check_aware, strictest
from digest.store import codec, dialect, schema

_VERSION = table("alembic_version", column("version_num"))
_LAST, _NOW = schema.clock.c.last, bindparam("now", type_=BigInteger)
_RESERVE = (
    update(schema.clock)
    .values(last=case((_LAST + 1 > _NOW, _LAST + 1), else_=_NOW) + bindparam("more", type_=BigInteger))
    .returning(_LAST)
)
#: texts that are not the one that counts
_OTHERS = (
    select(schema.revision.c.key, schema.revision.c.record)
    .join(schema.article, schema.article.c.key == schema.revision.c.key)
    .where(
        schema.revision.c.key.in_(bindparam("wanted", expanding=True)),
        schema.revision.c.number != schema.article.c.revision,
    )
)
# SQLite's writers queue by themselves, and read no FOR UPDATE.
_QUEUE = select(_LAST).with_for_update()


class Database:
    """One engine; every public method of a noun is one transaction of it."""

    def __init__(self, url: str, *, busy_timeout: float) -> None:
        self.engine = dialect.open_engine(url, busy_timeout=busy_timeout)
        self.name = dialect.name_of(self.engine.url)
        self._writer = self.engine.execution_options(**{dialect.WRITES: True})
        self._shared = threading.local()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads; it never waits for a writer."""
        shared = self._sharing()
        with dialect.translated(self.name):
            if shared is not None:
                yield shared
                return
            with self.engine.connect() as connection:
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that writes, committed at the end, undone by any error; within `together` a part of it."""
        shared = self._sharing()
        with dialect.translated(self.name):
            if shared is not None:
                with self._part(shared):
                    yield shared
                return
            with self._writer.begin() as connection:
                yield connection

    @contextmanager
    def together(self) -> Iterator[None]:
        """One transaction for all that this thread reads and writes in the block: the disk confirms it once.

        Other writers wait until it ends, so that what is read in it stays true.

        A full disk may undo more than the part that met it; then the block ends in that StoreError, caught or not.
        """
        if self._sharing() is not None:
            yield
            return
        with self.write() as connection:
            connection.execute(_QUEUE)
            self._shared.connection = connection
            try:
                yield
                self._sharing()
            finally:
                self._shared.connection = self._shared.undone = None

    @contextmanager
    def _part(self, shared: Connection) -> Iterator[None]:
        """A savepoint; notes it when an error took the whole transaction away, so that no later part stands alone."""
        try:
            with dialect.translated(self.name), shared.begin_nested():
                yield
        except StoreError as error:
            if dialect.undone(shared):
                self._shared.undone = error
            raise

    def _sharing(self) -> Connection | None:
        undone: StoreError | None = getattr(self._shared, "undone", None)
        if undone is not None:
            raise undone
        shared: Connection | None = getattr(self._shared, "connection", None)
        return shared

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    def version(self) -> str | None:
        """The migration the tables stand at, None when there are none."""
        with self.read() as connection:
            return version_of(connection)

    def settle_schema(self, *, migrate: bool) -> None:
        """Make or upgrade the tables.

        Raises StoreError when they are newer than this program, or older and `migrate` is not set.
        """
        if self.version() == schema.HEAD:
            return
        # Alembic costs a quarter of a second, so it is met only by a desk that is not at head
        migrations = import_module("digest.store.migrations")
        with self.write() as connection:
            dialect.lock_schema(connection)
            migrations.upgrade(connection, version_of(connection), database=self.name, migrate=migrate)


class Noun:
    """Methods over one open database, each one transaction of it; `Store` is all the nouns."""

    def __init__(self, database: Database, use: Callable[[Article], Use] | None = None) -> None:
        self._database = database
        self._use = use

    def _seen(self, connection: Connection, releases: tuple[Release, ...]) -> tuple[Release, ...]:
        """The releases as whoever asks may see them: no more than any text of their story lets them have."""
        use = self._use
        if use is None:
            return releases
        uses = {each.article.key: use(each.article) for each in releases}
        for key, record in connection.execute(_OTHERS, {"wanted": list(uses)}):
            uses[key] = strictest(uses[key], use(codec.decode(Article, record)))
        return tuple(each.within(uses[each.article.key]) for each in releases)


def version_of(connection: Connection) -> str | None:
    """The migration row of an open transaction."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(select(_VERSION.c.version_num))
    return version


def reserve(connection: Connection, now: datetime, count: int = 1) -> list[datetime]:
    """The next `count` moments of the desk's clock, each later than any before, not before `now`.

    Taken first in a transaction it also makes writers queue, so that what is read afterwards is current.
    """
    check_aware(now)
    end: int | None = connection.scalar(_RESERVE, {"now": schema.microseconds(now), "more": count - 1})
    if end is None:
        raise SQLAlchemyError("the clock's row is missing: the database was not made by Digest's migrations")
    return [schema.moment_of(end - count + 1 + step) for step in range(count)]
