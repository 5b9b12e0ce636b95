"""A found file becomes stored articles, or a quarantined seed with the reason."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from pathlib import Path

from digest import articles
from digest.errors import DigestError, NoArticleError, SeedError, fault
from digest.ingest.inbox import Found, Growing, Inbox, digest_of
from digest.ingest.originals import Originals
from digest.ingest.readers import Unfolded
from digest.ingest.several import SEVERAL
from digest.ingest.workers import Workers
from digest.matching import Matched, Page, match, view_of
from digest.model import Article, Held, Kin, Match, Placement, Reading, Seed, Skip, Verdict
from digest.placing import Placing
from digest.store import Store
from digest.store.records import Added, Arrival, Entry, View
from digest.withholding import Sifted, sift

#: how many files are stored in one transaction, and how many bytes of them are held in memory, one large file apart
FILES = 64
BYTES = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one file: the counts, or the reason it was quarantined."""

    path: str
    new: tuple[str, ...] = ()
    revised: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    kin: tuple[tuple[str, Kin], ...] = ()
    """stories of which another version came, and what it is to them"""
    quarantined: str | None = None
    growing: bool = False
    several: bool = False
    """read as one article, though it looks like several"""
    nothing: str | None = None
    """why it holds no article, where that is no failure"""
    short: str | None = None
    """how many articles it says it holds, and how many were found, where these are fewer"""
    inside: bool = False
    """a file inside another one"""
    withheld: tuple[Held, ...] = ()
    """of those of its articles that readers are not to see yet: why"""
    let_out: bool = False
    """an article that was withheld and goes out now"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A seed as far as the stages can take it without the store's word."""

    seed: Seed
    reading: Reading
    articles: tuple[Article, ...]
    held: Mapping[int, Held] = field(default_factory=dict)
    """place of an article -> why readers are not to see it yet"""


Outcome = Understood | NoArticleError | str | None
"""What a seed came to: its articles, that there is none in it, why it is quarantined, or nothing as it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Stages one to three and the store, for some files at a time."""

    store: Store
    originals: Originals
    workers: Workers
    placing: Placing
    skips: tuple[Skip, ...] = ()
    view: View = field(default_factory=view_of)

    def take(
        self, inbox: Inbox, founds: Sequence[Found], *, now: datetime, backfill: bool = False, prefix: str = ""
    ) -> list[Taken]:
        """Read, normalise, place and store files; whatever is wrong with one ends in quarantine, never in an error.

        The bytes of all are safe before the first is stored, and a few transactions store them: the disk is waited for
        a few times in all, not a few times a file. A file inside another one is a file like any other. `prefix` goes
        before the paths in the ledger, for files outside seeds/. Raises StoreError and FilesError only: they speak of
        the desk, not of a file.
        """
        opened = [self._open(inbox, found, prefix + found.path, now=now, backfill=backfill) for found in founds]
        taken = [each for each in opened if isinstance(each, Taken)]
        seeds = [each for each in opened if isinstance(each, Seed)]
        known = self._known(seeds)
        unread = [seed for seed in seeds if seed.path not in known]
        kept = self.originals.keeping(unread)
        noted = [Unfolded(seed=seed, reading=None) for seed in seeds if seed.path in known]
        return taken + self._store(chain(noted, self._unfold(unread)), kept, now=now, backfill=backfill)

    def rehearse(
        self, inbox: Inbox, found: Found, *, now: datetime
    ) -> Iterator[tuple[str, tuple[Match | Held, ...] | SeedError | str]]:
        """What `take` would make of a file and of each one inside it: matches, no article, or why it is quarantined.

        Raises Growing when the file changed since it settled.
        """
        try:
            seed = inbox.take(found, now=now)
        except SeedError as why:
            yield found.path, why.reason
            return
        for each in () if self._knows(seed) else self._unfold([seed]):
            understood = self.understand(each, now=now)
            if isinstance(understood, Understood):
                yield each.seed.path, self.matches(understood)
            elif understood is not None:
                yield each.seed.path, understood

    def read(self, seed: Seed, *, now: datetime, backfill: bool = False) -> list[Taken]:
        """Turn a seed from quarantine into articles or keep it there, its members first; a person has asked for it."""
        return self._store(self._unfold([seed]), lambda: None, now=now, backfill=backfill)

    def release(self, keys: Sequence[str], *, now: datetime) -> list[Taken]:
        """Let withheld articles out as if they came now, each compared anew with what the desk has by now."""
        taken = []
        with self.store.together():
            for key in keys:
                waiting = self.store.withheld_of(key)
                if waiting is None:
                    continue
                [(found,)] = match(self.store, [Page(path=None, articles=(waiting.article,))])
                arrival = self.arrival(found, waiting.article.index)
                added = self.store.admit(arrival, key, now=now, view=self.view)
                if added is not None:
                    taken.append(_taken(waiting.article.source_path, added, let_out=True))
        return taken

    def _unfold(self, seeds: Iterable[Seed]) -> Iterator[Unfolded]:
        return self.workers.unfold(seeds, known=self._knows)

    def _store(
        self, unfolded: Iterable[Unfolded], kept: Callable[[], None], *, now: datetime, backfill: bool
    ) -> list[Taken]:
        """Store outcomes, a few of them in one transaction, holders after their members.

        The disk confirms the originals while they are read: `kept` waits for that, and nothing is stored before.
        A kill in between leaves a holder unread: the next run reads it again, and knows the members it has.
        """
        taken: list[Taken] = []
        for batch in _batches(unfolded):
            outcomes = [(each.seed, self.understand(each, now=now)) for each in batch]
            kept()
            with self.store.together():
                for group in _groups(outcomes):
                    taken += self._keep(group, now=now, backfill=backfill)
        kept()
        return taken

    def _open(self, inbox: Inbox, found: Found, path: str, *, now: datetime, backfill: bool) -> Seed | Taken:
        try:
            seed = inbox.take(found, now=now)
            return replace(seed, path=path) if path != seed.path else seed
        except Growing:
            return Taken(path=path, growing=True)
        except SeedError as why:
            return self._unreadable(inbox.root / found.path, path, found, why.reason, now=now, backfill=backfill)

    def _knows(self, seed: Seed) -> bool:
        """Whether nothing is to be read: the bytes were, and they do not bring back an earlier state of a path."""
        return bool(self._known([seed]))

    def _known(self, seeds: Sequence[Seed]) -> set[str]:
        """The paths of those of which nothing is to be read."""
        seen = self.store.seen([seed.sha256 for seed in seeds])
        return {seed.path for seed in seeds if seed.sha256 in seen and not self.store.replaces(seed.path, seed.sha256)}

    def understand(self, unfolded: Unfolded, *, now: datetime) -> Outcome:
        """The articles of a seed, that there is none in it, or the reason why it is quarantined."""
        seed, reading = unfolded.seed, unfolded.reading
        if reading is None or isinstance(reading, NoArticleError):
            return reading
        if isinstance(reading, Exception):
            return reason_of(reading)
        try:
            found = articles.normalise(reading, seed, self.placing.sources)
            above = (None, *reading.drafts)[: len(found)]
            told = [
                articles.left_out(self.skips, article) or articles.held_back(draft, now=now, above=before)
                for article, draft, before in zip(found, reading.drafts, above, strict=True)
            ]
            held = {place: why for place, why in enumerate(told) if why is not None}
            return Understood(seed=seed, reading=reading, articles=found, held=held)
        except Exception as why:  # noqa: BLE001 - one bad seed never stops the run; the reason is kept and shown
            return reason_of(why)

    def _keep(self, group: Sequence[tuple[Seed, Outcome]], *, now: datetime, backfill: bool) -> list[Taken]:
        """Store what became of some seeds; of known bytes only where they stand."""
        seed, outcome = group[0]
        if outcome is None:
            self.store.note(seed)
            return [Taken(path=seed.path, inside=seed.depth > 0)]
        if isinstance(outcome, NoArticleError):
            self.store.add(seed, (), now=now, reading={"nothing": outcome.reason}, backfill=backfill)
            return [Taken(path=seed.path, inside=seed.depth > 0, nothing=outcome.reason)]
        if isinstance(outcome, str):
            return [self._quarantine(seed, outcome, now=now, backfill=backfill)]
        understood = [each for _, each in group if isinstance(each, Understood)]
        try:
            return self._add(understood, now=now, backfill=backfill)
        except Exception as why:  # noqa: BLE001 - as above
            if len(group) == 1:
                return [self._quarantine(seed, reason_of(why), now=now, backfill=backfill)]
            return [taken for each in group for taken in self._keep([each], now=now, backfill=backfill)]

    def _add(self, understood: Sequence[Understood], *, now: datetime, backfill: bool) -> list[Taken]:
        """Store the articles of some seeds, all or nothing."""
        some = self.store.withholds()
        sifted = [sift(self.store, each.articles, each.held, each.seed.path, withholds=some) for each in understood]
        entries = [
            Entry(seed=each.seed, reading=summary(each.reading), arrivals=arrivals, withholding=part.withholding)
            for each, part, arrivals in zip(understood, sifted, self._arrivals(understood, sifted), strict=True)
        ]
        added = self.store.add_all(entries, now=now, backfill=backfill, view=self.view)
        return [
            replace(
                _taken(each.seed.path, one),
                inside=each.seed.depth > 0,
                withheld=part.held,
                several=any(SEVERAL in article.flags for article in each.articles),
                short=each.reading.short,
            )
            for each, part, one in zip(understood, sifted, added, strict=True)
        ]

    def matches(self, understood: Understood) -> tuple[Match | Held, ...]:
        """What each article is to what the desk already has, or why readers are not to see it yet."""
        sifted = sift(self.store, understood.articles, understood.held, understood.seed.path)
        [found] = match(self.store, [_page(understood, sifted)])
        return (*(each.match for each in found), *sifted.held)

    def _arrivals(self, understood: Sequence[Understood], sifted: Sequence[Sifted]) -> list[tuple[Arrival, ...]]:
        found = match(self.store, [_page(*each) for each in zip(understood, sifted, strict=True)])
        return [
            tuple(self.arrival(each, place) for place, each in zip(part.going, matched, strict=True))
            for part, matched in zip(sifted, found, strict=True)
        ]

    def arrival(self, found: Matched, position: int | None = None) -> Arrival:
        """A matched article with its place and its feeds; of one that changes nothing these are not told.

        `position` is its place among the articles of its seed.
        """
        same = found.match.verdict is Verdict.SAME
        placement = Placement(region="unassigned") if same else self.placing.place(found.match.article, found.match.of)
        traces = found.traces
        feeds = self.view.feeds(found.match.article, placement)
        return Arrival(
            match=found.match,
            placement=placement,
            feeds=feeds,
            lasting=traces.lasting,
            passing=traces.passing,
            position=position,
        )

    def _quarantine(self, seed: Seed, reason: str, *, now: datetime, backfill: bool) -> Taken:
        if seed.depth:
            # The bytes of its holder are kept for a time only, those in quarantine until a person drops them.
            self.originals.keep(seed)
        self.store.quarantine(seed.sha256, seed.path, reason, len(seed.data), seed.stat, now, backfill=backfill)
        return Taken(path=seed.path, inside=seed.depth > 0, quarantined=reason)

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


def _taken(path: str, added: Added, *, let_out: bool = False) -> Taken:
    return Taken(path=path, new=added.new, revised=added.revised, same=added.same, kin=added.kin, let_out=let_out)


def _batches(unfolded: Iterable[Unfolded]) -> Iterator[list[Unfolded]]:
    batch: list[Unfolded] = []
    size = 0
    for each in unfolded:
        batch.append(each)
        size += len(each.seed.data)
        if len(batch) >= FILES or size >= BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _groups(outcomes: Sequence[tuple[Seed, Outcome]]) -> Iterator[list[tuple[Seed, Outcome]]]:
    """Neighbours that are stored by the same few statements: they have neither path nor text in common.

    Where one keeps articles from readers it is stored by itself, and the next ones see that.
    """
    group: list[tuple[Seed, Outcome]] = []
    told: set[str] = set()
    for seed, outcome in outcomes:
        names = {seed.path, seed.sha256}
        plain = isinstance(outcome, Understood) and not outcome.held
        if isinstance(outcome, Understood):
            names |= {article.fingerprint for article in outcome.articles}
        if group and not (plain and told.isdisjoint(names)):
            yield group
            group, told = [], set()
        group.append((seed, outcome))
        told |= names
        if not plain:
            yield group
            group, told = [], set()
    if group:
        yield group


def _page(understood: Understood, sifted: Sifted) -> Page:
    return Page(path=understood.seed.path, articles=[understood.articles[place] for place in sifted.going])


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
        "unit": reading.unit,
        "lines": reading.total,
        "short": reading.short,
        "members": [
            {"path": member.seed.path, "lines": [member.span.first, member.span.last]} for member in reading.members
        ],
        "drafts": [
            {"layout": draft.layout, "title": draft.title, "lines": [[span.first, span.last] for span in draft.lines]}
            for draft in reading.drafts
        ],
        "discards": [
            {"lines": [discard.span.first, discard.span.last], "reason": discard.reason} for discard in reading.discards
        ],
    }


def reason_of(why: Exception) -> str:
    """Why a seed goes to quarantine; an error of the database or the disk stops the run, the next one tries again."""
    if isinstance(why, SeedError):
        return why.reason
    if isinstance(why, DigestError):
        raise why
    return fault(why)
