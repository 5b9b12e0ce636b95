"""Which story an article is a version of, by its source's own word, and which version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from digest.articles.dates import Moment, read_date
from digest.model import Hint, Precision, Signal

_LONGEST_GUID: Final = 2000
_LONGEST_VERSION: Final = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """The fields of that name of an article."""

    guid: str | None = None
    version: int = 0
    revised: datetime | None = None
    signal: Signal | None = None
    turn: int = 0


def read_version(hints: Mapping[str, Hint]) -> Version:
    """What the source's own fields say; nothing is guessed from the text."""
    said = {name: hint.value for name, hint in hints.items()}
    revised = read_date(said["updated"]) if "updated" in said else None
    exact = isinstance(revised, Moment) and revised.precision is Precision.TIME
    return Version(
        guid=said.get("id", "")[:_LONGEST_GUID] or None,
        version=_number(said.get("version", "")),
        revised=revised.at if isinstance(revised, Moment) and exact else None,
        signal=_signal(said),
    )


def _number(text: str) -> int:
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= _LONGEST_VERSION else 0


def _signal(said: Mapping[str, str]) -> Signal | None:
    if said.get("status", "").casefold() == "canceled":
        return Signal.WITHDRAWAL
    named = said.get("signal", "")
    return next((signal for signal in (Signal.CORRECTION, Signal.UPDATE) if signal in named), None)
