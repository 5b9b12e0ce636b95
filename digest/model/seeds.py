"""Seeds, and the drafts that readers take from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from digest.model.moments import check_aware


@dataclass(frozen=True, slots=True, kw_only=True)
class FileStat:
    """What tells that a file changed: size in bytes, mtime in nanoseconds, inode."""

    size: int
    mtime_ns: int
    inode: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """One file under seeds/, or one inside such a file; its identity is the sha256 of its bytes."""

    sha256: str
    path: str
    """relative to seeds/, with forward slashes; of a file inside another one: "export.zip/monday/a.txt" """
    data: bytes
    received: datetime
    """when the desk first saw these bytes (UTC)"""
    appeared: datetime | None = None
    """the file's mtime, only when the running inbox saw the file appear"""
    stat: FileStat | None = None
    depth: int = 0
    """how many files it lies inside of"""
    context: Mapping[str, Hint] = field(default_factory=dict)
    """what the file that held it says of it: url, site, date, made (a date of making), charset, media type"""

    def __post_init__(self) -> None:
        check_aware(self.received, self.appeared)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Units of a seed (see `Reading.unit`), first and last included, counted from 1."""

    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Discard:
    """Units of a seed that belong to no draft and are no member, and why."""

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
    """keys: byline, dateline, agency, date, updated, url, site, language, summary, section, tags, id (the source's
    own), version, status ("usable", "withheld", "canceled"), embargo (a moment), note (to editors), slug, urgency,
    signal ("update", "correction")"""
    made: Hint | None = None
    """a date of making: crawl or mail header, the file's name, a line in the file"""
    flags: frozenset[str] = frozenset()
    """"may-hold-several", "untitled", "truncated", "encoding-guessed", "length-differs" ..."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file inside a seed: a seed of its own, and the units of its holder it stands on."""

    seed: Seed
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything a reader says of one seed: drafts, members and discards cover the units 1..total, none twice."""

    drafts: tuple[Draft, ...]
    discards: tuple[Discard, ...]
    total: int
    reader: str
    encoding: str | None = None
    unit: str = "line"
    """what spans count: "line", "member", "record", "paragraph", "page" """
    members: tuple[Member, ...] = ()
    """files inside this one; each is read as a seed of its own"""
    declared: int | None = None
    """how many articles the file itself says it holds"""

    @property
    def short(self) -> str | None:
        """The sentence that tells a shortfall, with both numbers; None when there is none."""
        found = len(self.drafts) + len(self.members)
        if self.declared is None or found >= self.declared:
            return None
        return f"the file says that it holds {self.declared:,}, and {found:,} were found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """A seed that could not be read, kept with the reason."""

    sha256: str
    path: str
    reason: str
    size: int
    since: datetime
    backfill: bool = False
    """`--backfill` brought it: what it gives is archive and no news"""
