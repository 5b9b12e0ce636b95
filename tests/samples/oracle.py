"""What a file of the development samples says it holds, told by plain look-ups that share nothing with the readers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One article; None and 0 where the file does not say it, or says it in a way a look-up cannot tell."""

    title: str | None = None
    guid: str | None = None
    version: int = 0
    day: str | None = None
    authors: str | None = None
    text: str | None = None


Oracle = Callable[[bytes], Iterable[Expected]]


def plain(text: str | None) -> str:
    """A text with single spaces."""
    return _SPACE.sub(" ", text or "").strip()


def _root(data: bytes) -> Any:
    return etree.fromstring(data.lstrip(), etree.XMLParser(resolve_entities=False, no_network=True, recover=True))


def _at(node: Any, path: str) -> str:
    """The text at a path of local names, a last "@name" for an attribute."""
    steps = "/".join(f"*[local-name()='{step}']" if not step.startswith("@") else step for step in path.split("/"))
    found = node.xpath(f"(.//{steps})[1]" if "@" not in path.rpartition("/")[0] else steps)
    if not found:
        return ""
    return plain(found[0] if isinstance(found[0], str) else "".join(found[0].itertext()))


def _named(root: Any, name: str) -> list[Any]:
    return [] if root is None else list(root.xpath(f"descendant-or-self::*[local-name()='{name}']"))


def day_of(text: str) -> str | None:
    """The day at the beginning of a text, ISO 8601."""
    digits = re.match(r"(\d{4})-?(\d\d)-?(\d\d)", text)
    return "-".join(digits.groups()) if digits else None


def newsml_g2(data: bytes) -> Iterator[Expected]:
    """Every newsItem with words inline."""
    for item in _named(_root(data), "newsItem"):
        inline = _named(item, "inlineXML") + _named(item, "inlineData")
        text = plain(" ".join(" ".join(each.itertext()) for each in inline))
        kind = _at(item, "itemMeta/itemClass/@qcode")
        if text and not kind.endswith((":picture", ":audio", ":video", ":composite", ":graphic")):
            version = item.get("version", "0")
            yield Expected(
                title=_at(item, "contentMeta/headline") or None,
                # some agencies write the version into the id, so that no two versions have the same one
                guid=item.get("guid").removesuffix(f":{version}"),
                version=int(version),
            )


def newsml(data: bytes) -> Iterator[Expected]:
    """Every NewsItem whose content is text."""
    for item in _named(_root(data), "NewsItem"):
        content = plain(" ".join(" ".join(each.itertext()) for each in _named(item, "DataContent")))
        if content and not _named(item, "NewsItem")[1:]:
            revision = _at(item, "NewsIdentifier/RevisionId")
            yield Expected(
                title=_at(item, "NewsLines/HeadLine") or None,
                guid=_at(item, "NewsIdentifier/PublicIdentifier") or None,
                version=int(revision) if revision.isdecimal() else 0,
            )


def nitf(data: bytes) -> Iterator[Expected]:
    """Every nitf document."""
    for item in _named(_root(data), "nitf"):
        yield Expected(title=_at(item, "hl1") or None, day=day_of(_at(item, "date.issue/@norm")))


def ninjs(data: bytes) -> Iterator[Expected]:
    """Every object with a headline and a body, however deep it lies in the answer of a service."""
    for item in _objects(json.loads(data)):
        body = next((item[name] for name in _BODIES if item.get(name)), None)
        if body and item.get("headline") and item.get("type", "text") in ("text", "composite", "story"):
            yield Expected(
                title=plain(re.sub(r"<[^>]+>", "", item["headline"])),
                guid=item.get("urn") or item.get("uri") or item.get("guid"),
                version=int(item.get("version") or 0),
            )


_BODIES = ("article_html", "body_html", "body_xhtml", "body_nitf", "body_text", "description_html", "body")


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every JSON object, outer ones first; those inside an article's are its parts."""
    if isinstance(value, list):
        for each in value:
            yield from _objects(each)
    elif isinstance(value, dict):
        yield value
        if not value.get("headline"):
            for each in value.values():
                yield from _objects(each)


def entries(data: bytes) -> Iterator[Expected]:
    """Every item or entry of a feed that has a title."""
    root = _root(data)
    for item in _named(root, "item") + _named(root, "entry"):
        yield Expected(title=_at(item, "title") or None)


def counted(pattern: bytes) -> Oracle:
    """As many articles as a mark stands in the file."""
    return lambda data: [Expected() for _ in re.findall(pattern, data)]


def reuters(data: bytes) -> Iterator[Expected]:
    """Every element REUTERS."""
    for item in re.findall(rb"<REUTERS .*?</REUTERS>", data, re.DOTALL):
        title = re.search(rb"<TITLE>(.*?)</TITLE>", item, re.DOTALL)
        said = title[1].decode("latin-1").replace("&lt;", "<").replace("&amp;", "&") if title else None
        moment = re.search(rb"<DATE>\s*(\d+)-([A-Z]{3})-(\d{4})", item)
        months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
        day = None
        if moment is not None:
            day = f"{moment[3].decode()}-{months.index(moment[2].decode()) + 1:02}-{int(moment[1]):02}"
        yield Expected(title=plain(said) or None, day=day)


def oracle_of(path: Path, data: bytes) -> tuple[str, Oracle] | None:
    """The kind of a file and what tells its articles; None for a file that only pictures or tables are about."""
    name = path.name
    if path.parent.parent.name == "dpa":
        return ("dpa JSON", ninjs) if name.endswith(".json") else ("dpa NewsML-G2", newsml_g2)
    if path.parent.name == "exports":
        return {
            "nexis.txt": ("Nexis TXT", counted(rb"(?m)^ *\d+ of \d+ DOCUMENTS")),
            "nexis.html": ("Nexis HTML", counted(rb"(?i)\d+ of \d+ DOCUMENTS")),
            "factiva.html": ("Factiva HTML", counted(rb'(?i)<div[^>]+class="article')),
            "europresse.html": ("Europresse HTML", counted(rb"(?i)<article")),
            "reuters.sgm": ("Reuters SGML", reuters),
        }.get(name)
    for kind, mark, tell in _MARKS:
        if mark(name, data):
            return kind, tell
    return None


def _begins(*marks: bytes) -> Callable[[str, bytes], bool]:
    return lambda _, data: any(mark in data[:3000] for mark in marks)


def _ends(*ends: str) -> Callable[[str, bytes], bool]:
    return lambda name, _: name.endswith(ends)


_MARKS: tuple[tuple[str, Callable[[str, bytes], bool], Oracle], ...] = (
    ("NewsML-G2", _begins(b"iptc.org/std/nar/", b"<newsItem", b"<newsMessage"), newsml_g2),
    ("NewsML 1", _begins(b"<NewsML"), newsml),
    ("NITF", _begins(b"<nitf"), nitf),
    ("ANPA 1312", _ends(".tst"), counted(rb"\x02")),
    ("IPTC 7901", lambda name, data: name.startswith(("IPTC7901", "dpa_")) and data[:1] == b"\x01", counted(rb"\x02")),
    ("feeds", _begins(b"<rss", b"<feed"), entries),
    ("ninjs", lambda name, data: name.endswith(".json") and b'"headline"' in data, ninjs),
)
