"""That an article was corrected, or withdrawn, is noted with an entry of its own beside the article's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from digest.model import FeedKind, Membership
from digest.store import dialect as upsert
from digest.store import schema
from digest.store.closed import take_out
from digest.store.counts import count, touch
from digest.store.database import reserve

_TABLE, _RETURNED = schema.correction, schema.returned
_NOTED = select(_TABLE.c.name, _TABLE.c.key, _TABLE.c.at)
_FEED = Membership(kind=FeedKind.CORRECTIONS, path="corrections")


def note_correction(connection: Connection, key: str, number: int, feeds: Collection[str], now: datetime) -> None:
    """Let an entry say that this text corrects or withdraws the article, in these feeds and in that of corrections."""
    [at] = reserve(connection, now)
    name = f"{key}-{schema.microseconds(at)}"
    connection.execute(insert(_TABLE), {"name": name, "key": key, "number": number, "at": at})
    count(connection, Counter([_FEED]))
    paths = {*feeds, _FEED.path}
    connection.execute(insert(_RETURNED), [{"feed": path, "at": at, "key": name} for path in sorted(paths)])
    touch(connection, paths)


def follow(connection: Connection, come: Collection[tuple[str, str]], gone: Collection[tuple[str, str]]) -> None:
    """Let the entries of corrections go with their articles: (key, path of a feed) as these came and went."""
    keys = {key for key, _ in (*come, *gone)}
    for row in connection.execute(_NOTED.where(_TABLE.c.key.in_(keys))).all() if keys else ():
        left = [path for key, path in gone if key == row.key]
        its = (_RETURNED.c.key == row.name, _RETURNED.c.feed.in_(left))
        connection.execute(delete(_RETURNED).where(*its))
        if entered := [{"feed": path, "at": row.at, "key": row.name} for key, path in come if key == row.key]:
            connection.execute(upsert.insert(_RETURNED).on_conflict_do_nothing(), entered)


def read_anew(connection: Connection, key: str, before: int, number: int) -> None:
    """Have what a text corrected be corrected by another number: the same file, read otherwise."""
    its = (_TABLE.c.key == key, _TABLE.c.number == before)
    connection.execute(update(_TABLE).where(*its).values(number=number))


def forget_corrections(connection: Connection, key: str, numbers: Collection[int] | None = None) -> None:
    """Take away the entries that say of the article, or of these texts of it, what became of it."""
    its = delete(_TABLE).where(_TABLE.c.key == key)
    if numbers is not None:
        its = its.where(_TABLE.c.number.in_(numbers))
    names = connection.scalars(its.returning(_TABLE.c.name)).all()
    if not names:
        return
    held = connection.scalars(delete(_RETURNED).where(_RETURNED.c.key.in_(names)).returning(_RETURNED.c.feed)).all()
    count(connection, Counter(), Counter({_FEED: len(names)}))
    touch(connection, set(held))
    for name in names:
        take_out(connection, name)
