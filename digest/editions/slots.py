"""The moments at which a digest goes out, by the desk's own clock and our own arithmetic."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from digest.errors import ConfigError
from digest.model import DigestPlan, Slot, check_aware

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
# Every plan that ever goes out does so within a week; a day more for a change of the clocks.
_HORIZON = 8 * _DAY
# A fortnight has a time of every plan behind any mark; three weeks have two of them before any moment.
_EARLY, _LATE = 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """Times in a row that nobody was there for; the next edition covers their articles."""

    number: int
    first: Slot
    last: Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What the clock asks of one digest."""

    slot: Slot | None
    """the one time to go out for now, if any"""
    missed: Missed | None
    """the times before it, or all of them where none goes out"""
    mark: datetime
    """up to here every time is dealt with (UTC); never earlier than the mark that came in"""


def due(plan: DigestPlan, mark: datetime, now: datetime) -> Due:
    """Every time of `plan` after `mark` up to and including `now`, of which one goes out at most.

    The latest time goes out when it is at most `plan.max_late` ago; all others are missed. The mark moves to the
    latest time found and stays where it is when there is none, so ticks may fall anywhere, and a clock that is set
    back repeats nothing. Raises ConfigError when the plan's time zone or times cannot be read.
    """
    check_aware(mark, now)
    found, number = _gather(plan, mark, now)
    if not found:
        return Due(slot=None, missed=None, mark=mark.astimezone(UTC))
    latest = found[-1]
    slot = latest if now - latest.at <= plan.max_late else None
    if slot is not None:
        found, number = found[:-1], number - 1
    missed = Missed(number=number, first=found[0], last=found[-1]) if found else None
    return Due(slot=slot, missed=missed, mark=latest.at)


def next_slot(plan: DigestPlan, after: datetime) -> Slot:
    """The first time of `plan` after `after`; ConfigError when the plan has no time at all."""
    check_aware(after)
    for slot in between(plan, after, after + _HORIZON):
        return slot
    raise ConfigError(
        f'digest "{plan.name}" never goes out: give it at least one time and one day',
        path="digest.toml",
        key="times",
    )


def period(plan: DigestPlan) -> timedelta:
    """The usual time between two editions of a digest, a day at least."""
    return max(timedelta(days=7) / max(1, len(plan.times) * len(plan.days)), timedelta(days=1))


def on_demand(plan: DigestPlan, now: datetime, taken: Collection[str]) -> Slot:
    """A slot for right now, named after the first number that no edition in `taken` has yet."""
    check_aware(now)
    local = now.astimezone(_zone(plan))
    stem = f"{plan.name}-{local:%Y-%m-%d}-m"
    number = 1
    while f"{stem}{number}" in taken:
        number += 1
    return Slot(digest=plan.name, key=f"{stem}{number}", at=now.astimezone(UTC), local=local, on_demand=True)


def between(plan: DigestPlan, after: datetime, until: datetime) -> Iterator[Slot]:
    """The slots in (after, until], oldest first."""
    start, stop = _dates(plan, after, until)
    return _slots(plan, start, stop, after, until)


def _gather(plan: DigestPlan, after: datetime, until: datetime) -> tuple[list[Slot], int]:
    """The first and the last slots in (after, until], and how many there are in all.

    After years of pause, or a leap of the clock, the weeks between are counted and not listed: a wall clock comes to
    each of its times once a day, so a whole week of dates has as many slots as any other.
    """
    start, stop = _dates(plan, after, until)
    weeks = max(0, ((stop - start) // _DAY + 1) // 7 - _EARLY - _LATE)
    if not weeks:
        found = list(_slots(plan, start, stop, after, until))
        return found, len(found)
    gap = start + _EARLY * 7 * _DAY
    found = list(_slots(plan, start, gap - _DAY, after, until))
    found += _slots(plan, gap + weeks * 7 * _DAY, stop, after, until)
    return found, len(found) + weeks * len(_times(plan)) * len(set(plan.days))


def _dates(plan: DigestPlan, after: datetime, until: datetime) -> tuple[date, date]:
    """The first and the last local day that slots in (after, until] may be named after."""
    zone = _zone(plan)
    # Clocks set back across midnight show yesterday's date again after today's first times have passed.
    return after.astimezone(zone).date(), until.astimezone(zone).date() + _DAY


def _slots(plan: DigestPlan, start: date, stop: date, after: datetime, until: datetime) -> Iterator[Slot]:
    """The slots of the local days from start to stop that lie in (after, until], oldest first."""
    if until <= after:
        return
    zone, times = _zone(plan), _times(plan)
    for day in _days(plan, start, stop):
        for clock in times:
            at = _instant(datetime.combine(day, clock), zone)
            if after < at <= until:
                key = f"{plan.name}-{day:%Y-%m-%d}-{clock:%H%M}"
                yield Slot(digest=plan.name, key=key, at=at, local=at.astimezone(zone))


def _days(plan: DigestPlan, start: date, stop: date) -> Iterator[date]:
    for ordinal in range(start.toordinal(), stop.toordinal() + 1):
        day = date.fromordinal(ordinal)
        if _WEEKDAYS[day.weekday()] in plan.days:
            yield day


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The UTC moment at which a wall clock in `zone` first shows `wall`, or first passes it where it is skipped.

    PEP 495: fold=0 is the first of two equal wall times. In a gap fold=0 reads the offset before the change and
    lands after it, fold=1 reads the offset behind the change and lands before it; the change lies between the two.
    """
    first = wall.replace(tzinfo=zone).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == wall:
        return first
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    old = before.astimezone(zone).utcoffset()
    low, high = 0, int((first - before) / _SECOND)
    while high - low > 1:
        middle = (low + high) // 2
        if (before + middle * _SECOND).astimezone(zone).utcoffset() == old:
            low = middle
        else:
            high = middle
    return before + high * _SECOND


def _zone(plan: DigestPlan) -> ZoneInfo:
    try:
        return ZoneInfo(plan.timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigError(
            f'digest "{plan.name}": no time zone is called "{plan.timezone}"; use an IANA name such as "Europe/London"',
            path="digest.toml",
            key="timezone",
        ) from error


def _times(plan: DigestPlan) -> list[time]:
    try:
        return sorted({time.fromisoformat(text) for text in plan.times})
    except ValueError as error:
        raise ConfigError(
            f'digest "{plan.name}": times are local times written "HH:MM", got {", ".join(plan.times)}',
            path="digest.toml",
            key="times",
        ) from error
