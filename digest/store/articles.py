"""Articles as the desk put them out: by key, by feed, by words of the title."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, Select, bindparam, func, select

from digest.model import Article, FeedKind, Placement, Release, State
from digest.store import arrivals, codec, schema
from digest.store.database import Noun
from digest.store.records import EVERYTHING, FeedCount, Shelf
from digest.store.returns import standing_in
from digest.store.standing import placement_of

_INSTANT = timedelta(microseconds=1)


def current() -> Select[Any]:
    """Select every article with the text that counts, withdrawn ones too; `decoded` reads the rows."""
    return texts(schema.article, schema.article.c.updated, schema.article.c.revision)


def texts(articles: FromClause, updated: ColumnElement[datetime], number: ColumnElement[int]) -> Select[Any]:
    """Select articles with their text of that number, standing since that moment; `articles` may be a join of them."""
    article, state, moved = schema.article, schema.revision, schema.moved
    own = (article.c[name] for name in ("released", "backfill", "state"))
    hand = (moved.c[name].label(f"hand_{name}") for name in ("region", "section", "since"))
    return (
        select(*own, updated.label("updated"), number.label("revision"), state.c.record, state.c.placement, *hand)
        .join_from(articles, state, (state.c.key == article.c.key) & (state.c.number == number))
        .outerjoin(moved, moved.c.key == article.c.key)
    )


#: made once: putting such a statement together takes as long as running it
_ONE = current().where(schema.article.c.key == bindparam("wanted"))


def decoded(rows: Iterable[Row[Any]]) -> tuple[Release, ...]:
    """The releases of rows that `current` selected."""
    return tuple(
        Release(
            article=codec.decode(Article, row.record),
            placement=placement_of(row),
            released=row.released,
            updated=row.updated,
            revision=row.revision,
            backfill=row.backfill,
            state=State(row.state),
        )
        for row in rows
    )


def newest(
    feed: str | None, before: datetime | None, language: str | None, *, after: datetime | None = None
) -> Select[Any]:
    """`current` of what readers see, newest first.

    With a feed the order comes from its memberships, so the latest N are one probe.
    """
    statement, released = current(), schema.article.c.released
    if feed is not None:
        released = schema.membership.c.released
        statement = statement.join_from(
            schema.article, schema.membership, schema.membership.c.key == schema.article.c.key
        ).where(schema.membership.c.feed == feed)
    else:
        statement = statement.where(schema.article.c.state == State.PUBLIC)
    if before is not None:
        statement = statement.where(released < before)
    if after is not None:
        statement = statement.where(released > after)
    if language is not None:
        statement = statement.where(schema.article.c.language == language)
    return statement.order_by(released.desc())


class Articles(Noun):
    """What is stored of articles."""

    def release(self, key: str) -> Release | None:
        """The article of that key with the text that counts, also where it is withdrawn; None for a merged one."""
        with self._database.read() as connection:
            found = self._seen(connection, decoded(connection.execute(_ONE, {"wanted": key})))
        return found[0] if found else None

    def withdrawn(self, keys: Collection[str]) -> frozenset[str]:
        """Those of them whose article is withdrawn."""
        table, found = schema.article, set[str]()
        with self._database.read() as connection:
            for chunk in arrivals.chunks(keys):
                statement = select(table.c.key).where(table.c.key.in_(chunk), table.c.state == State.WITHDRAWN)
                found.update(connection.scalars(statement))
        return frozenset(found)

    def releases(
        self,
        *,
        feed: str | None = None,
        limit: int = 50,
        before: datetime | None = None,
        after: datetime | None = None,
        language: str | None = None,
    ) -> tuple[Release, ...]:
        """Articles, newest released first: of one feed (by path, without backfill), or all of them.

        `before`: only those released earlier, for the next page; `after`: only those released later.
        """
        return self._releases(newest(feed, before, language, after=after).limit(limit))

    def on_shelf(self, shelf: Shelf) -> tuple[Release, ...]:
        """The shelf's articles as they are now, newest first; some may have left, and others come to stand there."""
        feed = None if shelf.feed == EVERYTHING else shelf.feed
        return self._releases(newest(feed, shelf.until + _INSTANT, None, after=shelf.since))

    def heads(self, feed: str, limit: int) -> tuple[tuple[str, int], ...]:
        """(key, updated in microseconds since 1970) of what came to a feed last or changed there last, that first."""
        with self._database.read() as connection:
            rows = standing_in(connection, feed, limit)
        return tuple((key, updated) for _, key, updated in rows)

    def find(self, text: str, limit: int = 20) -> tuple[str, ...]:
        """Keys that `text` may mean: a key or its start, a whole tag: id, a part of the title; newest first.

        A merged article means the one that it was merged into.
        """
        table = schema.article
        bare = text.strip().rpartition(":")[2] if text.strip().startswith("tag:") else text.strip()
        if not bare:
            return ()
        meant = func.coalesce(table.c.into, table.c.key)
        newest_first = select(meant).order_by(table.c.released.desc()).limit(limit)
        with self._database.read() as connection:
            exact = connection.scalars(select(meant).where(table.c.key == bare)).all()
            if exact:
                return tuple(exact)[:limit]
            prefixed = connection.scalars(newest_first.where(table.c.key.startswith(bare, autoescape=True))).all()
            titled = connection.scalars(
                newest_first.where(table.c.folded.contains(bare.casefold(), autoescape=True))
            ).all()
        return tuple(dict.fromkeys((*prefixed, *titled)))[:limit]

    def keys_of(self, fingerprints: Collection[str]) -> dict[str, str]:
        """Fingerprint -> key of the article of which any revision has that text."""
        with self._database.read() as connection:
            return arrivals.keys_of(connection, fingerprints)

    def feeds(self) -> tuple[FeedCount, ...]:
        """Every feed with an address that ever held an article, by path."""
        table = schema.feed
        with self._database.read() as connection:
            rows = connection.execute(select(table).where(table.c.opened).order_by(table.c.path)).all()
        return tuple(
            FeedCount(
                kind=FeedKind(row.kind), path=row.path, count=row.articles, label=row.label or "", changes=row.changes
            )
            for row in rows
        )

    def rules_since(self, start: str, moment: datetime) -> frozenset[str]:
        """The rules that begin so and placed an article which came, or changed, from that moment on."""
        head, state = schema.article, schema.revision
        statement = (
            select(state.c.placement)
            .join(head, (state.c.key == head.c.key) & (state.c.number == head.c.revision))
            .where(head.c.updated >= moment, state.c.placement.contains(f'"{start}', autoescape=True))
        )
        with self._database.read() as connection:
            rows = connection.scalars(statement).all()
        rules = {rule for row in rows for rule in codec.decode(Placement, row).rules}
        return frozenset(rule for rule in rules if rule.startswith(start))

    def more_than(self, number: int) -> bool:
        """Whether readers can see more articles than that, found without counting all of them."""
        statement = select(schema.article.c.key).where(schema.article.c.state == State.PUBLIC).offset(number).limit(1)
        with self._database.read() as connection:
            return connection.scalar(statement) is not None

    def released_after(self, moment: datetime) -> int:
        """How many articles are dated later than that."""
        statement = select(func.count()).select_from(schema.article).where(schema.article.c.released > moment)
        with self._database.read() as connection:
            return connection.scalar(statement) or 0

    def revisions(self, key: str) -> tuple[Article, ...]:
        """Every state of an article, first to current; empty when there is no such article."""
        table = schema.revision
        statement = select(table.c.record).where(table.c.key == key).order_by(table.c.number)
        with self._database.read() as connection:
            return tuple(codec.decode(Article, record) for record in connection.scalars(statement))

    def _releases(self, statement: Select[Any]) -> tuple[Release, ...]:
        with self._database.read() as connection:
            return self._seen(connection, decoded(connection.execute(statement)))
