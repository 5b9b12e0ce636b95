"""Feeds, articles and editions turned into heads and entries that every format can write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from digest.model import (
    Article,
    Correction,
    CountryScore,
    Edition,
    FeedKind,
    FeedName,
    Placement,
    Precision,
    Release,
    Scheme,
    Site,
    Use,
)
from digest.renderers import address
from digest.renderers.base import Category, Chain, Entry, FeedFormat, Head
from digest.renderers.content import body_html, clean, html, language_tag, named, one_line
from digest.renderers.wording import author, credit, dated, day, withdrawn

# A headline longer than this is a damaged record: readers keep titles in memory for every entry. The page has it whole.
TITLE_LIMIT = 500

_SUBTITLES = {
    FeedKind.ALL: "All articles of {site}, newest first",
    FeedKind.REGION: "Articles of {site} under {feed}, newest first",
    FeedKind.SECTION: "Articles of {site} under {feed}, newest first",
    FeedKind.COUNTRY: "Articles of {site} under {feed}, newest first",
    FeedKind.LANGUAGE: "Articles of {site} under {feed}, newest first",
    FeedKind.SOURCE: "Articles of {site} under {feed}, newest first",
    FeedKind.SAVED: "Articles of {site} under {feed}, newest first",
    FeedKind.TAG: "Articles of {site} under {feed}, newest first",
    FeedKind.CORRECTIONS: "Articles of {site} that were corrected or withdrawn, newest first",
    FeedKind.DIGEST: "Every edition of {feed} by {site}, newest first",
}


def head(
    name: FeedName,
    site: Site,
    form: FeedFormat,
    moments: Iterable[datetime],
    *,
    hub: str | None = None,
    pages: int = 0,
    page: int | None = None,
) -> Head:
    """The feed's own description; of its entries' `moments` the newest is its own, never the clock's.

    `hub`: what it declares as its own. `pages`: how many closed pages hold what is older than the live feed. `page`:
    the number of the one that this is; it is the same feed to readers, under the same id.
    """
    own, desk = named(name.title), named(site.name) or "Digest"
    path = name.path if page is None else address.closed_path(name.path, page)
    subtitle = _SUBTITLES[name.kind].format(site=desk, feed=own.removeprefix(f"{desk}: "))
    return Head(
        id=address.feed_id(site, name.path),
        title=own if desk in own else f"{desk} · {own}",
        subtitle=subtitle if page is None else f"{subtitle} (page {page} of its archive)",
        self_url=address.feed_url(site, path, form.suffix),
        media_type=form.media_type,
        home_url=address.home_url(site, name),
        author=desk,
        language=language_tag(name.language or site.language) or "en",
        updated=max(moments, default=_epoch(site)),
        stylesheet="../" * path.count("/") + "feed.css",
        # A closed page never changes: a hub has nothing to tell of it.
        hub=hub if page is None else None,
        chain=_chain(name, site, form, pages if page is None else page - 1, page),
    )


def _chain(name: FeedName, site: Site, form: FeedFormat, older: int, page: int | None) -> Chain:
    """A page names the next one before that is there: its number is known, and closed bytes never change."""

    def closed(number: int) -> str:
        return address.feed_url(site, address.closed_path(name.path, number), form.suffix)

    return Chain(
        older=closed(older) if older else None,
        newer=closed(page + 1) if page is not None else None,
        current=address.feed_url(site, name.path, form.suffix) if page is not None else None,
    )


def of_release(release: Release, site: Site, scheme: Scheme, *, note: str = "") -> Entry:
    """An article's entry, dated by its release; the source's own date stands in `issued`.

    `note`: what the desk says of the text, before it and only where readers have all of it.
    """
    article = release.article
    page = address.page_url(site, release)
    note = note if release.use is Use.FULL else ""
    return Entry(
        id=address.entry_id(site, article.key),
        title=one_line(article.title, limit=TITLE_LIMIT) or "Untitled",
        url=page,
        via=address.web_safe(article.url),
        published=release.released,
        updated=release.updated,
        issued=_plausible(_issued(article)),
        authors=_authors(article),
        categories=_categories(release, site, scheme),
        summary=_summary(release, site),
        content="" if release.use is Use.HEADLINE else body_html(article, site, page=page, note=note),
        language=_foreign(article, site),
        facts={
            "region": release.placement.region,
            "section": release.placement.section,
            "secondary_regions": list(release.placement.secondary),
            "countries": [country.code for country in _countries(release.placement)],
            "source_published": _issued(article),
            "received": article.received.astimezone(UTC).isoformat(),
            "agency": named(article.agency or "") or None,
            "revision": release.revision,
        },
    )


def of_correction(correction: Correction, site: Site, scheme: Scheme, *, note: str) -> Entry:
    """The entry that says of an article that it was corrected, under an id and a moment of its own.

    `note`: when, and what is known of it; in feeds that carry less than whole texts the first of the two is enough.
    """
    release = correction.release
    headline = one_line(release.article.title, limit=TITLE_LIMIT) or "Untitled"
    entry = _beside(correction, site, f"Correction: {headline}", "corrected", note, "Read the article as it is now")
    content = "" if release.use is Use.HEADLINE else entry.content
    return replace(entry, content=content, categories=_categories(release, site, scheme))


def of_notice(release: Release, site: Site) -> Entry:
    """What takes the place of a withdrawn article's entry, under its id: dated, and nothing of its title or text."""
    return Entry(
        id=address.entry_id(site, release.article.key),
        title="This article was withdrawn",
        url=address.page_url(site, release),
        published=release.released,
        updated=release.updated,
        content=f"<p>{html(withdrawn(release.updated, site))}</p>",
        summary=withdrawn(release.updated, site),
        facts={"state": release.state},
    )


def of_withdrawal(withdrawal: Correction, site: Site) -> Entry:
    """The entry that says of an article that it was withdrawn, under an id and a moment of its own.

    It names the day on which the article went out, and nothing else of it.
    """
    title = f"Withdrawn: an article of {day(withdrawal.release.released, site.timezone)}"
    note = withdrawn(withdrawal.at, site)
    return _beside(withdrawal, site, title, "withdrawn", note, "What stands at its address")


def _beside(told: Correction, site: Site, title: str, anchor: str, note: str, link: str) -> Entry:
    """An entry that tells of another one."""
    page, about = address.page_url(site, told.release), address.entry_id(site, told.release.article.key)
    return Entry(
        id=address.correction_id(site, told.name),
        title=title,
        # Not the article's own address, by which some readers' programs would take the two for one.
        url=f"{page}#{anchor}",
        published=told.at,
        updated=told.at,
        related=page,
        replaces=about,
        summary=note,
        content=f'<p>{html(note)}</p>\n<p><a href="{html(page)}">{link}</a></p>',
        facts={"replaces": about, "related": page},
    )


def of_edition(edition: Edition, site: Site, use: Use = Use.FULL) -> Entry:
    """An edition's entry in its digest's feed; it holds summaries at most, and a headline feed leads to its page."""
    return Entry(
        id=address.edition_id(site, edition.key),
        title=one_line(edition.briefing.subject, limit=TITLE_LIMIT) or one_line(edition.title) or "Untitled",
        url=address.edition_url(site, edition.key),
        published=edition.issued,
        updated=edition.issued,
        summary=one_line(edition.briefing.preheader),
        content="" if use is Use.HEADLINE else clean(edition.briefing.entry).strip(),
        facts={
            "digest": edition.digest,
            "edition": edition.key,
            "articles": sum(len(keys) for _, keys in edition.articles),
            "left_out": edition.left_out,
        },
    )


def _epoch(site: Site) -> datetime:
    """When an empty feed changed last: the year in the desk's tag authority, before which it had no feed (RFC 4151)."""
    year = site.id_prefix.partition(",")[2][:4]
    return datetime(int(year) if year.isdecimal() and int(year) else 1970, 1, 1, tzinfo=UTC)


def _summary(release: Release, site: Site) -> str:
    """The summary; for a headline alone its date and credit, since an Atom entry should say something."""
    article = release.article
    if release.use is Use.HEADLINE:
        return " · ".join(filter(None, [dated(article, site), one_line(credit(article))]))
    return clean(article.summary).strip()


def _foreign(article: Article, site: Site) -> str | None:
    """The language where it is not the site's."""
    language = language_tag(article.language)
    return language if language is not None and language.lower() != site.language.lower() else None


def _issued(article: Article) -> str | None:
    if article.published is None:
        return None
    moment = article.published.astimezone(UTC)
    match article.published_precision:
        case Precision.TIME:
            return moment.replace(microsecond=0, tzinfo=None).isoformat() + "Z"
        case Precision.MONTH:
            return moment.date().isoformat()[:7]
        case _:
            return moment.date().isoformat()


def _plausible(issued: str | None) -> str | None:
    """The date, or None before 1990: readers and validators take such dates for faults (W3C ImplausibleDate).

    The text of the entry tells it all the same, and so do the facts of JSON Feed.
    """
    return issued if issued is not None and issued >= "1990" else None


def _authors(article: Article) -> tuple[str, ...]:
    """The person and the agency; the source's site only when neither is known."""
    known = dict.fromkeys([named(author(article)), named(article.agency or "")])
    return tuple(filter(None, known)) or tuple(filter(None, [named(article.site or "")]))


def _countries(placement: Placement) -> tuple[CountryScore, ...]:
    """The countries an article is about: the top one and those with strong evidence."""
    return tuple(country for rank, country in enumerate(placement.countries) if rank == 0 or country.strong)


def _categories(release: Release, site: Site, scheme: Scheme) -> tuple[Category, ...]:
    """Regions (the primary first), section, countries, then the source's own tags."""
    placement = release.placement
    regions = {region.id: region for region in scheme.regions}
    titles = {region.id: region.title for region in scheme.regions}
    primary = regions.get(placement.region)
    sections = {section.id: section.title for section in primary.sections} if primary else {}

    def category(kind: str, term: str, label: str) -> Category:
        return Category(term=term, label=named(label), scheme=f"{site.id_prefix}{kind}")

    found = [category("regions", term, titles.get(term, term)) for term in (placement.region, *placement.secondary)]
    if placement.section:
        found.append(category("sections", placement.section, sections.get(placement.section, placement.section)))
    found += [
        category("countries", country.code.lower(), scheme.country_names.get(country.code, country.code))
        for country in _countries(placement)
    ]
    tags = dict.fromkeys(one_line(named(tag), limit=100) for tag in release.article.tags)
    return (*dict.fromkeys(found), *(Category(term=tag, label=tag) for tag in tags if tag))
