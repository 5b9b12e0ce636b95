"""Reuters SGML, the form of the Reuters-21578 collection (its README, section VI): 1,000 items to a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from digest.errors import SeedError
from digest.ingest.decode import head_of
from digest.ingest.layouts import Layout
from digest.ingest.lines import Owners, line_feeds, split_lines
from digest.ingest.readers.base import draft, reading
from digest.ingest.wiretext import version_hints, wire_month, wire_paragraphs, wire_text
from digest.model import Draft, Hint, Reading, Seed

_SOURCE = "reuters-sgml"
_OPEN, _CLOSE = "<REUTERS", "</REUTERS>"
_ATTRIBUTE = re.compile(r'([A-Z]{1,20})="([^"<>]{0,80})"')
_DATE = re.compile(r"(\d{1,2})-([A-Z]{3})-(\d{4})")
_REFERENCE = re.compile(r"&#(\d{1,7});")
#: priority, category, keyword: "u f BC-HARBOUR-PIER   02-26 0105"
_WIRE = re.compile(r"^ ?([a-z]) [a-z] (\S.{0,60}?)  +\d\d-\d\d", re.MULTILINE)
_URGENCY = {"f": "1", "b": "2", "u": "3", "r": "4", "d": "5", "h": "6"}
_LISTS = ("TOPICS", "PLACES", "PEOPLE", "ORGS", "EXCHANGES", "COMPANIES")
_LONGEST_WIRE = 400
_MOST_ITEMS = 100_000
_SIGN_OFFS = frozenset({"reuter", "reuters"})


class ReutersSgml:
    """One <REUTERS> element an article."""

    name = "reuters-sgml"
    sign = b"<"

    def fits(self, seed: Seed) -> float:
        """By its document type, or by a first element of that name."""
        head = head_of(seed).lstrip("\ufeff \t\r\n")
        if head[:40].lower().startswith("<!doctype lewis"):
            return 0.98
        return 0.98 if head.startswith(_OPEN) and _ATTRIBUTE.search(head[:400]) else 0.0

    def read(self, seed: Seed, _layouts: Sequence[Layout]) -> Reading:
        """Every item; one without title and text is listed. Raises SeedError when no item can be read."""
        decoded, encoding, _ = wire_text(seed.data)
        text = line_feeds(decoded)
        if text.count(_OPEN) > _MOST_ITEMS:
            raise SeedError(f"it holds more than {_MOST_ITEMS:,} items: part the file", path=seed.path)
        owners = Owners(text.count("\n") + (not text.endswith("\n")))
        drafts: list[Draft] = []
        reasons: list[str] = []
        last = 0
        before = text[: max(text.find(_OPEN), 0)]
        owners.discard(1, before.count("\n"), "above the first item")
        for item in _items(text):
            try:
                found = _draft(item.text, len(drafts), seed.path)
            except SeedError as error:
                reasons.append(error.reason)
                owners.discard(max(item.first, last + 1), item.last, error.reason)
            else:
                # of two items on one line the first has the line
                owners.give(max(item.first, last + 1), item.last, found.index)
                drafts.append(found if item.closed else replace(found, flags=found.flags | {"truncated"}))
            last = max(last, item.last)
        if not drafts:
            why = f": {reasons[0]}" if reasons else ": it holds no <REUTERS> element"
            raise SeedError(f"no article found{why}", path=seed.path)
        return reading(drafts, owners, reader=self.name, encoding=encoding, flags=frozenset())


class _Item(NamedTuple):
    """The text of one element, its first and last line, and whether it has an end."""

    text: str
    first: int
    last: int
    closed: bool


def _items(text: str) -> Iterator[_Item]:
    """The elements in order; one without an end reaches to the next one."""
    start = text.find(_OPEN)
    line, counted = 1, 0
    while start >= 0:
        after = text.find(_OPEN, start + len(_OPEN))
        limit = len(text) if after < 0 else after
        end = text.find(_CLOSE, start, limit)
        stop = limit if end < 0 else end + len(_CLOSE)
        line += text.count("\n", counted, start)
        counted = start
        part = text[start:stop].rstrip()
        yield _Item(part, line, line + part.count("\n"), end >= 0)
        start = after


def _draft(item: str, index: int, path: str) -> Draft:
    """One item. Raises SeedError when it has neither a title nor a text."""
    opening, _, inner = item.partition(">")
    attributes = dict(_ATTRIBUTE.findall(opening))
    body = _element(inner, "TEXT") or ""
    brief = 'TYPE="BRIEF"' in inner.partition("<TEXT")[2].partition(">")[0]
    title = " ".join(_plain(_element(body, "TITLE") or "").split()).strip("* ")
    lines = [] if brief else _lines(body)
    signed = bool(lines) and lines[-1].strip(" .").casefold() in _SIGN_OFFS
    lines = lines[:-1] if signed else lines
    if not title and not brief and 'TYPE="UNPROC"' in inner:
        title, lines = (" ".join(lines[0].split()), lines[1:]) if lines else ("", lines)
    # a brief is a title; what stands below it is the collection's filling ("Blah blah blah.")
    paragraphs = wire_paragraphs(lines) or ([title] if title else [])
    number = attributes.get("NEWID", "")
    if not paragraphs:
        raise SeedError(f"item {number or 'without a number'}: neither a title nor a text", path=path)
    hints = _hints(inner, body, number) | version_hints([], title, _SOURCE)
    return draft(index=index, layout=_SOURCE, title=title, paragraphs=paragraphs, hints=hints)


def _lines(body: str) -> list[str]:
    """The lines of dateline and text, without those that are blank at its end."""
    text = _element(body, "BODY")
    if text is None:
        # unprocessed items have no elements inside
        text = body.rpartition("</TITLE>")[2].rpartition("</DATELINE>")[2]
    dateline = " ".join(_plain(_element(body, "DATELINE") or "").split())
    lines = split_lines(_plain(text))
    while lines and not lines[-1].strip():
        lines.pop()
    while lines and not lines[0].strip():
        lines.pop(0)
    return [f"{dateline} {lines[0].lstrip()}", *lines[1:]] if dateline and lines else lines


def _hints(inner: str, body: str, number: str) -> dict[str, Hint]:
    found = _DATE.search(_element(inner, "DATE") or "")
    month = wire_month(found[2]) if found else None
    wire = _WIRE.search(_plain((_element(inner, "UNKNOWN") or "")[:_LONGEST_WIRE]))
    tags = [tag for name in _LISTS for tag in _list(_element(inner, name) or "")]
    author = " ".join(_plain(_element(body, "AUTHOR") or "").split())
    told = {
        "date": f"{found[3]}-{month:02}-{int(found[1]):02}" if found and month else "",
        "id": f"reuters-21578:{number}" if number.isdecimal() else "",
        "agency": "Reuters",
        "byline": author[3:].strip() if author[:3].casefold() == "by " else author,
        "tags": ", ".join(dict.fromkeys(tags)),
        "slug": wire[2].strip() if wire else "",
        "urgency": _URGENCY.get(wire[1], "") if wire else "",
        "note": " ".join(_plain(_element(inner, "MKNOTE") or "").split()),
    }
    return {name: Hint(value=value, source=_SOURCE) for name, value in told.items() if value}


def _element(text: str, name: str) -> str | None:
    """What stands in the first element of that name; to the end where its end tag is missing."""
    start = text.find(f"<{name}")
    opened = text.find(">", start) if start >= 0 else -1
    if opened < 0 or text[start + len(name) + 1] not in " >\n":
        return None
    end = text.find(f"</{name}>", opened)
    return text[opened + 1 :] if end < 0 else text[opened + 1 : end]


def _list(text: str) -> list[str]:
    """The entries of a <D> list."""
    parts = (part.partition("</D>")[0] for part in text.split("<D>")[1:])
    return [tag for part in parts if (tag := " ".join(_plain(part).split()).replace(",", " "))]


def _plain(text: str) -> str:
    """The text behind references; those of control characters are nothing, that of DEL is a space."""
    if "&" not in text:
        return text
    text = _REFERENCE.sub(_character, text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


def _character(found: re.Match[str]) -> str:
    code = int(found[1])
    if code < 0x20:
        return "\n" if code in (10, 13) else ""
    return " " if code in range(0x7F, 0xA0) or code > 0x10FFFF or 0xD800 <= code < 0xE000 else chr(code)
