"""Originals: kept whole, found again, never half-written."""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest.errors import FilesError
from digest.ingest import Originals
from tests.ingest.texts import seed

NOW = datetime.now(tz=UTC)


def test_an_original_is_kept_under_its_hash_and_found_again(tmp_path: Path) -> None:
    originals = Originals(tmp_path / "originals")
    kept = originals.keep(seed("A pier opened."))
    sha256 = seed("A pier opened.").sha256
    assert kept == tmp_path / "originals" / sha256[:2] / sha256
    assert originals.get(sha256) == b"A pier opened."
    assert [path for path in (tmp_path / "originals").rglob("*") if path.is_file()] == [kept]


def test_keeping_twice_changes_nothing(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    before, after = (originals.keep(seed("A pier.")).stat() for _ in range(2))
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("left", [b"A pi", bytes(len("A pier opened."))])
def test_a_copy_that_a_full_disk_or_a_power_cut_spoilt_is_written_anew(tmp_path: Path, left: bytes) -> None:
    originals = Originals(tmp_path)
    kept = originals.keep(seed("A pier opened."))
    kept.write_bytes(left)
    with pytest.raises(FilesError, match="damaged"):
        originals.get(kept.name)
    assert originals.keep(seed("A pier opened.")).read_bytes() == b"A pier opened."


def test_a_dropped_original_is_gone_and_dropping_again_is_quiet(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    sha256 = originals.keep(seed("A pier.")).name
    originals.drop(sha256)
    originals.drop(sha256)
    assert originals.get(sha256) is None


def test_pruning_drops_old_ones_except_those_to_keep(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    old, held, fresh = (originals.keep(seed(text)) for text in ("old", "held", "fresh"))
    leftover = old.with_name(".keeping-crashed")
    leftover.touch()
    for path in (old, held, leftover):
        os.utime(path, (0, 0))
    assert originals.prune(NOW - timedelta(days=90), keep={held.name}) == 1
    assert [path.exists() for path in (old, held, fresh, leftover)] == [False, True, True, False]


def test_a_name_that_is_no_hash_reaches_no_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x", encoding="utf-8")
    with pytest.raises(ValueError, match="not a sha256"):
        Originals(tmp_path / "originals").get("../secret")


def test_a_disk_that_refuses_is_named(tmp_path: Path) -> None:
    (tmp_path / "originals").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(FilesError, match="originals"):
        Originals(tmp_path / "originals").keep(seed("A pier."))


def test_a_disk_that_refuses_in_the_middle_leaves_no_file_open(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    in_the_way = originals.keep(seed("Pier 9 opened."))
    in_the_way.unlink()
    in_the_way.mkdir()
    before = len(list(Path("/dev/fd").iterdir()))
    with pytest.raises(FilesError, match=in_the_way.name):
        originals.keep_all(seed(f"Pier {number} opened.") for number in range(10))
    assert len(list(Path("/dev/fd").iterdir())) == before
    assert not list(tmp_path.rglob(".keeping-*"))


def test_a_copy_that_the_disk_does_not_confirm_is_named_and_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    originals = Originals(tmp_path)
    confirm, lost = os.fsync, seed("The disk has lost this pier.")

    def refuse(handle: int) -> None:
        if os.fstat(handle).st_size == len(lost.data):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        confirm(handle)

    monkeypatch.setattr(os, "fsync", refuse)
    wait = originals.keeping([lost, *(seed(f"Pier {number} opened.") for number in range(40))])
    with pytest.raises(FilesError, match=lost.sha256):
        wait()
    assert originals.get(lost.sha256) is None
    monkeypatch.setattr(os, "fsync", confirm)
    assert originals.keep(lost).read_bytes() == lost.data


def test_many_seeds_are_kept_at_once_and_equal_ones_once(tmp_path: Path) -> None:
    originals = Originals(tmp_path / "originals")
    texts = [f"Pier {number} opened." for number in range(40)]
    originals.keep_all(seed(text) for text in [*texts, *texts])
    assert [originals.get(seed(text).sha256) for text in texts] == [text.encode() for text in texts]
    assert len([path for path in originals.folder.rglob("*") if path.is_file()]) == 40


def test_keeping_nothing_makes_nothing(tmp_path: Path) -> None:
    Originals(tmp_path / "originals").keep_all([])
    assert not (tmp_path / "originals").exists()
