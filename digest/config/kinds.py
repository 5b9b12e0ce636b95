"""What a value of digest.toml may be, said in words, and how it is read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from digest.editions.slugs import slug

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "ki": 2**10, "mi": 2**20, "gi": 2**30}
#: what people write for a country's code
_EVERYDAY = {"UK": "GB", "EL": "GR"}
_AGES = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class MisfitError(Exception):
    """A value that is not what its key wants: `value` is the offending part, `hint` one more clause.

    It never leaves this room: the loader turns it into a ConfigError, which knows the line.
    """

    def __init__(self, value: object, hint: str = "") -> None:
        self.value = value
        self.hint = hint
        super().__init__(shown(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`wants` ends the sentence "`key` wants ..."; `read` turns a TOML value into ours or raises MisfitError."""

    wants: str
    read: Callable[[Any], Any]


def shown(value: object, limit: int = 60) -> str:
    """A TOML value as a person wrote it, cut to `limit` characters."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= limit else text[:limit] + " ..."


def listed(options: tuple[str, ...]) -> str:
    """`"a", "b" or "c"`."""
    quoted = [f'"{option}"' for option in options]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def _near(value: str, options: tuple[str, ...] | set[str]) -> str:
    by_folded = {option.casefold(): option for option in options}
    near = get_close_matches(value.casefold(), sorted(by_folded), n=1)
    return f'did you mean "{by_folded[near[0]]}"?' if near else ""


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise MisfitError(value)
    return value


def _matching(pattern: str, limit: int) -> Callable[[Any], str]:
    compiled = re.compile(pattern)

    def read(value: Any) -> str:
        text = _string(value)
        if len(text) > limit or not compiled.fullmatch(text):
            raise MisfitError(value)
        return text

    return read


def _line(value: Any) -> str:
    text = _string(value).strip()
    if not text or not text.isprintable():
        raise MisfitError(value)
    return text


def _paragraph(value: Any) -> str:
    text = _string(value).strip()
    if not all(part.isprintable() for part in text.splitlines()):
        raise MisfitError(value)
    return text


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise MisfitError(value)
    return value


def _number(value: Any) -> float:
    # TOML's inf and nan fail every comparison with a bound or exceed it; its true is an int to Python.
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 600:
        raise MisfitError(value)
    return float(value)


def _size(value: Any) -> int:
    found = re.fullmatch(r"([0-9]{1,12}) ?([kmg]i?)?b?", str(value).strip().casefold())
    if isinstance(value, bool) or not isinstance(value, str | int) or found is None:
        raise MisfitError(value)
    size = int(found[1]) * _UNITS[found[2] or ""]
    if size == 0:
        raise MisfitError(value)
    return size


def _age(value: Any) -> timedelta:
    found = re.fullmatch(r"([0-9]{1,4}) ?([mhdw])", _string(value).strip())
    if found is None:
        raise MisfitError(value)
    return timedelta(**{_AGES[found[2]]: int(found[1])})


def _age_or_off(value: Any) -> timedelta | None:
    if value == "off":
        return None
    age = _age(value)
    if not age:
        raise MisfitError(value, 'write "off" for no bound')
    return age


def _list_of(read: Callable[[Any], str], *, empty: bool = False) -> Callable[[Any], tuple[str, ...]]:
    def read_all(value: Any) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise MisfitError(value, "write it in square brackets")
        if not value and not empty:
            raise MisfitError(value)
        items = tuple(read(item) for item in value)
        for place, item in enumerate(items):
            if item in items[:place]:
                raise MisfitError(item, "it stands there twice")
        return items

    return read_all


def _times(value: Any) -> tuple[str, ...]:
    return tuple(sorted(_list_of(_matching(r"([01][0-9]|2[0-3]):[0-5][0-9]", 5))(value)))


def _days(value: Any) -> tuple[str, ...]:
    return tuple(sorted(_list_of(one_of(*DAYS).read)(value), key=DAYS.index))


def _url(value: Any) -> str:
    text = _web(value, without="user, query and fragment")
    if "?" in text:
        raise MisfitError(value, "leave out user, query and fragment")
    return text if text.endswith("/") else text + "/"


def _hub(value: Any) -> str:
    return _web(value, without="user and fragment")


#: signs that no address holds as they are (RFC 3986, appendix A)
_NEVER_BARE = frozenset('"<>\\^`{|}')


def _web(value: Any, *, without: str) -> str:
    text = _string(value).strip()
    try:
        parts = urlsplit(text)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        raise MisfitError(value) from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or not port_is_fine:
        raise MisfitError(value)
    if "@" in parts.netloc or "#" in text or parts.hostname.startswith("."):
        raise MisfitError(value, f"leave out {without}")
    if not text.isascii() or not text.isprintable() or " " in text:
        raise MisfitError(value, "percent-encode what is not plain ASCII")
    if not _NEVER_BARE.isdisjoint(text) or "//" in parts.path:
        raise MisfitError(value, r'percent-encode "<>\^`{|} and write one "/" at a time')
    return text


def _zone(value: Any) -> str:
    text = _string(value)
    try:
        ZoneInfo(text)
    # OSError: "Europe" is a folder of the time zone database, not a zone
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise MisfitError(value, _near(text, available_timezones())) from None
    return text


def _address(value: Any) -> str:
    text = _string(value).strip()
    local, at, domain = text.rpartition("@")
    plain = text.isprintable() and not any(char in ' <>,;:"()[]\\@' for char in local + domain)
    if not (at and local and plain) or len(text) > 254 or "" in domain.split("."):
        raise MisfitError(value)
    return text


def _database(value: Any) -> str:
    text = _string(value).strip()
    kind, mark, rest = text.partition("://")
    if kind.partition("+")[0] not in {"sqlite", "postgresql"} or not mark or not text.isprintable():
        raise MisfitError(value)
    if kind.startswith("sqlite") and not rest.strip("/"):
        raise MisfitError(value, "a database in memory would forget everything")
    return text


def whole(low: int, high: int) -> Kind:
    """A whole number from `low` to `high`."""

    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise MisfitError(value)
        return value

    return Kind(wants=f"a whole number from {low} to {high}", read=read)


def one_of(*options: str) -> Kind:
    """One of a few words."""

    def read(value: Any) -> str:
        if value not in options:
            raise MisfitError(value, _near(value, options) if isinstance(value, str) else "")
        return str(value)

    return Kind(wants=listed(options), read=read)


def _folder(value: Any) -> str:
    """A folder under seeds/; one written as "seeds/wire/" means the same."""
    text = _string(value).strip().removeprefix("./").removeprefix("seeds/").rstrip("/")
    if not text.strip("*") or not text.isprintable() or text.startswith("/") or ".." in text.split("/"):
        raise MisfitError(value, "a path from seeds/ on")
    return text


def _place(value: Any) -> str:
    text = _string(value).strip()
    host, slash, path = re.sub(r"^https?://", "", text, count=1).partition("/")
    host = host.lower().removeprefix("www.")
    if not re.fullmatch(r"[^\s/?#@:*]+\.[^\s/?#@:*.]+", host) or not path.isprintable() or {"?", "#", " "} & set(path):
        raise MisfitError(value, "no user, port, query or star")
    return (host + slash + path).rstrip("/")


def _country(value: Any) -> str:
    text = _string(value).strip().upper()
    if not re.fullmatch(r"[A-Z]{2}", text):
        raise MisfitError(value)
    if text in _EVERYDAY:
        raise MisfitError(value, f'ISO 3166 writes "{_EVERYDAY[text]}"')
    return text


def _region(value: Any) -> str:
    region, slash, section = _string(value).partition("/")
    if slash:
        raise MisfitError(value, f'write  region = "{region}"  and below it  section = "{section}"')
    return str(SLUG.read(value))


def _pattern(value: Any) -> str:
    text = _line(value)
    if not text.strip("* "):
        raise MisfitError(value, "it would hold for every article")
    return text


def _subject(value: Any) -> str:
    """A name that has an address."""
    text = _line(value)
    if not slug(text):
        raise MisfitError(value, "it has neither letters nor digits")
    return text


def _share(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise MisfitError(value)
    return float(value)


def _article(value: Any) -> str:
    """The bare key of an article, of which the whole id is as good."""
    key = _string(value).strip().rpartition(":")[2]
    if not re.fullmatch(r"[a-z2-7]{16}", key):
        raise MisfitError(value, "digest articles shows it")
    return key


def _start_of_address(value: Any) -> str:
    text = _string(value).strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        raise MisfitError(value) from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or not text.isprintable():
        raise MisfitError(value)
    # without a path it would hold for example.org.other.example too
    return text if parts.path else f"{text}/"


def _one_or_more(read: Callable[[Any], str]) -> Callable[[Any], tuple[str, ...]]:
    """A list, or one value alone."""
    every = _list_of(read)
    return lambda value: every([value] if isinstance(value, str) else value)


NAME = Kind(wants="text on one line", read=_line)
TEXT = Kind(wants="text", read=_paragraph)
TRUTH = Kind(wants="true or false, without quotes", read=_truth)
SECONDS = Kind(wants="seconds from 0 to 600, such as 2 or 0.5", read=_number)
SIZE = Kind(wants='a size such as "50 MB" or "200 kB"', read=_size)
AGE = Kind(wants='a length of time such as "6h", "90m" or "2d"', read=_age)
AGE_OR_OFF = Kind(wants='an age such as "7d" or "36h", or "off"', read=_age_or_off)
TIMES = Kind(wants='local times as "HH:MM", such as ["07:00", "17:30"]', read=_times)
WEEKDAYS = Kind(wants=f"days of the week, any of {listed(DAYS)}", read=_days)
IDS = Kind(
    wants='ids of regions, such as ["europe", "mena"]',
    read=_list_of(_matching(r"[a-z0-9-]+", 60), empty=True),
)
#: addresses and edition keys are made of it, so it is as plain as a file name can be
SLUG = Kind(wants="a short name of a-z, 0-9 and -", read=_matching(r"[a-z0-9][a-z0-9-]*", 40))
URL = Kind(wants='an http or https address such as "https://news.example.org/"', read=_url)
#: told as it is written: feeds declare it, and readers and the hub compare
HUB = Kind(wants='the http or https address of a hub such as "https://hub.example.org/"', read=_hub)
#: RFC 4151 section 2.1: an authority (host name or address) and the day it was ours
AUTHORITY = Kind(
    wants='a host name of yours, a comma and the year, such as "news.example.org,2026"',
    read=_matching(r"([a-z0-9._-]+@)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?,[0-9]{4}(-[0-9]{2}){0,2}", 200),
)
ZONE = Kind(wants='a time zone such as "Europe/London" or "UTC"', read=_zone)
LANGUAGE = Kind(
    wants='a language tag such as "en" or "pt-BR"',
    read=_matching(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}", 40),
)
ADDRESS = Kind(wants='a bare mail address such as "desk@example.org"', read=_address)
NAMES = Kind(wants='a name, or names such as ["The Harbour Wire", "HW"]', read=_one_or_more(_line))
FOLDERS = Kind(wants='a folder under seeds/, or folders such as ["wire/harbour"]', read=_one_or_more(_folder))
PLACES = Kind(
    wants='a host, or hosts such as ["example.org", "example.org/harbour"]',
    read=_one_or_more(_place),
)
PATTERNS = Kind(wants='words, or a list such as ["horoscope", "Your stars for *"]', read=_one_or_more(_pattern))
LANGUAGES = Kind(wants='a language tag, or tags such as ["pt", "es"]', read=_one_or_more(LANGUAGE.read))
ARTICLES = Kind(wants="the id of an article, or a list of ids", read=_one_or_more(_article))
ADDRESSES = Kind(
    wants='the beginning of an address such as "https://news.example.org/iran/", or a list',
    read=_one_or_more(_start_of_address),
)
REGION = Kind(wants='the id of a region, such as "europe"', read=_region)
COUNTRY = Kind(wants='a country\'s two letters of ISO 3166, such as "IE"', read=_country)
SLUGS = Kind(wants='an id, or ids such as ["europe", "mena"]', read=_one_or_more(SLUG.read))
COUNTRIES = Kind(wants='two letters of ISO 3166, or a list such as ["UA", "XK"]', read=_one_or_more(_country))
SUBJECTS = Kind(wants='a name, or names such as ["climate change", "water"]', read=_one_or_more(_subject))
WORDS = Kind(wants='words, or a list such as ["flood*", "sea level"]', read=_one_or_more(_pattern))
USE = one_of("full", "summary", "headline")
SHARE = Kind(wants="a number from 0 to 1", read=_share)
HOST = Kind(wants='a host name or address such as "127.0.0.1"', read=_matching(r"[A-Za-z0-9.:_-]+", 255))
DATABASE = Kind(
    wants='a database address such as "sqlite:///var/digest.db" or "postgresql://user@host/name"',
    read=_database,
)
