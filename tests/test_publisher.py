"""The publisher as its doors drive it, with the clock in hand."""

from __future__ import annotations

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
