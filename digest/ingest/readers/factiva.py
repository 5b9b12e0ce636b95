"""Factiva exports: HTML with or without field codes, and XML."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from digest.errors import NoArticleError, SeedError
from digest.ingest.decode import Decoded, head_of, text_of
from digest.ingest.labels import is_copyright
from digest.ingest.layouts import Layout
from digest.ingest.markup import line_of, parse, text_of_element, texts
from digest.ingest.printed import clock_of, language_tag, leading_date, words_told
from digest.ingest.readers.vendor import Fields, Item, item_of, reading_of
from digest.model import Draft, Reading, Seed

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

_HEAD = 4096
_ABOVE = "above the first article"
#: bytes of the largest XML export; a download holds 100 articles
_LARGEST = 20_000_000
_HINTS = {"SE": "section", "BY": "byline", "SN": "site", "LA": "language", "CX": "note", "URL": "url"}
_TEXT = ("LP", "TD")
_TAGGED = ("NS", "RE", "IN")
#: codes of the other fields; what stands in them is the article's and no field of ours
_OTHER = frozenset({"HD", "WC", "PD", "ET", "SC", "PG", "ED", "CY", "CR", "CLM", "CO", "RF", "IPC", "PUB", "AN", "ART"})
_CODES = frozenset({*_HINTS, *_TEXT, *_TAGGED, *_OTHER})


class Factiva:
    """Exports of Factiva: the articles of a page, or an XML answer."""

    name = "factiva"

    def fits(self, seed: Seed) -> float:
        """By the articles' own classes and paragraphs, or the XML's elements."""
        head = head_of(seed, _HEAD).lstrip("\ufeff \t\r\n")
        if not head.startswith("<"):
            return 0.0
        if _is_xml(head):
            return 0.97
        data = seed.data
        article = b'class="article ' in data and b"Article" in data and b"articleParagraph" in data
        return 0.97 if article and (b"Factiva" in data or b"Document " in data) else 0.0

    def read(self, seed: Seed, _layouts: Sequence[Layout]) -> Reading:
        """One draft an article. Raises NoArticleError when there is none, SeedError when the XML cannot be read."""
        decoded = text_of(seed)
        if _is_xml(decoded.text[:_HEAD].lstrip()):
            items, declared = _read_xml(decoded, seed)
        else:
            tree = parse(decoded.text, seed.path)
            items, declared = _html_items(tree), None
        if not items:
            raise NoArticleError("no article found: this Factiva export holds no article", path=seed.path)
        return reading_of(items, decoded, reader=self.name, path=seed.path, declared=declared, outside=_ABOVE)


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
        if code in _CODES or ("index" in (cells[0].get("class") or "") if len(cells) == 2 else False):
            rows.append((code, cells[1]))
    if not rows:
        return None
    fields = Fields()
    found: dict[str, str] = {}
    for code, cell in rows:
        if code in _TEXT:
            fields.paragraphs += texts(cell)
        elif code == "ART":
            fields.captions += texts(cell)
        else:
            found.setdefault(code, text_of_element(cell))
    _fill(fields, found)
    return fields


def _fill(fields: Fields, found: dict[str, str]) -> None:
    """Fields by their codes (Factiva's search guide, "field codes")."""
    fields.title = found.get("HD", "")
    fields.length = found.get("WC", "")
    for code, name in _HINTS.items():
        fields.set(name, found.get(code, ""))
    day = leading_date(found.get("PD", ""))
    if day is not None:
        fields.set("date", day.iso[:10] + clock_of(found.get("ET", "")))
    else:
        fields.set("date", found.get("PD", ""))
    fields.set("id", _number(found.get("AN", "")))
    fields.set("agency", found.get("CR", ""), 0.7)
    for code in _TAGGED:
        for part in found.get(code, "").split("|"):
            fields.tag(part.partition(" : ")[2] or part)


def _number(text: str) -> str:
    """The accession number, without the word in front of it."""
    return text.rsplit(maxsplit=1)[-1] if text.split() else ""


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
        elif not _known(text, fields, above=above):
            unknown.append(text)
    _by_order(unknown, fields)
    return fields


def _is_headline(node: HtmlElement) -> bool:
    return node.get("id") == "hd" or (node.get("class") or "").endswith("Headline")


def _is_paragraph(node: HtmlElement) -> bool:
    return "articleParagraph" in (node.get("class") or "").split()


def _is_leaf(node: HtmlElement) -> bool:
    return node.find("div") is None and node.find("p") is None


def _known(text: str, fields: Fields, *, above: bool) -> bool:
    """Take a line that its own form tells: length, date, time, language, number, copyright."""
    day = leading_date(text)
    if text.startswith("Document ") and len(text.split()) == 2:
        fields.set("id", _number(text))
    elif words_told(text) is not None and len(text.split()) <= 3:
        fields.length = text
    elif day is not None and len(text) <= 40:
        fields.set("date", day.iso)
    elif len(text) <= 8 and clock_of(text):
        if "date" in fields.hints and len(fields.hints["date"]) == 10:
            fields.hints["date"] += clock_of(text)
    elif text.casefold() != language_tag(text).casefold() and "date" in fields.hints:
        fields.set("language", text)
    elif above and fields.title and "date" not in fields.hints:
        fields.set("section", text)
    else:
        return is_copyright(text) or (text.isdecimal() and len(text) <= 5)
    return True


def _by_order(unknown: Sequence[str], fields: Fields) -> None:
    """What no form tells: a name above the length, the source's name and its code below the date."""
    for text in unknown:
        first = text.split()[0].casefold()
        if "site" not in fields.hints and first in ("by", "par", "von", "por", "di", "door") and len(text) <= 120:
            fields.set("byline", text, 0.8)
        elif "site" not in fields.hints and not text.isupper():
            fields.set("site", text, 0.9)


def _read_xml(decoded: Decoded, seed: Seed) -> tuple[list[Item], int | None]:
    import lxml.etree

    if len(seed.data) > _LARGEST:
        raise SeedError(
            f"an XML file of over {_LARGEST // 1_000_000} MB: export fewer articles at once", path=seed.path
        )
    if "<!ENTITY" in decoded.text:
        raise SeedError("its XML declares entities of its own, which no Factiva export does", path=seed.path)
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    text = decoded.text.lstrip("\ufeff \t\n").replace("\x00", "")
    if text.startswith("<?xml"):  # the declared encoding is the file's, and the text is decoded
        text = text.partition("?>")[2].rjust(len(text))
    lead = "\n" * (len(decoded.text) - len(decoded.text.lstrip("\n")))
    try:
        root = lxml.etree.fromstring((lead + text).encode("utf-8", "replace"), parser)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise SeedError(f"this Factiva file is no valid XML ({error}): export it again", path=seed.path) from error
    sets = [node for node in root.iter() if _local(node) == "articleResultSet"]
    counts = [int(count) for node in sets or [root] if (count := node.get("count", "")).isdecimal()]
    items: list[Item] = []
    for node in root.iter():
        if _local(node) == "article":
            index = sum(isinstance(item.found, Draft) for item in items)
            items.append(_xml_item(node, index))
    last = items[-1] if items else None
    if last is not None and isinstance(last.found, Draft) and len(parser.error_log):
        items[-1] = replace(last, found=replace(last.found, flags=last.found.flags | {"truncated"}))
    return items, sum(counts) if counts else None


def _text(node: _Element) -> str:
    return " ".join("".join(str(part) for part in node.itertext()).split())


def _local(node: _Element) -> str:
    tag: Any = node.tag  # a function where the node is a comment or an entity
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _xml_item(node: _Element, index: int) -> Item:
    begins: Any = node.sourceline
    line = begins or 1
    parts: dict[str, list[_Element]] = {}
    for child in node:
        parts.setdefault(_local(child), []).append(child)

    def one(name: str) -> str:
        return _text(parts[name][0]) if name in parts else ""

    status = parts.get("status")
    if status and status[0].get("value", "0") not in ("0", ""):
        return Item(line=line, found=f"an article that Factiva could not give (status {status[0].get('value')})")
    fields = Fields(title=one("headline"), length=f"{one('wordCount')} words")
    for name in ("leadParagraph", "tailParagraphs"):
        for part in parts.get(name, []):
            fields.paragraphs += _xml_paragraphs(part)
    fields.captions = [text for part in parts.get("artWork", []) for text in _xml_paragraphs(part)]
    _xml_hints(fields, one, parts)
    return item_of(fields, line=line, index=index, layout=Factiva.name)


def _xml_paragraphs(part: _Element) -> list[str]:
    inner = [node for node in part if _local(node) == "paragraph"] or [part]
    return [text for node in inner if (text := _text(node))]


def _xml_hints(fields: Fields, one: Callable[[str], str], parts: dict[str, list[_Element]]) -> None:
    for element, name in _XML.items():
        fields.set(name, one(element))
    fields.set("language", one("baseLanguage"))
    fields.set("id", one("accessionNo") or one("reference").rpartition("/")[2])
    day = leading_date(one("publicationDate"))
    clock = clock_of(one("publicationTime")) or (day.iso[10:] if day is not None else "")
    fields.set("date", day.iso[:10] + clock if day is not None else one("publicationDate"))
    updated = leading_date(one("modificationDate"))
    fields.set("updated", updated.iso[:10] + clock_of(one("modificationTime")) if updated is not None else "")
    for name in ("newsSubject", "region", "industry"):
        for part in parts.get(name, []):
            named = [node for node in part.iter() if _local(node) in ("name", "descriptor")]
            for node in named:
                fields.tag(_text(node))


_XML = {
    "byline": "byline",
    "sectionName": "section",
    "sourceName": "site",
    "corrections": "note",
    "url": "url",
}
