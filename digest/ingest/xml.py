"""XML read safely: no entities, no network, bounded size and depth, and the lines its elements stand on."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from html.entities import html5
from itertools import pairwise
from typing import TYPE_CHECKING

from digest.errors import SeedError
from digest.ingest.decode import text_of
from digest.ingest.lines import split_lines
from digest.ingest.markup import end_of, line_of
from digest.model import Seed

if TYPE_CHECKING:
    from lxml.etree import XMLParser
    from lxml.etree import _Element as Element

#: characters and tags of the largest file; the tree takes some 140 bytes for each element
_LONGEST = 20_000_000
_MOST_TAGS = 1_500_000
_DEEPEST = 200
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]{0,60}:)?([A-Za-z_][\w.-]{0,60})")
CDATA = "<![CDATA["
#: a reference, and an ampersand or an opening bracket that is none of markup
_REFERENCE = re.compile(r"<(?![A-Za-z_/!?])|&(?:(#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,8}|[A-Za-z][A-Za-z0-9]{1,40});)?")
_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
#: characters that XML 1.0 section 2.2 forbids
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A parsed file."""

    root: Element
    total: int
    """its lines"""
    encoding: str
    flags: frozenset[str]
    broken: int | None = None
    """the line from which on it is no well-formed XML"""
    why: str = ""


def root_name(head: str) -> str:
    """The local name of the root element in the first characters of a file, in lower case; empty when there is none."""
    at = 0
    while True:
        while at < len(head) and (head[at].isspace() or head[at] == "\ufeff"):
            at += 1
        if head.startswith("<?", at):
            end = head.find("?>", at) + 2
        elif head.startswith("<!--", at):
            end = head.find("-->", at) + 3
        elif head.startswith(("<!DOCTYPE", "<!doctype"), at):
            inner, outer = head.find("[", at), head.find(">", at)
            end = head.find("]>", at) + 2 if -1 < inner < outer else outer + 1
        else:
            found = _ROOT.match(head, at)
            return found[1].lower() if found else ""
        if end <= at:
            return ""
        at = end


def parse(seed: Seed) -> Document:
    """Parse a seed's XML; where it is damaged, what stands before the damage is kept and the line is told.

    Named characters of HTML, bare ampersands and control characters are mended. Raises SeedError when it is too large,
    nested too deeply, or no XML at all.
    """
    from lxml import etree

    decoded = text_of(seed, unicode_breaks=False)
    text = decoded.text
    if len(text) > _LONGEST:
        size = len(text) / 1_000_000
        reason = f"an XML file of {size:.0f} million characters; {_LONGEST // 1_000_000} million are read: part it"
        raise SeedError(reason, path=seed.path)
    if text.count("<") > _MOST_TAGS:
        raise SeedError(f"its XML holds more than {_MOST_TAGS:,} tags: part it", path=seed.path)
    lines = len(split_lines(text))
    text = _without_declaration(_ILLEGAL.sub(" ", text))
    broken: int | None = None
    why = ""
    try:
        root = _tree(text)
    except etree.XMLSyntaxError as first_error:
        if "entity amplification" in str(first_error.msg):
            raise SeedError("its XML declares entities that expand without end", path=seed.path) from first_error
        try:
            root = _tree(mended(text))
        except etree.XMLSyntaxError as error:
            broken, why = max(error.lineno or 1, 1), str(error.msg).partition(", line ")[0]
            root = _rescued(text)
    if root is None:
        raise SeedError(f"this is not valid XML (line {broken}: {why}): put it in again", path=seed.path)
    if _too_deep(root):
        raise SeedError(f"its XML elements are nested more than {_DEEPEST} deep", path=seed.path)
    return Document(root=root, total=lines, encoding=decoded.encoding, flags=decoded.flags, broken=broken, why=why)


def safe_parser(*, recover: bool = False) -> XMLParser:
    """A parser that resolves no entity, asks no network and bounds what it holds; `recover` keeps what can be read."""
    from lxml import etree

    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )


def _tree(text: str, *, recover: bool = False) -> Element | None:
    from lxml import etree

    return etree.fromstring(text.encode("utf-8"), safe_parser(recover=recover))


def _rescued(text: str) -> Element | None:
    from lxml import etree

    try:
        return _tree(text, recover=True)
    except etree.XMLSyntaxError:
        return None


def _without_declaration(text: str) -> str:
    """A text without its XML declaration: its encoding is past, and blank lines may stand before it."""
    begin = text.find("<?xml")
    if begin < 0 or text[:begin].strip("\ufeff \t\n"):
        return text
    end = text.find("?>", begin) + 2
    return text if end < 2 else text[:begin] + "\n" * text.count("\n", begin, end) + text[end:]


def mended(text: str) -> str:
    """A text with HTML's named entities as characters, bare ampersands and brackets escaped, no character XML forbids.

    Nothing is mended inside CDATA sections, where an ampersand is an ampersand.
    """
    text = _ILLEGAL.sub("", text)
    parts: list[str] = []
    at = 0
    while (begin := text.find(CDATA, at)) >= 0 and (end := text.find("]]>", begin)) >= 0:
        parts += (_REFERENCE.sub(_reference, text[at:begin]), text[begin:end])
        at = end
    # a section without an end would take the rest of the entry along: what it holds is markup then
    return "".join((*parts, _REFERENCE.sub(_reference, text[at:].replace(CDATA, ""))))


def _reference(found: re.Match[str]) -> str:
    name = found[1]
    if name is None:
        return escape(found[0])
    if name[0] == "#":
        return _numbered(name[1:])
    if name in _OWN:
        return found[0]
    return escape(html5.get(f"{name};", found[0]), quote=False)


def _numbered(number: str) -> str:
    """A numeric reference, nothing for a character that XML forbids: libxml2 lets half a surrogate pair through."""
    code = int(number[1:], 16) if number[0] in "xX" else int(number)
    return "" if code > sys.maxunicode or _ILLEGAL.match(chr(code)) else f"&#{code};"


def _too_deep(root: Element) -> bool:
    from lxml import etree

    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            return True
    return False


def names_of(words: str) -> frozenset[str]:
    """A set of names written as one text."""
    return frozenset(words.split())


def local(element: Element) -> str:
    """An element's name without its namespace, in lower case; empty for what is no element."""
    tag: object = element.tag  # a function for what is no element, whatever the stubs say
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def every(element: Element | None, path: str) -> list[Element]:
    """The elements below an element at a path of local names: "itemmeta/provider"."""
    found = [] if element is None else [element]
    for name in path.split("/"):
        found = [child for each in found for child in each if local(child) == name]
    return found


def first(element: Element | None, path: str) -> Element | None:
    """The first element at a path of local names."""
    return next(iter(every(element, path)), None)


def below(element: Element | None, *names: str) -> Iterator[Element]:
    """Every element of these local names below an element, itself included, in the order of the file."""
    if element is not None:
        yield from (each for each in element.iter() if local(each) in names)


def line(element: Element | None) -> str:
    """The text of an element as one line; an entity that nothing declares is as it is written."""
    if element is None:
        return ""
    if not local(element):
        return str(element.text or "")
    return " ".join("".join(str(part) for part in element.itertext()).split())


def text_at(element: Element | None, path: str) -> str:
    """The text of the first element at a path that has one, as one line."""
    return next((text for each in every(element, path) if (text := line(each))), "")


def attribute(element: Element | None, name: str) -> str:
    """An attribute by its local name, as one line; empty when there is none."""
    if element is None:
        return ""
    value = element.get(name)
    if value is None:
        value = next((str(each) for key, each in element.items() if str(key).rpartition("}")[2] == name), "")
    return " ".join(value.split())


def language_of(element: Element | None) -> str:
    """An element's xml:lang."""
    return "" if element is None else (element.get("{http://www.w3.org/XML/1998/namespace}lang") or "")


def lines_of(elements: Sequence[Element], total: int) -> list[range] | None:
    """The lines that elements stand on; None when two of them share one."""
    found = [range(line_of(each), min(end_of(each), total) + 1) for each in elements]
    apart = all(earlier.stop <= later.start for earlier, later in pairwise(found))
    return found if apart and all(found) else None
