"""Read the development samples and compare with what their files say: python -m tests.samples [FOLDER]."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

from digest.articles import normalise
from digest.ingest import load_layouts, seed_of, unfold
from digest.model import Article, Reading
from tests.regions.__main__ import samples_folder
from tests.samples.oracle import Expected, oracle_of, plain

COLUMNS = ("files", "expected", "found", "titles", "ids", "versions", "days")


def read(path: Path) -> tuple[list[Article], list[str]]:
    """The articles of a file and of the files inside it, and the reasons of what holds none."""
    articles: list[Article] = []
    reasons: list[str] = []
    for each in unfold(seed_of(path, now=datetime.now(UTC)), load_layouts()):
        if isinstance(each.reading, Reading):
            articles += normalise(each.reading, each.seed)
        else:
            reasons.append(str(each.reading))
    return articles, reasons


def count(expected: list[Expected], found: list[Article]) -> Counter[str]:
    """How many articles have each field as the file says it, and "of" how many it says it."""
    counts = Counter({"files": 1, "expected": len(expected), "found": len(found)})
    titles = Counter(plain(article.title).casefold() for article in found)
    guids = {article.guid: article for article in found}
    for one in expected:
        counts["titles of"] += one.title is not None
        if one.title is not None and titles[plain(one.title).casefold()]:
            titles[plain(one.title).casefold()] -= 1
            counts["titles"] += 1
        counts["ids of"] += one.guid is not None
        counts["ids"] += one.guid is not None and one.guid in guids
        if one.version and one.guid in guids:
            counts["versions of"] += 1
            counts["versions"] += guids[one.guid].version == one.version
    if len(found) == len(expected):
        for one, article in zip(expected, found, strict=True):
            counts["days of"] += one.day is not None
            counts["days"] += one.day is not None and str(article.published)[:10] == one.day
    return counts


def main(arguments: list[str]) -> int:
    """Print the table, and every file whose count differs with what was said of it."""
    folder = Path(arguments[0]) if arguments else samples_folder() / "data"
    files = [file for part in ("wire", "exports") for file in sorted((folder / part).rglob("*")) if file.is_file()]
    if not files:
        sys.stderr.write(f"the samples are missing: {folder}/wire (set DIGEST_SAMPLES)\n")
        return 2
    table: dict[str, Counter[str]] = defaultdict(Counter)
    differing: list[str] = []
    for file in files:
        data = file.read_bytes()
        known = oracle_of(file, data)
        kind, oracle = known or ("other", lambda _: [])
        expected = list(oracle(data))
        found, reasons = read(file)
        table[kind] += count(expected, found)
        if len(found) != len(expected):
            told = "; ".join(dict.fromkeys(reasons)) or "-"
            differing.append(
                f"{kind}: {file.relative_to(folder)}: {len(expected)} expected, {len(found)} found: {told}"
            )
    out = sys.stdout.write
    out(f"{'kind':<18}{''.join(f'{name:>12}' for name in COLUMNS)}\n")
    for kind, counts in sorted(table.items()):
        cells = (
            f"{counts[name]}/{counts[f'{name} of']}" if f"{name} of" in counts else f"{counts[name]}"
            for name in COLUMNS
        )
        out(f"{kind:<18}{''.join(f'{cell:>12}' for cell in cells)}\n")
    out("".join(f"{line[:300]}\n" for line in ("", *differing)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
