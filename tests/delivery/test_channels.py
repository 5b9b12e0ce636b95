"""What every channel of the registry must do."""

from __future__ import annotations

import mailbox
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from digest.delivery import CHANNELS, Channel, ChannelSettings
from digest.errors import DeliveryError
from digest.model import DeliveryState
from tests.delivery.builders import MESSAGE, delivery, smtp_settings
from tests.delivery.servers import Postbox, mail_server

Received = Callable[[], list[bytes]]


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with mail_server(Postbox()) as running:
        yield running


@pytest.fixture
def settings(tmp_path: Path, postbox: Postbox) -> ChannelSettings:
    return ChannelSettings(maildir=tmp_path / "maildir", smtp=smtp_settings(postbox.port))


@pytest.fixture(params=sorted(CHANNELS))
def channel(request: pytest.FixtureRequest, settings: ChannelSettings) -> Iterator[Channel]:
    made = CHANNELS[request.param](settings)
    yield made
    made.close()


@pytest.fixture
def received(channel: Channel, settings: ChannelSettings, postbox: Postbox) -> Received:
    """The messages at the other end, with the line ends of the wire."""

    def from_maildir() -> list[bytes]:
        box = mailbox.Maildir(settings.maildir)
        return [box.get_bytes(key).replace(os.linesep.encode(), b"\r\n") for key in sorted(box.keys())]

    def from_server() -> list[bytes]:
        return [mail.content for mail in postbox.mails if isinstance(mail.content, bytes)]

    return {"maildir": from_maildir, "smtp": from_server}[channel.name]


def test_a_channel_bears_the_name_it_is_registered_under(settings: ChannelSettings) -> None:
    assert {name: make(settings).name for name, make in CHANNELS.items()} == {name: name for name in CHANNELS}


def test_only_smtp_leaves_the_machine(settings: ChannelSettings) -> None:
    assert [name for name, make in CHANNELS.items() if make(settings).leaves] == ["smtp"]


def test_making_a_channel_opens_nothing(channel: Channel, settings: ChannelSettings, postbox: Postbox) -> None:
    channel.close()
    assert not settings.maildir.exists()
    assert not postbox.connections


def test_a_mail_arrives_as_it_was(channel: Channel, received: Received) -> None:
    assert channel.send(delivery(), MESSAGE).state is DeliveryState.SENT
    assert received() == [MESSAGE]


def test_a_closed_channel_opens_again(channel: Channel, received: Received) -> None:
    for number in (1, 2):
        assert channel.send(delivery(number), MESSAGE).state is DeliveryState.SENT
        channel.close()
        channel.close()
    assert received() == [MESSAGE, MESSAGE]


def test_what_a_channel_says_names_no_reader(channel: Channel) -> None:
    assert "reader1" not in channel.send(delivery(), MESSAGE).detail


def test_without_a_mail_server_the_smtp_channel_says_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match=r"add an \[smtp\] table with its host to digest\.toml"):
        CHANNELS["smtp"](ChannelSettings(maildir=tmp_path))


def test_loading_the_room_loads_no_network_code() -> None:
    code = "import sys, digest.delivery; print(sorted({'smtplib', 'ssl', 'email', 'socket'} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == "[]"
