"""LexisNexis exports: no article lost, none parted at a blank line, no field taken for another."""

from __future__ import annotations

import time
from collections.abc import Sequence
from textwrap import fill

import pytest

from digest.errors import NoArticleError
from digest.ingest.printed import leading_date, words_told
from digest.ingest.readers.exports import read_export
from digest.ingest.readers.vendor import Export
from digest.model import Draft
from tests.ingest.texts import BRIDGE, HARBOUR, HOSTILE_LINES, ORCHARD, only, reading

BODIES = (HARBOUR, BRIDGE, ORCHARD)


def centred(text: str) -> str:
    return text.center(78).rstrip()


def document(
    counter: str,
    title: str = "A pier opens",
    body: Sequence[str] = HARBOUR,
    *,
    head: str = "BYLINE: Ana Horvat\n\nLENGTH: 55 words",
    date: str = "January 12, 2026 Monday",
    tail: str = "LOAD-DATE: January 13, 2026\n\nLANGUAGE: ENGLISH",
    gap: str = "\n\n",
) -> str:
    text = gap.join(fill(each, 78) for each in body)
    dated = "\n".join(map(centred, date.split("\n")))
    top = f"\n{centred(counter)}\n\n\n{centred('The Harbour Herald')}\n\n"
    return f"{top}{dated}\n\n{title}\n\n{head}\n\n{text}\n\n{tail}\n\n{centred('Copyright 2026 The Herald')}\n"


def single(**fields: str) -> Draft:
    return only(document("1 of 1 DOCUMENTS", **fields), "export.txt")


def hints(found: Draft) -> dict[str, str]:
    return {name: hint.value for name, hint in found.hints.items()}


def test_an_export_of_a_hundred_with_blank_lines_inside_gives_a_hundred() -> None:
    text = "".join(
        document(f"{at} of 100 DOCUMENTS", f"Pier {at}", BODIES[at % 3], gap="\n" * (2 + at % 4))
        for at in range(1, 101)
    )
    found = reading(text, "export.txt")
    assert found.declared == 100
    assert [draft.title for draft in found.drafts] == [f"Pier {at}" for at in range(1, 101)]
    assert {draft.hints["byline"].value for draft in found.drafts} == {"Ana Horvat"}
    assert [draft.paragraphs for draft in found.drafts] == [BODIES[at % 3] for at in range(1, 101)]
    assert found.short is None


def test_an_export_that_was_cut_off_says_how_many_are_missing() -> None:
    text = "".join(document(f"{at} of 100 DOCUMENTS", f"Pier {at}") for at in range(1, 41))
    assert reading(text, "export.txt").short == "the file says that it holds 100, and 40 were found"


def test_a_part_of_a_long_list_of_results_lacks_nothing() -> None:
    text = "".join(document(f"{at} of 2146 DOCUMENTS", f"Pier {at}") for at in range(501, 504))
    assert reading(text, "export.txt").short is None


def test_the_selected_items_of_the_cover_are_the_declared_count() -> None:
    cover = "Download Request: Selected Items: 1-3\nTerms: pier and\n(ferry)\n\n"
    found = reading(cover + document("1 of 900 DOCUMENTS") + document("2 of 900 DOCUMENTS"), "export.txt")
    assert found.declared == 3
    assert [(each.span.first, each.span.last, each.reason) for each in found.discards[:2]] == [
        (1, 1, "the cover page"),
        (2, 3, "search terms on the cover page"),
    ]


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("January 11, 2010 Monday", "2010-01-11"),
        ("December 19, 1991, Sunday, An Edition", "1991-12-19"),
        ("January 28, 1993, Tuesday, Late Edition - Final", "1993-01-28"),
        ("January 11, 2010 Monday 8:45 AM GMT", "2010-01-11T08:45:00+00:00"),
        ("11. Januar 2010 Montag", "2010-01-11"),
        ("Mittwoch 14. Januar 2026 6:05 Uhr MEZ", "2026-01-14T06:05:00"),
        ("1er mars 2010 lundi", "2010-03-01"),
        ("lundi 11 janvier 2010", "2010-01-11"),
        ("11 de enero de 2010 lunes", "2010-01-11"),
        ("maandag 11 januari 2010", "2010-01-11"),
        ("January 2010", "2010-01"),
        ("11.01.2010", "2010-01-11"),
        ("2000 um 4", None),
        ("2000 Menschen am 4. Mai", None),
        ("March 2010 was a warm month", None),
        ("February 30, 2010", None),
        ("The day after January 11, 2010", None),
    ],
)
def test_a_date_is_read_in_all_the_forms_that_are_printed_and_in_no_other(printed: str, iso: str | None) -> None:
    found = leading_date(printed)
    assert (found.iso if found else None) == iso


@pytest.mark.parametrize("title", ["2000 um 4", "11. September 2001 und danach", "May 4, 2010: a day at the pier"])
def test_a_date_in_the_headline_is_not_the_articles(title: str) -> None:
    found = single(title=title)
    assert found.title == title
    assert hints(found)["date"] == "2026-01-12"


def test_a_correction_breaks_no_date_and_is_kept() -> None:
    found = single(
        date="January 12, 2026 Monday\nCorrection Appended",
        tail="LANGUAGE: ENGLISH\n\nCORRECTION-DATE: January 14, 2026\n\nCORRECTION:\n\nIt is long.\n\nIt is wet.",
    )
    seen = hints(found)
    assert (seen["date"], seen["updated"], seen["note"]) == ("2026-01-12", "2026-01-14", "It is long. It is wet.")
    assert found.paragraphs == HARBOUR
    assert hints(single(date="January 12, 2026\n\nCorrection Appended"))["note"] == "Correction Appended"


@pytest.mark.parametrize(
    "head",
    [
        "BYLINE: Ana Horvat\n\nHIGHLIGHT: A band plays\n\nLENGTH: 55 words",
        "BYLINE: Ana Horvat HIGHLIGHT: A band plays\n\nLENGTH: 55 words",
        "BYLINE: Ana Horvat\nHIGHLIGHT: A band plays\nLENGTH: 55 words",
        "BYLINE: Ana Horvat\nHarbour Correspondent\n\nHIGHLIGHT: A band plays\n\nLENGTH: 55 words",
        "BYLINE: Ana Horvat\n\nHarbour Correspondent\n\nHIGHLIGHT: A band plays\n\nLENGTH: 55 words",
    ],
)
def test_the_author_never_swallows_what_stands_below(head: str) -> None:
    found = single(head=head)
    assert (hints(found)["byline"], hints(found)["summary"]) == ("Ana Horvat", "A band plays")
    assert found.paragraphs == HARBOUR


def test_labels_inside_the_text_are_text() -> None:
    body = (HARBOUR[0], "SUBJECT: the pier", "Length: 120 metres, breadth nine.", HARBOUR[1])
    assert only(document("1 of 1 DOCUMENTS", body=body), "export.txt").paragraphs == body


def test_a_counter_inside_the_text_parts_nothing() -> None:
    body = (HARBOUR[0], "On the desk lay\n3 of 10 DOCUMENTS\nabout the pier.", HARBOUR[1])
    text = document("1 of 1 DOCUMENTS", body=(HARBOUR[0],)).replace(
        "LOAD-DATE", f"{body[1]}\n\n{HARBOUR[1]}\n\nLOAD-DATE"
    )
    assert len(reading(text, "export.txt").drafts) == 1


def test_the_load_date_is_never_the_date() -> None:
    assert "date" not in hints(single(date="Winter issue"))


def test_a_text_far_from_its_told_length_is_flagged() -> None:
    assert "length-differs" in single(head="LENGTH: 1,250 words").flags
    assert "length-differs" not in single(head="LENGTH: 60 words").flags
    assert "length-differs" not in single(head="LENGTH: 4211 Zeichen").flags
    assert [words_told(text) for text in ("2,968 words", "1.203 Wörter", "1 203 mots", "12 Zeichen")] == [
        2968,
        1203,
        1203,
        None,
    ]


def test_an_address_longer_than_a_line_unwraps_nothing() -> None:
    long = "http://herald.example/" + "pier" * 40
    found = single(tail=f"URL: {long}\n\nLANGUAGE: ENGLISH")
    assert (found.paragraphs, hints(found)["url"]) == (HARBOUR, long)


def test_a_document_without_a_text_is_listed() -> None:
    empty = document("2 of 2 DOCUMENTS", "Nothing", ())
    found = reading(document("1 of 2 DOCUMENTS") + empty, "export.txt")
    assert found.discards[-1].reason == "a document without a text: Nothing"
    assert found.short == "the file says that it holds 2, and 1 were found"
    with pytest.raises(NoArticleError, match="export it again"):
        reading(document("1 of 1 DOCUMENTS", "Nothing", ()), "export.txt")


def uni(count: int, *, cover: bool = True) -> list[str]:
    """A Nexis Uni export as the paragraphs of an office document."""
    listed = [line for at in range(1, count + 1) for line in (f"{at}. Pier {at}", "Client/Matter: -None-", "")]
    lines = ["Date and Time: Tuesday, March 3, 2026 9:14:00 AM GMT", f"Documents ({count})", *listed] if cover else []
    for at in range(1, count + 1):
        lines += [f"Pier {at}", "The Harbour Herald", "January 12, 2026 Monday", "", "Copyright 2026 The Herald"]
        lines += [
            "Section: NEWS; Pg. 3",
            "Length: 55 words",
            "Byline: Ana Horvat",
            "Highlight: A band plays",
            "Body",
            "",
        ]
        lines += [line for part in BODIES[at % 3] for line in (part, "", "")]
        lines += ["Load-Date: January 13, 2026", "Classification", "Language: ENGLISH", "End of Document", ""]
    return lines


def export_of(lines: Sequence[str], *, wrapped: bool = False) -> Export:
    found = read_export(lines, wrapped=wrapped)
    assert found is not None
    owned = [
        line
        for span in (*(span for draft in found.drafts for span in draft.lines), *(each.span for each in found.discards))
        for line in range(span.first, span.last + 1)
    ]
    assert sorted(owned) == list(range(1, len(lines) + 1))
    return found


@pytest.mark.parametrize("cover", [True, False])
def test_the_paragraphs_of_an_office_document_give_every_article(*, cover: bool) -> None:
    found = export_of(uni(100, cover=cover))
    assert found.declared == (100 if cover else None)
    assert [draft.title for draft in found.drafts] == [f"Pier {at}" for at in range(1, 101)]
    for at, draft in enumerate(found.drafts, 1):
        assert draft.paragraphs == BODIES[at % 3]
        assert hints(draft) == {
            "site": "The Harbour Herald",
            "date": "2026-01-12",
            "section": "NEWS; Pg. 3",
            "byline": "Ana Horvat",
            "summary": "A band plays",
            "language": "en",
        }


def test_the_lines_of_a_pdf_without_blank_ones_give_every_article() -> None:
    lines = [part for line in uni(3) if line for part in (fill(line, 80).split("\n"))]
    lines.insert(30, "Page 1 of 2")
    found = export_of(lines, wrapped=True)
    assert [draft.title for draft in found.drafts] == ["Pier 1", "Pier 2", "Pier 3"]
    assert [" ".join(draft.paragraphs) for draft in found.drafts] == [" ".join(BODIES[at % 3]) for at in (1, 2, 3)]
    assert "page furniture" in {each.reason for each in found.discards}


def test_an_article_whose_end_is_cut_off_is_kept_and_flagged() -> None:
    lines = uni(2)
    found = export_of(lines[: lines.index("Load-Date: January 13, 2026", len(lines) // 2)])
    assert [draft.title for draft in found.drafts] == ["Pier 1", "Pier 2"]
    assert "truncated" in found.drafts[1].flags


def test_what_the_vendor_could_not_show_is_listed() -> None:
    lines = uni(2)
    sorry = "We are sorry but there is an error in this document and it is not possible to display it."
    found = export_of([*lines, sorry, "End of Document"])
    assert len(found.drafts) == 2
    assert "could not show" in found.discards[-1].reason


@pytest.mark.parametrize("lines", [[], [""], list(HARBOUR), ["Body", *HARBOUR], ["Length: 3 metres", *HARBOUR]])
def test_other_text_is_no_export(lines: list[str]) -> None:
    assert read_export(lines, wrapped=False) is None


@pytest.mark.parametrize("line", HOSTILE_LINES)
def test_twenty_thousand_marks_take_time_in_proportion(line: str) -> None:
    lines = [*uni(1), *([line] * 20_000), "End of Document"]
    started = time.process_time()
    for wrapped in (True, False):
        export_of(lines, wrapped=wrapped)
    export_of(["1 of 2 DOCUMENTS", "", "LENGTH: 1 word", "", *([line.upper()] * 20_000)], wrapped=True)
    # ten times what it takes: a quadratic reader needs minutes
    assert time.process_time() - started < 20
