"""`digest run` as a process of its own: what its readers, its editor and its administrator see."""

from __future__ import annotations

import mailbox
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest.store.locks import WorkLock
from tests.acceptance.readers import Newsboat, Tap
from tests.acceptance.services import PLACES, Service, articles, config, due, edit, flood, free_port, running, until
from tests.acceptance.test_bad_input import UNPRIVILEGED
from tests.delivery.servers import Broken
from tests.desks import Desk, near_desk, story


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = near_desk(tmp_path / "desk")
    edit(made, "# port = 8080\n", f"port = {free_port()}\n")
    return made


# -- files --------------------------------------------------------------------------------------------


def test_what_is_dropped_stands_in_the_feeds_within_seconds(desk: Desk) -> None:
    with running(desk) as service:
        until(lambda: service.get("index.html")[0] == 200, 15, service)
        desk.seed("a.txt", story(1, "Nairobi, Kenya"))
        until(lambda: len(service.titles()) == 1, 15, service)
        until(
            lambda: service.titles("countries/ke") == service.titles("regions/africa") == service.titles(), 5, service
        )
        flood(desk, 40)
        until(lambda: len(service.titles()) == 41, 30, service)
        assert service.stop() == 0
    assert not list((desk.folder / "feeds").rglob(".*"))


def test_a_file_that_grows_is_left_until_it_is_whole(desk: Desk) -> None:
    edit(desk, "settle = 0.05\n", "settle = 3\n")
    with running(desk) as service:
        lines = story(1).splitlines(keepends=True)
        for length in range(1, len(lines) + 1):
            desk.seed("slow.txt", "".join(lines[:length]))
            time.sleep(1)
            assert not service.said("read slow.txt")
        until(lambda: len(service.titles()) == 1, 20, service)
        assert service.said("read slow.txt: 1 new, 0 revised") == 1
    [article] = desk.run("articles", "--json").records
    assert article["revision"] == 1


def test_what_cannot_be_taken_is_told_once(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text(story(1))
    (desk.folder / "seeds/link.txt").symlink_to(tmp_path / "outside.txt")
    desk.seed("picture.txt", bytes(range(256)) * 20)
    desk.seed("b.txt", story(2))
    with running(desk) as service:
        until(lambda: len(service.titles()) == 1, 15, service)
        service.ticks(3)
        assert service.said("refused link.txt: it is a link that leads out of the folder") == 1
        assert service.said("quarantined picture.txt") == 1
        # the same trouble after it was mended is another one
        (desk.folder / "seeds/link.txt").unlink()
        service.ticks(2)
        (desk.folder / "seeds/link.txt").symlink_to(tmp_path / "outside.txt")
        until(lambda: service.said("refused link.txt") == 2, 10, service)


def test_files_that_may_not_be_read_are_told_once_and_read_when_they_may_be(desk: Desk) -> None:
    for name in ("locked.txt", "mended.txt"):
        desk.seed(name, story(1)).chmod(0)
    # With so many the ledger is not read at each tick.
    flood(desk, 200)
    with running(desk, before=UNPRIVILEGED) as service:
        until(lambda: len(service.titles()) == 100, 60, service)
        assert service.said("permission denied") == 2
        service.ticks(12)
        (desk.folder / "seeds/mended.txt").chmod(0o644)
        until(lambda: service.said("read mended.txt") == 1, 70, service)
        service.ticks(2)
        assert service.said("quarantined locked.txt: permission denied") == 1, "it was tried again beside the other"


def test_deleted_feeds_come_back_and_an_edited_template_is_used(desk: Desk) -> None:
    desk.seed("a.txt", story(1))
    with running(desk) as service:
        until(lambda: len(service.titles()) == 1, 15, service)
        (desk.folder / "feeds/all.atom.xml").unlink()
        shutil.rmtree(desk.folder / "feeds/articles")
        until(lambda: service.get("all.atom.xml")[0] == 200, 30, service)
        until(lambda: bool(list((desk.folder / "feeds/articles").rglob("*.html"))), 30, service)
        own = desk.folder / "templates"
        own.mkdir()
        (own / "feed.css").write_text("/* a look of our own */\n")
        until(lambda: b"a look of our own" in service.get("feed.css")[2], 15, service)


# -- other commands beside it -------------------------------------------------------------------------


def test_publish_works_beside_it_and_says_for_whom_it_waits(desk: Desk) -> None:
    with running(desk) as service:
        until(lambda: service.get("index.html")[0] == 200, 15, service)
        flood(desk, 150)
        until(lambda: service.said("read flood/") > 0, 30, service)
        with WorkLock(desk.folder / "var/work.lock", what="digest run").hold():
            publish = subprocess.Popen(
                [sys.executable, "-m", "digest", "publish"],
                cwd=desk.folder,
                env={**os.environ, "DIGEST_DESK": str(desk.folder)},
                stderr=subprocess.PIPE,
                text=True,
            )
            assert publish.stderr is not None
            assert publish.stderr.readline().startswith("digest: waiting for digest run (process ")
        assert publish.wait(60) == 0
        publish.stderr.close()
        until(lambda: len(desk.run("articles", "--json", "--limit", "500").records) == 150, 60, service)
        until(lambda: len(service.titles()) == 100, 30, service)
        assert service.stop() == 0
    desk.run("publish")
    editions = desk.run("editions", "--json").records
    assert sum(edition["articles"] for edition in editions) == 150
    assert {delivery["state"] for delivery in desk.run("deliveries", "--json").records} == {"sent"}


def test_commands_that_read_never_wait(desk: Desk) -> None:
    desk.seed("a.txt", story(1))
    desk.run("publish")
    with WorkLock(desk.folder / "var/work.lock", what="digest run").hold():
        database = sqlite3.connect(desk.folder / "var/digest.db", isolation_level=None)
        database.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        for command in (("status",), ("articles",), ("editions",), ("deliveries",), ("subscribers", "list")):
            assert desk.run(*command).out
        assert "a.txt" in desk.run("explain", "a.txt").out
        assert time.monotonic() - began < 25, "somebody waited for the database's thirty seconds"
        database.close()


def test_a_second_run_is_refused(desk: Desk) -> None:
    with running(desk) as service:
        second = Desk(folder=desk.folder).run("run", code=2)
        assert f"this desk runs already: digest run (process {service.process.pid}, since 20" in second.err
        assert "digest run (process " in desk.run("status").out
        assert service.stop() == 0


def test_a_port_in_use_is_told_with_the_key_to_change(desk: Desk) -> None:
    port = next(line for line in config(desk).splitlines() if line.startswith("port ="))
    with socket.create_server(("127.0.0.1", int(port.split("=")[1]))):
        refused = Desk(folder=desk.folder).run("run", code=1)
    assert "is in use: choose another with [serve] port in digest.toml" in refused.err


def test_a_log_that_nobody_reads_any_more_holds_up_nothing(desk: Desk) -> None:
    port = int(next(line for line in config(desk).splitlines() if line.startswith("port =")).split("=")[1])
    process = subprocess.Popen(
        [sys.executable, "-m", "digest", "run"],
        cwd=desk.folder,
        env={**os.environ, "DIGEST_DESK": str(desk.folder)},
        stderr=subprocess.PIPE,
    )
    service = Service(desk=desk, port=port, process=process, log=desk.folder / "run.log")
    try:
        assert process.stderr is not None
        assert b"serving" in process.stderr.readline()
        process.stderr.close()
        service.log.touch()
        desk.seed("a.txt", story(1))
        until(lambda: len(service.titles()) == 1, 15, service)
        edit(desk, 'name = "desk"\n', 'name = "The Well Desk"\n')
        until(lambda: b"The Well Desk" in service.get("all.rss.xml")[2], 15, service)
        assert service.stop() == 0
    finally:
        process.kill()
        process.wait()


# -- the end of it ------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_0(desk: Desk, number: signal.Signals) -> None:
    with running(desk) as service:
        assert service.stop(number, seconds=15) == 0
        assert service.lines[-1] == "stopped; nothing was left half done"


def test_a_flood_is_left_in_the_middle_and_taken_up_again(desk: Desk) -> None:
    flood(desk, 1500)
    with running(desk) as service:
        until(lambda: service.process.poll() is None and articles(desk) > 10, 30, service)
        began = time.monotonic()
        assert service.stop() == 0
        took = time.monotonic() - began
    taken = articles(desk)
    assert 10 < taken < 1500, "it was stopped in the middle"
    assert took < 15
    assert not list((desk.folder / "feeds").rglob(".*"))
    with running(desk) as service:
        until(lambda: articles(desk) == 1500, 90, service)
        until(lambda: len(service.titles()) == 100, 60, service)
        assert service.stop() == 0
    paths = {record["released"] for record in desk.run("articles", "--json", "--limit", "2000").records}
    assert len(paths) == 1500


def test_a_mail_in_a_slow_relays_hands_is_finished_and_the_rest_goes_on_later(desk: Desk) -> None:
    with Broken({}, slow=3.0) as relay:
        edit(desk, '# from = "desk@news.example.org"\n', 'from = "desk@news.example.org"\n')
        edit(desk, "# [smtp]\n", f'[smtp]\nhost = "127.0.0.1"\nport = {relay.port}\nsecurity = "none"\n')
        due(desk, datetime.now(UTC) - timedelta(hours=1))
        for name in ("first", "second", "third"):
            desk.run("subscribers", "add", f"{name}@reader.example")
        desk.seed("a.txt", story(1))
        with running(desk) as service:
            until(lambda: any(command == "DATA" for command in relay.commands), 30, service)
            assert service.stop() == 0
            assert len(relay.mails) == 1, "the mail in hand was finished, and no other begun"
        states = [delivery["state"] for delivery in desk.run("deliveries", "--json").records]
        assert sorted(states).count("pending") == 2
        assert "sending" not in states
        with running(desk) as service:
            until(lambda: len(relay.mails) == 3, 40, service)
            assert service.stop() == 0
    assert {delivery["state"] for delivery in desk.run("deliveries", "--json").records} == {"sent"}
    assert len({line for mail in relay.mails for line in mail.splitlines() if line.startswith(b"Message-ID:")}) == 3


# -- editions and settings ----------------------------------------------------------------------------


def test_an_edition_missed_while_it_was_off_is_caught_up_once(desk: Desk) -> None:
    moment = datetime.now(UTC) - timedelta(hours=2)
    due(desk, moment)
    desk.seed("a.txt", story(1))
    for _ in range(2):
        with running(desk) as service:
            until(lambda: service.get("digests/daily.json")[0] == 200, 20, service)
            service.ticks(1)
            assert service.stop() == 0
    [edition] = desk.run("editions", "--json").records
    assert edition["edition"] == f"daily-{moment:%Y-%m-%d-%H%M}"
    mails = list(mailbox.Maildir(desk.folder / "var/maildir", create=False))
    assert len(mails) == 1


def test_an_edited_digest_toml_is_taken_up_and_a_broken_one_refused_once(desk: Desk) -> None:
    with running(desk) as service:
        until(lambda: service.get("index.html")[0] == 200, 15, service)
        edit(desk, 'name = "desk"\n', 'name = "The Well Desk"\n')
        until(lambda: b"The Well Desk" in service.get("all.rss.xml")[2], 15, service)
        edit(desk, 'name = "The Well Desk"\n', 'nmae = "The Well Desk"\n')
        until(lambda: service.said("digest.toml:") == 1, 15, service)
        [refusal] = [line for line in service.lines if "digest.toml:" in line]
        number = config(desk).splitlines().index('nmae = "The Well Desk"') + 1
        assert f"digest.toml:{number}: " in refusal
        desk.seed("a.txt", story(1))
        until(lambda: len(service.titles()) == 1, 15, service)
        assert b"The Well Desk" in service.get("all.rss.xml")[2], "the old settings are in force"
        assert service.said("digest.toml:") == 1
        edit(desk, 'nmae = "The Well Desk"\n', 'name = "The Other Desk"\n')
        until(lambda: b"The Other Desk" in service.get("all.rss.xml")[2], 15, service)
        edit(desk, f"port = {service.port}\n", f"port = {free_port()}\n")
        until(lambda: service.said("this needs a restart") == 1, 15, service)
        assert service.get("all.rss.xml")[0] == 200


# -- readers ------------------------------------------------------------------------------------------


def test_feeds_are_served_with_their_types_and_conditional_requests(desk: Desk) -> None:
    desk.seed("a.txt", story(1))
    with running(desk) as service:
        until(lambda: b"Well number 1" in service.get("")[2], 15, service)  # the front page comes last
        for path, kind in (
            ("all.rss.xml", "application/xml; charset=utf-8"),
            ("all.atom.xml", "application/xml; charset=utf-8"),
            ("all.json", "application/feed+json"),
            ("feeds.opml", "text/x-opml; charset=utf-8"),
            ("", "text/html; charset=utf-8"),
        ):
            # a file that was written twice within a second bears the next one's date, and none is told before
            until(lambda path=path: "last-modified" in service.get(path)[1], 5, service)  # type: ignore[misc]
            code, headers, body = service.get(path)
            assert (code, headers["content-type"]) == (200, kind)
            assert service.get(path, "HEAD")[::2] == (200, b"")
            code, again, nothing = service.get(path, If_None_Match=headers["etag"])
            assert (code, again["etag"], nothing) == (304, headers["etag"], b"")
            assert service.get(path, If_Modified_Since=headers["last-modified"])[0] == 304
            assert service.get(path, If_None_Match='"another"')[2] == body
        assert service.get("nowhere.xml")[0] == 404
        assert service.get("all.rss.xml", "POST")[0] == 405


@pytest.mark.newsboat
def test_newsboat_subscribes_and_shows_the_articles(desk: Desk, tmp_path: Path) -> None:
    newsboat = shutil.which("newsboat")
    if newsboat is None:
        pytest.skip("newsboat is not installed")
    for number, place in enumerate(PLACES):
        desk.seed(f"{number}.txt", story(number, place))
    reader = Newsboat(program=newsboat, folder=tmp_path / "newsboat")
    with running(desk) as service:
        until(lambda: len(service.titles()) == len(PLACES), 15, service)
        reader.subscribe(f"http://127.0.0.1:{service.port}/all.rss.xml")
        reader.run("-x", "reload")
        assert reader.unread() == len(PLACES)
        assert sorted(reader.held()) == sorted(service.titles())
        with Tap(service.port) as tap:
            reader.subscribe(f"http://127.0.0.1:{tap.port}/all.atom.xml")
            for _ in range(3):
                reader.run("-x", "reload")
            assert tap.codes[0] == 200
            assert tap.codes[-1] == 304, "newsboat asks unconditionally twice, then with what it was told"
        desk.seed("new.txt", story(99, "Accra, Ghana"))
        until(lambda: len(service.titles()) == len(PLACES) + 1, 15, service)
        imported = Newsboat(program=newsboat, folder=tmp_path / "imported")
        imported.subscribe()
        (tmp_path / "feeds.opml").write_bytes(service.get("feeds.opml")[2])
        imported.run("-i", str(tmp_path / "feeds.opml"))
        imported.run("-x", "reload")
        assert len(set(imported.held())) == len(PLACES) + 1
