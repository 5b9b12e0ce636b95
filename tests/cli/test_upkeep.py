"""Backups, restores and what the doctor finds."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest import config
from digest.doctor import examine
from digest.model import Delivery, DeliveryState, Edition, Outcome
from digest.store import Store
from digest.store.locks import WorkLock
from tests.cli.conftest import Call
from tests.desks import Desk, NearDesk, story

NOW = datetime.now(UTC)


def test_a_backup_made_while_the_desk_publishes_is_a_whole_desk(copy: Desk, tmp_path: Path) -> None:
    for number in range(40):
        copy.seed(f"load/{number}.txt", story(100 + number, "Lima, Peru"))
    publishing = subprocess.Popen(
        [sys.executable, "-m", "digest", "publish"],
        cwd=copy.folder,
        env={**os.environ, "DIGEST_DESK": str(copy.folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    backups: list[Path] = []
    while publishing.poll() is None and len(backups) < 2:
        backups.append(tmp_path / f"backup{len(backups)}")
        copy.run("backup", str(backups[-1]))
    assert publishing.wait() == 0
    assert backups
    for backup in backups:
        desk = NearDesk(folder=tmp_path / f"restored-{backup.name}")
        desk.folder.mkdir()
        desk.run("restore", str(backup))
        shutil.copytree(copy.folder / "seeds", desk.folder / "seeds", dirs_exist_ok=True)
        desk.run("publish", code=None)
        stored = {each["id"] for each in desk.run("articles", "--json", "--limit", "500").records}
        assert stored == {each["id"] for each in copy.run("articles", "--json", "--limit", "500").records}
        with Store.open(config.load(desk.folder).database) as store:
            assert store.check() == []
            mailed = [key for edition in store.editions() for _, keys in edition.articles for key in keys]
        assert sorted(mailed) == sorted(stored), "each article is in one edition"


def test_a_restored_desk_is_the_desk_that_was_backed_up(copy: Desk, call: Call, tmp_path: Path) -> None:
    (copy.folder / "templates").mkdir()
    (copy.folder / "templates/own.txt").write_text("ours")
    made = call(copy, "backup", str(tmp_path / "backup")).out
    assert "14 articles, 1 edition, " in made
    desk = Desk(folder=tmp_path / "restored")
    told = call(copy, "restore", str(tmp_path / "backup"), "--desk", str(desk.folder)).out
    assert "14 articles, 1 edition as of 20" in told
    assert (desk.folder / "templates/own.txt").read_text() == "ours"
    for command in (
        ("articles", "--json"),
        ("editions", "--json"),
        ("deliveries", "--json"),
        ("quarantine", "list", "--json"),
    ):
        assert call(desk, *command).out == call(copy, *command).out
    call(desk, "publish", "--no-edition")
    assert desk.feeds() == copy.feeds()


def test_a_database_that_stands_elsewhere_is_restored_to_where_the_desk_looks_for_it(
    copy: Desk, call: Call, tmp_path: Path
) -> None:
    file = copy.folder / "digest.toml"
    file.write_text(file.read_text().replace('# url = "sqlite:///var/digest.db"', 'url = "sqlite:///data/desk.db"'))
    (copy.folder / "data").mkdir()
    (copy.folder / "var/digest.db").rename(copy.folder / "data/desk.db")
    call(copy, "backup", str(tmp_path / "backup"))
    desk = Desk(folder=tmp_path / "restored")
    call(copy, "restore", str(tmp_path / "backup"), "--desk", str(desk.folder))
    assert (desk.folder / "data/desk.db").is_file()
    assert call(desk, "articles", "--json").out == call(copy, "articles", "--json").out


def test_a_desk_that_is_there_or_at_work_is_not_restored_over(copy: Desk, call: Call, tmp_path: Path) -> None:
    backup = str(tmp_path / "backup")
    call(copy, "backup", backup)
    assert "is not empty: name a new folder" in call(copy, "backup", backup, code=2).err
    assert "is a desk already" in call(copy, "restore", backup, code=2).err
    with WorkLock(copy.folder / "var/run.lock", what="digest run").hold():
        ran = call(copy, "restore", backup, "--force", code=1)
    assert f"run.lock is held by digest run (process {os.getpid()}, since " in ran.err
    assert "wait for it to end" in ran.err
    copy.seed("more.txt", story(2))
    call(copy, "publish")
    call(copy, "restore", backup, "--force")
    assert len(call(copy, "articles", "--json").records) == 14


def test_what_a_restore_replaces_is_put_aside_and_nothing_of_it_stays_in_force(
    copy: Desk, call: Call, tmp_path: Path
) -> None:
    call(copy, "backup", str(tmp_path / "backup"))
    (copy.folder / "templates").mkdir()
    (copy.folder / "templates/article.html").write_text("made since")
    copy.seed("since.txt", story(3))
    call(copy, "publish", "--no-edition")
    told = call(copy, "restore", str(tmp_path / "backup"), "--force").out
    assert not (copy.folder / "templates").exists(), "the backup had none"
    [aside] = (copy.folder / "var").glob("replaced-*")
    assert f"what stood there before is in {aside}" in told
    assert (aside / "templates/article.html").read_text() == "made since"
    assert (aside / "digest.toml").is_file()
    with Store.open(f"sqlite:///{aside / 'digest.db'}") as store:
        assert store.counts().articles == 15


def test_a_desk_that_lost_its_database_says_so_and_sends_nothing_again(copy: Desk, call: Call, tmp_path: Path) -> None:
    call(copy, "backup", str(tmp_path / "backup"))
    for file in (copy.folder / "var").glob("digest.db*"):
        file.unlink()
    for command in ("publish", "status", "run"):
        err = call(copy, command, code=1).err
        assert "digest.db: is gone or empty, though " in err
        assert "digest restore DIR --force" in err
    assert "nothing to back up" in call(copy, "backup", str(tmp_path / "empty"), code=2).err
    assert "is gone or empty" in call(copy, "migrate", code=1).err
    assert str(copy.folder) in call(copy, "publish", "--dry-run", code=1).err
    assert not (copy.folder / "var/digest.db").exists()
    (copy.folder / "var/digest.db").touch()
    assert "is gone or empty" in call(copy, "publish", code=1).err
    assert "database is empty" in call(copy, "backup", str(tmp_path / "none"), code=2).err
    call(copy, "restore", str(tmp_path / "backup"), "--force")
    assert "no edition issued: nothing new" in call(copy, "publish").out


def test_an_edition_issued_after_a_restore_reaches_the_maildir_though_its_key_was_used_before(
    copy: Desk, call: Call, tmp_path: Path
) -> None:
    call(copy, "backup", str(tmp_path / "backup"))
    bridges = copy.seed("b.txt", story(91, title="A story of bridges"))
    call(copy, "publish")
    call(copy, "restore", str(tmp_path / "backup"), "--force")
    bridges.unlink()
    copy.seed("c.txt", story(92, title="A story of trams"))
    call(copy, "publish")
    mails = [file.read_text() for file in (copy.folder / "var/maildir/new").iterdir()]
    assert any("A story of trams" in mail for mail in mails)
    assert any("A story of bridges" in mail for mail in mails)


def test_a_backup_is_not_put_where_it_would_be_read_or_shown(copy: Desk, call: Call) -> None:
    for folder in ("seeds", "feeds"):
        assert "name a folder elsewhere" in call(copy, "backup", str(copy.folder / folder / "bk"), code=2).err


@pytest.mark.parametrize("fault", ["no manifest", "no database", "another database", "half a manifest", "no settings"])
def test_a_broken_backup_is_refused_before_anything_is_touched(
    copy: Desk, call: Call, tmp_path: Path, fault: str
) -> None:
    backup = tmp_path / "backup"
    call(copy, "backup", str(backup))
    if fault == "no manifest":
        (backup / "backup.json").unlink()
    elif fault == "no database":
        (backup / "digest.db").unlink()
    elif fault == "another database":
        (backup / "digest.db").write_bytes((backup / "digest.db").read_bytes() + b"x")
    elif fault == "half a manifest":
        (backup / "backup.json").write_text(json.dumps({"made": "today"}))
    else:
        (backup / "digest.toml").unlink()
    ran = call(copy, "restore", str(backup), "--desk", str(tmp_path / "new"), code=2)
    assert str(backup) in ran.err
    assert not (tmp_path / "new").exists()


# -- the doctor -------------------------------------------------------------------------------------


def findings(desk: Desk, now: datetime = NOW) -> dict[str, str]:
    return {finding.what: finding.mend for finding in examine(config.load(desk.folder), now=now)}


def found(desk: Desk, what: str, mend: str, now: datetime = NOW) -> bool:
    return any(what in key and mend in value for key, value in findings(desk, now).items())


@pytest.fixture
def sound(empty: Desk, tmp_path: Path) -> Desk:
    return Desk(folder=Path(shutil.copytree(empty.folder, tmp_path / "sound")))


def test_nothing_is_wrong_with_a_sound_desk(sound: Desk) -> None:
    assert findings(sound) == {}


def test_the_doctor_sees_missing_folders_and_a_missing_database(sound: Desk) -> None:
    shutil.rmtree(sound.folder / "seeds")
    assert found(sound, "seeds is missing", "digest publish makes it again")
    (sound.folder / "var/digest.db").unlink()
    assert found(sound, "there is no database", "restore a backup")
    assert not (sound.folder / "var/digest.db").exists(), "looking makes nothing"


def test_the_doctor_sees_a_damaged_database(sound: Desk) -> None:
    (sound.folder / "var/digest.db").write_bytes(b"no database at all, but long enough to be read as one" * 100)
    assert found(sound, "is damaged or no database at all", "restore a backup")


def test_the_doctor_sees_tables_of_the_desks_own_that_do_not_load(sound: Desk) -> None:
    for name in ("layouts", "regions", "templates"):
        (sound.folder / name).mkdir()
    (sound.folder / "layouts/ours.toml").write_text("name = \n")
    (sound.folder / "regions/scheme.toml").write_text("[[[\n")
    (sound.folder / "templates/digest.html").write_text("{% if %}")
    told = findings(sound)
    for name in ("ours.toml", "scheme.toml", "digest.html"):
        assert any(name in what for what in told), told


def test_the_doctor_counts_published_files_that_are_gone(copy: Desk) -> None:
    pages = sorted((copy.folder / "feeds/articles").rglob("*.html"))
    pages[0].unlink()
    name = pages[0].relative_to(copy.folder / "feeds").as_posix()
    assert found(copy, f"1 file is gone from {copy.folder / 'feeds'}, such as {name}", "first digest publish of a day")


def test_the_doctor_and_publish_tell_of_a_licence_for_a_folder_that_is_not_there(sound: Desk, call: Call) -> None:
    file = sound.folder / "digest.toml"
    (sound.folder / "seeds" / "wire" / "sport").mkdir(parents=True)
    told = "[[folder]] {}: nothing under seeds/ is in {}, so that its use limits nothing there"
    text = file.read_text()
    for folder, idle in (("wires", True), ("wire", False), ("w*/sport", False), ("w*/sports", True)):
        file.write_text(f'{text}\n[[folder]]\npath = "{folder}"\nuse = "headline"\n')
        assert found(sound, told.format(folder, folder), "write the folder as it stands") is idle
        assert (told.format(folder, folder) in call(sound, "publish", "--yes").err) is idle
    (sound.folder / "seeds" / "wires").mkdir()
    (sound.folder / "seeds" / "wires" / "1.txt").write_text(story(1))
    file.write_text(f'{text}\n[[folder]]\npath = "wires"\nuse = "headline"\n')
    call(sound, "publish", "--yes")
    shutil.rmtree(sound.folder / "seeds" / "wires")
    assert not found(sound, "[[folder]]", ""), "files may go from seeds/ when they are read"


def test_the_doctor_sees_quarantine(full: Desk, call: Call) -> None:
    ran = call(full, "doctor", code=1)
    assert ran.out.startswith("1 file could not be read\n  digest quarantine list tells why; mend the file")


def test_the_doctor_sees_a_password_that_cannot_be_read_and_readers_without_a_server(sound: Desk) -> None:
    with Store.open(config.load(sound.folder).database) as store:
        store.subscribe("ann@reader.example", "smtp", (), NOW)
    assert found(sound, "1 subscriber by smtp, and no mail server", "add [smtp]")
    file = sound.folder / "digest.toml"
    text = file.read_text().replace("# from =", "from =")
    file.write_text(
        text.replace("# [smtp]", '[smtp]\nhost = "mail.desk.example"\nuser = "desk"\npassword_file = "var/none"\n')
    )
    assert found(sound, "the password of the mail server cannot be read from", "password_file under [smtp]")
    assert not found(sound, "by smtp", "")
    assert found(sound, "mails go out, and their links lead to http://127.0.0.1:8080/", "set url under [desk]")
    file.write_text(file.read_text().replace("# url =", "url ="))
    assert not found(sound, "mails go out", "")


@pytest.mark.parametrize(
    ("state", "what", "mend"),
    [
        (DeliveryState.FAILED, "1 delivery failed", "--state failed tells what the server said"),
        (DeliveryState.HELD, "1 delivery held", "digest deliveries release"),
        (DeliveryState.PENDING, "is not with all its readers yet", "--state pending"),
    ],
)
def test_the_doctor_sees_deliveries_that_did_not_arrive(copy: Desk, state: DeliveryState, what: str, mend: str) -> None:
    with Store.open(config.load(copy.folder).database) as store:
        [edition] = store.editions()
        [person] = [person for person in store.subscribers() if "ann" in person.address]
        planned = Delivery(
            edition="daily-x", subscriber=person.id, address=person.address, channel="maildir", message_id="<x@y>"
        )
        store.issue(_again(edition, store.moment(NOW)), [planned], [], mark=NOW)
        claimed = store.claim("me", now=NOW + timedelta(hours=1), lease=timedelta(minutes=1))
        assert claimed is not None
        store.settle(claimed, Outcome(state=state, detail="x"), now=NOW)
    assert found(copy, what, mend, NOW + timedelta(hours=3))
    if state is DeliveryState.PENDING:
        assert not found(copy, what, mend, NOW + timedelta(minutes=30))


def test_a_clock_that_was_ahead_is_named(copy: Desk, call: Call) -> None:
    now = datetime.now(UTC)
    with Store.open(config.load(copy.folder).database) as store:
        store.advance("daily", now + timedelta(days=900))
    moment = f"{now + timedelta(days=900):%Y-%m-%d}"
    assert found(copy, f"'daily' is dealt with up to {moment}", "digest run brings")
    assert f"the clock was ahead, up to {moment}" in call(copy, "status").out
    assert not found(copy, "released moment in the future", "", now)
    assert found(copy, "14 articles carry a released moment in the future", "", now - timedelta(days=2))


def rename(desk: Desk, name: str) -> None:
    file = desk.folder / "digest.toml"
    old, new = ("daily", name) if name != "daily" else ("morning", "daily")
    line = next(line for line in file.read_text().splitlines() if line.lstrip("# ").startswith(f'name = "{old}"'))
    file.write_text(file.read_text().replace(line, f'name = "{new}"'))


def test_a_renamed_digest_loses_nobody_in_silence_and_mails_nothing_old_again(copy: Desk, call: Call) -> None:
    call(copy, "subscribers", "add", "bob@reader.example", "--digest", "daily")
    database = config.load(copy.folder).database.removeprefix("sqlite:///")
    rename(copy, "morning")
    lost = "1 subscriber gets nothing of the digest 'daily', which digest.toml no longer has: bob@reader.example"
    assert found(copy, lost, "put the digest's old name back")
    assert found(copy, "'morning' has issued nothing yet", "")
    assert lost in call(copy, "status").out
    assert [said[:12] for said in json.loads(call(copy, "status", "--json").out)["warnings"]] == [
        lost[:12],
        "the digest '",
    ]
    old = (NOW - timedelta(days=30)).isoformat()
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE revision SET record = json_set(record, '$.received', ?)", (old,))
    copy.seed("new.txt", story(77, "Lima, Peru"))
    ran = call(copy, "publish")
    assert "edition morning-" in ran.out
    assert ": 1 article in 1 region;" in ran.out
    assert "14 articles left out as backlog" in ran.out
    assert lost in ran.err
    assert 'put back  name = "daily"' in ran.err
    assert not found(copy, "has issued nothing yet", "")
    rename(copy, "daily")
    assert "1 article in 1 region; 3 deliveries sent" in call(copy, "publish").out


def test_the_id_of_a_desk_with_articles_is_fixed(copy: Desk, sound: Desk, call: Call) -> None:
    for desk in (copy, sound):
        file = desk.folder / "digest.toml"
        text = file.read_text()
        [line] = [line for line in text.splitlines() if line.startswith("id = ")]
        file.write_text(text.replace(line, 'id = "other.example,2020"'))
        number = text.splitlines().index(line) + 1
        if desk is sound:
            call(desk, "publish")
            continue
        for command in ("publish", "articles", "status"):
            err = call(desk, command, code=2).err
            assert f"digest.toml:{number}: desk.id was " in err
            assert f"put back  {line}" in err
        assert found(desk, f"put back  {line}", "no command")
        file.write_text(text)
        call(desk, "publish")


def test_the_doctor_counts_articles_under_regions_that_the_scheme_lost(copy: Desk, call: Call) -> None:
    assert not found(copy, "a region that the scheme no longer has", "")
    (copy.folder / "regions").mkdir(exist_ok=True)
    scheme = '[[region]]\nid = "somewhere"\ntitle = "Somewhere"\ncountries = ["KE"]\n'
    (copy.folder / "regions/scheme.toml").write_text(scheme)
    with Store.open(config.load(copy.folder).database) as store:
        [count] = [feed.count for feed in store.feeds() if feed.path == "regions/africa"]
    told = "1 article" if count == 1 else f"{count} articles"
    assert found(copy, f"{told} under regions/africa, a region that the scheme no longer has", "regions/scheme.toml")
    assert len(call(copy, "articles", "--json", "--region", "africa").records) == count, "they can be listed"


def _again(edition: Edition, issued: datetime) -> Edition:
    """The same edition under another key, with no article."""
    return Edition(
        key="daily-x",
        digest="daily",
        title=edition.title,
        at=issued,
        issued=issued,
        articles=(),
        briefing=edition.briefing,
    )
