"""The moment at which an embargo ends, as people write it: "2230 GMT 5 December 2030", a city's time."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from digest.articles.dates import Moment, find_dates, read_date, western_digits
from digest.articles.months import WEEKDAYS
from digest.articles.words import words
from digest.model import Precision

_LONGEST: Final = 100
_NOON: Final = re.compile(r"\b(?:12(?:[:.]00)? ?)?(?:noon|midday)\b", re.IGNORECASE)
_CLOCK: Final = re.compile(
    r"(?<![\d:.])(?:(?P<hour>\d{1,2})[:.hH](?P<minute>\d\d)|(?P<four>\d{4})|(?P<bare>\d{1,2})(?= ?[APap]\.?[Mm]\b))"
    r"(?!\d)"
    r"(?: ?(?P<half>[APap])\.?[Mm]\b\.?)?(?: ?(?:hours|hrs|uhr|h)\b)?"
    r"(?P<zone>,?[ (]{1,2}(?:(?P<letters>[A-Z]{1,5}(?: ?[+-]\d{1,2}(?::?\d\d)?)?)(?![^\W_])(?! time)"
    r"|(?P<place>[^\W\d_]{2,20}(?: [^\W\d_]{2,20}){0,2}?) (?:local )?time\b)\)?)?",
)
_WORD: Final = re.compile(r"[^\W\d_]+|[^\s,./()|;:–—-]")
_FILLERS: Final = words("at on the of a de del le el la las los um am den dem der and il alle ore à heures horas às")
_AREAS: Final = ("Europe", "America", "Asia", "Africa", "Australia", "Pacific", "Atlantic")
# Letters of one zone in summer and winter, and BST, whose other meanings all come earlier in the day.
_BY_LETTERS: Final = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
    "BST": "Europe/London",
}
_BY_NAME: Final = {"eastern": "America/New_York", "pacific": "America/Los_Angeles", "uk": "Europe/London"}


def moment_told(until: str) -> Moment | None:
    """The moment at which an embargo ends; None where its day, time or zone cannot be read, or a condition is added.

    Of one moment in several zones each must say the same. A clock "London time" is read where the zone database has
    the city.
    """
    found = read_date(until)
    if isinstance(found, Moment) and found.precision is Precision.TIME:
        return found
    text = _NOON.sub("12:00", western_digits(" ".join(until.split())))
    mentions = list(find_dates(text)) if len(text) <= _LONGEST else []
    if len(mentions) != 1 or mentions[0].day is None or mentions[0].precision is not Precision.DAY:
        return None
    day = mentions[0].day
    rest = f"{text[: mentions[0].start]} , {text[mentions[0].end :]}"
    clocks = list(_CLOCK.finditer(rest))
    if not all(clock["zone"] for clock in clocks) or not _only_fillers(_CLOCK.sub(" ", rest), day):
        return None
    moments = {at for clock in clocks if (at := _at(clock, day)) is not None}
    return Moment(day=day, at=moments.pop(), precision=Precision.TIME) if len(moments) == 1 else None


def _only_fillers(text: str, day: date) -> bool:
    found = _WORD.findall(text.casefold())
    return not any(map(str.isdigit, text)) and all(
        WEEKDAYS.get(word) == day.weekday() or word in _FILLERS for word in found
    )


def _at(clock: re.Match[str], day: date) -> datetime | None:
    """The moment in UTC; None where the zone is not known or no clock shows this."""
    hour = int(clock["hour"] or clock["bare"] or clock["four"][:2])
    minute = int(clock["minute"] or (clock["four"] or "0000")[2:])
    if clock["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if clock["half"] in "pP" else 0)
    if hour > 23 or minute > 59:
        return None
    letters, place = clock["letters"], clock["place"]
    zone = _zone(place.casefold()) if place else _named(letters)
    if zone is None:
        found = read_date(f"{day.isoformat()} {hour:02}:{minute:02} {letters}") if letters else None
        return found.at.astimezone(UTC) if isinstance(found, Moment) and found.precision is Precision.TIME else None
    at = datetime.combine(day, time(hour, minute), zone)
    # when clocks are set back an hour comes twice, and the later one counts
    latest = max(at.astimezone(UTC), at.replace(fold=1).astimezone(UTC))
    return latest if letters != "BST" or at.tzname() == "BST" else None


def _named(letters: str) -> ZoneInfo | None:
    return ZoneInfo(_BY_LETTERS[letters]) if letters in _BY_LETTERS else None


@lru_cache(maxsize=256)
def _zone(place: str) -> ZoneInfo | None:
    """The zone of a city by its English name."""
    if place in _BY_NAME:
        return ZoneInfo(_BY_NAME[place])
    name = place.title().replace(" ", "_")
    for area in _AREAS if name.isascii() else ():
        try:
            return ZoneInfo(f"{area}/{name}")
        except (KeyError, OSError, ValueError):
            continue
    return None
