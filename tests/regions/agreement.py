"""Compare the tables of other languages with Newsmap's: python -m tests.regions.agreement FOLDER [LANGUAGE].

FOLDER is `dict` of a checkout of koheiw/newsmap, whose patterns are the work of people who read those languages.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import yaml

from digest.regions.gazetteer import country_names
from digest.regions.tongues import TONGUES, Tongue

FILES = {
    "arabic": "ar",
    "chinese_simplified": "zh",
    "chinese_traditional": "zh",
    "french": "fr",
    "german": "de",
    "portuguese": "pt",
    "russian": "ru",
    "spanish": "es",
    "turkish": "tr",
}


def patterns(path: Path) -> Iterator[tuple[str, str]]:
    """Country and pattern of every line of a dictionary; a star at the end stands for any ending."""
    regions = yaml.safe_load(path.read_text(encoding="utf-8"))
    for region in regions.values():
        for countries in region.values():
            for code, surfaces in countries.items():
                yield from ((code, str(surface)) for surface in surfaces if surface)


def verdict(table: Tongue, stems: dict[str, set[str]], code: str, pattern: str) -> str:
    """Whether our table reads a pattern as the same country, as another one, or not at all.

    A pattern that is the beginning of one of our names for that country is the same stem, cut sooner.
    """
    surface = pattern.replace("*", "")
    found = [each.readings[0].country for each in table.scan(surface) if each.readings[0].kind != "mask"]
    if code in found:
        return "same"
    if found:
        return "other"
    key = table.filed(surface)
    return "same" if any(stem.startswith(key) for stem in stems.get(code, ())) else "none"


def compare(path: Path, language: str) -> tuple[Counter[str], list[str]]:
    """How many patterns are read as what, and those that are not read as the same country."""
    table = Tongue.load(language)
    stems: dict[str, set[str]] = {}
    for names in table.names.values():
        for name in names:
            stems.setdefault(name.readings[0].country, set()).add(name.key)
    counts: Counter[str] = Counter()
    differing: list[str] = []
    for code, pattern in patterns(path):
        if code not in country_names():
            continue
        found = verdict(table, stems, code, pattern)
        counts[found] += 1
        if found != "same":
            differing.append(f"{found}: {code} {pattern}")
    return counts, differing


def main(arguments: list[str]) -> int:
    """Print a line for each dictionary, and what differs in the one that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.regions.agreement", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("language", nargs="?", help="a file's name, such as russian: also what differs")
    chosen = parser.parse_args(arguments)
    for name, language in FILES.items():
        if language not in TONGUES or chosen.language not in {None, name}:
            continue
        counts, differing = compare(chosen.folder / f"{name}.yml", language)
        share = counts["same"] / counts.total()
        sys.stdout.write(f"{name:<20} {counts.total():>5} patterns  same {share:.3f}  {dict(counts)}\n")
        sys.stdout.writelines(f"  {line}\n" for line in differing if chosen.language)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
