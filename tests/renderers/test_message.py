"""The edition as an Internet message: what mail servers and mail programs insist on."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.errors import RenderError
from digest.model import Edition
from digest.renderers import mail
from digest.renderers.message import build, encoded
from digest.renderers.templates import Templates
from digest.renderers.views import line
from tests.renderers.builders import composition, edition, release, scheme, site

ID = "<8f14e45fceea167a@news.example.org>"


def raw(issue: Edition | None = None, *, to: str | None = "reader@example.net", **site_changes: Any) -> bytes:
    return build(issue or edition(0), site(**site_changes), to=to, message_id=ID)


def read(data: bytes) -> EmailMessage:
    """The message as a careful reader parses it; nothing in it may be out of order."""
    message = message_from_bytes(data, policy=policy.default)
    for part in message.walk():
        assert part.defects == []
        for value in part.values():
            assert getattr(value, "defects", ()) == ()
    return message


def parts(data: bytes) -> list[str]:
    """The texts of the alternatives in order."""
    held = [part for part in read(data).iter_parts() if isinstance(part, EmailMessage)]
    return [str(part.get_content()).replace("\r\n", "\n") for part in held]


def subjected(subject: str) -> Edition:
    made = edition(0)
    return replace(made, briefing=replace(made.briefing, subject=subject))


def test_the_message_has_what_a_mail_program_shows() -> None:
    message = read(raw())
    assert message["From"] == "Example Desk <desk@news.example.org>"
    assert message["To"] == "reader@example.net"
    assert message["Subject"] == "Pristina keeps its library open · 1 more"
    assert message["Message-ID"] == ID
    assert message["Date"].datetime == datetime(2026, 11, 22, 7, 0, 3, tzinfo=UTC)


def test_text_comes_first_and_html_last() -> None:
    message = read(raw())
    assert message.get_content_type() == "multipart/alternative"
    held = [part for part in message.walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in held] == ["text/plain", "text/html"]
    assert [part.get_content_charset() for part in held] == ["utf-8", "utf-8"]
    briefing = edition(0).briefing
    assert parts(raw()) == [briefing.text, briefing.html]


def test_lists_headers_say_what_it_is_and_where_it_stays() -> None:
    message = read(raw())
    assert message["List-Id"] == "<daily.news.example.org>"
    assert message["List-Archive"] == ("<https://news.example.org/feeds/editions/daily-2026-11-22-0700/index.html>")
    assert message["List-Unsubscribe"] == "<mailto:desk@news.example.org?subject=unsubscribe%20daily>"
    assert message["Auto-Submitted"] == "auto-generated"


def test_the_list_id_stays_when_names_and_addresses_change() -> None:
    moved = read(raw(replace(edition(3), title="Morning paper"), name="Other", url="https://elsewhere.example/"))
    assert moved["List-Id"] == read(raw())["List-Id"]


def test_a_desk_without_an_address_writes_from_one_that_cannot_be() -> None:
    message = read(raw(sender=""))
    assert message["From"] == "Example Desk <desk@news.example.org.invalid>"
    assert message["List-Unsubscribe"] is None
    unheard = read(raw(sender="digest@desk-0a1b2c3d.invalid"))
    assert unheard["From"].addresses[0].addr_spec == "digest@desk-0a1b2c3d.invalid"
    assert unheard["List-Unsubscribe"] is None
    local = read(raw(sender="", id_prefix="tag:desk-0a1b2c3d.invalid,2026:"))
    assert local["From"].addresses[0].domain == "desk-0a1b2c3d.invalid"


def test_the_shared_copy_names_nobody() -> None:
    data = raw(to=None)
    assert b"\r\nTo: undisclosed-recipients:;\r\n" in data
    assert read(data)["To"].addresses == ()


def test_a_delivery_may_be_named() -> None:
    data = build(edition(0), site(), to="a@example.net", message_id=ID, delivery_name="daily-2026-11-22-0700.7")
    assert read(data)["X-Digest-Delivery"] == "daily-2026-11-22-0700.7"
    assert "X-Digest-Delivery" not in read(raw())


def test_the_same_arguments_give_the_same_bytes() -> None:
    assert raw() == raw()
    other = build(edition(0), site(), to="reader@example.net", message_id="<other@news.example.org>")
    assert read(other).get_boundary() != read(raw()).get_boundary()


def check_wire(data: bytes) -> None:
    """RFC 5322 2.1.1 and RFC 2045 6.7: CRLF only, no line of a body over 76, no byte beyond ASCII."""
    assert data.isascii()
    assert data.endswith(b"\r\n")
    assert b"\r" not in data.replace(b"\r\n", b"")
    assert b"\n" not in data.replace(b"\r\n", b"")
    head, body = data.split(b"\r\n\r\n", 1)
    assert max(len(row) for row in body.split(b"\r\n")) <= 76
    assert max(len(row) for row in head.split(b"\r\n")) <= 200
    names = [row.split(b":")[0].lower() for row in head.split(b"\r\n") if row[:1] not in b" \t"]
    assert len(names) == len(set(names))


def test_a_whole_briefing_is_clean_on_the_wire() -> None:
    made = composition([release(n) for n in range(12)] + [release(2, language="ar", title="قطار بيروت")])
    briefing = mail.brief(made, site(), scheme(), Templates())
    data = raw(replace(edition(0), briefing=briefing))
    check_wire(data)
    assert parts(data) == [briefing.text, briefing.html]
    assert len(data) < 95_000


@given(st.text(max_size=120))
@settings(max_examples=150, deadline=None)
def test_any_subject_arrives_as_it_left(subject: str) -> None:
    data = raw(subjected(subject))
    check_wire(data)
    # Folding may change white space, and nothing else.
    assert "".join(str(read(data)["Subject"]).split()) == "".join(line(subject).split())


@pytest.mark.parametrize(
    "subject",
    [
        "Plain words",
        "Doors open – until midnight",
        "=?utf-8?q?not_a_trick?=",
        "صحيفة الصباح: قطار بيروت يعود بعد عقود من التوقف " * 3,
        "京都市バスの運転手が九つの言語で次の停留所を案内する" * 3,
        "long " * 40,
        "w" * 300,
        "🚂" * 40,
    ],
)
def test_a_subject_is_read_back_whole(subject: str) -> None:
    data = raw(subjected(subject))
    check_wire(data)
    assert read(data)["Subject"] == subject.strip()


def test_a_subject_cannot_smuggle_in_a_header() -> None:
    data = raw(subjected("News\r\nBcc: everyone@example.net\r\n\r\nbody"))
    message = read(data)
    assert message["Bcc"] is None
    assert message["Subject"] == "News Bcc: everyone@example.net body"


@pytest.mark.parametrize(
    "address",
    [
        "a@example.net\r\nBcc: b@example.net",
        "a@example.net, b@example.net",
        "nobody",
        "",
        "@example.net",
        "a@",
        "a b@example.net",
        "a@exa\x00mple.net",
        "a@" + "x" * 70 + ".example",
    ],
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(RenderError, match="mail address"):
        raw(to=address)
    if address:
        with pytest.raises(RenderError, match="mail address"):
            raw(sender=address)


@pytest.mark.parametrize("message_id", ["", "x", "<x>", "<a@b>\r\nBcc: c@d", "<a b@c>", "<a@b> "])
def test_a_message_id_that_is_none_is_refused(message_id: str) -> None:
    with pytest.raises(RenderError, match="Message-ID"):
        build(edition(0), site(), to=None, message_id=message_id)


def test_names_and_domains_of_any_script_are_written_in_ascii() -> None:
    data = raw(to='"Müller, Jürgen" <jm@bücher.example>', sender="Nachrichten für alle <desk@news.example.org>")
    assert data.isascii()
    message = read(data)
    (reader,) = message["To"].addresses
    assert (reader.display_name, reader.addr_spec) == ("Müller, Jürgen", "jm@xn--bcher-kva.example")
    assert message["From"].addresses[0].display_name == "Nachrichten für alle"


def test_a_local_part_beyond_ascii_is_kept_for_servers_that_take_it() -> None:
    data = raw(to="jürgen@example.net")
    assert "jürgen@example.net".encode() in data


def test_long_addresses_stay_whole() -> None:
    url = "https://news.example.org/" + "deep/" * 30
    data = raw(url=url)
    assert f"List-Archive: <{url}editions/".encode() in data
    assert read(data)["List-Archive"] == f"<{url}editions/daily-2026-11-22-0700/index.html>"


def test_the_shorter_of_two_encodings_is_taken() -> None:
    assert encoded("plain words\n" * 50)[0] == "quoted-printable"
    assert encoded("قطار بيروت يعود\n" * 50)[0] == "base64"


@given(st.text())
@settings(deadline=None)
def test_every_text_survives_its_encoding(text: str) -> None:
    kept = re.sub("\r\n?", "\n", text)
    transfer, body = encoded(kept)
    assert max(len(row) for row in body.split(b"\r\n")) <= 76
    head = f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {transfer}\r\n\r\n"
    payload = message_from_bytes(head.encode() + body).get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert payload.decode().replace("\r\n", "\n") == kept
