"""The store's door: every method is one transaction, on SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from digest.model import (
    Article,
    BacklogReason,
    Delivery,
    DeliveryState,
    Edition,
    FileStat,
    Outcome,
    Quarantined,
    Release,
    Seed,
    Subscriber,
)
from digest.store.records import Added, Arrival, Counts, FeedCount, SeedReport

if TYPE_CHECKING:
    from digest.store.nouns import Nouns


class Store:
    """A desk's database.

    Safe for the threads of one process and for several processes. Whatever the database refuses is a StoreError that
    names the database and the mend.
    """

    # -- opening ------------------------------------------------------------------------------------

    def __init__(self, nouns: Nouns) -> None:
        self._nouns = nouns

    @classmethod
    def open(cls, url: str, *, migrate: bool = True, busy_timeout: float = 30.0) -> Self:
        """Open "sqlite:////path/digest.db" or "postgresql+psycopg://..."; an empty database gets its tables.

        An older one is upgraded when `migrate` is set, else refused with StoreError; a newer one always is.
        `busy_timeout`: seconds to wait for another process's lock.
        """
        # SQLAlchemy costs 0.2 s of CPU: nobody pays for it who only asks for help
        nouns: Nouns = import_module("digest.store.nouns").Nouns(url, migrate=migrate, busy_timeout=busy_timeout)
        return cls(nouns)

    def close(self) -> None:
        """Let go of every connection."""
        self._nouns.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def together(self) -> AbstractContextManager[None]:
        """Make what this thread does in the block one transaction: committed at its end, undone as a whole by an error.

        Each method is still all or nothing: where one fails and the block goes on, the others stand.
        """
        return self._nouns.database.together()

    def version(self) -> str:
        """The migration the tables stand at."""
        return self._nouns.desk.version()

    # -- seeds --------------------------------------------------------------------------------------

    def known(self) -> dict[str, FileStat]:
        """Path -> what the file looked like when it was read last; quarantined ones too."""
        return self._nouns.seeds.known()

    def seen(self, sha256: str) -> bool:
        """Whether these bytes were read into articles; quarantined ones were not."""
        return self._nouns.seeds.seen(sha256)

    def replaces(self, path: str, sha256: str) -> bool:
        """Whether other bytes than these stand at this path, as far as the ledger knows."""
        return self._nouns.seeds.replaces(path, sha256)

    def note(self, seed: Seed) -> None:
        """Remember that these known bytes stand at this path too."""
        self._nouns.seeds.note(seed)

    def articles_of(self, path: str) -> tuple[Article, ...]:
        """The current state of every article that any seed at this path ever gave, oldest release first."""
        return self._nouns.seeds.articles_of(path)

    def keys_of(self, fingerprints: Collection[str]) -> dict[str, str]:
        """Fingerprint -> key of the article of which any revision has that text."""
        return self._nouns.articles.keys_of(fingerprints)

    def add(
        self,
        seed: Seed,
        arrivals: Sequence[Arrival],
        *,
        now: datetime,
        reading: Mapping[str, object],
        backfill: bool = False,
    ) -> Added:
        """Take in one seed: its bytes' identity, its path, its articles, revisions and feeds, all or nothing.

        `released` and `updated` are strictly increasing microseconds, never before `now`. A seed that is stored
        already changes nothing but the path, unless it replaces other bytes there: then it revises what it says.
        Each verdict is judged again here. Backfilled articles enter no feed.
        `reading` must be JSON-able: `seed_report` gives it back.
        """
        return self._nouns.seeds.add(seed, arrivals, now=now, reading=reading, backfill=backfill)

    def quarantine(self, sha256: str, path: str, reason: str, size: int, stat: FileStat | None, now: datetime) -> None:
        """Keep an unreadable seed with its reason; it replaces what was quarantined at the same path before."""
        self._nouns.seeds.quarantine(sha256, path, reason, size, stat, now)

    def quarantined(self) -> tuple[Quarantined, ...]:
        """The seeds in quarantine, oldest first."""
        return self._nouns.seeds.quarantined()

    def unquarantine(self, sha256: str) -> bool:
        """Forget a quarantined seed so that the next scan reads it again; False when there is none."""
        return self._nouns.seeds.unquarantine(sha256)

    def drop_quarantine(self, sha256: str) -> bool:
        """Take a seed out of quarantine for good: it is not read again while its bytes stay the same."""
        return self._nouns.seeds.drop_quarantine(sha256)

    def seed_report(self, sha256_or_path: str) -> SeedReport | None:
        """What became of one seed; by path: of what stands there now, else of what stood there last."""
        return self._nouns.seeds.seed_report(sha256_or_path)

    # -- articles -----------------------------------------------------------------------------------

    def release(self, key: str) -> Release | None:
        """The article of that key in its current state."""
        return self._nouns.articles.release(key)

    def releases(
        self,
        *,
        feed: str | None = None,
        limit: int = 50,
        before: datetime | None = None,
        language: str | None = None,
    ) -> tuple[Release, ...]:
        """Articles, newest released first: of one feed (by path, without backfill), or all of them.

        `before`: only those released earlier, for the next page.
        """
        return self._nouns.articles.releases(feed, limit, before, language)

    def heads(self, feed: str, limit: int) -> tuple[tuple[str, int], ...]:
        """(key, updated in microseconds since 1970) of a feed's latest articles: tells cheaply whether it changed."""
        return self._nouns.articles.heads(feed, limit)

    def find(self, text: str, limit: int = 20) -> tuple[str, ...]:
        """Keys that `text` may mean: a key or its start, a whole tag: id, a part of the title; newest first."""
        return self._nouns.articles.find(text, limit)

    def feeds(self) -> tuple[FeedCount, ...]:
        """Every feed that ever held an article, by path."""
        return self._nouns.articles.feeds()

    def released_after(self, moment: datetime) -> int:
        """How many articles are dated later than that."""
        return self._nouns.articles.released_after(moment)

    def revisions(self, key: str) -> tuple[Article, ...]:
        """Every state of an article, first to current; empty when there is no such article."""
        return self._nouns.articles.revisions(key)

    # -- pages and outputs --------------------------------------------------------------------------

    def unpaged(self, stamp: str, limit: int = 500) -> tuple[Release, ...]:
        """Articles whose page was not written with this (not empty) stamp since they last changed; backfill too."""
        return self._nouns.pages.unpaged(stamp, limit)

    def paged(self, pages: Sequence[tuple[str, int]], stamp: str) -> None:
        """Note that pages were written: (key, `updated` in microseconds of the state that was written).

        An article that was revised meanwhile stays unpaged.
        """
        self._nouns.pages.paged(pages, stamp)

    def unpage_all(self) -> None:
        """Have every page written again."""
        self._nouns.pages.unpage_all()

    def stamps(self) -> dict[str, str]:
        """Path of each output -> what `stamp` noted of it."""
        return self._nouns.pages.stamps()

    def stamp(self, path: str, value: str) -> None:
        """Note from what an output file was written."""
        self._nouns.pages.stamp(path, value)

    # -- editions -----------------------------------------------------------------------------------

    def candidates(self, digest: str, limit: int | None = None) -> tuple[Release, ...]:
        """What no edition of the digest had and is neither its backlog nor backfill, newest released first."""
        return self._nouns.editions.candidates(digest, limit)

    def waiting(self, digest: str) -> int:
        """How many articles `candidates` would give."""
        return self._nouns.editions.waiting(digest)

    def editions_of(self, key: str) -> tuple[str, ...]:
        """Keys of the editions that hold an article, oldest first."""
        return self._nouns.editions.editions_of(key)

    def left_out_of(self, key: str) -> tuple[tuple[str, BacklogReason], ...]:
        """The editions that left an article out, and why."""
        return self._nouns.editions.left_out_of(key)

    def has_left(self, digest: str, channels: Collection[str]) -> bool:
        """Whether a delivery of any edition of the digest was ever planned through one of these channels."""
        return self._nouns.editions.has_left(digest, channels)

    def uncounted_backfill(self, digest: str) -> int:
        """Backfilled articles since the digest's last edition: the next one counts them as left out."""
        return self._nouns.editions.uncounted_backfill(digest)

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
        return self._nouns.editions.issue(edition, deliveries, backlog, mark, now)

    def editions(self, digest: str | None = None, limit: int = 50) -> tuple[Edition, ...]:
        """Editions, newest first."""
        return self._nouns.editions.editions(digest, limit)

    def edition(self, key: str) -> Edition | None:
        """The edition of that key."""
        return self._nouns.editions.edition(key)

    def edition_heads(self, digest: str, limit: int) -> tuple[tuple[str, int], ...]:
        """(key, issued in microseconds since 1970) of a digest's latest editions."""
        return self._nouns.editions.edition_heads(digest, limit)

    def mark(self, digest: str) -> datetime | None:
        """The last slot of the digest that is dealt with."""
        return self._nouns.editions.mark(digest)

    def advance(self, digest: str, mark: datetime) -> None:
        """Move the slot mark forward without an edition; an earlier mark changes nothing."""
        self._nouns.editions.advance(digest, mark)

    def turn_back(self, digest: str, mark: datetime) -> None:
        """Bring a later slot mark back to this one, as after a clock that was ahead; an earlier one stays."""
        self._nouns.editions.turn_back(digest, mark)

    def issuers(self) -> frozenset[str]:
        """Names of the digests that ever issued an edition."""
        return self._nouns.editions.issuers()

    def backlog_counts(self, digest: str) -> dict[BacklogReason, int]:
        """How many articles the digest's editions left out, by reason."""
        return self._nouns.editions.backlog_counts(digest)

    def expected(self, edition: str) -> dict[DeliveryState, int]:
        """How many deliveries of an edition stand in each state; their sum is what was planned."""
        return self._nouns.editions.expected(edition)

    def last_issued(self, digest: str) -> datetime | None:
        """When the digest's latest edition was issued."""
        return self._nouns.editions.last_issued(digest)

    def moment(self, now: datetime) -> datetime:
        """Reserve the next moment of the desk's strictly increasing clock: `now`, or just after the last one."""
        return self._nouns.editions.moment(now)

    # -- subscribers --------------------------------------------------------------------------------

    def subscribe(self, address: str, channel: str, digests: Sequence[str], now: datetime) -> Subscriber:
        """The subscriber of that address (its case does not matter): a new one, one who came back, or as it stands."""
        return self._nouns.people.subscribe(address, channel, digests, now)

    def unsubscribe(self, address: str, *, now: datetime | None = None) -> Subscriber | None:
        """Remove a subscriber and cancel what waits for them; None when there is no such address, or it has left."""
        return self._nouns.people.unsubscribe(address, now)

    def subscribers(self, *, active_only: bool = True) -> tuple[Subscriber, ...]:
        """Subscribers in the order they came."""
        return self._nouns.people.subscribers(active_only=active_only)

    # -- deliveries ---------------------------------------------------------------------------------

    def claim(self, owner: str, *, now: datetime, lease: timedelta, uncertain: str = "resend") -> Delivery | None:
        """Take the next delivery that is due, for `lease`; None when nothing waits.

        One whose owner let its lease run out may have gone out: "resend" gives it out again, "hold" sets it aside
        for a person. No two owners ever hold the same delivery.
        """
        return self._nouns.deliveries.claim(owner, now, lease, uncertain)

    def settle(self, delivery: Delivery, outcome: Outcome, *, now: datetime) -> bool:
        """Write down how a claimed delivery ended; False, and nothing written, when it is no longer the owner's."""
        return self._nouns.deliveries.settle(delivery, outcome, now)

    def deliveries(
        self, *, edition: str | None = None, state: DeliveryState | None = None, limit: int = 200
    ) -> tuple[Delivery, ...]:
        """Deliveries, newest edition first."""
        return self._nouns.deliveries.deliveries(edition, state, limit)

    def resume(self, state: DeliveryState, *, edition: str | None = None, now: datetime) -> int:
        """Let the held, failed or pending deliveries (of one edition) be tried from `now` on; how many.

        Who has left gets nothing.
        """
        return self._nouns.deliveries.resume(state, edition, now)

    def disown(self, gone: Callable[[str], bool], *, now: datetime) -> int:
        """End the leases of owners that are gone, so that what they were sending is claimed again; how many."""
        return self._nouns.deliveries.disown(gone, now)

    def hold_pending(self, reason: str, now: datetime) -> int:
        """Hold whatever was issued up to `now` and not sent, as after a restore; how many."""
        return self._nouns.deliveries.hold_pending(reason, now)

    # -- the desk -----------------------------------------------------------------------------------

    def counts(self) -> Counts:
        """The desk in figures."""
        return self._nouns.desk.counts()

    def fact(self, name: str) -> str | None:
        """What `set_fact` wrote under that name."""
        return self._nouns.desk.fact(name)

    def set_fact(self, name: str, value: str) -> None:
        """Write down a fact of the desk, such as "left-machine:daily"."""
        self._nouns.desk.set_fact(name, value)

    def backup(self, target: Path) -> None:
        """Write the whole database as of this moment into a new file, while others go on; SQLite only."""
        self._nouns.desk.backup(target)

    def check(self) -> list[str]:
        """What is wrong with the database, one sentence each; empty when all is well."""
        return self._nouns.desk.check()


def restore(backup: Path, database: Path, *, force: bool = False) -> None:
    """Put a backup in the place of an SQLite database; see `Store.hold_pending` for what it had not sent.

    Raises StoreError when the backup is damaged or none, when `database` exists and `force` is not set, and when
    another process has it open.
    """
    import_module("digest.store.nouns").restore(backup, database, force=force)
