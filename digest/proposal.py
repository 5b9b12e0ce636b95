"""An edition before anybody has agreed to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from digest.model import Composition, Edition, Subscriber


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An edition that is composed and rendered but not issued, and who would get it."""

    edition: Edition
    composition: Composition
    subscribers: tuple[Subscriber, ...]
    leaves: bool
    """a channel of it leaves this machine"""
    mark: datetime
