"""The subject of a letter: what mail programs and lists put before it, and what it says of the letter."""

from __future__ import annotations

import re

_REPLIES = frozenset({"re", "r", "aw", "res", "sv", "vs", "antw", "odp", "ynt", "رد", "回复", "答复"})
_FORWARDS = frozenset({"fwd", "fw", "wg", "tr", "rv", "i", "enc", "doorst", "pd", "vb", "إعادة توجيه", "转发"})
#: how words begin that tell of another version of a text, or of when it may be used
_OF_VERSIONS = (
    *("correct", "clarif", "refile", "kill", "withdraw", "retract", "embargo", "berichtig", "korrektur", "korrigier"),
    *("zurückgezogen", "sperrfrist", "rectif", "corrig", "annul", "anula", "retir", "correc", "rettelse", "rettet"),
    *("rättels", "korjaus", "korekt", "sprostowan", "исправлен", "поправк", "отозван", "эмбарго", "düzeltme"),
    *("تصحيح", "سحب", "حظر", "更正", "訂正", "撤回", "정정"),
)
_TEXTS = ("story", "text", "article", "item", "meldung", "dépêche", "noticia", "нота", "mandatory", "note", "urgent")
_PARTED = re.compile(r"[:：()\[\]【】|–—]| - |-{2,}")
#: words of a mark, with the moment that an embargo ends
_LONGEST_MARK = 6
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


def marked(subject: str) -> bool:
    """Whether a subject carries a mark such as KILL, (CORRECTED) or "Embargoed until noon:".

    Such a letter says something of a text in few words. In capitals a mark may stand anywhere; in small letters it
    opens what a colon, a dash or brackets set off, or closes "story withdrawn" and the like.
    """
    if any(word.isupper() and _of_versions(word) for word in re.findall(r"[^\W\d_]+", subject)):
        return True
    parts = [part.split() for part in _PARTED.split(subject) if part.strip()]
    if len(parts) < 2 and "(" not in subject and "[" not in subject:
        return False
    return any(
        _of_versions(part[0]) or (part[0].casefold() in _TEXTS and _of_versions(part[-1]))
        for part in parts
        if len(part) <= _LONGEST_MARK
    )


def _of_versions(word: str) -> bool:
    return word.casefold().startswith(_OF_VERSIONS)
