"""How many readers `digest serve` answers beside nginx on the same files in the same run: python bench/serve.py."""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import tempfile
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import publish

from tests.web.hosts import serving

PATH = "all.rss.xml"
HOSTS = ("digest", "nginx")


def main() -> None:
    """Print requests a second and the 99th percentile for a 304 and for a packed 200, and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=3, metavar="N", help="of each measurement")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="turns of each, of which the median counts")
    parser.add_argument("--readers", type=int, default=50, metavar="N", help="connections at a time")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        desk = publish.desk(Path(folder, "desk"))
        publish.fill(desk / "seeds", 100)
        publish.command(desk, "publish")
        feed = desk / "feeds" / PATH
        print(f"{PATH}: {feed.stat().st_size:,} bytes, packed {feed.with_name(PATH + '.gz').stat().st_size:,}")
        ports = {host: stack.enter_context(serving(host, desk / "feeds", Path(folder))) for host in HOSTS}
        for title, conditional in (("304", True), ("200, packed", False)):
            rates: dict[str, list[tuple[float, float]]] = {host: [] for host in HOSTS}
            for _ in range(chosen.rounds):
                for host, port in ports.items():
                    rates[host].append(asked(port, chosen.readers, chosen.seconds, conditional=conditional))
            told(title, rates)


def asked(port: int, readers: int, seconds: int, *, conditional: bool) -> tuple[float, float]:
    """Requests a second and the milliseconds within which 99 of 100 were answered, as wrk counts them."""
    url = f"http://127.0.0.1:{port}/{PATH}"
    headers = {"Accept-Encoding": "gzip"}
    if conditional:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
            headers["If-None-Match"] = answer.headers["ETag"]
    given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t1", f"-c{readers}", f"-d{seconds}s", "--latency", *given, url]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Socket errors" not in out, out
    # wrk counts a 304 as an answer like any other
    assert "Non-2xx" not in out, out
    number, unit = re.findall(r"99%\s+([\d.]+)(us|ms|s)", out)[0]
    return float(re.findall(r"Requests/sec:\s+([\d.]+)", out)[0]), float(number) * {"us": 0.001, "ms": 1, "s": 1000}[
        unit
    ]


def told(title: str, rates: dict[str, list[tuple[float, float]]]) -> None:
    """A line for each host and one with the ratio."""
    medians = {host: [statistics.median(column) for column in zip(*rows, strict=True)] for host, rows in rates.items()}
    for host, (rate, slowest) in medians.items():
        print(f"{title}: {host:<7}{rate:9,.0f} a second, 99% within {slowest:.1f} ms")
    (ours, our_slowest), (theirs, their_slowest) = (medians[host] for host in HOSTS)
    print(
        f"{title}: digest answers {ours / theirs:.2f} times as many; its 99% is {our_slowest / their_slowest:.1f} times"
    )


if __name__ == "__main__":
    main()
