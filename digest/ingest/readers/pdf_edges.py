"""Running heads, page numbers and a browser's print lines: what stands at the edges of PDF pages and in no article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.ingest.labels import counter_of, is_end, label_of
from digest.ingest.readers.pdf_columns import Line

#: rows at the top and at the foot of a page that may be running ones
_EDGE = 3
#: points by which the place of a running line differs from page to page
_SHAKE = 2.5
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(
    r"[-–—|\[(]? ?(?:(?:page|seite|página|pagina|pag\.|p\.|s\.|side|sida|strana|str\.|стр\.|صفحة) ?)?"
    r"\d{1,4}(?: ?(?:of|/|von|de|sur|van|di|av|из|z|من) ?\d{1,4})? ?[-–—|\])]?",
    re.IGNORECASE,
)
#: a browser prints the address with the page's number, and the day with the title
_PRINTED = re.compile(r"(?:https?|file)://\S+ +\d{1,4}/\d{1,4}")
_TOLD = re.compile(r"(\d{1,4}) ?(?:of|von|de|sur|van|di|/) ?\d{1,4}")
#: pages before a page on which a title may stand that runs on it
_BEFORE = 10


def running_lines(pages: Sequence[Sequence[Line]]) -> dict[int, str]:
    """The lines that run from page to page, by the `id` of each: page numbers, and what comes again at their edge."""
    tops = [_rows(page, from_top=True) for page in pages]
    feet = [_rows(page, from_top=False) for page in pages]
    found: dict[int, str] = {}
    for edges in (tops, feet):
        flat = [[line for row in page for line in row] for page in edges]
        for at, page in enumerate(edges):
            printed = any(_PRINTED.fullmatch(line.text) for row in (*tops[at][:1], *feet[at][:1]) for line in row)
            for row in page:
                # what runs lies outermost: a row of text ends it
                gone = [line for line in row if printed or _runs(line, at, flat, len(pages[at]))]
                found |= {id(line): line.text for line in gone}
                if len(gone) < len(row) or printed:
                    break
    for at, page in enumerate(tops):
        _find_title(pages, at, [line for row in page for line in row], found)
    return found


def _rows(page: Sequence[Line], *, from_top: bool) -> list[list[Line]]:
    """The outermost rows of a page, the first one first."""
    rows: list[list[Line]] = []
    for line in sorted(page, key=lambda line: -line.y if from_top else line.y):
        if rows and abs(rows[-1][0].y - line.y) < 1:
            rows[-1].append(line)
        elif len(rows) == _EDGE:
            break
        else:
            rows.append([line])
    return rows


def _runs(line: Line, at: int, edges: Sequence[list[Line]], count: int) -> bool:
    if is_end(line.text) or counter_of(line.text) is not None or label_of(line.text) is not None:
        return False
    if _NUMBER.fullmatch(line.text) is not None and count > 1:
        return True
    near = (at - 2, at - 1, at + 1, at + 2)
    return any(_same(line, other) for page in near for other in _at(edges, page))


def _at(edges: Sequence[list[Line]], at: int) -> list[Line]:
    return edges[at] if 0 <= at < len(edges) else []


def _masked(text: str) -> str:
    return _DIGITS.sub("0", text).casefold()


def _same(line: Line, other: Line) -> bool:
    return (
        abs(line.y - other.y) <= _SHAKE
        and abs(line.size - other.size) < 0.5
        and _masked(line.text) == _masked(other.text)
        and len(line.text) > 1
    )


def _find_title(pages: Sequence[Sequence[Line]], at: int, edge: Sequence[Line], found: dict[int, str]) -> None:
    """A document's title runs on its second and later pages, beside "Page 2 of 3"."""
    told = [int(number[1]) for line in edge if id(line) in found and (number := _TOLD.search(line.text))]
    if not told or max(told) < 2:
        return
    before = [line for page in pages[max(0, at - _BEFORE) : at] for line in page]
    for line in edge[:_EDGE]:
        if id(line) not in found and any(
            other.size > line.size * 1.05 and other.text.startswith(line.text.rstrip("…. ")) for other in before
        ):
            found[id(line)] = line.text
