"""Where articles stand: what a person says of it, and what they are placed as anew; ids and releases stay."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from digest.model import Article, Membership, Placement, Release, State
from digest.store import codec, schema
from digest.store.articles import current, decoded, newest
from digest.store.database import Noun
from digest.store.dialect import insert
from digest.store.standing import move

FeedsOf = Callable[[Article, Placement], Collection[Membership]]


class Placements(Noun):
    """What changes where stored articles stand."""

    def unsure(self, limit: int) -> tuple[Release, ...]:
        """What is flagged, unassigned articles among it, and no person has looked at; newest first."""
        flagged = schema.revision.c.placement.contains('"flagged":true')
        statement = newest(None, None, None).where(flagged, schema.moved.c.key.is_(None)).limit(limit)
        with self._database.read() as connection:
            return decoded(connection.execute(statement))

    def put(self, key: str, region: str, section: str | None, *, feeds: FeedsOf, now: datetime) -> None:
        """Let the article stand there by a person's word, whatever its texts say, now and later."""
        row = {"key": key, "region": region, "section": section, "since": now}
        statement = insert(schema.moved).values(row)
        statement = statement.on_conflict_do_update(index_elements=[schema.moved.c.key], set_=row)
        with self._database.write() as connection:
            connection.execute(statement)
            _restand(connection, key, feeds)

    def put_back(self, key: str, *, feeds: FeedsOf) -> bool:
        """Forget a person's word on where the article stands; False where there was none."""
        table = schema.moved
        with self._database.write() as connection:
            said = delete(table).where(table.c.key == key).returning(table.c.key)
            if connection.scalar(said) is None:
                return False
            _restand(connection, key, feeds)
            return True

    def place(self, placements: Mapping[str, Placement], *, feeds: FeedsOf) -> None:
        """Place the texts that readers see anew, by the keys of their articles; a person's word goes above it."""
        head, state = schema.article, schema.revision
        with self._database.write() as connection:
            for key, placement in placements.items():
                number = select(head.c.revision).where(head.c.key == key).scalar_subquery()
                its = (state.c.key == key, state.c.number == number)
                connection.execute(update(state).where(*its).values(placement=codec.encode(placement)))
                _restand(connection, key, feeds)


def _restand(connection: Connection, key: str, feeds_of: FeedsOf) -> None:
    """Let the article stand in its feeds as of now, under its old release, and have what shows it written again.

    `updated` stays: it dates what the text says, and feed readers show an entry as new when that changes.
    """
    table = schema.article
    head = connection.execute(select(table).where(table.c.key == key)).one()
    if head.state == State.PUBLIC and not head.backfill:
        [release] = decoded(connection.execute(current().where(table.c.key == key)))
        feeds = feeds_of(release.article, release.placement)
        move(connection, key, head.released, dict.fromkeys(feeds))
    connection.execute(delete(schema.fragment).where(schema.fragment.c.key == key))
    connection.execute(update(table).where(table.c.key == key).values(paged=""))
