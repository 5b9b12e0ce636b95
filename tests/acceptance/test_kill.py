"""A publish killed at any moment is repaired by the next one."""

from __future__ import annotations

import json
import mailbox
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import pytest

from digest import config
from digest.model import DeliveryState
from digest.store import Store
from tests.delivery.hubs import Hub, Reply, hub_server
from tests.desks import Desk, NearDesk, new_desk, story

FEEDS = (".rss.xml", ".atom.xml", ".json")
PLACES = ("Nairobi, Kenya", "Lima, Peru", "Oslo, Norway", "Hanoi, Vietnam", "Amman, Jordan", "Suva, Fiji")


def kill_after(desk: Desk, seconds: float) -> bool:
    """Start a publish and kill -9 it; False when it had already ended."""
    process = subprocess.Popen(
        [sys.executable, "-m", "digest", "publish"],
        cwd=desk.folder,
        env={**os.environ, "DIGEST_DESK": str(desk.folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(seconds)
    alive = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    return alive


def check_whole(desk: Desk) -> None:
    """After the repairing run: every article once, every delivery sent once, editions disjoint and complete."""
    settings = config.load(desk.folder)
    with Store.open(settings.database) as store:
        articles = {release.article.key for release in store.releases(limit=1000)}
        editions = store.editions(limit=100)
        deliveries = store.deliveries()
    listed = [item["id"].rsplit(":", 1)[1] for item in json.loads((settings.feeds / "all.json").read_bytes())["items"]]
    mailed = [key for edition in editions for _, keys in edition.articles for key in keys]
    mails = [str(mail["Message-ID"]) for mail in mailbox.Maildir(settings.maildir, create=False)]
    assert len(articles) == 24
    assert sorted(listed) == sorted(mailed) == sorted(articles), "each article once in the feed and once in an edition"
    assert {delivery.state for delivery in deliveries} == {DeliveryState.SENT}
    assert len(deliveries) == len(editions) <= 2
    assert sorted(mails) == sorted(delivery.message_id for delivery in deliveries)
    for edition in editions:
        assert (settings.feeds / "editions" / edition.key / "index.html").is_file()
    assert not list(settings.feeds.rglob(".*")), "the killed run's temporary files are swept"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with 24 unread files."""
    desk = new_desk(tmp_path_factory.mktemp("kill") / "desk")
    for number in range(24):
        desk.seed(f"wells/{number:02}.txt", story(number, PLACES[number % len(PLACES)]))
    return desk.folder


@pytest.mark.parametrize(
    "moment", [moment if moment % 3 == 0 else pytest.param(moment, marks=pytest.mark.nightly) for moment in range(20)]
)
def test_a_publish_killed_at_a_random_moment_loses_and_doubles_nothing(
    tmp_path: Path, filled: Path, moment: int
) -> None:
    desk = NearDesk(folder=Path(shutil.copytree(filled, tmp_path / "desk")))
    # From before the first file is read to after the last is written, spread over the twenty runs; what a machine
    # needs for the whole run is measured, so that the moments fall inside it on any.
    spread = random.Random(moment)
    killed = kill_after(desk, duration(filled) * (moment + spread.random()) / 20)
    desk.run("publish")
    check_whole(desk)
    before = desk.mtimes()
    if killed and moment % 6 == 0:
        desk.run("publish")
        assert desk.mtimes() == before, "nothing is rewritten when nothing changed"


@cache
def duration(filled: Path) -> float:
    """Seconds that an undisturbed publish of these files takes here."""
    copy = Desk(folder=Path(shutil.copytree(filled, filled.with_name("measured"))))
    began = time.monotonic()
    copy.run("publish")
    return time.monotonic() - began


class Reading(Hub):
    """A hub that looks at a file as soon as it is told of it."""

    def __init__(self, feeds: Path) -> None:
        super().__init__()
        self.feeds = feeds
        self.knows: dict[str, bytes] = {}

    def take(self, form: dict[str, list[str]]) -> Reply:
        path = form["hub.url"][0].removeprefix("http://127.0.0.1:8080/")
        self.knows[path] = (self.feeds / path).read_bytes()
        return super().take(form)


@pytest.mark.nightly
@pytest.mark.parametrize("moment", range(8))
def test_a_publish_killed_at_a_random_moment_leaves_the_hub_with_nothing_old(
    tmp_path: Path, filled: Path, moment: int
) -> None:
    desk = Desk(folder=Path(shutil.copytree(filled, tmp_path / "desk")))
    settings = desk.folder / "digest.toml"
    with hub_server(Reading(desk.folder / "feeds")) as hub:
        assert isinstance(hub, Reading)
        settings.write_text(re.sub(r"^# hub = .*$", f'hub = "{hub.address}"', settings.read_text(), flags=re.MULTILINE))
        # The later half of a run, in which files are written and the hub is told.
        kill_after(desk, duration(filled) * (8 + moment + random.Random(moment).random()) / 16)
        desk.run("publish")
        # Where the kill fell into the telling, the hub is left alone for a minute.
        desk.run("hub")
    assert hub.knows == {path: content for path, content in desk.feeds().items() if path.endswith(FEEDS)}
