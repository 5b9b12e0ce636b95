"""Line accounting: every line of a seed has exactly one owner, a draft or a discard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from digest.model import Discard, Span

FREE = "outside every article"
#: line ends of every system and of Unicode (UAX 14, class BK and NL); a page feed beside a line end is no second one
_BREAK = re.compile("\r\n|\n[\v\f]|[\v\f]\r?\n|[\r\v\f\x85\u2028\u2029]")

_RARE = "\v\f\x85\u2028\u2029"


def line_feeds(text: str) -> str:
    """A text with line feeds as its only line breaks."""
    if not any(map(text.__contains__, _RARE)):
        return text.replace("\r\n", "\n").replace("\r", "\n")
    return _BREAK.sub("\n", text)


def split_lines(text: str) -> list[str]:
    """The lines of a decoded text, split at line feeds alone; a final one opens no further line."""
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    return lines


class Owners:
    """Who owns which line (counted from 1); no line can have two owners, and none is left without one."""

    def __init__(self, total: int) -> None:
        self.total = total
        self._owner: list[int | str] = [FREE] * total
        """a draft's number, or the reason why no draft has the line"""
        self.items: list[int | str] = []
        """where lines do not tell things apart: each of these in the order of the file, as an owner of its own"""

    def give(self, first: int, last: int, draft: int) -> None:
        """Give the lines first..last that nobody owns yet to a draft."""
        part = slice(max(first, 1) - 1, min(last, self.total))
        self._owner[part] = [draft if owner is FREE else owner for owner in self._owner[part]]

    def leave(self, first: int, last: int, reason: str) -> None:
        """List the lines first..last that nobody owns yet."""
        part = slice(max(first, 1) - 1, min(last, self.total))
        self._owner[part] = [reason if owner is FREE else owner for owner in self._owner[part]]

    def discard(self, first: int, last: int, reason: str) -> None:
        """List the lines first..last as belonging to no draft, whoever owned them."""
        part = slice(max(first, 1) - 1, min(last, self.total))
        self._owner[part] = [reason] * len(self._owner[part])

    def by_items(self) -> Owners:
        """The same account counted in items."""
        found = Owners(len(self.items))
        found._owner = list(self.items)
        return found

    def all_spans(self) -> dict[int, tuple[Span, ...]]:
        """The lines of every draft that owns any."""
        found: dict[int, list[Span]] = {}
        for owner, span in self._runs():
            if isinstance(owner, int):
                found.setdefault(owner, []).append(span)
        return {owner: tuple(spans) for owner, spans in found.items()}

    def discards(self) -> tuple[Discard, ...]:
        """The lines of no draft with their reasons; lines nobody claimed are named as such."""
        return tuple(Discard(span=span, reason=owner) for owner, span in self._runs() if isinstance(owner, str))

    def _runs(self) -> Iterator[tuple[int | str, Span]]:
        """Runs of neighbouring lines with one owner, or one reason."""
        start = 0
        for owner, lines in groupby(self._owner):
            end = start + len(list(lines))
            yield owner, Span(first=start + 1, last=end)
            start = end
