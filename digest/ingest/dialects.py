"""The dialects of feeds: which element of an entry says what, one table each, and how their texts are told apart."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from digest.ingest.lines import line_feeds

if TYPE_CHECKING:
    from lxml.etree import _Element

_XML = "{http://www.w3.org/XML/1998/namespace}"
#: the end of a namespace's address, in lower case and without a closing slash, and the prefix it is known by
_PREFIXES: tuple[tuple[str, str], ...] = (
    ("w3.org/2005/atom", "atom"),
    ("purl.org/atom/ns#", "atom"),
    ("purl.org/dc/elements/1.1", "dc"),
    ("purl.org/dc/elements/1.0", "dc"),
    ("purl.org/dc/terms", "dcterms"),
    ("rss/1.0/modules/content", "content"),
    ("1999/02/22-rdf-syntax-ns#", "rdf"),
    ("search.yahoo.com/mrss", "media"),
    ("rssnamespace.org/feedburner/ext/1.0", "feedburner"),
    ("1999/xhtml", "xhtml"),
    ("itunes.com/dtds/podcast-1.0.dtd", "itunes"),
    ("purl.org/rss/1.0", ""),
    ("my.netscape.com/rdf/simple/0.9", ""),
    ("channel.netscape.com/rdf/simple/0.9", ""),
    ("backend.userland.com/rss", ""),
    ("backend.userland.com/rss2", ""),
    ("blogs.law.harvard.edu/tech/rss", ""),
)
_WORDPRESS = re.compile(r"wordpress\.org/export/[\d.]{1,9}/?(excerpt)?/?$")
#: a tag of HTML in a text that may be plain
_TAG = re.compile(
    r"</?(?:a|abbr|article|b|blockquote|br|center|cite|code|dd|div|dl|dt|em|figcaption|figure|font|h[1-6]|hr|i|iframe"
    r"|img|li|ol|p|pre|section|small|span|strong|sub|sup|table|tbody|td|th|tr|u|ul|video)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<![^}:])[A-Za-z_][\w.-]*$", re.ASCII)
_MAIL = re.compile(r"[<(\[]?[\w.+-]{1,64}@[\w.-]{1,190}[>)\]]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What each element of an entry is; earlier elements count before later ones."""

    name: str
    title: tuple[str, ...]
    body: tuple[str, ...]
    teaser: tuple[str, ...]
    """what is shown in lists: the text only where there is no body"""
    hints: Mapping[str, tuple[str, ...]]
    whole_teaser: bool = False
    """whether a teaser may be the whole text"""
    escaped_twice: bool = False
    """whether "&amp;amp;" is its way to write an ampersand in HTML"""


RSS = Dialect(
    name="rss",
    whole_teaser=True,
    title=("title", "dc:title", "media:title"),
    body=("content:encoded", "atom:content", "xhtml:body", "body", "fullitem"),
    teaser=(
        "description",
        "atom:summary",
        "summary",
        "abstract",
        "excerpt:encoded",
        "dc:description",
        "itunes:summary",
    ),
    hints={
        "byline": ("dc:creator", "atom:author", "author"),
        "date": ("pubdate", "dc:date", "dcterms:issued", "dcterms:created", "atom:published"),
        "updated": ("atom:updated", "dcterms:modified"),
        "site": ("source", "dc:source", "dc:publisher"),
        "language": ("dc:language", "language"),
        "tags": ("category", "dc:subject"),
        "id": ("guid", "atom:id", "@rdf:about"),
        "slug": ("wp:post_name",),
    },
)
ATOM = Dialect(
    name="atom",
    title=("title", "dc:title", "media:title"),
    body=("content", "content:encoded"),
    teaser=("summary", "dc:description"),
    hints={
        "byline": ("author", "dc:creator"),
        "date": ("published", "issued", "dc:date", "dcterms:issued", "created", "dcterms:created"),
        "updated": ("updated", "modified", "dcterms:modified"),
        "site": ("source", "dc:source", "dc:publisher"),
        "language": ("dc:language",),
        "tags": ("category", "dc:subject"),
        "id": ("id",),
    },
)
#: the queue of a Danish news agency's web service, which double-escapes its texts
RITZAU = Dialect(
    name="ritzau",
    escaped_twice=True,
    title=("headline",),
    body=("content",),
    teaser=("subtitle", "contentshort"),
    hints={
        "byline": ("byline",),
        "dateline": ("town",),
        "agency": ("origin",),
        "date": ("publishdate",),
        "section": ("section",),
        "id": ("newsid",),
        "version": ("version",),
        "note": ("tilredaktionen",),
        "urgency": ("priority",),
    },
)
#: by the local name of the root element
DIALECTS: Mapping[str, Dialect] = {
    "rss": RSS,
    "rdf": RSS,
    "channel": RSS,
    "feed": ATOM,
    "entry": ATOM,
    "xmlnewsqueuedresponse": RITZAU,
    "rbnews": RITZAU,
}


def name_of(node: _Element, home: str | None) -> str:
    """An element's name in lower case with the usual prefix of its namespace; none for that of the entry itself."""
    tag = str(node.tag)
    space, _, local = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
    if space in ("", home):
        return local.lower()
    prefix = _prefix(space)
    return f"{prefix}:{local}".lower() if prefix else local.lower()


def _prefix(space: str) -> str:
    plain = space.strip().lower().rstrip("/")
    wordpress = _WORDPRESS.search(plain)
    if wordpress is not None:
        return wordpress[1] or "wp"
    return next((prefix for end, prefix in _PREFIXES if plain.endswith(end)), "?")


def space_of(node: _Element) -> str | None:
    """The namespace of an element, None when it has none."""
    tag = str(node.tag)
    return tag[1:].partition("}")[0] if tag.startswith("{") else None


def fields_of(entry: _Element) -> dict[str, list[_Element]]:
    """The elements of an entry by their names."""
    home = space_of(entry)
    found: dict[str, list[_Element]] = {}
    for node in entry:
        found.setdefault(name_of(node, home), []).append(node)
    return found


def line(node: _Element) -> str:
    """What an element says, as one line: a person's name, a source's title, a category's label, else its text."""
    for child in node:
        if name_of(child, space_of(node)).rpartition(":")[2] in ("name", "title", "label"):
            return " ".join("".join(map(str, child.itertext())).split())
    said = node.get("label") or node.get("term") or "".join(map(str, node.itertext()))
    return " ".join(said.split())


def language_of(node: _Element) -> str:
    """The xml:lang of an element, empty when it has none."""
    return (node.get(f"{_XML}lang") or "").strip()


def base_of(node: _Element) -> str:
    """The xml:base of an element, empty when it has none."""
    return (node.get(f"{_XML}base") or "").strip()


def person(text: str) -> str:
    """The name in a person's field: mail addresses and web addresses are no names."""
    text = text[:300]
    if "@" in text:
        text = " ".join(_MAIL.sub(" ", text).split())
        text = text.removeprefix("mailto:").strip()
        if text.startswith("(") and text.endswith(")"):
            text = text[1:-1]
    return "" if text.lower().startswith(("http://", "https://", "www.")) else text.strip(" \"'<>,;")


def _from_base64(text: str) -> str:
    try:
        return b64decode(text).decode()
    except ValueError:
        return ""  # a picture or the like: no text


def alike(one: str, other: str) -> bool:
    """Whether one name holds the other: a feed's author and its title, which is then no person."""
    one, other = one.casefold(), other.casefold()
    return one in other or (bool(other) and other in one)


def text_in(node: _Element) -> tuple[str, bool]:
    """The text of an element, and whether it is HTML: as the element says (RFC 4287, section 3.1), else by its tags."""
    import lxml.etree

    kind = (node.get("type") or "").lower()
    if len(node):
        bare = deepcopy(node)
        for child in bare.iter():
            # a prefix that nobody declared stands in the name itself
            name = _NAME.search(str(child.tag))
            child.tag = name[0] if name is not None else "span"
        lxml.etree.cleanup_namespaces(bare)
        inner = (lxml.etree.tostring(child, encoding="unicode", method="html") for child in bare)
        return (bare.text or "") + "".join(map(str, inner)), True
    text = node.text or ""
    media = "/" in kind and not kind.startswith("text/") and not kind.endswith(("/xml", "+xml"))
    if media or "base64" in ((node.get("mode") or "").lower(), kind):
        text = _from_base64(text)
    if kind in ("html", "xhtml", "text/html", "application/xhtml+xml"):
        return text, True
    if kind in ("text", "text/plain") or (space_of(node) or "").endswith("2005/Atom"):
        return line_feeds(text), False
    return (text, True) if _TAG.search(text) else (line_feeds(unescape(text)), False)
