"""Says under which region an article stands, why, and how sure that is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial
from math import inf

from digest.model import Article, CountryScore, Evidence, Placement, Scheme
from digest.regions.focus import Focus, weigh
from digest.regions.gazetteer import WORLD, Gazetteer
from digest.regions.holding import Claims, Standing
from digest.regions.parts import Parts, parts_of, parts_of_text
from digest.regions.text import key
from digest.regions.tongues import TONGUES, language_by_letters, readable, tongue

GLOBAL = "global"
UNASSIGNED = "unassigned"

FLOOR = 0.3
"""a country below this score is not what the article is about"""
WORLD_FLOOR = 0.15
"""one mention of a world body is enough where no country stands out"""
SURE = 1.0
"""a top score below this is weak evidence: the placement is flagged"""
MARGIN = 0.25
"""the first country must lead by this share, else the placement is flagged"""
DATELINE_MARGIN = 0.08
"""with a dateline by this share: it settles most close races rightly"""
CONTESTED = 0.7
"""but by this share where the dateline speaks against both title and text: a desk abroad reports on elsewhere"""
SECONDARY = 0.4
"""share of the primary's score that makes another region secondary (research, section 4: F1 .954)"""
SHOWN = 25
"""pieces of evidence kept with a placement"""

_PART_NAMES = {"title": "title", "dateline": "dateline", "lede": "opening", "body": "body"}


@dataclass(frozen=True, slots=True)
class Placer:
    """Places articles by one scheme and one gazetteer; the same text always gets the same answer."""

    scheme: Scheme
    gazetteer: Gazetteer
    _claims: Claims = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_claims", Claims(self.scheme))

    def place(self, article: Article, *, home: str | None = None) -> Placement:
        """Where a normalised record stands; `home` is the source's country (ISO alpha-2), weak evidence.

        Reads title, dateline and paragraphs; never captions, credits or the byline.
        """
        return self._place(parts_of(article), home, article.language)

    def locate(self, title: str, text: str, *, home: str | None = None, language: str | None = None) -> Placement:
        """The same for bare text whose paragraphs stand on lines of their own or are parted by double spaces."""
        return self._place(parts_of_text(title, text), home, language)

    def _place(self, parts: Parts, home: str | None, language: str | None) -> Placement:
        """Where the text stands; without a `language` its letters tell it, and Latin ones are taken for English."""
        language = language or language_by_letters(parts.title + parts.lede)
        read = parts if readable(language) else Parts("", "", "", "", ())
        focus = weigh(read, self.gazetteer, home, tongue(language or "en"))
        ranked = _ranked(focus, self.gazetteer)
        world = focus.tallies.get(WORLD)
        placed = partial(
            Placement,
            countries=ranked,
            evidence=_strongest(focus.evidence),
            rules=focus.rules,
            tables=self.gazetteer.version,
        )
        if ranked and not (world and world.score > ranked[0].score and ranked[0].score < SURE):
            return self._found(placed, ranked, focus)
        area = self._area(focus)
        if area is not None:
            region, names = area
            verb = "are" if " and " in names else "is"
            return placed(region=region, flagged=True, reason=f"no country stands out, but {names} {verb} named")
        if world and world.score >= WORLD_FLOOR:
            bodies = _surfaces(focus.evidence, WORLD)
            verb = "do" if " and " in bodies else "does"
            return placed(region=GLOBAL, flagged=True, reason=f"no country stands out, but {bodies} {verb}")
        return placed(region=UNASSIGNED, flagged=True, reason=_nowhere(parts, language, focus))

    def _found(self, placed: partial[Placement], ranked: tuple[CountryScore, ...], focus: Focus) -> Placement:
        first, second = ranked[0], ranked[1] if len(ranked) > 1 else None
        standings = self._claims.standings(first.code, focus.evidence)
        region, section = standings[0][:2] if standings else (UNASSIGNED, None)
        margin = 1.0 if second is None else (first.score - second.score) / first.score
        return placed(
            region=region,
            section=section,
            secondary=self._secondary(focus, ranked, standings) if standings else (),
            confidence=round(margin, 3),
            flagged=first.score < SURE or region == UNASSIGNED or margin < _needed(focus, first.code),
            reason=self._reason(focus, first, second, standings),
        )

    def _area(self, focus: Focus) -> tuple[str, str] | None:
        """The region in which all of the best named area lies, and what names it ("West Africa", "the Gulf states")."""
        scores = {code: tally.score for code, tally in focus.tallies.items() if " " in code}
        if not scores:
            return None
        best = max(sorted(scores), key=scores.__getitem__)
        held = [self._claims.standings(code, focus.evidence) for code in best.split()]
        common = set.intersection(*({standing.region for standing in standings} for standings in held))
        region = next((region.id for region in self.scheme.regions if region.id in common), None)
        return None if region is None else (region, _surfaces(focus.evidence, best))

    def _secondary(
        self, focus: Focus, ranked: tuple[CountryScore, ...], standings: tuple[Standing, ...]
    ) -> tuple[str, ...]:
        """The other regions that hold the first country, then those of other countries.

        These need SECONDARY of the primary region's score and a country strong in its own right.
        """
        totals: dict[str, float] = defaultdict(float)
        strong: set[str] = set()
        for country in ranked:
            held = [standing.region for standing in self._claims.standings(country.code, focus.evidence)]
            for region in held:
                totals[region] += country.score
            if country.strong and focus.tallies[country.code].named:
                strong.update(held)
        primary, *also = (standing.region for standing in standings)
        enough = {region for region in strong if totals[region] >= SECONDARY * totals[primary]} - {primary, *also}
        others = [region.id for region in self.scheme.regions if region.id in enough]
        return (*also, *sorted(others, key=lambda region: -totals[region]))

    def _reason(
        self, focus: Focus, first: CountryScore, second: CountryScore | None, standings: tuple[Standing, ...]
    ) -> str:
        name = self._name(first.code)
        lead = f"{name} leads ({first.score:.1f}"
        lead += f" against {second.score:.1f} for {self._name(second.code)})" if second else ")"
        parts = dict.fromkeys(item.part for item in focus.evidence if item.country == first.code)
        named = [_PART_NAMES[part] for part in parts if part in _PART_NAMES]
        where = f"{name} is the source's home, and nothing else is named"
        if named:
            where = f"{lead}: named in the {_series(named)}"
        if not standings:
            where += f"; the scheme {self.scheme.name!r} has no region for it"
        elif standings[0].names and (decided := self._decided(focus, first.code, standings[0])):
            where += f"; {decided}"
        return where

    def _decided(self, focus: Focus, country: str, standing: Standing) -> str:
        """The places that put an article where a region or section has only them of a country; not its own name."""
        region = self.scheme.region(standing.region)
        place = next((part.title for part in region.sections if part.id == standing.section), region.title)
        named: dict[str, str] = {}
        for item in focus.evidence:
            if item.country == country and key(item.surface) in standing.names - {key(place)}:
                named.setdefault(key(item.surface), item.surface)
        surfaces = list(named.values())[:3]
        return f"{_series(surfaces)} {'is' if len(surfaces) == 1 else 'are'} in {place}" if surfaces else ""

    def _name(self, code: str) -> str:
        return self.scheme.country_names.get(code) or self.gazetteer.names.get(code, code)


def _needed(focus: Focus, first: str) -> float:
    """The share by which the first country must lead to be sure.

    No share is enough where the title names an area ("Latin America") and the country is where it was written only.
    """
    title: dict[str, float] = defaultdict(float)
    text: dict[str, float] = defaultdict(float)
    for item in focus.evidence:
        if item.kind in {"institution", "area"}:
            continue
        if item.part == "title":
            title[item.country] += item.weight
        if item.part != "dateline":
            text[item.country] += item.weight
    if not any(item.part == "dateline" for item in focus.evidence):
        return MARGIN
    if first not in text and any(item.part == "title" and item.kind == "area" for item in focus.evidence):
        return inf
    contested = all(max(said.values(), default=0.0) > said[first] for said in (title, text))
    return CONTESTED if contested else DATELINE_MARGIN


def _ranked(focus: Focus, gazetteer: Gazetteer) -> tuple[CountryScore, ...]:
    """Countries above the floor, best first.

    In a tie a territory stands before the country it belongs to, and else what is named first.
    """
    parents = {gazetteer.parents.get(code) for code in focus.tallies}
    scores = [
        CountryScore(code=code, score=round(tally.score, 3), strong=tally.strong)
        for code, tally in focus.tallies.items()
        if code != WORLD and " " not in code and tally.score >= FLOOR
    ]
    return tuple(sorted(scores, key=lambda country: (-country.score, country.code in parents)))


def _strongest(evidence: list[Evidence]) -> tuple[Evidence, ...]:
    """The SHOWN heaviest pieces, heaviest first, earlier ones before later ones."""
    return tuple(
        [
            Evidence(
                surface=item.surface,
                kind=item.kind,
                country=item.country,
                part=item.part,
                weight=round(item.weight, 3),
                offset=item.offset,
            )
            for item in sorted(evidence, key=lambda item: -item.weight)[:SHOWN]
        ]
    )


def _surfaces(evidence: list[Evidence], country: str) -> str:
    return _series(list(dict.fromkeys(item.surface for item in evidence if item.country == country))[:3])


def _series(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _nowhere(parts: Parts, language: str | None, focus: Focus) -> str:
    """Why no region was found, in words an editor understands."""
    if not any(text.strip() for _, text in parts.items()):
        return "there is no text to place"
    if focus.evidence:
        return f"only passing mentions ({_series(list(dict.fromkeys(item.surface for item in focus.evidence))[:3])})"
    if not readable(language):
        which = f"is in {language!r}," if language else "is in a script"
        return f"the text {which} whose place names are not known; known languages: en {' '.join(TONGUES)}"
    return "no country, place or world body is named"
