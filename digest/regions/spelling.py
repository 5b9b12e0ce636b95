"""How words of other languages are compared: without case and accents, Arabic in one shape, Serbian in Latin."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from digest.regions.text import fold

ARABIC: Final = frozenset({"ar", "fa", "ps", "ur"})
"""languages in Arabic letters"""
REMEMBERED: Final = 50_000
"""words that are remembered"""
SHORTEST: Final = 3
"""letters that a word has left without its prefix"""
ARTICLE: Final = "ال"
_ARABIC_MARKS: Final = re.compile("[\u0640\u064b-\u065f\u0670]+")
_ARABIC_LETTERS: Final = {
    ord(letter): plain
    for plain, letters in {"ا": "أإآٱ", "ي": "ىیېۍےئ", "ه": "ةۀەہھۃ", "ك": "ک", "و": "ؤ", "گ": "ګ"}.items()
    for letter in letters
}
_PREFIXES: Final = ("و", "ف", "ال", "وال", "فال", "ب", "بال", "وب", "وبال", "ل", "لل", "ول", "ولل", "كال")
"""conjunctions, prepositions and the article, which Arabic writes together with the word"""
_SERBIAN: Final = str.maketrans(
    dict(zip("абвгдђежзијклмнопрстћуфхцчш", "abvgdđežzijklmnoprstćufhcčš", strict=True))
    | {"љ": "lj", "њ": "nj", "џ": "dž"}
)
_CYRILLIC: Final = {ord("ё"): "е", ord("ґ"): "г"}


class Form(NamedTuple):
    """A word as it is written and spelt, and the keys that it may be filed under."""

    written: str
    spelt: str
    """in small letters, Serbian in Latin ones"""
    keys: tuple[tuple[str, bool], ...]
    """each with whether the Arabic article stood before it"""


def small(word: str) -> str:
    """In small letters; Python makes two signs of the Turkish capital with a dot."""
    return word.replace("İ", "i").lower()


def spelt(language: str, word: str) -> str:
    """In small letters with its accents; Serbian in Latin ones, and Turkish without telling apart its two i."""
    lowered = small(word)
    if language == "sh":
        return lowered.translate(_SERBIAN)
    return lowered.replace("ı", "i") if language == "tr" else lowered


def case(written: str) -> int:
    """0 without a capital letter, 1 with one at the start, 2 all in capitals."""
    if written.isupper() and len(written) > 1:
        return 2
    return int(written[0].isupper())


def key(language: str, word: str) -> str:
    """A word as names are filed: small letters without accents, Arabic letters of one shape, Serbian in Latin ones."""
    if language in ARABIC:
        return _ARABIC_MARKS.sub("", word).translate(_ARABIC_LETTERS)
    lowered = small(word)
    if language in {"ru", "uk"}:
        return lowered.translate(_CYRILLIC)
    if language == "zh":
        return word
    return fold(lowered.translate(_SERBIAN) if language == "sh" else lowered)


def marks(word: str) -> frozenset[str]:
    """The signs of Arabic that tell words apart which have the same letters: عمّان is Amman, عُمان is Oman."""
    return frozenset("".join(_ARABIC_MARKS.findall(word))) - {"\u0640"}


@lru_cache(REMEMBERED)
def form(language: str, word: str) -> Form:
    """What a word of a text is compared by."""
    return Form(word, spelt(language, word), _keys(language, word))


def _keys(language: str, word: str) -> tuple[tuple[str, bool], ...]:
    """The word's key, and in Arabic what is left of it without what is written together with it."""
    whole = key(language, word)
    bare = [
        (whole[len(prefix) :], prefix.endswith((ARTICLE, "لل")))
        for prefix in (_PREFIXES if language == "ar" else ())
        if whole.startswith(prefix) and len(whole) - len(prefix) >= SHORTEST
    ]
    return ((whole, False), *bare)
