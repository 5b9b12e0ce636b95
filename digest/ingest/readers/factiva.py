"""Factiva exports: HTML and text with or without field codes, and XML."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from digest.errors import NoArticleError, SeedError
from digest.ingest import xml
from digest.ingest.decode import Decoded, head_of, text_of
from digest.ingest.layouts import Layout
from digest.ingest.lines import split_lines
from digest.ingest.markup import line_of, parse, text_of_element, texts
from digest.ingest.printed import clock_of, leading_date
from digest.ingest.readers.factiva_fields import CODES, TEXT, by_order, fill, known
from digest.ingest.readers.factiva_lines import is_factiva, read_lines
from digest.ingest.readers.vendor import Fields, Item, item_of, reading_of
from digest.model import Draft, Reading, Seed

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

_HEAD = 4096
#: bytes in which the first article's number must come where nothing else tells an export
_FAR = 65_536
_ABOVE = "above the first article"
#: bytes of the largest XML export; a download holds 100 articles
_LARGEST = 20_000_000


class Factiva:
    """Exports of Factiva: the articles of a page, or an XML answer."""

    name = "factiva"

    def fits(self, seed: Seed) -> float:
        """By the articles' own classes and paragraphs, or the XML's elements."""
        head = head_of(seed, _HEAD).lstrip("\ufeff \t\r\n")
        if not head.startswith("<"):
            far = head_of(seed, _FAR)
            return 0.96 if "Document " in far and is_factiva(far.splitlines()) else 0.0
        if _is_xml(head):
            return 0.97
        data = seed.data
        article = b'class="article ' in data and b"Article" in data and b"articleParagraph" in data
        return 0.97 if article and (b"Factiva" in data or b"Document " in data) else 0.0

    def read(self, seed: Seed, _layouts: Sequence[Layout]) -> Reading:
        """One draft an article. Raises NoArticleError when there is none, SeedError when the XML cannot be read."""
        decoded = text_of(seed)
        if not decoded.text.lstrip().startswith("<"):
            return _read_text(decoded, seed.path)
        if _is_xml(decoded.text[:_HEAD].lstrip()):
            items, declared = _read_xml(decoded, seed)
        else:
            tree = parse(decoded.text, seed.path)
            items, declared = _html_items(tree), None
        if not items:
            raise NoArticleError("no article found: this Factiva export holds no article", path=seed.path)
        return reading_of(items, decoded, reader=self.name, path=seed.path, declared=declared, outside=_ABOVE)


def _read_text(decoded: Decoded, path: str) -> Reading:
    lines = split_lines(decoded.text)
    export = read_lines(lines)
    if not export.drafts:
        raise NoArticleError("no article found: this Factiva export holds no article with a text", path=path)
    return Reading(
        drafts=tuple(replace(each, flags=each.flags | decoded.flags) for each in export.drafts),
        discards=export.discards,
        total=len(lines),
        reader=Factiva.name,
        encoding=decoded.encoding,
    )


def _is_xml(head: str) -> bool:
    low = head.casefold()
    return "<html" not in low and any(
        mark in low for mark in ("<articleresultset", "<getarticleresponse", "<articleresponse", "distdoc:archive")
    )


def _html_items(tree: HtmlElement) -> list[Item]:
    items: list[Item] = []
    for node in tree.iter("div"):
        classes = (node.get("class") or "").split()
        if "article" not in classes or next(node.iterancestors("article"), None) is not None:
            continue
        if any("article" in (up.get("class") or "").split() for up in node.iterancestors("div")):
            continue
        fields = _coded(node) or _plain(node)
        index = sum(isinstance(item.found, Draft) for item in items)
        items.append(item_of(fields, line=line_of(node), index=index, layout=Factiva.name))
    return items


def _coded(node: HtmlElement) -> Fields | None:
    """The fields of an article whose rows begin with codes; None when none does."""
    rows: list[tuple[str, HtmlElement]] = []
    for row in node.iter("tr"):
        cells = [cell for cell in row if cell.tag == "td"]
        code = text_of_element(cells[0]) if len(cells) == 2 else ""
        if code in CODES or ("index" in (cells[0].get("class") or "") if len(cells) == 2 else False):
            rows.append((code, cells[1]))
    if not rows:
        return None
    fields = Fields()
    found: dict[str, str] = {}
    for code, cell in rows:
        if code in TEXT:
            fields.paragraphs += texts(cell)
        elif code == "ART":
            fields.captions += texts(cell)
        else:
            found.setdefault(code, text_of_element(cell))
    fill(fields, found)
    return fields


def _plain(node: HtmlElement) -> Fields:
    """The fields of an article without codes, told by their order: Factiva prints each on a line of its own."""
    fields = Fields()
    fields.paragraphs = [text for part in node.iter("p") if _is_paragraph(part) and (text := text_of_element(part))]
    heads = [part for part in node.iter("div", "p", "span", "b") if _is_headline(part)]
    fields.title = text_of_element(heads[0]) if heads else ""
    lines = [part for part in node.iter("div", "p") if _is_leaf(part) and not _is_paragraph(part)]
    above = True
    unknown: list[str] = []
    for part in lines:
        text = text_of_element(part)
        if not text or (part.tag == "p" and not text.startswith("Document ") and text not in fields.title):
            continue
        if text == fields.title:
            above = False
        elif "author" in (part.get("class") or "").split():
            fields.set("byline", text)
        elif not known(text, fields, above=above):
            unknown.append(text)
    by_order(unknown, fields)
    return fields


def _is_headline(node: HtmlElement) -> bool:
    return node.get("id") == "hd" or (node.get("class") or "").endswith("Headline")


def _is_paragraph(node: HtmlElement) -> bool:
    return "articleParagraph" in (node.get("class") or "").split()


def _is_leaf(node: HtmlElement) -> bool:
    return node.find("div") is None and node.find("p") is None


def _read_xml(decoded: Decoded, seed: Seed) -> tuple[list[Item], int | None]:
    if len(seed.data) > _LARGEST:
        raise SeedError(
            f"an XML file of over {_LARGEST // 1_000_000} MB: export fewer articles at once", path=seed.path
        )
    if "<!ENTITY" in decoded.text:
        raise SeedError("its XML declares entities of its own, which no Factiva export does", path=seed.path)
    document = xml.parse(seed)
    root = document.root
    sets = [node for node in root.iter() if xml.local(node) == "articleresultset"]
    counts = [int(count) for node in sets or [root] if (count := node.get("count", "")).isdecimal()]
    items: list[Item] = []
    for node in root.iter():
        if xml.local(node) == "article":
            index = sum(isinstance(item.found, Draft) for item in items)
            items.append(_xml_item(node, index))
    last = items[-1] if items else None
    if last is not None and isinstance(last.found, Draft) and document.broken is not None:
        items[-1] = replace(last, found=replace(last.found, flags=last.found.flags | {"truncated"}))
    return items, sum(counts) if counts else None


def _xml_item(node: _Element, index: int) -> Item:
    line = line_of(node)
    parts: dict[str, list[_Element]] = {}
    for child in node:
        parts.setdefault(xml.local(child), []).append(child)

    def one(name: str) -> str:
        return xml.line(parts[name][0]) if name in parts else ""

    status = parts.get("status")
    if status and status[0].get("value", "0") not in ("0", ""):
        return Item(line=line, found=f"an article that Factiva could not give (status {status[0].get('value')})")
    fields = Fields(title=one("headline"), length=f"{one('wordCount')} words")
    for name in ("leadparagraph", "tailparagraphs"):
        for part in parts.get(name, []):
            fields.paragraphs += _xml_paragraphs(part)
    fields.captions = [text for part in parts.get("artwork", []) for text in _xml_paragraphs(part)]
    _xml_hints(fields, one, parts)
    return item_of(fields, line=line, index=index, layout=Factiva.name)


def _xml_paragraphs(part: _Element) -> list[str]:
    inner = [node for node in part if xml.local(node) == "paragraph"] or [part]
    return [text for node in inner if (text := xml.line(node))]


def _xml_hints(fields: Fields, one: Callable[[str], str], parts: dict[str, list[_Element]]) -> None:
    for element, name in _XML.items():
        fields.set(name, one(element))
    fields.set("language", one("baselanguage"))
    fields.set("id", one("accessionno") or one("reference").rpartition("/")[2])
    day = leading_date(one("publicationdate"))
    clock = clock_of(one("publicationtime")) or (day.iso[10:] if day is not None else "")
    fields.set("date", day.iso[:10] + clock if day is not None else one("publicationdate"))
    updated = leading_date(one("modificationdate"))
    fields.set("updated", updated.iso[:10] + clock_of(one("modificationtime")) if updated is not None else "")
    for name in ("newssubject", "region", "industry"):
        for part in parts.get(name, []):
            named = [node for node in part.iter() if xml.local(node) in ("name", "descriptor")]
            for node in named:
                fields.tag(xml.line(node))


_XML = {
    "byline": "byline",
    "sectionname": "section",
    "sourcename": "site",
    "corrections": "note",
    "url": "url",
}
