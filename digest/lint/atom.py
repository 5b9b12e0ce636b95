"""Atom 1.0 (RFC 4287) and its threads (RFC 4685)."""

from __future__ import annotations

import base64
import binascii

from digest.lint.dates import rfc3339
from digest.lint.extensions import OF_CHANNEL, OF_ITEM
from digest.lint.grammar import PASS, Shape, leaf
from digest.lint.history import judge_history
from digest.lint.judge import Judge, Spot
from digest.lint.links import LINK, judge_hub, relation
from digest.lint.markup import html_with_base, judge_xhtml, plain, undeclared
from digest.lint.namespaces import XHTML
from digest.lint.people import address, name
from digest.lint.podcast import judge_podcast
from digest.lint.tree import Node
from digest.lint.uris import address as uri
from digest.lint.uris import full, identity, resolved
from digest.lint.values import anything, filled, is_media_type, tight

_XML_KINDS = ("+xml", "/xml")


def _text_kind(spot: Spot, value: str) -> None:
    filled(spot, value)
    if "/" in value:
        spot.say("InvalidTextType", value)
    elif value and value not in {"text", "html", "xhtml"}:
        spot.say("InvalidMIMEType", value)


def _content_kind(spot: Spot, value: str) -> None:
    inline = spot.node.get("src") is None
    filled(spot, value)
    good = (inline and value in {"text", "html", "xhtml"}) or is_media_type(value)
    if value and (not good or value.startswith("multipart/")):
        spot.say("InvalidMIMEType", value)


def _source_of_content(spot: Spot, value: str) -> None:
    uri(spot, value, absolute=False, rule="InvalidLink")


def _judge_construct(judge: Judge, node: Node) -> None:
    """A text in one of its three types, or content of any type (RFC 4287 sections 3.1 and 4.1.3)."""
    spot, value = Spot(judge=judge, node=node), node.text.strip()
    if node.get("src") is not None:
        _judge_elsewhere(judge, node, value)
        return
    kind = node.get("type") or "text"
    if not value and not node.children:
        spot.say("NotBlank")
    if kind != "xhtml" and not kind.lower().endswith(_XML_KINDS):
        for child in node.children:
            Spot(judge=judge, node=child).say("UndefinedElement")
            if node.get("mode") == "escaped":
                spot.say("NotEscaped")
    if kind == "xhtml":
        _judge_div(judge, node)
    elif "/" in kind:
        _judge_medium(judge, node, kind, value)
    elif kind == "html":
        html_with_base(spot, value)
    else:
        undeclared(spot, value)


def _judge_elsewhere(judge: Judge, node: Node, value: str) -> None:
    spot = Spot(judge=judge, node=node)
    if node.get("type") is None:
        spot.say("MissingTypeAttr")
    for child in node.children:
        Spot(judge=judge, node=child).say("UndefinedElement")
    if value:
        spot.say("UnexpectedText", value)


def _judge_medium(judge: Judge, node: Node, kind: str, value: str) -> None:
    """Content of a media type: a page, text, XML, or bytes in Base64."""
    spot = Spot(judge=judge, node=node)
    if kind.endswith("/html"):
        html_with_base(spot, value)
        if "<html" not in value.lower():
            spot.say("HtmlFragment", kind)
    elif kind.startswith("text/"):
        undeclared(spot, value)
    elif kind == "application/xhtml+xml":
        _judge_page(judge, node)
    elif not kind.lower().endswith(_XML_KINDS):
        _judge_base64(spot, value)
    elif node.children and value:
        spot.say("UnexpectedText", value)


def _judge_div(judge: Judge, node: Node) -> None:
    spot = Spot(judge=judge, node=node)
    first = node.children[0] if node.children else None
    if node.text.strip() or first is None or (first.space, first.local) != (XHTML, "div"):
        spot.say("MissingXhtmlDiv")
    for child in node.children:
        if child.space != XHTML:
            spot.say("NotHtml", child.local)
        if child.local == "div" and not child.children:
            plain(spot, child.text.strip(), "NotInline")
    if not node.children and node.text.strip():
        plain(spot, node.text.strip(), "NotInline")
    judge_xhtml(spot, node)


def _judge_page(judge: Judge, node: Node) -> None:
    spot = Spot(judge=judge, node=node)
    for child in node.children:
        if child.local != "html":
            spot.say("HtmlFragment", node.get("type") or "")
        elif child.space != XHTML:
            spot.say("NotHtml", child.space)


def _judge_base64(spot: Spot, value: str) -> None:
    try:
        base64.b64decode("".join(value.split()), validate=True)
    except (binascii.Error, ValueError):
        spot.say("NotBase64", value)


TEXT = Shape(text=(anything,), attributes={"type": _text_kind}, free=True, after=(_judge_construct,))
CONTENT = Shape(
    text=(anything,),
    attributes={"type": _content_kind, "src": _source_of_content},
    free=True,
    after=(_judge_construct,),
)


def _judge_person(judge: Judge, node: Node) -> None:
    if not any(child.local == "name" for child in node.children):
        Spot(judge=judge, node=node).say("MissingElement", "name")


PERSON = Shape(
    children={
        **{key: shape for key, shape in OF_ITEM.items() if not key.startswith(("itunes:", "media:"))},
        "name": leaf(filled, name),
        "uri": leaf(filled, tight, resolved),
        "email": leaf(filled, tight, address),
    },
    twice=None,
    after=(_judge_person,),
)


def _term(spot: Spot, value: str) -> None:
    if not value:
        spot.say("NotBlank")


CATEGORY = Shape(
    attributes={"term": _term, "scheme": full, "label": plain},
    needs=("term",),
    twice=None,
)
_GENERATOR = Shape(text=(filled, plain), attributes={"uri": resolved, "version": filled})
_DATE = leaf(tight, rfc3339)


def _children(judge: Judge, node: Node, named: str) -> list[Node]:
    return [child for child in node.children if judge.name(child) == named]


def _judge_missing(judge: Judge, node: Node, names: tuple[str, ...], rule: str = "MissingElement") -> None:
    present = {judge.name(child) for child in node.children}
    for missing in names:
        if missing not in present:
            Spot(judge=judge, node=node).say(rule, missing)


def _judge_pages(judge: Judge, node: Node) -> None:
    """A link to a page for each kind and language once (RFC 4287 section 4.1.1)."""
    seen: set[tuple[str, str]] = set()
    for link in _children(judge, node, "link"):
        if relation(link) == "alternate":
            key = (link.get("type") or "", link.get("hreflang") or "")
            if key in seen:
                Spot(judge=judge, node=link).say("DuplicateAtomLink")
            seen.add(key)


def _judge_feed(judge: Judge, node: Node) -> None:
    _judge_missing(judge, node, ("title", "id", "updated"))
    links = _children(judge, node, "link")
    if not any(relation(link) == "self" for link in links):
        Spot(judge=judge, node=node).say("MissingSelf")
    judge_hub(judge, links)
    _judge_pages(judge, node)
    judge_history(judge, node, _children(judge, node, "link"))
    _judge_order(judge, node)
    _judge_twins(judge, _children(judge, node, "entry"))
    if judge.podcast:
        judge_podcast(judge, node)


def _judge_order(judge: Judge, node: Node) -> None:
    entries = False
    for child in node.children:
        if judge.name(child) == "entry":
            entries = True
        elif entries and child.space in judge.bare:
            Spot(judge=judge, node=child).say("MisplacedMetadata")


def _judge_twins(judge: Judge, entries: list[Node]) -> None:
    """Two entries with one id, or of one second: a reader cannot tell or order them."""
    for name_, rule in (("id", "DuplicateEntries"), ("updated", "DuplicateUpdated")):
        values = [child for entry in entries for child in _children(judge, entry, name_)]
        seen: set[str] = set()
        for child in values:
            text = child.text.strip()
            if text in seen:
                Spot(judge=judge, node=child).say(rule, text)
            seen.add(text)
        if rule == "DuplicateEntries" and len(entries) > 9 and len(values) > 9 and len(seen) == 1:
            judge.drop((rule,))
            Spot(judge=judge, node=values[0]).say("DuplicateIds", values[0].text)


def _judge_entry(judge: Judge, node: Node) -> None:
    spot = Spot(judge=judge, node=node)
    _judge_missing(judge, node, ("title", "id", "updated"))
    sources = _children(judge, node, "source")
    above = [node, *sources, *([node.parent] if node.parent is not None else [])]
    if not any(_children(judge, place, "author") for place in above):
        spot.say("MissingElement", "author")
    _judge_substance(judge, node, spot)
    _judge_pages(judge, node)


def _judge_substance(judge: Judge, node: Node, spot: Spot) -> None:
    """Something to read, or a way to it (RFC 4287 section 4.1.2)."""
    contents, summary = _children(judge, node, "content"), _children(judge, node, "summary")
    if not contents:
        if not summary:
            spot.say("MissingTextualContent")
        if not any(relation(link) == "alternate" for link in _children(judge, node, "link")):
            spot.say("MissingContentOrAlternate")
        return
    kind = contents[0].get("type") or ""
    binary = "/" in kind and not kind.startswith("text/") and not kind.lower().endswith(_XML_KINDS)
    if not summary and (contents[0].get("src") is not None or binary):
        spot.say("MissingSummary")


def _judge_source(judge: Judge, node: Node) -> None:
    _judge_missing(judge, node, ("title", "id", "updated"), "MissingSourceElement")
    _judge_pages(judge, node)


_META: dict[str, Shape] = {
    "author": PERSON,
    "category": CATEGORY,
    "contributor": PERSON,
    "generator": _GENERATOR,
    "icon": leaf(filled, tight, resolved),
    "id": leaf(filled, tight, identity),
    "link": LINK,
    "logo": leaf(filled, tight, resolved),
    "rights": TEXT,
    "subtitle": TEXT,
    "title": TEXT,
    "updated": _DATE,
    **OF_CHANNEL,
}
ENTRY = Shape(
    children={
        "author": PERSON,
        "category": CATEGORY,
        "content": CONTENT,
        "contributor": PERSON,
        "id": leaf(filled, tight, identity),
        "link": LINK,
        "published": _DATE,
        "rights": TEXT,
        "source": Shape(children=_META, after=(_judge_source,)),
        "summary": TEXT,
        "title": TEXT,
        "updated": _DATE,
        "app:edited": _DATE,
        "app:control": PASS,
        **OF_ITEM,
    },
    twice=None,
    attributes={"rdf:parseType": None},
    after=(_judge_entry,),
)
FEED = Shape(children={**_META, "entry": ENTRY}, attributes={"indexing:index": None}, after=(_judge_feed,))
