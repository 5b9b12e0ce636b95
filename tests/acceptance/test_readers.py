"""What people see of a desk in the programs they read it with, from the first article to a withdrawal."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from tests.acceptance.readers import Liferea, Newsboat, Reader, Rss2email, Sfeed, Tap
from tests.acceptance.services import edit, free_port
from tests.desks import Desk, near_desk, story

FIRST, SECOND, LATER = (f"Well number {number} is open in {place}" for number, place in
                        ((1, "Nairobi, Kenya"), (2, "Lima, Peru"), (3, "Accra, Ghana")))  # fmt: skip
CHANGED = "Well number 1 is open again in Nairobi, Kenya"
MARKED = f"CORRECTED: {CHANGED}"
TOLD = f"Correction: {CHANGED}"
GONE = "This article was withdrawn"


class Ways(NamedTuple):
    """A reader, and what it does with what changes under an id that it knows."""

    make: Callable[..., Reader]
    program: str
    #: what it tells of a new headline and text: most replace them in silence
    changed: tuple[str, ...] = ()
    #: and what it tells of a correction beside its entry
    corrected: tuple[str, ...] = ()
    #: and of the notice in place of what was withdrawn
    withdrawn: tuple[str, ...] = ()
    #: whether it has the other headline after that
    replaces: bool = True
    #: codes of the last of three requests while nothing changed
    unchanged: int = 304


READERS: Final = {
    "newsboat": Ways(Newsboat, "newsboat"),
    "rss2email": Ways(Rss2email, "r2e", replaces=False),
    # it keeps lines, and asks without conditions
    "sfeed": Ways(Sfeed, "sfeed_update", changed=(CHANGED,), corrected=(MARKED,), withdrawn=(GONE,), unchanged=200),
    "liferea": Ways(Liferea, "liferea", replaces=False),
}


@contextlib.contextmanager
def serving(desk: Desk) -> Iterator[int]:
    """`digest serve` on this desk; the port."""
    port = free_port()
    edit(desk, "# port = 8080\n", f"port = {port}\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "digest", "serve"],
        cwd=desk.folder,
        env={**os.environ, "DIGEST_DESK": str(desk.folder)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        assert "serving" in process.stderr.readline()
        yield port
    finally:
        process.terminate()
        process.communicate(timeout=20)


@pytest.mark.parametrize("form", ["rss.xml", pytest.param("atom.xml", marks=pytest.mark.nightly)])
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.nightly] if name == "liferea" else []) for name in READERS]
)
def test_a_person_is_told_of_each_article_once(name: str, form: str, tmp_path: Path) -> None:
    ways = READERS[name]
    program = shutil.which(ways.program)
    if program is None:
        pytest.skip(f"{name} is not installed")
    desk = near_desk(tmp_path / "desk")
    desk.seed("a.txt", story(1, "Nairobi, Kenya"))
    desk.seed("b.txt", story(2, "Lima, Peru"))
    with serving(desk) as port, Tap(port) as tap:
        reader = ways.make(program=program, folder=tmp_path / "reader")
        reader.subscribe(f"http://127.0.0.1:{tap.port}/all.{form}")

        def told() -> list[str]:
            desk.run("publish", "--no-edition")
            return sorted(reader.told())

        assert told() == [FIRST, SECOND]
        assert [told(), told()] == [[], []], "published again, and nothing is new"
        assert tap.codes[-1] == ways.unchanged

        text = story(1, "Nairobi, Kenya", title=CHANGED).replace("both schools", "all three schools")
        desk.seed("a.txt", text)
        assert told() == list(ways.changed)
        assert (CHANGED in reader.held()) is (ways.replaces or CHANGED in ways.changed)

        desk.seed("a.txt", f"CORRECTED: {text}".replace("a year of", "two years of"))
        assert told() == [*ways.corrected, TOLD], "the entry that says so is news to each of them"

        desk.seed("kill.txt", story(2, "Lima, Peru", title=f"KILL: {SECOND}"))
        assert told() == list(ways.withdrawn)
        assert (GONE in reader.held()) is (ways.replaces or GONE in ways.withdrawn)
        desk.seed("c.txt", story(3, "Accra, Ghana"))
        assert told() == [LATER]
        assert told() == []
