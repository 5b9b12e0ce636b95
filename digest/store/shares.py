"""Private addresses: which feed is shared with whom, under which secret, and which of them ended."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from digest.model import Share
from digest.store import schema
from digest.store.database import Noun
from digest.store.dialect import insert

_TABLE = schema.share


class Shares(Noun):
    """Feeds under addresses of single persons."""

    def share(self, share: Share) -> Share:
        """Share a feed with a person, whose name's case does not matter; what they have already stays as it is."""
        wanted = {"token": share.token, "feed": share.feed, "name": share.name, "since": share.since}
        statement = insert(_TABLE).values(folded=share.name.casefold(), **wanted)
        statement = statement.on_conflict_do_nothing(
            index_elements=[_TABLE.c.folded, _TABLE.c.feed], index_where=schema.LIVE
        )
        its = (_TABLE.c.folded == share.name.casefold(), _TABLE.c.feed == share.feed, _TABLE.c.ended.is_(None))
        with self._database.write() as connection:
            connection.execute(statement)
            return _record(connection.execute(select(_TABLE).where(*its)).one())

    def shares(self, *, live_only: bool = True) -> tuple[Share, ...]:
        """By name, then feed; with `live_only` not set those that ended too, after the others of their name."""
        statement = select(_TABLE).where(_TABLE.c.ended.is_(None)) if live_only else select(_TABLE)
        with self._database.read() as connection:
            found = map(_record, connection.execute(statement).all())
            return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.ended is not None, each.feed)))

    def end_shares(self, tokens: Collection[str], now: datetime) -> None:
        """From now on these lead nowhere, for ever."""
        its = (_TABLE.c.token.in_(list(tokens)), _TABLE.c.ended.is_(None))
        with self._database.write() as connection:
            connection.execute(update(_TABLE).where(*its).values(ended=now))


def _record(row: Row[Any]) -> Share:
    return Share(token=row.token, feed=row.feed, name=row.name, since=row.since, ended=row.ended)
