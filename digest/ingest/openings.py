"""Where the articles of a layout begin: its fields above the body, matched in their order."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from digest.ingest import chats
from digest.ingest.header import BY_LINE, read_header
from digest.ingest.layouts import PARTING, Layout
from digest.ingest.prose import (
    Row,
    has_credit,
    is_furniture,
    title_like,
    truncated,
    words,
)
from digest.ingest.repeats import next_same
from digest.ingest.signs import Signs
from digest.ingest.trials import Opening
from digest.model import Hint

#: a title may be long where the second copy proves it one
_LONGEST_DOUBLED: Final = 45
#: the fewest headlines of a page's list of them
_TICKER: Final = 8
#: what stands in brackets behind a caption
_AGENCIES: Final = frozenset(
    {"AA", "AFP", "ANP", "ANSA", "AP", "APA", "DPA", "EFE", "EPA", "IRNA", "PA", "PTI", "SPA", "TASS", "UPI"}
)
#: words of a caption without a credit
_FEWEST_IN_CAPTION: Final = 9
#: rules and markers between two articles
_MOST_SIGNALS: Final = 200
#: how the parts of one article are called
_PARTS: Final = (
    "about ", "notes to editor", "note to editor", "editor's note", "editors' note", "editor’s note", "contact",
    "media contact", "press contact", "background", "related", "further information", "more information", "references",
    "sources", "correction", "disclaimer", "timeline", "key points", "methodology", "ingredients", "instructions",
    "method", "conclusion", "introduction", "summary", "what happens next", "read also", "see also", "who is ",
    "what is ", "footnotes", "for more information",
)  # fmt: skip


def signals(at: int, signs: Signs, layout: Layout, rule: str) -> bool:
    """Whether a row is one of a layout's rules or markers."""
    if "rule" in layout.opening:
        found = signs.rules.get(at)
        if found is not None and found.character == rule and found.length >= layout.rule_length:
            return True
    return "marker" in layout.opening and signs.markers.get(at) in layout.markers


def closing(signs: Signs, layout: Layout) -> frozenset[int]:
    """The rows that close an article of a layout."""
    return frozenset(at for at, closer in signs.closers.items() if closer in layout.closing)


@dataclass(slots=True)
class _Draft:
    """An opening that is being matched: `at` is the row that comes next."""

    start: int
    at: int
    title: str = ""
    captions: tuple[str, ...] = ()
    lead: str = ""
    number: int = 0
    hints: dict[str, Hint] = field(default_factory=dict)
    confirmed: bool = False

    def opening(self) -> Opening:
        return Opening(
            start=self.start,
            body=self.at,
            title=self.title,
            captions=self.captions,
            lead=self.lead,
            number=self.number,
            hints=tuple(self.hints.items()),
        )

    def hint(self, name: str, value: str) -> None:
        """What a line above the text says, as the lines of a header do."""
        source = BY_LINE if name == "byline" else "header"
        self.hints.setdefault(name, Hint(value=value, source=source, confidence=0.9))


class Openings:
    """The openings of one layout in one text."""

    def __init__(self, rows: Sequence[Row], signs: Signs, layout: Layout, rule: str, first: int) -> None:
        self.rows = rows
        self.signs = signs
        self.layout = layout
        self.rule = rule
        self.first = first
        """the row at which the first article may begin without what parts it from the one above"""
        below: Mapping[str, Container[int]] = {"imprint": signs.imprints, "rule": signs.rules}
        opening = layout.opening
        self.below_title: Container[int] = (
            below.get(opening[opening.index("title") + 1], ()) if "title" in opening[:-1] else ()
        )
        """rows that show that the one above them is a title"""
        self.next_same = next_same(rows, layout.within) if layout.repeats_title else []

    def all(self) -> list[Opening]:
        """Every opening, from the top down; none begins inside another one."""
        found: list[Opening] = []
        below = 0
        self._below_heading()
        for at in self._candidates():
            if at < below:
                continue
            opening = self._match(at)
            if opening is not None:
                found.append(opening)
                below = opening.body
        if "header" in self.layout.order:
            return self._with_days(found)
        return found

    def _below_heading(self) -> None:
        """Let the first article begin below the few lines that may stand above it."""
        if self.layout.leading and self.layout.opening[0] in PARTING:
            above = self.first
            for at in range(above, min(above + self.layout.leading + 1, len(self.rows))):
                self.first = at
                if self._match(at) is not None:
                    return
            self.first = above

    def _candidates(self) -> Iterable[int]:
        """The rows at which an article may begin, by the rarest of the layout's signs; in order."""
        signs, layout = self.signs, self.layout
        first, *rest = layout.opening or ("body",)
        if "closer" in layout.order:
            return sorted({self.first, *(at + 1 for at in closing(signs, layout) if at + 1 < len(self.rows))})
        if first == "title":
            if layout.repeats_title:
                return [at for at, later in enumerate(self.next_same) if later]
            if layout.title != "any":
                return sorted(signs.titles(layout.title))
            second = rest[0] if rest else ""
            tables_of: Mapping[str, Mapping[int, object]] = {
                "dateline": signs.datelines,
                "byline": signs.bylines,
                "date": signs.dates,
                "imprint": signs.imprints,
            }
            table = tables_of.get(second)
            return range(len(self.rows)) if table is None else sorted(at - 1 for at in table if at)
        labels = signs.labels
        tables: dict[str, Iterable[int]] = {
            "header": signs.headers,
            "labels": [at for at, label in labels.items() if at - 1 not in labels or label.name == "title"],
            "date": signs.dates,
            "dateline": signs.datelines,
            "ticker": sorted(signs.bullets)[:1],
            "gap": {self.first, *signs.gaps},
            "rule": {self.first, *(at for at in signs.rules if at - 1 not in signs.rules)},
            "marker": {self.first, *(at for at in signs.markers if at - 1 not in signs.markers)},
        }
        return sorted(tables[first]) if first in tables else range(len(self.rows))

    def _match(self, start: int) -> Opening | None:
        """The fields above a body, in the layout's order, from this row on."""
        layout = self.layout
        draft = _Draft(start, start)
        for position, name in enumerate(layout.opening):
            matched = self._field(name, position, draft)
            if not matched and position not in layout.optional:
                return None
        # two equal lines with others between are a layout only when the page's chrome or its captions agree
        if "captions" in layout.opening and layout.repeats_title and not draft.confirmed:
            return None
        return draft.opening()

    def _field(self, name: str, position: int, draft: _Draft) -> bool:
        """Take one field from the row that the draft has come to; whether it is there."""
        if name == "captions":
            again = self._title_again(draft) if "title" in self.layout.opening[position + 1 :] else None
            return self._captions(draft, again)
        if name in ("rule", "marker", "gap"):
            return self._parted(name, draft)
        if name in ("date", "byline"):
            return self._line(name, draft)
        if name in ("dateline", "origin"):
            return self._opens_text(name, draft.at)
        takes = {
            "title": self._title,
            "chrome": self._chrome,
            "ticker": self._ticker,
            "header": self._header,
            "labels": self._labels,
            "imprint": self._imprint,
        }
        return takes[name](draft)

    def _parted(self, name: str, draft: _Draft) -> bool:
        """What parts an article from the one above; the first needs none."""
        start = draft.at
        first = start == draft.start <= self.first
        if name == "gap":
            return first or self.signs.gaps.get(draft.at, 0) >= self.layout.blank
        for _ in range(_MOST_SIGNALS):
            if draft.at >= len(self.rows) or not signals(draft.at, self.signs, self.layout, self.rule):
                break
            draft.at += 1
        return first or draft.at > start

    def _chrome(self, draft: _Draft) -> bool:
        start = draft.at
        while draft.at < len(self.rows) and is_furniture(self.rows[draft.at].text, self.layout.chrome):
            draft.at += 1
        draft.confirmed = draft.confirmed or draft.at > start
        return True

    def _ticker(self, draft: _Draft) -> bool:
        """Headlines behind bullets, or below bullets that stand alone."""
        count = 0
        while (text := self.signs.bullets.get(draft.at)) is not None:
            draft.at += 1
            if not text and draft.at < len(self.rows):
                text, draft.at = self.rows[draft.at].text, draft.at + 1
            if not title_like(text):
                return False
            count += 1
        return count >= _TICKER

    def _header(self, draft: _Draft) -> bool:
        """The header of a message; a first line of it that looks like a title is its title."""
        header = self.signs.headers.get(draft.at)
        if header is None:
            return False
        draft.at += 1
        draft.lead = _plain(header.text)
        if not draft.lead and draft.at < len(self.rows) and draft.at not in self.signs.headers:
            draft.lead, draft.at = _plain(self.rows[draft.at].text), draft.at + 1
        more = draft.at < len(self.rows) and draft.at not in self.signs.headers
        if more and words(draft.lead) >= 3 and title_like(draft.lead):
            draft.title, draft.lead = draft.lead, ""
        return True

    def _labels(self, draft: _Draft) -> bool:
        """Lines with labels, a title among them; the label of the text ends them."""
        count = 0
        while (label := self.signs.labels.get(draft.at)) is not None:
            if label.name == "title":
                if draft.title:
                    break
                draft.title = label.value
            elif label.name == "text":
                draft.lead = label.value
            else:
                draft.hints.setdefault(label.name, Hint(value=label.value, source="header"))
            draft.at, count = draft.at + 1, count + 1
            if label.name == "text":
                break
        return bool(draft.title) and count >= 2

    def _line(self, name: str, draft: _Draft) -> bool:
        """A date line or a byline; one that comes at once again is the second that `order` names."""
        if name in draft.hints:
            self._chrome(draft)  # buttons stand between the two copies
        known = self.signs.dates if name == "date" else self.signs.bylines
        value = known.get(draft.at)
        if value is None or draft.hints.get(name, Hint(value=value, source="")).value != value:
            return False
        draft.hint(name, value)
        when = self.rows[draft.at].text.rpartition(" - ")
        if name == "byline" and when[0] and any(map(str.isdecimal, when[2])):
            draft.hint("date", when[2])
        draft.at += 1
        return True

    def _imprint(self, draft: _Draft) -> bool:
        """The name of a paper or a site with a date behind it, an address, or both on lines of their own."""
        start = draft.at
        while (found := self.signs.imprints.get(draft.at)) is not None:
            for name, value in found.items():
                draft.hint(name, value)
            draft.at += 1
        return draft.at > start

    def _opens_text(self, name: str, at: int) -> bool:
        """A dateline; or an origin, which may be the header's line instead."""
        if at in self.signs.datelines:
            return True
        return name == "origin" and (at in self.signs.bylines or at in self.signs.dates)

    def _title(self, draft: _Draft) -> bool:
        at = draft.at
        if at >= len(self.rows):
            return False
        text = self.rows[at].text
        if draft.title:
            draft.at = at + 1
            return text == draft.title
        if self.layout.title != "any":
            titled = self.signs.titles(self.layout.title).get(at)
            if titled is None or at + 1 >= len(self.rows) or _is_part(titled.text) or not title_like(titled.text):
                return False
            if self.layout.title == "dated" and not titled.date:
                return False
            draft.title, draft.number = titled.text, titled.number
            if titled.date:
                draft.hint("date", titled.date)
        elif self._may_be_title(at):
            draft.title = text
        draft.at = at + 1
        return bool(draft.title)

    def _may_be_title(self, at: int) -> bool:
        row = self.rows[at]
        if is_furniture(row.text, self.layout.chrome) or at in self.signs.rules:
            return False
        if self.layout.repeats_title:
            return self._doubled_title(at)
        if at + 1 >= len(self.rows) or not title_like(row.text) or self.signs.no_title(at) or _is_part(row.text):
            return False
        following = self.rows[at + 1]
        if following.gap > 0 or read_header(self.rows[at + 1 : at + 4]).taken:
            return True
        if at + 1 in self.below_title:
            return True
        return words(following.text) >= 12 and not following.text[0].islower()

    def _doubled_title(self, at: int) -> bool:
        row, above = self.rows[at], self.rows[at - 1].text if at else ""
        sentence = words(row.text) > 8 and (
            row.text.endswith(".") or (row.text.endswith(")") and not _short_name(row.text))
        )
        apart = at == 0 or row.gap > 0 or "captions" in self.layout.opening or truncated([above])
        return above != row.text and not sentence and apart and title_like(row.text, _LONGEST_DOUBLED)

    def _title_again(self, draft: _Draft) -> int | None:
        for later in range(draft.at, min(draft.at + self.layout.within, len(self.rows))):
            if self.rows[later].text == draft.title:
                return later
        return None

    def _captions(self, draft: _Draft, again: int | None) -> bool:
        """Captions: up to chrome or the second title, or below it those that are known or doubled.

        Those that repeat known ones confirm the layout, unless they are short as verses, or few of all: a letterhead.
        """
        known, found, told = draft.captions, list(draft.captions), 0
        for _ in range(min(self.layout.within, len(self.rows) - draft.at)):
            text = self.rows[draft.at].text
            if again is not None:
                if draft.at >= again or is_furniture(text, self.layout.chrome):
                    break
            elif text in found:
                told += text in known and _is_caption(text)
            elif not (self._doubled(draft.at) or (known and has_credit(text) and len(found) < 2 * len(known))):
                break
            if text not in found:
                found.append(text)
            draft.at += 1
        draft.confirmed = draft.confirmed or 3 * told >= max(1, len(known))
        draft.captions = tuple(found)
        return True

    def _doubled(self, at: int) -> bool:
        return at + 1 < len(self.rows) and self.rows[at].text == self.rows[at + 1].text

    def _with_days(self, found: list[Opening]) -> list[Opening]:
        """Messages with the days on which they were sent, where these can be told."""
        days = chats.days_of([self.signs.headers[each.start] for each in found])
        return [
            each
            if day is None
            else replace(each, hints=(*each.hints, ("date", Hint(value=day, source="chat", confidence=0.6))))
            for each, day in zip(found, days, strict=True)
        ]


def _short_name(text: str) -> bool:
    """Whether a line ends in a short name in brackets that is no picture's credit: "... a Teller Machine (ATM)"."""
    before, _, name = text[:-1].rpartition("(")
    before = before.rstrip()
    return (
        name.isalpha() and name.isupper() and name not in _AGENCIES and not before.endswith((".", "!", "?", "”", '"'))
    )


def _is_caption(text: str) -> bool:
    return has_credit(text) or words(text) >= _FEWEST_IN_CAPTION


def _is_part(title: str) -> bool:
    return title.casefold().startswith(_PARTS)


def _plain(text: str) -> str:
    """A message's line without the marks of bold and italic type around it."""
    return text.strip("*_ ")
