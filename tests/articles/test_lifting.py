"""When an embargo ends: only a line that says nothing but day, time and zone tells it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.articles.lifting import moment_told


@pytest.mark.parametrize(
    ("until", "moment"),
    [
        ("2230 GMT 5 December 2030", "2030-12-05T22:30"),
        ("00:01 hrs GMT 5 March 2031", "2031-03-05T00:01"),
        ("2030 GMT 5 December 2030", "2030-12-05T20:30"),
        ("noon GMT on 5 March 2031", "2031-03-05T12:00"),
        ("9 a.m. New York time, 5 July 2031", "2031-07-05T13:00"),
        ("06:00 GMT / 07:00 CET, 3 December 2030", "2030-12-03T06:00"),
        ("10:00 UK time on 5 June 2031", "2031-06-05T09:00"),
        ("1:30 London time on 26 October 2031", "2031-10-26T01:30"),
        ("31 December 2030, 23:59 Pacific time", "2031-01-01T07:59"),
    ],
)
def test_a_moment_is_read_with_its_zone(until: str, moment: str) -> None:
    told = moment_told(until)
    assert told is not None
    assert told.at == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "until",
    [
        "5 March 2031",
        "0001 Friday 6 December 2030",
        "10:00 GMT, Tuesday 5 March",
        "10:00 GMT, Monday 6 December 2030",
        "06:00 GMT / 08:00 CET, 3 December 2030",
        "10:00 - 12:00 GMT 5 March 2031",
        "10:00 Geneva time on 5 March 2031",
        "25:00 London time on 5 March 2031",
        "midnight GMT on 5 March 2031",
        "1930 BST 4 January 2031",
        "10:00 GMT 03/04/2031",
        "10:00 GMT on 5 March 2031 or when delivered",
        "10:00 GMT on 5 March 2031 or 6 March 2031",
        "10:00 GMT on 5 March 2031" + " " * 20 + "at the earliest",
        "10:00 ../etc time on 5 March 2031",
    ],
)
def test_what_leaves_a_doubt_tells_no_moment(until: str) -> None:
    assert moment_told(until) is None


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["10:00", " ", "GMT", "5 March 2031", "London time", "/"])).map("".join)
)
def test_any_line_is_read_or_not(until: str) -> None:
    told = moment_told(until)
    assert told is None or told.at.utcoffset() is not None
