"""The dateline that opens a story: "PRISTINA, Kosovo (AP) — ", "TOKYO, April 3 - ", "London: Asharq Al-Awsat"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from digest.articles.agencies import is_agency
from digest.articles.dates import Moment, read_date, read_day_month
from digest.articles.months import WEEKDAYS
from digest.articles.words import words

_HEAD: Final = 120
_LONGEST_LINE: Final = 80
_END: Final = re.compile(r"\)? ?(?:—|–|--) ?|\)?\.?[-–—] | - | _ |: |/\.? ")
_SIGNS: Final = str.maketrans("", "", " .'’-/")
_PARTICLES: Final = words("de del der di do da du of the la le el am an and sur upon al")
_NO_PLACES: Final = words(
    """
    advisory alert analysis breaking column comment commentary correction corrected editorial editor's exclusive
    explainer factbox feature flash graphic infographic interview investigation just live live: media note
    obituary opinion photo photos poll preview profile q q&a quiz refile report review special summary timeline
    update urgent video watch world news sport business nato isis isil who usa uae covid unicef unesco opec
    asean imf fifa uefa
    """
)
# towns that are called what no other place is
_PLACES: Final = frozenset({"newport news"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """What a dateline says; text[:end] is the dateline itself, text[end:] the lede."""

    text: str
    end: int
    place: str | None = None
    agency: str | None = None
    day_month: tuple[int, int] | None = None
    """(day, month) when the year is missing"""
    date: Moment | None = None
    """the date when the year is printed"""


def read_dateline(paragraphs: Sequence[str]) -> Dateline | None:
    """The dateline at the start of the first paragraph; None when there is none that is sure.

    Without an agency or a date the place must be in capitals. "NAME: text" in several paragraphs is a transcript.
    """
    if not paragraphs:
        return None
    line = paragraphs[0]
    head = line[:_HEAD]
    for end in _END.finditer(head):
        inner = head[: end.start()] + end[0].rstrip(" -–—_:.") if end[0][0] in ")/" else head[: end.start()]
        colon = end[0] == ": "
        if colon and any(_opens_like_speech(other) for other in paragraphs[1:6]):
            continue
        alone = _alone(line, inner, end)
        if alone is not None:
            return alone
        found = _read_head(inner.strip(), colon=colon, end=end.end()) if end.end() < len(line) else None
        if found is not None:
            return _with_date(_with_place(found, line), line)
    return _without_dash(line)


def read_dateline_field(value: str) -> Dateline | None:
    """The dateline of a source's own field: "PRISTINA, Kosovo (AP)" or just "Pristina"."""
    value = value.strip(" —–-_:")
    if not value or len(value) > _LONGEST_LINE:
        return None
    return _read_head(value, colon=False, field=True)


def _read_head(head: str, *, colon: bool, field: bool = False, end: int | None = None) -> Dateline | None:
    """Agency, date and place of the words before the dash, which ends at `end`."""
    rest, agency = _take_agency(head)
    pieces = [piece.strip() for piece in rest.split(",") if piece.strip()]
    day_month, moment = None, None
    if agency is None and len(pieces) > 1 and is_agency(pieces[-1]):
        agency = pieces.pop()
    if agency is None and pieces:
        pieces, agency = _take_bare_agency(pieces)
    if pieces:
        pieces, day_month, moment = _take_date(pieces)
    known = agency is not None and any(is_agency(name.strip()) for name in agency.split("/"))
    dated = day_month is not None or moment is not None
    if not pieces and not known:
        return None
    if pieces and not _is_place(pieces, sure=known or dated or field, colon=colon):
        return None
    place = ", ".join(pieces) or None
    return Dateline(text=head, end=end or len(head), place=place, agency=agency, day_month=day_month, date=moment)


def _take_agency(head: str) -> tuple[str, str | None]:
    """The head without "(AP)", "/TASS/" or "(dpa/bb)" at its end, and that agency."""
    for opening, closing in (("(", ")"), ("/", "/")):
        if head.endswith(closing):
            start = head.rfind(opening, 0, len(head) - 1)
            name = head[start + 1 : -1].strip()
            if start >= 0 and name and len(name) <= 40 and len(name.split()) <= 4 and not any(map(str.isdecimal, name)):
                return head[:start].strip(" ,"), name
    return head, None


def _take_bare_agency(pieces: list[str]) -> tuple[list[str], str | None]:
    """The pieces without the agency behind a date, where neither commas nor brackets part them: "March 22 AAP"."""
    rest, _, name = pieces[-1].rpartition(" ")
    if not is_agency(name) or read_day_month(" ".join(rest.split()[-2:])) is None:
        return pieces, None
    return [*pieces[:-1], rest], name


def _take_date(pieces: list[str]) -> tuple[list[str], tuple[int, int] | None, Moment | None]:
    """The pieces between commas without the date at their end: "Dec 16", "April 3, 2025", "Tuesday, 16 December"."""
    day_month, moment = None, None
    for size in (2, 1):
        tail = ", ".join(pieces[-size:])
        read = read_date(tail) if len(pieces) >= size else None
        if isinstance(read, Moment):
            pieces, moment = pieces[:-size], read
            break
    else:
        # "JOHANNESBURG March 13" lacks the comma.
        *city, first, second = ["", "", *pieces[-1].split()]
        day_month = read_day_month(f"{first} {second}")
        if day_month is not None:
            place = " ".join(city).strip()
            pieces = [*pieces[:-1], place] if place else pieces[:-1]
    if (day_month or moment) and pieces and pieces[-1].casefold() in WEEKDAYS:
        pieces = pieces[:-1]
    return pieces, day_month, moment


def _is_place(pieces: list[str], *, sure: bool, colon: bool) -> bool:
    """A city, and at most two wider places; in capitals unless an agency or a date makes it sure."""
    if len(pieces) > 3 or any(len(piece) > 40 or not 1 <= len(piece.split()) <= 5 for piece in pieces):
        return False
    words = [word for piece in pieces for word in piece.split()]
    letters = pieces[0].translate(_SIGNS)
    if not f"{letters}{''.join(pieces[1:]).translate(_SIGNS)}".isalpha():
        return False
    named = pieces[0].casefold() in _PLACES
    if is_agency(pieces[0]) or (not named and any(word.strip(".'’").casefold() in _NO_PLACES for word in words)):
        return False
    if any(word[0].islower() and word not in _PARTICLES for word in words):
        return False
    if len(letters) < 3:
        return False
    return sure or (pieces[0].isupper() and not (colon and len(pieces) > 2))


def _alone(line: str, inner: str, end: re.Match[str]) -> Dateline | None:
    """A line that is nothing but place and agency: "London: Asharq Al-Awsat"."""
    agency = line[end.end() :].strip(" .")
    if len(line) > _LONGEST_LINE or not is_agency(agency):
        return None
    found = _read_head(inner.strip(), colon=True, field=True)
    return None if found is None else replace(found, text=line, end=len(line), agency=found.agency or agency)


def _with_place(found: Dateline, line: str) -> Dateline:
    """The place behind an agency that opens the line: "(ANSA) - ROME, DEC 16 - text"."""
    if found.place is not None:
        return found
    rest = line[found.end : found.end + _HEAD]
    for end in _END.finditer(rest):
        more = _read_head(rest[: end.start()].strip(), colon=False)
        if more is not None and more.place is not None and found.end + end.end() < len(line):
            text = line[: found.end + end.start()].strip()
            return replace(more, text=text, end=found.end + end.end(), agency=more.agency or found.agency)
    return found


def _with_date(found: Dateline, line: str) -> Dateline:
    """The date behind the dash: "CAIRO - 26 July 2022: The ..."."""
    if found.day_month is not None or found.date is not None:
        return found
    head, colon, _ = line[found.end : found.end + 30].partition(": ")
    read = read_date(head) if colon else None
    if not isinstance(read, Moment):
        return found
    end = found.end + len(head) + len(colon)
    return replace(found, text=line[:end].strip(" :"), end=end, date=read) if end < len(line) else found


def _without_dash(line: str) -> Dateline | None:
    """A dateline that its bracket alone ends, when place and date are there: "NEW DELHI, Dec 16 (PTI) The ..."."""
    close = line.find(") ", 0, _HEAD)
    if close < 0 or not line[close + 2 : close + 3].isupper():
        return None
    found = _read_head(line[: close + 1], colon=False)
    if found is None or found.place is None or (found.day_month is None and found.date is None):
        return None
    return replace(found, text=line[: close + 1], end=close + 2)


def _opens_like_speech(paragraph: str) -> bool:
    name, colon, _ = paragraph[:40].partition(": ")
    return bool(colon) and name.isupper()
