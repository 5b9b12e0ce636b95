"""The page of each article: written when it changed, and put in its place a notice where it is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from digest.correcting import notes_of
from digest.model import Notice, Release, Scheme, Site, microseconds
from digest.renderers import files, pages
from digest.renderers.templates import Templates
from digest.store import Store

#: article pages rendered and recorded at a time: bounds memory and the work that a kill repeats
PAGES = 200
#: is told which articles have another page now
Note = Callable[[Sequence[Release | Notice]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """Writes the pages of articles."""

    store: Store
    """as readers see it"""
    site: Site
    scheme: Scheme
    templates: Templates
    root: Path
    """feeds/"""
    stamp: str
    """changes with whatever pages are made of, beside their articles"""

    def write(self, note: Note) -> Iterator[list[Path]]:
        """Bring the pages up to date; what changed, in pieces.

        `note` is told of what was written before that is recorded: after a kill in between it is told once more.
        """
        article = partial(pages.article, site=self.site, scheme=self.scheme, templates=self.templates)
        while batch := self.store.unpaged(self.stamp, PAGES):
            notes = notes_of(self.store, batch, self.site)
            changed = files.replace_all(
                (self.root / each.path, article(each, note=notes.get(each.article.key, ""))) for each in batch
            )
            note(batch)
            self.store.paged([(release.article.key, microseconds(release.updated)) for release in batch], self.stamp)
            yield changed
        while notices := self.store.unnoticed(self.stamp, PAGES):
            changed = files.replace_all(
                (self.root / notice.path, pages.notice(notice, self.site, self.templates)) for notice in notices
            )
            note(notices)
            self.store.paged([(notice.key, microseconds(notice.updated)) for notice in notices], self.stamp)
            yield changed
