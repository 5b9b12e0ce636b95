"""Which of a page's statements is its date: the most trusted one that tells a day, on the source's own clock."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone

from digest.model import Hint

#: a year and a month alone or a bare year is no day
_DAY = re.compile(r"\s*(?:19|20)\d\d([-/]?)\d{1,2}\1\d{1,2}(?!\d)")
_BARE = re.compile(r"\s*\d{0,4}\s*$")
_IN_ADDRESS = re.compile(
    r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/.?#_-]|$)|(?<=[/_-])((?:19|20)\d\d)([01]\d)([0-3]\d)(?!\d)"
    r"|/(1[3-9]|2\d|3[01])-(\d\d)-((?:19|20)\d\d)(?=[/.?#_-]|$)"
)
_EITHER = re.compile(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
_QUARTER = timedelta(minutes=15)
#: the farthest clocks from UTC, in Kiribati and on Baker Island
_FARTHEST = timedelta(hours=14)


def day_in_address(url: str) -> date | None:
    """The day that an address names: /2026/03/02/, 20260302 between its marks, or /22-03-2026."""
    for found in _IN_ADDRESS.finditer(url):
        parts = [int(part) for part in found.groups() if part]
        year, month, day = parts if parts[0] > 31 else reversed(parts)
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return None


def best_stamp(offers: Sequence[Hint], url: str, printed: Callable[[], str] = str) -> Hint | None:
    """The first offer that tells a day in ISO 8601, else the first that is more than a year; none of none.

    A moment in UTC says which instant is meant and not which day its source counted: that is told by another stamp of
    the same instant, by the day in the address, or by the day `printed` on the page, empty where none is.
    """
    iso = [offer for offer in offers if _DAY.match(offer.value)]
    if not iso:
        return _settled(next((offer for offer in offers if not _BARE.match(offer.value)), None), printed)
    best, at = iso[0], _moment(iso[0].value)
    if at is None or at.utcoffset() != timedelta():
        return best
    for offset in (_distance(at, offer.value) for offer in iso[1:]):
        if offset:
            local = at.astimezone(timezone(offset))
            return Hint(value=local.isoformat(), source=best.source, confidence=best.confidence)
    day = day_in_address(url)
    if day is not None:
        return _on(day, at, best, "url")
    shown = _DAY.match(text := printed())
    return _on(date.fromisoformat(text[:10]), at, best, "printed") if shown else best


def _settled(stated: Hint | None, printed: Callable[[], str]) -> Hint | None:
    """A statement like 03/04/2026 as the day printed on the page, where that is one of the two."""
    found = _EITHER.match(stated.value) if stated is not None else None
    if stated is None or found is None:
        return stated
    text = printed()[:10]
    either = (f"{found[3]}-{found[1]:0>2}-{found[2]:0>2}", f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}")
    return (
        Hint(value=text, source=f"{stated.source}+printed", confidence=stated.confidence) if text in either else stated
    )


def _on(day: date, at: datetime, best: Hint, source: str) -> Hint:
    """A stamp in UTC on the day that its source counted, where that may be the same instant."""
    if not _is_other_day(at, day):
        return best
    return Hint(value=day.isoformat(), source=f"{best.source}+{source}", confidence=best.confidence)


def _moment(value: str) -> datetime | None:
    """The instant of a stamp with a time, in its own zone or none."""
    try:
        found = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    return found if len(value.strip()) > len("2026-03-02") else None


def _distance(at: datetime, value: str) -> timedelta | None:
    """How far a source's clock is from UTC by another stamp of the same instant; None where that tells nothing."""
    other = _moment(value)
    if other is None:
        return None
    offset = other.utcoffset()
    if offset:
        return offset if other.astimezone(UTC).replace(second=0) == at.astimezone(UTC).replace(second=0) else None
    apart = other.replace(tzinfo=UTC) - at
    whole = apart % _QUARTER == timedelta() and bool(other.second or other.minute % 15)
    return apart if whole and timedelta() < abs(apart) <= _FARTHEST else None


def _is_other_day(at: datetime, day: date) -> bool:
    """Whether an instant in UTC can lie on the day before or after, by a clock somewhere."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    apart = at.astimezone(UTC) - midnight
    return -_FARTHEST <= apart < timedelta() or timedelta(days=1) <= apart < timedelta(days=1) + _FARTHEST
