"""Lines that come again further down."""

from __future__ import annotations

from collections.abc import Sequence

from digest.ingest.prose import Row


def next_same(rows: Sequence[Row], within: int) -> list[int]:
    """For every row the position of its next equal at most `within` rows below, else 0."""
    found = [0] * len(rows)
    if len({row.text for row in rows}) == len(rows):
        return found
    below: dict[str, int] = {}
    for at in range(len(rows) - 1, -1, -1):
        later = below.get(rows[at].text)
        if later is not None and later - at <= within:
            found[at] = later
        below[rows[at].text] = at
    return found
