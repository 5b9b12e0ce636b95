"""A found file becomes stored articles, or a quarantined seed with the reason."""

from __future__ import annotations

import hashlib
import traceback
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from digest import articles, ingest
from digest.editions.selection import feeds_of
from digest.errors import DigestError, SeedError
from digest.ingest.inbox import Found, Growing, Inbox, digest_of
from digest.ingest.layouts import Layout
from digest.ingest.originals import Originals
from digest.model import Article, Match, Placement, Reading, Seed, Verdict
from digest.regions import Placer
from digest.store import Store
from digest.store.records import Arrival

#: how many files are stored in one transaction, and how many bytes of them are held in memory, one large file apart
FILES = 32
BYTES = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one file: the counts, or the reason it was quarantined."""

    path: str
    new: tuple[str, ...] = ()
    revised: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    quarantined: str | None = None
    growing: bool = False
    several: bool = False
    """read as one article, though it looks like several"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A seed as far as the stages can take it without the store's word."""

    seed: Seed
    reading: Reading
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Stages one to three and the store, for some files at a time."""

    store: Store
    originals: Originals
    layouts: tuple[Layout, ...]
    placer: Placer
    max_article: int
    """characters"""

    def take(
        self, inbox: Inbox, founds: Sequence[Found], *, now: datetime, backfill: bool = False, prefix: str = ""
    ) -> list[Taken]:
        """Read, normalise, place and store files; whatever is wrong with one ends in quarantine, never in an error.

        The bytes of all are safe before the first is stored, and one transaction stores them: the disk is waited for
        a few times in all, not a few times a file. `prefix` goes before the paths in the ledger, for files outside
        seeds/. Raises StoreError and FilesError only: they speak of the desk, not of a file.
        """
        opened = [self._open(inbox, found, prefix + found.path, now=now, backfill=backfill) for found in founds]
        taken = [each for each in opened if isinstance(each, Taken)]
        seeds = [each for each in opened if isinstance(each, Seed)]
        known = [self._knows(seed) for seed in seeds]
        self.originals.keep_all(seed for seed, is_known in zip(seeds, known, strict=True) if not is_known)
        understood = [None if is_known else self._understand(seed) for seed, is_known in zip(seeds, known, strict=True)]
        with self.store.together():
            taken += [self._keep(*each, now=now, backfill=backfill) for each in zip(seeds, understood, strict=True)]
        return taken

    def rehearse(self, inbox: Inbox, found: Found, *, now: datetime) -> tuple[Match, ...] | str:
        """What `take` would make of a file, nothing of it for known bytes, or the reason why it would be quarantined.

        Raises Growing when the file changed since it settled.
        """
        try:
            seed = inbox.take(found, now=now)
            return () if self._knows(seed) else self.matches(self.understand(seed))
        except Exception as why:  # noqa: BLE001 - one bad seed never stops the rehearsal either
            return reason_of(why)

    def read(self, seed: Seed, *, now: datetime, backfill: bool = False) -> Taken:
        """Turn a seed whose bytes are safe into articles or a quarantine row."""
        return self._keep(seed, self._understand(seed), now=now, backfill=backfill)

    def _open(self, inbox: Inbox, found: Found, path: str, *, now: datetime, backfill: bool) -> Seed | Taken:
        try:
            return replace(inbox.take(found, now=now), path=path)
        except Growing:
            return Taken(path=path, growing=True)
        except SeedError as why:
            return self._unreadable(inbox.root / found.path, path, found, why.reason, now=now, backfill=backfill)

    def _knows(self, seed: Seed) -> bool:
        """Whether nothing is to be read: the bytes were, and they do not bring back an earlier state of a path."""
        return self.store.seen(seed.sha256) and not self.store.replaces(seed.path, seed.sha256)

    def _understand(self, seed: Seed) -> Understood | str:
        """The articles of a seed, or the reason why there are none."""
        try:
            return self.understand(seed)
        except Exception as why:  # noqa: BLE001 - one bad seed never stops the run; the reason is kept and shown
            return reason_of(why)

    def _keep(self, seed: Seed, understood: Understood | str | None, *, now: datetime, backfill: bool) -> Taken:
        """Store a seed's articles or the reason why there are none; of known bytes only where they stand."""
        if understood is None:
            self.store.note(seed)
            return Taken(path=seed.path)
        if isinstance(understood, str):
            return self._quarantine(seed, understood, now=now, backfill=backfill)
        try:
            arrivals = tuple(self._arrival(match) for match in self.matches(understood))
            added = self.store.add(seed, arrivals, now=now, reading=summary(understood.reading), backfill=backfill)
        except Exception as why:  # noqa: BLE001 - as above
            return self._quarantine(seed, reason_of(why), now=now, backfill=backfill)
        several = any("may-hold-several" in article.flags for article in understood.articles)
        return Taken(path=seed.path, new=added.new, revised=added.revised, same=added.same, several=several)

    def understand(self, seed: Seed) -> Understood:
        """Drafts and articles of a seed; SeedError when there are none."""
        reading = ingest.read(seed, self.layouts, self.max_article)
        return Understood(seed=seed, reading=reading, articles=articles.normalise(reading, seed))

    def matches(self, understood: Understood) -> tuple[Match, ...]:
        """What each article is to what the desk already has."""
        known = self.store.articles_of(understood.seed.path)
        stored = self.store.keys_of({article.fingerprint for article in understood.articles})
        matches = articles.match(understood.articles, known, stored)
        by_key = {article.key: article for article in known}
        return tuple(_revised(match, by_key) for match in matches)

    def _arrival(self, match: Match) -> Arrival:
        placement = Placement(region="unassigned")
        if match.verdict is not Verdict.SAME:
            placement = self.placer.place(match.article)
        return Arrival(match=match, placement=placement, feeds=feeds_of(placement))

    def _quarantine(self, seed: Seed, reason: str, *, now: datetime, backfill: bool) -> Taken:
        self.store.quarantine(seed.sha256, seed.path, reason, len(seed.data), seed.stat, now, backfill=backfill)
        return Taken(path=seed.path, quarantined=reason)

    def _unreadable(self, file: Path, path: str, found: Found, reason: str, *, now: datetime, backfill: bool) -> Taken:
        """Quarantine a file whose bytes cannot be had, or are too many: it stays where it is."""
        try:
            sha256 = digest_of(file)
            stat = found.stat
        except SeedError:
            # Nothing identifies unreadable bytes but their place; without a ledger entry every run tries again.
            sha256 = hashlib.sha256(f"unreadable:{path}".encode()).hexdigest()
            stat = None
        self.store.quarantine(sha256, path, reason, found.stat.size, stat, now, backfill=backfill)
        return Taken(path=path, quarantined=reason)


def some_of(queue: deque[Found]) -> list[Found]:
    """Take from the queue what is stored together."""
    some = [queue.popleft()]
    size = some[0].stat.size
    while queue and len(some) < FILES and size + queue[0].stat.size <= BYTES:
        size += queue[0].stat.size
        some.append(queue.popleft())
    return some


def summary(reading: Reading) -> dict[str, object]:
    """What `digest explain FILE` tells of a reading."""
    return {
        "reader": reading.reader,
        "encoding": reading.encoding,
        "lines": reading.total,
        "drafts": [
            {"layout": draft.layout, "title": draft.title, "lines": [[span.first, span.last] for span in draft.lines]}
            for draft in reading.drafts
        ],
        "discards": [
            {"lines": [discard.span.first, discard.span.last], "reason": discard.reason} for discard in reading.discards
        ],
    }


def _revised(match: Match, known: dict[str, Article]) -> Match:
    if match.verdict is not Verdict.REVISION or match.of is None:
        return match
    return replace(match, article=articles.revise(match.article, known[match.of]))


def reason_of(why: Exception) -> str:
    """Why a seed goes to quarantine; an error of the database or the disk stops the run, the next one tries again."""
    if isinstance(why, SeedError):
        return why.reason
    if isinstance(why, DigestError):
        raise why
    last = traceback.extract_tb(why.__traceback__)[-1]
    where = f"{Path(last.filename).name}:{last.lineno}"
    return f"a fault in Digest itself, not in the file: {type(why).__name__}: {why} ({where}); please report it"
