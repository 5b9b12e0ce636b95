"""What two texts share: their words, their runs of words, and the figures in them."""

from __future__ import annotations

import hashlib
import string
import zlib
from collections.abc import Iterable
from functools import cached_property, lru_cache
from heapq import nsmallest
from typing import Final

from digest.articles.dateline import Dateline, read_dateline
from digest.articles.text import fold
from digest.model.texts import UNSPACED

#: what a text must hold before it is compared on its own, in words
BODY_WORDS: Final = 25
#: Thai to Lao, Burmese, Khmer, kana and Han, whose words no space parts
_AROUND: Final = string.punctuation + "¡¿·•…§°€£¥،؛؟۔।、。「」『』《》，．！？：；（）【】"
_RUN: Final = 5
# characters
_LONGEST: Final = 60_000
_OPENING: Final = 6
_MARKS: Final = 4
_LONG_WORD: Final = 8
_ENOUGH: Final = 12


class Text:
    """A body as it is compared; what is measured of it is measured once."""

    def __init__(self, body: tuple[str, ...]) -> None:
        self._body = body

    @cached_property
    def _folded(self) -> str:
        return fold(" ".join(self._body))

    @cached_property
    def whole(self) -> str:
        """Equal for equal texts, whatever the look of their quotes, dashes, spaces and paragraphs; empty for none."""
        return hashlib.blake2b(self._folded.encode(), digest_size=16).hexdigest() if self._folded else ""

    @cached_property
    def words(self) -> list[str]:
        """Its words; of a very long text those of its beginning."""
        return words_of(self._folded[:_LONGEST])

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        """Every run of five words; of all words where there are fewer."""
        if len(self.words) < _RUN:
            return frozenset({tuple(self.words)} if self.words else ())
        return frozenset(zip(*(self.words[start:] for start in range(_RUN)), strict=False))

    @cached_property
    def dateline(self) -> Dateline | None:
        """The dateline that opens it."""
        return read_dateline(self._body[:_OPENING])

    @cached_property
    def figures(self) -> frozenset[str]:
        """The words with a digit in them behind the dateline, whose day is not what a text tells."""
        start = len(words_of(fold(self._body[0][: self.dateline.end]))) if self.dateline else 0
        return frozenset(word for word in self.words[start:] if not word.isalpha() and any(map(str.isdecimal, word)))

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Its words, each once."""
        return frozenset(self.words)

    @cached_property
    def marks(self) -> frozenset[str]:
        """A few runs, the same few in nearly equal texts: those that begin with the words of the lowest hashes."""
        if len(self.words) < BODY_WORDS:
            return frozenset()
        long = [word for word in self.vocabulary if len(word) >= _LONG_WORD]
        chosen = long if len(long) >= _ENOUGH else self.vocabulary
        hashes = map(zlib.crc32, map(str.encode, chosen))
        places = [self.words.index(word) for _, word in nsmallest(_MARKS, zip(hashes, chosen, strict=True))]
        return frozenset(" ".join(self.words[place : place + _RUN]) for place in places)


@lru_cache(maxsize=128)
def text_of(body: tuple[str, ...]) -> Text:
    """The text of some paragraphs; the last few are kept, because one is compared with several."""
    return Text(body)


def words_of(folded: str) -> list[str]:
    """The words of a folded text without the punctuation around them.

    Of scripts that put no spaces between words, each two letters that stand side by side.
    """
    words = [word for part in folded.split() if (word := part if part.isalpha() else part.strip(_AROUND))]
    if folded.isascii() or not UNSPACED.search(folded):
        return words
    return [piece for word in words for piece in _pieces(word)]


def _pieces(word: str) -> Iterable[str]:
    if len(word) < 2 or not UNSPACED.search(word):
        return (word,)
    return (word[place : place + 2] for place in range(len(word) - 1))


def containment(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """The share (0 to 1) of the smaller set that is in the other one too; 0 where one is empty."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def resemblance(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """Jaccard's measure: the share (0 to 1) of all runs that both hold."""
    both = len(one & other)
    return both / (len(one) + len(other) - both) if both else 0.0
