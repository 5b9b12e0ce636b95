"""Dates as RFC 3339, RFC 822 with its successors, and the W3C's note have them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from digest.lint.judge import Spot

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ZONES = {
    "ut": 0,
    "gmt": 0,
    "z": 0,
    "est": -5,
    "edt": -4,
    "cst": -6,
    "cdt": -5,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
}
_ISO = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?P<time>T(?P<hour>\d\d):(?P<minute>\d\d)"
    r"(?P<seconds>:(?P<second>\d\d)(?:\.\d+)?)?(?P<zone>Z|[+-]\d\d:\d\d)?)?)?)?"
)
_MAIL = re.compile(
    r"(?:(?P<name>[a-z]+)\s*,\s*)?(?P<day>\d\d?)\s+(?P<month>[a-z]{3})\s+(?P<year>\d{2,4})\s+"
    r"(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d))?\s+(?P<zone>[+-]?\d{4}|[a-z]{1,3})",
    re.IGNORECASE,
)
#: the spaces, the case and the parts that readers agree on
_PLAIN = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d\d? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d\d:\d\d(?::\d\d)? (?:[+-]?\d\d[03]0|UT|GMT|EST|EDT|CST|CDT|MST|MDT|PST|PDT|Z)"
)
_COMMENT = re.compile(r"\([^()]*\)")
#: a clock that is a little off is no lie
_SLACK = timedelta(minutes=10)
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


def rfc3339(spot: Spot, value: str) -> None:
    """A date and a time with a zone (RFC 4287 section 3.3)."""
    match = _ISO.fullmatch(value)
    _judge_iso(spot, value, match if match and match["seconds"] and match["zone"] else None, "InvalidRFC3339Date")


def w3cdtf(spot: Spot, value: str) -> None:
    """A year, a month, a day or an instant (the W3C's note on date and time formats)."""
    match = _ISO.fullmatch(value)
    good = match if match and (match["zone"] or not match["time"]) else None
    _judge_iso(spot, value, good, "InvalidW3CDTFDate")


def unbounded_w3cdtf(spot: Spot, value: str) -> None:
    """The same where the future is as good as the past, as in a calendar of events."""
    match = _ISO.fullmatch(value)
    if not match or instant(match) is None:
        spot.say("InvalidW3CDTFDate", value)


def rfc822(spot: Spot, value: str) -> None:
    """A date of RFC 822 with a year of four digits (RSS 2.0; RFC 2822 section 3.3)."""
    bare = _without_comments(value)
    match = _MAIL.fullmatch(bare)
    when = None if match is None else _mail_instant(match)
    if match is None or when is None:
        spot.say("InvalidRFC2822Date", value)
    elif _PLAIN.fullmatch(value):
        name = match["name"]
        local = when + _offset(match["zone"])
        if name and name.lower() != _DAYS[local.weekday()]:
            spot.say("IncorrectDOW", value)
        else:
            _judge_plausible(spot, value, when)
    else:
        spot.say("ProblematicalRFC822Date", value)


def instant(match: re.Match[str]) -> datetime | None:
    """The instant of a date of ISO 8601; of a day or a month its begin, in UTC."""
    try:
        when = datetime(
            int(match["year"]),
            int(match["month"] or 1),
            int(match["day"] or 1),
            int(match["hour"] or 0),
            int(match["minute"] or 0),
            min(int(match["second"] or 0), 59) if int(match["second"] or 0) <= 60 else 99,
            tzinfo=UTC,
        )
    except ValueError:
        return None
    zone = match["zone"]
    if zone and zone != "Z":
        hours, minutes = int(zone[1:3]), int(zone[4:])
        if hours > 23 or minutes > 59:
            return None
        shift = timedelta(hours=hours, minutes=minutes)
        try:
            return when - shift if zone[0] == "+" else when + shift
        except OverflowError:
            return None
    return when


def read_iso(value: str) -> datetime | None:
    """The instant of a date that may be broken."""
    match = _ISO.fullmatch(value.strip())
    return instant(match) if match else None


def read_mail(value: str) -> datetime | None:
    """The same of a date of mail."""
    match = _MAIL.fullmatch(_without_comments(value))
    return _mail_instant(match) if match else None


def _judge_iso(spot: Spot, value: str, match: re.Match[str] | None, rule: str) -> None:
    when = instant(match) if match else None
    if match is None or when is None:
        spot.say(rule, value)
    else:
        slack = timedelta(0) if match["time"] else timedelta(days=1)
        _judge_plausible(spot, value, when - slack)


def _judge_plausible(spot: Spot, value: str, when: datetime) -> None:
    if not when + timedelta(days=1) >= _EARLIEST or when > spot.judge.now + _SLACK:
        spot.say("ImplausibleDate", value)


def _without_comments(value: str) -> str:
    value = re.sub(r"\\.", "", value)
    for _ in range(20):
        shorter = _COMMENT.sub(" ", value)
        if shorter == value:
            break
        value = shorter
    return value.strip()


def _offset(zone: str) -> timedelta:
    if zone[-1].isdigit():
        sign = -1 if zone[0] == "-" else 1
        digits = zone.lstrip("+-")
        return sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timedelta(hours=_ZONES.get(zone.lower(), 0))


def _mail_instant(match: re.Match[str]) -> datetime | None:
    month, name, zone = match["month"].lower(), match["name"], match["zone"].lower()
    if month not in _MONTHS or len(match["year"]) == 3 or (name and name.lower() not in _DAYS):
        return None
    if not zone[-1].isdigit() and zone not in _ZONES and not (len(zone) == 1 and zone != "j"):
        return None
    year = int(match["year"])
    if len(match["year"]) == 2:
        year += 2000 if year < 50 else 1900
    try:
        when = datetime(
            year,
            _MONTHS.index(month) + 1,
            int(match["day"]),
            int(match["hour"]),
            int(match["minute"]),
            min(int(match["second"] or 0), 59),
            tzinfo=UTC,
        )
        return when - _offset(match["zone"])
    except (ValueError, OverflowError):
        return None
