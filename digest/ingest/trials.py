"""What came of trying a layout on a text: its articles, how well they fit, and what did not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from digest.ingest.layouts import Layout
from digest.ingest.prose import Row
from digest.model import Hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What stands above a body, as rows from `start` on, and what it tells."""

    start: int
    body: int
    """positions in the rows; `body` is the first row of the text"""
    title: str = ""
    captions: tuple[str, ...] = ()
    lead: str = ""
    """text that stands on the opening's last row and belongs to the body"""
    number: int = 0
    hints: tuple[tuple[str, Hint], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One article as rows: those before `body` hold title, captions and chrome."""

    start: int
    title: str
    captions: tuple[str, ...]
    body: int
    end: int
    """positions in the rows; `end` is the first row that is no text of it"""
    lead: str = ""
    hints: tuple[tuple[str, Hint], ...] = ()
    short: bool = False
    """too short for an article of this layout, which leaves those out"""
    breaks_off: bool = False
    """whether the line that closed it offers more: "Read more" """


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A layout that fits a text: its articles, and how well it fits, 0 to 1."""

    layout: Layout
    rows: Sequence[Row]
    segments: tuple[Segment, ...]
    score: float


class Verdict(StrEnum):
    """What came of a trial."""

    #: the layout parts the text
    FITS = "fits"
    #: a sign that every article of the layout has is nowhere
    NO_SIGN = "no sign"
    #: fewer articles than the layout wants
    TOO_FEW = "too few"
    #: more articles than the layout allows
    TOO_MANY = "too many"
    #: text above the first article that belongs to none
    ABOVE = "above"
    #: a header above all gives the text one title
    TITLED = "titled"
    #: the titles are too short for articles, and may be sub-headings
    SUBHEADINGS = "sub-headings"
    #: the numbers before the titles do not run on
    NUMBERS = "numbers"
    #: the datelines name one place again and again
    PLACES = "places"
    #: lines between the articles, or below the last, that belong to none
    LEFT_OVER = "left over"
    #: too many pieces that are no articles
    PIECES = "pieces"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One layout over one text."""

    layout: Layout
    verdict: Verdict
    rule: str = ""
    """the character of the rules, where the layout has any"""
    openings: int = 0
    """articles found, good and bad"""
    blocks: int = 0
    """those of them that are articles in length"""
    score: float = 0.0
    line: int = 0
    """where it did not fit: a line of the text, 0 for nowhere in particular"""
    missing: str = ""
    cut: Cut | None = None

    @property
    def rank(self) -> tuple[float, int, int]:
        """What the better of two fitting layouts has more of: fit, articles, proofs."""
        return self.score, self.blocks, len(self.layout.proofs)

    @property
    def told(self) -> str:
        """The verdict as a sentence for a person."""
        layout = self.layout
        found = f"{self.openings} found"
        return {
            Verdict.FITS: f"fits: {self.blocks} of {self.openings} are articles in length",
            Verdict.NO_SIGN: self.missing,
            Verdict.TOO_FEW: f"{found}, {layout.min_articles} wanted"
            + (f": the piece at line {self.line} is too short or too long" if self.line else ""),
            Verdict.TOO_MANY: f"{found}, {layout.max_articles} at most",
            Verdict.ABOVE: f"text above the first article (line {self.line}) that belongs to none",
            Verdict.TITLED: f"a header above line {self.line} gives it all one title",
            Verdict.SUBHEADINGS: f"titles as short as sub-headings: half of them want {layout.title_words} words",
            Verdict.NUMBERS: f"the numbers before the titles do not run on at line {self.line}",
            Verdict.PLACES: f"its datelines name one place again (line {self.line}), as speakers are named",
            Verdict.LEFT_OVER: f"line {self.line} and what follows belongs to no article",
            Verdict.PIECES: f"{self.blocks} of {self.openings} are articles in length, {layout.threshold:.0%} wanted"
            + (f": not the piece at line {self.line}" if self.line else ""),
        }[self.verdict]
