"""Who wrote a page: persons, and never its site, its desk or a word beside them."""

from __future__ import annotations

import time

import pytest

from digest.ingest.authors import House, names_in
from tests.ingest.texts import HARBOUR, markup, only, page

TITLE = "Rijeka Opens a Second Pier"
SITE = '<meta property="og:site_name" content="Harbour Herald">'
NOBODY = House(site="harbourherald")


def author(inner: str, head: str = "") -> tuple[str, str] | None:
    hints = only(page(f"<h1>{TITLE}</h1>{inner}{markup(HARBOUR)}", SITE + head), "pier.html").hints
    return (hints["byline"].value, hints["byline"].source) if "byline" in hints else None


def linked(value: str) -> str:
    return (
        '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "'
        f'{TITLE}", "author": {value}}}, {{"@type": "Person", "@id": "#ana", "name": "Ana Horvat"}}]}}</script>'
    )


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ana Horvat", ["Ana Horvat"]),
        ("ByAna Horvat", ["Ana Horvat"]),
        ("Written by Ana Horvat and Ivo de Boer", ["Ana Horvat", "Ivo de Boer"]),
        ("Ana Horvat, I Wayan Dana, and Ivo Kranjec", ["Ana Horvat", "I Wayan Dana", "Ivo Kranjec"]),
        ('By Ana "Nana" Horvat', ["Ana Horvat"]),
        ("Von Ana Horvat und Ivo Kranjec, Rijeka", ["Ana Horvat", "Ivo Kranjec"]),
        ("Ein Beitrag von Ana Horvat | 2.3.2026", ["Ana Horvat"]),
        ("Par Ana Horvat - Publié le 2 mars", ["Ana Horvat"]),
        ("Ana Horvat, Staff Writer", ["Ana Horvat"]),
        ("Herald-Redakteurin Ana Horvat", ["Ana Horvat"]),
        ("Ana Horvat (HNA)", ["Ana Horvat"]),
        ("Ana Horvat, PhD; Ivo Kranjec, PhD", ["Ana Horvat"]),
        ("Harbour Herald", []),
        ("News Desk", []),
        ("Read more", []),
        ("By the numbers", []),
        ("2 March 2026", []),
        ("Heiko", []),
    ],
)
def test_the_names_in_a_line_are_told_from_what_stands_around_them(line: str, names: list[str]) -> None:
    assert names_in(line, NOBODY) == names


def test_json_ld_names_the_authors_also_by_reference() -> None:
    assert author("", linked('[{"@id": "#ana"}, {"@type": "Person", "name": "Ivo Kranjec"}]')) == (
        "Ana Horvat, Ivo Kranjec",
        "json-ld",
    )
    assert author("", linked('{"@type": "Organization", "name": "Ana Horvat Media"}')) is None
    assert author("", linked('{"@type": "Person", "name": "Harbour Herald"}')) is None


@pytest.mark.parametrize(
    "inner",
    [
        "<a rel='author' href='/authors/7'>Ana Horvat</a>",
        "<div itemprop='author'><span itemprop='name'>Ana Horvat</span><span>Reporter</span></div>",
        "<div class='article-byline'>By <a href='/authors/7'>Ana Horvat</a> | <time>2 March</time></div>",
        "<p><span>By Ana Horvat</span></p>",
        "<div class='has-sidebar'><span class='author-name'>Ana Horvat</span></div>",
        "<ul class='comment-list'><li class='author-name'>Petar Babić</li></ul><p class='author'>Ana Horvat</p>",
    ],
)
def test_a_marked_byline_near_the_text_names_the_author(inner: str) -> None:
    assert author(inner) == ("Ana Horvat", "byline")


@pytest.mark.parametrize(
    "inner",
    [
        "<a rel='author' href='/'>Harbour Herald</a>",
        "<div class='author'>Newsroom</div>",
        "<div class='comments'><span class='author'>Petar Babić</span></div>",
        "<footer><span class='author'>Petar Babić</span></footer>",
        "<figure><figcaption class='author'>Petar Babić</figcaption></figure>",
        "<p>By Friday Morning the pier was full.</p>",
        "<div class='author'>published</div>",
        "<span class='submitted-by'>Submitted on Mon, 2026-03-02 13:49</span>",
    ],
)
def test_no_author_is_made_of_the_site_a_desk_or_a_comment(inner: str) -> None:
    assert author(inner) is None


def test_a_meta_element_names_an_author_unless_it_names_the_site() -> None:
    assert author("", '<meta name="author" content="Ana Horvat">') == ("Ana Horvat", "meta-author")
    assert author("", '<meta name="author" content="Heiko">') == ("Heiko", "meta-author")
    for content in ("Harbour Herald", "admin", "https://example.org/ana", "ana@example.org", "Herald Publishing GmbH"):
        assert author("", f'<meta name="author" content="{content}">') is None, content


def test_an_endless_word_for_an_author_takes_no_time() -> None:
    start = time.process_time()
    assert names_in("a" * 1_000_000, NOBODY) == []
    assert time.process_time() - start < 1
