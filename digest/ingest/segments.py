"""The layout machine: each layout is tried over the whole text, and the best that fits cuts it into articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from digest.ingest.header import Header
from digest.ingest.layouts import PARTING, Layout
from digest.ingest.openings import Openings, closing, signals
from digest.ingest.prose import Row, count_words, ends_sentence, is_furniture, sign_off, title_like, truncated, words
from digest.ingest.signs import Signs, Vocabulary, scan, vocabulary_of
from digest.ingest.trials import Cut, Opening, Segment, Trial, Verdict

#: share of a text's datelines that name a place of their own; and where rules part the texts, too
_DISTINCT: Final = 0.8
_DISTINCT_PARTED: Final = 0.3
#: words of the lines behind a closing line that belong to the page
_LEFT_OVER: Final = 40
_FEWEST_IN_TITLE: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of trying all layouts on a text."""

    cut: Cut | None
    """of the best that fits; None when none does: then the text is one article"""
    near: bool
    """whether one found two articles or more, and did not fit for something else in the text"""


def cut(rows: Sequence[Row], layouts: Sequence[Layout], top: Header) -> Tried:
    """Try all layouts on a text; `top` is what stands above everything."""
    text = _looked_at(rows, layouts, top)
    # most layouts need something of which a text has none
    there = text.signs.there()
    trials = [
        _try(text, layout) for layout in layouts if layout.needs.keys() <= there and not _missing(text.signs, layout)
    ]
    best = winner(trials)
    return Tried(
        cut=best.cut if best is not None else None,
        near=any(trial.verdict is Verdict.PIECES and trial.blocks >= 2 for trial in trials),
    )


def winner(trials: Sequence[Trial]) -> Trial | None:
    """The trial that fits best: by fit, then articles, then proofs; of equals the first."""
    return max((trial for trial in trials if trial.cut is not None), key=lambda trial: trial.rank, default=None)


def try_all(rows: Sequence[Row], layouts: Sequence[Layout], top: Header) -> list[Trial]:
    """Each layout over the whole text, one trial a layout; `top` is what stands above everything."""
    text = _looked_at(rows, layouts, top)
    return [_try(text, layout) for layout in layouts]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What every trial looks at."""

    rows: Sequence[Row]
    signs: Signs
    top: Header


def _looked_at(rows: Sequence[Row], layouts: Sequence[Layout], top: Header) -> Text:
    """The lines are looked at once, for all layouts; a layout whose signs are missing costs nothing more."""
    vocabulary = vocabulary_of(tuple(layouts))
    rows = _unglued(rows, vocabulary)
    return Text(rows=rows, signs=scan(rows, vocabulary), top=top)


def _unglued(rows: Sequence[Row], vocabulary: Vocabulary) -> Sequence[Row]:
    """The rows with such closing lines apart as stand on one line with other text: "... Read More »Archives"."""
    if not vocabulary.glue or not any("»" in row.text or "→" in row.text or ">>" in row.text for row in rows):
        return rows
    found: list[Row] = []
    for row in rows:
        folded = row.text.casefold()
        closer = next((each for each in vocabulary.glue if each in folded), None)
        if closer is None or len(folded) != len(row.text) or folded == closer:
            found.append(row)
            continue
        start = folded.index(closer)
        parts = (row.text[:start], row.text[start : start + len(closer)], row.text[start + len(closer) :])
        found += [row._replace(text=part.strip(), gap=0 if part is not parts[0] else row.gap) for part in parts if part]
    return found


def _try(text: Text, layout: Layout) -> Trial:
    missing = _missing(text.signs, layout)
    if missing:
        return Trial(layout=layout, verdict=Verdict.NO_SIGN, missing=missing)
    trials = [_Hypothesis(text, layout, rule).trial() for rule in _rules(text.signs, layout)]
    return winner(trials) or max(trials, key=lambda trial: trial.openings)


def _missing(signs: Signs, layout: Layout) -> str:
    """A sign that a text would have more often in this layout, in words; empty when none is missing."""
    for name, least in layout.needs.items():
        if signs.count(name) < least:
            return f"no {name} in it" if least == 1 else f"fewer than {least} of: {name}"
    if "rule" in layout.opening and not _rules(signs, layout):
        return f"no rule of {layout.rule_length} characters in it"
    if "marker" in layout.opening and layout.markers.isdisjoint(signs.markers.values()):
        return "no marker in it"
    return ""


def _rules(signs: Signs, layout: Layout) -> list[str]:
    """The rule characters a text may be cut at; one empty string for a layout without rules."""
    if "rule" not in layout.order:
        return [""]
    return sorted({rule.character for rule in signs.rules.values() if rule.length >= layout.rule_length})


class _Hypothesis:
    """One layout over one text."""

    def __init__(self, text: Text, layout: Layout, rule: str) -> None:
        self.rows = text.rows
        self.signs = text.signs
        self.top = text.top
        self.layout = layout
        self.rule = rule
        self.closing = closing(text.signs, layout)
        self.openings: list[Opening] = []

    def trial(self) -> Trial:
        layout = self.layout
        self.openings = openings = Openings(self.rows, self.signs, layout, self.rule, self._first_free()).all()
        if not openings:
            return self._no(Verdict.TOO_FEW)
        refused = self._above() or self._out_of_order()
        if refused is not None:
            return refused
        segments = self._segments()
        left = self._left_over(segments)
        if left:
            return self._no(Verdict.LEFT_OVER, left)
        return self._judged(segments)

    def _judged(self, segments: tuple[Segment, ...]) -> Trial:
        layout = self.layout
        lengths = [self._body_words(each) for each in segments]
        long = [layout.min_words <= length <= layout.max_words for length in lengths]
        short = [each.start for each, whole in zip(segments, long, strict=True) if not whole]
        whole = sum(long)
        if whole < layout.min_articles:
            return self._no(Verdict.TOO_FEW, short[0] if short else -1)
        if layout.leave_short:
            segments = tuple(replace(each, short=not whole) for each, whole in zip(segments, long, strict=True))
            short = []
        elif len(segments) > layout.max_articles:
            return self._no(Verdict.TOO_MANY)
        strays = self._strays(segments)
        score = (len(segments) - len(short)) / (len(segments) + len(strays))
        fits = score >= layout.threshold
        bad = short[0] if short else strays[0] if strays else -1
        return Trial(
            layout=layout,
            verdict=Verdict.FITS if fits else Verdict.PIECES,
            rule=self.rule,
            openings=len(segments),
            blocks=whole,
            score=score,
            line=0 if bad < 0 else self.rows[bad].at,
            cut=Cut(layout=layout, rows=self.rows, segments=segments, score=score) if fits else None,
        )

    def _no(self, verdict: Verdict, at: int = -1) -> Trial:
        return Trial(
            layout=self.layout,
            verdict=verdict,
            rule=self.rule,
            openings=len(self.openings),
            line=self.rows[at].at if at >= 0 else 0,
        )

    def _first_free(self) -> int:
        """Where the first article may begin: below the header's lines and the page's."""
        at = self.top.taken if not self._opens_with_header() else 0
        while at < len(self.rows) and is_furniture(self.rows[at].text, self.layout.chrome):
            at += 1
        return at if at < len(self.rows) else 0

    def _opens_with_header(self) -> bool:
        """Whether what is taken for the header of all belongs to the layout's first article."""
        return self.layout.opening[0] in ("labels", "date", "header")

    def _above(self) -> Trial | None:
        """What stands above the first article and belongs to none."""
        layout, first = self.layout, self.openings[0].start
        if self.top.title and first >= self.top.taken and not layout.repeats_title:
            return self._no(Verdict.TITLED, first)
        above = self.rows[min(self.top.taken, first) : first]
        leading = [row for row in above if not is_furniture(row.text, layout.chrome)]
        if len(leading) > layout.leading or count_words(leading) >= layout.min_words:
            return self._no(Verdict.ABOVE, first)
        return None

    def _out_of_order(self) -> Trial | None:
        """Openings that are those of parts of one article: short titles, numbers that do not run on, speakers."""
        layout, openings = self.layout, self.openings
        titles = [words(each.title) >= layout.title_words for each in openings[1:] if each.title]
        if sum(titles) < len(titles) / 2:
            return self._no(Verdict.SUBHEADINGS)
        if layout.title == "numbered":
            for expected, each in enumerate(openings, openings[0].number):
                if each.number != expected:
                    return self._no(Verdict.NUMBERS, each.start)
        if "dateline" in layout.opening and "title" not in layout.opening and len(openings) > 1:
            places = [self.signs.datelines.get(each.body, "") for each in openings]
            seen = {place: at for at, place in reversed(list(enumerate(places)))}
            parted = not PARTING.isdisjoint(layout.opening)
            if len(seen) < 2 or len(seen) < (_DISTINCT_PARTED if parted else _DISTINCT) * len(places):
                again = next(at for at, place in enumerate(places) if seen[place] < at)
                return self._no(Verdict.PLACES, openings[again].start)
        return None

    def _segments(self) -> tuple[Segment, ...]:
        starts = [opening.start for opening in self.openings[1:]] + [len(self.rows)]
        return tuple(self._segment(each, end) for each, end in zip(self.openings, starts, strict=True))

    def _segment(self, opening: Opening, end: int) -> Segment:
        breaks_off = False
        if "closer" in self.layout.order:
            closed = next((at for at in range(opening.body, end) if at in self.closing), end)
            breaks_off = closed < end and truncated([self.rows[closed].text])
            end = closed
        return Segment(
            start=opening.start,
            title=opening.title,
            captions=opening.captions,
            body=opening.body,
            end=self._foot(opening.body, end),
            lead=opening.lead,
            hints=opening.hints,
            breaks_off=breaks_off,
        )

    def _foot(self, body: int, end: int) -> int:
        """Where the foot of the page begins: the first of its lines below which there is no running text."""
        if not self.layout.foot:
            return end
        for at in range(max(body + 1, end - _LEFT_OVER), end):
            row = self.rows[at]
            if row.text.casefold().startswith(self.layout.foot) and count_words(self.rows[at:end]) <= 2 * _LEFT_OVER:
                return at
        return end

    def _left_over(self, segments: Sequence[Segment]) -> int:
        """The first row behind a closing line that belongs to no article, where there is much of it; else 0."""
        if "closer" not in self.layout.order:
            return 0
        ends = [segment.start for segment in segments[1:]] + [len(self.rows)]
        for segment, end in zip(segments, ends, strict=True):
            if segment.end == end:
                return segment.start  # an article that nothing closes
            rest = [row for row in self.rows[segment.end + 1 : end] if not is_furniture(row.text, self.layout.chrome)]
            inner = end != len(self.rows)
            if (inner and rest) or count_words(rest) >= _LEFT_OVER:
                return segment.end + 1
        return 0

    def _body_words(self, segment: Segment) -> int:
        return words(segment.lead) + count_words(self.rows[segment.body : segment.end])

    def _strays(self, segments: Sequence[Segment]) -> list[int]:
        """Signs inside a body: they part something that is no article. A closing one parts nothing."""
        last = len(self.rows) - 1
        found: list[int] = []
        for segment in segments:
            below = self._first_of_text(segment)
            found += [
                at
                for at in range(segment.body, segment.end)
                if at < last and (self._parts(at) or self._missed(at, below, segment) or self._untold(at, segment))
            ]
        return found

    def _parts(self, at: int) -> bool:
        return signals(at, self.signs, self.layout, self.rule)

    def _first_of_text(self, segment: Segment) -> int:
        """The first row of a body that is neither its byline nor its date."""
        bylines, dates = self.signs.bylines, self.signs.dates
        text = (at for at in range(segment.body, segment.end) if at not in bylines and at not in dates)
        return next(text, segment.end)

    def _missed(self, at: int, below: int, segment: Segment) -> bool:
        """Whether a line inside a body shows that an article begins there, under what could be no title."""
        signs, opening = self.signs, self.layout.opening
        if self.layout.title == "dated":
            return at in signs.dated
        if "imprint" in opening and at in signs.imprints:
            return at + 1 < segment.end
        if at <= below or "title" not in opening or self.layout.title != "any":
            return False
        named = at in signs.bylines or at in signs.dates
        if named and not {"byline", "date", "origin"}.isdisjoint(opening):
            return at + 1 < segment.end
        return at in signs.datelines and self.rows[at].gap > 0 and not {"dateline", "origin"}.isdisjoint(opening)

    def _untold(self, at: int, segment: Segment) -> bool:
        """Whether the last line of a text without a title is the title of the next one."""
        row = self.rows[at]
        titled = {"title", "labels", "header"} & set(self.layout.opening)
        return not titled and at == segment.end - 1 > segment.body and row.gap > 0 and _heads(row.text)


def _heads(text: str) -> bool:
    """Whether a line may be a title; a row of a table, which is mostly figures, is none."""
    if not title_like(text) or ends_sentence(text) or sign_off(text) is not None:
        return False
    parts = text.split()
    figures = sum(any(map(str.isdecimal, part)) for part in parts)
    return len(parts) >= _FEWEST_IN_TITLE and 4 * figures < len(parts)
