"""Words that feeds, pages and mails share: dates, credits, reading times and lists, in English, free of any locale."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from digest.errors import RenderError
from digest.model import Article, Precision, Site

WORDS_A_MINUTE = 230

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def dated(article: Article, site: Site) -> str:
    """The source's own date as fine as it is known, else when the desk received the article, said as such.

    "16 December 2025, 14:05 GMT" (in the site's zone), "16 December 2025", "December 2025" or
    "undated, received 22 November 2026".
    """
    published = article.published
    if published is None:
        return f"undated, received {_day(article.received.astimezone(zone(site.timezone)))}"
    match article.published_precision:
        case Precision.TIME:
            local = published.astimezone(zone(site.timezone))
            return f"{_day(local)}, {local:%H:%M} {_zone_name(local)}"
        case Precision.MONTH:
            return f"{_MONTHS[published.month - 1]} {published.year}"
        case _:
            return _day(published)


def corrected(at: datetime, said: str, site: Site) -> str:
    """That a text was corrected and when, with what its source `said` of it, if anything.

    "Corrected on 22 November 2026.", "Corrected on 22 November 2026: an earlier version misspelt a name."
    """
    told = f"Corrected on {day(at, site.timezone)}"
    return f"{told}: {said}" if said else f"{told}."


def withdrawn(at: datetime, site: Site) -> str:
    """That a text is gone, since when and why: "Withdrawn on 22 November 2026: its source took it back."."""
    return f"Withdrawn on {day(at, site.timezone)}: its source took it back."


def credit(article: Article) -> str:
    """Who wrote it and for whom: "By Jane Doe, The Washington Post"; empty when neither is known."""
    name = author(article)
    house = article.agency or article.site or article.source or ""
    if not name:
        return house
    return f"By {name}" if not house or house.casefold() in name.casefold() else f"By {name}, {house}"


def author(article: Article) -> str:
    """The byline's name without a leading "By"; empty when there is none."""
    name = (article.byline or "").strip()
    return name[3:].strip() if name[:3].casefold() == "by " else name


def minutes(words: int) -> int:
    """Reading time in whole minutes at 230 words a minute, at least 1."""
    return max(1, round(words / WORDS_A_MINUTE))


def long_date(moment: datetime, tz: str) -> str:
    """The day of `moment` in the zone named `tz`: "Sunday 22 November 2026"."""
    local = moment.astimezone(zone(tz))
    return f"{_WEEKDAYS[local.weekday()]} {_day(local)}"


def day(moment: datetime, tz: str) -> str:
    """The day of `moment` in the zone named `tz`, without its weekday: "22 November 2026"."""
    return _day(moment.astimezone(zone(tz)))


def month(moment: datetime, tz: str) -> str:
    """The month of `moment` in the zone named `tz`: "November 2026"."""
    local = moment.astimezone(zone(tz))
    return f"{_MONTHS[local.month - 1]} {local.year}"


def listing(names: Iterable[str]) -> str:
    """A list as a sentence has it: "a", "a and b", "a, b and c"; empty for none."""
    *most, last = list(names) or [""]
    return f"{', '.join(most)} and {last}" if most else last


@cache
def zone(name: str) -> ZoneInfo:
    """The time zone of that IANA name; RenderError when there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise RenderError("no such time zone: use an IANA name such as Europe/Berlin", subject=name) from error


def _day(moment: date) -> str:
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def _zone_name(moment: datetime) -> str:
    """The zone's letters; zones that have none give "+05", which reads as "UTC+05"."""
    name = moment.tzname() or "UTC"
    return f"UTC{name}" if name[0] in "+-" else name


def plural(count: int, one: str, many: str | None = None) -> str:
    """As in "1 article", "2 articles", "1,200 articles"."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
