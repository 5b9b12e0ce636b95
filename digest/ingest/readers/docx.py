"""Word documents (Office Open XML, ECMA-376)."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.errors import SeedError
from digest.ingest.foreign import is_word
from digest.ingest.headings import Look, is_caption, level_of
from digest.ingest.layouts import Layout
from digest.ingest.readers.chunks import UNREAD, chunks_of, take_chunk
from digest.ingest.readers.office import Lines, Package, events, reading_of
from digest.ingest.xml import attribute, local, names_of
from digest.model import Reading, Seed

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_KIND = "Word document"
_MAIN = "word/document.xml"
_ROOT = "_rels/.rels"
_PARAGRAPHS = frozenset({"p"})
_STYLES = frozenset({"style", "docdefaults"})
#: what is no text of the document: a second copy for old programs, what was moved or deleted, properties
_SKIPPED = names_of("fallback del movefrom rpr ppr instrtext deltext")
_BREAKS = {"tab": " ", "br": "\n", "cr": "\n", "nobreakhyphen": "-", "softhyphen": ""}
_OFF = ("0", "false", "off", "none")
#: parts beside the main one whose text stands aside
_ASIDE = (
    ("footnotes", "a footnote"),
    ("endnotes", "an endnote"),
    ("header", "a running head"),
    ("footer", "a running head"),
)
#: half points, where no style says anything
_USUAL = 22


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    level: int = 0
    caption: bool = False
    size: int = 0
    bold: bool = False


class Docx:
    """A Word document."""

    name = "docx"
    sign = b"\x03"
    risky = True

    def fits(self, seed: Seed) -> float:
        """By the parts that the package's directory names."""
        return 0.995 if is_word(seed.data) else 0.0

    def read(self, seed: Seed, layouts: Sequence[Layout]) -> Reading:
        """Its articles; units are paragraphs, notes and running heads behind them.

        Raises SeedError when it is damaged, protected or too large.
        """
        package = Package(seed, _KIND)
        main = _main(package)
        if main not in package.names:
            raise SeedError(f"this {_KIND} has no text part ({main}): save it again", path=seed.path)
        folder = posixpath.dirname(main)
        styles = _styles(package, f"{folder}/styles.xml")
        lines = Lines(path=seed.path)
        _read(package, main, lines, styles, seed)
        for begin, reason in _ASIDE:
            for name in sorted(name for name in package.names if name.startswith(f"{folder}/{begin}")):
                if name.endswith(".xml"):
                    aside = Lines(path=seed.path, size=lines.size)
                    _read(package, name, aside, {}, seed)
                    lines.set_aside(reason, aside.texts)
        if not any(map(str.strip, lines.texts)) and any(reason == UNREAD for reason, _ in lines.aside):
            raise SeedError(f"all text of this {_KIND} is in {UNREAD}", path=seed.path)
        lines.made = _made(package)
        return reading_of(lines, layouts, self.name)


def _main(package: Package) -> str:
    """The part that the package's relationships call the document (ECMA-376 part 2, section 9.3)."""
    if _ROOT in package.names:
        for event, element in events(package, _ROOT, _KIND, frozenset()):
            if event == "end" and attribute(element, "Type").endswith("/officeDocument"):
                target = posixpath.normpath(attribute(element, "Target").lstrip("/"))
                if target in package.names:
                    return target
    return _MAIN


def _styles(package: Package, name: str) -> dict[str, _Style]:
    """The styles by their ids; under no id what holds for a paragraph that names none."""
    found: dict[str, _Style] = {}
    if name not in package.names:
        return found
    for event, element in events(package, name, _KIND, _STYLES):
        if event == "whole":
            key = attribute(element, "styleId")
            known = found.get(_value(element, "basedon"), found.get("", _Style()))
            label = _value(element, "name")
            outline = _value(element, "outlinelvl")
            level = level_of(label) or (int(outline) + 2 if outline.isdecimal() and int(outline) < 9 else known.level)
            size, bold = _letters(element)
            found[key] = _Style(
                level=level,
                caption=is_caption(label) or known.caption,
                size=size or known.size,
                bold=known.bold if bold is None else bold,
            )
            if attribute(element, "default") in ("1", "true") and attribute(element, "type") == "paragraph":
                found[""] = found[key]
    return found


def _value(node: Element, tag: str) -> str:
    return next((attribute(each, "val") for each in node.iter() if local(each) == tag), "")


def _letters(node: Element) -> tuple[int, bool | None]:
    """Size in half points and weight that the properties inside an element set; 0 and None where they set none."""
    size, bold = 0, None
    for each in node.iter():
        tag = local(each)
        if tag == "sz":
            told = attribute(each, "val")
            size = int(told) if told.isascii() and told.isdecimal() and len(told) < 5 else size
        elif tag == "b":
            bold = attribute(each, "val") not in _OFF
    return size, bold


def _read(package: Package, name: str, lines: Lines, styles: Mapping[str, _Style], seed: Seed) -> None:
    """Add the paragraphs of a part; the cells of a table's row are one line where they are short."""
    rows: list[list[str]] = []
    chunks = chunks_of(package, name, _KIND)
    for event, element in events(package, name, _KIND, _PARAGRAPHS):
        if event == "whole":
            for text, look in _Paragraph(styles).read(element):
                lines.take(text, rows, look)
        elif local(element) == "tr" and event == "start":
            rows.append([])
        elif local(element) == "tr":
            lines.take_row(rows)
        elif local(element) == "altchunk" and event == "start":
            take_chunk(package, chunks.get(attribute(element, "id"), ""), lines, seed)


class _Paragraph:
    """A paragraph, and the boxes that hang on it."""

    def __init__(self, styles: Mapping[str, _Style]) -> None:
        self._styles = styles
        self._style = styles.get("", _Style())
        self._letters: list[str] = []
        self._looks = Counter[tuple[int, bool]]()
        self._boxes: list[tuple[str, Look]] = []

    def read(self, paragraph: Element) -> list[tuple[str, Look]]:
        """Its text and how it looks, and behind it those of its boxes."""
        properties = next((child for child in paragraph if local(child) == "ppr"), None)
        level = 0
        if properties is not None:
            self._style = self._styles.get(_value(properties, "pstyle"), self._style)
            outline = _value(properties, "outlinelvl")
            level = int(outline) + 2 if outline.isdecimal() and int(outline) < 9 else 0
        self._walk(paragraph, (self._style.size or _USUAL, self._style.bold))
        (size, bold), _ = self._looks.most_common(1)[0] if self._looks else ((0, False), 0)
        look = Look(level=level or self._style.level, size=size / 2, bold=bold, caption=self._style.caption)
        return [("".join(self._letters), look), *self._boxes]

    def _walk(self, node: Element, looks: tuple[int, bool]) -> None:
        for child in node:
            tag = local(child)
            if tag == "t":
                # a declared entity is no text, and what follows it is
                text = (child.text or "") + "".join(inner.tail or "" for inner in child)
                self._letters.append(text)
                self._looks[looks] += len(text.strip())
            elif tag in _BREAKS:
                self._letters.append(_BREAKS[tag])
            elif tag == "p":
                self._boxes += _Paragraph(self._styles).read(child)
            elif tag == "r":
                self._run(child, looks)
            elif tag not in _SKIPPED:
                self._walk(child, looks)

    def _run(self, run: Element, looks: tuple[int, bool]) -> None:
        properties = next((child for child in run if local(child) == "rpr"), None)
        if properties is not None:
            if any(local(each) == "vanish" and attribute(each, "val") not in _OFF for each in properties):
                return
            size, bold = _letters(properties)
            looks = size or looks[0], looks[1] if bold is None else bold
        self._walk(run, looks)


def _made(package: Package) -> str:
    if "docProps/core.xml" not in package.names:
        return ""
    found = ""
    for event, element in events(package, "docProps/core.xml", _KIND, frozenset()):
        if event == "end" and local(element) == "created":
            found = (element.text or "").strip()[:40]
    return found
