"""The list of feeds that a reader imports in one go."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from digest.model import FeedKind, FeedName
from digest.renderers.opml import opml
from tests.renderers import builders

FEEDS = (
    FeedName(kind=FeedKind.ALL, path="all", title="All articles"),
    FeedName(kind=FeedKind.REGION, path="regions/europe", title="Europe"),
    FeedName(kind=FeedKind.REGION, path="regions/oceania", title="Oceania", empty=True),
    FeedName(kind=FeedKind.SECTION, path="sections/balkans", title="Balkans"),
    FeedName(kind=FeedKind.COUNTRY, path="countries/xk", title="Kosovo"),
    FeedName(kind=FeedKind.COUNTRY, path="countries/gb", title="United Kingdom"),
    FeedName(kind=FeedKind.LANGUAGE, path="languages/pt", title="Portuguese", language="pt"),
    FeedName(kind=FeedKind.SOURCE, path="sources/harbour-wire", title="Harbour Wire"),
    FeedName(kind=FeedKind.TAG, path="tags/sea-level", title="Sea level"),
    FeedName(kind=FeedKind.SAVED, path="saved/floods", title="Floods"),
    FeedName(kind=FeedKind.DIGEST, path="digests/daily", title="Daily <briefing> & more\x00"),
)


def outlines(content: bytes) -> Any:
    return etree.fromstring(content).find("body")


def test_feeds_stand_in_folders_in_their_order_and_empty_ones_do_not() -> None:
    body = outlines(opml(FEEDS, builders.site()))
    assert [one.get("text") for one in body] == [
        "All articles", "Regions", "Countries", "Languages", "Sources", "Topics", "Saved", "Digests",
    ]  # fmt: skip
    assert [[one.get("text") for one in folder] for folder in body] == [
        [],
        ["Europe", "Balkans"],
        ["Kosovo", "United Kingdom"],
        ["Portuguese"],
        ["Harbour Wire"],
        ["Sea level"],
        ["Floods"],
        ["Daily ‹briefing› & more"],
    ]


def test_a_feed_is_named_with_its_address_and_its_page() -> None:
    first = outlines(opml(FEEDS, builders.site()))[0]
    assert dict(first.attrib) == {
        "type": "rss",
        "text": "All articles",
        "title": "All articles",
        "xmlUrl": "https://news.example.org/feeds/all.rss.xml",
        "htmlUrl": "https://news.example.org/feeds/index.html",
        "language": "en",
    }


@pytest.mark.parametrize(
    ("title", "text"),
    [("R&D", "R & D"), ("AT&amp;T", "AT & T"), ("War & peace", "War & peace"), ("&c.", "& c."), ("Q&", "Q&")],
)
def test_no_name_holds_what_a_reader_of_html_takes_for_an_entity(title: str, text: str) -> None:
    name = FeedName(kind=FeedKind.ALL, path="all", title=title)
    root: Any = etree.fromstring(opml([name], replace(builders.site(), name=title)))
    assert root.findtext("head/title") == f"Feeds of {text}"
    assert {root.find("body/outline").get(each) for each in ("text", "title")} == {text}


def test_a_feed_in_another_language_says_so() -> None:
    told = [one.get("language") for one in outlines(opml(FEEDS, builders.site())).iter("outline") if one.get("type")]
    assert told == ["en", "en", "en", "en", "en", "pt", "en", "en", "en", "en"]


@pytest.mark.newsboat
def test_a_reader_that_imports_the_list_keeps_its_folders(tmp_path: Path) -> None:
    newsboat = shutil.which("newsboat")
    if newsboat is None:
        pytest.skip("newsboat is not installed")
    listed, urls, settings = (tmp_path / name for name in ("feeds.opml", "urls", "config"))
    listed.write_bytes(opml(FEEDS, builders.site()))
    urls.touch()
    settings.touch()
    files = ["-u", str(urls), "-c", str(tmp_path / "cache.db"), "-C", str(settings)]
    subprocess.run([newsboat, *files, "-i", str(listed)], check=True, capture_output=True, timeout=30)
    address = "https://news.example.org/feeds"
    assert urls.read_text().splitlines() == [
        f"{address}/all.rss.xml",
        f'{address}/regions/europe.rss.xml "Regions"',
        f'{address}/sections/balkans.rss.xml "Regions"',
        f'{address}/countries/xk.rss.xml "Countries"',
        f'{address}/countries/gb.rss.xml "Countries"',
        f'{address}/languages/pt.rss.xml "Languages"',
        f'{address}/sources/harbour-wire.rss.xml "Sources"',
        f'{address}/tags/sea-level.rss.xml "Topics"',
        f'{address}/saved/floods.rss.xml "Saved"',
        f'{address}/digests/daily.rss.xml "Digests"',
    ]


def test_a_desk_without_articles_has_an_empty_list() -> None:
    assert len(outlines(opml((), builders.site()))) == 0


def test_the_list_looks_as_it_always_did(golden: Callable[[Path, Any], None]) -> None:
    golden(Path(__file__).parent / "golden" / "feeds" / "feeds.opml", opml(FEEDS, builders.site()))
