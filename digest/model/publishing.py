"""What the desk puts out: releases, feeds and editions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from digest.model.articles import Article
from digest.model.moments import check_aware
from digest.model.places import Placement
from digest.model.rules import Use, strictest


class State(StrEnum):
    """Whether readers see an article."""

    #: they do
    PUBLIC = "public"
    #: its source took it back: its page and its entry say so, and nothing counts it
    WITHDRAWN = "withdrawn"
    #: it is one story with another article, to which its page points
    MERGED = "merged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """An article as the desk put it out."""

    article: Article
    placement: Placement
    released: datetime
    """fixed for ever, strictly increasing over all articles, UTC with microseconds"""
    updated: datetime
    """equals `released` until a revision; strictly increasing too"""
    revision: int = 1
    backfill: bool = False
    """kept and counted, in no live feed and in no edition unless a person releases it"""
    state: State = State.PUBLIC
    use: Use = Use.FULL
    """how much of its text the article holds; the rest is not in it"""

    def __post_init__(self) -> None:
        check_aware(self.released, self.updated)

    def within(self, use: Use) -> Release:
        """The release without whatever of its text goes beyond that use; what an earlier one took away stays away."""
        use = strictest(self.use, use)
        if use is self.use:
            return self
        summary = self.article.summary if use is Use.SUMMARY else ""
        paragraphs = (summary,) if summary else ()
        # The sentence that gave a date is a sentence of the text.
        bare = replace(
            self.article, summary=summary, paragraphs=paragraphs, sentences=(), captions=(), published_from=None
        )
        return replace(self, article=bare, use=use)

    @property
    def path(self) -> str:
        """Path of the article's page under feeds/."""
        return page_path(self.article.key, self.released)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """That an article which readers had was corrected or withdrawn: an entry of its own, beside the article's."""

    name: str
    """unlike any other's, and unlike any key"""
    release: Release
    """the article with the text that corrects or withdraws it"""
    at: datetime
    """the entry's own moment, of the clock of releases"""

    def __post_init__(self) -> None:
        check_aware(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What stands at the address of an article that readers do not see any more: no text of it."""

    key: str
    title: str
    released: datetime
    updated: datetime
    """when it was withdrawn or merged"""
    into: str | None = None
    """path of the page of the article that tells its story now; None for a withdrawn one"""

    @property
    def path(self) -> str:
        """Path of the notice under feeds/, where the article's page was."""
        return page_path(self.key, self.released)


def page_path(key: str, released: datetime) -> str:
    """Path under feeds/ of the page of an article."""
    return f"articles/{released:%Y}/{released:%m}/{key}.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What every page and feed of a desk needs to know of the desk."""

    name: str
    url: str
    """public address of feeds/, ending in a slash"""
    id_prefix: str
    """tag URI up to the key: "tag:news.example.org,2026:" (RFC 4151)"""
    timezone: str = "UTC"
    language: str = "en"
    use: Use = Use.FULL
    """of every article of the desk"""
    demo: bool = False
    sender: str = ""
    """the From address of the desk's mail"""
    postal: str = ""
    """postal address for the footer, may be empty"""


class FeedKind(StrEnum):
    """What a feed selects."""

    #: every article
    ALL = "all"
    #: primary and secondary articles of a region
    REGION = "region"
    #: articles that stand in a section of a region
    SECTION = "section"
    #: top country, or strong evidence for it
    COUNTRY = "country"
    #: articles written in a language
    LANGUAGE = "language"
    #: articles of a source, as the desk calls it or as they call it themselves
    SOURCE = "source"
    #: articles to which their source gave a tag
    TAG = "tag"
    #: what the desk asks for in a `[[feed]]`
    SAVED = "saved"
    #: one entry for each article that was corrected or withdrawn
    CORRECTIONS = "corrections"
    #: one entry an edition
    DIGEST = "digest"

    @property
    def archived(self) -> bool:
        """Whether its older entries stay in reach on closed pages."""
        return self in {FeedKind.ALL, FeedKind.REGION}


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """That a feed holds an article; two of one feed are equal, whatever they call it."""

    kind: FeedKind
    path: str
    """as in FeedName"""
    label: str = field(default="", compare=False)
    """what the article calls the feed's subject, where nothing else knows: "climate change" """
    opens: bool = field(default=True, compare=False)
    """readers get the feed from its first article on, and not only when it is seen to be worth one"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFeed:
    """A feed that the desk describes itself: it holds what meets all of this."""

    name: str
    title: str
    all_of: tuple[frozenset[str], ...] = ()
    """sets of paths of feeds: an article stands in one of each"""
    none_of: frozenset[str] = frozenset()
    """paths of feeds in none of which it stands"""
    any_words: tuple[str, ...] = ()
    all_words: tuple[str, ...] = ()
    no_words: tuple[str, ...] = ()
    min_confidence: float = 0.0
    """of its placement, 0 to 1"""
    use: Use = Use.FULL
    """of every article in this feed; FULL also where the desk's own is as strict"""
    private: bool = False
    """it has no public address: it is shared with single persons"""

    @property
    def words(self) -> tuple[tuple[str, ...], ...]:
        """Of which one, all and none stand in the title or the text."""
        return self.any_words, self.all_words, self.no_words

    @property
    def path(self) -> str:
        """As in FeedName."""
        return f"saved/{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedName:
    """A feed without its entries."""

    kind: FeedKind
    path: str
    """under feeds/, without the format's suffix: "all", "regions/europe", "countries/xk", "digests/daily" """
    title: str
    empty: bool = False
    language: str | None = None
    """BCP 47, where it is not the desk's"""
    use: Use = Use.FULL
    """this and the next as of a SavedFeed"""
    private: bool = False

    @property
    def archived(self) -> bool:
        """Whether closed pages hold its older entries; never those of a feed for one person."""
        return self.kind.archived and not self.private


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestPlan:
    """One email digest of a desk: when it goes out and what it may hold."""

    name: str
    title: str
    times: tuple[str, ...] = ("07:00",)
    """local times, HH:MM"""
    days: tuple[str, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    timezone: str = "UTC"
    max_articles: int = 2000
    max_age: timedelta | None = None
    """an article whose date is known and older than this is backlog; None = no bound"""
    max_late: timedelta = timedelta(hours=6)
    """a missed time older than this is not caught up; its articles go into the next edition"""
    regions: tuple[str, ...] = ()
    """the desk's order of regions; empty = the scheme's"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One moment at which a digest goes out; `key` is the edition's key."""

    digest: str
    key: str
    at: datetime
    """UTC"""
    local: datetime
    """the same moment on the desk's clock"""
    on_demand: bool = False

    def __post_init__(self) -> None:
        check_aware(self.at, self.local)


class Depth(StrEnum):
    """How much of an article the mail shows."""

    #: larger headline, whole summary
    LEAD = "lead"
    #: headline and whole summary
    FULL = "full"
    #: headline and the summary's first sentence
    SHORT = "short"
    #: headline alone
    HEADLINE = "headline"
    #: only in the web edition, counted as "N more"
    OMITTED = "omitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionItem:
    """One article in an edition."""

    release: Release
    depth: Depth = Depth.FULL
    updated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionSection:
    """Articles of one second-level section; `id` is None for those of the region without one."""

    id: str | None
    title: str | None
    items: tuple[EditionItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionRegion:
    """The part of an edition that stands under one region."""

    id: str
    title: str
    sections: tuple[EditionSection, ...]
    see_also: tuple[EditionItem, ...] = ()
    """articles placed elsewhere whose secondary region this is: one line each"""

    @property
    def items(self) -> tuple[EditionItem, ...]:
        """All articles of the region in order."""
        return tuple(item for section in self.sections for item in section.items)


class BacklogReason(StrEnum):
    """Why an article is kept out of an edition."""

    #: its date is known and older than the digest's max_age
    OLD = "old"
    #: the edition was full
    MANY = "many"
    #: it arrived before the first edition that leaves the machine
    BEFORE_START = "before-start"
    #: it came in by --backfill
    BACKFILL = "backfill"


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """What an edition will hold, before it is rendered and frozen."""

    slot: Slot
    title: str
    regions: tuple[EditionRegion, ...]
    backlog: tuple[tuple[str, BacklogReason], ...] = ()
    """article keys left out of this and every later edition, and why"""

    @property
    def items(self) -> tuple[EditionItem, ...]:
        """All articles in order."""
        return tuple(item for region in self.regions for item in region.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """The rendered edition, the same for every reader: no recipient, no token."""

    subject: str
    preheader: str
    html: str
    """the mail's HTML part"""
    text: str
    """the mail's text part"""
    web: str
    """the web edition, a whole page"""
    entry: str
    """semantic HTML without styles, for the digest's feed"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One issue of a digest, frozen when issued."""

    key: str
    digest: str
    title: str
    at: datetime
    """the slot's moment (UTC)"""
    issued: datetime
    """strictly increasing, UTC with microseconds"""
    articles: tuple[tuple[str, tuple[str, ...]], ...]
    """(region id, article keys) in order"""
    briefing: Briefing
    left_out: int = 0
    """articles that went to the backlog with this edition"""
    named: frozenset[str] = frozenset()
    """keys of articles of which it holds the headline alone"""

    def __post_init__(self) -> None:
        check_aware(self.at, self.issued)
