"""Which version of which story an article is, by its source's own fields."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from digest.articles.versions import read_version
from digest.model import Hint, Signal

TITLE = "Harbour board reopens the old pier"


def hints(**said: str) -> dict[str, Hint]:
    return {name: Hint(value=value, source="test") for name, value in said.items()}


def test_a_source_names_its_story_its_version_and_when_it_made_it() -> None:
    said = hints(id="urn:x:1", version="3", updated="2026-03-02T09:00:00+01:00", signal="update")
    version = read_version(said, TITLE)
    assert (version.guid, version.version) == ("urn:x:1", 3)
    assert version.revised == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert version.signal is Signal.UPDATE


def test_a_version_may_be_as_long_as_agencies_write_them() -> None:
    assert read_version(hints(version="1618095828"), TITLE).version == 1618095828


@pytest.mark.parametrize("said", ["", "1.2", "-1", "٣", "9" * 5000, "next"])
def test_a_version_that_is_no_plain_number_counts_for_none(said: str) -> None:
    assert read_version(hints(version=said), TITLE).version == 0


def test_a_day_alone_says_nothing_of_when_a_version_was_made() -> None:
    assert read_version(hints(updated="2026-03-02"), TITLE).revised is None


def test_a_canceled_item_is_a_withdrawal_whatever_else_it_signals() -> None:
    assert read_version(hints(status="canceled", signal="update"), TITLE).signal is Signal.WITHDRAWAL


def test_a_correction_outweighs_an_update() -> None:
    assert read_version(hints(signal="update, correction"), TITLE).signal is Signal.CORRECTION


@pytest.mark.parametrize(
    ("said", "title", "signal", "turn"),
    [
        ({}, f"UPDATE 2-{TITLE}", Signal.UPDATE, 2),
        ({}, f"CORRECTED-UPDATE 1-{TITLE}", Signal.CORRECTION, 1),
        ({"slug": "HARBOUR-PIER/ (UPDATE 3, PIX)"}, TITLE, Signal.UPDATE, 3),
        ({"version": "1st Ld-Writethru"}, TITLE, Signal.UPDATE, 1),
        ({"version": "1st Ld-Writethru, KILL"}, TITLE, Signal.WITHDRAWAL, 1),
        ({"note": "Eds: Corrects the name of the chairwoman."}, TITLE, Signal.CORRECTION, 0),
        ({"signal": "update", "note": "Corrects paragraph 3"}, TITLE, Signal.CORRECTION, 0),
        ({"note": "Photos are on the wire. Adds quotes."}, TITLE, Signal.UPDATE, 0),
        ({"note": "No update is planned. The board's correction of its plan follows."}, TITLE, None, 0),
    ],
)
def test_a_mark_in_headline_slug_version_or_note_tells_what_a_version_is(
    said: dict[str, str], title: str, signal: Signal | None, turn: int
) -> None:
    version = read_version(hints(**said), title)
    assert (version.signal, version.turn) == (signal, turn)
