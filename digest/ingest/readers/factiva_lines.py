"""Factiva exports as lines of text: the RTF and PDF forms, with field codes or without."""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.ingest.labels import is_copyright
from digest.ingest.lines import Owners
from digest.ingest.printed import leading_date, words_told
from digest.ingest.prose import Row, paragraphs_of, rows_of
from digest.ingest.readers.factiva_fields import CODES, TEXT, by_order, fill, known
from digest.ingest.readers.vendor import Export, Fields, drafts_of, item_of, with_lines
from digest.model import Draft

_LAYOUT = "factiva"
#: an article ends with its accession number: source code, day, a serial
_END = re.compile(r"Document [A-Z]{3,10}\d{0,4}(?:19|20)\d{6}[0-9a-z]{6,12}$")
#: lines above the text: headline, author, length, date, time, source, code, edition, page, language, copyright
_MOST_ABOVE = 16


def is_factiva(lines: Sequence[str]) -> bool:
    """Whether lines hold an article's accession number on a line of its own."""
    return any(_END.search(line.strip()[:80]) is not None for line in lines if "Document " in line)


def read_lines(lines: Sequence[str]) -> Export:
    """The articles of an export that `is_factiva` has told; spans cover all lines."""
    owners = Owners(len(lines))
    drafts: list[Draft] = []
    start = 0
    for end in [at for at, line in enumerate(lines) if _END.search(line.strip()[:80]) is not None]:
        rows = rows_of(lines[start : end + 1], start + 1)
        fields = _coded(rows) if any(_code(row.text) for row in rows) else _plain(rows)
        item = item_of(fields, line=start + 1, index=len(drafts), layout=_LAYOUT)
        if isinstance(item.found, str):
            owners.discard(start + 1, end + 1, item.found)
        else:
            owners.give(start + 1, end + 1, item.found.index)
            drafts += drafts_of([item])
        start = end + 1
    owners.discard(start + 1, len(lines), "behind the last article")
    return Export(drafts=with_lines(drafts, owners), discards=owners.discards(), declared=None)


def _code(text: str) -> str:
    """The field code that a line begins with, a tab or several spaces behind it, or nothing."""
    head = text.partition("\t")[0].partition("  ")[0].strip()
    return head if head in CODES else ""


def _coded(rows: Sequence[Row]) -> Fields:
    fields = Fields()
    found: dict[str, list[Row]] = {}
    code = ""
    for row in rows:
        begins = _code(row.text)
        code = begins or code
        text = row.text[len(begins) :].strip()
        if code and text:
            found.setdefault(code, []).append(row._replace(text=text))
    for each in TEXT:
        fields.paragraphs += paragraphs_of(found.get(each, []))
    fields.captions = paragraphs_of(found.get("ART", []))
    fill(fields, {name: " ".join(row.text for row in part) for name, part in found.items()})
    return fields


def _plain(rows: Sequence[Row]) -> Fields:
    """Told by order: the lines up to the copyright or the language stand above the text, the length among them."""
    fields = Fields()
    told = next((at for at, row in enumerate(rows) if _is_length(row.text)), None)
    if told is None:
        return fields
    last = told
    for at in range(told + 1, min(told + _MOST_ABOVE, len(rows) - 1)):
        if is_copyright(rows[at].text):
            last = at
            break
        if leading_date(rows[at].text) is not None or known(rows[at].text, Fields(hints={"date": ""}), above=False):
            last = at
    above = [row.text for row in rows[: last + 1]]
    fields.title = above[0] if told else ""
    unknown = [text for text in above[1:] if not known(text, fields, above=False)]
    by_order(unknown, fields)
    known(rows[-1].text, fields, above=False)
    fields.paragraphs = paragraphs_of(rows[last + 1 : -1])
    return fields


def _is_length(text: str) -> bool:
    return words_told(text) is not None and len(text.split()) <= 3
