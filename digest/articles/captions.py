"""A caption apart from its credit: "(Jane Doe/AP)", "Photo: X", "EPA/JANE DOE", "X via Getty Images"."""

from __future__ import annotations

import re
from typing import Final

from digest.articles.agencies import is_picture_source
from digest.articles.text import repair
from digest.articles.words import words
from digest.model import Caption

_LONGEST_CREDIT: Final = 100
_MARKER: Final = re.compile(
    r"(?:^|[\s.|(\[])"
    r"((?:file )?(?:photo(?:graph)?|picture|image|credit|photo credit|foto)"
    r"(?: by\b|: ?| ?/ ?| ?© ?)|(?:photo )?courtesy of\b|©|\(c\) )",
    re.IGNORECASE,
)
_MARKER_ALONE: Final = re.compile(
    r"(?:(?:file )?(?:photo(?:graph)?|picture|image|credit|photo credit|foto)(?: by\b|:)|©)\s*", re.IGNORECASE
)
_BREAK: Final = re.compile(r"[.!?\"'”’»)\]] | [|—–-] ")
_JOINTS: Final = re.compile(r" ?/ ?| via |, | \| ")
_WORDS: Final = frozenset({"photo", "photograph", "courtesy", "handout", "pool", "via", "file"})


def split_caption(raw: str) -> Caption:
    """The caption's text and its credit as printed, without brackets or "Photo:"; no credit when none is sure."""
    line = repair(raw)
    text, credit = _bracketed(line) or _marked(line) or _trailing(line) or (line, None)
    return Caption(text=text.rstrip(" |—–-,;"), credit=credit)


def split_captions(raws: tuple[str, ...]) -> tuple[Caption, ...]:
    """All captions in order, empty ones and repeats left out."""
    captions = (split_caption(raw) for raw in raws)
    return tuple(dict.fromkeys(caption for caption in captions if caption.text or caption.credit))


def _bracketed(line: str) -> tuple[str, str] | None:
    """A credit in round or square brackets at the very end."""
    bare = line.rstrip(".")
    for opening, closing in (("(", ")"), ("[", "]")):
        if bare.endswith(closing):
            start = bare.rfind(opening)
            credit = _MARKER_ALONE.sub("", bare[start + 1 : -1], count=1).strip()
            if start >= 0 and _is_credit(credit, bracketed=True):
                return line[:start].rstrip(), credit
    return None


def _marked(line: str) -> tuple[str, str] | None:
    """A credit after "Photo:", "Photo by", "Credit:" or the copyright sign."""
    last = max(_MARKER.finditer(line), key=lambda found: found.start(), default=None)
    if last is None:
        return None
    credit = line[last.end() :].strip(" .)]")
    if len(credit) > _LONGEST_CREDIT or not all(map(_is_name, _JOINTS.split(credit))):
        return None
    return line[: last.start(1)].rstrip(" (["), credit


def _trailing(line: str) -> tuple[str, str] | None:
    """A credit that stands bare behind the last sentence: "EPA/JANE DOE", "Jane Doe/AP", "X via Getty Images"."""
    start = max(0, len(line) - _LONGEST_CREDIT)
    breaks = [0] if start == 0 else []
    breaks += [found.end() for found in _BREAK.finditer(line, start)]
    for position in breaks:
        credit = line[position:].strip(" .")
        if _is_credit(credit, bracketed=False):
            return line[:position].rstrip(), credit
    return None


def _is_credit(text: str, *, bracketed: bool) -> bool:
    """A credit names a known source between its joints; in brackets "Jane Doe/The Daily Bugle" is one as well."""
    if not text or len(text) > _LONGEST_CREDIT or text.isdecimal():
        return False
    parts = [part.strip() for part in _JOINTS.split(text)]
    if not all(_is_name(part) for part in parts):
        return False
    if any(is_picture_source(part) or _names_library(part) for part in parts):
        return True
    return bracketed and ((len(parts) > 1 and "/" in text) or not _WORDS.isdisjoint(text.casefold().split()))


def _names_library(part: str) -> bool:
    """Whether a known source opens it: "AP Photo", "REUTERS file", "Handout photo"."""
    words = part.split()
    return any(is_picture_source(" ".join(words[:size])) for size in range(1, len(words))) and len(words) <= 4


def _is_name(part: str) -> bool:
    """A person or house as a credit prints it: at most six words, and no lower-case sentence among them."""
    words = part.split()
    if not 1 <= len(words) <= 6:
        return False
    lower = [word for word in words if word[0].islower() and word.casefold() not in _PARTICLES]
    return not lower or all(word.casefold() in _WORDS or is_picture_source(word) for word in lower)


_PARTICLES: Final = words(
    """
    al and bin da de del den der di dos du el ibn la le of the ten van von y
    """
)
