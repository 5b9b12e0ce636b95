"""Which story an article is a version of, by its source's own word and marks, and which version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from digest.articles.dates import PLAIN, Habit, Moment, read_date
from digest.articles.markers import Mark, join, read_note, read_slug, read_text, read_title, read_version_words
from digest.model import Hint, Precision, Signal

_LONGEST_GUID: Final = 2000
# Some sources count in moments (20260302090000), some draw ten digits by lot.
_LONGEST_VERSION: Final = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """The fields of that name of an article."""

    guid: str | None = None
    version: int = 0
    revised: datetime | None = None
    signal: Signal | None = None
    turn: int = 0


def read_version(
    hints: Mapping[str, Hint], title: str, paragraphs: Sequence[str] = (), habit: Habit = PLAIN
) -> Version:
    """What the source's own fields say, and the marks in its headline, slug, printed version, notes and text."""
    said = {name: hint.value for name, hint in hints.items()}
    revised = read_date(said["updated"], habit) if "updated" in said else None
    exact = isinstance(revised, Moment) and revised.precision is Precision.TIME
    mark = join((_said(said), read_title(title)[1], read_text(paragraphs)))
    return Version(
        guid=said.get("id", "")[:_LONGEST_GUID] or None,
        version=_number(said.get("version", "")),
        revised=revised.at.astimezone(UTC) if isinstance(revised, Moment) and exact else None,
        signal=mark.signal,
        turn=mark.turn,
    )


def _number(text: str) -> int:
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= _LONGEST_VERSION else 0


def _said(said: Mapping[str, str]) -> Mark:
    marks = [Mark(signal=signal) for signal in (Signal.CORRECTION, Signal.UPDATE) if signal in said.get("signal", "")]
    if said.get("status", "").casefold() == "canceled":
        marks.append(Mark(signal=Signal.WITHDRAWAL))
    readers = {"slug": read_slug, "version": read_version_words, "note": read_note}
    return join([*marks, *(read(said[name]) for name, read in readers.items() if name in said)])
