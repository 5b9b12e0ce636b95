"""Media RSS 1.5: pictures, sounds and films beside an entry."""

from __future__ import annotations

import re

from digest.lint.grammar import PASS, Shape, leaf
from digest.lint.judge import Judge, Spot
from digest.lint.markup import html, plain, undeclared
from digest.lint.tree import Node
from digest.lint.uris import full
from digest.lint.values import (
    anything,
    decimal,
    language,
    media_type,
    not_negative,
    one_of,
    play_time,
    positive,
    true_or_false,
)
from digest.lint.words import words

_RATINGS = {
    "urn:simple": {"adult", "nonadult"},
    "urn:mpaa": {"g", "m", "nc-17", "pg", "pg-13", "r", "x"},
    "urn:v-chip": {
        "14+", "18+", "c", "c8", "g", "pg", "tv-14", "tv-g", "tv-ma", "tv-pg", "tv-y", "tv-y7", "tv-y7-fv",
    },
}  # fmt: skip
_LABEL = r"(?:[nsvlocx]z [01]|(?:n[a-c]|s[a-f]|v[a-j]|l[a-c]|o[a-h]|c[a-b]|x[a-e]) 1)"
_ICRA = re.compile(rf"r \({_LABEL}(?: {_LABEL})*\)")
#: the roles of the European Broadcasting Union that a news desk meets, and the rest of its list
_ROLES = words("credit_roles")
_COUNTRIES = words("countries")


def _rating(judge: Judge, node: Node) -> None:
    spot, value = Spot(judge=judge, node=node), node.text.strip()
    scheme = node.get("scheme") or "urn:simple"
    if scheme == "urn:icra":
        good = _ICRA.fullmatch(value) is not None
    elif scheme in _RATINGS:
        good = value in _RATINGS[scheme]
    else:
        full(Spot(judge=judge, node=node, attribute="scheme"), scheme)
        good = True
    if not good:
        spot.say("InvalidMediaRating", value)


def _credit(judge: Judge, node: Node) -> None:
    scheme, role = node.get("scheme") or "urn:ebu", node.get("role")
    if role and (role != role.lower() or (scheme == "urn:ebu" and role not in _ROLES)):
        Spot(judge=judge, node=node, attribute="role").say("InvalidCreditRole", role)


def _hash(judge: Judge, node: Node) -> None:
    value, length = node.text.strip(), 40 if node.get("algo") == "sha-1" else 32
    if not re.fullmatch(rf"[0-9A-Fa-f]{{{length}}}", value):
        Spot(judge=judge, node=node).say("InvalidMediaHash", value)


def _restriction(judge: Judge, node: Node) -> None:
    spot, value, kind = Spot(judge=judge, node=node), node.text.strip(), node.get("type")
    if kind == "country":
        for code in value.upper().split():
            if code not in _COUNTRIES:
                spot.say("InvalidCountryCode", code)
    elif kind == "uri":
        full(spot, value)
    elif not kind and value and value not in {"all", "none"}:
        spot.say("InvalidMediaRestriction", value)


def _words(judge: Judge, node: Node) -> None:
    (html if node.get("type") == "html" else undeclared)(Spot(judge=judge, node=node), node.text.strip())


def _adult(judge: Judge, node: Node) -> None:
    Spot(judge=judge, node=node).say("DeprecatedMediaAdult")


def _group(judge: Judge, node: Node) -> None:
    if sum(judge.name(child) == "media:content" for child in node.children) < 2:
        Spot(judge=judge, node=node).say("MediaGroupWithoutAlternatives")


_TEXT_TYPE = one_of("InvalidMediaTextType", ("plain", "html"))
_SIZE = {"height": positive, "width": positive}
_TITLE = Shape(text=(anything,), attributes={"type": _TEXT_TYPE}, after=(_words,))

#: what may describe a medium, an item or a whole channel
MEDIA: dict[str, Shape] = {
    "media:adult": Shape(text=(true_or_false,), after=(_adult,)),
    "media:category": Shape(text=(anything,), attributes={"label": plain, "scheme": full}, twice=None),
    "media:copyright": Shape(text=(plain,), attributes={"url": full}),
    "media:credit": Shape(text=(anything,), attributes={"role": None, "scheme": full}, twice=None, after=(_credit,)),
    "media:description": _TITLE,
    "media:title": _TITLE,
    "media:keywords": leaf(anything, twice=None),
    "media:hash": Shape(
        text=(anything,), attributes={"algo": one_of("InvalidMediaHash", ("md5", "sha-1"))}, twice=None, after=(_hash,)
    ),
    "media:player": Shape(attributes={"url": full, **_SIZE}, needs=("url",), twice=None),
    "media:rating": Shape(text=(anything,), attributes={"scheme": None}, twice=None, after=(_rating,)),
    "media:restriction": Shape(
        text=(anything,),
        attributes={
            "relationship": one_of("InvalidMediaRestrictionRel", ("allow", "deny")),
            "type": one_of("InvalidMediaRestrictionType", ("country", "uri", "sharing")),
        },
        needs=("relationship",),
        twice=None,
        after=(_restriction,),
    ),
    "media:text": Shape(
        text=(anything,),
        attributes={"type": _TEXT_TYPE, "start": play_time, "end": play_time, "lang": language},
        twice=None,
        after=(_words,),
    ),
    "media:thumbnail": Shape(
        text=(anything,), attributes={"url": full, "time": play_time, **_SIZE}, needs=("url",), twice=None
    ),
}
_NUMBER = decimal("InvalidFloat")
_CONTENT = Shape(
    text=(anything,),
    attributes={
        "bitrate": _NUMBER,
        "channels": not_negative,
        "duration": _NUMBER,
        "expression": one_of("InvalidMediaExpression", ("sample", "full", "nonstop")),
        "fileSize": positive,
        "framerate": _NUMBER,
        "isDefault": true_or_false,
        "lang": language,
        "medium": one_of("InvalidMediaMedium", ("image", "audio", "video", "document", "executable")),
        "samplingrate": _NUMBER,
        "type": media_type("InvalidMIMEAttribute"),
        "url": full,
        **_SIZE,
    },
    children={**MEDIA, "dcterms:valid": PASS},
    twice=None,
)
#: where the media themselves may stand: in an item
MEDIA_OF_ITEM: dict[str, Shape] = {
    **MEDIA,
    "media:content": _CONTENT,
    "media:group": Shape(children={**MEDIA, "media:content": _CONTENT}, twice=None, after=(_group,)),
}
