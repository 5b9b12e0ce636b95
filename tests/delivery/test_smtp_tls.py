from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from digest.delivery.smtp import SmtpChannel
from digest.errors import DeliveryError
from digest.model import DeliveryState, Outcome
from tests.delivery.builders import MESSAGE, delivery, smtp_settings
from tests.delivery.servers import Broken, Postbox, mail_server


def send(port: int, security: str, **changes: Any) -> Outcome:
    channel = SmtpChannel(smtp_settings(port, security=security, **changes))
    try:
        return channel.send(delivery(), MESSAGE)
    finally:
        channel.close()


def test_a_mail_goes_out_encrypted_after_starttls(context: ssl.SSLContext, trust: None) -> None:
    with mail_server(Postbox(), tls_context=context, require_starttls=True) as postbox:
        assert send(postbox.port, "starttls").state is DeliveryState.SENT
    assert [mail.content for mail in postbox.mails] == [MESSAGE]


def test_a_mail_goes_out_encrypted_from_the_first_byte(context: ssl.SSLContext, trust: None) -> None:
    with mail_server(Postbox(), tls=context) as postbox:
        assert send(postbox.port, "tls").state is DeliveryState.SENT
    assert [mail.content for mail in postbox.mails] == [MESSAGE]


def test_a_certificate_nobody_vouches_for_is_refused_after_starttls(context: ssl.SSLContext) -> None:
    with (
        mail_server(Postbox(), tls_context=context, require_starttls=True) as postbox,
        pytest.raises(DeliveryError, match=r"certificate of 127\.0\.0\.1:\d+ is not to be trusted \(self.signed"),
    ):
        send(postbox.port, "starttls")
    assert postbox.mails == []


def test_a_server_without_encryption_never_gets_the_mail_in_plain_text() -> None:
    with Broken({}) as server, pytest.raises(DeliveryError, match="offers no encryption"):
        send(server.port, "starttls")
    assert [command.split()[0] for command in server.commands] == ["ehlo"]


def test_a_server_that_refuses_to_encrypt_never_gets_the_mail_in_plain_text() -> None:
    script = {"EHLO": "250-broken\r\n250 STARTTLS", "STARTTLS": "454 4.7.0 not now"}
    with Broken(script) as server:
        outcome = send(server.port, "starttls")
    assert outcome.state is DeliveryState.PENDING
    assert outcome.detail == f"connection to 127.0.0.1:{server.port}: 454 4.7.0 not now"
    assert not [command for command in server.commands if command.startswith("mail")]


def test_the_wrong_kind_of_encryption_for_a_port_says_what_to_check() -> None:
    with Broken({}) as server, pytest.raises(DeliveryError, match="check port and security"):
        send(server.port, "tls")


@pytest.fixture
def guarded(context: ssl.SSLContext, trust: None) -> Iterator[Postbox]:
    """A server that wants encryption and a log-in."""
    box = Postbox()
    with mail_server(
        box, tls_context=context, require_starttls=True, authenticator=box.authenticate, auth_required=True
    ) as running:
        yield running


def test_the_channel_logs_in_with_a_password_from_the_settings_or_a_file(guarded: Postbox, tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("open sesame\n")
    assert send(guarded.port, "starttls", user="desk", password="open sesame").state is DeliveryState.SENT
    assert send(guarded.port, "starttls", user="desk", password_file=secret).state is DeliveryState.SENT
    assert guarded.users == [b"desk", b"desk"]


def test_a_wrong_password_concerns_the_channel_and_is_never_shown(guarded: Postbox) -> None:
    with pytest.raises(DeliveryError, match=r"refuses the log-in \(535 .*check user and password") as caught:
        send(guarded.port, "starttls", user="desk", password="open barley")
    assert "barley" not in str(caught.value)
    assert "barley" not in repr(smtp_settings(1, password="open barley"))


def test_a_log_in_the_server_wants_but_nobody_set_concerns_the_channel(guarded: Postbox) -> None:
    with pytest.raises(DeliveryError, match="wants a log-in"):
        send(guarded.port, "starttls")
