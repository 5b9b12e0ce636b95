"""OpenDocument texts (OASIS OpenDocument 1.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from digest.errors import SeedError
from digest.ingest.directories import zip_names
from digest.ingest.headings import Look, is_caption, level_of
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
_NOTES = "a footnote or an endnote"
_MOST_SPACES = 100


class Odt:
    """An OpenDocument text."""

    name = "odt"
    sign = b"\x03"
    risky = True

    def fits(self, seed: Seed) -> float:
        """By the type that stands first in the package (OpenDocument 1.3 part 2, section 3.3), else by its parts."""
        if not seed.data.startswith(b"PK\x03\x04"):
            return 0.0
        if seed.data.startswith(_MARK, 30):
            return 0.995
        return 0.995 if {"content.xml", "META-INF/manifest.xml"} <= zip_names(seed.data) else 0.0

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
    parents: dict[str, str] = {}
    skipped = 0
    for event, element in events(package, _BODY, _KIND, _PARAGRAPHS):
        tag = local(element)
        if event != "whole" and tag in _SKIPPED:
            skipped += 1 if event == "start" else -1
        elif event == "whole" and not skipped:
            found = _Paragraph()
            found.read(element, parents)
            for text, look in found.texts():
                lines.take(text, rows, look)
            lines.set_aside(_NOTES, found.notes)
        elif tag == "style" and event == "start":
            parents[attribute(element, "name")] = attribute(element, "parent-style-name")
        elif tag == "table-row" and event == "start":
            rows.append([])
        elif tag == "table-row" and event == "end":
            lines.take_row(rows)


def _look(paragraph: Element, parents: Mapping[str, str]) -> Look:
    """What the styles of a paragraph say: its own, or the one that an automatic style was made from."""
    style = attribute(paragraph, "style-name")
    names = (style, parents.get(style, ""))
    level = max(map(level_of, names))
    if not level and local(paragraph) == "h":
        told = attribute(paragraph, "outline-level")
        level = int(told) + 1 if told.isascii() and told.isdecimal() and len(told) < 3 else 2
    return Look(level=level, caption=any(map(is_caption, names)))


class _Paragraph:
    """A paragraph, and the frames and notes that hang on it."""

    def __init__(self) -> None:
        self._letters: list[str] = []
        self._look = Look()
        self._boxes: list[tuple[str, Look]] = []
        self.notes: list[str] = []

    def texts(self) -> list[tuple[str, Look]]:
        """Its text, and behind it those of its frames."""
        return [("".join(self._letters), self._look), *self._boxes]

    def read(self, paragraph: Element, parents: Mapping[str, str]) -> None:
        """Read a <text:p> or <text:h>."""
        self._look = _look(paragraph, parents)
        self._walk(paragraph, parents)

    def _walk(self, node: Element, parents: Mapping[str, str]) -> None:
        # white space is collapsed, and spaces that count are elements (OpenDocument 1.3 part 3, section 6.1.2)
        self._letters.append(" ".join((node.text or "").split("\n")))
        for child in node:
            tag = local(child)
            if tag == "s":
                self._letters.append(" " * _spaces(child))
            elif tag == "tab":
                self._letters.append(" ")
            elif tag == "line-break":
                self._letters.append("\n")
            elif tag in _PARAGRAPHS or tag == "note-body":
                self._take(child, parents, note=tag == "note-body")
            elif tag not in _SKIPPED:
                self._walk(child, parents)
            self._letters.append(" ".join((child.tail or "").split("\n")))

    def _take(self, node: Element, parents: Mapping[str, str], *, note: bool) -> None:
        inner = _Paragraph()
        inner.read(node, parents)
        if note:
            self.notes += [text for text, _ in inner.texts() if text.strip()] + inner.notes
        else:
            self._boxes += inner.texts()
            self.notes += inner.notes


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
