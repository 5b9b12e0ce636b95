"""A desk in a temporary folder, driven through its command line as a person drives it."""

from __future__ import annotations

import atexit
import gc
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from digest.cli import main

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What a command gave back."""

    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A desk folder and the command line before it."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, *args: str, code: int | None = 0, stdin: str | None = None, before: tuple[str, ...] = ()) -> Ran:
        """Run one command on this desk; `code` is what it must exit with, None for whatever."""
        done = subprocess.run(
            [*before, sys.executable, "-m", "digest", *args],
            capture_output=True,
            text=True,
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            cwd=self.folder,
            env={**os.environ, "DIGEST_DESK": str(self.folder), "PYTHONWARNINGS": "error", **self.environment},
            timeout=120,
            check=False,
        )
        ran = Ran(code=done.returncode, out=done.stdout, err=done.stderr)
        assert "Traceback" not in ran.err, ran.err
        if code is not None:
            assert ran.code == code, f"exit {ran.code}\n{ran.out}\n{ran.err}"
        return ran

    def seed(self, name: str, content: str | bytes) -> Path:
        """Put a file into seeds/."""
        file = self.folder / "seeds" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def quick(self) -> Desk:
        """Settle at once: tests that write their files whole need not wait two seconds a run."""
        config = self.folder / "digest.toml"
        text = config.read_text()
        assert "# settle = 2\n" in text
        config.write_text(text.replace("# settle = 2\n", "settle = 0.05\n"))
        return self

    def feeds(self) -> dict[str, bytes]:
        """Every file under feeds/ with its bytes; a file's gzip form is the same once more and left out."""
        root = self.folder / "feeds"
        files = (file for file in sorted(root.rglob("*")) if file.is_file() and file.suffix != ".gz")
        return {str(file.relative_to(root)): file.read_bytes() for file in files}

    def mtimes(self) -> dict[str, int]:
        """Every file under feeds/ with the moment of its last change."""
        return {name: (self.folder / "feeds" / name).stat().st_mtime_ns for name in self.feeds()}


class NearDesk(Desk):
    """A desk whose commands run in this process: for tests of many commands, none of which is about processes."""

    def run(self, *args: str, code: int | None = 0, stdin: str | None = None, before: tuple[str, ...] = ()) -> Ran:
        assert not before
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        with pytest.MonkeyPatch.context() as patch:
            for name, value in {"DIGEST_DESK": str(self.folder), **self.environment}.items():
                patch.setenv(name, value)
            given = io.TextIOWrapper(io.BytesIO((stdin or "").encode()), encoding="utf-8")
            for name, stream in {"stdin": given, "stdout": out, "stderr": err}.items():
                patch.setattr(sys, name, stream)
            patch.chdir(self.folder)
            gc.freeze()
            with pytest.raises(SystemExit) as ended:
                main(list(args))
        gc.collect()  # whatever the command left open complains here, as an error
        gc.unfreeze()
        for stream in (out, err):
            stream.seek(0)
        told = [out.read(), err.read()]
        assert isinstance(ended.value.code, int)
        assert code in {None, ended.value.code}, f"exit {ended.value.code}\n{told[0]}\n{told[1]}"
        return Ran(code=ended.value.code, out=told[0], err=told[1])


def new_desk(folder: Path, *options: str) -> Desk:
    """A desk as `digest init` leaves it: made once, and copied for every test."""
    shutil.copytree(_made(options), folder, dirs_exist_ok=True)
    return Desk(folder=folder)


def near_desk(folder: Path, *options: str) -> NearDesk:
    """The same, with commands that run in this process."""
    return NearDesk(folder=new_desk(folder, *options).folder)


@cache
def _made(options: tuple[str, ...]) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="digest-tests-")) / "desk"
    atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
    desk = Desk(folder=folder)
    folder.mkdir()
    desk.run("init", str(folder), "--timezone", "UTC", *options)
    desk.quick()
    return folder


def story(number: int, place: str = "Nairobi, Kenya", *, title: str | None = None) -> str:
    """A short article of our own about a place."""
    head = title or f"Well number {number} is open in {place}"
    return (
        f"{head}\n\n"
        f"Engineers opened well number {number} in {place}, after a year of drilling through clay and stone.\n\n"
        f"It gives {number + 10} litres a second, they said, which is enough for the market and for both schools.\n\n"
        "People had walked to the river before. The council of the district pays for the pump and its upkeep.\n"
    )
