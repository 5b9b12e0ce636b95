"""JSON: one article, a list of them, or an object that holds such a list (JSON Feed among them)."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

from digest.errors import SeedError
from digest.ingest.decode import head_of, text_of
from digest.ingest.layouts import Layout
from digest.ingest.lines import Owners, split_lines
from digest.ingest.readers.base import reading
from digest.ingest.readers.records import LISTS, is_article, record
from digest.model import Draft, Reading, Seed

_SPACE = " \t\n\r"


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

        Lines are those the objects stand on. Where several share a line it belongs to the first; the others have none.
        Raises SeedError with line and column where the JSON is broken.
        """
        decoded = text_of(seed)
        text = decoded.text
        try:
            value = json.loads(text, strict=False)
        except json.JSONDecodeError as error:
            where = f"line {error.lineno}, column {error.colno}"
            raise SeedError(f"this is not valid JSON ({where}: {error.msg})", path=seed.path) from error
        except ValueError as error:  # Python reads no number of more than 4,300 digits
            raise SeedError("this JSON holds a number of more than 4,300 digits", path=seed.path) from error
        except RecursionError as error:
            raise SeedError("this JSON is nested too deeply", path=seed.path) from error
        owners = Owners(len(split_lines(text)))
        drafts = _drafts(_items(value, text), text, owners, seed.path)
        return reading(drafts, owners, reader=self.name, encoding=decoded.encoding, flags=decoded.flags)


def _drafts(items: list[tuple[Any, int, int]], text: str, owners: Owners, path: str) -> list[Draft]:
    if not items:
        raise SeedError("no article found: the JSON holds an empty list", path=path)
    breaks = [at for at, sign in enumerate(text) if sign == "\n"]
    drafts: list[Draft] = []
    refused: list[tuple[int, int, str]] = []
    for number, (value, begin, end) in enumerate(items, 1):
        first, last = bisect_right(breaks, begin - 1) + 1, bisect_right(breaks, end - 1) + 1
        try:
            found = record(value, index=len(drafts), layout="json", path=path)
        except SeedError as error:
            refused.append((first, last, f"object {number} of {len(items)}: {error.reason}"))
            continue
        owners.give(first if drafts or refused else 1, last if number < len(items) else owners.total, len(drafts))
        drafts.append(found)
    if not drafts:
        reason = refused[0][2] if len(items) > 1 else refused[0][2].partition(": ")[2]
        raise SeedError(f"no article found: {reason}", path=path)
    for first, last, reason in refused:
        owners.discard(first, last, reason)
    return drafts


def _items(value: Any, text: str) -> list[tuple[Any, int, int]]:
    """The articles of a value, each with the offsets of its first character and of the one after its last."""
    if isinstance(value, list):
        return list(_elements(text, _skip(text, 0)))
    if isinstance(value, dict):
        lower = {key.lower(): key for key in value}
        for name in LISTS:
            key = lower.get(name)
            if key is not None and isinstance(value[key], list) and any(map(is_article, value[key])):
                start = _value_of(text, key)
                return list(_elements(text, start))
    return [(value, 0, len(text))]


def _elements(text: str, start: int) -> Iterator[tuple[Any, int, int]]:
    """The elements of the array that opens at an offset of a text known to be valid JSON."""
    decoder = json.JSONDecoder(strict=False)
    at = _skip(text, start + 1)
    while text[at] != "]":
        value, end = decoder.raw_decode(text, at)
        yield value, at, end
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)


def _value_of(text: str, key: str) -> int:
    """Where the value of a key of the top object begins; of equal keys the last counts, as in json."""
    decoder = json.JSONDecoder(strict=False)
    at = _skip(text, _skip(text, 0) + 1)
    found = -1
    while text[at] != "}":
        name, end = decoder.raw_decode(text, at)
        begin = _skip(text, _skip(text, end) + 1)
        found = begin if name == key else found
        _, end = decoder.raw_decode(text, begin)
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)
    return found


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at
