"""Editions: what the next one may hold, the issue of one, and what each digest has had."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, exists, false, func, not_, select, true, update

from digest.errors import StoreError
from digest.model import BacklogReason, Delivery, DeliveryState, Edition, Release, State
from digest.store import arrivals, codec, schema
from digest.store.articles import current, decoded
from digest.store.database import Noun, reserve
from digest.store.deliveries import plan
from digest.store.dialect import insert

PAGE = 500
"""Candidates in memory at a time: a desk's first edition may choose from 100,000 articles."""

_DECIDED = "decided:"
"""The start of the facts which say up to what `updated` (in microseconds) a digest has decided on every article."""


def undecided(digest: str, since: datetime | None, *columns: Any) -> Select[Any]:
    """Of articles that readers see, changed since then, that no edition of the digest had, nor its backlog."""
    statement = select(*columns).where(*_open(digest))
    return statement if since is None else statement.where(schema.article.c.updated > since)


def _open(digest: str) -> tuple[ColumnElement[bool], ...]:
    article, had, left = schema.article.c, schema.edition_article, schema.backlog
    return (
        # Wrapped, lest the database walk the index on `backfill`, of which nearly all articles are one value.
        func.coalesce(article.backfill, true()) == false(),
        article.state == State.PUBLIC,
        not_(exists().where(had.c.digest == digest, had.c.key == article.key)),
        not_(exists().where(left.c.digest == digest, left.c.key == article.key)),
    )


def _decided(connection: Connection, digest: str) -> datetime | None:
    """Up to what `updated` every article is decided; one comes to be undecided by moving that, or by `reopen`."""
    fact = schema.fact.c
    value = connection.scalar(select(fact.value).where(fact.name == f"{_DECIDED}{digest}"))
    return None if value is None else schema.moment_of(int(value))


def reopen(connection: Connection, digest: str) -> None:
    """Have all articles looked at when the digest's next edition is composed."""
    connection.execute(delete(schema.fact).where(schema.fact.c.name == f"{_DECIDED}{digest}"))


def _decide(connection: Connection, digest: str) -> None:
    """Note how far all is decided: to before the first article that is not, else to the last moment of the clock."""
    article = schema.article.c
    first: datetime | None = connection.scalar(
        undecided(digest, _decided(connection, digest), func.min(article.updated))
    )
    last = schema.microseconds(first) - 1 if first else connection.scalar(select(schema.clock.c.last))
    statement = insert(schema.fact).values(name=f"{_DECIDED}{digest}", value=str(last))
    connection.execute(
        statement.on_conflict_do_update(index_elements=[schema.fact.c.name], set_={"value": statement.excluded.value})
    )


class Editions(Noun):
    """What was issued."""

    def candidates(self, digest: str) -> Iterator[Release]:
        """What no edition of the digest had and is neither its backlog nor backfill, newest released first.

        Read a page at a time as it is asked for. What is released meanwhile does not come; what another process issues
        meanwhile may still come, and `issue` refuses it.
        """
        table = schema.article.c
        with self._database.read() as connection:
            # Put in order here: asked to do it, the database walks all articles by their release.
            found = connection.execute(undecided(digest, _decided(connection, digest), table.released, table.key)).all()
        keys = [row.key for row in sorted(found, key=itemgetter(0), reverse=True)]
        for start in range(0, len(keys), PAGE):
            its = current().where(table.key.in_(keys[start : start + PAGE]), *_open(digest))
            with self._database.read() as connection:
                page = self._seen(connection, decoded(connection.execute(its.order_by(table.released.desc()))))
            yield from page

    def waiting(self, digest: str) -> int:
        """How many articles `candidates` would give."""
        with self._database.read() as connection:
            return (
                connection.scalar(undecided(digest, _decided(connection, digest), func.count(schema.article.c.key)))
                or 0
            )

    def editions_of(self, key: str) -> tuple[str, ...]:
        """Keys of the editions that hold an article, oldest first."""
        table = schema.edition_article
        statement = select(schema.edition.c.key).join(table, table.c.edition == schema.edition.c.key)
        with self._database.read() as connection:
            return tuple(connection.scalars(statement.where(table.c.key == key).order_by(schema.edition.c.issued)))

    def left_out_of(self, key: str) -> tuple[tuple[str, str | None, BacklogReason], ...]:
        """(digest, edition, reason) of whatever left an article out; the edition is None where `set_aside` did."""
        table = schema.backlog
        statement = select(table.c.digest, table.c.edition, table.c.reason).where(table.c.key == key)
        with self._database.read() as connection:
            rows = connection.execute(statement.order_by(table.c.digest)).all()
        return tuple((row.digest, row.edition, BacklogReason(row.reason)) for row in rows)

    def has_left(self, digest: str, channels: Collection[str]) -> bool:
        """Whether a delivery of any edition of the digest was ever planned through one of these channels."""
        table = schema.delivery
        statement = (
            select(table.c.edition)
            .join(schema.edition, schema.edition.c.key == table.c.edition)
            .where(schema.edition.c.digest == digest, table.c.channel.in_(sorted(channels)))
            .limit(1)
        )
        with self._database.read() as connection:
            return connection.scalar(statement) is not None

    def issue(
        self,
        edition: Edition,
        deliveries: Sequence[Delivery],
        backlog: Sequence[tuple[str, BacklogReason]],
        *,
        mark: datetime,
        now: datetime | None = None,
    ) -> bool:
        """Issue an edition with its deliveries, backlog and the digest's slot mark, all or nothing.

        False, and nothing written, when its key exists. StoreError when the digest had one of its articles already.
        Take `issued` from `moment`; `now`, the clock's own, is when deliveries are due where it is earlier.
        """
        table = schema.edition
        row = {
            "key": edition.key,
            "digest": edition.digest,
            "issued": edition.issued,
            "record": codec.encode(edition),
        }
        statement = insert(table).values(row)
        statement = statement.on_conflict_do_nothing(index_elements=[table.c.key])
        with self._database.write() as connection:
            if connection.scalar(statement.returning(table.c.key)) is None:
                return False
            _wind(connection, edition.issued)
            self._contents(connection, edition)
            _leave_out(connection, edition.digest, backlog, edition=edition.key)
            # Where the clock was once ahead, the moment of issue lies in the future: nobody waits for it.
            plan(connection, deliveries, due=min(edition.issued, now or edition.issued))
            _advance(connection, edition.digest, mark)
            _decide(connection, edition.digest)
        return True

    def set_aside(
        self, digest: str, backlog: Sequence[tuple[str, BacklogReason]], *, mark: datetime | None = None
    ) -> None:
        """Leave articles out of a digest that has nothing to issue beside them; its slot mark moves with that."""
        with self._database.write() as connection:
            _leave_out(connection, digest, backlog, edition=None)
            if mark is not None:
                _advance(connection, digest, mark)
            _decide(connection, digest)

    def _contents(self, connection: Connection, edition: Edition) -> None:
        """Give the digest its articles; an article that it already had undoes the whole issue."""
        keys = list(dict.fromkeys(key for _, keys in edition.articles for key in keys))
        table = schema.edition_article
        for chunk in arrivals.chunks(keys):
            rows = [{"digest": edition.digest, "key": key, "edition": edition.key} for key in chunk]
            statement = insert(table).on_conflict_do_nothing().returning(table.c.key)
            missing = set(chunk) - set(connection.scalars(statement, rows))
            if missing:
                raise StoreError(
                    f"edition {edition.key} repeats {len(missing)} articles that {edition.digest} already had, "
                    f"{min(missing)} first: compose it again",
                    database=self._database.name,
                )

    def amend(self, edition: Edition) -> None:
        """Put an edition in the place of the one of its key; its files are then written anew."""
        table, output = schema.edition, schema.output
        with self._database.write() as connection:
            connection.execute(update(table).where(table.c.key == edition.key).values(record=codec.encode(edition)))
            connection.execute(delete(output).where(output.c.path == f"editions/{edition.key}"))

    def editions(self, digest: str | None = None, limit: int = 50) -> tuple[Edition, ...]:
        """Editions, newest first."""
        table = schema.edition
        statement = select(table.c.record).order_by(table.c.issued.desc()).limit(limit)
        if digest is not None:
            statement = statement.where(table.c.digest == digest)
        with self._database.read() as connection:
            return tuple(codec.decode(Edition, record) for record in connection.scalars(statement))

    def edition(self, key: str) -> Edition | None:
        """The edition of that key."""
        with self._database.read() as connection:
            record = connection.scalar(select(schema.edition.c.record).where(schema.edition.c.key == key))
            return None if record is None else codec.decode(Edition, record)

    def edition_heads(self, digest: str, limit: int | None = None) -> tuple[tuple[str, int], ...]:
        """(key, issued in microseconds since 1970) of a digest's editions, the latest first: all, or so many."""
        table = schema.edition
        statement = select(table.c.key, table.c.issued).where(table.c.digest == digest)
        with self._database.read() as connection:
            rows: Iterable[Any] = connection.execute(statement.order_by(table.c.issued.desc()).limit(limit))
            return tuple((row.key, schema.microseconds(row.issued)) for row in rows)

    def mark(self, digest: str) -> datetime | None:
        """The last slot of the digest that is dealt with."""
        with self._database.read() as connection:
            mark: datetime | None = connection.scalar(select(schema.slot.c.mark).where(schema.slot.c.digest == digest))
        return mark

    def advance(self, digest: str, mark: datetime) -> None:
        """Move the slot mark forward without an edition; an earlier mark changes nothing."""
        with self._database.write() as connection:
            _advance(connection, digest, mark)

    def turn_back(self, digest: str, mark: datetime) -> None:
        """Bring a later slot mark back to this one, as after a clock that was ahead; an earlier one stays.

        What was set aside without an edition is sifted anew: to that clock everything was old.
        """
        table, backlog = schema.slot, schema.backlog
        with self._database.write() as connection:
            connection.execute(delete(backlog).where(backlog.c.digest == digest, backlog.c.edition.is_(None)))
            reopen(connection, digest)
            connection.execute(update(table).where(table.c.digest == digest, table.c.mark > mark).values(mark=mark))

    def issuers(self) -> frozenset[str]:
        """Names of the digests that ever issued an edition."""
        with self._database.read() as connection:
            return frozenset(connection.scalars(select(schema.edition.c.digest).distinct()))

    def backlog_counts(self, digest: str) -> dict[BacklogReason, int]:
        """How many articles the digest left out, by reason; of backfill, what its editions have counted."""
        table = schema.backlog
        statement = select(table.c.reason, func.count()).where(table.c.digest == digest).group_by(table.c.reason)
        with self._database.read() as connection:
            counts = {BacklogReason(reason): count for reason, count in connection.execute(statement)}
            counts[BacklogReason.BACKFILL] = _backfilled(connection, digest)
        return {reason: count for reason, count in counts.items() if count}

    def expected(self, edition: str) -> dict[DeliveryState, int]:
        """How many deliveries of an edition stand in each state; their sum is what was planned."""
        table = schema.delivery
        statement = select(table.c.state, func.count()).where(table.c.edition == edition).group_by(table.c.state)
        with self._database.read() as connection:
            return {DeliveryState(state): count for state, count in connection.execute(statement)}

    def moment(self, now: datetime) -> datetime:
        """Reserve the next moment of the desk's strictly increasing clock: `now`, or just after the last one."""
        with self._database.write() as connection:
            return reserve(connection, now)[0]


def _leave_out(
    connection: Connection, digest: str, backlog: Sequence[tuple[str, BacklogReason]], *, edition: str | None
) -> None:
    rows = [{"digest": digest, "key": key, "reason": reason, "edition": edition} for key, reason in backlog]
    if rows:
        connection.execute(insert(schema.backlog).on_conflict_do_nothing(), rows)


def _wind(connection: Connection, issued: datetime) -> None:
    """Keep the clock past an edition, so that whatever is released later is dated later."""
    last, value = schema.clock.c.last, schema.microseconds(issued)
    connection.execute(update(schema.clock).where(last < value).values(last=value))


def _advance(connection: Connection, digest: str, mark: datetime) -> None:
    """Marks only move forward: a slow process must not bring back a slot that another has passed."""
    table = schema.slot
    statement = insert(table).values(digest=digest, mark=mark)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=[table.c.digest], set_={"mark": mark}, where=table.c.mark < statement.excluded.mark
        )
    )


def _backfilled(connection: Connection, digest: str) -> int:
    """Backfilled articles that the digest's editions have counted.

    Releases and editions share one clock, so these are the ones that were released before its last edition.
    """
    last = select(func.max(schema.edition.c.issued)).where(schema.edition.c.digest == digest).scalar_subquery()
    table = schema.article.c
    counted = table.backfill & (table.released < last) & (table.state == State.PUBLIC)
    return connection.scalar(select(func.count()).select_from(schema.article).where(counted)) or 0
