"""Subscribers and editions as the person at the command line and a real mail server see them."""

from __future__ import annotations

import gzip
import mailbox
import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from digest import app, config
from digest.editions import slots
from digest.model import DeliveryState
from digest.publisher import Publisher
from tests.delivery.servers import Broken, Postbox, mail_server
from tests.desks import Desk, NearDesk, new_desk, story

ANN, BOB = "ann@reader.example", "bob@reader.example"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new desk, made once."""
    return new_desk(tmp_path_factory.mktemp("made") / "desk").folder


@pytest.fixture(scope="module")
def furnished(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with a mail server on port 1, two readers and one article that is not read yet."""
    desk = NearDesk(folder=Path(shutil.copytree(made, tmp_path_factory.mktemp("furnished") / "desk")))
    send_through(desk, 1)
    for address in (ANN, BOB):
        desk.run("subscribers", "add", address)
    desk.seed("a.txt", story(1))
    return desk.folder


@pytest.fixture
def desk(tmp_path: Path, made: Path) -> Desk:
    return NearDesk(folder=Path(shutil.copytree(made, tmp_path / "desk")))


@pytest.fixture
def box() -> Iterator[Postbox]:
    with mail_server(Postbox()) as running:
        yield running


@pytest.fixture
def mailing(tmp_path: Path, furnished: Path, box: Postbox) -> Desk:
    """A desk with a mail server, two readers and one article."""
    desk = NearDesk(folder=Path(shutil.copytree(furnished, tmp_path / "mailing")))
    change(desk, "port = 1\n", f"port = {box.port}\n")
    return desk


def change(desk: Desk, old: str, new: str) -> None:
    """Edit digest.toml."""
    file = desk.folder / "digest.toml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def send_through(desk: Desk, port: int, *, more: str = "") -> None:
    change(desk, "# [smtp]", f'[smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n')
    change(desk, '# from = "desk@news.example.org"', 'from = "desk@news.example.org"')
    if more:
        file = desk.folder / "digest.toml"
        file.write_text(file.read_text() + more)


def read(content: bytes) -> EmailMessage:
    mail = message_from_bytes(content, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert [part.defects for part in mail.walk()] == [[]] * 3
    return mail


def mails(box: Postbox) -> dict[str, EmailMessage]:
    found = {}
    for mail in box.mails:
        assert isinstance(mail.content, bytes)
        found[str(mail.rcpt_tos[0])] = read(mail.content)
    return found


def states(desk: Desk, *options: str) -> dict[str, str]:
    return {each["address"]: each["state"] for each in desk.run("deliveries", "--json", *options).records}


def at(desk: Desk, moment: datetime) -> Publisher:
    """The desk with its clock set to a moment, and going."""
    ahead = moment - datetime.now(UTC)
    return app.assemble(config.load(desk.folder), clock=lambda: datetime.now(UTC) + ahead)


def edition_at(desk: Desk, moment: datetime, digest: str = "daily") -> tuple[str, ...]:
    """Publish on demand at a moment; the keys of the edition's articles."""
    publisher = at(desk, moment)
    try:
        slot = slots.on_demand(
            publisher.digest(digest), moment, {edition.key for edition in publisher.store.editions()}
        )
        edition = publisher.publish(slot)
    finally:
        publisher.close()
    return tuple(key for _, keys in edition.articles for key in keys) if edition is not None else ()


def on_terminal(desk: Desk, *args: str, answer: str) -> tuple[int, str]:
    """Run a command on a pseudo-terminal and answer its first question."""
    here, there = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "digest", *args],
        stdin=there,
        stdout=there,
        stderr=there,
        cwd=desk.folder,
        env={**os.environ, "DIGEST_DESK": str(desk.folder), "TERM": "xterm"},
        start_new_session=True,
    )
    os.close(there)
    shown, answered, until = b"", False, time.monotonic() + 60
    while time.monotonic() < until and select.select([here], [], [], 60)[0]:
        try:
            heard = os.read(here, 10_000)
        except OSError:  # Linux says so when the other side has closed the terminal
            break
        if not heard:
            break
        shown += heard
        if not answered and b"[y/N]" in shown:
            os.write(here, answer.encode())
            answered = True
    os.close(here)
    assert answered, shown.decode()
    return process.wait(timeout=60), shown.decode().replace("\r\n", "\n")


# -- subscribers ------------------------------------------------------------------------------------


def test_what_no_mail_can_be_sent_to_is_refused_at_once(desk: Desk) -> None:
    for address in ("ann@reader..example", "ann@reader.example\nBcc: everybody@reader.example"):
        ran = desk.run("subscribers", "add", "--", address, code=2)
        assert "is no e-mail address: name@example.org is the form" in ran.err
    assert len(desk.run("subscribers", "list", "--json").records) == 1


def test_people_come_and_leave_whatever_the_case_of_their_address(desk: Desk) -> None:
    [added] = desk.run("subscribers", "add", "Ann@Reader.example", "--json").records
    assert (added["address"], added["channel"], added["digests"], added["state"]) == (
        "Ann@Reader.example",
        "maildir",
        [],
        "active",
    )
    assert desk.run("subscribers", "add", "ann@reader.EXAMPLE", "--json").records == [added]
    assert "Ann@Reader.example removed" in desk.run("subscribers", "remove", "ANN@reader.example").out
    assert "is no subscriber" in desk.run("subscribers", "remove", "ANN@reader.example", code=2).err
    assert len(desk.run("subscribers", "list", "--json").records) == 1
    assert len(desk.run("subscribers", "list", "--all", "--json").records) == 2
    [back] = desk.run("subscribers", "add", "ann@reader.example", "--digest", "daily", "--json").records
    assert (back["id"], back["digests"]) == (added["id"], ["daily"])


def test_what_cannot_be_promised_to_a_subscriber_is_said(desk: Desk, box: Postbox) -> None:
    assert "no SMTP server is configured" in desk.run("subscribers", "add", ANN, "--channel", "smtp", code=2).err
    assert (
        "has no digest 'weekly': it has daily" in desk.run("subscribers", "add", ANN, "--digest", "weekly", code=2).err
    )
    desk.run("subscribers", "add", ANN)
    send_through(desk, box.port)
    ran = desk.run("subscribers", "add", ANN, code=2)
    assert f"{ANN} is a subscriber already (maildir, all digests): to change that" in ran.err
    change(desk, "# demo = false", "demo = true")
    assert "a demo desk sends nothing" in desk.run("subscribers", "add", BOB, "--channel", "smtp", code=2).err


def test_a_demo_desk_takes_no_subscriber_beyond_its_maildir(desk: Desk) -> None:
    change(desk, "# demo = false", "demo = true")
    ran = desk.run("subscribers", "add", ANN, "--channel", "smtp", code=2)
    assert "this is a demo desk: it never sends beyond its Maildir" in ran.err
    assert desk.run("subscribers", "add", ANN, "--json").records[0]["channel"] == "maildir"


# -- the question -----------------------------------------------------------------------------------


def test_in_a_pipe_nothing_leaves_the_machine_without_yes(mailing: Desk, box: Postbox) -> None:
    ran = mailing.run("publish")
    assert "not sent: it would leave this machine" in ran.err
    assert "--yes sends it" in ran.err
    assert "no edition issued: 1 article waits for it" in ran.out
    assert (box.mails, mailing.run("editions", "--json").records) == ([], [])
    ran = mailing.run("publish", "--yes")
    assert "1 article in 1 region; 3 deliveries sent" in ran.out
    assert sorted(mails(box)) == [ANN, BOB]


def test_on_a_terminal_what_leaves_is_shown_and_asked_for(mailing: Desk, box: Postbox) -> None:
    code, shown = on_terminal(mailing, "publish", answer="n\n")
    assert (code, box.mails) == (0, [])
    assert "edition     daily-" in shown
    assert "subject     Well number 1 is open in Nairobi, Kenya" in shown
    assert "articles    1, 0 of them flagged as unsure" in shown
    assert f"recipients  2 by smtp: {ANN}, {BOB}" in shown
    assert "no edition issued: 1 article waits for it" in shown
    assert mailing.run("deliveries", "--json").records == []
    code, shown = on_terminal(mailing, "publish", answer="y\n")
    assert code == 0
    assert "3 deliveries sent" in shown
    assert sorted(mails(box)) == [ANN, BOB]


def test_a_desk_of_its_maildir_alone_is_never_asked(desk: Desk) -> None:
    desk.run("subscribers", "add", ANN)
    desk.seed("a.txt", story(1))
    ran = desk.run("publish")
    assert (ran.err, len(list(mailbox.Maildir(desk.folder / "var/maildir", create=False)))) == ("", 2)


def test_one_test_copy_goes_where_it_is_told_and_nothing_is_recorded(mailing: Desk, box: Postbox) -> None:
    ran = mailing.run("publish", "--to", "editor@desk.example")
    assert ran.out.startswith("[TEST] to editor@desk.example: sent, 250")
    [mail] = box.mails
    assert mail.rcpt_tos == ["editor@desk.example"]
    assert str(mails(box)["editor@desk.example"]["Subject"]).startswith("[TEST] Well number 1")
    assert mailing.run("editions", "--json").records == mailing.run("deliveries", "--json").records == []
    mailing.run("publish", "--yes")
    box.mails.clear()
    mailing.run("publish", "--to", "editor@desk.example")
    assert len(box.mails) == 1, "with nothing new the last edition serves as the test"
    assert "is no e-mail address" in mailing.run("publish", "--to", "editor", code=2).err


def test_a_test_copy_needs_an_article(desk: Desk) -> None:
    assert "there is nothing to test with" in desk.run("publish", "--to", "editor@desk.example", code=2).err


# -- what arrives -----------------------------------------------------------------------------------


def test_the_mail_that_arrives_is_whole(mailing: Desk, box: Postbox) -> None:
    mailing.run("publish", "--yes")
    [edition] = mailing.run("editions", "--json").records
    sent = {each["address"]: each for each in mailing.run("deliveries", "--json").records}
    for address, mail in mails(box).items():
        assert mail["To"] == address
        assert mail["From"] == "desk <desk@news.example.org>"
        assert mail["Message-ID"] == sent[address]["message_id"]
        assert mail["List-Id"].startswith("<daily.")
        issued = datetime.fromisoformat(edition["issued"])
        assert parsedate_to_datetime(str(mail["Date"])) == issued.replace(microsecond=0)
        text, page = mail.get_body(("plain",)), mail.get_body(("html",))
        assert text is not None
        assert page is not None
        for part in (text, page):
            assert "Well number 1 is open in Nairobi, Kenya" in part.get_content()
            assert "Sub-Saharan Africa" in part.get_content()
    ann, bob = (mail.content for mail in box.mails)
    assert ann != bob


def test_no_shared_file_names_a_recipient(mailing: Desk, box: Postbox) -> None:
    mailing.run("publish", "--yes")
    [edition] = mailing.run("editions", "--json").records
    ids = [each["message_id"].strip("<>").partition("@")[0] for each in mailing.run("deliveries", "--json").records]
    folder = mailing.folder / "feeds/editions" / edition["edition"]
    names = {file.name.removesuffix(".gz") for file in folder.iterdir()}
    assert names == {"index.html", "digest.html", "digest.txt", "digest.eml"}
    for file in (mailing.folder / "feeds").rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            if file.suffix == ".gz":
                content = gzip.decompress(content)
            for private in (ANN, BOB, "X-Digest-Delivery", *ids):
                assert private.encode() not in content, f"{file.name} holds {private}"
    assert read((folder / "digest.eml").read_bytes())["To"] == "undisclosed-recipients:;"


def test_each_digest_has_its_own_readers_and_its_own_editions(desk: Desk, box: Postbox) -> None:
    send_through(desk, box.port, more='\n[[digest]]\nname = "weekly"\ntimes = ["08:00"]\ndays = ["mon"]\n')
    desk.run("subscribers", "add", ANN, "--digest", "daily")
    desk.run("subscribers", "add", BOB, "--digest", "weekly")
    desk.seed("a.txt", story(1))
    desk.run("publish", "--yes")
    assert list(mails(box)) == [ANN]
    desk.run("publish", "--yes", "--digest", "weekly")
    both = mails(box)
    assert list(both) == [ANN, BOB]
    assert [both[address]["List-Id"].partition(".")[0] for address in (ANN, BOB)] == ["<daily", "<weekly"]
    assert {each["digest"]: each["articles"] for each in desk.run("editions", "--json").records} == {
        "daily": 1,
        "weekly": 1,
    }


# -- what goes wrong --------------------------------------------------------------------------------


def test_a_reader_the_server_refuses_fails_and_can_be_tried_again(mailing: Desk, box: Postbox) -> None:
    box.rcpt = "550 5.1.1 no such user <{}>"
    ran = mailing.run("publish", "--yes", code=1)
    assert "failed       daily-" in ran.err
    assert "550 5.1.1 no such user <recipient> (2 times)" in ran.err
    assert set(states(mailing, "--state", "failed")) == {ANN, BOB}
    assert "2 deliveries failed" in mailing.run("doctor", code=1).out
    mailing.run("publish")
    assert box.mails == [], "what was refused for good is not tried again by itself"
    mailing.run("subscribers", "remove", BOB)
    box.rcpt = None
    assert "1 delivery released" in mailing.run("deliveries", "release", "--state", "failed").out
    mailing.run("publish")
    assert list(mails(box)) == [ANN]


def test_who_is_put_off_gets_the_same_bytes_later(mailing: Desk, box: Postbox) -> None:
    box.data = "451 4.3.0 try again later"
    ran = mailing.run("publish", "--yes", code=1)
    assert "pending      daily-" in ran.err
    assert "2 deliveries wait, from " in ran.out
    assert set(states(mailing, "--state", "pending")) == {ANN, BOB}
    ids = {each["address"]: each["message_id"] for each in mailing.run("deliveries", "--json").records}
    [edition] = mailing.run("editions", "--json").records
    box.data = None
    assert "2 deliveries wait, from " in mailing.run("publish").out
    assert box.mails == [], "a server that asks for patience gets it"
    mailing.seed("b.txt", story(2, "Lima, Peru"))
    publisher = at(mailing, datetime.now(UTC) + timedelta(hours=1))
    publisher.deliver()
    publisher.close()
    arrived = mails(box)
    assert {address: mail["Message-ID"] for address, mail in arrived.items()} == {
        name: ids[name] for name in (ANN, BOB)
    }
    issued = datetime.fromisoformat(edition["issued"]).replace(microsecond=0)
    assert {parsedate_to_datetime(str(mail["Date"])) for mail in arrived.values()} == {issued}
    shared = (mailing.folder / "feeds/editions" / edition["edition"] / "digest.txt").read_text()
    for mail in arrived.values():
        text = mail.get_body(("plain",))
        assert text is not None
        assert text.get_content().splitlines() == shared.splitlines()
    assert set(states(mailing).values()) == {"sent"}


def test_a_server_that_is_down_is_named_and_tried_again(mailing: Desk, box: Postbox) -> None:
    with Broken({}) as gone:
        change(mailing, f"port = {box.port}", f"port = {gone.port}")
    ran = mailing.run("publish", "--yes", code=1)
    assert f"connection to 127.0.0.1:{gone.port}: Connection refused (2 times)" in ran.err
    assert set(states(mailing, "--state", "pending")) == {ANN, BOB}
    change(mailing, f"port = {gone.port}", f"port = {box.port}")
    assert "2 deliveries released" in mailing.run("deliveries", "release", "--state", "pending").out
    assert mailing.run("publish").err == ""
    assert sorted(mails(box)) == [ANN, BOB]


def test_who_leaves_after_the_issue_gets_nothing_more(mailing: Desk, box: Postbox) -> None:
    box.data = "451 4.3.0 try again later"
    mailing.run("publish", "--yes", code=1)
    mailing.run("subscribers", "remove", ANN)
    box.data = None
    mailing.run("deliveries", "release", "--state", "pending")
    mailing.run("publish")
    assert list(mails(box)) == [BOB]
    assert states(mailing)[ANN] == "cancelled"
    [edition] = mailing.run("editions", "--json").records
    assert edition["deliveries"] == {"cancelled": 1, "sent": 2}


def test_subscribers_whose_channel_was_taken_away_are_not_forgotten(mailing: Desk, box: Postbox) -> None:
    change(mailing, f'[smtp]\nhost = "127.0.0.1"\nport = {box.port}\nsecurity = "none"\n', "# no server any more")
    ran = mailing.run("publish")
    assert "2 subscribers get nothing: the smtp channel is not set up in digest.toml" in ran.err
    told = mailing.run("doctor", code=1).out
    assert "2 subscribers by smtp, and no mail server: they get nothing" in told


def test_an_address_that_no_mail_can_carry_stops_nobody_else(mailing: Desk, box: Postbox) -> None:
    publisher = at(mailing, datetime.now(UTC))
    publisher.store.subscribe("a..b@reader.example", "smtp", (), datetime.now(UTC))
    publisher.store.subscribe("zoe@reader.example", "smtp", (), datetime.now(UTC))
    publisher.close()
    ran = mailing.run("publish", "--yes", code=1)
    assert "is not one mail address" in ran.err
    assert sorted(mails(box)) == [ANN, BOB, "zoe@reader.example"]
    assert states(mailing)["a..b@reader.example"] == "failed"


def test_a_publish_killed_while_it_sends_is_repaired_by_the_next_one(mailing: Desk, box: Postbox) -> None:
    with Broken({}, slow=30) as slow:
        change(mailing, f"port = {box.port}", f"port = {slow.port}")
        process = subprocess.Popen(
            [sys.executable, "-m", "digest", "publish", "--yes"],
            cwd=mailing.folder,
            env={**os.environ, "DIGEST_DESK": str(mailing.folder)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 30
        while "DATA" not in [command.upper() for command in slow.commands] and time.monotonic() < until:
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert "sending" in states(mailing).values()
    change(mailing, f"port = {slow.port}", f"port = {box.port}")
    mailing.run("publish")
    assert set(states(mailing).values()) == {"sent"}
    ids = {each["address"]: each["message_id"] for each in mailing.run("deliveries", "--json").records}
    assert {address: mail["Message-ID"] for address, mail in mails(box).items()} == {
        name: ids[name] for name in (ANN, BOB)
    }


def test_what_a_restored_desk_had_not_sent_waits_for_a_person(mailing: Desk, box: Postbox, tmp_path: Path) -> None:
    box.data = "451 4.3.0 try again later"
    mailing.run("publish", "--yes", code=1)
    mailing.run("backup", str(tmp_path / "backup"))
    box.data = None
    restored = NearDesk(folder=tmp_path / "restored")
    restored.folder.mkdir()
    ran = restored.run("restore", str(tmp_path / "backup"))
    assert "2 deliveries are held" in ran.out
    assert "2 deliveries are held" in restored.run("publish").out
    assert box.mails == []
    held = restored.run("deliveries", "--state", "held", "--json").records
    assert {each["address"] for each in held} == {ANN, BOB}
    assert {each["detail"] for each in held} == {"restored from a backup: it may have gone out since"}
    assert "2 deliveries held" in restored.run("doctor", code=1).out
    assert "no delivery is held in daily-x" in restored.run("deliveries", "release", "--edition", "daily-x").err
    assert "2 deliveries released" in restored.run("deliveries", "release", "--edition", held[0]["edition"]).out
    restored.run("publish")
    assert {address: mail["Message-ID"] for address, mail in mails(box).items()} == {
        each["address"]: each["message_id"] for each in held
    }


# -- what an edition takes --------------------------------------------------------------------------


def test_the_first_edition_that_leaves_takes_what_the_last_period_brought(mailing: Desk, box: Postbox) -> None:
    now = datetime.now(UTC)
    latest = (mailing.folder / "seeds/a.txt").rename(mailing.folder / "a.txt")
    for days in (30, 3):
        mailing.seed(f"{days}.txt", story(days, "Lima, Peru"))
        early = at(mailing, now - timedelta(days=days))
        early.ingest()
        early.close()
    latest.rename(mailing.folder / "seeds/a.txt")
    assert len(edition_at(mailing, now)) == 1
    text = mails(box)[ANN].get_body(("plain",))
    assert text is not None
    assert "Well number 1" in text.get_content()
    assert "2 articles received before this briefing began were left out" in text.get_content()
    [edition] = mailing.run("editions", "--json").records
    assert (edition["articles"], edition["left_out"]) == (1, 2)
    [daily] = mailing.run("status", "--json").records[0]["digests"]
    assert daily["backlog"] == {"before-start": 2}
    assert "2 left out (came in before the period of the first edition" in mailing.run("status").out
    mailing.seed("new.txt", story(77, "Oslo, Norway"))
    assert len(edition_at(mailing, now + timedelta(days=9))) == 1, "later editions take whatever none had"


def test_what_is_beyond_the_most_is_counted_and_explained(desk: Desk) -> None:
    change(desk, "# max_articles = 2000", "max_articles = 2")
    for number in range(5):
        desk.seed(f"{number}.txt", story(number))
    assert "3 articles left out as backlog" in desk.run("publish").out
    [edition] = desk.run("editions", "--json").records
    assert (edition["articles"], edition["left_out"]) == (2, 3)
    text = (desk.folder / "feeds/editions" / edition["edition"] / "digest.txt").read_text()
    assert "3 " in text.partition("Sub-Saharan Africa")[0], "the masthead counts them"
    assert desk.run("status", "--json").records[0]["digests"][0]["backlog"] == {"many": 3}
    oldest = desk.run("articles", "--json").records[-1]["id"]
    assert f"left out of {edition['edition']}: beyond max_articles" in desk.run("explain", oldest).out
    desk.run("publish")
    assert len(desk.run("editions", "--json").records) == 1


def test_what_is_too_old_is_said_before_and_after_an_edition_left_it_out(desk: Desk) -> None:
    old = '{"title": "A ferry of long ago", "date": "2019-03-02", "text": "%s"}' % ("The ferry sailed from Oslo. " * 12)
    desk.seed("old.json", old)
    desk.run("publish", "--no-edition")
    [article] = desk.run("articles", "--json").records
    assert "none; daily leaves it out: older than max_age" in desk.run("explain", article["id"]).out
    desk.seed("new.txt", story(1))
    desk.run("publish")
    [edition] = desk.run("editions", "--json").records
    assert (edition["articles"], edition["left_out"]) == (1, 1)
    assert f"left out of {edition['edition']}: older than max_age" in desk.run("explain", article["id"]).out


def test_a_revision_of_what_was_mailed_is_not_mailed_again(desk: Desk) -> None:
    desk.seed("a.txt", story(1))
    desk.run("publish")
    desk.seed("a.txt", story(1) + "\nA third school asked for a well of its own the same week.\n")
    ran = desk.run("publish")
    assert "1 revised" in ran.out
    assert "no edition issued: nothing new since daily-" in ran.out
    [article] = desk.run("articles", "--json").records
    assert article["revision"] == 2
    assert len(desk.run("editions", "--json").records) == len(desk.run("deliveries", "--json").records) == 1
    desk.seed("b.txt", story(2, "Lima, Peru"))
    desk.run("publish")
    assert [each["articles"] for each in desk.run("editions", "--json").records] == [1, 1]


def test_a_delivery_says_when_it_is_tried_again(mailing: Desk, box: Postbox) -> None:
    box.data = "451 4.3.0 try again later"
    mailing.run("publish", "--yes", code=1)
    line = next(line for line in mailing.run("deliveries").out.splitlines() if ANN in line)
    assert "pending  end of content: 451 4.3.0 try again later; tried again from " in line
    assert DeliveryState.PENDING in mailing.run("status").out
