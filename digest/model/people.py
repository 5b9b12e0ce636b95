"""Subscribers, and the deliveries that bring them editions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class SubscriberState(StrEnum):
    """Whether a person gets mail."""

    #: gets every edition of the digests named
    ACTIVE = "active"
    #: gets nothing until resumed
    PAUSED = "paused"
    #: has left
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A person, or the desk itself."""

    id: int
    address: str
    channel: str
    """"maildir" or "smtp" """
    digests: tuple[str, ...]
    """empty = all"""
    state: SubscriberState = SubscriberState.ACTIVE
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A feed under an address that one person knows."""

    token: str = field(repr=False)
    """the secret in the address: whoever has it can read the feed"""
    feed: str
    """as in FeedName"""
    name: str
    """the person's"""
    since: datetime
    ended: datetime | None = None

    @property
    def path(self) -> str:
        """Path of its files under feeds/, without the format's suffix."""
        return f"private/{self.token}/{self.feed.rpartition('/')[2]}"


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    #: waits for its turn or for `not_before`
    PENDING = "pending"
    #: claimed by `owner` until `lease`
    SENDING = "sending"
    #: the channel took it
    SENT = "sent"
    #: refused for good
    FAILED = "failed"
    #: waits for a person
    HELD = "held"
    #: unsubscribed, paused or stopped after issue
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One edition to one person through one channel."""

    edition: str
    subscriber: int
    address: str
    channel: str
    message_id: str
    """with angle brackets, the same on every try"""
    state: DeliveryState = DeliveryState.PENDING
    attempts: int = 0
    owner: str | None = None
    lease: datetime | None = None
    not_before: datetime | None = None
    detail: str = ""
    """the channel's last words"""
    settled: datetime | None = None

    @property
    def name(self) -> str:
        """Stable, safe for a file name, and as unique as the Message-ID.

        After a restore a desk may issue another edition under a key that a mail in its Maildir already bears.
        """
        return f"{self.edition}.{self.subscriber}.{hashlib.sha256(self.message_id.encode()).hexdigest()[:12]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a channel says of one try: SENT, FAILED, HELD, or PENDING to try again after `retry_after`."""

    state: DeliveryState
    detail: str = ""
    retry_after: timedelta | None = None
