"""Locks between processes that die with their holder, and say who that is."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from digest.errors import BusyError, FilesError


class WorkLock:
    """A lock on a file: held by one process (and one thread of it) at a time, let go by the kernel when it dies."""

    def __init__(self, path: Path, *, what: str) -> None:
        self._path = path
        self._what = what

    @contextmanager
    def hold(self, on_wait: Callable[[str], None] | None = None, *, wait: bool = True) -> Iterator[None]:
        """Hold the lock for a block.

        When another has it: `on_wait` is called once with who that is ("digest run (process 1234, since
        2026-01-01T00:00:00Z)"), then we wait; with `wait=False` BusyError is raised instead. FilesError when the file
        cannot be opened.
        """
        handle = self._open()
        try:
            self._take(handle, on_wait, wait=wait)
            _sign(handle, self._what)
            try:
                yield
            finally:
                os.ftruncate(handle, 0)
        finally:
            os.close(handle)  # which also lets go of the lock

    def _open(self) -> int:
        try:
            return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise FilesError(
                f"the lock cannot be opened ({error.strerror}): give this user the right to write it and its folder",
                path=str(self._path),
            ) from error

    def _take(self, handle: int, on_wait: Callable[[str], None] | None, *, wait: bool) -> None:
        if _try(handle):
            return
        who = _signature(handle)
        if not wait:
            raise BusyError(f"{self._path.name} is held by {who}: wait for it to end", holder=who)
        if on_wait is not None:
            on_wait(who)
        fcntl.flock(handle, fcntl.LOCK_EX)


def holder(path: Path) -> str | None:
    """Who holds the lock at this moment, None when nobody does or there is no such file."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        # shared, so that two who only look never see each other
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _signature(handle)
    finally:
        os.close(handle)
    return None


def _try(handle: int) -> bool:
    """Take the lock if it is free; try for a moment, because one who only looks (`holder`) has it for an instant."""
    for _ in range(5):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.01)
        else:
            return True
    return False


def _sign(handle: int, what: str) -> None:
    since = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    os.ftruncate(handle, 0)
    with suppress(OSError):  # on a full disk the lock holds all the same; who holds it only helps those who wait
        os.pwrite(handle, f"{what} (process {os.getpid()}, since {since})\n".encode(), 0)


def _signature(handle: int) -> str:
    """What the holder wrote; it may be about to write it."""
    return os.pread(handle, 500, 0).decode(errors="replace").strip() or "another process"
