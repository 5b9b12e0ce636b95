"""An APScheduler trigger for steady ticks that takes any leap of the machine's clock in its stride."""

from __future__ import annotations

from datetime import datetime, timedelta

from apscheduler.triggers.base import BaseTrigger


class Pace(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """The next tick comes `interval` after this one was begun.

    APScheduler's own IntervalTrigger counts up every moment that passed since the last tick before it merges them:
    a board without a battery that learns the year after its start would count for an hour, holding all locks.
    """

    def __init__(self, interval: timedelta) -> None:
        self._interval = interval

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        """One interval from now, however many have passed."""
        return now + self._interval
