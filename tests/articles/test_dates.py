from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.articles.dates import Moment, Trouble, find_dates, read_date, read_day_month
from digest.model import Precision

DAY = date(2025, 12, 16)


@pytest.mark.parametrize(
    "value",
    [
        "2025-12-16",
        "20251216",
        "2025/12/16",
        "16.12.2025",
        "16/12/2025",
        "12/16/2025",
        "16 December 2025",
        "December 16, 2025",
        "Dec. 16, 2025",
        "Dec 16 2025",
        "16th of December 2025",
        "December 16th, 2025",
        "Tuesday, 16 December 2025",
        "Tue, 16 Dec 2025",
        "Published on Tuesday, December 16, 2025",
        "16 décembre 2025",
        "mardi 16 décembre 2025",
        "16 de diciembre de 2025",
        "martes, 16 de diciembre de 2025",
        "16. Dezember 2025",
        "Dienstag, 16. Dezember 2025",
        "16 de dezembro de 2025",
        "١٦ ديسمبر ٢٠٢٥",
        "الثلاثاء 16 ديسمبر 2025",
        "16 كانون الأول 2025",
        "16 декабря 2025",
        "2025-12-16T10:22:00",
        "16 Dec 2025 10:22",
        "16 Dec 2025 10:22 IST",
        "2025-12-16 10:22",
        "Di., 16.12.2025 - 14:45",
        "Tue Dec 16 10:22:00 2025",
        "الثلاثاء، 16 ديسمبر 2025 - 12:09 م",
    ],
)
def test_a_full_date_is_a_day_and_a_time_without_a_zone_is_left_out(value: str) -> None:
    moment = read_date(value)
    assert isinstance(moment, Moment)
    assert (moment.day, moment.precision) == (DAY, Precision.DAY)
    assert moment.at == datetime(2025, 12, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("2025-12-16T10:22:00Z", datetime(2025, 12, 16, 10, 22, tzinfo=UTC)),
        ("2025-12-16T10:22:00.123+02:00", datetime(2025, 12, 16, 8, 22, 0, 123000, tzinfo=UTC)),
        ("2025-12-16T23:30:00-05:00", datetime(2025, 12, 17, 4, 30, tzinfo=UTC)),
        ("Tue, 16 Dec 2025 10:22:05 +0000", datetime(2025, 12, 16, 10, 22, 5, tzinfo=UTC)),
        ("Tue, 16 Dec 2025 10:22:05 -0330", datetime(2025, 12, 16, 13, 52, 5, tzinfo=UTC)),
        ("Tue Dec 16 10:22:00 CET 2025", datetime(2025, 12, 16, 9, 22, tzinfo=UTC)),
        ("2025-12-16T10:22:00+01:00CET", datetime(2025, 12, 16, 9, 22, tzinfo=UTC)),
        ("2025-12-16T10:22:0Z", datetime(2025, 12, 16, 10, 22, tzinfo=UTC)),
        ("16 Dec 2025 10:22 GMT", datetime(2025, 12, 16, 10, 22, tzinfo=UTC)),
        ("16 Dec 2025 10:22 GMT+3", datetime(2025, 12, 16, 7, 22, tzinfo=UTC)),
        ("Dec. 16, 2025 at 5:03 PM EST", datetime(2025, 12, 16, 22, 3, tzinfo=UTC)),
        ("December 16, 2025, 12:05 a.m. UTC", datetime(2025, 12, 16, 0, 5, tzinfo=UTC)),
        ("2025-12-16 10:22:00 -0500", datetime(2025, 12, 16, 15, 22, tzinfo=UTC)),
        ("2025-12-16T10:22:00 +0000", datetime(2025, 12, 16, 10, 22, tzinfo=UTC)),
        ("1765880520", datetime(2025, 12, 16, 10, 22, tzinfo=UTC)),
        ("1765880520000", datetime(2025, 12, 16, 10, 22, tzinfo=UTC)),
    ],
)
def test_a_time_with_a_zone_is_a_moment_in_utc(value: str, at: datetime) -> None:
    moment = read_date(value)
    assert isinstance(moment, Moment)
    assert (moment.at, moment.precision) == (at, Precision.TIME)


@pytest.mark.parametrize("value", ["December 2025", "2025-12", "Dec. 2025", "diciembre de 2025"])
def test_a_month_alone_is_a_month(value: str) -> None:
    moment = read_date(value)
    assert isinstance(moment, Moment)
    assert (moment.day, moment.precision) == (date(2025, 12, 1), Precision.MONTH)


@pytest.mark.parametrize("value", ["03/04/2025", "3-4-2025", "Published 03/04/2025 10:22 GMT"])
def test_a_day_that_two_readers_read_differently_is_ambiguous(value: str) -> None:
    assert read_date(value) is Trouble.AMBIGUOUS


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("13/04/2025", date(2025, 4, 13)),
        ("04/13/2025", date(2025, 4, 13)),
        ("04/04/2025", date(2025, 4, 4)),
        ("03.04.2025", date(2025, 4, 3)),
    ],
)
def test_a_day_that_only_one_order_fits_is_clear(value: str, day: date) -> None:
    moment = read_date(value)
    assert isinstance(moment, Moment)
    assert moment.day == day


@pytest.mark.parametrize(
    "value",
    [
        "",
        "yesterday",
        "2025",
        "31 February 2025",
        "32/13/2025",
        "2025-13-40",
        "Wednesday, 16 December 2025",
        "16 December 2025 and 17 December 2025",
        "The pier opened on 16 December 2025",
        "16 December 1825",
        "16/12/25",
        "10:22",
        "2000 um 4",
        "+92 300 2025",
        "16 December 2025 25:99 GMT",
        "x" * 10_000,
    ],
)
def test_anything_else_is_no_date(value: str) -> None:
    assert read_date(value) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("April 3", (3, 4)),
        ("Dec. 16", (16, 12)),
        ("16 dic", (16, 12)),
        ("29 February", (29, 2)),
        ("31 April", None),
        ("Room 3", None),
    ],
)
def test_a_day_and_month_without_a_year(text: str, found: tuple[int, int] | None) -> None:
    assert read_day_month(text) == found


def test_dates_in_a_running_text_are_found_in_place() -> None:
    text = (
        "It began on Feb. 27, 2022 and ended on 2024-03-05; nobody knows 03/04/2025 or the 2,000 boats of March 2021."
    )
    assert [(text[found.start : found.end], found.day) for found in find_dates(text)] == [
        ("Feb. 27, 2022", date(2022, 2, 27)),
        ("2024-03-05", date(2024, 3, 5)),
        ("03/04/2025", None),
        ("March 2021", date(2021, 3, 1)),
    ]


@given(st.dates(date(1900, 1, 2), date(2099, 12, 31)).filter(lambda day: day != date(1970, 1, 1)))
def test_every_unambiguous_way_to_write_a_day_reads_back(day: date) -> None:
    for written in (
        day.isoformat(),
        f"{day.day} {day:%B} {day.year}",
        f"{day:%b}. {day.day}, {day.year}",
        f"{day:%a, %d %b %Y}",
        f"{day:%d.%m.%Y}",
    ):
        moment = read_date(written)
        assert isinstance(moment, Moment)
        assert moment.day == day


@pytest.mark.parametrize("value", ["1900-01-01", "1 January 1970", "Thu, 01 Jan 1970 00:00:00 GMT", "0001-01-01"])
def test_the_zero_of_a_calendar_is_a_placeholder(value: str) -> None:
    assert read_date(value) is Trouble.PLACEHOLDER


@given(st.text())
def test_no_text_makes_the_reader_fail(text: str) -> None:
    read_date(text)
    list(find_dates(text))
    read_day_month(text)
