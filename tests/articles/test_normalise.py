from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from digest.model import Hint, Signal, Span
from tests.articles.build import article, articles, draft, hint, seed
from tests.ingest.texts import only

HERE = Path(__file__).parent
LEDE = "The harbour board reopened the old pier after ten years, and its chairwoman thanked the divers."


def test_what_the_draft_says_stays_with_the_article() -> None:
    found = article(draft(LEDE, index=0), seed("wire/pier.txt"))
    assert (found.source_path, found.index, found.lines, found.layout) == (
        "wire/pier.txt",
        0,
        (Span(first=1, last=10),),
        "plain",
    )
    assert (found.title, found.paragraphs, found.flags) == ("Harbour board reopens the old pier", (LEDE,), frozenset())
    assert len(found.key) == 16
    assert found.key == found.key.lower()


def test_every_draft_gives_one_article_in_order() -> None:
    assert [one.index for one in articles(draft(LEDE), draft(LEDE, title="Two", index=1), draft(index=2))] == [0, 1, 2]
    assert articles() == ()


def test_a_title_printed_again_over_the_body_is_dropped() -> None:
    found = article(draft("HARBOUR  board reopens the old pier", LEDE))
    assert found.paragraphs == (LEDE,)


def test_a_body_line_that_only_begins_like_the_title_stays() -> None:
    found = article(draft("Harbour board reopens the old pier, at last.", LEDE))
    assert len(found.paragraphs) == 2


def test_an_untitled_text_is_named_after_its_first_sentence() -> None:
    found = article(draft(LEDE, title=" "))
    assert found.title == "The harbour board reopened the old pier after ten years, and its chairwoman thanked the…"
    assert found.flags == {"untitled"}
    assert found.fields["title"].source == "first-sentence"


def test_a_headline_alone_is_an_article_and_says_so() -> None:
    found = article(draft(hints={"summary": "A short word from the source."}))
    assert found.flags == {"headline-only"}
    assert found.summary == "A short word from the source."
    assert found.sentences == ()


def test_a_gallery_is_no_headline_alone() -> None:
    found = article(draft(title="", captions=("A ship in the harbour. (AP)",)))
    assert found.title == "A ship in the harbour."
    assert found.flags == {"untitled"}


def test_an_empty_draft_is_named_after_its_file() -> None:
    found = article(draft(title="\x00"), seed("wire/pier.txt"))
    assert found.title == "pier.txt"
    assert found.flags == {"untitled", "headline-only"}


def test_an_endless_title_is_cut_and_nothing_of_it_is_lost() -> None:
    endless = "The pier is open and " * 40
    found = article(draft(LEDE, title=endless))
    assert len(found.title) <= 301
    assert found.title.endswith("…")
    assert found.flags == {"title-cut"}
    assert found.paragraphs == (endless.strip(), LEDE)


def test_two_short_sentences_of_the_first_paragraph_make_the_summary() -> None:
    found = article(
        draft("The harbour board reopened the old pier today. Its chairwoman thanked the divers. They left.", "More.")
    )
    assert found.summary == "The harbour board reopened the old pier today. Its chairwoman thanked the divers."


def test_a_very_short_lede_takes_the_next_sentence_along() -> None:
    assert article(draft("The pier is open.", LEDE)).summary == f"The pier is open. {LEDE}"


def test_a_second_sentence_that_would_not_fit_is_left_out() -> None:
    assert article(draft(f"{LEDE} {'And ' + 'so on and ' * 30}end.")).summary == LEDE


@pytest.mark.parametrize(
    "note",
    [
        "(Corrects name of (former) harbour board)",
        "(Adds quotes, details)",
        "(This March 2 story has been corrected to say ten years, not nine, in paragraph 1)",
    ],
)
@pytest.mark.parametrize("place", ["above", "before", "behind"])
def test_a_note_to_editors_is_neither_summary_nor_sentence_and_hides_no_byline_and_no_dateline(
    note: str, place: str
) -> None:
    opening = {"above": "{0}", "before": "{1} {0}", "behind": "{0}{1} "}[place].format(
        "PRISTINA, March 3 (Reuters) - ", note
    )
    above = [note] if place == "above" else []
    found = article(draft(*above, "By Ana Reyes", f"{opening}{LEDE}", "It was busy."))
    assert (found.summary, found.byline, found.dateline, found.agency) == (LEDE, "Ana Reyes", "PRISTINA", "Reuters")
    assert found.paragraphs == (*above, f"{opening}{LEDE}", "It was busy.")
    assert [each.text for each in found.sentences] == [LEDE, "It was busy."]
    assert all(found.paragraphs[each.paragraph][each.start : each.end] == each.text for each in found.sentences)
    assert found.signal is (Signal.UPDATE if "Adds" in note else Signal.CORRECTION)


def test_notes_behind_the_dateline_and_one_above_another_are_passed_over() -> None:
    notes = ("(Adds quotes)", "(Corrects name of mayor)")
    found = article(draft(*notes, "PRISTINA, March 3 (Reuters) - (Corrects date)", LEDE))
    assert (found.summary, found.dateline) == (LEDE, "PRISTINA")


@pytest.mark.parametrize("aside", ["(This story is about a pier.)", "(A pier is a bridge that ends.)"])
def test_what_stands_in_brackets_and_is_no_note_is_text(aside: str) -> None:
    assert article(draft(aside, LEDE)).sentences[0].text == aside


def test_a_text_of_nothing_but_a_note_keeps_it_as_its_summary() -> None:
    assert article(draft("(Corrects name of harbour board)")).summary == "(Corrects name of harbour board)"


def test_an_endless_first_sentence_is_cut_at_a_word() -> None:
    found = article(draft("The pier " + "and the harbour " * 60 + "opened."))
    assert len(found.summary) <= 301
    assert found.summary.endswith((" and…", " the…", " harbour…"))


def test_the_sources_own_summary_is_not_used_over_a_body() -> None:
    assert article(draft(LEDE, hints={"summary": "Click here to read more!"})).summary == LEDE


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("https://example.org/pier?x=1#y", "https://example.org/pier?x=1#y"),
        ("javascript:alert(1)", None),
        ("/pier.html", None),
        ("http://[", None),
        ("https://example.org/a b", None),
        ("", None),
    ],
)
def test_only_a_web_address_is_an_address(value: str, url: str | None) -> None:
    assert article(draft(LEDE, hints={"url": value})).url == url


def test_tags_are_parted_and_counted_once() -> None:
    assert article(draft(LEDE, hints={"tags": "harbour, pier; harbour,#sea"})).tags == ("harbour", "pier", "sea")


def test_tags_that_each_end_in_a_semicolon_keep_their_commas() -> None:
    found = article(draft(LEDE, hints={"tags": "crime, law and justice;pier;"}))
    assert found.tags == ("crime, law and justice", "pier")


def test_every_field_that_was_found_says_where() -> None:
    hints: dict[str, Hint | str] = {
        "byline": hint("Jane Doe", source="json-ld", confidence=0.9),
        "site": hint("Northport Post", source="meta"),
        "url": hint("https://example.org/pier", source="canonical"),
        "date": hint("2026-11-17", source="json-ld"),
        "tags": hint("pier", source="meta"),
        "language": hint("en", source="html-lang"),
        "agency": hint("(Reuters)", source="sign-off"),
    }
    found = article(draft(f"NORTHPORT, Kenland (AP) — {LEDE}", hints=hints))
    assert {name: one.source for name, one in found.fields.items()} == {
        "title": "plain",
        "summary": "lede",
        "byline": "json-ld",
        "agency": "sign-off",
        "dateline": "dateline",
        "site": "meta",
        "url": "canonical",
        "published": "json-ld",
        "tags": "meta",
        "language": "html-lang",
    }
    assert (found.agency, found.site, found.dateline) == ("Reuters", "Northport Post", "NORTHPORT, Kenland")


@pytest.mark.parametrize("line", ["Train", "Land", "Royal Appointment", "Government Decree", "Monday Evening"])
def test_what_stands_behind_by_and_names_nobody_makes_no_author(line: str) -> None:
    found = article(only(f"Ways to cross the river\n\nBy {line}\n\n{LEDE} {LEDE}\n\n{LEDE}\n"))
    assert (found.title, found.byline) == ("Ways to cross the river", None)


def test_a_field_may_name_its_author_by_one_word() -> None:
    assert article(draft(LEDE, hints={"byline": "Heiko"})).byline == "Heiko"


def test_the_readers_flags_stay() -> None:
    flagged = replace(draft(LEDE), flags=frozenset({"may-hold-several", "encoding-guessed"}))
    assert article(flagged).flags == {"may-hold-several", "encoding-guessed"}


@pytest.mark.parametrize(
    "scrap",
    [
        " ",
        ".",
        "(",
        "A, ",
        "/",
        "16 ",
        "2025 ",
        "16 December 2025, ",
        "By ",
        "J. ",
        "“",
        "a",
        "港",
        "Photo: ",
        "\x00",
        "AP/",
        "— ",
        "e\u0301",
    ],
)
def test_a_hostile_text_takes_no_time(scrap: str) -> None:
    huge = scrap * (100_000 // len(scrap))
    start = time.process_time()
    article(
        draft(
            huge,
            huge[:150],
            huge,
            title=huge,
            captions=(huge,),
            hints=dict.fromkeys(("byline", "date", "url", "dateline"), huge),
        )
    )
    assert time.process_time() - start < 5


def test_a_wire_story_becomes_the_record_we_expect(golden: Callable[[Path, Any], None]) -> None:
    lines = (HERE / "golden" / "harbour.txt").read_text(encoding="utf-8").splitlines()
    title, caption, *paragraphs = [line for line in lines if line]
    found = article(
        draft(
            *paragraphs, title=title, captions=(caption,), made=hint("2026-11-20", source="file-name", confidence=0.9)
        )
    )
    record = asdict(found) | {"lines": [[span.first, span.last] for span in found.lines], "flags": sorted(found.flags)}
    golden(HERE / "golden" / "harbour.article.json", json.loads(json.dumps(record, default=_plain)))


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def test_a_line_that_is_only_an_ambiguous_date_is_told_and_is_no_text() -> None:
    found = article(draft("03/04/2025", "By Tunde Bello", "The road opened on Monday, the ministry of works said."))
    assert found.paragraphs == ("The road opened on Monday, the ministry of works said.",)
    assert (found.published, found.published_from, found.byline) == (None, "03/04/2025", "Tunde Bello")
    assert "date-ambiguous" in found.flags
