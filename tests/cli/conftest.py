"""The command line called in this process, on an empty desk and on a full one."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from digest.cli import main
from tests.desks import Desk, Ran, new_desk, story

Call = Callable[..., Ran]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """call(desk, *args, code=0): run one command on a desk and look at its exit code."""

    def run(desk: Desk, *args: str, code: int = 0) -> Ran:
        monkeypatch.setenv("DIGEST_DESK", str(desk.folder))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(args))
        gc.collect()  # whatever a command left open complains here, as an error
        shown = capsys.readouterr()
        assert ended.value.code == code, f"{shown.out}\n{shown.err}"
        return Ran(code=code, out=shown.out, err=shown.err)

    return run


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A new desk; for reading only."""
    return new_desk(tmp_path_factory.mktemp("cli") / "empty")


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk with the samples, a bad file and a second subscriber, published; for reading only."""
    desk = new_desk(tmp_path_factory.mktemp("cli") / "full", "--samples")
    desk.seed("broken.json", '{"title":')
    desk.seed("wells.txt", story(1, "Nairobi, Kenya"))
    desk.run("subscribers", "add", "ann@reader.example")
    desk.run("publish", code=1)
    return desk


@pytest.fixture
def copy(full: Desk, tmp_path: Path) -> Desk:
    """The full desk's double, to be changed."""
    desk = Desk(folder=Path(shutil.copytree(full.folder, tmp_path / "copy")))
    (desk.folder / "seeds/broken.json").unlink()
    return desk
