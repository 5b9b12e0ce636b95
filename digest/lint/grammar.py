"""Tables of what stands where, and the walk that holds a document against them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from digest.lint.declarations import judge_declarations
from digest.lint.judge import Check, Judge, Spot
from digest.lint.namespaces import OLD_ATOM, PASSED, RDF, XHTML, near, usual_name
from digest.lint.tree import XML, Node
from digest.lint.uris import address
from digest.lint.values import language

#: judges an element as a whole, after its children
After = Callable[[Judge, Node], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What an element may hold.

    `text` are the checks of its text, None where it holds none; `attributes` those of its attributes, by name, None
    where any value will do; `needs` the attributes that must be there. `twice` names the rule that a second one breaks,
    None where there may be many. `free` leaves whatever stands in it alone.
    """

    text: tuple[Check, ...] | None = None
    attributes: Mapping[str, Check | None] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    children: Mapping[str, Shape] = field(default_factory=dict)
    twice: str | None = "DuplicateElement"
    after: tuple[After, ...] = ()
    free: bool = False


def leaf(*checks: Check, twice: str | None = "DuplicateElement") -> Shape:
    """An element that holds a text alone."""
    return Shape(text=checks, twice=twice)


_UNMEANT = re.compile("[\x80-\x9f�]")
_TWICE = re.compile("[\u00c2\u00c3][\u0080-\u00bf]")
PASS = Shape(free=True, twice=None)


def walk(judge: Judge, node: Node, shape: Shape) -> None:
    """Judge an element and all in it."""
    judge_declarations(judge, node)
    _judge_attributes(judge, node, shape)
    judge_characters(judge, node)
    if shape.free:
        for child in node.children:
            _pass_over(judge, child)
    else:
        _judge_text(judge, node, shape)
        for child in node.children:
            found = _shape_of(judge, child, shape)
            if found is not None:
                if found.twice and child.number > 1:
                    Spot(judge=judge, node=child).say(found.twice)
                walk(judge, child, found)
            else:
                _pass_over(judge, child)
    for after in shape.after:
        after(judge, node)


def _is_utf8(value: str) -> bool:
    """Whether the characters, as bytes, are UTF-8 as a whole: a word in capitals before a quotation mark is not."""
    try:
        value.encode("latin-1").decode()
    except UnicodeError:
        return False
    return True


def judge_characters(judge: Judge, node: Node) -> None:
    """What no writer meant: C1 controls, the replacement character, and UTF-8 that was read as Latin-1 ("Â£4")."""
    for value in (node.text, *node.attributes.values()):
        bad = _UNMEANT.search(value)
        if bad is not None:
            Spot(judge=judge, node=node).say("BadCharacters", f"U+{ord(bad[0]):04X}")
        elif (twice := _TWICE.search(value)) is not None and _is_utf8(value):
            Spot(judge=judge, node=node).say("BadCharacters", twice[0])
            return


def _pass_over(judge: Judge, node: Node) -> None:
    if judge.kind == "rss" and not node.space and node.parent is not None and node.parent.space:
        Spot(judge=judge, node=node).say("NotInANamespace")
    judge_declarations(judge, node)
    judge_characters(judge, node)
    for child in node.children:
        _pass_over(judge, child)


def _judge_text(judge: Judge, node: Node, shape: Shape) -> None:
    value = node.text.strip()
    spot = Spot(judge=judge, node=node)
    if shape.text is None:
        if value:
            spot.say("UnexpectedText", value)
        return
    for check in shape.text:
        check(spot, value)


def _judge_attributes(judge: Judge, node: Node, shape: Shape) -> None:
    for (space, local), value in node.attributes.items():
        name = f"{usual_name(space)}:{local}" if space else local
        spot = Spot(judge=judge, node=node, attribute=name)
        if space == XML:
            _judge_xml_attribute(spot, local, value)
        elif name in shape.attributes:
            check = shape.attributes[name]
            if check is not None:
                check(spot, value)
        elif not shape.free or shape.attributes:
            _judge_unexpected(judge, spot, space)
    for name in shape.needs:
        if not _has(node, name):
            Spot(judge=judge, node=node).say("MissingAttribute", name)


def _has(node: Node, name: str) -> bool:
    return any((f"{usual_name(space)}:{local}" if space else local) == name for space, local in node.attributes)


def _judge_unexpected(judge: Judge, spot: Spot, space: str) -> None:
    if space and not near(space):
        if judge.kind == "rss" and spot.node.space in judge.bare:
            spot.say("UseOfExtensionAttr", spot.attribute or "")
    elif space != RDF or judge.kind == "rss":
        spot.say("UnexpectedAttribute", spot.attribute or "")


def _judge_xml_attribute(spot: Spot, local: str, value: str) -> None:
    if local == "lang" and value:
        language(spot, value)
    elif local == "base":
        address(spot, value, absolute=False, iri=True)


def _shape_of(judge: Judge, child: Node, shape: Shape) -> Shape | None:
    """An element's own table; None where it is to be passed over, with a word where it should not be there."""
    name = judge.name(child)
    spot = Spot(judge=judge, node=child)
    if child.space not in judge.bare and child.space and near(child.space):
        name = f"{near(child.space)}:{child.local}"
    found = shape.children.get(name)
    if found is None and name.startswith("dc:") and "." in child.local:
        found = shape.children.get(name.split(".")[0])
    if found is not None:
        return found
    if judge.kind == "rdf" and shape.text is not None and child.space not in judge.bare:
        return None
    if judge.kind == "atom" and child.space == XHTML:
        spot.say("MisplacedXHTMLContent")
    elif child.space == OLD_ATOM:
        spot.say("ObsoleteNamespace", child.space)
    elif not child.space and "" not in judge.bare:
        spot.say("UndeterminableVocabulary")
    elif shape.text is not None or child.space in judge.bare or (near(child.space) and near(child.space) not in PASSED):
        spot.say("UndefinedElement")
    return None
