"""The agency that closes a story: a last paragraph that is nothing but "(The Washington Post)" or "- Reuters"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from digest.articles.agencies import is_agency, is_picture_source
from digest.articles.words import words

_LONGEST: Final = 60
_NOT_AGENCIES: Final = frozenset(
    {"ends", "end", "more", "applause", "laughter", "all rights reserved", "to be continued"}
)
_SMALL: Final = words("and of the de la le el du des der die das")


def split_signoff(paragraphs: Sequence[str]) -> tuple[tuple[str, ...], str | None]:
    """The paragraphs without the sign-off, and the agency it names; an article's only paragraph is never one."""
    if len(paragraphs) < 2:
        return tuple(paragraphs), None
    agency = read_signoff(paragraphs[-1])
    return (tuple(paragraphs), None) if agency is None else (tuple(paragraphs[:-1]), agency)


def read_signoff(line: str) -> str | None:
    """The agency of a line that is only a sign-off, without brackets or dash; None for any other line."""
    line = line.strip()
    if not 2 <= len(line) <= _LONGEST:
        return None
    if line[0] + line[-1] in {"()", "[]", "//"}:
        name = line[1:-1].strip()
        return name if is_agency(name) or _has_shape(name) else None
    name = line.lstrip("-–—• ").rstrip(". ")
    return name if is_agency(name) else None


def _has_shape(name: str) -> bool:
    """An unknown name in brackets counts when it is two to five capitalised words without digits or stops."""
    words = name.split()
    if not 2 <= len(words) <= 5 or name.casefold() in _NOT_AGENCIES or is_picture_source(name):
        return False
    if any(not (character.isalpha() or character in " -'’/&") for character in name):
        return False
    return words[-1][0].isupper() and all(word[0].isupper() or word in _SMALL for word in words)
