"""ANPA 1312 messages (ANPA Wire Service Transmission Guidelines), also as the Associated Press sends them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from digest.ingest.layouts import Layout
from digest.ingest.prose import rule_character
from digest.ingest.readers.base import draft
from digest.ingest.wiretext import (
    LINE_TEST,
    Message,
    line_test,
    plain_marks,
    read_messages,
    short_of,
    tabular,
    version_hints,
    version_word,
    wire_moment,
)
from digest.model import Draft, Hint, Reading, Seed

_SOURCE = "anpa"
#: a start of message and a start of text with nothing but a header between them; pictures hold such pairs by chance
_START = re.compile(rb"(?:\x16\x01|\x01[A-Za-z]\d{3,4}\x1f)[\x01-\x7f]{0,400}?\x02")
#: priority, category, format, keyword, version, month-day, count: "u i  BC-Slug-Word 1stLd-Writethru   11-13 1049"
_HEADER = re.compile(r"^([a-z]) ([a-z]{1,3})[ \x11-\x14]{1,4}(.{0,80})$", re.MULTILINE)
_HEADER_END = re.compile(r" (\d\d-\d\d)(?: (\d{1,4}))?$")
#: AP's own clock, which has a year: "AP-WF-11-13-13 1509GMT"
_TRAILER = re.compile(r"([A-Z]{2,5})-[A-Z]{2}-(\d\d)-(\d\d)-(\d\d) (\d{4})(GMT|[A-Z]{3})")
_SELECTOR = re.compile(r"^\^\*\d{1,6}< ?\^?")
#: f is a flash to some agencies and a feature to AP
_URGENCY = {"b": "2", "u": "3", "r": "4", "d": "5", "s": "6", "w": "6"}
_SECTIONS = {
    "a": "National",
    "e": "Entertainment",
    "f": "Financial",
    "i": "International",
    "l": "Lifestyle",
    "n": "State and regional",
    "p": "Politics",
    "s": "Sports",
    "v": "Advisory",
    "w": "Washington",
}
_NOTES = ("eds:", "(eds:", "editors:", "editor's note", "editors' note", "eds.", "hfr", "hold for release", "embargoed")
_MEDIA = re.compile(r"(?:AP |With AP )?(?:Photos?|Video|Graphics?|Audio|Interactive)(?:[ :.]|$)")
_ROLES = re.compile(r" (?:[A-Z][a-z]+ )?(?:Writers?|Editors?|Correspondents?|Reporters?|Columnists?)$")
_HALF = re.compile(r"(?<![A-Za-z]){")
_ENDS = frozenset({"end", "more", "-30-"})
_LONGEST_HEAD = 20


class Anpa:
    """ANPA 1312: SYN SYN SOH, header, STX, text, ETX, EOT; one draft a message."""

    name = "anpa"
    sign = b"\x01"

    def fits(self, seed: Seed) -> float:
        """By a start of message in the first 4 kB with a start of text behind it."""
        return 0.97 if _START.search(seed.data, 0, 4500) else 0.0

    def read(self, seed: Seed, _layouts: Sequence[Layout]) -> Reading:
        """Every message; one that cannot be read is listed and the others are read. Raises SeedError for none."""

        def take(message: Message, index: int) -> Draft | str:
            return _message(message, index, seed.received)

        return read_messages(seed, take, reader=self.name, what="ANPA 1312")


@dataclass(slots=True)
class _Copy:
    """What stands in a message's text, line by line."""

    title: str = ""
    slug: str = ""
    counted: int | None = None
    marks: list[str] = field(default_factory=list)
    hints: dict[str, Hint] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)

    def offer(self, name: str, value: str) -> None:
        if value:
            self.hints.setdefault(name, Hint(value=value, source=_SOURCE))


def _message(message: Message, index: int, received: datetime) -> Draft | str:
    copy = _Copy()
    lines = [_without_selector(line) for line in message.lines]
    top = next(
        (at for at, line in enumerate(lines[:_LONGEST_HEAD]) if not _in_head(line)), min(len(lines), _LONGEST_HEAD)
    )
    _read_head([line for line in lines[:top] if line.strip()], copy)
    copy.paragraphs += _paragraphs(lines[top:])
    if line_test(" ".join(copy.paragraphs)):
        return LINE_TEST
    if not copy.paragraphs and not copy.title:
        return "it has no text"
    _read_header(message.header, copy)
    _read_trailer(message.trailer, copy, received)
    copy.offer("slug", copy.slug)
    copy.offer("note", " ".join(copy.notes))
    short = short_of(copy.paragraphs, copy.counted)
    return draft(
        index=index,
        layout="anpa",
        title=copy.title,
        paragraphs=copy.paragraphs or [copy.title],
        hints=copy.hints | version_hints(copy.marks, copy.title, _SOURCE),
        flags=frozenset({"truncated"} if short else ()),
    )


def _without_selector(line: str) -> str:
    """A line without the number in front of its slug, "^*9006< ^BC-Slug,176<"."""
    return _SELECTOR.sub("^", line, count=1) if line.startswith("^*") else line


def _in_head(line: str) -> bool:
    """Whether a line at the top belongs to the head: blank, marked with ^, or flush left and closed."""
    return line.startswith("^") or not line.strip() or (not line[0].isspace() and line.rstrip().endswith(("<", "=")))


def _read_head(lines: Sequence[str], copy: _Copy) -> None:
    """Slug line, title, photo and editors' notes, byline and summary: the lines at the top that begin with ^."""
    after_byline = False
    for at, raw in enumerate(lines):
        line = raw.lstrip("^").rstrip()
        closed, centred = line.endswith("<"), line.endswith("=")
        text = " ".join(plain_marks(line.rstrip("<=")).split())
        if not text:
            continue
        if at == 0 and not text.startswith("By ") and _read_slug(text, copy):
            continue
        if text.lower().startswith(_NOTES) or (closed and _MEDIA.match(text)):
            copy.notes.append(text.strip("()") if text.startswith("(") and text.endswith(")") else text)
        elif text.startswith(("By ", "BY ")) and (closed or centred) and len(text) <= 120:
            copy.offer("byline", text[3:])
            after_byline = True
            continue
        elif after_byline and centred and "byline" in copy.hints and len(text) <= 60 and not copy.paragraphs:
            if not text.isupper():
                copy.offer("agency", _ROLES.sub("", text).removeprefix("For ").strip())
            else:
                copy.paragraphs.append(text)
        elif not copy.title and (closed or centred):
            copy.title = text
        elif closed and "summary" not in copy.hints and not copy.paragraphs:
            copy.offer("summary", text)
        else:
            copy.paragraphs.append(text)
        after_byline = False


def _read_slug(text: str, copy: _Copy) -> bool:
    """Take "BC-US--Keyword Two, 1st Ld-Writethru,1140" apart; False when the line has no such shape."""
    parts = [part.strip() for part in text.split(",")]
    if parts[-1].isdecimal() or parts[-1] == "":
        copy.counted = int(parts[-1]) if 0 < len(parts[-1]) <= 5 else None
        parts.pop()
    while len(parts) > 1 and version_word(parts[-1]):
        copy.marks.insert(0, parts.pop())
    slug = ", ".join(parts)
    if not re.match(r"[A-Z0-9]{2,4}-", slug) and copy.counted is None:
        return False
    copy.slug = slug
    return True


def _paragraphs(lines: Sequence[str]) -> list[str]:
    """The text below the head: a line with an indent, a ^ or a tabular mark opens a paragraph, < or = closes it."""
    found: list[list[str]] = []
    new = True
    for raw in lines:
        line = raw.rstrip()
        row = line.startswith("\b") or tabular(line)
        text = line.lstrip("\b^ \t\x1e\x1f")
        closed = text.endswith(("<", "="))
        text = plain_marks(text.rstrip("<=") if closed else text).strip()
        if row:
            text = _HALF.sub("\N{VULGAR FRACTION ONE HALF}", text)
        if not text or rule_character(text) is not None or text.casefold() in _ENDS:
            new = True
            continue
        if new or row or line[0] in "\b^ \t":
            found.append([text])
        else:
            found[-1].append(text)
        new = closed or row
    return [" ".join(" ".join(part).split()) for part in found]


def _read_header(header: str, copy: _Copy) -> None:
    """Priority, category, keyword and version; its date has no year, and its count counts no words."""
    found = _HEADER.search(header)
    if found is None:
        return
    copy.offer("urgency", _URGENCY.get(found[1], ""))
    copy.offer("section", _SECTIONS.get(found[2], ""))
    rest = _HEADER_END.sub("", found[3].strip(" \x11\x12\x13\x14").rstrip())
    slug, *marks = rest.split() or [""]
    copy.slug = copy.slug or slug
    spelt = re.sub(r"(?<=\d(?:st|nd|rd|th))(?=Ld)", " ", " ".join(marks))
    if not copy.marks and version_word(spelt):
        copy.marks.append(spelt)


def _read_trailer(trailer: str, copy: _Copy, received: datetime) -> None:
    found = _TRAILER.search(trailer)
    if found is None:
        return
    copy.hints["agency"] = Hint(value=found[1], source=_SOURCE)
    day = (int(found[4]), int(found[2]), int(found[3]))
    moment = wire_moment(day, found[5], utc=found[6] == "GMT", received=received)
    copy.offer("date", moment or "")
