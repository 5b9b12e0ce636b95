"""An owner of deliveries is dead when the kernel says so, whatever number or name its process had."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from digest.errors import FilesError
from digest.store import WorkLock
from digest.store.owners import Owners

JOIN = """
import sys
from pathlib import Path
from typing import Any
from digest.store import WorkLock
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
    with pytest.raises(FilesError, match=r"var/owners: refuses"), Owners(tmp_path / "var" / "owners").join():
        pass


def test_an_owner_that_ends_in_an_error_is_dead_at_once(tmp_path: Path) -> None:
    owners = Owners(tmp_path / "owners")
    with pytest.raises(KeyboardInterrupt), owners.join() as name:
        raise KeyboardInterrupt
    assert owners.dead() == {name}


def test_no_living_owner_is_ever_seen_without_its_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owners, seen = Owners(tmp_path / "owners"), []
    take = WorkLock._take  # noqa: SLF001 - the instant between opening and locking

    def look_first(self: WorkLock, *args: Any, **kwargs: Any) -> None:
        seen.append(owners.dead())
        take(self, *args, **kwargs)

    monkeypatch.setattr(WorkLock, "_take", look_first)
    with owners.join():
        seen.append(owners.dead())
    assert seen == [frozenset(), frozenset()]
