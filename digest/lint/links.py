"""Atom links, in Atom and in RSS."""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.lint.dates import rfc3339
from digest.lint.grammar import Shape
from digest.lint.judge import Judge, Spot
from digest.lint.markup import plain
from digest.lint.tree import Node
from digest.lint.uris import base_of, is_other_spelling, is_served, joined, resolved, trouble
from digest.lint.values import filled, is_media_type, language, not_negative

#: RFC 5005: the links of a feed in pages
HISTORY = frozenset({"current", "first", "last", "next", "next-archive", "prev-archive", "previous"})
#: of the registry of link relations, what feeds use
_RELATIONS = HISTORY | {
    "alternate", "author", "canonical", "collection", "describedby", "edit", "edit-media", "enclosure", "hub", "icon",
    "license", "payment", "related", "replies", "search", "self", "service", "shortlink", "up", "via", "webmention",
}  # fmt: skip
_REGISTRY = "http://www.iana.org/assignments/relation/"
_FEEDS = {"application/atom+xml", "application/rss+xml", "application/rdf+xml"}


def relation(node: Node) -> str:
    """A link's relation; without one it leads to the page (RFC 4287 section 4.2.7.2)."""
    rel = node.get("rel")
    return "alternate" if rel is None else rel.removeprefix(_REGISTRY)


def _relation(spot: Spot, value: str) -> None:
    filled(spot, value)
    known = value.removeprefix(_REGISTRY) in _RELATIONS
    if not known and trouble(value, absolute=True, iri=True):
        spot.say("UnregisteredAtomLinkRel", value)


def _kind(spot: Spot, value: str) -> None:
    if not is_media_type(value):
        spot.say("InvalidMIMEType", value)
    elif relation(spot.node) == "self" and value.split(";", maxsplit=1)[0].strip() not in _FEEDS:
        spot.say("SelfNotAtom", value)


def _title(spot: Spot, value: str) -> None:
    filled(spot, value)
    plain(spot, value)


def _no_when(spot: Spot, value: str) -> None:
    spot.say("NoThrWhen", value)


def _judge_link(judge: Judge, node: Node) -> None:
    spot = Spot(judge=judge, node=node)
    rel, href = relation(node), node.get("href")
    above = "" if node.parent is None else node.parent.local
    if node.text.strip():
        spot.say("AtomLinkNotEmpty", node.text)
    if href is None:
        spot.say("MissingHref")
    elif rel == "self" and above in {"feed", "channel"}:
        _judge_self(Spot(judge=judge, node=node, attribute="href"), href)
    if rel in HISTORY and above in {"entry", "item"}:
        spot.say("FeedHistoryRelInEntry", rel)
    if rel != "replies":
        for name in ("count", "updated"):
            if any(local == name and space for space, local in node.attributes):
                spot.say("UnexpectedAttribute", f"thr:{name}")


def _judge_self(spot: Spot, href: str) -> None:
    base = base_of(spot)
    own = spot.judge.addresses[0] if spot.judge.addresses else ""
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", href) and (not base or base == own):
        spot.say("RelativeSelf", href)
    if not is_served(spot.judge, joined(base, href)):
        spot.say("SelfDoesntMatchLocation", href)


def judge_hub(judge: Judge, links: Sequence[Node]) -> None:
    """Judge how a feed that a hub is told of names itself."""
    if not any(relation(link) == "hub" for link in links):
        return
    for link in links:
        href = link.get("href")
        if relation(link) == "self" and href is not None and is_other_spelling(judge, href):
            Spot(judge=judge, node=link, attribute="href").say("HubSelfSpelling", href)


LINK = Shape(
    attributes={
        "href": resolved,
        "rel": _relation,
        "type": _kind,
        "title": _title,
        "length": not_negative,
        "hreflang": language,
        "thr:count": not_negative,
        "thr:when": _no_when,
        "thr:updated": rfc3339,
        "rdf:type": None,
        "rdf:resource": None,
    },
    twice=None,
    free=True,
    after=(_judge_link,),
)
