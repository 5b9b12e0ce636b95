"""Published files as HTTP sees them: which may be shown, of what type, and their bytes with tags."""

from __future__ import annotations

import hashlib
import os
import stat
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path

from digest.renderers.files import unpacks_to

#: Feeds are application/xml: Chromium and Firefox show application/rss+xml as raw text and ignore its stylesheet.
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".eml": "message/rfc822",
    ".gif": "image/gif",
    ".gz": "application/gzip",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/feed+json",
    ".opml": "text/x-opml; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webp": "image/webp",
    ".xml": "application/xml; charset=utf-8",
}
FEEDS = frozenset({".xml", ".json", ".opml"})
#: feeds whose address is a secret between the desk and its reader
PRIVATE = "/private/"
#: closed pages of feeds
CLOSED = "/archive/"
#: the one page that may run a script, which is the desk's own
SEARCH = "/search.html"

#: nanoseconds in which a file may be replaced twice under one time: file systems take it from a clock of 1 to 10 ms
_TICK = 20_000_000
Stamp = tuple[int, int, int, int]
Version = tuple[Stamp, Stamp | None]
"""of a file, and of its gzip form where it has one"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One file at one moment, whole."""

    name: str
    suffix: str
    """the last one: ".xml" """
    private: bool
    closed: bool
    """a feed's closed page: its bytes never change, unless something in it is withdrawn"""
    searching: bool
    """the search: the one page that runs a script"""
    body: bytes
    packed: bytes | None
    """gzip of `body`; None where none stands beside the file, or one of other bytes"""
    digest: str
    """hash of `body`: the heart of its entity tags"""
    modified: str | None
    """as Last-Modified wants it; None while it lies in the future, which no server may tell (RFC 9110 8.8.2.1)"""


class Files:
    """The files under a folder, kept in memory while they do not change, `keep` bytes at most; for many threads."""

    def __init__(self, root: Path, *, keep: int = 64 * 2**20) -> None:
        self._root = Path(os.path.realpath(root))
        self._keep = keep
        self._lock = threading.Lock()
        self._pages: OrderedDict[str, tuple[Version, Page]] = OrderedDict()
        self.kept = 0
        """bytes now in memory"""

    def known(self, path: str) -> Page | None:
        """The page for a URL path where memory has it and the disk still holds the same; None: look with `page`.

        Two questions to the file system, which answers them from its own memory; nothing is read.
        """
        with self._lock:
            version, page = self._pages.get(path, (None, None))
        if page is None or version != _version(self._place(path)):
            return None
        with self._lock:
            if path in self._pages:
                self._pages.move_to_end(path)
        return page

    def find(self, path: str) -> Path | None:
        """The file or folder for a decoded URL path that begins with "/"; None when there is none to show.

        Never anything outside the folder (symbolic links included), hidden or temporary.
        """
        names = path.removeprefix("/").removesuffix("/").split("/") if path != "/" else []
        if not all(_shown(name) for name in names):
            return None
        try:
            found = Path(os.path.realpath(self._root.joinpath(*names), strict=True))
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return None
        except OSError:
            # a name too long for the disk, a ring of links
            return None
        return found if found.is_relative_to(self._root) else None

    def page(self, path: str) -> Page | None:
        """The whole file at a URL path that `find` knows; None when it is gone or no regular file.

        Raises PermissionError when it may not be read. Writers replace files at once, so what one open file
        descriptor gives is the old file or the new one; a gzip form that is not of the same bytes is passed over.
        """
        found = self.find(path)
        read = _read(found) if found else None
        if found is None or read is None:
            return None
        body, stamp = read
        beside = _read_beside(self._place(path))
        packed = beside[0] if beside and unpacks_to(beside[0], body) else None
        page = Page(
            name=found.name,
            suffix=found.suffix,
            private=path.startswith(PRIVATE),
            closed=path.startswith(CLOSED),
            searching=path == SEARCH,
            body=body,
            packed=packed,
            digest=hashlib.sha256(body).hexdigest()[:32],
            modified=formatdate(stamp[1] // 10**9, usegmt=True) if stamp[1] <= time.time_ns() else None,
        )
        if stamp[1] + _TICK <= time.time_ns():
            self._remember(path, (stamp, beside[1] if beside else None), page)
        return page

    def _place(self, path: str) -> str:
        return f"{self._root}{path}"

    def _remember(self, path: str, version: Version, page: Page) -> None:
        with self._lock:
            _, old = self._pages.pop(path, (None, None))
            self.kept += _weight(page) - (_weight(old) if old else 0)
            self._pages[path] = (version, page)
            while self.kept > self._keep:
                _, (_, oldest) = self._pages.popitem(last=False)
                self.kept -= _weight(oldest)


def _shown(name: str) -> bool:
    """Hidden names, "..", empty ones, and what editors and half-done writes leave are nobody's to see."""
    return bool(name) and not name.startswith(".") and not name.endswith(("~", ".tmp", ".part")) and "\0" not in name


def _read(path: str | Path) -> tuple[bytes, Stamp] | None:
    try:
        # non-blocking: opening a named pipe would wait for its writer
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            found = os.fstat(file.fileno())
            return (file.read(), _stamp(found)) if stat.S_ISREG(found.st_mode) else None
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def _read_beside(place: str) -> tuple[bytes, Stamp] | None:
    try:
        return _read(f"{place}.gz")
    except OSError:
        return None


def _version(place: str) -> Version | None:
    try:
        found = _stamp(os.stat(place))  # noqa: PTH116 - at every request; a Path doubles the price
    except OSError:
        return None
    try:
        return found, _stamp(os.stat(f"{place}.gz"))  # noqa: PTH116
    except OSError:
        return found, None


def _stamp(found: os.stat_result) -> Stamp:
    return found.st_size, found.st_mtime_ns, found.st_ino, found.st_dev


def _weight(page: Page) -> int:
    return len(page.body) + len(page.packed or b"")
