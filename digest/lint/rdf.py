"""RSS 1.0 and 0.90: as much of it as feeds of today still are."""

from __future__ import annotations

from digest.lint.extensions import OF_CHANNEL
from digest.lint.grammar import PASS, Shape, leaf
from digest.lint.judge import Judge, Spot
from digest.lint.links import LINK
from digest.lint.markup import plain
from digest.lint.namespaces import RDF as RDF_SPACE
from digest.lint.rss import IMAGE_CHILDREN, ITEM_CORE, TEXT_INPUT
from digest.lint.tree import Node
from digest.lint.uris import full, reference
from digest.lint.values import filled

_OLD = "http://my.netscape.com/rdf/simple/0.9/"


def _judge_missing(judge: Judge, node: Node, names: dict[str, str]) -> None:
    present = {judge.name(child) for child in node.children}
    for name, rule in names.items():
        if name not in present:
            Spot(judge=judge, node=node).say(rule, name)


def _judge_about(judge: Judge, node: Node) -> None:
    """Every part has a name of its own (RSS 1.0 section 5.2); RSS 0.90 has none."""
    if node.get("about", RDF_SPACE) is None and _OLD not in judge.bare:
        Spot(judge=judge, node=node).say("MissingAttribute", "rdf:about")


def _judge_channel(judge: Judge, node: Node) -> None:
    _judge_about(judge, node)
    _judge_missing(judge, node, {"title": "MissingTitle", "link": "MissingLink", "description": "MissingDescription"})
    if node.get("about", RDF_SPACE) is not None:
        _judge_missing(judge, node, {"items": "MissingElement"})
    if not any(judge.name(child) == "dc:language" for child in node.children):
        Spot(judge=judge, node=node).say("MissingDCLanguage")


def _judge_item(judge: Judge, node: Node) -> None:
    _judge_about(judge, node)
    _judge_missing(judge, node, {"title": "MissingElement", "link": "MissingElement"})


def _judge_image(judge: Judge, node: Node) -> None:
    if node.get("resource", RDF_SPACE) is None:
        _judge_about(judge, node)
        _judge_missing(judge, node, {"title": "MissingTitle", "link": "MissingLink", "url": "MissingElement"})


def _judge_root(judge: Judge, node: Node) -> None:
    _judge_missing(judge, node, {"channel": "MissingElement"})
    seen: set[str] = set()
    for child in node.children:
        about = child.get("about", RDF_SPACE)
        if about is not None and judge.name(child) == "item" and about in seen:
            Spot(judge=judge, node=child, attribute="rdf:about").say("DuplicateValue", about)
        seen.add(about or "")


_ABOUT = {"rdf:about": reference}
_IMAGE = Shape(
    children={**{name: IMAGE_CHILDREN[name] for name in ("title", "link", "url")}, **OF_CHANNEL},
    attributes={**_ABOUT, "rdf:resource": reference},
    after=(_judge_image,),
)
RDF = Shape(
    children={
        "channel": Shape(
            children={
                "title": leaf(filled, plain),
                "link": leaf(full),
                "description": leaf(plain),
                "items": Shape(free=True),
                "image": _IMAGE,
                "textinput": PASS,
                "atom:link": LINK,
                **OF_CHANNEL,
            },
            attributes=_ABOUT,
            after=(_judge_channel,),
        ),
        "item": Shape(children=ITEM_CORE, attributes=_ABOUT, twice=None, after=(_judge_item,)),
        "image": _IMAGE,
        "textinput": TEXT_INPUT,
        "rdf:Description": PASS,
        "cc:License": PASS,
        "taxo:topic": PASS,
    },
    after=(_judge_root,),
)
