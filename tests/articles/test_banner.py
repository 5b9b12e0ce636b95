"""Lines above a headline: embargoes and marks of a version that stand alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from digest.articles import held_back
from digest.articles.banner import read_embargo
from digest.articles.lifting import moment_told
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
    ("line", "moment"),
    [
        ("UNDER STRICT EMBARGO UNTIL 00:01 GMT 5 DEC 2030", "2030-12-05T00:01"),
        ("MEDIA EMBARGO: 2230 GMT 5 December 2030", "2030-12-05T22:30"),
        ("Embargoed until 10:00 Geneva time / 09:00 GMT on 5 December 2030", "2030-12-05T09:00"),
        ("Embargoed until 6 December 2030 00:01 London time", "2030-12-06T00:01"),
        ("FOR RELEASE 10:00 A.M. (ET) FRIDAY, DECEMBER 6, 2030", "2030-12-06T15:00"),
        ("Embargoed to 1930 BST June 4 2031", "2031-06-04T18:30"),
        ("STRICTLY EMBARGOED UNTIL 00:01 GMT, WEDNESDAY 5 MARCH 2031", "2031-03-05T00:01"),
        ("Sous embargo jusqu'au 5 mars 2031, 10h00 GMT", "2031-03-05T10:00"),
        ("This release is under embargo until 1000 GMT on 3 May 2031.", "2031-05-03T10:00"),
        ("Please note that the study is embargoed until 10:00 GMT, 5 March 2031. The council met.", "2031-03-05T10:00"),
        ("New study (embargoed until 10:00 GMT 5 March 2031)", "2031-03-05T10:00"),
    ],
)
def test_the_moment_of_an_embargo_is_read_as_press_offices_write_it(line: str, moment: str) -> None:
    for headline in (True, False):
        found = read_embargo(line, headline=headline)
        told = found and moment_told(found.until)
        assert told
        assert told.at == datetime.fromisoformat(moment).replace(tzinfo=UTC)


WITHOUT_A_MOMENT = (
    "EMBARGOED until Tuesday",
    "EMBARGOED UNTIL DELIVERY",
    "EMBARGO UNTIL DELIVERY",
    "EMBARGO: 0001 Friday 6 December 2030",
    "EMBARGO UNTIL TUESDAY",
    "EMBARGOED FOR RELEASE UNTIL 10 A.M. EST MONDAY",
    "EMBARGOED Study finds clinic shortage",
    "EMBARGOED - Study finds clinic shortage",
    "[EMBARGOED] Study finds clinic shortage",
    "Embargoed: Study finds clinic shortage",
    "Embargo date: 5 March 2031",
    "Under embargo",
    "STRICTLY EMBARGOED",
    "Press release - under embargo until Tuesday",
    "NEWS RELEASE EMBARGOED until Tuesday Study finds clinic shortage",
    "This report is embargoed until 5 March",
    "EMBARGOED UNTIL 10:00 GMT 5 MARCH 2031 OR WHEN DELIVERED",
    "Embargoed until 10:00 GMT 5 March 2031 - or when delivered",
    "Embargoed until after 10:00 GMT on 5 March 2031",
    "FOR RELEASE 10:00 A.M. FRIDAY",
    "HOLD FOR RELEASE",
    "Hold for release until the minister speaks",
    "Not for publication before the minister speaks",
    "NOT FOR PUBLICATION",
    "Bajo embargo hasta las 10:00 del 3 de mayo de 2031",
    "Sous embargo jusqu'à mardi",
    "Sperrfrist bis Dienstag",
    "Sperrfrist bis zur Rede",
    "Sotto embargo fino alle 10:00 del 3 maggio 2031",
    "Sob embargo até terça",
    "Ne pas diffuser avant mardi",
    "No publicar antes del 3 de mayo",
    "Nicht zur Veröffentlichung vor Dienstag",
)


@pytest.mark.parametrize("line", WITHOUT_A_MOMENT)
def test_an_embargo_holds_as_headline_and_as_line_also_where_no_moment_can_be_read(line: str) -> None:
    for given in (
        draft(*TEXT, title=line),
        draft(line, *TEXT),
        draft(*TEXT, line),
        draft(TEXT[0], "Desk", line, *TEXT),
    ):
        held = held_back(given, now=NOW)
        assert held is not None
        assert (held.hold, held.until) == (Hold.EMBARGO, None)


@pytest.mark.parametrize(
    "line",
    ["Embargo until the speech of the minister on Tuesday evening", "Sperrfrist: Rede", "Embargo until further notice"],
)
def test_a_line_of_its_own_is_an_embargo_whatever_follows_the_word(line: str) -> None:
    held = held_back(draft(line, *TEXT), now=NOW)
    assert held is not None
    assert held.until is None


def test_a_note_to_editors_tells_of_an_embargo_too() -> None:
    held = held_back(draft(*TEXT, hints={"note": "Attention editors: EMBARGOED until 10:00 GMT 5 March 2031"}), now=NOW)
    assert held is not None
    assert held.until == datetime(2031, 3, 5, 10, tzinfo=UTC)
    assert held_back(draft(*TEXT, hints={"note": "Adds the embargo on oil"}), now=NOW) is None


def test_an_embargo_between_two_articles_of_a_file_holds_both() -> None:
    first, second = draft(*TEXT, "EMBARGOED UNTIL DELIVERY"), draft(*TEXT, "Embargoed until 10:00 GMT 5 March 2031")
    third = draft(*TEXT)
    assert held_back(third, now=NOW) is None
    for given, above, until in ((second, first, None), (third, second, datetime(2031, 3, 5, 10, tzinfo=UTC))):
        held = held_back(given, now=NOW, above=above)
        assert held is not None
        assert held.until == until
    assert held_back(third, now=NOW, above=third) is None


def test_a_day_of_release_holds_until_it_is_over_everywhere() -> None:
    given = draft("FOR RELEASE: 5 December 2030", *TEXT)
    for now, waits in (
        (NOW, True),
        (datetime(2030, 12, 6, 11, tzinfo=UTC), True),
        (datetime(2030, 12, 6, 12, tzinfo=UTC), False),
    ):
        assert (held_back(given, now=now) is not None) is waits
    assert held_back(draft("For release: March 3", *TEXT), now=NOW) is None
    assert article(given).paragraphs == TEXT


def test_a_released_text_keeps_every_word_but_the_banner() -> None:
    told = "This report is embargoed until 5 March. It tells of piers."
    assert article(draft("EMBARGOED UNTIL DELIVERY", told, *TEXT)).paragraphs == (told, *TEXT)
    assert article(draft("EMBARGOED: Speech", *TEXT)).paragraphs == ("Speech", *TEXT)
    assert article(draft(*TEXT, title="EMBARGOED until Tuesday: Pier opens")).title == "Pier opens"
    assert article(draft(told, *TEXT)).paragraphs == (told, *TEXT)


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
        "Embargo until Tuesday hits oil tankers",
        "EMBARGO UNTIL TUESDAY HITS OIL TANKERS",
        "Embargo until 2031: what it means",
        "Under embargo: how an island lives",
        "Iran: under embargo until 2030",
        "FOR IMMEDIATE RELEASE",
    ],
)
def test_a_headline_about_an_embargo_is_none(headline: str) -> None:
    assert read_embargo(headline) is None


@pytest.mark.parametrize(
    "paragraph",
    [
        "The EU embargo on oil, in force until 2030, was extended.",
        "Ministers lifted the embargo on Tuesday.",
        "An arms embargo until 2030 was imposed on the country, this report says.",
        "The country has been under an arms embargo until 2030, and the report tells how.",
        "Arms are embargoed until 2030.",
        "These goods are under embargo until 2030.",
        "The report was embargoed until Tuesday but leaked.",
        "The study of the embargo until 2030 is long.",
        "The embargo runs until Tuesday.",
        "NOT FOR RELEASE, PUBLICATION OR DISTRIBUTION IN THE UNITED STATES",
        "FOR IMMEDIATE RELEASE",
    ],
)
def test_a_text_about_an_embargo_is_never_held(paragraph: str) -> None:
    assert read_embargo(paragraph) is None
    for given in (draft(*TEXT, title=paragraph), draft(paragraph, *TEXT), draft(*TEXT, paragraph)):
        assert held_back(given, now=NOW) is None


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
