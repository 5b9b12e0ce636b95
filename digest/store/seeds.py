"""Seeds: which files were seen where, what each one gave, and which ones could not be read."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, null, select, update

from digest.model import Article, FileStat, Kin, Quarantined, Seed, Verdict
from digest.store import schema
from digest.store.arrivals import Entering, chunks, enter
from digest.store.articles import current, decoded
from digest.store.database import Noun, reserve
from digest.store.dialect import insert, run_many
from digest.store.records import Added, Arrival, Entry, SeedArticle, SeedReport, View, Withholding
from digest.store.withheld import of_seed, withhold

_FEWEST_DIGITS = 6
# Statements that run for every file are built once: building them anew costs as much as running them.
_SEEN = select(schema.seed.c.sha256).where(schema.seed.c.sha256.in_(bindparam("wanted", expanding=True)))
_OTHERS_STAND = (
    select(schema.sighting.c.sha256)
    .where(
        schema.sighting.c.path == bindparam("path"),
        schema.sighting.c.sha256 != bindparam("sha256"),
        schema.sighting.c.stat.is_not(None),
    )
    .limit(1)
)
_ENTER = insert(schema.seed).on_conflict_do_nothing().returning(schema.seed.c.sha256)
_SIGHT = insert(schema.sighting)
_SIGHT = _SIGHT.on_conflict_do_update(
    index_elements=[schema.sighting.c.path, schema.sighting.c.sha256], set_={"stat": _SIGHT.excluded.stat}
)
_LEAVE = (
    update(schema.sighting)
    .where(
        schema.sighting.c.path == bindparam("here"),
        schema.sighting.c.sha256 != bindparam("bytes"),
        schema.sighting.c.stat.is_not(None),
    )
    .values(stat=null())
)
_READ_NOW = (
    delete(schema.quarantine)
    .where(schema.quarantine.c.sha256.in_(bindparam("wanted", expanding=True)))
    .returning(schema.quarantine.c.sha256, schema.quarantine.c.backfill)
)
_HELD_AT = select(schema.quarantine.c.path, schema.quarantine.c.sha256).where(
    schema.quarantine.c.path.in_(bindparam("wanted", expanding=True))
)
_REPLACED = select(schema.quarantine.c.sha256, schema.quarantine.c.backfill).where(
    schema.quarantine.c.path == bindparam("here"), schema.quarantine.c.sha256 != bindparam("bytes")
)
_GAVE = schema.article.alias()
_GIVEN = (
    select(schema.sighting.c.path, func.coalesce(_GAVE.c.into, _GAVE.c.key).label("root"))
    .join(schema.seed_article, schema.sighting.c.sha256 == schema.seed_article.c.sha256)
    .join(_GAVE, _GAVE.c.key == schema.seed_article.c.key)
    .where(schema.sighting.c.path.in_(bindparam("wanted", expanding=True)))
    .distinct()
)
_ROOTS = (
    current().where(schema.article.c.key.in_(bindparam("wanted", expanding=True))).order_by(schema.article.c.released)
)


class Seeds(Noun):
    """The ledger of seeds."""

    def known(self, paths: Collection[str] | None = None, *, under: str = "") -> dict[str, FileStat]:
        """Path -> what the file looked like when it was read last, of all or of these; quarantined ones too.

        A desk remembers far more files than still stand there. `under`: what these paths begin with in the ledger.
        """
        table = schema.sighting
        statement = select(table.c.path, table.c.stat).where(table.c.stat.is_not(None))
        with self._database.read() as connection:
            if paths is None:
                rows: Iterable[Any] = connection.execute(statement)
            else:
                some = statement.where(table.c.path.in_(bindparam("wanted", expanding=True)))
                wanted = [under + path for path in paths]
                rows = (row for chunk in chunks(wanted) for row in connection.execute(some, {"wanted": chunk}))
            return {row.path.removeprefix(under): row.stat for row in rows}

    def seen(self, wanted: Collection[str]) -> frozenset[str]:
        """Those of these sha256 whose bytes were read into articles; quarantined ones were not."""
        with self._database.read() as connection:
            return frozenset(
                sha256 for chunk in chunks(wanted) for sha256 in connection.scalars(_SEEN, {"wanted": chunk})
            )

    def replaces(self, path: str, sha256: str) -> bool:
        """Whether other bytes than these stand at this path, as far as the ledger knows."""
        with self._database.read() as connection:
            return _replaces(connection, path, sha256)

    def note(self, seed: Seed) -> None:
        """Remember that these known bytes stand at this path too."""
        with self._database.write() as connection:
            _sight(connection, [(seed.path, seed.sha256, seed.stat)])
            _replaced(connection, seed.path, seed.sha256)

    def articles_of(self, paths: Collection[str]) -> Mapping[str, tuple[Article, ...]]:
        """Path -> the current state of every article that any seed there ever gave, oldest release first."""
        given: dict[str, list[str]] = {}
        with self._database.read() as connection:
            for chunk in chunks(paths):
                for path, root in connection.execute(_GIVEN, {"wanted": chunk}):
                    given.setdefault(path, []).append(root)
            articles = [
                release.article
                for chunk in chunks([root for roots in given.values() for root in roots])
                for release in decoded(connection.execute(_ROOTS, {"wanted": chunk}))
            ]
        return {path: tuple(each for each in articles if each.key in roots) for path, roots in given.items()}

    def add(
        self,
        seed: Seed,
        arrivals: Sequence[Arrival],
        *,
        now: datetime,
        reading: Mapping[str, object],
        backfill: bool = False,
        view: View | None = None,
        withholding: Withholding | None = None,
    ) -> Added:
        """`add_all` for one seed."""
        entry = Entry(seed=seed, reading=reading, arrivals=tuple(arrivals), withholding=withholding)
        [added] = self.add_all([entry], now=now, backfill=backfill, view=view)
        return added

    def add_all(
        self, entries: Sequence[Entry], *, now: datetime, backfill: bool = False, view: View | None = None
    ) -> list[Added]:
        """Take in seeds: their bytes' identity, their paths, articles, revisions and feeds, all or nothing.

        No two of them have bytes or path in common. `released` and `updated` are strictly increasing microseconds,
        never before `now`. A seed that is stored already changes nothing but the path, unless it replaces other bytes
        there: then it revises what it says. Each verdict is judged again here. Backfilled articles enter no feed;
        bytes that a backfill left in quarantine stay backfill, whoever reads them at last. Without a `view` readers
        see a story's last text.
        """
        added = [Added()] * len(entries)
        with self._database.write() as connection:
            places = _enter(connection, entries)
            old = _stand(connection, [entry.seed for entry in entries])
            entering: dict[int, Entering] = {}
            for place in places:
                entry = entries[place]
                sha256, late = entry.seed.sha256, backfill or entry.seed.sha256 in old
                if entry.withholding is not None:
                    withhold(connection, sha256, entry.withholding, now=now, backfill=late)
                if entry.arrivals:
                    entering[place] = Entering(sha256=sha256, arrivals=entry.arrivals, backfill=late)
            if entering:
                moments = reserve(connection, now, sum(len(each.arrivals) for each in entering.values()))
                done = enter(connection, list(entering.values()), moments=moments, view=view)
                for place, one in zip(entering, done, strict=True):
                    added[place] = one
        return added

    def reread(self, entry: Entry, *, now: datetime, backfill: bool = False, view: View | None = None) -> Added:
        """Take in what a stored seed gives when it is read again, in place of its reading and its articles so far.

        What it gave that changes nothing keeps the word on how it came. All else as in `add_all`.
        """
        table, sha256 = schema.seed_article, entry.seed.sha256
        its = table.c.sha256 == sha256
        with self._database.write() as connection:
            before = {row.key: row for row in connection.execute(select(table).where(its)).all()}
            reading = json.dumps(entry.reading, separators=(",", ":"))
            connection.execute(update(schema.seed).where(schema.seed.c.sha256 == sha256).values(reading=reading))
            connection.execute(delete(table).where(its))
            if entry.withholding is not None:
                withhold(connection, sha256, entry.withholding, now=now, backfill=backfill)
            if not entry.arrivals:
                return Added()
            entering = Entering(sha256=sha256, arrivals=entry.arrivals, backfill=backfill)
            moments = reserve(connection, now, len(entry.arrivals))
            [added] = enter(connection, [entering], moments=moments, view=view)
            for key in added.same:
                if key in before:
                    told = {name: getattr(before[key], name) for name in ("verdict", "why", "kin")}
                    same = (its, table.c.key == key, table.c.verdict == Verdict.SAME)
                    connection.execute(update(table).where(*same).values(**told))
            return added

    def flagged(self, flag: str) -> tuple[str, ...]:
        """The sha256 of every seed that gave an article which readers see with this flag, oldest first."""
        head, state, its = schema.article, schema.revision, schema.seed_article
        statement = (
            select(schema.seed.c.sha256)
            .join(its, its.c.sha256 == schema.seed.c.sha256)
            .join(head, head.c.key == its.c.key)
            .join(state, (state.c.key == head.c.key) & (state.c.number == head.c.revision))
            .where(state.c.record.contains(f'"{flag}"', autoescape=True))
            .order_by(schema.seed.c.received, schema.seed.c.sha256)
        )
        with self._database.read() as connection:
            return tuple(dict.fromkeys(connection.scalars(statement)))

    def seeds_like(self, start: str) -> tuple[str, ...]:
        """The sha256 of at most ten seeds that begin so; of fewer than six digits, none."""
        table = schema.seed
        if len(start) < _FEWEST_DIGITS:
            return ()
        statement = select(table.c.sha256).where(table.c.sha256.startswith(start, autoescape=True)).limit(10)
        with self._database.read() as connection:
            return tuple(connection.scalars(statement))

    def quarantine(
        self,
        sha256: str,
        path: str,
        reason: str,
        size: int,
        stat: FileStat | None,
        now: datetime,
        *,
        backfill: bool = False,
    ) -> None:
        """Keep an unreadable seed with its reason; it replaces what was quarantined at the same path before.

        Of the same bytes the first word on `since` and `backfill` stands.
        """
        table = schema.quarantine
        row = {"sha256": sha256, "path": path, "reason": reason, "size": size, "since": now, "backfill": backfill}
        statement = insert(table).values(row)
        statement = statement.on_conflict_do_update(
            index_elements=[table.c.sha256], set_={"path": path, "reason": reason, "size": size}
        )
        with self._database.write() as connection:
            connection.execute(statement)
            _sight(connection, [(path, sha256, stat)])
            if _replaced(connection, path, sha256):
                connection.execute(update(table).where(table.c.sha256 == sha256).values(backfill=True))

    def quarantined(self) -> tuple[Quarantined, ...]:
        """The seeds in quarantine, oldest first."""
        table = schema.quarantine
        with self._database.read() as connection:
            rows = connection.execute(select(table).order_by(table.c.since, table.c.sha256)).mappings().all()
        return tuple(Quarantined(**row) for row in rows)

    def unquarantine(self, sha256: str) -> bool:
        """Forget a quarantined seed so that the next scan reads it again; False when there is none.

        One of a backfill stays until it is read: forgotten, it would come in as news.
        """
        table = schema.quarantine
        this = table.c.sha256 == sha256
        with self._database.write() as connection:
            backfill = connection.scalar(select(table.c.backfill).where(this))
            if backfill is None:
                return False
            if not backfill:
                connection.execute(delete(table).where(this))
            sighting = schema.sighting
            connection.execute(update(sighting).where(sighting.c.sha256 == sha256).values(stat=None))
            return True

    def drop_quarantine(self, sha256: str) -> bool:
        """Take a seed out of quarantine for good: it is not read again while its bytes stay the same."""
        table = schema.quarantine
        statement = delete(table).where(table.c.sha256 == sha256).returning(table.c.sha256)
        with self._database.write() as connection:
            return connection.scalar(statement) is not None

    def seed_report(self, sha256_or_path: str) -> SeedReport | None:
        """What became of one seed; by path: of what stands there now, else of what stood there last."""
        with self._database.read() as connection:
            sha256 = _standing(connection, sha256_or_path)
            return _report(connection, sha256) or _quarantine_report(connection, sha256, sha256_or_path)


def _replaces(connection: Connection, path: str, sha256: str) -> bool:
    return connection.scalar(_OTHERS_STAND, {"path": path, "sha256": sha256}) is not None


def _enter(connection: Connection, entries: Sequence[Entry]) -> list[int]:
    """Write the seeds down; places of those that are to be read: new ones, and those that replace other bytes."""
    rows = [
        {
            "sha256": entry.seed.sha256,
            "path": entry.seed.path,
            "size": len(entry.seed.data),
            "received": entry.seed.received,
            "reading": json.dumps(entry.reading, separators=(",", ":")),
        }
        for entry in entries
    ]
    first = set(connection.scalars(_ENTER, rows))
    return [
        place
        for place, entry in enumerate(entries)
        if entry.seed.sha256 in first or _replaces(connection, entry.seed.path, entry.seed.sha256)
    ]


def _stand(connection: Connection, seeds: Sequence[Seed]) -> set[str]:
    """Let the seeds stand at their paths and in no quarantine; sha256 of those that a backfill left there."""
    _sight(connection, [(seed.path, seed.sha256, seed.stat) for seed in seeds])
    bytes_at = {seed.path: seed.sha256 for seed in seeds}
    read = connection.execute(_READ_NOW, {"wanted": list(bytes_at.values())})
    late = {row.sha256 for row in read if row.backfill}
    for row in connection.execute(_HELD_AT, {"wanted": list(bytes_at)}).all():
        if row.sha256 != bytes_at[row.path] and _replaced(connection, row.path, bytes_at[row.path]):
            late.add(bytes_at[row.path])
    return late


def _sight(connection: Connection, sightings: Iterable[tuple[str, str, FileStat | None]]) -> None:
    """Write down that these bytes (path, sha256, stat) stand at their paths now, and no others."""
    rows = [
        {"path": schema.storable(path), "sha256": sha256, "stat": schema.line_of(stat)}
        for path, sha256, stat in sightings
    ]
    run_many(connection, _LEAVE, [{"here": row["path"], "bytes": row["sha256"]} for row in rows])
    run_many(connection, _SIGHT, rows)


def _replaced(connection: Connection, path: str, sha256: str) -> bool:
    """Take what was quarantined at a path out of it, now that other bytes stand there; whether it was of a backfill.

    Where the same unreadable bytes stand at another path too, that one keeps them in quarantine.
    """
    table, sighting = schema.quarantine, schema.sighting
    replaced = connection.execute(_REPLACED, {"here": path, "bytes": sha256}).all()
    for old, _ in replaced:
        elsewhere = select(sighting.c.path).where(
            sighting.c.sha256 == old, sighting.c.path != path, sighting.c.stat.is_not(None)
        )
        other = connection.scalar(elsewhere.order_by(sighting.c.path).limit(1))
        if other is None:
            connection.execute(delete(table).where(table.c.sha256 == old))
        else:
            connection.execute(update(table).where(table.c.sha256 == old).values(path=other))
    return any(backfill for _, backfill in replaced)


def _standing(connection: Connection, sha256_or_path: str) -> str:
    """The sha256 of what stands, or last stood, at a path; anything else is taken for a sha256."""
    table = schema.sighting
    statement = select(table.c.sha256).where(table.c.path == sha256_or_path)
    standing: str | None = connection.scalar(statement.where(table.c.stat.is_not(None)))
    if standing is None:
        received = statement.outerjoin(schema.seed, schema.seed.c.sha256 == table.c.sha256)
        standing = connection.scalar(received.order_by(schema.seed.c.received.desc()).limit(1))
    return standing or sha256_or_path


def _report(connection: Connection, sha256: str) -> SeedReport | None:
    seed = connection.execute(select(schema.seed).where(schema.seed.c.sha256 == sha256)).one_or_none()
    if seed is None:
        return None
    table = schema.seed_article
    kept = of_seed(connection, sha256)
    rows = connection.execute(
        select(table, schema.article.c.into)
        .join(schema.article, schema.article.c.key == table.c.key)
        .where(table.c.sha256 == sha256)
        .order_by(table.c.position)
    )
    return SeedReport(
        path=seed.path,
        sha256=seed.sha256,
        received=seed.received,
        reading=json.loads(seed.reading),
        articles=tuple(
            SeedArticle(
                key=row.into or row.key,
                verdict=Verdict(row.verdict),
                why=row.why,
                kin=Kin(row.kin) if row.kin else None,
            )
            for row in rows
        ),
        withheld=kept,
    )


def _quarantine_report(connection: Connection, sha256: str, asked: str) -> SeedReport | None:
    """`asked` may be the path of another file with the same bytes."""
    row = connection.execute(select(schema.quarantine).where(schema.quarantine.c.sha256 == sha256)).one_or_none()
    if row is None:
        return None
    path = row.path if asked == sha256 else asked
    return SeedReport(path=path, sha256=row.sha256, received=row.since, quarantine=row.reason)
