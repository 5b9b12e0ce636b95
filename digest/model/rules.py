"""What a desk says of its sources, and what it leaves out."""

from __future__ import annotations

from dataclasses import dataclass
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
    language: str | None = None
    """BCP 47"""
    date_order: DateOrder | None = None
    timezone: str | None = None
    """of its times that come without a zone"""
    trust: Trust = Trust.NORMAL
