"""Layouts as data: how several articles lie in one text, one TOML file each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from digest.errors import ConfigError

#: what an article may consist of, and what each word of `order` means
FIELDS: Mapping[str, str] = {
    "title": "one line; named a second time, the same line again",
    "captions": "picture captions, doubled or single, or none",
    "chrome": "lines of the page (see `chrome`), or none",
    "rule": "a line of one repeated character; the first article needs none",
    "marker": "one of the lines in `markers`; the first article needs none",
    "body": "the text",
    "agency": "a closing line such as (The Herald), or none",
}
_NUMBERS: Mapping[str, tuple[float, float]] = {
    "within": (1, 100),
    "min_words": (1, 1000),
    "min_articles": (1, 100),
    "leading": (0, 100),
    "rule_length": (3, 200),
    "threshold": (0.0, 1.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One hypothesis of how articles lie in a text; the built-in files explain every key."""

    name: str
    order: tuple[str, ...]
    describes: str = ""
    chrome: frozenset[str] = frozenset()
    """lower case"""
    markers: frozenset[str] = frozenset()
    """lower case; "#" stands for a number"""
    within: int = 16
    min_words: int = 25
    min_articles: int = 2
    leading: int = 0
    rule_length: int = 5
    threshold: float = 1.0

    @property
    def opening(self) -> tuple[str, ...]:
        """The fields above the body."""
        return self.order[: self.order.index("body")]

    @property
    def repeats_title(self) -> bool:
        """Whether the title stands twice above the body."""
        return self.opening.count("title") == 2


def load_layouts(folder: Path | None = None) -> tuple[Layout, ...]:
    """The built-in layouts and those of the desk's own folder, which wins where names are equal; sorted by name.

    Raises ConfigError with the file, and the line or key, when a layout is wrong.
    """
    found = {layout.name: layout for layout in _built_in()}
    if folder is not None and folder.is_dir():
        found |= {layout.name: layout for layout in map(_load, sorted(folder.glob("*.toml")))}
    return tuple(found[name] for name in sorted(found))


@cache
def _built_in() -> tuple[Layout, ...]:
    return tuple(_load(path) for path in sorted((Path(__file__).parent / "layouts").glob("*.toml")))


def _load(path: Path) -> Layout:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the layout cannot be read: {error}", path=str(path)) from error
    try:
        return _layout(tomllib.loads(text), str(path))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not valid TOML: {error}", path=str(path), line=_line(str(error), text)) from error


def _line(message: str, text: str) -> int | None:
    """The line in tomllib's message ("... (at line 3, column 7)"), its only public form before Python 3.14."""
    if message.endswith("(at end of document)"):
        return len(text.splitlines())
    _, found, rest = message.rpartition("(at line ")
    digits = rest.split(",", 1)[0]
    return int(digits) if found and digits.isdigit() else None


def _layout(table: dict[str, Any], path: str) -> Layout:
    known = {"name", "describes", "order", "chrome", "markers", *_NUMBERS}
    for key in table:
        if key not in known:
            raise ConfigError(f"unknown key `{key}`; known are {', '.join(sorted(known))}", path=path, key=key)
    name = table.get("name")
    if not isinstance(name, str) or not name:
        raise ConfigError("`name` is missing: give the layout a short name", path=path, key="name")
    layout = Layout(
        name=name,
        order=tuple(_strings(table, "order", path)),
        describes=str(table.get("describes", "")),
        chrome=frozenset(line.casefold() for line in _strings(table, "chrome", path)),
        markers=frozenset(line.casefold() for line in _strings(table, "markers", path)),
        **cast("dict[str, Any]", {key: _number(table[key], key, path) for key in _NUMBERS if key in table}),
    )
    _check_order(layout, path)
    return layout


def _strings(table: dict[str, Any], key: str, path: str) -> list[str]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise ConfigError(f'`{key}` must be a list of texts, such as ["TT", "Share"]', path=path, key=key)
    return [item.strip() for item in value]


def _number(value: object, key: str, path: str) -> float:
    low, high = _NUMBERS[key]
    whole = key != "threshold"
    if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)) or not low <= value <= high:
        raise ConfigError(f"`{key}` must be a {'whole ' if whole else ''}number, {low} to {high}", path=path, key=key)
    return value


def _check_order(layout: Layout, path: str) -> None:
    order = layout.order
    for name in order:
        if name not in FIELDS:
            raise ConfigError(f"`order` names {name!r}; known are {', '.join(FIELDS)}", path=path, key="order")
    if order.count("body") != 1:
        raise ConfigError("`order` must name the body exactly once", path=path, key="order")
    if not 1 <= layout.opening.count("title") <= 2:
        raise ConfigError("`order` must name the title once or twice above the body", path=path, key="order")
    if order[len(layout.opening) + 1 :] not in ((), ("agency",)):
        raise ConfigError("only the agency may follow the body in `order`", path=path, key="order")
    if not (layout.repeats_title or {"rule", "marker"} & set(order)):
        raise ConfigError(
            "`order` holds no signal: an article is never cut out for looking like one. "
            "Name a rule, a marker, or the title twice",
            path=path,
            key="order",
        )
    if ("marker" in order) != bool(layout.markers):
        raise ConfigError("`markers` and the field marker in `order` need each other", path=path, key="markers")
