from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from digest.delivery.backoff import backoff
from digest.delivery.base import Uncertain
from digest.delivery.smtp import SmtpChannel
from digest.errors import DeliveryError
from digest.model import DeliveryState, Outcome
from tests.delivery.builders import MESSAGE, delivery, smtp_settings
from tests.delivery.servers import HANG_UP, SILENCE, Broken, Postbox, mail_server


def send_once(port: int, *, uncertain: Uncertain = "resend", message: bytes = MESSAGE, **changes: Any) -> Outcome:
    """One try over a fresh channel; `address` and `attempts` go to the delivery, the rest to the settings."""
    of_delivery = {name: changes.pop(name) for name in ("address", "attempts") if name in changes}
    channel = SmtpChannel(smtp_settings(port, **changes), uncertain=uncertain)
    try:
        return channel.send(delivery(**of_delivery), message)
    finally:
        channel.close()


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with mail_server(Postbox()) as running:
        yield running


def test_the_server_gets_the_message_unchanged_from_the_desk_for_one_reader(postbox: Postbox) -> None:
    outcome = send_once(postbox.port)
    assert (outcome.state, outcome.detail) == (DeliveryState.SENT, "250 2.0.0 queued as 1234")
    (mail,) = postbox.mails
    assert mail.content == MESSAGE
    assert (mail.mail_from, mail.rcpt_tos) == ("desk@example.org", ["reader1@example.org"])


@pytest.mark.parametrize("message", [b".\r\n", b"a\r\n.\r\n.\r\nb\r\n", b"a: b\r\n\r\n" + b"x" * 900 + b"\r\n" * 2000])
def test_no_content_ends_the_mail_early(postbox: Postbox, message: bytes) -> None:
    assert send_once(postbox.port, message=message).state is DeliveryState.SENT
    assert [mail.content for mail in postbox.mails] == [message]


def test_a_sender_with_a_name_goes_into_the_envelope_as_bare_address(postbox: Postbox) -> None:
    send_once(postbox.port, sender='"The Desk" <desk@example.org>')
    assert postbox.mails[0].mail_from == "desk@example.org"


def test_many_mails_use_one_connection(postbox: Postbox) -> None:
    channel = SmtpChannel(smtp_settings(postbox.port))
    outcomes = [channel.send(delivery(number), MESSAGE).state for number in range(1, 6)]
    channel.close()
    assert outcomes == [DeliveryState.SENT] * 5
    assert len(postbox.connections) == 1
    assert [mail.rcpt_tos for mail in postbox.mails] == [[f"reader{number}@example.org"] for number in range(1, 6)]


def test_a_reader_the_server_refuses_fails_and_the_next_one_is_served(postbox: Postbox) -> None:
    channel = SmtpChannel(smtp_settings(postbox.port))
    postbox.rcpt = "550 5.1.1 <{}>: no such user"
    refused = channel.send(delivery(1), MESSAGE)
    postbox.rcpt = None
    assert channel.send(delivery(2), MESSAGE).state is DeliveryState.SENT
    channel.close()
    assert refused == Outcome(
        state=DeliveryState.FAILED, detail="recipient: 550 5.1.1 <recipient>: no such user", retry_after=None
    )
    assert [mail.rcpt_tos for mail in postbox.mails] == [["reader2@example.org"]]


def test_a_reader_put_off_waits_longer_with_every_try(postbox: Postbox) -> None:
    postbox.rcpt = "451 4.7.1 greylisted, {} may come back"
    outcomes = [send_once(postbox.port, attempts=attempts) for attempts in (1, 2, 9)]
    assert {outcome.state for outcome in outcomes} == {DeliveryState.PENDING}
    assert [outcome.retry_after for outcome in outcomes] == [backoff(1), backoff(2), backoff(9)]
    assert "reader1" not in outcomes[0].detail


@pytest.mark.parametrize(
    ("reply", "state"),
    [
        ("554 5.7.1 looks like spam", DeliveryState.FAILED),
        ("451 4.3.0 try again", DeliveryState.PENDING),
        ("421 4.3.2 shutting down", DeliveryState.PENDING),
    ],
)
def test_content_the_server_refuses_fails_and_content_it_puts_off_waits(
    postbox: Postbox, reply: str, state: DeliveryState
) -> None:
    postbox.data = reply
    outcome = send_once(postbox.port)
    assert (outcome.state, outcome.detail) == (state, f"end of content: {reply}")
    assert (outcome.retry_after == backoff(1)) == (state is DeliveryState.PENDING)


BEFORE_THE_DOT = ["GREETING", "EHLO", "MAIL", "RCPT", "DATA", "BODY"]


@pytest.mark.parametrize("phase", BEFORE_THE_DOT)
@pytest.mark.parametrize("uncertain", ["resend", "hold"])
def test_a_connection_lost_before_the_final_dot_only_waits(phase: str, uncertain: Uncertain) -> None:
    with Broken({phase: HANG_UP, "HELO": HANG_UP}, keep=True) as server:
        outcome = send_once(server.port, uncertain=uncertain, message=MESSAGE + b"x" * 7_800_000)
    assert (outcome.state, outcome.retry_after) == (DeliveryState.PENDING, backoff(1))
    assert "uncertain" not in outcome.detail
    assert server.mails == []


@pytest.mark.parametrize("phase", BEFORE_THE_DOT[:-1])
def test_silence_before_the_final_dot_only_waits(phase: str) -> None:
    with Broken({phase: SILENCE, "HELO": SILENCE}) as server:
        outcome = send_once(server.port, timeout=0.2)
    assert (outcome.state, outcome.retry_after) == (DeliveryState.PENDING, backoff(1))
    assert "timed out" in outcome.detail or "no answer in time" in outcome.detail


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize("end", [HANG_UP, SILENCE, "well done", "354 and?"])
def test_after_the_final_dot_an_end_without_a_proper_answer_is_uncertain(end: str | None, *, keep: bool) -> None:
    with Broken({".": end}, keep=keep) as server:
        again = send_once(server.port, done_timeout=0.2)
        held = send_once(server.port, done_timeout=0.2, uncertain="hold")
    assert (again.state, again.retry_after) == (DeliveryState.PENDING, backoff(1))
    assert (held.state, held.retry_after) == (DeliveryState.HELD, None)
    assert again.detail == held.detail
    assert again.detail.startswith("uncertain: the whole mail was handed over but the server did not confirm it")
    assert len(server.mails) == 2 * keep


def test_the_answer_to_the_final_dot_may_take_longer_than_any_other() -> None:
    with Broken({}, slow=0.5) as server:
        outcome = send_once(server.port, timeout=0.2, done_timeout=10)
    assert outcome.state is DeliveryState.SENT
    assert smtp_settings(1).done_timeout == 600


@pytest.mark.parametrize("farewell", [HANG_UP, "421 4.4.2 idle for too long"])
def test_a_connection_the_server_closed_between_two_mails_is_opened_anew(farewell: str | None) -> None:
    with Broken({"MAIL": ["250 OK", farewell]}) as server:
        channel = SmtpChannel(smtp_settings(server.port))
        outcomes = [channel.send(delivery(number), MESSAGE).state for number in (1, 2, 3)]
        channel.close()
    assert outcomes == [DeliveryState.SENT] * 3
    assert (len(server.mails), server.connections) == (3, 2)


def test_after_a_loss_the_next_mail_gets_a_new_connection() -> None:
    with Broken({"RCPT": [HANG_UP]}) as server:
        channel = SmtpChannel(smtp_settings(server.port))
        outcomes = [channel.send(delivery(number), MESSAGE).state for number in (1, 2)]
        channel.close()
    assert outcomes == [DeliveryState.PENDING, DeliveryState.SENT]
    assert server.connections == 2


def test_a_server_that_cannot_forget_a_refused_mail_is_left() -> None:
    with Broken({"RCPT": ["550 no"], "RSET": ["500 what?"]}) as server:
        channel = SmtpChannel(smtp_settings(server.port))
        outcomes = [channel.send(delivery(number), MESSAGE).state for number in (1, 2)]
        channel.close()
    assert outcomes == [DeliveryState.FAILED, DeliveryState.SENT]
    assert server.connections == 2


def test_closing_says_goodbye_and_may_be_done_twice() -> None:
    with Broken({}) as server:
        channel = SmtpChannel(smtp_settings(server.port))
        channel.close()
        channel.send(delivery(1), MESSAGE)
        channel.close()
        channel.close()
        assert channel.send(delivery(2), MESSAGE).state is DeliveryState.SENT
        channel.close()
    assert server.commands.count("QUIT") == 2


def test_a_server_that_does_not_answer_the_goodbye_harms_nothing() -> None:
    with Broken({"QUIT": HANG_UP}) as server:
        assert send_once(server.port).state is DeliveryState.SENT


def test_a_server_that_is_down_only_waits() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    outcome = send_once(port)
    assert (outcome.state, outcome.retry_after) == (DeliveryState.PENDING, backoff(1))
    assert "refused" in outcome.detail


def test_a_server_that_cannot_be_reached_is_tried_once_a_run() -> None:
    with Broken({"GREETING": ["421 too busy"]}) as server:
        channel = SmtpChannel(smtp_settings(server.port))
        put_off = [channel.send(delivery(number), MESSAGE) for number in (1, 2, 3)]
        channel.close()
        assert server.connections == 1
        assert {outcome.state for outcome in put_off} == {DeliveryState.PENDING}
        assert channel.send(delivery(1), MESSAGE).state is DeliveryState.SENT
        channel.close()


@pytest.mark.parametrize("greeting", ["421 too many connections", "450 later"])
def test_a_server_that_puts_the_connection_off_only_waits(greeting: str) -> None:
    with Broken({"GREETING": greeting}) as server:
        outcome = send_once(server.port)
    assert outcome.state is DeliveryState.PENDING
    assert outcome.detail == f"connection to 127.0.0.1:{server.port}: {greeting}"


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ({"GREETING": "554 no service"}, r"does not talk to this machine \(554 no service\)"),
        ({"MAIL": "550 5.7.1 not yours"}, r"does not take mail from this sender \(550 5.7.1 not yours\)"),
        ({"MAIL": "530 5.7.0 log in first"}, r"wants a log-in .*set user and password_file"),
        ({"RCPT": "530 5.7.0 log in first"}, r"wants a log-in .*set user and password_file"),
    ],
)
def test_a_refusal_that_would_meet_every_mail_concerns_the_channel(script: dict[str, Any], words: str) -> None:
    with Broken(script) as server, pytest.raises(DeliveryError, match=words) as caught:
        send_once(server.port)
    assert caught.value.channel == "smtp"
    assert "reader1" not in str(caught.value)


def test_a_mail_too_large_for_the_server_fails_alone() -> None:
    with Broken({"MAIL": ["552 5.3.4 too large"]}) as server:
        outcome = send_once(server.port)
    assert (outcome.state, outcome.detail) == (DeliveryState.FAILED, "sender: 552 5.3.4 too large")
    assert f"mail from:<desk@example.org> size={len(MESSAGE)}" in [command.lower() for command in server.commands]


def test_an_answer_of_endless_length_only_waits() -> None:
    with Broken({"RCPT": "250 " + "x" * 20_000}) as server:
        assert send_once(server.port).state is DeliveryState.PENDING


def test_a_host_that_does_not_exist_concerns_the_channel() -> None:
    with pytest.raises(DeliveryError, match=r"the mail server nowhere\.invalid cannot be found: check host"):
        send_once(25, host="nowhere.invalid")


@pytest.mark.parametrize("sender", ["", "desk", "a b@example.org", "desk@a..b"])
def test_a_sender_that_is_no_address_concerns_the_channel(sender: str) -> None:
    with pytest.raises(DeliveryError, match=r"the sender is no mail address: set \[mail\] from"):
        send_once(1, sender=sender)


@pytest.mark.parametrize(
    "address", ["", "reader", "@example.org", "a@b@", "a b@example.org", "a@b\r\nRCPT TO:<c@d>", "<a@b>", "a@b..c"]
)
def test_an_address_that_is_none_fails_and_the_server_never_sees_it(address: str) -> None:
    with Broken({}) as server:
        outcome = send_once(server.port, address=address)
    assert outcome.state is DeliveryState.FAILED
    assert "this is no mail address" in outcome.detail
    assert [command for command in server.commands if command.startswith(("MAIL", "RCPT"))] == []


def test_an_address_outside_ascii_goes_out_where_the_server_takes_it() -> None:
    with mail_server(Postbox(), enable_SMTPUTF8=True) as postbox:
        assert send_once(postbox.port, address="jürgen@köln.example").state is DeliveryState.SENT
        assert send_once(postbox.port, address="reader@köln.example").state is DeliveryState.SENT
    assert [mail.rcpt_tos for mail in postbox.mails] == [
        ["jürgen@xn--kln-sna.example"],
        ["reader@xn--kln-sna.example"],
    ]
    assert [mail.smtp_utf8 for mail in postbox.mails] == [True, False]


def test_an_address_outside_ascii_fails_where_the_server_does_not_take_it() -> None:
    with Broken({}) as server:
        outcome = send_once(server.port, address="jürgen@example.org")
    assert outcome.state is DeliveryState.FAILED
    assert "SMTPUTF8" in outcome.detail


def test_eight_bit_content_is_announced_where_the_server_takes_it(postbox: Postbox) -> None:
    message = "Subject: a\r\n\r\nBrücke\r\n".encode()
    assert send_once(postbox.port, message=message).state is DeliveryState.SENT
    assert postbox.mails[0].content == message
    assert "BODY=8BITMIME" in postbox.mails[0].mail_options


@pytest.mark.parametrize(
    ("changes", "ehlo", "words"),
    [
        ({"password": "x"}, "250 broken", "offers no log-in on this port"),
        ({}, "250-broken\r\n250 AUTH PLAIN", "names a user but no password"),
        (
            {"password_file": "no/such/file"},
            "250-broken\r\n250 AUTH PLAIN",
            "no/such/file cannot be read: No such",
        ),
        ({"password": "x"}, "250-broken\r\n250 AUTH GSSAPI", "knows no way to log in that Digest has"),
        ({"password": "ßesam"}, "250-broken\r\n250 AUTH PLAIN", "user and password must be ASCII"),
    ],
)
def test_a_log_in_that_cannot_be_says_what_to_mend(changes: dict[str, Any], ehlo: str, words: str) -> None:
    with Broken({"EHLO": ehlo}) as server, pytest.raises(DeliveryError, match=words) as caught:
        send_once(server.port, user="desk", **changes)
    assert "ßesam" not in f"{caught.value!r} {caught.value.__cause__!r}"


def test_a_log_in_put_off_by_the_server_only_waits() -> None:
    with Broken({"EHLO": "250-broken\r\n250 AUTH PLAIN", "AUTH": "454 4.7.0 later"}) as server:
        outcome = send_once(server.port, user="desk", password="x")
    assert outcome.state is DeliveryState.PENDING
    assert outcome.detail == f"connection to 127.0.0.1:{server.port}: 454 4.7.0 later"
