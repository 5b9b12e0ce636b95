"""The articles of one new seed enter the tables: new ones, revisions, and those that are the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, delete, select, update
from sqlalchemy import insert as plain_insert

from digest.model import Article, FeedKind, Match, Verdict
from digest.store import codec, schema
from digest.store.dialect import insert
from digest.store.records import Added, Arrival

CHUNK = 500
"""Rows to one statement: far below every database's limit on parameters."""

Membership = tuple[FeedKind, str]

# Statements that run for every seed are built once: building them anew costs as much as running them.
_WANTED: BindParameter[str] = bindparam("wanted", expanding=True)
_BY_PRINT = select(schema.revision.c.fingerprint, schema.revision.c.key).where(
    schema.revision.c.fingerprint.in_(_WANTED)
)
_KEYS = select(schema.article.c.key).where(schema.article.c.key.in_(_WANTED))
# A seed that comes back to its path gives its articles a second time; what it revised is worth telling.
_GAVE = insert(schema.seed_article)
_GAVE = _GAVE.on_conflict_do_update(
    index_elements=[schema.seed_article.c.sha256, schema.seed_article.c.position],
    set_={column: _GAVE.excluded[column] for column in ("key", "verdict", "why")},
    where=_GAVE.excluded.verdict != Verdict.SAME,
)
_COUNT = insert(schema.feed)
_COUNT = _COUNT.on_conflict_do_update(
    index_elements=[schema.feed.c.path], set_={"articles": schema.feed.c.articles + _COUNT.excluded.articles}
)


def chunks(values: Collection[str]) -> Iterator[list[str]]:
    """The distinct values in lists short enough for one IN."""
    distinct = list(dict.fromkeys(values))
    for start in range(0, len(distinct), CHUNK):
        yield distinct[start : start + CHUNK]


def keys_of(connection: Connection, fingerprints: Collection[str]) -> dict[str, str]:
    """Fingerprint of any revision -> key of its article."""
    found: dict[str, str] = {}
    for chunk in chunks(fingerprints):
        found.update((row.fingerprint, row.key) for row in connection.execute(_BY_PRINT, {"wanted": chunk}))
    return found


def enter(
    connection: Connection, sha256: str, found: Sequence[Arrival], *, moments: Sequence[datetime], backfill: bool
) -> Added:
    """Write the articles of the seed `sha256`; `moments` holds one moment for each, strictly increasing.

    Every verdict is judged again here, where no other writer can come between: it may have been reached on a view
    that another process has changed since.
    """
    verdicts = _judge_all(connection, [arrival.match for arrival in found])
    dated = list(zip(found, verdicts, moments, strict=True))
    fresh = [(arrival, moment) for arrival, (verdict, _), moment in dated if verdict is Verdict.NEW]
    for start in range(0, len(fresh), CHUNK):
        _insert(connection, fresh[start : start + CHUNK], backfill=backfill)
    for arrival, (verdict, key), moment in dated:
        if verdict is Verdict.REVISION:
            _revise(connection, key, arrival, moment)
    rows = [
        {"sha256": sha256, "position": position, "key": key, "verdict": verdict, "why": arrival.match.why}
        for position, (arrival, (verdict, key), _) in enumerate(dated)
    ]
    connection.execute(_GAVE, rows)

    def keys(wanted: Verdict) -> tuple[str, ...]:
        return tuple(key for verdict, key in verdicts if verdict is wanted)

    return Added(new=keys(Verdict.NEW), revised=keys(Verdict.REVISION), same=keys(Verdict.SAME))


def _judge_all(connection: Connection, matches: Sequence[Match]) -> list[tuple[Verdict, str]]:
    prints = keys_of(connection, [match.article.fingerprint for match in matches])
    wanted = [key for match in matches for key in (match.article.key, match.of) if key is not None]
    keys: set[str] = set()
    for chunk in chunks(wanted):
        keys.update(connection.scalars(_KEYS, {"wanted": chunk}))
    verdicts = []
    for match in matches:
        verdict, key = _judge(match, keys, prints)
        keys.add(key)
        if verdict is not Verdict.SAME:
            prints[match.article.fingerprint] = key
        verdicts.append((verdict, key))
    return verdicts


def _judge(match: Match, keys: Collection[str], prints: dict[str, str]) -> tuple[Verdict, str]:
    stored = prints.get(match.article.fingerprint)
    # Of the same article, an earlier text that came back or other facts about its text are a new state.
    if stored is not None and (match.verdict is not Verdict.REVISION or stored != match.of):
        return Verdict.SAME, stored
    if match.verdict is not Verdict.NEW and match.of is not None and match.of in keys:
        return match.verdict, match.of
    if match.article.key in keys:
        return Verdict.SAME, match.article.key
    return Verdict.NEW, match.article.key


def _insert(connection: Connection, fresh: Sequence[tuple[Arrival, datetime]], *, backfill: bool) -> None:
    articles = [
        _facts(arrival.match.article)
        | {"released": moment, "updated": moment, "revision": 1, "backfill": backfill, "paged": ""}
        for arrival, moment in fresh
    ]
    connection.execute(plain_insert(schema.article), articles)
    revisions = [_state(arrival.match.article, arrival, 1) for arrival, _ in fresh]
    connection.execute(plain_insert(schema.revision), revisions)
    if backfill:
        return
    memberships = [
        (feed, arrival.match.article.key, moment) for arrival, moment in fresh for feed in dict.fromkeys(arrival.feeds)
    ]
    _count(connection, Counter(feed for feed, _, _ in memberships))
    rows = [{"feed": path, "released": moment, "key": key} for (_, path), key, moment in memberships]
    if rows:
        connection.execute(plain_insert(schema.membership), rows)


def _revise(connection: Connection, key: str, arrival: Arrival, moment: datetime) -> None:
    """The new state becomes the current one under the old key; `released` stays."""
    table = schema.article
    standing = connection.execute(
        select(table.c.released, table.c.revision, table.c.backfill).where(table.c.key == key)
    ).one()
    article = replace(arrival.match.article, key=key)
    number = standing.revision + 1
    connection.execute(plain_insert(schema.revision), _state(article, arrival, number))
    connection.execute(
        update(table).where(table.c.key == key).values(**_facts(article), updated=moment, revision=number, paged="")
    )
    if not standing.backfill:
        _move(connection, key, standing.released, dict.fromkeys(arrival.feeds))


def _move(connection: Connection, key: str, released: datetime, feeds: Collection[Membership]) -> None:
    """Let the article stand in these feeds and no others."""
    table = schema.membership
    rows = connection.execute(
        select(schema.feed.c.kind, table.c.feed).join_from(table, schema.feed).where(table.c.key == key)
    )
    before = {(FeedKind(row.kind), row.feed) for row in rows}
    gone, come = before - set(feeds), set(feeds) - before
    _count(connection, Counter(come), Counter(gone))
    if gone:
        paths = [path for _, path in gone]
        connection.execute(delete(table).where(table.c.key == key, table.c.feed.in_(paths)))
    if come:
        connection.execute(
            plain_insert(table), [{"feed": path, "released": released, "key": key} for _, path in sorted(come)]
        )


def _count(connection: Connection, come: Counter[Membership], gone: Counter[Membership] | None = None) -> None:
    """Bring the feeds' counts up to date, in one order lest two writers wait for each other."""
    come.subtract(gone or Counter())
    rows = [{"path": path, "kind": kind, "articles": change} for (kind, path), change in sorted(come.items())]
    if rows:
        connection.execute(_COUNT, rows)


def _facts(article: Article) -> dict[str, object]:
    return {
        "key": article.key,
        "title": article.title,
        "folded": article.title.casefold(),
        "language": article.language,
    }


def _state(article: Article, arrival: Arrival, number: int) -> dict[str, object]:
    return {
        "key": article.key,
        "number": number,
        "fingerprint": article.fingerprint,
        "record": codec.encode(article),
        "placement": codec.encode(arrival.placement),
    }
