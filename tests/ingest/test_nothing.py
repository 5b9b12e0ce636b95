"""Pages that are no article reach no reader, and short articles that look a little like them do."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.errors import NoArticleError
from digest.ingest import load_layouts, read
from tests.ingest.texts import seed

HERE = Path(__file__).parent
TOLD = {
    "403": "an error page",
    "404_el": "an error page",
    "404_es": "an error page",
    "404_ko": "an error page",
    "404_pl": "an error page",
    "404_ur": "an error page",
    "451_uk": "an error page",
    "500_it": "an error page",
    "503": "an error page",
    "author_en": "an author",
    "captcha": "a check of the browser",
    "category_de": "a list of other pages",
    "checking_es": "a check of the browser",
    "consent_ar": "a cookie notice",
    "consent_fr": "a cookie notice",
    "consent_ja": "a cookie notice",
    "consent_nl": "a cookie notice",
    "consent_pl": "a cookie notice",
    "consent_sv": "a cookie notice",
    "contact_sv": "about the site",
    "cookie_de": "a cookie notice",
    "epaper_en": "about the site",
    "events_uk": "no running text",
    "front_en": "the front page of a site",
    "gallery_it": "no running text",
    "horoscope": "a horoscope",
    "horoscope_es": "a horoscope",
    "horoscope_hi": "a horoscope",
    "horoscope_sign_de": "a horoscope",
    "imprint_de": "about the site",
    "job_en": "an offer of work",
    "js": "a check of the browser",
    "links_fr": "a list of links",
    "login_fr": "a login page",
    "login_ru": "a login page",
    "login_tr": "a login page",
    "login_zh": "a login page",
    "lottery": "no running text",
    "lottery_tr": "no running text",
    "maintenance_id": "an error page",
    "newsletter_nl": "the form of a newsletter",
    "offer_fr": "an offer of a subscription",
    "paywall_de": "before a paywall",
    "paywall_pt": "before a paywall",
    "paywall_stub": "before a paywall",
    "privacy_en": "about the site",
    "quiz_de": "a quiz",
    "register_ar": "a login page",
    "rss_es": "about the site",
    "search": "search results",
    "search_pt": "no running text",
    "shell_en": "a check of the browser",
    "shell_fa": "words of text",
    "signup": "the form of a newsletter",
    "sitemap_it": "about the site",
    "sports_results": "no running text",
    "stocks_zh": "no running text",
    "tag": "a list of teasers",
    "teasers_ko": "a list of teasers",
    "terms_hi": "about the site",
    "tv": "no running text",
    "tv_fr": "no running text",
    "weather": "no running text",
    "weather_ru": "no running text",
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
