"""Europresse exports: the header's date and never the certificate's, no author where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.texts import reading

GOLDEN = Path(__file__).parent / "golden" / "europresse"


@pytest.mark.parametrize("name", ["old.html", "new.html"])
def test_the_header_dates_an_article_and_neither_its_number_nor_its_certificate(name: str) -> None:
    text = (GOLDEN / name).read_text().replace("news·20260112", "news·20250101")
    found = reading(text, name).drafts[0]
    assert found.hints["date"].value.startswith("2026-01-12")
    assert found.hints["id"].value.startswith("news·20250101")


def test_a_header_without_a_date_leaves_it_to_the_number_and_less_surely() -> None:
    text = (GOLDEN / "old.html").read_text().replace("12 janvier 2026", "janvier")
    date = reading(text, "old.html").drafts[0].hints["date"]
    assert (date.value, date.confidence) == ("2026-01-12", 0.7)


@pytest.mark.parametrize("name", ["old.html", "new.html"])
def test_the_first_line_of_a_text_is_no_author(name: str) -> None:
    first, second = reading((GOLDEN / name).read_bytes(), name).drafts
    assert first.hints["byline"].value == "Claire Dubois"
    assert "byline" not in second.hints


def test_no_copyright_and_no_certificate_is_in_the_text() -> None:
    for name in ("old.html", "new.html"):
        for draft in reading((GOLDEN / name).read_bytes(), name).drafts:
            assert not any("certificat" in part or "©" in part for part in draft.paragraphs)
