"""What lists the articles of a region or section: closed pages stay as they are, and one more article rewrites one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from digest.model import FeedName, Scheme, Site
from digest.renderers import files
from digest.renderers.address import LISTED
from digest.renderers.lists import Lists, list_path
from digest.renderers.templates import Templates
from digest.store import Shelf, Store

#: articles of a closed page; the newest page has as many and up to twice so many
SIZE = 50
#: closed pages written again between two looks at what is stale
SOME = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelving:
    """Closes runs of articles, and writes the pages of those in which something changed."""

    store: Store
    site: Site
    scheme: Scheme
    templates: Templates
    root: Path
    """feeds/"""
    stamp: str
    """changes with whatever pages are made of, beside their articles"""
    names: Sequence[FeedName]
    """feeds that the desk has"""
    changes: Mapping[str, int]
    """how often each of them changed"""
    written: Mapping[str, str] = field(default_factory=dict)
    """what the store noted of outputs"""
    size: int = SIZE

    def write(self) -> Iterator[list[Path]]:
        """Bring the pages up to date; what changed, in pieces. Older pages come first: the newest one links to them."""
        stale = [name for name in self._lists.names if not self._stands(name)]
        for name in stale:
            while self.store.close_shelves(name.path, self.size):
                yield []
        while shelves := self.store.stale_shelves(self.stamp, SOME):
            yield self._closed(shelves)
            self.store.shelved(shelves, self.stamp)
        for name in stale:
            yield self._open(name)

    # -- pages ----------------------------------------------------------------------------------

    def _closed(self, shelves: Sequence[Shelf]) -> list[Path]:
        names = {name.path: name for name in self.names}
        return files.replace_all(
            (self.root / list_path(shelf.feed, shelf.number), self._older(names[shelf.feed], shelf))
            for shelf in shelves
            if shelf.feed in names
        )

    def _older(self, name: FeedName, shelf: Shelf) -> bytes:
        last = not self.store.shelves(name.path, range(shelf.number + 1, shelf.number + 2))
        return self._lists.older(name, self.store.on_shelf(shelf), number=shelf.number, last=last)

    def _open(self, name: FeedName) -> list[Path]:
        last = self.store.newest_shelf(name.path)
        releases = self.store.releases(feed=name.path, after=last.until if last else None, limit=2 * self.size)
        months = self._months(last) if last else ()
        page = self._lists.newest(name, releases, pages=last.number if last else 0, months=months)
        changed = files.replace_all([(self.root / list_path(name.path), page)])
        self.store.stamp(_output(name), self._told(name))
        return changed

    def _months(self, last: Shelf) -> list[tuple[datetime, int]]:
        """Months of closed pages, the latest first, each with the page on which its first articles stand."""
        [first] = self.store.shelves(last.feed, range(1, 2))
        moments = [first.until]
        while (following := _next_month(moments[-1])) <= last.until:
            moments.append(following)
        reached = self.store.reaching(last.feed, moments)
        return [(moment, shelf.number) for moment, shelf in zip(moments, reached, strict=True) if shelf][::-1]

    @property
    def _lists(self) -> Lists:
        listed = [name for name in self.names if name.kind in LISTED]
        return Lists(site=self.site, scheme=self.scheme, templates=self.templates, names=listed)

    # -- both -----------------------------------------------------------------------------------

    def _stands(self, name: FeedName) -> bool:
        standing = self.written.get(_output(name)) == self._told(name)
        return standing and files.stands(self.root / list_path(name.path))

    def _told(self, name: FeedName) -> str:
        """What the newest page is made of."""
        parts = (self.stamp, name.title, str(self.changes.get(name.path, 0)))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def forget_lists(store: Store, root: Path, stamps: Iterable[str], names: Sequence[FeedName]) -> None:
    """Take away the pages of feeds that the desk has no more; `stamps`: paths of outputs. Raises FilesError."""
    known = {_output(name) for name in names}
    for path in stamps:
        if path.startswith("pages/") and path not in known:
            feed = path.removeprefix("pages/")
            files.remove(root / list_path(feed))
            files.remove_folder(root / feed)
            store.unstamp(path)


def _output(name: FeedName) -> str:
    return f"pages/{name.path}"


def _next_month(moment: datetime) -> datetime:
    start = moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (start + timedelta(days=32)).replace(day=1)
