"""Deliveries: one edition to one person, claimed by one owner at a time, settled once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, select, update
from sqlalchemy import insert as plain_insert

from digest.model import Delivery, DeliveryState, Outcome, SubscriberState
from digest.store import schema
from digest.store.database import Noun

UNCERTAIN = "the try before was cut off: it may have gone out"

_FIELDS = [column for column in schema.delivery.c if column.name != "due"]
_RESUMED = {DeliveryState.HELD, DeliveryState.FAILED, DeliveryState.PENDING}
_INSTANT = timedelta(microseconds=1)
_SETTLED = {DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.HELD, DeliveryState.PENDING}


def plan(connection: Connection, planned: Sequence[Delivery], *, due: datetime) -> None:
    """Write an edition's deliveries; one without `not_before` is due from `due` on.

    Who left after the edition was planned gets a cancelled one, so that the sum still is what was planned.
    """
    rows = [
        {column.name: getattr(delivery, column.name) for column in _FIELDS} | {"due": delivery.not_before or due}
        for delivery in planned
    ]
    if rows:
        connection.execute(plain_insert(schema.delivery), rows)
        these = schema.delivery.c.edition.in_({delivery.edition for delivery in planned})
        cancel(connection, these & _left(), detail="left before it was issued", now=due)


def waiting(now: datetime) -> Select[Any]:
    """The next pending delivery that is due, oldest first, past those that others are claiming at this moment."""
    table = schema.delivery
    statement = select(table.c.edition, table.c.subscriber).where(
        table.c.state == DeliveryState.PENDING, table.c.due <= now
    )
    return statement.order_by(table.c.due).limit(1).with_for_update(skip_locked=True)


def expired(now: datetime, living: Collection[str] = ()) -> Select[Any]:
    """The next delivery whose owner let its lease run out."""
    table = schema.delivery
    statement = select(table.c.edition, table.c.subscriber).where(_expired(now, living))
    return statement.order_by(table.c.lease).limit(1).with_for_update(skip_locked=True)


def _expired(now: datetime, living: Collection[str]) -> ColumnElement[bool]:
    run_out = (schema.delivery.c.state == DeliveryState.SENDING) & (schema.delivery.c.lease < now)
    return run_out & schema.delivery.c.owner.not_in(living) if living else run_out


def cancel(connection: Connection, which: ColumnElement[bool], *, detail: str, now: datetime | None) -> None:
    """Cancel the deliveries of a condition."""
    values = {"state": DeliveryState.CANCELLED, "owner": None, "lease": None, "detail": detail, "settled": now}
    connection.execute(update(schema.delivery).where(which).values(values))


class Deliveries(Noun):
    """Who got what."""

    def claim(
        self,
        owner: str,
        *,
        now: datetime,
        lease: timedelta,
        uncertain: str = "resend",
        living: Collection[str] = (),
    ) -> Delivery | None:
        """Take the next delivery that is due, for `lease`; None when nothing waits.

        One whose owner let its lease run out may have gone out: "resend" gives it out again, "hold" sets it aside
        for a person. Whoever is known to be `living` keeps its own: a clock may leap, or a machine sleep through it.
        No two owners ever hold the same delivery.
        """
        if uncertain not in {"resend", "hold"}:
            raise ValueError(f'uncertain is "resend" or "hold", not {uncertain!r}')
        table = schema.delivery
        with self._database.write() as connection:
            lost = _expired(now, living)
            cancel(connection, lost & _left(), detail="left before it was sent", now=now)
            if uncertain == "hold":
                held = {"state": DeliveryState.HELD, "owner": None, "lease": None, "detail": UNCERTAIN}
                connection.execute(update(table).where(lost).values(held))
            due = (expired(now, living), waiting(now))
            chosen = next(filter(None, (connection.execute(statement).one_or_none() for statement in due)), None)
            if chosen is None:
                return None
            claimed = {
                "state": DeliveryState.SENDING,
                "owner": owner,
                "lease": now + lease,
                "attempts": table.c.attempts + 1,
            }
            statement = update(table).where(table.c.edition == chosen.edition, table.c.subscriber == chosen.subscriber)
            return _record(connection.execute(statement.values(claimed).returning(*_FIELDS)).mappings().one())

    def settle(self, delivery: Delivery, outcome: Outcome, *, now: datetime) -> bool:
        """Write down how a claimed delivery ended; False, and nothing written, when it is no longer the owner's."""
        if outcome.state not in _SETTLED:
            raise ValueError(f"a channel cannot say {outcome.state!r}")
        table = schema.delivery
        values: dict[str, Any] = {"state": outcome.state, "owner": None, "lease": None, "detail": outcome.detail}
        if outcome.state is DeliveryState.PENDING:
            again = now + (outcome.retry_after or timedelta())
            values |= {"due": again, "not_before": again}
        elif outcome.state is not DeliveryState.HELD:
            values |= {"settled": now}
        mine = (table.c.edition == delivery.edition) & (table.c.subscriber == delivery.subscriber)
        # attempts tells a claim from a later one of the same owner
        claim = mine & (table.c.owner == delivery.owner) & (table.c.attempts == delivery.attempts)
        statement = update(table).where(claim, table.c.state == DeliveryState.SENDING).values(values)
        with self._database.write() as connection:
            settled = connection.scalar(statement.returning(table.c.edition)) is not None
            if settled and outcome.state in {DeliveryState.PENDING, DeliveryState.HELD}:
                cancel(connection, mine & _left(), detail="left before it was sent", now=now)
        return settled

    def deliveries(
        self, *, edition: str | None = None, state: DeliveryState | None = None, limit: int = 200
    ) -> tuple[Delivery, ...]:
        """Deliveries, newest edition first."""
        table = schema.delivery
        statement = select(*_FIELDS).join_from(table, schema.edition)
        if edition is not None:
            statement = statement.where(table.c.edition == edition)
        if state is not None:
            statement = statement.where(table.c.state == state)
        statement = statement.order_by(schema.edition.c.issued.desc(), table.c.subscriber).limit(limit)
        with self._database.read() as connection:
            rows = connection.execute(statement).mappings().all()
        return tuple(map(_record, rows))

    def resume(self, state: DeliveryState, *, edition: str | None = None, now: datetime) -> int:
        """Let the held, failed or pending deliveries (of one edition) be tried from `now` on; how many.

        Who has left gets nothing.
        """
        if state not in _RESUMED:
            raise ValueError(f"a delivery that is {state} cannot be tried again")
        table = schema.delivery
        which = (table.c.state == state) & ~_left()
        if edition is not None:
            which &= table.c.edition == edition
        values = {"state": DeliveryState.PENDING, "due": now, "not_before": None, "settled": None}
        return self._change(which, values)

    def disown(self, dead: Collection[str], *, now: datetime) -> int:
        """End the leases of owners that are dead, so that what they were sending is claimed again; how many."""
        table = schema.delivery
        sending = (table.c.state == DeliveryState.SENDING) & (table.c.lease >= now)
        return self._change(sending & table.c.owner.in_(dead), {"lease": now - _INSTANT}) if dead else 0

    def hold_pending(self, reason: str, now: datetime) -> int:
        """Hold whatever was issued up to `now` and not sent, as after a restore; how many."""
        table = schema.delivery
        old = select(schema.edition.c.key).where(schema.edition.c.issued <= now)
        which = table.c.state.in_([DeliveryState.PENDING, DeliveryState.SENDING]) & table.c.edition.in_(old)
        values = {"state": DeliveryState.HELD, "owner": None, "lease": None, "detail": reason}
        return self._change(which, values)

    def _change(self, which: ColumnElement[bool], values: dict[str, Any]) -> int:
        statement = update(schema.delivery).where(which).values(values).returning(schema.delivery.c.subscriber)
        with self._database.write() as connection:
            return len(connection.execute(statement).all())


def _left() -> ColumnElement[bool]:
    """Deliveries to people who have left."""
    gone = select(schema.subscriber.c.id).where(schema.subscriber.c.state == SubscriberState.REMOVED)
    return schema.delivery.c.subscriber.in_(gone)


def _record(row: RowMapping) -> Delivery:
    return Delivery(**{**row, "state": DeliveryState(row["state"])})
