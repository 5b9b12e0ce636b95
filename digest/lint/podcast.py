"""The podcast namespace of iTunes: what its directory asks of a feed."""

from __future__ import annotations

from digest.lint.dates import rfc822
from digest.lint.grammar import Shape, leaf
from digest.lint.judge import Judge, Spot
from digest.lint.markup import plain
from digest.lint.people import contact
from digest.lint.tree import Node
from digest.lint.uris import full, http
from digest.lint.values import anything, at_most, like, one_of, positive, true_or_false
from digest.lint.words import words

_CATEGORIES = {
    "Arts": "Books; Design; Fashion & Beauty; Food; Performing Arts; Visual Arts",
    "Business": "Careers; Entrepreneurship; Investing; Management; Marketing; Non-Profit",
    "Comedy": "Comedy Interviews; Improv; Stand-Up",
    "Education": "Courses; How To; Language Learning; Self-Improvement",
    "Fiction": "Comedy Fiction; Drama; Science Fiction",
    "Government": "",
    "History": "",
    "Health & Fitness": "Alternative Health; Fitness; Medicine; Mental Health; Nutrition; Sexuality",
    "Kids & Family": "Education for Kids; Parenting; Pets & Animals; Stories for Kids",
    "Leisure": "Animation & Manga; Automotive; Aviation; Crafts; Games; Hobbies; Home & Garden; Video Games",
    "Music": "Music Commentary; Music History; Music Interviews",
    "News": "Business News; Daily News; Entertainment News; News Commentary; Politics; Sports News; Tech News",
    "Religion & Spirituality": "Buddhism; Christianity; Hinduism; Islam; Judaism; Religion; Spirituality",
    "Science": "Astronomy; Chemistry; Earth Sciences; Life Sciences; Mathematics; Natural Sciences; Nature; Physics; "
    "Social Sciences",
    "Society & Culture": "Documentary; Personal Journals; Philosophy; Places & Travel; Relationships",
    "Sports": "Baseball; Basketball; Cricket; Fantasy Sports; Football; Golf; Hockey; Rugby; Running; Soccer; "
    "Swimming; Tennis; Volleyball; Wilderness; Wrestling",
    "Technology": "",
    "True Crime": "",
    "TV & Film": "After Shows; Film History; Film Interviews; Film Reviews; TV Reviews",
}
#: the first of the lists before 2019, as far as they are in no list of today
_FORMER = words("former_categories")
_FORMATS = ("m4a", "mp3", "mov", "mp4", "m4v", "pdf", "epub")


def _category(judge: Judge, node: Node) -> None:
    name, spot = node.get("text"), Spot(judge=judge, node=node, attribute="text")
    if name is None:
        return
    above = node.parent.get("text") if node.parent is not None and node.parent.local == "category" else None
    known = _CATEGORIES if above is None else _CATEGORIES.get(above, "").split("; ")
    if name not in known:
        former = name in _FORMER and (above is None or above in _FORMER or above in _CATEGORIES)
        spot.say("ObsoleteItunesCategory" if former else "InvalidItunesCategory", name)


def _owner(judge: Judge, node: Node) -> None:
    if not any(child.local == "email" for child in node.children):
        Spot(judge=judge, node=node).say("MissingElement", "itunes:email")


def judge_podcast(judge: Judge, node: Node) -> None:
    """What the directory misses in a feed that is a podcast."""
    names = {judge.name(child) for child in node.children}
    spot = Spot(judge=judge, node=node)
    if "language" not in names and not any(local == "lang" for _, local in node.attributes):
        spot.say("MissingItunesElement", "language")
    for name in ("itunes:category", "itunes:explicit"):
        if name not in names:
            spot.say("MissingItunesElement", name)
    if "itunes:owner" not in names:
        spot.say("MissingItunesEmail")


def judge_enclosure(judge: Judge, node: Node) -> None:
    """A file of a podcast whose form the directory takes."""
    for child in node.children:
        if judge.name(child) == "enclosure" and (child.get("url") or "").rsplit(".", 1)[-1] not in _FORMATS:
            Spot(judge=judge, node=child, attribute="url").say("UnsupportedItunesFormat", child.get("url") or "")


def _keywords(spot: Spot, value: str) -> None:
    if " " in value and "," not in value:
        spot.say("InvalidKeywords", value)
    plain(spot, value)


def _exact(spot: Spot, _value: str) -> None:
    true_or_false(spot, spot.node.text)


_SHORT = leaf(at_most(255, plain))
_BOTH: dict[str, Shape] = {
    "itunes:author": _SHORT,
    "itunes:block": leaf(one_of("InvalidYesNoClean", ("yes", "no", "clean"), any_case=True)),
    "itunes:explicit": leaf(_exact),
    "itunes:keywords": leaf(at_most(255, _keywords)),
    "itunes:subtitle": _SHORT,
    "itunes:summary": leaf(at_most(4000, plain)),
    "itunes:image": Shape(attributes={"href": http}, needs=("href",)),
    "itunes:title": leaf(anything),
}
PODCAST: dict[str, Shape] = {
    **_BOTH,
    "itunes:owner": Shape(
        children={"itunes:email": leaf(contact), "itunes:name": leaf(at_most(255, plain))}, after=(_owner,)
    ),
    "itunes:category": Shape(
        attributes={"text": None},
        needs=("text",),
        twice=None,
        after=(_category,),
        children={
            "itunes:category": Shape(attributes={"text": None}, needs=("text",), twice=None, after=(_category,)),
        },
    ),
    "itunes:pubDate": leaf(rfc822),
    "itunes:new-feed-url": leaf(full),
    "itunes:type": leaf(one_of("InvalidItunesChannelType", ("episodic", "serial"))),
    "itunes:complete": leaf(anything),
}
EPISODE: dict[str, Shape] = {
    **_BOTH,
    "itunes:duration": leaf(like("InvalidDuration", r"\d+(?::[0-5]\d(?::[0-5]\d)?)?")),
    "itunes:episode": leaf(positive),
    "itunes:season": leaf(positive),
    "itunes:episodeType": leaf(one_of("InvalidItunesEpisodeType", ("full", "trailer", "bonus"))),
}
