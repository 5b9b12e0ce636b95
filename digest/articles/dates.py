"""Strict reading of dates: a whole field, the dates in a running text, a day and month without a year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import Enum
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from digest.articles.months import MONTHS, WEEKDAYS
from digest.articles.words import words
from digest.model import DateOrder, Precision, Source

_LONGEST_FIELD: Final = 100
_EARLIEST, _LATEST = 1900, 2099
# The look-behind stands after the first two digits, so that the search can skip quickly to a 1 or 2.
_YEAR: Final = re.compile(r"(?:19|20)(?<!\d\d\d)\d\d(?!\d)")
_AFTER_YEAR: Final = re.compile(r"([-/.])(\d{1,2})\1(\d{1,2})(?!\d)")
_NUMERIC: Final = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2$")
# Three numbers: with a year of four digits at its place, or of two, which only a source's own order can tell.
_NUMBERS: Final = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(\d{2}|\d{4})(?![\d/-])")
_DAY_MONTH: Final = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|°|\.)?[ -](?:de |of )?([^\W\d_]+)[.,]{0,2}[ -](?:de |del )?$"
)
_MONTH_DAY: Final = re.compile(r"(?<![^\W_])([^\W\d_]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? $")
_MONTH: Final = re.compile(r"(?<![^\W_])([^\W\d_]+)[.,]{0,2} (?:de |del |of )?$")
_TWO_WORD_MONTHS: Final = {
    "تشرين الأول": "أكتوبر",
    "تشرين الثاني": "نوفمبر",
    "كانون الأول": "ديسمبر",
    "كانون الثاني": "يناير",
}
_WORD: Final = re.compile(r"[^\W\d_]+")
_LOOK_BACK: Final = 36
# "Tue Jul 30 09:35:14 CEST 2019" of the C library and of Java, whose year stands behind the clock
_CLOCK_BEFORE_YEAR: Final = re.compile(
    r"[^\W\d_]{3} ([^\W\d_]{3}) (\d{1,2}) (\d\d:\d\d(?::\d\d)?)( [A-Z]{2,5}| [+-]\d{4})? (\d{4})$"
)
# what programs write behind a distance from UTC that says it already ("+02:00CET"), and seconds of one figure
_ZONE_TWICE: Final = re.compile(r"(?<=[+-]\d\d:\d\d)[A-Z]{2,5}$")
_SHORT_SECONDS: Final = re.compile(r"(?<=\d\d:\d\d:)(?=\d(?:Z|[+-]\d\d:?\d\d)$)")
_ARABIC_HALVES: Final = re.compile(r"(?<=\d) ?([صم])(?!\w)")
_FOREIGN_DIGIT: Final = re.compile(r"[^\D0-9]")

_CLOCK: Final = re.compile(
    r"(?<!\d)(\d{1,2})[:.h](\d{2})(?::(\d{2})(?:\.\d{1,9})?)? ?([ap]\.?m\.?(?![a-z]))?", re.IGNORECASE
)
_ZONE: Final = re.compile(r"[ (]{0,2}(Z(?![A-Za-z])|[A-Z]{2,5}(?![A-Za-z]))?\)?(?: ?([+-])(\d{1,2}):?(\d{2})?(?!\d))?")
# RFC 822 section 5.1, and the European zones whose letters mean one thing only; IST, BST and the like mean several.
_ZONES: Final = {
    "Z": 0, "UTC": 0, "GMT": 0, "UT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8,
    "PDT": -7, "WET": 0, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3,
}  # fmt: skip
# The zero of Unix time, of OLE and spreadsheet days, of Go and .NET times; MySQL's has no day in any calendar.
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_PLACEHOLDERS: Final = frozenset({_EPOCH.date(), date(1900, 1, 1), date(1, 1, 1)})
_ZERO_DAY: Final = "0000-00-00"
_FILLERS: Final = words(
    """
    at t on published posted date um uhr à a le las el la am h il alle le dia día en the من يوم في
    mo di mi do fr sa so lun mar mié mie jue vie sáb dom пн вт ср чт пт сб вс
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A date as a source gives it."""

    day: date
    """the day as printed, in the source's own zone"""
    at: datetime
    """in the source's own zone; midnight UTC of `day` (the first of the month for Precision.MONTH) without a time"""
    precision: Precision


class Trouble(Enum):
    """Why a date cannot be told."""

    #: 03/04/2025: two days are meant by different readers
    AMBIGUOUS = "ambiguous"
    #: 1970-01-01: what programs write when they have no date
    PLACEHOLDER = "placeholder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A date in a running text: text[start:end]."""

    start: int
    end: int
    day: date | None
    """None when the numbers are ambiguous"""
    precision: Precision
    month: str = ""
    """the month's name as printed, empty for numbers"""


def day_moment(day: date, precision: Precision = Precision.DAY) -> Moment:
    """The moment of a day (or month) without a time."""
    return Moment(day=day, at=datetime.combine(day, time(), UTC), precision=precision)


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How a source writes its dates, where the dates themselves do not say."""

    order: DateOrder | None = None
    zone: ZoneInfo | None = None


def habit_of(source: Source | None) -> Habit:
    """What the desk says of a source's dates."""
    if source is None:
        return PLAIN
    return Habit(order=source.date_order, zone=ZoneInfo(source.timezone) if source.timezone else None)


#: of a source of which nothing is known
PLAIN: Final = Habit()


def read_date(value: str, habit: Habit = PLAIN) -> Moment | Trouble | None:
    """The date that a whole field is: ISO 8601, RFC 822, "16 December 2025", "Dec. 16, 2025 5:03 PM EST", Unix seconds.

    None when anything else stands in the field; Trouble.AMBIGUOUS for 03/04/2025, Trouble.PLACEHOLDER for 1970-01-01
    and the like. A time without a zone is left out. `habit` resolves 03/04/2025, 03/04/25 and a time without a zone.
    """
    text = western_digits(" ".join(value.split()))
    if not 4 <= len(text) <= _LONGEST_FIELD:
        return None
    text = _usual(text)
    if habit.order is not None:
        text = _NUMBERS.sub(partial(_ordered, order=habit.order), text)
    return _iso(text, habit.zone) or _epoch(text) or _written(text, habit.zone)


def _usual(text: str) -> str:
    """A date field without the ways of single programs."""
    if text[:4].isdecimal():
        return _SHORT_SECONDS.sub("0", _ZONE_TWICE.sub("", text))
    if text.isascii():
        return _CLOCK_BEFORE_YEAR.sub(r"\2 \1 \5 \3\4", text)
    return _ARABIC_HALVES.sub(lambda found: " am" if found[1] == "ص" else " pm", text)


def find_dates(text: str) -> Iterator[Mention]:
    """Every date with a day or month and a year of four digits in a running text (Western digits), in order."""
    for found in find_years(text):
        mention = date_around(text, found)
        if mention is not None:
            yield mention


def find_years(text: str) -> Iterator[re.Match[str]]:
    """Every number that may be a year from 1900 to 2099."""
    # Most sentences name none, which a plain look tells many times quicker.
    return _YEAR.finditer(text) if "19" in text or "20" in text else iter(())


def read_day_month(text: str) -> tuple[int, int] | None:
    """(day, month) of "April 3", "Dec. 16", "3 April", "16 dic"; None for anything else."""
    match text.replace(".", " ").split():
        case [first, second] if first.isdecimal() and len(first) <= 2:
            day, month = int(first), MONTHS.get(second.casefold())
        case [first, second] if second.isdecimal() and len(second) <= 2:
            day, month = int(second), MONTHS.get(first.casefold())
        case _:
            return None
    # 2024 is a leap year, so 29 February is a day.
    return (day, month) if month is not None and make_date(2024, month, day) is not None else None


def make_date(year: int, month: int, day: int) -> date | None:
    """The date, or None when the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def western_digits(text: str) -> str:
    """Arabic-Indic, Persian and Devanagari digits as 0-9."""
    if text.isascii() or not _FOREIGN_DIGIT.search(text):
        return text
    return _FOREIGN_DIGIT.sub(lambda found: str(int(found[0])), text)


def _ordered(found: re.Match[str], order: DateOrder) -> str:
    """Three numbers as year, month and day by the source's order; as they are where that gives no day."""
    first, _, second, third = found.groups()
    year, month, day = {
        DateOrder.DAY_FIRST: (third, second, first),
        DateOrder.MONTH_FIRST: (third, first, second),
        DateOrder.YEAR_FIRST: (first, second, third),
    }[order]
    if len(year) == 2:
        # as POSIX reads two digits
        year = f"{'19' if year >= '69' else '20'}{year}"
    known = make_date(int(year), int(month), int(day)) if len(year) == 4 else None
    return known.isoformat() if known else found[0]


def _iso(text: str, zone: ZoneInfo | None) -> Moment | Trouble | None:
    if not text[:4].isdecimal():
        return None
    if text.startswith(_ZERO_DAY):
        return Trouble.PLACEHOLDER
    if len(text) == 7 and text[4] == "-" and text[5:].isdecimal():
        first = make_date(int(text[:4]), int(text[5:]), 1)
        return None if first is None else day_moment(first, Precision.MONTH)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return _moment(at.date(), at.time() if len(text) > 10 else None, at.utcoffset(), zone)


def _epoch(text: str) -> Moment | Trouble | None:
    """Unix time in seconds or milliseconds."""
    if not (text.isdecimal() and len(text) in {10, 13}):
        return None
    at = datetime.fromtimestamp(int(text[:10]), UTC)
    return _moment(at.date(), at.time(), timedelta())


def _written(text: str, habitual: ZoneInfo | None) -> Moment | Trouble | None:
    mentions = list(find_dates(text))
    if len(mentions) != 1:
        return None
    [mention] = mentions
    if mention.day is None:
        return Trouble.AMBIGUOUS
    rest = f"{text[: mention.start]} {text[mention.end :]}"
    clock, offset = None, None
    found = _CLOCK.search(rest)
    if found:
        clock = _clock(found)
        zone = _ZONE.match(rest, found.end())
        offset = _offset(zone)
        if zone is not None and zone[0].strip(" ()") and not _is_named(habitual, zone[1], mention.day):
            habitual = None
        rest = f"{rest[: found.start()]} {rest[zone.end() if zone else found.end() :]}"
        if clock is None:
            return None
    if not _only_fillers(rest, mention.day if mention.precision is Precision.DAY else None):
        return None
    if mention.precision is not Precision.DAY:
        return day_moment(mention.day, mention.precision) if clock is None else None
    return _moment(mention.day, clock, offset, habitual)


def _clock(found: re.Match[str]) -> time | None:
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[4][0] in "pP" else 0)
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _offset(zone: re.Match[str] | None) -> timedelta | None:
    """The zone's distance from UTC; None when there is none or its letters mean several zones."""
    if zone is None:
        return None
    name, sign, hours, minutes = zone.groups()
    base = _ZONES.get(name) if name else None
    if sign is None:
        return None if base is None else timedelta(hours=base)
    if name is not None and base != 0:
        return None
    if len(hours) == 1 and minutes is not None and len(zone[0].strip()) < 4:
        return None
    shift = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return (-shift if sign == "-" else shift) if shift < timedelta(hours=15) else None


def _is_named(zone: ZoneInfo | None, name: str | None, day: date) -> bool:
    """Whether letters that mean several zones ("IST") are what this zone calls itself on that day."""
    return zone is not None and name == datetime.combine(day, time(12), zone).tzname()


def _only_fillers(rest: str, day: date | None) -> bool:
    """Whether nothing but words that announce a date stands around it; a weekday must be the date's own."""
    for word in re.findall(r"[^\W_]+(?:-[^\W_]+)?", rest.casefold()):
        weekday = WEEKDAYS.get(word)
        if weekday is not None and (day is None or day.weekday() == weekday):
            continue
        if word not in _FILLERS:
            return False
    return not any(character in rest for character in "+?=&%$#@")


def _moment(
    day: date, clock: time | None, offset: timedelta | None, zone: ZoneInfo | None = None
) -> Moment | Trouble | None:
    if day in _PLACEHOLDERS:
        return Trouble.PLACEHOLDER
    if not _EARLIEST <= day.year <= _LATEST:
        return None
    where = timezone(offset) if offset is not None else zone
    if clock is None or where is None or (offset is None and clock == time()):
        # midnight without a zone is what programs write that know the day only
        return day_moment(day)
    at = datetime.combine(day, clock, where)
    if at == _EPOCH:
        return Trouble.PLACEHOLDER
    # a named zone's rules may change, its distance from UTC on that day does not
    return Moment(day=day, at=at.astimezone(timezone(at.utcoffset() or timedelta())), precision=Precision.TIME)


def date_around(text: str, found: re.Match[str]) -> Mention | None:
    """The date that a year found by `find_years` is part of; None for a year alone."""
    year = int(found[0])
    after = _AFTER_YEAR.match(text, found.end())
    if after:
        day = make_date(year, int(after[2]), int(after[3]))
        return Mention(start=found.start(), end=after.end(), day=day, precision=Precision.DAY) if day else None
    back = max(0, found.start() - _LOOK_BACK)
    before = text[back : found.start()]
    if before[-1:] in {"-", "/", "."}:
        numeric = _NUMERIC.search(before)
        return _numeric(numeric, year, back, found.end()) if numeric else None
    for two_words, one in _TWO_WORD_MONTHS.items():
        if two_words in before:
            # Padded to the same length, so that positions stay true.
            before = before.replace(two_words, one.rjust(len(two_words), " ").replace(" ", "ـ"))
    return _named(before, year, back, found.end())


def _numeric(found: re.Match[str], year: int, back: int, end: int) -> Mention | None:
    """The day of 16.12.2025 (with stops the day comes first, DIN 5008) or of 16/12/2025 (only when one order fits)."""
    first, second = int(found[1]), int(found[3])
    day_first, month_first = make_date(year, second, first), make_date(year, first, second)
    if found[2] == ".":
        month_first = None
    if day_first is None and month_first is None:
        return None
    ambiguous = day_first is not None and month_first is not None and day_first != month_first
    day = None if ambiguous else day_first or month_first
    return Mention(start=back + found.start(), end=end, day=day, precision=Precision.DAY)


def _named(before: str, year: int, back: int, end: int) -> Mention | None:
    # Behind the month stands one word at most: "16 de diciembre de", "Dec. 16th,".
    if not any(map(_month, _WORD.findall(before)[-2:])):
        return None
    for pattern, day_group, month_group in ((_DAY_MONTH, 1, 2), (_MONTH_DAY, 2, 1)):
        found = pattern.search(before)
        month = found and _month(found[month_group])
        if found and month:
            day = make_date(year, month, int(found[day_group]))
            if day is None:
                return None
            start = back + found.start()
            return Mention(start=start, end=end, day=day, precision=Precision.DAY, month=found[month_group])
    found = _MONTH.search(before)
    month = found and _month(found[1])
    if found and month:
        day = date(year, month, 1)
        return Mention(start=back + found.start(), end=end, day=day, precision=Precision.MONTH, month=found[1])
    return None


def _month(word: str) -> int | None:
    return MONTHS.get(word.casefold().strip("ـ"))
