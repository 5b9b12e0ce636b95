"""The files under feeds/: each is written when what it is made of changed, and left alone otherwise."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from digest.closing import MOST, Closing
from digest.correcting import unsaid
from digest.editions.selection import feed_name, feeds_of, rule
from digest.errors import FilesError
from digest.feeding import MOST_BYTES, Feeding, Shown
from digest.feeds import feed_names
from digest.model import (
    DigestPlan,
    Edition,
    FeedKind,
    FeedName,
    Limit,
    Region,
    Release,
    SavedFeed,
    Scheme,
    Site,
    Use,
    microseconds,
    moment_of,
)
from digest.paging import PAGES, Note, Paging
from digest.renderers import files, formats, message, opml, pages
from digest.renderers.templates import Templates
from digest.restricting import amend_editions
from digest.searching import Searching
from digest.shelving import Shelving, forget_lists
from digest.store import Store

#: articles of one region on the front page
FRONT = 6
#: editions listed on the front page
ISSUES = 10
#: articles from which on a source or a tag is worth a feed
WORTH = 3
#: where the feeds of single persons stand, each in a folder whose name is its secret
PRIVATE = "private"
_SECRET = re.compile(rf"(/{PRIVATE}/)[^/\s]+")
#: where feeds stand that come and go
_FOLDERS = frozenset({"regions", "sections", "countries", "languages", "sources", "tags", "saved", "digests"})
#: newest editions a digest's feed holds: one of 1,000 articles is 400 kB in each format
EDITIONS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of the work that is done."""

    paths: list[str] = field(default_factory=list)
    """what changed, under feeds/"""
    unwritten: list[tuple[str, str]] = field(default_factory=list)
    """keys of what feeds leave out, as it cannot be written, and why"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """Derives from the store which files are stale, and writes those."""

    store: Store
    """as readers see it"""
    site: Site
    scheme: Scheme
    plans: tuple[DigestPlan, ...]
    templates: Templates
    root: Path
    """feeds/"""
    entries: int = 100
    """newest entries a live feed holds"""
    page: int = MOST
    """entries of a closed page"""
    most_bytes: int = MOST_BYTES
    """of a feed's file, live or closed; one entry alone may be larger"""
    saved: tuple[SavedFeed, ...] = ()
    limits: tuple[Limit, ...] = ()
    """what `store` was told of use, beside the site's"""
    most: Mapping[FeedKind, int] = field(default_factory=lambda: {FeedKind.SOURCE: 200, FeedKind.TAG: 200})
    """how many feeds of a kind the desk opens by itself"""
    hub: str | None = None
    """the WebSub hub that feeds declare"""

    def write(self) -> Iterator[Piece]:
        """Bring feeds/ up to date in pieces; FilesError when the disk refuses.

        Feeds come last, all in one piece, when every page that they link to is there. A file is written before its
        stamp is recorded, so a kill in between writes the same bytes once more.
        """
        with files.sweeping(self.root):
            yield from self._write()

    @property
    def restricted(self) -> bool:
        """Whether what may still be sent is within the use that holds now."""
        return (self.store.fact("use") or _hash(Use.FULL, "()")) == self._use()

    def restrict(self) -> Iterator[Piece]:
        """After an edit of `use`: drop what is kept of entries, and amend editions; `write` does the rest."""
        if self.restricted:
            return
        self.store.drop_fragments()
        if any(limit.use is Use.HEADLINE for limit in self.limits):
            for _key in amend_editions(self.store, self.site, self.scheme, self.templates):
                yield Piece()
        self.store.set_fact("use", self._use())

    def _use(self) -> str:
        return _hash(self.site.use, repr(self.limits))

    def _write(self) -> Iterator[Piece]:
        yield from self.restrict()
        yield from self._fill()
        changed = [*self._sheets()]
        stamp = self._stamp(self.templates.stamp)
        searching = Searching(store=self.store, site=self.site, scheme=self.scheme, root=self.root, stamp=stamp)
        yield from self._article_pages(stamp, searching.note)
        stamps = self.store.stamps()
        for found in searching.write(stamps):
            yield self._piece(found)
        changed += self._edition_pages(stamps)
        every = self._feed_names()
        names = [name for name in every if not name.private]
        feeding, changes = self._feeding(), self._changes()
        yield from self._lists(names, changes, stamps)
        windows: dict[str, Shown] = {}
        yield from self._close(feeding, [name for name in names if name.archived], changes, stamps, windows)
        feeds = [
            self._feed(
                feeding, name, changes.get(name.path, 0), stamps.get(name.path), window=windows.pop(name.path, None)
            )
            for name in names
        ]
        changed += [path for piece in feeds for path in piece.paths]
        changed += self._front(names)
        self._clear(every, stamps)
        feeds.append(self._share(feeding, every, changes, stamps))
        yield Piece(paths=changed, unwritten=[each for piece in feeds for each in piece.unwritten])

    def write_shared(self) -> None:
        """Bring the private feeds up to date and take away those that ended, as `write` does; FilesError."""
        with files.sweeping(self.root):
            self._share(self._feeding(), self._feed_names(), self._changes(), self.store.stamps())

    def _fill(self) -> Iterator[Piece]:
        """After an upgrade or an edit that knows other feeds: put the articles that are here into theirs, in pieces."""
        now = rule(self.saved)
        stood, _, mark = (self.store.fact("feeds") or "").partition(" ")
        if (stood, mark) == (now, ""):
            return
        done = int(mark or 0) if stood == now else 0
        feeds = partial(feeds_of, saved=self.saved)
        while (last := self.store.fill_feeds(feeds, after=moment_of(done), limit=PAGES)) is not None:
            done = microseconds(last)
            self.store.set_fact("feeds", f"{now} {done}")
            yield Piece()
        self.store.set_fact("feeds", now)

    # -- pages ----------------------------------------------------------------------------------

    def _sheets(self) -> Iterator[str]:
        sheets = {**pages.look(self.templates), **pages.search(self.site, self.templates)}
        for path, content in sheets.items():
            yield from self._replace(path, content)

    def _article_pages(self, stamp: str, note: Note) -> Iterator[Piece]:
        if not (self.root / "articles").is_dir():
            self.store.unpage_all()
            self.store.unshelve_all()
        paging = Paging(
            store=self.store, site=self.site, scheme=self.scheme, templates=self.templates, root=self.root, stamp=stamp
        )
        for changed in paging.write(note):
            yield self._piece(changed)

    def _lists(
        self, names: Sequence[FeedName], changes: Mapping[str, int], stamps: Mapping[str, str]
    ) -> Iterator[Piece]:
        shelving = Shelving(
            store=self.store,
            site=self.site,
            scheme=self.scheme,
            templates=self.templates,
            root=self.root,
            stamp=self._stamp(self.templates.stamp),
            names=names,
            changes=changes,
            written=stamps,
        )
        for changed in shelving.write():
            yield self._piece(changed)

    def _edition_pages(self, stamps: Mapping[str, str]) -> Iterator[str]:
        # Also of digests that the desk gave up: mails that went out still link to their editions.
        for digest in sorted(self.store.issuers()):
            for key, _issued in self.store.edition_heads(digest):
                folder = f"editions/{key}"
                if folder in stamps and files.stands(self.root / folder / "index.html"):
                    continue
                edition = self.store.edition(key)
                if edition is not None:
                    yield from self._edition(edition, folder)
                    self.store.stamp(folder, "frozen")

    def _edition(self, edition: Edition, folder: str) -> Iterator[str]:
        message_id = f"<{edition.key}@{message.domain(self.site)}>"
        shared = message.build(edition, self.site, to=None, message_id=message_id)
        yield from self._replace(f"{folder}/digest.html", edition.briefing.html.encode())
        yield from self._replace(f"{folder}/digest.txt", edition.briefing.text.encode())
        yield from self._replace(f"{folder}/digest.eml", shared)
        # The web edition comes last: its presence says that the folder is whole.
        yield from self._replace(f"{folder}/index.html", edition.briefing.web.encode())

    def _front(self, names: Sequence[FeedName]) -> Iterator[str]:
        yield from self._replace("feeds.opml", opml.opml(names, self.site))
        yield from self._replace("feeds.html", pages.feeds(self.site, self.scheme, names, self.templates))
        latest: list[tuple[Region, tuple[Release, ...]]] = []
        for region in self.scheme.regions:
            releases = self.store.releases(feed=f"regions/{region.id}", limit=2 * FRONT)
            own = tuple(release for release in releases if release.placement.region == region.id)
            latest.append((region, own[:FRONT]))
        editions = [edition for plan in self.plans for edition in self.store.editions(plan.name, limit=ISSUES)]
        editions.sort(key=lambda edition: edition.issued, reverse=True)
        issues = unsaid(self.store, editions[:ISSUES])
        more = self.store.more_than(sum(len(own) for _, own in latest))
        front = pages.index(self.site, self.scheme, names, latest, issues, self.templates, more=more)
        yield from self._replace("index.html", front)

    # -- feeds ----------------------------------------------------------------------------------

    def _feed_names(self) -> tuple[FeedName, ...]:
        for kind, most in self.most.items():
            self.store.open_feeds(kind, least=WORTH, most=most)
        return tuple(feed_names(self.store, self.scheme, self.plans, self.site, self.saved))

    def _feeding(self) -> Feeding:
        stamp = self._stamp(formats.stamp())
        return Feeding(
            store=self.store,
            site=self.site,
            scheme=self.scheme,
            stamp=stamp,
            hub=self.hub,
            most_bytes=self.most_bytes,
        )

    def _changes(self) -> Mapping[str, int]:
        return {count.path: count.changes for count in self.store.feeds()}

    def _feed(
        self,
        feeding: Feeding,
        name: FeedName,
        changes: int,
        written: str | None,
        *,
        of: str | None = None,
        window: Shown | None = None,
    ) -> Piece:
        """Nothing at all where none of its entries came, went or changed since it was written.

        `of`: the path of the feed that holds the entries, where it is another. `window`: what it shows, where known.
        """
        pages, _ = self.store.newest_page(name.path) if name.archived else (0, None)
        stamp = self._mark(feeding, name, changes, of or name.path, pages)
        if not self._stale(name, stamp, written):
            return Piece()
        if written is None:
            # Whoever takes it away knows of it, though this run be killed between the files and their stamp.
            self.store.stamp(name.path, "")
        shown = window or self._window(feeding, name, of or name.path)
        found = feeding.files(name, shown, pages=pages)
        changed = files.replace_all((self.root / path, content) for path, content in found)
        if self.hub is not None and not name.private:
            # Before the stamp: after a kill in between both are done again, and the hub is told all the same.
            self.store.stand(self.hub, {path: hashlib.sha256(content).hexdigest() for path, content in found})
        self.store.stamp(name.path, stamp)
        return self._piece(changed, shown.unwritten)

    def _mark(self, feeding: Feeding, name: FeedName, changes: int, of: str, pages: int) -> str:
        """Of what its files are made: another one where anything in them is another."""
        digest = name.kind is FeedKind.DIGEST
        told = self.store.edition_heads(of.removeprefix("digests/"), limit=1) if digest else changes
        bounds = f"{self.entries} {self.most_bytes} {pages}"
        return _hash(feeding.stamp, name.title, name.use, bounds, str(told), self.hub or "")

    def _stale(self, name: FeedName, stamp: str, written: str | None) -> bool:
        paths = [f"{name.path}{form.suffix}" for form in formats.FEED_FORMATS]
        return written != stamp or not all(files.stands(self.root / path) for path in paths)

    def _window(self, feeding: Feeding, name: FeedName, of: str) -> Shown:
        """What the live feed shows."""
        if name.kind is FeedKind.DIGEST:
            return feeding.window(name, self.store.edition_heads(of.removeprefix("digests/"), limit=EDITIONS))
        return feeding.window(name, self.store.heads(of, self.entries))

    def _close(
        self,
        feeding: Feeding,
        names: Sequence[FeedName],
        changes: Mapping[str, int],
        stamps: Mapping[str, str],
        windows: dict[str, Shown],
    ) -> Iterator[Piece]:
        """Close the pages of feeds whose live files are about to change; what these will show goes into `windows`.

        Between two pieces others may take and withdraw: what was looked up before is looked up again.
        """
        law = _hash(self.site.url, self._use())
        closing = Closing(store=self.store, feeding=feeding, root=self.root, law=law, most=self.page)
        closing.look(names)
        for changed, unwritten in closing.mend(self._closed_name):
            yield self._piece(changed, unwritten)
        for name in names:
            pages, _ = self.store.newest_page(name.path)
            mark = self._mark(feeding, name, changes.get(name.path, 0), name.path, pages)
            if self._stale(name, mark, stamps.get(name.path)):
                window = self._window(feeding, name, name.path)
                while told := closing.close(name, window):
                    windows.clear()
                    yield self._piece(*told)
                    window = self._window(feeding, name, name.path)
                windows[name.path] = window

    def _closed_name(self, path: str) -> FeedName:
        """The feed of closed pages, also where the desk's scheme has that region no more."""
        kind = FeedKind.REGION if "/" in path else FeedKind.ALL
        return feed_name(kind, path, self.scheme, self.plans, self.site)

    def _share(
        self, feeding: Feeding, names: Sequence[FeedName], changes: Mapping[str, int], stamps: Mapping[str, str]
    ) -> Piece:
        """Write the feeds of single persons, and take away all that is theirs no more; no address of them is told."""
        folder, known = self.root / PRIVATE, {name.path: name for name in names}
        shares = [share for share in self.store.shares() if share.feed in known]
        live = {share.token for share in shares}
        unwritten: list[tuple[str, str]] = []
        try:
            # First: a full disk, which refuses what is written, keeps nothing from being taken away.
            for each in folder.iterdir() if folder.is_dir() else ():
                if each.is_dir() and each.name not in live:
                    files.remove_folder(each)
            if shares:
                # Whoever knows a name in it may pass; nobody else of this machine lists it.
                files.make_folder(folder, 0o711)
            for share in shares:
                name = replace(known[share.feed], path=share.path, private=True)
                written, changed = stamps.get(share.path), changes.get(share.feed, 0)
                unwritten += self._feed(feeding, name, changed, written, of=share.feed).unwritten
        except FilesError as why:
            path, told = (_SECRET.sub(r"\1…", words) for words in (why.path, str(why).removeprefix(f"{why.path}: ")))
            raise FilesError(told, path=path) from None
        for path in stamps:
            if path.startswith(f"{PRIVATE}/") and path.split("/")[1] not in live:
                self.store.unstamp(path)
        return Piece(unwritten=unwritten)

    def _clear(self, names: Sequence[FeedName], stamps: Mapping[str, str]) -> None:
        """Take away files of feeds that became private or are the desk's no more: what they say nothing would mend."""
        gone = {name.path for name in names if name.private}
        gone |= {path for path in stamps if path.partition("/")[0] in _FOLDERS} - {name.path for name in names}
        for path in gone & stamps.keys():
            self._take_away(path)
        forget_lists(self.store, self.root, stamps, names)

    def _take_away(self, path: str) -> None:
        paths = [f"{path}{form.suffix}" for form in formats.FEED_FORMATS]
        for each in paths:
            files.remove(self.root / each)
        self.store.unstand(paths)
        self.store.unstamp(path)

    def prune(self) -> None:
        """Forget what was written of entries that no feed shows any more."""
        self.store.forget_fragments(self.entries, EDITIONS)

    # -- both -----------------------------------------------------------------------------------

    def _replace(self, path: str, content: bytes) -> Iterator[str]:
        if files.replace(self.root / path, content):
            yield path

    def _stamp(self, *parts: str) -> str:
        """A digest of everything that the bytes of a file depend on beside the parts: desk, scheme and limits."""
        return _hash(repr(self.site), repr(self.scheme), repr(self.limits), *parts)

    def _piece(self, changed: Sequence[Path], unwritten: Sequence[tuple[str, str]] = ()) -> Piece:
        return Piece(paths=[path.relative_to(self.root).as_posix() for path in changed], unwritten=list(unwritten))


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
