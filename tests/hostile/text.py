"""Hostile plain text: long lines, long runs, doubled lines, and bytes that are no text."""

from __future__ import annotations

from collections.abc import Callable

from tests.hostile.row import Row, another, article, sentences
from tests.ingest.texts import HARBOUR

MEGA = 1_000_000


def line(size: int) -> bytes:
    """One line of words."""
    words = b"the pier of the harbour is open and the ferry ties up at noon while a band plays "
    return (words * (size // len(words) + 1))[:size]


def capitals() -> bytes:
    names = "\n\n".join(f"By {' '.join(['ANA', 'HORVAT', 'AND'] * count)}\n\n{HARBOUR[0]}" for count in range(1, 60))
    return f"A PIER OPENS\n\n{names}\n\n{'A' * 5_000} {'BY ' * 5_000}\n".encode()


def doubled() -> bytes:
    lines = [f"Pier {number} opens in Rijeka" for number in range(8_000)]
    return "\n\n".join([*lines, *lines]).encode()


def exports(size: int, body: Callable[[int], str] = another) -> bytes:
    """A vendor's export of many short articles."""
    count = size // 600
    told = "\n".join(
        f"{n} of {count} DOCUMENTS\n\n\nThe Harbour Wire\n\nMarch 3, 2026 Tuesday\n\nPier {n} opens in Rijeka\n\n"
        f"BYLINE: Ana Horvat\n\nLENGTH: 55 words\n\n\n{body(n)}\n\n"
        f"LOAD-DATE: March 3, 2026\n\nLANGUAGE: ENGLISH\n\n\n"
        for n in range(1, count + 1)
    )
    return told.encode()


def numbered(number: int) -> str:
    """A text of which only a number changes."""
    return "\n\n".join(f"{text} It is pier {number}." for text in HARBOUR)


def mixed() -> bytes:
    parts = (
        HARBOUR[0].encode("utf-16"),
        "Čežnja se vraća u luku.".encode("cp1250"),
        "Мост открыт.".encode("koi8-r"),
        HARBOUR[1].encode(),
        "港が開いた。".encode("shift_jis"),
    )
    return b"\n\n".join(parts * 50)


def surrogates() -> bytes:
    return b"A pier \xed\xa0\x80 opens\n\n" + "\n\n".join(HARBOUR).encode() + b"\n\n\xed\xb0\x80\xff\xfe\xc0\x80\n"


PIER = article(1).encode()

ROWS = (
    Row(told="200 MB on one line", file="line.txt", make=lambda: line(200 * MEGA)),
    Row(told="49 MB on one line", file="line.txt", make=lambda: line(49 * MEGA)),
    Row(told="49 MB of short lines", file="lines.txt", make=lambda: b"the pier is open\n" * (49 * MEGA // 17)),
    Row(told="49 MB of empty lines", file="empty.txt", make=lambda: PIER + b"\n" * (49 * MEGA - len(PIER))),
    Row(told="49 MB of white space", file="white.txt", make=lambda: b" " * (49 * MEGA)),
    Row(told="10 MB of sentences", file="long.txt", make=lambda: "\n\n".join(sentences(80_000)).encode()),
    Row(
        told="a run of 1,000,000 spaces",
        file="spaces.txt",
        make=lambda: PIER + b"\n\na" + b" " * MEGA + b"b\n",
        quick=True,
    ),
    Row(
        told="100 lines that end in 16,000 spaces",
        file="ends.txt",
        make=lambda: PIER + (b"\na" + b" " * 16_000) * 100,
        quick=True,
    ),
    Row(told="8,000 lines, each there twice", file="doubled.txt", make=doubled, quick=True),
    Row(told="bylines of capitals without an end", file="capitals.txt", make=capitals, quick=True),
    Row(told="50 MB of a vendor's short articles", file="export.txt", make=lambda: exports(49 * MEGA)),
    Row(told="1 MB of a vendor's short articles", file="export.txt", make=lambda: exports(MEGA)),
    Row(
        told="an export of 800 texts that differ in a number",
        file="export.txt",
        make=lambda: exports(480_000, numbered),
    ),
    Row(told="NUL bytes in a text", file="nul.txt", make=lambda: PIER.replace(b"pier", b"pi\0er"), quick=True),
    Row(told="halves of characters", file="halves.txt", make=surrogates, quick=True),
    Row(told="five encodings in one file", file="mixed.txt", make=mixed, quick=True),
    Row(told="2 MB of Markdown brackets", file="marks.md", make=lambda: PIER + b"\n\n" + b"[" * MEGA + b"](" * 500_000),
    Row(told="2 MB of Markdown quotes", file="quotes.md", make=lambda: PIER + b"\n\n" + b">" * 2 * MEGA),
    Row(told="2 MB of Markdown stars", file="stars.md", make=lambda: PIER + b"\n\n" + b"*a **b " * 300_000),
    Row(
        told="a name of line feeds and marks of direction",
        file="a\nb\u202etxt.\u2066exe\u2069.txt",
        make=lambda: PIER,
        quick=True,
    ),
)
