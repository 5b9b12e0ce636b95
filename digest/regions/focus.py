"""Weighs the mentions of an article and ranks the countries it is about."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate
from math import inf, log10

from digest.model import Evidence
from digest.regions.gazetteer import WORLD, Gazetteer, Reading
from digest.regions.parts import Parts
from digest.regions.scan import Mention, Scanner
from digest.regions.tongues import NAMED, Tongue

KINDS = {
    "country": 1.0,
    "alias": 1.0,
    "capital": 0.9,
    "demonym": 0.8,
    "division": 0.8,
    "city": 0.75,
    "actor": 0.45,
    "institution": 0.18,
    "area": 0.3,
    "mask": 0.0,
}
"""what one mention weighs in the body; measured over labelled news (research, section 4)"""
MINOR = 0.55
"""a division that only its own country's news names alone"""
PARTS = {"title": 2.0, "dateline": 5.0, "lede": 1.5, "body": 1.0}
DECAY = 0.12
"""the n-th mention of a country in one part weighs 1 / (1 + DECAY n): repetition is not focus"""
ACTOR_CAP = 3
"""mentions of one armed group or institution that count"""
VENUES = frozenset(
    {"geneva", "brussels", "new york", "vienna", "the hague", "hague", "rome", "davos"}
    | {"genf", "geneve", "ginebra", "genebra", "brussel", "bruxelles", "bruselas", "bruxelas", "nueva york"}
    | {"nova york", "wien", "vienne", "viena", "den haag", "la haye", "la haya", "haia", "rom", "roma"}
)
"""cities that host meetings about elsewhere: half weight outside title and dateline"""
HOME = 0.6
"""what the source's home country weighs: enough where nothing is named, never enough against a named country"""
NAMESAKE = 0.1
"""a namesake must have this share of the largest city's people to be meant without a comma"""
SMALLER = 1.5
"""support that a namesake of less than half the size needs beyond that of the largest"""
WEAKER = 2
"""times the first reading's support that a weak one needs: Georgia is the state where nothing speaks of Tbilisi"""
ALONE = 0.5
"""what is left of a small town's weight where no other name speaks for its country, but other countries are named"""
SMALL = 300
"""thousands of people up to which a city is as likely a namesake: a person, a street, a word of another language"""
ALIKE = 100
"""thousands of people from which a city is looked for under its English name in other languages with Latin letters"""
_OPENING = re.compile(r"(?:^|[.!?:;«»„“\"\n]\s*)$")
"""what stands before the first word of a sentence, which has a capital letter whatever it is"""
_WHOLE_WORD = re.compile(r"(?<![\w.@/#&-])\w++(?![\w@/-]|\.\w)")
"""a word, and no part of an address, a compound or a tag"""
_SAINTS = ("san ", "santa ", "santo ", "sao ", "saint ", "st ")
_SITES = frozenset({"city", "division"})
_DIVISIONS = frozenset({"division", "alias"})
_NONE: frozenset[str] = frozenset()
LISTED = 1000
"""thousands of people that a city listed by hand is taken to have: it is listed because it is meant"""


@dataclass(slots=True)
class Tally:
    """Everything that speaks for one country."""

    score: float = 0.0
    named: float = 0.0
    """the part of the score that names the country itself or its people, capital or places"""
    prominent: bool = False
    """named in title or lede"""
    paragraphs: set[int] = field(default_factory=set)
    """those of the body in which it is named"""

    @property
    def strong(self) -> bool:
        """Evidence in title or lede, or in two separate paragraphs."""
        return self.prominent or len(self.paragraphs) > 1


@dataclass(slots=True)
class Focus:
    """The countries of an article by code, with the evidence in order of appearance."""

    tallies: dict[str, Tally]
    evidence: list[Evidence]
    rules: tuple[str, ...]


def weigh(parts: Parts, gazetteer: Gazetteer, home: str | None, tongue: Tongue | None = None) -> Focus:
    """Find, settle and weigh every mention; `home` is weak evidence and settles namesakes.

    `tongue` is the table of a text that is not in English.
    """
    rules: dict[str, None] = {}
    first, *others = parts.items()
    scanner = Scanner(gazetteer, home, rules, "\n".join([text for _, text in (first, *others)]))
    scan = scanner.scan if tongue is None else _scan_in(tongue, scanner, parts)
    # the title is read last: what it shortens, the text says in full ("Duarte wins": "Jessie Duarte won ...")
    read = [(name, text, scan(name, text)) for name, text in (*others, first) if text]
    found = [*read[-1:], *read[:-1]] if first[1] else read
    _lengthen(found, rules)
    support = _clear_support(found, home)
    divisions = {each.key for _, _, mentions in found for each in mentions if each.readings[0].kind in _DIVISIONS}

    def choose(mention: Mention, part: str) -> Reading:
        if len(mention.readings) == 1:
            return mention.readings[0]
        standing = _standing_in(mention, part, divisions, gazetteer, rules)
        return standing or _choose(mention, part, support, home, rules)

    chosen = [(name, text, mention, choose(mention, name)) for name, text, mentions in found for mention in mentions]
    speakers: dict[str, set[str]] = defaultdict(set)
    for _, _, mention, reading in chosen:
        if reading.kind not in {"institution", "area"}:
            speakers[reading.country].add(mention.key)
    tallies: dict[str, Tally] = defaultdict(Tally)
    evidence: list[Evidence] = []
    seen: dict[tuple[str, str], int] = defaultdict(int)
    for name, text, mention, reading in chosen:
        weight = _weight(reading, mention.key, name, seen) * mention.share
        if not weight:
            continue
        if _small_town(reading) and name != "dateline" and len(speakers) > len(speakers[reading.country]) == 1:
            weight *= ALONE
        _count(tallies[reading.country], reading, name, parts, mention.start, weight)
        evidence.append(
            Evidence(
                surface=text[mention.start : mention.end],
                kind=reading.kind,
                country=reading.country,
                part=name,
                weight=weight,
                offset=mention.start,
            )
        )
    if home is not None:
        tallies[home].score += HOME
        evidence.append(Evidence(surface=home, kind="source", country=home, part="source", weight=HOME, offset=0))
        rules[f"home: {home}"] = None
    return Focus(dict(tallies), evidence, tuple(rules))


def _scan_in(tongue: Tongue, scanner: Scanner, parts: Parts) -> Callable[[str, str], list[Mention]]:
    """Finds the mentions of a text in another language: its table's, and large cities that are written alike."""
    persons: set[str] = set()
    tongue.scan(parts.title, persons)  # the text often has the surname alone
    written = frozenset(_WHOLE_WORD.findall(scanner.text))

    def scan(name: str, text: str) -> list[Mention]:
        found = [
            mention
            for mention in tongue.scan(text, persons)
            if name == "dateline" or not _is_common(mention, text, written)
        ]
        if tongue.latin:
            found += _alike(found, tongue, scanner, name, text)
        return sorted((each for each in found if each.readings[-1].kind != "mask"), key=lambda mention: mention.start)

    return scan


def _alike(found: list[Mention], tongue: Tongue, scanner: Scanner, name: str, text: str) -> list[Mention]:
    """Large cities that are written as in English, of the country that the table names behind a comma.

    A saint's name is one only where the table names its country too: "San Mateo" is also the apostle.
    """
    taken = {at for mention in found for at in range(mention.start, mention.end)}
    named = {mention.readings[0].country for mention in found}
    places = {mention.start: mention.readings[0] for mention in found if mention.readings[0].kind in NAMED}
    cities: list[Mention] = []
    for mention in scanner.scan(name, text):
        first = mention.readings[0]
        after = places.get(mention.end + 2) if text[mention.end : mention.end + 2] in {", ", " ("} else None
        told = [each for each in mention.readings if after and each.country == after.country and each.kind == "city"]
        if told:
            mention.readings, mention.fixed = (told[0],), True
        elif (
            first.kind != "city"
            or first.thousands < ALIKE
            or (mention.key.startswith(_SAINTS) and name != "dateline" and first.country not in named)
            or (name != "dateline" and (_opens(mention, text) or tongue.is_person(text, mention.start, mention.end)))
        ):
            continue
        if taken.isdisjoint(range(mention.start, mention.end)):
            cities.append(mention)
    return cities


def _opens(mention: Mention, text: str) -> bool:
    return bool(_OPENING.search(text[max(0, mention.start - 3) : mention.start]))


def _is_common(mention: Mention, text: str, written: frozenset[str]) -> bool:
    """Whether a name that opens a sentence is an ordinary word there, since the text has it in small letters too.

    "Chile en nogada: el chile se asa", "Ordu ..., ordu sözcüsü", "Панама ... белая панама". `written`: all its words.
    """
    surface = text[mention.start : mention.end]
    if mention.readings[0].kind not in NAMED or not surface[0].isupper() or surface.isupper():
        return False
    dotted = surface.replace("İ", "i")
    return _opens(mention, text) and not written.isdisjoint({dotted.lower(), dotted.replace("I", "ı").lower()})


def _clear_support(found: list[tuple[str, str, list[Mention]]], home: str | None) -> dict[str, float]:
    """What the mentions with one reading say, by country: the context that settles namesakes."""
    clear: dict[str, float] = defaultdict(float)
    for name, _, mentions in found:
        share = min(PARTS[name], 2.0)
        for mention in mentions:
            first = mention.readings[0]
            if len(mention.readings) == 1 or all(
                _doubt(other, first, name, home) == inf for other in mention.readings[1:]
            ):
                clear[first.country] += KINDS[first.kind] * share
    if home is not None:
        clear[home] += HOME
    return clear


def _lengthen(found: list[tuple[str, str, list[Mention]]], rules: dict[str, None]) -> None:
    """A town that the article also names in full is that town: "Santiago" beside "Santiago de Compostela"."""
    longer: dict[str, tuple[str, Reading]] = {}
    for _, _, mentions in found:
        for mention in mentions:
            if " " in mention.key and mention.readings[0].kind in _SITES:
                for short in accumulate(mention.key.split(" ")[:-1], "{} {}".format):
                    longer.setdefault(short, (mention.key, mention.readings[0]))
    if not longer:
        return
    for name, _, mentions in found:
        for mention in mentions:
            first = mention.readings[0]
            if mention.fixed or name == "dateline" or first.kind not in {"city", "capital"}:
                continue
            long, meant = longer.get(mention.key, ("", first))
            if meant.country != first.country:
                rules[f"{mention.key}: {meant.country}, short for {long}"] = None
                mention.readings, mention.fixed = (meant,), True


def _standing_in(
    mention: Mention, part: str, divisions: set[str], gazetteer: Gazetteer, rules: dict[str, None]
) -> Reading | None:
    """The namesake whose state or province the article names, where it does not name the best known one's."""
    held = gazetteer.within.get(mention.key)
    first = mention.readings[0]
    if held is None or first.kind not in _SITES or held.get(first.country, _NONE) & divisions:
        return None
    for other in mention.readings[1:]:
        named = (held.get(other.country, _NONE) & divisions) - {mention.key}
        lesser = other.thousands < NAMESAKE * (first.thousands or LISTED)
        if named and not other.weak and not (lesser and part == "dateline"):
            rules[f"{mention.key}: {other.country} rather than {first.country}, with {min(named)}"] = None
            return other
    return None


def _choose(
    mention: Mention, part: str, support: dict[str, float], home: str | None, rules: dict[str, None]
) -> Reading:
    """The reading that is meant: the first, unless the article or its home speaks for a serious other one."""
    first = best = mention.readings[0]
    for other in mention.readings[1:]:
        needed = support.get(best.country, 0.0) * (WEAKER if other.weak else 1) + _doubt(other, first, part, home)
        if support.get(other.country, 0.0) > needed:
            best = other
    if best is not first:
        rules[f"{mention.key}: {best.country} rather than {first.country}, from the context"] = None
    return best


def _doubt(other: Reading, first: Reading, part: str, home: str | None) -> float:
    """How much more support than the first reading has this one needs.

    A dateline names a lesser namesake with its state or country, so a city that stands there alone is the known one;
    and a source whose home is the US still writes of Rome in Italy, unless much else is American.
    """
    if other.kind != "city" or other.rival:
        return 0.0
    known = first.thousands or LISTED
    lesser = first.kind != "city" or other.thousands < NAMESAKE * known
    if other.country == home and not lesser:
        return 0.0
    if part == "dateline" or (lesser and other.country != home):
        return inf
    return 0.0 if 2 * other.thousands >= known else SMALLER + (HOME if other.country == home else 0.0)


def _small_town(reading: Reading) -> bool:
    return reading.kind == "city" and 0 < reading.thousands < SMALL


def _weight(reading: Reading, surface: str, part: str, seen: dict[tuple[str, str], int]) -> float:
    if reading.kind in {"actor", "institution"}:
        seen["actor", surface] += 1
        if seen["actor", surface] > ACTOR_CAP:
            return 0.0
    weight = KINDS[reading.kind]
    if reading.kind == "city" and reading.thousands:
        weight = min(weight, 0.15 + 0.2 * log10(max(reading.thousands, 10)))
    if reading.minor:
        weight = MINOR
    if surface in VENUES and part in {"lede", "body"}:
        weight /= 2
    place = part, reading.country
    count = seen[place]
    seen[place] = count + 1
    return weight * PARTS[part] / (1 + DECAY * count)


def _count(tally: Tally, reading: Reading, part: str, parts: Parts, offset: int, weight: float) -> None:
    tally.score += weight
    if part in {"title", "lede"}:
        tally.prominent = True
    elif part == "body":
        tally.paragraphs.add(parts.paragraph(offset + len(parts.lede)))
    if reading.kind not in {"actor", "institution"} and reading.country != WORLD:
        tally.named += weight
