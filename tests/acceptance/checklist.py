"""A desk that meets whatever the checklist of feeds is about, and its feeds as readers of each format see them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final

from lxml import etree

from tests.acceptance.services import edit
from tests.desks import NearDesk, near_desk

SITE: Final = "https://news.example.org/"
HUB: Final = "https://hub.example.org/"
SUFFIXES: Final = {"rss": ".rss.xml", "atom": ".atom.xml", "json": ".json"}
#: articles of 150 kB each in Atom: four are more than a feed's file may hold
LONG: Final = 4
#: articles that are published at first
COUNT: Final = 7 + LONG

ATOM: Final = "{http://www.w3.org/2005/Atom}"
CONTENT: Final = "{http://purl.org/rss/1.0/modules/content/}"
DC: Final = "{http://purl.org/dc/elements/1.1/}"
DCTERMS: Final = "{http://purl.org/dc/terms/}"
XML: Final = "{http://www.w3.org/XML/1998/namespace}"

_WORDS: Final = (
    "the town council said that people who live near river have carried water for years and will now pay less than "
    "before because new pump gives enough to both schools while market traders hope more visitors come when road is "
    "open again after rain which often closed it in spring but no one knows how long this may take or what costs are"
)
_ARABIC: Final = (
    "افتتحت السلطات في عمّان بالأردن جسراً جديداً فوق النهر بعد سنة من العمل المتواصل.",
    "وقال المهندسون إن الجسر يخدم السوق والمدرستين، وإن الناس كانوا يعبرون النهر بالقوارب قبل ذلك.",
    "وتدفع البلدية تكاليف الصيانة كل عام، ويتوقع السكان أن تنخفض أسعار النقل إلى الأسواق المجاورة.",
)


def text(number: int, place: str) -> str:
    """A text about a place that is like no other one."""
    chance = random.Random(number)
    found = [" ".join(chance.sample(_WORDS.split(), 14)).capitalize() for _ in range(5)]
    return f"Engineers opened well number {number} in {place}.\n\n" + "\n\n".join(f"{line}." for line in found)


def item(number: int, title: str, place: str, **more: Any) -> dict[str, Any]:
    """An item of a JSON Feed, as crawlers hand them on; what is given as None is not in it."""
    known = {
        "id": f"tag:wire.example.net,2026:{number}",
        "url": f"https://wire.example.net/{number}",
        "title": f"{title} in {place}",
        "content_text": text(number, place),
        "date_published": f"2026-11-20T10:{number:02}:00Z",
        "language": "en",
        **more,
    }
    return {name: value for name, value in known.items() if value is not None}


def wire(*items: object) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Harbour Wire", "items": items})


WELL: Final = item(
    1,
    "Oil & gas well opens",
    "Nairobi, Kenya",
    url="https://wire.example.net/ä/1?q=é&r=%",
    tags=["R&D", "oil & gas", "<tag>"],
    content_text="NAIROBI, Kenya (Reuters) - " + text(1, "Nairobi, Kenya"),
)
_MARKUP: Final = (
    "<p onclick='x()'>Engineers drew <a href='../there'>water</a> and <a href='javascript:x()'>oil</a> for the town of "
    "Accra, Ghana, on Friday.</p><script>x()</script><style>p{}</style><iframe src='//x'></iframe><figure>"
    "<img src='/p.jpg'><figcaption>A pump stands in Accra. (Ada Doe/Reuters)</figcaption></figure><p>"
)
MIXED: Final = (
    WELL,
    item(2, "جسر جديد", "عمّان", content_text="\n\n".join(_ARABIC), language="ar", tags=["R&D"]),
    item(3, "An old well is found", "Oslo, Norway", date_published="1990-02-03T04:05:06Z", tags=["R&D"]),
    item(4, "The well of the future", "Hanoi, Vietnam", date_published="2090-01-01T00:00:00Z"),
    item(5, "A well without a date", "Suva, Fiji", date_published=None),
    item(
        6,
        "Damage \x00\x07\x85\ud800\ufffe\U0001fffe",
        "Lima, Peru",
        url="javascript:alert(1)",
        content_text="It ended \x00\x0b\x92\udfff\uffff]]> <![CDATA[ in a cafe\u0301.\n\n" + text(6, "Lima, Peru"),
        tags=["a\x00b", "\ud800"],
    ),
    item(
        7,
        "Markup comes",
        "Accra, Ghana",
        content_html=_MARKUP + text(7, "Accra, Ghana").replace("\n\n", "</p><p>") + "</p>",
        content_text=None,
        authors=[{"name": "Ada Doe"}],
    ),
)


def made(folder: Path) -> tuple[NearDesk, str, int]:
    """The desk, published; what that said, and its exit code."""
    desk = near_desk(folder)
    edit(desk, '# url = "https://news.example.org/"\n', f'url = "{SITE}"\n')
    edit(desk, '# hub = "https://pubsubhubbub.appspot.com/"\n', f'hub = "{HUB}"\n')
    edit(desk, '# when = "written"\n', 'when = "copied"\n')
    with (folder / "digest.toml").open("a") as settings:
        settings.write('\n[[feed]]\nname = "wells"\ntitle = "Wells"\nwords = ["well*"]\n')
    desk.seed("mixed.json", wire(*MIXED, 17, {"id": "nothing in it"}))
    longer = (f"{text(20 + number, 'Quito, Ecuador')}\n\n{'R&D ' * 12_500}" for number in range(LONG))
    places = ("Quito, Ecuador",) * LONG
    long = [
        item(20 + number, f"Long text number {number} comes", place, content_text=content)
        for number, (place, content) in enumerate(zip(places, longer, strict=True))
    ]
    desk.seed("long.json", wire(*long))
    desk.seed("broken.docx", b"PK\x03\x04 rubbish")
    ran = desk.run("publish", "--yes", code=None)
    return desk, ran.out + ran.err, ran.code


@dataclass(frozen=True, kw_only=True)
class Told:
    """What one entry says, in whatever format."""

    id: str
    title: str
    url: str
    via: str | None
    published: str
    updated: str | None
    issued: str | None
    summary: str | None
    content: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    language: str | None
    whole: bytes
    """all of it as it stands in the file"""


def told(name: str, content: bytes) -> Iterator[Told]:
    """The entries of a feed in their order."""
    if name == "json":
        yield from map(_of_json, json.loads(content)["items"])
        return
    root: Any = etree.fromstring(content)
    if name == "rss":
        yield from map(_of_rss, root.findall("channel/item"))
    else:
        yield from map(_of_atom, root.findall(f"{ATOM}entry"))


def _of_json(one: dict[str, Any]) -> Told:
    return Told(
        id=one["id"],
        title=one["title"],
        url=one["url"],
        via=one.get("external_url"),
        published=one["date_published"],
        updated=one["date_modified"],
        issued=one["_digest"].get("source_published"),
        summary=one.get("summary"),
        content=one["content_html"],
        authors=tuple(each["name"] for each in one.get("authors", ())),
        tags=tuple(one.get("tags", ())),
        language=one.get("language"),
        whole=json.dumps(one).encode(),
    )


def _of_rss(one: Any) -> Told:
    [via] = [each.get("href") for each in one.findall(f"{ATOM}link[@rel='via']")] or [None]
    return Told(
        id=one.findtext("guid"),
        title=one.findtext("title"),
        url=one.findtext("link"),
        via=via,
        published=one.findtext("pubDate"),
        updated=one.findtext(f"{ATOM}updated"),
        issued=one.findtext(f"{DCTERMS}issued"),
        summary=one.findtext("description"),
        content=one.findtext(f"{CONTENT}encoded"),
        authors=tuple(each.text for each in one.findall(f"{DC}creator")),
        tags=tuple(each.text for each in one.findall("category")),
        language=one.findtext(f"{DC}language"),
        whole=etree.tostring(one, with_tail=False),
    )


def _of_atom(one: Any) -> Told:
    [url, *others] = one.findall(f"{ATOM}link")
    assert url.attrib == {"rel": "alternate", "type": "text/html", "href": url.get("href")}, (
        "the first link is the page"
    )
    assert all(each.get("rel") == "via" for each in others)
    return Told(
        id=one.findtext(f"{ATOM}id"),
        title=one.findtext(f"{ATOM}title"),
        url=url.get("href"),
        via=others[0].get("href") if others else None,
        published=one.findtext(f"{ATOM}published"),
        updated=one.findtext(f"{ATOM}updated"),
        issued=one.findtext(f"{DCTERMS}issued"),
        summary=one.findtext(f"{ATOM}summary"),
        content=one.findtext(f"{ATOM}content"),
        authors=tuple(each.text for each in one.findall(f"{ATOM}author/{ATOM}name")),
        tags=tuple(each.get("label") for each in one.findall(f"{ATOM}category")),
        language=one.get(f"{XML}lang"),
        whole=etree.tostring(one, with_tail=False),
    )


def entries(desk: NearDesk, name: str, path: str = "all") -> dict[str, Told]:
    return {entry.id: entry for entry in told(name, desk.feeds()[f"{path}{SUFFIXES[name]}"])}


def moment(words: str) -> datetime:
    return parsedate_to_datetime(words) if "," in words else datetime.fromisoformat(words)


def head(name: str, content: bytes) -> dict[str, Any]:
    """What a feed says of itself: links by rel, and the texts of its elements."""
    if name == "json":
        return {key: value for key, value in json.loads(content).items() if key != "items"}
    root: Any = etree.fromstring(content)
    own = root if name == "atom" else root.find("channel")
    links = {each.get("rel"): dict(each.attrib) for each in own.findall(f"{ATOM}link")}
    return links | {etree.QName(each).localname: each.text for each in own if each.text and each.text.strip()}


@dataclass(frozen=True, kw_only=True)
class Published:
    """The desk, and what became of it; its files are read once and none of its tests changes it."""

    desk: NearDesk
    said: str
    code: int
    began: datetime
    files: Mapping[str, bytes]

    def live(self, name: str, path: str = "all") -> list[Told]:
        """The entries of a feed's live file."""
        return list(told(name, self.files[f"{path}{SUFFIXES[name]}"]))

    def every(self, name: str, path: str = "all") -> list[Told]:
        """The entries of a feed with those of its closed pages, each once, from the newest on."""
        found = {entry.id: entry for entry in self.live(name, path)}
        numbers = [int(each.split("/")[-1].split(".")[0]) for each in self.files if each.startswith(f"archive/{path}/")]
        for number in sorted(set(numbers), reverse=True):
            found |= {
                entry.id: entry
                for entry in told(name, self.files[f"archive/{path}/{number}{SUFFIXES[name]}"])
                if entry.id not in found
            }
        return list(found.values())

    def titled(self, name: str, words: str) -> Told:
        [found] = [entry for entry in self.every(name) if words in entry.title]
        return found
