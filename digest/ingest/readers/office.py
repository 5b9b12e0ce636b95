"""Office documents as lines of text: what a package holds, read in bounded pieces, and the articles in its lines."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import IO, TYPE_CHECKING, Any, cast

from digest.errors import NoArticleError, SeedError
from digest.ingest.headings import Look, styles_of
from digest.ingest.layouts import Layout
from digest.ingest.lines import Owners
from digest.ingest.prose import ends_sentence
from digest.ingest.readers.base import reading
from digest.ingest.readers.exports import read_export
from digest.ingest.readers.plain import drafts_of
from digest.ingest.xml import local
from digest.model import Discard, Hint, Reading, Seed, Span

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: bytes that one part of a package may unpack to, and characters of the text in it
_LARGEST = 25_000_000
#: how many times larger than packed a part may become; the XML of real documents packs to a tenth or a thirtieth
_RATIO = 60
_LONGEST = 20_000_000
_NO_BOMB = 1_000_000
_PIECE = 1 << 16
_SHORT_CELL = 100
_NO_LOOK = Look()
#: characters of a full line and of the longest one where lines were wrapped, and how many full ones show it
_FULL_LINE, _WIDEST, _FEW_LINES = 55, 100, 8
#: elements of one paragraph
_MOST_INSIDE = 200_000
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, KeyError)


@dataclass(slots=True)
class Lines:
    """The paragraphs of a document, one a line; blank ones included."""

    path: str
    texts: list[str] = field(default_factory=list)
    looks: dict[int, Look] = field(default_factory=dict)
    """how a line looks, by its position"""
    made: str = ""
    """when the document was made, by its own properties"""
    aside: list[tuple[str, str]] = field(default_factory=list)
    """lines that are in no article, with the reason"""
    unit: str = "paragraph"
    size: int = 0

    def add(self, text: str, look: Look = _NO_LOOK) -> None:
        """One paragraph more, in which a line break parts lines. Raises SeedError when the text is too long."""
        self._count(text)
        for line in text.split("\n"):
            if look != _NO_LOOK:
                self.looks[len(self.texts)] = look
            self.texts.append(line)

    def set_aside(self, reason: str, texts: Iterable[str]) -> None:
        """Lines that belong to no article."""
        for text in texts:
            self._count(text)
            self.aside += [(reason, line) for line in text.split("\n") if line.strip()]

    def take(self, text: str, rows: list[list[str]], look: Look = _NO_LOOK) -> None:
        """One paragraph more, of the table's row that is open, if one is."""
        if rows:
            rows[-1].append(text)
        else:
            self.add(text, look)

    def take_row(self, rows: list[list[str]]) -> None:
        """The open row ends: its cells are one line where they are short."""
        cells = rows.pop() if rows else []
        short = len(cells) > 1 and all(len(cell) < _SHORT_CELL and "\n" not in cell for cell in cells)
        for text in ["  ".join(filter(str.strip, cells))] if short else cells:
            self.take(text, rows)

    def _count(self, text: str) -> None:
        self.size += len(text)
        if self.size > _LONGEST:
            reason = f"a document with more than {_LONGEST // 1_000_000} million characters of text: part it"
            raise SeedError(reason, path=self.path)


class Package:
    """A document that is a ZIP archive inside."""

    def __init__(self, seed: Seed, kind: str) -> None:
        self._seed = seed
        self._kind = kind
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(seed.data))
        except _BROKEN as why:
            raise self.damaged(why) from why
        self._names = frozenset(self._archive.namelist())

    @property
    def path(self) -> str:
        """The seed's."""
        return self._seed.path

    @property
    def names(self) -> frozenset[str]:
        """The parts."""
        return self._names

    def damaged(self, why: Exception) -> SeedError:
        """What to say of a package that cannot be read."""
        return SeedError(f"this {self._kind} is damaged or cut off ({why}): save it again", path=self._seed.path)

    def part(self, name: str) -> bytes | None:
        """A whole part; None when there is none. Raises SeedError when it is too large, protected or damaged."""
        if name not in self.names:
            return None
        pieces: list[bytes] = []
        stream = self.stream(name)
        while piece := stream.read(_PIECE):
            pieces.append(piece)
        return b"".join(pieces)

    def stream(self, name: str) -> Counted:
        """A part to be read in pieces, which are counted."""
        try:
            entry = self._archive.getinfo(name)
            if entry.flag_bits & 1:
                reason = f"this {self._kind} is protected by a password: save it without one"
                raise SeedError(reason, path=self._seed.path)
            return Counted(self._archive.open(entry), entry.compress_size, self)
        except _BROKEN as why:
            raise self.damaged(why) from why

    def too_large(self, reason: str) -> SeedError:
        """What to say of a package that unpacks to too much."""
        return SeedError(f"this {self._kind} {reason}: save it as several", path=self._seed.path)


class Counted:
    """A stream of unpacked bytes; SeedError for more than the bounds, before it is in memory."""

    def __init__(self, stream: IO[bytes], packed: int, package: Package) -> None:
        self._stream = stream
        self._packed = packed
        self._package = package
        self._size = 0

    def read(self, size: int = _PIECE) -> bytes:
        """At most that many bytes; none at the end."""
        try:
            piece = self._stream.read(size if size > 0 else _PIECE)
        except _BROKEN as why:
            raise self._package.damaged(why) from why
        self._size += len(piece)
        if self._size > _LARGEST:
            raise self._package.too_large(f"unpacks to more than {_LARGEST // 1_000_000} MB")
        if self._size > _NO_BOMB and self._size > _RATIO * max(self._packed, 1):
            raise self._package.too_large(f"unpacks to over {_RATIO} times its size, as bombs do")
        return bytes(piece)


def events(package: Package, name: str, kind: str, wholes: frozenset[str]) -> Iterator[tuple[str, Element]]:
    """("start" or "end", element) of a part's XML as it is read, and ("whole", element) at the end of each of `wholes`.

    What lies inside a whole one comes with it; everything is forgotten when it was told. No entity is resolved and
    nothing is fetched. Raises SeedError where the XML is damaged, or one whole element holds too many others.
    """
    from lxml import etree

    inside = count = 0
    try:
        for event, element in etree.iterparse(
            cast("Any", package.stream(name)),
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        ):
            whole = local(element) in wholes
            inside += (1 if event == "start" else -1) if whole else 0
            if inside:
                count += event == "start"
                if count > _MOST_INSIDE:
                    raise package.too_large(f"has a paragraph of more than {_MOST_INSIDE:,} parts")
                continue
            count = 0
            yield "whole" if whole else event, element
            if event == "end":
                _forget(element)
    except etree.XMLSyntaxError as why:
        raise SeedError(f"this {kind} is damaged (its XML: {why.msg}): save it again", path=package.path) from why


def _forget(element: Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and len(parent) > 1 and parent[0] is not element:
        del parent[0]


def reading_of(lines: Lines, layouts: Sequence[Layout], reader: str) -> Reading:
    """The articles of a document: those of an export, or of a text in any layout or under several headings.

    What was set aside is listed behind all lines. Raises NoArticleError where it holds no text.
    """
    if not any(text.strip() for text in lines.texts):
        raise NoArticleError("no article found: the document holds no text", path=lines.path)
    found = _read(lines, layouts, reader)
    made = Hint(value=lines.made, source=f"{reader}-properties", confidence=0.5) if lines.made else None
    behind = enumerate(lines.aside, found.total + 1)
    return replace(
        found,
        drafts=tuple(replace(each, made=each.made or made) for each in found.drafts),
        discards=(*found.discards, *(Discard(span=Span(first=at, last=at), reason=why) for at, (why, _) in behind)),
        total=found.total + len(lines.aside),
        unit=lines.unit,
    )


def _is_wrapped(texts: Sequence[str]) -> bool:
    """Whether a document was wrapped as plain text is, so that several paragraphs of it are one."""
    lengths = [len(text.rstrip()) for text in texts]
    full = [text for text in texts if len(text.rstrip()) > _FULL_LINE]
    inside = sum(not ends_sentence(text.rstrip()) for text in full)
    return len(full) > _FEW_LINES and max(lengths) <= _WIDEST and 2 * inside > len(full)


def _read(lines: Lines, layouts: Sequence[Layout], reader: str) -> Reading:
    export = read_export(lines.texts, wrapped=_is_wrapped(lines.texts))
    if export is not None and export.drafts:
        return Reading(
            drafts=export.drafts,
            discards=export.discards,
            total=len(lines.texts),
            reader=reader,
            declared=export.declared,
        )
    owners = Owners(len(lines.texts))
    drafts = drafts_of(lines.texts, layouts, owners, lines.path, styles_of(lines.texts, lines.looks))
    return replace(reading(drafts, owners, reader=reader, encoding="", flags=frozenset()), encoding=None)
