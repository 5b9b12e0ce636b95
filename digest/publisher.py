"""The sentence: seeds come in, articles are kept, feeds and one briefing by region go out."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from digest.config import Settings
from digest.delivery.base import Channel
from digest.editions.compose import compose, edition_of
from digest.editions.plan import forerunners, renamed, stranded
from digest.editions.plan import plan as plan_deliveries
from digest.editions.slots import on_demand, period
from digest.errors import DeliveryError, RenderError, UsageError
from digest.ingest.inbox import Inbox, Ledger, Look
from digest.intake import Intake, Taken, some_of
from digest.listener import Deaf, Listener
from digest.missing import recall
from digest.model import (
    Composition,
    Delivery,
    DeliveryState,
    DigestPlan,
    Edition,
    Outcome,
    Quarantined,
    Scheme,
    Seed,
    Slot,
    Subscriber,
)
from digest.outputs import Outputs, Piece
from digest.pinging import Pinging
from digest.proposal import Proposal, trial
from digest.renderers import mail, message
from digest.renderers.templates import Templates
from digest.store import Store
from digest.store.locks import WorkLock
from digest.store.owners import Owners
from digest.tally import Tally

#: how long a claimed delivery stays its owner's: longer than the slowest SMTP dialogue (RFC 5321, 4.5.3.2)
LEASE = timedelta(minutes=30)
#: how long a delivery is tried (RFC 5321, 4.5.4.1: four to five days)
PATIENCE = timedelta(days=5)
#: how often at least: one that a person released late gets its tries too
TRIES = 10
#: how long a delivery waits when its channel cannot be used at all
CHANNEL_PAUSE = timedelta(minutes=5)
#: seconds of ingest done under one hold of the work lock, so that others get their turn
PIECE = 1.0


def utcnow() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class Publisher:
    """Seeds come in; articles are kept; feeds and one briefing by region go out."""

    settings: Settings
    store: Store
    intake: Intake
    outputs: Outputs
    pinging: Pinging
    inbox: Inbox
    scheme: Scheme
    templates: Templates
    channels: Mapping[str, Channel]
    work: WorkLock
    owners: Owners
    secret: str
    clock: Callable[[], datetime] = utcnow
    listener: Listener = field(default_factory=Deaf)
    tally: Tally = field(default_factory=Tally)

    def publish(self, slot: Slot | None, *, agree: Callable[[Proposal], bool] = lambda _: True) -> Edition | None:
        """Ingest, issue the slot's edition when there is one and `agree` says so, write files, tell, deliver."""
        self.ingest()
        edition = self.issue(slot, agree=agree) if slot is not None else None
        self.write_files()
        self.tell_hub()
        self.deliver()
        return edition

    # -- ingest ---------------------------------------------------------------------------------

    def ingest(self) -> None:
        """Take every settled file under seeds/, with both settle scans; files that still grow are named and left."""
        self.take(self.inbox, self.settled(self.inbox))
        self.release_due()
        # Last: a folder of originals that refuses keeps nothing from being read that can be.
        self.prune()

    def prune(self) -> None:
        """Once a day, drop old originals (not of quarantined seeds), traces, idle entries; look what feeds/ lost."""
        today = f"{self.clock():%Y-%m-%d}"
        if self.store.fact("pruned") == today:
            return
        recall(self.store, self.outputs.root)
        with self.work.hold(self.listener.waiting):
            kept = {seed.sha256 for seed in self.store.quarantined()}
            self.intake.originals.prune(self.clock() - timedelta(days=self.settings.originals_days), kept)
            self.store.forget_traces(self.clock())
            self.outputs.prune()
            self.store.set_fact("pruned", today)

    def backfill(self, folder: Path) -> None:
        """Take every settled file under `folder` as archive: kept and counted, in no live feed and no edition.

        UsageError for a folder that holds the desk itself: its settings and mails are nobody's news.
        """
        if self.settings.holds_own(folder):
            raise UsageError(f"{folder} holds the desk's own files: name a folder that holds old news only")
        inbox = Inbox(folder, settle=self.settings.settle, max_bytes=self.settings.max_bytes)
        inside = folder.is_relative_to(self.settings.seeds)
        prefix = f"{folder.relative_to(self.settings.seeds).as_posix()}/" if inside else f"{folder.as_posix()}/"
        prefix = prefix.removeprefix("./")
        look = self.settled(inbox, prefix=prefix)
        self.take(inbox, look, backfill=True, prefix=prefix)

    def look(self, known: Ledger) -> Look:
        """One look at seeds/."""
        return self.inbox.look(known, now=self.clock(), tick=time.monotonic())

    def settled(self, inbox: Inbox, *, prefix: str = "") -> Look:
        """Look twice, `settle` apart, when there is anything new."""
        known = partial(self.store.known, under=prefix)
        look = inbox.look(known, now=self.clock(), tick=time.monotonic())
        if look.growing:
            time.sleep(self.settings.settle)
            look = inbox.look(known, now=self.clock(), tick=time.monotonic())
        return look

    def take(
        self,
        inbox: Inbox,
        look: Look,
        *,
        backfill: bool = False,
        prefix: str = "",
        enough: Callable[[], bool] = lambda: False,
    ) -> None:
        """Take the settled files of a look, in pieces of about a second under the work lock, until it is `enough`."""
        self.tally.refused += [(refused.path, refused.reason) for refused in look.refused]
        self.tally.growing += look.growing
        queue = deque(look.settled)
        while queue and not enough():
            until = time.monotonic() + PIECE
            with self.work.hold(self.listener.waiting):
                while queue and time.monotonic() < until:
                    some = some_of(queue)
                    taken = self.intake.take(inbox, some, now=self.clock(), backfill=backfill, prefix=prefix)
                    self.tally.growing += [each.path for each in taken if each.growing]
                    self.tally.taken += [each for each in taken if not each.growing]
            self.listener.progress(len(look.settled) - len(queue), len(look.settled), "files")

    def release_due(self) -> None:
        """Let out what an embargo held back until now."""
        due = self.store.due(self.clock())
        if due:
            self.release(due)

    def release(self, keys: Sequence[str]) -> list[Taken]:
        """Let withheld articles out, as if they came now."""
        with self.work.hold(self.listener.waiting):
            taken = self.intake.release(keys, now=self.clock())
        self.tally.taken += taken
        return taken

    def retry(self, held: Quarantined) -> list[Taken]:
        """Read a quarantined seed, and what is inside it, again from its kept copy.

        Nothing comes back when there is no copy: the next run reads the file.
        """
        data = self.intake.originals.get(held.sha256)
        with self.work.hold(self.listener.waiting):
            if data is None:
                self.store.unquarantine(held.sha256)
                return []
            seed = Seed(sha256=held.sha256, path=held.path, data=data, received=held.since)
            return self.intake.read(seed, now=self.clock(), backfill=held.backfill)

    # -- editions -------------------------------------------------------------------------------

    def issue(
        self, slot: Slot, *, mark: datetime | None = None, agree: Callable[[Proposal], bool] = lambda _: True
    ) -> Edition | None:
        """Freeze the slot's edition with its deliveries in one transaction; None when there is nothing, or no consent.

        `mark` is how far the digest's planned times are settled by this edition; an edition on demand settles none.
        """
        with self.work.hold(self.listener.waiting):
            slot = self._renumbered(slot)
            readers = self._readers(slot.digest)
            composition = self.compose(slot, readers)
            if not composition.items:
                # Recorded, lest each slot read and sift the same old articles anew.
                self.store.set_aside(slot.digest, composition.backlog, mark=mark)
                self.tally.set_aside += composition.backlog
                return None
            proposal = self._proposal(composition, readers, mark)
        if not agree(proposal):
            return None
        with self.work.hold(self.listener.waiting):
            now = self.clock()
            edition = replace(proposal.edition, issued=self.store.moment(now))
            deliveries = plan_deliveries(
                edition, readers, domain=message.domain(self.settings.site), secret=self.secret
            )
            issued = self.store.issue(edition, deliveries, composition.backlog, mark=proposal.mark, now=now)
            if not issued and mark is not None:
                # A desk that moved to another time zone meets a time of the same name twice.
                self.store.advance(slot.digest, mark)
        return edition if issued else None

    def _renumbered(self, slot: Slot) -> Slot:
        """The day's next free number, where another process has issued meanwhile what this slot was to be."""
        taken = {key for key, _ in self.store.edition_heads(slot.digest)}
        free = not slot.on_demand or slot.key not in taken
        return slot if free else on_demand(self.digest(slot.digest), slot.at, taken)

    def propose(self, slot: Slot) -> Proposal | None:
        """The edition that the slot would issue now; None when no article is waiting for it; writes nothing."""
        readers = self._readers(slot.digest)
        composition = self.compose(slot, readers)
        return self._proposal(composition, readers) if composition.items else None

    def _proposal(
        self, composition: Composition, readers: tuple[Subscriber, ...], mark: datetime | None = None
    ) -> Proposal:
        now = self.clock()
        briefing = mail.brief(composition, self.settings.site, self.scheme, self.templates)
        return Proposal(
            edition=edition_of(composition, briefing, now),
            composition=composition,
            subscribers=readers,
            leaves=self._leaves(readers),
            mark=mark or self.store.mark(composition.slot.digest) or now,
        )

    def _readers(self, digest: str) -> tuple[Subscriber, ...]:
        """Who gets the digest; says who gets nothing, as a channel is not set up or a digest is gone."""
        everybody = self.store.subscribers()
        for sentence in stranded(everybody, self.settings.digests):
            self.listener.warn(sentence)
        people = [person for person in everybody if not person.digests or digest in person.digests]
        for channel in sorted({person.channel for person in people} - set(self.channels)):
            number = sum(person.channel == channel for person in people)
            told = "1 subscriber gets" if number == 1 else f"{number:,} subscribers get"
            self.listener.warn(f"{told} nothing: the {channel} channel is not set up in digest.toml")
        return tuple(person for person in people if person.channel in self.channels)

    def compose(self, slot: Slot, readers: Sequence[Subscriber]) -> Composition:
        """Everything that no earlier edition of the slot's digest had, within its bounds."""
        now, digest, start = self.clock(), self.digest(slot.digest), None
        gone = forerunners(digest.name, self.store.issuers(), self.settings.digests)
        if gone:
            # All that the digest had under its old name would go out again.
            self.listener.warn(renamed(digest.name, gone))
        leaving = tuple(name for name, channel in self.channels.items() if channel.leaves)
        if gone or (self._leaves(readers) and not self.store.has_left(digest.name, leaving)):
            start = now - period(digest)
        return compose(
            self.outputs.store.candidates(digest.name),
            digest,
            slot,
            self.scheme,
            now=now,
            start=start,
            measure=self.measure,
        )

    def measure(self, composition: Composition) -> int:
        """Bytes of the mail's encoded HTML part."""
        return mail.measure(composition, self.settings.site, self.scheme, self.templates)

    def digest(self, name: str | None) -> DigestPlan:
        """The digest of that name, or the desk's first; UsageError when the desk has none."""
        for digest in self.settings.digests:
            if name is None or digest.name == name:
                return digest
        names = ", ".join(digest.name for digest in self.settings.digests)
        raise UsageError(f"this desk has no digest {name!r}: it has {names}")

    def _leaves(self, readers: Sequence[Subscriber]) -> bool:
        """Whether an edition for these people leaves this machine."""
        return any(self.channels[person.channel].leaves for person in readers)

    # -- files and deliveries -------------------------------------------------------------------

    def write_files(self, *, enough: Callable[[], bool] = lambda: False) -> None:
        """Write what changed under feeds/, in pieces under the work lock, until it is `enough`."""
        self._go_through(self.outputs.write(), enough)

    def _restrict(self, enough: Callable[[], bool] = lambda: False) -> None:
        """Before anything is sent: editions are brought within the use that holds now, where that is not done yet."""
        if not self.outputs.restricted:
            self._go_through(self.outputs.restrict(), enough)

    def _go_through(self, pieces: Iterator[Piece], enough: Callable[[], bool]) -> None:
        while not enough():
            with self.work.hold(self.listener.waiting):
                piece = next(pieces, None)
            if piece is None:
                return
            self.tally.written += piece.paths
            self.tally.unwritten += piece.unwritten
            self.listener.progress(len(self.tally.written), None, "pages")

    def tell_hub(self, *, enough: Callable[[], bool] = lambda: False) -> None:
        """Tell the hub which feeds changed, for some seconds at most: before the mails, which may take long."""
        self.tally.pings += self.pinging.tell(enough=enough)

    def deliver(self, *, enough: Callable[[], bool] = lambda: False) -> None:
        """Claim, send and settle every due delivery, each step committed, until it is `enough`."""
        self._restrict(enough)
        dead = self.owners.dead()
        self.store.disown(dead, now=self.clock())
        self.owners.forget(dead)
        with self.owners.join() as owner:
            self._deliver(self._claims(owner, enough))
        for channel in self.channels.values():
            channel.close()

    def _deliver(self, claims: Iterator[Delivery]) -> None:
        closed: dict[str, str] = {}
        editions: dict[str, Edition] = {}
        for delivery in claims:
            edition = editions.get(delivery.edition) or self.store.edition(delivery.edition)
            if edition is None:
                outcome = Outcome(state=DeliveryState.HELD, detail="its edition is not in the database")
            else:
                editions = {delivery.edition: edition}
                outcome = self._send(delivery, edition, closed)
            old = edition is not None and self.clock() - edition.issued > PATIENCE
            if outcome.state is DeliveryState.PENDING and old and delivery.attempts > TRIES:
                outcome = Outcome(state=DeliveryState.FAILED, detail=f"given up after five days: {outcome.detail}")
            self.store.settle(delivery, outcome, now=self.clock())
            self.tally.outcomes.append((delivery, outcome))
            self.listener.progress(len(self.tally.outcomes), None, "deliveries")

    def _claims(self, owner: str, enough: Callable[[], bool]) -> Iterator[Delivery]:
        while not enough():
            delivery = self.store.claim(
                owner, now=self.clock(), lease=LEASE, uncertain=self.settings.uncertain, living=self.owners.living()
            )
            if delivery is None:
                return
            yield delivery

    def _send(self, delivery: Delivery, edition: Edition, closed: dict[str, str]) -> Outcome:
        """One try; a channel that cannot be used is not tried again in this run."""
        channel = self.channels.get(delivery.channel)
        if channel is None:
            closed.setdefault(delivery.channel, f"the {delivery.channel} channel is not set up on this desk")
        if delivery.channel not in closed and channel is not None:
            try:
                content = message.build(
                    edition,
                    self.settings.site,
                    to=delivery.address,
                    message_id=delivery.message_id,
                    delivery_name=delivery.name,
                )
                return channel.send(delivery, content)
            except RenderError as why:
                return Outcome(state=DeliveryState.FAILED, detail=str(why))
            except DeliveryError as why:
                closed[delivery.channel] = str(why)
                self.listener.warn(str(why))
            except Exception as fault:  # noqa: BLE001 - one delivery never holds up the others
                detail = f"a fault in Digest itself: {type(fault).__name__}: {fault}; please report it"
                return Outcome(state=DeliveryState.HELD, detail=detail)
        return Outcome(state=DeliveryState.PENDING, detail=closed[delivery.channel], retry_after=CHANNEL_PAUSE)

    def send_test(self, slot: Slot, address: str) -> Outcome:
        """One [TEST] copy of what the slot would issue, else of the last edition; issues and records nothing."""
        self._restrict()
        proposal = self.propose(slot)
        editions = (proposal.edition,) if proposal else self.store.editions(slot.digest, limit=1)
        if not editions:
            raise UsageError("there is nothing to test with: put a file into seeds/ and try again")
        name = "smtp" if "smtp" in self.channels else "maildir"
        delivery, content = trial(editions[0], self.settings.site, to=address, channel=name, now=self.clock())
        return self.channels[name].send(delivery, content)

    def close(self) -> None:
        """Let the channels, the children and the database go."""
        for channel in self.channels.values():
            channel.close()
        self.intake.workers.close()
        self.store.close()
