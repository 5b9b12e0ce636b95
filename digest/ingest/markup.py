"""HTML to plain paragraphs and captions; parsing that no nesting or size can hurt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from digest.errors import SeedError
from digest.ingest.prose import is_furniture

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: lxml keeps nothing below 256 levels, silently; real pages stay under 60
_DEEPEST = 200
_LONGEST = 10_000_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
#: elements that never nest, or whose end tag may be left out
_FLAT = _names(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th thead tbody tfoot "
    "option optgroup colgroup rp rt html head body path rect circle line polygon use stop"
)
#: elements whose text is never the article's
DROPPED = _names(
    "script style noscript template nav aside footer form button select textarea iframe svg object canvas dialog "
    "video audio map menu title head"
)
_BLOCKS = _names(
    "p div li ul ol dl dt dd blockquote pre h1 h2 h3 h4 h5 h6 table tr section article main header figure figcaption "
    "address details summary center hr body html td th caption"
)


def parse(text: str, path: str) -> HtmlElement:
    """Parse a page. Raises SeedError when it is too large, nested too deeply, or holds no element."""
    import lxml.etree
    import lxml.html

    if len(text) > _LONGEST:
        size = len(text) / 1_000_000
        raise SeedError(f"an HTML page of {size:.0f} million characters; 10 million are read at most", path=path)
    depth = nesting(text)
    if depth > _DEEPEST:
        raise SeedError(f"its HTML elements are nested {depth} deep; {_DEEPEST} are read at most", path=path)
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    # lone surrogates cannot be encoded, and lxml refuses zero bytes in a text
    raw = text.replace("\x00", "").encode("utf-8", "replace")
    try:
        return lxml.html.document_fromstring(raw, parser=parser)
    except (lxml.etree.LxmlError, ValueError, AssertionError) as error:
        raise SeedError(f"its HTML cannot be parsed ({error})", path=path) from error


def nesting(text: str) -> int:
    """The deepest nesting of elements that need an end tag, by one pass over the tags; scripts are left out."""
    deepest = depth = 0
    skip_to = ""
    for found in _TAG.finditer(text):
        closing, name = found[1], found[2].lower()
        if skip_to:
            if closing and name == skip_to:
                skip_to = ""
            continue
        if name in _FLAT:
            continue
        if name in ("script", "style"):
            skip_to = "" if closing else name
        elif closing:
            depth = max(depth - 1, 0)
        else:
            depth += 1
            deepest = max(deepest, depth)
    return deepest


def looks_like_html(text: str) -> bool:
    """Whether a field's text is HTML rather than plain text."""
    head = text[:5000].lower()
    return "<p" in head or "<br" in head or "</" in head


def html_paragraphs(text: str, path: str) -> list[str]:
    """The paragraphs of an HTML fragment. Raises SeedError as `parse` does."""
    return [words for words in texts(parse(text, path)) if not is_furniture(words)]


def text_of_element(element: HtmlElement) -> str:
    """An element's text as one line."""
    return " ".join("".join(str(part) for part in element.itertext()).split())


def captions_of(element: HtmlElement) -> list[str]:
    """The figure captions below an element, without repeats, at most 20."""
    found: dict[str, None] = {}
    for caption in element.iter("figcaption"):
        if not _inside_dropped(caption, element):
            found.setdefault(text_of_element(caption))
    return [caption for caption in found if caption and not is_furniture(caption)][:20]


def texts(element: HtmlElement, *, only: frozenset[str] = frozenset()) -> Iterator[str]:
    """The text blocks below an element in order, one line each, without furniture elements and figures.

    With `only`, text counts that stands inside one of these elements; other text is a page's small print.
    """
    import lxml.etree

    buffer: list[str] = []
    inside = 0
    walker = lxml.etree.iterwalk(element, events=("start", "end"))
    for event, node in walker:
        name = node.tag if isinstance(node.tag, str) else ""
        block = name in _BLOCKS
        if block or name == "br":
            yield from _flush(buffer)
        if event == "start":
            inside += name in only
            if node is not element and (name in DROPPED or name == "figure" or _is_byline(node)):
                walker.skip_subtree()
            elif node.text and (inside or not only):
                buffer.append(node.text)
            continue
        inside -= name in only
        if node is not element and node.tail and (inside or not only):
            buffer.append(node.tail)
    yield from _flush(buffer)


def _flush(buffer: list[str]) -> Iterator[str]:
    line = " ".join("".join(buffer).split())
    buffer.clear()
    if line:
        yield line


def _is_byline(node: HtmlElement) -> bool:
    mark = f"{node.get('rel', '')} {node.get('itemprop', '')} {node.get('class', '')}".lower().split()
    return "author" in mark or "byline" in mark


def byline_of(element: HtmlElement) -> str | None:
    """The first author an element marks: rel=author, itemprop=author, class byline."""
    for node in element.iter():
        if isinstance(node.tag, str) and _is_byline(node):
            text = text_of_element(node)
            if 0 < len(text) <= 200:
                return text.removeprefix("By ").removeprefix("by ").strip()
    return None


def _inside_dropped(node: HtmlElement, root: HtmlElement) -> bool:
    parent = node.getparent()
    while parent is not None and parent is not root:
        if parent.tag in DROPPED:
            return True
        parent = parent.getparent()
    return False
