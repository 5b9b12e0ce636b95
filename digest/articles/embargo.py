"""What a source holds back: an embargo that runs, an item that it withholds."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Final

from digest.articles.banner import RELEASE, banner_below, without_banner
from digest.articles.dates import Moment, read_date
from digest.articles.lifting import moment_told
from digest.model import Draft, Held, Hint, Hold

# midnight in the last zone, twelve hours behind UTC
_DAY_IS_OVER: Final = timedelta(hours=36)


def held_back(draft: Draft, *, now: datetime, above: Draft | None = None) -> Held | None:
    """Why the article of a draft must not go out at `now`; None when it may.

    A moment is readable that has day, time and zone; without one it waits for a person. What its source has withdrawn
    is not held back: it takes its story with it at once. `above` is the draft that stands in front of it in the same
    file: an embargo at the end of that one may be the banner of this one, and holds both.
    """
    draft = without_banner(draft)
    status = draft.hints.get("status")
    word = status.value.casefold() if status is not None else ""
    if word == "canceled":
        return None
    if word == "withheld":
        return Held(hold=Hold.WITHHELD, note="its source withholds it")
    hints = (draft.hints.get("embargo"), banner_below(above) if above is not None else None)
    held = [why for why in (_embargoed(hint, now=now) for hint in hints) if why is not None]
    return max(held, key=_length, default=None)


def _length(held: Held) -> tuple[bool, datetime]:
    """What waits for a person waits longest."""
    return held.until is None, held.until or datetime.max.replace(tzinfo=UTC)


def _embargoed(hint: Hint | None, *, now: datetime) -> Held | None:
    if hint is None:
        return None
    until = moment_told(hint.value)
    if until is None and _was_released(hint.value, now):
        return None
    if until is None:
        return Held(hold=Hold.EMBARGO, note=hint.value)
    return Held(hold=Hold.EMBARGO, note=hint.value, until=until.at.astimezone(UTC)) if until.at > now else None


def _was_released(told: str, now: datetime) -> bool:
    """Whether "for release" names a day that is over in every zone."""
    day = read_date(told.removeprefix(RELEASE)) if told.startswith(RELEASE) else None
    return isinstance(day, Moment) and datetime.combine(day.day, time(), UTC) + _DAY_IS_OVER <= now
