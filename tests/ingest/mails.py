"""Messages, mailboxes and web archives of our own making."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP

from tests.ingest.texts import HARBOUR, markup, page

DATE = "Mon, 02 Mar 2026 18:30:00 +0100"


def message(
    text: str = "\n\n".join(HARBOUR),
    *,
    subject: str = "A Second Pier Opens at Rijeka",
    sender: str = "Ana Horvat <ana.horvat@kvarner.example>",
    html: str = "",
    headers: Sequence[tuple[str, str]] = (),
    cte: str | None = None,
) -> EmailMessage:
    """A message with a text and, on demand, the same as HTML."""
    built = EmailMessage(policy=SMTP)
    built["From"] = sender
    built["To"] = "desk@digest.example"
    built["Subject"] = subject
    built["Date"] = DATE
    built["Message-ID"] = "<pier-1@kvarner.example>"
    for name, value in headers:
        built[name] = value
    built.set_content(text, cte=cte)
    if html:
        built.add_alternative(html, subtype="html")
    if built.is_multipart():
        built.set_boundary("=_pier")
    return built


def mailbox(messages: Sequence[bytes]) -> bytes:
    """An mboxrd mailbox."""
    opening = b"From ana@kvarner.example Mon Mar  2 18:30:00 2026\n"
    parts: list[bytes] = []
    for each in messages:
        lines = each.replace(b"\r\n", b"\n").split(b"\n")
        quoted = (b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in lines)
        parts.append(opening + b"\n".join(quoted) + b"\n\n")
    return b"".join(parts)


def record(kind: str, url: str, block: bytes, media: str = "application/http; msgtype=response") -> bytes:
    """One WARC record."""
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-03-02T18:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{len(block):032x}>\r\nContent-Type: {media}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def response(
    body: bytes, *, media: str = "text/html; charset=utf-8", status: str = "200 OK", extra: Sequence[str] = ()
) -> bytes:
    """What a server sent."""
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Type: {media}", *extra])
    return f"{head}\r\n\r\n".encode() + body


def packed(records: Sequence[bytes]) -> bytes:
    """Records, each a gzip member of its own."""
    return b"".join(gzip.compress(each, mtime=0) for each in records)


def web_page(title: str, paragraphs: Sequence[str]) -> str:
    """A page with one article."""
    return page(f"<article>\n<h1>{title}</h1>\n{markup(paragraphs)}\n</article>", f"<title>{title}</title>")
