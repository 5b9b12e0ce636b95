"""The small vocabularies that stand beside the formats: Dublin Core, syndication, threads, comments, places."""

from __future__ import annotations

import re

from digest.lint.dates import read_iso, rfc3339, unbounded_w3cdtf, w3cdtf
from digest.lint.grammar import PASS, Shape, leaf
from digest.lint.judge import Judge, Spot
from digest.lint.markup import plain
from digest.lint.media import MEDIA, MEDIA_OF_ITEM
from digest.lint.namespaces import RDF
from digest.lint.podcast import EPISODE, PODCAST
from digest.lint.tree import Node
from digest.lint.uris import full, reference
from digest.lint.values import (
    anything,
    decimal,
    filled,
    language,
    like,
    media_type,
    not_negative,
    number,
    one_of,
    positive,
)

_LATITUDE = leaf(decimal("InvalidLatitude", limit=90))
_LONGITUDE = leaf(decimal("InvalidLongitude", limit=180))
_WORD = leaf(anything)
_WORDS = leaf(anything, twice=None)
_PAIR = re.compile(r"[+-]?\d+(?:\.\d*)?")


def _coordinates(rule: str, least: int) -> Shape:
    """Pairs of latitude and longitude with spaces between them (GeoRSS Simple)."""

    def check(spot: Spot, value: str) -> None:
        if "," in value:
            spot.say("CoordComma", value)
        numbers = value.replace(",", " ").split()
        pairs = len(numbers) // 2
        good = len(numbers) % 2 == 0 and pairs >= least and (least > 1 or pairs == 1)
        if not good or not all(_PAIR.fullmatch(number) for number in numbers):
            spot.say(rule, value)

    return leaf(check, twice=None)


_POINT = _coordinates("InvalidCoord", 1)
_LINE = _coordinates("InvalidCoordList", 2)
_LINKED = Shape(text=(reference,), attributes={"rdf:resource": reference, "dc:title": None}, twice=None)
_RESOURCE = Shape(attributes={"rdf:resource": reference}, twice=None)

_REPLY = Shape(
    attributes={"ref": full, "href": reference, "source": reference, "type": media_type("InvalidMIMEType")},
    needs=("ref",),
    twice=None,
    free=True,
)

_AGENT = Shape(text=(anything,), attributes={"rdf:resource": reference})

EVERYWHERE: dict[str, Shape] = {
    **{f"dc:{name}": _WORD for name in ("title", "description", "type", "format", "source")},
    **{f"dc:{name}": _WORDS for name in ("publisher", "contributor", "identifier", "relation", "coverage", "creator")},
    "dc:subject": _WORDS,
    "dc:language": leaf(language),
    "dc:rights": leaf(plain),
    "dc:date": leaf(w3cdtf),
    **{f"dcterms:{name}": leaf(w3cdtf) for name in ("created", "issued", "modified")},
    **{f"dcterms:{name}": _WORD for name in ("abstract", "dateAccepted", "dateCopyrighted")},
    **{f"dcterms:{name}": _WORD for name in ("dateSubmitted", "mediator")},
    **{f"dcterms:{name}": _WORDS for name in ("alternative", "audience")},
    "dcterms:extent": leaf(positive),
    **{
        f"dcterms:{name}": _LINKED
        for name in (
            "isVersionOf", "hasVersion", "isReplacedBy", "replaces", "isRequiredBy", "requires", "isPartOf", "hasPart",
            "isReferencedBy", "references", "isFormatOf", "hasFormat", "conformsTo", "tableOfContents",
        )
    },
    **{
        f"dcterms:{name}": PASS
        for name in (
            "valid", "available", "spatial", "temporal", "accessRights", "accrualMethod", "accrualPeriodicity",
            "accrualPolicy", "bibliographicCitation", "educationLevel", "instructionalMethod", "license", "provenance",
            "rightsHolder",
        )
    },
    "geo:lat": _LATITUDE,
    "geo:long": _LONGITUDE,
    "geo:alt": leaf(decimal("InvalidFloat")),
    "geo:Point": Shape(
        children={"geo:lat": _LATITUDE, "geo:long": _LONGITUDE, "geo:alt": leaf(decimal("InvalidFloat"))}, twice=None
    ),
    "geourl:latitude": _LATITUDE,
    "geourl:longitude": _LONGITUDE,
    "icbm:latitude": _LATITUDE,
    "icbm:longitude": _LONGITUDE,
    "georss:point": _POINT,
    "georss:line": _LINE,
    "georss:polygon": _LINE,
    "georss:box": _LINE,
    "georss:where": Shape(
        twice=None,
        children={
            "gml:Point": Shape(attributes={"srsName": None}, children={"gml:pos": _POINT}),
            "gml:LineString": Shape(attributes={"srsName": None}, children={"gml:posList": _LINE}),
            "gml:Polygon": PASS,
            "gml:Envelope": PASS,
        },
    ),
    **{f"georss:{name}": _WORDS for name in ("featureTypeTag", "relationshipTag", "featureName")},
    "georss:elev": leaf(decimal("InvalidFloat")),
    "georss:floor": leaf(number("InvalidInteger")),
    "georss:radius": leaf(like("InvalidFloat", r"\d+\.?\d*")),
    "cc:license": PASS,
    "rdfs:seeAlso": _LINKED,
    "rdf:Description": PASS,
    "rdf:type": PASS,
    **{f"blogChannel:{name}": leaf(full) for name in ("blogRoll", "mySubscriptions", "blink", "changes")},
    **{f"admin:{name}": _AGENT for name in ("generatorAgent", "errorReportsTo")},
    "thr:in-reply-to": _REPLY,
    "creativeCommons:license": leaf(full, twice=None),
}  # fmt: skip

_SYNDICATION: dict[str, Shape] = {
    "sy:updatePeriod": leaf(one_of("InvalidUpdatePeriod", ("hourly", "daily", "weekly", "monthly", "yearly"))),
    "sy:updateFrequency": leaf(filled, positive),
    "sy:updateBase": leaf(w3cdtf),
}


def _comment_feed(judge: Judge, node: Node) -> None:
    Spot(judge=judge, node=node).say("CommentRSS")


def _event_ends(judge: Judge, node: Node) -> None:
    if node.parent is None:
        return
    start = next((child for child in node.parent.children if judge.name(child) == "ev:startdate"), None)
    if start is not None:
        begins, ends = read_iso(start.text), read_iso(node.text)
        if begins and ends and ends < begins:
            Spot(judge=judge, node=node).say("InvalidW3CDTFDate", node.text)


def _judge_track(judge: Judge, node: Node) -> None:
    """A TrackBack address: the text in RSS 2.0 and Atom, the resource in RSS 1.0."""
    spot, resource = Spot(judge=judge, node=node), node.get("resource", RDF)
    if judge.kind != "rdf":
        full(spot, node.text.strip())
    elif resource is None:
        spot.say("MissingAttribute", "rdf:resource")


_TRACK = Shape(text=(anything,), attributes={"rdf:resource": reference}, twice=None, after=(_judge_track,))

#: what a feed may have besides
OF_CHANNEL: dict[str, Shape] = {
    **EVERYWHERE,
    **_SYNDICATION,
    **MEDIA,
    **PODCAST,
    "fh:complete": Shape(),
    "fh:archive": Shape(),
}

#: what an item or entry may have besides
OF_ITEM: dict[str, Shape] = {
    **EVERYWHERE,
    **MEDIA_OF_ITEM,
    **EPISODE,
    "slash:comments": leaf(not_negative),
    "slash:section": _WORD,
    "slash:department": _WORD,
    "slash:hit_parade": leaf(like("InvalidCommaSeparatedIntegers", r"\d+(?:,\s*\d+)*")),
    "trackback:ping": _TRACK,
    "trackback:about": _TRACK,
    "wfw:comment": leaf(full),
    "wfw:commentRss": leaf(full),
    "wfw:commentRSS": Shape(text=(full,), after=(_comment_feed,)),
    "thr:in-reply-to": _REPLY,
    "thr:total": leaf(not_negative),
    "ev:startdate": leaf(unbounded_w3cdtf),
    "ev:enddate": Shape(text=(unbounded_w3cdtf,), after=(_event_ends,)),
    **{f"ev:{name}": _WORDS for name in ("location", "organizer", "type")},
}


def atom_in(*, item: bool) -> dict[str, Shape]:
    """What of Atom may stand in RSS, with its prefix."""
    person = Shape(children={f"atom:{name}": _WORD for name in ("name", "uri", "email")}, twice=None)
    date, text = leaf(rfc3339), Shape(text=(anything,), attributes={"type": None}, free=True)
    found = {"atom:author": person, "atom:contributor": person, "atom:category": PASS, "atom:id": leaf(full)}
    found |= {"atom:title": text, "atom:rights": text, "atom:updated": date}
    if item:
        return found | {"atom:published": date, "atom:summary": text, "atom:content": PASS, "atom:source": PASS}
    return found | {
        "atom:subtitle": text,
        "atom:icon": leaf(reference),
        "atom:logo": leaf(reference),
        "atom:generator": PASS,
    }
