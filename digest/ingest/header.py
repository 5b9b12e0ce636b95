"""What stands around a text and is not the text: "Key: value" lines, a byline, a date line, the file's own date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath

from digest.ingest.prose import Row, words
from digest.model import Hint

#: where a byline comes from that is a line above the text and no field: one word behind "By" is nobody's name there
BY_LINE = "by-line"
#: what may stand before the colon of a header line, and the field it names
KEYS: dict[str, str] = {
    "title": "title",
    "headline": "title",
    "by": "byline",
    "author": "byline",
    "authors": "byline",
    "byline": "byline",
    "date": "date",
    "published": "date",
    "published on": "date",
    "publication date": "date",
    "posted": "date",
    "posted on": "date",
    "updated": "updated",
    "last updated": "updated",
    "source": "site",
    "publisher": "site",
    "publication": "site",
    "agency": "agency",
    "url": "url",
    "link": "url",
    "language": "language",
    "lang": "language",
    "section": "section",
    "tags": "tags",
    "keywords": "tags",
    "id": "id",
}
_MAKING = ("retrieved", "crawled", "fetched", "captured", "accessed", "archived", "downloaded", "saved")
_MONTHS = frozenset(
    {"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november"}
    | {"december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"}
)
_WEEKDAYS = frozenset(
    {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
    | {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
)
_CALENDAR = _MONTHS | _WEEKDAYS | {"published", "updated", "posted", "on"}
_NAME_JOINS = frozenset({"and", "in", "for", "the", "of", "de", "da", "van", "von", "der", "al", "bin", "with", "&"})
_FILE_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:-(\d\d)-(\d\d)|(\d\d)(\d\d))(?!\d)")
#: header lines stand at the top; further down the same words are text
_DEEPEST = 12


@dataclass(slots=True)
class Header:
    """Fields found in the lines around a title, and how many rows they took."""

    title: str = ""
    hints: dict[str, Hint] = field(default_factory=dict)
    made: Hint | None = None
    taken: int = 0


def read_header(rows: Sequence[Row]) -> Header:
    """Read header lines from the start of some rows; the first line that is none ends it.

    Only lines that cannot be read otherwise count: "Key: value" with a known key, "By Name Surname", a line that is
    nothing but a date, and "Retrieved 2026-03-04" and its like, which date the making of the file.
    """
    header = Header()
    for row in rows[:_DEEPEST]:
        if not (_making(row.text, header) or _key_value(row.text, header) or _loose(row.text, header)):
            break
        header.taken += 1
    if header.taken == len(rows):
        return Header()  # a text that is all header is a text
    return header


def file_name_date(path: str) -> Hint | None:
    """The date of making that a file's name holds: a full YYYY-MM-DD or YYYYMMDD, never less."""
    if _FILE_DATE.search(path) is None:
        return None
    for found in _FILE_DATE.finditer(PurePosixPath(path).name):
        year, month, day = found[1], found[2] or found[4], found[3] or found[5]
        try:
            value = date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue
        return Hint(value=value, source="file-name", confidence=0.8)
    return None


def date_line(text: str) -> bool:
    """Whether a line is a date and nothing else: "Tuesday, 16 December 2025", "2025-12-16"."""
    if len(text) > 60:
        return False
    parts = text.replace(",", " ").replace(".", " ").casefold().split()
    if len(parts) == 1:
        try:
            date.fromisoformat(parts[0])
        except ValueError:
            return False
        return len(parts[0]) == 10
    if _MONTHS.isdisjoint(parts):
        return False
    numbers = [part for part in parts if part.isdecimal()]
    years = [part for part in numbers if len(part) == 4 and part[:2] in ("19", "20")]
    known = all(part in _CALENDAR or part in years or (part.isdecimal() and len(part) <= 2) for part in parts)
    return known and len(years) == 1 and len(numbers) <= 2


def byline(text: str) -> str | None:
    """The names of a line such as "By Ana Horvat and Li Wei", else None."""
    if not text.startswith(("By ", "BY ")) or text.endswith((".", "!", "?", ":")) or not 2 <= words(text) <= 10:
        return None
    names = text[3:].replace(",", " ").split()
    capitalised = [name for name in names if name[0].isupper() or not name[0].isascii()]
    if len(capitalised) < 1 or any(name not in capitalised and name not in _NAME_JOINS for name in names):
        return None
    return text[3:].strip() if not any(character.isdecimal() for character in text) else None


def _making(text: str, header: Header) -> bool:
    if len(text) > 120:
        return False
    first, _, rest = text.lstrip("#[ ").partition(" ")
    if first.casefold().rstrip(":") not in _MAKING:
        return False
    value = rest.strip().rstrip("]").removeprefix("on ").removeprefix("at ").strip()
    if not any(character.isdecimal() for character in value) or words(value) > 6:
        return False
    if header.made is None:
        header.made = Hint(value=value, source="crawl-header", confidence=0.9)
    return True


def _key_value(text: str, header: Header) -> bool:
    key, colon, value = text.partition(":") if len(text) <= 400 else ("", "", "")
    name = KEYS.get(key.strip().casefold()) if colon else None
    value = value.strip()
    if name is None or not value:
        return False
    if name == "title":
        if header.title:
            return False
        header.title = value
    else:
        header.hints.setdefault(name, Hint(value=value, source="header"))
    return True


def _loose(text: str, header: Header) -> bool:
    names = byline(text)
    if names is not None:
        header.hints.setdefault("byline", Hint(value=names, source=BY_LINE, confidence=0.9))
        return True
    if date_line(text):
        header.hints.setdefault("date", Hint(value=text, source="header", confidence=0.9))
        return True
    return False
