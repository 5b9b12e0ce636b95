"""Repair of Unicode, control characters and spaces, and cutting at words."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"

# Zero-width and format characters that only do harm in a record: soft hyphen, Arabic/Mongolian oddities, zero-width
# space, word joiner, BOM, interlinear annotation, the object replacement mark. U+200C and U+200D stay: Persian, Urdu
# and emoji need them.
_DROPPED: Final = (0xAD, 0x180E, 0x200B, 0x2060, 0xFEFF, 0xFFF9, 0xFFFA, 0xFFFB, 0xFFFC)
# Bidi embeddings, overrides and isolates spill over into whatever stands after the field (UAX 9, section 2).
_BIDI: Final = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_NONCHARACTERS: Final = (
    *range(0xFDD0, 0xFDF0),
    *(plane << 16 | low for plane in range(17) for low in (0xFFFE, 0xFFFF)),
)
_SPACES: Final = "\t\n\r\x0b\x0c"


def _table() -> dict[int, str]:
    """What becomes of each harmful character: a space, the punctuation it was meant to be, or nothing."""
    table = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), *_DROPPED, *_BIDI, *_NONCHARACTERS), "")
    table.update({ord(space): " " for space in _SPACES})
    for byte in range(0x80, 0xA0):
        # Windows-1252 text that was decoded as Latin-1 holds its quotes and dashes in the C1 range.
        table[byte] = bytes([byte]).decode("cp1252", "ignore")
    return table


_REPAIRS: Final = _table()
_HARM: Final = re.compile("[" + "".join(re.escape(chr(code)) for code in sorted(_REPAIRS) if code < 0x10000) + "]")
# Looked for apart: a class that mixes the planes is many times slower.
_BEYOND_BMP: Final = re.compile("[\U00010000-\U0010ffff]")
# What colours a terminal (ECMA-48, 5.4): without its ESC the rest of it would stand in the text.
_COLOUR: Final = re.compile("\x1b\\[[0-9;:?]{0,30}[A-Za-z]")
#: the object replacement mark, which is a symbol; no other harmful character is printable to Unicode
_PRINTABLE_HARM: Final = "\N{OBJECT REPLACEMENT CHARACTER}"
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def repair(text: str) -> str:
    """One clean line: NFC, no control, bidi, zero-width or illegal character, single spaces, no surrogate.

    Quotes and dashes stay as they are; C1 characters become the Windows-1252 punctuation they were meant to be.
    """
    if text.isprintable() and _PRINTABLE_HARM not in text:
        return _single_spaced(text if text.isascii() else unicodedata.normalize("NFC", text))
    if "\x1b" in text:
        text = _COLOUR.sub("", text)
    if not text.isascii():
        if _SURROGATE.search(text):
            # Two halves of one character are joined, a lone half is dropped.
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
        text = unicodedata.normalize("NFC", text)
    if _HARM.search(text) or (not text.isascii() and _BEYOND_BMP.search(text)):
        # Dropping a character can bring a base and its accent together.
        text = unicodedata.normalize("NFC", text.translate(_REPAIRS))
    return _single_spaced(text)


def _single_spaced(text: str) -> str:
    # Of all spaces only U+0020 is printable.
    return text.strip() if text.isprintable() and "  " not in text else " ".join(text.split())


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word and closed with an ellipsis.

    Scripts without spaces are cut between letters, never inside a combined one.
    """
    if len(text) <= limit:
        return text
    end = text.rfind(" ", 0, limit)
    if end < limit // 2:
        end = limit - 1
        while end > 1 and (
            unicodedata.combining(text[end]) or text[end] in "\u200c\u200d\ufe0f" or text[end - 1] == "\u200d"
        ):
            end -= 1
    return text[:end].rstrip(" ,;:\u2013\u2014-") + ELLIPSIS


# ` and the acute accent stand for apostrophes in old wire copy.
_QUOTES: Final = "\u2018\u2019\u201a\u02bc\u00b4`"
_DOUBLE_QUOTES: Final = "\u201c\u201d\u201e\u00ab\u00bb"
_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_FOLDS: Final = (
    *((quote, "'") for quote in _QUOTES),
    *((quote, '"') for quote in _DOUBLE_QUOTES),
    *((dash, "-") for dash in _DASHES),
    (ELLIPSIS, "..."),
)


def fold(text: str) -> str:
    """The text as it is compared: case, spaces, and the look of quotes and dashes do not matter."""
    text = text.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        # A chain of replacements is several times faster than str.translate on text that is not ASCII.
        for mark, plain in _FOLDS:
            text = text.replace(mark, plain)
    return _single_spaced(text)
