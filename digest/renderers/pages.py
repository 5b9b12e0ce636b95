"""The pages a browser opens: an article, the front page, and the stylesheets and the icon that they share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from digest.model import Caption, Edition, FeedKind, FeedName, Notice, Region, Release, Scheme, Site, Use
from digest.renderers.address import page_url, web_safe
from digest.renderers.views import MAIN_FEED, Headline, block, feed_view, headline, line, moment, title
from digest.renderers.wording import long_date

if TYPE_CHECKING:
    from digest.renderers.templates import Templates

# The text of a page is other people's: nothing in it may load or run anything (CSP level 3).
CONTENT_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
# The search alone runs a script, the desk's own, which puts other people's text in as text.
SEARCH_POLICY = CONTENT_POLICY.replace("style-src 'self'", "style-src 'self'; script-src 'self'")
#: how old an article may be when it comes and lead its region
_NEWS = timedelta(days=7)
_GROUPS = ((FeedKind.REGION, "Regions"), (FeedKind.COUNTRY, "Countries"), (FeedKind.DIGEST, "Briefings"))
_ALL_GROUPS = (
    ("Regions and sections", (FeedKind.REGION, FeedKind.SECTION)),
    ("Countries", (FeedKind.COUNTRY,)),
    ("Languages", (FeedKind.LANGUAGE,)),
    ("Sources", (FeedKind.SOURCE,)),
    ("Topics", (FeedKind.TAG,)),
    ("Saved", (FeedKind.SAVED,)),
    ("Briefings", (FeedKind.DIGEST,)),
    ("Corrections", (FeedKind.CORRECTIONS,)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionView:
    """One line of the list of editions."""

    date: str
    title: str
    subject: str
    articles: int
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionView:
    """A region of the front page with its newest articles."""

    id: str
    title: str
    href: str
    headlines: tuple[Headline, ...]


def article(release: Release, site: Site, scheme: Scheme, templates: Templates, *, note: str = "") -> bytes:
    """The article's page: the link of its entries, readable from a file and over HTTP alike.

    `note`: what the desk says of the text, where readers have all of it.
    """
    shown, root = release.article, "../../../"
    head = headline(release, site, scheme, href=page_url(site, release))
    source = web_safe(shown.url)
    region = FeedName(kind=FeedKind.REGION, path=f"regions/{head.place.region_id}", title=head.place.region)
    listed = not release.backfill and any(one.id == head.place.region_id for one in scheme.regions)
    page = templates.render(
        "article.html",
        site=site,
        root=root,
        policy=CONTENT_POLICY,
        feeds=(feed_view(MAIN_FEED, site, root), feed_view(region, site, root)),
        article=head,
        lists=tuple(_lists(head, root)) if listed else (),
        title=title(shown),
        only="" if release.use is Use.FULL else release.use.value,
        paragraphs=[text for one in shown.paragraphs or (shown.summary,) if (text := block(one))],
        captions=[_caption(one) for one in shown.captions if block(one.text)],
        source=source,
        source_host=urlsplit(source).netloc.removeprefix("www.") if source else "",
        received=moment(shown.received, site),
        released=moment(release.released, site),
        updated=moment(release.updated, site) if release.revision > 1 else "",
        note=line(note) if release.use is Use.FULL else "",
    )
    return page.encode()


def notice(taken: Notice, site: Site, templates: Templates) -> bytes:
    """What stands at the address of an article that was withdrawn or merged: dated, and nothing of its text."""
    root = "../../../"
    page = templates.render(
        "notice.html",
        site=site,
        root=root,
        policy=CONTENT_POLICY,
        feeds=(feed_view(MAIN_FEED, site, root),),
        title=line(taken.title),
        href=root + quote(taken.into) if taken.into else "",
        updated=moment(taken.updated, site),
    )
    return page.encode()


def index(
    site: Site,
    scheme: Scheme,
    feeds: Sequence[FeedName],
    latest: Sequence[tuple[Region, Sequence[Release]]],
    editions: Sequence[Edition],
    templates: Templates,
    *,
    more: bool,
) -> bytes:
    """The front page: newest articles by region, editions, and every feed that has something to say.

    `feeds` in any order, empty ones are not shown; `more` says that the desk holds older articles than `latest`. An
    edition without a subject is listed by its name and day.
    """
    shown = [
        RegionView(
            id=region.id,
            title=region.title,
            href=f"regions/{quote(region.id)}.html",
            headlines=tuple(_headline(one, site, scheme) for one in _led(releases)),
        )
        for region, releases in latest
        if releases
    ]
    moments = [one.updated for _, releases in latest for one in releases] + [one.issued for one in editions]
    page = templates.render(
        "index.html",
        site=site,
        root="",
        policy=CONTENT_POLICY,
        main=feed_view(MAIN_FEED, site, ""),
        feeds=[feed_view(MAIN_FEED, site, ""), *(feed_view(one, site, "") for one in feeds if _listed(one))],
        groups=[
            (label, views)
            for kind, label in _GROUPS
            if (views := [feed_view(one, site, "", scheme) for one in feeds if one.kind is kind and _listed(one)])
        ],
        regions=shown,
        editions=[_edition(one, site) for one in editions],
        updated=moment(max(moments), site) if moments else "",
        more=more,
    )
    return page.encode()


def feeds(site: Site, scheme: Scheme, names: Sequence[FeedName], templates: Templates) -> bytes:
    """The page of every feed that has something to say, in the order given."""
    page = templates.render(
        "feeds.html",
        site=site,
        root="",
        policy=CONTENT_POLICY,
        main=feed_view(MAIN_FEED, site, ""),
        feeds=(feed_view(MAIN_FEED, site, ""),),
        groups=[
            (label, views)
            for label, kinds in _ALL_GROUPS
            if (views := [feed_view(one, site, "", scheme) for one in names if one.kind in kinds and not one.empty])
        ],
    )
    return page.encode()


def search(site: Site, templates: Templates) -> Mapping[str, bytes]:
    """The page that looks for words in all that is published, and its script; `search` has what they look through."""
    page = templates.render(
        "search.html", site=site, root="", policy=SEARCH_POLICY, feeds=(feed_view(MAIN_FEED, site, ""),)
    )
    return {"search.html": page.encode(), "search.js": templates.text("search.js").encode()}


def look(templates: Templates) -> Mapping[str, bytes]:
    """What pages share at the root of feeds/: their stylesheet, one for RSS and Atom opened raw, and their icon."""
    return {name: templates.text(name).encode() for name in ("style.css", "feed.css", "icon.svg")}


def _led(releases: Sequence[Release]) -> list[Release]:
    """A region's newest, led by one that was news when it came, else by one without a date; the others in their order.

    Held against its own release and no clock: the page changes when articles do.
    """
    lead = min(releases, key=_lateness)
    return [lead, *(one for one in releases if one is not lead)]


def _lateness(release: Release) -> int:
    published = release.article.published
    if published is None:
        return 1
    return 0 if release.released - published <= _NEWS else 2


def _headline(release: Release, site: Site, scheme: Scheme) -> Headline:
    return headline(release, site, scheme, href=quote(release.path), updated=release.revision > 1)


def _lists(head: Headline, root: str) -> Iterator[tuple[str, str]]:
    """The lists that hold the article, each with its address: its region's, and its section's."""
    yield head.place.region, f"{root}regions/{quote(head.place.region_id)}.html"
    if head.place.section and head.place.section_id:
        yield head.place.section, f"{root}sections/{quote(head.place.section_id)}.html"


def _listed(feed: FeedName) -> bool:
    return not feed.empty and any(feed.kind is kind for kind, _ in _GROUPS)


def _edition(edition: Edition, site: Site) -> EditionView:
    return EditionView(
        date=long_date(edition.at, site.timezone),
        title=line(edition.title),
        subject=line(edition.briefing.subject),
        articles=sum(len(keys) for _, keys in edition.articles),
        href=f"editions/{quote(edition.key)}/index.html",
    )


def _caption(caption: Caption) -> Caption:
    return Caption(text=line(caption.text), credit=line(caption.credit or "") or None)
