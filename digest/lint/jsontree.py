"""JSON to values with their places."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TypeAlias

from digest.lint.tree import DEPTH, Node

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")
_PLAIN = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null")

Plain: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value, where it stands, and for an object the names that it holds more than once."""

    node: Node
    value: Plain | list[Value] | dict[str, Value]
    doubled: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """What JSON calls it."""
        if self.value is None:
            return "null"
        if isinstance(self.value, bool):
            return "boolean"
        names = {str: "string", int: "number", float: "number", list: "array", dict: "object"}
        return names[type(self.value)]


class BrokenError(Exception):
    """The text is no JSON from here on."""

    def __init__(self, message: str, at: int) -> None:
        self.at = at
        super().__init__(message)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.line = 1
        self.line_starts = 0
        self.counted = 0

    def node(self, at: int, name: str, parent: Node | None) -> Node:
        """A place; they are asked for in the order of the text, so that lines are counted once."""
        self.line += self.text.count("\n", self.counted, at)
        newest = self.text.rfind("\n", self.counted, at)
        self.line_starts = newest + 1 if newest >= 0 else self.line_starts
        self.counted = at
        return Node(space="", local=name, prefix="", line=self.line, column=at - self.line_starts + 1, parent=parent)

    def skip(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return at if match is None else match.end()

    def read(self, at: int, name: str, parent: Node | None, depth: int) -> tuple[Value, int]:
        at = self.skip(at)
        if depth > DEPTH:
            raise BrokenError(f"deeper than {DEPTH} levels", at)
        node = self.node(at, name, parent)
        first = self.text[at : at + 1]
        if first == "{":
            return self.read_object(at, node, depth)
        if first == "[":
            return self.read_array(at, node, depth)
        if first == '"':
            word, at = self.string(at)
            node.content.append(word)
            return Value(node=node, value=word), at
        match = _PLAIN.match(self.text, at)
        if match is None or len(match.group()) > 100:
            raise BrokenError("a value is missing here", at)
        return Value(node=node, value=json.loads(match.group())), match.end()

    def string(self, at: int) -> tuple[str, int]:
        try:
            word, at = _DECODER.raw_decode(self.text, at)
        except json.JSONDecodeError as why:
            raise BrokenError(why.msg, why.pos) from why
        return str(word), at

    def read_object(self, at: int, node: Node, depth: int) -> tuple[Value, int]:
        members: dict[str, Value] = {}
        doubled: list[str] = []
        at = self.skip(at + 1)
        while self.text[at : at + 1] != "}":
            if self.text[at : at + 1] != '"':
                raise BrokenError("a name in quotes is missing here", at)
            name, at = self.string(at)
            at = self.skip(at)
            if self.text[at : at + 1] != ":":
                raise BrokenError("a colon is missing here", at)
            value, at = self.read(at + 1, name, node, depth + 1)
            if name in members:
                doubled.append(name)
            members[name] = value
            at = self.next(at, "}")
        return Value(node=node, value=members, doubled=tuple(doubled)), at + 1

    def read_array(self, at: int, node: Node, depth: int) -> tuple[Value, int]:
        items: list[Value] = []
        at = self.skip(at + 1)
        while self.text[at : at + 1] != "]":
            value, at = self.read(at, str(len(items)), node, depth + 1)
            items.append(value)
            at = self.next(at, "]")
        return Value(node=node, value=items), at + 1

    def next(self, at: int, end: str) -> int:
        at = self.skip(at)
        here = self.text[at : at + 1]
        if here == end:
            return at
        if here != ",":
            raise BrokenError(f"a comma or {end} is missing here", at)
        at = self.skip(at + 1)
        if self.text[at : at + 1] == end:
            raise BrokenError(f"nothing stands between the comma and {end}", at)
        return at


def read(text: str) -> Value:
    """Read one value and nothing behind it (RFC 8259)."""
    reader = _Reader(text)
    value, at = reader.read(0, "", None, 0)
    at = reader.skip(at)
    if at != len(text):
        raise BrokenError("more stands behind the end", at)
    return value
