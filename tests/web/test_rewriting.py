"""Readers that poll while a feed is rewritten: none ever gets a torn or an old one, and a 304 is never a lie."""

from __future__ import annotations

import gzip
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from digest.renderers.files import replace
from tests.web.conftest import Answer, Ask, asking
from tests.web.hosts import PROGRAMS, program, serving

NAME = "all.rss.xml"
#: Apache takes a file's size, and opens it a moment later: a reader that asks in between gets the new one cut to the
#: old one's size, under the old one's tag. Its next poll puts that right; docs/serving.md says so.
HOSTS = [host for host in PROGRAMS if host != "apache"]


def content(number: int) -> bytes:
    """Of one size, so that only its bytes and its date tell one from another."""
    return b"%06d " % number * 8000


@dataclass(kw_only=True)
class Desk:
    """What was written when, for all readers to see."""

    path: Path
    begun: int = 0
    done: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def rewrite(self, times: int) -> None:
        for number in range(1, times + 1):
            self.begun = number
            replace(self.path, content(number))
            self.done = number
        self.over.set()


@dataclass(kw_only=True)
class Reader:
    """Keeps what it got, and asks with the validators that it was given."""

    encoding: str
    validators: tuple[str, ...]
    has: int = -1
    sent: dict[str, str] = field(default_factory=dict)
    polls: int = 0
    spared: int = 0
    wrong: list[str] = field(default_factory=list)

    def follow(self, port: int, desk: Desk) -> None:
        try:
            with contextmanager(asking)(port) as ask:
                while not desk.over.is_set():
                    self.poll(ask, desk)
                self.poll(ask, desk)
        except Exception as why:  # noqa: BLE001 - a thread has nobody to raise it to
            self.wrong.append(repr(why))

    def poll(self, ask: Ask, desk: Desk) -> None:
        at_least = desk.done
        answer = ask(f"/{NAME}", Accept_Encoding=self.encoding, **self.sent)
        self.polls += 1
        if answer.status == 304:
            self.spared += 1
            if self.has < at_least:
                self.wrong.append(f"a 304 for {self.has} when {at_least} was there")
            return
        self.has = self._number(answer)
        if not at_least <= self.has <= desk.begun:
            self.wrong.append(f"{answer.status} with {self.has}, while {at_least} to {desk.begun} was there")
        named = {"If_None_Match": answer["etag"], "If_Modified_Since": answer["last-modified"]}
        self.sent = {name: named[name] for name in self.validators if named[name]}

    def _number(self, answer: Answer) -> int:
        body = gzip.decompress(answer.body) if answer["content-encoding"] == "gzip" else answer.body
        number = int(body[:6])
        return number if body == content(number) else -1


@pytest.fixture(scope="module", params=HOSTS)
def served(request: pytest.FixtureRequest) -> Iterator[tuple[int, Path]]:
    if program(request.param) is None:
        pytest.skip(f"{PROGRAMS[request.param]} is not installed: .ci/run installs it")
    with tempfile.TemporaryDirectory(prefix="digest-hosts-") as folder:
        Path(folder).chmod(0o755)
        feeds, work = Path(folder, "feeds"), Path(folder, "work")
        replace(feeds / NAME, content(0))
        work.mkdir()
        with serving(request.param, feeds, work) as port:
            yield port, feeds / NAME


@pytest.mark.parametrize(
    ("readers", "times"), [(8, 50), pytest.param(100, 1000, marks=pytest.mark.nightly)], ids=["few", "many"]
)
def test_readers_that_poll_get_whole_new_feeds_and_honest_304s(
    served: tuple[int, Path], readers: int, times: int
) -> None:
    port, path = served
    replace(path, content(0))
    desk = Desk(path=path)
    kinds = [("If_None_Match",), ("If_Modified_Since",), ("If_None_Match", "If_Modified_Since"), ()]
    people = [Reader(encoding=("gzip", "")[number % 2], validators=kinds[number // 2 % 4]) for number in range(readers)]
    threads = [threading.Thread(target=reader.follow, args=(port, desk)) for reader in people]
    for thread in threads:
        thread.start()
    desk.rewrite(times)
    for thread in threads:
        thread.join(60)
    assert [line for reader in people for line in reader.wrong] == []
    assert all(reader.has == times for reader in people)
    assert sum(reader.spared for reader in people) > 0
