"""HTML and XHTML in feeds: what is markup, what is safe, and what is neither."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.entities import name2codepoint
from typing import Any

from lxml import etree

from digest.lint.judge import Spot
from digest.lint.namespaces import MATHML, PREFIXES, SVG, XHTML
from digest.lint.styles import dangers
from digest.lint.tree import Node
from digest.lint.words import words

#: elements that readers show (HTML Living Standard, without what scripts, embeds or frames)
SAFE = words("html_shown")
#: HTML too, and taken out or refused by readers
RISKY = words("html_refused")
_END_TAG = re.compile(r"</([a-zA-Z][a-zA-Z0-9]*)>")
_ENTITY = re.compile(r"&(#?\w+)")
_RAW_TAG = re.compile(r"<(/?[A-Za-z][A-Za-z0-9:_-]*)")
_SCHEME = re.compile(r"\s*[a-zA-Z][a-zA-Z0-9+.-]*:")
#: browsers read over white space and control characters in a scheme
_SCRIPT = re.compile(r"[\x00-\x20]*" + r"[\x00-\x20]*".join("javascript") + r"[\x00-\x20]*:", re.IGNORECASE)
_FOLLOWED = {"href", "src", "action", "formaction", "poster"}
#: SVG Tiny 1.2 and what drawing programs add, without scripts, foreign objects, pictures and films
_SVG = words("svg")
#: MathML 3, presentation
_MATHML = words("mathml")


class _Reader:
    """A target for lxml: the tags of a fragment, judged as they come."""

    def __init__(self, spot: Spot, *, relative: bool) -> None:
        self.spot = spot
        self.relative = relative

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in {"html", "body", "head"}:
            return  # the parser's own; real ones are found in the text
        judge_tag(self.spot, tag, attributes)
        if self.relative:
            _judge_addresses(self.spot, tag, attributes)

    def end(self, _tag: str) -> None:
        """Nothing to judge."""

    def data(self, _data: str) -> None:
        """Nothing to judge."""

    def comment(self, _text: str) -> None:
        """Nothing to judge."""

    def close(self) -> None:
        """Nothing to give."""


def html(spot: Spot, value: str) -> None:
    """A fragment of HTML in which addresses are absolute (RSS has no base)."""
    _judge_html(spot, value, relative=True)


def html_with_base(spot: Spot, value: str) -> None:
    """A fragment of HTML whose addresses may be relative (Atom: xml:base)."""
    _judge_html(spot, value, relative=False)


def _judge_html(spot: Spot, value: str, *, relative: bool) -> None:
    if "<" not in value:
        return
    if "<?import" in value.lower():
        spot.say("SecurityRisk", "?import")
    for tag in dict.fromkeys(match.lower() for match in _RAW_TAG.findall(value)):
        if tag in {"html", "head", "body"}:
            spot.say("SecurityRisk", tag)
        elif ":" in tag and not tag.startswith(("svg:", "math:")):
            spot.say("NotHtml", tag)
    target: Any = _Reader(spot, relative=relative)
    parser = etree.HTMLParser(target=target, no_network=True, recover=True)
    try:
        parser.feed(f"<div>{value}</div>")
        parser.close()
    except (etree.LxmlError, ValueError):
        spot.say("NotHtml", value)


def judge_tag(spot: Spot, tag: str, attributes: Mapping[str, Any]) -> None:
    """One tag of HTML with its attributes."""
    name = tag.lower()
    if name in RISKY:
        spot.say("SecurityRisk", name)
    elif not (name in SAFE or name in _SVG or name in _MATHML or "-" in name or ":" in name):
        spot.say("NotHtml", name)
    for key, value in attributes.items():
        _judge_attribute(spot, str(key).lower(), str(value))


def _judge_attribute(spot: Spot, name: str, value: str) -> None:
    if name == "style":
        for part in dangers(value):
            spot.say("DangerousStyleAttr", part)
    elif name.startswith("on") or (name in _FOLLOWED and _SCRIPT.match(value)):
        spot.say("SecurityRiskAttr", name)


def _judge_addresses(spot: Spot, tag: str, attributes: Mapping[str, str]) -> None:
    for key in ("href", "src", "poster"):
        value = attributes.get(key)
        if value is None or (tag, key) not in {("a", "href"), ("img", "src"), ("video", "poster"), ("source", "src")}:
            continue
        if _SCHEME.match(value):
            continue
        spot.say("InvalidUriChar" if re.search(r'[\s<>"{}|\\^`]', value.strip()) else "ContainsRelRef", value)


def plain(spot: Spot, value: str, rule: str = "ContainsHTML") -> None:
    """Text that should hold no markup; tags and entities in it would be shown as they are written."""
    tags = [tag for tag in _END_TAG.findall(value) if tag.lower() in SAFE | RISKY]
    if tags:
        spot.say(rule, tags[0])
        return
    for entity in _ENTITY.findall(value):
        named = entity in name2codepoint or entity == "apos" or (entity.startswith("#") and len(entity) > 1)
        if named and not _deliberate(spot):
            spot.say(rule, f"&{entity};")
            return
    lax = spot.judge.version.startswith("2") and spot.attribute is None and not _deliberate(spot)
    if lax and re.search(r"&#[x0-9]|<[/a-zA-Z]", value):
        spot.say("CharacterData", value)


def undeclared(spot: Spot, value: str) -> None:
    """The same for an Atom text whose type says that it is plain."""
    plain(spot, value, "ContainsUndeclaredHTML")


def _deliberate(spot: Spot) -> bool:
    """Whether the file wrote a hexadecimal reference, the profile's sign that the character itself is meant."""
    return bool(re.search(r"&#x", spot.node.written))


def judge_xhtml(spot: Spot, node: Node) -> None:
    """The children of an element that is XHTML, with the vector graphics and formulas that may stand in it."""
    for child in node.children:
        _judge_xhtml_element(spot, child)
        judge_xhtml(spot, child)


def _judge_xhtml_element(spot: Spot, child: Node) -> None:
    attributes = {name: value for (space, name), value in child.attributes.items() if not space}
    inner = Spot(judge=spot.judge, node=child)
    if child.space == XHTML:
        if child.local not in SAFE | RISKY:
            inner.say("NotHtml", child.local)
        else:
            judge_tag(inner, child.local, attributes)
    elif child.space in {SVG, MATHML}:
        if child.local not in (_SVG if child.space == SVG else _MATHML):
            inner.say("SecurityRisk", child.local)
        for name, value in attributes.items():
            _judge_attribute(inner, name.lower(), value)
    elif not child.space:
        inner.say("MissingNamespace", child.local)
    elif child.space in PREFIXES and (child.parent is None or child.parent.local != "metadata"):
        inner.say("UndefinedElement")
