from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.editions.slots import Due, between, due, next_slot, on_demand
from digest.errors import ConfigError
from digest.model import DigestPlan
from tests.editions.builders import plan

ZONES = (
    "Europe/London",
    "Asia/Kabul",
    "Asia/Karachi",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "America/Santiago",
)
# Half of these fall into a gap or a fold of one of the zones.
TIMES = ("00:00", "00:30", "01:30", "02:00", "02:15", "07:00", "23:30")
START = datetime(2026, 1, 1, tzinfo=UTC)
END = datetime(2028, 1, 1, tzinfo=UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def told(found: Due) -> tuple[int, list[str]]:
    """How many times a due names, and those it names: the first and last missed, and the one that goes out."""
    ends = [] if found.missed is None else [found.missed.first, found.missed.last]
    number = (0 if found.missed is None else found.missed.number) + (found.slot is not None)
    return number, [slot.key for slot in (*ends, *([] if found.slot is None else [found.slot]))]


def keys(digest: DigestPlan, ticks: list[datetime]) -> list[str]:
    """Every key that comes up when the clock ticks at these moments."""
    mark, seen = ticks[0], []
    for tick in ticks[1:]:
        found = due(digest, mark, tick)
        listed = [slot.key for slot in between(digest, mark, tick)]
        last = listed[-2:] if found.slot else listed[-1:]
        assert told(found) == (len(listed), [*listed[:1], *last] if found.missed else listed)
        assert not list(between(digest, found.mark, tick))
        seen += listed
        mark = found.mark
    return seen


def expected(first: date, last: date) -> list[str]:
    days = (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
    return [f"daily-{day:%Y-%m-%d}-{clock.replace(':', '')}" for day in days for clock in TIMES]


@pytest.mark.parametrize("zone", ZONES)
@given(st.lists(st.integers(0, int((END - START).total_seconds())), max_size=40))
@settings(max_examples=12, deadline=None)
def test_every_local_time_of_two_years_comes_up_exactly_once_however_the_ticks_fall(
    zone: str, seconds: list[int]
) -> None:
    ticks = [START, *(START + timedelta(seconds=second) for second in sorted(seconds)), END]
    seen = keys(plan(timezone=zone, times=TIMES), ticks)
    assert len(seen) == len(set(seen))
    inner = expected(date(2026, 1, 2), date(2027, 12, 30))
    assert [key for key in seen if inner[0] <= key <= inner[-1]] == inner


@pytest.mark.parametrize("zone", ZONES)
def test_a_slot_is_the_first_moment_at_which_the_wall_clock_has_reached_its_time(zone: str) -> None:
    digest = plan(timezone=zone, times=tuple(f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 15, 30)))
    info = ZoneInfo(zone)
    changes = [
        start
        for number in range((END - START).days)
        if (start := START + timedelta(days=number)).astimezone(info).utcoffset()
        != (start + timedelta(days=1)).astimezone(info).utcoffset()
    ]
    assert bool(changes) == (zone not in {"Asia/Kabul", "Asia/Karachi"})
    for change in changes or [START + timedelta(days=100)]:
        begin, end = change - timedelta(days=1), change + timedelta(days=2)
        walls = []
        for minute in range(3 * 24 * 60 + 1):
            moment = begin + timedelta(minutes=minute)
            walls.append((moment.astimezone(info).replace(tzinfo=None), moment))
        for slot in between(digest, begin, end):
            wanted = datetime.strptime(slot.key, "daily-%Y-%m-%d-%H%M")  # noqa: DTZ007 - a wall clock's reading
            assert slot.at == next(moment for wall, moment in walls if wall >= wanted), slot.key


def test_a_time_in_the_spring_gap_goes_out_at_the_first_moment_after_it() -> None:
    slot = next_slot(plan(timezone="Europe/London", times=("01:30",)), utc("2026-03-28T12:00"))
    assert (slot.key, slot.at, slot.local.isoformat()) == (
        "daily-2026-03-29-0130",
        utc("2026-03-29T01:00"),
        "2026-03-29T02:00:00+01:00",
    )


def test_midnight_in_cairo_is_not_skipped_on_the_day_the_clocks_go_forward() -> None:
    slot = next_slot(plan(timezone="Africa/Cairo", times=("00:00",)), utc("2026-04-23T12:00"))
    assert (slot.key, slot.at) == ("daily-2026-04-24-0000", utc("2026-04-23T22:00"))


def test_a_time_that_comes_twice_in_autumn_goes_out_the_first_time_only() -> None:
    digest = plan(timezone="Europe/London", times=("01:30",))
    first = next_slot(digest, utc("2026-10-24T12:00"))
    assert first.at == utc("2026-10-25T00:30")
    assert next_slot(digest, first.at).key == "daily-2026-10-26-0130"


def test_a_day_that_a_zone_never_had_still_gets_its_edition() -> None:
    found = due(plan(timezone="Pacific/Apia", times=("07:00",)), utc("2011-12-29T17:30"), utc("2011-12-30T12:00"))
    assert found.slot is not None
    assert told(found) == (1, ["daily-2011-12-30-0700"])
    assert found.slot.at == utc("2011-12-30T10:00")


def test_clocks_set_back_across_midnight_do_not_delay_the_new_days_edition() -> None:
    digest = plan(timezone="America/St_Johns", times=("00:00",))
    found = due(digest, utc("2010-11-06T12:00"), utc("2010-11-07T02:45"))
    assert found.slot is not None
    assert (found.slot.key, found.slot.at) == ("daily-2010-11-07-0000", utc("2010-11-07T02:30"))
    assert next_slot(digest, found.slot.at).key == "daily-2010-11-08-0000"


def test_a_missed_time_is_caught_up() -> None:
    found = due(plan(), utc("2026-11-21T07:00"), utc("2026-11-22T07:20"))
    assert found.slot is not None
    assert (found.slot.key, found.missed, found.mark) == ("daily-2026-11-22-0700", None, utc("2026-11-22T07:00"))


def test_several_missed_times_make_one_edition_and_the_others_are_counted() -> None:
    found = due(plan(), utc("2026-11-19T07:00"), utc("2026-11-22T07:20"))
    assert found.slot is not None
    assert found.slot.key == "daily-2026-11-22-0700"
    assert told(found) == (3, ["daily-2026-11-20-0700", "daily-2026-11-21-0700", "daily-2026-11-22-0700"])


@pytest.mark.parametrize(("late", "goes_out"), [("13:00:00", True), ("13:00:01", False)])
def test_a_time_missed_by_more_than_the_limit_waits_for_the_next_edition(late: str, *, goes_out: bool) -> None:
    found = due(plan(max_late=timedelta(hours=6)), utc("2026-11-21T07:00"), utc(f"2026-11-22T{late}"))
    assert (found.slot is not None) == goes_out
    assert (found.missed is None) == goes_out
    assert found.mark == utc("2026-11-22T07:00")


def test_nothing_is_due_twice() -> None:
    now = utc("2026-11-22T07:00")
    first = due(plan(), utc("2026-11-22T06:59:59"), now)
    assert first.slot is not None
    again = due(plan(), first.mark, now)
    assert (again.slot, again.missed, again.mark) == (None, None, first.mark)


def test_a_clock_set_back_repeats_nothing_and_keeps_the_mark() -> None:
    mark = utc("2026-11-22T07:00")
    found = due(plan(), mark, utc("2026-11-20T12:00"))
    assert (found.slot, found.missed, found.mark) == (None, None, mark)


def test_only_the_days_of_the_plan_count_and_a_time_named_twice_counts_once() -> None:
    digest = plan(days=("mon", "fri"), times=("18:00", "07:00", "07:00"), max_late=timedelta(days=1))
    assert keys(digest, [utc("2026-11-16T00:00"), utc("2026-11-22T23:00")]) == [
        "daily-2026-11-16-0700",
        "daily-2026-11-16-1800",
        "daily-2026-11-20-0700",
        "daily-2026-11-20-1800",
    ]


def test_a_mark_a_year_old_counts_every_time_since() -> None:
    digest = plan(times=tuple(f"{hour:02}:00" for hour in range(24)), timezone="Europe/London")
    found = due(digest, START, START + timedelta(days=365))
    assert told(found) == (
        365 * 24,
        ["daily-2026-01-01-0100", "daily-2026-12-31-2300", "daily-2027-01-01-0000"],
    )


@given(
    st.lists(st.sampled_from(TIMES), min_size=1, unique=True),
    st.sets(st.sampled_from(("mon", "tue", "wed", "thu", "fri", "sat", "sun")), min_size=1),
    st.sampled_from(ZONES),
    st.integers(0, 366 * 86_400),
    st.integers(0, 160 * 86_400),
)
@settings(max_examples=150, deadline=None)
def test_what_is_counted_is_what_would_be_listed(
    times: list[str], days: set[str], zone: str, begin: int, pause: int
) -> None:
    mark = START + timedelta(seconds=begin)
    keys(plan(times=tuple(times), days=tuple(days), timezone=zone), [mark, mark + timedelta(seconds=pause)])


def test_a_clock_that_leaps_thousands_of_years_is_answered_at_once() -> None:
    minutes = tuple(f"{minute // 60:02}:{minute % 60:02}" for minute in range(24 * 60))
    leap = datetime(9990, 1, 1, tzinfo=UTC)
    number, named = told(due(plan(times=minutes, timezone="Europe/London"), START, leap))
    assert number == (leap - START) // timedelta(minutes=1)
    assert named == ["daily-2026-01-01-0001", "daily-9989-12-31-2359", "daily-9990-01-01-0000"]


def test_an_edition_on_demand_takes_the_first_free_number_of_the_local_day() -> None:
    digest = plan(timezone="Asia/Kabul")
    slot = on_demand(digest, utc("2026-11-22T20:00"), {"daily-2026-11-23-m1", "daily-2026-11-22-m2"})
    assert (slot.key, slot.on_demand) == ("daily-2026-11-23-m2", True)
    assert slot.local.isoformat() == "2026-11-23T00:30:00+04:30"


@pytest.mark.parametrize("empty", [{"times": ()}, {"days": ()}])
def test_a_plan_that_never_goes_out_is_never_due_and_says_so(empty: dict[str, tuple[str, ...]]) -> None:
    digest = plan(**empty)
    assert due(digest, START, END).slot is None
    with pytest.raises(ConfigError, match=r'digest "daily" never goes out: give it at least one time and one day'):
        next_slot(digest, START)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"timezone": "Europe/Londn"}, 'no time zone is called "Europe/Londn"'), ({"times": ("7am",)}, "HH:MM")],
)
def test_a_plan_that_cannot_be_read_says_what_is_wrong(wrong: dict[str, object], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        due(plan(**wrong), START, END)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        next_slot(plan(), START.replace(tzinfo=None))
