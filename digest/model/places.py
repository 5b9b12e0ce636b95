"""Regions, and where an article stands and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """What a region or section holds of a country without listing all of it."""

    country: str
    names: tuple[str, ...]
    """keys of the gazetteer for divisions and places in it, sorted"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionSection:
    """The second level of a region: "balkans"."""

    id: str
    title: str
    countries: tuple[str, ...]
    portions: tuple[Portion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A region of a scheme: countries by ISO 3166-1 alpha-2, in upper case, and portions of others.

    Both hold what its sections hold.
    """

    id: str
    title: str
    countries: tuple[str, ...]
    sections: tuple[RegionSection, ...] = ()
    portions: tuple[Portion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """The regions of a desk in their order, which is their precedence; `global` and `unassigned` last."""

    name: str
    regions: tuple[Region, ...]
    country_names: Mapping[str, str] = field(default_factory=dict)

    def region(self, region_id: str) -> Region:
        """The region of that id; KeyError when the scheme has none."""
        for region in self.regions:
            if region.id == region_id:
                return region
        raise KeyError(region_id)

    @property
    def homeless(self) -> tuple[str, ...]:
        """Countries that no region lists, by name."""
        listed = {code for region in self.regions for code in region.countries}
        return tuple(sorted(name for code, name in self.country_names.items() if code not in listed))


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryScore:
    """A country's weight in one article; `strong` = evidence in title or lede, or in two paragraphs."""

    code: str
    score: float
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One mention that counted: where it stands and what it weighed."""

    surface: str
    kind: str
    """country, capital, demonym, division, city, actor, institution, alias, source"""
    country: str
    part: str
    """title, dateline, lede, body, source"""
    weight: float
    offset: int
    """characters from the start of that part"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where an article stands, and why."""

    region: str
    section: str | None = None
    secondary: tuple[str, ...] = ()
    countries: tuple[CountryScore, ...] = ()
    """highest score first"""
    confidence: float = 0.0
    """margin of the first over the second, 0 to 1"""
    flagged: bool = False
    reason: str = ""
    """one plain sentence: why there, or why nowhere"""
    evidence: tuple[Evidence, ...] = ()
    rules: tuple[str, ...] = ()
    """rules that fired: "masked: South China Sea", "override: url" """
    tables: str = ""
    """version of the tables that decided"""
    by_hand: bool = False
    """a person put the article there, or accepted that it stands there"""
    worded: bool = False
    """somebody's word counts, a person's or that of a desk's file, and not what the text is about"""

    def put(self, region: str, why: str, *, section: str | None = None, country: str | None = None) -> Self:
        """This placement under a region by somebody's word: `why` comes first, what the text says stays told."""
        kept = tuple(each for each in self.countries if each.code != country)
        if country is not None:
            kept = (CountryScore(code=country, score=max([1.0, *(each.score for each in kept)]), strong=True), *kept)
        return replace(
            self,
            region=region,
            section=section or (self.section if region == self.region else None),
            secondary=tuple(each for each in self.secondary if each != region),
            countries=kept,
            confidence=1.0,
            flagged=False,
            reason=f"{why}; else {self.region}: {self.reason}",
            rules=(why, *self.rules),
            worded=True,
        )
