"""Dates, lengths and languages in the words in which the vendors' exports print them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

_NAMES = (
    "january jan januar jänner janvier janv enero ene januari gennaio janeiro января ocak stycznia يناير",
    "february feb februar febr février fevrier févr febrero februari febbraio fevereiro февраля şubat lutego فبراير",
    "march mar märz maerz mrz mars marzo maart março марта mart marca maret مارس",
    "april apr avril avr abril aprile апреля nisan kwietnia أبريل ابريل نيسان",
    "may mai mayo mei maggio maio мая mayıs maja maj مايو",
    "june jun juni juin junio giugno junho июня haziran czerwca يونيو",
    "july jul juli juillet juil julio luglio julho июля temmuz lipca يوليو",
    "august aug août aout agosto augustus августа ağustos sierpnia augusti أغسطس",
    "september sep sept septembre septiembre settembre setembro сентября eylül września سبتمبر",
    "october oct oktober okt octobre octubre ottobre outubro октября ekim października أكتوبر",
    "november nov novembre noviembre novembro ноября kasım listopada نوفمبر",
    (
        "december dec dezember dez décembre déc diciembre dic dicembre "
        "dezembro декабря aralık grudnia desember ديسمبر decembre"
    ),
)
_MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_WORD = r"[^\W\d_]{3,12}"
_FORMS = (
    re.compile(rf"(?P<month>{_WORD})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})(?!\d)"),
    re.compile(
        r"(?P<day>\d{1,2})(?:\.|er|º|st|nd|rd|th)? (?:de )?"
        rf"(?P<month>{_WORD})[.,]? (?:de |del )?(?P<year>\d{{4}})(?!\d)"
    ),
    re.compile(r"(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})(?!\d)"),
    re.compile(r"(?P<year>\d{4})/(?P<number>\d{1,2})/(?P<day>\d{1,2})(?!\d)"),
    re.compile(r"(?P<year>\d{4})年 ?(?P<number>\d{1,2})月 ?(?P<day>\d{1,2})日"),
    re.compile(r"(?P<day>\d{1,2})\.(?P<number>\d{1,2})\.(?P<year>\d{4})(?!\d)"),
)
#: 4.5.22, 26 | 01 | 2022, 31/12/2022: no line of a text, but a page's short ones
_NUMBERS = re.compile(r"(?<![\d./|-])(\d{1,2})(\. ?|/|-| ?\| ?)(\d{1,2})\2(\d{4}|\d\d)(?!\d|[./|-]\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)\.(?P<number>\d{1,2})\.(?P<day>\d{1,2})(?!\d)")
_TWO_MONTHS = re.compile(rf"(?P<day>\d{{1,2}}) {_WORD} / (?P<month>{_WORD}) (?P<year>\d{{4}})(?!\d)")
_MONTH_ALONE = re.compile(rf"(?P<month>{_WORD}) (?:de )?(?P<year>\d{{4}})$")
_WEEKDAY_NAMES = """
    monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag
    samstag sonnabend sonntag lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles
    jueves viernes sábado domingo maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
"""
_WEEKDAYS = frozenset(_WEEKDAY_NAMES.split())
_CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})[:hH](\d{2})(?::\d{2})?(?!\d) ?([AaPp]\.?[Mm]\.?(?![a-z]))?"
    r"(?: (?:Uhr )?([A-Z]{2,4})(?![A-Za-z]))?"
)
#: RFC 822 section 5.1 and the European zones whose letters mean one thing only, in hours
_ZONES = {
    "GMT": 0, "UTC": 0, "UT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "WET": 0, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3,
}  # fmt: skip
_LONGEST = 200
_WORD_UNITS = re.compile(
    r"(\d{1,3}(?:[., \u00a0]\d{3})+|\d{1,7})[ \u00a0]"
    r"(?:words?|wörtern?|woertern?|mots?|palabras?|woorden|woord|parole|palavras)(?!\w)"
)
_LANGUAGES = {
    "en": "english englisch anglais inglés ingles engels inglese inglês",
    "de": "german deutsch allemand alemán aleman duits tedesco alemão",
    "fr": "french französisch franzoesisch français francais francés frances frans francese francês",
    "es": "spanish spanisch espagnol español espanol castellano spaans spagnolo espanhol",
    "nl": "dutch niederländisch niederlaendisch néerlandais neerlandais neerlandés nederlands holländisch olandese",
    "it": "italian italienisch italien italiano italiaans",
    "pt": "portuguese portugiesisch portugais portugués português portugees",
    "ar": "arabic arabisch arabe árabe arabisch",
    "ru": "russian russisch russe ruso russisch",
    "tr": "turkish türkisch turc turco turks",
    "zh": "chinese chinesisch chinois chino chinees",
    "ja": "japanese japanisch japonais japonés japans",
}
_LANGUAGE = {name: tag for tag, names in _LANGUAGES.items() for name in names.split()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A date in a text: text[start:end], as ISO 8601 (a month alone as YYYY-MM)."""

    iso: str
    start: int
    end: int


def leading_date(line: str) -> Printed | None:
    """The date that a line begins with, weekday and time beside it or not: "January 11, 2010 Monday 8:45 AM GMT".

    A line that only contains a date, or a number that looks like a year, is none: headlines do.
    """
    line = line[:_LONGEST]
    start = _after_weekday(line)
    for form in _FORMS:
        found = form.match(line, start)
        day = _day(found) if found is not None else None
        if found is not None and day is not None:
            return Printed(iso=day.isoformat() + _clock(line[found.end() :]), start=start, end=found.end())
    alone = _MONTH_ALONE.match(line.rstrip(), start)
    month = _MONTHS.get(alone["month"].casefold()) if alone is not None else None
    if alone is None or month is None or not _sane(int(alone["year"])):
        return None
    return Printed(iso=f"{alone['year']}-{month:02}", start=start, end=alone.end())


def dates_in(text: str) -> Iterator[Printed]:
    """Every full date of a short text (200 characters at most are looked at), each form in order."""
    text = text[:_LONGEST]
    for form in _FORMS:
        for found in form.finditer(text):
            day = _day(found)
            if day is not None:
                yield Printed(iso=day.isoformat() + _clock(text[found.end() :]), start=found.start(), end=found.end())


def days_in(line: str) -> Iterator[Printed]:
    """Every full date of a page's short line in order, also those in numbers; 03/04/2026 stays as it is printed.

    Of a longer line 200 characters are looked at.
    """
    line = line[:_LONGEST]
    found = [*dates_in(line), *_numbers(line)]
    found += [
        Printed(iso=day.isoformat(), start=each.start(), end=each.end())
        for form in (_YEAR_FIRST, _TWO_MONTHS)
        for each in form.finditer(line)
        if (day := _day(each)) is not None
    ]
    yield from sorted(found, key=lambda each: (each.start, -each.end))


def _numbers(line: str) -> Iterator[Printed]:
    for found in _NUMBERS.finditer(line):
        first, mark, second, year = int(found[1]), found[2].strip(), int(found[3]), found[4]
        if len(year) == 2 and mark != ".":
            continue
        ordered = mark in ".|" or first > 12 or first == second
        day, month = (first, second) if ordered else (second, first)
        if not ordered and second <= 12:
            yield Printed(iso=found[0], start=found.start(), end=found.end())
            continue
        try:
            told = date(int(year) + (2000 if len(year) == 2 else 0), month, day)
        except ValueError:
            continue
        yield Printed(iso=told.isoformat() + _clock(line[found.end() :]), start=found.start(), end=found.end())


def clock_of(text: str) -> str:
    """The time of day that a field holds, as ISO 8601 puts it behind a date ("T15:32:00+00:00"); empty without one."""
    return _clock(text[:_LONGEST])


def words_told(text: str) -> int | None:
    """The words that a length field tells: "2,968 words", "355 Wörter", "65 mots"; None for another measure."""
    found = _WORD_UNITS.search(text[:_LONGEST].casefold())
    return int("".join(sign for sign in found[1] if sign.isdecimal())) if found is not None else None


def language_tag(name: str) -> str:
    """The tag of a language named in one of the exports' languages; the name itself where it is none of these."""
    first = name.replace(";", ",").partition(",")[0].strip()
    return _LANGUAGE.get(first.casefold(), first)


def _after_weekday(line: str) -> int:
    first, space, _ = line.partition(" ")
    return len(first) + 1 if space and first.rstrip(",").casefold() in _WEEKDAYS else 0


def _day(found: re.Match[str]) -> date | None:
    parts = found.groupdict()
    month = int(parts["number"]) if "number" in parts else _MONTHS.get(parts["month"].casefold())
    if month is None or not _sane(int(parts["year"])):
        return None
    try:
        return date(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        return None


def _sane(year: int) -> bool:
    return 1700 <= year <= 2099


def _clock(rest: str) -> str:
    found = _CLOCK.search(rest[:60])
    if found is None:
        return ""
    hour, minute, half, zone = int(found[1]), int(found[2]), found[3], found[4]
    if half:
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    if hour > 23 or minute > 59:
        return ""
    shift = _ZONES.get(zone) if zone else None
    tail = "" if shift is None else f"{'-' if shift < 0 else '+'}{abs(shift):02}:00"
    return f"T{time(hour, minute).isoformat()}{tail}"
