"""Articles that are read and kept from readers until their time, or until a person releases them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, or_, select

from digest.model import Article, Held, Hold, Withheld
from digest.store import codec, schema
from digest.store.arrivals import Entering, chunks, enter
from digest.store.database import Noun, reserve
from digest.store.dialect import insert
from digest.store.records import Added, Arrival, View, Withholding

_TABLE = schema.withheld
_KEEP = insert(_TABLE)
_KEEP = _KEEP.on_conflict_do_update(
    index_elements=[_TABLE.c.key],
    # The first word on `since` and `backfill` stands.
    set_={column.name: _KEEP.excluded[column.name] for column in _TABLE.c if column.name not in {"since", "backfill"}},
)
_AT = select(_TABLE).where(
    or_(_TABLE.c.path == bindparam("path"), _TABLE.c.guid.in_(bindparam("guids", expanding=True)))
)
_ANY = select(_TABLE.c.key).limit(1)
_DUE = select(_TABLE.c.key).where(_TABLE.c.until <= bindparam("now", type_=schema.Moment)).order_by(_TABLE.c.until)


def withhold(connection: Connection, sha256: str, withholding: Withholding, *, now: datetime, backfill: bool) -> None:
    """Keep articles of a seed from readers, and those no more whose place they take."""
    for chunk in chunks(withholding.gone):
        connection.execute(delete(_TABLE).where(_TABLE.c.key.in_(chunk)))
    rows = [
        {
            "key": each.article.key,
            "sha256": sha256,
            "position": each.position,
            "path": each.article.source_path,
            "title": each.article.title,
            "guid": each.guid,
            "version": each.article.version,
            "reason": each.held.hold,
            "note": each.held.note,
            "until": each.held.until,
            "since": now,
            "backfill": backfill,
            "record": codec.encode(each.article),
        }
        for each in withholding.kept
    ]
    if rows:
        connection.execute(_KEEP, rows)


def of_seed(connection: Connection, sha256: str) -> tuple[Withheld, ...]:
    """What is kept back of one seed, in its order."""
    rows = connection.execute(select(_TABLE).where(_TABLE.c.sha256 == sha256).order_by(_TABLE.c.position))
    return tuple(map(_withheld, rows))


class WithheldArticles(Noun):
    """What readers do not see yet."""

    def withholds(self) -> bool:
        """Whether anything is kept back."""
        with self._database.read() as connection:
            return connection.scalar(_ANY) is not None

    def withheld(self, limit: int | None = None) -> tuple[Withheld, ...]:
        """What is kept back: what goes out by the clock first, in its order, then the rest, oldest first."""
        order = (_TABLE.c.until.is_(None), _TABLE.c.until, _TABLE.c.since, _TABLE.c.key)
        with self._database.read() as connection:
            return tuple(map(_withheld, connection.execute(select(_TABLE).order_by(*order).limit(limit))))

    def withheld_like(self, path: str, guids: Collection[str]) -> tuple[Withheld, ...]:
        """What is kept back of the file at a path, or under one of these ids of sources."""
        with self._database.read() as connection:
            return tuple(map(_withheld, connection.execute(_AT, {"path": path, "guids": list(guids)})))

    def withheld_of(self, key: str) -> Withheld | None:
        """What is kept back under that key."""
        with self._database.read() as connection:
            row = connection.execute(select(_TABLE).where(_TABLE.c.key == key)).one_or_none()
        return None if row is None else _withheld(row)

    def due(self, now: datetime) -> tuple[str, ...]:
        """Keys of what has waited long enough, the first due first."""
        with self._database.read() as connection:
            return tuple(connection.scalars(_DUE, {"now": now}))

    def admit(self, arrival: Arrival, key: str, *, now: datetime, view: View) -> Added | None:
        """Take in an article that was kept back under `key`, as if it came now; None when it is gone."""
        with self._database.write() as connection:
            gone = delete(_TABLE).where(_TABLE.c.key == key).returning(_TABLE)
            row = connection.execute(gone).one_or_none()
            if row is None:
                return None
            moments = reserve(connection, now)
            entering = Entering(sha256=row.sha256, arrivals=[arrival], backfill=row.backfill)
            [added] = enter(connection, [entering], moments=moments, view=view)
            return added


def _withheld(row: Row[Any]) -> Withheld:
    return Withheld(
        article=codec.decode(Article, row.record),
        held=Held(hold=Hold(row.reason), note=row.note, until=row.until),
        since=row.since,
        backfill=row.backfill,
    )
