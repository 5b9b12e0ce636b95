"""Folds text to plain letters without changing its length, so that offsets keep their meaning."""

from __future__ import annotations

import re
import unicodedata

_ODD = {
    "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ı": "i", "ß": "s", "æ": "a", "Æ": "A",
    "œ": "o", "Œ": "O", "þ": "t", "Þ": "T", "ð": "d", "Ð": "D", "ħ": "h", "Ħ": "H", "ə": "a", "Ə": "A",
}  # fmt: skip
_APOSTROPHES = "\u2018\u2019\u201b\u02bc\u02bb\u02b9\u00b4\u0060\uff07"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad"
_SPACES = "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"

WORD = re.compile(r"[^\W_]+")
CAPITAL = re.compile(r"[A-Ze](?<![^\W_].)(?<=[A-Z]|e(?=[A-Z]))[^\W_]*")
"""a word that starts with a capital letter; and "eSwatini" (what stands before is asked last: few are capitals)"""


def _table() -> dict[str, str]:
    table = dict(_ODD)
    for start, stop in ((0xC0, 0x250), (0x1E00, 0x1F00)):
        for number in range(start, stop):
            base = unicodedata.normalize("NFD", chr(number))[0]
            if base.isascii() and base.isalpha():
                table.setdefault(chr(number), base)
    for chars, plain in ((_APOSTROPHES, "'"), (_DASHES, "-"), (_SPACES, " ")):
        table.update((char, plain) for char in chars)
    return table


_TABLE = _table()
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def _plain(match: re.Match[str]) -> str:
    return _TABLE.get(match.group(), match.group())


def fold(text: str) -> str:
    """The text with Latin accents, curly apostrophes, dashes and odd spaces made plain; its length stays the same.

    Case stays too: lowering a whole text can lengthen it (Turkish dotted I), so only single words are lowered.
    """
    return text if text.isascii() else _NOT_ASCII.sub(_plain, text)


def key(surface: str) -> str:
    """The name as the gazetteer files it: folded words in lower case, one space apart ("guinea bissau")."""
    if surface.isascii() and surface.isalpha():
        return surface.lower()
    return " ".join(WORD.findall(fold(surface))).lower()
