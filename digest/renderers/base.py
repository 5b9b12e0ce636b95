"""What a feed format gets and gives: one feed's head and entries, the same for RSS, Atom and JSON Feed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A subject an entry stands under; `scheme` is the URI of the list that `term` comes from."""

    term: str
    label: str
    scheme: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article or edition as every format tells it; all texts are cleaned, none is escaped but `content`."""

    id: str
    title: str
    url: str
    published: datetime
    updated: datetime
    content: str = ""
    """HTML, empty for a headline alone"""
    summary: str = ""
    """plain text"""
    via: str | None = None
    """the source's own page"""
    related: str | None = None
    """the page of the article that this entry is about, and"""
    replaces: str | None = None
    """the id of the entry which it tells to be another now"""
    issued: str | None = None
    """the source's own date as W3C-DTF, as fine as it is known: "2025-12" """
    authors: tuple[str, ...] = ()
    language: str | None = None
    """only when it is not the feed's"""
    categories: tuple[Category, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    """what only JSON Feed's extension object carries"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The documents that hold one feed's entries from the newest to the first (RFC 5005 section 4), as addresses."""

    older: str | None = None
    """prev-archive: the closed page before this document; None for the first"""
    newer: str | None = None
    """next-archive: the closed page after this one; None for the live feed"""
    current: str | None = None
    """the live feed; None where this document is that"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a feed says of itself."""

    id: str
    title: str
    subtitle: str
    self_url: str
    """the very address the file is served under"""
    media_type: str
    home_url: str
    author: str
    language: str
    updated: datetime
    stylesheet: str
    """relative to the feed's file"""
    hub: str | None = None
    """the WebSub hub that is told when the file at `self_url` changes"""
    chain: Chain = Chain()


class FeedFormat(Protocol):
    """One way to write a feed."""

    @property
    def name(self) -> str:
        """Short and lower case: "rss"."""

    @property
    def suffix(self) -> str:
        """What follows FeedName.path: ".rss.xml"."""

    @property
    def media_type(self) -> str:
        """The type in self and autodiscovery links."""

    @property
    def title(self) -> str:
        """The format's name for readers."""

    def fragment(self, entry: Entry) -> bytes:
        """The entry as it stands in every feed that holds it; the same input gives the same bytes.

        Raises RenderError.
        """

    def join(self, head: Head, fragments: Iterable[bytes]) -> bytes:
        """The feed's file: its head around fragments of this format, in their order. Raises RenderError."""
