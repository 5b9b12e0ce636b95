"""The articles of new seeds enter the tables: new ones, further texts of stories, and those that are the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar

from sqlalchemy import BindParameter, Connection, bindparam, func, literal_column, select, update
from sqlalchemy import insert as plain_insert

from digest.model import Article, Match, Membership, State, Verdict
from digest.store import codec, schema
from digest.store.counts import count, touch
from digest.store.database import reserve
from digest.store.dialect import insert, run_many
from digest.store.records import Added, Arrival, View
from digest.store.standing import facts, is_story, settle, state_of, unite

Value = TypeVar("Value", str, int)

CHUNK = 500
"""Rows to one statement: far below every database's limit on parameters."""

PASSING = timedelta(days=7)
"""How long the traces are kept that relate articles within 72 hours only."""

# Statements that run for every seed are built once: building them anew costs as much as running them.
_WANTED: BindParameter[str] = bindparam("wanted", expanding=True)
_BY_PRINT = select(schema.revision.c.fingerprint, schema.revision.c.key).where(
    schema.revision.c.fingerprint.in_(_WANTED)
)
_KEYS = select(schema.article.c.key, schema.article.c.into).where(schema.article.c.key.in_(_WANTED))
# A seed that comes back to its path gives its articles a second time; what it revised is worth telling.
_GAVE = insert(schema.seed_article)
# The word stands in it, for `run_many` takes no statement with constants of its own.
_GAVE = _GAVE.on_conflict_do_update(
    index_elements=[schema.seed_article.c.sha256, schema.seed_article.c.position],
    set_={column: _GAVE.excluded[column] for column in ("key", "verdict", "why", "kin")},
    where=_GAVE.excluded.verdict != literal_column(f"'{Verdict.SAME}'"),
)
_ARTICLE, _REVISION, _MEMBERSHIP = map(plain_insert, (schema.article, schema.revision, schema.membership))
_TRACE = insert(schema.trace)
# What lasts stays so; what passes lasts as long as its latest text.
_TRACE = _TRACE.on_conflict_do_update(
    index_elements=[schema.trace.c.hash, schema.trace.c.key],
    set_={"until": _TRACE.excluded.until},
    where=schema.trace.c.until < _TRACE.excluded.until,
)
_LAST = select(func.max(schema.revision.c.number)).where(schema.revision.c.key == bindparam("wanted"))
_TOLD = select(*(schema.revision.c[name] for name in ("number", "fingerprint", "record"))).where(
    schema.revision.c.key == bindparam("wanted"),
    schema.revision.c.number < bindparam("new"),
    schema.revision.c.stands,
)


def chunks(values: Collection[Value]) -> Iterator[list[Value]]:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Entering:
    """The articles of the seed `sha256`."""

    sha256: str
    arrivals: Sequence[Arrival]
    backfill: bool


def enter(
    connection: Connection, entering: Sequence[Entering], *, moments: Sequence[datetime], view: View | None = None
) -> list[Added]:
    """Write the articles of some seeds; `moments` holds one moment for each article, strictly increasing.

    Every verdict is judged again here, where no other writer can come between: it may have been reached on a view
    that another process has changed since. Without a `view` the last text of a story is seen.
    """
    verdicts = iter(_judge_all(connection, [arrival.match for each in entering for arrival in each.arrivals]))
    later = iter(moments)
    judged = [_Judged(seed, arrival, *next(verdicts), next(later)) for seed in entering for arrival in seed.arrivals]
    fresh = [each for each in judged if each.verdict is Verdict.NEW]
    for start in range(0, len(fresh), CHUNK):
        _insert(connection, fresh[start : start + CHUNK])
    told = [each for each in judged if each.verdict is Verdict.REVISION]
    for each in told:
        _unite(connection, each.key, each.arrival.match, each.moment)
    for each in told:
        _tell(connection, each)
    record_traces(
        connection,
        (
            (each.key, each.arrival.lasting, each.arrival.passing, each.moment)
            for each in judged
            if each.verdict is not Verdict.SAME
        ),
    )
    for key, last in {each.key: each for each in told}.items():
        settle(connection, key, view or _last(last.arrival.feeds), last.moment)
    by_seed = [[each for each in judged if each.seed is seed] for seed in entering]
    run_many(connection, _GAVE, [row for its in by_seed for row in _given(its)])
    return list(map(_added, by_seed))


class _Judged(NamedTuple):
    seed: Entering
    arrival: Arrival
    verdict: Verdict
    key: str
    moment: datetime


def _given(judged: Sequence[_Judged]) -> list[dict[str, object]]:
    return [
        {"sha256": each.seed.sha256, "position": place if each.arrival.position is None else each.arrival.position}
        | {"key": each.key, "verdict": each.verdict, "why": schema.storable(each.arrival.match.why)}
        | {"kin": None if each.verdict is Verdict.SAME else each.arrival.match.kin}
        for place, each in enumerate(judged)
    ]


def _unite(connection: Connection, key: str, match: Match, moment: datetime) -> None:
    """Merge what the new text shows to be one story."""
    others = [other for other in match.merges if other != key and is_story(connection, other)]
    if others:
        unite(connection, key, others, match.why, reserve(connection, moment, len(others)))


def _last(feeds: tuple[Membership, ...]) -> View:
    return View(visible=lambda texts: texts[-1], feeds=lambda _article, _placement: feeds)


def _added(judged: Sequence[_Judged]) -> Added:
    def keys(wanted: Verdict) -> tuple[str, ...]:
        return tuple(
            each.key
            for each in judged
            if each.verdict is wanted and (wanted is Verdict.SAME or each.arrival.match.kin is None)
        )

    kin = [(each.key, each.arrival.match.kin) for each in judged if each.verdict is not Verdict.SAME]
    return Added(
        new=keys(Verdict.NEW),
        revised=keys(Verdict.REVISION),
        same=keys(Verdict.SAME),
        kin=tuple((key, what) for key, what in kin if what is not None),
    )


def _judge_all(connection: Connection, matches: Sequence[Match]) -> list[tuple[Verdict, str]]:
    prints = keys_of(connection, [match.article.fingerprint for match in matches])
    wanted = [key for match in matches for key in (match.article.key, match.of) if key is not None]
    keys: dict[str, str] = {}
    for chunk in chunks(wanted):
        keys.update((row.key, row.into or row.key) for row in connection.execute(_KEYS, {"wanted": chunk}))
    verdicts = []
    for match in matches:
        verdict, key = _judge(match, keys, prints)
        keys[match.article.key] = keys[key] = key
        if verdict is not Verdict.SAME:
            prints[match.article.fingerprint] = key
        verdicts.append((verdict, key))
    return verdicts


def _judge(match: Match, keys: Mapping[str, str], prints: Mapping[str, str]) -> tuple[Verdict, str]:
    """`keys`: every key in question -> the article that it is, or was merged into."""
    stored = prints.get(match.article.fingerprint)
    of = keys.get(match.of) if match.of is not None else None
    # Of the same article, an earlier text that came back or other facts about its text are a new state.
    if stored is not None and (match.verdict is not Verdict.REVISION or stored != of):
        return Verdict.SAME, stored
    if match.verdict is not Verdict.NEW and of is not None:
        return match.verdict, of
    if match.article.key in keys:
        return Verdict.SAME, keys[match.article.key]
    return Verdict.NEW, match.article.key


def _insert(connection: Connection, fresh: Sequence[_Judged]) -> None:
    run_many(connection, _ARTICLE, [_head(each) for each in fresh])
    run_many(connection, _REVISION, [_state(each.arrival.match.article, each.arrival, 1) for each in fresh])
    memberships = [
        (feed, each.key, schema.microseconds(each.moment))
        for each in fresh
        if not each.seed.backfill and state_of(each.arrival.match.article) is State.PUBLIC
        for feed in dict.fromkeys(each.arrival.feeds)
    ]
    count(connection, Counter([feed for feed, _, _ in memberships]))
    rows = [{"feed": schema.storable(feed.path), "released": at, "key": key} for feed, key, at in memberships]
    run_many(connection, _MEMBERSHIP, rows)
    touch(connection, {feed.path for feed, _, _ in memberships})


def _head(new: _Judged) -> dict[str, object]:
    article, moment = new.arrival.match.article, schema.microseconds(new.moment)
    return {
        "key": new.key,
        **{name: schema.storable(value) for name, value in facts(article).items()},
        "released": moment,
        "updated": moment,
        "revision": 1,
        "backfill": new.seed.backfill,
        "paged": "",
        "state": state_of(article),
    }


def _tell(connection: Connection, told: _Judged) -> None:
    """Add a text to a stored article; where it is what a file says now, the file's earlier texts stand no more."""
    table, key, new = schema.revision, told.key, told.arrival.match.article
    number = (connection.scalar(_LAST, {"wanted": key}) or 0) + 1
    run_many(connection, _REVISION, [_state(replace(new, key=key), told.arrival, number)])
    if told.arrival.match.kin is None:
        said = {arrival.match.article.fingerprint for arrival in told.seed.arrivals}
        gone = [
            row.number
            for row in connection.execute(_TOLD, {"wanted": key, "new": number}).all()
            if row.fingerprint not in said and codec.decode(Article, row.record).source_path == new.source_path
        ]
        if gone:
            connection.execute(update(table).where(table.c.key == key, table.c.number.in_(gone)).values(stands=False))


def record_traces(
    connection: Connection, traced: Iterable[tuple[str, Collection[int], Collection[int], datetime]]
) -> None:
    """Let stories be found: (key, what lasts, what passes, the moment from which on that is so)."""
    rows = [
        {"hash": number, "key": key, "until": until}
        for key, lasting, passing, moment in traced
        for numbers, until in ((lasting, None), (passing, schema.microseconds(moment + PASSING)))
        for number in numbers
    ]
    run_many(connection, _TRACE, rows)


def _state(article: Article, arrival: Arrival, number: int) -> dict[str, object]:
    return {
        "key": article.key,
        "number": number,
        "fingerprint": article.fingerprint,
        "record": codec.encode(article),
        "placement": codec.encode(arrival.placement),
        "kin": arrival.match.kin,
        "why": schema.storable(arrival.match.why) if number > 1 else None,
        "stands": True,
    }
