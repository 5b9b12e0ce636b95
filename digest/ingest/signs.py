"""What each line of a text may be to a layout: every line is looked at once, for all layouts together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from digest.ingest import chats
from digest.ingest.header import KEYS, byline, date_line
from digest.ingest.layouts import Layout, bare_closer
from digest.ingest.prose import Row, rule_character, words

_NUMBER: Final = re.compile(r"\d+")
_NUMBERED: Final = re.compile(r"[(\[]?(\d{1,3})[.)\]:] +(\S.*)")
_BULLETS: Final = ("-", "*", "•", "·", "–", "—", "»", "►", "▪")
_DATELINE: Final = re.compile(
    r"(?P<city>[^\W\d_][^\d()\[\]:;!?\"“”,–—]{1,40}?)(?P<more>,[^()–—]{1,50}?)?\s*(?P<agency>\([^()]{2,40}\))?"
    r"(?:\s*—\s*|\s+(?:--?|–|_)\s+)(?=\S)"
)
_MONTH: Final = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_TRAILING_DATE: Final = re.compile(
    r"(?P<apart>\s*[-–—|,(\[]\s*|\s{2,}|\t\s*|\s)(?P<date>(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\.?,? )?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{4}}|{_MONTH} \d{{1,2}},? \d{{4}}|\d{{4}}-\d\d-\d\d)"
    r"(?:,? (?:at )?\d{1,2}[:.]\d\d ?(?:[ap]\.?m\.?)?(?: [A-Z]{2,4})?)?)\s*[)\]]?$",
    re.IGNORECASE,
)
#: words before a date that belongs to the title's own sentence
_OF_TITLE: Final = frozenset(
    {"on", "of", "since", "until", "till", "by", "in", "from", "to", "and", "for", "after", "before", "between", "the"}
)
_LONGEST_TITLE: Final = 200
#: words of a paper's name, and of a title with a date behind it
_LONGEST_NAME: Final = 6
_SHORTEST_DATED: Final = 3
_WEB: Final = ("http://", "https://", "www.")
_APART: Final = (",", "-", "–", "—", "|", "(", "[", "·")
_LONGEST_CLOSER: Final = 40
_FIGURE: Final = re.compile(r"\d")
#: what a chat's header begins with
_BEFORE_HEADER: Final = frozenset("[0123456789\u200e\u200f")
_FEWEST_IN_DATELINE: Final = 6
#: labels in further languages, and the one that stands before the text
_LABELS: Final = KEYS | {
    "titel": "title", "titre": "title", "título": "title", "titolo": "title", "заголовок": "title",
    "datum": "date", "fecha": "date", "data": "date", "дата": "date",
    "quelle": "site", "fuente": "site", "fonte": "site", "источник": "site",
    "autor": "byline", "auteur": "byline", "autore": "byline", "автор": "byline",
    "text": "text", "body": "text", "content": "text", "full text": "text", "story": "text", "article": "text",
    "texto": "text", "texte": "text", "testo": "text", "текст": "text", "inhalt": "text",
}  # fmt: skip
#: how a closing line ends that other text may be glued to
_GLUE: Final = ("»", "→", ">>")


class Rule(NamedTuple):
    """A rule line: its character, and how many of them."""

    character: str
    length: int


class Titled(NamedTuple):
    """A title without what is written around it: a number before it, a date behind it (none: it may be its own)."""

    text: str
    number: int = 0
    date: str = ""


class Label(NamedTuple):
    """A line "Key: value" with a key that articles have."""

    name: str
    value: str


@dataclass(slots=True)
class Signs:
    """Positions of the rows that may mean something to a layout; a row may stand in several tables."""

    rules: dict[int, Rule] = field(default_factory=dict)
    markers: dict[int, str] = field(default_factory=dict)
    closers: dict[int, str] = field(default_factory=dict)
    headers: dict[int, chats.Header] = field(default_factory=dict)
    labels: dict[int, Label] = field(default_factory=dict)
    datelines: dict[int, str] = field(default_factory=dict)
    """their places"""
    dates: dict[int, str] = field(default_factory=dict)
    bylines: dict[int, str] = field(default_factory=dict)
    bullets: dict[int, str] = field(default_factory=dict)
    numbered: dict[int, Titled] = field(default_factory=dict)
    headed: dict[int, Titled] = field(default_factory=dict)
    dated: dict[int, Titled] = field(default_factory=dict)
    imprints: dict[int, Mapping[str, str]] = field(default_factory=dict)
    """names of papers with the date behind them, and addresses; as hints"""
    capitals: dict[int, Titled] = field(default_factory=dict)
    gaps: dict[int, int] = field(default_factory=dict)
    """blank lines above, where there are two or more"""

    repeats: int = 0
    """rows that stand elsewhere, too"""

    _counts: dict[str, int] = field(default_factory=dict)

    def count(self, name: str) -> int:
        """How many rows may be a field of layouts.FIELDS, or one of a layout's proofs."""
        return self._counted()[name]

    def there(self) -> set[str]:
        """The names of which there is any."""
        return {name for name, count in self._counted().items() if count}

    def _counted(self) -> dict[str, int]:
        if not self._counts:
            self._counts = {
                "rule": len(self.rules),
                "marker": len(self.markers),
                "gap": len(self.gaps),
                "closer": len(self.closers),
                "header": len(self.headers),
                "labels": len(self.labels),
                "date": len(self.dates),
                "byline": len(self.bylines),
                "dateline": len(self.datelines),
                "origin": len(self.datelines) + len(self.bylines) + len(self.dates),
                "ticker": len(self.bullets),
                "title twice": self.repeats,
                "capitals title": len(self.capitals),
                "dated title": len(self.dated),
                "imprint": len(self.imprints),
                "headed title": len(self.headed),
                "numbered title": len(self.numbered),
            }
        return self._counts

    def titles(self, form: str) -> dict[int, Titled]:
        """The titles that are written in one of the forms of layouts.TITLES, "any" left out."""
        return {
            "capitals": self.capitals,
            "dated": self.dated,
            "headed": self.headed,
            "numbered": self.numbered,
        }[form]

    def no_title(self, at: int) -> bool:
        """Whether a row is something else than a title, whatever it looks like."""
        tables = (self.headers, self.labels, self.dates, self.bylines, self.closers, self.bullets, self.numbered)
        return any(at in table for table in tables)


class Vocabulary:
    """The lines that some layouts know by heart."""

    def __init__(self, layouts: Iterable[Layout]) -> None:
        layouts = list(layouts)
        self.markers: frozenset[str] = frozenset().union(*(layout.markers for layout in layouts))
        closers: frozenset[str] = frozenset().union(*(layout.closers for layout in layouts))
        self.closers = frozenset(map(bare_closer, closers))
        self.glue = tuple(closer for closer in closers if closer.endswith(_GLUE))


@lru_cache(maxsize=8)
def vocabulary_of(layouts: tuple[Layout, ...]) -> Vocabulary:
    """What some layouts know by heart, made once for them."""
    return Vocabulary(layouts)


def scan(rows: Sequence[Row], vocabulary: Vocabulary) -> Signs:
    """Look at every row once."""
    signs = Signs()
    for at, row in enumerate(rows):
        text = row.text
        if row.gap >= 2:
            signs.gaps[at] = row.gap
        first = text[0]
        if first in _BEFORE_HEADER or text.find(", [", 0, 64) > 0:
            header = chats.read_header(text)
            if header is not None:
                signs.headers[at] = header
                continue
        if len(text) <= _LONGEST_TITLE or not first.isalpha():
            _short(at, text, signs, vocabulary)
        if text.find(":", 0, 24) > 0:
            _label(at, text, signs)
        if first.isalpha():
            place = _dateline(text)
            if place is not None:
                signs.datelines[at] = place
    texts = {row.text for row in rows}
    signs.repeats = len(rows) - len(texts)
    return signs


def _short(at: int, text: str, signs: Signs, vocabulary: Vocabulary) -> None:
    """What only a line of a title's length can be."""
    first, length = text[0], len(text)
    if not first.isalnum():
        _signed(at, text, signs)
    elif first.isdecimal() and (numbered := _NUMBERED.match(text)) is not None:
        signs.numbered[at] = Titled(numbered[2], number=int(numbered[1]))
    if vocabulary.markers and length <= _LONGEST_TITLE and (marker := marker_of(text)) in vocabulary.markers:
        signs.markers[at] = marker
    if length <= _LONGEST_CLOSER and (closer := bare_closer(text)) in vocabulary.closers:
        signs.closers[at] = closer
    if first in "Bb" and (names := byline(text.rpartition(" - ")[0] or text)) is not None:
        signs.bylines[at] = names
    if length <= _LONGEST_TITLE:
        if (text[-1] != "." or text.endswith("m.")) and _FIGURE.search(text, max(length - 12, 0)) is not None:
            _behind(at, text, signs)
        if text.isupper() and words(text) >= 2:
            signs.capitals[at] = Titled(text)
        if text.startswith(_WEB) and " " not in text:
            signs.imprints[at] = {"url": text}


def _behind(at: int, text: str, signs: Signs) -> None:
    """Lines that end in a date, or are one."""
    if date_line(text):
        signs.dates[at] = text
    elif (dated := _dated(text)) is not None:
        if words(dated.text) >= _SHORTEST_DATED:
            signs.dated[at] = dated
        if _is_imprint(dated, text):
            signs.imprints[at] = {"site": dated.text, "date": dated.date}


def _signed(at: int, text: str, signs: Signs) -> None:
    """Lines that open with a sign: rules, bullets, headings, numbers in brackets."""
    character = rule_character(text)
    if character is not None:
        signs.rules[at] = Rule(character, len(text.replace(" ", "")))
    elif text[0] == "#" and text[1:2] == " " and text.strip("# "):
        signs.headed[at] = Titled(text.strip("# "))
    elif text[0] in _BULLETS and (len(text) == 1 or text[1] in " \t"):
        signs.bullets[at] = text[1:].strip()
    elif text[0] in "([" and (numbered := _NUMBERED.match(text)) is not None:
        signs.numbered[at] = Titled(numbered[2], number=int(numbered[1]))


def marker_of(text: str) -> str:
    """A line as `markers` write it: lower case, "#" for a number."""
    return _NUMBER.sub("#", text.casefold())


def _label(at: int, text: str, signs: Signs) -> None:
    key, _, value = text.partition(":")
    name = _LABELS.get(key.strip(" *#").casefold())
    if name is not None and (value.strip() or name == "text"):
        signs.labels[at] = Label(name, value.strip(" *"))


def _dateline(text: str) -> str | None:
    """The place of "KABUL - ...", "LONDON, March 3 (Reuters) - ..." or "Berlin (dpa) - ...", else None."""
    head = text[:110]
    capital = head[1:2].isupper()
    if not (capital or "(" in head) or not any(map(head.__contains__, "-–—_")):
        return None
    found = _DATELINE.match(head)
    if found is None or len(text.split(None, _FEWEST_IN_DATELINE)) < _FEWEST_IN_DATELINE:
        return None
    city = found["city"].strip()
    shaped = city.isupper() and len(city) >= 3 if capital else bool(found["agency"]) and city[0].isupper()
    return city if shaped and words(city) <= 4 and not text.isupper() else None


def _dated(text: str) -> Titled | None:
    """A title with the date behind it; without one where the date belongs to the title's own sentence."""
    found = _TRAILING_DATE.search(text, max(len(text) - 60, 0))
    if found is None:
        return None
    title, when = text[: found.start()].strip(), found["date"]
    apart = bool(found["apart"].strip()) or len(found["apart"]) > 1
    weekday, _, rest = when.partition(" ")
    if not apart and weekday.isalpha() and weekday.casefold().endswith("day"):
        title, when = f"{title} {weekday}", rest  # "... a bridge on Monday 3 March 2026, 4:05 PM"
    of_title = not apart and title.rsplit(" ", 1)[-1].casefold() in _OF_TITLE
    if not title or title.endswith("."):
        return None
    return Titled(text) if of_title else Titled(title, date=when)


def _is_imprint(dated: Titled, text: str) -> bool:
    """Whether it is the name of a paper, in capitals as names are, with something before the date."""
    apart = text[len(dated.text) : len(dated.text) + 2].strip() in _APART
    capitals = [word for word in dated.text.split() if word[0].isupper()]
    return apart and bool(dated.date) and words(dated.text) <= _LONGEST_NAME and len(capitals) >= 1
