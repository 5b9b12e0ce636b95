"""The day that a page prints, where it states none."""

from __future__ import annotations

import pytest

from digest.ingest.printed import days_in
from digest.model import Hint
from tests.ingest.texts import HARBOUR, markup, only, page

TITLE = "Rijeka Opens a Second Pier"
HEADLINE = f"<h1>{TITLE}</h1>"
TEXT = markup(HARBOUR)


def date_of(body: str) -> Hint | None:
    return only(page(body), "pier.html").hints.get("date")


@pytest.mark.parametrize(
    "body",
    [
        f"{HEADLINE}<span class='meta'>Rijeka, 2. März 2026</span>{TEXT}",
        f"{HEADLINE}<div>2 марта 2026</div>{TEXT}",
        f"{HEADLINE}<div>2026年3月2日</div>{TEXT}",
        f"{HEADLINE}<div>Ana Horvat 2 mars 2026</div>{TEXT}",
        f"{HEADLINE}<div>2 آذار / مارس 2026</div>{TEXT}",
        f"{HEADLINE}<table><tr><td>02 | 03 | 2026</td></tr></table>{TEXT}",
        f"<h3>02.03.26</h3>{HEADLINE}{TEXT}",
        f"{HEADLINE}<p>2.3.2026 – {HARBOUR[0]}</p>{TEXT}",
        # a standfirst between the two
        f"{HEADLINE}<p>{HARBOUR[0]}</p><div class='date'>2 March 2026</div>{TEXT}",
        # what stands right below is the article's, whatever its box is called
        f"{HEADLINE}<aside class='meta'><time>2 March 2026</time></aside>{TEXT}",
        f"{HEADLINE}<div class='date'>10:30 - 2 March 2026</div>{TEXT}",
        # today's date stands farther above
        f"<p class='date'>Friday, 6 March 2026</p>{HEADLINE}<p class='date'>Monday, 2 March 2026</p>{TEXT}",
        # hAtom and microdata tell it to machines
        f"{HEADLINE}<abbr class='published' title='2026-03-02'>on Monday</abbr>{TEXT}",
        f"{HEADLINE}<span itemprop='datePublished' content='2026-03-02'>on Monday</span>{TEXT}",
    ],
)
def test_the_day_by_the_headline_is_the_articles(body: str) -> None:
    assert date_of(body) == Hint(value="2026-03-02", source="headline", confidence=0.7)


@pytest.mark.parametrize(
    "line",
    [
        "<div class='footnote'>Erschienen am: 02.03.2026</div>",
        "<p>Letzte Änderung: 06.03.2026<br>Erschienen am: 02.03.2026</p>",
        "<div class='entry-date'>March 2, 2026</div>",
    ],
)
def test_a_day_that_is_called_that_of_publication_may_stand_anywhere(line: str) -> None:
    assert date_of(f"{HEADLINE}{TEXT}{line}") == Hint(value="2026-03-02", source="printed", confidence=0.5)


def test_the_only_day_of_a_page_is_a_guess() -> None:
    assert date_of(f"{HEADLINE}{TEXT}<div>Rijeka, 2 March 2026</div>") == Hint(
        value="2026-03-02", source="printed", confidence=0.4
    )
    assert date_of(f"{HEADLINE}{TEXT}<div>2 March 2026</div><b>5 March 2026</b>") is None


@pytest.mark.parametrize(
    "line",
    [
        "<div class='comments'>2 March 2026, 13:43</div>",
        "<footer>2026年3月2日</footer>",
        "<div>Aktualisiert am 2. März 2026</div>",
        "<div class='last-modified'>2 March 2026</div>",
        "<ul><li>2 March 2026</li><li>2 March 2026</li><li>2 March 2026</li></ul>",
        "<div>The ferry line was founded on 2 March 1926</div>",
        "<div>12 March 1971</div>",
        "<p>Page last reviewed on 2 March 2026</p>",
        "<div class='today'>2 March 2026</div>",
    ],
)
def test_a_day_of_a_comment_a_change_a_list_or_the_past_is_none(line: str) -> None:
    assert date_of(f"{HEADLINE}{TEXT}{line}") is None


@pytest.mark.parametrize(
    "line",
    [
        "<p>Deadline: 2 March 2026</p>",
        "<p>Bewerbungsfrist: 02.03.2026</p>",
        "<div>When: Monday, 2 March 2026, 19:00</div>",
        "<p class='price'>Valid until 02.03.2026</p>",
        "<p>Registration closes 2 March 2026</p>",
        "<p class='date'>2 March 2026 – 4 March 2026</p>",
        "<div>Rijeka, 2.–4. März 2026</div>",
        "<blockquote>Minutes of the council, 2 March 2026</blockquote>",
        "<div class='wp-caption'><p class='wp-caption-text'>The pier, 2 March 2026</p></div>",
        "<figure><img src='pier.jpg'><figcaption>The pier on 2 March 2026</figcaption></figure>",
    ],
)
def test_a_day_that_the_text_announces_quotes_or_shows_is_not_the_articles(line: str) -> None:
    assert date_of(f"{HEADLINE}{line}{TEXT}<div>Posted on 1 March 2026</div>") == Hint(
        value="2026-03-01", source="printed", confidence=0.5
    )


def test_two_readings_of_a_day_are_left_as_they_are_printed() -> None:
    found = date_of(f"{HEADLINE}<div>03/04/2026</div>{TEXT}")
    assert found is not None
    assert found.value == "03/04/2026"
    found = date_of(f"{HEADLINE}<div>1-12-2025</div>{TEXT}")
    assert found is not None
    assert found.value == "1-12-2025"
    found = date_of(f"{HEADLINE}<div>03/04/2026</div><b>4 March 2026</b>{TEXT}")
    assert found is not None
    assert found.value == "2026-03-04"


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("31/12/2025 17:40 h", ["2025-12-31T17:40:00"]),
        ("12/31/2025", ["2025-12-31"]),
        ("5-5-2026", ["2026-05-05"]),
        ("Fassung 2.3.26, zuletzt am 6.3.26", ["2026-03-02", "2026-03-06"]),
        ("2026.03.02", ["2026-03-02"]),
        ("10/11/12, 31.31.2026, call 05-12-2026-11", []),
    ],
)
def test_days_in_numbers_are_read_in_order(line: str, days: list[str]) -> None:
    assert [found.iso for found in days_in(line)] == days
