"""What goes into the store and what it answers, beside the records of the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from digest.model import Article, FeedKind, Held, Kin, Match, Membership, Placement, Seed, State, Verdict, Withheld

#: how far a digest's mark may lie in the future, as after a small step of the clock, before it counts as wrong
AHEAD = timedelta(days=1)

#: stands for a feed of every article, backfilled ones too; the path of no feed is such
EVERYTHING = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One article of a new seed, with the verdict on it, its place and the feeds it belongs to."""

    match: Match
    placement: Placement
    feeds: tuple[Membership, ...] = ()
    """kept for live articles only"""
    lasting: tuple[int, ...] = ()
    """traces by which later texts of the story find it, at any distance"""
    passing: tuple[int, ...] = ()
    """and for some days"""
    position: int | None = None
    """its place in the seed, where that is not its place among the arrivals"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """One article of a new seed that readers are not to see yet."""

    article: Article
    position: int
    """its place in the seed"""
    held: Held
    guid: str | None = None
    """its source's id as it is compared"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withholding:
    """What a new seed changes in what is kept from readers."""

    kept: tuple[Keeping, ...] = ()
    """its articles that they are not to see yet"""
    gone: tuple[str, ...] = ()
    """keys of earlier ones whose place its articles take"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A new seed with all that it gives."""

    seed: Seed
    reading: Mapping[str, object]
    """JSON-able: `seed_report` gives it back"""
    arrivals: tuple[Arrival, ...] = ()
    withholding: Withholding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How the store shows a story: which of its texts readers see, and the feeds that hold one placed so."""

    visible: Callable[[Sequence[Article]], Article]
    feeds: Callable[[Article, Placement], tuple[Membership, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One text of a story, and what it is to it."""

    number: int
    """in order of arrival, from 1"""
    article: Article
    kin: Kin | None
    why: str
    stands: bool
    """its file still says it"""
    origin: str | None
    """the article it belonged to before a merge"""
    visible: bool
    """the one that readers see; of a withdrawn story the withdrawal"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An article with every text of it."""

    key: str
    title: str
    state: State
    released: datetime
    updated: datetime
    backfill: bool
    tellings: tuple[Telling, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """The keys that one seed gave, each under what was done with it, in the seed's order."""

    new: tuple[str, ...] = ()
    revised: tuple[str, ...] = ()
    """articles whose file gave another text"""
    same: tuple[str, ...] = ()
    kin: tuple[tuple[str, Kin], ...] = ()
    """articles of which another version came, and what it is to them"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedArticle:
    """What became of one article of a seed."""

    key: str
    verdict: Verdict
    why: str = ""
    kin: Kin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedReport:
    """What the desk knows of one seed: read with these articles, or kept out for this reason."""

    path: str
    sha256: str
    received: datetime
    """of a quarantined seed: when it was put there"""
    reading: Mapping[str, object] = field(default_factory=dict)
    """what the caller handed to `Store.add`: reader, discards, totals"""
    articles: tuple[SeedArticle, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    """its articles that are kept from readers"""
    quarantine: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedCount:
    """A feed with an address that ever held an article, and how many it holds."""

    kind: FeedKind
    path: str
    count: int
    label: str = ""
    """as in Membership, of its first article"""
    changes: int = 0
    """grows whenever an article of it comes, goes or changes"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """An article or edition as one format of feed holds it."""

    key: str
    form: str
    """the format's name, and the use that the entry was brought within, where that is a feed's own"""
    stamp: str
    """told by the caller: what it was written from"""
    body: bytes = b""
    why: str | None = None
    """why it cannot be written, and stands in no feed"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedPage:
    """A document of a feed's older entries (RFC 5005 section 4)."""

    feed: str
    """as FeedName.path"""
    number: int
    """from 1, the oldest"""
    keys: tuple[str, ...]
    """of its articles, oldest first"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A closed run of a feed's articles: new ones never come to it."""

    feed: str
    """as FeedName.path"""
    number: int
    """from 1, the oldest"""
    since: datetime
    """its articles were released after this"""
    until: datetime
    """and up to this"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsent:
    """Deliveries that wait."""

    pending: int
    held: int
    next_try: datetime | None
    """from when on the first pending one may be tried"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The desk in figures, for `status`."""

    articles: int
    """that readers can see, backfilled ones included"""
    backfilled: int
    withdrawn: int
    merged: int
    withheld: int
    next_due: datetime | None
    """when the next of the withheld articles goes out by itself"""
    seeds: int
    quarantined: int
    editions: int
    subscribers: int
    """active ones"""
    pending: int
    sending: int
    sent: int
    failed: int
    held: int
    cancelled: int
    oldest_pending: datetime | None
    """when the oldest edition that still waits for somebody was issued"""
    next_try: datetime | None
    """from when on the first pending delivery may be tried"""
    last_received: datetime | None
    last_released: datetime | None
    last_issued: datetime | None
