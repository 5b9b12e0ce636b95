"""What a person decides of stories: these are one, this text is another; and what they decided before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, update

from digest.model import Article, Edition, State
from digest.store import codec, schema
from digest.store import dialect as upsert
from digest.store.arrivals import chunks, record_traces
from digest.store.corrected import forget_corrections
from digest.store.database import Noun, reserve
from digest.store.editions import reopen
from digest.store.records import View
from digest.store.standing import settle, unite

#: pairs of fingerprints
Pairs = Collection[tuple[str, str]]
#: what lasts, what passes
Traced = tuple[Collection[int], Collection[int]]


class Rulings(Noun):
    """A person's word on which texts are one story."""

    def separated(self, fingerprints: Collection[str]) -> frozenset[tuple[str, str]]:
        """Pairs of fingerprints, the smaller first, that a person told apart, with one of these among them."""
        table = schema.ruling
        found: set[tuple[str, str]] = set()
        with self._database.read() as connection:
            for chunk in chunks(fingerprints):
                either = or_(table.c.one.in_(chunk), table.c.other.in_(chunk))
                rows = connection.execute(select(table.c.one, table.c.other).where(either, table.c.word == "separate"))
                found.update((row.one, row.other) for row in rows)
        return frozenset(found)

    def separates(self) -> bool:
        """Whether a person told any texts apart."""
        apart = select(schema.ruling.c.one).where(schema.ruling.c.word == "separate").limit(1)
        with self._database.read() as connection:
            return connection.scalar(apart) is not None

    def merged_into(self, key: str) -> str | None:
        """The article that an article was merged into; None for any other."""
        with self._database.read() as connection:
            into: str | None = connection.scalar(select(schema.article.c.into).where(schema.article.c.key == key))
        return into

    def merge(self, key: str, others: Sequence[str], pairs: Pairs, why: str, *, view: View, now: datetime) -> None:
        """Make other stories texts of this one, and remember that their texts, in these pairs, are one story."""
        with self._database.write() as connection:
            moments = reserve(connection, now, len(others) + 1)
            unite(connection, key, others, why, moments[1:])
            settle(connection, key, view, moments[0])
            _rule(connection, pairs, "same", now)

    def split(
        self, key: str, numbers: Collection[int], own: str, pairs: Pairs, *, traces: Traced, view: View, now: datetime
    ) -> None:
        """Give texts of a story to an article of their own, `own`, and remember that the pairs are two stories.

        A merged article comes back with its release and its editions; any other is released now. `traces`: what lasts
        and what passes of those texts.
        """
        with self._database.write() as connection:
            moments = reserve(connection, now, 2)
            back = _revive(connection, own, key)
            if not back:
                _found(connection, own, key, moments[0])
            forget_corrections(connection, key, numbers)
            _give(connection, key, numbers, own)
            record_traces(connection, [(own, *traces, moments[0])])
            settle(connection, own, view, moments[0])
            settle(connection, key, view, moments[1])
            _rule(connection, pairs, "separate", now)


def _rule(connection: Connection, pairs: Pairs, word: str, now: datetime) -> None:
    rows = [{"one": min(pair), "other": max(pair), "word": word, "since": now} for pair in dict.fromkeys(pairs)]
    statement = upsert.insert(schema.ruling)
    statement = statement.on_conflict_do_update(
        index_elements=[schema.ruling.c.one, schema.ruling.c.other],
        set_={"word": statement.excluded.word, "since": statement.excluded.since},
    )
    if rows:
        connection.execute(statement, rows)


def _revive(connection: Connection, own: str, key: str) -> bool:
    """Bring a merged article back; a digest that had it has its story's no more on its account."""
    table, had = schema.article, schema.edition_article
    back = update(table).where(table.c.key == own, table.c.into == key).values(into=None, revision=0)
    if not connection.execute(back.returning(table.c.key)).all():
        return False
    editions = connection.execute(select(had.c.digest, had.c.edition).where(had.c.key == own)).all()
    for row in editions:
        record = connection.scalar(select(schema.edition.c.record).where(schema.edition.c.key == row.edition))
        held = {each for _, keys in codec.decode(Edition, record).articles for each in keys} if record else set()
        if key not in held:
            connection.execute(
                delete(had).where(had.c.digest == row.digest, had.c.key == key, had.c.edition == row.edition)
            )
            reopen(connection, row.digest)
    return True


def _found(connection: Connection, own: str, key: str, moment: datetime) -> None:
    """A new article that nobody has seen: `settle` releases it."""
    table = schema.article
    backfill = connection.scalar(select(table.c.backfill).where(table.c.key == key))
    row: Mapping[str, object] = {"key": own, "title": "", "folded": "", "released": moment, "updated": moment}
    connection.execute(
        insert(table), {**row, "revision": 0, "backfill": backfill, "paged": "", "state": State.WITHDRAWN}
    )


def _give(connection: Connection, key: str, numbers: Collection[int], own: str) -> None:
    """Move texts, numbered anew, and what the seeds that gave them say of it."""
    table, gave = schema.revision, schema.seed_article
    wanted = select(table).where(table.c.key == key, table.c.number.in_(numbers)).order_by(table.c.number)
    for number, row in enumerate(connection.execute(wanted).all(), start=1):
        article = replace(codec.decode(Article, row.record), key=own)
        changes: dict[str, Any] = {"key": own, "number": number, "record": codec.encode(article), "origin": None}
        connection.execute(
            update(table)
            .where(table.c.key == key, table.c.number == row.number)
            .values(**changes, **({"kin": None, "why": None} if number == 1 else {}))
        )
        connection.execute(
            update(gave)
            .where(gave.c.sha256 == article.seed, gave.c.position == article.index, gave.c.key == key)
            .values(key=own)
        )
