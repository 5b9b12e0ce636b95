"""JSON: one article, a list of them, or an object that holds such a list (JSON Feed among them)."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any, NamedTuple

from digest.errors import NoArticleError, SeedError
from digest.ingest.decode import head_of, text_of
from digest.ingest.layouts import Layout
from digest.ingest.lines import Owners, split_lines
from digest.ingest.readers.base import reading
from digest.ingest.readers.records import LISTS, feed_hints, is_article, is_whole, load, record
from digest.model import Draft, Hint, Reading, Seed

_SPACE = " \t\n\r"
#: reasons that one discard names at most
_MOST_REASONS = 20


class _Item(NamedTuple):
    """A value with the offsets of its first character and of the one after its last."""

    value: Any
    begin: int
    end: int


@dataclass(slots=True)
class _Found:
    """What a JSON value holds: the articles, and what is listed as unread with the reason."""

    items: list[_Item] = field(default_factory=list)
    unread: list[tuple[_Item, str]] = field(default_factory=list)
    hints: Mapping[str, Hint] = field(default_factory=dict)
    """what the value says of all of them"""


class Json:
    """One JSON value in a file."""

    name = "json"

    def fits(self, seed: Seed) -> float:
        """By name and by the first bracket."""
        head = head_of(seed).lstrip("\ufeff \t\r\n")
        named = seed.path.lower().endswith((".json", ".jsonfeed"))
        if head.startswith("{") and head[1:].lstrip(_SPACE).startswith(('"', "}")):
            return 0.9 if named else 0.7
        if head.startswith("[") and head[1:].lstrip(_SPACE).startswith(("{", "]", '"')):
            return 0.9 if named else 0.6
        return 0.8 if named else 0.0

    def read(self, seed: Seed, _layouts: Sequence[Layout]) -> Reading:
        """One draft an object; an object that lacks a text is discarded with the reason.

        Units are the lines that the objects stand on; objects, where one has no line of its own (a list on one line).
        Raises SeedError with line and column where the JSON is broken.
        """
        decoded = text_of(seed)
        text = decoded.text
        value = load(text, seed.path)
        owners = Owners(len(split_lines(text)))
        drafts = _drafts(_items(value, text), text, owners, seed.path)
        return reading(drafts, owners, reader=self.name, encoding=decoded.encoding, flags=decoded.flags)


def _drafts(found: _Found, text: str, owners: Owners, path: str) -> list[Draft]:
    items = found.items
    if not items:
        raise NoArticleError("no article found: the JSON holds an empty list", path=path)
    breaks = [at for at, sign in enumerate(text) if sign == "\n"]

    def lines_of(item: _Item) -> range:
        return range(bisect_right(breaks, item.begin - 1) + 1, bisect_right(breaks, item.end - 1) + 2)

    drafts: list[Draft] = []
    refused = [(lines_of(each), reason) for each, reason in found.unread]
    account: list[tuple[int, int | str]] = [(each.begin, reason) for each, reason in found.unread]
    held: set[int] = set()
    for number, item in enumerate(items, 1):
        lines = lines_of(item)
        try:
            made = record(item.value, index=len(drafts), layout="json", path=path)
            drafts.append(replace(made, hints={**found.hints, **made.hints}))
        except SeedError as error:
            refused.append((lines, f"object {number} of {len(items)}: {error.reason}"))
            account.append((item.begin, refused[-1][1]))
            continue
        held.update(lines)
        account.append((item.begin, len(drafts) - 1))
        owners.give(lines[0] if len(drafts) > 1 else 1, lines[-1], len(drafts) - 1)
    if not drafts:
        reason = refused[-len(items)][1]
        raise SeedError(f"no article found: {reason if len(items) > 1 else reason.partition(': ')[2]}", path=path)
    owners.give(max(held), owners.total, len(drafts) - 1)
    if not _list_refused(refused, held, owners) or len(owners.all_spans()) < len(drafts):
        owners.items = [owner for _, owner in sorted(account, key=itemgetter(0))]
    return drafts


def _list_refused(refused: list[tuple[range, str]], held: set[int], owners: Owners) -> bool:
    """List what was refused on the lines of no draft, several on one line together; whether every one could be."""
    reasons: dict[int, list[str]] = {}
    listed = True
    for lines, reason in refused:
        free = [line for line in lines if line not in held]
        listed = listed and bool(free)
        for line in free:
            reasons.setdefault(line, []).append(reason)
    for line, said in reasons.items():
        more = f"; and {len(said) - _MOST_REASONS} more" if len(said) > _MOST_REASONS else ""
        owners.discard(line, line, "; ".join(said[:_MOST_REASONS]) + more)
    return listed


def _items(value: Any, text: str) -> _Found:
    """The articles of a value, and the lists beside them that hold something like articles and are not read."""
    if isinstance(value, list):
        return _Found(items=list(_elements(text, _skip(text, 0))))
    found = _Found(hints=feed_hints(value))
    if isinstance(value, dict):
        lists = {key: each for key, each in value.items() if isinstance(each, list) and any(map(is_article, each))}
        if found.hints:
            lists.pop("authors", None)  # a JSON Feed's: read as hints
        whole = is_whole(value) and not found.hints
        read = [key for key, each in lists.items() if key.lower() in LISTS or (not whole and any(map(is_whole, each)))]
        places = _values_of(text) if lists else {}
        for key in lists:
            begin, end = places[key]
            if key in read:
                found.items += _elements(text, begin)
            elif whole:
                found.unread.append((_Item(None, begin, end), f"the list `{key[:30]}` inside an article is not read"))
            else:
                reason = f"the list `{key[:30]}` beside the articles: its objects are no articles with title and text"
                found.unread.append((_Item(None, begin, end), reason))
        if read and not whole:
            return found
    # what an object tells itself stands above the list in it; behind the list its lines go to the last article
    end = min((item.begin for item in (*found.items, *(each for each, _ in found.unread))), default=len(text))
    found.items.insert(0, _Item(value, 0, end))
    return found


def _elements(text: str, start: int) -> Iterator[_Item]:
    """The elements of the array that opens at an offset of a text known to be valid JSON."""
    decoder = json.JSONDecoder(strict=False)
    at = _skip(text, start + 1)
    while text[at] != "]":
        value, end = decoder.raw_decode(text, at)
        yield _Item(value, at, end)
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)


def _values_of(text: str) -> dict[str, tuple[int, int]]:
    """Where the values of the top object begin and end, by key; of equal keys the last counts, as in json."""
    decoder = json.JSONDecoder(strict=False)
    at = _skip(text, _skip(text, 0) + 1)
    found: dict[str, tuple[int, int]] = {}
    while text[at] != "}":
        name, end = decoder.raw_decode(text, at)
        begin = _skip(text, _skip(text, end) + 1)
        _, end = decoder.raw_decode(text, begin)
        found[name] = (begin, end)
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)
    return found


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at
