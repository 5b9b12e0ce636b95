"""The names that tell a country: the tables of data/ as one dictionary of surfaces."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import inf
from pathlib import Path
from typing import NamedTuple, Self

from digest.model import Names
from digest.regions.text import key

DATA = Path(__file__).parent / "data"
TABLES = ("areas", "countries", "localities", "disputed", "actors", "masks", "names", "people", "places", "divisions")
WORLD = "001"
"""UN M49's code for the world: the "country" of world bodies"""

_ACRONYM = 6
_FIRM = frozenset({"country", "alias", "demonym", "actor", "institution", "area", "mask"})


class Reading(NamedTuple):
    """One thing that a surface may name."""

    country: str
    """ISO 3166-1 alpha-2; WORLD for world bodies; several codes for an area; empty for a mask"""
    kind: str
    """country, alias, demonym, capital, division, city, actor, institution, area or mask"""
    weak: bool = False
    """an ordinary word, a person's name or a second reading: counts only where the context speaks for it"""
    upper: bool = False
    """an acronym: counts only when written in capitals"""
    thousands: int = 0
    """inhabitants of a city in thousands; 0 = not known"""
    minor: bool = False
    """a division that only its own country's news names alone"""
    rival: bool = False
    """the second country of a name in another language: the context alone decides"""


def rows(folder: Path, table: str) -> Iterator[list[str]]:
    """The rows of one table without its header line; columns are tab-separated."""
    lines = (folder / f"{table}.tsv").read_text(encoding="utf-8").splitlines()
    width = lines[0].count("\t") + 1
    for line in lines[1:]:
        cells = line.split("\t")
        yield cells + [""] * (width - len(cells))


@dataclass(slots=True, repr=False)
class Gazetteer:
    """All surfaces, filed under their key, with everything the context rules need to know."""

    readings: dict[str, list[Reading]] = field(default_factory=lambda: defaultdict(list))
    heads: dict[str, bool] = field(default_factory=dict)
    """a surface of one word, or the words that a longer one starts with -> whether a longer one starts so"""
    abbreviations: dict[str, str] = field(default_factory=dict)
    """"Ky.", "ON", "Calif" -> country, for the place after a comma"""
    given: frozenset[str] = frozenset()
    family: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    """"mr", "judge": a person follows"""
    prefixes: frozenset[str] = frozenset()
    """"north", "fort": words that stand before a place's name without making it a person's"""
    names: Mapping[str, str] = field(default_factory=dict)
    """country code -> everyday English name"""
    parents: Mapping[str, str] = field(default_factory=dict)
    """territory -> the country that it belongs to"""
    within: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    """a namesake's name -> country -> the names of the divisions that it stands in there"""
    version: str = ""

    @classmethod
    def load(cls, folder: Path = DATA) -> Self:
        """Read the tables of `folder`; `version` is a hash of their bytes."""
        gazetteer = cls(names=country_names(folder), version=_version(folder))
        gazetteer._countries(folder)
        gazetteer._localities(folder)
        for name, country, aliases, _ in rows(folder, "disputed"):
            gazetteer.add([name, *_split(aliases)], country.rstrip("?"), "division", weak=country.endswith("?"))
        for name, kind, country, aliases in rows(folder, "actors"):
            gazetteer.add([name, *_split(aliases)], country, kind)
        for name, countries, aliases in rows(folder, "areas"):
            gazetteer.add([name, *_split(aliases)], countries, "area")
        gazetteer.add((row[0] for row in rows(folder, "masks")), "", "mask")
        names: dict[str, set[str]] = defaultdict(set)
        for kind, name in rows(folder, "names"):
            names[kind].add(name.lower())
        gazetteer.given, gazetteer.family = frozenset(names["given"]), frozenset(names["family"])
        gazetteer.titles, gazetteer.prefixes = frozenset(names["title"]), frozenset(names["prefix"])
        gazetteer._places(folder)
        gazetteer.readings = {filed: _in_order(known) for filed, known in gazetteer.readings.items()}
        gazetteer.within = gazetteer._namesakes(folder)
        return gazetteer

    def _namesakes(self, folder: Path) -> dict[str, dict[str, frozenset[str]]]:
        """In which divisions the places stand that share their name with one of another country."""
        found: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
        divisions = list(rows(folder, "divisions"))
        names = {code: key(name) for code, name, _, _ in divisions}
        shared = {filed for filed, known in self.readings.items() if len(known) > 1}
        for code, _, parent, places in divisions:
            country = code[:2]
            held = frozenset({names[code], names[parent]} if parent in names else {names[code]})
            for filed in shared.intersection(_split(places)):
                if any(reading.country == country and reading.kind == "city" for reading in self.readings[filed]):
                    found[filed][country] = held
        return dict(found)

    def add(self, surfaces: Iterable[str], country: str, kind: str, *, weak: bool = False) -> None:
        """File surfaces; one that ends in "?" is weak, one in capitals is an acronym."""
        for surface in surfaces:
            name = surface.rstrip("?")
            self._file(
                key(name),
                Reading(
                    country,
                    kind,
                    weak=weak or name != surface,
                    upper=name.isupper() and len(name) <= _ACRONYM and kind != "mask",
                ),
            )

    def with_names(self, names: Names) -> Self:
        """The same tables with the desk's names before them, of which `version` tells; these tables stay as they are.

        A name that the desk gives means its country and nothing else; one that it mutes means no place.
        """
        if not (names.known or names.muted):
            return self
        told = repr((self.version, sorted(names.known.items()), sorted(names.muted)))
        version = hashlib.sha256(told.encode()).hexdigest()[:12]
        own = replace(self, readings=dict(self.readings), heads=dict(self.heads), version=version)
        for name in names.muted:
            own.readings.pop(key(name), None)
        for name, country in names.known.items():
            own.readings[key(name)] = []
            own.add([name], country, "alias")
        said = {key(name) for name in (*names.known, *names.muted)}
        own.abbreviations = {short: state for short, state in self.abbreviations.items() if key(short) not in said}
        return own

    def _file(self, filed: str, reading: Reading) -> None:
        known = self.readings[filed]
        if any(other.country == reading.country for other in known):
            return
        known.append(reading)
        self._head(filed)

    def _head(self, filed: str) -> None:
        """Note what the surface starts with, for texts to be read word by word."""
        if " " not in filed:
            self.heads.setdefault(filed, False)
        while " " in filed:
            filed = filed[: filed.rindex(" ")]
            self.heads[filed] = True

    def _countries(self, folder: Path) -> None:
        parents = {}
        for code, name, aliases, historic, demonyms, capitals, parent in rows(folder, "countries"):
            self.add([name], code, "country")
            self.add(_split(aliases) + _split(historic), code, "alias")
            if parent:
                parents[code] = parent
            people = _split(demonyms)
            self.add([*people, *_plurals(people)], code, "demonym")
            self.add(_split(capitals), code, "capital")
        self.parents = parents

    def _localities(self, folder: Path) -> None:
        for country, kind, name, aliases, abbreviations in rows(folder, "localities"):
            self.add([name, *_split(aliases)], country, kind)
            self.abbreviations[key(name)] = country
            for short in _split(abbreviations):
                self.abbreviations.setdefault(short.replace(".", "").replace(" ", ""), country)

    def _places(self, folder: Path) -> None:
        """Cities and divisions last: they never take a name from a country, its people or a mask."""
        readings = self.readings
        for filed, country, kind, thousands, flag in rows(folder, "places"):
            known = readings[filed]
            if known and (known[0].kind in _FIRM or any(other.country == country for other in known)):
                if kind == "city" and known[0].kind == "city" and known[0].country == country:
                    known[0] = known[0]._replace(thousands=int(thousands))
                continue
            known.append(Reading(country, kind, weak=flag == "w", thousands=int(thousands), minor=kind == "division"))
            self._head(filed)


def country_names(folder: Path = DATA) -> dict[str, str]:
    """Everyday English names by country code."""
    return {row[0]: row[1] for row in rows(folder, "countries")}


def _in_order(known: list[Reading]) -> list[Reading]:
    """What is most likely meant first: weak readings last, a city after all else, among cities the largest first."""
    if len(known) == 1:
        return known
    return sorted(
        known, key=lambda reading: (reading.weak, -(reading.thousands or inf) if reading.kind == "city" else -inf)
    )


def _split(cell: str) -> list[str]:
    return cell.split("|") if cell else []


def _plurals(demonyms: list[str]) -> list[str]:
    """Plurals: "Kenyans" beside "Kenyan"; demonyms such as "Chinese" or "Swiss" have no plural of their own."""
    return [f"{name}s" for name in demonyms if name.endswith(("n", "i", "r", "t", "k", "b", "c", "ole", "wede"))]


def _version(folder: Path) -> str:
    digest = hashlib.sha256()
    for table in TABLES:
        digest.update((folder / f"{table}.tsv").read_bytes())
    for path in sorted((folder / "tongues").glob("*.tsv")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
