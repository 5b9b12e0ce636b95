"""Conditional requests and content coding, RFC 9110 sections 8.8, 12.5.3 and 13."""

from __future__ import annotations

from functools import lru_cache

_PACKED = "-gzip"


def tag(digest: str, *, packed: bool) -> str:
    """The strong entity tag of a file's plain or packed form: other bytes, so another tag (RFC 9110 8.8.3.3)."""
    return f'"{digest}{_PACKED if packed else ""}"'


def matching(if_none_match: str, digest: str, *, packed: bool) -> str | None:
    """The tag in If-None-Match that stands for the file as it is, in either form; None when none does.

    Weak comparison (RFC 9110 13.1.2): both forms say the same, and servers that refuse the packed one's tag send
    readers the whole feed at each poll (Apache bug 45023). `*` stands for the form that would be sent.
    """
    if if_none_match.strip() == "*":
        return tag(digest, packed=packed)
    offered = {part.strip().removeprefix("W/") for part in if_none_match.split(",")}
    for form in (packed, not packed):
        if tag(digest, packed=form) in offered:
            return tag(digest, packed=form)
    return None


@lru_cache(maxsize=256)
def takes_gzip(accept_encoding: str) -> bool:
    """Whether Accept-Encoding takes gzip: named, or covered by `*`, with a weight above 0 (RFC 9110 12.5.3)."""
    weights = {}
    for part in accept_encoding.casefold().split(","):
        coding, _, parameters = part.partition(";")
        weights[coding.strip()] = _weight(parameters)
    named = weights.get("gzip", weights.get("x-gzip"))
    return (weights.get("*", 0.0) if named is None else named) > 0


def _weight(parameters: str) -> float:
    name, _, value = parameters.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
