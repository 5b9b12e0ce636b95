"""What is read and kept from readers: why, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from digest.model.articles import Article
from digest.model.moments import check_aware


class Hold(StrEnum):
    """Why an article is kept from readers."""

    #: its source asks to wait until a moment
    EMBARGO = "embargo"
    #: its source withholds it
    WITHHELD = "withheld"
    #: a rule of the desk leaves it out
    SKIP = "skip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The word by which an article is kept from readers."""

    hold: Hold
    note: str
    """what was said: the embargo as printed, the rule of the desk"""
    until: datetime | None = None
    """the moment from which it may go out; None = until a person releases it"""

    def __post_init__(self) -> None:
        check_aware(self.until)

    @property
    def told(self) -> str:
        """The sentence for a person."""
        if self.hold is Hold.EMBARGO and self.until is not None:
            return f"embargoed until {self.until:%Y-%m-%d %H:%M} UTC"
        if self.hold is Hold.EMBARGO:
            return f"embargoed, with no readable time and zone ({self.note[:60]!r}): waits for a person"
        if self.hold is Hold.SKIP:
            return f"left out by {self.note}"
        return f"{self.note}: waits for a person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """An article that is kept from readers, in no feed, page, edition or count of theirs."""

    article: Article
    held: Held
    since: datetime
    backfill: bool = False

    def __post_init__(self) -> None:
        check_aware(self.since)
