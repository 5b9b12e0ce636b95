"""What is written under feeds/ stays bounded as the desk grows."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from digest import app, config
from digest.outputs import EDITIONS
from tests.desks import near_desk, story
from tests.store.makers import NOON, edition


def test_a_digest_s_feed_holds_its_newest_editions_and_every_edition_keeps_its_page(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    publisher = app.assemble(config.load(desk.folder))
    keys = [f"daily-{number:03}" for number in range(EDITIONS + 3)]
    for number, key in enumerate(keys):
        issued = NOON + timedelta(days=number)
        publisher.store.issue(edition(key, issued=issued), (), (), mark=issued)
    publisher.write_files()
    publisher.close()
    feed = json.loads((desk.folder / "feeds" / "digests" / "daily.json").read_bytes())
    assert [item["id"].rsplit(":", 1)[1] for item in feed["items"]] == keys[: -EDITIONS - 1 : -1]
    assert all((desk.folder / "feeds" / "editions" / key / "index.html").is_file() for key in keys)


def test_others_get_the_work_lock_between_pieces_and_what_was_left_is_written_next_time(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    for number in range(3):
        desk.seed(f"{number}.txt", story(number))
    publisher = app.assemble(config.load(desk.folder))
    publisher.ingest()
    publisher.write_files(enough=lambda: bool(publisher.tally.written))
    written = set(desk.feeds())
    assert len([name for name in written if name.startswith("articles/")]) == 3
    assert "all.json" not in written, "it stopped before the feeds"
    with publisher.work.hold(wait=False):
        assert "all.json" not in desk.feeds()
    publisher.write_files()
    publisher.close()
    assert "all.json" in desk.feeds()
