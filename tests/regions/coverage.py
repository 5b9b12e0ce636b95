"""Place the articles of a folder's pages that are not in English: python -m tests.regions.coverage FOLDER."""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from digest.articles import normalise
from digest.ingest import load_layouts, seed_of, unfold
from digest.model import Article, Reading
from digest.regions import Gazetteer, Placer, load_scheme


def articles_of(folder: Path) -> Iterator[tuple[Path, Article]]:
    """The articles of every page in the folder and those below it."""
    layouts = load_layouts()
    for path in sorted(folder.rglob("*.htm*")):
        for each in unfold(seed_of(path, now=datetime.now(UTC), name="page.html"), layouts):
            if isinstance(each.reading, Reading):
                yield from ((path, article) for article in normalise(each.reading, each.seed))


def main(arguments: list[str]) -> int:
    """Print, a language a line, how many articles have a place; with --list each article and its country."""
    parser = argparse.ArgumentParser(prog="python -m tests.regions.coverage", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--list", metavar="LANGUAGE", help="also each article of this language")
    chosen = parser.parse_args(arguments)
    placer = Placer(load_scheme(), Gazetteer.load())
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for path, article in articles_of(chosen.folder):
        language = (article.language or "none").partition("-")[0]
        placement = placer.place(article)
        counts[language][placement.region if placement.region in {"unassigned", "global"} else "placed"] += 1
        counts[language]["sure"] += not placement.flagged
        if chosen.list == language:
            named = " ".join(f"{each.code} {each.score:.1f}" for each in placement.countries[:3])
            found = ", ".join(dict.fromkeys(f"{each.surface}={each.country}" for each in placement.evidence[:6]))
            sys.stdout.write(f"  {path.name[:40]}: {article.title[:70]!r} {named or placement.reason} [{found}]\n")
    for language, seen in sorted(counts.items(), key=lambda item: -item[1].total()):
        total = seen["placed"] + seen["unassigned"] + seen["global"]
        sys.stdout.write(
            f"{language:<6}{total:>5} articles  placed {seen['placed'] / total:.3f}  sure {seen['sure'] / total:.3f}\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
