"""What a source holds back goes out to nobody before its time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from digest.articles import held_back
from digest.model import Draft, Held, Hint, Hold

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)


def draft(**hints: str) -> Draft:
    given = {name: Hint(value=value, source="wire") for name, value in hints.items()}
    return Draft(index=0, lines=(), layout="g2", title="A Pier", paragraphs=("It opened.",), hints=given)


def test_an_embargo_holds_until_its_time() -> None:
    item = draft(embargo="2026-03-05T14:00:00+01:00")
    held = held_back(item, now=NOW)
    assert held is not None
    assert (held.hold, held.until) == (Hold.EMBARGO, NOW + timedelta(hours=1))
    assert held.told == "embargoed until 2026-03-05 13:00 UTC"
    assert held_back(item, now=NOW + timedelta(hours=1)) is None
    assert held_back(draft(), now=NOW) is None


@pytest.mark.parametrize("embargo", ["2026-03-05", "Friday noon", "2026-03-05T14:00:00", "x" * 300])
def test_an_embargo_without_a_readable_time_and_zone_waits_for_a_person(embargo: str) -> None:
    held = held_back(draft(embargo=embargo), now=NOW + timedelta(days=900))
    assert held is not None
    assert held.until is None
    assert "no readable time and zone" in held.told


def test_what_is_withheld_waits_and_what_is_withdrawn_does_not() -> None:
    held = held_back(draft(status="withheld", embargo="2026-03-05T14:00:00+01:00"), now=NOW)
    assert held == Held(hold=Hold.WITHHELD, note="its source withholds it")
    assert held_back(draft(status="canceled", embargo="2026-03-05T14:00:00+01:00"), now=NOW) is None
    assert held_back(draft(status="usable"), now=NOW) is None
