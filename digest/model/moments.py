"""The law of time: every moment has a zone."""

from __future__ import annotations

from datetime import datetime


def check_aware(*moments: datetime | None) -> None:
    """Refuse a datetime without a zone: every moment in Digest is aware."""
    for moment in moments:
        if moment is not None and moment.utcoffset() is None:
            raise ValueError(f"a moment without a zone: {moment!r}")
