"""IPTC 7901 messages (The IPTC Recommended Message Format), also as dpa sends them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from digest.ingest.layouts import Layout
from digest.ingest.readers.base import draft
from digest.ingest.wiretext import (
    LINE_TEST,
    Message,
    line_test,
    plain_marks,
    read_messages,
    short_of,
    version_hints,
    version_word,
    wire_moment,
    wire_month,
    wire_paragraphs,
)
from digest.model import Draft, Hint, Reading, Seed

_SOURCE = "iptc7901"
#: service and message number, priority 1 to 9, category, word count: "eca062 4 i 211 ccccb   dpa 061"
_START = re.compile(rb"\x01[A-Za-z]{2,6} ?\d{3,4} {1,3}[1-9] {1,3}[A-Za-z]{1,5} {1,3}\d{1,5}[ \r\n]")
_HEADER = re.compile(
    r"^[A-Za-z]{2,6} ?\d{3,4} {1,3}([1-9]) {1,3}([A-Za-z]{1,5}) {1,3}(\d{1,5})(?: (.{0,80}))?$", re.MULTILINE
)
_AGENCY = re.compile(r"(?:^| )([A-Za-z]{2,8})(?:-[A-Za-z]{1,8})? \d{2,4} *$")
#: day, clock, month and year: "131137 GMT Nov 13"
_TRAILER = re.compile(r"(\d\d)(\d{4}) {0,3}(GMT|UTC|Z|[A-Z]{3,4})? {0,3}([^\W\d_]{3,10})\.? (\d{4}|\d\d)(?!\d)")
_SECTIONS = {
    "i": "International",
    "ku": "Culture",
    "pl": "Politics",
    "s": "Sports",
    "sp": "Sports",
    "vm": "Miscellaneous",
    "wi": "Economy",
}
_BY = ("By ", "Von ", "Par ", "Por ", "Di ", "BY ", "VON ")
_DEEPEST = 10
_MOST_INITIALS = 8


class Iptc7901:
    """IPTC 7901: SOH, header, STX, text, ETX, date and time, EOT; one draft a message."""

    name = "iptc7901"
    sign = b"\x01"

    def fits(self, seed: Seed) -> float:
        """By a header in the first 4 kB with a start of text behind it."""
        found = _START.search(seed.data, 0, 4096)
        return 0.98 if found is not None and b"\x02" in seed.data[found.end() : found.end() + 800] else 0.0

    def read(self, seed: Seed, _layouts: Sequence[Layout]) -> Reading:
        """Every message; one that cannot be read is listed and the others are read. Raises SeedError for none."""

        def take(message: Message, index: int) -> Draft | str:
            return _message(message, index, seed.received)

        return read_messages(seed, take, reader=self.name, what="IPTC 7901")


def _message(message: Message, index: int, received: datetime) -> Draft | str:
    hints, counted = _read_header(message.header)
    lines = message.lines
    head, below = _head(lines)
    marks, notes, title = _read_head(head, hints)
    body, tail = _without_tail(lines[below:], hints.get("agency"))
    paragraphs = wire_paragraphs(body)
    if line_test(" ".join(paragraphs)):
        return LINE_TEST
    if not paragraphs and not title:
        return "it has no text"
    notes += wire_paragraphs(tail)
    if notes:
        hints["note"] = Hint(value=" ".join(notes), source=_SOURCE)
    date = _read_trailer(message.trailer, received)
    if date is not None:
        hints["date"] = Hint(value=date, source=_SOURCE)
    return draft(
        index=index,
        layout="iptc7901",
        title=title,
        paragraphs=paragraphs or [title],
        hints=hints | version_hints(marks, title, _SOURCE),
        flags=frozenset({"truncated"} if short_of(paragraphs, counted) else ()),
    )


def _read_header(header: str) -> tuple[dict[str, Hint], int | None]:
    """Urgency, section, agency and slug, and how many words the text has."""
    found = _HEADER.search(header)
    if found is None:
        return {}, None
    agency = _AGENCY.search(found[4] or "")
    slug = " ".join(header[found.end() :].split()).rstrip("/")
    told = {
        "urgency": found[1] if found[1] != "9" else "",
        "section": _SECTIONS.get(found[2].lower(), ""),
        "agency": agency[1] if agency else "",
        "slug": slug,
    }
    return {name: Hint(value=value, source=_SOURCE) for name, value in told.items() if value}, int(found[3])


def _head(lines: Sequence[str]) -> tuple[list[str], int]:
    """The lines of the head, and where the body begins: the head ends with " =", else at a blank line."""
    closed = next((at for at, line in enumerate(lines[:_DEEPEST]) if line.rstrip().endswith("=")), None)
    if closed is not None:
        return [*lines[:closed], lines[closed].rstrip().rstrip("=")], closed + 1
    first = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    blank = next((at for at in range(first, min(len(lines), first + 5)) if not lines[at].strip()), None)
    if blank is None or any(line.rstrip().endswith(".") or line[:1].isspace() for line in lines[first:blank]):
        return [], 0
    rest = any(line.strip() for line in lines[blank:])
    return (list(lines[first:blank]), blank) if rest else ([], 0)


def _read_head(head: Sequence[str], hints: dict[str, Hint]) -> tuple[list[str], list[str], str]:
    """Version marks, notes in brackets and the title, which may take several lines; a byline goes to the hints."""
    texts = [text for line in head if (text := " ".join(plain_marks(line).split()))]
    marks: list[str] = []
    notes: list[str] = []
    while len(texts) > 1 and (version_word(texts[0]) or (texts[0][0] == "(" and texts[0][-1] == ")")):
        text = texts.pop(0)
        (marks if version_word(text) else notes).append(text.strip("()"))
    if len(texts) > 1 and texts[-1].startswith(_BY):
        _name_author(texts.pop().split(" ", 1)[1], hints)
    return marks, notes, " ".join(texts)


def _name_author(line: str, hints: dict[str, Hint]) -> None:
    """The name, and the paper it stands for: "Ana Horvat, The Harbour Post"."""
    name, comma, house = line.rpartition(", ")
    agency = hints["agency"].value if "agency" in hints else ""
    if comma and (house.casefold() == agency.casefold() or house.startswith("The ")):
        line = name
        if house.startswith("The "):
            hints["site"] = Hint(value=house, source=_SOURCE, confidence=0.8)
    hints["byline"] = Hint(value=line, source=_SOURCE)


def _without_tail(lines: Sequence[str], agency: Hint | None) -> tuple[Sequence[str], Sequence[str]]:
    """The text, and what is meant for editors below it: a notebook, contacts, the line of initials."""
    for at, line in enumerate(lines):
        if line.startswith(("# ", "## ")) or line.strip() == "* * * *":
            return lines[:at], [part.lstrip("#* ") for part in lines[at:]]
    last = next((at for at in range(len(lines) - 1, -1, -1) if lines[at].strip()), None)
    if last is not None and agency is not None:
        first, *initials = lines[last].split()
        short = all(each.isalpha() and each.islower() and len(each) <= 4 for each in initials)
        if first.casefold() == agency.value.casefold() and short and len(initials) <= _MOST_INITIALS:
            return lines[:last], lines[last:]
    return lines, []


def _read_trailer(trailer: str, received: datetime) -> str | None:
    """ISO 8601 of the date-time group; None without month and year."""
    found = _TRAILER.search(trailer)
    month = wire_month(found[4]) if found else None
    if found is None or month is None:
        return None
    day = (int(found[5]), month, int(found[1]))
    return wire_moment(day, found[2], utc=found[3] in ("GMT", "UTC", "Z"), received=received)
