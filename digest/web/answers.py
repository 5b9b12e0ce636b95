"""What is answered: a published page in the form and under the condition that a reader asked for, or a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from digest.web.conditions import matching, tag, takes_gzip
from digest.web.files import FEEDS, TYPES, Page

Headers = tuple[tuple[bytes, bytes], ...]
"""as they go on the wire"""

_POLICY = (
    "default-src 'none'; style-src {}; img-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)


def _fence(styles: str) -> Headers:
    return (
        (b"content-security-policy", _POLICY.format(styles).encode()),
        (b"referrer-policy", b"no-referrer"),
        (b"x-content-type-options", b"nosniff"),
    )


_SECURITY = _fence("'self'")
_SEARCH = _fence("'self'; script-src 'self'")
#: a mail carries its styles inside; nothing else in it may run or load
_MAIL = _fence("'unsafe-inline'")
_FEED: Headers = ((b"cache-control", b"max-age=300"),)
#: a day and not a year: what is withdrawn must go from shared caches too
_CLOSED: Headers = ((b"cache-control", b"max-age=86400, immutable"),)
_PAGE: Headers = ((b"cache-control", b"no-cache"),)
#: no shared cache may keep it, no search engine may list it (the page of a feed has no meta element to say so)
_PRIVATE: Headers = ((b"cache-control", b"private, max-age=300"), (b"x-robots-tag", b"noindex"))
_VARY: Headers = ((b"vary", b"Accept-Encoding"),)
_PACKED: Headers = ((b"content-encoding", b"gzip"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What in a request decides about the answer, beside the address."""

    none_match: str | None
    """If-None-Match; None where it was not sent"""
    since: str | None
    """If-Modified-Since"""
    accepts: str
    """Accept-Encoding"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An HTTP answer; a HEAD gets it without the body."""

    status: int
    headers: Headers
    body: bytes = b""


def shown(page: Page, asked: Asked) -> Answer:
    """The page, or a 304 where the reader has it already."""
    form = page.packed if page.packed is not None and takes_gzip(asked.accepts) else page.body
    packed = form is page.packed
    known = _known(page, asked, packed=packed)
    headers = (
        *(_MAIL if page.name == "digest.html" else _SEARCH if page.searching else _SECURITY),
        *(_PRIVATE if page.private else _CLOSED if page.closed else _FEED if page.suffix in FEEDS else _PAGE),
        *(_VARY if page.packed is not None else ()),
        *(((b"last-modified", page.modified.encode()),) if page.modified is not None else ()),
        (b"etag", (known or tag(page.digest, packed=packed)).encode()),
    )
    if known is not None:
        return Answer(status=304, headers=headers)
    kind = TYPES.get(page.suffix, "application/octet-stream")
    return _with(200, (*headers, *(_PACKED if packed else ()), (b"content-type", kind.encode())), form)


def _known(page: Page, asked: Asked, *, packed: bool) -> str | None:
    """The tag of what the reader already has, None when it has something else.

    If-None-Match alone decides where it is sent (RFC 9110 13.1.3). If-Modified-Since must be the very date given:
    a restored backup may be older than what the reader has, and still be news to it.
    """
    if asked.none_match is not None:
        return matching(asked.none_match, page.digest, packed=packed)
    if page.modified is not None and asked.since == page.modified:
        return tag(page.digest, packed=packed)
    return None


def moved(path: str, query: bytes) -> Answer:
    """To the folder's own address, without which the links on its page would lead astray."""
    folder = quote(path.rpartition("/")[2]) + "/"
    location = folder + ("?" + query.decode("latin-1") if query else "")
    return _with(301, (*_SECURITY, (b"location", location.encode("latin-1"))), b"")


def missing(path: str) -> Answer:
    """404, and for the front page what to do about it."""
    if path in {"/", "/index.html"}:
        return sentence(404, "Nothing is published yet. Put files into seeds/ and run: digest publish")
    return sentence(404, "There is nothing at this address.")


def sentence(status: int, said: str, headers: Headers = ()) -> Answer:
    """A page of one sentence, kept by no cache."""
    text = escape(said)
    look = '<meta name="viewport" content="width=device-width">\n<link rel="stylesheet" href="/style.css">'
    head = f'<meta charset="utf-8">\n{look}\n<title>{text}</title>'
    body = f'<main class="page">\n<h1>{text}</h1>\n<p class="onward"><a href="/">To the front page</a></p>\n</main>'
    page = f'<!doctype html>\n<html lang="en">\n{head}\n{body}\n</html>\n'
    kind = ((b"cache-control", b"no-store"), (b"content-type", TYPES[".html"].encode()))
    return _with(status, (*_SECURITY, *kind, *headers), page.encode())


def _with(status: int, headers: Headers, body: bytes) -> Answer:
    return Answer(status=status, headers=(*headers, (b"content-length", str(len(body)).encode())), body=body)
