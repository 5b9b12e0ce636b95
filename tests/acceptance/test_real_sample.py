"""The real sample: one crawled page of text with four articles in it."""

from __future__ import annotations

import os
import re
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.desks import Desk, near_desk

PLACES = {
    0: ("europe", "balkans"),
    1: ("europe", "uk-ireland"),
    2: ("south-asia", "afghanistan"),
    3: ("south-asia", "pakistan"),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, real_sample: Path) -> Desk:
    """A desk that holds only the real sample, its file changed just now."""
    desk = near_desk(tmp_path_factory.mktemp("sample") / "desk")
    file = desk.folder / "seeds" / "page.txt"
    shutil.copyfile(real_sample, file)
    os.utime(file, (time.time(), time.time()))
    desk.run("publish")
    return desk


@pytest.fixture(scope="module")
def articles(desk: Desk) -> list[dict[str, Any]]:
    return sorted(desk.run("articles", "--json").records, key=lambda record: record["index"])


def test_the_page_gives_four_articles_with_exact_titles(articles: list[dict[str, Any]], real_sample: Path) -> None:
    lines = [line.strip() for line in real_sample.read_text().splitlines()]
    first, *others = [
        line
        for number, line in enumerate(lines)
        if lines[number - 4 : number].count("TT") == 1 and line and lines[number - 2] == "TT"
    ]
    assert [article["title"] for article in articles] == [first, *others]
    assert len(articles) == 4


def test_bodies_hold_their_paragraphs_and_nothing_of_the_chrome(articles: list[dict[str, Any]]) -> None:
    assert [len(article["paragraphs"]) for article in articles] == [12, 8, 11, 8]
    for article in articles:
        assert "TT" not in article["paragraphs"]
        assert article["title"] not in article["paragraphs"]
        assert len(article["captions"]) == 1


def test_credits_and_the_agency_are_fields_and_not_text(articles: list[dict[str, Any]]) -> None:
    named = [article["captions"][0]["credit"] for article in articles]
    assert [re.split(r"[/ ]", credit)[-1 if index == 0 else 0] for index, credit in enumerate(named)] == [
        "AP",
        "Reuters",
        "AP",
        "EPA",
    ]
    assert [article["agency"] for article in articles] == ["The Washington Post", None, None, None]


def test_no_article_gets_a_date_of_this_year_from_the_files_mtime(articles: list[dict[str, Any]]) -> None:
    year = str(datetime.now(UTC).year)
    assert not [article["published"] for article in articles if (article["published"] or "").startswith(year)]


def test_each_article_stands_under_its_region(articles: list[dict[str, Any]]) -> None:
    places = {
        article["index"]: (article["placement"]["region"], article["placement"]["section"]) for article in articles
    }
    assert places == PLACES
    assert "mena" in articles[1]["placement"]["regions"]


def test_explain_says_why(desk: Desk, articles: list[dict[str, Any]]) -> None:
    told = desk.run("explain", articles[1]["id"]).out
    assert "UK & Ireland" in told
    assert "Middle East" in told
    assert "because" in told
    file = desk.run("explain", "page.txt").out
    assert file.count("[layout stacked]") == 4


def test_the_region_feeds_hold_the_articles(desk: Desk, articles: list[dict[str, Any]]) -> None:
    feeds = desk.feeds()
    for region, indexes in {"europe": (0, 1), "south-asia": (2, 3), "mena": (1,)}.items():
        content = feeds[f"regions/{region}.atom.xml"].decode()
        for article in articles:
            assert (f":{article['id']}</id>" in content) == (article["index"] in indexes)
    assert "Undated, received" in feeds[articles[0]["page"]].decode()
