"""How many text articles a second come in on one core, everything included, and what the disk asks of any program."""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from functools import partial
from pathlib import Path

import corpus
from publish import desk, plain, timed


def main() -> None:
    """Measure N articles of our own, or the files of a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="?", type=int, default=1000)
    parser.add_argument("--series", action="store_true", help="all under one headline, which is the worst case")
    parser.add_argument("--from", dest="folder", type=Path, help="these files instead")
    chosen = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as temporary:
        place = desk(Path(temporary) / "desk")
        if chosen.folder:
            shutil.copytree(chosen.folder, place / "seeds", dirs_exist_ok=True)
        else:
            for _ in corpus.write(place / "seeds", chosen.articles, series=chosen.series):
                pass
        measure(place, Path(temporary) / "peer")


def measure(place: Path, peer: Path) -> None:
    """Take everything in, then let the peer read, hash and keep the same files."""
    from digest import app, config

    publisher = app.assemble(config.load(place))
    wall, cpu = timed(publisher.ingest)
    count = publisher.store.counts().articles
    publisher.close()
    print(f"ingest: {count:,} articles in {wall:.1f} s ({cpu:.1f} s CPU), {count / wall:,.0f} a second,", end=" ")
    print(f"{cpu / count * 1000:.2f} ms CPU an article")
    its_wall, its_cpu = timed(partial(plain, place / "seeds", peer))
    print(f"peer: read, sha256, JSON and fsync of each file: {its_wall:.1f} s ({its_cpu:.1f} s CPU);", end=" ")
    print(f"digest takes {wall / its_wall:.1f} times as long")


if __name__ == "__main__":
    main()
