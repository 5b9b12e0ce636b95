"""What a hostile file is, and the words it is made of."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.ingest.texts import BRIDGE, HARBOUR, ORCHARD

TEXT = (*HARBOUR, *BRIDGE, *ORCHARD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One hostile file; `quick` ones run with the ordinary tests."""

    told: str
    file: str
    make: Callable[[], bytes]
    quick: bool = False


def sentences(count: int) -> Iterator[str]:
    """Sentences, no two alike."""
    for number in range(count):
        yield f"{TEXT[number % len(TEXT)]} That was note {number}."


def article(number: int) -> str:
    """A short article that differs from every other one."""
    return f"Pier {number} opens in Rijeka\n\n" + "\n\n".join(f"{text} It is pier number {number}." for text in HARBOUR)


def another(number: int) -> str:
    """Three paragraphs that share words and no sentence with those of any other number."""
    chance = random.Random(number)
    words = sorted({word.strip(".,") for text in TEXT for word in text.split()})
    return "\n\n".join(f"{' '.join(chance.choices(words, k=24)).capitalize()}." for _ in range(3))


def html(body: str) -> bytes:
    """A page."""
    return f"<!doctype html><html><head><title>A pier</title></head><body>{body}</body></html>".encode()
