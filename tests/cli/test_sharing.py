"""Feeds for one person each, under addresses that nobody can guess and that end."""

from __future__ import annotations

import http.client
import json
import re
import shlex
import stat
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree
from urllib.parse import urlsplit

import pytest

from digest import app, config
from digest.store import Store
from digest.web.server import Server
from tests.cli.conftest import Call
from tests.desks import Desk, NearDesk, near_desk, story
from tests.test_pinging import declare

SUFFIXES = {"rss": ".rss.xml", "atom": ".atom.xml", "json": ".json"}
PRIVATE = '[[feed]]\nname = "wells"\nwords = "well"\nprivate = true\n'


@pytest.fixture
def desk(tmp_path: Path) -> NearDesk:
    """Three articles, published, and a private feed that asks for them."""
    made = near_desk(tmp_path / "desk")
    for number in range(3):
        made.seed(f"{number}.txt", story(number))
    file = made.folder / "digest.toml"
    file.write_text(f"{file.read_text()}\n{PRIVATE}")
    made.run("publish", "--yes")
    return made


def share(desk: NearDesk, feed: str = "all", name: str = "Ann Example") -> dict[str, str]:
    """The addresses by format."""
    [record] = desk.run("feeds", "share", feed, "--name", name, "--json").records
    assert (record["feed"], record["name"], record["ended"]) == (feed, name, None)
    urls: dict[str, str] = record["addresses"]
    return urls


def file_of(desk: NearDesk, url: str) -> Path:
    return desk.folder / "feeds" / url.removeprefix("http://127.0.0.1:8080/")


def private(desk: NearDesk) -> list[str]:
    return [name for name in desk.feeds() if name.startswith("private/")]


def test_a_shared_feed_is_there_at_once_under_addresses_that_nobody_can_guess(desk: NearDesk) -> None:
    urls = share(desk)
    assert {form: re.sub("[0-9a-f]{40}", "SECRET", url) for form, url in urls.items()} == {
        form: f"http://127.0.0.1:8080/private/SECRET/all{suffix}" for form, suffix in SUFFIXES.items()
    }
    assert len({url.split("/")[4] for url in urls.values()}) == 1
    assert urls != share(desk, name="Ben")
    assert not (desk.folder / "feeds" / "private").stat().st_mode & (stat.S_IROTH | stat.S_IRGRP), "nobody lists them"
    feed = json.loads(file_of(desk, urls["json"]).read_bytes())
    whole = json.loads((desk.folder / "feeds" / "all.json").read_bytes())
    assert feed["items"] == whole["items"]
    assert feed["feed_url"] == urls["json"]
    assert f'href="{urls["atom"]}" rel="self"' in file_of(desk, urls["atom"]).read_text()


def test_addresses_that_nobody_else_can_open_are_called_so(desk: NearDesk) -> None:
    assert (
        "they work on this machine alone: set url under [desk] first"
        in desk.run("feeds", "share", "all", "--name", "A").err
    )
    file = desk.folder / "digest.toml"
    file.write_text(file.read_text().replace("# url =", "url ="))
    assert "this machine" not in desk.run("feeds", "share", "all", "--name", "B").err


def test_what_comes_in_later_is_in_it_too_and_nothing_is_written_twice(desk: NearDesk) -> None:
    urls = share(desk, "regions/africa")
    before = desk.mtimes()
    desk.run("publish", "--yes")
    assert desk.mtimes() == before
    desk.seed("new.txt", story(9))
    desk.run("publish", "--yes")
    assert "well number 9" in file_of(desk, urls["rss"]).read_text()


def test_a_private_feed_has_no_public_file_and_stands_in_no_list(desk: NearDesk) -> None:
    assert not [name for name, content in desk.feeds().items() if "wells" in name or b"saved/wells" in content]
    [told] = [each for each in desk.run("feeds", "--json").records if each["feed"] == "saved/wells"]
    assert (told["private"], told["entries"], told["addresses"]) == (True, 3, {})
    assert "private: digest feeds share gives single persons theirs" in desk.run("feeds").out
    urls = share(desk, "saved/wells")
    assert len(json.loads(file_of(desk, urls["json"]).read_bytes())["items"]) == 3
    public = {name: content for name, content in desk.feeds().items() if not name.startswith("private/")}
    assert not [name for name, content in public.items() if b"private/" in content or b"saved/wells" in content]


def test_no_hub_hears_of_a_private_feed_and_it_names_none(desk: NearDesk) -> None:
    nobody = "http://127.0.0.1:9/"
    declare(desk, nobody)
    file = desk.folder / "digest.toml"
    file.write_text(file.read_text().replace("private = true", ""))
    desk.run("publish", "--yes", code=None)
    file.write_text(file.read_text() + "private = true\n")
    urls = share(desk), share(desk, "saved/wells")
    desk.run("publish", "--yes", code=None)
    with app.open_store(config.load(desk.folder), now=datetime.now(UTC)) as store:
        told = {ping.path.partition(".")[0] for ping in store.pings(nobody)}
    assert "all" in told
    assert not {path for path in told if path.startswith(("private/", "saved/"))}
    for url in (url for each in urls for url in each.values()):
        assert nobody not in file_of(desk, url).read_text()
    assert nobody in desk.feeds()["all.json"].decode()


def test_a_feed_that_becomes_private_loses_its_public_files(desk: NearDesk) -> None:
    file = desk.folder / "digest.toml"
    file.write_text(file.read_text().replace("private = true", ""))
    desk.run("publish", "--yes")
    assert "saved/wells.json" in desk.feeds()
    file.write_text(file.read_text() + "private = true\n")
    desk.run("publish", "--yes")
    assert not list((desk.folder / "feeds" / "saved").iterdir())


def test_a_feed_whose_first_run_was_killed_loses_them_too(desk: NearDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def die(store: Store, path: str, value: str) -> None:
        if path == "saved/wells" and value:
            raise Killed
        stamp(store, path, value)

    stamp = Store.stamp
    file = desk.folder / "digest.toml"
    file.write_text(file.read_text().replace("private = true", ""))
    with monkeypatch.context() as patched:
        patched.setattr(Store, "stamp", die)
        publisher = app.assemble(config.load(desk.folder))
        with pytest.raises(Killed):
            publisher.write_files()
        publisher.close()
    assert "saved/wells.json" in desk.feeds()
    file.write_text(file.read_text() + "private = true\n")
    desk.run("publish", "--yes")
    assert not list((desk.folder / "feeds" / "saved").iterdir())


def test_a_file_in_the_way_of_the_private_folder_is_told_in_plain_words(desk: NearDesk) -> None:
    share(desk)
    rmtree(desk.folder / "feeds" / "private")
    (desk.folder / "feeds" / "private").write_text("")
    told = desk.run("publish", "--yes", code=1).err
    assert "feeds/private: a file and a folder of the same name stand in each other's way: move what" in told


def test_the_same_person_is_shown_the_same_addresses_until_they_end(desk: NearDesk) -> None:
    urls = share(desk)
    assert share(desk, name="Ann Example") == urls
    again = desk.run("feeds", "share", "all", "--name", "ann  example")
    assert again.out.split() == [word for pair in urls.items() for word in pair]
    assert again.err.startswith("Ann Example has them since ")
    assert "for new ones: digest feeds revoke 'Ann Example' --feed all, then share it again" in again.err
    desk.run("feeds", "revoke", "ann example")
    assert share(desk) != urls


def test_what_is_revoked_is_gone_at_once_and_comes_back_by_no_run(desk: NearDesk) -> None:
    ann, ben = share(desk), share(desk, name="Ben")
    share(desk, "regions/africa")
    assert desk.run("feeds", "revoke", ann["rss"]).out == "ended for Ann Example: all\n"
    assert not file_of(desk, ann["rss"]).parent.exists()
    assert desk.run("feeds", "revoke", "Ann Example").out == "ended for Ann Example: regions/africa\n"
    desk.seed("new.txt", story(9))
    desk.run("publish", "--yes")
    assert {name.split("/")[1] for name in private(desk)} == {ben["rss"].split("/")[4]}
    assert [each["name"] for each in desk.run("feeds", "shared", "--json").records] == ["Ben"]
    ended = desk.run("feeds", "shared", "--all", "--json").records
    assert [(each["name"], bool(each["ended"]), each["addresses"] == {}) for each in ended] == [
        ("Ann Example", True, True), ("Ann Example", True, True), ("Ben", False, False)
    ]  # fmt: skip


def test_a_reader_who_polls_meets_nothing_from_the_moment_on(desk: NearDesk) -> None:
    urls = share(desk)
    server = Server(desk.folder / "feeds", "127.0.0.1", 0)
    server.start()
    try:
        connection = http.client.HTTPConnection("127.0.0.1", int(server.url.rstrip("/").rpartition(":")[2]), timeout=10)
        answers = []
        for command in (("status",), ("status",), ("feeds", "revoke", urls["json"])):
            desk.run(*command)
            connection.request("GET", urlsplit(urls["json"]).path)
            answer = connection.getresponse()
            answers.append((answer.status, answer.headers["X-Robots-Tag"]))
            answer.read()
        connection.close()
    finally:
        server.stop()
    assert answers == [(200, "noindex"), (200, "noindex"), (404, None)]


def test_a_run_finishes_what_a_killed_revoke_began(desk: NearDesk) -> None:
    urls = share(desk)
    folder = file_of(desk, urls["rss"]).parent
    kept = {file.name: file.read_bytes() for file in folder.iterdir()}
    desk.run("feeds", "revoke", "Ann Example")
    for place in (folder, folder.parent / ".0123456789abcdef.digest-tmp"):
        place.mkdir()
        for name, content in kept.items():
            (place / name).write_bytes(content)
    desk.run("publish", "--yes")
    assert list(folder.parent.iterdir()) == []


def test_no_message_but_the_one_that_was_asked_for_tells_an_address(desk: NearDesk, tmp_path: Path) -> None:
    secret = share(desk)["rss"].split("/")[4]
    share(desk, "saved/wells")
    desk.seed("new.txt", story(9))
    for command in (
        "publish --yes --json", "publish --yes", "status --json", "doctor --json", "feeds --json", "lint --json",
        "lint", f"backup {tmp_path / 'backup'} --json", f"feeds share {'private/' + secret + '/all'} --name Ben",
        f"feeds revoke x{secret}", "feeds revoke Ann --feed nothing", "feeds share al --name Ben",
    ):  # fmt: skip
        ran = desk.run(*command.split(), code=None)
        assert secret not in ran.out + ran.err, command
    assert [file for file in (tmp_path / "backup").rglob("*") if secret in file.name] == []
    file_of(desk, f"private/{secret}").chmod(0o500)
    assert secret in desk.run("feeds", "shared").out


def test_a_disk_that_refuses_does_not_tell_it_either(desk: NearDesk) -> None:
    urls = share(desk)
    secret = urls["rss"].split("/")[4]
    file_of(desk, urls["rss"]).unlink()
    file_of(desk, urls["rss"]).mkdir()
    ran = desk.run("publish", "--yes", code=1)
    assert "private/…/all.rss.xml: a file and a folder of the same name stand in each other's way" in ran.err
    assert secret not in ran.out + ran.err


def test_a_backup_brings_them_back_under_the_same_addresses(desk: NearDesk, tmp_path: Path) -> None:
    urls = share(desk)
    content = file_of(desk, urls["rss"]).read_bytes()
    desk.run("backup", str(tmp_path / "backup"))
    other = near_desk(tmp_path / "other")
    other.run("restore", str(tmp_path / "backup"), "--force")
    other.run("publish", "--yes")
    assert file_of(other, urls["rss"]).read_bytes() == content


def test_a_feed_that_the_desk_gave_up_is_served_to_nobody_and_told(desk: NearDesk) -> None:
    share(desk, "saved/wells")
    file = desk.folder / "digest.toml"
    file.write_text(file.read_text().replace(PRIVATE, ""))
    desk.run("publish", "--yes")
    assert private(desk) == []
    assert "the desk has no such feed" in desk.run("feeds", "shared").out
    told = desk.run("doctor", code=1).out
    assert "saved/wells is shared with Ann Example, and the desk has no such feed" in told
    assert "digest feeds revoke 'Ann Example' --feed saved/wells" in told


def test_an_empty_list_says_what_to_do(empty: Desk, call: Call) -> None:
    ran = call(empty, "feeds", "shared")
    assert (ran.out, ran.err) == ("", "nothing is shared: digest feeds share FEED --name WHO\n")


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("share regions/afrika --name Ann", "there is no feed 'regions/afrika': did you mean regions/africa?"),
        ("share moon --name Ann", "there is no feed 'moon': digest feeds lists them"),
        ("share regions/narnia --name Ann", "there is no feed 'regions/narnia': digest feeds lists them"),
        ("share 'latin america' --name Ann", "there is no feed 'latin america': did you mean regions/latin-america?"),
        ("share 'Other News' --name Ann", "there is no feed 'Other News': did you mean regions/unassigned?"),
        ("revoke Ann --feed all", "nothing is shared under that name or address: digest feeds shared lists what is"),
        ("share all", "Missing option '--name'"),
        ("revoke Nobody", "nothing is shared under that name or address: digest feeds shared lists what is"),
    ],
)
def test_what_cannot_be_shared_or_revoked_is_said_plainly(empty: Desk, call: Call, command: str, says: str) -> None:
    ran = call(empty, "feeds", *shlex.split(command), code=2)
    assert (ran.out, says in ran.err) == ("", True), ran.err


def test_a_public_address_of_a_feed_names_it_too(desk: NearDesk) -> None:
    [record] = desk.run(
        "feeds", "share", "http://127.0.0.1:8080/regions/africa.rss.xml", "--name", "Ann", "--json"
    ).records
    assert record["feed"] == "regions/africa"
