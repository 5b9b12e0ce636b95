"""Which of a page's statements is its date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from digest.ingest.stamps import best_stamp, day_in_address
from digest.model import Hint

UTC = "2026-03-03T01:09:55+00:00"


def best(*values: str, url: str = "") -> str | None:
    found = best_stamp([Hint(value=value, source="meta", confidence=0.9) for value in values], url)
    return None if found is None else found.value


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://example.org/2026/03/02/pier.html", date(2026, 3, 2)),
        ("https://example.org/news/2026-3-2/pier", date(2026, 3, 2)),
        ("https://example.org/pier-20260302.html", date(2026, 3, 2)),
        ("https://example.org/news/22-03-2026", date(2026, 3, 22)),
        ("https://example.org/news/02-03-2026", None),
        ("https://example.org/2026/03/pier", None),
        ("https://example.org/20261302/pier", None),
        ("https://example.org/id-1202603021", None),
    ],
)
def test_an_address_tells_a_day(url: str, day: date | None) -> None:
    assert day_in_address(url) == day


def test_the_first_offer_that_tells_a_day_is_taken() -> None:
    assert best("1988", "2026-03", "March", "2026-03-02") == "2026-03-02"
    assert best("1988", "Mon, 2 Mar 2026 11:00:00 GMT") == "Mon, 2 Mar 2026 11:00:00 GMT"
    assert best("1988") is None
    assert best() is None


@pytest.mark.parametrize(
    ("values", "url", "value"),
    [
        # the same instant by another clock
        ((UTC, "2026-03-02T18:09:55-07:00"), "", "2026-03-02T18:09:55-07:00"),
        # a clock without its zone, some whole hours behind
        ((UTC, "2026-03-02 18:09:55"), "", "2026-03-02T18:09:55-07:00"),
        # another moment
        ((UTC, "2026-03-02T17:00:00-07:00"), "", UTC),
        ((UTC, "2026-03-02 18:11:20"), "", UTC),
        # the day alone, one before that in UTC
        ((UTC,), "https://example.org/2026/03/02/pier", "2026-03-02"),
        ((UTC,), "https://example.org/2026/03/03/pier", UTC),
        # no clock on earth shows that day
        ((UTC,), "https://example.org/2026/03/01/pier", UTC),
        (("2026-03-02T23:00:00+01:00",), "https://example.org/2026/03/03/pier", "2026-03-02T23:00:00+01:00"),
    ],
)
def test_a_moment_in_utc_is_put_on_its_sources_own_clock(values: tuple[str, ...], url: str, value: str) -> None:
    assert best(*values, url=url) == value


def test_a_moment_in_utc_is_put_on_the_day_that_the_page_prints() -> None:
    hint = Hint(value=UTC, source="meta", confidence=0.9)
    assert best_stamp([hint], "", lambda: "2026-03-02T18:09") == replace(
        hint, value="2026-03-02", source="meta+printed"
    )
    assert best_stamp([hint], "", lambda: "2026-02-27") == hint
    assert best_stamp([hint], "", lambda: "03/04/2026") == hint


def test_two_readings_of_a_stamp_are_settled_by_the_day_that_the_page_prints() -> None:
    hint = Hint(value="03/04/2026 12:43", source="meta", confidence=0.9)
    settled = replace(hint, value="2026-04-03", source="meta+printed")
    assert best_stamp([hint], "", lambda: "2026-04-03T12:43") == settled
    assert best_stamp([hint], "", lambda: "2026-03-05") == hint
    assert best_stamp([hint], "") == hint
