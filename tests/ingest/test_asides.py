"""What stands between the paragraphs of a page and is none of them."""

from __future__ import annotations

import pytest

from tests.ingest.texts import BRIDGE, HARBOUR, ORCHARD, markup, only, page

TITLE = "Rijeka Opens a Second Pier"
BODY = (*HARBOUR, *BRIDGE, *ORCHARD)


def kept(inner: str, below: str = "") -> tuple[str, ...]:
    text = f"<article><h1>{TITLE}</h1>{markup(HARBOUR)}{inner}{markup((*BRIDGE, *ORCHARD))}{below}</article>"
    return only(page(text), "pier.html").paragraphs


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Snow closes the pass road",
        "Lea también: La nieve corta el puerto",
        "Lesen Sie auch: Schnee sperrt den Pass",
        "Czytaj też: Śnieg zamyka przełęcz",
        "اقرأ أيضا: الثلوج تغلق الطريق",
        "関連記事：雪で峠が閉鎖",
        "<a href='/pass'>Snow closes the pass road until Friday</a>",
        "© 2026 Harbour Herald",
        "Sign up for our newsletter and get the news of the port in your inbox every morning.",
        "Follow us on Facebook, Twitter and Instagram.",
    ],
)
def test_links_to_other_texts_calls_and_rights_are_left_out(line: str) -> None:
    assert kept(f"<p>{line}</p>") == BODY


@pytest.mark.parametrize(
    "line",
    [
        "Read more carefully, the plan says that the old pier stays.",
        "“Sign up for your newsletter,” the poster at the school gate said.",
        "Die Schule schickte ihren Newsletter in die falsche Stadt, und sie merkte es lange nicht.",
        "Copyright law does not cover the plan of a pier, a court in Rijeka said.",
        "The port told travellers on Facebook that the pier was full.",
        "The <a href='/band'>brass band of Sušak</a> played until two.",
    ],
)
def test_sentences_with_such_words_are_text(line: str) -> None:
    assert len(kept(f"<p>{line}</p>")) == len(BODY) + 1


def test_a_heading_below_which_nothing_is_left_goes_too() -> None:
    below = "<h2>More from the port</h2><p><a href='/pass'>Snow closes the pass road until Friday</a></p>"
    assert kept("", below) == BODY


@pytest.mark.parametrize(
    "line", ["ana@herald.example<br>(END)", "ENDS", "【纠错】 【责任编辑：王明】", "（编辑：王明）"]
)
def test_what_signs_a_text_off_below_its_last_paragraph_goes_too(line: str) -> None:
    assert kept("", f"<p>{line}</p>") == BODY
    assert len(kept(f"<p>{line}</p>")) > len(BODY)


def test_a_list_of_links_below_the_text_goes_with_its_heading_and_one_in_the_text_stays() -> None:
    titles = ("Snow closes the pass road", "Why is water so cheap?", "A tram line for the valley")
    points = "".join(f"<li><span>{title} </span><a href='/{at}'>this week</a></li>" for at, title in enumerate(titles))
    below = f"<h2>More from the Herald</h2><ul>{points}</ul>"
    assert kept("", below) == BODY
    assert kept(f"<ul>{points}</ul>") == (*HARBOUR, *(f"{title} this week" for title in titles), *BRIDGE, *ORCHARD)


def test_a_rule_between_paragraphs_is_none() -> None:
    assert kept("<p>---</p>") == BODY


def test_headings_that_a_table_of_contents_links_stay() -> None:
    contents = "<ul><li><a href='#costs'>Costs of the new pier</a></li></ul>"
    inner = f"{contents}<h2 id='costs'>Costs of the new pier</h2><p>It cost nine million euros.</p>"
    assert "Costs of the new pier" in kept(inner)


def test_a_page_that_is_made_of_links_keeps_them() -> None:
    lines = "".join(f"<p><a href='/{at}'>{text[:-1]}</a></p>" for at, text in enumerate(BODY[:4]))
    text = page(f"<article><h1>{TITLE}</h1>{markup(HARBOUR)}{lines}</article>")
    assert len(only(text, "pier.html").paragraphs) > len(HARBOUR)
