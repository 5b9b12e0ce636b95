from __future__ import annotations

import http.client
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from digest.renderers.files import replace
from digest.web.server import Server

NAMES = (
    "all.rss.xml",
    "all.atom.xml",
    "all.json",
    "feeds.opml",
    "regions/europe.rss.xml",
    "private/k3x/all.rss.xml",
    "archive/all/1.rss.xml",
    "feed.css",
    "icon.svg",
    "index.html",
    "search.html",
    "search/newest.js",
    "regions/search.html",
)

EDITION = "/editions/daily-2026-11-22-0700"
#: path, media type, how long caches may keep it
TYPES = (
    ("/all.rss.xml", "application/xml; charset=utf-8", "max-age=300"),
    ("/all.atom.xml", "application/xml; charset=utf-8", "max-age=300"),
    ("/regions/europe.rss.xml", "application/xml; charset=utf-8", "max-age=300"),
    ("/all.json", "application/feed+json", "max-age=300"),
    ("/archive/all/1.rss.xml", "application/xml; charset=utf-8", "max-age=86400, immutable"),
    ("/feeds.opml", "text/x-opml; charset=utf-8", "max-age=300"),
    ("/index.html", "text/html; charset=utf-8", "no-cache"),
    ("/", "text/html; charset=utf-8", "no-cache"),
    ("/search/newest.js", "text/javascript; charset=utf-8", "no-cache"),
    ("/feed.css", "text/css; charset=utf-8", "no-cache"),
    ("/icon.svg", "image/svg+xml", "no-cache"),
    (f"{EDITION}/digest.txt", "text/plain; charset=utf-8", "no-cache"),
    (f"{EDITION}/digest.eml", "message/rfc822", "no-cache"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def __getitem__(self, name: str) -> str:
        return self.headers.get(name, "")


Ask = Callable[..., Answer]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("web")


@pytest.fixture
def root(folder: Path) -> Path:
    """A fresh feeds folder at a path that stays, so that one server can serve all tests."""
    shutil.rmtree(folder)
    feeds = folder / "feeds"
    edition = feeds / "editions" / "daily-2026-11-22-0700"
    for name in NAMES:
        replace(feeds / name, (f"{name}: " + "a harbour town opens its market again. " * 60).encode())
    for name in ("index.html", "digest.html", "digest.txt", "digest.eml"):
        replace(edition / name, b"A short page.")
    return feeds


@pytest.fixture(scope="session")
def server_port(folder: Path) -> Iterator[int]:
    server = Server(folder / "feeds", "127.0.0.1", 0)
    server.start()
    yield int(server.url.rstrip("/").rpartition(":")[2])
    server.stop()


@pytest.fixture
def ask(server_port: int, root: Path) -> Iterator[Ask]:
    yield from asking(server_port)


def asking(port: int) -> Iterator[Ask]:
    """Ask a server on this machine over connections that stay open as long as it lets them."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)

    def ask(path: str, method: str = "GET", **headers: str) -> Answer:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        response = connection.getresponse()
        named = {name.lower(): value for name, value in response.getheaders()}
        return Answer(status=response.status, headers=named, body=response.read())

    try:
        yield ask
    finally:
        connection.close()
