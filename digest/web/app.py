"""The web application: a desk's feeds/ read-only, with conditional requests and plain words for what is missing."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from digest.web.conditions import matching, tag, takes_gzip
from digest.web.files import FEEDS, TYPES, Files, Page

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

_POLICY = (
    "default-src 'none'; style-src {}; img-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_SECURITY = {
    "content-security-policy": _POLICY.format("'self'"),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
#: a mail carries its styles inside; nothing else in it may run or load
_MAIL = {**_SECURITY, "content-security-policy": _POLICY.format("'unsafe-inline'")}


def create(root: Path) -> ASGIApp:
    """An ASGI application that shows the folder `root`; it may be empty or absent as yet. Nothing in it is written."""
    from starlette.concurrency import run_in_threadpool
    from starlette.requests import Request

    files = Files(root)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        response = await run_in_threadpool(_answer, files, Request(scope))
        await response(scope, receive, send)

    return app


def _answer(files: Files, request: Request) -> Response:
    if request.method not in {"GET", "HEAD"}:
        return _sentence(405, "This address can only be read.", {"allow": "GET, HEAD"})
    path = request.scope["path"]
    found = files.find(path)
    if found is not None and found.is_dir():
        if not path.endswith("/"):
            return _moved(path, request.scope["query_string"])
        found = files.find(path + "index.html")
    elif path.endswith("/"):
        found = None
    try:
        page = files.page(found) if found else None
    except PermissionError:
        return _sentence(403, "This file is there, but the server may not read it. Tell the desk.")
    if found is None or page is None:
        return _missing(path)
    return _shown(request, found, page)


def _shown(request: Request, path: Path, page: Page) -> Response:
    from starlette.responses import Response

    packed = page.packed is not None and takes_gzip(request.headers.get("accept-encoding", ""))
    headers = {
        **(_MAIL if path.name == "digest.html" else _SECURITY),
        "cache-control": "max-age=300" if path.suffix in FEEDS else "no-cache",
        "etag": tag(page.digest, packed=packed),
        "last-modified": page.modified,
    }
    if page.packed is not None:
        headers["vary"] = "Accept-Encoding"
    known = _known(request, page, packed=packed)
    if known is not None:
        return Response(status_code=304, headers={**headers, "etag": known})
    if packed:
        headers["content-encoding"] = "gzip"
    headers["content-type"] = TYPES.get(path.suffix, "application/octet-stream")
    return Response(page.packed if packed else page.body, headers=headers)


def _known(request: Request, page: Page, *, packed: bool) -> str | None:
    """The tag of what the reader already has, None when it has something else.

    If-None-Match alone decides where it is sent (RFC 9110 13.1.3). If-Modified-Since must be the very date given:
    a restored backup may be older than what the reader has, and still be news to it.
    """
    if_none_match = request.headers.getlist("if-none-match")
    if if_none_match:
        return matching(", ".join(if_none_match), page.digest, packed=packed)
    if request.headers.get("if-modified-since") == page.modified:
        return tag(page.digest, packed=packed)
    return None


def _moved(path: str, query: bytes) -> Response:
    """To the folder's own address, without which the links on its page would lead astray."""
    from starlette.responses import Response

    folder = quote(path.rpartition("/")[2]) + "/"
    location = folder + ("?" + query.decode("latin-1") if query else "")
    return Response(status_code=301, headers={**_SECURITY, "location": location})


def _missing(path: str) -> Response:
    if path in {"/", "/index.html"}:
        return _sentence(404, "Nothing is published yet. Put files into seeds/ and run: digest publish")
    return _sentence(404, "There is nothing at this address.")


def _sentence(status: int, sentence: str, headers: dict[str, str] | None = None) -> Response:
    from starlette.responses import HTMLResponse

    text = escape(sentence)
    head = f'<meta charset="utf-8">\n<title>{text}</title>'
    return HTMLResponse(
        f'<!doctype html>\n<html lang="en">\n{head}\n<p>{text}\n<p><a href="/">To the front page</a>\n</html>\n',
        status_code=status,
        headers={**_SECURITY, "cache-control": "no-store", **(headers or {})},
    )
