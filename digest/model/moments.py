"""The law of time: every moment has a zone, and is a whole number of microseconds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def check_aware(*moments: datetime | None) -> None:
    """Refuse a datetime without a zone: every moment in Digest is aware."""
    for moment in moments:
        if moment is not None and moment.utcoffset() is None:
            raise ValueError(f"a moment without a zone: {moment!r}")


def microseconds(moment: datetime) -> int:
    """Integer microseconds since 1970 UTC: exact, as a float's sixteen digits are not, and the same everywhere."""
    return (moment - _EPOCH) // _MICROSECOND


def moment_of(value: int) -> datetime:
    """The aware UTC datetime of that many microseconds since 1970."""
    return _EPOCH + value * _MICROSECOND
