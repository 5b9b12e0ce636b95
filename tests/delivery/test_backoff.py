from __future__ import annotations

from datetime import timedelta

from digest.delivery.backoff import backoff


def test_the_wait_grows_from_a_minute_to_four_hours_and_stays_there() -> None:
    waits = [backoff(attempts) for attempts in (0, 1, 2, 3, 4, 5, 6, 1000)]
    assert waits == [timedelta(minutes=minutes) for minutes in (1, 1, 5, 15, 60, 240, 240, 240)]
