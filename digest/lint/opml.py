"""OPML 1.0 to 2.0: lists of subscriptions."""

from __future__ import annotations

from digest.lint.dates import rfc822
from digest.lint.extensions import EVERYWHERE
from digest.lint.grammar import Shape, leaf
from digest.lint.judge import Judge, Spot
from digest.lint.markup import html
from digest.lint.people import contact
from digest.lint.tree import Node
from digest.lint.uris import full, http
from digest.lint.values import filled, language, like, one_of, positive, true_or_false

_OF_FEEDS = ("description", "htmlUrl", "language", "title", "version", "xmlUrl")


def _judge_outline(judge: Judge, node: Node) -> None:
    spot, kind = Spot(judge=judge, node=node), node.get("type")
    if kind is None:
        if any(node.get(name) is not None for name in _OF_FEEDS):
            spot.say("MissingOutlineType")
    elif kind.lower() == "rss":
        if node.get("xmlUrl") is None:
            spot.say("MissingXmlURL")
        if node.get("title") is None:
            spot.say("MissingTitleAttr")
    elif kind.lower() == "link":
        if node.get("url") is None:
            spot.say("MissingUrlAttr")
    elif judge.version.startswith("1."):
        spot.say("InvalidOutlineType", kind)


def _judge_root(judge: Judge, node: Node) -> None:
    spot = Spot(judge=judge, node=node)
    if node.local == "outlineDocument":
        spot.say("ObsoleteVersion")
    elif node.get("version") is None:
        spot.say("MissingAttribute", "version")
    for name in ("head", "body"):
        if not any(child.local == name for child in node.children):
            spot.say("MissingElement", name)


def _judge_body(judge: Judge, node: Node) -> None:
    if not any(child.local == "outline" for child in node.children):
        Spot(judge=judge, node=node).say("MissingElement", "outline")


def _outline() -> Shape:
    """An outline, which may hold outlines: the table refers to itself."""
    children: dict[str, Shape] = dict(EVERYWHERE)
    shape = Shape(
        attributes={
            "text": html,
            "title": html,
            "type": None,
            "xmlUrl": full,
            "htmlUrl": full,
            "url": full,
            "description": html,
            "language": language,
            "category": None,
            "created": rfc822,
            "isBreakpoint": true_or_false,
            "isComment": true_or_false,
            "version": one_of("InvalidOutlineVersion", ("RSS", "RSS1", "RSS2", "scriptingNews")),
        },
        needs=("text",),
        children=children,
        twice=None,
        after=(_judge_outline,),
    )
    children["outline"] = shape
    return shape


_PLACE = leaf(filled, positive)
_HEAD = Shape(
    children={
        "title": leaf(html),
        "dateCreated": leaf(rfc822),
        "dateModified": leaf(rfc822),
        "ownerName": leaf(html),
        "ownerEmail": leaf(contact),
        "ownerId": leaf(http),
        "docs": leaf(full),
        "expansionState": leaf(like("InvalidExpansionState", r"(?:\d+(?:,\s*\d+)*)?")),
        **dict.fromkeys(("vertScrollState", "windowTop", "windowLeft", "windowBottom", "windowRight"), _PLACE),
        **EVERYWHERE,
    }
)
OPML = Shape(
    children={
        "head": _HEAD,
        "body": Shape(children={"outline": _outline(), **EVERYWHERE}, after=(_judge_body,)),
        **EVERYWHERE,
    },
    attributes={"version": one_of("InvalidOPMLVersion", ("1.0", "1.1", "2.0"))},
    after=(_judge_root,),
)
