"""Read public samples and compare with what their files, peers or gold files say: python -m tests.samples [FOLDER...].

FOLDER is the samples' `data` folder (the default), or a folder of a checkout: superdesk-core tests/io/fixtures,
mail-parser tests/mails, warcio test/data, newspaper4k tests/data/html, feedparser tests, markitdown
packages/markitdown/tests/test_files, odfpy samples, py-pdf/sample-files, dpa-digitalwires-to-newsmlg2 tests/data, IPTC
newsml-g2 examples.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

from digest.articles import normalise
from digest.ingest import load_layouts, seed_of, unfold
from digest.model import Article, Reading
from tests.regions.labelled import samples_folder
from tests.samples.oracle import Expected, oracle_of, plain
from tests.samples.peers import peer_of, words

COLUMNS = ("files", "expected", "found", "titles", "ids", "versions", "days", "authors", "texts")
#: the share of a text's words that an article has to have
_MOST = 0.9


def known(path: Path, data: bytes) -> tuple[str, list[Expected]]:
    """The kind of a file, and the articles that it holds by what is said of it."""
    peer = peer_of(path, data)
    if peer is not None:
        return peer[0], list(peer[1])
    told = oracle_of(path, data)
    return (told[0], list(told[1](data))) if told is not None else ("other", [])


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
        if one.text is not None:
            counts["texts of"] += 1
            counts["texts"] += _share(one.text, found) >= _MOST
    if len(found) == len(expected):
        for one, article in zip(expected, found, strict=True):
            counts["days of"] += one.day is not None
            counts["days"] += one.day is not None and str(article.published)[:10] == one.day
            counts["authors of"] += bool(one.authors)
            counts["authors"] += bool(one.authors) and plain(article.byline) == one.authors
    return counts


def _share(text: str, found: list[Article]) -> float:
    """The share of the words of a text that the articles have."""
    wanted = Counter(words(text))
    told = (part for each in found for part in (each.title, *each.paragraphs, *(one.text for one in each.captions)))
    return (wanted & Counter(words(" ".join(told)))).total() / max(1, wanted.total())


def main(arguments: list[str]) -> int:
    """Print a table for each folder, and every file whose count differs with what was said of it."""
    out = sys.stdout.write
    for folder in [Path(argument) for argument in arguments] or [samples_folder() / "data"]:
        parts = [folder / part for part in ("wire", "exports")] if (folder / "wire").is_dir() else [folder]
        files = [file for part in parts for file in sorted(part.rglob("*")) if file.is_file()]
        if not files:
            sys.stderr.write(f"the samples are missing: {folder} (set DIGEST_SAMPLES)\n")
            return 2
        out(f"{folder}\n")
        table: dict[str, Counter[str]] = defaultdict(Counter)
        differing: list[str] = []
        for file in files:
            kind, expected = known(file, file.read_bytes())
            found, reasons = read(file)
            table[kind] += count(expected, found)
            if len(found) != len(expected):
                told = "; ".join(dict.fromkeys(reasons)) or "-"
                name = file.relative_to(folder)
                differing.append(f"{kind}: {name}: {len(expected)} expected, {len(found)} found: {told}")
        out(f"{'kind':<18}{''.join(f'{name:>11}' for name in COLUMNS)}\n")
        for kind, counts in sorted(table.items()):
            out(f"{kind:<18}{''.join(f'{_cell(counts, name):>11}' for name in COLUMNS)}\n")
        out("".join(f"{line[:300]}\n" for line in ("", *differing)))
    return 0


def _cell(counts: Counter[str], name: str) -> str:
    return f"{counts[name]}/{counts[f'{name} of']}" if f"{name} of" in counts else f"{counts[name]}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
