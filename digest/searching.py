"""What the search page looks through: runs of articles that are closed and stay, and one that grows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from digest.model import Notice, Release, Scheme, Site
from digest.renderers import files, search
from digest.store import EVERYTHING, Shelf, Store

#: articles of a closed run; the open one has as many and up to twice so many
SIZE = 100
#: runs of a volume, which has lists of their words: bits of a number that browsers can calculate with
BOUND = 20
#: where is noted that the open run stands as it was written
_OUTPUT = "search"


@dataclass(frozen=True, slots=True, kw_only=True)
class Searching:
    """Closes runs of all that is published, and writes the files of those in which something changed."""

    store: Store
    """as readers see it"""
    site: Site
    scheme: Scheme
    root: Path
    """feeds/"""
    stamp: str
    """changes with whatever the files are made of, beside their articles; the same as that of lists"""
    size: int = SIZE
    bound: int = BOUND

    def note(self, changed: Sequence[Release | Notice]) -> None:
        """What holds these articles is to be written again; call it before it is noted that their pages were."""
        if changed:
            self.store.unshelve_released([one.released for one in changed])
            self.store.unstamp(_OUTPUT)

    def write(self, stamps: Mapping[str, str]) -> Iterator[list[Path]]:
        """Bring the files up to date; what changed, in pieces. `stamps`: what the store noted of outputs.

        What is older comes first: the open run, which is read first, tells of it.
        """
        if not (self.root / search.FOLDER).is_dir():
            self.store.unshelve_all()
        while self.store.close_shelves(EVERYTHING, self.size):
            yield []
        while shelves := self.store.stale_shelves(self.stamp, self.bound, everything=True):
            yield self._closed(shelves)
            self.store.shelved(shelves, self.stamp)
        if stamps.get(_OUTPUT) != self.stamp or not files.stands(self.root / search.FOLDER / "newest.js"):
            yield self._open()

    def _closed(self, shelves: Sequence[Shelf]) -> list[Path]:
        last = self.store.newest_shelf(EVERYTHING)
        changed: list[Path] = []
        for shelf in shelves:
            changed += self._put(search.run(str(shelf.number), self._records(shelf)))
        for volume in sorted({(shelf.number - 1) // self.bound for shelf in shelves}):
            first = volume * self.bound + 1
            if last is not None and last.number >= first + self.bound - 1:
                held = self.store.shelves(EVERYTHING, range(first, first + self.bound))
                changed += self._put(search.volume(volume, map(self._records, held)))
        return changed

    def _open(self) -> list[Path]:
        last = self.store.newest_shelf(EVERYTHING)
        releases = self.store.releases(after=last.until if last else None, limit=2 * self.size)
        closed = last.number if last else 0
        changed = self._put(search.newest(self._told(releases), closed=closed, bound=self.bound))
        self.store.stamp(_OUTPUT, self.stamp)
        return changed

    def _records(self, shelf: Shelf) -> list[search.Record]:
        """The run's articles as they are now: what was withdrawn or merged is among them no more."""
        return self._told(self.store.on_shelf(shelf))

    def _told(self, releases: Sequence[Release]) -> list[search.Record]:
        return [search.record(release, self.site, self.scheme) for release in releases]

    def _put(self, made: Mapping[str, bytes]) -> list[Path]:
        return files.replace_all((self.root / path, content) for path, content in made.items())
