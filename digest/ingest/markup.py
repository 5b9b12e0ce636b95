"""HTML to plain paragraphs and captions; parsing that no nesting or size can hurt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING

from digest.errors import SeedError
from digest.ingest.prose import ends_sentence, is_furniture, words

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: lxml keeps nothing below 256 levels, silently; real pages stay under 60
_DEEPEST = 200
_LONGEST = 10_000_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
#: each attribute is compared with all others of its element; pictures in attributes are long and one
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{40000,}")
#: fields of JSON Feed and ninjs that hold plain text
_PLAIN = frozenset({"content_text", "body_text"})
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_MOST_ATTRIBUTES = 10_000
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
_RAW = ("script", "style")
_UNSHOWN = ("script", "style", "noscript", "template")
_BLOCKS = _names(
    "p div li ul ol dl dt dd blockquote pre h1 h2 h3 h4 h5 h6 table tr section article main header figure figcaption "
    "address details summary center hr body html td th caption head"
    # what trafilatura makes of lists, quotations and tables
    " list item quote row"
)
#: HTML's line break and trafilatura's
BREAKS = ("br", "lb")
#: classes of boxes that stand beside an article's text
_BESIDE = _names(
    "related related-articles related-stories related-links related-content see-also read-more recommended most-read "
    "comments comment comment-list newsletter promo share social sidebar"
)
#: classes of what only screen readers are to say, as "Image caption"
_SPOKEN = _names("off-screen offscreen visually-hidden visuallyhidden sr-only screen-reader-text")
#: words of a class or id that tell of such a box, or of a part of a page that is no article's; what an article is
#: filed under ("category-events") tells nothing
_NAMES_OF_BOXES = re.compile(
    r"(?:^|[\W_])(?<!category.)(?<!tag.)(?:comment|kommentar|leserbrief|related|recommend|teaser|sidebar|footer|widget|popular|event|termin"
    r"|veranstaltung|archive|latest|nav|menu|cookie|rating|review|verwandt|similar)"
)
#: text outside the text elements counts when it is a sentence of so many words
_SENTENCE = 4


def parse(text: str, path: str) -> HtmlElement:
    """Parse a page; elements nested too deeply are left out, their text is not.

    Raises SeedError when it is too large, or holds no element.
    """
    import lxml.etree
    import lxml.html

    if len(text) > _LONGEST:
        size = len(text) / 1_000_000
        raise SeedError(f"an HTML page of {size:.0f} million characters; 10 million are read at most", path=path)
    if any(len(_QUOTED.sub("", found[0]).split()) > _MOST_ATTRIBUTES for found in _LONG_TAG.finditer(text)):
        raise SeedError(f"an HTML element in it has more than {_MOST_ATTRIBUTES:,} attributes", path=path)
    if nesting(text) > _DEEPEST:
        text = _flattened(text)
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    # lxml.html asks a Python function for the class of every element each time it is looked at, for the sake of forms
    parser.set_element_class_lookup(lxml.etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement))
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
    # every page pays for this loop, so it is as short as it can be
    for closing, name in _TAG.findall(text.lower()):
        if name in _FLAT:
            continue
        if skip_to:
            if closing and name == skip_to:
                skip_to = ""
        elif closing:
            depth = max(depth - 1, 0)
        elif name in _RAW:
            skip_to = name
        else:
            depth += 1
            deepest = max(deepest, depth)
    return deepest


def _flattened(text: str) -> str:
    """A page without the tags below the deepest level that is read: pages that never close a <div> look like that."""
    pieces: list[str] = []
    at = 0
    for tag, depth in _levels(text):
        if depth > _DEEPEST:
            end = text.find(">", tag.end()) + 1 or len(text)
            pieces += (text[at : tag.start()], " ")
            at = max(at, end)
    return "".join((*pieces, text[at:]))


def _levels(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """The tags of elements that need an end tag, each with the level on which its element stands."""
    depth = 0
    skip_to = ""
    for found in _TAG.finditer(text):
        closing, name = found[1], found[2].lower()
        if skip_to:
            if closing and name == skip_to:
                skip_to = ""
            continue
        if name in _FLAT:
            continue
        if name in _RAW:
            skip_to = "" if closing else name
        elif closing:
            yield found, depth
            depth = max(depth - 1, 0)
        else:
            depth += 1
            yield found, depth


def looks_like_html(text: str) -> bool:
    """Whether a field's text is HTML rather than plain text; a picture in its first tag may be as long as a book."""
    lowered = text.lower()
    return "<p" in lowered or "<br" in lowered or "</" in lowered


def declared(text: str, key: str) -> tuple[str, bool]:
    """The text of a field by its name, and whether it is HTML.

    What JSON Feed and ninjs name plain text is HTML only where it begins with a tag, for it may speak of tags; in what
    is named HTML a text without any still has references to characters.
    """
    markup = looks_like_html(text)
    if key in _PLAIN:
        return text, markup and text.lstrip().startswith("<")
    return (text if markup or not key.endswith("html") else unescape(text)), markup


def fragment(text: str, path: str) -> tuple[list[str], list[str]]:
    """The paragraphs and the captions of a field's HTML. Raises SeedError as `parse` does."""
    tree = parse(f"<div>{text}</div>", path)
    _drop_small_print(tree)
    return [each for each in texts(tree) if not is_furniture(each)], captions_of(tree)


def html_paragraphs(text: str, path: str) -> list[str]:
    """The paragraphs of a field's HTML. Raises SeedError as `parse` does."""
    return fragment(text, path)[0]


def _drop_small_print(tree: HtmlElement) -> None:
    """Take a first paragraph that is nothing but <small>, such as a date and a credit, off a text that goes on."""
    filled = (node for node in tree.iter("p") if text_of_element(node))
    first = next(filled, None)
    if first is None or next(filled, None) is None or len(first) != 1 or first[0].tag != "small":
        return
    if not (first.text or "").strip() and not (first[0].tail or "").strip():
        first.drop_tree()


def is_block(name: str) -> bool:
    """Whether elements of a name stand on lines of their own."""
    return name in _BLOCKS


def text_of_element(element: HtmlElement) -> str:
    """An element's text as one line."""
    if not len(element):
        return " ".join((element.text or "").split())
    from lxml.etree import tostring

    return " ".join(tostring(element, method="text", encoding="unicode", with_tail=False).split())


def shown_size(tree: HtmlElement) -> int:
    """Characters of a page's body that are no script, single spaces counted: no extractor finds more text in it."""
    body = next(tree.iter("body"), tree)
    unshown = sum(len(" ".join((node.text or "").split())) for node in body.iter(*_UNSHOWN))
    return len(text_of_element(body)) - unshown


def captions_of(element: HtmlElement) -> list[str]:
    """The figure captions below an element, without repeats, at most 20."""
    found: dict[str, None] = {}
    for caption in element.iter("figcaption"):
        if not _inside_dropped(caption, element):
            found.setdefault(_shown(caption))
    return [caption for caption in found if caption and not is_furniture(caption)][:20]


def _shown(caption: HtmlElement) -> str:
    """A caption's text without the label in front of it that only screen readers say."""
    text = text_of_element(caption)
    for node in caption.iter("span", "strong", "h2", "h3", "h4"):
        if not _SPOKEN.isdisjoint(marks_of(node)):
            text = text.removeprefix(text_of_element(node)).lstrip(" ,:")
    return text


def texts(element: HtmlElement, *, only: frozenset[str] = frozenset()) -> Iterator[str]:
    """The text blocks below an element in order, one line each, without furniture elements and figures.

    With `only`, text counts that stands inside one of these elements; other text is a page's small print unless it
    is a sentence.
    """
    import lxml.etree

    buffer: list[str] = []
    loose = False
    inside = 0
    walker = lxml.etree.iterwalk(element, events=("start", "end"))
    for event, node in walker:
        name = node.tag if isinstance(node.tag, str) else ""
        block = name in _BLOCKS
        if block or name in BREAKS:
            yield from _flush(buffer, loose=loose)
            loose = False
        elif name == "cell":
            buffer.append(" ")
        if event == "start":
            inside += name in only
            if node is not element and (is_dropped(node) or name == "figure" or _is_byline(node)):
                walker.skip_subtree()
            elif node.text:
                buffer.append(node.text)
                loose = loose or bool(only and not inside and node.text.strip())
            continue
        inside -= name in only
        if node is not element and node.tail:
            buffer.append(node.tail)
            loose = loose or bool(only and not inside and node.tail.strip())
    yield from _flush(buffer, loose=loose)


def _flush(buffer: list[str], *, loose: bool) -> Iterator[str]:
    line = " ".join("".join(buffer).split())
    buffer.clear()
    if line and not (loose and (words(line) < _SENTENCE or not ends_sentence(line))):
        yield line


def is_dropped(node: HtmlElement) -> bool:
    """Whether an element's text is never the article's; a <head> with a `rend` is trafilatura's heading."""
    if node.tag == "head":
        return node.get("rend") is None
    return node.tag in DROPPED or is_beside(node)


def is_beside(node: HtmlElement) -> bool:
    """Whether an element's class names a box beside the text: related articles, comments, buttons."""
    classes = node.get("class")
    return bool(classes) and not _BESIDE.isdisjoint(classes.lower().split())


def names_of(node: HtmlElement) -> str:
    """An element's class and id, in lower case."""
    return f"{node.get('class') or ''} {node.get('id') or ''}".lower()


def is_box(node: HtmlElement) -> bool:
    """Whether an element stands beside the page's text, or its names say so: a teaser, a comment, a list of events."""
    return is_dropped(node) or _NAMES_OF_BOXES.search(names_of(node)) is not None


def marks_of(node: HtmlElement) -> list[str]:
    """The words of an element's rel, itemprop and class, in lower case."""
    return f"{node.get('rel', '')} {node.get('itemprop', '')} {node.get('class', '')}".lower().split()


def _is_byline(node: HtmlElement) -> bool:
    mark = marks_of(node)
    return "author" in mark or "byline" in mark


def _inside_dropped(node: HtmlElement, root: HtmlElement) -> bool:
    parent = node.getparent()
    while parent is not None and parent is not root:
        if is_dropped(parent):
            return True
        parent = parent.getparent()
    return False


def boxes_of(element: HtmlElement) -> list[HtmlElement]:
    """The outermost elements below an element whose text is left out and that have one."""
    boxes = [node for node in element.iter() if node is not element and isinstance(node.tag, str) and is_dropped(node)]
    return [node for node in boxes if text_of_element(node) and not _inside_dropped(node, element)]


def text_lines(element: HtmlElement) -> set[int]:
    """The source lines on which the text below an element stands, without the boxes in it."""
    import lxml.etree

    found: set[int] = set()
    walker = lxml.etree.iterwalk(element, events=("start", "end"))
    for event, node in walker:
        if event == "start":
            if node is not element and is_dropped(node):
                walker.skip_subtree()
            elif node.text and node.text.strip():
                found.update(_lines_of(node.text, line_of(node)))
        elif node is not element and node.tail and node.tail.strip():
            found.update(_lines_of(node.tail, end_of(node)))
    return found


def _lines_of(text: str, first: int) -> Iterator[int]:
    return (at for at, line in enumerate(text.split("\n"), first) if line.strip())


def line_of(element: HtmlElement) -> int:
    """The source line an element begins on."""
    line = element.sourceline
    return line if isinstance(line, int) else 1


def end_of(element: HtmlElement) -> int:
    """The source line an element ends on: the line of its last element, and the line feeds behind that."""
    last, behind = element, 0
    while len(last):
        last = last[-1]
        behind += (last.tail or "").count("\n")
    return line_of(last) + (last.text or "").count("\n") + behind
