"""Closed pages of feeds: which articles each holds, how far a feed's pages reach, and which are to be written again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, func, select, update
from sqlalchemy import insert as plain_insert

from digest.store import schema
from digest.store.database import Noun, reserve
from digest.store.dialect import insert
from digest.store.records import ClosedPage
from digest.store.returns import standing_in

_TABLE, _LATE, _ARTICLE = schema.closed_page, schema.late, schema.article
_WANTED: BindParameter[str] = bindparam("wanted", expanding=True)
_MOMENTS = select(_ARTICLE.c.key, _ARTICLE.c.updated).where(_ARTICLE.c.key.in_(_WANTED))
_NOTED = select(schema.correction.c.name, schema.correction.c.at).where(schema.correction.c.name.in_(_WANTED))
_NEWEST = select(_TABLE.c.number, _TABLE.c.last).where(_TABLE.c.feed == bindparam("path"))
_NEWEST = _NEWEST.order_by(_TABLE.c.number.desc()).limit(1)


class ClosedPages(Noun):
    """Documents of a feed's older entries, numbered from 1."""

    def log(self, path: str, after: datetime, limit: int) -> tuple[tuple[datetime, str, int], ...]:
        """(moment, key, `updated` in microseconds since 1970) of what came to a feed after a moment, oldest first.

        An article comes when it is released, where it comes to the feed later, then, and again when it changes.
        """
        with self._database.read() as connection:
            rows = standing_in(connection, path, limit, after)
        return tuple((schema.moment_of(moment), key, updated) for moment, key, updated in rows)

    def newest_page(self, path: str) -> tuple[int, datetime]:
        """The number of a feed's newest closed page, and the moment up to which closed pages hold its log.

        0 and 1970 where none is closed.
        """
        with self._database.read() as connection:
            row = connection.execute(_NEWEST, {"path": path}).one_or_none()
        return (row.number, row.last) if row is not None else (0, schema.moment_of(0))

    def newest_pages(self) -> dict[str, int]:
        """Path of each feed that has closed pages -> the number of the newest, also where the desk has no such feed."""
        statement = select(_TABLE.c.feed, func.max(_TABLE.c.number).label("newest")).group_by(_TABLE.c.feed)
        with self._database.read() as connection:
            return {row.feed: row.newest for row in connection.execute(statement)}

    def close_page(self, page: ClosedPage, *, last: datetime) -> None:
        """Note that a page was written, which holds these articles, and the log up to that moment with those before."""
        row = {"feed": page.feed, "number": page.number, "last": last, "held": _joined(page.keys)}
        statement = insert(_TABLE).values(row | {"due": False})
        same = [_TABLE.c.feed, _TABLE.c.number]
        with self._database.write() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=same, set_={"due": False}))

    def due_pages(self, limit: int) -> tuple[ClosedPage, ...]:
        """Pages that are to be written again."""
        statement = select(_TABLE.c.feed, _TABLE.c.number, _TABLE.c.held).where(_TABLE.c.due)
        with self._database.read() as connection:
            rows = connection.execute(statement.order_by(_TABLE.c.feed, _TABLE.c.number).limit(limit)).all()
        return tuple(ClosedPage(feed=row.feed, number=row.number, keys=tuple(row.held.split())) for row in rows)

    def written_again(self, page: ClosedPage) -> None:
        """Note that a page which was due is written."""
        its = (_TABLE.c.feed == page.feed, _TABLE.c.number == page.number)
        with self._database.write() as connection:
            connection.execute(update(_TABLE).where(*its).values(due=False))

    def unclose(self, path: str | None = None, numbers: Collection[int] | None = None) -> None:
        """Have pages written again: of one feed or all, all of them or those of these numbers."""
        statement = update(_TABLE).values(due=True)
        if path is not None:
            statement = statement.where(_TABLE.c.feed == path)
        with self._database.write() as connection:
            if numbers is None:
                connection.execute(statement)
                return
            for number in numbers:
                connection.execute(statement.where(_TABLE.c.number == number))

    def heads_of_page(self, page: ClosedPage) -> tuple[tuple[str, int], ...]:
        """(key, `updated` in microseconds since 1970) of a page's entries as they are now, oldest first."""
        with self._database.read() as connection:
            now = {row.key: row.updated for row in connection.execute(_MOMENTS, {"wanted": page.keys})}
            now.update((row.name, row.at) for row in connection.execute(_NOTED, {"wanted": page.keys}))
        return tuple((key, schema.microseconds(now[key])) for key in page.keys if key in now)


def take_out(connection: Connection, key: str) -> None:
    """Have every page written again that holds this: what readers had was withdrawn."""
    holds = _TABLE.c.held.contains(_joined([key]), autoescape=True)
    connection.execute(update(_TABLE).where(holds).values(due=True))


def come_late(connection: Connection, released: datetime, paths: Collection[str], key: str) -> None:
    """Let the article stand in the logs of these feeds once more, as of now, where pages reach beyond its release.

    They would never hold it otherwise.
    """
    frontiers = {path: connection.execute(_NEWEST, {"path": path}).one_or_none() for path in sorted(paths)}
    behind = [path for path, row in frontiers.items() if row is not None and row.last >= released]
    if behind:
        # Later than all there is, and not in the future: what the clock gave out last, and a little.
        [moment] = reserve(connection, schema.moment_of(0))
        connection.execute(plain_insert(_LATE), [{"feed": path, "at": moment, "key": key} for path in behind])


def _joined(keys: Collection[str]) -> str:
    """Keys as they are stored: each between two spaces, so that none is found as a part of another."""
    return f" {' '.join(keys)} "
