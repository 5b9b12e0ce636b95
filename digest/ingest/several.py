"""Whether a text that no layout parts looks like several articles, so that a person has a look at it."""

from __future__ import annotations

from collections.abc import Sequence

from digest.ingest.prose import Row, count_words, has_credit, rule_character, sign_off, title_like, words
from digest.ingest.repeats import next_same

#: the flag of an uncut text that looks like several articles
SEVERAL = "may-hold-several"
#: the font-size button of crawled pages, lower case
_BUTTON = "tt"
#: words on either side of a sign that parts two texts
_FEWEST_WORDS = 25


def may_hold_several(rows: Sequence[Row]) -> bool:
    """Whether an uncut text looks like several articles.

    Signs are repeated titles, sign-offs, datelines or counters; a rule between two texts; a title and captions above
    the font-size button with a text above them.
    """
    if _parting_rule(rows) or _inner_opening(rows):
        return True
    return any(
        len(found) >= 2
        for found in (
            _doubled_titles(rows),
            [row for row in rows if sign_off(row.text) and words(row.text) <= 5],
            [row for row in rows if _dateline(row.text)],
            [row for row in rows if _counter(row.text)],
            _parted_titles(rows),
        )
    )


def _doubled_titles(rows: Sequence[Row]) -> list[int]:
    same = next_same(rows, 8)
    return [at for at, later in enumerate(same) if later and words(rows[at].text) >= 4 and title_like(rows[at].text)]


def _parted_titles(rows: Sequence[Row]) -> list[int]:
    """Title-like lines below two or more blank lines with a paragraph below them."""
    return [
        at
        for at in range(1, len(rows) - 1)
        if rows[at].gap >= 2
        and title_like(rows[at].text)
        and words(rows[at].text) >= 3
        and count_words(rows[at + 1 : at + 6]) >= 25
    ]


def _parting_rule(rows: Sequence[Row]) -> bool:
    """Whether a rule line with blank lines around it has a text on either side."""
    return any(
        row.gap > 0
        and rule_character(row.text) is not None
        and rows[at].gap > 0
        and count_words(rows[max(at - 7, 0) : at - 1]) >= _FEWEST_WORDS
        and count_words(rows[at : at + 6]) >= _FEWEST_WORDS
        for at, row in enumerate(rows[:-1], 1)
    )


def _inner_opening(rows: Sequence[Row]) -> bool:
    """Whether a title-like line and at most seven captions stand above a font-size button, and texts around them."""
    for button, row in enumerate(rows):
        if len(row.text) != len(_BUTTON) or row.text.casefold() != _BUTTON:
            continue
        if count_words(rows[button + 1 : button + 8]) < _FEWEST_WORDS:
            continue
        for at in range(max(button - 8, 0), button):
            title = rows[at]
            named = title.gap > 0 and title_like(title.text) and words(title.text) >= 3 and not has_credit(title.text)
            if named and count_words(rows[max(at - 6, 0) : at]) >= _FEWEST_WORDS:
                return True
    return False


def _dateline(text: str) -> bool:
    """Whether a line opens with a place in capitals, then a dash: "KABUL (Reuters) - ", "LONDON, March 3 -"."""
    if text[1:2].islower():
        return False
    head = text[:80]
    for dash in (" — ", " – ", " - ", " _ ", " -- "):
        place, found, _ = head.partition(dash)
        if found:
            city = place.split(",", 1)[0].split("(", 1)[0].strip()
            return 3 <= len(city) <= 30 and city.isupper() and words(place) <= 8
    return False


def _counter(text: str) -> bool:
    """Whether a line counts documents: "3 of 10 DOCUMENTS", "Document 3 of 10"."""
    if len(text.split(None, 4)) != 4:
        return False
    folded = text.casefold()
    parts = folded.split()
    return "document" in folded and "of" in parts and parts[0 if parts[0].isdecimal() else 1].isdecimal()
