"""Which feeds an article belongs to, and what the feeds are called."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import urlsplit

from digest.editions.saved import holds
from digest.editions.slugs import slug
from digest.editions.tongues import NAMES
from digest.model import Article, DigestPlan, FeedKind, FeedName, Membership, Placement, SavedFeed, Scheme, Site

#: raise it when `feeds_of` answers otherwise: stored articles are then put into their feeds anew
EDITION: Final = 2

_NOWHERE = frozenset({"global", "unassigned"})
# A country counts beside the top one from this share of the top score on (design: "strong evidence").
_SHARE = 0.4
# An article with more tags has its most telling ones first; a tag longer than this is a sentence.
_TAGS = 10
_LONGEST = 60


def feeds_of(article: Article, placement: Placement, saved: Sequence[SavedFeed] = ()) -> tuple[Membership, ...]:
    """Every feed that holds an article of this placement, of `saved` ones too; the main feed comes first.

    A region feed holds its primary and secondary articles, a section feed those that stand in it. A country feed holds
    the articles it tops and those with strong evidence for it and at least 0.4 of the top score. An article that
    belongs to no place of its own ("global", "unassigned") tops no country by a weak mention: nothing unsure is shown
    as sure. The feed of a language holds all its variants. A source is what the desk calls it, else the site, the host
    or the agency that the article names; of tags, the first ten count.
    """
    feeds = [Membership(kind=FeedKind.ALL, path="all"), *_places(placement)]
    language = (article.language or "").partition("-")[0].lower()
    if language.isascii() and language.isalpha():
        feeds.append(Membership(kind=FeedKind.LANGUAGE, path=f"languages/{language}"))
    name = article.source or article.site or _host(article.url) or article.agency or ""
    if named := slug(name):
        path, own = f"sources/{named}", article.source is not None
        feeds.append(Membership(kind=FeedKind.SOURCE, path=path, label=name, opens=own))
    feeds += [
        Membership(kind=FeedKind.TAG, path=f"tags/{named}", label=tag, opens=False)
        for tag in article.tags[:_TAGS]
        if len(tag) <= _LONGEST and (named := slug(tag))
    ]
    paths = {feed.path for feed in feeds}
    feeds += [
        Membership(kind=FeedKind.SAVED, path=each.path) for each in saved if holds(each, article, placement, paths)
    ]
    return tuple(dict.fromkeys(feeds))


def rule(saved: Sequence[SavedFeed]) -> str:
    """A word that is another one whenever `feeds_of` may answer otherwise."""
    told = [
        (each.name, [sorted(group) for group in each.all_of], sorted(each.none_of), each.min_confidence, each.words)
        for each in saved
    ]
    return f"{EDITION}-{hashlib.sha256(repr(told).encode(errors='surrogatepass')).hexdigest()[:16]}"


def _places(placement: Placement) -> Iterator[Membership]:
    for region in (placement.region, *placement.secondary):
        yield Membership(kind=FeedKind.REGION, path=f"regions/{region}")
    if placement.section is not None:
        yield Membership(kind=FeedKind.SECTION, path=f"sections/{placement.section}")
    top = max((country.score for country in placement.countries), default=0.0)
    for index, country in enumerate(placement.countries):
        leads = index == 0 and placement.region not in _NOWHERE
        if leads or (country.strong and country.score >= _SHARE * top):
            yield Membership(kind=FeedKind.COUNTRY, path=f"countries/{country.code.lower()}")


def _host(url: str | None) -> str:
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:  # half a bracket
        return ""


def feed_name(
    kind: FeedKind,
    path: str,
    scheme: Scheme,
    plans: Sequence[DigestPlan],
    site: Site,
    *,
    label: str = "",
    empty: bool = False,
) -> FeedName:
    """The feed at `path` with the title a reader sees: "Example Desk: Kosovo".

    The main feed bears the desk's name alone. What the scheme or the plans do not know is called by its `label`, and
    by its id without one.
    """
    name = path.rpartition("/")[2]
    subject = _subject(kind, name, scheme, plans) or label or name
    title = site.name if kind is FeedKind.ALL else f"{site.name}: {subject}"
    own = site.language.partition("-")[0].lower()
    language = name if kind is FeedKind.LANGUAGE and name != own else None
    return FeedName(kind=kind, path=path, title=title, empty=empty, language=language, use=site.use)


def _subject(kind: FeedKind, name: str, scheme: Scheme, plans: Sequence[DigestPlan]) -> str | None:
    match kind:
        case FeedKind.REGION:
            return next((region.title for region in scheme.regions if region.id == name), None)
        case FeedKind.SECTION:
            sections = (section for region in scheme.regions for section in region.sections)
            return next((section.title for section in sections if section.id == name), None)
        case FeedKind.COUNTRY:
            return scheme.country_names.get(name.upper(), name.upper())
        case FeedKind.LANGUAGE:
            return NAMES.get(name)
        case FeedKind.DIGEST:
            return next((plan.title for plan in plans if plan.name == name), name) + " (editions)"
        case _:
            return None
