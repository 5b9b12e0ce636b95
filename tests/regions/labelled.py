"""Labelled sets of news, which stay outside the repository: the articles, their countries and their sources' homes."""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

SETS = ("wire", "newspapers", "outbreaks")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One article of a set and the countries it is about."""

    id: str
    title: str
    text: str
    countries: frozenset[str]
    source: str | None = None
    home: str | None = None
    """the country that the source's other articles are about"""


def samples_folder() -> Path:
    """DIGEST_SAMPLES, else ../shared beside the checkout."""
    default = Path(__file__).resolve().parents[2].parent / "shared"
    return Path(os.environ.get("DIGEST_SAMPLES", default))


def read(name: str, folder: Path) -> list[Labelled]:
    """The articles of one labelled set."""
    with (folder / "data" / "regions" / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [
            Labelled(
                id=row["id"],
                title=row["title"],
                text=row["text"],
                countries=frozenset(row["countries"]),
                source=row.get("source"),
            )
            for row in map(json.loads, lines)
        ]


def with_homes(articles: list[Labelled]) -> list[Labelled]:
    """The same articles, each with the home that the others of its source tell: its own label is left out."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for article in articles:
        if article.source is not None:
            seen[article.source].update(article.countries)
    found = []
    for article in articles:
        others = Counter(seen[article.source]) if article.source is not None else Counter[str]()
        others.subtract(article.countries)
        ranked = sorted((-count, code) for code, count in others.items() if count > 0)
        found.append(replace(article, home=ranked[0][1] if ranked else None))
    return found
