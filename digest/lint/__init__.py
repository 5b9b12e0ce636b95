"""What is wrong with a feed or a list of feeds, where, why, and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from digest.lint.finding import LEVELS, Finding, Level, Rule, rules
from digest.lint.judge import Judge

__all__ = ["LEVELS", "Finding", "Level", "Rule", "judge", "rules"]


def judge(data: bytes, *, now: datetime, addresses: Sequence[str] = ()) -> tuple[Finding, ...]:
    """Judge the bytes of one feed or list: RSS, Atom, JSON Feed or OPML, told apart by what stands in it.

    `now` is aware; `addresses` are those it is served under, as far as they are known. Nothing is fetched, no entity
    is expanded, and what cannot be read is a finding. In the order of the file.
    """
    found = Judge(now=now, addresses=tuple(addresses))
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
        from digest.lint.jsonfeed import judge_json

        judge_json(found, data)
    else:
        from digest.lint.document import judge_document

        judge_document(found, data)
    return tuple(sorted(found.findings, key=lambda finding: (finding.line, finding.column or 0)))
