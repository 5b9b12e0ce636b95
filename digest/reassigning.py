"""Stored articles placed anew, after the desk's tables, scheme or overrides changed; the difference is known first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from digest.editions.selection import feeds_of
from digest.model import Placement, Release
from digest.placing import Placing
from digest.store import Store
from digest.store.records import View

#: articles that are placed, and stored, under one hold of the work lock
PAGE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """An article that is placed otherwise than it is stored."""

    release: Release
    now: Placement

    @property
    def told(self) -> bool:
        """Whether readers would see it elsewhere, and not only its evidence, score or flag differ."""
        article, was = self.release.article, self.release.placement
        return (was.section, feeds_of(article, was)) != (self.now.section, feeds_of(article, self.now))


def pages(store: Store) -> Iterator[tuple[Release, ...]]:
    """What readers see, newest first, in pages."""
    page = store.releases(limit=PAGE)
    while page:
        yield page
        page = store.releases(limit=PAGE, before=page[-1].released)


def moves(placing: Placing, releases: Sequence[Release]) -> list[Move]:
    """Those that would be placed otherwise today; what a person placed stays."""
    found = []
    for release in releases:
        was = release.placement
        if was.by_hand:
            continue
        now = placing.place(release.article, release.article.key)
        # Other tables that say the same are no change.
        if replace(now, tables=was.tables) != was:
            found.append(Move(release=release, now=now))
    return found


def reassign(store: Store, found: Sequence[Move], view: View) -> None:
    """Let it be so: same ids, same releases, other feeds."""
    store.place({move.release.article.key: move.now for move in found}, feeds=view.feeds)
