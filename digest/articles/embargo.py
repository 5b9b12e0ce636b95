"""What a source holds back: an embargo that runs, an item that it withholds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from digest.articles.dates import Moment, read_date
from digest.model import Draft, Hint, Precision

_STATES = {"withheld": "its source withholds it"}


def held_back(drafts: Iterable[Draft], *, now: datetime, released: bool = False) -> str | None:
    """Why the articles of a seed must not go out at `now`; None when they may.

    One held-back draft holds its seed: its neighbours came under the same wrapper. `released`: a person has looked at
    it, which counts only where the source gives no readable moment (day, time and zone) itself.
    """
    for draft in drafts:
        status = draft.hints.get("status")
        told = _STATES.get(status.value.casefold()) if status is not None else None
        told = told or _embargoed(draft.hints.get("embargo"), now=now, released=released)
        if told is not None:
            return f"{told} ({draft.title[:60]!r})"
    return None


def _embargoed(hint: Hint | None, *, now: datetime, released: bool) -> str | None:
    if hint is None:
        return None
    until = read_date(hint.value)
    if isinstance(until, Moment) and until.precision is Precision.TIME:
        if until.at <= now:
            return None
        return f"embargoed until {until.at:%Y-%m-%d %H:%M} UTC: digest quarantine retry takes it in from then on"
    if released:
        return None
    return f"embargoed, with no readable time and zone ({hint.value[:60]!r}): digest quarantine retry releases it"
