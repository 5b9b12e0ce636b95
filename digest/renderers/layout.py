"""Plain text in columns: wrapping and underlining as a terminal or a plain-text mail window shows them."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import combining, east_asian_width

COLUMNS = 72


def columns(text: str) -> int:
    """How many columns `text` takes: two for wide East Asian characters, none for combining marks."""
    if text.isascii():
        return len(text)
    return sum(_width(character) for character in text)


def wrap(text: str, width: int = COLUMNS, *, indent: str = "") -> str:
    """`text` in lines of at most `width` columns, every line but the first after `indent`.

    Words are cut only when longer than a line (scripts without spaces); an address is never cut, and a no-break
    space never breaks.
    """
    room = width - columns(indent)
    lines: list[str] = []
    line = ""
    for word in (piece for whole in text.split(" ") if whole for piece in _pieces(whole, room)):
        if line and columns(line) + 1 + columns(word) > room:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return f"\n{indent}".join([*lines, line])


def underline(text: str, mark: str = "=") -> str:
    """`text`, wrapped, over a line of `mark` as long as its longest line."""
    wrapped = wrap(text)
    return f"{wrapped}\n{mark * max(columns(line) for line in wrapped.split(chr(10)))}"


def _width(character: str) -> int:
    if combining(character):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def _pieces(word: str, room: int) -> Iterator[str]:
    """A word, cut where it would leave the line unless it is an address."""
    if word.startswith(("http://", "https://", "mailto:")) or columns(word) <= room:
        yield word
        return
    piece, used = "", 0
    for character in word:
        wide = _width(character)
        if used + wide > room:
            yield piece
            piece, used = "", 0
        piece += character
        used += wide
    yield piece
