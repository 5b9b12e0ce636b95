"""A WebSub hub, and what it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping:
    """A file of a feed, and what a WebSub hub knows of it."""

    path: str
    """under feeds/, with the format's suffix: "regions/europe.atom.xml" """
    stands: str
    """sha256 of its bytes"""
    told: str | None = None
    """what `stands` was when the hub was told last"""
    attempts: int = 0
    """how often in a row the hub refused this file"""
    due: datetime
    """from when on it may be tried"""
    answer: str = ""
    """what the hub said last"""
    tried: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether the hub is still to be told of what stands there."""
        return self.told != self.stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a WebSub hub made of one feed's address."""

    taken: bool
    detail: str
    """its status and first words, or why there is no answer"""
    alone: bool = False
    """it refused this feed and may take others"""
    pause: timedelta | None = None
    """how long it asks to be left alone"""


@dataclass(frozen=True, slots=True, kw_only=True)
class HubState:
    """How it is with a WebSub hub."""

    attempts: int = 0
    """how often in a row it could not be told anything"""
    due: datetime
    """from when on it may be asked; a minute after another process has begun to"""
    answer: str = ""
    """what went wrong last; empty when all is well"""
