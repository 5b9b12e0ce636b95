"""How many articles feeds hold, and how often something in them changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from sqlalchemy import Connection, bindparam, update

from digest.model import Membership
from digest.store import dialect as upsert
from digest.store import schema

_COUNT = upsert.insert(schema.feed)
_COUNT = _COUNT.on_conflict_do_update(
    index_elements=[schema.feed.c.path],
    set_={
        "articles": schema.feed.c.articles + _COUNT.excluded.articles,
        "opened": schema.feed.c.opened | _COUNT.excluded.opened,
    },
)
_TOUCH = update(schema.feed).where(schema.feed.c.path == bindparam("touched")).values(changes=schema.feed.c.changes + 1)


def count(connection: Connection, come: Counter[Membership], gone: Counter[Membership] | None = None) -> None:
    """Bring the feeds' counts up to date, in one order lest two writers wait for each other."""
    come.subtract(gone or Counter())
    upsert.run_many(
        connection,
        _COUNT,
        [
            {
                "path": schema.storable(each.path),
                "kind": each.kind,
                "articles": change,
                "label": schema.storable(each.label or None),
                "opened": each.opens,
            }
            for each, change in sorted(come.items(), key=lambda item: item[0].path)
        ],
    )


def touch(connection: Connection, paths: Collection[str]) -> None:
    """Note that these feeds hold something new, in one order too."""
    if paths:
        connection.execute(_TOUCH, [{"touched": path} for path in sorted(paths)])
