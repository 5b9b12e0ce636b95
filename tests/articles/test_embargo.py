"""What a source holds back goes out to nobody before its time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from digest.articles import held_back
from digest.model import Draft, Hint

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)


def draft(**hints: str) -> Draft:
    given = {name: Hint(value=value, source="wire") for name, value in hints.items()}
    return Draft(index=0, lines=(), layout="g2", title="A Pier", paragraphs=("It opened.",), hints=given)


def test_an_embargo_holds_until_its_time_whatever_a_person_says() -> None:
    held = draft(embargo="2026-03-05T14:00:00+01:00")
    for released in (False, True):
        told = held_back([draft(), held], now=NOW, released=released)
        assert told is not None
        assert "embargoed until 2026-03-05 13:00 UTC" in told
        assert "A Pier" in told
    assert held_back([held], now=NOW + timedelta(hours=1)) is None


@pytest.mark.parametrize("embargo", ["2026-03-05", "Friday noon", "2026-03-05T14:00:00", "x" * 300])
def test_an_embargo_without_a_readable_time_and_zone_waits_for_a_person(embargo: str) -> None:
    told = held_back([draft(embargo=embargo)], now=NOW + timedelta(days=900))
    assert told is not None
    assert "no readable time and zone" in told
    assert held_back([draft(embargo=embargo)], now=NOW, released=True) is None


@pytest.mark.parametrize(("status", "told"), [("withheld", "withholds"), ("canceled", None), ("usable", None)])
def test_what_is_withheld_is_no_news_and_what_is_withdrawn_takes_its_story_with_it(
    status: str, told: str | None
) -> None:
    held = held_back([draft(status=status)], now=NOW, released=True)
    assert (held is None) if told is None else (held is not None and told in held)
