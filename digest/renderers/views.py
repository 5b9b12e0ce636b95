"""What templates see of an article: cleaned words, a safe address, its place among the regions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from unicodedata import bidirectional
from urllib.parse import quote

from digest.model import Article, FeedKind, FeedName, Placement, Release, Scheme, Sentence, Signal, Site, Use
from digest.renderers.address import LISTED
from digest.renderers.content import clean, is_rtl, one_line
from digest.renderers.wording import credit, dated, long_date, minutes, zone

MAIN_FEED = FeedName(kind=FeedKind.ALL, path="all", title="All articles")
HEADLINE_LIMIT = 300
"""characters of a headline outside the article's own page: a headline that long is a mishap"""
SUMMARY_LIMIT = 1200
"""characters of a summary, for the same reason"""
#: They turn the direction of everything after them; no headline needs them (Unicode Bidirectional Algorithm 2.2).
_OVERRIDES = str.maketrans("", "", "\u202d\u202e")
_COUNTRIES_NAMED = 5
#: What readers see when a scheme has no title for the two that are no places.
_TITLES = {"global": "World", "unassigned": "Other news"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """One file of a feed: its format's title, its media type, its address from the page that shows it."""

    format: str
    media_type: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedView:
    """A feed to subscribe to, in all its formats."""

    title: str
    """its name among its like: "Europe" """
    full_title: str
    """its name among all the feeds a reader has: "Example Desk: Europe" """
    links: tuple[FeedLink, ...]
    page: str = ""
    """the address of the page that lists its articles; empty where there is none"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an article stands, in readers' words."""

    region_id: str
    region: str
    section_id: str | None
    section: str | None
    countries: tuple[str, ...]
    secondary: tuple[str, ...]

    @property
    def label(self) -> str:
        """Region and section, or the region alone."""
        return f"{self.region} › {self.section}" if self.section else self.region


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """One article as a page or a mail lists it."""

    key: str
    title: str
    href: str
    summary: str
    dated: str
    credit: str
    minutes: int
    """0 where readers have not the whole text"""
    place: Place
    lang: str
    """empty when it is not known"""
    direction: str
    """ltr or rtl"""
    foreign: bool
    """whether language or direction is not the site's"""
    mark: str = ""
    """what became of it since readers may have had it: "Updated" or "Corrected" """
    depth: str = "full"

    @property
    def meta(self) -> str:
        """As in "16 December 2025 · By Jane Doe, Northern Wire · 4 min"."""
        reading = f"{self.minutes}\u00a0min" if self.minutes else ""
        return " · ".join(part for part in (self.dated, self.credit, reading) if part)


def headline(
    release: Release, site: Site, scheme: Scheme, *, href: str, updated: bool = False, depth: str = "full"
) -> Headline:
    """The release as one entry of a list, its whole summary included."""
    article = release.article
    mark = "Corrected" if article.signal is Signal.CORRECTION else "Updated"
    turned = direction(article) != ("rtl" if is_rtl(site.language) else "ltr")
    return Headline(
        key=article.key,
        title=title(article, limit=HEADLINE_LIMIT),
        href=href,
        summary=line(article.summary, limit=SUMMARY_LIMIT),
        dated=capital(line(dated(article, site))),
        credit=line(credit(article), limit=HEADLINE_LIMIT),
        minutes=minutes(article.words) if release.use is Use.FULL else 0,
        place=place(release.placement, scheme),
        lang=article.language or "",
        direction=direction(article),
        foreign=turned or (article.language or site.language).lower() != site.language.lower(),
        mark=mark if updated else "",
        depth=depth,
    )


def title(article: Article, *, limit: int | None = None) -> str:
    """The article's title on one line; its first words when it has none."""
    return line(article.title, limit=limit) or line(article.summary, limit=80) or "Untitled"


def block(text: str) -> str:
    """Clean text as it stands, without the characters that turn the direction of what follows."""
    return clean(text.translate(_OVERRIDES)).strip()


def line(text: str, *, limit: int | None = None) -> str:
    """`block` on one line, cut at a word after `limit` characters."""
    return one_line(text.translate(_OVERRIDES), limit=limit)


def first_sentence(article: Article) -> str:
    """The summary's first sentence, found among the article's own; the summary cut at a word when none fits."""
    summary = line(article.summary, limit=SUMMARY_LIMIT)
    for sentence in sorted(article.sentences, key=_reading_order):
        text = line(sentence.text)
        # The summary has lost the dateline that the first sentence may still carry.
        start = text.find(summary[:24]) if summary else -1
        if start >= 0 and summary.startswith(text[start:]):
            return text[start:]
    return one_line(summary, limit=160)


def _reading_order(sentence: Sentence) -> tuple[int, int]:
    return (sentence.paragraph, sentence.start)


def place(placement: Placement, scheme: Scheme) -> Place:
    """The placement in the scheme's words; a region or section that the scheme has lost is named by its id."""
    titles = {region.id: region.title for region in scheme.regions}
    sections = {section.id: section.title for region in scheme.regions for section in region.sections}
    section = placement.section
    named = [score for rank, score in enumerate(placement.countries) if rank == 0 or score.strong]
    return Place(
        region_id=placement.region,
        region=titles.get(placement.region) or _words(placement.region),
        section_id=section,
        section=(sections.get(section) or _words(section)) if section else None,
        countries=tuple(scheme.country_names.get(score.code, score.code) for score in named[:_COUNTRIES_NAMED]),
        secondary=tuple(titles.get(one) or _words(one) for one in placement.secondary),
    )


def direction(article: Article) -> str:
    """Ltr or rtl: by the language where it is known, else by the title's first letter that has a direction."""
    if article.language:
        return "rtl" if is_rtl(article.language) else "ltr"
    for character in article.title[:HEADLINE_LIMIT]:
        match bidirectional(character):
            case "R" | "AL":
                return "rtl"
            case "L":
                return "ltr"
    return "ltr"


def feed_view(feed: FeedName, site: Site, root: str, scheme: Scheme | None = None) -> FeedView:
    """The feed in all formats; `root` leads from the page to feeds/, `scheme` knows the short names."""
    from digest.renderers.formats import FEED_FORMATS

    desk, full = line(site.name), line(feed.title)
    return FeedView(
        title=_listed(feed, scheme) or full.removeprefix(desk).lstrip(" :·–—-") or full,
        full_title=full if desk in full else f"{desk}: {full}",
        links=tuple(
            FeedLink(format=one.title, media_type=one.media_type, href=f"{root}{quote(feed.path)}{one.suffix}")
            for one in FEED_FORMATS
        ),
        page=f"{root}{quote(feed.path)}.html" if feed.kind in LISTED else "",
    )


def _listed(feed: FeedName, scheme: Scheme | None) -> str | None:
    """The name of the feed's region or country in the scheme."""
    name = feed.path.rpartition("/")[2]
    if scheme is None:
        return None
    if feed.kind is FeedKind.REGION:
        return next((region.title for region in scheme.regions if region.id == name), None)
    return scheme.country_names.get(name.upper()) if feed.kind is FeedKind.COUNTRY else None


def moment(when: datetime, site: Site) -> str:
    """A moment on the site's clock: "Sunday 22 November 2026, 14:05 GMT"."""
    local = when.astimezone(zone(site.timezone))
    name = local.tzname() or "UTC"
    return f"{long_date(when, site.timezone)}, {local:%H:%M} {f'UTC{name}' if name[0] in '+-' else name}"


def answerable(site: Site) -> bool:
    """Whether mail to the desk's own address arrives: it has one, and not under .invalid (RFC 2606)."""
    return bool(site.sender) and not site.sender.rstrip("> ").endswith(".invalid")


def capital(text: str) -> str:
    """The text with its first letter raised."""
    return text[:1].upper() + text[1:]


def _words(identifier: str) -> str:
    return _TITLES.get(identifier) or capital(identifier.replace("-", " "))
