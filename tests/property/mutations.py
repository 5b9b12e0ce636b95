"""Files as accidents and enemies leave them: bytes changed, cut, moved, doubled and mixed."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

#: what means something to one reader or another, and what to none
_WORDS = (
    b"\x00",
    b"\x01\x02\x03\x04",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\r\n\r\n",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"</",
    b"&#x110000;",
    b"&#0;",
    b"{\\",
    b"\\u12",
    b"\\bin99999999 ",
    b"[" * 300,
    b"<p>" * 300,
    b"(" * 300,
    b" " * 5000,
    b"-1",
    b"4294967296",
    b"99999999999999999999",
    b"1e999",
    b"PK\x01\x02",
    b"endstream endobj",
    b"Content-Length: -5\r\n",
    b"From a@b Tue Mar  3 10:00:00 2026\n",
)
Change = Callable[[random.Random, bytes, bytes], bytes]


def _flip(chance: random.Random, data: bytes, _other: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 3, 20))):
        changed[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(changed)


def _cut(chance: random.Random, data: bytes, _other: bytes) -> bytes:
    return data[: chance.randrange(len(data))] if chance.random() < 0.8 else data[chance.randrange(len(data)) :]


def _drop(chance: random.Random, data: bytes, _other: bytes) -> bytes:
    first, last = _piece(chance, data)
    return data[:first] + data[last:]


def _double(chance: random.Random, data: bytes, _other: bytes) -> bytes:
    first, last = _piece(chance, data)
    return data[:last] + data[first:last] * chance.choice((1, 1, 2, 50)) + data[last:]


def _move(chance: random.Random, data: bytes, _other: bytes) -> bytes:
    first, last = _piece(chance, data)
    rest = data[:first] + data[last:]
    at = chance.randrange(len(rest) + 1)
    return rest[:at] + data[first:last] + rest[at:]


def _insert(chance: random.Random, data: bytes, _other: bytes) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(_WORDS) * chance.choice((1, 1, 1, 40)) + data[at:]


def _splice(chance: random.Random, data: bytes, other: bytes) -> bytes:
    first, last = _piece(chance, other)
    at = chance.randrange(len(data) + 1)
    return data[:at] + other[first:last] + data[at + (last - first) * chance.randrange(2) :]


def _join(chance: random.Random, data: bytes, other: bytes) -> bytes:
    return data[: chance.randrange(len(data))] + other[chance.randrange(max(len(other), 1)) :]


def _renumber(chance: random.Random, data: bytes, _other: bytes) -> bytes:
    """Other digits for some: sizes, counts and offsets that lie."""
    places = [at for at, sign in enumerate(data[:200_000]) if 0x30 <= sign <= 0x39]
    changed = bytearray(data)
    for at in chance.sample(places, min(len(places), chance.choice((1, 4, 30)))):
        changed[at] = chance.choice(b"0123456789-")
    return bytes(changed)


_CHANGES: Sequence[Change] = (_flip, _cut, _drop, _double, _move, _insert, _splice, _join, _renumber)


def mutated(chance: random.Random, data: bytes, other: bytes) -> bytes:
    """A file changed once to four times; `other` is one to take pieces from."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        if data:
            data = chance.choice(_CHANGES)(chance, data, other)[:2_000_000]
    return data


def _piece(chance: random.Random, data: bytes) -> tuple[int, int]:
    first = chance.randrange(max(len(data), 1))
    return first, min(len(data), first + chance.choice((1, 4, 30, 300, 3_000)))
