"""Who wrote it: a "By" line of its own at the top, else the source's field; an invented author is worse than none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from digest.articles.agencies import is_agency
from digest.articles.words import words

_LONGEST: Final = 120
_BY: Final = frozenset({"by", "von", "par", "por", "di"})
_PARTICLES: Final = words(
    """
    al abu bin binti bint da de del della den der di do dos du e el ibn la le of st ten ter the und van von y zu
    """
)
_NO_PERSON: Final = words(
    """
    admin administrator afternoon agencies agency anonymous appointment archive arrangement association author bureau
    committee contact content correspondent correspondents decree department desk editor editorial editors evening
    foundation friday government guest info institute international journal magazine media ministry monday morning
    network news newsdesk newspaper newsroom none null office online opinion photo redacción redaction redakcija
    redaktion redazione report reporter reporters reports rédaction saturday service services share sponsored staff
    subscribe sunday support team the thursday tuesday university unknown updated user watch web webdesk webmaster
    wednesday wire wires writer writers
    """
)
_NO_NAMES: Final = frozenset(
    {"press release", "press review", "read more", "city hall", "more from", "log in", "sign in"}
)
_JOINTS: Final = re.compile(r", and |, & | and | & |, |; | with ", re.IGNORECASE)
_BREAK: Final = re.compile(r" \| | [-–—/] |, (?=[^,]+$)")
_ROLES: Final = frozenset(
    {
        "staff writer",
        "staff writers",
        "staff reporter",
        "staff",
        "correspondent",
        "special correspondent",
        "our correspondent",
        "contributor",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """The names as printed, and the agency that stands with them."""

    names: str | None
    agency: str | None = None


def house_of(names: Iterable[str | None], url: str | None) -> frozenset[str]:
    """What an article's site calls itself, by letters alone: its names, and the labels of its host."""
    labels = (urlsplit(url).hostname or "").split(".")[:-1] if url else []
    return frozenset(filter(None, map(_letters, (*(name for name in names if name), *labels))))


def read_byline(line: str, house: Collection[str] = ()) -> Byline | None:
    """The byline that a line at the top is: "By Jane Doe", "By JANE DOE, Associated Press", "JANE DOE | AP"; else None.

    Without "By" a line counts only when a known agency stands behind the name. The site's own name (`house`) is none.
    """
    line = line.strip()
    if not 4 <= len(line) <= _LONGEST:
        return None
    first, _, rest = line.partition(" ")
    announced = first.rstrip(":").casefold() in _BY and bool(rest)
    return _split(rest.strip() if announced else line, house, announced=announced)


def read_author(value: str, house: Collection[str] = (), *, lone: bool = False) -> Byline | None:
    """The byline in a source's own author field, without "By", addresses and house names; None when it names nobody.

    With `lone` one word may be a name, as of somebody who signs as "Heiko": only where the source says whose it is.
    """
    value = re.sub(r"<[^<>]*>|\S+@\S+|https?://\S+|(?<!\S)@\S+", " ", value[: 4 * _LONGEST])
    value = " ".join(value.split()).strip(" ,;|()")
    if len(value) > 2 * _LONGEST:
        return None
    first, _, rest = value.partition(" ")
    if first.rstrip(":").casefold() == "by" and rest:
        value = rest
    if lone and _is_lone(value) and not is_agency(value) and _letters(value) not in house:
        return Byline(names=value)
    return _split(value, house, announced=True)


def _is_lone(name: str) -> bool:
    """Whether one word may be somebody's name: letters, figures behind them, no house word."""
    bare = name.replace("-", "").replace("_", "").rstrip("0123456789")
    return 3 <= len(name) <= 30 and bare.isalpha() and name.casefold() not in _NO_PERSON


def _split(text: str, house: Collection[str], *, announced: bool) -> Byline | None:
    if is_agency(text):
        return Byline(names=None, agency=text) if announced else None
    names, agency = text, None
    for joint in _BREAK.finditer(text):
        tail = text[joint.end() :].strip()
        if is_agency(tail) or tail.casefold() in _ROLES or _letters(tail) in house:
            names, agency = text[: joint.start()].strip(" ,"), tail if is_agency(tail) else None
            break
    if agency is None and not announced:
        return None
    return Byline(names=names, agency=agency) if _are_people(names, house) else None


def _are_people(names: str, house: Collection[str]) -> bool:
    people = [name.strip() for name in _JOINTS.split(names)]
    return 1 <= len(people) <= 8 and all(_is_person(name) and _letters(name) not in house for name in people)


def _letters(name: str) -> str:
    """A name as it is compared: "The Harbour Times", "Harbour Times" and "harbourtimes" are one."""
    return "".join(filter(str.isalnum, name.casefold().removeprefix("the ")))


def _is_person(name: str) -> bool:
    """Two to five words that begin like a name, none of them a house word, no digit and no sentence."""
    words = name.split()
    if name.casefold() in _NO_NAMES:
        return False
    if not 2 <= len(words) <= 5 or any(word.strip(".").casefold() in _NO_PERSON for word in words):
        return False
    if any(
        not (character.isalpha() or character in " .-'’\u200c\u200d") and not _is_mark(character) for character in name
    ):
        return False
    if name.endswith(".") and not (len(words[-1]) <= 3):
        return False
    return all(not word[0].islower() or word.casefold() in _PARTICLES for word in words) and not words[-1][0].islower()


def _is_mark(character: str) -> bool:
    """Vowel signs of Indic and Semitic scripts are no letters to str.isalpha, but stand in names."""
    return unicodedata.category(character).startswith("M")
