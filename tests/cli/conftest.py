"""The command line called in this process, on an empty desk and on a full one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.desks import Desk, NearDesk, Ran, near_desk, new_desk, story

Call = Callable[..., Ran]


@pytest.fixture
def call() -> Call:
    """call(desk, *args, code=0): run one command on a desk in this process and look at its exit code."""

    def run(desk: Desk, *args: str, code: int = 0) -> Ran:
        return NearDesk(folder=desk.folder).run(*args, code=code)

    return run


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A new desk; for reading only."""
    return new_desk(tmp_path_factory.mktemp("cli") / "empty")


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk with the samples, a bad file and a second subscriber, published; for reading only."""
    desk = near_desk(tmp_path_factory.mktemp("cli") / "full", "--samples")
    desk.seed("broken.json", '{"title":')
    desk.seed("wells.txt", story(1, "Nairobi, Kenya"))
    desk.run("subscribers", "add", "ann@reader.example")
    desk.run("publish", code=1)
    return desk


@pytest.fixture
def copy(full: Desk, tmp_path: Path) -> Desk:
    """The full desk's double, to be changed."""
    desk = NearDesk(folder=Path(shutil.copytree(full.folder, tmp_path / "copy")))
    (desk.folder / "seeds/broken.json").unlink()
    return desk
