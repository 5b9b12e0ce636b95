"""A lock dies with its holder, and a waiter can say for whom it waits."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from digest.errors import BusyError, FilesError
from digest.store import WorkLock, holder

HOLD = """
import sys
from pathlib import Path
from digest.store import WorkLock
with WorkLock(Path(sys.argv[1]), what="publish").hold():
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_process(path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock until its input ends."""
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process


def test_a_lock_that_is_held_is_refused_with_its_holder(tmp_path: Path) -> None:
    path = tmp_path / "work.lock"
    with another_process(path) as process:
        with (
            pytest.raises(BusyError, match=r"work\.lock is held by") as caught,
            WorkLock(path, what="run").hold(wait=False),
        ):
            pass
        assert caught.value.holder == holder(path)
        assert caught.value.holder.startswith(f"publish (process {process.pid}, since 20")


def test_a_waiter_is_told_for_whom_it_waits_and_gets_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "work.lock"
    waited: list[str] = []
    with another_process(path) as process:

        def on_wait(who: str) -> None:
            waited.append(who)
            assert process.stdin is not None
            process.stdin.close()

        with WorkLock(path, what="run").hold(on_wait):
            assert holder(path) is not None
    assert [who.split()[0] for who in waited] == ["publish"]


def test_a_lock_dies_with_its_holder(tmp_path: Path) -> None:
    path = tmp_path / "work.lock"
    with another_process(path) as process:
        process.kill()
        process.wait()
        assert holder(path) is None
        with WorkLock(path, what="run").hold(wait=False):
            assert (holder(path) or "").startswith(f"run (process {os.getpid()}, ")


def test_threads_of_one_process_wait_for_each_other(tmp_path: Path) -> None:
    lock = WorkLock(tmp_path / "work.lock", what="run")
    inside: list[int] = []

    def work() -> None:
        with lock.hold():
            inside.append(1)
            assert len(inside) == 1
            inside.pop()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert inside == []


def test_nobody_holds_a_lock_that_was_let_go(tmp_path: Path) -> None:
    path = tmp_path / "work.lock"
    assert holder(path) is None
    with pytest.raises(RuntimeError, match="in the block"), WorkLock(path, what="run").hold():
        raise RuntimeError("in the block")
    assert holder(path) is None
    assert path.read_bytes() == b""


def test_looking_at_a_lock_never_makes_it_seem_held(tmp_path: Path) -> None:
    path = tmp_path / "work.lock"
    path.touch()
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            holder(path)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        for _ in range(50):
            with WorkLock(path, what="run").hold(wait=False):
                pass
    finally:
        stop.set()
        watcher.join()


def test_a_lock_in_a_missing_folder_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(FilesError, match="the lock cannot be opened"),
        WorkLock(tmp_path / "no" / "x", what="run").hold(),
    ):
        pass
