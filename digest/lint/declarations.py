"""What the namespaces that a document declares tell about it."""

from __future__ import annotations

from digest.lint.judge import Judge, Spot
from digest.lint.namespaces import MEDIA, OLD_ATOM, PREFIXES, UNSUPPORTED, near
from digest.lint.tree import Node
from digest.lint.uris import trouble

_RESERVED = {prefix: space for space, prefix in reversed(PREFIXES.items())}
_OWN = {OLD_ATOM, "http://example.com/newformat#"}


def judge_declarations(judge: Judge, node: Node) -> None:
    """What the namespaces that an element declares tell about the document."""
    for prefix, space in node.declared:
        spot = Spot(judge=judge, node=node, attribute=f"xmlns:{prefix}" if prefix else "xmlns")
        known = PREFIXES.get(space)
        if len(space.split()) > 1:
            spot.say("SAXError", f"{space} is no namespace")
        elif space == MEDIA.rstrip("/"):
            spot.say("MediaRssNamespace", space)
        elif prefix in _RESERVED and known != prefix:
            spot.say("ReservedPrefix", _RESERVED[prefix])
        elif known is None:
            _judge_unknown(judge, spot, space)
        else:
            _judge_known(judge, spot, prefix, space)


def _judge_known(judge: Judge, spot: Spot, prefix: str, space: str) -> None:
    known = PREFIXES[space]
    if known == "wiki" and "usemod" in space:
        spot.say("ObsoleteWikiNamespace", space)
    elif prefix and known != prefix:
        spot.say("NonstdPrefix", known)
    if judge.kind == "atom" and prefix and known in {"atom", "xhtml"}:
        spot.say("AvoidNamespacePrefix", prefix)


def _judge_unknown(judge: Judge, spot: Spot, space: str) -> None:
    if not space or space in judge.bare or space in _OWN:
        return
    if near(space):
        return
    broken = trouble(space, absolute=False, iri=True)
    if broken is not None:
        spot.say(*broken)
    else:
        spot.say("UnsupportedNamespace" if space in UNSUPPORTED else "UnknownNamespace", space)
