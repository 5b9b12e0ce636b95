"""Subscribers: who gets the digests, and through which channel."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from digest.model import DeliveryState, Subscriber, SubscriberState
from digest.store import deliveries, schema
from digest.store.database import Noun
from digest.store.dialect import insert


class People(Noun):
    """Those who subscribed."""

    def subscribe(self, address: str, channel: str, digests: Sequence[str], now: datetime) -> Subscriber:
        """The subscriber of that address (its case does not matter): a new one, one who came back, or as it stands."""
        table = schema.subscriber
        wanted: dict[str, Any] = {
            "address": address,
            "channel": channel,
            "digests": json.dumps(list(digests)),
            "state": SubscriberState.ACTIVE,
            "since": now,
        }
        statement = insert(table).values(name=_name(address), **wanted)
        statement = statement.on_conflict_do_update(
            index_elements=[table.c.name], set_=wanted, where=table.c.state == SubscriberState.REMOVED
        )
        with self._database.write() as connection:
            connection.execute(statement)
            return _record(connection.execute(select(table).where(table.c.name == _name(address))).one())

    def unsubscribe(self, address: str, *, now: datetime | None = None) -> Subscriber | None:
        """Remove a subscriber and cancel what waits for them; None when there is no such address, or it has left."""
        table = schema.subscriber
        here = (table.c.name == _name(address)) & (table.c.state != SubscriberState.REMOVED)
        statement = update(table).where(here).values(state=SubscriberState.REMOVED)
        waiting = schema.delivery.c.state.in_([DeliveryState.PENDING, DeliveryState.HELD])
        with self._database.write() as connection:
            row = connection.execute(statement.returning(*table.c)).one_or_none()
            if row is None:
                return None
            which = waiting & (schema.delivery.c.subscriber == row.id)
            deliveries.cancel(connection, which, detail="unsubscribed", now=now)
            return _record(row)

    def subscribers(self, *, active_only: bool = True) -> tuple[Subscriber, ...]:
        """Subscribers in the order they came."""
        statement = select(schema.subscriber).order_by(schema.subscriber.c.id)
        if active_only:
            statement = statement.where(schema.subscriber.c.state == SubscriberState.ACTIVE)
        with self._database.read() as connection:
            rows = connection.execute(statement).all()
        return tuple(map(_record, rows))


def _name(address: str) -> str:
    """One person, one row: nobody gets a digest twice for writing an address in two ways."""
    return address.strip().casefold()


def _record(row: Row[Any]) -> Subscriber:
    return Subscriber(
        id=row.id,
        address=row.address,
        channel=row.channel,
        digests=tuple(json.loads(row.digests)),
        state=SubscriberState(row.state),
        since=row.since,
    )
