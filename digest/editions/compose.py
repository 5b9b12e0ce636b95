"""An edition put together: what goes in, in which order, under which region, and what is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from digest.editions.depth import fit
from digest.model import (
    Article,
    BacklogReason,
    Briefing,
    Composition,
    Depth,
    DigestPlan,
    Edition,
    EditionItem,
    EditionRegion,
    EditionSection,
    Precision,
    Region,
    Release,
    Scheme,
    Slot,
    Use,
    check_aware,
)

_UNASSIGNED = "unassigned"
_SEE_ALSO = 5
# A story with a known date leads its region only while it is news.
_FRESH = timedelta(days=7)


def compose(  # noqa: PLR0913 - one decision needs all its facts; none of them belong together
    candidates: Iterable[Release],
    plan: DigestPlan,
    slot: Slot,
    scheme: Scheme,
    *,
    now: datetime,
    start: datetime | None = None,
    measure: Callable[[Composition], int] | None = None,
    budget: int = 95_000,
) -> Composition:
    """The edition for `slot` made of `candidates`: articles that no earlier edition of the digest had.

    They come newest released first and are gone through once: no more than `plan.max_articles` stay in memory.

    Always a Composition: without anything to send its `items` are empty, while its backlog may hold articles that must
    still be recorded. Every candidate ends exactly once, in `items` or in `backlog`.

    Backlog, the first reason that holds: came in by --backfill; received before `start` (set for the first edition that
    leaves the machine); its known date is older than `plan.max_age` (a day or month counts from its end); beyond
    `plan.max_articles`, newest first.

    Regions stand in the plan's order, those it does not name behind them in the scheme's. A region opens with its lead,
    and the section of the lead comes first; the other sections follow in the scheme's order, articles without a section
    last, each newest first. An article of a region the scheme no longer has stands under `unassigned`.

    `measure` gives the size of the rendered mail in bytes; articles lose depth until it is at most `budget`
    (see `depth.fit`). The same input gives the same composition.
    """
    check_aware(now, start)
    kept, backlog = _sift(candidates, plan, now=now, start=start)
    homes: dict[str, list[Release]] = {region.id: [] for region in _ordered(scheme, plan)}
    for release in kept:
        homes[_home(release, homes)].append(release)
    regions = tuple(
        _region(region, homes[region.id], _see_also(region.id, kept), now)
        for region in _ordered(scheme, plan)
        if homes[region.id]
    )
    composition = Composition(slot=slot, title=plan.title, regions=regions, backlog=tuple(backlog))
    return fit(composition, measure, budget) if measure is not None and regions else composition


def edition_of(composition: Composition, briefing: Briefing, issued: datetime) -> Edition:
    """The composition frozen with its rendered briefing, issued at `issued`."""
    return Edition(
        key=composition.slot.key,
        digest=composition.slot.digest,
        title=composition.title,
        at=composition.slot.at,
        issued=issued,
        articles=tuple(
            (region.id, tuple(item.release.article.key for item in region.items)) for region in composition.regions
        ),
        briefing=briefing,
        left_out=len(composition.backlog),
        named=named_in(item.release for item in composition.items),
    )


def named_in(releases: Iterable[Release]) -> frozenset[str]:
    """Keys of the articles of which readers may have the headline alone."""
    return frozenset(release.article.key for release in releases if release.use is Use.HEADLINE)


def recompose(
    edition: Edition,
    releases: Mapping[str, Release],
    slot: Slot,
    scheme: Scheme,
    *,
    measure: Callable[[Composition], int],
    budget: int = 95_000,
) -> Composition:
    """An edition that was issued, composed of the same articles as they are now, in the same regions and order.

    `releases`: its articles by the keys that it knows them by; what is not there is left out.
    """
    known = {region.id: region for region in scheme.regions}
    every = list(releases.values())
    regions = tuple(
        _region(
            known.get(region, Region(id=region, title=region.replace("-", " ").capitalize(), countries=())),
            [releases[key] for key in keys if key in releases],
            _see_also(region, every),
            edition.issued,
            lead=releases.get(keys[0]),
        )
        for region, keys in edition.articles
        if any(key in releases for key in keys)
    )
    return fit(Composition(slot=slot, title=edition.title, regions=regions), measure, budget)


def _sift(
    candidates: Iterable[Release], plan: DigestPlan, *, now: datetime, start: datetime | None
) -> tuple[list[Release], list[tuple[str, BacklogReason]]]:
    """What goes in, newest first, and what goes to the backlog."""
    kept: list[Release] = []
    backlog: list[tuple[str, BacklogReason]] = []
    for release in candidates:
        reason = left_out(release, plan, now=now, start=start)
        if reason is None and len(kept) >= plan.max_articles:
            reason = BacklogReason.MANY
        if reason is None:
            kept.append(release)
        else:
            backlog.append((release.article.key, reason))
    return kept, backlog


def left_out(
    release: Release, plan: DigestPlan, *, now: datetime, start: datetime | None = None
) -> BacklogReason | None:
    """Why no edition takes an article, however much room there is; None when one would."""
    if release.backfill:
        return BacklogReason.BACKFILL
    if start is not None and release.article.received < start:
        return BacklogReason.BEFORE_START
    if plan.max_age is not None and _older(release.article, plan.max_age, now):
        return BacklogReason.OLD
    return None


def _older(article: Article, age: timedelta, now: datetime) -> bool:
    """Whether the source's date is known and more than `age` ago, counted from the latest moment it can mean."""
    return article.published is not None and now - _latest(article.published, article.published_precision) > age


def _latest(published: datetime, precision: Precision | None) -> datetime:
    if precision is Precision.DAY:
        return published + timedelta(days=1)
    if precision is Precision.MONTH:
        # The 1st plus 31 days lies in the next month, whatever the month.
        following = published.astimezone(UTC).replace(day=1) + timedelta(days=31)
        return following.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return published


def _ordered(scheme: Scheme, plan: DigestPlan) -> list[Region]:
    """All regions of the scheme, those the plan names first and in its order."""
    place = {region: index for index, region in enumerate(plan.regions)}
    regions = sorted(scheme.regions, key=lambda region: place.get(region.id, len(place)))
    if all(region.id != _UNASSIGNED for region in regions):
        regions.append(Region(id=_UNASSIGNED, title="Other news", countries=()))
    return regions


def _home(release: Release, homes: dict[str, list[Release]]) -> str:
    return release.placement.region if release.placement.region in homes else _UNASSIGNED


def _see_also(region_id: str, kept: Sequence[Release]) -> tuple[EditionItem, ...]:
    """Articles placed elsewhere that also concern the region, newest first."""
    concerned = [
        release
        for release in kept
        if region_id in release.placement.secondary and release.placement.region != region_id
    ]
    return tuple(_item(release, Depth.HEADLINE) for release in concerned[:_SEE_ALSO])


def _region(
    region: Region,
    releases: Sequence[Release],
    see_also: tuple[EditionItem, ...],
    now: datetime,
    *,
    lead: Release | None = None,
) -> EditionRegion:
    lead = lead or max(releases, key=lambda release: _standing(release, now))
    known = {section.id: section.title for section in region.sections}
    shelves: dict[str | None, list[Release]] = {section: [] for section in (*known, None)}
    for release in releases:
        section = release.placement.section
        shelves[section if section in known else None].append(release)
    sections = [
        EditionSection(
            id=section,
            title=known[section] if section is not None else None,
            items=tuple(
                _item(release, Depth.LEAD if release is lead else Depth.FULL)
                for release in sorted(shelf, key=lambda release: release is not lead)
            ),
        )
        for section, shelf in shelves.items()
        if shelf
    ]
    sections.sort(key=lambda section: section.items[0].release is not lead)
    return EditionRegion(id=region.id, title=region.title, sections=tuple(sections), see_also=see_also)


def _standing(release: Release, now: datetime) -> tuple[bool, bool, datetime, int, datetime, str]:
    """What makes a lead: a known recent date, no doubts, the later day, the longer body, the later release."""
    article = release.article
    sure = not release.placement.flagged and not article.flags
    day = datetime.min.replace(tzinfo=UTC)
    fresh = article.published is not None and not _older(article, _FRESH, now)
    if fresh and article.published is not None:
        # A day that began in the far east only is no later than today.
        day = min(article.published, now).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return fresh, sure, day, article.words, release.released, article.key


def _item(release: Release, depth: Depth) -> EditionItem:
    return EditionItem(release=release, depth=depth, updated=release.revision > 1)
