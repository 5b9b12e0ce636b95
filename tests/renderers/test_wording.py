"""What readers are told about dates, credits and lengths."""

from __future__ import annotations

import locale
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import RenderError
from digest.model import Article, Precision
from digest.renderers import wording
from tests.renderers import builders

NOON = datetime(2025, 12, 16, 14, 5, tzinfo=UTC)


def article(**changes: object) -> Article:
    return builders.release(0, **changes).article


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Europe/London", "16 December 2025, 14:05 GMT"),
        ("UTC", "16 December 2025, 14:05 UTC"),
        ("Asia/Kolkata", "16 December 2025, 19:35 IST"),
        ("Asia/Tashkent", "16 December 2025, 19:05 UTC+05"),
        ("Pacific/Auckland", "17 December 2025, 03:05 NZDT"),
    ],
)
def test_a_time_of_day_is_told_on_the_desks_clock(zone: str, expected: str) -> None:
    one = article(published=NOON, published_precision=Precision.TIME)
    assert wording.dated(one, builders.site(timezone=zone)) == expected


def test_a_day_stays_that_day_in_every_zone() -> None:
    one = article(published=datetime(2025, 12, 16, tzinfo=UTC), published_precision=Precision.DAY)
    for zone in ("America/Los_Angeles", "UTC", "Pacific/Auckland"):
        assert wording.dated(one, builders.site(timezone=zone)) == "16 December 2025"


def test_a_month_is_not_dressed_up_as_a_day() -> None:
    one = article(published=datetime(2025, 12, 1, tzinfo=UTC), published_precision=Precision.MONTH)
    assert wording.dated(one, builders.site(timezone="America/Los_Angeles")) == "December 2025"


def test_an_unknown_date_says_when_the_desk_received_the_article_on_its_own_clock() -> None:
    one = article(published=None, published_precision=None, received=datetime(2026, 11, 21, 23, 30, tzinfo=UTC))
    assert wording.dated(one, builders.site(timezone="UTC")) == "undated, received 21 November 2026"
    assert wording.dated(one, builders.site(timezone="Asia/Tokyo")) == "undated, received 22 November 2026"


@pytest.mark.parametrize(
    ("byline", "agency", "site", "expected"),
    [
        ("By Jane Doe", "The Northern Wire", None, "By Jane Doe, The Northern Wire"),
        ("Jane Doe", None, "news.example.org", "By Jane Doe, news.example.org"),
        ("Jane Doe, Northern Wire", "Northern Wire", None, "By Jane Doe, Northern Wire"),
        ("BY JANE DOE", None, None, "By JANE DOE"),
        ("Byron Hale", None, None, "By Byron Hale"),
        (None, "Northern Wire", "news.example.org", "Northern Wire"),
        (None, None, "news.example.org", "news.example.org"),
        (None, None, None, ""),
    ],
)
def test_a_credit_names_the_person_and_the_house_once(
    byline: str | None, agency: str | None, site: str | None, expected: str
) -> None:
    assert wording.credit(article(byline=byline, agency=agency, site=site)) == expected


def test_reading_time_is_never_nothing() -> None:
    assert [wording.minutes(words) for words in (0, 1, 230, 460, 2300)] == [1, 1, 1, 2, 10]


def test_a_long_date_names_the_weekday_where_the_reader_is() -> None:
    moment = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    assert wording.long_date(moment, "UTC") == "Saturday 21 November 2026"
    assert wording.long_date(moment, "Asia/Tokyo") == "Sunday 22 November 2026"


def test_lists_read_as_in_a_sentence() -> None:
    assert [wording.listing(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


@pytest.mark.parametrize("name", ["Mars/Olympus", "../etc/passwd", "", "Europe"])
def test_a_wrong_time_zone_is_named(name: str) -> None:
    with pytest.raises(RenderError, match=re.escape("IANA")) as caught:
        wording.zone(name)
    assert caught.value.subject == name


@given(st.datetimes(timezones=st.just(UTC)))
def test_dates_agree_with_the_c_locale(moment: datetime) -> None:
    assert locale.setlocale(locale.LC_TIME) == "C"
    assert wording.long_date(moment, "UTC") == f"{moment:%A} {moment.day} {moment:%B} {moment.year}"
