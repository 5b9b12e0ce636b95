"""RSS 0.91 to 2.0, by its specification and the RSS Advisory Board's profile."""

from __future__ import annotations

import re
from collections.abc import Mapping

from digest.lint.dates import read_iso, read_mail, rfc822
from digest.lint.extensions import OF_CHANNEL, OF_ITEM, atom_in
from digest.lint.grammar import PASS, Shape, leaf
from digest.lint.history import judge_history
from digest.lint.judge import Judge, Spot
from digest.lint.links import LINK, judge_hub, relation
from digest.lint.markup import html, judge_xhtml, plain
from digest.lint.namespaces import XHTML
from digest.lint.people import contact_with_name
from digest.lint.podcast import judge_enclosure, judge_podcast
from digest.lint.tree import Node
from digest.lint.uris import address, full, http
from digest.lint.values import anything, filled, language, like, media_type, number, one_of, positive

_VERSIONS = ("0.91", "0.92", "2.0")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_BAD_NUMBER = "InvalidIntegerAttribute"
#: what a core element and its cousin in a module both say
_COUSINS_OF_CHANNEL = {
    "managingEditor": ("dc:creator",),
    "category": ("dc:subject",),
    "pubDate": ("dc:date",),
    "generator": ("admin:generatorAgent",),
    "webMaster": ("dc:publisher",),
    "language": ("dc:language",),
    "copyright": ("dc:rights",),
    "lastBuildDate": ("dcterms:modified",),
    "creativeCommons:license": ("cc:license",),
}
_COUSINS_OF_ITEM = {
    "author": ("dc:creator",),
    "category": ("dc:subject",),
    "pubDate": ("dc:date",),
    "guid": ("atom:id",),
    "source": ("dc:source",),
    "creativeCommons:license": ("cc:license",),
}


def _named(judge: Judge, node: Node, name: str) -> list[Node]:
    return [child for child in node.children if judge.name(child) == name]


def _text(judge: Judge, node: Node, name: str) -> str | None:
    found = _named(judge, node, name)
    return found[0].text.strip() if found else None


def _judge_missing(judge: Judge, node: Node, names: Mapping[str, str]) -> None:
    for name, rule in names.items():
        if not _named(judge, node, name):
            Spot(judge=judge, node=node).say(rule, name)


def _judge_cousins(judge: Judge, node: Node, cousins: Mapping[str, tuple[str, ...]], rule: str) -> None:
    names = {judge.name(child): child for child in node.children}
    for core, others in cousins.items():
        for other in others:
            if core in names and other in names:
                Spot(judge=judge, node=names[other]).say(rule, core)


def _version(spot: Spot, value: str) -> None:
    if value not in _VERSIONS:
        spot.say("InvalidRSSVersion", value)


def is_two(judge: Judge) -> bool:
    """Whether it is a feed of RSS 2.0, whose rules are the stricter ones."""
    return judge.kind == "rss" and judge.version.startswith("2")


def _judge_guid(judge: Judge, node: Node) -> None:
    """A permalink is an address that opens; anything else need only be unique (RSS 2.0, guid)."""
    spot, value = Spot(judge=judge, node=node), node.text.strip()
    if node.get("isPermaLink") in {None, "true"}:
        if address(spot, value, rule="InvalidHttpGUID") and re.match(r"tag:|urn:uuid:", value, re.IGNORECASE):
            spot.say("InvalidPermalink", value)
    elif value.isdigit() and len(value) < 9:
        spot.say("NotSufficientlyUnique", value)


def _judge_url_of_image(spot: Spot, value: str) -> None:
    full(spot, value)
    ending = value.rsplit(".", 1)[-1].lower()
    if re.fullmatch(r"\w+", ending) and ending not in {"jpg", "jpeg", "gif", "png"}:
        spot.say("ImageUrlFormat", value)


def _judge_image(judge: Judge, node: Node) -> None:
    _judge_missing(judge, node, {"title": "MissingTitle", "url": "MissingElement", "link": "MissingLink"})
    if node.parent is None:
        return
    for name, rule in (("link", "ImageLinkDoesntMatch"), ("title", "ImageTitleDoesntMatch")):
        own, other = _text(judge, node, name), _text(judge, node.parent, name)
        if own is not None and other and own != other:
            Spot(judge=judge, node=_named(judge, node, name)[0]).say(rule, own)


def _judge_text_input(judge: Judge, node: Node) -> None:
    _judge_missing(
        judge,
        node,
        {"title": "MissingTitle", "link": "MissingLink", "description": "MissingDescription", "name": "MissingElement"},
    )
    if judge.kind == "rss":
        Spot(judge=judge, node=node).say("AvoidTextInput")


def _judge_twice(judge: Judge, node: Node, name: str, most: int, rule: str) -> None:
    """Hours and days: some, each once, and no more than there are."""
    found = _named(judge, node, name)
    if not found:
        Spot(judge=judge, node=node).say("MissingElement", name)
    if len(found) > most:
        Spot(judge=judge, node=node).say(rule, str(len(found)))
    seen: set[str] = set()
    for child in found:
        value = child.text.strip()
        value = str(int(value) % 24) if re.fullmatch(r"\d{1,3}", value) else value
        if value in seen:
            Spot(judge=judge, node=child).say("DuplicateValue", value)
        seen.add(value)


def _judge_hours(judge: Judge, node: Node) -> None:
    _judge_twice(judge, node, "hour", 24, "NotEnoughHoursInTheDay")


def _judge_days(judge: Judge, node: Node) -> None:
    _judge_twice(judge, node, "day", 7, "EightDaysAWeek")


def _hour(spot: Spot, value: str) -> None:
    if value == "24":
        spot.say("UseZeroForMidnight", value)
    else:
        number("InvalidHour", least=0, most=23)(spot, value)


def _length(spot: Spot, value: str) -> None:
    if value == "-1":
        spot.say("UseZeroForUnknown", value)
    elif re.fullmatch(r"-\d+", value):
        spot.say("InvalidNonNegativeInteger", value)
    else:
        number(_BAD_NUMBER, least=0)(spot, value)


def _judge_item(judge: Judge, node: Node) -> None:
    spot = Spot(judge=judge, node=node)
    names = [judge.name(child) for child in node.children]
    if "title" not in names and "description" not in names:
        spot.say("ItemMustContainTitleOrDescription")
    if "guid" not in names and is_two(judge):
        spot.say("MissingGuid")
    if "slash:comments" in names and node.parent and not _named(judge, node.parent, "lastBuildDate"):
        spot.say("SlashDate")
    if "content:encoded" in names and "description" not in names[: names.index("content:encoded")]:
        Spot(judge=judge, node=_named(judge, node, "content:encoded")[0]).say("NeedDescriptionBeforeContent")
    _judge_bodies(judge, node)
    _judge_cousins(judge, node, _COUSINS_OF_ITEM, "DuplicateItemSemantics")
    _judge_dates(judge, node)
    if judge.podcast:
        judge_enclosure(judge, node)


def _judge_dates(judge: Judge, node: Node) -> None:
    """Two dates of publication that are not one instant."""
    core, other = _named(judge, node, "pubDate"), _named(judge, node, "atom:published")
    if core and other:
        first, second = read_mail(core[0].text), read_iso(other[0].text)
        if first and second and first != second:
            Spot(judge=judge, node=other[0]).say("DuplicateItemSemantics", "pubDate")


def _judge_bodies(judge: Judge, node: Node) -> None:
    """A second text of the same item under another name confuses readers about which one to show."""
    for child in node.children:
        name = judge.name(child)
        second = (child.space, child.local) == (XHTML, "body") or name in {"atom:content", "atom:title"}
        if second and child.get("src") is None:
            Spot(judge=judge, node=child).say("DuplicateDescriptionSemantics")


def _judge_body(judge: Judge, node: Node) -> None:
    judge_xhtml(Spot(judge=judge, node=node), node)


def _judge_item_text(judge: Judge, node: Node) -> None:
    """A description is HTML; in RSS 0.91 it is plain."""
    old = judge.kind == "rss" and judge.version == "0.91"
    (plain if old else html)(Spot(judge=judge, node=node), node.text.strip())


def _judge_guids(judge: Judge, items: list[Node]) -> None:
    for name in ("guid", "atom:id"):
        seen: set[str] = set()
        for guid in (child for item in items for child in _named(judge, item, name)):
            value = guid.text.strip()
            if value in seen:
                Spot(judge=judge, node=guid).say("DuplicateValue", value)
            elif not value:
                Spot(judge=judge, node=guid).say("NotBlank")
            seen.add(value)


def _judge_order(judge: Judge, node: Node) -> None:
    """Readers that stop at the first item must have met the channel's own elements (RSS Board profile)."""
    waiting: list[Node] = []
    for child in node.children:
        name = judge.name(child)
        if name == "item":
            waiting.append(child)
        elif child.space in judge.bare or name == "atom:link":
            for item in waiting:
                Spot(judge=judge, node=item).say("MisplacedItem", name)
            waiting = []


def _judge_channel(judge: Judge, node: Node) -> None:
    _judge_missing(judge, node, {"title": "MissingTitle", "link": "MissingLink", "description": "MissingDescription"})
    spot = Spot(judge=judge, node=node)
    if not _named(judge, node, "language") and not _named(judge, node, "dc:language"):
        spot.say("MissingDCLanguage")
    links = _named(judge, node, "atom:link")
    if is_two(judge) and not any(relation(link) == "self" for link in links):
        spot.say("MissingAtomSelfLink")
    judge_hub(judge, links)
    judge_history(judge, node, links)
    _judge_cousins(judge, node, _COUSINS_OF_CHANNEL, "DuplicateSemantics")
    _judge_guids(judge, _named(judge, node, "item"))
    _judge_order(judge, node)
    if judge.podcast:
        judge_podcast(judge, node)
    if _text(judge, node, "docs") == "http://www.rssboard.org/rss-specification":
        judge.drop(("UseOfExtensionAttr",))


def _judge_blink(judge: Judge, node: Node) -> None:
    Spot(judge=judge, node=node).say("NoBlink")


def _judge_root(judge: Judge, node: Node) -> None:
    if not _named(judge, node, "channel"):
        Spot(judge=judge, node=node).say("MissingElement", "channel")


_CATEGORY = Shape(text=(filled, plain), attributes={"domain": None}, twice=None)
_CLOUD_PARTS = ("domain", "port", "path", "registerProcedure", "protocol")
_BLINK = Shape(text=(anything,), free=True, after=(_judge_blink,))
IMAGE_CHILDREN: dict[str, Shape] = {
    "title": leaf(filled, plain),
    "link": leaf(full),
    "url": leaf(_judge_url_of_image),
    "width": leaf(number("InvalidWidth", least=1, most=144)),
    "height": leaf(number("InvalidHeight", least=1, most=400)),
    "description": leaf(plain),
}
TEXT_INPUT = Shape(
    children={
        "title": leaf(plain),
        "description": leaf(anything),
        "name": leaf(like("InvalidFormComponentName", r"[A-Za-z][A-Za-z0-9:._-]*")),
        "link": leaf(full),
        **OF_CHANNEL,
    },
    attributes={"rdf:about": None},
    after=(_judge_text_input,),
)
_XHTML = Shape(free=True, after=(_judge_body,))
#: what an item has in RSS of every age
ITEM_CORE: dict[str, Shape] = {
    "title": leaf(filled, plain),
    "link": leaf(full),
    "description": Shape(text=(anything,), after=(_judge_item_text,)),
    "content:encoded": leaf(html),
    "content:items": PASS,
    "xhtml:body": _XHTML,
    "xhtml:div": _XHTML,
    "atom:link": LINK,
    **atom_in(item=True),
    **OF_ITEM,
}
ITEM = Shape(
    children={
        "author": leaf(contact_with_name),
        "category": _CATEGORY,
        "comments": leaf(full),
        "enclosure": Shape(
            attributes={"url": http, "length": _length, "type": media_type("InvalidMIMEAttribute")},
            needs=("url", "length", "type"),
            twice="DuplicateEnclosure",
        ),
        "guid": Shape(
            text=(anything,),
            attributes={"isPermaLink": one_of("InvalidBooleanAttribute", ("true", "false"))},
            after=(_judge_guid,),
        ),
        "pubDate": leaf(rfc822),
        "source": Shape(text=(plain,), attributes={"url": full}, needs=("url",)),
        **ITEM_CORE,
    },
    twice=None,
    after=(_judge_item,),
)
_CHANNEL = Shape(
    children={
        "title": leaf(filled, plain),
        "link": leaf(full),
        "description": leaf(plain),
        "language": leaf(language),
        "copyright": leaf(plain),
        "managingEditor": leaf(contact_with_name),
        "webMaster": leaf(contact_with_name),
        "pubDate": leaf(rfc822),
        "lastBuildDate": leaf(rfc822),
        "category": _CATEGORY,
        "generator": leaf(anything),
        "docs": leaf(full),
        "cloud": Shape(
            attributes={**dict.fromkeys(_CLOUD_PARTS), "port": number(_BAD_NUMBER, least=1)}, needs=_CLOUD_PARTS
        ),
        "ttl": leaf(filled, positive),
        "rating": leaf(anything),
        "image": Shape(children={**IMAGE_CHILDREN, **OF_CHANNEL}, after=(_judge_image,)),
        "textInput": TEXT_INPUT,
        "skipHours": Shape(children={"hour": leaf(_hour, twice=None)}, after=(_judge_hours,)),
        "skipDays": Shape(
            children={"day": leaf(one_of("InvalidDay", _DAYS), twice=None)},
            after=(_judge_days,),
        ),
        "item": ITEM,
        "blink": _BLINK,
        "atom:link": LINK,
        **atom_in(item=False),
        **OF_CHANNEL,
    },
    attributes={"indexing:index": None},
    after=(_judge_channel,),
)
RSS = Shape(
    children={"channel": _CHANNEL, "access:restriction": PASS},
    attributes={"version": _version},
    needs=("version",),
    after=(_judge_root,),
)
