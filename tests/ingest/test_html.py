"""HTML pages: one article, several, or none."""

from __future__ import annotations

import socket
from typing import NoReturn

import pytest

from digest.errors import SeedError
from digest.ingest import load_layouts, read
from tests.ingest.texts import BRIDGE, HARBOUR, ORCHARD, markup, only, page, reading, seed

TITLE = "Rijeka Opens a Second Pier"
LINKED = """<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
"headline": "Rijeka Opens a Second Pier", "datePublished": "2026-03-02T12:00:00+01:00",
"dateModified": "2026-03-03T08:00:00Z", "author": [{"@type": "Person", "name": "Ana Horvat"}],
"publisher": {"@type": "Organization", "name": "Harbour Herald"}, "inLanguage": "en"}</script>"""
LONG = (*HARBOUR, "Nine ferries a day will call there until October.")
LONGER = (*BRIDGE, "Schools along the river were given a holiday, and the children crossed first.")
CHROME = """<nav><a href="/">Home</a> <a href="/news">News</a> <a href="/sport">Sport</a></nav>"""
FOOTER = """<aside><h2>Most read</h2><ul><li><a href="/1">Snow closes the pass road</a></li></ul></aside>
<footer>Copyright Harbour Herald. All rights reserved.</footer><script>let x = "<div><div>";</script>"""


def article(title: str, body: tuple[str, ...], extra: str = "") -> str:
    return f"<article>\n<h1>{title}</h1>\n{extra}\n{markup(body)}\n</article>"


def test_the_text_of_a_page_is_taken_and_its_furniture_left() -> None:
    draft = only(page(f"{CHROME}<main><h1>{TITLE}</h1>{markup(HARBOUR)}</main>{FOOTER}"), "pier.html")
    assert (draft.title, draft.paragraphs, draft.layout) == (TITLE, HARBOUR, "html")


def test_json_ld_gives_byline_dates_and_site_with_their_source() -> None:
    draft = only(page(f"<article><h1>{TITLE}</h1>{markup(HARBOUR)}</article>", LINKED), "pier.html")
    assert {key: (hint.value, hint.source) for key, hint in draft.hints.items()} == {
        "byline": ("Ana Horvat", "json-ld"),
        "date": ("2026-03-02T12:00:00+01:00", "json-ld"),
        "updated": ("2026-03-03T08:00:00Z", "json-ld"),
        "site": ("Harbour Herald", "json-ld"),
        "language": ("en", "json-ld"),
    }


def test_meta_elements_give_what_json_ld_does_not_and_are_trusted_less() -> None:
    head = (
        '<meta name="author" content="Ana Horvat"><meta property="article:published_time" content="2026-03-02">'
        '<link rel="canonical" href="https://example.org/pier"><meta property="og:site_name" content="Harbour Herald">'
        "<script type='application/ld+json'>{broken</script>"
    )
    hints = only(page(f"<h1>{TITLE}</h1>{markup(HARBOUR)}", head), "pier.html").hints
    assert {key: hint.value for key, hint in hints.items()} == {
        "byline": "Ana Horvat",
        "date": "2026-03-02",
        "url": "https://example.org/pier",
        "site": "Harbour Herald",
        "language": "en",
    }
    assert hints["byline"].confidence == 0.7


@pytest.mark.parametrize(
    ("head", "heading", "title"),
    [
        ("<title>Rijeka Opens a Second Pier | Harbour Herald</title>", "Rijeka Opens a Second Pier", TITLE),
        ("<title>Rijeka Opens a Second Pier - Harbour Herald</title>", "The Herald", TITLE),
        ('<meta property="og:title" content="Rijeka Opens a Second Pier">', "Sections and Search", TITLE),
        (LINKED + "<title>Harbour Herald</title>", "Harbour Herald Online", TITLE),
        ("", "Rijeka Opens a Second Pier", TITLE),
        ("<title>A Pier — and a Band — in Rijeka</title>", "", "A Pier — and a Band — in Rijeka"),
    ],
)
def test_the_title_is_the_one_that_several_places_agree_on(head: str, heading: str, title: str) -> None:
    assert only(page(f"<h1>{heading}</h1>{markup(HARBOUR)}", head), "pier.html").title == title


def test_several_articles_on_a_page_are_several_drafts() -> None:
    figure = "<figure><img src='p.jpg' alt=''><figcaption>The pier at noon. (HNA)</figcaption></figure><p>TT</p>"
    extra = f"<p class='byline'>By Ana Horvat</p><time datetime='2026-03-02'>2 March</time>{figure}"
    found = reading(
        page(
            CHROME
            + article(TITLE, LONG, extra)
            + "\n<hr>\n"
            + article("Almaty Finishes a Footbridge", LONGER, "<div class='share'>Share</div>")
            + article("A Record Crop", (*ORCHARD, "<b>Cold</b> <a href='/x'>stores</a> are full."), "<nav>Menu</nav>")
            + FOOTER
        ),
        "page.html",
    )
    pier, bridge, crop = found.drafts
    assert (pier.title, pier.paragraphs, pier.captions) == (TITLE, LONG, ("The pier at noon. (HNA)",))
    assert {key: hint.value for key, hint in pier.hints.items()} == {
        "byline": "Ana Horvat",
        "date": "2026-03-02",
        "language": "en",
    }
    assert (bridge.paragraphs, bridge.captions, "date" in bridge.hints) == (LONGER, (), False)
    assert crop.paragraphs == (*ORCHARD, "Cold stores are full.")
    assert [draft.lines[0].first for draft in found.drafts] == sorted(draft.lines[0].first for draft in found.drafts)
    assert found.discards[0].span.first == 1


def test_articles_on_one_line_share_it_lawfully() -> None:
    small = "<article><p>Correction: the pier is 90 metres long.</p></article>"
    text = (article(TITLE, LONG) + small + article("A Bridge", LONGER)).replace("\n", "")
    found = reading(text, "page.html")
    assert [(draft.title, draft.lines[0].first) for draft in found.drafts] == [(TITLE, 1), ("A Bridge", 3)]
    assert (found.unit, found.discards[0].span.first) == ("record", 2)
    assert "Correction: the pier" in found.discards[0].reason


def test_teasers_beside_an_article_and_comments_inside_it_are_no_articles() -> None:
    comment = f"<article><h2>Reader</h2>{markup(LONGER)}</article>"
    inner = f"<article><h1>{TITLE}</h1>{markup(LONG)}<section>{comment}</section></article>"
    teaser = "<article><h2>Snow closes the pass road</h2><p>The road is shut until Friday.</p></article>"
    draft = only(page(inner + teaser * 3), "pier.html")
    assert draft.title == TITLE
    assert set(LONG) <= set(draft.paragraphs)


def test_a_page_of_several_datelines_without_article_elements_is_flagged() -> None:
    text = page(
        f"<h1>{TITLE}</h1>{markup((*LONG, f'ALMATY (HNA) - {BRIDGE[0]}', f'TALCA, Chile (HNA) - {ORCHARD[0]}'))}"
    )
    assert "may-hold-several" in only(text, "pier.html").flags


def test_line_breaks_and_bare_text_part_paragraphs_too() -> None:
    text = page(f"<article><h1>{TITLE}</h1>" + "<br><br>".join(HARBOUR + BRIDGE) + "</article>")
    assert " ".join(only(text, "pier.html").paragraphs) == " ".join(HARBOUR + BRIDGE)


def test_points_of_a_list_lines_and_rows_of_a_table_are_paragraphs_of_their_own() -> None:
    points = "<ul><li>Ferries call at noon.</li><li>Coaches <b>leave</b> at one.</li></ul>"
    lines = "<blockquote>The pier is ours,<br>and so is the sea.</blockquote>"
    rows = "<table><tr><td>Ferries</td><td>nine</td></tr><tr><td>Coaches</td><td>four</td></tr></table>"
    text = page(f"<article><h1>{TITLE}</h1>{markup(HARBOUR)}{points}{lines}{rows}{markup(BRIDGE)}</article>")
    inner = ("Ferries call at noon.", "Coaches leave at one.", "The pier is ours,", "and so is the sea.")
    assert only(text, "pier.html").paragraphs == (*HARBOUR, *inner, "Ferries nine", "Coaches four", *BRIDGE)


def test_the_label_of_a_caption_that_only_screen_readers_say_is_none_of_it() -> None:
    label = "<span class='visually-hidden'>Image caption, </span>"
    figure = f"<figure><figcaption>{label}The pier at noon.</figcaption></figure>"
    draft = only(page(f"<article><h1>{TITLE}</h1>{figure}{markup(HARBOUR)}</article>"), "pier.html")
    assert draft.captions == ("The pier at noon.",)


def test_html_is_known_by_content_under_any_name() -> None:
    assert reading(page(f"<h1>{TITLE}</h1>{markup(HARBOUR)}"), "crawl-0017.txt").reader == "html"
    assert reading(f"<p>{'</p><p>'.join(HARBOUR)}</p>", "pier.html").reader == "html"


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        ("<h1>Cookies</h1><p>We use cookies. Accept all or manage consent.</p>", "a cookie notice"),
        ("<form>Sign in <input type='password'></form>", "a login page"),
        ("<ul>" + "<li><a href='/x'>Snow closes the pass road</a></li>" * 40 + "</ul>", "a list of links"),
        ("<p>Please enable JavaScript.</p>", "a check of the browser"),
        ("<p>Under construction.</p>", "words of text"),
        ("", "words of text"),
    ],
)
def test_a_page_without_an_article_is_refused_with_the_reason(inner: str, reason: str) -> None:
    with pytest.raises(SeedError) as caught:
        read(seed(page(inner), "page.html"), load_layouts())
    assert caught.value.reason.startswith("no article found: ")
    assert reason in caught.value.reason


def test_text_below_the_deepest_level_that_is_read_is_kept() -> None:
    for depth in (150, 1000, 20_000):
        text = page("<div>" * depth + markup(HARBOUR) + "</div>" * depth)
        assert only(text, "page.html").paragraphs == HARBOUR, depth
    never_closed = "<div class='ad'>Sponsored</div><div>" * 400
    assert only(page(never_closed + markup(HARBOUR)), "page.html").paragraphs[-3:] == HARBOUR


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    head = '<base href="http://example.org/"><link rel="stylesheet" href="a.css"><script src="a.js"></script>'
    only(page(f"<img src='http://example.org/a.png'><h1>{TITLE}</h1>{markup(HARBOUR)}", head), "pier.html")


TIME = "<time datetime='2026-03-02'>2 March</time>"
WRONG = "<time datetime='2019-01-01'>1 January</time>"


@pytest.mark.parametrize(
    "inner",
    [
        f"<article><h1>{TITLE}</h1>{TIME}{markup(HARBOUR)}</article>",
        f"<main><h1>{TITLE}</h1><p class='byline'>By Ana Horvat, {TIME}.</p>{markup(HARBOUR)}</main>",
        f"<article><header><p>{HARBOUR[0]}</p>{TIME}</header>{markup(HARBOUR)}</article>",
        f"<h1>{TITLE}</h1><time itemprop='datePublished' datetime='2026-03-02'>2 March</time>{markup(HARBOUR)}",
        f"<h1>{TITLE}</h1>{markup(HARBOUR)}<time pubdate datetime='2026-03-02'>2 March</time>",
        f"<article><h1>{TITLE}</h1><div>Updated {WRONG}</div>{TIME}{markup(HARBOUR)}</article>",
        f"<aside>{WRONG}</aside><article><h1>{TITLE}</h1>Published {TIME} Updated {WRONG}{markup(HARBOUR)}</article>",
    ],
)
def test_the_time_in_an_articles_head_is_its_date(inner: str) -> None:
    assert only(page(inner), "pier.html").hints["date"].value == "2026-03-02"


@pytest.mark.parametrize(
    "inner",
    [
        f"<div class='related'>{WRONG}</div><article><h1>{TITLE}</h1>{markup(HARBOUR)}</article>",
        f"<article><h1>{TITLE}</h1><div class='related'>{WRONG}</div>{markup(HARBOUR)}</article>",
        f"<article><h1>{TITLE}</h1>{markup(HARBOUR)}<div class='comments'>{WRONG}</div></article>",
        f"<article><h1>{TITLE}</h1>{markup(HARBOUR)}</article><footer>{WRONG}</footer>",
        f"<article><h1>{TITLE}</h1>Updated {WRONG}{markup(HARBOUR)}</article>",
        f"<article><h1>{TITLE}</h1><span>Last updated</span> {WRONG}{markup(HARBOUR)}</article>",
        f"<article><h1>{TITLE}</h1><time class='modified' datetime='2019-01-01'>1/1</time>{markup(HARBOUR)}</article>",
        f"<article><h1>{TITLE}</h1><p>The fair opened on {WRONG} by the pier.</p>{markup(HARBOUR)}</article>",
        f"<div>{WRONG}</div><p>{' '.join(['Home', 'World', 'Sport'] * 6)}</p><h1>{TITLE}</h1>{markup(HARBOUR)}",
    ],
)
def test_a_time_elsewhere_on_the_page_is_no_date(inner: str) -> None:
    assert "date" not in only(page(inner), "pier.html").hints


def test_sub_headings_and_bare_blocks_of_a_split_article_are_paragraphs() -> None:
    inner = (
        f"<h2>What Comes Next</h2><div>The old pier will be torn down in May.</div><h3>Costs</h3><p>{ORCHARD[0]}</p>"
    )
    first = article(TITLE, LONG).replace("</article>", f"{inner}</article>")
    found = reading(page(first + article("A Bridge", LONGER)), "page.html")
    assert found.drafts[0].paragraphs == (
        *LONG,
        "What Comes Next",
        "The old pier will be torn down in May.",
        "Costs",
        ORCHARD[0],
    )


def test_boxes_in_and_texts_beside_split_articles_are_listed() -> None:
    boxes = "<aside>Ferries: a list.</aside>\n<p class='related'>Related: a crop.</p>\n<footer>HNA 2026</footer>"
    first = article(TITLE, LONG).replace("</article>", f"{boxes}\n</article>")
    small = "<article><p>Correction: the pier is 90 metres long.</p></article>"
    text = page(f"{first}\nA line of the desk.\n{article('A Bridge', LONGER)}\n{small}")
    found = reading(text, "page.html")
    reasons = {
        line: discard.reason
        for discard in found.discards
        for line in text.split("\n")[discard.span.first - 1 : discard.span.last]
    }
    assert reasons["<aside>Ferries: a list.</aside>"] == "beside the text: <aside>"
    assert reasons["<p class='related'>Related: a crop.</p>"] == "beside the text: <p.related>"
    assert reasons["<footer>HNA 2026</footer>"] == "beside the text: <footer>"
    assert reasons["A line of the desk."] == "outside every article"
    assert "Correction: the pier is 90 metres long." in reasons[small]
    assert [draft.paragraphs for draft in found.drafts] == [LONG, LONGER]


@pytest.mark.parametrize("gap", ["\n", ""])
def test_a_correction_in_a_small_article_beside_the_only_one_does_not_vanish(gap: str) -> None:
    small = "<article><p>Correction: the pier is 90 metres long.</p></article>"
    found = reading(page((article(TITLE, LONG) + "\n" + small).replace("\n", gap)), "page.html")
    (draft,) = found.drafts
    kept = any("Correction" in text for text in draft.paragraphs)
    listed = any("Correction: the pier" in discard.reason for discard in found.discards)
    assert kept or listed
    assert kept or found.unit == ("line" if gap else "record")


def test_a_page_of_headed_blocks_keeps_every_heading_and_is_flagged() -> None:
    blocks = (("Pier", HARBOUR), ("A Bridge in Almaty", BRIDGE), ("A Record Crop", ORCHARD))
    text = page("\n".join(f"<div><h2>{title}</h2>{markup(body)}</div>" for title, body in blocks))
    draft = only(text, "page.html")
    assert draft.title == "Pier"
    assert draft.paragraphs == (*HARBOUR, "A Bridge in Almaty", *BRIDGE, "A Record Crop", *ORCHARD)
    assert "may-hold-several" in draft.flags


def test_sections_of_one_article_are_no_sign_of_several() -> None:
    text = page(f"<main><h1>{TITLE}</h1>{markup(HARBOUR)}<h2>The Bridge</h2>{markup(BRIDGE)}</main>")
    draft = only(text, "page.html")
    assert draft.paragraphs == (*HARBOUR, "The Bridge", *BRIDGE)
    assert "may-hold-several" not in draft.flags


def test_the_article_whose_title_the_page_bears_has_what_the_page_states() -> None:
    head = f"<meta property='og:title' content='{TITLE}'><meta name='date' content='2026-03-02'>"
    both = article(TITLE, LONG) + article("Orchards Bloom Early", LONG)
    first, second = reading(page(both, head), "pier.html").drafts
    assert first.hints["date"].value == "2026-03-02"
    assert "date" not in second.hints


@pytest.mark.parametrize("names", ["class='reader-comments'", "class='view-related-teaser'", "id='comments'"])
def test_comments_and_teasers_are_no_articles_beside_the_pages_own(names: str) -> None:
    other = article("What Readers Say", LONGER).replace("<article", f"<article {names}")
    head = f"<meta property='og:title' content='{TITLE}'>"
    found = only(page(article(TITLE, LONG) + other, head), "pier.html")
    assert (found.title, found.paragraphs) == (TITLE, LONG)


def test_a_teaser_beside_the_pages_own_article_is_not_taken_for_its_text() -> None:
    both = article(TITLE, LONG) + "\n" + article("Almaty Finishes a Footbridge", LONGER)
    found = reading(page(both.replace("<article", "<article class='teaser'"), f"<title>{TITLE}</title>"), "pier.html")
    assert [draft.paragraphs for draft in found.drafts] == [LONG]
    assert "beside the page's own" in found.discards[-1].reason


def test_articles_filed_under_events_are_no_boxes() -> None:
    filed = article("Almaty Finishes a Footbridge", LONGER).replace("<article", "<article class='post category-events'")
    found = reading(page(article(TITLE, LONG) + filed, f"<meta property='og:title' content='{TITLE}'>"), "pier.html")
    assert [draft.paragraphs for draft in found.drafts] == [LONG, LONGER]


@pytest.mark.parametrize("between", ["", "\n", "\n<!-- saved from url=(0014)about:internet -->\n"])
def test_pages_one_after_another_in_a_file_are_files_of_their_own(between: str) -> None:
    pages = [page(f"<h1>{title}</h1>{markup(body)}") for title, body in (("Pier", HARBOUR), ("Bridge", BRIDGE))]
    found = reading(between.join(pages), "two.html")
    assert len(found.members) == 2
    assert b"".join(member.seed.data for member in found.members).decode() == between.join(pages)


@pytest.mark.parametrize("code", ["<script>var s='</html><html>';</script>", "<!-- </html>\n<html> -->"])
def test_what_a_script_or_a_comment_holds_is_no_page(code: str) -> None:
    assert only(page(f"<h1>Pier</h1>{code}{markup(HARBOUR)}"), "one.html").paragraphs == HARBOUR


@pytest.mark.parametrize("tag", ["span", "p", "div", "strong"])
def test_a_line_above_the_article_that_may_hold_it_back_is_kept_as_a_note(tag: str) -> None:
    line = f"<header><{tag}>Embargoed until <b>6 December 2030</b> 00:01 GMT</{tag}></header>"
    found = only(page_with(line))
    assert found.hints["note"].value == "Embargoed until 6 December 2030 00:01 GMT"
    assert found.paragraphs == HARBOUR


def test_a_link_and_a_line_below_the_text_hold_nothing_back() -> None:
    assert "note" not in only(page_with("<nav><a href='/e'>Embargo until Tuesday</a></nav>")).hints
    assert "note" not in only(page_with("", "<footer><p>Embargoed until Tuesday: the next one</p></footer>")).hints


def page_with(above: str, below: str = "") -> str:
    paragraphs = "".join(f"<p>{each}</p>" for each in HARBOUR)
    return f"<html><body>{above}<article><h1>Harbour opens a pier</h1>{paragraphs}</article>{below}</body></html>"
