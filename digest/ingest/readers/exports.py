"""Vendors' exports as lines of text, whatever file they came in: LexisNexis, Nexis Uni, Factiva."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from digest.ingest.labels import (
    chosen_count,
    counter_of,
    cover_count,
    is_body,
    is_end,
    is_refused,
    label_of,
)
from digest.ingest.lines import Owners
from digest.ingest.printed import leading_date
from digest.ingest.prose import Row, count_words, rows_of
from digest.ingest.readers.document import blocks_of, read_document
from digest.ingest.readers.factiva_lines import is_factiva, read_lines
from digest.ingest.readers.vendor import Export, drafts_of, item_of, with_lines
from digest.model import Draft

LAYOUT = "nexis"
_LINKS = frozenset({"link to image", "link to original article", "link zum bild", "return to list"})
#: lines in which the marks of an export must come: a cover that lists 500 documents has some 3,000
_LONGEST_COVER = 10_000
#: reasons for lines inside a document
NOTICE = "a copyright notice"
PAGE = "page furniture"
#: characters of the longest line that a program wrapped; longer ones are whole paragraphs
_WIDEST = 110
#: documents that one download of the classic service holds at most: a larger number counts the results of the search
_MOST = 500
#: words behind the last "End of Document" that are a document cut off, not a page's foot
_CUT_OFF = 40
_COVER = ("client/matter:", "search terms:", "search type:", "narrowed by:", "content type", "date and time:")
_TERMS = ("terms:", "search terms:", "suchbegriffe:", "begriffe:", "termes:", "termes de recherche:", "términos:")


class _Page(NamedTuple):
    """How the lines of a file lie."""

    width: int
    """characters after which lines were wrapped; 0 where they were not"""
    parted: bool
    """whether blank lines part the paragraphs, and not every line is one"""


def looks_like_export(lines: Sequence[str]) -> bool:
    """Whether the first lines of a text are such an export: a counter above a label, or the marks of Nexis Uni."""
    texts = [text for line in lines if (text := line.strip())]
    if any(counter_of(text) is not None for text in texts):
        return any(label_of(text) is not None for text in texts)
    uni = any(is_body(text) for text in texts) + any(is_end(text) for text in texts)
    uni += any(cover_count(text) is not None for text in texts[:60])
    roles = {label.role for text in texts if (label := label_of(text)) is not None}
    return uni >= 2 or (uni == 1 and len(roles & {"length", "load", "byline", "section"}) >= 2)


def read_export(lines: Sequence[str], *, wrapped: bool) -> Export | None:
    """The documents of an export; None when the lines are none.

    `lines` are those of a text or the paragraphs of an office document, blank ones included; with `wrapped` several of
    them may be one paragraph. Spans of drafts and discards cover the lines 1..len(lines), none twice. No document is
    parted at blank lines (JBGruber/LexisNexisTools#11), only at the export's own marks.
    """
    if not looks_like_export(lines[:_LONGEST_COVER]):
        return read_lines(lines) if is_factiva(lines) else None
    page = _page_of(lines, wrapped=wrapped)
    owners = Owners(len(lines))
    counters = [(at, found) for at, line in enumerate(lines) if (found := counter_of(line)) is not None]
    starts = [(at, found) for at, found in counters if _alone(lines, at, page)]
    if starts:
        drafts = _classic(lines, [at for at, _ in starts], page, owners)
        declared: int | None = _counted(lines[: starts[0][0]], [found for _, found in starts])
    else:
        drafts = _uni(lines, page, owners)
        declared = next((count for line in lines[:200] if (count := cover_count(line)) is not None), None)
    return Export(drafts=with_lines(drafts, owners), discards=owners.discards(), declared=declared)


def _page_of(lines: Sequence[str], *, wrapped: bool) -> _Page:
    """How lines lie: a few long ones (addresses) do not make wrapped text unwrapped."""
    lengths = [len(line.rstrip()) for line in lines]
    full = sum(1 for length in lengths if length)
    narrow = sum(1 for length in lengths if 0 < length <= _WIDEST) > 0.9 * full
    width = max((length for length in lengths if length <= _WIDEST), default=0) if wrapped and narrow else 0
    return _Page(width=width, parted=wrapped and (width > 0 or 4 * (len(lines) - full) > full))


def _alone(lines: Sequence[str], at: int, page: _Page) -> bool:
    """Whether blank lines stand around a counter, where a text has any."""
    if not page.parted:
        return True
    return not any(line.strip() for line in (*lines[max(at - 1, 0) : at], *lines[at + 1 : at + 2]))


def _counted(cover: Sequence[str], counters: Sequence[tuple[int, int]]) -> int:
    """How many documents the counters and the cover say there are."""
    chosen = next((count for line in cover if (count := chosen_count(line)) is not None), None)
    if chosen is not None:
        return chosen
    numbers = [number for number, _ in counters]
    (total, _), *_ = Counter(total for _, total in counters).most_common(1)
    if min(numbers) == 1 and total <= _MOST:
        return total
    span = max(numbers) - min(numbers) + 1
    return span if span <= _MOST else len(counters)


def _classic(lines: Sequence[str], starts: Sequence[int], page: _Page, owners: Owners) -> list[Draft]:
    """Documents that each begin with a counter."""
    _list_cover(rows_of(lines[: starts[0]]), owners, starts[0])
    drafts: list[Draft] = []
    for start, behind in pairwise((*starts, len(lines))):
        rows = rows_of(lines[start + 1 : behind], start + 2)
        _take(rows, (start + 1, behind), page, owners, drafts, titled_first=False)
    return drafts


def _uni(lines: Sequence[str], page: _Page, owners: Owners) -> list[Draft]:
    """Documents that each end with "End of Document"."""
    drafts: list[Draft] = []
    ends = [at for at, line in enumerate(lines) if is_end(line)]
    opening = rows_of(lines[: ends[0] + 1 if ends else len(lines)])
    above = opening[: _behind_cover(opening)]
    start = opening[len(above)].at - 1 if len(above) < len(opening) else len(lines)
    _list_cover(above, owners, start)
    for end in ends:
        rows = rows_of(lines[start : end + 1], start + 1)
        if len(rows) > 1:
            _take(rows, (start + 1, end + 1), page, owners, drafts, titled_first=True)
        else:
            owners.discard(start + 1, end + 1, "the end of no document")
        start = end + 1
    rest = rows_of(lines[start:], start + 1)
    if count_words(rest) > _CUT_OFF and any(is_body(row.text) or label_of(row.text) for row in rest):
        before = len(drafts)
        _take(rest, (start + 1, len(lines)), page, owners, drafts, titled_first=True)
        drafts[before:] = [replace(each, flags=each.flags | {"truncated"}) for each in drafts[before:]]
    elif rest or not drafts:
        owners.discard(start + 1, len(lines), "behind the last document")
    else:
        owners.give(start + 1, len(lines), drafts[-1].index)
    return drafts


def _take(
    rows: Sequence[Row],
    lines: tuple[int, int],
    page: _Page,
    owners: Owners,
    drafts: list[Draft],
    *,
    titled_first: bool,
) -> None:
    """Read one document; its lines go to a draft, or are listed with the reason why there is none."""
    pages = [row for row in rows if _is_furniture(row.text)]
    if pages:
        rows = [row for row in rows if not _is_furniture(row.text)]
    if any(is_refused(row.text) for row in rows[:12]):
        owners.discard(*lines, "a document that the vendor could not show: fetch it there again")
        return
    blocks = blocks_of(rows, parted=page.parted, capitals=not titled_first)
    fields, notices = read_document(blocks, page.width, titled_first=titled_first)
    item = item_of(fields, line=lines[0], index=len(drafts), layout=LAYOUT)
    if isinstance(item.found, str):
        owners.discard(*lines, item.found)
        return
    owners.give(*lines, item.found.index)
    drafts += drafts_of([item])
    for notice in notices:
        owners.discard(notice.rows[0].at, notice.rows[-1].at, NOTICE)
    for row in pages:
        owners.discard(row.at, row.at, PAGE)


def _is_furniture(text: str) -> bool:
    if len(text) > 40:
        return False
    parts = text.split()
    if text.casefold() in _LINKS:
        return True
    if len(parts) != 4 or parts[0].casefold() not in ("page", "seite", "página", "pagina"):
        return False
    return parts[1].isdecimal() and parts[3].isdecimal() and parts[2].casefold() in ("of", "von", "de", "sur", "van")


def _behind_cover(rows: Sequence[Row]) -> int:
    """Where the first document of Nexis Uni begins: two lines above its date, behind the list of documents.

    The list names the first document's title too ("1. The title"), which settles where it begins
    (JBGruber/LexisNexisTools#21: the first article of each file was missing).
    """
    body = next((at for at, row in enumerate(rows) if is_body(row.text) or is_end(row.text)), len(rows))
    cover = -1
    for at, row in enumerate(rows[:body]):
        low = row.text.casefold()
        if low.startswith(_COVER) or cover_count(row.text) is not None:
            cover = at
    if cover < 0:
        return 0
    listed = next((row.text.partition(".")[2].strip() for row in rows[:body] if row.text.startswith("1.")), "")
    same = [at for at in range(body) if listed and rows[at].text == listed]
    if same:
        return same[-1]
    dated = (at for at in range(cover + 2, body) if leading_date(rows[at].text) is not None)
    return max(cover + 1, next(dated, cover + 3) - 2)


def _is_cover(text: str) -> bool:
    low = text.casefold()
    return low.startswith((*_COVER, *_TERMS)) or label_of(text) is not None or text[0].isdecimal()


def _list_cover(rows: Sequence[Row], owners: Owners, last: int) -> None:
    """List the lines above the first document."""
    owners.discard(1, last, "the cover page" if rows else "a blank line")
    at = 0
    while at < len(rows):
        end = at + 1
        if rows[at].text.casefold().startswith(_TERMS):
            while end < len(rows) and rows[end].gap == 0 and not _is_cover(rows[end].text):
                end += 1
            owners.discard(rows[at].at, rows[end - 1].at, "search terms on the cover page")
        at = end
