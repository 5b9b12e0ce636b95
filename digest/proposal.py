"""An edition before anybody has agreed to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from digest.model import Composition, Delivery, Edition, Site, Subscriber
from digest.renderers import message


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An edition that is composed and rendered but not issued, and who would get it."""

    edition: Edition
    composition: Composition
    subscribers: tuple[Subscriber, ...]
    leaves: bool
    """a channel of it leaves this machine"""
    mark: datetime


def trial(edition: Edition, site: Site, *, to: str, channel: str, now: datetime) -> tuple[Delivery, bytes]:
    """A copy marked [TEST] for one address, of which nothing is recorded."""
    briefing = replace(edition.briefing, subject=f"[TEST] {edition.briefing.subject}")
    stamp = f"{now:%Y%m%d%H%M%S%f}"
    message_id = f"<test.{stamp}@{message.domain(site)}>"
    delivery = Delivery(edition=f"test-{stamp}", subscriber=0, address=to, channel=channel, message_id=message_id)
    return delivery, message.build(replace(edition, briefing=briefing), site, to=to, message_id=message_id)
