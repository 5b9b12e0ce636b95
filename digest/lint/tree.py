"""XML to a tree of nodes with their places; nothing is fetched and no entity is expanded."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from xml.parsers import expat

from lxml import etree

from digest.lint.encoding import decode, forbidden

XML = "http://www.w3.org/XML/1998/namespace"
#: deeper than any feed, shallow enough for a recursive walk
DEPTH = 150
_UNDEFINED_ENTITY = 11
_UNBOUND_PREFIX = 27


@dataclass(eq=False, kw_only=True)
class Node:
    """One element: its name, its attributes by namespace and name, and what stands in it, in order.

    `written` is the element as the file has it, from its start tag to its end tag, without the latter.
    """

    space: str
    local: str
    prefix: str
    line: int
    column: int | None
    parent: Node | None
    number: int = 1
    attributes: dict[tuple[str, str], str] = field(default_factory=dict)
    declared: tuple[tuple[str, str], ...] = ()
    content: list[str | Node] = field(default_factory=list)
    written: str = ""
    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    @cached_property
    def text(self) -> str:
        """The element's own text, without that of its children."""
        return "".join(piece for piece in self.content if isinstance(piece, str))

    @cached_property
    def children(self) -> tuple[Node, ...]:
        """The elements in it."""
        return tuple(piece for piece in self.content if isinstance(piece, Node))

    def get(self, name: str, space: str = "") -> str | None:
        """An attribute's value."""
        return self.attributes.get((space, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A rule that the document broke as a whole, at a line and a column."""

    rule: str
    line: int
    column: int | None
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document: its root where one could be made out, and what was wrong on the way to it."""

    root: Node | None
    said: tuple[Said, ...]
    encoding: str
    doctype: tuple[str | None, str | None] | None
    whole: bool


class _Builder:
    def __init__(self, source: bytes) -> None:
        self.source = source
        self.root: Node | None = None
        self.node: Node | None = None
        self.depth = 0
        self.starts: list[int] = []
        self.declared: list[tuple[str, str]] = []
        self.doctype: tuple[str | None, str | None] | None = None
        self.said: list[Said] = []
        self.parser = parser = expat.ParserCreate("utf-8", " ")
        parser.namespace_prefixes = True
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.StartNamespaceDeclHandler = self.declare
        parser.StartDoctypeDeclHandler = self.document_type
        parser.EntityDeclHandler = self.entity
        parser.SkippedEntityHandler = self.skipped
        parser.DefaultHandler = self.other

    def say(self, rule: str, value: str = "") -> None:
        self.said.append(
            Said(
                rule=rule,
                line=self.parser.CurrentLineNumber,
                column=self.parser.CurrentColumnNumber + 1,
                value=value,
            )
        )

    def declare(self, prefix: str | None, uri: str | None) -> None:
        self.declared.append((prefix or "", uri or ""))

    def document_type(self, _name: str, system: str | None, public: str | None, _internal: int) -> None:
        self.doctype = (public, system)

    def entity(
        self,
        name: str,
        _parameter: bool,  # noqa: FBT001
        _value: str | None,
        _base: str | None,
        system: str | None,
        _public: str | None,
        _notation: str | None,
    ) -> None:
        if system is not None:
            self.say("ContainsSystemEntity", name)

    def skipped(self, name: str, is_parameter: bool) -> None:  # noqa: FBT001 -- expat's own signature
        if not is_parameter:
            self.say("UndefinedNamedEntity", name)

    def other(self, data: str) -> None:
        # Without an expanding handler expat hands a reference over as it is written: no bomb can go off.
        if data.startswith("&") and self.node is not None:
            self.characters(data)

    def start(self, name: str, pairs: list[str]) -> None:
        self.depth += 1
        declared, self.declared = tuple(self.declared), []
        if self.depth > DEPTH:
            if self.depth == DEPTH + 1:
                self.say("TooDeep", str(DEPTH))
            return
        space, local, prefix = _name(name)
        node = Node(
            space=space,
            local=local,
            prefix=prefix,
            line=self.parser.CurrentLineNumber,
            column=self.parser.CurrentColumnNumber + 1,
            parent=self.node,
            attributes={_name(pairs[at])[:2]: pairs[at + 1] for at in range(0, len(pairs), 2)},
            declared=declared,
        )
        _put(node)
        if self.node is None:
            self.root = node
        self.node = node
        self.starts.append(self.parser.CurrentByteIndex)

    def end(self, _name: str) -> None:
        self.depth -= 1
        if self.depth >= DEPTH or self.node is None:
            return
        start = self.starts.pop()
        if len(self.node.content) < 2 or not self.node.children:
            self.node.written = self.source[start : self.parser.CurrentByteIndex].decode("utf-8", "replace")
        self.node = self.node.parent

    def characters(self, data: str) -> None:
        if self.node is not None and self.depth <= DEPTH:
            self.node.content.append(data)


def read(data: bytes) -> Document:
    """Read a document; where it is not well-formed, say so and make out what can still be read."""
    decoded = decode(data)
    said = [Said(rule=rule, line=line, column=None, value=value) for rule, line, value in decoded.said]
    text = decoded.text
    if any(rule == "WPBlankLine" for rule, _, _ in decoded.said):
        text = " " + text.lstrip(" \t\r\n")
    bad = forbidden(text)
    if bad:
        line = text.count("\n", 0, bad.start()) + 1
        column = bad.start() - text.rfind("\n", 0, bad.start())
        said.append(Said(rule="SAXError", line=line, column=column, value=f"U+{ord(bad.group()):04X} is in the text"))
        text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f￾￿]", "�", text)
    source = text.encode("utf-8", "replace")
    builder = _Builder(source)
    whole = True
    root: Node | None = None
    try:
        builder.parser.Parse(source, True)
        root = builder.root
    except expat.ExpatError as why:
        whole = False
        builder.said.append(_broken(why))
        root = _recovered(source) or builder.root
    return Document(
        root=root,
        said=(*said, *builder.said),
        encoding=decoded.encoding,
        doctype=builder.doctype,
        whole=whole and not bad,
    )


def _broken(why: expat.ExpatError) -> Said:
    rule = {_UNDEFINED_ENTITY: "UndefinedNamedEntity", _UNBOUND_PREFIX: "MissingNamespace"}.get(why.code, "SAXError")
    return Said(rule=rule, line=why.lineno, column=why.offset + 1, value=expat.ErrorString(why.code))


def _name(name: str) -> tuple[str, str, str]:
    parts = name.split(" ")
    if len(parts) == 1:
        return "", parts[0], ""
    if len(parts) == 2:
        return parts[0], parts[1], ""
    return " ".join(parts[:-2]), parts[-2], parts[-1]


def _put(node: Node) -> None:
    if node.parent is None:
        return
    key = (node.space, node.local)
    node.parent.counts[key] = node.number = node.parent.counts.get(key, 0) + 1
    node.parent.content.append(node)


def _recovered(source: bytes) -> Node | None:
    """What lxml can mend of a broken document; places are lines alone."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(source, parser)
        return None if tree is None else _copied(tree, None, 0)
    except (etree.XMLSyntaxError, ValueError):  # the latter where it kept half a character of a reference
        return None


def _copied(element: Any, parent: Node | None, depth: int) -> Node:
    space, local = _split(element.tag)
    outer = {} if element.getparent() is None else element.getparent().nsmap
    node = Node(
        space=space,
        local=local,
        prefix=element.prefix or "",
        line=element.sourceline or 1,
        column=None,
        parent=parent,
        attributes={_split(key): value for key, value in element.attrib.items()},
        declared=tuple((key or "", uri) for key, uri in element.nsmap.items() if outer.get(key) != uri),
    )
    _put(node)
    if element.text:
        node.content.append(element.text)
    for child in element:
        if isinstance(child.tag, str) and depth < DEPTH:
            _copied(child, node, depth + 1)
        if child.tail:
            node.content.append(child.tail)
    return node


def _split(name: str) -> tuple[str, str]:
    """Lxml's way of writing a name with its namespace, taken apart; an unbound prefix stays in the name."""
    space, _, local = name.removeprefix("{").rpartition("}")
    return space, local
