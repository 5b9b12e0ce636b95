"""What one new article costs in feeds: against feedgen, against a join of bytes, and on desks of several sizes."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import corpus
import publish

from digest import app, config
from digest.articles.identity import key as mint
from digest.editions.selection import feeds_of
from digest.model import BacklogReason, FeedKind, FeedName, FileStat, Match, Release, Scheme, Seed, Site, Verdict
from digest.publisher import Publisher
from digest.renderers import generator
from digest.renderers.base import Entry, FeedFormat, Head
from digest.renderers.entries import head, of_release
from digest.renderers.formats import FEED_FORMATS
from digest.renderers.jsonfeed import item
from digest.store.records import Arrival
from digest.store.records import Entry as Seeded

FEEDS = ("all", "regions/europe", "countries/xk")
BATCH = 500


def main() -> None:
    """Print the ratios; with --desks also those of whole desks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="turns of both sides, of which the middle one counts")
    parser.add_argument("--desks", type=int, nargs="*", default=[1_000, 10_000], metavar="N", help="articles of a desk")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sizes = {count: whole_desk(Path(folder) / str(count), count) for count in chosen.desks}
        publisher, releases = small(Path(folder) / "desk")
        for count in (50, 500):
            one_article(releases, publisher.outputs.site, publisher.scheme, count, chosen.rounds)
        shell_and_join(releases, publisher.outputs.site, publisher.scheme, chosen.rounds)
        publisher.close()
        for count in chosen.desks[1:]:
            first = chosen.desks[0]
            print(f"a desk of {count:,} takes {sizes[count] / sizes[first]:.2f} times the CPU of one of {first:,}")


# -- what is measured ---------------------------------------------------------------------------------


def one_article(releases: Sequence[Release], site: Site, scheme: Scheme, count: int, rounds: int) -> None:
    """One new article into three feeds of three formats, the others kept, and all of it written anew."""
    some = many(releases, count)
    names = [FeedName(kind=FeedKind.REGION, path=path, title=path) for path in FEEDS]
    kept = {form.name: [form.fragment(of_release(each, site, scheme)) for each in some[1:]] for form in FEED_FORMATS}
    moments = [each.updated for each in some]

    def joined() -> list[bytes]:
        entry = of_release(some[0], site, scheme)
        fragments = {form.name: [form.fragment(entry), *kept[form.name]] for form in FEED_FORMATS}
        pairs = [(form, head(name, site, form, moments)) for name in names for form in FEED_FORMATS]
        return [form.join(top, fragments[form.name]) for form, top in pairs]

    entries = [of_release(each, site, scheme) for each in some]

    def rebuilt() -> list[bytes]:
        return [whole(form, head(name, site, form, moments), entries) for name in names for form in FEED_FORMATS]

    assert joined() == rebuilt(), "both must give the same bytes"
    ours, theirs = medians(rounds, joined, rebuilt)
    print(f"one new article, 3 feeds of {count}, 3 formats: {ours * 1000:.2f} ms; feedgen and json, all anew:", end=" ")
    print(f"{theirs * 1000:.1f} ms, {theirs / ours:.1f} times as long")


def shell_and_join(releases: Sequence[Release], site: Site, scheme: Scheme, rounds: int) -> None:
    """A feed of 1,000 entries that are all kept, beside nothing but the join of their bytes."""
    some = many(releases, 1000)
    name = FeedName(kind=FeedKind.ALL, path="all", title="All")
    for form in FEED_FORMATS:
        kept = [form.fragment(of_release(each, site, scheme)) for each in some]
        top = head(name, site, form, [some[0].updated])
        ours, theirs = medians(rounds, lambda: form.join(top, kept), lambda: b"".join(kept))  # noqa: B023 - called here
        print(f"{form.title}: shell and join of 1,000 entries takes {ours / theirs:.2f} times a join of bytes", end=" ")
        print(f"({ours * 1000:.2f} and {theirs * 1000:.2f} ms)")


def whole_desk(place: Path, count: int) -> float:
    """CPU seconds of `digest publish` with one new article on a desk of so many; prints memory and sizes too."""
    # In another process: what this one holds would count as memory of the commands that it starts.
    growing = get_context("spawn").Process(target=grow, args=(place, count))
    growing.start()
    growing.join()
    assert growing.exitcode == 0, "the desk could not be made"
    runs = []
    for number in range(4):
        (place / "seeds" / f"new{number}.txt").write_text(corpus.article(9_000_000 + number, series=False))
        runs.append(publish.command(place, "publish", "--yes"))
    # The first one of a day also tidies up.
    seconds, cpu, peak = (statistics.median(each) for each in zip(*runs[1:], strict=True))
    database = sum(file.stat().st_size for file in (place / "var").glob("digest.db*")) / 1e6
    feeds = sum(file.stat().st_size for file in (place / "feeds").rglob("*.*") if "articles" not in file.parts) / 1e6
    print(f"publish of one new article on a desk of {count:,}: {seconds:.2f} s, {cpu:.2f} s CPU,", end=" ")
    print(f"peak {peak:.0f} MB;", end=" ")
    print(f"database {database:,.0f} MB, feeds {feeds:,.0f} MB without article pages")
    return cpu


# -- the peer -----------------------------------------------------------------------------------------


def whole(form: FeedFormat, top: Head, entries: Sequence[Entry]) -> bytes:
    """A feed as feedgen, or `json.dumps`, writes it from all its entries."""
    if form.name != "json":
        return {"rss": generator.rss, "atom": generator.atom}[form.name](top, entries)
    document = json.loads(form.join(top, ())) | {"items": [item(entry) for entry in entries]}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


# -- parts --------------------------------------------------------------------------------------------


def medians(rounds: int, *steps: Callable[[], object]) -> list[float]:
    """Seconds of CPU of each step, the middle of so many turns taken one after the other."""
    spent: list[list[float]] = [[] for _ in steps]
    for _ in range(rounds):
        for step, its in zip(steps, spent, strict=True):
            began = time.process_time_ns()
            step()
            its.append((time.process_time_ns() - began) / 1e9)
    return [statistics.median(its) for its in spent]


def small(place: Path) -> tuple[Publisher, list[Release]]:
    """A desk that has read 100 files, and its articles."""
    publish.fill(publish.desk(place) / "seeds", 100)
    publisher = app.assemble(config.load(place))
    publisher.ingest()
    return publisher, list(publisher.store.releases(limit=100))


def many(releases: Sequence[Release], count: int) -> list[Release]:
    """So many articles, newest first, made of a few."""
    made = []
    for number in range(count):
        one = releases[number % len(releases)]
        moment = one.released - timedelta(seconds=number)
        article = replace(one.article, key=f"{number:016}", title=f"{one.article.title} ({number})")
        made.append(replace(one, article=article, released=moment, updated=moment))
    return made


def grow(place: Path, count: int) -> None:
    """A desk that has so many articles, their files gone from seeds/, their pages and the digest's share settled.

    Their pages are noted as written, for it is not their number on disk that a run sees; so is the day's look at what
    is gone from there.
    """
    publisher, releases = small(place)
    now = datetime.now(UTC)
    for start in range(len(releases), count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        publisher.store.add_all([_seeded(releases[number % len(releases)], number, now) for number in numbers], now=now)
    heads = publisher.store.heads("all", count)
    outputs = publisher.outputs
    publisher.store.paged(heads, outputs._stamp(outputs.templates.stamp))  # noqa: SLF001 - what `write` would note
    (outputs.root / "articles").mkdir(parents=True, exist_ok=True)
    publisher.store.set_aside("daily", [(key, BacklogReason.OLD) for key, _ in heads])
    publisher.write_files()
    publisher.store.set_fact("pruned", f"{now:%Y-%m-%d}")
    publisher.close()
    for file in (place / "seeds").rglob("*.txt"):
        file.unlink()


def _seeded(release: Release, number: int, now: datetime) -> Seeded:
    name = hashlib.sha256(f"{number}".encode()).hexdigest()
    path = f"old/{number}.txt"
    article = replace(
        release.article, key=mint(name), fingerprint=name, seed=name, source_path=path, title=f"Old {number}"
    )
    arrival = Arrival(
        match=Match(article=article, verdict=Verdict.NEW, of=None, why="bench"),
        placement=release.placement,
        feeds=feeds_of(article, release.placement),
        lasting=tuple(int(name[place : place + 15], 16) for place in (0, 15, 30, 45)),
    )
    seed = Seed(sha256=name, path=path, data=b"", received=now, stat=FileStat(size=1, mtime_ns=number, inode=number))
    return Seeded(seed=seed, reading={}, arrivals=(arrival,))


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    main()
