"""Factiva exports: field codes, the form without them, and XML that is damaged or means harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.errors import SeedError
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
