"""Feeds in several documents: complete ones, archives and pages (RFC 5005 sections 2 to 4, appendix B for RSS)."""

from __future__ import annotations

from collections.abc import Sequence

from digest.lint.judge import Judge, Spot
from digest.lint.links import HISTORY, relation
from digest.lint.tree import Node


def judge_history(judge: Judge, node: Node, those: Sequence[Node]) -> None:
    """Judge what a feed with those links says of its other documents."""
    links = {relation(link): link for link in those}
    complete, archive = (
        [child for child in node.children if judge.name(child) == name] for name in ("fh:complete", "fh:archive")
    )
    if complete:
        for rel, link in links.items():
            if rel == "current" and not _is_self(judge, link, links):
                Spot(judge=judge, node=link).say("CurrentNotSelfInCompleteFeed", rel)
            elif rel in HISTORY and rel != "current":
                Spot(judge=judge, node=link).say("FeedRelInCompleteFeed", rel)
    elif archive:
        if not links.keys() & {"prev-archive", "next-archive"}:
            Spot(judge=judge, node=archive[0]).say("ArchiveIncomplete")
        if "current" not in links:
            Spot(judge=judge, node=archive[0]).say("MissingCurrentInArchive")
    for end, beyond in (("first", "previous"), ("last", "next")):
        if end in links and beyond in links and _is_self(judge, links[end], links):
            Spot(judge=judge, node=links[beyond]).say("LinkPastEnd", beyond)


def _is_self(judge: Judge, link: Node, links: dict[str, Node]) -> bool:
    href = link.get("href")
    return href in judge.addresses or ("self" in links and links["self"].get("href") == href)
