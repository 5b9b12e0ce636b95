"""An owner of deliveries is dead when the kernel says so, whatever number or name its process had."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from digest.errors import FilesError
from digest.store.owners import Owners

JOIN = """
import sys
from pathlib import Path
from digest.store.owners import Owners
with Owners(Path(sys.argv[1])).join() as name:
    print(name, flush=True)
    sys.stdin.read()
"""


def test_a_killed_owner_is_dead_and_a_living_one_is_not(tmp_path: Path) -> None:
    owners = Owners(tmp_path / "owners")
    command = [sys.executable, "-c", JOIN, str(tmp_path / "owners")]
    with (
        owners.join() as mine,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process,
    ):
        assert process.stdout is not None
        killed = process.stdout.readline().strip()
        assert owners.dead() == set()
        process.kill()
        process.wait()
        assert owners.dead() == {killed}
        owners.forget({killed})
        assert owners.dead() == set()
        assert [file.name for file in (tmp_path / "owners").iterdir()] == [mine]


def test_who_leaves_in_good_order_leaves_nothing_behind(tmp_path: Path) -> None:
    owners = Owners(tmp_path / "owners")
    with owners.join() as first:
        pass
    with owners.join() as second:
        pass
    assert first != second, "a name is never used again, though host and process are the same"
    assert first.startswith(f"{os.uname().nodename}:{os.getpid()}:")
    assert list((tmp_path / "owners").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file stands in the way")
    with pytest.raises(FilesError, match=r"var/owners: cannot be made"), Owners(tmp_path / "var" / "owners").join():
        pass
