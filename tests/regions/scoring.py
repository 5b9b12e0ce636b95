"""Scores of placements and of rivals' guesses against labelled articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import process_time

from digest.model import Placement, Scheme
from digest.regions import Placer
from digest.regions.text import key
from tests.regions.labelled import Labelled

Guess = Callable[[Labelled], "Answer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a method says of one article."""

    countries: tuple[str, ...]
    """best first"""
    region: str | None
    regions: frozenset[str]
    """the first region and the secondary ones"""
    flagged: bool
    placement: Placement | None = None
    """where the answer is ours"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How a set went; shares are 0 to 1."""

    n: int
    top1: float
    """first country in the gold set; no country counts as wrong"""
    answered: float
    right_of_answered: float
    region_f1: float
    """macro-F1 over regions, on articles whose gold falls in one region"""
    sets_f1: float
    """F1 over (article, region): all regions of an article, the secondary ones too"""
    flagged: float
    caught: float
    """share of the errors that were flagged"""


def homes_of(scheme: Scheme) -> dict[str, str]:
    """Country -> region; the first region that lists it."""
    return {code: region.id for region in reversed(scheme.regions) for code in region.countries}


def ours(placer: Placer, article: Labelled) -> Answer:
    """The placement of an article."""
    placement = placer.locate(article.title, article.text, home=article.home)
    return Answer(
        countries=tuple(country.code for country in placement.countries),
        region=placement.region,
        regions=frozenset({placement.region, *placement.secondary}),
        flagged=placement.flagged,
        placement=placement,
    )


def answers(guess: Guess, articles: Sequence[Labelled]) -> tuple[list[Answer], float]:
    """What a method says of each article, and how many it does in a second of CPU time."""
    start = process_time()
    found = [guess(article) for article in articles]
    return found, len(found) / max(process_time() - start, 1e-9)


def score(articles: Sequence[Labelled], found: Sequence[Answer], homes: dict[str, str]) -> Score:
    """Compare what was said with the labels."""
    pairs = list(zip(articles, found, strict=True))
    wrong = [answer for article, answer in pairs if not right(article, answer)]
    answered = sum(bool(answer.countries) for answer in found)
    n = len(articles)
    return Score(
        n=n,
        top1=1 - len(wrong) / n,
        answered=answered / n,
        right_of_answered=(n - len(wrong)) / max(1, answered),
        region_f1=macro_f1(by_region(pairs, homes)),
        sets_f1=sets_f1(pairs, homes),
        flagged=sum(answer.flagged for answer in found) / n,
        caught=sum(answer.flagged for answer in wrong) / max(1, len(wrong)),
    )


def measure(articles: Sequence[Labelled], placer: Placer) -> Score:
    """How well the articles of a set are placed."""
    found, _ = answers(lambda article: ours(placer, article), articles)
    return score(articles, found, homes_of(placer.scheme))


def right(article: Labelled, answer: Answer) -> bool:
    """Whether the first country is one the article is about."""
    return bool(answer.countries) and answer.countries[0] in article.countries


def by_region(pairs: Iterable[tuple[Labelled, Answer]], homes: dict[str, str]) -> dict[str, tuple[int, int, int]]:
    """Region -> (right, in the gold, answered), over articles whose gold falls in one region."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for article, answer in pairs:
        gold = {homes[code] for code in article.countries}
        if len(gold) != 1:
            continue
        (region,) = gold
        counts[region][0] += answer.region == region
        counts[region][1] += 1
        if answer.region is not None:
            counts[answer.region][2] += 1
    return {region: (hit, gold, said) for region, (hit, gold, said) in counts.items() if gold}


def macro_f1(counts: dict[str, tuple[int, int, int]]) -> float:
    """The mean F1 over the regions that occur."""
    return sum(2 * hit / (gold + said) for hit, gold, said in counts.values()) / max(1, len(counts))


def sets_f1(pairs: Iterable[tuple[Labelled, Answer]], homes: dict[str, str]) -> float:
    """F1 over (article, region)."""
    hit = gold = said = 0
    for article, answer in pairs:
        regions = {homes[code] for code in article.countries}
        hit += len(regions & answer.regions)
        gold += len(regions)
        said += len(answer.regions)
    return 2 * hit / max(1, gold + said)


def agreement(patterns: dict[str, list[str]], placer: Placer) -> tuple[int, list[tuple[str, str]]]:
    """How many names of another dictionary (a star stands for any ending) mean the same country here, and the rest."""
    surfaces: dict[str, list[str]] = defaultdict(list)
    for surface, readings in placer.gazetteer.readings.items():
        for reading in readings:
            surfaces[reading.country].append(surface)
    agreed, others = 0, []
    for code, names in patterns.items():
        for name in names:
            if name.endswith("*"):
                same = any(surface.startswith(key(name)) for surface in surfaces[code])
            else:
                countries = placer.locate("", f"Two of them saw {name} last week.").countries
                same = bool(countries) and countries[0].code == code
            agreed += same
            others += [] if same else [(code, name)]
    return agreed, others
