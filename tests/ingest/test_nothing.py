"""Pages that are no article reach no reader, and short articles that look a little like them do."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.errors import NoArticleError
from digest.ingest import load_layouts, read
from tests.ingest.texts import seed

HERE = Path(__file__).parent
TOLD = {
    "404_es": "an error page",
    "503": "an error page",
    "captcha": "a check of the browser",
    "cookie_de": "a cookie notice",
    "horoscope": "a horoscope",
    "js": "a check of the browser",
    "login_fr": "a login page",
    "lottery": "no running text",
    "paywall_stub": "before a paywall",
    "search": "search results",
    "signup": "the form of a newsletter",
    "tag": "a list of teasers",
    "tv": "no running text",
    "weather": "no running text",
}


def test_every_page_that_is_no_article_is_told_here() -> None:
    assert {file.stem for file in (HERE / "nothing").glob("*.html")} == set(TOLD)


@pytest.mark.parametrize("name", TOLD)
def test_a_page_that_is_no_article_is_left_with_the_reason(name: str) -> None:
    with pytest.raises(NoArticleError, match=TOLD[name]):
        read(seed((HERE / "nothing" / f"{name}.html").read_bytes(), "page.html"), load_layouts())


@pytest.mark.parametrize("file", sorted((HERE / "brief").glob("*.html")), ids=lambda file: file.stem)
def test_a_short_article_is_read_though_its_words_are_those_of_a_notice(file: Path) -> None:
    (draft,) = read(seed(file.read_bytes(), "page.html"), load_layouts()).drafts
    assert draft.paragraphs
    assert ("truncated" in draft.flags) == (file.stem == "paywalled_half")
    assert not [text for text in draft.paragraphs if "ubscribe" in text]
