"""Factiva's fields: by their codes, or where none are printed by the form and order of the lines."""

from __future__ import annotations

from collections.abc import Sequence

from digest.ingest.labels import is_copyright
from digest.ingest.printed import clock_of, language_tag, leading_date, words_told
from digest.ingest.readers.vendor import Fields

_HINTS = {"SE": "section", "BY": "byline", "SN": "site", "LA": "language", "CX": "note", "URL": "url"}
TEXT = ("LP", "TD")
_TAGGED = ("NS", "RE", "IN")
#: codes of the other fields; what stands in them is the article's and no field of ours
_OTHER = frozenset(
    {
        "HD",
        "WC",
        "PD",
        "ET",
        "SC",
        "NGC",
        "GC",
        "PG",
        "VOL",
        "ED",
        "CY",
        "CR",
        "CLM",
        "CO",
        "RF",
        "CT",
        "IPC",
        "IPD",
        "PUB",
    }
    | {"AN", "ART", "RST"}
)
CODES = frozenset({*_HINTS, *TEXT, *_TAGGED, *_OTHER})


def fill(fields: Fields, found: dict[str, str]) -> None:
    """Fields by their codes (Factiva's search guide, "field codes")."""
    fields.title = found.get("HD", "")
    fields.length = found.get("WC", "")
    for code, name in _HINTS.items():
        fields.set(name, found.get(code, ""))
    day = leading_date(found.get("PD", ""))
    if day is not None:
        fields.set("date", day.iso[:10] + clock_of(found.get("ET", "")))
    else:
        fields.set("date", found.get("PD", ""))
    fields.set("id", number_of(found.get("AN", "")))
    fields.set("agency", found.get("CR", ""), 0.7)
    for code in _TAGGED:
        for part in found.get(code, "").split("|"):
            fields.tag(part.partition(" : ")[2] or part)


def number_of(text: str) -> str:
    """The accession number, without the word in front of it."""
    return text.rsplit(maxsplit=1)[-1] if text.split() else ""


def known(text: str, fields: Fields, *, above: bool) -> bool:
    """Take a line that its own form tells: length, date, time, language, number, copyright."""
    day = leading_date(text)
    if text.startswith("Document ") and len(text.split()) == 2:
        fields.set("id", number_of(text))
    elif words_told(text) is not None and len(text.split()) <= 3:
        fields.length = text
    elif day is not None and len(text) <= 40:
        fields.set("date", day.iso)
    elif len(text) <= 8 and clock_of(text):
        if "date" in fields.hints and len(fields.hints["date"]) == 10:
            fields.hints["date"] += clock_of(text)
    elif text.casefold() != language_tag(text).casefold() and "date" in fields.hints:
        fields.set("language", text)
    elif above and fields.title and "date" not in fields.hints:
        fields.set("section", text)
    else:
        return is_copyright(text) or (text.isdecimal() and len(text) <= 5)
    return True


def by_order(unknown: Sequence[str], fields: Fields) -> None:
    """What no form tells: a name above the length, the source's name and its code below the date."""
    for text in unknown:
        first = text.split()[0].casefold()
        if "site" not in fields.hints and first in ("by", "par", "von", "por", "di", "door") and len(text) <= 120:
            fields.set("byline", text, 0.8)
        elif "site" not in fields.hints and not text.isupper():
            fields.set("site", text, 0.9)
