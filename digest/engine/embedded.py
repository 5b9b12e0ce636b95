"""The embedded engine: APScheduler ticks in two lanes, one for the desk's work and one for delivery."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler

_STOPS = (signal.SIGTERM, signal.SIGINT)


class Worker(Protocol):
    """What the engine drives. The lanes call from two threads, each method from one lane; `report` from both."""

    def work(self) -> None:
        """One piece of work: take in what has settled, write files, issue the editions that are due."""

    def deliver(self) -> None:
        """Send what waits to be sent."""

    def report(self, error: Exception) -> None:
        """Tell a person what went wrong in a tick; the next tick comes all the same."""


def run(worker: Worker, *, every: float = 5.0, stop: threading.Event) -> None:
    """Tick both lanes at once and then every `every` seconds, until `stop` is set and the work in hand has finished.

    APScheduler is the clock and holds no state worth keeping: a tick only says "look what is due". A lane never
    overlaps itself, ticks missed by long work or a sleeping machine come as one, and none is dropped for being late
    (its default drops what is a second late: misfire_grace_time in its user guide).
    """
    from digest.engine.pace import Pace

    scheduler = _scheduler()
    for lane, task in (("desk", worker.work), ("delivery", worker.deliver)):
        scheduler.add_job(
            _tick(task, worker.report, stop),
            Pace(timedelta(seconds=every)),
            id=lane,
            executor=lane,
            next_run_time=datetime.now(UTC),
        )
    scheduler.start()
    while not stop.wait(every):
        _follow_clock(scheduler, timedelta(seconds=every))
    # a job that falls due while the pools close would be logged as an error
    scheduler.remove_all_jobs()
    scheduler.shutdown(wait=True)


def install_signals(stop: threading.Event) -> None:
    """Let SIGTERM and SIGINT set `stop`; a SIGINT after that ends the process at once, with 130. Main thread only.

    A thread of its own hears them. The system may hand a signal to any thread, and Python then runs its handler only
    when the main thread wakes from what it waits for; and a handler that sets an event whose lock the main thread
    holds at that instant would wait for ever.
    """
    ear, mouth = os.pipe()
    os.set_blocking(mouth, False)
    signal.set_wakeup_fd(mouth, warn_on_full_buffer=False)
    for number in _STOPS:
        # without a handler Python would not write to the pipe
        signal.signal(number, lambda *_: None)
    threading.Thread(target=_hear, args=(ear, stop), name="digest-signals", daemon=True).start()


def _hear(ear: int, stop: threading.Event) -> None:
    asked = False
    while True:
        for number in os.read(ear, 64):
            if asked and number == signal.SIGINT:
                os._exit(130)
            if number in _STOPS:
                asked = True
                stop.set()


def _scheduler() -> BackgroundScheduler:
    from apscheduler.executors.pool import ThreadPoolExecutor
    from apscheduler.schedulers.background import BackgroundScheduler

    # it warns at each tick that finds its lane at work, which is nothing to warn of here
    logger = logging.getLogger("digest.engine.clock")
    logger.setLevel(logging.ERROR)
    return BackgroundScheduler(
        logger=logger,
        timezone=UTC,
        executors={"desk": ThreadPoolExecutor(1), "delivery": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )


def _tick(task: Callable[[], None], report: Callable[[Exception], None], stop: threading.Event) -> Callable[[], None]:
    def tick() -> None:
        if stop.is_set():
            return
        try:
            task()
        except Exception as error:  # noqa: BLE001 - whatever one tick meets, the lane lives on and a person hears of it
            report(error)

    return tick


def _follow_clock(scheduler: BackgroundScheduler, every: timedelta) -> None:
    """APScheduler waits for a time of day: when the machine's clock is set back, it would sleep until it catches up."""
    now = datetime.now(UTC)
    for job in scheduler.get_jobs():
        if job.next_run_time > now + 2 * every:
            job.modify(next_run_time=now)
