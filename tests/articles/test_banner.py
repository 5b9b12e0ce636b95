"""Lines above a headline: embargoes and marks of a version that stand alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from digest.articles import held_back
from digest.articles.banner import read_embargo
from digest.model import Hold, Signal
from tests.articles.build import article, draft

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
TEXT = ("The pier opened to ferries on Monday, the harbour master said.", "A second one follows in May.")


@pytest.mark.parametrize(
    ("line", "until", "rest"),
    [
        ("EMBARGOED UNTIL 06:00 GMT, 1 January 2031", "06:00 GMT, 1 January 2031", ""),
        ("EMBARGOED until 1 January 2031 06:00 GMT: Pier opens", "1 January 2031 06:00 GMT", "Pier opens"),
        ("Embargoed for release: 06:00 GMT, 1 January 2031", "06:00 GMT, 1 January 2031", ""),
        ("STRICT EMBARGO: 00.01 Friday 3 January", "00.01 Friday 3 January", ""),
        ("*** Not for publication before 06:00 GMT 1 January 2031 ***", "06:00 GMT 1 January 2031", ""),
        ("HOLD FOR RELEASE UNTIL 9 a.m. EST Jan 5, 2031", "9 a.m. EST Jan 5, 2031", ""),
        ("FOR RELEASE 06:00 GMT 1 January 2031", "06:00 GMT 1 January 2031", ""),
        ("Sperrfrist: Freitag, 12 Uhr", "Freitag, 12 Uhr", ""),
        ("Embargoed until noon on Friday", "noon on Friday", ""),
        ("Embargo jusqu'au 3 janvier 2031 à 6h00 UTC", "3 janvier 2031 à 6h00 UTC", ""),
        ("Embargo hasta el 3 de enero de 2031", "3 de enero de 2031", ""),
        ("EMBARGOED: Pier opens", "EMBARGOED", "Pier opens"),
        ("(EMBARGOED)", "EMBARGOED", ""),
        ("[Embargo: 2031-01-01T06:00Z] Pier opens", "2031-01-01T06:00Z", "Pier opens"),
    ],
)
def test_an_embargo_is_read_with_its_time_and_the_headline_behind_it(line: str, until: str, rest: str) -> None:
    found = read_embargo(line)
    assert found is not None
    assert (found.until, found.rest) == (until, rest)


@pytest.mark.parametrize(
    "headline",
    [
        "Embargo on arms extended",
        "Embargo until 2031 imposed on arms",
        "EMBARGO ON ARMS ENDS",
        "Embargo at 50: how the policy failed",
        "Embargo: how an island lives with it",
        "Embargoed goods seized at the port",
        "Hold the line, 3 January",
        "For immediate release",
        "For release: March 3",
        "Not for sale",
        "Embargo from Monday: island left without oil",
        "Embargo ends today",
        "Embargo 1-0",
        "Embargo",
        "EMBARGO: HOW AN ISLAND LIVES",
        "News embargo lifts Monday: the new telephone tried",
        "No publication on Monday: strike hits newspapers",
        "No release on 3 January 2026: court delays ruling",
        "Sperrfrist: Was Arbeitslose wissen müssen",
        "Gesperrt ab Freitag, 22 Uhr: A7 bei Hamburg",
        "Embargado: el piso de la infanta",
        "Frei ab 16: Kino",
    ],
)
def test_a_headline_about_an_embargo_is_none(headline: str) -> None:
    assert read_embargo(headline) is None


@pytest.mark.parametrize(
    ("title", "paragraphs"),
    [
        ("EMBARGOED UNTIL 06:00 GMT, 1 January 2031", ("Pier opens", *TEXT)),
        ("EMBARGOED until 1 January 2031 06:00 GMT: Pier opens", TEXT),
        ("Pier opens", ("Embargoed for release: 06:00 GMT, 1 January 2031", *TEXT)),
        ("Pier opens", (*TEXT, "Embargo: 06:00 GMT, 1 January 2031")),
    ],
)
def test_a_text_waits_for_the_time_that_its_banner_gives_and_does_not_carry_it(
    title: str, paragraphs: tuple[str, ...]
) -> None:
    given = draft(*paragraphs, title=title)
    held = held_back(given, now=NOW)
    assert held is not None
    assert (held.hold, held.until) == (Hold.EMBARGO, datetime(2031, 1, 1, 6, tzinfo=UTC))
    found = article(given)
    assert (found.title, found.paragraphs) == ("Pier opens", TEXT)
    assert held_back(given, now=datetime(2031, 1, 1, 6, tzinfo=UTC)) is None


def test_an_embargo_without_a_time_waits_for_a_person() -> None:
    held = held_back(draft(*TEXT, title="EMBARGOED: Pier opens"), now=NOW)
    assert held is not None
    assert (held.hold, held.until) == (Hold.EMBARGO, None)


@pytest.mark.parametrize(
    ("mark", "signal"),
    [
        ("KILL", Signal.WITHDRAWAL),
        ("*** WITHDRAWN ***", Signal.WITHDRAWAL),
        ("CORRECTION", Signal.CORRECTION),
        ("Corrected:", Signal.CORRECTION),
        ("UPDATE 2", Signal.UPDATE),
    ],
)
def test_a_mark_on_a_line_of_its_own_belongs_to_the_headline_below(mark: str, signal: Signal) -> None:
    found = article(draft("Pier opens", *TEXT, title=mark))
    assert (found.title.endswith(": Pier opens"), found.signal, found.paragraphs) == (True, signal, TEXT)


def test_a_mark_above_a_sentence_is_the_title_that_it_has() -> None:
    assert article(draft(*TEXT, title="Correction")).title == "Correction"
