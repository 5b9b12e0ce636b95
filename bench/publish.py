"""How fast `digest publish` is on one core, what it needs, and where the time goes: `make bench`."""

from __future__ import annotations

import argparse
import cProfile
import hashlib
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import corpus


def main() -> None:
    """Measure N new articles, or N old files with --old."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="?", type=int, default=1000)
    parser.add_argument("--old", action="store_true", help="short old files by --backfill, then the desk with them")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="make the desk here and leave it")
    parser.add_argument("--child", choices=("stages", "profile"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child:
        {"stages": stages, "profile": profile}[chosen.child](chosen.keep)
        return
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, one core")
    with tempfile.TemporaryDirectory() as folder:
        (old if chosen.old else new)(chosen.keep or Path(folder), chosen.articles)


# -- what is measured ---------------------------------------------------------------------------------


def new(folder: Path, count: int) -> None:
    """New articles of 3 kB: the command, its stages, its profile, and the peers."""
    desks = [desk(folder / name) for name in ("command", "stages", "profile")]
    for each in desks:
        fill(each / "seeds", count)
    seconds, cpu, peak = command(desks[0], "publish")
    print(f"digest publish: {rates(count, seconds, cpu)}, peak {peak:.0f} MB")
    for stage, (wall, busy) in json.loads(child("stages", desks[1])).items():
        print(f"  {stage:<10}{wall:7.2f} s, {busy:.2f} s of it CPU: {busy / count * 1000:.2f} ms CPU an article")
    print(child("profile", desks[2]), end="")
    for name, peer in (("read, sha256, JSON and fsync of each file", plain), ("feedgen, RSS and Atom", feedgen)):
        wall, used = timed(partial(peer, desks[0] / "seeds", folder / "peer"))
        print(f"peer: {name}: {rates(count, wall, used)}; digest takes {seconds / wall:.1f} times as long,", end=" ")
        print(f"{cpu / used:.1f} times the CPU")
    told("nothing new", *command(desks[0], "publish"))


def old(folder: Path, count: int) -> None:
    """Old files of 0.3 kB: the backfill, and then what a desk that knows them needs."""
    place = desk(folder / "old")
    fill(place / "seeds" / "old", count, short=True)
    for title, files, *arguments in (
        ("--backfill", count, "publish", "--backfill", "seeds/old"),
        ("nothing new", 0, "publish"),
        ("one new file", 0, "publish"),
        ("status", 0, "status"),
        ("articles --limit 50", 0, "articles", "--limit", "50"),
    ):
        if title == "one new file":
            (place / "seeds" / "new.txt").write_text(corpus.article(count), encoding="utf-8")
        seconds, cpu, peak = command(place, *arguments)
        if files:
            print(f"{title}: {rates(files, seconds, cpu)}, peak {peak:.0f} MB")
        else:
            told(title, seconds, cpu, peak)


def stages(place: Path) -> None:
    """The seconds of each stage of one publish, as JSON."""
    from digest import app, config
    from digest.editions import slots

    publisher = app.assemble(config.load(place))
    slot = slots.on_demand(publisher.digest(None), datetime.now(UTC), ())
    steps: dict[str, Callable[[], object]] = {
        "ingest": publisher.ingest,
        "edition": lambda: publisher.issue(slot),
        "files": publisher.write_files,
        "delivery": publisher.deliver,
    }
    print(json.dumps({name: timed(step) for name, step in steps.items()}))


def profile(place: Path) -> None:
    """The five functions that take most CPU for themselves in one publish."""
    from digest.cli import main as digest

    profiler = cProfile.Profile(time.process_time, builtins=False)
    os.chdir(place)
    with redirect_stdout(sys.stderr), suppress(SystemExit):
        profiler.runcall(digest, ["publish"])
    found = [(one.inlinetime, one.callcount, one.code) for one in profiler.getstats() if not isinstance(one.code, str)]
    whole = sum(own for own, _, _ in found)
    for own, calls, code in sorted(found, key=lambda one: -one[0])[:5]:
        where = f"{Path(code.co_filename).name}:{code.co_firstlineno}"
        print(f"  {own / whole:6.1%}  {code.co_name} ({where}), {calls:,} calls")


# -- peers --------------------------------------------------------------------------------------------


def plain(seeds: Path, target: Path) -> None:
    """What no program that keeps its promises can leave out: read, hash, write as JSON, wait for the disk."""
    target.mkdir(exist_ok=True)
    for file in seeds.rglob("*.txt"):
        data = file.read_bytes()
        name = hashlib.sha256(data).hexdigest()
        with (target / name).open("w") as kept:
            json.dump({"id": name, "text": data.decode()}, kept)
            kept.flush()
            os.fsync(kept.fileno())


def feedgen(seeds: Path, target: Path) -> None:
    """One feed of all files in two formats, the way feedgen's own manual does it: no regions, no pages, no mail."""
    from feedgen.feed import FeedGenerator

    generator = FeedGenerator()
    generator.id("urn:bench")
    generator.title("Bench")
    generator.subtitle("Bench")
    generator.link(href="http://bench.example/")
    for file in seeds.rglob("*.txt"):
        title, _, body = file.read_text(encoding="utf-8").partition("\n\n")
        entry = generator.add_entry(order="append")
        entry.id(f"http://bench.example/{file.name}")
        entry.link(href=f"http://bench.example/{file.name}")
        entry.title(title)
        entry.content(body)
    generator.rss_file(str(target / "rss.xml"))
    generator.atom_file(str(target / "atom.xml"))


# -- parts --------------------------------------------------------------------------------------------


def desk(folder: Path) -> Path:
    """A new desk whose files settle at once."""
    subprocess.run([sys.executable, "-m", "digest", "init", str(folder), "--timezone", "UTC"], check=True, stdout=-3)
    config = folder / "digest.toml"
    config.write_text(config.read_text().replace("# settle = 2\n", "settle = 0.05\n"))
    return folder


def fill(folder: Path, count: int, *, short: bool = False) -> None:
    """Write the articles."""
    for _ in corpus.write(folder, count, short=short):
        pass


def timed(step: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the wall and of CPU: on a busy machine or a slow disk only the second can be compared."""
    began, cpu = time.perf_counter(), time.process_time()
    step()
    return time.perf_counter() - began, time.process_time() - cpu


def command(place: Path, *arguments: str) -> tuple[float, float, float]:
    """Run one command on a desk: seconds on the wall and of CPU, peak memory in MB."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "digest", *arguments], cwd=place, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"digest {' '.join(arguments)} exited with {process.returncode}"
    unit = 1 if platform.system() == "Darwin" else 1024
    return time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 1e6


def rates(count: int, seconds: float, cpu: float) -> str:
    """A count with its times, for a person."""
    return f"{count:,} in {seconds:.1f} s ({cpu:.1f} s CPU), {count / seconds:,.0f} a second"


def told(title: str, seconds: float, cpu: float, peak: float) -> None:
    """One line for a command."""
    print(f"{title}: {seconds:.1f} s ({cpu:.1f} s CPU), peak {peak:.0f} MB")


def child(name: str, place: Path) -> str:
    """What this program prints in a process of its own."""
    arguments = [sys.executable, __file__, "--child", name, "--keep", str(place)]
    return subprocess.run(arguments, check=True, stdout=subprocess.PIPE, text=True).stdout


if __name__ == "__main__":
    main()
