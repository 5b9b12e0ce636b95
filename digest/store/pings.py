"""What a WebSub hub is still to be told, derived from what stands in the feeds' files and what it was told last."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, delete, select, update

from digest.model import HubState, Ping
from digest.store import schema
from digest.store.database import Noun
from digest.store.dialect import insert
from digest.store.records import AHEAD

_HUB, _PING = schema.hub, schema.ping
_FIELDS = [column for column in _PING.c if column.name != "hub"]
_EVER = schema.moment_of(0)

_STAND = insert(_PING)
_SAME = _PING.c.hub == _STAND.excluded.hub
_STAND = _STAND.on_conflict_do_update(
    index_elements=[_PING.c.path],
    set_={
        "hub": _STAND.excluded.hub,
        "stands": _STAND.excluded.stands,
        # Another hub was told nothing yet, whatever the one before it said.
        **{name: case((_SAME, _PING.c[name]), else_=_STAND.excluded[name]) for name in ("told", "attempts", "due")},
        **{name: case((_SAME, _PING.c[name]), else_=_STAND.excluded[name]) for name in ("answer", "tried")},
    },
)


class Pings(Noun):
    """The feeds' files and the one hub that is told of them; what another hub was told counts for nothing."""

    def stand(self, hub: str, sums: Mapping[str, str]) -> None:
        """Note the sha256 of the bytes that stand in these files now; the hub is to be told of what is new to it."""
        fresh = {"hub": hub, "told": None, "attempts": 0, "due": _EVER, "answer": "", "tried": None}
        rows = [{"path": path, "stands": stands, **fresh} for path, stands in sorted(sums.items())]
        if rows:
            with self._database.write() as connection:
                connection.execute(_STAND, rows)

    def unstand(self, paths: Collection[str]) -> None:
        """Forget files that are no more: no hub is told of them."""
        with self._database.write() as connection:
            connection.execute(delete(_PING).where(_PING.c.path.in_(list(paths))))

    def pings(self, hub: str) -> tuple[Ping, ...]:
        """Every file of which the hub is told, by path."""
        statement = select(*_FIELDS).where(_PING.c.hub == hub).order_by(_PING.c.path)
        with self._database.read() as connection:
            return tuple(Ping(**row) for row in connection.execute(statement).mappings())

    def hub_state(self, hub: str) -> HubState:
        """How it is with the hub; due at once when nobody has asked it yet."""
        statement = select(_HUB.c.attempts, _HUB.c.due, _HUB.c.answer).where(_HUB.c.address == hub)
        with self._database.read() as connection:
            row = connection.execute(statement).mappings().one_or_none()
        return HubState(**row) if row is not None else HubState(due=_EVER)

    def claim_pings(self, hub: str, *, now: datetime, lease: timedelta, anyway: bool = False) -> tuple[Ping, ...]:
        """What the hub is to be told now, what it heard of longest ago first; nobody else asks it during `lease`.

        Nothing while the hub is not due, or another process is asking it; `anyway`: all that it does not know.
        """
        which = _unknown(hub) if anyway else _unknown(hub) & _due(_PING.c.due, now)
        statement = select(*_FIELDS).where(which).order_by(_PING.c.tried.nulls_first(), _PING.c.path)
        with self._database.read() as connection:
            # Asked at every tick: a transaction that writes begins only where there is something to do.
            if connection.execute(statement.limit(1)).one_or_none() is None:
                return ()
        with self._database.write() as connection:
            first = insert(_HUB).values(address=hub, attempts=0, due=_EVER, answer="")
            connection.execute(first.on_conflict_do_nothing())
            mine = update(_HUB).where(_HUB.c.address == hub).values(due=now + lease)
            if not anyway:
                mine = mine.where(_due(_HUB.c.due, now))
            if connection.scalar(mine.returning(_HUB.c.address)) is None:
                return ()
            return tuple(Ping(**row) for row in connection.execute(statement).mappings())

    def heard(self, hub: str, ping: Ping, answer: str, *, now: datetime) -> None:
        """The hub took it. What was written into the file meanwhile still waits."""
        self._settle(hub, ping, {"told": ping.stands, "attempts": 0, "due": now, "answer": answer, "tried": now})

    def refused(self, hub: str, ping: Ping, answer: str, *, now: datetime, again: datetime) -> None:
        """The hub did not take this one file: it is tried again at `again`, as it stands then."""
        self._settle(hub, ping, {"attempts": ping.attempts + 1, "due": again, "answer": answer, "tried": now})

    def leave_hub(self, hub: str, *, attempts: int, due: datetime, answer: str) -> None:
        """End what `claim_pings` began: from `due` on the hub may be asked again."""
        statement = update(_HUB).where(_HUB.c.address == hub)
        with self._database.write() as connection:
            connection.execute(statement.values(attempts=attempts, due=due, answer=answer))

    def _settle(self, hub: str, ping: Ping, values: Mapping[str, object]) -> None:
        statement = update(_PING).where(_PING.c.path == ping.path, _PING.c.hub == hub).values(values)
        with self._database.write() as connection:
            connection.execute(statement)


def _unknown(hub: str) -> ColumnElement[bool]:
    return (_PING.c.hub == hub) & _PING.c.told.is_distinct_from(_PING.c.stands)


def _due(column: ColumnElement[datetime], now: datetime) -> ColumnElement[bool]:
    """Also what a clock that was ahead put off into a future that never comes: nothing waits for more than hours."""
    return (column <= now) | (column > now + AHEAD)
