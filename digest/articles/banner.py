"""Lines above a headline that are no part of the text: an embargo, a mark of the version that stands alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from digest.articles.dates import Moment, read_date
from digest.articles.markers import is_mark
from digest.articles.months import MONTHS, WEEKDAYS
from digest.articles.words import words
from digest.model import Draft, Hint, Precision

_LEAD: Final = re.compile(
    r"[\W_]{0,8}(?:"
    r"(?P<embargo>(?:(?:strict(?:ly)?|press|news|media|under|sous|bajo|sob|sotto|onder) )?"
    r"(?:embargo(?:ed)?|embargad[oa]|sperrfrist)(?: (?:copy|notice|news|release|material|information))?"
    r"(?: (?:for )?(?:release|publication|use|broadcast|transmission))?)"
    r"|(?P<hold>(?:not|no) (?:for )?(?:release|publication|use|broadcast|transmission)"
    r"|not to be (?:published|released|used|broadcast)|hold(?: for release)?|for release|frei))\b"
    r"(?P<until>[ :,–—-]{0,3}(?:until|till|before|prior to|not before|to|at|on|from|lifts|expires|ends|bis|ab|für"
    r"|jusqu['’]?(?:au|à|en)|hasta(?: el| las)?|até|fino (?:al|alle)|tot)\b)?[ :,–—-]{0,4}",
    re.IGNORECASE,
)
_LONGEST: Final = 200
"""characters of a banner, and of a headline below one"""
_WORD: Final = re.compile(r"\S+")
_NUMBER: Final = re.compile(r"[+-]?\d[\d:.,/+h-]{0,24}(?:[ap]m|st|nd|rd|th|h|z|t[\d:.]+z?)?", re.IGNORECASE)
_OF_TIME: Final = words(
    """
    am pm a.m p.m noon midday midnight today tomorrow tonight hours hrs h hr uhr local time the of at on and a alle le
    la las el à de den dem du um ore heures horas
    gmt utc bst cet cest est edt et cst cdt mst pst pdt pt ct ist jst aest aedt sast wat eat msk eet eest wet z
    """
)
_CLOCK: Final = re.compile(
    r"\d[:.h]\d\d|\d ?(?:[ap]\.?m\b|h\b|hours|hrs|uhr|horas|heures)|noon|midday|midnight", re.IGNORECASE
)
_UNTIL: Final = re.compile("until|till|before|prior", re.IGNORECASE)
_SURE: Final = ("not ", "no ", "hold for")
"""what is said of texts only; "for release" stands above texts that are out, too"""
_POINTS: Final = words("noon midday midnight today tomorrow tonight")
_ENDS: Final = (".", "!", "?", "。", "”", '"')
_FIRST: Final = 3
"""paragraphs in which an embargo may stand, beside the last one"""


class _Banner(NamedTuple):
    """An embargo as printed, and what follows it on its line."""

    until: str
    rest: str


def without_banner(draft: Draft) -> Draft:
    """The draft with an embargo as its hint, and a mark such as "KILL" on a line of its own in front of the headline.

    A title that is only one of them gives way to the headline below. The source's own field of an embargo stands.
    """
    title, paragraphs = draft.title.strip(), list(draft.paragraphs)
    if is_mark(title) and _is_headline(paragraphs):
        title = f"{title.strip(' :*.()[]-')}: {paragraphs.pop(0)}"
    found = read_embargo(title)
    if found is not None:
        title = found.rest or (paragraphs.pop(0) if _is_headline(paragraphs) else "")
    else:
        found = _take(paragraphs)
    if found is None and title == draft.title.strip():
        return draft
    hints = dict(draft.hints)
    if found is not None:
        hints.setdefault("embargo", Hint(value=found.until, source="banner", confidence=0.9))
    return replace(draft, title=title, paragraphs=tuple(paragraphs), hints=hints)


def read_embargo(text: str) -> _Banner | None:
    """What a line says of an embargo at its beginning; None for a headline about one ("Embargo on arms extended").

    "EMBARGOED until 06:00 GMT, 1 January 2031: Headline", "Sperrfrist: Freitag, 12 Uhr". Without a time it holds the
    text until a person lets it out; "for release" does so only with a moment that can be read.
    """
    lead = _LEAD.match(text[:_LONGEST])
    if lead is None:
        return None
    tail = text[lead.end() :]
    end = _time_run(tail)
    until, rest = tail[:end].strip(" :,.–—-|/()[]*"), tail[end:]
    if rest.strip(" :,.–—-|/()[]*") and not _is_parted(tail[:end], rest):
        until, rest = "", tail
    rest = rest.strip(" :,–—-|/()[]*").removeprefix(".").strip()
    told = _CLOCK.search(until) is not None or isinstance(read_date(until), Moment)
    sure = lead["embargo"] or (lead["hold"].casefold().startswith(_SURE) and _UNTIL.search(lead["until"] or ""))
    if told and (sure or moment_told(until) is not None):
        return _Banner(until, rest)
    if lead["embargo"] and not until and _stands_alone(text, lead, rest):
        return _Banner(lead.group().strip(" :,–—-*()[]"), rest)
    return None


def _time_run(tail: str) -> int:
    """Where the words of a day and a time end."""
    end = 0
    for word in _WORD.finditer(tail[:_LONGEST]):
        bare = word.group().casefold().strip(",;()[]*.")
        if not (_NUMBER.fullmatch(bare.rstrip(":")) or bare.rstrip(":") in _OF_TIME or _names_a_point(bare)):
            break
        end = word.end()
        if bare.endswith(":"):
            break
    return end


def _names_a_point(word: str) -> bool:
    bare = word.casefold().strip(" ,.:;()[]")
    return bare in _POINTS or bare in MONTHS or bare in WEEKDAYS


def _is_parted(run: str, rest: str) -> bool:
    """Whether a sign stands between the time and what follows: "2031: Headline", not "2031 imposed on arms"."""
    return run.rstrip().endswith((":", "]", ")")) or rest.lstrip()[:1] in {":", "-", "–", "—", "|", "/", "]", ")"}


def moment_told(until: str) -> Moment | None:
    """The moment at which an embargo ends; None where its day, time or zone cannot be read."""
    found = read_date(until)
    return found if isinstance(found, Moment) and found.precision is Precision.TIME else None


def _stands_alone(text: str, lead: re.Match[str], rest: str) -> bool:
    """Whether the word is a label, as a rule in capitals: the whole line, or parted by a colon from the headline."""
    word = lead["embargo"]
    if not rest:
        return word.isupper() or word.casefold() == "embargoed"
    parted = not lead["until"] and text[lead.end("embargo") :].lstrip(")] *")[:1] == ":"
    return word.isupper() and parted and not rest.isupper()


def _is_headline(paragraphs: Sequence[str]) -> bool:
    return len(paragraphs) > 1 and len(paragraphs[0]) <= _LONGEST and not paragraphs[0].rstrip().endswith(_ENDS)


def _take(paragraphs: list[str]) -> _Banner | None:
    """The embargo that a line of its own gives above the text or below it, taken out."""
    places = range(len(paragraphs))
    for place in (*places[:_FIRST], *places[_FIRST:][-1:]):
        found = read_embargo(paragraphs[place])
        if found is not None and (not found.rest or place == 0):
            paragraphs[place : place + 1] = [found.rest] if found.rest else []
            return found
    return None
