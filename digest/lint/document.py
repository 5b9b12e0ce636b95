"""One document of XML: which kind it is, and its verdict."""

from __future__ import annotations

from html.entities import name2codepoint

from digest.lint.atom import ENTRY, FEED
from digest.lint.grammar import Shape, walk
from digest.lint.judge import Judge, Spot
from digest.lint.namespaces import ATOM, OLD_ATOM, PREFIXES, RDF, RSS1
from digest.lint.opml import OPML
from digest.lint.rdf import RDF as RDF_SHAPE
from digest.lint.rss import RSS
from digest.lint.tree import Document, Node, read
from digest.lint.words import words

#: the rules about what is not there say nothing of a document that broke off
_ABSENCES = words("absences")
_NETSCAPE = "-//Netscape Communications//DTD RSS 0.91//EN"
_OLD_DTD = "http://my.netscape.com/publish/formats/rss-0.91.dtd"
_BOARD_DTD = "http://www.rssboard.org/rss-0.91.dtd"
_OLD_RSS = "http://my.netscape.com/rdf/simple/0.9/"


def judge_document(judge: Judge, data: bytes) -> None:
    """Judge a feed or a list in XML."""
    document = read(data)
    known_entities = document.doctype is not None and document.doctype[0] == _NETSCAPE
    for said in document.said:
        if said.rule == "UndefinedNamedEntity" and known_entities and said.value in name2codepoint:
            continue
        judge.say(said.rule, "/", said.line, said.column, element="the document", value=said.value)
    root = document.root
    if root is None:
        return
    _judge_doctype(judge, document, root)
    shape = _kind(judge, root)
    if shape is None:
        return
    judge.podcast = _uses_podcast(root)
    if judge.podcast and document.encoding != "utf-8":
        Spot(judge=judge, node=root).say("NotUTF8", document.encoding)
    walk(judge, root, shape)
    if not document.whole:
        judge.drop(_ABSENCES)


def _kind(judge: Judge, root: Node) -> Shape | None:
    spot = Spot(judge=judge, node=root)
    if root.local == "rss":
        judge.kind, judge.bare, judge.version = "rss", {"", root.space}, root.get("version") or "2.0"
        if root.space:
            spot.say("InvalidNamespace", root.space)
        return RSS
    if root.local in {"feed", "entry"}:
        return _atom(judge, root, spot)
    if root.local == "RDF" and root.space == RDF:
        old = any(child.space == _OLD_RSS for child in root.children)
        judge.kind, judge.bare = "rdf", {_OLD_RSS if old else RSS1}
        return RDF_SHAPE
    if root.local in {"opml", "outlineDocument"}:
        judge.kind, judge.bare, judge.version = "opml", {"", root.space}, root.get("version") or ""
        return OPML
    spot.say("UndefinedElement", element=root.local)
    return None


def _atom(judge: Judge, root: Node, spot: Spot) -> Shape | None:
    judge.kind, judge.bare = "atom", {root.space}
    if root.space == OLD_ATOM or root.space.endswith("newformat#"):
        spot.say("ObsoleteNamespace", root.space)
        spot.say("InvalidNamespace", root.space)
        return None
    if not root.space:
        spot.say("MissingNamespace", root.local)
    elif root.space != ATOM:
        spot.say("InvalidNamespace", root.space)
    judge.bare.add(ATOM)
    return FEED if root.local == "feed" else ENTRY


def _judge_doctype(judge: Judge, document: Document, root: Node) -> None:
    if document.doctype is None:
        return
    public, system = document.doctype
    spot = Spot(judge=judge, node=root)
    if public == _NETSCAPE and system in {_OLD_DTD, _BOARD_DTD}:
        if system == _OLD_DTD:
            spot.say("DeprecatedDTD", system)
        if root.get("version") != "0.91":
            spot.say("InvalidDoctype", root.get("version") or "")
    elif system is not None:
        spot.say("ContainsSystemEntity", system)


def _uses_podcast(node: Node) -> bool:
    return any(PREFIXES.get(child.space) == "itunes" or _uses_podcast(child) for child in node.children)
