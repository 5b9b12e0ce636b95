"""A feed as a log: articles by their release, and what changed after it by the moment it changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, select

from digest.store import schema

_TABLE, _LATE = schema.returned, schema.late


def standing_in(
    connection: Connection, feed: str, limit: int, after: datetime | None = None
) -> list[tuple[datetime, str, datetime]]:
    """(moment, key, updated) of what stands in a feed, each once and by the last moment it came: the latest ones first.

    With a moment the feed's log from then on, oldest first: in it also what came to the feed late.
    """
    rows: Iterable[Row[Any]] = (row for part in parts(feed, limit, after) for row in connection.execute(part))
    ordered = sorted(rows, key=attrgetter("moment"), reverse=after is None)
    return [(row.moment, row.key, row.updated) for row in ordered[:limit]]


def parts(feed: str, limit: int, after: datetime | None = None) -> Sequence[Select[Any]]:
    """What never changed by its release, what did by that moment, and what came late: walks along an index each.

    Apart, as a database may walk a whole feed for the order of them together.
    """
    article, member, late, stands = schema.article, schema.membership, _LATE, schema.membership.alias()
    unchanged = (
        select(member.c.released.label("moment"), member.c.key, article.c.updated)
        .join_from(member, article)
        .outerjoin(_TABLE, (_TABLE.c.key == member.c.key) & (_TABLE.c.feed == member.c.feed))
        .where(member.c.feed == feed, _TABLE.c.key.is_(None))
    )
    changed = (
        select(
            _TABLE.c.at.label("moment"), _TABLE.c.key, func.coalesce(article.c.updated, _TABLE.c.at).label("updated")
        )
        .outerjoin_from(_TABLE, article, article.c.key == _TABLE.c.key)
        .where(_TABLE.c.feed == feed)
    )
    if after is None:
        newest_first = unchanged.order_by(member.c.released.desc()), changed.order_by(_TABLE.c.at.desc())
        return [part.limit(limit) for part in newest_first]
    came = (
        select(late.c.at.label("moment"), late.c.key, article.c.updated)
        .join_from(late, stands, (stands.c.feed == late.c.feed) & (stands.c.key == late.c.key))
        .join(article, article.c.key == late.c.key)
        .where(late.c.feed == feed, late.c.at > after)
    )
    return [
        unchanged.where(member.c.released > after).order_by(member.c.released).limit(limit),
        changed.where(_TABLE.c.at > after).order_by(_TABLE.c.at).limit(limit),
        came.order_by(late.c.at).limit(limit),
    ]


def holding(connection: Connection, key: str) -> frozenset[str]:
    """The feeds that hold the article, or a notice that it was withdrawn."""
    both = (select(table.c.feed).where(table.c.key == key) for table in (schema.membership, _TABLE))
    return frozenset(path for each in both for path in connection.scalars(each))


def last_returns(connection: Connection, keys: Collection[str]) -> dict[str, datetime]:
    """Key -> the moment by which feeds hold it, for what changed since its release."""
    latest = select(_TABLE.c.key, func.max(_TABLE.c.at).label("at")).where(_TABLE.c.key.in_(keys))
    return {row.key: row.at for row in connection.execute(latest.group_by(_TABLE.c.key))}


def return_to(connection: Connection, key: str, feeds: Collection[str], at: datetime) -> frozenset[str]:
    """Let what has changed stand in these feeds by that moment, and in no others for having changed.

    The feeds in which it stood by an earlier one.
    """
    before = frozenset(connection.scalars(delete(_TABLE).where(_TABLE.c.key == key).returning(_TABLE.c.feed)))
    connection.execute(delete(_LATE).where(_LATE.c.key == key, _LATE.c.at <= at))
    if feeds:
        connection.execute(insert(_TABLE), [{"feed": path, "at": at, "key": key} for path in sorted(feeds)])
    return before
