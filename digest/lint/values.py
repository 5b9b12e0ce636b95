"""Checks of single values: numbers, words out of a list, media types, languages."""

from __future__ import annotations

import re
from collections.abc import Iterable

from digest.lint.judge import Check, Spot
from digest.lint.words import words

_MEDIA = re.compile(
    r'[^\s()<>,;:\\"/\[\]?=]+/[^\s()<>,;:\\"/\[\]?=]+'
    r'(?:\s*;\s*[^\s()<>,;:\\"/\[\]?=]+=(?:"[^"]*"|[^\s()<>,;:\\"/\[\]?=]+))*'
)
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
#: the two-letter codes of ISO 639-1; of those with three letters the form alone is judged
_TWO_LETTERS = words("languages")
_TIME = re.compile(r"now|\d+(?:\.\d+)?|\d+:[0-5]\d:[0-5]\d(?:\.\d+)?")


def anything(_spot: Spot, _value: str) -> None:
    """Any text will do."""


def filled(spot: Spot, value: str) -> None:
    """There is something."""
    if not value:
        spot.say("NotBlank" if spot.attribute is None else "AttrNotBlank")


def tight(spot: Spot, _value: str) -> None:
    """No space before or behind it (RFC 4287 section 3: such values are not collapsed)."""
    text = spot.node.text
    if text != text.strip():
        spot.say("UnexpectedWhitespace", text)


def language(spot: Spot, value: str) -> None:
    """A language tag (BCP 47, RFC 5646)."""
    first = value.split("-", maxsplit=1)[0].lower()
    known = first in _TWO_LETTERS if len(first) == 2 else len(first) == 3 or first in {"i", "x"}
    if not _LANGUAGE.fullmatch(value) or not known:
        spot.say("InvalidLanguage", value)


def media_type(rule: str) -> Check:
    """A media type (RFC 2045 section 5.1)."""

    def check(spot: Spot, value: str) -> None:
        if not _MEDIA.fullmatch(value):
            spot.say(rule, value)

    return check


def is_media_type(value: str) -> bool:
    """Whether a text is a media type."""
    return _MEDIA.fullmatch(value) is not None


def number(rule: str, *, least: int | None = None, most: int | None = None) -> Check:
    """A whole number between two others."""

    def check(spot: Spot, value: str) -> None:
        good = re.fullmatch(r"[+-]?\d{1,15}", value) is not None
        if not good or (least is not None and int(value) < least) or (most is not None and int(value) > most):
            spot.say(rule, value)

    return check


def decimal(rule: str, *, limit: float | None = None) -> Check:
    """A decimal number, at most so far from nought."""

    def check(spot: Spot, value: str) -> None:
        good = re.fullmatch(r"[+-]?\d{1,15}(?:\.\d*)?|[+-]?\.\d+", value) is not None
        if not good or (limit is not None and abs(float(value)) > limit):
            spot.say(rule, value)

    return check


def one_of(rule: str, words: Iterable[str], *, any_case: bool = False) -> Check:
    """One word out of a list."""
    known = frozenset(words)

    def check(spot: Spot, value: str) -> None:
        if (value.lower() if any_case else value) not in known:
            spot.say(rule, value)

    return check


def like(rule: str, pattern: str) -> Check:
    """A text of a certain form."""
    known = re.compile(pattern)

    def check(spot: Spot, value: str) -> None:
        if not known.fullmatch(value):
            spot.say(rule, value)

    return check


def at_most(length: int, then: Check) -> Check:
    """A text up to a length, and what else holds for it."""

    def check(spot: Spot, value: str) -> None:
        if len(value) > length:
            spot.say("TooLong", f"{len(value)} characters")
        then(spot, value)

    return check


def play_time(spot: Spot, value: str) -> None:
    """A time of RFC 2326 section 3.6: "now", seconds, or hours, minutes and seconds."""
    if not _TIME.fullmatch(value):
        spot.say("InvalidNPTTime", value)


positive = number("InvalidPositiveInteger", least=1)
not_negative = number("InvalidNonNegativeInteger", least=0)
true_or_false = one_of("InvalidTrueFalse", ("true", "false"), any_case=True)
