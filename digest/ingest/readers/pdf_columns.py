"""The lines of a PDF page in reading order: runs beside one another, columns one after the other, words as written."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from digest.ingest.readers.pdf_runs import Run

#: in sizes of the letters: a gap between words, between pieces of a line, and one that stands for a tabulator
_WORD, _PIECE, _TAB = 0.15, 0.8, 2.0
#: how far base lines of one row may lie apart, in sizes: superscripts
_ROW = 0.45
#: lines that a column has at least, and characters of the usual one: tables have cells
_FEWEST, _WIDE = 4, 12
#: those of a column that other pages have
_FEW = 2
_DEEPEST = 4
#: how far the lines of two columns may lie apart, in sizes
_BESIDE = 0.75
#: letters of a label at the margin
_LABEL = 4
#: lines beside which nothing stands that are no column
_SHORT = 2
_MOST_EDGES = 24
#: a first letter of at least so many lines
_DROPPED = 1.8
#: how far a letter is moved that is drawn a second time, in sizes
_TWICE = 0.08
_LEFT_TO_RIGHT = re.compile(r"[^\W\u0590-\u08ff\ufb1d-\ufefc]+(?:[.,:/%@&'’+\- ]*[^\W\u0590-\u08ff\ufb1d-\ufefc]+)*%?")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufefc]+(?:[ .,،؛:'\"()«»-]*[\u0590-\u08ff\ufb1d-\ufefc]+)*")
_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")


@dataclass(slots=True, kw_only=True)
class Line:
    """A line of a page, in points from the page's lower left."""

    text: str
    x: float
    end: float
    y: float
    size: float
    bold: bool
    page: int
    block: int
    """a column of the page, or the part of one between two lines that stand across it; counted through the document"""
    hang: float
    """where the text begins behind a label at its margin; `x` where there is none"""


@dataclass(slots=True)
class Piece:
    """A part of a line without a wide gap in it; places in points."""

    text: str
    x: float
    end: float
    y: float
    size: float
    bold: int
    """letters of it that are bold"""


def pieces_of(runs: Sequence[Run]) -> tuple[list[Piece], str]:
    """The pieces of one page's lines, from its top; and the text that stands across the page."""
    counts = Counter[int]()
    for run in runs:
        counts[run.turned] += len(run.text)
    upright = counts.most_common(1)[0][0] if counts else 0
    pieces = [piece for row in _rows([run for run in runs if run.turned == upright]) for piece in _pieces(row)]
    return pieces, "".join(run.text for run in runs if run.turned != upright).strip()


def lines_of(pages: Sequence[Sequence[Piece]]) -> list[list[Line]]:
    """The lines of each page in reading order. A column that several pages have needs few lines on another one."""
    edges = Counter(round(edge) for pieces in pages if (edge := _gutter(pieces, _FEWEST, None)) is not None)
    known = frozenset(near for edge in edges for near in (edge - 2, edge - 1, edge, edge + 1, edge + 2))
    found: list[list[Line]] = []
    block = 0
    for page, pieces in enumerate(pages):
        lines: list[Line] = []
        for part in _columns(pieces, known, 0):
            lines += _lines(part, page, block)
            block += 1
        found.append(lines)
    return found


def _rows(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Runs of about one base line."""
    usual = _usual_size(runs)
    alone = Counter((round(run.y), round(run.size)) for run in runs)
    placed = sorted(
        (_dropped(run, usual) if alone[round(run.y), round(run.size)] == 1 else run for run in runs),
        key=lambda run: -run.y,
    )
    row: list[Run] = []
    for run in placed:
        if row and row[0].y - run.y > _ROW * max(usual, min(row[0].size, run.size)):
            yield row
            row = []
        row.append(run)
    if row:
        yield row


def _usual_size(runs: Sequence[Run]) -> float:
    sizes = Counter[float]()
    for run in runs:
        sizes[round(run.size, 1)] += len(run.text.strip())
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _dropped(run: Run, usual: float) -> Run:
    """A letter that hangs over several lines belongs to the first of them."""
    if len(run.text.strip()) != 1 or run.size < _DROPPED * usual or not run.text.strip().isalpha():
        return run
    return run._replace(y=run.y + 0.7 * (run.size - usual), size=usual)


def _pieces(row: Sequence[Run]) -> list[Piece]:
    found: list[Piece] = []
    before: Run | None = None
    for run in sorted(row, key=lambda run: run.x):
        if before is not None and run.text == before.text and run.x - before.x < _TWICE * run.size:
            continue  # drawn twice to look bold
        before = run
        letters = len(run.text.strip()) if run.bold else 0
        last = found[-1] if found else None
        if last is not None and run.x - last.end <= _PIECE * max(run.size, last.size):
            gap = run.x - last.end > _WORD * run.size and not last.text.endswith(" ") and not run.text.startswith(" ")
            last.text += (" " if gap else "") + run.text
            last.end, last.bold = max(last.end, run.end), last.bold + letters
            if run.size > last.size * 1.05:
                last.size, last.y = run.size, run.y
        elif run.text.strip():
            found.append(Piece(run.text, run.x, run.end, run.y, run.size, letters))
    return found


def _columns(pieces: Sequence[Piece], known: frozenset[int], depth: int) -> Iterator[list[Piece]]:
    """The pieces of each column, one column after the other; what stands across them parts them into bands."""
    edge = _gutter(pieces, _FEWEST, None) if depth < _DEEPEST else None
    edge = _gutter(pieces, _FEW, known) if edge is None and known and depth < _DEEPEST else edge
    if edge is None:
        if pieces:
            yield list(pieces)
        return
    across: list[Piece] = []
    left: list[Piece] = []
    right: list[Piece] = []
    for piece in pieces:
        if piece.x >= edge:
            right.append(piece)
        elif piece.end <= edge:
            left.append(piece)
        elif len(left) + len(right) <= _SHORT and not (left and right):
            across += [*left, *right, piece]  # the last line of a paragraph that stands across the columns
            left, right = [], []
        else:
            yield from _band(across, left, right, known, depth)
            across, left, right = [piece], [], []
    yield from _band(across, left, right, known, depth)


def _band(
    across: Sequence[Piece], left: Sequence[Piece], right: Sequence[Piece], known: frozenset[int], depth: int
) -> Iterator[list[Piece]]:
    if across:
        yield list(across)
    yield from _columns(left, known, depth + 1)
    yield from _columns(right, known, depth + 1)


def _gutter(pieces: Sequence[Piece], fewest: int, known: frozenset[int] | None) -> float | None:
    """Where the best column but the first begins, one of the `known` places where any are; None with one column."""
    if len(pieces) < 2 * fewest:
        return None
    outermost = min(piece.x for piece in pieces)
    edges = Counter(round(piece.x / 2) * 2.0 for piece in pieces if piece.x > outermost + 5 * piece.size)
    best, most = None, 0
    for edge, count in edges.most_common(_MOST_EDGES):
        if count < fewest:
            break
        if known is not None and round(edge - 2) not in known:
            continue
        right = [piece for piece in pieces if piece.x >= edge - 2]
        left = [piece for piece in pieces if piece.end <= edge - 2]
        if min(len(left), len(right)) > max(most, fewest - 1) and _is_text(left, right) and _side_by_side(left, right):
            best, most = edge - 2, min(len(left), len(right))
    return best


def _is_text(*sides: Sequence[Piece]) -> bool:
    """Whether each side has lines of text, and not the cells of a table."""
    lengths = (sorted(len(piece.text) for piece in side) for side in sides)
    return all(each[len(each) // 2] >= _WIDE for each in lengths)


def _side_by_side(left: Sequence[Piece], right: Sequence[Piece]) -> bool:
    """Whether half of the lines of the shorter side have one beside them: centred lines stand between others."""
    few, many = sorted((left, right), key=len)
    heights = sorted(piece.y for piece in many)
    beside = 0
    for piece in few:
        at = bisect_left(heights, piece.y - _BESIDE * piece.size)
        beside += at < len(heights) and heights[at] <= piece.y + _BESIDE * piece.size
    return 2 * beside >= len(few)


def _lines(pieces: Sequence[Piece], page: int, block: int) -> Iterator[Line]:
    rows: list[list[Piece]] = []
    for piece in pieces:
        if rows and rows[-1][0].y - piece.y <= _ROW * min(piece.size, rows[-1][0].size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    for row in rows:
        row.sort(key=lambda piece: piece.x)
        text = row[0].text
        for before, piece in pairwise(row):
            text += ("  " if piece.x - before.end > _TAB * piece.size else " ") + piece.text
        letters = sum(len(piece.text.strip()) for piece in row)
        yield Line(
            text=logical(text).strip(),
            x=row[0].x,
            end=row[-1].end,
            y=row[0].y,
            size=max(row, key=lambda piece: len(piece.text)).size,
            bold=2 * sum(piece.bold for piece in row) > letters,
            page=page,
            block=block,
            hang=row[1].x if len(row) > 1 and len(row[0].text.strip()) <= _LABEL else row[0].x,
        )


def logical(text: str) -> str:
    """A line as it is written, from the letters as they lie from left to right (Unicode annex 9, the other way)."""
    if text.isascii():
        return text
    kinds = Counter(unicodedata.bidirectional(sign) for sign in text)
    if not kinds["R"] + kinds["AL"]:
        return text
    if 2 * (kinds["R"] + kinds["AL"]) < kinds["L"]:
        return _RIGHT_TO_LEFT.sub(lambda found: _turned(found[0]), text)
    return _LEFT_TO_RIGHT.sub(lambda found: found[0][::-1], _turned(text))


def _turned(text: str) -> str:
    return text[::-1].translate(_MIRRORED)
