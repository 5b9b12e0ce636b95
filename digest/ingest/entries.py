"""A feed's text cut into its entries, each parsed alone: what is broken in one costs no other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from digest.errors import SeedError
from digest.ingest.xml import CDATA, mended, safe_parser

if TYPE_CHECKING:
    from lxml.etree import _Element

#: entries of one file, characters of one entry (its elements take fifty times that in memory), prefixes of one feed
MOST = 50_000
_LONGEST = 4_000_000
_MOST_PREFIXES = 60
#: where a root element is looked for, and how much may stand before it without an XML declaration
_HEAD = 20_000
_JUNK = 300
#: characters of a start tag, and of everything outside the entries that is looked at
_LONGEST_TAG = 2_000
_LONGEST_HEAD = 1_000_000
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]{0,80})(?=[\s/>])")
_MARK = re.compile(r"<!\[CDATA\[|<!--|<(/?)((?:[\w.-]{1,40}:)?(?:item|entry|rbnews))(?=[\s/>])", re.IGNORECASE)
_DECLARED = re.compile(
    r"""\sxmlns(?::([A-Za-z_][\w.-]{0,40}))?\s{0,9}=\s{0,9}(?:"([^"<>]{1,300})"|'([^'<>]{1,300})')"""
)
#: what the usual prefixes stand for where a feed forgot to say so
NAMESPACES: Mapping[str, str] = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "wp": "http://wordpress.org/export/1.2/",
    "xhtml": "http://www.w3.org/1999/xhtml",
}


class Piece(NamedTuple):
    """One entry: the offsets of its first character and of the one after its last, and whether its end is there."""

    begin: int
    end: int
    whole: bool


def root_of(text: str) -> tuple[str, int] | None:
    """A markup text's first element, in lower case, and its offset; junk before an XML declaration is passed over."""
    head = text[:_HEAD]
    declared = head.find("<?xml")
    at = max(declared, 0)
    while (found := head.find("<", at)) >= 0:
        if head.startswith("<!--", found):
            at = head.find("-->", found)
            if at < 0:
                return None
        elif head.startswith(("<?", "<!"), found):
            at = _after_declaration(head, found)
        else:
            root = _ROOT.match(head, found)
            near = declared >= 0 or found <= _JUNK or not head[:found].partition("<")[0].strip()
            return (root[1].lower(), found) if root is not None and near else None
    return None


def _after_declaration(head: str, start: int) -> int:
    """Where a declaration ends; that of a document type may hold others in brackets."""
    end = head.find(">", start)
    bracket = head.find("[", start)
    if head.startswith("<!", start) and 0 <= bracket < end:
        end = head.find("]", bracket)
    return end + 1 if end >= 0 else len(head)


def pieces(text: str, start: int) -> list[Piece]:
    """The entries of a feed that begins at an offset, in order; more than `MOST` are cut to one more than that.

    A start tag inside an open entry says that the end of that one was forgotten.
    """
    found: list[Piece] = []
    name = ""
    begin = -1
    for opening, closing, called, end in _tags(text, start):
        if len(found) > MOST:
            break
        name = name or called
        if called != name:
            continue
        if closing:
            if begin >= 0:
                found.append(Piece(begin, end, True))
                begin = -1
            continue
        if begin >= 0:
            found.append(Piece(begin, opening, True))
        begin = opening
        if text.startswith("/>", end - 2):
            found.append(Piece(begin, end, True))
            begin = -1
    return [*found, Piece(begin, len(text), False)] if begin >= 0 else found


def _tags(text: str, start: int) -> Iterator[tuple[int, bool, str, int]]:
    """The tags of entries outside CDATA sections and comments: offset, whether one closes, its name, its end."""
    closers = {CDATA: _Finder(text, "]]>"), "<!--": _Finder(text, "-->")}
    at = start
    while (mark := _MARK.search(text, at)) is not None:
        at = mark.end()
        if mark[2] is not None:
            end = text.find(">", at, at + _LONGEST_TAG)
            yield mark.start(), bool(mark[1]), mark[2].lower(), end + 1 if end >= 0 else at
            continue
        end = closers[mark[0].upper()].after(at)
        # sections do not nest: one that seems to has lost its end, and would swallow the entries behind it
        if end >= 0 and (mark[0] == "<!--" or text.find(CDATA, at, end) < 0):
            at = end


class _Finder:
    """The next place of a mark, for ever larger offsets, in one pass over the text."""

    def __init__(self, text: str, mark: str) -> None:
        self._text = text
        self._mark = mark
        self._at = 0

    def after(self, start: int) -> int:
        """The offset of the first mark from `start` on; -1 when there is none."""
        if 0 <= self._at <= start:
            self._at = self._text.find(self._mark, start)
        return self._at


def namespaces(head: str) -> dict[str, str]:
    """Prefixes and what they stand for, by what stands before the entries; the default one has the prefix ""."""
    found: dict[str, str] = {}
    for declared in _DECLARED.finditer(head, 0, _LONGEST_HEAD):
        if declared[1] not in ("xml", "xmlns"):
            found.setdefault(declared[1] or "", declared[2] or declared[3])
        if len(found) >= _MOST_PREFIXES:
            break
    return dict(NAMESPACES) | found


def outside(text: str, start: int, cut: list[Piece]) -> _Element | None:
    """What stands outside the entries, as one element; None when nothing of it can be read."""
    parts: list[str] = []
    at = start
    for piece in cut:
        parts.append(text[at : piece.begin][:_LONGEST_HEAD])
        at = piece.end
    try:
        return _parsed("".join((*parts, text[at : at + _LONGEST_HEAD]))[:_LONGEST_HEAD])
    except SeedError:  # nested too deeply: the entries are read all the same
        return None


def element(text: str, piece: Piece, known: Mapping[str, str], path: str) -> _Element:
    """One entry as an element. Raises SeedError when it is cut off, too long, nested too deeply, or holds nothing."""
    length = piece.end - piece.begin
    if not piece.whole:
        raise SeedError("the file ends in the middle of it", path=path)
    if length > _LONGEST:
        raise SeedError(f"an entry of {length:,} characters; {_LONGEST:,} are read at most", path=path)
    declared = " ".join(f'xmlns{":" if prefix else ""}{prefix}="{uri}"' for prefix, uri in known.items())
    holder = _parsed(f"<_ {declared}>{text[piece.begin : piece.end]}</_>", path)
    if holder is None or not len(holder):
        raise SeedError("nothing can be read of its markup", path=path)
    return holder[0]


def _parsed(text: str, path: str = "") -> _Element | None:
    """A text as an element, whatever can be read of it. Raises SeedError when it is nested too deeply."""
    import lxml.etree

    parser = safe_parser(recover=True)
    try:
        found = lxml.etree.fromstring(mended(text).encode(), parser)
    except (lxml.etree.LxmlError, ValueError):
        return None
    if any("depth" in each.message for each in parser.error_log):
        raise SeedError("its elements are nested too deeply", path=path)
    return found
