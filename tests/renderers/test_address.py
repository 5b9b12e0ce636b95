"""Addresses of our own, and other people's made safe to print."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.model import FeedKind, FeedName
from digest.renderers import address
from tests.renderers import builders


def test_an_article_has_one_id_and_a_page_by_the_month_of_its_release() -> None:
    site, release = builders.site(), builders.release(0, key="abc234")
    assert address.entry_id(site, "abc234") == "tag:news.example.org,2026:abc234"
    assert address.page_url(site, release) == "https://news.example.org/feeds/articles/2026/11/abc234.html"


def test_feeds_and_editions_have_addresses_and_ids_of_their_own() -> None:
    site = builders.site()
    assert (
        address.feed_url(site, "regions/europe", ".rss.xml") == "https://news.example.org/feeds/regions/europe.rss.xml"
    )
    assert address.feed_id(site, "regions/europe") == "tag:news.example.org,2026:feed:regions/europe"
    region = FeedName(kind=FeedKind.REGION, path="regions/europe", title="Europe")
    country = FeedName(kind=FeedKind.COUNTRY, path="countries/fr", title="France")
    assert address.home_url(site, region) == "https://news.example.org/feeds/regions/europe.html"
    for feed in (country, replace(region, path="private/secret/europe", private=True)):
        assert address.home_url(site, feed) == "https://news.example.org/feeds/index.html"
    key = "daily-2026-11-22-0700"
    assert address.edition_url(site, key) == f"https://news.example.org/feeds/editions/{key}/index.html"
    assert address.edition_id(site, key) == f"tag:news.example.org,2026:edition:{key}"


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ('  HTTP://Example.ORG:80/A b?q=ü&r="x"#é ', "http://example.org/A%20b?q=%C3%BC&r=%22x%22#%C3%A9"),
        ("https://example.org", "https://example.org/"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("https://example.org:8443/x", "https://example.org:8443/x"),
        ("https://ann:secret@example.org/x", "https://example.org/x"),
        ("https://example.org/100%/a%2Fb", "https://example.org/100%25/a%2Fb"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ("http://192.0.2.7/x", "http://192.0.2.7/x"),
    ],
)
def test_a_web_address_becomes_what_rfc_3986_wants(url: str, safe: str) -> None:
    assert address.web_safe(url) == safe


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "example.org/a",
        "//example.org/a",
        "/a",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "mailto:a@example.org",
        "http://",
        "http://[::1",
        "http://exa mple.org/",
        "http://a:port/",
        "http://a:99999/",
        "http://..",
        f"http://{'a' * 64}.example/",
        'http://a"b/',
    ],
)
def test_what_is_no_web_address_is_none(url: str | None) -> None:
    assert address.web_safe(url) is None


@given(st.one_of(st.text(), st.text().map("https://example.org/".__add__), st.text().map("http://".__add__)))
@example("https://example.org/\ud800?\udfff")
@example("https://example.org/" + "%" * 100_000)
def test_a_safe_address_is_printable_ascii_and_safe_again(url: str) -> None:
    safe = address.web_safe(url)
    if safe is not None:
        assert re.fullmatch(r"https?://[!#-;=?-Z\[\]_a-z~]+", safe)
        assert urlsplit(safe).hostname
        assert address.web_safe(safe) == safe
