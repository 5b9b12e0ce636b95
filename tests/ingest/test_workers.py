"""What costs much is read in a process of its own: the outcome is the same, and what a file does there stays there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from digest.errors import FilesError, SeedError
from digest.ingest import READERS, Unfolded, Workers, load_layouts, unfold
from digest.ingest.processes import LIMITS, Child, Limits, Pool
from digest.ingest.readers import read
from digest.ingest.workers import LARGE, MANY
from digest.model import Reading, Seed
from tests.ingest.test_readers import samples_of
from tests.ingest.texts import HARBOUR, check_unfolded, markup, page, seed

LAYOUTS = load_layouts()
SAMPLES = [seed(file.read_bytes(), f"{reader.name}/{file.name}") for reader in READERS for file in samples_of(reader)]
PAGES = [
    seed(page(f"<article><h1>Pier {number}</h1>{markup(HARBOUR)}</article>"), f"{number}.html")
    for number in range(MANY)
]
#: takes seconds to read
LONG = seed(f"<html><body>{markup(HARBOUR) * 20_000}</body></html>", "long.html")

Open = Callable[..., Workers]


@pytest.fixture
def workers() -> Iterator[Open]:
    """Opens workers that are closed in the end."""
    opened: list[Workers] = []

    def make(limits: Limits = LIMITS) -> Workers:
        opened.append(Workers(LAYOUTS, limits=limits, size=2))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


@pytest.fixture
def pool() -> Iterator[Callable[[Callable[[], Child]], Pool]]:
    opened: list[Pool] = []

    def make(start: Callable[[], Child]) -> Pool:
        opened.append(Pool(start, 2))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


def told(each: Unfolded) -> tuple[str, object]:
    return each.seed.path, str(each.reading) if isinstance(each.reading, Exception) else each.reading


def reason(found: list[Unfolded]) -> str:
    [each] = found
    assert isinstance(each.reading, SeedError)
    return each.reading.reason


def test_every_sample_is_read_the_same_in_a_child_and_here(workers: Open) -> None:
    found = list(workers().unfold(SAMPLES))
    check_unfolded(found)
    assert list(map(told, found)) == [told(each) for one in SAMPLES for each in unfold(one, LAYOUTS)]


def test_a_child_reads_every_sample_as_this_process_does(pool: Callable[..., Pool]) -> None:
    readers = pool(partial(Child, LAYOUTS, 1_000_000, LIMITS))
    futures = [readers.give(each) for each in SAMPLES]
    for each, future in zip(SAMPLES, futures, strict=True):
        assert future.result() == read(each, LAYOUTS), each.path


def test_text_and_a_few_pages_start_no_process(workers: Open) -> None:
    opened = workers()
    found = list(opened.unfold([seed("\n\n".join(("A pier", *HARBOUR))), *PAGES[: MANY - 1]]))
    assert all(isinstance(each.reading, Reading) for each in found)
    assert not opened.running


def test_many_pages_are_read_by_several_processes_and_come_in_their_order(workers: Open) -> None:
    opened = workers()
    found = list(opened.unfold(PAGES))
    assert opened.running
    assert [told(each) for each in found] == [told(each) for one in PAGES for each in unfold(one, LAYOUTS)]


def test_a_large_file_of_any_kind_is_read_in_a_child(workers: Open) -> None:
    opened = workers()
    text = "\n".join(f"{number}. {line}\n" for number in range(LARGE // 300 + 1) for line in HARBOUR)
    large = seed(text, "large.txt")
    assert len(large.data) > LARGE
    [each] = opened.unfold([large])
    assert opened.running
    assert told(each) == told(next(unfold(large, LAYOUTS)))


def test_a_file_that_wants_too_much_processor_time_is_refused_and_the_next_one_read(workers: Open) -> None:
    archive = next(each for each in SAMPLES if each.path.startswith("zip/"))
    first, *rest = workers(replace(LIMITS, cpu=0.5)).unfold([LONG, archive])
    assert "took more than 0.5 s of processor time" in reason([first])
    assert isinstance(rest[-1].reading, Reading)


def test_a_file_that_takes_too_long_is_refused(workers: Open) -> None:
    assert "took more than 0.1 s: " in reason(list(workers(replace(LIMITS, wall=0.1)).unfold([LONG])))


def test_a_file_that_wants_too_much_memory_is_refused(workers: Open) -> None:
    assert "more than 20 MB of memory" in reason(list(workers(replace(LIMITS, memory=20_000_000)).unfold([LONG])))


class Frail(Child):
    """A child that is killed with what it was given, as many times as `deaths` has entries."""

    deaths: list[None]

    def give(self, seed: Seed) -> None:
        super().give(seed)
        if self.deaths:
            self.deaths.pop()
            self.kill()


def frail(*deaths: None) -> Callable[[], Child]:
    kind = type("Frail", (Frail,), {"deaths": list(deaths)})
    return partial(kind, LAYOUTS, 1_000_000, LIMITS)


def test_what_was_given_to_a_child_that_died_is_read_by_the_next(pool: Callable[..., Pool]) -> None:
    opened = pool(frail(None))
    futures = [opened.give(each) for each in PAGES]
    assert [future.result() for future in futures] == [read(each, LAYOUTS) for each in PAGES]


def test_a_file_that_kills_two_children_is_refused_with_how_they_died(pool: Callable[..., Pool]) -> None:
    opened = pool(frail(None, None))
    with pytest.raises(SeedError, match=r"the process that reads files died \(signal SIGKILL\), and once more"):
        opened.give(PAGES[0], risky=True).result()
    assert opened.give(PAGES[1], risky=True).result() == read(PAGES[1], LAYOUTS)


def test_a_child_that_cannot_be_started_is_no_fault_of_the_file(
    pool: Callable[..., Pool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    with pytest.raises(FilesError, match="cannot be started to read files"):
        pool(partial(Child, LAYOUTS, 1_000_000, LIMITS)).give(PAGES[0], risky=True).result()


PARENT = """
import sys
from tests.ingest.test_workers import LAYOUTS, LONG
from digest.ingest.processes import LIMITS, Child
child = Child(LAYOUTS, 1_000_000, LIMITS)
child.give(LONG)
print(child.number, flush=True)
child.answer()
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_child_ends_with_its_parent_however_that_ends(end: signal.Signals) -> None:
    root = Path(__file__).resolve().parents[2]
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=root
    )
    assert parent.stdout is not None
    with parent:
        child = int(parent.stdout.readline())
        parent.send_signal(end)
    until = time.monotonic() + 10
    while _lives(child) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _lives(child)


def _lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{number}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"
