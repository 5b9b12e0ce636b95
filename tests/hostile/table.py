"""Running a hostile file through a desk: what became of it, how long it took, how much memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.desks import ROOT, new_desk
from tests.hostile import markup, office, packed, text
from tests.hostile.row import Row

ROWS: tuple[Row, ...] = (*markup.ROWS, *text.ROWS, *packed.ROWS, *office.ROWS)
#: seconds of processor time that no file may take, those for storing each of its articles apart
SECONDS = 10.0
EACH = 0.01
#: of memory of the largest process
MEGABYTES = 300.0
_LOST = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of the files of one run."""

    outcomes: list[str]
    """of each file; empty where nothing was said of it"""
    articles: int
    complaint: str
    """the end of what the run said when it broke off"""
    seconds: float
    """of processor time, of all its processes"""
    clock: float
    """seconds that passed, which depend on what else the machine does"""
    parent: float
    """MB at most"""
    child: float
    """MB at most, of the largest child"""

    @property
    def good(self) -> bool:
        """Whether it ended in time, within its memory and with a word of what became of it."""
        due = SECONDS + EACH * self.articles
        return all(self.outcomes) and self.seconds <= due and max(self.parent, self.child) <= MEGABYTES


def run(rows: Sequence[Row], folder: Path) -> Result:
    """Take files in on a new desk, in one run; each lies in a folder of its own, named by its number."""
    desk = new_desk(folder)
    for number, row in enumerate(rows):
        desk.seed(f"{number}/{row.file}", row.make())
    began = time.monotonic()
    # files, lest a long answer waits for somebody to read it
    out, err = folder.with_name("out"), folder.with_name("err")
    with out.open("wb") as told, err.open("wb") as complaints:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.hostile.ingest", str(desk.folder)], stdout=told, stderr=complaints, cwd=ROOT
        )
    parent = child = 0.0
    with process:
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        while not ended:
            parent = max(parent, _peak(process.pid))
            child = max([child, *map(_peak, _children(process.pid))])
            time.sleep(0.01)
            if time.monotonic() - began > _LOST:
                process.kill()
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        process.returncode = os.waitstatus_to_exitcode(status)
    done = process.returncode == 0
    outcome: dict[str, Any] = json.loads(out.read_bytes()) if done else {"articles": 0, "files": []}
    return Result(
        outcomes=[_told(outcome["files"], f"{number}/{row.file}") for number, row in enumerate(rows)],
        articles=outcome["articles"],
        complaint="" if done else err.read_text(errors="replace")[-2000:],
        clock=time.monotonic() - began,
        seconds=usage.ru_utime + usage.ru_stime,
        parent=parent,
        child=child,
    )


def _told(files: list[tuple[str, str]], path: str) -> str:
    """What became of a file and of those inside it: how many had the commonest outcome, and the others."""
    counts = Counter(said for name, said in files if said and (name == path or name.startswith(f"{path}/")))
    return "; ".join(f"{count:,} times {said}" if count > 1 else said for said, count in counts.most_common(4))


def _peak(number: int) -> float:
    """MB that a process had in use at most, 0 where this machine does not tell."""
    try:
        status = Path(f"/proc/{number}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1000 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)


def _children(number: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{number}/task").iterdir())
        return [int(each) for task in tasks for each in (task / "children").read_text().split()]
    except OSError:
        return []
