"""The publisher as its doors drive it, with the clock in hand."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from digest import app, config
from digest.publisher import Publisher
from tests.desks import new_desk, story


def publisher(folder: Path, moment: datetime) -> Publisher:
    return app.assemble(config.load(folder), clock=lambda: moment)


def test_originals_are_dropped_after_ninety_days_and_those_in_quarantine_stay(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "desk")
    desk.seed("good.txt", story(1))
    desk.seed("bad.json", "{ broken")
    now = datetime.now(UTC)
    publisher(desk.folder, now).ingest()
    originals = desk.folder / "var" / "originals"
    kept = [file for file in originals.rglob("*") if file.is_file()]
    assert len(kept) == 2
    publisher(desk.folder, now + timedelta(days=89)).ingest()
    assert len([file for file in originals.rglob("*") if file.is_file()]) == 2
    publisher(desk.folder, now + timedelta(days=91)).ingest()
    [left] = [file for file in originals.rglob("*") if file.is_file()]
    assert left.read_bytes() == b"{ broken"


def test_the_pages_of_a_digest_that_was_given_up_come_back_with_the_feeds(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "desk")
    desk.seed("a.txt", story(1))
    desk.run("publish")
    [edition] = desk.run("editions", "--json").records
    config_file = desk.folder / "digest.toml"
    config_file.write_text(config_file.read_text().replace('name = "daily"', 'name = "weekly"'))
    shutil.rmtree(desk.folder / "feeds")
    desk.run("publish", "--no-edition")
    assert (desk.folder / "feeds" / "editions" / edition["edition"] / "index.html").is_file()


def test_a_log_that_outlived_its_database_is_not_replayed_onto_a_restored_one(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "desk")
    desk.seed("a.txt", story(1))
    desk.run("publish")
    desk.run("backup", str(tmp_path / "backup"))
    (desk.folder / "var" / "digest.db").unlink()
    (desk.folder / "var" / "digest.db-wal").write_bytes(b"stale")
    desk.run("restore", str(tmp_path / "backup"), "--force")
    assert len(desk.run("articles", "--json").records) == 1
    assert not list((desk.folder / "var").glob("*.restoring*"))
