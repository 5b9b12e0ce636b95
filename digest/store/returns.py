"""A feed as a log: articles by their release, and what changed after it by the moment it changed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    bindparam,
    delete,
    func,
    insert,
    select,
    type_coerce,
)

from digest.store import schema

_TABLE, _LATE = schema.returned, schema.late
_FEED, _MOST = bindparam("of", type_=schema.Words()), bindparam("most", type_=BigInteger)
_AFTER = bindparam("after", type_=schema.Moment())


def _whole(moment: ColumnElement[datetime]) -> ColumnElement[int]:
    """A moment in microseconds, as it is stored: to convert hundreds of them costs more than to find them."""
    return type_coerce(moment, BigInteger)


def _parts() -> tuple[Select[Any], Select[Any], Select[Any]]:
    """What never changed by its release, what did by that moment, and what came late: walks along an index each.

    Apart, as a database may walk a whole feed for the order of them together.
    """
    article, member, late, stands = schema.article, schema.membership, _LATE, schema.membership.alias()
    unchanged = (
        select(_whole(member.c.released), member.c.key, _whole(article.c.updated))
        .join_from(member, article)
        .outerjoin(_TABLE, (_TABLE.c.key == member.c.key) & (_TABLE.c.feed == member.c.feed))
        .where(member.c.feed == _FEED, _TABLE.c.key.is_(None))
    )
    changed = (
        select(_whole(_TABLE.c.at), _TABLE.c.key, _whole(func.coalesce(article.c.updated, _TABLE.c.at)))
        .outerjoin_from(_TABLE, article, article.c.key == _TABLE.c.key)
        .where(_TABLE.c.feed == _FEED)
    )
    came = (
        select(_whole(late.c.at), late.c.key, _whole(article.c.updated))
        .join_from(late, stands, (stands.c.feed == late.c.feed) & (stands.c.key == late.c.key))
        .join(article, article.c.key == late.c.key)
        .where(late.c.feed == _FEED)
    )
    return unchanged, changed, came


# Made once: putting such statements together takes longer than running them.
_UNCHANGED, _CHANGED, _CAME = _parts()
_STANDS, _AT, _COMES = schema.membership.c.released, _TABLE.c.at, _LATE.c.at
NEWEST = (
    _UNCHANGED.order_by(_STANDS.desc()).limit(_MOST),
    _CHANGED.order_by(_AT.desc()).limit(_MOST),
)
LOG = (
    _UNCHANGED.where(_STANDS > _AFTER).order_by(_STANDS).limit(_MOST),
    _CHANGED.where(_AT > _AFTER).order_by(_AT).limit(_MOST),
    _CAME.where(_COMES > _AFTER).order_by(_COMES).limit(_MOST),
)


def standing_in(
    connection: Connection, feed: str, limit: int, after: datetime | None = None
) -> list[tuple[int, str, int]]:
    """(moment, key, updated) of what stands in a feed, each once and by the last moment it came: the latest ones first.

    Both in microseconds since 1970. With a moment the feed's log from then on, oldest first: in it also what came to
    the feed late.
    """
    given = {"of": feed, "most": limit, **({"after": after} if after is not None else {})}
    rows = [row for part in (NEWEST if after is None else LOG) for row in connection.execute(part, given)]
    rows.sort(key=itemgetter(0), reverse=after is None)
    return [(moment, key, updated) for moment, key, updated in rows[:limit]]


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
