"""What is no feed at all: what it looks like instead, and the feeds that a web page offers."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from digest.lint.judge import Judge

#: how many bytes of a file tell what it is, and how many are read as settings
_HEAD = 4096
_SETTINGS = 200_000
#: feeds of a page that are named, and characters of an address that somebody may have to read
_NAMED = 5
_LONGEST = 300
_PAGE = re.compile(rb"(?:\s|<\?xml[^>]*>|<!--.*?-->)*<(?:!doctype\s+html|html[\s>])", re.DOTALL | re.IGNORECASE)
_XML = re.compile(rb"<\?xml|<(?:[\w.-]+:)?(?:rss|feed|RDF|opml)[\s>]")
_FORMATS = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/json")
#: first bytes -> what begins so
_MAGIC = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP archive or a document of an office program",
    b"\x1f\x8b": "a gzip archive, which is to be unpacked first",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
}


def judge_stranger(judge: Judge, data: bytes) -> bool:
    """Say so where the bytes are those of something else than XML or JSON; whether they are."""
    if _PAGE.match(data[:_HEAD].removeprefix(b"\xef\xbb\xbf")):
        _judge_page(judge, data)
        return True
    noun = _noun(data)
    if noun:
        judge.say("NotAFeed", "/", 1, element=noun)
    return bool(noun)


def _noun(data: bytes) -> str:
    """What a file is called that is no feed; empty where it may be one, broken or whole."""
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        return "empty"
    for magic, noun in _MAGIC.items():
        if data.startswith(magic):
            return noun
    # In UTF-16 a sign stands before the first tag; a feed behind a warning of its program is a broken feed.
    if start[:1] in {b"<", b"{"} or b"<" in data[:4] or _XML.search(start[:_HEAD]):
        return ""
    if _is_toml(data):
        return "a file of settings (TOML)"
    if start[:1] == b"[":
        return ""
    return "a binary file" if b"\0" in data[:_HEAD] else "plain text"


def _is_toml(data: bytes) -> bool:
    if len(data) > _SETTINGS:
        return False
    try:
        return bool(tomllib.loads(data.decode("utf-8-sig")))
    except (ValueError, RecursionError):
        return False


def _judge_page(judge: Judge, data: bytes) -> None:
    offered = _offered(data, judge.addresses[0] if judge.addresses else "")
    if not offered:
        judge.say("WebPage", "/", 1)
        return
    number = f"{len(offered)} feeds" if len(offered) > 1 else "a feed"
    named = " ".join(shlex.quote(address) for address in offered[:_NAMED])
    judge.say("WebPageOffers", "/", 1, element=number, parent=named)


class _Links:
    """A target for lxml: the feeds that the links of a page lead to."""

    def __init__(self) -> None:
        self.base = ""
        self.found: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        href = attributes.get("href", "").strip()
        kind = attributes.get("type", "").partition(";")[0].strip().lower()
        if tag == "base" and not self.base:
            self.base = href
        elif tag == "link" and "alternate" in attributes.get("rel", "").lower().split() and kind in _FORMATS and href:
            self.found.append(href)

    def end(self, _tag: str) -> None:
        """Nothing to look at."""

    def close(self) -> None:
        """Nothing to give."""


def _offered(data: bytes, address: str) -> list[str]:
    """The addresses of feeds in a page's `<link rel="alternate">` (HTML Living Standard 4.6.7.1), each once."""
    links: Any = _Links()
    parser = etree.HTMLParser(target=links, no_network=True, recover=True)
    # What was found before a place that stops the parser is as good.
    with suppress(etree.LxmlError, ValueError):
        parser.feed(data)
        parser.close()
    found: dict[str, None] = {}
    for href in links.found:
        try:
            full = urljoin(urljoin(address, links.base), href)
        except ValueError:  # half a bracket
            continue
        if len(full) <= _LONGEST:
            found[full] = None
    return list(found)
