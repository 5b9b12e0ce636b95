"""Cuts a normalised record into the parts that weigh differently: title, dateline, lede, body."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from digest.model import Article
from digest.regions.text import fold

LEDE = 350
"""characters of the opening that count as lede; wire copy names its focus there"""
_DATELINE_REACH = 90
_DATE = re.compile(
    r"(?:,? (?:Jan|Feb|Mar|Apr|May|June|July|Aug|Sept|Oct|Nov|Dec)[a-z]*\.? \d{1,2})?,?(?: ?\([A-Za-z ]{2,20}\))?$",
    re.IGNORECASE,
)
_MARKS = (" - ", " -- ", "- ", ": ")
_NAMES = re.compile(r"[A-Z][\w'.]*(?:[ -][A-Z][\w'.]*){0,2}")
_GAP = "\n"


@dataclass(frozen=True, slots=True)
class Parts:
    """The texts that are weighed, and where paragraphs begin in lede + body."""

    title: str
    dateline: str
    lede: str
    body: str
    starts: tuple[int, ...]
    """offset of each paragraph in lede + body"""

    def paragraph(self, offset: int) -> int:
        """Number of the paragraph that holds this offset of lede + body."""
        return bisect_right(self.starts, offset) - 1

    def items(self) -> tuple[tuple[str, str], ...]:
        """Name and text of each part, in the order in which they are read."""
        return (("title", self.title), ("dateline", self.dateline), ("lede", self.lede), ("body", self.body))


def parts_of(article: Article) -> Parts:
    """The parts of a record; captions, credits, the byline and notes above the news are none of them."""
    first = article.sentences[0].paragraph if article.sentences else 0
    return _assemble(article.title, article.dateline, list(article.paragraphs[first:]))


def parts_of_text(title: str, text: str) -> Parts:
    """The parts of bare text: paragraphs end at line ends, or at double spaces where the text is one line."""
    separator = "\n" if "\n" in text.strip() else "  "
    return _assemble(title, None, [stripped for piece in text.split(separator) if (stripped := piece.strip())])


def _assemble(title: str, dateline: str | None, paragraphs: list[str]) -> Parts:
    if paragraphs:
        found, rest = _split_dateline(paragraphs[0])
        if found and (dateline is None or fold(found).casefold().startswith(fold(dateline).casefold())):
            dateline, paragraphs = dateline or found, [rest, *paragraphs[1:]]
    text = _GAP.join(paragraphs)
    cut = _cut(text)
    starts = accumulate((len(paragraph) + len(_GAP) for paragraph in paragraphs[:-1]), initial=0)
    return Parts(title, dateline or "", text[:cut], text[cut:], tuple(starts))


def _split_dateline(paragraph: str) -> tuple[str, str]:
    """("LONDON", "Shares rose ...") for "LONDON, April 3 - Shares rose ..."; an empty place when there is no dateline.

    A dateline opens the text with a place and ends in a dash or a colon (AP, Reuters, Gulf papers). The place stands in
    capitals, or a date or an agency follows it, or it is a name alone before a colon.
    """
    head = fold(paragraph[:_DATELINE_REACH])
    for mark in _MARKS:
        at = head.find(mark)
        if at <= 0:
            continue
        told = head[:at].rstrip()
        place = _DATE.sub("", told).rstrip(" ,")
        first = place.partition(",")[0]
        shouted = first.upper() == first
        named = first[:1].isupper() and (len(place) < len(told) or (mark == ": " and _NAMES.fullmatch(place)))
        if len(first) > 2 and any(char.isalpha() for char in first) and (shouted or named):
            return paragraph[: len(place)], paragraph[at + len(mark) :]
    return "", paragraph


def _cut(text: str) -> int:
    """Where the lede ends: at the first space after LEDE characters."""
    if len(text) <= LEDE:
        return len(text)
    ends = [at for at in (text.find(" ", LEDE), text.find("\n", LEDE)) if at >= 0]
    return min(ends, default=len(text))
