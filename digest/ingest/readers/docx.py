"""Word documents (Office Open XML, ECMA-376)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from digest.errors import SeedError
from digest.ingest.layouts import Layout
from digest.ingest.readers.office import Lines, Package, events, reading_of
from digest.ingest.xml import local, names_of
from digest.model import Reading, Seed

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_KIND = "Word document"
_BODY = "word/document.xml"
_PARAGRAPHS = frozenset({"p"})
#: what is no text of the document: a second copy for old programs, what was moved or deleted, properties
_SKIPPED = names_of("fallback del movefrom rpr ppr instrtext")
_BREAKS = {"tab": " ", "br": "\n", "cr": "\n", "nobreakhyphen": "-", "softhyphen": ""}


class Docx:
    """A Word document."""

    name = "docx"
    risky = True

    def fits(self, seed: Seed) -> float:
        """By the main part of the package."""
        if not seed.data.startswith(b"PK\x03\x04"):
            return 0.0
        ends = seed.data[:4096] + seed.data[-65_536:]
        return 0.995 if _BODY.encode() in ends else 0.0

    def read(self, seed: Seed, layouts: Sequence[Layout]) -> Reading:
        """Its articles; units are paragraphs. Raises SeedError when it is damaged, protected or too large."""
        package = Package(seed, _KIND)
        lines = Lines(path=seed.path)
        for name in (_BODY, "word/footnotes.xml"):
            if name in package.names:
                _read(package, name, lines)
            elif name == _BODY:
                raise SeedError(f"this {_KIND} has no text part ({_BODY}): save it again", path=seed.path)
        lines.made = _made(package)
        return reading_of(lines, layouts, self.name)


def _read(package: Package, name: str, lines: Lines) -> None:
    """Add the paragraphs of a part; the cells of a table's row are one line where they are short."""
    rows: list[list[str]] = []
    for event, element in events(package, name, _KIND, _PARAGRAPHS):
        if event == "whole":
            for text in _texts(element):
                lines.take(text, rows)
        elif local(element) == "tr" and event == "start":
            rows.append([])
        elif local(element) == "tr":
            lines.take_row(rows)


def _texts(paragraph: Element) -> list[str]:
    """The text of a paragraph, and behind it those of the boxes that hang on it."""
    found: list[str] = []
    boxes: list[str] = []
    _walk(paragraph, found, boxes)
    return ["".join(found), *boxes]


def _walk(node: Element, found: list[str], boxes: list[str]) -> None:
    for child in node:
        tag = local(child)
        if tag == "t":
            found.append(child.text or "")
        elif tag in _BREAKS:
            found.append(_BREAKS[tag])
        elif tag == "p":
            boxes += _texts(child)
        elif tag not in _SKIPPED:
            _walk(child, found, boxes)


def _made(package: Package) -> str:
    if "docProps/core.xml" not in package.names:
        return ""
    found = ""
    for event, element in events(package, "docProps/core.xml", _KIND, frozenset()):
        if event == "end" and local(element) == "created":
            found = (element.text or "").strip()[:40]
    return found
