"""Factiva exports: field codes, the form without them, and XML that is damaged or means harm."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from digest.errors import SeedError
from digest.ingest.readers.exports import read_export
from tests.ingest.texts import BRIDGE, HARBOUR, reading

GOLDEN = Path(__file__).parent / "golden" / "factiva"
XML = (GOLDEN / "answer.xml").read_text()


def test_an_answer_that_is_short_says_so() -> None:
    assert reading(XML, "answer.xml").short == "the file says that it holds 4, and 2 were found"


def test_an_answer_cut_off_keeps_what_came_and_flags_the_last() -> None:
    found = reading(XML[: XML.index("tailParagraphs", XML.index("STEPPE"))], "answer.xml")
    assert [draft.title for draft in found.drafts] == ["Second pier opens in Rijeka", "Footbridge finished early"]
    assert ["truncated" in draft.flags for draft in found.drafts] == [False, True]


@pytest.mark.parametrize("entity", ['l "pier"', 'l SYSTEM "file:///etc/hostname"'])
def test_a_file_with_entities_of_its_own_is_refused(entity: str) -> None:
    text = f"<!DOCTYPE x [<!ENTITY {entity}>]>" + XML.partition("?>")[2].replace("Second pier", "Second &l; pier")
    with pytest.raises(SeedError, match="entities"):
        reading(text, "answer.xml")


def test_deep_nesting_is_refused_or_read_and_never_hangs() -> None:
    text = "<articleResultSet count='1'>" + "<article>" * 50_000
    with pytest.raises(SeedError):
        reading(text, "answer.xml")


@pytest.mark.parametrize(("old", "new"), [("<?xml", "<"), ("<GetArticleResponse>", ""), ("?>", ""), ("<article>", "<")])
def test_xml_that_lost_a_piece_ends_in_a_reading_or_a_reason(old: str, new: str) -> None:
    with suppress(SeedError):
        assert reading(XML.replace(old, new, 1), "answer.xml").drafts


@pytest.mark.parametrize("name", ["coded.html", "plain.html", "one-line.html"])
def test_the_articles_of_a_page_have_their_numbers_and_the_time_of_day(name: str) -> None:
    found = reading((GOLDEN / name).read_bytes(), name)
    first = found.drafts[0]
    assert len(found.drafts) == 2
    assert first.hints["id"].value == "HARHER0020260112em1c00001"
    assert first.hints["date"].value == "2026-01-12T15:32:00"
    assert first.paragraphs[0].startswith(HARBOUR[0][:30])


def test_an_article_without_an_author_gets_none() -> None:
    found = reading((GOLDEN / "coded.html").read_bytes(), "coded.html").drafts[1]
    assert "byline" not in found.hints
    assert found.paragraphs[0] == BRIDGE[0]


def rich(*, coded: bool) -> list[str]:
    """Two articles as the lines of a rich text document."""
    lines: list[str] = []
    for at, body in ((1, HARBOUR), (2, BRIDGE)):
        told = [f"{50 + at} words", f"1{at} January 2026", "15:32", "The Harbour Herald", "HARHER", "3", "English"]
        last = ["(c) 2026 Harbour Herald Ltd.", f"Document HARHER002026011{at}em1c00001"]
        if coded:
            codes = ["HD", "BY", "WC", "PD", "ET", "SN", "SC", "PG", "LA", "CY"]
            values = [f"Pier {at}", "By Ana Horvat", *told, last[0]]
            lines += [f"{code}\t{value}" for code, value in zip(codes, values, strict=True)]
            lines += ["LP", body[0], "", "TD", *[line for part in body[1:] for line in (part, "")]]
            lines += ["RE\tcroa : Croatia | eurz : Europe", f"AN\t{last[1]}", ""]
        else:
            lines += [f"Pier {at}", "By Ana Horvat", *told, last[0], *[line for part in body for line in ("", part)]]
            lines += ["", last[1], ""]
    return lines


@pytest.mark.parametrize("coded", [True, False])
def test_the_lines_of_a_rich_text_document_give_every_article(*, coded: bool) -> None:
    lines = rich(coded=coded)
    found = read_export(lines, wrapped=False)
    assert found is not None
    assert [draft.title for draft in found.drafts] == ["Pier 1", "Pier 2"]
    for at, (draft, body) in enumerate(zip(found.drafts, (HARBOUR, BRIDGE), strict=True), 1):
        assert draft.paragraphs == body
        seen = {name: hint.value for name, hint in draft.hints.items()}
        assert seen.pop("tags", "Croatia; Europe") == "Croatia; Europe"
        assert seen == {
            "byline": "By Ana Horvat",
            "site": "The Harbour Herald",
            "date": f"2026-01-1{at}T15:32:00",
            "language": "en",
            "id": f"HARHER002026011{at}em1c00001",
        }
    spans = (*(span for draft in found.drafts for span in draft.lines), *(each.span for each in found.discards))
    assert sum(span.last - span.first + 1 for span in spans) == len(lines)
