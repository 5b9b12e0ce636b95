"""Rich text (RTF 1.9)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, cast

from digest.errors import NoArticleError, SeedError
from digest.ingest.layouts import Layout
from digest.ingest.readers.office import Lines, reading_of
from digest.model import Reading, Seed

_LARGEST = 10_000_000
_DEEPEST = 10_000
_MOST_FONTS = 50_000
# The library's pattern for links tries every two of them on one line; line feeds mean nothing in RTF, and with one
# inside its key word a link is what it is to every other program: a field whose result is its text.
_HYPERLINK = re.compile(rb"(hyper)(link)", re.IGNORECASE)
_LONG_LINE = 1_000
_BEGINNING = re.compile(rb"(.{1000}[^\\{]*)", re.DOTALL)


class Rtf:
    """A rich text document."""

    name = "rtf"
    risky = True

    def fits(self, seed: Seed) -> float:
        """By its first bytes."""
        return 0.99 if seed.data[:64].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf") else 0.0

    def read(self, seed: Seed, layouts: Sequence[Layout]) -> Reading:
        """Its articles; units are paragraphs. Raises SeedError when it is too large, or the reader is not installed."""
        if not self.fits(seed):
            raise SeedError("this is no rich text document: it lacks the mark of one", path=seed.path)
        try:
            from striprtf.striprtf import rtf_to_text
        except ImportError as why:
            reason = (
                "a rich text (RTF) document: pip install 'digest-publisher[office]' and run digest quarantine retry"
            )
            raise SeedError(reason, path=seed.path) from why
        data = _without_pictures(seed.data)
        if len(data) > _LARGEST:
            size = len(data) / 1_000_000
            reason = f"a rich text document of {size:.0f} MB; {_LARGEST // 1_000_000} are read: save it as plain text"
            raise SeedError(reason, path=seed.path)
        if _depth(data) > _DEEPEST:
            raise SeedError("its RTF groups are nested too deeply: save it again", path=seed.path)
        if _length_of_fonts(data) > _MOST_FONTS:
            raise SeedError("its table of fonts is longer than any real one: save it again", path=seed.path)
        data = _HYPERLINK.sub(rb"\1\n\2", _in_short_lines(data))
        try:
            text = str(cast("Any", rtf_to_text)(data.decode("cp1252", errors="replace"), errors="replace"))
        except (ValueError, LookupError, IndexError, OverflowError) as why:
            raise SeedError(f"this rich text document is damaged ({why}): save it again", path=seed.path) from why
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if not text.strip():
            raise NoArticleError("no article found: the document holds no text", path=seed.path)
        lines = Lines(path=seed.path)
        lines.add(text.removesuffix("\n"))
        return reading_of(lines, layouts, self.name)


def _in_short_lines(data: bytes) -> bytes:
    """The document with its long lines parted before a key word or a group."""
    lines = data.split(b"\n")
    return b"\n".join(_BEGINNING.sub(rb"\1\n", line) if len(line) > _LONG_LINE else line for line in lines)


def _length_of_fonts(data: bytes) -> int:
    """Bytes of the table of fonts, which the library searches in quadratic time."""
    start = data.find(b"\\fonttbl")
    if start < 0:
        return 0
    depth = 1
    for at in range(start, min(len(data), start + 2 * _MOST_FONTS)):
        depth += (data[at] == 0x7B) - (data[at] == 0x7D)
        if depth == 0:
            return at - start
    return min(len(data) - start, 2 * _MOST_FONTS)


def _depth(data: bytes) -> int:
    """How deeply groups are nested, about: escaped brackets count too."""
    depth = deepest = 0
    for sign in data:
        if sign == 0x7B:
            depth += 1
            deepest = max(deepest, depth)
        elif sign == 0x7D:
            depth -= 1
    return deepest


def _without_pictures(data: bytes) -> bytes:
    """The document without its pictures, which are hexadecimal digits by the megabyte."""
    parts: list[bytes] = []
    at = 0
    while (begin := data.find(b"{\\pict", at)) >= 0:
        end = data.find(b"}", begin)
        nested = data.find(b"{", begin + 1, end if end >= 0 else None)
        while nested >= 0 and end >= 0:
            inner = data.find(b"}", nested)
            end = data.find(b"}", inner + 1)
            nested = data.find(b"{", inner + 1, end if end >= 0 else None)
        if end < 0:
            break
        parts.append(data[at:begin])
        at = end + 1
    parts.append(data[at:])
    return b"".join(parts)
