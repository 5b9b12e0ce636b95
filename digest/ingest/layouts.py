"""Layouts as data: how several articles lie in one text, one TOML file each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

from digest.errors import ConfigError

#: what an article may consist of, and what each word of `order` means; "?" behind a word: it may be missing
FIELDS: Final[Mapping[str, str]] = {
    "title": "one line; named a second time, the same line again",
    "captions": "picture captions, doubled or single, or none",
    "chrome": "lines of the page (see `chrome`), or none",
    "ticker": "at least eight headlines with a bullet each, which belong to the page",
    "rule": "a line of one repeated character; the first article needs none",
    "marker": "one of the lines in `markers`; the first article needs none",
    "gap": "at least `blank` blank lines; the first article needs none",
    "header": "what a chat program writes before a message: time, date, sender",
    "labels": 'lines such as "Title: ..." and "Date: ...", a title among them',
    "date": "a line that is a date and nothing else",
    "imprint": "a line that names a paper or a site and ends in a date, or one that is an address",
    "byline": "a line that names the author and nothing else; named a second time, the same line again",
    "dateline": "the text opens with a place in capitals, or a place and an agency, and a dash",
    "origin": "a dateline, a byline or a date line",
    "body": "the text",
    "agency": "a closing line such as (The Herald), or none",
    "closer": "one of the lines in `closers`",
    "foot": "from one of the lines in `foot` on, the foot of a page, or none",
}
#: how a title is written: anyhow, or so that no other line is taken for one
TITLES: Final = ("any", "capitals", "dated", "headed", "numbered")
#: fields that prove that an article begins; a line that only looks like a title never does
PROOFS: Final = frozenset(
    {"rule", "marker", "header", "labels", "date", "dateline", "imprint", "origin", "closer", "ticker"}
)
#: fields that part an article from the one above: the first needs none
PARTING: Final = frozenset({"rule", "marker", "gap"})
#: fields that may be none, or are no sign by themselves
_NO_SIGN: Final = frozenset({"title", "captions", "chrome", "body", "agency", "foot"})
_EDGES: Final = " »›>:.…→«‹<"
_LONGEST_SUBTAG: Final = 8
_BELOW: Final = frozenset({"agency", "closer", "foot"})
_OPTIONAL: Final = frozenset({"date", "byline"})
_NUMBERS: Final[Mapping[str, tuple[float, float]]] = {
    "within": (1, 100),
    "min_words": (1, 1000),
    "max_words": (1, 1_000_000),
    "min_articles": (1, 100),
    "max_articles": (1, 1_000_000),
    "title_words": (1, 20),
    "leading": (0, 100),
    "rule_length": (3, 200),
    "blank": (1, 20),
    "threshold": (0.0, 1.0),
}
_LISTS: Final = ("chrome", "markers", "closers", "foot")
#: the list that a field needs, and that needs the field
_NEEDS: Final = {"marker": "markers", "closer": "closers", "foot": "foot"}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layout:
    """One hypothesis of how articles lie in a text; the built-in files explain every key. No two are equal."""

    name: str
    order: tuple[str, ...]
    """without the "?" of those that may be missing"""
    optional: frozenset[int] = frozenset()
    """positions in `order`"""
    describes: str = ""
    title: str = "any"
    """one of TITLES"""
    chrome: frozenset[str] = frozenset()
    """lower case"""
    markers: frozenset[str] = frozenset()
    """lower case; "#" stands for a number"""
    closers: frozenset[str] = frozenset()
    """lower case"""
    foot: tuple[str, ...] = ()
    """lower case"""
    within: int = 16
    min_words: int = 25
    max_words: int = 1_000_000
    min_articles: int = 2
    max_articles: int = 1_000_000
    title_words: int = 1
    leading: int = 0
    rule_length: int = 5
    blank: int = 2
    threshold: float = 1.0
    leave_short: bool = False
    language: str = ""
    """the tag of the language that its articles are in, where they do not tell another"""
    path: str = ""
    """the file it came from"""
    own: bool = False
    """whether it is the desk's own"""

    opening: tuple[str, ...] = field(init=False)
    """the fields above the body"""
    repeats_title: bool = field(init=False)
    """whether the title stands twice above the body"""
    proofs: tuple[str, ...] = field(init=False)
    """what shows that an article begins: the fields that must be there and can be taken for nothing else"""
    needs: Mapping[str, int] = field(init=False)
    """the signs without which no text has this layout, and how many of each"""
    closing: frozenset[str] = field(init=False)
    """the closers, bare"""

    def __post_init__(self) -> None:
        opening = self.order[: self.order.index("body")] if "body" in self.order else self.order
        required = [name for at, name in enumerate(self.order) if at not in self.optional]
        proofs = [name for name in required if name in PROOFS]
        if self.title != "any":
            proofs.append(f"{self.title} title")
        if opening.count("title") == 2:
            proofs.append("title twice")
        if required.count("byline") == 2 or {"title", "byline"} <= set(required):
            proofs.append("byline")
        # the first article needs nothing that parts it from one above
        parting = self.min_articles - 1
        needs = {name: parting if name in PARTING else self.min_articles for name in (*proofs, *required)}
        found = {
            "opening": opening,
            "repeats_title": opening.count("title") == 2,
            "proofs": tuple(proofs),
            "needs": {name: max(count, 1) for name, count in needs.items() if name not in _NO_SIGN},
            "closing": frozenset(map(bare_closer, self.closers)),
        }
        for name, value in found.items():
            object.__setattr__(self, name, value)


def bare_closer(text: str) -> str:
    """A closing line without the arrows around it, in lower case."""
    folded = text.casefold()
    return folded.strip(_EDGES) or folded


def load_layouts(folder: Path | None = None) -> tuple[Layout, ...]:
    """The built-in layouts and those of the desk's own folder, which wins where names are equal; sorted by name.

    Raises ConfigError with the file, and the line or key, when a layout is wrong.
    """
    found = {layout.name: layout for layout in _built_in()}
    if folder is not None and folder.is_dir():
        found |= {layout.name: layout for layout in (_load(path, own=True) for path in sorted(folder.glob("*.toml")))}
    return tuple(found[name] for name in sorted(found))


@cache
def _built_in() -> tuple[Layout, ...]:
    return tuple(_load(path) for path in sorted((Path(__file__).parent / "layouts").glob("*.toml")))


def _load(path: Path, *, own: bool = False) -> Layout:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the layout cannot be read: {error}", path=str(path)) from error
    try:
        return _layout(tomllib.loads(text), str(path), own=own)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not valid TOML: {error}", path=str(path), line=_line(str(error), text)) from error


def _line(message: str, text: str) -> int | None:
    """The line in tomllib's message ("... (at line 3, column 7)"), its only public form before Python 3.14."""
    if message.endswith("(at end of document)"):
        return len(text.splitlines())
    _, found, rest = message.rpartition("(at line ")
    digits = rest.split(",", 1)[0]
    return int(digits) if found and digits.isdecimal() else None


def _layout(table: dict[str, Any], path: str, *, own: bool) -> Layout:
    known = {"name", "describes", "order", "title", "leave_short", "language", *_LISTS, *_NUMBERS}
    for key in table:
        if key not in known:
            near = get_close_matches(key, known, n=1)
            meant = f" (`{near[0]}`?)" if near else ""
            raise ConfigError(f"unknown key `{key}`{meant}; known are {', '.join(sorted(known))}", path=path, key=key)
    name = table.get("name")
    if not isinstance(name, str) or not name:
        raise ConfigError("`name` is missing: give the layout a short name", path=path, key="name")
    order = _strings(table, "order", path)
    lists = {key: [line.casefold() for line in _strings(table, key, path)] for key in _LISTS}
    layout = Layout(
        name=name,
        order=tuple(each.removesuffix("?") for each in order),
        optional=frozenset(at for at, each in enumerate(order) if each.endswith("?")),
        describes=str(table.get("describes", "")),
        title=_title(table, path),
        chrome=frozenset(lists["chrome"]),
        markers=frozenset(lists["markers"]),
        closers=frozenset(lists["closers"]),
        foot=tuple(lists["foot"]),
        leave_short=_yes(table, "leave_short", path),
        language=_tag(table, path),
        path=path,
        own=own,
        **cast("dict[str, Any]", {key: _number(table[key], key, path) for key in _NUMBERS if key in table}),
    )
    _check_order(layout, path)
    return layout


def _title(table: dict[str, Any], path: str) -> str:
    value = table.get("title", "any")
    if value not in TITLES:
        raise ConfigError(f"`title` must be one of {', '.join(TITLES)}", path=path, key="title")
    return str(value)


def _tag(table: dict[str, Any], path: str) -> str:
    """A language tag (RFC 5646, section 2.1: two or three letters, then subtags of eight signs at most), or nothing."""
    value = table.get("language", "")
    first, *more = value.split("-") if isinstance(value, str) else ("",)
    plain = isinstance(value, str) and value.isascii() and first.isalpha() and len(first) in (2, 3)
    if value != "" and not (plain and all(part.isalnum() and len(part) <= _LONGEST_SUBTAG for part in more)):
        raise ConfigError('`language` must be a language tag, such as "pt" or "zh-Hant"', path=path, key="language")
    return str(value)


def _yes(table: dict[str, Any], key: str, path: str) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise ConfigError(f"`{key}` must be true or false", path=path, key=key)
    return value


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
    """An order that can be matched, holds a proof, and has the lists that it speaks of."""
    order = layout.order
    for name in order:
        if name not in FIELDS:
            raise ConfigError(f"`order` names {name!r}; known are {', '.join(FIELDS)}", path=path, key="order")
    if order.count("body") != 1:
        raise ConfigError("`order` must name the body exactly once", path=path, key="order")
    wrong = _mistake(layout)
    if wrong:
        raise ConfigError(wrong, path=path, key="order")
    for name, key in _NEEDS.items():
        if (name in order) != bool(getattr(layout, key)):
            raise ConfigError(f"`{key}` and the field {name} in `order` need each other", path=path, key=key)


def _mistake(layout: Layout) -> str:
    """Why no text can be matched by an order, or none should; empty when one can."""
    opening = layout.opening
    titles = opening.count("title")
    below = layout.order[len(opening) + 1 :]
    if titles > 2 or not (titles or {"dateline", "header", "labels"} & set(opening)):
        return "`order` must name the title once or twice above the body, or a dateline, a header or labels"
    if not _BELOW.issuperset(below):
        return f"in `order` only {', '.join(sorted(_BELOW))} may follow the body"
    if not _OPTIONAL.issuperset(layout.order[at] for at in layout.optional):
        return (
            f'only {" and ".join(sorted(_OPTIONAL))} may carry a "?" in `order`; the others tell when they may be none'
        )
    if layout.title != "any" and not titles:
        return "`title` tells how a title is written, and `order` names none"
    if not layout.proofs:
        return (
            "`order` holds no signal: an article is never cut out for looking like one. Name the title twice, or one "
            f"of {', '.join(sorted(PROOFS))}, or say with `title` how titles are written"
        )
    return ""
