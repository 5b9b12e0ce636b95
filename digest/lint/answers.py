"""What a server answers for a feed: its status, its headers, and whether it knows that nothing has changed."""

from __future__ import annotations

import re
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPException
from socket import gaierror
from typing import Any
from urllib.parse import urlsplit

from digest.errors import UsageError
from digest.lint.judge import LARGEST, Judge

#: seconds for one answer to begin, and for all of it to arrive
PATIENCE = 20.0
LONGEST = 60.0
_AGENT = "Digest-lint"
_XML = {
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml", "text/x-opml",
    "application/opml+xml",
}  # fmt: skip
_JSON = {"application/feed+json", "application/json"}
_FOR_NOW = {302, 303, 307}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer: `headers` have small names, `body` is uncompressed and at most a byte longer than is judged.

    `address` is where it came from in the end, `moved` where the first redirect that is not for good led to;
    `again` is the status of a second request with the validators of the first, None where there are none.
    """

    address: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    moved: str = ""
    again: int | None = None


class _Redirects(urllib.request.HTTPRedirectHandler):
    max_redirections = 5

    def __init__(self) -> None:
        self.moved = ""

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        if urlsplit(newurl).scheme not in {"http", "https"}:
            raise UsageError(f"{req.full_url}: it leads to {newurl}, which is no address of the web")
        if code in _FOR_NOW and not self.moved:
            self.moved = newurl
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def fetch(address: str) -> Answer:
    """Ask for a feed as a reader does, and once more with what the first answer gave to compare.

    Raises UsageError where nothing answers, or not in time.
    """
    redirects = _Redirects()
    try:
        first = _ask(address, {}, redirects)
        validators = {
            asked: first.headers[given]
            for asked, given in (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified"))
            if first.headers.get(given)
        }
        again = _ask(first.address, validators, _Redirects()).status if validators and first.status == 200 else None
    except (OSError, HTTPException, ValueError) as why:
        raise UsageError(f"{address}: it cannot be fetched: {_words(why)}") from why
    return Answer(
        address=first.address,
        status=first.status,
        headers=first.headers,
        body=first.body,
        moved=redirects.moved,
        again=again,
    )


def _words(why: Exception) -> str:
    """Why nothing came, in words of the person who typed the address."""
    reason = why.reason if isinstance(why, urllib.error.URLError) else why
    match reason:
        case gaierror():
            return "its host cannot be found; look at its spelling, and whether this machine has a network"
        case ConnectionRefusedError():
            return "nothing answers at that host and port"
        case TimeoutError() if not str(reason).startswith("it "):
            return f"no answer within {PATIENCE:g} seconds"
        case _:
            return str(reason)


def _ask(address: str, headers: Mapping[str, str], redirects: _Redirects) -> Answer:
    request = urllib.request.Request(  # noqa: S310 -- the caller has looked at the scheme
        address, headers={"User-Agent": _AGENT, "Accept-Encoding": "gzip", **headers}
    )
    opener = urllib.request.build_opener(redirects)
    try:
        with opener.open(request, timeout=PATIENCE) as reply:
            given = {name.lower(): value for name, value in reply.headers.items()}
            body = _body(reply, packed=given.get("content-encoding", "").lower() == "gzip")
            return Answer(address=reply.geturl(), status=reply.status, headers=given, body=body)
    except urllib.error.HTTPError as refused:
        with refused:
            return Answer(address=address, status=refused.code)


def _body(reply: Any, *, packed: bool) -> bytes:
    """As much as is judged and a byte more, so that a larger one is told; a packed bomb is cut off there too."""
    ends = time.monotonic() + LONGEST
    unpack = zlib.decompressobj(31) if packed else None
    body = bytearray()
    while len(body) <= LARGEST:
        if time.monotonic() > ends:
            raise TimeoutError(f"it was not all there after {LONGEST:.0f} seconds")
        piece = reply.read(65_536)
        if not piece:
            break
        room = LARGEST + 1 - len(body)
        try:
            body += unpack.decompress(piece, room) if unpack is not None else piece[:room]
        except zlib.error as why:
            raise ValueError(f"its gzip is broken ({why})") from why
    return bytes(body)


def judge_answer(judge: Judge, answer: Answer) -> None:
    """Judge all but the body."""
    if answer.status != 200:
        _say(judge, "HttpError", str(answer.status))
        return
    if answer.moved:
        _say(judge, "TempRedirect", answer.moved)
    _judge_type(judge, answer)
    if answer.headers.get("content-encoding", "identity").lower() == "identity":
        _say(judge, "Uncompressed")
    if not (answer.headers.get("etag") or answer.headers.get("last-modified")):
        _say(judge, "NoValidator")
    elif answer.again not in {None, 304}:
        _say(judge, "NotModifiedIgnored", str(answer.again))


def _judge_type(judge: Judge, answer: Answer) -> None:
    given = answer.headers.get("content-type", "")
    message = Message()
    message["content-type"] = given
    kind, charset = given.split(";")[0].strip().lower(), message.get_content_charset()
    is_json = answer.body.lstrip()[:1] == b"{"
    if kind not in (_JSON if is_json else _XML):
        _say(judge, "UnexpectedContentType", given or "nothing")
    elif kind == "text/xml" and charset is None:
        _say(judge, "TextXml")
    if charset is not None and not is_json and charset.lower() != _declared(answer.body):
        _say(judge, "EncodingMismatch", charset)


def _declared(body: bytes) -> str:
    found = re.match(rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""", body[:500].removeprefix(b"\xef\xbb\xbf"))
    return found[1].decode("ascii").lower() if found else "utf-8"


def _say(judge: Judge, rule: str, value: str = "") -> None:
    judge.say(rule, "/", 0, value=value)
