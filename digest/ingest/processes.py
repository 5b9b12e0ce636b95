"""Child processes that read files within limits: what a file does to a process it does to one of these alone."""

from __future__ import annotations

import os
import pickle
import select
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from digest.errors import DigestError, FilesError, NoArticleError, SeedError
from digest.ingest.layouts import Layout
from digest.model import Reading, Seed

#: what a child runs: the packages are found where this process finds them, and nowhere else
_PROGRAM = "import sys; sys.path[:] = {path!r}; from digest.ingest.child import main; main()"
_STARTING = 60.0
_GLANCE = 0.02
#: seconds after which a child with nothing to do is let go
_IDLE = 20.0
#: how many small files a child is given at a time, so that it need not wait for the next
_AHEAD = 2
#: bytes up to which a file is small, and what reading a small one takes
_QUICK = 1_000_000
_NEEDED = 50_000_000
_SAVE = "save it as plain text, or part it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What reading one file may take."""

    cpu: float = 8.0
    """seconds of processor time"""
    wall: float = 60.0
    """seconds"""
    memory: int = 220_000_000
    """bytes above what a child has when it starts"""


LIMITS = Limits()


class Died(Exception):  # noqa: N818 - what happened to a process, and no failure of this one
    """A child ended while it read a file; `reason` is the file's fault, None where it may be nobody's."""

    def __init__(self, reason: str | None, told: str) -> None:
        self.reason = reason
        super().__init__(told)


class _Answers:
    """A pipe that gives as many bytes as are asked for and takes in no more, so that `select` knows what is left."""

    def __init__(self, number: int) -> None:
        self._number = number

    def fileno(self) -> int:
        """Its number, for `select`."""
        return self._number

    def readinto(self, buffer: bytearray | memoryview) -> int:
        """Fill the buffer; less than that at the end."""
        view = memoryview(buffer)
        done = 0
        while done < len(view) and (count := os.readv(self._number, [view[done:]])):
            done += count
        return done

    def read(self, size: int) -> bytes:
        """That many bytes; less at the end."""
        buffer = bytearray(size)
        return bytes(buffer[: self.readinto(buffer)])

    def readline(self) -> bytes:
        """One line; the protocols of today have none."""
        line = b""
        while not line.endswith(b"\n") and (byte := self.read(1)):
            line += byte
        return line


class Child:
    """One child process; what it is given first it answers first. Raises FilesError when it cannot be started."""

    def __init__(self, layouts: Sequence[Layout], max_article: int, limits: Limits) -> None:
        self._limits = limits
        self.held = 0
        """seeds that were given and are not answered"""
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this very program
                [sys.executable, "-P", "-c", _PROGRAM.format(path=sys.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the parent, which ends its children
            )
        except OSError as why:
            raise FilesError(f"cannot be started to read files ({why.strerror})", path=sys.executable) from why
        self._answers = _Answers(cast("IO[bytes]", self._process.stdout).fileno())
        try:
            self._give((tuple(layouts), max_article, limits.cpu))
            if not self._says(_STARTING) or self._load()[0] != "ready":
                raise Died(None, "it is too slow")  # noqa: TRY301 - as every other trouble of starting
        except Died as why:
            self.end()
            raise FilesError(f"cannot be started to read files ({why})", path=sys.executable) from why
        self._floor = _resident(self._process.pid)
        self._since = time.monotonic()

    def give(self, seed: Seed) -> None:
        """One seed more to read. Raises Died."""
        if not self.held:
            self._since = time.monotonic()
        self._give(seed)
        self.held += 1

    def answer(self) -> tuple[str, Reading | str]:
        """What became of the seed given longest ago. Raises Died when it asks for too much, or ends the child."""
        while not self._says(_GLANCE):
            if self._growth() > self._limits.memory:
                size = self._limits.memory // 1_000_000
                raise self._stopped(f"reading it took more than {size} MB of memory: {_SAVE}")
            if time.monotonic() - self._since > self._limits.wall:
                raise self._stopped(f"reading it took more than {self._limits.wall:g} s: {_SAVE}")
        answer = self._load()
        self._since = time.monotonic()
        self.held -= 1
        return answer

    def has_room(self, needed: int) -> bool:
        """Whether a file that may need so many bytes has its due, whatever earlier ones have left behind."""
        return self._growth() <= max(self._limits.memory - needed, self._limits.memory // 5)

    @property
    def number(self) -> int:
        """The system's number of the process."""
        return self._process.pid

    def kill(self) -> None:
        """Stop it at once; whoever waits for its answer is told that it died."""
        self._process.kill()

    def end(self) -> None:
        """Let it go, whatever it does."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                cast("IO[bytes]", pipe).close()

    def _growth(self) -> int:
        return _resident(self._process.pid) - self._floor

    def _says(self, seconds: float) -> bool:
        return bool(select.select([self._answers], [], [], seconds)[0])

    def _give(self, what: object) -> None:
        pipe = cast("IO[bytes]", self._process.stdin)
        try:
            pickle.dump(what, pipe, protocol=pickle.HIGHEST_PROTOCOL)
            pipe.flush()
        except OSError as why:
            raise self._ended() from why

    def _load(self) -> tuple[str, Reading | str]:
        try:
            found: tuple[str, Reading | str] = pickle.load(self._answers)  # noqa: S301 - of our own program
        except (EOFError, OSError, pickle.UnpicklingError) as why:
            raise self._ended() from why
        return found

    def _stopped(self, reason: str) -> Died:
        self._process.kill()
        return Died(reason, reason)

    def _ended(self) -> Died:
        """Why the process is gone, by how it ended."""
        self._process.kill()
        code = self._process.wait()
        if code == -signal.SIGPROF:
            reason = f"reading it took more than {self._limits.cpu:g} s of processor time: {_SAVE}"
            return Died(reason, reason)
        how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        return Died(None, f"the process that reads files died ({how})")


@dataclass(slots=True, kw_only=True)
class _Job:
    seed: Seed
    risky: bool
    tries: int = 0
    future: Future[Reading] = field(default_factory=Future)

    @property
    def quick(self) -> bool:
        """Whether another such file may wait behind it."""
        return not self.risky and len(self.seed.data) <= _QUICK

    @property
    def needed(self) -> int:
        """Bytes of memory that reading it may take, about; a small risky file may take any."""
        return _NEEDED + len(self.seed.data) * (1000 if self.risky else 20)

    def settle(self, answer: tuple[str, Reading | str]) -> None:
        kind, said = answer
        if isinstance(said, Reading):
            self.future.set_result(said)
        else:
            error = NoArticleError if kind == "nothing" else SeedError
            self.future.set_exception(error(said, path=self.seed.path))


class Pool:
    """As many children as there is work for, up to `size`, each with a thread of this process that watches it.

    Nothing is started before the first seed is given, and what has had nothing to do for a while ends. A child ends
    with this process, however that ends.
    """

    def __init__(self, start: Callable[[], Child], size: int) -> None:
        self._start = start
        self._size = size
        self._jobs: deque[_Job] = deque()
        self._changed = threading.Condition()
        self._threads: set[threading.Thread] = set()
        self._children: set[Child] = set()
        self._idle = 0
        self._closed = False

    @property
    def running(self) -> bool:
        """Whether there are children already."""
        return bool(self._threads)

    def give(self, seed: Seed, *, risky: bool = False) -> Future[Reading]:
        """Have a seed read, a risky one by a child that has all its memory left and nothing else to do.

        The future has the reading, a SeedError, or a FilesError where no child can be started.
        """
        job = _Job(seed=seed, risky=risky)
        with self._changed:
            self._jobs.append(job)
            if self._idle < len(self._jobs) and len(self._threads) < self._size:
                thread = threading.Thread(target=self._serve, name="reading", daemon=True)
                self._threads.add(thread)
                thread.start()
            self._changed.notify()
        return job.future

    def close(self) -> None:
        """End every child; what was not read yet is cancelled. May be called again, and used again."""
        with self._changed:
            self._closed = True
            for job in self._jobs:
                job.future.cancel()
            self._jobs.clear()
            for child in self._children:
                child.kill()
            threads = list(self._threads)
            self._changed.notify_all()
        for thread in threads:
            thread.join()
        self._closed = False

    def _serve(self) -> None:
        child: Child | None = None
        given: deque[_Job] = deque()
        try:
            while self._fill(given):
                child = self._step(child, given)
        except BaseException as why:
            # A fault of ours: nobody waits for ever for what this thread had taken, or would have.
            with self._changed:
                given.extend(self._jobs)
                self._jobs.clear()
            for job in given:
                job.future.set_exception(why)
            raise
        finally:
            self._leave(child)
            with self._changed:
                self._threads.discard(threading.current_thread())

    def _fill(self, given: deque[_Job]) -> bool:
        """Take what is to be read next; False when there has been nothing for a while."""
        with self._changed:
            if not given and not self._jobs and not self._closed:
                self._idle += 1
                self._changed.wait(_IDLE)
                self._idle -= 1
            if not given and self._jobs:
                given.append(self._jobs.popleft())
            while given and given[0].quick and len(given) < _AHEAD and self._jobs and self._jobs[0].quick:
                given.append(self._jobs.popleft())
            if not given:
                # Before anybody can give a seed and count on this thread.
                self._threads.discard(threading.current_thread())
            return bool(given)

    def _step(self, child: Child | None, given: deque[_Job]) -> Child | None:
        """Have the first job answered; the child that goes on, None where another one must."""
        try:
            if child is not None and not child.held and not child.has_room(given[0].needed):
                self._leave(child)
                child = None
            if child is None:
                child = self._start()
                self._enter(child)
            for job in list(given)[child.held :]:
                child.give(job.seed)
            given[0].settle(child.answer())
            given.popleft()
        except Died as why:
            self._leave(child)
            self._mourn(given, why)
            return None
        except DigestError as why:
            given.popleft().future.set_exception(why)
            return None
        return child

    def _mourn(self, given: deque[_Job], why: Died) -> None:
        """The first job ended its child; what no limit did, as a machine without memory might, is tried once more."""
        job = given[0]
        job.tries += 1
        if why.reason is not None or job.tries > 1 or self._closed:
            given.popleft()
            reason = why.reason or f"{why}, and once more: {_SAVE}"
            job.future.set_exception(SeedError(reason, path=job.seed.path))
        if self._closed:
            while given:
                given.popleft().future.cancel()

    def _enter(self, child: Child) -> None:
        with self._changed:
            self._children.add(child)
            if self._closed:
                child.kill()

    def _leave(self, child: Child | None) -> None:
        if child is not None:
            with self._changed:
                self._children.discard(child)
            child.end()


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _resident(pid: int) -> int:
    """Bytes of memory that a process has in use, 0 when it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_bytes().split()[1]) * _PAGE
    except (OSError, IndexError):
        pass
    if Path("/proc/self").exists():
        return 0
    told = subprocess.run(  # noqa: S603 - macOS has no /proc
        ["/bin/ps", "-o", "rss=", "-p", str(pid)], capture_output=True, check=False
    ).stdout.strip()
    return int(told) * 1024 if told.isdigit() else 0


_PAGE = os.sysconf("SC_PAGE_SIZE")
