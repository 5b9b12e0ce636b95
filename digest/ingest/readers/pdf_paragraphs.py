"""The paragraphs of PDF lines, told by size, distance, indent and the room that a line leaves free."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from digest.ingest.prose import ends_sentence, is_furniture, words
from digest.ingest.readers.pdf_columns import Line

#: letters of another size than this share are another text
_SIZES = 1.12
#: distances, in usual ones, that part paragraphs, and that part more than paragraphs
_APART, _FAR = 1.25, 2.6
#: an indent in sizes
_INDENT = 0.6
#: an indent that no paragraph has, in sizes
_DEEP = 6
#: points by which two lines that begin together differ
_ALIGNED = 2.0
#: how wide a letter is in sizes, about
_LETTER = 0.5
#: the share of the width by which the two longest lines differ at most
_MARGIN = 0.03
#: signs that part a word at the end of a line and nowhere else, and all that may
_SOFT = ("\u2010", "\u00ad", "\u00ac")
_HYPHENS = ("-", *_SOFT)
#: the share of lines that end with a hyphen in a text whose words are parted
_PARTED = 0.04
#: characters of a line that may be a full one
_FULL = 25
#: words of a line that comes again, and lines within which it does
_REPEATED = 4
#: lines of a block that show its margins
_ENOUGH = 12
_JOINS = frozenset({"and", "or", "und", "oder", "bis", "et", "ou", "y", "o", "en", "of", "och", "og"})
_WORDS = re.compile(r"\w+(?:-\w+)*")


@dataclass(slots=True, kw_only=True)
class Paragraph:
    """A paragraph of a document."""

    text: str
    size: float
    bold: bool
    gap: int
    """blank lines above it: 2 where the distance is larger than that of paragraphs"""


def paragraphs_of(lines: Sequence[Line]) -> list[Paragraph]:
    """The paragraphs of a document's lines, in their order, across columns and pages."""
    setting = _Setting(lines)
    found: list[Paragraph] = []
    begun: Line | None = None
    first = 0
    for at, line in enumerate(lines):
        before = lines[at - 1] if at else None
        then = lines[at + 1] if at + 1 < len(lines) else None
        again = begun is not None and _is_again(begun, line) and at - first <= _REPEATED
        if before is not None and not again and setting.go_on(before, line, then):
            found[-1].text = setting.joined(found[-1].text, line.text)
            found[-1].bold = found[-1].bold and line.bold
        else:
            begun, first = line, at
            gap = 0 if before is None else setting.gap(before, line)
            found.append(Paragraph(text=line.text, size=line.size, bold=line.bold, gap=gap))
    return found


def _is_again(first: Line, line: Line) -> bool:
    """Whether a line is a paragraph's first once more: crawled pages tell captions twice."""
    return line.text == first.text and words(line.text) >= _REPEATED


class _Setting:
    """How a document is set: distances of lines by their size, margins of columns."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._leading = _leadings(lines)
        self._lefts, self._rights = _margins(lines)
        self._words = {word.casefold() for line in lines for word in _WORDS.findall(line.text)}
        self._parts_words = _parts_words(lines)
        self._sided = Counter(_direction(line) for line in lines).most_common(1)[0][0] if lines else 1
        self._longest = max((len(line.text) for line in lines), default=0)
        self._by_letters = self._is_by_letters(lines)
        sizes = Counter[float]()
        for line in lines:
            sizes[round(line.size, 1)] += len(line.text)
        self.body = sizes.most_common(1)[0][0] if sizes else 0.0

    def go_on(self, a: Line, b: Line, then: Line | None) -> bool:
        """Whether a line goes on with the paragraph of the one above it; `then` is the one below."""
        if not a.size / _SIZES <= b.size <= a.size * _SIZES or is_furniture(a.text) or is_furniture(b.text):
            return False
        if a.block != b.block:
            return self._turns(a, b)
        distance = (a.y - b.y) / self._usual(b)
        if distance > _APART or distance < 0 or (a.bold != b.bold and (ends_sentence(a.text) or b.size > self.body)):
            return False
        if b.size > self.body * _SIZES:
            return True  # headlines are broken where they look well
        return not self._leaves_room(a, b) and not self._is_indented(a, b, then)

    def _turns(self, a: Line, b: Line) -> bool:
        """Whether a paragraph goes on in the next column or on the next page."""
        if a.bold != b.bold or b.size > self.body * _SIZES or self._leaves_room(a, b):
            return False
        return not ends_sentence(a.text) or b.text[:1].islower()

    def gap(self, a: Line, b: Line) -> int:
        """Blank lines between two paragraphs."""
        return 2 if a.block == b.block and (a.y - b.y) / self._usual(b) > _FAR else 1

    def _usual(self, line: Line) -> float:
        return self._leading.get(round(line.size), 1.2 * line.size) or 1.0

    def _leaves_room(self, a: Line, b: Line) -> bool:
        """Whether the first word of the line below would still have fitted: somebody ended the line."""
        if self._by_letters:
            return self._is_short(a, b)
        if _surely_goes_on(a, b) and a.end - a.x > self._room(a):
            return False
        return self._fits(a, b)

    def _fits(self, a: Line, b: Line) -> bool:
        letters = max(len(b.text), 1)
        width = (b.end - b.x) * len(b.text.partition(" ")[0]) / letters
        return self._room(a) - self._inset(a, b) > 1.1 * width + _LETTER * a.size

    def _inset(self, a: Line, b: Line) -> float:
        """How far lines that both begin deeper than the column are set in, on the right too: quotations, captions."""
        inset = self._rights[a.block] - a.end if self._sided < 0 else a.x - self._lefts[a.block]
        together = abs(a.end - b.end) if self._sided < 0 else abs(a.x - b.x)
        return inset if a.size < inset < _DEEP * a.size and together < _ALIGNED else 0.0

    def _is_by_letters(self, lines: Sequence[Line]) -> bool:
        """Whether lines were wrapped after so many letters, however wide: sentences go on behind lines with room.

        Formulas leave room as well, and are short in letters too.
        """
        sure = [(a, b) for a, b in pairwise(lines) if a.block == b.block and _surely_goes_on(a, b)]
        fitting = sum(self._fits(a, b) for a, b in sure)
        short = sum(self._is_short(a, b) for a, b in sure)
        return 5 * fitting > len(sure) and short <= fitting

    def _is_short(self, a: Line, b: Line) -> bool:
        return len(a.text) + len(b.text.partition(" ")[0]) + 1 < self._longest

    def _room(self, line: Line) -> float:
        if self._sided < 0:
            return line.x - self._lefts[line.block]
        return self._rights[line.block] - line.end

    def _is_indented(self, a: Line, b: Line, then: Line | None) -> bool:
        """Whether a line begins deeper than the ones around it, and not right below the text of the one above."""
        if self._sided > 0 and min(abs(b.x - a.x), abs(b.x - a.hang)) < _ALIGNED and b.x - self._lefts[b.block] > 0:
            return False
        if self._sided < 0:
            begin = self._rights[b.block]
            deep, above = begin - b.end, begin - a.end
            below = begin - then.end if then is not None and then.block == b.block else 0.0
        else:
            begin = self._lefts[b.block]
            deep, above = b.x - begin, a.x - begin
            below = then.x - begin if then is not None and then.block == b.block else 0.0
        least = _INDENT * b.size
        return least < deep < _DEEP * b.size and (above < least or below < least)

    def joined(self, so_far: str, text: str) -> str:
        """Two lines of a paragraph as one; a hyphen at the end goes where it only parts a word."""
        if not so_far.endswith(_HYPHENS) or not so_far[-2:-1].isalnum() or not text[:1].isalnum():
            return f"{so_far} {text}"
        begin, rest = _last_word(so_far[:-1]), _first_word(text)
        if rest.casefold() in _JOINS and so_far[-1] not in _SOFT:
            return f"{so_far} {text}"
        if so_far[-1] in _SOFT or (rest[:1].islower() and self._is_one_word(begin, rest)):
            return so_far[:-1] + text
        return so_far + text

    def _is_one_word(self, begin: str, rest: str) -> bool:
        """Whether a hyphen between two parts is none of the word's: by the document's other words, and its habits."""
        begin, rest = begin.casefold(), rest.casefold()
        if f"{begin}-{rest}" in self._words:
            return False
        return begin + rest in self._words or self._parts_words


def _last_word(text: str) -> str:
    return text[-60:].rpartition(" ")[2]


def _first_word(text: str) -> str:
    found = _WORDS.match(text)
    return found[0] if found is not None else ""


def _parts_words(lines: Sequence[Line]) -> bool:
    """Whether a document parts words at the ends of its lines, with the hyphen of the keyboard."""
    if any(line.text.endswith(_SOFT) for line in lines):
        return False
    full = [line for line in lines if len(line.text) > _FULL]
    return sum(line.text.endswith("-") for line in full) > max(1, _PARTED * len(full))


def _surely_goes_on(a: Line, b: Line) -> bool:
    if a.text.endswith(_HYPHENS) and a.text[-2:-1].isalnum():
        return True
    return b.text[:1].islower() and not ends_sentence(a.text) and len(a.text) > _FULL


def _direction(line: Line) -> int:
    return -1 if any("\u0590" <= sign <= "\u08ff" for sign in line.text[:80]) else 1


def _leadings(lines: Sequence[Line]) -> dict[int, float]:
    """The usual distance of two lines of one size."""
    found: dict[int, Counter[float]] = defaultdict(Counter)
    for a, b in pairwise(lines):
        if a.block == b.block and round(a.size) == round(b.size) and 0 < a.y - b.y < 2.5 * b.size:
            found[round(b.size)][round((a.y - b.y) * 2) / 2] += 1
    return {size: _lowest(counts) for size, counts in found.items()}


def _lowest(counts: Counter[float]) -> float:
    """The smallest of the frequent distances: those between paragraphs are frequent too."""
    most = max(counts.values())
    return min(distance for distance, count in counts.items() if 4 * count >= most)


def _margins(lines: Sequence[Line]) -> tuple[dict[int, float], dict[int, float]]:
    """Left and right margin of each block: those of all blocks of the document that begin at about its place."""
    blocks: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        blocks[line.block].append(line)
    columns: dict[int, list[Line]] = defaultdict(list)
    begins = {block: min(line.x for line in part) for block, part in blocks.items()}
    for block, part in blocks.items():
        columns[_column(begins[block])] += part
    lefts, rights = {}, {}
    for block, begin in begins.items():
        place = _column(begin)
        beside = blocks[block]
        if len(beside) < _ENOUGH:
            beside = columns[place] + columns.get(place - 1, []) + columns.get(place + 1, [])
        lefts[block] = min(line.x for line in beside)
        ends = sorted(line.end for line in beside)
        # one address may stand out at the side
        near = [end for below, end in pairwise(ends) if end - below < _MARGIN * (end - lefts[block])]
        rights[block] = near[-1] if near else ends[-1]
    return lefts, rights


def _column(begin: float) -> int:
    return round(begin / 6)
