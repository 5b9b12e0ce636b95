"""Which article pages and output files were written as what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, select, update

from digest.model import Release
from digest.store import schema
from digest.store.articles import current, decoded
from digest.store.database import Noun
from digest.store.dialect import insert


class Pages(Noun):
    """What stands on disk, as far as the desk wrote it."""

    def unpaged(self, stamp: str, limit: int = 500) -> tuple[Release, ...]:
        """Articles whose page was not written with this (not empty) stamp since they last changed; backfill too."""
        # "Another stamp" is asked for as "smaller" and then "greater", each a range of the index; `!=` would walk every
        # article at every tick.
        paged = schema.article.c.paged
        with self._database.read() as connection:
            rows: list[Row[Any]] = []
            others: tuple[ColumnElement[bool], ...] = (paged < stamp, paged > stamp)
            for other in others:
                statement = current().where(other).order_by(paged, schema.article.c.released)
                rows += connection.execute(statement.limit(limit - len(rows))).all()
            return decoded(rows)

    def paged(self, pages: Sequence[tuple[str, int]], stamp: str) -> None:
        """Note that pages were written: (key, `updated` in microseconds of the state that was written).

        An article that was revised meanwhile stays unpaged.
        """
        if not pages:
            return
        table = schema.article
        statement = update(table).where(table.c.key == bindparam("page"), table.c.updated == bindparam("state"))
        rows = [{"page": key, "state": schema.moment_of(updated), "paged": stamp} for key, updated in pages]
        with self._database.write() as connection:
            connection.execute(statement, rows)

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
