"""A WebSub hub hears which feeds changed, soon after their files did and once for many changes."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from digest.delivery.backoff import backoff
from digest.model import Heard, Ping, Site
from digest.renderers.address import feed_url
from digest.store import Store

if TYPE_CHECKING:
    from digest.delivery.websub import Hub

#: seconds after which a round begins no further request, so that nobody waits long for a slow hub
SPELL = 10.0
#: longer than a round with its last request: nobody else asks the hub meanwhile, also where this process is killed
LEASE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinging:
    """Tells the desk's hub, where it has one, of every file that the hub does not know as it stands."""

    store: Store
    site: Site
    hub: Hub | None
    clock: Callable[[], datetime]
    copied: bool = False
    """feeds/ is copied to its host first, and the hub told by `tell_all` alone"""

    def tell(self, *, enough: Callable[[], bool] = lambda: False) -> list[tuple[Ping, Heard]]:
        """One round: each file once, for `SPELL` seconds or until it is `enough`; what the hub made of each.

        A hub that does not answer ends the round and is left alone for ever longer, as a mail server is.
        """
        if self.hub is None or self.copied:
            return []
        until = time.monotonic() + SPELL
        pings = self.store.claim_pings(self.hub.address, now=self.clock(), lease=LEASE)
        return self._round(self.hub, pings, lambda: enough() or time.monotonic() > until)

    def tell_all(self) -> list[tuple[Ping, Heard]]:
        """All that the hub does not know, whenever it was to be tried again: somebody asks for it."""
        if self.hub is None:
            return []
        pings = self.store.claim_pings(self.hub.address, now=self.clock(), lease=LEASE, anyway=True)
        return self._round(self.hub, pings, lambda: False)

    def _round(self, hub: Hub, pings: tuple[Ping, ...], enough: Callable[[], bool]) -> list[tuple[Ping, Heard]]:
        with closing(hub):
            return self._told(hub, pings, enough) if pings else []

    def _told(self, hub: Hub, pings: tuple[Ping, ...], enough: Callable[[], bool]) -> list[tuple[Ping, Heard]]:
        done: list[tuple[Ping, Heard]] = []
        attempts = self.store.hub_state(hub.address).attempts
        for ping in pings:
            if enough():
                break
            heard = hub.tell(feed_url(self.site, ping.path, ""))
            done.append((ping, heard))
            now = self.clock()
            if not (heard.taken or heard.alone):
                wait = max(backoff(attempts + 1), heard.pause or timedelta())
                self.store.leave_hub(hub.address, attempts=attempts + 1, due=now + wait, answer=heard.detail)
                return done
            attempts = 0
            if heard.taken:
                self.store.heard(hub.address, ping, heard.detail, now=now)
            else:
                again = now + backoff(ping.attempts + 1)
                self.store.refused(hub.address, ping, heard.detail, now=now, again=again)
        self.store.leave_hub(hub.address, attempts=attempts, due=self.clock(), answer="")
        return done
