"""The marks of versions are read in their strict forms, and a headline that only holds such a word has none."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.articles.markers import Mark, read_note, read_slug, read_text, read_title, read_version_words
from digest.model import Signal

UPDATE, CORRECTION, WITHDRAWAL = Signal.UPDATE, Signal.CORRECTION, Signal.WITHDRAWAL
PIER = "Harbour board reopens the pier"


@pytest.mark.parametrize(
    ("mark", "signal", "turn"),
    [
        ("UPDATE 2-", UPDATE, 2),
        ("UPDATE 12-", UPDATE, 12),
        ("UPDATE1: ", UPDATE, 1),
        ("Update: ", UPDATE, 0),
        ("UPDATED - ", UPDATE, 0),
        ("(UPDATE 1, PIX) ", UPDATE, 1),
        ("1st Ld-Writethru: ", UPDATE, 1),
        ("2ND LEAD - ", UPDATE, 2),
        ("(2nd LD) ", UPDATE, 2),
        ("(LEAD) ", UPDATE, 0),
        ("LEAD: ", UPDATE, 0),
        ("WRAPUP 4-", UPDATE, 4),
        ("2. ZF: ", UPDATE, 2),
        ("(2. Zusammenfassung) ", UPDATE, 2),
        ("(aktualisiert) ", UPDATE, 0),
        ("AMP.- ", UPDATE, 0),
        ("(ACTUALIZA) ", UPDATE, 0),
        ("CORRECTED-", CORRECTION, 0),
        ("(CORRECTED) ", CORRECTION, 0),
        ("Correction: ", CORRECTION, 0),
        ("CORRECTED (OFFICIAL)-", CORRECTION, 0),
        ("CORRECTED-UPDATE 1-", CORRECTION, 1),
        ("RPT-UPDATE 3-CORRECTED-", CORRECTION, 3),
        ("REFILE-", CORRECTION, 0),
        ("Berichtigung: ", CORRECTION, 0),
        ("(korr) ", CORRECTION, 0),
        ("RECTIFICATIF: ", CORRECTION, 0),
        ("CORRIGE: ", CORRECTION, 0),
        ("(CORRECCIÓN) ", CORRECTION, 0),
        ("Rättelse: ", CORRECTION, 0),
        ("ИСПРАВЛЕНИЕ: ", CORRECTION, 0),
        ("更正:", CORRECTION, 0),
        ("(訂正)", CORRECTION, 0),
        ("KILL-", WITHDRAWAL, 0),
        ("KILL: ", WITHDRAWAL, 0),
        ("(WITHDRAWN) ", WITHDRAWAL, 0),
        ("STORY REMOVED: ", WITHDRAWAL, 0),
        ("(Reuters) - STORY REMOVED: ", WITHDRAWAL, 0),
        ("(AP) ELIMINATED: ", None, 0),
        ("Retraction: ", None, 0),
        ("BC-PIER-WITHDRAWAL: ", None, 0),
        ("URGENT: ", None, 0),
        ("RPT-", None, 0),
        ("RETRANSMISSION: ", None, 0),
    ],
)
def test_a_mark_at_the_head_of_a_headline_is_read_and_taken_off(mark: str, signal: Signal | None, turn: int) -> None:
    assert read_title(mark + PIER) == (PIER, Mark(signal=signal, turn=turn))


@pytest.mark.parametrize(
    ("mark", "signal", "turn"),
    [
        (" (CORRECTED)", CORRECTION, 0),
        (" [UPDATED]", UPDATE, 0),
        (" (Update 2)", UPDATE, 2),
        (" - UPDATE 3", UPDATE, 3),
        (" – CORRECTED", CORRECTION, 0),
        (" (korr)", CORRECTION, 0),
        (" (KILL)", WITHDRAWAL, 0),
        (" (UPDATE 1, CORRECTED)", CORRECTION, 1),
    ],
)
def test_a_mark_at_its_tail_is_too(mark: str, signal: Signal | None, turn: int) -> None:
    assert read_title(PIER + mark) == (PIER, Mark(signal=signal, turn=turn))


@pytest.mark.parametrize(
    "title",
    [
        "Google issues correction to its map of the strait",
        "Retraction of troops from the valley begins",
        "Eliminated by a late goal",
        "Officer withdrawn from Mali",
        "Withdrawn: how the last soldiers left",
        "Update your phone",
        "UPDATE ON THE TALKS",
        "Lead: how a metal poisoned a town",
        "LEAD-ZINC MINE SHUT",
        "KILL-SWITCH BILL PASSES",
        "Kill: the film that nobody wanted",
        "Correction-fluid maker closes its plant",
        "Lead-based paint found in schools",
        "CANCELLED: Saturday's concert on the pier",
        "New paint is toxic (lead)",
        "COVID-19: update",
        "(UPDATE)",
        "KILL:",
        "Board kills plan - report",
        "Trump-Kim summit",
        "Tops: what to wear in spring",
        "Video shows pier",
    ],
)
def test_a_headline_that_only_holds_the_word_has_no_mark(title: str) -> None:
    assert read_title(title) == (title, Mark())


@pytest.mark.parametrize(
    ("slug", "mark"),
    [
        ("USA-WEATHER/ (UPDATE 1, PIX, CORRECTED)", Mark(signal=CORRECTION, turn=1)),
        ("BC-US--Harbour, 1st Ld-Writethru", Mark(signal=UPDATE, turn=1)),
        ("harbour/pier (KILL)", Mark(signal=WITHDRAWAL)),
        ("BRITAIN-EU/WITHDRAWAL", Mark()),
        ("killed", Mark()),
        ("BC-PIER, canceled", Mark(signal=WITHDRAWAL)),
        ("road-kill-numbers", Mark()),
        ("BC-UPDATE-PRICES", Mark()),
        ("", Mark()),
    ],
)
def test_a_slug_holds_its_marks_in_brackets_or_behind_a_comma(slug: str, mark: Mark) -> None:
    assert read_slug(slug) == mark


@pytest.mark.parametrize(
    ("note", "signal"),
    [
        ("Corrects spelling in paragraph 3", CORRECTION),
        ("AP photos. Eds: Updates with quotes", UPDATE),
        ("Note to editors - adds the chairwoman in grafs 7-11", UPDATE),
        ("(Berichtigung: Im zweiten Absatz heißt es richtig Northport.)", CORRECTION),
        ("Mandatory kill. The story is wrong.", WITHDRAWAL),
        ("Mandatory kill: this story is wrong", WITHDRAWAL),
        ("Kill story: the source took it back", WITHDRAWAL),
        ("The story has been withdrawn", WITHDRAWAL),
        ("Please note the updated schedule", None),
        ("Do not use after Sunday", None),
        ("Contact the desk for a correction", None),
    ],
)
def test_a_note_to_editors_says_it_where_a_sentence_begins(note: str, signal: Signal | None) -> None:
    assert read_note(note).signal is signal


@pytest.mark.parametrize(
    ("printed", "mark"),
    [
        ("1st Ld-Writethru", Mark(signal=UPDATE, turn=1)),
        ("2nd Ld, KILL", Mark(signal=WITHDRAWAL, turn=2)),
        ("REFILE", Mark(signal=CORRECTION)),
        ("Berichtigung", Mark(signal=CORRECTION)),
        ("URGENT", Mark()),
        ("3", Mark()),
    ],
)
def test_a_version_printed_in_words_is_its_marks(printed: str, mark: Mark) -> None:
    assert read_version_words(printed) == mark


@pytest.mark.parametrize(
    ("paragraphs", "signal"),
    [
        (("(Adds quotes, background)", "The pier is open."), UPDATE),
        (("(Corrects the cost in paragraph 3)", "The pier is open."), CORRECTION),
        (("The pier is open.", "This story has been corrected to show that the work cost 12 million."), CORRECTION),
        (("The pier is open.", "Correction (March 3): the work cost 12 million.", "Write to us."), CORRECTION),
        (("The pier is open.", "An earlier version of this article gave another cost."), CORRECTION),
        (("The pier is open.", "* This article was updated with the board's answer."), UPDATE),
        (("The pier is open.", "This story has been withdrawn."), WITHDRAWAL),
        (('The story headlined "Pier opens" has been withdrawn. There will be no substitute story.',), WITHDRAWAL),
        (("The story “Pier opens” has been withdrawn and there will be no substitute.", "The Desk"), WITHDRAWAL),
        (("Editors: The story slugged BC-PORT has been withdrawn.",), WITHDRAWAL),
        (('The story headlined "Pier opens" was withdrawn by the ministry, which is sorry.',), None),
        (('The report "Pier opens" was withdrawn.',), None),
        (('The story headlined "Pier opens" has been withdrawn.', "It told.", "It was false.", "He left."), None),
        (("The story of troops withdrawn was told.",), None),
        (("Corrected figures show a rise.", "The correction of the market was awaited.", "The story was told."), None),
        (("(The pier is open.)", "Adds the mayor to the list: nobody."), None),
        ((), None),
    ],
)
def test_a_text_says_of_itself_that_it_is_a_version(paragraphs: tuple[str, ...], signal: Signal | None) -> None:
    assert read_text(paragraphs).signal is signal


@given(st.text(max_size=200) | st.lists(st.sampled_from(["(", "UPDATE 1", "-", ": ", ")", " "])).map("".join))
def test_a_headline_never_loses_all_its_words(title: str) -> None:
    rest, _ = read_title(title)
    assert bool(rest.strip()) == bool(title.strip())
    assert rest in title


def test_long_hostile_texts_cost_little() -> None:
    started = time.process_time()
    for text in ("(" * 300_000, "UPDATE " * 100_000, "1" * 300_000, "- " * 200_000, ": " * 200_000, " " * 300_000):
        read_title(text)
        read_slug(text)
        read_note(text)
        read_text([text, text])
    assert time.process_time() - started < 2
