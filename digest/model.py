"""The records that flow from left to right, frozen, and the states they can be in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum


def check_aware(*moments: datetime | None) -> None:
    """Refuse a datetime without a zone: every moment in Digest is aware."""
    for moment in moments:
        if moment is not None and moment.utcoffset() is None:
            raise ValueError(f"a moment without a zone: {moment!r}")


# -- seeds and drafts ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class FileStat:
    """What tells that a file changed: size in bytes, mtime in nanoseconds, inode."""

    size: int
    mtime_ns: int
    inode: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """One file under seeds/; its identity is the sha256 of its bytes."""

    sha256: str
    path: str
    """relative to seeds/, with forward slashes"""
    data: bytes
    received: datetime
    """when the desk first saw these bytes (UTC)"""
    appeared: datetime | None = None
    """the file's mtime, only when the running inbox saw the file appear"""
    stat: FileStat | None = None

    def __post_init__(self) -> None:
        check_aware(self.received, self.appeared)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Lines of a seed, first and last included, counted from 1."""

    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Discard:
    """Lines of a seed that belong to no draft, and why."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a guessed field came from ("json-ld", "layout:stacked", "dateline" ...) and how sure it is, 0 to 1."""

    source: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """A field as a reader found it, still a raw string."""

    value: str
    source: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a reader took from a seed before normalising."""

    index: int
    """position in the seed, from 0"""
    lines: tuple[Span, ...]
    layout: str
    """the layout or reader that found it: "stacked", "plain", "html", "markdown", "json" ..."""
    title: str
    """empty when the source gives none"""
    paragraphs: tuple[str, ...]
    captions: tuple[str, ...] = ()
    """raw captions, credit included, in order, repeats already collapsed"""
    hints: Mapping[str, Hint] = field(default_factory=dict)
    """keys: byline, dateline, agency, date, updated, url, site, language, summary, section, tags, id"""
    made: Hint | None = None
    """a date of making: crawl or mail header, the file's name, a line in the file"""
    flags: frozenset[str] = frozenset()
    """"may-hold-several", "untitled", "truncated", "encoding-guessed" ..."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything a reader says of one seed; the drafts' lines and the discards cover lines 1..total."""

    drafts: tuple[Draft, ...]
    discards: tuple[Discard, ...]
    total: int
    reader: str
    encoding: str | None = None


# -- articles -----------------------------------------------------------------------------------


class Precision(StrEnum):
    """How fine a published date is."""

    #: the source gives the time of day
    TIME = "time"
    #: the source gives the day only
    DAY = "day"
    #: the source gives the month only
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """A picture's text and its credit, kept apart from the body."""

    text: str
    credit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of the body: paragraphs[paragraph][start:end] is its text; rank 1 is the most telling."""

    text: str
    paragraph: int
    start: int
    end: int
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The normalised record."""

    key: str
    """bare key; the article's id is Site.id_prefix + key; derives from the first-seen text"""
    fingerprint: str
    """sha256 of the normalised title and body: equal means equal text"""
    seed: str
    """sha256 of the seed"""
    source_path: str
    index: int
    lines: tuple[Span, ...]
    layout: str
    title: str
    summary: str
    paragraphs: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    captions: tuple[Caption, ...]
    received: datetime
    byline: str | None = None
    agency: str | None = None
    dateline: str | None = None
    """the place as printed, without agency and date: "PRISTINA, Kosovo" """
    published: datetime | None = None
    """the source's own date; with Precision.DAY midnight UTC of that day"""
    published_precision: Precision | None = None
    published_from: str | None = None
    """the evidence: the field's name or the sentence that gave the date"""
    not_before: date | None = None
    """the article cannot be older than this day"""
    language: str | None = None
    """BCP 47, None when it cannot be told"""
    url: str | None = None
    site: str | None = None
    tags: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()
    fields: Mapping[str, Provenance] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_aware(self.received, self.published)

    @property
    def words(self) -> int:
        """Words of the body."""
        return sum(len(paragraph.split()) for paragraph in self.paragraphs)


class Verdict(StrEnum):
    """What an article of a new seed is to what the desk already has."""

    #: nothing like it is stored
    NEW = "new"
    #: the same text is stored
    SAME = "same"
    #: a later state of a stored article, which keeps its key
    REVISION = "revision"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The verdict on one new article; for SAME and REVISION `of` is the stored article's key."""

    article: Article
    verdict: Verdict
    of: str | None = None
    why: str = ""


# -- regions ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionSection:
    """The second level of a region: "balkans"."""

    id: str
    title: str
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A region of a scheme: countries by ISO 3166-1 alpha-2, in upper case."""

    id: str
    title: str
    countries: tuple[str, ...]
    sections: tuple[RegionSection, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """The regions of a desk in their order, `global` and `unassigned` last."""

    name: str
    regions: tuple[Region, ...]
    country_names: Mapping[str, str] = field(default_factory=dict)

    def region(self, region_id: str) -> Region:
        """The region of that id; KeyError when the scheme has none."""
        for region in self.regions:
            if region.id == region_id:
                return region
        raise KeyError(region_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryScore:
    """A country's weight in one article; `strong` = evidence in title or lede, or in two paragraphs."""

    code: str
    score: float
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One mention that counted: where it stands and what it weighed."""

    surface: str
    kind: str
    """country, capital, demonym, division, city, actor, institution, alias, source"""
    country: str
    part: str
    """title, dateline, lede, body, source"""
    weight: float
    offset: int
    """characters from the start of that part"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where an article stands, and why."""

    region: str
    section: str | None = None
    secondary: tuple[str, ...] = ()
    countries: tuple[CountryScore, ...] = ()
    """highest score first"""
    confidence: float = 0.0
    """margin of the first over the second, 0 to 1"""
    flagged: bool = False
    reason: str = ""
    """one plain sentence: why there, or why nowhere"""
    evidence: tuple[Evidence, ...] = ()
    rules: tuple[str, ...] = ()
    """rules that fired: "masked: South China Sea", "override: url" """
    tables: str = ""
    """version of the tables that decided"""


# -- publishing ---------------------------------------------------------------------------------


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

    def __post_init__(self) -> None:
        check_aware(self.released, self.updated)

    @property
    def path(self) -> str:
        """Path of the article's page under feeds/."""
        return f"articles/{self.released:%Y}/{self.released:%m}/{self.article.key}.html"


class Use(StrEnum):
    """How much of an article a feed carries."""

    #: the whole text
    FULL = "full"
    #: the summary
    SUMMARY = "summary"
    #: the headline alone
    HEADLINE = "headline"


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
    #: top country, or strong evidence for it
    COUNTRY = "country"
    #: one entry an edition
    DIGEST = "digest"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedName:
    """A feed without its entries."""

    kind: FeedKind
    path: str
    """under feeds/, without the format's suffix: "all", "regions/europe", "countries/xk", "digests/daily" """
    title: str
    empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A selection ready to be rendered, newest first; digests hold editions, all others releases."""

    name: FeedName
    releases: tuple[Release, ...] = ()
    editions: tuple[Edition, ...] = ()


# -- editions -----------------------------------------------------------------------------------


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

    def __post_init__(self) -> None:
        check_aware(self.at, self.issued)


# -- people -------------------------------------------------------------------------------------


class SubscriberState(StrEnum):
    """Whether a person gets mail."""

    #: gets every edition of the digests named
    ACTIVE = "active"
    #: gets nothing until resumed
    PAUSED = "paused"
    #: has left
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A person, or the desk itself."""

    id: int
    address: str
    channel: str
    """"maildir" or "smtp" """
    digests: tuple[str, ...]
    """empty = all"""
    state: SubscriberState = SubscriberState.ACTIVE
    since: datetime


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    #: waits for its turn or for `not_before`
    PENDING = "pending"
    #: claimed by `owner` until `lease`
    SENDING = "sending"
    #: the channel took it
    SENT = "sent"
    #: refused for good
    FAILED = "failed"
    #: waits for a person
    HELD = "held"
    #: unsubscribed, paused or stopped after issue
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One edition to one person through one channel."""

    edition: str
    subscriber: int
    address: str
    channel: str
    message_id: str
    """with angle brackets, the same on every try"""
    state: DeliveryState = DeliveryState.PENDING
    attempts: int = 0
    owner: str | None = None
    lease: datetime | None = None
    not_before: datetime | None = None
    detail: str = ""
    """the channel's last words"""
    settled: datetime | None = None

    @property
    def name(self) -> str:
        """Stable and safe for a file name."""
        return f"{self.edition}.{self.subscriber}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a channel says of one try: SENT, FAILED, HELD, or PENDING to try again after `retry_after`."""

    state: DeliveryState
    detail: str = ""
    retry_after: timedelta | None = None


# -- quarantine ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """A seed that could not be read, kept with the reason."""

    sha256: str
    path: str
    reason: str
    size: int
    since: datetime
