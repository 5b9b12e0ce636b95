"""Where an article of the desk stands: by an override, by what it is about, by what is known of its source."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from digest.articles import overridden
from digest.model import Article, Override, Placement, Source
from digest.regions import UNASSIGNED, Placer
from digest.store import Store

#: how long an override may hold for nothing before a person is told
IDLE: Final = timedelta(days=90)
_KNOWN: Final = "overrides"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """The desk's placer, and what the desk itself says of its articles."""

    placer: Placer
    sources: Sequence[Source] = ()
    overrides: Sequence[Override] = ()

    def place(self, article: Article, key: str | None = None, *, home: str | None = None) -> Placement:
        """Where it stands; `key` is that of its story, where it is a further text of one; `home` that of its source.

        The first override that holds goes above all; the source's default region stands in where the text names no
        country, before its home.
        """
        source = next((each for each in self.sources if each.name == article.source), None)
        placement = self.placer.place(article, home=home or (source.home if source is not None else None))
        override = overridden(self.overrides, replace(article, key=key) if key is not None else article)
        if override is not None:
            return _put(placement, override)
        if source is not None and source.default_region is not None and not _named(placement):
            placement = self.placer.place(article)
            if placement.region == UNASSIGNED and not placement.countries:
                return placement.put(source.default_region, f"default region of {source.name}")
        return placement

    def locate(self, title: str, text: str, *, home: str | None = None, language: str | None = None) -> Placement:
        """The same for bare text, of which an override can know the title alone: where it has none, all of it."""
        placement = self.placer.locate(title, text, home=home, language=language)
        override = overridden(self.overrides, _bare(title or text))
        return placement if override is None else _put(placement, override)


def _put(placement: Placement, override: Override) -> Placement:
    return placement.put(override.region, override.told, section=override.section, country=override.country)


def _bare(title: str) -> Article:
    """An article of which the title is all that is known."""
    return Article(
        key="",
        fingerprint="",
        seed="",
        source_path="",
        index=0,
        lines=(),
        layout="",
        title=title,
        summary="",
        paragraphs=(),
        sentences=(),
        captions=(),
        received=datetime.min.replace(tzinfo=UTC),
    )


def _named(placement: Placement) -> bool:
    """Whether the text speaks for the first country, and not the source's home alone."""
    first = placement.countries[0].code if placement.countries else None
    return any(each.country == first and each.part != "source" for each in placement.evidence)


def note_overrides(store: Store, overrides: Sequence[Override], *, now: datetime) -> None:
    """Write down from when on the desk has each override: one that is new has had no time to hold for anything."""
    known = _known(store)
    noted = {each.told: known.get(each.told, now.isoformat()) for each in overrides}
    if noted != known:
        store.set_fact(_KNOWN, json.dumps(noted))


def idle_overrides(store: Store, overrides: Sequence[Override], *, now: datetime) -> list[Override]:
    """Those that the desk has had for IDLE and that held in that time for no article."""
    known = {told: datetime.fromisoformat(since) for told, since in _known(store).items()}
    old = [each for each in overrides if known.get(each.told, now) <= now - IDLE]
    held = store.rules_since("override: ", now - IDLE) if old else frozenset()
    return [each for each in old if each.told not in held]


def _known(store: Store) -> dict[str, str]:
    known: dict[str, str] = json.loads(store.fact(_KNOWN) or "{}")
    return known
