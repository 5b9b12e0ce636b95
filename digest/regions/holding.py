"""Which regions of a scheme hold a country, as an article speaks of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from digest.model import Evidence, Region, RegionSection, Scheme
from digest.regions.text import key

SHARE = 0.5
"""of what names places in a country, the part that must lie in a portion for its region to hold the article"""
PLACES = frozenset({"city", "capital", "division"})
"""kinds of evidence that say where in a country; its name, its people and its armed groups do not"""


class Standing(NamedTuple):
    """Where an article stands for one of its countries."""

    region: str
    section: str | None
    names: frozenset[str]
    """keys of the places that decided; empty where the whole country is listed"""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one region or section claims of one country: all of it, or places in it."""

    id: str
    whole: bool
    names: frozenset[str]
    sections: tuple[Claim, ...] = ()

    def holds(self, evidence: Iterable[Evidence], country: str) -> bool:
        """Whether the country is listed, or at least SHARE of the places named in it are the claim's."""
        if self.whole:
            return True
        inside = outside = 0.0
        for item in evidence:
            if item.country == country:
                if key(item.surface) in self.names:
                    inside += item.weight
                elif item.kind in PLACES:
                    outside += item.weight
        return inside > 0 and inside >= SHARE * (inside + outside)


class Claims:
    """The claims of a scheme by country, in the scheme's order."""

    def __init__(self, scheme: Scheme) -> None:
        self._claims: dict[str, list[Claim]] = defaultdict(list)
        for region in scheme.regions:
            for country in dict.fromkeys((*region.countries, *(portion.country for portion in region.portions))):
                sections = (_claim(section, country) for section in region.sections)
                self._claims[country].append(_claim(region, country, *sections))

    def standings(self, country: str, evidence: Iterable[Evidence]) -> tuple[Standing, ...]:
        """Every region that holds the country, with its section; the first is where it stands."""
        return tuple(
            _standing(claim, evidence, country)
            for claim in self._claims.get(country, ())
            if claim.holds(evidence, country)
        )


def _claim(part: Region | RegionSection, country: str, *sections: Claim) -> Claim:
    names = frozenset(name for portion in part.portions if portion.country == country for name in portion.names)
    claiming = tuple(section for section in sections if section.whole or section.names)
    return Claim(part.id, country in part.countries, names, claiming)


def _standing(claim: Claim, evidence: Iterable[Evidence], country: str) -> Standing:
    section = next((section for section in claim.sections if section.holds(evidence, country)), None)
    deciding = claim if section is None or section.whole else section
    return Standing(claim.id, section.id if section else None, frozenset() if deciding.whole else deciding.names)
