"""Feeds as addresses: which readers get, and what stored articles belong to when the rules of that change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from digest.model import Article, FeedKind, Membership, Placement, State
from digest.store import schema
from digest.store.articles import current, decoded
from digest.store.closed import come_late
from digest.store.corrected import follow
from digest.store.counts import count, touch
from digest.store.database import Noun
from digest.store.returns import last_returns
from digest.store.shelves import unshelve


class Feeds(Noun):
    """What concerns feeds and no single article."""

    def open_feeds(self, kind: FeedKind, *, least: int, most: int) -> tuple[str, ...]:
        """Give an address to feeds of a kind that hold `least` articles, the fullest first, until `most` have one.

        The paths of those that get one now. What has one keeps it, however few articles it may hold later.
        """
        table = schema.feed
        its = (table.c.opened.is_(False), table.c.kind == kind, table.c.articles >= least)
        candidates = select(table.c.path).where(*its).order_by(table.c.articles.desc(), table.c.path)
        opened = select(func.count()).where(table.c.opened, table.c.kind == kind)
        with self._database.read() as connection:
            room = most - (connection.scalar(opened) or 0)
            paths = tuple(connection.scalars(candidates.limit(max(room, 0))))
        if paths:
            with self._database.write() as connection:
                connection.execute(update(table).where(table.c.path.in_(paths)).values(opened=True))
        return paths

    def fill_feeds(
        self, feeds: Callable[[Article, Placement], Collection[Membership]], *, after: datetime, limit: int
    ) -> datetime | None:
        """Let articles that readers see, released after that moment, stand in these feeds and no others.

        The first `limit` of them, oldest first; the release of the last one, None where there was none. Dates stay.
        """
        head, table, again = schema.article, schema.membership, schema.returned
        its = (head.c.released > after, head.c.state == State.PUBLIC, head.c.backfill.is_(False))
        joined = select(schema.feed.c.kind, table.c.feed, table.c.key).join_from(table, schema.feed)
        with self._database.write() as connection:
            rows = connection.execute(current().where(*its).order_by(head.c.released).limit(limit))
            releases = {release.article.key: release for release in decoded(rows)}
            if not releases:
                return None
            before = {
                (row.key, Membership(kind=FeedKind(row.kind), path=row.feed, opens=False))
                for row in connection.execute(joined.where(table.c.key.in_(releases))).all()
            }
            now = {
                (key, each): release.released
                for key, release in releases.items()
                for each in feeds(release.article, release.placement)
            }
            changed = last_returns(connection, releases)
            come, gone = now.keys() - before, before - now.keys()
            count(connection, Counter(feed for _, feed in come), Counter(feed for _, feed in gone))
            for key, feed in gone:
                connection.execute(delete(table).where(table.c.key == key, table.c.feed == feed.path))
                connection.execute(delete(again).where(again.c.key == key, again.c.feed == feed.path))
            for key, feed in sorted(come, key=lambda each: now[each]):
                if feed.kind.archived:
                    come_late(connection, changed.get(key, now[key, feed]), {feed.path}, key)
            if come:
                entering = [{"feed": feed.path, "released": now[key, feed], "key": key} for key, feed in come]
                connection.execute(insert(table), entering)
            if back := [{"feed": feed.path, "at": changed[key], "key": key} for key, feed in come if key in changed]:
                connection.execute(insert(again), back)
            follow(connection, [(key, feed.path) for key, feed in come], [(key, feed.path) for key, feed in gone])
            touch(connection, {feed.path for _, feed in come | gone})
            unshelve(connection, {(feed.path, releases[key].released) for key, feed in come | gone})
            return max(release.released for release in releases.values())
