"""A desk's `digest run` as a process of its own, for the tests that look at it from outside."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from digest.store import Store
from tests.desks import Desk, story

PLACES = ("Nairobi, Kenya", "Lima, Peru", "Oslo, Norway", "Hanoi, Vietnam", "Amman, Jordan", "Suva, Fiji")


@dataclass(kw_only=True)
class Service:
    """A running `digest run`, its address and its log."""

    desk: Desk
    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def lines(self) -> list[str]:
        return self.log.read_text().splitlines()

    def said(self, words: str) -> int:
        return sum(words in line for line in self.lines)

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request(method, f"/{path}", headers=named)
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()

    def titles(self, feed: str = "all") -> list[str]:
        code, _, body = self.get(f"{feed}.json")
        return [item["title"] for item in json.loads(body)["items"]] if code == 200 else []

    def stop(self, number: signal.Signals = signal.SIGTERM, *, seconds: float = 30) -> int:
        self.process.send_signal(number)
        return self.process.wait(seconds)

    def ticks(self, number: int = 2) -> None:
        """Long enough for so many ticks."""
        time.sleep(0.25 * number + 1)


@contextlib.contextmanager
def running(desk: Desk, *, before: tuple[str, ...] = ()) -> Iterator[Service]:
    """`digest run` on this desk until the block ends; it must say that it serves within half a minute.

    `before` are the words of a command that runs it, such as one that takes rights away.
    """
    log = desk.folder / "run.log"
    port = next(int(line.split("=")[1]) for line in config(desk).splitlines() if line.startswith("port ="))
    with log.open("wb") as written:
        process = subprocess.Popen(
            [*before, sys.executable, "-m", "digest", "run"],
            cwd=desk.folder,
            env={**os.environ, "DIGEST_DESK": str(desk.folder), "PYTHONWARNINGS": "error", **desk.environment},
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
        )
    service = Service(desk=desk, port=port, process=process, log=log)
    try:
        until(lambda: bool(service.said("serving")) or process.poll() is not None, 30, service)
        assert process.poll() is None, log.read_text()
        yield service
        assert "Traceback" not in log.read_text(), log.read_text()
        assert "fault in Digest" not in log.read_text(), log.read_text()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def until(condition: Callable[[], bool], seconds: float, service: Service) -> float:
    """Wait for a condition and tell how long it took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, f"it never came:\n{service.log.read_text()}"
        time.sleep(0.05)
    return time.monotonic() - began


def config(desk: Desk) -> str:
    return (desk.folder / "digest.toml").read_text()


def edit(desk: Desk, old: str, new: str) -> None:
    """Save digest.toml as an editor does: another file in its place."""
    text = config(desk)
    assert text.count(old) == 1, old
    edited = desk.folder / "digest.toml.new"
    edited.write_text(text.replace(old, new))
    edited.replace(desk.folder / "digest.toml")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def flood(desk: Desk, number: int) -> None:
    for each in range(number):
        desk.seed(f"flood/{each:03}.txt", story(each, PLACES[each % len(PLACES)]))


def articles(desk: Desk) -> int:
    """How many articles stand in the database at this moment."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{desk.folder}/var/digest.db?mode=ro", uri=True)) as database:
            [(number,)] = database.execute("SELECT count(*) FROM article")
    except sqlite3.OperationalError:
        return 0
    return int(number)


def due(desk: Desk, moment: datetime) -> None:
    """Let the desk's one time of the day be this moment, and the desk be older than that."""
    desk.run("status")
    edit(desk, 'times = ["07:00"]\n', f'times = ["{moment:%H:%M}"]\n')
    with Store.open(f"sqlite:///{desk.folder}/var/digest.db") as store:
        store.advance("daily", moment - timedelta(hours=12))
