from __future__ import annotations

import mailbox
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest.delivery.backoff import backoff
from digest.delivery.maildir import MaildirChannel
from digest.errors import DeliveryError
from digest.model import DeliveryState
from tests.delivery.builders import MESSAGE, delivery

NAME = delivery().name


def files(folder: Path) -> list[str]:
    return sorted(f"{path.parent.name}/{path.name}" for path in folder.glob("*/*"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "var" / "maildir"


def test_a_mail_program_finds_the_mail_as_new(folder: Path) -> None:
    outcome = MaildirChannel(folder).send(delivery(), MESSAGE)
    assert outcome.state is DeliveryState.SENT
    with_mail = mailbox.Maildir(folder, create=False)
    (key,) = with_mail.keys()
    assert key == NAME
    assert with_mail[key]["Subject"] == "A bridge"
    assert with_mail.get_message(key).get_subdir() == "new"
    assert with_mail.get_bytes(key).replace(os.linesep.encode(), b"\r\n") == MESSAGE


def test_only_the_owner_may_read_the_mail(folder: Path) -> None:
    MaildirChannel(folder).send(delivery(), MESSAGE)
    assert stat.S_IMODE((folder / "new" / NAME).stat().st_mode) == 0o600
    assert [stat.S_IMODE((folder / part).stat().st_mode) for part in ("", "tmp", "new", "cur")] == [0o700] * 4


def seen_by_mutt(folder: Path) -> None:
    (folder / "new" / NAME).rename(folder / "cur" / f"{NAME}:2,S")


def opened_without_flags(folder: Path) -> None:
    (folder / "new" / NAME).rename(folder / "cur" / NAME)


def seen_where_colons_cannot_be(folder: Path) -> None:
    (folder / "new" / NAME).rename(folder / "cur" / f"{NAME};2,RS")


def left_alone(folder: Path) -> None:
    assert (folder / "new").is_dir()


@pytest.mark.parametrize("reader", [left_alone, seen_by_mutt, opened_without_flags, seen_where_colons_cannot_be])
def test_the_same_delivery_never_stands_there_twice(folder: Path, reader: Callable[[Path], None]) -> None:
    channel = MaildirChannel(folder)
    channel.send(delivery(), MESSAGE)
    reader(folder)
    before = files(folder)
    outcome = channel.send(delivery(attempts=2), b"another\r\n")
    assert (outcome.state, outcome.detail) == (DeliveryState.SENT, "already there")
    assert files(folder) == before


def test_deliveries_with_like_numbers_do_not_hide_one_another(folder: Path) -> None:
    channel = MaildirChannel(folder)
    for number in (12, 1, 123):
        assert channel.send(delivery(number), MESSAGE).detail == "written"
    assert len(files(folder)) == 3


def test_an_edition_with_an_odd_name_gets_a_safe_file_name_of_its_own(folder: Path) -> None:
    channel = MaildirChannel(folder)
    names = ["a/b:c", "a-b-c", "../../x", "é" * 400, ".hidden", "ö" * 400]
    for name in names:
        assert channel.send(delivery(edition=name), MESSAGE).detail == "written"
        assert channel.send(delivery(edition=name), MESSAGE).detail == "already there"
    found = [path.name for path in (folder / "new").iterdir()]
    assert len(found) == len(names)
    assert all(name.isascii() and len(name) < 200 and ":" not in name and name[0] != "." for name in found)
    assert any(name.startswith("a-b-c.1.") for name in found)


KILLED = """
import os, signal, sys
from pathlib import Path
from digest.delivery.maildir import MaildirChannel
from tests.delivery.builders import MESSAGE, delivery

def die(event, args):
    if event == "os.rename":
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(die)
MaildirChannel(Path(sys.argv[1])).send(delivery(), MESSAGE)
"""


def test_a_run_killed_before_the_rename_leaves_no_mail_and_the_next_delivers_once(folder: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, str(folder)], check=False)
    assert killed.returncode == -9
    (left,) = files(folder)
    assert left.startswith(f"tmp/{NAME}.")
    channel = MaildirChannel(folder)
    assert channel.send(delivery(), MESSAGE).detail == "written"
    assert files(folder) == [f"new/{NAME}", left]
    now = datetime.fromtimestamp((folder / left).stat().st_mtime, UTC)
    assert channel.sweep(now + timedelta(hours=35)) == 0
    assert channel.sweep(now + timedelta(hours=37)) == 1
    assert files(folder) == [f"new/{NAME}"]


def test_sweeping_a_maildir_that_is_not_there_yet_does_nothing(folder: Path) -> None:
    assert MaildirChannel(folder).sweep(datetime(2026, 11, 22, tzinfo=UTC)) == 0
    assert not folder.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full to play the full disk")
def test_a_full_disk_keeps_the_delivery_waiting_and_leaves_nothing_behind(folder: Path) -> None:
    channel = MaildirChannel(folder)
    channel.send(delivery(2), MESSAGE)
    (folder / "tmp" / f"{NAME}.{os.getpid()}").symlink_to("/dev/full")
    outcome = channel.send(delivery(1, attempts=3), MESSAGE)
    assert (outcome.state, outcome.retry_after) == (DeliveryState.PENDING, backoff(3))
    assert "the disk is full" in outcome.detail
    assert files(folder) == [f"new/{delivery(2).name}"]


def test_a_folder_that_cannot_be_written_is_named_in_the_error(tmp_path: Path) -> None:
    (tmp_path / "maildir").write_text("a file in the way")
    with pytest.raises(DeliveryError, match=r"maildir: .*/maildir cannot be written \(File exists\)") as caught:
        MaildirChannel(tmp_path / "maildir").send(delivery(), MESSAGE)
    assert caught.value.channel == "maildir"
