"""Shelves: runs of a feed's articles that keep their bounds once they are closed, and which must be written again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, insert, select, update

from digest.store import schema
from digest.store.database import Noun
from digest.store.records import EVERYTHING, Shelf

_TABLE, _STANDS = schema.shelf, schema.membership
_INNER = schema.shelf.alias()
#: shelves closed in one transaction
_CLOSED = 20
_HOLDING = (
    select(_INNER.c.until)
    .where(_INNER.c.feed == bindparam("its_feed"), _INNER.c.until >= bindparam("at"))
    .order_by(_INNER.c.until)
    .limit(1)
)
_UNSHELVE = (
    update(_TABLE)
    .where(_TABLE.c.feed == bindparam("its_feed"), _TABLE.c.until == _HOLDING.scalar_subquery())
    .values(stamp="")
)


class Shelves(Noun):
    """The older articles of feeds, by runs that new ones never move."""

    def close_shelves(self, feed: str, size: int) -> int:
        """Close shelves of `size` articles, oldest first, until fewer than two such stand open; how many were closed.

        Not all at once where there are many: call it until it answers 0. The one that was the newest is to be written
        again, as another comes after it; not so of EVERYTHING, of which no shelf leads to the next.
        """
        last = self.newest_shelf(feed)
        number, since = (last.number, last.until) if last is not None else (0, schema.moment_of(0))
        table = schema.article if feed == EVERYTHING else _STANDS
        statement = select(table.c.released).where(table.c.released > since).order_by(table.c.released)
        if feed != EVERYTHING:
            statement = statement.where(_STANDS.c.feed == feed)
        with self._database.read() as connection:
            moments = connection.scalars(statement.limit((_CLOSED + 1) * size)).all()
        bounds = [moments[end - 1] for end in range(size, len(moments) - size + 1, size)]
        if bounds:
            rows = [
                {"feed": feed, "number": number + place, "since": start, "until": until, "stamp": ""}
                for place, (start, until) in enumerate(pairwise([since, *bounds]), 1)
            ]
            with self._database.write() as connection:
                connection.execute(insert(_TABLE), rows)
                if feed != EVERYTHING:
                    connection.execute(update(_TABLE).where(_of(feed), _TABLE.c.number == number).values(stamp=""))
        return len(bounds)

    def newest_shelf(self, feed: str) -> Shelf | None:
        """The last one that is closed; what came after its `until` stands open."""
        statement = select(_TABLE).where(_of(feed)).order_by(_TABLE.c.until.desc()).limit(1)
        with self._database.read() as connection:
            row = connection.execute(statement).one_or_none()
        return _shelf(row) if row is not None else None

    def stale_shelves(self, stamp: str, limit: int, *, everything: bool = False) -> tuple[Shelf, ...]:
        """Shelves not written with this (not empty) stamp since one of their articles came, went or changed.

        Of feeds, or with `everything` those of EVERYTHING.
        """
        # As for pages: `!=` would walk all shelves, these are two ranges of the index.
        rows: list[Row[Any]] = []
        others: tuple[ColumnElement[bool], ...] = (_TABLE.c.stamp < stamp, _TABLE.c.stamp > stamp)
        with self._database.read() as connection:
            for other in others:
                its = _of(EVERYTHING) if everything else _TABLE.c.feed != EVERYTHING
                statement = select(_TABLE).where(other, its).order_by(_TABLE.c.stamp, _TABLE.c.feed, _TABLE.c.number)
                rows += connection.execute(statement.limit(limit - len(rows))).all()
        return tuple(map(_shelf, rows))

    def shelves(self, feed: str, numbers: range) -> tuple[Shelf, ...]:
        """Those of these numbers that are closed, oldest first."""
        its = (_of(feed), _TABLE.c.number >= numbers.start, _TABLE.c.number < numbers.stop)
        with self._database.read() as connection:
            return tuple(map(_shelf, connection.execute(select(_TABLE).where(*its).order_by(_TABLE.c.number))))

    def reaching(self, feed: str, moments: Sequence[datetime]) -> tuple[Shelf | None, ...]:
        """For each moment the first shelf that reaches to it, or None where none does."""
        statement = (
            select(_TABLE)
            .where(_of(feed), _TABLE.c.until >= bindparam("at", type_=schema.Moment()))
            .order_by(_TABLE.c.until)
            .limit(1)
        )
        with self._database.read() as connection:
            rows = [connection.execute(statement, {"at": moment}).one_or_none() for moment in moments]
        return tuple(_shelf(row) if row is not None else None for row in rows)

    def shelved(self, shelves: Collection[Shelf], stamp: str) -> None:
        """Note that they were written."""
        statement = update(_TABLE).where(_TABLE.c.feed == bindparam("its_feed"), _TABLE.c.number == bindparam("its"))
        rows = [{"its_feed": shelf.feed, "its": shelf.number} for shelf in shelves]
        if rows:
            with self._database.write() as connection:
                connection.execute(statement.values(stamp=stamp), rows)

    def unshelve_released(self, moments: Iterable[datetime]) -> None:
        """Have the shelves of EVERYTHING written again that hold what was released at these moments."""
        with self._database.write() as connection:
            unshelve(connection, {(EVERYTHING, moment) for moment in moments})

    def newest_shelves(self) -> dict[str, int]:
        """Each feed that has closed shelves, and EVERYTHING -> the number of the newest that was written."""
        written = select(_TABLE.c.feed, func.max(_TABLE.c.number).label("newest")).where(_TABLE.c.stamp != "")
        with self._database.read() as connection:
            return {row.feed: row.newest for row in connection.execute(written.group_by(_TABLE.c.feed))}

    def unshelve(self, feed: str, numbers: Iterable[int]) -> None:
        """Have a feed's shelves of these numbers written again."""
        statement = update(_TABLE).where(_of(feed), _TABLE.c.number == bindparam("its")).values(stamp="")
        with self._database.write() as connection:
            connection.execute(statement, [{"its": number} for number in numbers])

    def unshelve_all(self) -> None:
        """Have every shelf written again."""
        with self._database.write() as connection:
            connection.execute(update(_TABLE).where(_TABLE.c.stamp != "").values(stamp=""))


def unshelve(connection: Connection, places: Iterable[tuple[str, datetime]]) -> None:
    """Have the shelves written again that hold these moments of feeds."""
    rows = [{"its_feed": feed, "at": moment} for feed, moment in sorted(places)]
    if rows:
        connection.execute(_UNSHELVE, rows)


def _of(feed: str) -> ColumnElement[bool]:
    return _TABLE.c.feed == feed


def _shelf(row: Row[Any]) -> Shelf:
    return Shelf(feed=row.feed, number=row.number, since=row.since, until=row.until)
