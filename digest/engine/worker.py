"""What the clock drives: one desk's work and its deliveries, with digest.toml read again when it changes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

from digest import app
from digest.config import Watched
from digest.editions import slots
from digest.errors import DigestError
from digest.model import DeliveryState
from digest.publisher import Publisher, Tally


class DeskWorker:
    """Two publishers over one desk, one a lane, so that a slow relay never holds up the feeds."""

    def __init__(self, watched: Watched, say: Callable[[str], None]) -> None:
        self._watched = watched
        self._say = say
        self._settings = watched.current()
        self._desk = self._assemble()
        self._post = self._assemble()
        self._changed = threading.Event()
        self._complaints: set[str] = set()

    # -- the two lanes --------------------------------------------------------------------------

    def work(self, now: datetime) -> None:
        """Ingest what settled, issue what is due, write what changed."""
        self._reload()
        desk = self._desk
        desk.tally.clear()
        known = desk.store.known()
        desk.take(desk.inbox, desk.look(known))
        for plan in desk.settings.digests:
            self._issue_due(desk, plan.name, now)
        desk.write_files()
        self._tell(desk.tally)

    def deliver(self, _now: datetime) -> None:
        """Send what is due."""
        if self._changed.is_set():
            self._changed.clear()
            self._post.close()
            self._post = self._assemble()
        self._post.tally.clear()
        self._post.deliver()
        for delivery, outcome in self._post.tally.outcomes:
            if outcome.state is not DeliveryState.SENT:
                self._say(f"delivery {delivery.name}: {outcome.state}, {outcome.detail}")

    def report(self, error: Exception) -> None:
        """A tick failed; the next one tries again. The same complaint is made once, not every five seconds."""
        complaint = str(error) if isinstance(error, DigestError) else f"{type(error).__name__}: {error}"
        if complaint not in self._complaints:
            self._complaints.add(complaint)
            self._say(f"digest: {complaint}")

    def close(self) -> None:
        """Let the database go."""
        self._desk.close()
        self._post.close()

    # -- parts ----------------------------------------------------------------------------------

    def _issue_due(self, desk: Publisher, digest: str, now: datetime) -> None:
        mark = desk.store.mark(digest)
        if mark is None:
            # The first run promises nothing for times that passed before it.
            desk.store.advance(digest, now)
            return
        due = slots.due(desk.digest(digest), mark, now)
        if due.slot is None:
            for missed in due.missed:
                self._say(f"edition {missed.key} was missed by too much; its articles go into the next one")
            if due.mark > mark:
                desk.store.advance(digest, due.mark)
            return
        edition = desk.issue(due.slot, mark=due.mark)
        self._say(f"edition {due.slot.key} " + ("issued" if edition else "skipped: nothing new"))

    def _reload(self) -> None:
        settings = self._watched.current()
        if self._watched.refused is not None:
            self.report(self._watched.refused)
        if settings is self._settings:
            return
        self._settings = settings
        self._desk.close()
        self._desk = self._assemble()
        self._changed.set()
        self._complaints.clear()
        self._say("digest.toml was read again")

    def _assemble(self) -> Publisher:
        return app.assemble(self._settings, listener=_Voice(self._say), what="digest run")

    def _tell(self, tally: Tally) -> None:
        for taken in tally.taken:
            if taken.quarantined is not None:
                self._say(f"quarantined {taken.path}: {taken.quarantined}")
            elif taken.new or taken.revised:
                self._say(f"read {taken.path}: {len(taken.new)} new, {len(taken.revised)} revised")
        for path, reason in tally.refused:
            self.report(DigestError(f"refused {path}: {reason}"))


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
        """Nothing: the lanes wait for one another all the time."""
