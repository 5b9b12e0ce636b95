from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

import pytest
import time_machine

from digest.engine.embedded import run

PROGRAM = """
import sys, threading, time
from digest.engine.embedded import install_signals, run

class Worker:
    def work(self):
        print("begun", flush=True)
        time.sleep(float(sys.argv[1]))
        print("finished", flush=True)
    def deliver(self): pass
    def report(self, error): raise error

stop = threading.Event()
install_signals(stop)
run(Worker(), every=60, stop=stop)
print("stopped", flush=True)
"""


class Diary:
    """A worker that notes what it is asked, and does in each lane what a test tells it to."""

    def __init__(self, work: Callable[[], None] | None = None, deliver: Callable[[], None] | None = None) -> None:
        self._work = work or (lambda: None)
        self._deliver = deliver or (lambda: None)
        self.worked: list[datetime] = []
        self.delivered: list[datetime] = []
        self.threads: dict[str, set[int]] = {"work": set(), "deliver": set()}
        self.errors: list[Exception] = []

    def work(self) -> None:
        self.worked.append(datetime.now(UTC))
        self.threads["work"].add(threading.get_ident())
        self._work()

    def deliver(self) -> None:
        self.delivered.append(datetime.now(UTC))
        self.threads["deliver"].add(threading.get_ident())
        self._deliver()

    def report(self, error: Exception) -> None:
        self.errors.append(error)


class Running:
    """The engine in a thread, as long as the block lasts."""

    def __init__(self, worker: Diary, every: float) -> None:
        self.stop = threading.Event()
        self.thread = threading.Thread(target=run, args=(worker,), kwargs={"every": every, "stop": self.stop})

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.thread.join(10)
        assert not self.thread.is_alive()


def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.005)


def test_both_lanes_tick_at_once_and_then_at_the_interval() -> None:
    worker = Diary()
    begun = datetime.now(UTC)
    with Running(worker, every=0.1):
        until(lambda: len(worker.worked) >= 4 and len(worker.delivered) >= 4)
    for ticks in (worker.worked, worker.delivered):
        assert ticks[0] - begun < timedelta(seconds=2)
        assert ticks == sorted(ticks)
        assert all(tick.tzinfo is UTC for tick in ticks)
    # an interval is never cut short; how late a tick may come is up to the machine
    assert worker.worked[3] - worker.worked[0] > timedelta(seconds=0.2)


def test_the_first_tick_does_not_wait_for_the_interval() -> None:
    worker = Diary()
    with Running(worker, every=3600):
        until(lambda: bool(worker.worked and worker.delivered))
    assert (len(worker.worked), len(worker.delivered)) == (1, 1)


def test_each_lane_has_one_thread_of_its_own() -> None:
    worker = Diary()
    with Running(worker, every=0.02):
        until(lambda: len(worker.worked) > 5 and len(worker.delivered) > 5)
    assert [len(threads) for threads in worker.threads.values()] == [1, 1]
    assert worker.threads["work"] != worker.threads["deliver"]


def test_a_slow_relay_does_not_hold_up_the_desk() -> None:
    let_go = threading.Event()

    def wait() -> None:
        let_go.wait(10)

    worker = Diary(deliver=wait)
    with Running(worker, every=0.02):
        until(lambda: len(worker.worked) > 5)
        assert len(worker.delivered) == 1
        let_go.set()


def test_an_error_is_reported_and_the_lane_lives_on() -> None:
    def fail() -> None:
        raise ValueError("the disk is full")

    worker = Diary(work=fail)
    with Running(worker, every=0.02):
        until(lambda: len(worker.errors) >= 3 and len(worker.delivered) >= 3)
    assert {str(error) for error in worker.errors} == {"the disk is full"}
    assert len(worker.worked) == len(worker.errors)


def test_a_tick_longer_than_the_interval_never_overlaps_itself_and_nobody_is_warned(
    caplog: pytest.LogCaptureFixture,
) -> None:
    inside: list[int] = []
    most: list[int] = []

    def linger() -> None:
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.15)
        inside.pop()

    worker = Diary(work=linger)
    with caplog.at_level(logging.WARNING), Running(worker, every=0.03):
        until(lambda: len(worker.worked) >= 4)
    assert set(most) == {1}
    assert caplog.records == []


def test_the_work_in_hand_is_finished_and_nothing_new_is_begun() -> None:
    begun, let_go = threading.Event(), threading.Event()
    finished: list[bool] = []

    def linger() -> None:
        begun.set()
        let_go.wait(10)
        finished.append(True)

    worker = Diary(work=linger)
    running = Running(worker, every=0.02)
    running.thread.start()
    assert begun.wait(10)
    running.stop.set()
    running.thread.join(0.3)
    assert running.thread.is_alive(), "the engine left the work in hand"
    delivered = len(worker.delivered)
    let_go.set()
    running.thread.join(10)
    assert not running.thread.is_alive()
    assert (finished, len(worker.worked)) == ([True], 1)
    assert len(worker.delivered) == delivered


def test_an_engine_leaves_no_thread_behind() -> None:
    before = threading.active_count()
    with Running(Diary(), every=0.02):
        pass
    assert threading.active_count() == before


def test_a_stop_before_the_start_does_nothing() -> None:
    worker = Diary()
    stop = threading.Event()
    stop.set()
    run(worker, every=0.02, stop=stop)
    assert (worker.worked, worker.delivered, worker.errors) == ([], [], [])


@pytest.mark.parametrize("leap", [timedelta(hours=-3), timedelta(days=3), timedelta(days=20_000)])
def test_a_clock_that_is_set_anew_stops_neither_lane_nor_floods_it(leap: timedelta) -> None:
    worker = Diary()
    with time_machine.travel(datetime.now(UTC), tick=True) as clock, Running(worker, every=0.05):
        until(lambda: len(worker.worked) >= 2 and len(worker.delivered) >= 2)
        before = len(worker.worked)
        clock.shift(leap)
        until(lambda: len(worker.worked) >= before + 3, seconds=5)
        assert len(worker.worked) < before + 30


@contextmanager
def begun(seconds: float) -> Iterator[subprocess.Popen[str]]:
    """A process of its own whose first piece of work takes so many seconds, and has begun."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    command = [sys.executable, "-c", PROGRAM, str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "begun\n"
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_finishes_the_work_in_hand_and_exits_0(number: signal.Signals) -> None:
    with begun(0.5) as process:
        process.send_signal(number)
        out, _ = process.communicate(timeout=20)
    assert (out, process.returncode) == ("finished\nstopped\n", 0)


def test_a_second_interrupt_ends_at_once() -> None:
    with begun(30) as process:
        process.send_signal(signal.SIGINT)
        time.sleep(0.3)
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=10)
    assert (out, process.returncode) == ("", 130)
