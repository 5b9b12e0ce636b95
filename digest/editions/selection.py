"""Which feeds an article belongs to, and what the feeds are called."""

from __future__ import annotations

from collections.abc import Sequence

from digest.model import DigestPlan, FeedKind, FeedName, Placement, Scheme, Site

_NOWHERE = frozenset({"global", "unassigned"})
# A country counts beside the top one from this share of the top score on (design: "strong evidence").
_SHARE = 0.4


def feeds_of(placement: Placement) -> tuple[tuple[FeedKind, str], ...]:
    """(kind, path under feeds/) of every feed that holds an article of this placement; the main feed comes first.

    A region feed holds its primary and secondary articles. A country feed holds the articles it tops and those with
    strong evidence for it and at least 0.4 of the top score. An article that belongs to no place of its own ("global",
    "unassigned") tops no country by a weak mention: nothing unsure is shown as sure.
    """
    paths = [(FeedKind.ALL, "all")]
    paths += [(FeedKind.REGION, f"regions/{region}") for region in (placement.region, *placement.secondary)]
    top = max((country.score for country in placement.countries), default=0.0)
    for index, country in enumerate(placement.countries):
        leads = index == 0 and placement.region not in _NOWHERE
        if leads or (country.strong and country.score >= _SHARE * top):
            paths.append((FeedKind.COUNTRY, f"countries/{country.code.lower()}"))
    return tuple(dict.fromkeys(paths))


def feed_name(
    kind: FeedKind, path: str, scheme: Scheme, plans: Sequence[DigestPlan], site: Site, *, empty: bool = False
) -> FeedName:
    """The feed at `path` with the title a reader sees: "Example Desk: Kosovo".

    The main feed bears the desk's name alone. A path that the scheme or the plans no longer know keeps its id as title.
    """
    subject = _subject(kind, path.rpartition("/")[2], scheme, plans)
    title = f"{site.name}: {subject}" if subject else site.name
    return FeedName(kind=kind, path=path, title=title, empty=empty)


def _subject(kind: FeedKind, name: str, scheme: Scheme, plans: Sequence[DigestPlan]) -> str:
    if kind is FeedKind.ALL:
        return ""
    if kind is FeedKind.REGION:
        return next((region.title for region in scheme.regions if region.id == name), name)
    if kind is FeedKind.COUNTRY:
        return scheme.country_names.get(name.upper(), name.upper())
    return next((plan.title for plan in plans if plan.name == name), name) + " (editions)"
