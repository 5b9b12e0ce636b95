"""Finds the surfaces of the gazetteer in one part of an article and settles what their neighbours settle."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from digest.regions.gazetteer import Gazetteer, Reading
from digest.regions.text import CAPITAL, fold

#: acronyms that are words too: in a line all in capitals only their dotted form counts ("TELL US", "U.S. SAYS")
_ALSO_WORDS = frozenset(
    {"us", "car", "who", "fed", "ira", "eta", "diet", "sec", "iso", "isi", "tass", "rif", "act", "un", "isis"}
)
_PLACE_WORDS = frozenset({"in", "at", "near", "outside", "around", "downtown", "nearby"})
_WAYS = frozenset({"to", "from"})
_OPENERS = frozenset(
    {"the", "in", "at", "from", "near", "to", "of", "and", "on", "for", "with", "by", "as", "a", "an", "but", "when"}
)
#: particles of family names: "Al-Sabah", "bin Salman"
_PARTICLES = frozenset({"al", "bin", "ibn", "bint", "ben", "abu", "van", "von", "dos"})
#: postal codes that are words in capitals too: only after a place that is known ("Yes, OK")
_WORDY = frozenset({"HI", "ID", "IN", "LA", "MA", "ME", "OH", "OK", "OR", "PA"})
#: ships are named after places: "HMS Kent"
_SHIPS = frozenset({"uss", "usns", "hms", "hmas", "hmcs", "hmnzs", "ins", "pns", "rfa"})
#: countries, peoples and places that are ordinary words in lower case too
_ORDINARY = frozenset(
    {"turkey", "china", "chad", "guinea", "jersey", "reunion", "polish", "poles", "swedes"}
    | {"kiwi", "kiwis", "chihuahua"}
)
_STATES = frozenset({"US", "CA", "AU", "GB"})
"""countries whose places are told with the state or province after a comma"""
_WIDE = frozenset({"country", "alias", "division"})

_NEXT = re.compile(r"( ?[-'./&()]? ?)([^\W_]+)")
_BEFORE = re.compile(r"( \.?|-)([^\W_]+)")
"""what parts a word from the one before it, and that one, read backwards: a search would try every letter"""
_AFTER = re.compile(r" ([A-Z][^\W_]*)")
_STATE = re.compile(r", ?((?:[A-Z]\.){2,3}|[A-Z][a-z]{1,4}\.|[A-Z]{2}(?![^\W_])|[A-Z][a-z]{2,}(?: [A-Z][a-z]+){0,2})")
_FIRM = re.compile(
    r"(?: (?:[A-Z][^\W_]*|and|&|of)){0,3}"
    r" (?:Corp|Inc|Ltd|Plc|PLC|Co|SA|AG|SpA|NV|Holdings?|Bancorp|Industries|Partners)(?![^\W_])"
)
_DOLLARS = re.compile(r"\.? (?:dlrs?|dollars?)(?![^\W_])", re.IGNORECASE)
_MONEY = re.compile(
    r"\.? (?:dlrs?|dollars?|francs?|crowns?|kron[aeo]r?|pounds?|yen|yuan|pesos?|rupees?|rupiah|dinars?|dirhams?|"
    r"riyals?|rials?|lir[ae]|marks?|guilders?|schillings?|shillings?|rand|rou?bles?|ringgit|baht|won|escudos?|pesetas?|drachmas?|"
    r"forints?|zloty|hryvnia|naira|cedi|reais|bolivars?|koruna)(?![^\W_])",
    re.IGNORECASE,
)
_PEOPLED = frozenset({"country", "alias", "demonym"})
_ABROAD = re.compile(
    r"(?:'s)?\.? (?:embass(?:y|ies)|consulates?(?:[ -]general)?|high commissions?)(?![^\W_])",
    re.IGNORECASE,
)
_COUNTY = re.compile(r" (?:County|Township)(?![^\W_])")
"""a country's name before it is an American county's or township's: "Lebanon County" """
_PLACES = frozenset({"city", "capital", "division"})
MISSION = 0.3
"""what is left of a country's weight where its embassy is named: that stands in another country"""
COMPANY = 0.25
"""what is left of a place's weight in a company's name, and of it wherever that name is shortened to the place"""
CURRENCY = 0.2
"""what is left of a country's weight in its currency's name"""
_BARE_STATE = re.compile(r", ?([A-Z][a-z]{1,4})(?=,|$)")
"""in a dateline the full stop is often forgotten: "BIRMINGHAM, Ala" """
_LOOK_BACK = 24
_SHORT = 5
_KNOWN = 300
"""thousands of people from which a city's name stands against a first name before it"""


@dataclass(slots=True)
class Mention:
    """A surface in a text and what it may mean; offsets count in that part."""

    start: int
    end: int
    key: str
    readings: tuple[Reading, ...]
    share: float = 1.0
    """what is left of its weight: less where it is part of a company's name or of a currency's"""
    fixed: bool = False
    """settled by a neighbour: `readings` holds one"""


@dataclass(slots=True)
class Scanner:
    """Reads the parts of one article in order and remembers what earlier parts settled."""

    gazetteer: Gazetteer
    home: str | None
    rules: dict[str, None]
    """rules that fired, in order, each once"""
    text: str
    """the whole article, for how a word is written elsewhere in it"""
    persons: set[str] = field(default_factory=set)
    """surfaces that named a person in this article"""
    firms: set[str] = field(default_factory=set)
    """places that stand in a company's name in this article"""
    settled: dict[str, Reading] = field(default_factory=dict)
    """surfaces whose country a comma settled: "London, Ky." """
    ordinary: dict[str, bool] = field(default_factory=dict)
    """names that may be ordinary words, and whether they are here"""
    capitals: bool = False
    """the part being read is all in capitals; asked once, for it takes a look at all of it"""

    def scan(self, name: str, text: str) -> list[Mention]:
        """The mentions of one part, in order."""
        folded = fold(text)
        dateline = name == "dateline"
        self.capitals = folded.isupper()
        shouting = self.capitals and not dateline
        found = list(self._surfaces(folded))
        if shouting:
            found = [each for each in found if not (each.key in _ALSO_WORDS and each.readings[0].upper)]
        self._counties(folded, found)
        self._commas(folded, found, shouting=shouting, dateline=dateline)
        standing = [mention for mention in found if self._stands(mention, name, folded)]
        for mention in standing:
            mention.share = self._share(mention, folded)
        return standing

    def _surfaces(self, folded: str) -> Iterator[Mention]:
        """The longest surfaces, left to right; masked phrases swallow what stands in them."""
        heads, readings = self.gazetteer.heads, self.gazetteer.readings
        done = 0
        for word in CAPITAL.finditer(folded):
            filed = word[0].lower()
            goes_on = heads.get(filed)
            if goes_on is None:
                continue
            start, end = word.span()
            if start < done:
                continue
            if goes_on:
                filed, end = self._longest(folded, filed, end)
            found = readings.get(filed)
            if not found:
                continue
            whole = folded[start:end]
            if found[0].kind == "mask":
                self._masked(filed, whole)
                done = end
                continue
            fitting = tuple(found if whole.isupper() else [reading for reading in found if not reading.upper])
            if fitting:
                done = end
                yield Mention(start, end, filed, fitting)

    def _masked(self, filed: str, shown: str) -> None:
        if " " in filed and any(part in self.gazetteer.readings for part in filed.split()):
            self.rules[f"masked: {shown}"] = None

    def _longest(self, folded: str, filed: str, end: int) -> tuple[str, int]:
        """The longest surface that starts with the word `filed` ending at `end`, and its end; else the word itself."""
        heads, readings = self.gazetteer.heads, self.gazetteer.readings
        best = filed, end
        last = filed
        while heads.get(filed):
            following = _NEXT.match(folded, end)
            if following is None:
                break
            gap, word = following.groups()
            if not gap or (gap in {". ", " . "} and len(last) > 2):
                break
            last = word.lower()
            filed, end = f"{filed} {last}", following.end()
            if filed in readings:
                best = filed, end
        return best

    def _counties(self, folded: str, found: list[Mention]) -> None:
        for mention in found:
            if mention.readings[0].kind == "country" and _COUNTY.match(folded, mention.end):
                self._settle(mention, Reading("US", "division"), "a county")

    def _commas(self, folded: str, found: list[Mention], *, shouting: bool, dateline: bool) -> None:
        """Settle "London, Ky." by the state and "Paris, France" by the country after the comma."""
        if "," not in folded:
            return
        starts = {mention.start: mention for mention in found}
        ends = {mention.end: mention for mention in found}
        states = (*_STATE.finditer(folded), *(_BARE_STATE.finditer(folded) if dateline else ()))
        for state in {state.start(): state for state in states}.values():
            short = self._division(state.group(1), starts.get(state.start(1)))
            country = self._state(short, shouting=shouting)
            before = ends.get(state.start())
            wordy = short in _WORDY and not dateline
            if country is None or not self._opens_with_a_town(folded, state.start(), before, wordy=wordy):
                continue
            end = state.start(1) + len(short)
            abroad = before is not None and _is_abroad(before, starts.get(state.start(1)), country)
            if before is not None and not abroad and not _lists_on(folded, end):
                self._settle(before, Reading(country, "city"), f"{short} after the comma")
            if state.start(1) not in starts:
                reading = Reading(country, "division")
                found.append(Mention(state.start(1), end, short.lower(), (reading,), fixed=True))
        for before in found:
            following = starts.get(before.end + 2) if folded.startswith(", ", before.end) else None
            if following is None or before.fixed or following.readings[0].kind not in _WIDE:
                continue
            country, shown = following.readings[0].country, folded[following.start : following.end]
            for reading in before.readings:
                if reading.kind in {"city", "capital", "division"} and reading.country == country:
                    self._settle(before, reading._replace(weak=False), f"{shown} after the comma")
        found.sort(key=lambda mention: mention.start)

    def _opens_with_a_town(self, folded: str, comma: int, before: Mention | None, *, wordy: bool) -> bool:
        """Whether what stands before the comma can be a town: a name in capitals, and no people or group."""
        if before is not None:
            return before.readings[0].kind not in {"demonym", "actor", "institution"}
        return not wordy and folded[folded.rfind(" ", 0, comma) + 1].isupper()

    def _division(self, written: str, named: Mention | None) -> str:
        """The division alone where more words in capitals follow it: "Texas" of "Moscow, Texas Rangers said"."""
        if named is None or named.readings[0].kind != "division" or named.key in self.gazetteer.given:
            return written
        return written[: named.end - named.start]

    def _state(self, short: str, *, shouting: bool) -> str | None:
        plain = short.replace(".", "")
        country = self.gazetteer.abbreviations.get(plain)
        if country is None and len(plain) > 3:
            country = self.gazetteer.abbreviations.get(plain.lower())
        if shouting and len(plain) <= 3 and "." not in short:
            return None
        return country if country in _STATES else None

    def _settle(self, mention: Mention, reading: Reading, why: str) -> None:
        if mention.fixed:
            return
        if len(mention.readings) > 1 or mention.readings[0].country != reading.country:
            self.rules[f"{mention.key}: {reading.country}, {why}"] = None
            self.settled[mention.key] = reading
        mention.readings, mention.fixed = (reading,), True

    def _stands(self, mention: Mention, part: str, folded: str) -> bool:
        """Whether the mention is a place at all: no person, and a weak one only where the context speaks for it."""
        if mention.fixed:
            return True
        if mention.key in self.settled:
            mention.readings, mention.fixed = (self.settled[mention.key],), True
            return True
        if part == "dateline":
            return True
        previous, gap = _word_before(folded, mention.start)
        lowered = previous.lower()
        if self._follows_a_place_word(mention.key, lowered):
            return True
        if lowered in _SHIPS or self._ordinary(mention.key) or self._person(mention, previous, gap, folded):
            return False
        named = self._inside_a_name(previous, gap)
        shouted = len(mention.key) <= _SHORT and folded[mention.start : mention.end].isupper() and not self.capitals
        mention.readings = tuple(
            [
                reading
                for reading in mention.readings
                if reading.country == self.home or not (_doubtful(reading) or ((named or shouted) and _small(reading)))
            ]
        )
        if named and not mention.readings:
            self.persons.add(mention.key)
        return bool(mention.readings)

    def _share(self, mention: Mention, folded: str) -> float:
        """A company's place ("Santos Ltd", and later "Santos") and a currency's country are hardly where news is."""
        kind = mention.readings[0].kind
        if kind in _PEOPLED:
            money = (_MONEY if kind == "demonym" else _DOLLARS).match(folded, mention.end)
            if money:
                self.rules[f"currency: {folded[mention.start : money.end()]}"] = None
                return CURRENCY
            mission = _ABROAD.match(folded, mention.end)
            if mission:
                self.rules[f"embassy: {folded[mention.start : mission.end()]}"] = None
            return MISSION if mission else 1.0
        if kind in _PLACES:
            firm = _FIRM.match(folded, mention.end)
            if firm:
                self.rules[f"company: {folded[mention.start : firm.end()]}"] = None
                self.firms.add(mention.key)
            return COMPANY if mention.key in self.firms else 1.0
        return 1.0

    def _ordinary(self, name: str) -> bool:
        """An ordinary word: the article has it in lower case, and with a capital only where a sentence begins."""
        if name not in _ORDINARY:
            return False
        if name not in self.ordinary:
            self.ordinary[name] = (
                name in self.text
                and re.search(rf"(?<![^\W_]){name}(?![^\W_])", self.text) is not None
                and re.search(rf"[a-z,] {name.title()}(?![^\W_])", self.text) is None
            )
        return self.ordinary[name]

    def _follows_a_place_word(self, name: str, previous: str) -> bool:
        """Places stand after "in"; after "to" and "from" people do too."""
        return previous in _PLACE_WORDS or (previous in _WAYS and name not in self.persons)

    def _inside_a_name(self, previous: str, gap: str) -> bool:
        """Whether the word before belongs to the same name: "Jessie Duarte", "Al-Sabah"; not "North Bergen"."""
        lowered = previous.lower()
        if lowered in _PARTICLES:
            return True
        if gap != " " or not previous[:1].isupper() or self.capitals:
            return False
        return lowered not in _OPENERS and lowered not in self.gazetteer.prefixes

    def _person(self, mention: Mention, previous: str, gap: str, folded: str) -> bool:
        """A person: "Chad Smith", "Jack London", "Mr. Jordan", and later mentions of the same name alone."""
        if mention.readings[0].kind in {"demonym", "actor", "institution"} or " " in mention.key:
            return False
        name = mention.key
        lowered = previous.lower()
        if previous[:1].isupper() and (
            (lowered in self.gazetteer.titles and gap != "-")
            or (gap == " " and lowered in self.gazetteer.given and not self._wide(lowered))
        ):
            self._rule_person(name, f"{previous} {folded[mention.start : mention.end]}")
            return True
        after = _AFTER.match(folded, mention.end)
        if name in self.gazetteer.given and after and after.group(1).lower() in self.gazetteer.family:
            self._rule_person(name, f"{folded[mention.start : mention.end]}{after.group()}")
            return True
        return name in self.persons

    def _wide(self, name: str) -> bool:
        return any(reading.kind in _WIDE for reading in self.gazetteer.readings.get(name, ()))

    def _rule_person(self, name: str, shown: str) -> None:
        self.rules[f"person: {shown}"] = None
        self.persons.add(name)


def _word_before(folded: str, start: int) -> tuple[str, str]:
    """The word before this offset and what parts the two; empty where a line or a sentence begins."""
    before = _BEFORE.match(folded[max(0, start - _LOOK_BACK) : start][::-1])
    return (before[2][::-1], before[1][::-1]) if before else ("", "")


def _doubtful(reading: Reading) -> bool:
    """Weak, and of a kind that needs its context; a weak country or division is a namesake that the article settles."""
    return reading.weak and reading.kind in {"city", "capital", "actor", "demonym"}


def _small(reading: Reading) -> bool:
    """A place that is more likely part of a name or an acronym than meant: "Jessie Duarte", "SAMA"."""
    return reading.minor or (reading.kind == "city" and 0 < reading.thousands < _KNOWN)


def _is_abroad(town: Mention, after: Mention | None, state: str) -> bool:
    """Whether what follows the comma is the town's own country, and no state: "Tbilisi, Georgia"."""
    at = {reading.country for reading in town.readings}
    return state not in at and after is not None and any(reading.country in at for reading in after.readings)


def _lists_on(folded: str, end: int) -> bool:
    """Whether a list goes on after the state: "Turkey, Texas and New York" names no town in Texas."""
    return folded.startswith((" and ", " or ", " AND ", " OR "), end)
