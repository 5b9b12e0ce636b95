"""When the source published an article: the first evidence in a fixed order, checked against the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from digest.articles.bounds import is_future, latest_past_day
from digest.articles.dateline import Dateline
from digest.articles.dates import PLAIN, Habit, Moment, Trouble, day_moment, find_dates, habit_of, make_date, read_date
from digest.articles.months import ENGLISH_WEEKDAYS
from digest.articles.text import cut
from digest.articles.weekdays import is_long_ago, is_of_another_time, names_weekday, news_days
from digest.model import Draft, Hint, Precision, Provenance, Seed, Source, Trust

_DAY: Final = timedelta(days=1)
# A day begins up to 14 hours before UTC's, in Kiribati; a time with its zone allows for clocks that are a bit wrong.
_AHEAD: Final = timedelta(hours=14)
_SKEW: Final = timedelta(minutes=15)
_HALF_A_YEAR: Final = timedelta(days=183)
_WEEK: Final = timedelta(days=7)
_CONTRADICTED: Final = "date-contradicted"
_EVIDENCE: Final = 240
_LEDE_SENTENCES: Final = 3
_LEAD: Final = 24
_URL_DATE: Final = re.compile(
    r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/.?#_-]|$)|(?<=[/_-])((?:19|20)\d\d)([01]\d)([0-3]\d)(?!\d)"
    r"|/(1[3-9]|2\d|3[01])-(\d\d)-((?:19|20)\d\d)(?=[/.?#_-]|$)"
)
#: a field of so little confidence is what a reader guessed
_GUESSED: Final = 0.4
_SPOKEN_DAY: Final = re.compile(
    r"\b(?:(today|yesterday)|on (" + "|".join(ENGLISH_WEEKDAYS) + r"))\W{1,2}$", re.IGNORECASE
)
_QUOTES: Final = frozenset('"“«„')


@dataclass(frozen=True, slots=True, kw_only=True)
class Dating:
    """The verdict on an article's date."""

    moment: Moment | None = None
    provenance: Provenance | None = None
    evidence: str | None = None
    not_before: date | None = None
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clues:
    """What the text of an article offers to date it."""

    dateline: Dateline | None
    url: str | None
    lede: Sequence[str]
    """its first sentences, without the dateline"""
    sentences: Sequence[str]
    """all sentences of the body"""
    captions: Sequence[str]
    date_line: str | None = None
    """a line at the top that is nothing but a date"""
    english: bool = True
    """whether the words that mark a future are understood"""
    source: Source | None = None
    """what the desk knows of where it came from"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Making:
    day: date
    source: str
    confidence: float
    reach: timedelta
    """how far back a day and month without a year may lie"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    found: Moment | Trouble
    source: str
    confidence: float
    evidence: str
    value: str = ""
    """a field as it is written"""


def date_article(draft: Draft, clues: Clues, seed: Seed, *, alone: bool) -> Dating:
    """The article's date with its evidence, or none; `alone` says that the seed holds no other article.

    Order: the source's own field, the dateline, the address, a field that is a reader's guess, a full date that the
    lede calls today or that agrees with a date of making, a weekday resolved against a date of making. A date in the
    future, an ambiguous one, a placeholder and one that the text contradicts is unknown; later evidence does not
    replace it.
    """
    bound = _bound(clues, seed)
    making = _making(draft, seed, alone=alone)
    habit = habit_of(clues.source)
    hint = draft.hints.get("date")
    sure = hint if hint is not None and hint.confidence > _GUESSED else None
    candidate = (
        _from_field(sure, clues.date_line, habit)
        or _from_dateline(clues.dateline, making)
        or _from_address(clues.url)
        or _from_guess(hint if sure is None else None, making, habit)
        or (_from_full_date(clues.lede, making) if clues.english else None)
        or (_from_weekday(clues.lede, making) if clues.english and not _names_day(clues.dateline) else None)
    )
    if candidate is None:
        return Dating(not_before=bound)
    updated = _updated(draft.hints.get("updated"), habit)
    trouble = _trouble(candidate.found, bound, seed.received, updated)
    if trouble == _CONTRADICTED:
        # A coupon due in 1990 speaks against no date; only a day that is told of in the past tense does.
        trusted = clues.source is not None and clues.source.trust is Trust.HIGH
        bound = None if trusted else _bound(clues, seed, told=True)
        trouble = _trouble(candidate.found, bound, seed.received, updated)
    if trouble is not None or isinstance(candidate.found, Trouble):
        refused = cut(candidate.value or candidate.evidence, _EVIDENCE)
        return Dating(not_before=bound, flags=frozenset({trouble} if trouble else ()), evidence=refused)
    return Dating(
        moment=candidate.found,
        provenance=Provenance(source=candidate.source, confidence=candidate.confidence),
        evidence=cut(candidate.evidence, _EVIDENCE),
        not_before=bound,
    )


def _bound(clues: Clues, seed: Seed, *, told: bool = False) -> date | None:
    sentences = clues.sentences if clues.english else ()
    return latest_past_day(clues.captions, sentences, no_later_than=seed.received.date(), told=told)


def _updated(hint: Hint | None, habit: Habit) -> Moment | None:
    found = read_date(hint.value, habit) if hint is not None else None
    return found if isinstance(found, Moment) else None


def _trouble(found: Moment | Trouble, bound: date | None, received: datetime, updated: Moment | None) -> str | None:
    """The flag that says why a date cannot stand."""
    if isinstance(found, Trouble):
        return f"date-{found.value}"
    if found.at > received + (_SKEW if found.precision is Precision.TIME else _AHEAD):
        return "date-in-future"
    latest = _last_day(found)
    if updated is not None and updated.at <= received + _DAY:
        # A text brought up to date may mention days after it first came out.
        latest = max(latest, updated.day)
    if bound is not None and latest < bound - _DAY:
        return _CONTRADICTED
    return None


def _last_day(moment: Moment) -> date:
    if moment.precision is not Precision.MONTH:
        return moment.day
    return (moment.day.replace(day=28) + 4 * _DAY).replace(day=1) - _DAY


def _making(draft: Draft, seed: Seed, *, alone: bool) -> _Making | None:
    """The day the text was made: a crawl or mail header, the file's name; else the day a lone file appeared."""
    if draft.made is not None:
        made = read_date(draft.made.value)
        if isinstance(made, Moment) and made.precision is not Precision.MONTH and made.at <= seed.received + _DAY:
            return _Making(
                day=made.day, source=draft.made.source, confidence=min(0.8, draft.made.confidence), reach=_HALF_A_YEAR
            )
    if seed.appeared is not None and alone:
        return _Making(day=seed.appeared.date(), source="file-appeared", confidence=0.4, reach=_WEEK)
    return None


def _from_field(hint: Hint | None, date_line: str | None, habit: Habit) -> _Candidate | None:
    if hint is not None:
        found = read_date(hint.value, habit)
        if found is not None:
            plain = found == read_date(hint.value, PLAIN)
            evidence = hint.source if plain else f"{hint.source}: {hint.value}, read as its [[source]] writes dates"
            return _Candidate(
                found=found, source=hint.source, confidence=hint.confidence, evidence=evidence, value=hint.value
            )
    if date_line is not None:
        found = read_date(date_line, habit)
        if found is not None:
            return _Candidate(found=found, source="date-line", confidence=0.8, evidence=date_line)
    return None


def _from_guess(hint: Hint | None, making: _Making | None, habit: Habit) -> _Candidate | None:
    """A reader's guess; a day behind the one the text was made on is what it announces."""
    guess = _from_field(hint, None, habit)
    if guess is None or making is None or not isinstance(guess.found, Moment):
        return guess
    return None if guess.found.day > making.day + _DAY else guess


def _from_dateline(dateline: Dateline | None, making: _Making | None) -> _Candidate | None:
    if dateline is None:
        return None
    if dateline.date is not None:
        return _Candidate(found=dateline.date, source="dateline", confidence=0.9, evidence=f"dateline: {dateline.text}")
    if dateline.day_month is None or making is None:
        return None
    day = _last_such_day(dateline.day_month, making)
    if day is None:
        return None
    return _Candidate(
        found=day_moment(day),
        source=f"dateline+{making.source}",
        confidence=making.confidence,
        evidence=f"dateline: {dateline.text} (year from {making.source} {making.day})",
    )


def _names_day(dateline: Dateline | None) -> bool:
    """A dateline's day that no year fits speaks against every weekday near the day of making."""
    return dateline is not None and dateline.day_month is not None


def _last_such_day(day_month: tuple[int, int], making: _Making) -> date | None:
    """The last such day at or before the day of making (zones allow one day more), if it lies within reach."""
    day, month = day_month
    latest = making.day + _DAY
    years = range(latest.year, latest.year - 2, -1)
    days = [found for year in years if (found := make_date(year, month, day)) is not None and found <= latest]
    return days[0] if days and making.day - days[0] <= making.reach else None


def _from_address(url: str | None) -> _Candidate | None:
    for found in _URL_DATE.finditer(url or ""):
        parts = [int(part) for part in found.groups() if part]
        day = make_date(*(parts if parts[0] > 31 else reversed(parts)))
        if day is not None:
            return _Candidate(found=day_moment(day), source="url", confidence=0.8, evidence=f"address: {found[0]}")
    return None


def _from_full_date(lede: Sequence[str], making: _Making | None) -> _Candidate | None:
    """A full date that the lede calls today or yesterday, or that its weekday and the day of making both bear out."""
    for sentence in lede[:_LEDE_SENTENCES]:
        for mention in find_dates(sentence):
            before = sentence[: mention.start]
            lead = _SPOKEN_DAY.search(before[-_LEAD:])
            if lead is None or mention.day is None or mention.precision is not Precision.DAY or _QUOTES & set(before):
                continue
            day = _told_today(mention.day, lead[1], making) if lead[1] else _told_on(mention.day, lead[2], making)
            if day is not None and not is_future(sentence) and not is_long_ago(sentence):
                return _Candidate(found=day_moment(day), source="lede", confidence=0.6, evidence=sentence)
    return None


def _told_today(day: date, word: str, making: _Making | None) -> date | None:
    """The day of writing behind "today, 16 December 2025" or "yesterday, 15 December 2025"."""
    written = day + _DAY if word.casefold() == "yesterday" else day
    return written if making is None or -_DAY <= making.day - written <= _HALF_A_YEAR else None


def _told_on(day: date, weekday: str, making: _Making | None) -> date | None:
    """The day of "on Tuesday, 16 December 2025"; histories are told so too, so only in the week up to the making."""
    right = ENGLISH_WEEKDAYS[day.weekday()].casefold() == weekday.casefold()
    return day if right and making is not None and -_DAY <= making.day - day < _WEEK else None


def _from_weekday(lede: Sequence[str], making: _Making | None) -> _Candidate | None:
    """The first lede sentence that names a weekday of its own news, resolved against the day of making."""
    if making is None:
        return None
    for sentence in lede[:_LEDE_SENTENCES]:
        if not names_weekday(sentence):
            continue
        days = news_days(sentence, making.day)
        if is_of_another_time(sentence, days):
            # The weekdays of the sentences that follow may go on with that story.
            return None
        if days:
            return _Candidate(
                found=day_moment(max(days)),
                source=f"weekday+{making.source}",
                confidence=min(0.6, making.confidence),
                evidence=f"{sentence} ({making.source} {making.day})",
            )
    return None
