"""What is wrong with a feed or a list of feeds, where, why, and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from digest.lint.answers import Answer, fetch, judge_answer
from digest.lint.finding import LEVELS, Finding, Level, Rule, rules
from digest.lint.judge import LARGEST, Judge
from digest.lint.strangers import judge_stranger

__all__ = [
    "LARGEST",
    "LEVELS",
    "Answer",
    "Finding",
    "Level",
    "Rule",
    "fetch",
    "is_feed",
    "judge",
    "judge_fetched",
    "rules",
]

_STRANGE = {"NotAFeed", "WebPage", "WebPageOffers"}
_MARK = re.compile(rb"<(?:[\w.-]+:)?(?:rss|feed|RDF|opml|outlineDocument)[\s>]|jsonfeed\.org/version/")


def judge(data: bytes, *, now: datetime, addresses: Sequence[str] = ()) -> tuple[Finding, ...]:
    """Judge the bytes of one feed or list: RSS, Atom, JSON Feed or OPML, told apart by what stands in it.

    `now` is aware; `addresses` are those it is served under, as far as they are known. Nothing is fetched, no entity
    is expanded, and what cannot be read is a finding. In the order of the file.
    """
    found = Judge(now=now, addresses=tuple(addresses))
    _judge(found, data)
    return _in_order(found)


def judge_fetched(answer: Answer, *, now: datetime) -> tuple[Finding, ...]:
    """Judge what a server gave: the answer first, then the feed in it, which is to know the address it came from."""
    found = Judge(now=now, addresses=(answer.address,))
    judge_answer(found, answer)
    if answer.status == 200:
        _judge(found, answer.body)
        if any(finding.rule in _STRANGE for finding in found.findings):
            # How a page is served is no business of whoever looks for a feed.
            found.findings = [finding for finding in found.findings if finding.rule in _STRANGE]
    return _in_order(found)


def is_feed(head: bytes) -> bool:
    """Whether the first bytes of a file are those of a feed or a list."""
    return _MARK.search(head) is not None


def _judge(found: Judge, data: bytes) -> None:
    if len(data) > LARGEST:
        found.say("ValidatorLimit", "/", 1, value=f"{LARGEST:,} bytes")
    elif not judge_stranger(found, data):
        _judge_feed(found, data)


def _judge_feed(found: Judge, data: bytes) -> None:
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
        from digest.lint.jsonfeed import judge_json

        judge_json(found, data)
    else:
        from digest.lint.document import judge_document

        judge_document(found, data)


def _in_order(found: Judge) -> tuple[Finding, ...]:
    return tuple(sorted(found.findings, key=lambda finding: (finding.line, finding.column or 0)))
