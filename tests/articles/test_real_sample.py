"""The crawled page of four articles, through the readers' room and this one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from digest.articles import normalise
from digest.model import Article
from tests.articles.build import RECEIVED, seed


@pytest.fixture(params=["at rest", "seen to appear today"])
def found(real_sample: Path, request: pytest.FixtureRequest) -> tuple[Article, ...]:
    from digest.ingest import read
    from digest.ingest.layouts import load_layouts

    appeared = RECEIVED if request.param == "seen to appear today" else None
    source = replace(seed(real_sample.name, appeared=appeared), data=real_sample.read_bytes())
    return normalise(read(source, load_layouts()), source)


def test_the_sample_gives_four_clean_articles(found: tuple[Article, ...]) -> None:
    assert [len(one.paragraphs) for one in found] == [12, 8, 11, 8]
    assert [[caption.credit for caption in one.captions] for one in found] == [
        ["Visar Kryeziu/AP"],
        ["Reuters"],
        ["AP"],
        ["EPA/NADEEM KHAWAR"],
    ]
    assert [one.agency for one in found] == ["The Washington Post", None, None, None]
    assert [one.language for one in found] == ["en"] * 4
    assert all(one.title not in one.paragraphs and "TT" not in one.paragraphs for one in found)
    assert len({one.key for one in found}) == 4


def test_no_article_of_the_sample_is_dated_and_all_are_bounded(found: tuple[Article, ...]) -> None:
    assert [one.published for one in found] == [None] * 4
    assert [one.not_before for one in found] == [
        date(2018, 1, 1),
        date(2024, 9, 27),
        date(2022, 2, 27),
        date(2025, 12, 15),
    ]


def test_the_summaries_of_the_sample_are_its_ledes(found: tuple[Article, ...]) -> None:
    for one in found:
        assert one.paragraphs[0].startswith(one.summary)
        assert one.summary.endswith(".")
        assert one.sentences[0].rank == 1
