"""The desk's worker under a clock that the test sets: editions at their times, settings and tables as they change."""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest.config import Watched
from digest.engine.thrift import Thrift
from digest.engine.worker import DeskWorker
from digest.errors import FilesError, StoreError
from digest.model import DeliveryState
from digest.store import Store
from tests.acceptance.services import free_port
from tests.delivery.hubs import Reply, hub_server
from tests.desks import Desk, new_desk, story


class Shift:
    """One process's life on a desk: a worker, its clock and what it said."""

    def __init__(self, desk: Desk, now: datetime) -> None:
        self.desk = desk
        self.now = now
        self.said: list[str] = []
        self.stop = threading.Event()
        self.worker = DeskWorker(Watched(desk.folder), self.said.append, stop=self.stop, clock=lambda: self.now)
        # on a busy machine a look takes long, and is then done less often
        self.worker._looking = Thrift(share=1e9)  # noqa: SLF001 - a test waits for two ticks, not for a quiet machine
        self.work()

    def work(self, hours: float = 0) -> None:
        """Move the clock, then let both lanes work for two ticks: what lies in seeds/ has settled by then."""
        self.now += timedelta(hours=hours)
        for _ in range(2):
            self.worker.work()
            self.worker.deliver()
            time.sleep(0.06)

    def drop(self, name: str, content: str) -> None:
        """Put a file into seeds/ and let it settle."""
        self.desk.seed(name, content)
        self.work()

    def end(self) -> None:
        self.worker.close()

    @property
    def editions(self) -> list[str]:
        return [key for key, _ in self.store.edition_heads("daily", limit=50)][::-1]

    @property
    def store(self) -> Store:
        return self.worker._desk.store  # noqa: SLF001 - the tables, without a second connection


MIDNIGHT = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_desk(tmp_path_factory.mktemp("pattern") / "desk").folder


@pytest.fixture
def desk(tmp_path: Path, pattern: Path) -> Desk:
    return Desk(folder=Path(shutil.copytree(pattern, tmp_path / "desk")))


def edit(desk: Desk, old: str, new: str) -> None:
    file = desk.folder / "digest.toml"
    text = file.read_text()
    assert text.count(old) == 1, old
    file.write_text(text.replace(old, new))


# -- editions -----------------------------------------------------------------------------------------


def test_an_edition_goes_out_at_its_time_and_once(desk: Desk) -> None:
    shift = Shift(desk, MIDNIGHT)
    shift.drop("a.txt", story(1))
    shift.work(6.9)
    assert shift.editions == []
    shift.work(0.2)
    assert shift.editions == ["daily-2026-11-22-0700"]
    shift.work()
    shift.work(1)
    assert shift.editions == ["daily-2026-11-22-0700"]
    assert [delivery.state for delivery in shift.store.deliveries()] == [DeliveryState.SENT]
    assert shift.said[-1] == "edition daily-2026-11-22-0700: 1 delivery sent"
    assert shift.store.mark("daily") == MIDNIGHT + timedelta(hours=7)
    shift.end()


def test_the_desks_own_zone_tells_the_time(desk: Desk) -> None:
    edit(desk, 'timezone = "UTC"', 'timezone = "Asia/Kathmandu"')
    shift = Shift(desk, MIDNIGHT)
    shift.drop("a.txt", story(1))
    shift.work(1.2)
    assert shift.editions == []
    # 07:00 there is 01:15 here
    shift.work(0.1)
    assert shift.editions == ["daily-2026-11-22-0700"]
    shift.end()


def test_the_first_run_promises_nothing_for_times_before_it(desk: Desk) -> None:
    desk.seed("a.txt", story(1))
    shift = Shift(desk, MIDNIGHT + timedelta(hours=8))
    shift.work(1)
    assert shift.editions == []
    shift.work(22)
    assert shift.editions == ["daily-2026-11-23-0700"]
    shift.end()


def test_a_time_missed_while_off_is_caught_up_once_with_what_came_meanwhile(desk: Desk) -> None:
    Shift(desk, MIDNIGHT).end()
    desk.seed("a.txt", story(1))
    for _ in range(2):
        shift = Shift(desk, MIDNIGHT + timedelta(hours=10))
        shift.work()
        assert shift.editions == ["daily-2026-11-22-0700"]
        assert len(shift.store.editions("daily")[0].articles) == 1
        shift.end()


def test_a_time_missed_by_too_much_leaves_its_articles_to_the_next(desk: Desk) -> None:
    Shift(desk, MIDNIGHT).end()
    desk.seed("a.txt", story(1))
    shift = Shift(desk, MIDNIGHT + timedelta(hours=14))
    shift.work()
    assert shift.editions == []
    assert shift.said.count("edition daily-2026-11-22-0700 was missed; the next one has its articles") == 1
    shift.drop("b.txt", story(2, "Lima, Peru"))
    shift.work(18)
    [edition] = shift.store.editions("daily")
    assert edition.key == "daily-2026-11-23-0700"
    assert sum(len(keys) for _, keys in edition.articles) == 2
    shift.end()


def test_of_many_missed_times_the_latest_alone_goes_out(desk: Desk) -> None:
    Shift(desk, MIDNIGHT).end()
    desk.seed("a.txt", story(1))
    shift = Shift(desk, MIDNIGHT + timedelta(days=3, hours=8))
    shift.work()
    assert shift.editions == ["daily-2026-11-25-0700"]
    told = "3 editions were missed, daily-2026-11-22-0700 to daily-2026-11-24-0700; the next one has their articles"
    assert [line for line in shift.said if "missed" in line] == [told]
    shift.end()


def test_years_of_pause_are_told_in_one_line(desk: Desk) -> None:
    Shift(desk, MIDNIGHT).end()
    shift = Shift(desk, MIDNIGHT + timedelta(days=3650, hours=20))
    shift.work()
    told = "3,651 editions were missed, daily-2026-11-22-0700 to daily-2036-11-19-0700; the next one has their articles"
    assert [line for line in shift.said if "missed" in line] == [told]
    shift.end()


def test_missed_times_are_told_once_although_their_edition_cannot_be_issued(desk: Desk) -> None:
    Shift(desk, MIDNIGHT).end()
    own = desk.folder / "templates"
    own.mkdir()
    (own / "mail.txt").write_text("{{ nowhere.at.all }}")
    desk.seed("a.txt", story(1))
    shift = Shift(desk, MIDNIGHT + timedelta(days=1, hours=8))
    for _ in range(3):
        shift.work()
    (own / "mail.txt").unlink()
    shift.work()
    assert shift.editions == ["daily-2026-11-23-0700"]
    assert len([line for line in shift.said if "was missed" in line]) == 1
    shift.end()


def test_a_time_with_nothing_new_is_recorded_and_not_met_again(desk: Desk) -> None:
    shift = Shift(desk, MIDNIGHT)
    shift.work(7.1)
    assert shift.said.count("edition daily-2026-11-22-0700 left out: nothing new") == 1
    shift.end()
    desk.seed("a.txt", story(1))
    shift = Shift(desk, MIDNIGHT + timedelta(hours=8))
    shift.work()
    assert shift.editions == []
    shift.work(24)
    assert shift.editions == ["daily-2026-11-23-0700"]
    shift.end()


def test_a_clock_that_is_set_back_repeats_nothing(desk: Desk) -> None:
    shift = Shift(desk, MIDNIGHT)
    shift.drop("a.txt", story(1))
    shift.work(7.1)
    shift.drop("b.txt", story(2, "Lima, Peru"))
    shift.work(-3)
    shift.work(3)
    assert shift.editions == ["daily-2026-11-22-0700"]
    shift.end()


def test_a_clock_that_was_years_ahead_silences_nothing_once_it_is_right(desk: Desk) -> None:
    ahead = timedelta(days=4 * 365)
    shift = Shift(desk, MIDNIGHT)
    shift.drop("a.txt", story(1))
    shift.now += ahead
    shift.work()
    shift.drop("b.txt", story(2, "Lima, Peru"))
    shift.now -= ahead
    shift.work()
    shift.work()
    [told] = [line for line in shift.said if "a clock that was ahead" in line]
    assert told.startswith(
        "digest daily: its times up to 2030-11-20 07:00 UTC were dealt with by a clock that was ahead"
    )
    assert told.endswith("; it goes out again from now on, 2026-11-22 00:00 UTC")
    shift.work(7.1)
    assert shift.editions[-1] == "daily-2026-11-22-0700"
    assert {delivery.state for delivery in shift.store.deliveries()} == {DeliveryState.SENT}, "nobody waits for 2030"
    shift.end()


def test_a_clock_that_starts_in_1970_repeats_nothing_and_lists_no_years_of_missed_editions(desk: Desk) -> None:
    shift = Shift(desk, MIDNIGHT)
    shift.drop("a.txt", story(1))
    shift.work(7.1)
    right, shift.now = shift.now, datetime(1970, 1, 3, tzinfo=UTC)
    shift.work()
    shift.now = right
    shift.drop("b.txt", story(2, "Lima, Peru"))
    assert shift.store.mark("daily") == MIDNIGHT + timedelta(hours=7)
    shift.work(24)
    assert shift.editions == ["daily-2026-11-22-0700", "daily-2026-11-23-0700"]
    assert not [line for line in shift.said if "missed" in line]
    shift.end()


def test_a_time_that_an_edit_puts_into_the_past_does_not_go_out_now(desk: Desk) -> None:
    shift = Shift(desk, MIDNIGHT)
    shift.drop("a.txt", story(1))
    shift.work(7.1)
    shift.drop("b.txt", story(2, "Lima, Peru"))
    shift.work(2)
    edit(desk, 'times = ["07:00"]', 'times = ["07:00", "08:30", "10:00"]')
    shift.work()
    assert shift.editions == ["daily-2026-11-22-0700"]
    shift.work(1)
    assert shift.editions == ["daily-2026-11-22-0700", "daily-2026-11-22-1000"]
    shift.end()


HOURLY = '\n[[digest]]\nname = "hourly"\ntimes = ["07:30", "08:30", "09:30"]\n'


def put(desk: Desk, digest: str) -> None:
    """Let digest.toml end in this digest."""
    file = desk.folder / "digest.toml"
    file.write_text(file.read_text().replace(HOURLY, "") + digest)


def of(shift: Shift, digest: str) -> list[str]:
    return [key for key, _ in shift.store.edition_heads(digest, limit=50)][::-1]


def test_a_digest_that_is_put_back_does_not_go_out_for_a_time_it_was_gone_at(desk: Desk) -> None:
    put(desk, HOURLY)
    shift = Shift(desk, MIDNIGHT)
    shift.drop("a.txt", story(1))
    shift.work(8)
    assert of(shift, "hourly") == ["hourly-2026-11-22-0730"]
    put(desk, "")
    shift.drop("b.txt", story(2, "Lima, Peru"))
    shift.work(1)
    put(desk, HOURLY)
    shift.work()
    assert of(shift, "hourly") == ["hourly-2026-11-22-0730"], "08:30 passed while it was gone"
    shift.work(1)
    assert of(shift, "hourly") == ["hourly-2026-11-22-0730", "hourly-2026-11-22-0930"]
    shift.end()


def test_nor_does_one_that_was_taken_out_or_put_back_while_the_desk_was_off(desk: Desk) -> None:
    put(desk, HOURLY)
    Shift(desk, MIDNIGHT).end()
    put(desk, "")
    shift = Shift(desk, MIDNIGHT + timedelta(hours=6))
    shift.drop("a.txt", story(1))
    shift.end()
    put(desk, HOURLY)
    shift = Shift(desk, MIDNIGHT + timedelta(hours=9))
    shift.work()
    assert (shift.editions, of(shift, "hourly")) == (["daily-2026-11-22-0700"], []), "daily was in force all the time"
    shift.work(1)
    assert of(shift, "hourly") == ["hourly-2026-11-22-0930"]
    shift.end()


def test_a_digest_that_stayed_is_caught_up_although_the_database_is_older_than_the_rule(desk: Desk) -> None:
    put(desk, HOURLY)
    Shift(desk, MIDNIGHT).end()
    with closing(sqlite3.connect(desk.folder / "var/digest.db")) as database:
        assert database.execute("DELETE FROM fact WHERE name = 'digests-in-force'").rowcount == 1
        database.commit()
    desk.seed("a.txt", story(1))
    shift = Shift(desk, MIDNIGHT + timedelta(hours=9))
    shift.work()
    assert of(shift, "hourly") == ["hourly-2026-11-22-0830"]
    shift.end()


def test_a_new_digest_promises_nothing_for_times_before_it(desk: Desk) -> None:
    shift = Shift(desk, MIDNIGHT)
    shift.drop("a.txt", story(1))
    shift.work(9)
    put(desk, HOURLY)
    shift.work()
    assert of(shift, "hourly") == []
    shift.work(1)
    assert of(shift, "hourly") == ["hourly-2026-11-22-0930"]
    shift.end()


def test_a_desk_that_moves_west_does_not_meet_the_same_time_twice(desk: Desk) -> None:
    edit(desk, 'timezone = "UTC"', 'timezone = "Asia/Tokyo"')
    shift = Shift(desk, MIDNIGHT - timedelta(hours=4))
    shift.drop("a.txt", story(1))
    shift.work(3)
    assert shift.editions == ["daily-2026-11-22-0700"]
    edit(desk, 'timezone = "Asia/Tokyo"', 'timezone = "UTC"')
    shift.drop("b.txt", story(2, "Lima, Peru"))
    shift.work(1)
    shift.work(8)
    shift.work()
    assert shift.said.count("edition daily-2026-11-22-0700 left out: that time was met before, in another zone") == 1
    shift.work(24)
    assert shift.editions == ["daily-2026-11-22-0700", "daily-2026-11-23-0700"]
    shift.end()


# -- settings and tables ------------------------------------------------------------------------------


def test_a_broken_table_of_the_desks_own_changes_nothing_until_it_is_mended(desk: Desk) -> None:
    shift = Shift(desk, MIDNIGHT)
    layouts = desk.folder / "layouts"
    layouts.mkdir()
    (layouts / "mine.toml").write_text("this is no layout")
    shift.drop("a.txt", story(1))
    shift.work()
    shift.work()
    assert len([line for line in shift.said if "mine.toml" in line]) == 1
    assert len(shift.store.releases()) == 1
    (layouts / "mine.toml").unlink()
    shift.work()
    assert shift.said[-1] == "templates, layouts and regions read again"
    shift.end()


def test_a_broken_mail_template_holds_up_its_edition_and_nothing_else(desk: Desk) -> None:
    shift = Shift(desk, MIDNIGHT)
    own = desk.folder / "templates"
    own.mkdir()
    (own / "mail.txt").write_text("{{ nowhere.at.all }}")
    shift.drop("a.txt", story(1))
    shift.work(7.1)
    assert shift.editions == []
    assert len([line for line in shift.said if "templates/mail.txt" in line]) == 1
    assert b"Well number 1" in desk.feeds()["all.json"]
    (own / "mail.txt").unlink()
    shift.work()
    assert shift.editions == ["daily-2026-11-22-0700"]
    shift.end()


def test_an_edit_that_meets_trouble_not_of_its_own_is_taken_up_when_it_can_be(desk: Desk) -> None:
    shift = Shift(desk, MIDNIGHT)
    feeds = desk.folder / "feeds"
    feeds.rename(desk.folder / "aside")
    feeds.write_text("in the way")
    edit(desk, 'name = "desk"', 'name = "The Well Desk"')
    shift.work()
    shift.work()
    assert len([line for line in shift.said if "what was in force before stays so" in line]) == 1
    feeds.unlink()
    shift.work()
    assert shift.said[-1] == "digest.toml read again"
    assert b"The Well Desk" in desk.feeds()["all.json"]
    shift.end()


def test_both_lanes_take_up_an_edit(desk: Desk) -> None:
    shift = Shift(desk, MIDNIGHT)
    edit(desk, 'name = "desk"', 'name = "The Well Desk"')
    shift.drop("a.txt", story(1))
    shift.work(7.1)
    assert "digest.toml read again" in shift.said
    [mail] = (desk.folder / "var/maildir/new").iterdir()
    assert b"The Well Desk" in mail.read_bytes()
    shift.end()


# -- troubles -----------------------------------------------------------------------------------------


def test_a_trouble_that_lasts_is_told_once(desk: Desk) -> None:
    shift = Shift(desk, MIDNIGHT)
    for _ in range(3):
        shift.worker.report(FilesError("the disk is full", path="feeds/all.json"))
    shift.worker.report(FilesError("the disk is full", path="feeds/index.html"))
    assert shift.said[-2:] == [
        "digest: feeds/all.json: the disk is full",
        "digest: feeds/index.html: the disk is full",
    ]
    shift.end()


def test_a_fault_whose_words_change_is_told_once(desk: Desk) -> None:
    shift = Shift(desk, MIDNIGHT)
    for number in range(3):
        try:
            int(f"number {number}")
        except ValueError as fault:
            shift.worker.report(fault)
    assert len([line for line in shift.said if "a fault in Digest itself" in line]) == 1
    shift.end()


def test_what_hinders_ingest_holds_up_neither_editions_nor_feeds(desk: Desk) -> None:
    shift = Shift(desk, MIDNIGHT)
    shift.drop("a.txt", story(1))
    shutil.rmtree(desk.folder / "var/originals")
    (desk.folder / "var/originals").write_text("in the way")
    (desk.folder / "feeds/all.json").unlink()
    edit(desk, 'name = "desk"', 'name = "The Well Desk"')
    shift.drop("b.txt", story(2, "Lima, Peru"))
    shift.work(7.1)
    assert shift.editions == ["daily-2026-11-22-0700"]
    assert b"The Well Desk" in desk.feeds()["all.json"]
    assert len([line for line in shift.said if "originals" in line]) == 1
    (desk.folder / "var/originals").unlink()
    shift.work()
    assert len(shift.store.releases()) == 2
    shift.end()


def test_a_missed_edition_waits_for_its_files_until_it_would_be_too_late(desk: Desk) -> None:
    shift = Shift(desk, MIDNIGHT)
    shift.drop("a.txt", story(1))
    shift.end()
    shutil.rmtree(desk.folder / "var/originals")
    (desk.folder / "var/originals").write_text("in the way")
    desk.seed("b.txt", story(2, "Lima, Peru"))
    shift = Shift(desk, MIDNIGHT + timedelta(hours=12, minutes=58))
    shift.work()
    assert shift.editions == []
    shift.work(0.02)
    assert shift.editions == ["daily-2026-11-22-0700"]
    shift.end()


def test_an_edition_that_cannot_be_issued_warns_once_of_what_else_is_wrong(desk: Desk) -> None:
    desk.run("subscribers", "add", "ann@reader.example", "--digest", "daily")
    edit(desk, 'name = "daily"', 'name = "morning"')
    own = desk.folder / "templates"
    own.mkdir()
    (own / "mail.txt").write_text("{{ nowhere.at.all }}")
    shift = Shift(desk, MIDNIGHT)
    shift.drop("a.txt", story(1))
    for _ in range(3):
        shift.work(7.1)
    assert len([line for line in shift.said if "daily" in line]) == 1
    shift.end()


def test_a_server_that_cannot_be_reached_is_told_once_an_hour_and_not_at_each_try(desk: Desk) -> None:
    edit(desk, '# from = "desk@news.example.org"\n', 'from = "desk@news.example.org"\n')
    edit(desk, "# [smtp]\n", f'[smtp]\nhost = "127.0.0.1"\nport = {free_port()}\nsecurity = "none"\n')
    desk.run("subscribers", "add", "ann@reader.example")
    shift = Shift(desk, MIDNIGHT)
    shift.drop("a.txt", story(1))
    shift.work(7.1)
    for _ in range(4):
        shift.work(0.1)
    [delivery] = [delivery for delivery in shift.store.deliveries() if delivery.channel == "smtp"]
    assert delivery.attempts >= 3
    assert len([line for line in shift.said if "1 delivery pending: " in line]) == 1
    shift.end()


def test_what_was_sent_is_told_although_the_database_then_refuses(desk: Desk) -> None:
    desk.run("subscribers", "add", "ann@reader.example", "--channel", "maildir")
    shift = Shift(desk, MIDNIGHT)
    shift.drop("a.txt", story(1))
    with closing(sqlite3.connect(desk.folder / "var/digest.db")) as database:
        database.execute(
            "CREATE TRIGGER once BEFORE UPDATE ON delivery "
            "WHEN NEW.state = 'sent' AND EXISTS (SELECT * FROM delivery WHERE state = 'sent') "
            "BEGIN SELECT RAISE(ABORT, 'the test says no'); END"
        )
        database.commit()
    shift.now += timedelta(hours=7.1)
    shift.worker.work()
    with pytest.raises(StoreError, match="the test says no"):
        shift.worker.deliver()
    assert "edition daily-2026-11-22-0700: 1 delivery sent" in shift.said
    shift.end()


def test_a_fault_of_the_program_is_told_with_its_place(desk: Desk) -> None:
    shift = Shift(desk, MIDNIGHT)
    try:
        int("seven")
    except ValueError as fault:
        shift.worker.report(fault)
    assert "(test_worker.py:" in shift.said[-1]
    shift.end()


def test_nothing_is_begun_once_it_is_told_to_stop(desk: Desk) -> None:
    shift = Shift(desk, MIDNIGHT)
    desk.seed("a.txt", story(1))
    shift.stop.set()
    shift.work(7.1)
    assert shift.store.releases() == ()
    assert shift.editions == []
    shift.end()


def test_what_another_process_read_meanwhile_is_not_read_twice(desk: Desk) -> None:
    shift = Shift(desk, MIDNIGHT)
    desk.seed("a.txt", story(1))
    desk.run("publish", "--no-edition")
    shift.work()
    assert len(shift.store.releases()) == 1
    assert not any("a.txt" in line for line in shift.said)
    shift.end()


def test_what_costs_much_is_done_seldom() -> None:
    thrift = Thrift(0.1)
    assert thrift.due()
    with thrift.spend():
        time.sleep(0.02)
    assert not thrift.due()
    thrift.reset()
    assert thrift.due()
    with pytest.raises(ValueError, match="failed"), thrift.spend():
        raise ValueError("failed")
    assert thrift.due(), "what failed is tried again at once"


def test_two_hundred_idle_ticks_write_nothing(desk: Desk) -> None:
    desk.seed("a.txt", story(1))
    shift = Shift(desk, MIDNIGHT)
    feeds, changes = desk.mtimes(), changes_of(desk)
    for _ in range(200):
        shift.worker.work()
        shift.worker.deliver()
    assert desk.mtimes() == feeds
    assert changes_of(desk) == changes
    shift.end()


def changes_of(desk: Desk) -> bytes:
    """The database's own counter of changes, folded in from its log."""
    with closing(sqlite3.connect(desk.folder / "var/digest.db")) as database:
        database.execute("PRAGMA wal_checkpoint(PASSIVE)")
    return (desk.folder / "var/digest.db").read_bytes()[24:28]


# -- the hub ------------------------------------------------------------------------------------------


def test_a_hub_is_told_in_rounds_and_its_trouble_once(desk: Desk) -> None:
    with hub_server() as hub:
        edit(desk, '# hub = "https://pubsubhubbub.appspot.com/"', f'hub = "{hub.address}"')
        shift = Shift(desk, MIDNIGHT)
        shift.drop("a.txt", story(1))
        shift.worker._next_round = 0.0  # noqa: SLF001 - ten seconds later
        shift.work()
        first = hub.told.count("http://127.0.0.1:8080/all.json")
        for number in (2, 3):
            shift.drop(f"{number}.txt", story(number))
        assert hub.told.count("http://127.0.0.1:8080/all.json") == first
        shift.worker._next_round = 0.0  # noqa: SLF001
        shift.work()
        assert hub.told.count("http://127.0.0.1:8080/all.json") == first + 1
        told = [line for line in shift.said if line.startswith("told the hub")]
        assert len(told) == 1
        hub.replies = [Reply(status=503), Reply(status=503)]
        shift.drop("b.txt", story(4))
        for _ in range(2):
            shift.worker._next_round = 0.0  # noqa: SLF001
            shift.work(0.1)
        troubles = [line for line in shift.said if "did not take" in line]
        assert len(troubles) == 1
        assert troubles[0].endswith(": 503 Service Unavailable; it is tried again")
        shift.end()
