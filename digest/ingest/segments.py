"""The layout machine: each layout is tried over the whole text, and the best that fits cuts it into articles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from digest.ingest.header import read_header
from digest.ingest.layouts import Layout
from digest.ingest.prose import (
    Row,
    count_words,
    has_credit,
    is_furniture,
    rule_character,
    sign_off,
    title_like,
    words,
)

#: a title may be long where the second copy proves it one
_LONGEST_DOUBLED = 45
#: the flag of an uncut text that looks like several articles
SEVERAL = "may-hold-several"
#: the font-size button of crawled pages, lower case
_BUTTON = "tt"
#: words on either side of a sign that parts two texts
_FEWEST_WORDS = 25
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One article as rows: those before `body` hold title, captions and chrome."""

    start: int
    title: str
    captions: tuple[str, ...]
    body: int
    end: int
    """positions in the rows; `end` is the first row of what follows"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A layout that fits a text: its articles, and how well it fits, 0 to 1."""

    layout: Layout
    segments: tuple[Segment, ...]
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opening:
    start: int
    title: str
    captions: tuple[str, ...]
    body: int


def cut(rows: Sequence[Row], layouts: Sequence[Layout]) -> Cut | None:
    """The best layout for a text, or None when none fits: then the text is one article."""
    best: Cut | None = None
    for layout in layouts:
        for rule in _rules(rows, layout):
            tried = _Hypothesis(rows, layout, rule).cut()
            if tried is not None and (best is None or tried.score > best.score):
                best = tried
    return best


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


def _rules(rows: Sequence[Row], layout: Layout) -> list[str]:
    """The rule characters a text may be cut at; one empty string for a layout without rules."""
    if "rule" not in layout.order:
        return [""]
    found = (rule_character(row.text, layout.rule_length) for row in rows)
    return sorted({character for character in found if character is not None})


class _Hypothesis:
    """One layout over one text."""

    def __init__(self, rows: Sequence[Row], layout: Layout, rule: str) -> None:
        self.rows = rows
        self.layout = layout
        self.rule = rule
        self.next_same = _next_same(rows, layout.within) if layout.repeats_title else [0] * len(rows)

    def cut(self) -> Cut | None:
        openings = self._openings()
        layout = self.layout
        if len(openings) < max(layout.min_articles, 1):
            return None
        leading = [row for row in self.rows[: openings[0].start] if not is_furniture(row.text, layout.chrome)]
        if len(leading) > layout.leading or count_words(leading) >= layout.min_words:
            return None
        ends = [opening.start for opening in openings[1:]] + [len(self.rows)]
        segments = tuple(
            Segment(start=each.start, title=each.title, captions=each.captions, body=each.body, end=end)
            for each, end in zip(openings, ends, strict=True)
        )
        whole = sum(self._body_words(segment) >= layout.min_words for segment in segments)
        score = whole / (len(segments) + self._stray_signals(segments))
        return Cut(layout=layout, segments=segments, score=score) if score >= layout.threshold else None

    def _body_words(self, segment: Segment) -> int:
        return count_words(self.rows[segment.body : segment.end])

    def _stray_signals(self, segments: Sequence[Segment]) -> int:
        """Rules and markers inside a body: they part something that is no article. A closing one parts nothing."""
        return sum(
            self._signal(self.rows[at].text)
            for segment in segments
            for at in range(segment.body, segment.end)
            if at < len(self.rows) - 1
        )

    def _signal(self, text: str) -> bool:
        opening = self.layout.opening
        if "rule" in opening and rule_character(text, self.layout.rule_length) == self.rule:
            return True
        return "marker" in opening and len(text) <= 200 and _NUMBER.sub("#", text.casefold()) in self.layout.markers

    def _openings(self) -> list[_Opening]:
        found: list[_Opening] = []
        at = 0
        while at < len(self.rows):
            opening = self._match(at)
            if opening is None:
                at += 1
            else:
                found.append(opening)
                at = opening.body
        return found

    def _match(self, start: int) -> _Opening | None:
        """The fields above a body, in the layout's order, from this row on."""
        layout = self.layout
        if layout.repeats_title and not self.next_same[start] and "rule" not in layout.order:
            return None
        at, title, confirmed = start, "", False
        captions: tuple[str, ...] = ()
        for position, name in enumerate(layout.opening):
            if name in ("rule", "marker"):
                at = self._skip_signals(at)
                if at == start > 0:
                    return None
            elif name == "title":
                if at >= len(self.rows) or (title and self.rows[at].text != title):
                    return None
                if not title and not self._may_be_title(at):
                    return None
                title, at = self.rows[at].text, at + 1
            elif name == "captions":
                again = self._title_again(at, title) if "title" in layout.opening[position + 1 :] else None
                stop, captions, agree = self._captions(at, again, captions)
                at, confirmed = stop, confirmed or agree
            else:
                stop = self._skip_chrome(at)
                at, confirmed = stop, confirmed or stop > at
        # two equal lines with others between are a layout only when the page's chrome or its captions agree
        if "captions" in layout.opening and layout.repeats_title and not confirmed:
            return None
        return _Opening(start=start, title=title, captions=captions, body=at)

    def _may_be_title(self, at: int) -> bool:
        row = self.rows[at]
        if is_furniture(row.text, self.layout.chrome) or rule_character(row.text) is not None:
            return False
        if self.layout.repeats_title:
            doubled_above = at > 0 and self.rows[at - 1].text == row.text
            sentence = row.text.endswith((".", ")")) and words(row.text) > 8
            lines_apart = at == 0 or row.gap > 0 or "captions" in self.layout.opening
            return not doubled_above and not sentence and lines_apart and title_like(row.text, _LONGEST_DOUBLED)
        if at + 1 >= len(self.rows) or not title_like(row.text):
            return False
        following = self.rows[at + 1]
        if following.gap > 0 or read_header(self.rows[at + 1 : at + 4]).taken:
            return True
        return words(following.text) >= 12 and not following.text[0].islower()

    def _title_again(self, at: int, title: str) -> int | None:
        for later in range(at, min(at + self.layout.within, len(self.rows))):
            if self.rows[later].text == title:
                return later
        return None

    def _skip_signals(self, at: int) -> int:
        while at < len(self.rows) and self._signal(self.rows[at].text):
            at += 1
        return at

    def _skip_chrome(self, at: int) -> int:
        while at < len(self.rows) and is_furniture(self.rows[at].text, self.layout.chrome):
            at += 1
        return at

    def _captions(self, at: int, again: int | None, known: tuple[str, ...]) -> tuple[int, tuple[str, ...], bool]:
        """Captions from a row on: up to chrome or the second title, or below it those that are known or doubled.

        Returns the row after them, all captions without repeats, and whether they repeat known ones.
        """
        found = list(known)
        agree = False
        last = min(at + self.layout.within, len(self.rows))
        while at < last:
            text = self.rows[at].text
            if again is not None:
                if at >= again or is_furniture(text, self.layout.chrome):
                    break
            elif text in found:
                agree = agree or text in known
            elif not (self._doubled(at) or (known and has_credit(text) and len(found) < 2 * len(known))):
                break
            if text not in found:
                found.append(text)
            at += 1
        return at, tuple(found), agree

    def _doubled(self, at: int) -> bool:
        return at + 1 < len(self.rows) and self.rows[at].text == self.rows[at + 1].text


def _next_same(rows: Sequence[Row], within: int) -> list[int]:
    """For every row the position of its next equal at most `within` rows below, else 0."""
    found = [0] * len(rows)
    below: dict[str, int] = {}
    for at in range(len(rows) - 1, -1, -1):
        later = below.get(rows[at].text)
        if later is not None and later - at <= within:
            found[at] = later
        below[rows[at].text] = at
    return found


def _doubled_titles(rows: Sequence[Row]) -> list[int]:
    same = _next_same(rows, 8)
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
        if row.text.casefold() != _BUTTON or count_words(rows[button + 1 : button + 8]) < _FEWEST_WORDS:
            continue
        for at in range(max(button - 8, 0), button):
            title = rows[at]
            named = title.gap > 0 and title_like(title.text) and words(title.text) >= 3 and not has_credit(title.text)
            if named and count_words(rows[max(at - 6, 0) : at]) >= _FEWEST_WORDS:
                return True
    return False


def _dateline(text: str) -> bool:
    """Whether a line opens with a place in capitals, then a dash: "KABUL (Reuters) - ", "LONDON, March 3 -"."""
    head = text[:80]
    for dash in (" — ", " – ", " - ", " _ ", " -- "):
        place, found, _ = head.partition(dash)
        if found:
            city = place.split(",", 1)[0].split("(", 1)[0].strip()
            return 3 <= len(city) <= 30 and city.isupper() and words(place) <= 8
    return False


def _counter(text: str) -> bool:
    """Whether a line counts documents: "3 of 10 DOCUMENTS", "Document 3 of 10"."""
    parts = text.casefold().split()
    return (
        len(parts) == 4
        and "of" in parts
        and parts[0 if parts[0].isdigit() else 1].isdigit()
        and "document" in text.casefold()
    )
