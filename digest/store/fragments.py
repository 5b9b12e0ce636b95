"""Entries as feeds hold them, each written once and kept while a live feed shows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import BindParameter, bindparam, delete, select

from digest.store import schema
from digest.store.arrivals import chunks
from digest.store.database import Noun
from digest.store.dialect import insert, run_many
from digest.store.records import Fragment
from digest.store.returns import standing_in

_TABLE = schema.fragment
_WANTED: BindParameter[str] = bindparam("wanted", expanding=True)
_KEPT = select(_TABLE).where(_TABLE.c.key.in_(_WANTED))
_KEEP = insert(_TABLE)
_KEEP = _KEEP.on_conflict_do_update(
    index_elements=[_TABLE.c.key, _TABLE.c.form],
    set_={column: _KEEP.excluded[column] for column in ("stamp", "body", "why")},
)


class Fragments(Noun):
    """What was written of articles and editions for feeds."""

    def fragments(self, keys: Collection[str]) -> Mapping[str, Mapping[str, Fragment]]:
        """Key of an article or edition -> name of a format -> what is kept of it."""
        found: dict[str, dict[str, Fragment]] = defaultdict(dict)
        with self._database.read() as connection:
            for chunk in chunks(keys):
                for key, form, stamp, body, why in connection.execute(_KEPT, {"wanted": chunk}):
                    found[key][form] = Fragment(key=key, form=form, stamp=stamp, body=body, why=why)
        return found

    def keep_fragments(self, fragments: Sequence[Fragment]) -> None:
        """Keep these in place of what was kept of the same keys and formats."""
        rows = [
            {"key": each.key, "form": each.form, "stamp": each.stamp, "body": each.body}
            | {"why": schema.storable(each.why)}
            for each in fragments
        ]
        with self._database.write() as connection:
            run_many(connection, _KEEP, rows)

    def drop_fragments(self) -> None:
        """Keep nothing of what was written."""
        with self._database.write() as connection:
            connection.execute(delete(_TABLE))

    def forget_fragments(self, entries: int, editions: int) -> None:
        """Drop what is in no feed any more: not one of the latest so many of any feed, or of any digest."""
        table = schema.edition
        with self._database.write() as connection:
            shown: set[str] = set()
            for path in connection.scalars(select(schema.feed.c.path).where(schema.feed.c.opened)).all():
                shown.update(key for _, key, _ in standing_in(connection, path, entries))
            for digest in connection.scalars(select(table.c.digest).distinct()).all():
                its = select(table.c.key).where(table.c.digest == digest).order_by(table.c.issued.desc())
                shown.update(connection.scalars(its.limit(editions)))
            gone = set(connection.scalars(select(_TABLE.c.key).distinct())) - shown
            for chunk in chunks(gone):
                connection.execute(delete(_TABLE).where(_TABLE.c.key.in_(chunk)))
