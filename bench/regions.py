"""How fast articles are placed, beside other tools in the same process: python bench/regions.py."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import corpus

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

LOADING = """
import resource, sys, time
from digest.regions import Gazetteer, Placer, load_scheme
from digest.regions.tongues import TONGUES, tongue
before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
placer = Placer(load_scheme(), Gazetteer.load())
print(time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
tables = [tongue(language) for language in TONGUES]
print(time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def main() -> None:
    """Print rates and their ratios, then what loading the tables costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("number", type=int, nargs="?", default=600, help="articles of 3 kB")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="turns of each, the quickest counts")
    chosen = parser.parse_args()
    # first, while this process is small: a child's peak memory starts with its parent's
    loads = [loading() for _ in range(chosen.rounds)]
    for tables, turns in zip(("English", "all languages"), zip(*loads, strict=True), strict=True):
        seconds, grown = min(turns)
        print(f"loading {tables}: {seconds:.2f} s of CPU, {grown / 1e6:.0f} MB over base")
    from digest.regions import Gazetteer, Placer, load_scheme
    from tests.regions.peers import peers

    texts = [corpus.article(number) for number in range(chosen.number)]
    placer = Placer(load_scheme(), Gazetteer.load())
    ours = rate(lambda text: placer.locate("", text), texts, chosen.rounds)
    print(f"{'Digest':<15}{ours:>8.0f} articles a second of CPU")
    for name, count in peers(placer.gazetteer):
        theirs = rate(count, texts[:60] if name.startswith("spaCy") else texts, chosen.rounds)
        print(f"{name:<15}{theirs:>8.0f}   Digest is {ours / theirs:.2f} times as fast")


def rate(step: Callable[[str], object], texts: list[str], rounds: int) -> float:
    """Texts a second of CPU in the quickest round."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for text in texts:
            step(text)
        best = min(best, time.process_time() - start)
    return len(texts) / best


def loading() -> list[tuple[float, int]]:
    """CPU seconds and bytes that a fresh process's peak memory grew by: the English tables, then all languages'."""
    done = subprocess.run([sys.executable, "-c", LOADING], cwd=ROOT, capture_output=True, text=True, check=True)
    unit = 1 if sys.platform == "darwin" else 1024
    turns = (line.split() for line in done.stdout.splitlines())
    return [(float(seconds), int(grown) * unit) for seconds, grown in turns]


if __name__ == "__main__":
    main()
