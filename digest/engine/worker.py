"""What the clock drives: one desk's work and its deliveries, its settings and tables read again when they change."""

from __future__ import annotations

import json
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from digest import app
from digest.config import Settings, Watched
from digest.editions import slots
from digest.engine.thrift import Thrift
from digest.errors import DigestError
from digest.model import DeliveryState, DigestPlan, FileStat
from digest.publisher import Publisher, utcnow
from digest.store.records import AHEAD
from digest.tally import Tally

#: seconds of ingest in one tick: a flood of files is published as it is read, and delays no edition for long
ROUND = 20.0
#: seconds after which a trouble that lasts is told again
REMINDER = 3600.0
#: the fact that keeps, as a JSON list, the names of the digests that the last `digest run` had in force
IN_FORCE = "digests-in-force"


class DeskWorker:
    """One desk in two lanes, so that a slow relay never holds up the feeds.

    When `stop` is set, the piece of work in hand (about a second of files, one edition, one mail) is the last.
    """

    def __init__(
        self,
        watched: Watched,
        say: Callable[[str], None],
        *,
        stop: threading.Event,
        clock: Callable[[], datetime] = utcnow,
    ) -> None:
        self._watched = watched
        self._say = say
        self._stop = stop
        self._clock = clock
        settings = watched.current()
        self._read = (settings, _tables(settings))
        self._desk = self._assemble(settings)
        self._enforce(self._desk)
        self._post = replace(self._desk, tally=Tally())
        self._started = clock()
        self._first_look: float | None = None
        self._caught_up = False
        self._known: dict[str, FileStat] = {}
        # What mostly finds nothing is done as often as it is cheap: on a small desk at every tick, on one with
        # 100,000 files every few seconds.
        self._looking, self._learning, self._writing = Thrift(0.1), Thrift(0.01), Thrift(0.05)
        self._standing: frozenset[str] = frozenset()
        self._told: dict[str, float] = {}
        self._turned: dict[str, datetime] = {}

    # -- the two lanes --------------------------------------------------------------------------

    def work(self) -> None:
        """Ingest what settled, issue what is due, write what changed."""
        self._reload()
        self._ingest()
        for plan in self._desk.settings.digests:
            if not self._stop.is_set():
                try:
                    self._issue_due(plan)
                except DigestError as why:
                    # A broken mail template, say: feeds and other digests go out all the same.
                    self.report(why)
        if not self._stop.is_set():
            self._write_files()

    def deliver(self) -> None:
        """Send what is due."""
        if self._post.store is not self._desk.store:
            self._post.close()
            self._post = replace(self._desk, tally=Tally())
        post = self._post
        post.tally.clear()
        post.deliver(enough=lambda: self._stop.is_set() or post.store is not self._desk.store)
        outcomes = Counter(
            (delivery.edition, outcome.state, outcome.detail) for delivery, outcome in post.tally.outcomes
        )
        for (edition, state, detail), number in outcomes.items():
            why = "" if state is DeliveryState.SENT else f": {detail}"
            self._say(f"edition {edition}: {number} {'delivery' if number == 1 else 'deliveries'} {state}{why}")

    def report(self, error: Exception) -> None:
        """A tick failed; the next one tries again. A trouble that lasts is told once an hour, not at every tick."""
        if isinstance(error, DigestError):
            self._complain(str(error))
        else:
            last = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{Path(last.filename).name}:{last.lineno}"
            self._complain(f"a fault in Digest itself: {type(error).__name__}: {error} ({where}); please report it")

    def close(self) -> None:
        """Let the database go."""
        self._desk.close()
        self._post.close()

    # -- parts of the work ----------------------------------------------------------------------

    def _ingest(self) -> None:
        desk = self._desk
        desk.tally.clear()
        if not self._looking.due():
            return
        desk.prune()
        began = time.monotonic()
        with self._looking.spend():
            look = desk.look(self._ledger())
        try:
            desk.take(desk.inbox, look, enough=lambda: self._stop.is_set() or time.monotonic() - began > ROUND)
        finally:
            self._tell(desk.tally)
        taken = {taken.path for taken in desk.tally.taken}
        self._known |= {found.path: found.stat for found in look.settled if found.path in taken}
        self._first_look = self._first_look or time.monotonic()
        settled = not look.growing or began - self._first_look > desk.settings.settle
        self._caught_up = self._caught_up or (settled and len(taken) == len(look.settled))

    def _ledger(self) -> dict[str, FileStat]:
        """What was read already; what another process has read since is found out when it is taken, or here."""
        if self._learning.due():
            with self._learning.spend():
                self._known = self._desk.store.known()
        return self._known

    def _tell(self, tally: Tally) -> None:
        """What came in, and what could not; a file that stays as it is is complained of once."""
        if tally.new or tally.revised:
            self._writing.reset()
        for taken in tally.taken:
            if taken.new or taken.revised:
                self._say(f"read {taken.path}: {len(taken.new)} new, {len(taken.revised)} revised")
        troubles = [f"quarantined {taken.path}: {taken.quarantined}" for taken in tally.quarantined]
        troubles += [f"refused {path}: {reason}" for path, reason in tally.refused]
        for trouble in troubles:
            if trouble not in self._standing:
                self._say(trouble)
        self._standing = frozenset(troubles)

    def _issue_due(self, plan: DigestPlan) -> None:
        desk = self._desk
        mark = desk.store.mark(plan.name)
        if mark is None:
            # The first run promises nothing for times that passed before it.
            desk.store.advance(plan.name, desk.clock())
            return
        now = desk.clock()
        mark = self._right(plan, mark, now)
        due = slots.due(plan, mark, now)
        if due.slot is not None and due.slot.at < self._started and not self._caught_up:
            # An edition missed while the desk was off holds the files that came meanwhile.
            return
        namesake = issued = None
        if due.slot is not None:
            namesake = desk.store.edition(due.slot.key)
            issued = desk.issue(due.slot, mark=due.mark)
            self._writing.reset()
        elif due.mark > mark:
            desk.store.advance(plan.name, due.mark)
        # Told when it is done: what fails is due again at the next tick, and would be told again.
        if due.missed is not None:
            self._say(_missed(due.missed))
        if due.slot is not None:
            why = "nothing new" if namesake is None else "that time was met before, in another zone"
            self._say(f"edition {due.slot.key} {'issued' if issued else f'left out: {why}'}")

    def _right(self, plan: DigestPlan, mark: datetime, now: datetime) -> datetime:
        """The mark, brought back to now where a clock that was ahead left it in the future."""
        store, turned = self._desk.store, self._turned.get(plan.name)
        if turned is not None and turned <= now:
            # The clock was behind, as before a machine without a battery has asked for the time: the mark was right.
            del self._turned[plan.name]
            store.advance(plan.name, turned)
            return max(mark, turned)
        if mark <= now + AHEAD:
            return mark
        self._turned[plan.name] = mark
        store.turn_back(plan.name, now)
        # What was put off meanwhile was put off into the same future.
        store.resume(DeliveryState.PENDING, now=now)
        self._say(
            f"digest {plan.name}: its times up to {mark:%Y-%m-%d %H:%M} UTC were dealt with by a clock that was ahead; "
            f"it goes out again from now on, {now:%Y-%m-%d %H:%M} UTC"
        )
        return now

    def _write_files(self) -> None:
        """Bring feeds/ up to date; now and then although nothing came, as somebody may have deleted a file."""
        if self._writing.due():
            with self._writing.spend():
                self._desk.write_files(enough=self._stop.is_set)

    # -- settings -------------------------------------------------------------------------------

    def _reload(self) -> None:
        """Take over an edit of digest.toml or of the desk's own tables; one that is broken changes nothing."""
        settings = self._watched.current()
        if self._watched.refused is not None:
            self.report(self._watched.refused)
        seen = (settings, _tables(settings))
        if seen[0] is self._read[0] and seen[1] == self._read[1]:
            return
        self._read = seen
        self._told.clear()
        try:
            desk = self._assemble(settings)
            self._keep_times(desk)
            self._enforce(desk)
        except DigestError as why:
            self._complain(f"{why} (what was in force before stays so until the next edit)")
            return
        edited = settings is not self._desk.settings
        self._say(f"{'digest.toml' if edited else 'templates, layouts and regions'} read again")
        # The delivery lane may be at work with the old one, and closes it.
        self._desk = desk
        self._writing.reset()

    def _keep_times(self, desk: Publisher) -> None:
        """A time that an edit puts into the past was never promised: it does not go out now."""
        old = {plan.name: plan for plan in self._desk.settings.digests}
        for plan in desk.settings.digests:
            before, mark = old.get(plan.name), desk.store.mark(plan.name)
            if before is None or mark is None or _times(before) == _times(plan):
                continue
            now = desk.clock()
            if slots.due(before, mark, now).mark == mark:
                desk.store.advance(plan.name, now)

    def _enforce(self, desk: Publisher) -> None:
        """Put the desk's digests in force; a time that passed while one was not in digest.toml was never promised."""
        names = {plan.name for plan in desk.settings.digests}
        written = desk.store.fact(IN_FORCE)
        before = names if written is None else set(json.loads(written))
        for name in sorted(names - before):
            desk.store.advance(name, desk.clock())
        if written is None or names != before:
            # Written last: whatever stops us before this has the marks moved again.
            desk.store.set_fact(IN_FORCE, json.dumps(sorted(names)))

    def _assemble(self, settings: Settings) -> Publisher:
        return app.assemble(settings, listener=_Voice(self._say), clock=self._clock, what="digest run")

    def _complain(self, sentence: str) -> None:
        now = time.monotonic()
        self._told = {told: since for told, since in self._told.items() if now - since < REMINDER}
        if self._told.setdefault(sentence, now) == now:
            self._say(f"digest: {sentence}")


class _Voice:
    """A log has no progress bar and no use for short waits."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say

    def progress(self, done: int, total: int | None, what: str) -> None:
        """Nothing: a service reports what happened, not how far it is."""

    def warn(self, sentence: str) -> None:
        """A line in the log."""
        self._say(f"digest: {sentence}")

    def waiting(self, holder: str) -> None:
        """Nothing: commands beside a service take their turns all the time."""


def _missed(missed: slots.Missed) -> str:
    if missed.number == 1:
        return f"edition {missed.last.key} was missed; the next one has its articles"
    ends = f"{missed.first.key} to {missed.last.key}"
    return f"{missed.number:,} editions were missed, {ends}; the next one has their articles"


def _times(plan: DigestPlan) -> tuple[object, ...]:
    return plan.times, plan.days, plan.timezone


def _tables(settings: Settings) -> frozenset[tuple[str, int, int]]:
    """What the desk's own templates, layouts and regions look like from outside."""
    found = set()
    for folder in (settings.templates, settings.layouts, settings.regions):
        for file in folder.glob("*"):
            try:
                stat = file.stat()
            except OSError:
                # Gone since it was listed: the next look tells.
                continue
            found.add((str(file), stat.st_size, stat.st_mtime_ns))
    return frozenset(found)
