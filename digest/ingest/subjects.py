"""The subject of a letter: what mail programs and lists put before it, and what it says of the letter."""

from __future__ import annotations

_REPLIES = frozenset({"re", "aw", "res", "sv", "vs", "antw", "odp", "ynt", "رد", "回复", "答复"})
_FORWARDS = frozenset({"fwd", "fw", "wg", "tr", "rv", "i", "enc", "doorst", "pd", "vb", "إعادة توجيه", "转发"})
#: tags in brackets that say something of the article and nothing of the list
_MARKERS = ("update", "correct", "kill", "withdraw", "embargo", "urgent", "alert", "breaking", "refile", "advisory")


def bare_subject(subject: str, *, listed: bool) -> tuple[str, bool]:
    """A subject without Re:, Fwd: and, on a list, its [tag]; and whether it said that the letter is forwarded."""
    forwarded = False
    for _ in range(10):
        head, colon, rest = subject.partition(":")
        mark = head.strip().casefold().partition("[")[0]
        if colon and rest.strip() and mark in _REPLIES | _FORWARDS:
            forwarded = forwarded or mark in _FORWARDS
            subject = rest.strip()
            continue
        tag, bracket, rest = subject.removeprefix("[").partition("]")
        said = any(mark in tag.casefold() for mark in _MARKERS)
        if not (subject.startswith("[") and bracket and rest.strip() and len(tag) <= 40 and listed and not said):
            break
        subject = rest.strip()
    return subject, forwarded
