"""Published files as HTTP sees them: which may be shown, of what type, and their bytes with tags."""

from __future__ import annotations

import gzip
import hashlib
import os
import stat
import threading
from collections import OrderedDict
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path

#: Feeds are application/xml: Chromium and Firefox show application/rss+xml as raw text and ignore its stylesheet.
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".eml": "message/rfc822",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".json": "application/feed+json",
    ".opml": "text/x-opml; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webp": "image/webp",
    ".xml": "application/xml; charset=utf-8",
}
FEEDS = frozenset({".xml", ".json", ".opml"})
_PACKED = frozenset({".css", ".html", ".json", ".opml", ".svg", ".txt", ".xml"})
_WORTH_PACKING = 1000

Version = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One file at one moment, whole."""

    body: bytes
    packed: bytes | None
    """gzip of `body`; None where it would not help"""
    digest: str
    """hash of `body`: the heart of its entity tags"""
    modified: str
    """as Last-Modified wants it"""


class Files:
    """The files under a folder, kept in memory while they do not change, `keep` bytes at most; for many threads."""

    def __init__(self, root: Path, *, keep: int = 64 * 2**20) -> None:
        self._root = Path(os.path.realpath(root))
        self._keep = keep
        self._lock = threading.Lock()
        self._pages: OrderedDict[Path, tuple[Version, Page]] = OrderedDict()
        self.kept = 0
        """bytes now in memory"""

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

    def page(self, path: Path) -> Page | None:
        """The whole file; None when it is gone or no regular file. Raises PermissionError when it may not be read.

        Writers replace files at once, so what one open file descriptor gives is the old file or the new one.
        """
        try:
            kept = self._known(path, path.stat())
            return kept or self._read(path)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    def _known(self, path: Path, found: os.stat_result) -> Page | None:
        with self._lock:
            version, page = self._pages.get(path, (None, None))
            if page is None or version != _version(found):
                return None
            self._pages.move_to_end(path)
            return page

    def _read(self, path: Path) -> Page | None:
        # non-blocking: opening a named pipe would wait for its writer
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                return None
            body = file.read()
        packed = None
        if path.suffix in _PACKED and len(body) >= _WORTH_PACKING:
            packed = gzip.compress(body, 6, mtime=0)
        page = Page(
            body=body,
            packed=packed,
            digest=hashlib.sha256(body).hexdigest()[:32],
            modified=formatdate(found.st_mtime, usegmt=True),
        )
        self._remember(path, _version(found), page)
        return page

    def _remember(self, path: Path, version: Version, page: Page) -> None:
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


def _version(found: os.stat_result) -> Version:
    return found.st_size, found.st_mtime_ns, found.st_ino


def _weight(page: Page) -> int:
    return len(page.body) + len(page.packed or b"")
