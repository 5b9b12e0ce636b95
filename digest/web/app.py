"""The web application: a desk's feeds/ read-only, with conditional requests and plain words for what is missing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from pathlib import Path
from typing import Any

from digest.web.answers import Answer, Asked, missing, moved, sentence, shown
from digest.web.files import Files

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Callable[[], Awaitable[Message]], Send], Awaitable[None]]


def create(root: Path) -> App:
    """An ASGI application that shows the folder `root`; it may be empty or absent as yet. Nothing in it is written.

    What memory holds is answered at once; only what must be looked for or read goes to a thread, which costs several
    times as much as such an answer.
    """
    files = Files(root)

    async def app(scope: MutableMapping[str, Any], _receive: Callable[[], Awaitable[Message]], send: Send) -> None:
        if scope["type"] != "http":
            return
        answer = await _answer(files, scope)
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        await send({"type": "http.response.body", "body": answer.body})

    return app


async def _answer(files: Files, scope: MutableMapping[str, Any]) -> Answer:
    known = _known(files, scope)
    return known if known is not None else await asyncio.to_thread(_looked_for, files, scope)


def _known(files: Files, scope: MutableMapping[str, Any]) -> Answer | None:
    if scope["method"] not in {"GET", "HEAD"}:
        return sentence(405, "This address can only be read.", ((b"allow", b"GET, HEAD"),))
    page = files.known(_page(scope["path"]))
    return shown(page, _asked(scope["headers"])) if page else None


def _looked_for(files: Files, scope: MutableMapping[str, Any]) -> Answer:
    path = scope["path"]
    found = files.find(path)
    if found is None:
        return missing(path)
    if found.is_dir() and not path.endswith("/"):
        return moved(path, scope["query_string"])
    try:
        page = files.page(_page(path))
    except PermissionError:
        return sentence(403, "This file is there, but the server may not read it. Tell the desk.")
    return shown(page, _asked(scope["headers"])) if page else missing(path)


def _page(path: str) -> str:
    """A folder shows its index."""
    return f"{path}index.html" if path.endswith("/") else path


def _asked(headers: Iterable[tuple[bytes, bytes]]) -> Asked:
    """Of a header sent twice the values are one list (RFC 9110 5.3)."""
    sent: dict[bytes, str] = {}
    for name, value in headers:
        text = value.decode("latin-1")
        sent[name] = f"{sent[name]}, {text}" if name in sent else text
    return Asked(
        none_match=sent.get(b"if-none-match"),
        since=sent.get(b"if-modified-since"),
        accepts=sent.get(b"accept-encoding", ""),
    )
