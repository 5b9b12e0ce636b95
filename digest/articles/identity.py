"""Fingerprint and key of an article: equal text gives equal ones, in any desk, at any time."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from digest.articles.text import fold

_KEY_BYTES = 10  # 80 bits: 16 characters of base32 without padding


def fingerprint(title: str, paragraphs: Sequence[str], captions: Sequence[str] = ()) -> str:
    """Sha256 (64 hex digits) of the folded title and body; where there is no body, of title and captions.

    Case, spaces, paragraph breaks and the look of quotes and dashes do not count.
    """
    body = paragraphs or captions
    return hashlib.sha256(f"{fold(title)}\n{fold(' '.join(body))}".encode()).hexdigest()


def key(print_: str) -> str:
    """The bare key minted from a fingerprint: 16 characters of lower-case base32 (RFC 4648, section 6)."""
    return base64.b32encode(bytes.fromhex(print_)[:_KEY_BYTES]).decode("ascii").lower()
