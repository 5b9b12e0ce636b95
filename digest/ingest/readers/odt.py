"""OpenDocument texts (OASIS OpenDocument 1.3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from digest.errors import SeedError
from digest.ingest.layouts import Layout
from digest.ingest.readers.office import Lines, Package, events, reading_of
from digest.ingest.xml import attribute, local, names_of
from digest.model import Reading, Seed

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_KIND = "OpenDocument text"
_MARK = b"mimetypeapplication/vnd.oasis.opendocument.text"
_BODY = "content.xml"
_PARAGRAPHS = frozenset({"p", "h"})
_SKIPPED = names_of("tracked-changes annotation forms desc title note-citation")
_MOST_SPACES = 100


class Odt:
    """An OpenDocument text."""

    name = "odt"
    risky = True

    def fits(self, seed: Seed) -> float:
        """By the type that stands first in the package (OpenDocument 1.3 part 2, section 3.3), else by its parts."""
        if not seed.data.startswith(b"PK\x03\x04"):
            return 0.0
        ends = seed.data[:200] + seed.data[-65_536:]
        return 0.995 if _MARK in ends or (b"content.xml" in ends and b"META-INF/manifest.xml" in ends) else 0.0

    def read(self, seed: Seed, layouts: Sequence[Layout]) -> Reading:
        """Its articles; units are paragraphs. Raises SeedError when it is damaged, protected or too large."""
        package = Package(seed, _KIND)
        if b"encryption-data" in (package.part("META-INF/manifest.xml") or b""):
            raise SeedError(f"this {_KIND} is protected by a password: save it without one", path=seed.path)
        kind = (package.part("mimetype") or b"").decode("latin-1").rpartition("opendocument.")[2]
        if kind and not kind.startswith("text"):
            raise SeedError(f"an OpenDocument {kind[:30]}, which holds no articles: save it as text", path=seed.path)
        if _BODY not in package.names:
            raise SeedError(f"this {_KIND} has no text part ({_BODY}): save it again", path=seed.path)
        lines = Lines(path=seed.path)
        _read(package, lines)
        lines.made = _made(package)
        return reading_of(lines, layouts, self.name)


def _read(package: Package, lines: Lines) -> None:
    """Add the paragraphs; the cells of a table's row are one line where they are short."""
    rows: list[list[str]] = []
    skipped = 0
    for event, element in events(package, _BODY, _KIND, _PARAGRAPHS):
        tag = local(element)
        if event != "whole" and tag in _SKIPPED:
            skipped += 1 if event == "start" else -1
        elif event == "whole" and not skipped:
            for text in _texts(element):
                lines.take(text, rows)
        elif tag == "table-row" and event == "start":
            rows.append([])
        elif tag == "table-row" and event == "end":
            lines.take_row(rows)


def _texts(paragraph: Element) -> list[str]:
    """The text of a paragraph, and behind it those of the frames and notes that hang on it."""
    found: list[str] = []
    boxes: list[str] = []
    _walk(paragraph, found, boxes)
    return ["".join(found), *boxes]


def _walk(node: Element, found: list[str], boxes: list[str]) -> None:
    # white space is collapsed, and spaces that count are elements (OpenDocument 1.3 part 3, section 6.1.2)
    found.append(" ".join((node.text or "").split("\n")))
    for child in node:
        tag = local(child)
        if tag == "s":
            found.append(" " * _spaces(child))
        elif tag == "tab":
            found.append(" ")
        elif tag == "line-break":
            found.append("\n")
        elif tag in _PARAGRAPHS:
            boxes += _texts(child)
        elif tag not in _SKIPPED:
            _walk(child, found, boxes)
        found.append(" ".join((child.tail or "").split("\n")))


def _spaces(node: Element) -> int:
    told = attribute(node, "c")
    return min(int(told), _MOST_SPACES) if told.isascii() and told.isdecimal() and len(told) < 5 else 1


def _made(package: Package) -> str:
    if "meta.xml" not in package.names:
        return ""
    found = ""
    for event, element in events(package, "meta.xml", _KIND, frozenset()):
        if event == "end" and local(element) == "creation-date":
            found = (element.text or "").strip()[:40]
    return found
