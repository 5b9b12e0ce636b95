"""Which article pages and output files were written as what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, delete, select, update

from digest.model import Notice, Release, State, page_path
from digest.store import schema
from digest.store.articles import current, decoded
from digest.store.database import Noun
from digest.store.dialect import insert
from digest.store.showing import show_until


class Pages(Noun):
    """What stands on disk, as far as the desk wrote it."""

    def unpaged(self, stamp: str, limit: int = 500) -> tuple[Release, ...]:
        """Articles whose page was not written with this (not empty) stamp since they last changed; backfill too.

        What readers do not see any more has a notice instead, see `unnoticed`.
        """
        # "Another stamp" is asked for as "smaller" and then "greater", each a range of the index; `!=` would walk every
        # article at every tick.
        paged = schema.article.c.paged
        with self._database.read() as connection:
            rows: list[Row[Any]] = []
            others: tuple[ColumnElement[bool], ...] = (paged < stamp, paged > stamp)
            for other in others:
                statement = (
                    current()
                    .where(other, schema.article.c.state == State.PUBLIC)
                    .order_by(paged, schema.article.c.released)
                )
                rows += connection.execute(statement.limit(limit - len(rows))).all()
            return self._seen(connection, decoded(rows))

    def unnoticed(self, stamp: str, limit: int = 500) -> tuple[Notice, ...]:
        """What takes the place of a page and was not written with this stamp, as in `unpaged`.

        A story that its source withdrew before it came needs none: nobody knows its address.
        """
        table, seen = schema.article, schema.article.alias()
        shown = (table.c.state != State.WITHDRAWN) | (table.c.released < table.c.updated)
        statement = (
            select(table, seen.c.released.label("seen"))
            .outerjoin(seen, seen.c.key == table.c.into)
            .where(schema.HIDDEN, shown, table.c.paged != stamp)
            .order_by(table.c.released)
        )
        with self._database.read() as connection:
            rows = connection.execute(statement.limit(limit)).all()
        return tuple(
            Notice(
                key=row.key,
                title=row.title,
                released=row.released,
                updated=row.updated,
                into=page_path(row.into, row.seen) if row.into else None,
            )
            for row in rows
        )

    def paged(self, pages: Sequence[tuple[str, int]], stamp: str) -> None:
        """Note that pages were written: (key, `updated` in microseconds of the state that was written).

        An article that was revised meanwhile stays unpaged.
        """
        if not pages:
            return
        table = schema.article
        statement = update(table).where(table.c.key == bindparam("page"), table.c.updated == bindparam("standing"))
        rows = [{"page": key, "standing": schema.moment_of(updated), "paged": stamp} for key, updated in pages]
        with self._database.write() as connection:
            connection.execute(statement, rows)
            show_until(connection, schema.moment_of(max(updated for _, updated in pages)))

    def written_pages(self, after: datetime, limit: int) -> tuple[tuple[str, datetime], ...]:
        """(key, `released`) of articles and notices whose page was written, released after a moment, oldest first."""
        table = schema.article
        its = (table.c.released > after, table.c.paged != "")
        statement = select(table.c.key, table.c.released).where(*its).order_by(table.c.released).limit(limit)
        with self._database.read() as connection:
            return tuple((row.key, row.released) for row in connection.execute(statement))

    def unpage(self, keys: Sequence[str]) -> None:
        """Have the pages of these written again."""
        statement = update(schema.article).where(schema.article.c.key == bindparam("page")).values(paged="")
        with self._database.write() as connection:
            connection.execute(statement, [{"page": key} for key in keys])

    def unpage_all(self) -> None:
        """Have every page written again."""
        with self._database.write() as connection:
            connection.execute(update(schema.article).where(schema.article.c.paged != "").values(paged=""))

    def stamps(self) -> dict[str, str]:
        """Path of each output -> what `stamp` noted of it."""
        with self._database.read() as connection:
            return {row.path: row.value for row in connection.execute(select(schema.output))}

    def stamp(self, path: str, value: str) -> None:
        """Note from what an output file was written."""
        statement = insert(schema.output).values(path=path, value=value)
        with self._database.write() as connection:
            connection.execute(
                statement.on_conflict_do_update(index_elements=[schema.output.c.path], set_={"value": value})
            )

    def unstamp(self, path: str) -> None:
        """Forget an output that is no more."""
        with self._database.write() as connection:
            connection.execute(delete(schema.output).where(schema.output.c.path == path))
