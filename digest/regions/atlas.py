"""What a scheme may be made of: countries, divisions of ISO 3166-2 and places by name, and which are near a slip."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from digest.regions.gazetteer import DATA, Gazetteer, Reading, country_names, rows
from digest.regions.holding import PLACES
from digest.regions.text import key


class Division(NamedTuple):
    """One division of ISO 3166-2."""

    name: str
    names: frozenset[str]
    """keys of the gazetteer for it and the places in it, those of the divisions in it included"""


class Atlas:
    """The tables behind a scheme, each read when it is first asked for."""

    def __init__(self, gazetteer: Callable[[], Gazetteer], folder: Path = DATA) -> None:
        self._load = gazetteer
        self._folder = folder
        self.names = country_names(folder)

    def place(self, written: str) -> tuple[str, str] | None:
        """Country and key of a place by name, as "Tripoli" or, to say which, "Tripoli, LB"; None when it is unknown."""
        name, _, country = (part.strip() for part in written.partition(","))
        readings = self.gazetteer.readings.get(key(name), [])
        fitting = [each for each in readings if _fits(each) and country in {"", each.country}]
        return (fitting[0].country, key(name)) if fitting else None

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The one that the placer works with."""
        return self._load()

    @cached_property
    def divisions(self) -> dict[str, Division]:
        """Divisions by code."""
        own: dict[str, tuple[str, set[str]]] = {}
        parents: dict[str, str] = {}
        for code, name, parent, places in rows(self._folder, "divisions"):
            own[code] = name, set(filter(None, places.split("|")))
            if parent:
                parents[code] = parent
        held: dict[str, set[str]] = defaultdict(set)
        for code, (_, inside) in own.items():
            above: str | None = code
            while above:
                held[above] |= inside
                above = parents.get(above)
        return {code: Division(name, frozenset(held[code])) for code, (name, _) in own.items()}

    def countries_near(self, written: object) -> list[str]:
        """Codes that may be meant, each with its name."""
        wanted = key(str(written))
        known = {
            key(name): code
            for code, name, aliases, *_ in rows(self._folder, "countries")
            for name in (code, name, *aliases.split("|"))
        }
        codes = dict.fromkeys(known[near] for near in _near(wanted, known))
        return [f"{code} ({self.names[code]})" for code in codes]

    def divisions_near(self, written: object) -> list[str]:
        """Codes that may be meant, by code or by name, each with its name."""
        country, hyphen, _ = str(written).upper().partition("-")
        if hyphen:
            codes = [code for code in self.divisions if code.startswith(f"{country}-")]
            nearest = _near(str(written).upper(), codes) or codes[:3]
        else:
            named = {key(division.name): code for code, division in self.divisions.items()}
            nearest = [named[near] for near in _near(key(str(written)), named)]
        return [f"{code} ({self.divisions[code].name})" for code in nearest]

    def places_near(self, written: object) -> list[str]:
        """Names that may be meant, with their country."""
        wanted = key(str(written).partition(",")[0])
        readings = self.gazetteer.readings
        if any(map(_fits, readings.get(wanted, ()))):
            return [f"{wanted.title()}, {each.country}" for each in readings[wanted] if _fits(each)]
        alike = (name for name, known in readings.items() if name[:1] == wanted[:1] and _fits(known[0]))
        return [f"{near.title()}, {readings[near][0].country}" for near in _near(wanted, alike)]


def _fits(reading: Reading) -> bool:
    """Whether it is a place in a country; a desk's own names are aliases, as Scotland is one of the United Kingdom."""
    return reading.kind in PLACES or reading.kind == "alias"


def _near(written: str, known: Iterable[str]) -> list[str]:
    return get_close_matches(written, list(known), n=3)
