"""The edition as an Internet message: two alternatives, headers that lists need, the same bytes every time."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from email.header import Header
from email.headerregistry import Address
from email.utils import format_datetime, unquote
from email.utils import quote as quoted_pairs
from urllib.parse import quote, urlsplit

from digest.errors import RenderError
from digest.model import Edition, Site
from digest.renderers.address import edition_url
from digest.renderers.views import answerable, line

_MESSAGE_ID = re.compile(r"<[!-;=?A-~]+@[!-;=?A-~]+>")
#: RFC 5322 3.2.3 dot-atom, letters of any script (RFC 6532); quoted local parts are refused.
_LOCAL = re.compile(r"[^\s\x00-\x1f\x7f()<>\[\]:;@\\,\".]+(?:\.[^\s\x00-\x1f\x7f()<>\[\]:;@\\,\".]+)*")
_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_WORDS_LIMIT = 66
"""columns left for a short header's text beside the longest of their names"""


def build(edition: Edition, site: Site, *, to: str | None, message_id: str, delivery_name: str = "") -> bytes:
    """The message as RFC 5322 bytes with CRLF line ends; the same arguments give the same bytes.

    `to` is one address, with or without a display name; None makes the copy that names nobody. Raises RenderError
    when an address or the Message-ID is none. ASCII throughout, but for a local part that is not (RFC 6532).
    The head is written here and not by EmailMessage, which decodes encoded words it is given and wraps long
    addresses into new ones.
    """
    boundary = f"=_{hashlib.sha256(message_id.encode()).hexdigest()[:32]}"
    headers = {
        "Date": format_datetime(edition.issued),
        "From": _mailbox(_sender(site)),
        "To": _mailbox(address(to)) if to is not None else "undisclosed-recipients:;",
        "Subject": _words(line(edition.briefing.subject)),
        "Message-ID": _checked_id(message_id),
        **_list_headers(edition, site),
        # RFC 3834 section 5: vacation responders stay silent.
        "Auto-Submitted": "auto-generated",
        **({"X-Digest-Delivery": quote(delivery_name)} if delivery_name else {}),
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/alternative; boundary="{boundary}"',
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode()
    # RFC 2046 5.1.4: the richest alternative comes last. No encoded body has "=_" in it, so none meets the boundary.
    parts = [_part("plain", edition.briefing.text), _part("html", edition.briefing.html)]
    edge = f"--{boundary}".encode()
    return head + b"".join(b"\r\n" + edge + b"\r\n" + part for part in parts) + b"\r\n" + edge + b"--\r\n"


def encoded(text: str) -> tuple[str, bytes]:
    """The text's transfer encoding, quoted-printable or base64 whichever is shorter, and its bytes in lines <= 76."""
    data = text.replace("\r\n", "\n").replace("\r", "\n").encode()
    quoted = binascii.b2a_qp(data, istext=True).replace(b"\n", b"\r\n")
    blocks = base64.encodebytes(data.replace(b"\n", b"\r\n")).replace(b"\n", b"\r\n")
    return ("base64", blocks) if len(blocks) < len(quoted) else ("quoted-printable", quoted)


def _part(subtype: str, text: str) -> bytes:
    transfer, body = encoded(text)
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: {transfer}\r\n\r\n'
    return head.encode() + body


def _list_headers(edition: Edition, site: Site) -> dict[str, str]:
    """RFC 2369 and RFC 2919: what readers' filters and programs use; the List-Id is the digest's, for ever."""
    label = re.sub(r"[^a-z0-9-]+", "-", edition.digest.lower()).strip("-") or "digest"
    headers = {
        "List-Id": f"<{label}.{domain(site)}>",
        "List-Archive": f"<{edition_url(site, edition.key)}>",
    }
    if answerable(site):
        desk = address(site.sender).addr_spec
        headers["List-Unsubscribe"] = f"<mailto:{quote(desk, safe='@')}?subject=unsubscribe%20{label}>"
    return headers


def _sender(site: Site) -> Address:
    """The desk's own address; one under .invalid (RFC 2606) while it has none, for then nothing leaves the machine."""
    if site.sender:
        given = address(site.sender)
        name = given.display_name or line(site.name)
        return Address(display_name=name, username=given.username, domain=given.domain)
    host = domain(site)
    authority = host if host.endswith(".invalid") else f"{host}.invalid"
    return Address(display_name=line(site.name), username="desk", domain=authority)


def domain(site: Site) -> str:
    """The host that names the desk in its tag URIs, which never changes."""
    authority = site.id_prefix.removeprefix("tag:").partition(",")[0].rpartition("@")[2]
    host = authority or urlsplit(site.url).hostname or ""
    return re.sub(r"[^a-z0-9.-]+", "-", host.lower()).strip(".-") or "desk"


def address(text: str) -> Address:
    """One address, with or without a name before it, its domain in ASCII; RenderError when the text is none.

    Its parts are no longer than RFC 5321 section 4.5.3.1 lets them be.
    """
    name, bracket, inner = text.strip().rpartition("<")
    spec = inner.removesuffix(">") if bracket else inner
    local, _, domain = spec.rpartition("@")
    try:
        host = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        host = ""
    long = len(local.encode()) > 64 or len(host) > 253
    if long or _CONTROL.search(text) or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(host):
        raise RenderError("is not one mail address such as name@example.org", subject=repr(text))
    return Address(display_name=line(unquote(name.strip())), username=local, domain=host)


def _mailbox(address: Address) -> str:
    """The address as a header has it, its display name quoted or in encoded words, on a line of its own if long."""
    name = address.display_name
    if not name:
        return address.addr_spec
    phrase = f'"{quoted_pairs(name)}"' if _plain(name) else _words(name)
    gap = " " if len(phrase) + len(address.addr_spec) < _WORDS_LIMIT else "\r\n "
    return f"{phrase}{gap}<{address.addr_spec}>"


def _checked_id(message_id: str) -> str:
    if not _MESSAGE_ID.fullmatch(message_id):
        raise RenderError("is not a Message-ID such as <name@example.org>", subject=repr(message_id))
    return message_id


def _words(text: str) -> str:
    """A header's text, folded: as it is while it is short ASCII, else as encoded words (RFC 2047)."""
    return text if _plain(text) else Header(text, "utf-8", header_name="Subject").encode(linesep="\r\n")


def _plain(text: str) -> bool:
    """Whether the text needs no encoding, nor looks as if it had been encoded."""
    return text.isascii() and len(text) <= _WORDS_LIMIT and "=?" not in text
