"""Closed pages: what is about to leave a live feed is put where a new subscriber finds it for good (RFC 5005)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from pathlib import Path

from digest.feeding import Feeding, Forms, Shown
from digest.model import FeedName
from digest.renderers import files
from digest.renderers.address import closed_path
from digest.renderers.formats import FEED_FORMATS
from digest.store import ClosedPage, Store

#: entries of a page
MOST = 100
#: pages written again between two looks at what is due
SOME = 50

Told = tuple[Sequence[Path], Sequence[tuple[str, str]]]
"""the files of a page that changed; keys of what cannot be written, and why"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """Closes pages of feeds, and writes those again that must be.

    A feed is a log of what came to it. Closed pages, numbered from 1, hold its runs from the first on, and the live
    feed all that came after the newest of them: a page is closed when the live feed would lose an entry that no page
    holds. Its files never change again. Only what was withdrawn goes out of its pages, and pages that are lost, that
    say more than readers may have, or whose links lead nowhere as the desk has another address, are written again from
    what their articles are now.
    """

    store: Store
    feeding: Feeding
    root: Path
    """feeds/"""
    law: str
    """changes with what makes closed bytes wrong: the desk's address, and how much of a text readers may have"""
    most: int = MOST

    def close(self, name: FeedName, window: Shown) -> Told | None:
        """Close one page; None where the live feed, which shows `window` now, holds all that came after the pages.

        A page's files are there before it is recorded: a kill between the two has the run written once more, and until
        then nothing leads to it.
        """
        number, last = self.store.newest_page(name.path)
        run = self.store.log(name.path, last, max(len(window.moments), self.most) + 1)
        if all(key in window.moments for _, key, _ in run):
            return None
        found = self._page(name, {key: moment for _, key, moment in run[: self.most]}, window.entries)
        page = found.first(self.feeding.fitting(name, found))
        changed = self._write(name, number + 1, page)
        closed = ClosedPage(feed=name.path, number=number + 1, keys=tuple(page.moments))
        self.store.close_page(closed, last=_reach(run, page))
        return changed, found.unwritten

    def _page(self, name: FeedName, heads: Mapping[str, int], ready: Mapping[str, Forms]) -> Shown:
        """The entries of a run; those that are `ready` are not looked up."""
        looked = self.feeding.entries(name, [each for each in heads.items() if each[0] not in ready], keep=False)
        entries = {key: {**looked.entries, **ready}[key] for key in heads if key in looked.entries or key in ready}
        return Shown(moments=heads, entries=entries, unwritten=looked.unwritten)

    def look(self, names: Sequence[FeedName]) -> None:
        """Have pages of these feeds written again where their files are gone or the law is another."""
        if self.store.fact("closed under") != self.law:
            self.store.unclose()
            self.store.set_fact("closed under", self.law)
        for name in names:
            number, _ = self.store.newest_page(name.path)
            # A folder that is gone or was copied in part is noticed by its ends; looking at all pages has its price.
            if number and not (self._stands(name.path, 1) and self._stands(name.path, number)):
                lost = [each for each in range(1, number + 1) if not self._stands(name.path, each)]
                self.store.unclose(name.path, lost)

    def mend(self, named: Callable[[str], FeedName]) -> Iterator[Told]:
        """Write again what is due, from what its articles are now; `named`: the feed of a path."""
        while due := self.store.due_pages(SOME):
            for page in due:
                name = named(page.feed)
                now = self.feeding.entries(name, self.store.heads_of_page(page), keep=False)
                changed = self._write(name, page.number, now)
                self.store.written_again(page)
                yield changed, now.unwritten

    def _stands(self, path: str, number: int) -> bool:
        return all(files.stands(self.root / f"{closed_path(path, number)}{form.suffix}") for form in FEED_FORMATS)

    def _write(self, name: FeedName, number: int, page: Shown) -> list[Path]:
        newest_first = Shown(moments=page.moments, entries=dict(reversed(list(page.entries.items()))))
        made = self.feeding.files(name, newest_first, page=number)
        return files.replace_all((self.root / path, content) for path, content in made)


def _reach(run: Sequence[tuple[datetime, str, int]], page: Shown) -> datetime:
    """The moment up to which the page holds the run."""
    return [moment for moment, _, _ in takewhile(lambda each: each[1] in page.moments, run)][-1]
