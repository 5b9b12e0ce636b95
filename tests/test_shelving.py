"""Lists of articles grow at one end: an older page is written once, and again when something in it changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from digest.model import FeedKind, FeedName, Placement
from digest.renderers.templates import Templates
from digest.shelving import Shelving
from digest.store import Store
from tests.renderers.builders import scheme, site
from tests.renderers.markup import Page
from tests.store.makers import NOON, add, revise

EUROPE = FeedName(kind=FeedKind.REGION, path="regions/europe", title="Example Desk: Europe")
ELSEWHERE = FeedName(kind=FeedKind.REGION, path="regions/africa", title="Example Desk: Africa", empty=True)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def templates() -> Templates:
    return Templates()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'desk.db'}") as opened:
        yield opened


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "feeds"


def write(store: Store, root: Path, templates: Templates, stamp: str = "one") -> list[str]:
    shelving = Shelving(
        store=store,
        site=site(),
        scheme=scheme(),
        templates=templates,
        root=root,
        stamp=stamp,
        names=[EUROPE, ELSEWHERE],
        changes={count.path: count.changes for count in store.feeds()},
        written=store.stamps(),
        size=2,
    )
    return sorted(path.relative_to(root).as_posix() for piece in shelving.write() for path in piece)


def titles(root: Path, path: str) -> list[str]:
    return re.findall(r'/key-(\w+)\.html"', (root / path).read_text())


def test_new_articles_rewrite_the_newest_page_and_leave_older_ones(
    store: Store, root: Path, templates: Templates
) -> None:
    add(store, *"abcde")
    assert write(store, root, templates) == ["regions/africa.html", "regions/europe.html", "regions/europe/1.html"]
    assert titles(root, "regions/europe.html") == ["e", "d", "c"]
    assert titles(root, "regions/europe/1.html") == ["b", "a"]
    assert write(store, root, templates) == []
    add(store, "f")
    assert write(store, root, templates) == ["regions/europe.html", "regions/europe/1.html", "regions/europe/2.html"]
    add(store, "g")
    assert write(store, root, templates) == ["regions/europe.html"]
    assert titles(root, "regions/europe.html") == ["g", "f", "e"]


def test_a_reader_gets_from_the_newest_article_to_the_oldest_and_back(
    store: Store, root: Path, templates: Templates
) -> None:
    add(store, *"abcdefghi")
    write(store, root, templates)

    def walk(path: str, words: str) -> list[str]:
        seen = []
        while path:
            seen.append(path)
            text = (root / path).read_text()
            found = re.search(rf'<a href="([^"]*)">{words} articles</a>', text)
            path = (root / path).parent.joinpath(found[1]).resolve().relative_to(root).as_posix() if found else ""
        return seen

    there = walk("regions/europe.html", "Older")
    assert there == ["regions/europe.html", *(f"regions/europe/{number}.html" for number in (3, 2, 1))]
    assert walk("regions/europe/1.html", "Newer") == there[::-1]
    assert [title for path in there for title in titles(root, path)] == list("ihgfedcba")


def test_an_article_that_changes_or_goes_rewrites_its_page(store: Store, root: Path, templates: Templates) -> None:
    add(store, *"abcdefg")
    write(store, root, templates)
    revise(store, "a", "Another text.")
    assert "regions/europe/1.html" in write(store, root, templates)
    store.place({"key-c": Placement(region="africa")}, feeds=lambda _article, _placement: ())
    assert "regions/europe/2.html" in write(store, root, templates)
    assert titles(root, "regions/europe/2.html") == ["d"]


def test_the_newest_page_leads_to_the_months_before(store: Store, root: Path, templates: Templates) -> None:
    for number, name in enumerate("abcdefghij"):
        add(store, name, now=NOON + 10 * number * DAY)
    write(store, root, templates)
    page = Page((root / "regions/europe.html").read_text())
    assert "Earlier January 2027 December 2026" in page.text
    months = [held["href"] for held in page.all("a") if re.fullmatch(r"\.\./regions/europe/\d\.html", held["href"])]
    assert months == [f"../regions/europe/{number}.html" for number in (4, 3, 1)], "to older ones, and to two months"


def test_a_feeds_folder_that_lost_its_pages_gets_them_back(store: Store, root: Path, templates: Templates) -> None:
    add(store, *"abcdefg")
    write(store, root, templates)
    (root / "regions/europe.html").unlink()
    assert write(store, root, templates) == ["regions/europe.html"]
    store.unshelve_all()
    (root / "regions/europe/1.html").unlink()
    assert write(store, root, templates) == ["regions/europe/1.html"]


def test_another_template_rewrites_what_it_changes(store: Store, root: Path, templates: Templates) -> None:
    add(store, *"abcdefg")
    write(store, root, templates)
    (root / "regions/europe/1.html").write_text("as an older template had it")
    assert write(store, root, templates, stamp="two") == ["regions/europe/1.html"]


def test_a_region_without_articles_says_so(store: Store, root: Path, templates: Templates) -> None:
    write(store, root, templates)
    assert "No article stands here now." in (root / "regions/africa.html").read_text()
