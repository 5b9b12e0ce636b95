"""XML of no known format: every element with a headline and a text below it is an article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from digest.errors import SeedError
from digest.ingest.decode import head_of
from digest.ingest.layouts import Layout
from digest.ingest.lines import Owners
from digest.ingest.readers.base import reading
from digest.ingest.readers.records import is_whole, is_withdrawal, record
from digest.ingest.readers.wire import records
from digest.ingest.xml import Document, line, lines_of, local, names_of, parse, root_name
from digest.model import Draft, Reading, Seed

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: roots that are pages, pictures or lists of addresses
_NO_RECORDS = names_of("html svg opml urlset sitemapindex xsl:stylesheet stylesheet")
#: elements of running text: an element that holds them is a text, and not a record of its own
_MARKUP = names_of("a b br blockquote div em h1 h2 h3 h4 i li ol p para paragraph span strong table td ul")
_TITLES = names_of("title headline")
_PARAGRAPHS = names_of("p para paragraph")


_Found = tuple["Element", dict[str, object] | str]


class XmlRecords:
    """Articles as elements with named children, as content systems export them."""

    name = "xml"
    sign = b"<"

    def fits(self, seed: Seed) -> float:
        """By a root element that is none of a page's; every reader of a known format is surer."""
        head = head_of(seed).lstrip("\ufeff \t\r\n")
        if not head.startswith("<"):
            return 0.0
        root = root_name(head)
        if not root or root in _NO_RECORDS or "<!doctype html" in head[:200].lower():
            return 0.0
        whole = f"{root}>".encode() in seed.data[-200:].lower()
        return 0.35 if whole or head.startswith("<?xml") else 0.0

    def read(self, seed: Seed, _layouts: Sequence[Layout]) -> Reading:
        """One draft a record; units are lines where no two records share one, else records.

        Raises SeedError with the root's name when no element below it is an article.
        """
        document = parse(seed)
        found = list(_records(document.root))
        if not any(isinstance(fields, dict) for _, fields in found):
            reason = f"this is an XML file (<{local(document.root)}>) in which no element has both a title and a text"
            raise SeedError(f"{reason}: save it as text, HTML or JSON", path=seed.path)
        return _account(document, found, self.name, seed.path)


def _account(document: Document, found: Sequence[_Found], name: str, path: str) -> Reading:
    drafts: list[Draft] = []
    for _, fields in found:
        if isinstance(fields, dict):
            drafts.append(record(fields, index=len(drafts), layout=name, path=path))
    reasons = [None if isinstance(fields, dict) else fields for _, fields in found]
    lines = lines_of([element for element, _ in found], document.total)
    if lines is None:
        return records(drafts, reasons, name, document.encoding, document.flags)
    owners = Owners(document.total)
    given = 0
    for part, reason in zip(lines, reasons, strict=True):
        if reason is None:
            owners.give(part[0], part[-1], given)
            given += 1
        else:
            owners.discard(part[0], part[-1], reason)
    return reading(drafts, owners, reader=name, encoding=document.encoding, flags=document.flags)


def _records(element: Element) -> Iterator[_Found]:
    """The outermost elements that are articles, and those with a title that hold none, in the order of the file."""
    # a title first: what stands below an element is looked through once, however deep it lies
    title = next((told for child in element if local(child) in _TITLES and (told := line(child))), "")
    if title:
        fields = _fields(element)
        if is_whole(fields) or is_withdrawal(fields):
            yield element, fields
            return
    none = True
    for child in element:
        if local(child) and local(child) not in _MARKUP:
            for found in _records(child):
                none = False
                yield found
    if title and none:
        yield element, f"<{local(element)}> has a title and no text: {title[:100]!r}"


def _fields(element: Element) -> dict[str, object]:
    """What an element says of itself by attributes and children, under their names in lower case; lists of equals."""
    fields: dict[str, list[str]] = {str(key).rpartition("}")[2].lower(): [str(value)] for key, value in element.items()}
    own: dict[str, list[str]] = {}
    for child in element:
        if local(child) and (value := _value(child)):
            own.setdefault(local(child), []).append(value)
    return {name: said[0] if len(said) == 1 else said for name, said in (fields | own).items()}


def _value(element: Element) -> str:
    """An element's text; as HTML where it holds the markup of a text."""
    inner = [child for child in element.iter() if child is not element and local(child)]
    if not any(local(child) in _MARKUP for child in inner):
        return " ".join("".join(map(str, element.itertext())).split()) if inner else (element.text or "").strip()
    return _html(element)


def _html(element: Element) -> str:
    """What stands inside an element, with the names that HTML knows."""
    parts = [escape(element.text or "")]
    for child in element:
        name = local(child)
        tag = "p" if name in _PARAGRAPHS else name
        known = name in _MARKUP
        parts += (f"<{tag}>" if known else "", _html(child) if name else "", f"</{tag}>" if known else "")
        parts.append(escape(child.tail or ""))
    return "".join(parts)
