"""How long a refused delivery waits for its next try."""

from __future__ import annotations

from datetime import timedelta

_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
_LONGEST = timedelta(hours=4)


def backoff(attempts: int) -> timedelta:
    """The wait after `attempts` tries, this one included: 1, 5, 15, 60 minutes, then 4 hours each.

    RFC 5321 section 4.5.4.1 asks for at least 30 minutes between tries but names two quick ones in the first hour as
    useful; a grey-listing server lets the second or third of ours in.
    """
    return _WAITS[max(attempts, 1) - 1] if attempts <= len(_WAITS) else _LONGEST
