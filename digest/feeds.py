"""The feeds that a desk has, in the order in which readers see them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from unicodedata import normalize

from digest.editions.selection import feed_name
from digest.model import DigestPlan, FeedKind, FeedName, SavedFeed, Scheme, Site, strictest
from digest.store import FeedCount, Store


def feed_names(
    store: Store, scheme: Scheme, plans: Sequence[DigestPlan], site: Site, saved: Sequence[SavedFeed] = ()
) -> Iterator[FeedName]:
    """The main feed, regions with their sections, countries, languages, sources, tags, saved ones, digests.

    Every region, saved feed and digest has its feed, an empty one too; all else, that of corrections before the digests
    too, from its first entry on, or from when the store opened it. Languages are there once there are two: a desk of
    one has the main feed for it. What has no order of its own stands by its title.
    """
    counts = {count.path: count for count in store.feeds()}

    def named(feed: FeedCount) -> FeedName:
        return feed_name(feed.kind, feed.path, scheme, plans, site, label=feed.label, empty=not feed.count)

    rest = dict(counts)
    yield from map(named, _placed(rest, scheme))
    for kind in (FeedKind.SECTION, FeedKind.COUNTRY, FeedKind.LANGUAGE, FeedKind.SOURCE, FeedKind.TAG):
        found = [named(count) for count in rest.values() if count.kind is kind]
        if kind is not FeedKind.LANGUAGE or len(found) > 1:
            yield from sorted(found, key=_alphabetic)
    for each in saved:
        count = counts[each.path].count if each.path in counts else 0
        name = feed_name(FeedKind.SAVED, each.path, scheme, plans, site, label=each.title, empty=not count)
        yield replace(name, use=strictest(name.use, each.use), private=each.private)
    if "corrections" in counts:
        empty = not counts["corrections"].count
        yield feed_name(FeedKind.CORRECTIONS, "corrections", scheme, plans, site, label="Corrections", empty=empty)
    for plan in plans:
        empty = not store.edition_heads(plan.name, limit=1)
        yield feed_name(FeedKind.DIGEST, f"digests/{plan.name}", scheme, plans, site, empty=empty)


def _placed(counts: dict[str, FeedCount], scheme: Scheme) -> Iterator[FeedCount]:
    """The main feed and those of the scheme, taken out of the counts."""
    always = [(FeedKind.ALL, "all")]
    for region in scheme.regions:
        always.append((FeedKind.REGION, f"regions/{region.id}"))
        sections = [f"sections/{section.id}" for section in region.sections]
        always += [(FeedKind.SECTION, path) for path in sections if path in counts]
    for kind, path in always:
        yield counts.pop(path, FeedCount(kind=kind, path=path, count=0))


def _alphabetic(name: FeedName) -> tuple[str, str]:
    """By the letters that marks stand on: "Åland Islands" comes before "Zambia"; of one title by address."""
    return normalize("NFKD", name.title).casefold(), name.path
