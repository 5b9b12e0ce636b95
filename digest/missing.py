"""What is gone from feeds/ though the desk wrote it and did not take it away: named, and written again when asked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from digest.model import moment_of, page_path
from digest.renderers import files, search
from digest.renderers.address import closed_path
from digest.renderers.formats import FEED_FORMATS
from digest.renderers.lists import list_path
from digest.store import EVERYTHING, Store

#: pages of articles looked for at a time
SOME = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Files that the store has as written and that are not there."""

    paths: tuple[str, ...]
    """under feeds/"""
    recall: Callable[[], None]
    """has the next run write them again"""


def missing(store: Store, root: Path) -> Iterator[Missing]:
    """What is gone of articles' pages, closed pages of feeds, lists and runs of the search; `root`: feeds/.

    Each folder is read once, and no file is opened; for every run that would be too much all the same. Raises
    FilesError.
    """
    yield from _pages(store, root)
    for feed, newest in store.newest_pages().items():
        yield from _numbered(root, newest, partial(_closed, feed), partial(store.unclose, feed))
    for feed, newest in store.newest_shelves().items():
        if not (root / _listed(feed, None)[0]).is_file():
            # A list of the desk gets its newest page back at any run: this is none any more.
            continue
        yield from _numbered(root, newest, partial(_listed, feed), partial(store.unshelve, feed))


def recall(store: Store, root: Path) -> None:
    """Have all that is gone written again by what writes feeds/ next. Raises FilesError."""
    for each in missing(store, root):
        each.recall()


def _pages(store: Store, root: Path) -> Iterator[Missing]:
    """Of articles, withdrawn and merged ones too: by months, of which one folder's names are held at a time."""
    last, folder, names = moment_of(0), "", frozenset[str]()
    while written := store.written_pages(last, SOME):
        gone: dict[str, str] = {}
        for key, released in written:
            path = page_path(key, released)
            parent, _, name = path.rpartition("/")
            if parent != folder:
                folder, names = parent, files.names(root / parent, ".html")
            if name not in names:
                gone[key] = path
        if gone:
            yield Missing(paths=tuple(gone.values()), recall=partial(store.unpage, list(gone)))
        _, last = written[-1]


def _numbered(
    root: Path, newest: int, paths: Callable[[int], Sequence[str]], again: Callable[[Collection[int]], None]
) -> Iterator[Missing]:
    """Of what stands in one folder by numbers from 1 on."""
    names = files.names((root / paths(1)[0]).parent)
    gone = {
        number: lost
        for number in range(1, newest + 1)
        if (lost := [path for path in paths(number) if path.rpartition("/")[2] not in names])
    }
    if gone:
        yield Missing(paths=tuple(path for lost in gone.values() for path in lost), recall=partial(again, list(gone)))


def _closed(feed: str, number: int) -> list[str]:
    return [f"{closed_path(feed, number)}{form.suffix}" for form in FEED_FORMATS]


def _listed(feed: str, number: int | None) -> list[str]:
    return [f"{search.FOLDER}/{number or 'newest'}.js" if feed == EVERYTHING else list_path(feed, number)]
