"""The inbox: files that grow, vanish, hide, link away or refuse to be read."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from digest.errors import SeedError
from digest.ingest import Found, Growing, Inbox, Look, digest_of, seed_of
from digest.model import FileStat

START = datetime.now(tz=UTC)
as_user = pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything: run as an unprivileged user")


class Desk:
    """An inbox with a clock that the test turns."""

    def __init__(self, root: Path, **options: float) -> None:
        self.root = root
        self.inbox = Inbox(root, settle=options.get("settle", 2.0), max_bytes=int(options.get("max_bytes", 1000)))
        self.known: dict[str, FileStat] = {}
        self.tick = 100.0

    def look(self, seconds: float = 2.0) -> Look:
        self.tick += seconds
        return self.inbox.look(lambda _: self.known, now=START + timedelta(seconds=self.tick), tick=self.tick)

    def settled(self) -> tuple[Found, ...]:
        self.look()
        return self.look().settled

    def write(self, path: str, text: str = "A pier opened.") -> Path:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        return target


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    root = tmp_path / "seeds"
    root.mkdir()
    return Desk(root)


def test_a_file_settles_in_two_equal_looks_that_are_far_enough_apart(desk: Desk) -> None:
    desk.write("b.txt")
    desk.write("sub/folder/a.txt")
    first = desk.look()
    assert (first.settled, first.growing, first.present) == ((), ("b.txt", "sub/folder/a.txt"), 2)
    assert desk.look(1.9).growing == ("b.txt", "sub/folder/a.txt")
    last = desk.look(0.1)
    assert [found.path for found in last.settled] == ["b.txt", "sub/folder/a.txt"]
    assert last.growing == ()


def test_two_looks_are_needed_even_when_nothing_need_settle(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A pier.", encoding="utf-8")
    desk = Desk(tmp_path, settle=0.0)
    assert desk.look().settled == ()
    assert len(desk.look().settled) == 1


def test_a_growing_file_waits_until_it_rests(desk: Desk) -> None:
    path = desk.write("a.txt")
    desk.look()
    path.write_text("A pier opened, and then", encoding="utf-8")
    assert desk.look().growing == ("a.txt",)
    assert [found.path for found in desk.look().settled] == ["a.txt"]


def test_a_file_replaced_under_the_same_name_and_time_settles_anew(desk: Desk) -> None:
    path = desk.write("a.txt", "one")
    stamp = path.stat()
    desk.look()
    other = desk.write("b.part", "two")
    other.replace(path)
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert desk.look().growing == ("a.txt",)


def test_a_known_file_is_left_out_until_it_changes(desk: Desk) -> None:
    path = desk.write("a.txt")
    (found,) = desk.settled()
    desk.known["a.txt"] = found.stat
    again = desk.look()
    assert (again.settled, again.growing, again.present) == ((), (), 1)
    path.write_text("A pier opened. And closed.", encoding="utf-8")
    desk.look()
    assert [each.path for each in desk.look().settled] == ["a.txt"]


def test_a_settled_file_is_offered_until_the_ledger_has_it(desk: Desk) -> None:
    desk.write("a.txt")
    assert desk.settled() == desk.look().settled


def test_what_systems_editors_and_downloads_leave_is_not_seen(desk: Desk) -> None:
    for name in (".hidden", ".git/a.txt", "Thumbs.db", "desktop.ini", ".DS_Store", "~$a.docx", "a.txt~", "a.tmp"):
        desk.write(name)
    for name in ("a.part", "a.crdownload", "a.filepart", "A.SWP", "a.lock", "~lock.a.odt#", "sub/.x/y.txt"):
        desk.write(name)
    desk.write("kept.tmp.txt")
    look = desk.look()
    assert (look.growing, look.refused, look.present) == (("kept.tmp.txt",), (), 1)


def test_links_out_of_the_folder_are_refused_and_links_inside_are_the_same_file(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("Not for the desk.", encoding="utf-8")
    desk.write("a.txt")
    (desk.root / "again.txt").symlink_to("a.txt")
    (desk.root / "out.txt").symlink_to(tmp_path / "secret.txt")
    (desk.root / "parent").symlink_to(tmp_path)
    (desk.root / "sibling").symlink_to(tmp_path / "seeds-other")
    (desk.root / "loop").symlink_to("loop")
    look = desk.look()
    assert look.growing == ("a.txt",)
    assert [item.path for item in look.refused] == ["loop", "out.txt", "parent", "sibling"]
    reasons = {item.path: item.reason for item in look.refused}
    assert "leads out of the folder" in reasons["out.txt"]
    assert "leads out of the folder" in reasons["parent"]
    assert "leads nowhere" in reasons["sibling"]


def test_a_link_to_a_file_that_is_left_alone_for_its_name_is_refused_by_name(desk: Desk) -> None:
    (desk.root / "..2026_01").mkdir()
    (desk.root / "..2026_01" / "a.txt").write_text("A pier opened.")
    (desk.root / "a.txt").symlink_to("..2026_01/a.txt")
    [refused] = desk.look().refused
    assert refused.path == "a.txt"
    assert "left alone for its name" in refused.reason


def test_a_linked_folder_is_not_followed(desk: Desk) -> None:
    desk.write("real/a.txt")
    (desk.root / "alias").symlink_to("real", target_is_directory=True)
    assert desk.look().growing == ("real/a.txt",)


def test_a_folder_whose_name_begins_like_the_root_is_outside(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "seeds-other").mkdir()
    (tmp_path / "seeds-other" / "a.txt").write_text("x", encoding="utf-8")
    (desk.root / "a.txt").symlink_to(tmp_path / "seeds-other" / "a.txt")
    assert [item.path for item in desk.look().refused] == ["a.txt"]


def test_pipes_and_sockets_are_refused_by_name(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(desk.root / "pipe.txt")
    monkeypatch.chdir(desk.root)  # a socket's path may be 108 bytes long
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.txt")
        look = desk.look()
    assert {item.path: item.reason for item in look.refused} == {
        "pipe.txt": "it is a named pipe, not a file: remove it",
        "socket.txt": "it is a socket, not a file: remove it",
    }


def test_a_name_that_is_no_utf8_is_refused_readably(desk: Desk) -> None:
    Path(os.fsdecode(os.fsencode(desk.root) + b"/caf\xe9.txt")).write_text("x", encoding="utf-8")
    (refused,) = desk.look().refused
    refused.path.encode()
    assert "not valid UTF-8" in refused.reason


def test_a_missing_folder_is_reported_and_does_not_raise(tmp_path: Path) -> None:
    (refused,) = Desk(tmp_path / "seeds").look().refused
    assert (refused.path, refused.reason) == (".", "the folder seeds is missing: create it")


@as_user
def test_an_unreadable_folder_is_reported_and_the_others_are_read(desk: Desk) -> None:
    desk.write("open/a.txt")
    desk.write("shut/b.txt")
    desk.look()
    (desk.root / "shut").chmod(0)
    try:
        look = desk.look()
    finally:
        (desk.root / "shut").chmod(0o755)
    assert [found.path for found in look.settled] == ["open/a.txt"]
    assert [item.path for item in look.refused] == ["shut"]
    assert "permission denied" in look.refused[0].reason


@as_user
def test_an_unreadable_file_says_what_to_do(desk: Desk) -> None:
    path = desk.write("a.txt")
    (found,) = desk.settled()
    path.chmod(0)
    with pytest.raises(SeedError, match="permission denied: give the desk's user the right to read it"):
        desk.inbox.take(found, now=START)


def test_an_mtime_counts_only_when_the_running_inbox_saw_the_file_arrive(desk: Desk) -> None:
    desk.write("before.txt")
    desk.look()
    now = START + timedelta(seconds=desk.tick)
    for name, age in (("fresh.txt", -1), ("moved-in.txt", 3600), ("ahead.txt", -3600)):
        path = desk.write(name)
        moment = (now - timedelta(seconds=age)).timestamp()
        os.utime(path, (moment, moment))
    appeared = {found.path: found.appeared for found in desk.settled()}
    assert appeared["before.txt"] is None
    assert appeared["moved-in.txt"] is None
    assert appeared["ahead.txt"] is None
    assert appeared["fresh.txt"] is not None
    assert abs(appeared["fresh.txt"] - now - timedelta(seconds=1)) < timedelta(milliseconds=1)
    assert appeared["fresh.txt"].tzinfo is UTC


def test_a_known_file_that_changes_did_not_appear(desk: Desk) -> None:
    path = desk.write("a.txt")
    (found,) = desk.settled()
    desk.known["a.txt"] = found.stat
    desk.look()
    path.write_text("A pier opened, longer.", encoding="utf-8")
    moment = (START + timedelta(seconds=desk.tick + 1)).timestamp()
    os.utime(path, (moment, moment))
    assert [each.appeared for each in desk.settled()] == [None]


def test_taking_a_file_gives_its_bytes_and_their_hash(desk: Desk) -> None:
    desk.write("sub/a.txt", "A pier opened.")
    (found,) = desk.settled()
    seed = desk.inbox.take(found, now=START)
    assert (seed.path, seed.data, seed.stat, seed.received) == ("sub/a.txt", b"A pier opened.", found.stat, START)
    assert seed.sha256 == sha256(b"A pier opened.").hexdigest()


def test_a_file_that_changed_since_it_settled_is_still_growing(desk: Desk) -> None:
    path = desk.write("a.txt")
    (found,) = desk.settled()
    path.write_text("A pier opened, and", encoding="utf-8")
    with pytest.raises(Growing, match=r"a\.txt: the file is still being written"):
        desk.inbox.take(found, now=START)


def test_a_vanished_file_and_one_turned_into_a_link_are_refused(desk: Desk) -> None:
    path = desk.write("a.txt")
    (found,) = desk.settled()
    path.unlink()
    with pytest.raises(SeedError, match="it vanished before it could be read"):
        desk.inbox.take(found, now=START)
    path.symlink_to("/etc/hostname")
    with pytest.raises(SeedError, match="it is a link"):
        desk.inbox.take(found, now=START)


def test_a_file_over_the_limit_says_its_size_and_the_mend(desk: Desk) -> None:
    path = desk.write("a.txt")
    os.truncate(path, 312_000_000)
    desk.inbox.max_bytes = 50_000_000
    (found,) = desk.settled()
    with pytest.raises(SeedError) as caught:
        desk.inbox.take(found, now=START)
    assert caught.value.reason == (
        "312 MB, over the limit of 50 MB: split it, "
        "or raise `ingest.max_size` in digest.toml and run `digest quarantine retry` on it"
    )


def test_the_hash_of_a_large_file_is_read_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"pier" * 1_000_000)
    assert digest_of(path) == sha256(b"pier" * 1_000_000).hexdigest()
    with pytest.raises(SeedError, match="vanished"):
        digest_of(tmp_path / "b.txt")
    with pytest.raises(SeedError, match="a folder"):
        digest_of(tmp_path)


def test_a_single_file_is_read_without_an_inbox(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"A pier opened.")
    (tmp_path / "link.txt").symlink_to(path)
    assert seed_of(path, now=START).path == path.as_posix()
    assert seed_of(tmp_path / "link.txt", now=START, name="given.txt").data == b"A pier opened."
    assert seed_of(path, now=START, name="given.txt").appeared is None
    with pytest.raises(SeedError, match="over the limit"):
        seed_of(path, now=START, max_bytes=3)


def test_a_look_needs_an_aware_moment(desk: Desk) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        desk.inbox.look(lambda _: {}, now=datetime(2026, 3, 5), tick=1.0)  # noqa: DTZ001 - the naive moment is the point


def test_five_thousand_files_are_seen_in_order(desk: Desk) -> None:
    for number in range(0, 5_000, 200):
        folder = desk.root / f"{number:05}"
        folder.mkdir()
        for offset in range(200):
            (folder / f"{offset:03}.txt").touch()
    look = desk.look()
    assert look.present == 5_000
    assert list(look.growing) == sorted(look.growing)
