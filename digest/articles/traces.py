"""Traces of an article: small numbers that two versions of one story have in common, by which a store finds them."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from digest.articles.markers import read_title
from digest.articles.shingles import BODY_WORDS, text_of, words_of
from digest.articles.text import fold
from digest.articles.words import words
from digest.model import Article

#: what a headline must hold before it is more than a name of a column
TITLE_WORDS: Final = 3
_MOST_TITLE_WORDS: Final = 16
_TRACKING: Final = words("fbclid gclid dclid msclkid igshid mc_cid mc_eid cmpid ocid cid ref ref_src src smid yclid")
#: ids that are made to be unique everywhere: addresses, tags, urns, message ids, UUIDs
_UNIQUE: Final = re.compile(
    r"(?:urn|tag|https?|doi|info|yt)[:_]\S{6}|[^\s@]+@[^\s.@]+\.|[0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{24}", re.IGNORECASE
)
#: and long ones that count something: "AAP.115314987.5417374", not "morning-briefing"
_LONG_ID: Final = 14
_MOST_DIGITS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """Signed 64-bit numbers; two related articles share at least one."""

    lasting: tuple[int, ...]
    """of the source's id, the address, the whole text and the whole headline: they relate at any distance"""
    passing: tuple[int, ...]
    """of parts of headline and text: they relate within 72 hours only"""
    marks: tuple[int, ...] = ()
    """those of the passing ones that are of the text"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guid:
    """A source's id as it is compared, and whether it names its story beyond the site that gave it."""

    name: str
    unique: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """A headline without its marks, folded, and its words."""

    text: str
    words: frozenset[str]


def traces(article: Article) -> Traces:
    """The traces of an article, each once."""
    guid, address, headline = guid_of(article), address_of(article), headline_of(article)
    text = text_of(body_of(article))
    lasting = [_number("guid", guid.name)] if guid is not None else []
    if address is not None:
        lasting.append(_number("address", address))
    lasting.append(_number("text", text.whole if len(text.words) >= BODY_WORDS else article.fingerprint))
    passing = [_short(pair) for pair in _title_pairs(headline.words)]
    if headline.words:
        (lasting if len(headline.words) >= TITLE_WORDS else passing).append(_number("title", headline.text))
    marks = tuple(map(_short, text.marks))
    return Traces(lasting=tuple(lasting), passing=tuple(dict.fromkeys((*passing, *marks))), marks=marks)


def alike(title: str, other: str) -> float:
    """How alike two headlines are without their marks (0 to 1)."""
    one, two = _headline(title).words, _headline(other).words
    return 2 * len(one & two) / max(1, len(one) + len(two))


def guid_of(article: Article) -> Guid | None:
    """The source's id; one that is only a number or a short name belongs to the site or source it came from."""
    if not article.guid:
        return None
    counted = len(article.guid) >= _LONG_ID and sum(map(str.isdecimal, article.guid)) >= _MOST_DIGITS
    if counted or _UNIQUE.match(article.guid):
        return Guid(name=article.guid, unique=True)
    host = urlsplit(article.url).netloc if article.url else ""
    at = host or article.source or article.site or article.source_path.rpartition("/")[0]
    return Guid(name=f"{at.casefold()} {article.guid}", unique=False)


def address_of(article: Article) -> str | None:
    """The address as it is compared: without scheme, www, fragment, last slash and what tells where a click came from.

    None without an address, and for the front page of a site, which is another text every day.
    """
    if article.url is None:
        return None
    parts = urlsplit(article.url)
    path = parts.path.rstrip("/")
    asked = [(name, value) for name, value in parse_qsl(parts.query) if not _tracks(name.casefold())]
    if not path and not asked:
        return None
    host = parts.netloc.casefold().rpartition("@")[2].removeprefix("www.").removesuffix(":80").removesuffix(":443")
    return f"{host}{path}?{urlencode(sorted(asked))}" if asked else f"{host}{path}"


def headline_of(article: Article) -> Headline:
    """The headline as it is compared; nothing where the article has none of its own."""
    given = article.fields.get("title")
    if given is not None and given.source == "file-name":
        return Headline(text="", words=frozenset())
    return _headline(article.title)


@lru_cache(maxsize=512)
def _headline(title: str) -> Headline:
    found = words_of(fold(read_title(title)[0]))
    return Headline(text=" ".join(found), words=frozenset(found[:_MOST_TITLE_WORDS]))


def body_of(article: Article) -> tuple[str, ...]:
    """The text as it is compared; that of the captions where there is none."""
    return article.paragraphs or tuple(caption.text for caption in article.captions)


def _title_pairs(title: frozenset[str]) -> Iterable[str]:
    """Pairs of words, one of which every headline has that is 80 % alike.

    Such a headline shares 2n/3 of the n words, hence two of the first n - 2n/3 + 2, whatever the order. Long words come
    first, because they are rarer.
    """
    size = len(title)
    if size < TITLE_WORDS:
        return ()
    first = sorted(title, key=lambda word: (-len(word), word))[: size - -(-2 * size // 3) + 2]
    return (f"{one} {other}" for one, other in combinations(first, 2))


def _tracks(name: str) -> bool:
    return name.startswith("utm_") or name in _TRACKING


def _number(kind: str, name: str) -> int:
    digest = hashlib.blake2b(f"{kind} {name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _short(name: str) -> int:
    """32 bits are enough where an accident costs one more comparison."""
    return zlib.crc32(name.encode())
