"""Articles, the normalised records, and what a new one is to the stored ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from digest.model.moments import check_aware
from digest.model.seeds import Provenance, Span
from digest.model.texts import size


class Precision(StrEnum):
    """How fine a published date is."""

    #: the source gives the time of day
    TIME = "time"
    #: the source gives the day only
    DAY = "day"
    #: the source gives the month only
    MONTH = "month"


class Signal(StrEnum):
    """What a source says a version of its story is; without a word it is the first, or just another one."""

    #: UPDATE 2, 1ST LEAD, WRITETHRU, ADDS, RECASTS ...
    UPDATE = "update"
    #: CORRECTED, REFILE, CORRECTION
    CORRECTION = "correction"
    #: KILL, WITHDRAWN, stat:canceled
    WITHDRAWAL = "withdrawal"


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
    """the evidence: the field's name or the sentence that gave the date; without one, what was refused as a date"""
    not_before: date | None = None
    """the article cannot be older than this day"""
    language: str | None = None
    """BCP 47, None when it cannot be told"""
    url: str | None = None
    site: str | None = None
    source: str | None = None
    """name of the desk's `[[source]]` it came from"""
    section: str | None = None
    """the source's own"""
    tags: tuple[str, ...] = ()
    guid: str | None = None
    """the source's own id of the story, the same in every version"""
    version: int = 0
    """the source's own count of versions; 0 = none given"""
    revised: datetime | None = None
    """when the source made this version; given with the time of day only"""
    signal: Signal | None = None
    turn: int = 0
    """the number in the signal: 2 of "UPDATE 2", 3 of "3RD LEAD"; 0 = none"""
    flags: frozenset[str] = frozenset()
    fields: Mapping[str, Provenance] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_aware(self.received, self.published, self.revised)

    @property
    def words(self) -> int:
        """Words of the body, of scripts without spaces two signs for one."""
        return sum(map(size, self.paragraphs))


class Kin(StrEnum):
    """What a text is to the story it belongs to."""

    #: the same text again, maybe under another headline or address
    DUPLICATE = "duplicate"
    #: another version: later, longer, or with other figures
    UPDATE = "update"
    #: a version that its source marks as a correction
    CORRECTION = "correction"
    #: the word of its source that the story is taken back
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What one article is to another of the same story, and the sentence that says why, with the figures."""

    kin: Kin
    why: str


class Verdict(StrEnum):
    """What an article of a new seed is to what the desk already has."""

    #: nothing like it is stored
    NEW = "new"
    #: the same text is stored
    SAME = "same"
    #: another text of a stored article, which keeps its key: what its file says now, or a version of its story
    REVISION = "revision"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The verdict on one new article; for SAME and REVISION `of` is the stored article's key."""

    article: Article
    verdict: Verdict
    of: str | None = None
    why: str = ""
    kin: Kin | None = None
    """what it is to its story; None for the first text of one, and where a file now says another text"""
    merges: tuple[str, ...] = ()
    """keys of further stories that this article shows to be one with its own"""
