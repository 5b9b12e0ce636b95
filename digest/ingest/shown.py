"""The day that a page prints by its headline, for pages that state none in a field."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from digest.ingest.markup import DROPPED, is_beside, is_box, marks_of, names_of, text_of_element
from digest.ingest.moments import is_running
from digest.ingest.printed import Printed, days_in
from digest.ingest.prose import folded
from digest.model import Hint

if TYPE_CHECKING:
    from lxml.html import HtmlElement

#: a caption's day is its picture's, a quotation's another text's
_UNSHOWN = DROPPED - {"aside", "footer", "form", "object", "title"} | {"figure", "figcaption", "blockquote"}
#: elements that hold a page, whatever their names are
_WHOLE = ("html", "body", "main", "form")
_SHORTEST_LINE = 6
_LONGEST_TITLE = 500
#: signs between a date and the text that it leads
_AFTER_LEADING = ("-", "–", "—", "|", ")", ":", "„")
#: characters that may stand beside a date in a line of its own: a weekday, a clock, an author
_BESIDE_DATE = 45
#: words between the headline and its date, below it and above it; where the date stands in a box the first are fewer
_BELOW, _ABOVE, _BOXED = 80, 25, 12
_RIGHT_BELOW = 5
#: paragraphs that may stand between them
_STANDFIRST = 1
#: no page is older
_FIRST_PAGES = "1990"
#: so many dates of one kind are a list of teasers or comments
_LIST = 3
_OTHERS = re.compile(
    r"(?:^|\s)(?:(?!tag|category)[a-z]{1,12}[-_]{1,2})?(?:comment|kommentar|leserbrief|caption|bildunter)"
)
_MARKED = re.compile(r"date|datum|time|publi|posted|meta|stamp|fecha|byline|created")
_MARKED_TOLD = re.compile(r"publi|created|posted|(?:entry|post)[-_]date")
_TOLD = re.compile(
    r"(?:publi|posted|postado|written|created|added|erschienen|erstellt|veröffentlicht|gepostet|mise? en ligne|paru"
    r"|(?:beitrag|artikel|eintrag) wurde|опублик|نشر)[^\d]*$|(?:^|\s)(?:date|datum|fecha|data)\s*:?\s*$"
)
#: words that call it the day of a change, or of what the text announces
_OTHER_DAY = re.compile(
    r"(?:updat|modif|edited|revis|correct|chang|aktualisi|geändert|änderung|mis à jour|actuali|atuali|aggiorn"
    r"|bijgewerkt|abgerufen|zuletzt|retrieved|accessed|reviewed|checked|обновл)[^\d]*$"
    r"|(?:\b(?:until|till|due|valid|expires?|when|event|starts?|begins?|closes|born|version|wann|bis|gültig|termin|beginn"
    r"|geboren|hasta|cuándo|nacid[oa]|jusqu'au|quand|née?|fino al|quando|nat[oa])|deadline|frist|schluss|scadenza)\b"
    r"[^\d]{0,15}$"
)
#: "5. to" before "7. Juni 2026", with a dash
_FROM = re.compile(r"(?<![:\d])\d{1,2}\.? ?[-–—] ?$")
_TO = frozenset({"-", "–", "—", "to", "until", "bis"})
#: of a change, or of today
_MARKED_OTHER = re.compile(r"updat|modif|chang|edited|today|current|top-?bar")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A short line of a page that holds a date."""

    day: str
    told: bool
    """called the day of publication by its words or its element"""
    marked: bool
    """its element is called a date"""
    kind: tuple[object, ...]
    """its element and the one around it, by name and class"""
    at: int = 0
    """words of the page before it"""
    after: int = 0
    """paragraphs of text between it and the headline, where it stands below that"""
    boxed: bool = False
    """in an element whose names tell of a box, as those of an article's head do at times"""


def shown_day(tree: HtmlElement, title: str) -> Hint | None:
    """The date printed nearest to the headline, else one that its words or its element call that of publication."""
    headline = _headline(tree, title)
    lines, start, end = _lines(tree, headline)
    if headline is not None:
        kinds = Counter(line.kind for line in lines)
        near = [line for line in lines if _is_near(line, start, end, listed=kinds[line.kind] >= _LIST)]
        if near:
            near.sort(key=lambda line: _order(line, start, end))
            return Hint(value=near[0].day, source="headline", confidence=0.7)
    rest = _single(lines)
    plain = [line for line in rest if not line.boxed]
    told = (
        next((line for line in plain if line.told), None)
        or next((line for line in plain if line.marked), None)
        or next((line for line in rest if line.told), None)
    )
    return None if told is None else Hint(value=told.day, source="printed", confidence=0.5)


def only_day(tree: HtmlElement, title: str) -> Hint | None:
    """The day that a page prints below its headline, where it prints only one beside its boxes, lists and changes."""
    found, start, _ = _lines(tree, _headline(tree, title))
    lines = [line for line in _single(found) if not line.boxed and line.at >= start]
    alone = len({line.day[:10] for line in lines}) == 1
    return Hint(value=lines[0].day, source="printed", confidence=0.4) if alone else None


def _single(lines: Sequence[_Line]) -> list[_Line]:
    """The lines that are no part of a list."""
    kinds = Counter(line.kind for line in lines)
    return [line for line in lines if kinds[line.kind] < _LIST]


def _is_near(line: _Line, start: int, end: int, *, listed: bool) -> bool:
    boxed = line.boxed and (listed or not line.marked)
    if line.at >= start:
        return line.at - end <= (_BOXED if boxed else _BELOW) and line.after <= _STANDFIRST
    return start - line.at <= (_ABOVE if line.marked and not boxed else _BOXED)


def _order(line: _Line, start: int, end: int) -> tuple[bool, bool, bool, bool, int]:
    """Right below the headline before all else that can be read; a date above it is more often that of today."""
    distance = max(0, line.at - end) if line.at >= start else 2 * (start - line.at) + _RIGHT_BELOW
    return not _is_iso(line.day), distance > _RIGHT_BELOW, not line.told, not line.marked, distance


def _is_iso(day: str) -> bool:
    """Whether a day is told, and no 03/04/2026."""
    return day[:4].isdecimal()


def _headline(tree: HtmlElement, title: str) -> HtmlElement | None:
    """The element that holds the title: a heading, else any; else the only h1."""
    wanted = folded(title)
    for names in (("h1",), ("h2", "h3", "h4", "h5", "h6")):
        for node in tree.iter(*names):
            if _is_title(folded(text_of_element(node)), wanted):
                return node
    body = next(tree.iter("body"), tree)
    for node in body.iter():
        if wanted and node.text and len(node.text) <= _LONGEST_TITLE and folded(node.text) == wanted:
            return node
    alone = [node for node in tree.iter("h1") if text_of_element(node)]
    return alone[0] if len(alone) == 1 else None


def _is_title(heading: str, title: str) -> bool:
    if not heading or not title:
        return False
    longer, shorter = (heading, title) if len(heading) >= len(title) else (title, heading)
    return longer == shorter or (len(shorter.split()) >= 3 and shorter in longer and len(longer) < 2 * len(shorter))


def _lines(tree: HtmlElement, headline: HtmlElement | None) -> tuple[list[_Line], int, int]:
    """The dated lines of a page in order, and the words before the headline's first and last one."""
    own = set() if headline is None else {headline, *headline.iterancestors()}
    runs = cache(is_running)  # a paragraph may hold thousands of dates
    found: list[_Line] = []
    start = end = at = above = paragraphs = 0
    before = ""
    for node, text, boxed, is_end in _texts(tree, own):
        if node is headline:
            start, end, above = (start, at, paragraphs) if is_end else (at, end, above)
        paragraphs += is_end and node.tag == "p" and runs(node)
        line = _line(node, text, before, runs) if text else None
        if line is not None:
            found.append(replace(line, at=at, after=paragraphs - above, boxed=boxed))
        at += len(text.split())
        before = text or before
    return found, start, end


def _texts(tree: HtmlElement, own: set[HtmlElement]) -> Iterator[tuple[HtmlElement, str, bool, bool]]:
    """Each piece of a page's text, with its element, whether that is in a box, and whether it ends there."""
    import lxml.etree

    body = next(tree.iter("body"), tree)
    boxes: list[HtmlElement] = []
    walker = lxml.etree.iterwalk(body, events=("start", "end"))
    for event, node in walker:
        text = ""
        if event == "start":
            if node not in own and (node.tag in _UNSHOWN or is_beside(node) or _OTHERS.search(names_of(node))):
                walker.skip_subtree()
            else:
                text = _stated(node) or node.text
                boxes += [node] if node not in own and node.tag not in _WHOLE and is_box(node) else []
        elif boxes and boxes[-1] is node:
            boxes.pop()
        yield node, " ".join((text or "").split()), bool(boxes), event == "end"
        if event == "end" and node is not body and node.tail:
            yield node.getparent(), " ".join(node.tail.split()), bool(boxes), False


def _stated(node: HtmlElement) -> str | None:
    """The machine's form of a date in a <time>, or in an element that microdata or hAtom call that of publication."""
    names = ("datetime",) if node.tag == "time" else ("content", "title")
    marked = node.tag in ("time", "abbr") or "datepublished" in marks_of(node)
    return next((str(node.get(name)) for name in names if node.get(name)), None) if marked else None


def _line(node: HtmlElement, text: str, before: str, runs: Callable[[HtmlElement], bool]) -> _Line | None:
    """A line that holds a date and little else, or begins with one, and calls it nothing else; None for any other.

    `runs` tells whether a <p> is running text.
    """
    found = _day(text) if len(text) >= _SHORTEST_LINE and any(map(str.isdigit, text[:200])) else None
    if found is None or (_is_iso(found.iso) and found.iso < _FIRST_PAGES):
        return None
    leads = found.start <= 1 and text[found.end :].lstrip(" .")[:1] in _AFTER_LEADING
    around = node.getparent()
    names = f"{names_of(node)} {node.get('itemprop') or ''}".lower()
    outer = "" if around is None else names_of(around)
    label = f"{before[-30:]} {text[: found.start]}".lower()
    marked_told, labelled_told = _MARKED_TOLD.search(names), _TOLD.search(label)
    if not marked_told and (_OTHER_DAY.search(label) or _MARKED_OTHER.search(names)):
        return None
    long = len(text) - (found.end - found.start) > _BESIDE_DATE
    if not leads and not labelled_told and (long or _in_text(node, runs)):
        return None
    return _Line(
        day=found.iso,
        told=bool(marked_told or labelled_told),
        marked=bool(_MARKED.search(f"{names} {outer}")),
        kind=(node.tag, node.get("class"), None if around is None else around.tag, outer),
    )


def _day(text: str) -> Printed | None:
    """The first date of a line; None where a span of days ends or begins with it: an event, a life."""
    days = list(days_in(text))
    if not days or _FROM.search(text[: days[0].start]):
        return None
    return None if any(text[days[0].end : day.start].strip() in _TO for day in days) else days[0]


def _in_text(node: HtmlElement, runs: Callable[[HtmlElement], bool]) -> bool:
    """Whether an element is a paragraph of running text, or stands in one."""
    return any(runs(each) for each in (node, *node.iterancestors("p")) if each.tag == "p")
