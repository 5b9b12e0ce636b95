"""What a desk might add to its tables, learned from what it has stored: homes of sources, names of places."""

from __future__ import annotations

import calendar
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from digest.articles.sources import tell_source
from digest.model import Article, Placement, Release, Source
from digest.regions import UNASSIGNED, Gazetteer
from digest.regions.text import key

#: placed articles of a source that tell its home, and the share of them that must be about one country
ENOUGH: Final = 10
SHARE: Final = 0.8
#: articles without a region in which a name must stand, and names that are told
OFTEN: Final = 3
MOST: Final = 20
#: within a sentence, where a capital letter means a name: after a small letter, a comma or a figure
_NAMED = re.compile(r"(?<=[a-z0-9,] )[A-Z][a-z][\w'-]*(?: [A-Z][a-z][\w'-]*){0,2}")
_CALENDAR: Final = frozenset(name.lower() for name in (*calendar.month_name, *calendar.day_name) if name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A source whose articles are nearly all about one country."""

    known: bool
    """digest.toml has it, by `name`"""
    by: str
    """name, address or folder"""
    name: str
    country: str
    share: float
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name that no table has, and the number of articles without a region in which it stands."""

    name: str
    articles: int


def homes(releases: Iterable[Release], sources: Sequence[Source]) -> Iterator[Home]:
    """Sources without a home whose articles, where they name places, are about one country."""
    at_home = {source.name for source in sources if source.home is not None}
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for release in releases:
        country = _about(release.placement)
        source = _source(release.article, sources)
        if country is not None and source is not None and source[1] not in at_home:
            counts[source][country] += 1
    for (by, name), countries in sorted(counts.items()):
        total = countries.total()
        [(country, number)] = countries.most_common(1)
        if total >= ENOUGH and number >= SHARE * total:
            yield Home(known=by == "name", by=by, name=name, country=country, share=number / total, articles=total)


def names(releases: Iterable[Release], gazetteer: Gazetteer) -> list[Name]:
    """Names in articles without a region that the tables lack, those of most articles first."""
    persons = gazetteer.given | gazetteer.family | gazetteer.titles
    counts: Counter[str] = Counter()
    for release in releases:
        if release.placement.region == UNASSIGNED and (release.article.language or "en").startswith("en"):
            counts.update(set(_NAMED.findall("\n".join(release.article.paragraphs))))
    found = [
        Name(name=name, articles=number)
        for name, number in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
        if number >= OFTEN
        and key(name) not in gazetteer.readings
        and key(name).partition(" ")[0] not in persons | _CALENDAR
    ]
    return found[:MOST]


def _about(placement: Placement) -> str | None:
    """The country an article is placed by, where its text names it and no person or rule of the desk says so."""
    if not placement.countries or placement.worded:
        return None
    first = placement.countries[0].code
    return first if any(each.country == first and each.part != "source" for each in placement.evidence) else None


def _source(article: Article, sources: Sequence[Source]) -> tuple[str, str] | None:
    """How an article's source may be told: as digest.toml names it by now, else by the host, else by the folder."""
    told = tell_source(sources, path=article.source_path, url=article.url, names=(article.site, article.agency))
    if told is not None:
        return "name", told[0].name
    host = (urlsplit(article.url or "").hostname or "").removeprefix("www.")
    if host:
        return "address", host
    folder = article.source_path.rpartition("/")[0]
    return ("folder", folder) if folder and not folder.startswith("/") else None
