"""A desk from its first file on, as the person at the command line sees it."""

from __future__ import annotations

import json
import mailbox
import os
import shutil
from pathlib import Path

import pytest

from tests.desks import Desk, NearDesk, near_desk, story


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return near_desk(tmp_path / "desk")


def test_an_empty_desk_says_where_to_put_files(desk: Desk) -> None:
    ran = desk.run("publish")
    assert "put files into seeds" in ran.out
    assert ran.err == ""
    feeds = desk.feeds()
    assert "index.html" in feeds
    for region in ("europe", "unassigned", "global"):
        assert f"regions/{region}.json" in feeds


def test_the_samples_give_a_briefing_with_at_least_four_regions(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "samples", "--samples")
    desk.run("publish")
    [edition] = desk.run("editions", "--json").records
    assert edition["articles"] >= 12
    text = (desk.folder / "feeds/editions" / edition["edition"] / "digest.txt").read_text()
    titles = ("Europe", "Latin America", "South Asia", "Oceania", "Central Asia")
    assert sum(title.casefold() in text.casefold() for title in titles) >= 4
    [mail] = list(mailbox.Maildir(desk.folder / "var/maildir", create=False))
    assert mail.is_multipart()


def test_the_last_three_lines_say_where_to_look(desk: Desk) -> None:
    desk.seed("a.txt", story(1))
    last = desk.run("publish").out.splitlines()[-3:]
    assert [line.split()[0] for line in last] == ["open", "mail", "subscribe"]
    assert "feeds/index.html" in last[0]
    assert "var/maildir" in last[1]
    assert "digest run" in last[2]
    assert "all.atom.xml" in last[2]


def test_a_second_publish_changes_no_byte_and_no_mtime_and_issues_nothing(desk: Desk) -> None:
    desk.seed("a.txt", story(1))
    desk.run("publish")
    feeds, mtimes = desk.feeds(), desk.mtimes()
    desk.run("publish")
    assert desk.feeds() == feeds
    assert desk.mtimes() == mtimes
    assert len(desk.run("editions", "--json").records) == 1


def test_one_new_seed_touches_only_its_feeds(desk: Desk) -> None:
    desk.seed("a.txt", story(1, "Nairobi, Kenya"))
    desk.seed("b.txt", story(2, "Lima, Peru"))
    desk.run("publish")
    before = desk.mtimes()
    desk.seed("c.txt", story(3, "Mombasa, Kenya"))
    desk.run("publish")
    after = desk.mtimes()
    touched = {name for name, mtime in after.items() if before.get(name) != mtime}
    feeds = {name.split(".")[0] for name in touched if not name.startswith(("articles/", "editions/"))}
    assert feeds == {
        "all", "regions/africa", "sections/central-great-lakes", "countries/ke", "digests/daily",
        "index", "search/newest",
    }  # fmt: skip


def test_a_file_appended_to_all_day_gives_each_article_once(desk: Desk) -> None:
    first, second = story(1, "Nairobi, Kenya"), story(2, "Lima, Peru")
    line = "=" * 60
    file = desk.seed("day.txt", first)
    desk.run("publish")
    [one] = desk.run("articles", "--json").records
    file.write_text(f"{first}\n{line}\n\n{second}")
    desk.run("publish")
    two = desk.run("articles", "--json").records
    assert len(two) == 2
    assert one["id"] in {record["id"] for record in two}
    assert all(record["revision"] == 1 for record in two)
    file.write_text(f"{first}\n{line}\n\n{second}\nA third school asked for a well of its own the same week.\n")
    desk.run("publish")
    three = {record["id"]: record["revision"] for record in desk.run("articles", "--json").records}
    assert sorted(three.values()) == [1, 2]
    assert set(three) == {record["id"] for record in two}
    editions = desk.run("editions", "--json").records
    assert sum(edition["articles"] for edition in editions) == 2, "a revision is not mailed as new"


def test_renaming_copying_and_deleting_a_seed_changes_nothing(desk: Desk) -> None:
    file = desk.seed("a.txt", story(1))
    desk.run("publish")
    feeds = desk.feeds()
    shutil.copyfile(file, file.with_name("copy.txt"))
    file.rename(file.with_name("b.txt"))
    desk.run("publish")
    file.with_name("b.txt").unlink()
    desk.run("publish")
    assert desk.feeds() == feeds


def test_a_file_overwritten_with_other_news_gives_a_new_article(desk: Desk) -> None:
    desk.seed("latest.txt", story(1, "Nairobi, Kenya"))
    desk.run("publish")
    other = (
        "Ferry timetable changes on the fjord\n\n"
        "From Monday the ferries between Bergen and the islands leave earlier, the coast office of Norway said.\n\n"
        "Commuters had asked for it since the tunnel closed, because no bus waits at the quay in the morning.\n"
    )
    desk.seed("latest.txt", other)
    desk.run("publish")
    assert len(desk.run("articles", "--json").records) == 2


def test_deleted_feeds_are_written_again_with_the_same_bytes(desk: Desk) -> None:
    desk.seed("a.txt", story(1))
    desk.run("publish")
    feeds = desk.feeds()
    shutil.rmtree(desk.folder / "feeds")
    desk.run("publish")
    assert desk.feeds() == feeds


def test_backfilled_files_are_kept_and_never_mailed_or_fed(desk: Desk, tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    for number in range(5):
        (old / f"{number}.txt").write_text(story(number, "Lima, Peru"))
    desk.seed("new.txt", story(9, "Nairobi, Kenya"))
    desk.run("publish", "--backfill", str(old))
    assert len(desk.run("articles", "--json").records) == 6
    [edition] = desk.run("editions", "--json").records
    assert edition["articles"] == 1
    assert len(json.loads((desk.folder / "feeds/all.json").read_bytes())["items"]) == 1


def test_a_dry_run_changes_nothing(desk: Desk) -> None:
    desk.seed("a.txt", story(1))
    ran = desk.run("publish", "--dry-run")
    assert "would add" in ran.out
    assert not desk.feeds()
    assert desk.run("articles", "--json").records == []


def test_a_dry_run_on_a_folder_that_was_never_used_makes_no_database(desk: Desk) -> None:
    shutil.rmtree(desk.folder / "var")
    desk.seed("a.txt", story(1))
    assert "would add" in desk.run("publish", "--dry-run").out
    assert not [file for file in (desk.folder / "var").rglob("*") if file.is_file()]


def test_the_same_text_mints_the_same_id_on_any_day(desk: Desk, tmp_path: Path) -> None:
    desk.seed("a.txt", story(1))
    desk.run("publish")
    other = near_desk(tmp_path / "other")
    other.seed("other-name.txt", story(1))
    other.run("publish")
    keys = [each.run("articles", "--json").records[0]["id"] for each in (desk, other)]
    assert keys[0] == keys[1]


def test_a_backup_restores_to_the_same_desk_and_sends_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.seed("a.txt", story(1))
    desk.run("publish")
    desk.run("backup", str(tmp_path / "backup"))
    restored = NearDesk(folder=tmp_path / "restored")
    restored.folder.mkdir()
    restored.run("restore", str(tmp_path / "backup"))
    shutil.copytree(desk.folder / "seeds", restored.folder / "seeds", dirs_exist_ok=True)
    restored.run("publish")
    assert restored.feeds() == desk.feeds()
    assert len(restored.run("editions", "--json").records) == 1


def test_help_answers_in_under_a_tenth_of_a_second_of_cpu_over_bare_python(desk: Desk) -> None:
    ran = desk.run("--help")
    assert "publish" in ran.out
    heavy = ("sqlalchemy", "premailer", "feedgen", "jinja2", "apscheduler", "trafilatura", "lxml")
    code = f"import sys, digest.cli; print([name for name in {heavy} if name in sys.modules])"
    assert desk_python(code) == "[]"


def desk_python(code: str) -> str:
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    return done.stdout.strip()
