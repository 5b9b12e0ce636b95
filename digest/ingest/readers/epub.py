"""Electronic books (EPUB 3.3): every chapter is a page of its own."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import unquote

from digest.errors import SeedError
from digest.ingest.inside import Holding
from digest.ingest.layouts import Layout
from digest.ingest.readers.office import Package
from digest.ingest.xml import attribute, below, first, line, local, safe_parser
from digest.model import Hint, Reading, Seed

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_KIND = "EPUB book"
_MARK = b"mimetypeapplication/epub+zip"
_CONTAINER = "META-INF/container.xml"
_PAGES = ("application/xhtml+xml", "text/html")
#: scrambled fonts lock nothing (EPUB 3.3 section 4.3)
_FONTS = ("embedding", "fontobfuscation", "obfuscation")


class Epub:
    """An electronic book."""

    name = "epub"
    sign = b"\x03"
    risky = True

    def fits(self, seed: Seed) -> float:
        """By the type that stands first in the package."""
        return 0.995 if seed.data.startswith(b"PK\x03\x04") and _MARK in seed.data[:200] else 0.0

    def read(self, seed: Seed, _layouts: Sequence[Layout]) -> Reading:
        """Its chapters, in reading order, each a file of its own; what is left out is listed.

        Raises SeedError when the book is damaged, locked or names no chapters.
        """
        package = Package(seed, _KIND)
        if _is_locked(package):
            raise SeedError(f"this {_KIND} is locked by its seller (DRM): it cannot be read", path=seed.path)
        opf = _opf(package, seed.path)
        root = _tree(package, opf, seed.path)
        context = dict(_context(root))
        holding = Holding(seed, unit="chapter")
        seen: set[str] = set()
        for href, reason in _chapters(root, _landmarks(package, root, opf)):
            name = posixpath.normpath(posixpath.join(posixpath.dirname(opf), unquote(href.partition("#")[0])))
            holding.count()
            if reason or name in seen or name not in package.names:
                holding.skip(f"{name}: {reason or ('named twice' if name in seen else 'it is not in the book')}")
                continue
            seen.add(name)
            data = package.part(name) or b""
            holding.add(name, holding.inflate(_Once(data), len(data)), context)
        return holding.reading(reader=self.name)


class _Once:
    """Bytes that are counted against what the book may hold."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self, size: int, /) -> bytes:
        """At most that many bytes; none at the end."""
        piece, self._data = self._data[:size], self._data[size:]
        return piece


def _tree(package: Package, name: str, path: str) -> Element:
    from lxml import etree

    data = package.part(name)
    if data is None:
        raise SeedError(f"this {_KIND} lacks {name}: get it again", path=path)
    try:
        return etree.fromstring(data, safe_parser())
    except etree.XMLSyntaxError as why:
        raise SeedError(f"this {_KIND} is damaged ({name}: {why.msg}): get it again", path=path) from why


def _opf(package: Package, path: str) -> str:
    found = next((attribute(each, "full-path") for each in below(_tree(package, _CONTAINER, path), "rootfile")), "")
    if not found:
        raise SeedError(f"this {_KIND} names no package file: get it again", path=path)
    return found


def _is_locked(package: Package) -> bool:
    data = package.part("META-INF/encryption.xml") or b""
    if b"EncryptionMethod" not in data:
        return False
    methods = [part.partition(b">")[0].lower() for part in data.split(b"EncryptionMethod")[1:]]
    return any(b"algorithm" in each and not any(mark.encode() in each for mark in _FONTS) for each in methods)


def _landmarks(package: Package, root: Element, opf: str) -> dict[str, str]:
    """The kinds of pages by their addresses, as the navigation document tells them (EPUB 3.3 section 5.4.2.3)."""
    from lxml import etree

    navs = (each for each in below(root, "item") if "nav" in attribute(each, "properties").split())
    name = next((posixpath.join(posixpath.dirname(opf), unquote(attribute(each, "href"))) for each in navs), "")
    data = package.part(posixpath.normpath(name)) if name else None
    try:
        tree = etree.fromstring(data, safe_parser(recover=True)) if data else None
    except etree.XMLSyntaxError:
        return {}  # a list that cannot be read tells nothing of the chapters
    marks = [each for each in below(tree, "nav") if attribute(each, "type") == "landmarks"] if tree is not None else []
    return {
        unquote(attribute(each, "href").partition("#")[0]): attribute(each, "type").replace("titlepage", "title-page")
        for mark in marks
        for each in below(mark, "a")
    }


def _chapters(root: Element, landmarks: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(address, why it is left out; empty for a chapter) in reading order."""
    items = {attribute(each, "id"): each for each in below(root, "item")}
    guides = {attribute(each, "href"): attribute(each, "type").lower() for each in below(root, "reference")}
    guides |= landmarks
    for each in below(root, "itemref"):
        item = items.get(attribute(each, "idref"))
        if item is None:
            continue
        href = attribute(item, "href")
        kind = guides.get(href, "")
        if attribute(item, "media-type").lower() not in _PAGES:
            yield href, "no page"
        elif "nav" in attribute(item, "properties").split() or kind in ("toc", "cover", "copyright-page", "title-page"):
            yield href, "the book's own table of contents or title"
        else:
            yield href, "beside the reading order" if attribute(each, "linear").lower() == "no" else ""


def _context(root: Element) -> Iterator[tuple[str, Hint]]:
    """What the book says of its chapters."""
    top = first(root, "metadata")
    for tag, name, sure in (("title", "site", 0.6), ("creator", "byline", 0.4), ("language", "language", 0.6)):
        found = next((text for each in below(top, tag) if local(each) == tag and (text := line(each))), "")
        if found:
            yield name, Hint(value=found, source="epub", confidence=sure)
