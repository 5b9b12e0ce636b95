"""Measure HTML against public evaluation sets beside trafilatura and htmldate: python -m tests.pages FOLDER [FOLDER].

FOLDER is the `tests` folder of a checkout of adbar/trafilatura, or that of adbar/htmldate.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import Any

import trafilatura
from htmldate import find_date

from digest.articles import normalise
from digest.articles.dates import Moment, read_date
from digest.errors import SeedError
from digest.ingest import load_layouts, seed_of, unfold
from digest.ingest.decode import text_of
from digest.ingest.markup import parse
from digest.ingest.metadata import guessed_date, hints_of, page_of
from digest.ingest.stamps import day_in_address
from digest.model import Article, Reading

_SPACE = re.compile(r"\s+")
_PARTS = re.compile(r"\s*(?:[;,&]|\band\b|\bund\b)\s*")
LAYOUTS = load_layouts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a program makes of a page; `reason` where it makes nothing of it."""

    text: str = ""
    title: str = ""
    author: str = ""
    day: str = ""
    reason: str = ""


def plain(text: str | None) -> str:
    """A text with single spaces and without soft hyphens."""
    return _SPACE.sub(" ", (text or "").replace("\xad", "")).strip()


def ours(path: Path) -> Found:
    """The whole program: title and text of every article (captions stand apart in it), and the first one's fields."""
    articles: list[Article] = []
    reason = ""
    for each in unfold(seed_of(path, now=datetime.now(UTC), name="page.html"), LAYOUTS):
        if isinstance(each.reading, Reading):
            articles += normalise(each.reading, each.seed)
        else:
            reason = str(each.reading)
    if not articles:
        return Found(reason=reason)
    text = " ".join(part for article in articles for part in (article.title, *article.paragraphs))
    first = articles[0]
    title = "" if "untitled" in first.flags else first.title
    day = f"{first.published:%Y-%m-%d}" if first.published is not None else ""
    return Found(text=text, title=title, author=first.byline or "", day=day)


def theirs(path: Path) -> Found:
    """trafilatura in its default mode."""
    found: Any = trafilatura.bare_extraction(path.read_bytes(), with_metadata=True, include_comments=False)
    if found is None:
        return Found(reason="nothing found")
    return Found(text=found.text or "", title=found.title or "", author=found.author or "", day=found.date or "")


def by_htmldate(path: Path) -> Found:
    """htmldate's own extensive search."""
    return Found(day=find_date(path.read_bytes(), original_date=True, extensive_search=True) or "")


def by_our_dates(path: Path) -> Found:
    """What our reader of dates tells of a page, also of one that the program leaves out as no article."""
    seed = seed_of(path, now=datetime.now(UTC), name="page.html")
    try:
        tree = parse(text_of(seed).text, seed.path)
    except SeedError as error:
        return Found(reason=str(error))
    stated = page_of(tree)
    hints = hints_of(stated, tree)
    found = hints.get("date") or guessed_date(tree, stated, hints)
    moment = read_date(found.value) if found is not None else None
    day = moment.day if isinstance(moment, Moment) else day_in_address(hints["url"].value) if "url" in hints else None
    return Found(day="" if day is None else day.isoformat())


def names(author: str) -> frozenset[str]:
    """The persons of a byline."""
    return frozenset(plain(part).casefold() for part in _PARTS.split(author) if plain(part))


def count(found: Found, gold: Mapping[str, Any]) -> Counter[str]:
    """Segments, and each field as right, wrong, missing or invented."""
    text = plain(found.text)
    counts: Counter[str] = Counter(
        hits=sum(plain(each) in text for each in gold.get("with", ())),
        wanted=len(gold.get("with", ())),
        noise=sum(plain(each) in text for each in gold.get("without", ())),
        empty=not text,
    )
    fields: tuple[tuple[str, str, Callable[[str], object]], ...] = (
        ("title", found.title, lambda value: plain(value).casefold()),
        ("author", found.author, names),
        ("date", found.day, str),
    )
    for name, value, seen in fields:
        if name not in gold:
            continue
        true = "; ".join(gold[name]) if isinstance(gold[name], list) else str(gold[name] or "")
        if true:
            verdict = "right" if seen(value) == seen(true) else "wrong" if value else "none"
        else:
            verdict = "invented" if value else "silent"
        counts[f"{name} {verdict}"] += 1
    return counts


def sets(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The evaluation sets of a checkout's `tests` folder by name: file -> what is true of it."""
    for name in ("evaldata.json", "eval_default.json", "eval_mediacloud_2020.json"):
        if (folder / name).is_file():
            # htmldate's second set writes NaN for a page that has no date.
            items = json.loads((folder / name).read_text(encoding="utf-8"), parse_constant=lambda _: None)
            yield name, {each["file"]: each for each in items.values()}


def page(folder: Path, name: str) -> Path:
    """Where a set keeps a page."""
    places = (folder / part / name for part in ("cache", "eval", "test_set"))
    return next(place for place in places if place.is_file())


def told(name: str, counts: Counter[str], seconds: float, pages: int) -> str:
    """A line of the table."""
    cells = [f"{name:<13}{pages / seconds:7.1f}/s"]
    if counts["wanted"]:
        precision = counts["hits"] / max(1, counts["hits"] + counts["noise"])
        recall = counts["hits"] / counts["wanted"]
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        cells.append(f"segments {f1:.4f} (P {precision:.3f} R {recall:.3f}), {counts['empty']} empty")
    for field in ("title", "author", "date"):
        total = sum(counts[f"{field} {verdict}"] for verdict in ("right", "wrong", "none"))
        if total:
            right, wrong = counts[f"{field} right"], counts[f"{field} wrong"]
            cells.append(f"{field} {right / total:.3f} right {wrong / total:.3f} wrong")
            silent, invented = counts[f"{field} silent"], counts[f"{field} invented"]
            if silent or invented:
                cells[-1] += f", {invented}/{invented + silent} invented"
                cells[-1] += f", {(right + silent) / (total + invented + silent):.4f} of all as they are"
    return "; ".join(cells)


def main(arguments: list[str]) -> int:
    """Print a line for each program and set."""
    parser = argparse.ArgumentParser(prog="python -m tests.pages", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--half", choices=("even", "odd"), help="every second page only")
    parser.add_argument("--every", type=int, default=1, help="every nth page only")
    parser.add_argument("--list", metavar="FIELD", help="print each page where FIELD (or text, nothing) went wrong")
    chosen = parser.parse_args(arguments)
    programs: dict[str, Callable[[Path], Found]] = {
        "digest": ours,
        "its dates": by_our_dates,
        "trafilatura": theirs,
        "htmldate": by_htmldate,
    }
    for folder in chosen.folders:
        for name, golds in sets(folder):
            files = sorted(golds)[:: chosen.every]
            if chosen.half:
                files = files[chosen.half == "odd" :: 2]
            sys.stdout.write(f"{name}: {len(files)} pages\n")
            for program, run in programs.items():
                if program in (("its dates", "htmldate") if name == "evaldata.json" else ("trafilatura",)):
                    continue
                counts: Counter[str] = Counter()
                start = process_time()
                for file in files:
                    found = run(page(folder, file))
                    one = count(found, golds[file])
                    counts += one
                    if chosen.list and program == "digest":
                        _list(file, chosen.list, found, one, golds[file])
                sys.stdout.write(f"  {told(program, counts, process_time() - start, len(files))}\n")
    return 0


def _list(file: str, field: str, found: Found, one: Counter[str], gold: Mapping[str, Any]) -> None:
    if field == "nothing" and found.reason:
        sys.stdout.write(f"{file}: {found.reason}\n")
    elif field == "text" and (one["hits"] < one["wanted"] or one["noise"]):
        sys.stdout.write(f"{file}: {one['hits']} of {one['wanted']}, {one['noise']} noise {found.reason}\n")
    elif one[f"{field} wrong"] or one[f"{field} none"] or one[f"{field} invented"]:
        value = {"title": found.title, "author": found.author, "date": found.day}[field]
        sys.stdout.write(f"{file}: {value!r} for {gold[field]!r}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
