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
before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
Placer(load_scheme(), Gazetteer.load())
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
    unit = 1 if sys.platform == "darwin" else 1024
    print(f"loading: {min(seconds for seconds, _ in loads):.2f} s of CPU, {loads[0][1] * unit / 1e6:.0f} MB over base")
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


def loading() -> tuple[float, int]:
    """CPU seconds and growth of peak memory while a fresh process loads the tables."""
    done = subprocess.run([sys.executable, "-c", LOADING], cwd=ROOT, capture_output=True, text=True, check=True)
    seconds, grown = done.stdout.split()
    return float(seconds), int(grown)


if __name__ == "__main__":
    main()
