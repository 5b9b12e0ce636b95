"""Where each key of a TOML text stands: tomllib does not say."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

_ENDS = re.compile(r"""[\]}]|\"\"\"|\'\'\'""")
KeyPath = tuple[str | int, ...]


def locate(text: str) -> dict[KeyPath, int]:
    """The line, counted from 1, on which each table and key of a valid TOML text begins.

    Elements of arrays of tables carry their index: ("digest", 0, "name"). The text is cut into statements by
    adding lines until tomllib takes what there is; a statement in TOML always ends at a line's end.
    """
    lines: dict[KeyPath, int] = {}
    elements: dict[KeyPath, int] = {}
    table: KeyPath = ()
    statement, first = "", 1
    for number, line in enumerate(text.split("\n"), 1):
        statement += line + "\n"
        # Only a list, a table or a text in three quotes goes on over lines: a long one is tried where it may end.
        parsed = _parse(statement) if number == first or _ENDS.search(line) else None
        if parsed is None:
            continue
        if statement.lstrip().startswith("["):
            table = _header(parsed, elements)
            lines.setdefault(table, first)
        else:
            for path in _paths(parsed):
                lines.setdefault(table + path, first)
        statement, first = "", number + 1
    return lines


def line_of(lines: Mapping[KeyPath, int], path: KeyPath) -> int | None:
    """The line of a key, or of the nearest table around it; None when nothing of it is written."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path)


def _parse(statement: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(statement)
    except tomllib.TOMLDecodeError:
        return None


def _header(parsed: Any, elements: dict[KeyPath, int]) -> KeyPath:
    """The path of `[a.b]` or `[[a.b]]`; `elements` counts the arrays of tables seen so far."""
    path: KeyPath = ()
    while parsed:
        if isinstance(parsed, list):
            elements[path] = elements.get(path, -1) + 1
            return (*path, elements[path])
        if path in elements:
            path = (*path, elements[path])
        name, parsed = next(iter(parsed.items()))
        path = (*path, name)
    return path


def _paths(value: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    if path:
        yield path
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _paths(inner, (*path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _paths(inner, (*path, index))
