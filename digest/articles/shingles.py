"""What two texts share: their words, their runs of words, and the figures in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from digest.articles.text import fold

#: Thai to Lao, Burmese, Khmer, kana and Han, whose words no space parts
UNSPACED: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_WORD: Final = re.compile(r"\w+")
_FIGURE: Final = re.compile(r"\d+(?:[.,]\d+)*")
_RUN: Final = 5
# What is compared of a very long text: its beginning.
_LONGEST: Final = 60_000


def words_of(text: str) -> list[str]:
    """Folded words without punctuation; of scripts that put no spaces between them, each two letters side by side."""
    found = _WORD.findall(fold(text))
    if text.isascii() or not UNSPACED.search(text):
        return found
    words: list[str] = []
    for word in found:
        if len(word) > 1 and UNSPACED.search(word):
            words += [word[place : place + 2] for place in range(len(word) - 1)]
        else:
            words.append(word)
    return words


@lru_cache(maxsize=16)
def runs_of(paragraphs: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    """Every run of five words (of all words where there are fewer)."""
    words = words_of(beginning(paragraphs))
    if len(words) < _RUN:
        return frozenset({tuple(words)} if words else ())
    return frozenset(zip(*(words[start:] for start in range(_RUN)), strict=False))


@lru_cache(maxsize=16)
def figures_of(paragraphs: tuple[str, ...]) -> frozenset[str]:
    """The numbers as they are written: "63,000", "1.5"."""
    return frozenset(_FIGURE.findall(beginning(paragraphs)))


def beginning(paragraphs: Iterable[str]) -> str:
    """The text in one line, cut where it becomes very long."""
    return " ".join(paragraphs)[:_LONGEST]


def containment(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """The share (0 to 1) of the smaller set that is in the other one too; 0 where one is empty."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def resemblance(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """Jaccard's measure: the share (0 to 1) of all runs that both hold."""
    both = len(one & other)
    return both / (len(one) + len(other) - both) if both else 0.0


def alike(one: Sequence[str], other: Sequence[str]) -> float:
    """How much of two titles' words is the same (Dice's measure, 0 to 1), each word as often as it stands there."""
    left = list(other)
    shared = 0
    for word in one:
        if word in left:
            left.remove(word)
            shared += 1
    return 2 * shared / (len(one) + len(other)) if shared else 0.0
