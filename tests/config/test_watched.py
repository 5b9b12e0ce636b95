from __future__ import annotations

import os
from pathlib import Path

import pytest

from digest.config import Settings, Watched
from digest.errors import ConfigError
from digest.model import Use
from tests.config.desks import DESK, write


def test_an_edit_is_in_force_at_the_next_look(tmp_path: Path) -> None:
    watched = Watched(write(tmp_path, DESK))
    before = watched.current()
    assert watched.current() is before
    write(tmp_path, DESK + '[feeds]\nuse = "summary"\n')
    assert watched.current().site.use is Use.SUMMARY
    assert watched.refused is None


def test_a_broken_edit_keeps_the_old_settings_and_says_its_line(tmp_path: Path) -> None:
    watched = Watched(write(tmp_path, DESK))
    before = watched.current()
    write(tmp_path, DESK + "[feeds]\nentires = 5\n")
    assert watched.current() is before
    refused = watched.refused
    assert refused is not None
    assert (refused.line, refused.key) == (4, "entires")
    assert watched.current() is before
    assert watched.refused is refused
    write(tmp_path, DESK + "[feeds]\nentries = 5\n")
    assert watched.current().feed_entries == 5
    assert watched.refused is None


def test_a_file_that_vanishes_keeps_the_old_settings(tmp_path: Path) -> None:
    watched = Watched(write(tmp_path, DESK))
    before = watched.current()
    (tmp_path / "digest.toml").unlink()
    assert watched.current() is before
    assert watched.refused is not None
    write(tmp_path, DESK)
    assert watched.current() == before
    assert watched.refused is None


def test_an_edit_of_the_same_length_is_seen(tmp_path: Path) -> None:
    watched = Watched(write(tmp_path, DESK + "[feeds]\nentries = 51\n"))
    path = tmp_path / "digest.toml"
    beside = tmp_path / "digest.toml.new"
    beside.write_text(path.read_text().replace("51", "52"))
    found = path.stat()
    os.utime(beside, ns=(found.st_atime_ns, found.st_mtime_ns))
    beside.replace(path)
    assert watched.current().feed_entries == 52


def test_the_id_cannot_be_changed_under_a_running_desk(tmp_path: Path) -> None:
    watched = Watched(write(tmp_path, DESK))
    before: Settings = watched.current()
    write(tmp_path, '[desk]\nid = "other.example.org,2026"\n')
    assert watched.current() is before
    assert watched.refused is not None
    assert 'put back  id = "news.example.org,2026"' in str(watched.refused)


def test_a_wrong_file_cannot_be_watched(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        Watched(write(tmp_path, "[desk\n"))


def test_a_server_or_database_that_moves_waits_for_a_restart_and_says_so(tmp_path: Path) -> None:
    watched = Watched(write(tmp_path, DESK))
    before = watched.current()
    for edit, line in (("[serve]\nport = 9000\n", 4), ('[store]\nurl = "sqlite:///var/other.db"\n', 4)):
        write(tmp_path, DESK + edit)
        assert watched.current() is before
        refused = watched.refused
        assert refused is not None
        assert "restart" in str(refused)
        assert refused.line == line
    write(tmp_path, DESK)
    assert watched.current() == before
    assert watched.refused is None
