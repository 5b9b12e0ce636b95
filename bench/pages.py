"""How fast web pages become stored articles, beside trafilatura in the same process: python bench/pages.py FOLDER."""

from __future__ import annotations

import argparse
import logging
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import publish


def main() -> None:
    """Measure every page of a folder, or every nth one, and print CPU times and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder of HTML pages")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every nth page only")
    parser.add_argument(
        "--rounds", type=int, default=1, metavar="N", help="turns of both, of which the quickest counts"
    )
    chosen = parser.parse_args()
    pages = sorted(file for file in chosen.folder.rglob("*.htm*") if file.is_file())[:: chosen.every]
    logging.disable(logging.CRITICAL)
    digest_seconds, peer_seconds = [], []
    for _ in range(chosen.rounds):
        with tempfile.TemporaryDirectory() as folder:
            digest_seconds.append(cpu(ingesting(Path(folder), pages)))
        peer_seconds.append(cpu(lambda: extracting(pages)))
    ours, theirs = min(digest_seconds), min(peer_seconds)
    print(f"{len(pages)} pages")
    print(f"digest, from the folder to the store: {ours:.1f} s CPU, {len(pages) / ours:.1f} pages a second")
    print(f"trafilatura, text and metadata alone: {theirs:.1f} s CPU, {len(pages) / theirs:.1f} pages a second")
    print(f"digest is {theirs / ours:.2f} times as fast")


def ingesting(folder: Path, pages: Sequence[Path]) -> Callable[[], object]:
    """A new desk with the pages in its seeds; what is returned takes them in, its child processes too."""
    from digest import app, config

    desk = publish.desk(folder / "desk")
    for number, file in enumerate(pages):
        shutil.copyfile(file, desk / "seeds" / f"{number:05}.html")
    publisher = app.assemble(config.load(desk))
    time.sleep(0.2)

    def step() -> None:
        publisher.ingest()
        publisher.close()

    return step


def extracting(pages: Sequence[Path]) -> None:
    """What trafilatura makes of the pages in its default mode."""
    import trafilatura

    for file in pages:
        trafilatura.bare_extraction(file.read_bytes(), with_metadata=True)


def cpu(step: Callable[[], object]) -> float:
    """Seconds of CPU, of child processes too."""
    used = time.process_time() + children()
    step()
    return time.process_time() + children() - used


def children() -> float:
    """Seconds of CPU of child processes that ended."""
    import resource

    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


if __name__ == "__main__":
    main()
