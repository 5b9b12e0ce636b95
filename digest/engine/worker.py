"""What the clock drives: one desk's work and its deliveries, its settings and tables read again when they change."""

from __future__ import annotations

import json
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from digest import app
from digest.config import Settings, Watched
from digest.editions import slots
from digest.engine.thrift import Thrift
from digest.errors import DeliveryError, DigestError, FilesError, StoreError
from digest.ingest.inbox import Look
from digest.model import DeliveryState, DigestPlan, FileStat, Slot
from digest.publisher import Publisher, utcnow
from digest.renderers.wording import plural
from digest.store.records import AHEAD
from digest.tally import Tally

#: seconds of ingest in one tick: a flood of files is published as it is read, and delays no edition for long
ROUND = 20.0
#: seconds after which a trouble that lasts is told again
REMINDER = 3600.0
#: how long before it is too late an edition waits no more for the files that came while the desk was off
LAST_CALL = timedelta(minutes=1)
#: seconds from one round of telling the hub to the next: what changes in between is told as one
ROUNDS = 10.0
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
        self._quarantined: dict[str, FileStat] = {}
        self._refused: frozenset[tuple[str, str]] = frozenset()
        self._told: dict[str, float] = {}
        self._telling = threading.Lock()
        self._turned: dict[str, datetime] = {}
        self._next_round = 0.0

    # -- the two lanes --------------------------------------------------------------------------

    def work(self) -> None:
        """Ingest what settled, issue what is due, write what changed."""
        self._attempt(self._reload)
        self._attempt(self._ingest)
        for plan in self._desk.settings.digests:
            self._attempt(partial(self._issue_due, plan))
        self._attempt(self._write_files)
        self._attempt(self._desk.prune)

    def deliver(self) -> None:
        """Tell the hub of feeds that changed, and send what is due."""
        if self._post.store is not self._desk.store:
            self._post.close()
            self._post = replace(self._desk, tally=Tally())
        post = self._post
        post.tally.clear()
        self._attempt(partial(self._tell_hub, post))
        try:
            post.deliver(enough=lambda: self._stop.is_set() or post.store is not self._desk.store)
        finally:
            self._tell_outcomes(post.tally)

    def report(self, error: Exception) -> None:
        """A tick failed; the next one tries again. A trouble that lasts is told once an hour, not at every tick."""
        if isinstance(error, DigestError):
            self._complain(str(error))
        else:
            last = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{Path(last.filename).name}:{last.lineno}"
            fault = f"a fault in Digest itself: {type(error).__name__}: {error} ({where}); please report it"
            # Its words may be others at every tick.
            self._complain(fault, about=where)

    def close(self) -> None:
        """Let the database go."""
        self._desk.close()
        self._post.close()

    # -- parts of the work ----------------------------------------------------------------------

    def _attempt(self, part: Callable[[], None]) -> None:
        """Begin a part of the work; what goes wrong in one, as with a broken mail template, holds up no other."""
        if self._stop.is_set():
            return
        try:
            part()
        except Exception as error:  # noqa: BLE001 - as above
            self.report(error)

    def _ingest(self) -> None:
        desk = self._desk
        desk.tally.clear()
        if not self._looking.due():
            return
        began = time.monotonic()
        desk.release_due()
        with self._looking.spend():
            look = desk.look(lambda _: self._ledger())
        try:
            desk.take(desk.inbox, look, enough=lambda: self._stop.is_set() or time.monotonic() - began > ROUND)
        finally:
            self._tell(desk.tally, look)
        taken = {taken.path for taken in desk.tally.taken if not taken.let_out}
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

    def _tell(self, tally: Tally, look: Look) -> None:
        """What came in, and what could not; a file that stays as it is is complained of once."""
        if tally.new or tally.revised or tally.kin:
            self._writing.reset()
        for taken in tally.taken:
            done = "let out an article of" if taken.let_out else "read"
            kin = Counter(what.value for _, what in taken.kin)
            versions = "".join(f", {plural(number, what)}" for what, number in kin.items())
            if taken.new or taken.revised or taken.kin:
                self._say(f"{done} {taken.path}: {len(taken.new)} new, {len(taken.revised)} revised{versions}")
            for held in taken.withheld:
                self._say(f"withheld an article of {taken.path}: {held.told}")
        stats = {found.path: found.stat for found in look.settled}
        for taken in tally.taken:
            if taken.nothing is not None:
                self._say(f"no article in {taken.path}: {taken.nothing}")
            if taken.short is not None:
                self._say(f"look at {taken.path}: {taken.short}")
        for taken in tally.quarantined:
            # One whose bytes cannot be had is tried again and again; what is inside another file is not.
            stat = stats.get(taken.path)
            if stat is None or self._quarantined.get(taken.path) != stat:
                self._say(f"quarantined {taken.path}: {taken.quarantined}")
            if stat is not None:
                self._quarantined[taken.path] = stat
        refused = frozenset(tally.refused)
        for path, reason in sorted(refused - self._refused):
            self._say(f"refused {path}: {reason}")
        self._refused = refused

    def _tell_hub(self, post: Publisher) -> None:
        """Tell the hub, not too often; what it does not take is tried again by itself, and told once an hour."""
        if time.monotonic() < self._next_round:
            return
        post.tell_hub(enough=self._stop.is_set)
        if post.tally.pings:
            self._next_round = time.monotonic() + ROUNDS
        number = sum(heard.taken for _, heard in post.tally.pings)
        if number and self._is_news("the hub listens"):
            self._say(f"told the hub {post.settings.hub} of {plural(number, 'changed file')}; so it goes on, unsaid")
        for ping, heard in post.tally.pings:
            if not heard.taken and self._is_news(f"hub {heard.detail}"):
                self._say(f"the hub {post.settings.hub} did not take {ping.path}: {heard.detail}; it is tried again")

    def _tell_outcomes(self, tally: Tally) -> None:
        """What was sent and what was not; what is put off is put off many times."""
        outcomes = Counter((delivery.edition, outcome.state, outcome.detail) for delivery, outcome in tally.outcomes)
        for (edition, state, detail), number in outcomes.items():
            why = "" if state is DeliveryState.SENT else f": {detail}"
            line = f"edition {edition}: {number} {'delivery' if number == 1 else 'deliveries'} {state}{why}"
            if state is not DeliveryState.PENDING or self._is_news(f"{edition} {detail}"):
                self._say(line)

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
        if due.slot is not None and self._waits(plan, due.slot, now):
            return
        namesake = issued = None
        before = len(desk.tally.set_aside)
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
            if aside := len(desk.tally.set_aside) - before:
                why = f"{plural(aside, 'article is', 'articles are')} left out as backlog: digest status tells why"
            self._say(f"edition {due.slot.key} {'issued' if issued else f'left out: {why}'}")

    def _waits(self, plan: DigestPlan, slot: Slot, now: datetime) -> bool:
        """An edition missed while the desk was off holds the files that came meanwhile, if they can be had in time."""
        return slot.at < self._started and not self._caught_up and now < slot.at + plan.max_late - LAST_CALL

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
        try:
            desk = self._prepare(settings)
        except (StoreError, FilesError, DeliveryError) as why:
            # Not the edit's fault.
            self._complain(f"{why} (what was in force before stays so until it can be tried again)")
            return
        except DigestError as why:
            self._take_note(seen)
            self._complain(f"{why} (what was in force before stays so until the next edit)")
            return
        self._take_note(seen)
        edited = settings is not self._desk.settings
        # The delivery lane may be at work with the old one, and closes it.
        self._desk = desk
        self._writing.reset()
        self._say(f"{'digest.toml' if edited else 'templates, layouts and regions'} read again")

    def _take_note(self, seen: tuple[Settings, frozenset[tuple[str, int, int]]]) -> None:
        """This edit is dealt with; a trouble after it is another one."""
        self._read = seen
        with self._telling:
            self._told.clear()

    def _prepare(self, settings: Settings) -> Publisher:
        desk = self._assemble(settings)
        try:
            self._keep_times(desk)
            self._enforce(desk)
        except DigestError:
            desk.close()
            raise
        return desk

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
        return app.assemble(settings, listener=_Voice(self._complain), clock=self._clock, what="digest run")

    def _complain(self, sentence: str, *, about: str | None = None) -> None:
        if self._is_news(about or sentence):
            self._say(f"digest: {sentence}")

    def _is_news(self, trouble: str) -> bool:
        """Whether the trouble was not told in the last hour. All lanes ask."""
        now = time.monotonic()
        with self._telling:
            self._told = {told: since for told, since in self._told.items() if now - since < REMINDER}
            return self._told.setdefault(trouble, now) == now


class _Voice:
    """A log has no progress bar and no use for short waits."""

    def __init__(self, complain: Callable[[str], None]) -> None:
        self._complain = complain

    def progress(self, done: int, total: int | None, what: str) -> None:
        """Nothing: a service reports what happened, not how far it is."""

    def warn(self, sentence: str) -> None:
        """A line in the log; an edition that cannot be issued would warn at every tick."""
        self._complain(sentence)

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
