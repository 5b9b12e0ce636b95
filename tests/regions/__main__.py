"""Measure placement on labelled sets: python -m tests.regions [wire newspapers outbreaks]."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from digest.model import Placement
from digest.regions import Gazetteer, Placer, load_scheme

SETS = ("wire", "newspapers", "outbreaks")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One article of a set and the countries it is about."""

    id: str
    title: str
    text: str
    countries: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How a set went; shares are 0 to 1."""

    name: str
    n: int
    top1: float
    """first country in the gold set; no country counts as wrong"""
    answered: float
    right_of_answered: float
    region_f1: float
    """macro-F1 over regions, on articles whose gold falls in one region"""
    flagged: float
    caught: float
    """share of the errors that were flagged"""
    speed: float
    """articles a second of CPU time"""


def samples_folder() -> Path:
    """DIGEST_SAMPLES, else ../shared beside the checkout."""
    default = Path(__file__).resolve().parents[2].parent / "shared"
    return Path(os.environ.get("DIGEST_SAMPLES", default))


def read(name: str, folder: Path) -> list[Labelled]:
    """The articles of one labelled set."""
    with (folder / "data" / "regions" / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [
            Labelled(id=row["id"], title=row["title"], text=row["text"], countries=frozenset(row["countries"]))
            for row in map(json.loads, lines)
        ]


def measure(name: str, articles: list[Labelled], placer: Placer) -> Score:
    """Place every article and compare with its label."""
    start = process_time()
    placements = [placer.locate(article.title, article.text) for article in articles]
    seconds = process_time() - start
    pairs = list(zip(articles, placements, strict=True))
    wrong = [placement for article, placement in pairs if not right(article, placement)]
    answered = sum(bool(placement.countries) for placement in placements)
    n = len(articles)
    return Score(
        name=name,
        n=n,
        top1=1 - len(wrong) / n,
        answered=answered / n,
        right_of_answered=(n - len(wrong)) / max(1, answered),
        region_f1=region_f1(pairs, placer),
        flagged=sum(placement.flagged for placement in placements) / n,
        caught=sum(placement.flagged for placement in wrong) / max(1, len(wrong)),
        speed=n / seconds,
    )


def right(article: Labelled, placement: Placement) -> bool:
    """Whether the first country is one the article is about."""
    return bool(placement.countries) and placement.countries[0].code in article.countries


def region_f1(pairs: Iterable[tuple[Labelled, Placement]], placer: Placer) -> float:
    """Macro-F1 over the regions that occur."""
    home = {code: region.id for region in reversed(placer.scheme.regions) for code in region.countries}
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for article, placement in pairs:
        gold = {home[code] for code in article.countries}
        if len(gold) != 1:
            continue
        (region,) = gold
        counts[region][1] += 1
        counts[placement.region][2] += 1
        counts[region][0] += placement.region == region
    scores = [2 * hit / (gold + found) for hit, gold, found in counts.values() if gold]
    return sum(scores) / max(1, len(scores))


def measured(names: Iterable[str], folder: Path, placer: Placer) -> Iterator[Score]:
    """The scores of the named sets; wire is also shown without stories about the US."""
    for name in names:
        articles = read(name, folder)
        if name == "wire":
            yield measure("wire, not US", [article for article in articles if "US" not in article.countries], placer)
        yield measure(name, articles, placer)


def main(arguments: list[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.regions", description=__doc__)
    parser.add_argument("sets", nargs="*", metavar="SET", help=", ".join(SETS))
    names = parser.parse_args(arguments).sets or SETS
    folder = samples_folder()
    if not (folder / "data" / "regions").is_dir():
        sys.stderr.write(f"labelled sets are missing: {folder}/data/regions (set DIGEST_SAMPLES)\n")
        return 2
    placer = Placer(load_scheme(), Gazetteer.load())
    out = sys.stdout.write
    columns = (
        ("n", 6),
        ("top-1", 8),
        ("answered", 10),
        ("of them", 9),
        ("rF1", 7),
        ("flagged", 9),
        ("caught", 8),
        ("art./s", 8),
    )
    out(f"{'set':<14}{''.join(f'{name:>{width}}' for name, width in columns)}\n")
    for score in measured(names, folder, placer):
        out(f"{score.name:<14}{score.n:>6}{score.top1:>8.3f}{score.answered:>10.3f}{score.right_of_answered:>9.3f}")
        out(f"{score.region_f1:>7.3f}{score.flagged:>9.3f}{score.caught:>8.3f}{score.speed:>8.0f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
