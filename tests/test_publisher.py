"""The publisher as its doors drive it, with the clock in hand."""

from __future__ import annotations

import gc
import json
import os
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest import app, config
from digest.editions.slots import on_demand
from digest.errors import UsageError
from digest.model import Article, BacklogReason, Placement
from digest.placing import Placing
from digest.proposal import Proposal
from digest.publisher import Publisher
from digest.regions import Placer
from tests.desks import NearDesk, near_desk, story


def at(folder: Path, moment: datetime) -> Publisher:
    return app.assemble(config.load(folder), clock=lambda: moment)


def test_originals_are_dropped_after_ninety_days_and_those_in_quarantine_stay(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    desk.seed("good.txt", story(1))
    desk.seed("bad.json", "{ broken")
    now = datetime.now(UTC)
    at(desk.folder, now).ingest()
    originals = desk.folder / "var" / "originals"
    kept = [file for file in originals.rglob("*") if file.is_file()]
    assert len(kept) == 2
    at(desk.folder, now + timedelta(days=89)).ingest()
    assert len([file for file in originals.rglob("*") if file.is_file()]) == 2
    at(desk.folder, now + timedelta(days=91)).ingest()
    [left] = [file for file in originals.rglob("*") if file.is_file()]
    assert left.read_bytes() == b"{ broken"


def test_a_desk_that_is_opened_again_can_be_let_go(tmp_path: Path) -> None:
    app.spare_the_collector.cache_clear()  # as in a new process
    folder = near_desk(tmp_path / "desk").folder
    at(folder, datetime.now(UTC)).close()
    frozen = gc.get_freeze_count()
    at(folder, datetime.now(UTC)).close()
    assert 0 < gc.get_freeze_count() <= frozen
    gc.unfreeze()


def test_a_page_that_was_deleted_comes_back_with_the_first_run_of_the_next_day(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    desk.seed("one.txt", story(1))
    desk.seed("two.txt", story(2))
    now = datetime(2026, 11, 20, 9, tzinfo=UTC)
    at(desk.folder, now).publish(None)
    pages = sorted((desk.folder / "feeds" / "articles").rglob("*.html"))
    content = pages[0].read_bytes()
    pages[0].unlink()
    at(desk.folder, now + timedelta(hours=3)).publish(None)
    assert not pages[0].exists(), "what each run costs does not grow with the desk"
    later = at(desk.folder, now + timedelta(days=1))
    later.publish(None)
    assert (later.tally.written, pages[0].read_bytes()) == (
        [pages[0].relative_to(desk.folder / "feeds").as_posix()],
        content,
    )


class Failing(Placer):
    """A placer that cannot."""

    def place(self, article: Article, *, home: str | None = None) -> Placement:
        raise ZeroDivisionError(article.key, home)


@pytest.mark.parametrize("again", ["from its copy", "without a copy", "when it was touched"])
def test_what_a_backfill_could_not_read_is_no_news_when_it_is_read_at_last(tmp_path: Path, again: str) -> None:
    desk = near_desk(tmp_path / "desk")
    file = desk.seed("archive/old.txt", story(1))
    publisher = at(desk.folder, datetime.now(UTC))
    intake, placer = publisher.intake, publisher.intake.placing.placer
    failing = replace(intake, placing=Placing(placer=Failing(placer.scheme, placer.gazetteer)))
    replace(publisher, intake=failing).backfill(desk.folder / "seeds" / "archive")
    [held] = publisher.store.quarantined()
    if again == "from its copy":
        assert publisher.retry(held)[-1].quarantined is None
    elif again == "without a copy":
        intake.originals.drop(held.sha256)
        assert publisher.retry(held) == []
    else:
        os.utime(file, (1, 1))
    desk.seed("new.txt", story(2))
    edition = publisher.publish(on_demand(publisher.digest(None), publisher.clock(), ()))
    assert publisher.store.quarantined() == ()
    new, old = sorted(publisher.store.releases(), key=lambda release: release.backfill)
    assert (new.backfill, old.backfill) == (False, True)
    assert edition is not None
    assert [keys for _, keys in edition.articles] == [(new.article.key,)]
    assert old.article.key not in (desk.folder / "feeds" / "all.json").read_text()
    publisher.close()


OLD = '{"title": "A ferry of long ago", "date": "2019-03-02", "text": "%s"}' % ("The ferry sailed from Oslo. " * 12)


def test_what_is_all_too_old_is_set_aside_once_and_the_slot_is_dealt_with(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    desk.seed("old.json", OLD)
    publisher = at(desk.folder, datetime.now(UTC))
    publisher.ingest()
    slot, store = on_demand(publisher.digest(None), publisher.clock(), ()), publisher.store
    [old] = store.releases()
    assert publisher.propose(slot) is None
    with pytest.raises(UsageError, match="nothing to test with"):
        publisher.send_test(slot, "ann@reader.example")
    assert (store.waiting("daily"), store.left_out_of(old.article.key)) == (1, ())
    assert publisher.issue(slot, mark=slot.at, agree=_never) is None
    assert (store.waiting("daily"), store.mark("daily")) == (0, slot.at)
    assert store.left_out_of(old.article.key) == (("daily", None, BacklogReason.OLD),)
    assert store.editions() == ()
    publisher.close()
    near = NearDesk(folder=desk.folder)
    told = near.run("explain", old.article.key).out
    assert "left out of daily, which had nothing else to issue: older than max_age" in told
    assert near.run("status", "--json").records[0]["digests"][0]["backlog"] == {"old": 1}


def _never(_proposal: Proposal) -> bool:
    pytest.fail("there is nothing to agree to")


def test_a_publish_says_that_it_set_articles_aside(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    desk.seed("old.json", OLD)
    near = NearDesk(folder=desk.folder)
    near.run("publish", "--dry-run")
    near.run("preview")
    assert near.run("status", "--json").records[0]["digests"][0]["backlog"] == {}
    told = near.run("publish").out
    assert (
        "no edition issued: 1 article is left out as backlog: digest status tells why; the feeds have them all" in told
    )
    assert "no edition issued: nothing new" in near.run("publish").out


def test_an_edition_that_is_declined_leaves_nothing_out(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    desk.seed("old.json", OLD)
    desk.seed("new.txt", story(1))
    publisher = at(desk.folder, datetime.now(UTC))
    publisher.ingest()
    slot = on_demand(publisher.digest(None), publisher.clock(), ())
    assert publisher.issue(slot, mark=slot.at, agree=lambda proposal: not proposal.composition.backlog) is None
    assert (publisher.store.waiting("daily"), publisher.store.mark("daily")) == (2, None)
    assert publisher.store.backlog_counts("daily") == {}
    publisher.close()


def test_the_pages_of_a_digest_that_was_given_up_come_back_with_the_feeds(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    desk.seed("a.txt", story(1))
    desk.run("publish")
    [edition] = desk.run("editions", "--json").records
    config_file = desk.folder / "digest.toml"
    config_file.write_text(config_file.read_text().replace('name = "daily"', 'name = "weekly"'))
    shutil.rmtree(desk.folder / "feeds")
    desk.run("publish", "--no-edition")
    assert (desk.folder / "feeds" / "editions" / edition["edition"] / "index.html").is_file()


def test_a_log_that_outlived_its_database_is_not_replayed_onto_a_restored_one(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    desk.seed("a.txt", story(1))
    desk.run("publish")
    desk.run("backup", str(tmp_path / "backup"))
    (desk.folder / "var" / "digest.db").unlink()
    (desk.folder / "var" / "digest.db-wal").write_bytes(b"stale")
    desk.run("restore", str(tmp_path / "backup"), "--force")
    assert len(desk.run("articles", "--json").records) == 1
    assert not list((desk.folder / "var").glob("*.restoring*"))


def test_a_backfill_never_reads_the_desks_own_files(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    for folder in (".", "..", "var", "feeds"):
        assert "holds the desk's own files" in desk.run("publish", "--backfill", folder, code=2).err


def test_a_mended_file_of_a_backfill_is_no_news(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    desk.seed("old/a.json", "{ broken")
    desk.run("publish", "--backfill", "seeds/old", code=1)
    desk.seed("old/a.json", json.dumps({"title": "A ferry of long ago", "text": "The ferry sailed. " * 20}))
    assert "nothing new" in desk.run("publish").out
    [article] = desk.run("articles", "--json").records
    assert article["backfill"]


def test_an_edition_on_demand_takes_the_next_number_where_its_own_was_taken_meanwhile(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    desk.seed("a.txt", story(1))
    publisher = at(desk.folder, datetime.now(UTC))
    slot = on_demand(publisher.digest(None), publisher.clock(), ())
    first = publisher.publish(slot)
    desk.seed("b.txt", story(2))
    second = publisher.publish(slot)
    assert first is not None
    assert second is not None
    assert (first.key[-3:], second.key[-3:]) == ("-m1", "-m2")
    publisher.close()


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("", "subscribe  digest run, then http://127.0.0.1:8080/all.atom.xml"),
        (
            'url = "https://n.example.org/"',
            "subscribe  https://n.example.org/all.atom.xml, as soon as feeds is served there",
        ),
        ('url = "http://127.0.0.1:8080/"', "subscribe  digest run, then http://127.0.0.1:8080/all.atom.xml"),
    ],
)
def test_a_publish_ends_with_the_address_that_the_feed_itself_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: str, told: str
) -> None:
    monkeypatch.setattr("sys.argv", ["digest"])
    desk = near_desk(tmp_path / "desk")
    config = desk.folder / "digest.toml"
    config.write_text(config.read_text().replace("[desk]\n", f"[desk]\n{settings}\n", 1))
    desk.seed("a.txt", story(1))
    assert desk.run("publish", "--no-edition").out.splitlines()[-1] == told
    [address] = re.findall(r"http[^ ,]+", told)
    assert f'href="{address}" rel="self"' in (desk.folder / "feeds/all.atom.xml").read_text()
