"""The desk as a whole: its figures, its facts, its health."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, func, select

from digest.model import DeliveryState, State, SubscriberState
from digest.store import dialect, schema
from digest.store.database import Noun, version_of
from digest.store.dialect import insert
from digest.store.records import Counts, Unsent


class Desk(Noun):
    """What concerns no single noun."""

    def counts(self) -> Counts:
        """The desk in figures."""
        table = schema.delivery
        with self._database.read() as connection:
            by_state = select(table.c.state, func.count()).group_by(table.c.state)
            states = {DeliveryState(state): count for state, count in connection.execute(by_state)}
            unseen = select(schema.article.c.state, func.count()).where(schema.HIDDEN).group_by(schema.article.c.state)
            hidden = {State(state): count for state, count in connection.execute(unseen)}
            pending = table.c.state == DeliveryState.PENDING
            oldest = select(func.min(schema.edition.c.issued)).join_from(table, schema.edition).where(pending)
            return Counts(
                articles=_count(connection, schema.article) - sum(hidden.values()),
                backfilled=_count(connection, schema.article, schema.article.c.backfill)
                - _count(connection, schema.article, schema.article.c.backfill, schema.HIDDEN),
                withdrawn=hidden.get(State.WITHDRAWN, 0),
                merged=hidden.get(State.MERGED, 0),
                withheld=_count(connection, schema.withheld),
                next_due=connection.scalar(select(func.min(schema.withheld.c.until))),
                seeds=_count(connection, schema.seed),
                quarantined=_count(connection, schema.quarantine),
                editions=_count(connection, schema.edition),
                subscribers=_count(connection, schema.subscriber, schema.subscriber.c.state == SubscriberState.ACTIVE),
                oldest_pending=connection.scalar(oldest),
                next_try=connection.scalar(select(func.min(table.c.due)).where(pending)),
                last_received=connection.scalar(select(func.max(schema.seed.c.received))),
                last_released=connection.scalar(select(func.max(schema.article.c.released))),
                last_issued=connection.scalar(select(func.max(schema.edition.c.issued))),
                **{state.value: states.get(state, 0) for state in DeliveryState},
            )

    def unsent(self) -> Unsent:
        """Of `counts` what concerns deliveries that are not at their end, without counting all else."""
        table = schema.delivery
        states = (DeliveryState.PENDING, DeliveryState.HELD)
        with self._database.read() as connection:
            pending, held = (_count(connection, table, table.c.state == state) for state in states)
            due = select(func.min(table.c.due)).where(table.c.state == DeliveryState.PENDING)
            return Unsent(pending=pending, held=held, next_try=connection.scalar(due))

    def has_read(self, folder: str) -> bool:
        """Whether a file of that path under seeds/, or in that folder, was ever read."""
        path = schema.sighting.c.path
        statement = select(path).where((path == folder) | path.startswith(f"{folder}/", autoescape=True)).limit(1)
        with self._database.read() as connection:
            return connection.scalar(statement) is not None

    def fact(self, name: str) -> str | None:
        """What `set_fact` wrote under that name."""
        with self._database.read() as connection:
            value: str | None = connection.scalar(select(schema.fact.c.value).where(schema.fact.c.name == name))
        return value

    def set_fact(self, name: str, value: str) -> None:
        """Write down a fact of the desk, such as "left-machine:daily"."""
        statement = insert(schema.fact).values(name=name, value=value)
        with self._database.write() as connection:
            connection.execute(
                statement.on_conflict_do_update(index_elements=[schema.fact.c.name], set_={"value": value})
            )

    def backup(self, target: Path) -> None:
        """Write the whole database as of this moment into a new file, while others go on; SQLite only."""
        dialect.backup(self._database.engine, target)

    def check(self) -> list[str]:
        """What is wrong with the database, one sentence each; empty when all is well."""
        with self._database.read() as connection:
            found = dialect.damage(connection)
            version = version_of(connection)
        if version != schema.HEAD:
            found.append(f"the tables are at version {version}, this program needs {schema.HEAD}")
        return found


def _count(connection: Connection, table: FromClause, *where: ColumnElement[bool] | Any) -> int:
    return connection.scalar(select(func.count()).select_from(table).where(*where)) or 0
