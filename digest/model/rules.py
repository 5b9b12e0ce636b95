"""What a desk says of its sources, what it leaves out, and what it places by its own word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class DateOrder(StrEnum):
    """Which way round a source writes 03/04/2025."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"
    YEAR_FIRST = "ymd"


class Trust(StrEnum):
    """How far a source's own fields are believed."""

    #: no day that its text tells of refutes its dates
    HIGH = "high"
    NORMAL = "normal"
    #: what its fields say is a guess, and its articles lead no region that has another one
    LOW = "low"


class Use(StrEnum):
    """How much of an article readers may have, the most first."""

    #: the whole text
    FULL = "full"
    #: the summary
    SUMMARY = "summary"
    #: the headline alone
    HEADLINE = "headline"


def strictest(*uses: Use) -> Use:
    """Of several the one that lets readers have least; FULL of none."""
    return max(uses, key=list(Use).index, default=Use.FULL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The use of articles from somewhere; of the ways in which they are told one is enough."""

    use: Use
    source: str | None = None
    """name of the desk's source"""
    folder: tuple[str, ...] = ()
    """this and the other two as of a source"""
    address: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """The table that says so: "[[source]] Harbour Wire"."""
        return f"[[source]] {self.source}" if self.source is not None else f"[[folder]] {', '.join(self.folder)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One `[[source]]`: how it is known, and what is known of it."""

    name: str
    folder: tuple[str, ...] = ()
    """folders under seeds/, "*" for any text"""
    address: tuple[str, ...] = ()
    """hosts in small letters, subdomains included, each with or without the beginning of a path"""
    names: tuple[str, ...] = ()
    """as files print the site, the agency or the publication"""
    home: str | None = None
    """ISO 3166 alpha-2"""
    default_region: str | None = None
    """where its articles stand that name no country"""
    language: str | None = None
    """BCP 47"""
    date_order: DateOrder | None = None
    timezone: str | None = None
    """of its times that come without a zone"""
    trust: Trust = Trust.NORMAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """One `[[skip]]`: an article of which every condition holds is kept from readers; of a list one is enough."""

    name: str
    why: str = ""
    folder: tuple[str, ...] = ()
    """as of a source"""
    address: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    """words in a row, or with "*" for any text the whole title"""
    section: tuple[str, ...] = ()
    """the source's own, whole"""
    language: tuple[str, ...] = ()
    """BCP 47; "pt" is every Portuguese"""
    shorter: int | None = None
    """words of the body"""
    longer: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """One `[[override]]`: where an article stands of which every condition holds; of a list one is enough."""

    region: str
    section: str | None = None
    country: str | None = None
    """ISO 3166 alpha-2"""
    id: tuple[str, ...] = ()
    """keys of articles"""
    url: tuple[str, ...] = ()
    """beginnings of addresses"""
    title: tuple[str, ...] = ()
    """as of a skip"""
    source: tuple[str, ...] = ()
    """names of the desk's sources"""
    folder: tuple[str, ...] = ()
    """as of a source"""

    @property
    def told(self) -> str:
        """How a placement names it: "override: url https://news.example.org/iran/ and 2 more"."""
        conditions = {"id": self.id, "url": self.url, "title": self.title, "source": self.source, "folder": self.folder}
        said = [
            f"{name} {values[0]}" + (f" and {len(values) - 1} more" if values[1:] else "")
            for name, values in conditions.items()
            if values
        ]
        return f"override: {', '.join(said)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The desk's own names of places, and those that its texts do not mean as places."""

    known: Mapping[str, str] = field(default_factory=dict)
    """name -> ISO 3166 alpha-2"""
    muted: tuple[str, ...] = ()
