"""What Digest itself writes gives the linter nothing to say."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest.lint import Finding, judge
from tests.desks import Desk, near_desk, story


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk with the repository's samples, published."""
    made = near_desk(tmp_path_factory.mktemp("lint") / "desk", "--samples")
    made.run("publish")
    return made


def test_every_feed_and_list_of_the_samples_desk_is_clean(desk: Desk) -> None:
    feeds = desk.folder / "feeds"
    files = [file for file in feeds.rglob("*") if file.name.endswith((".rss.xml", ".atom.xml", ".json", ".opml"))]
    assert len(files) > 20
    assert {file.name: _said(file, feeds) for file in files if _said(file, feeds)} == {}


def test_a_headline_about_markup_is_no_fault_in_any_format(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    desk.seed("a.txt", story(1, title="How <script> and &amp; are read in Kenya"))
    desk.run("publish", "--no-edition")
    assert "<script>" in json.loads((desk.folder / "feeds" / "all.json").read_bytes())["items"][0]["title"]
    assert desk.run("lint").err.endswith("nothing is wrong\n")


def _said(file: Path, feeds: Path) -> tuple[Finding, ...]:
    address = f"http://127.0.0.1:8080/{file.relative_to(feeds).as_posix()}"
    # Samples are stamped with the time of the run, which may be this very minute.
    return judge(file.read_bytes(), now=datetime.now(UTC) + timedelta(minutes=1), addresses=(address,))
