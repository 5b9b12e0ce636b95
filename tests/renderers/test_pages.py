"""What a browser opens: article pages, the front page and their stylesheets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from digest.model import FeedKind, FeedName, Region, Release, Signal
from digest.renderers import mail, pages
from digest.renderers.address import LISTED
from digest.renderers.formats import FEED_FORMATS
from digest.renderers.lists import Lists, list_path
from digest.renderers.templates import Templates
from tests.renderers.builders import composition, edition, release, scheme, site
from tests.renderers.markup import Page, contrast

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def templates() -> Templates:
    return Templates()


def article(one: Release, templates: Templates, **site_changes: Any) -> Page:
    return Page(pages.article(one, site(**site_changes), scheme(), templates).decode())


def feeds() -> list[FeedName]:
    regions = [
        FeedName(kind=FeedKind.REGION, path=f"regions/{one.id}", title=one.title, empty=one.id == "east-asia")
        for one in scheme().regions
    ]
    country = FeedName(kind=FeedKind.COUNTRY, path="countries/xk", title="Example Desk: Kosovo")
    digest = FeedName(kind=FeedKind.DIGEST, path="digests/daily", title="Example Desk: Daily briefing")
    return [*regions, country, digest, FeedName(kind=FeedKind.ALL, path="all", title="Example Desk")]


def latest(releases: list[Release]) -> list[tuple[Region, list[Release]]]:
    return [(region, [one for one in releases if one.placement.region == region.id]) for region in scheme().regions]


def front(templates: Templates, releases: list[Release], *, more: bool = False, **site_changes: Any) -> Page:
    editions = [edition(1), edition(0)] if releases else []
    source = pages.index(
        site(**site_changes), scheme(), feeds() if releases else [], latest(releases), editions, templates, more=more
    )
    return Page(source.decode())


def test_an_article_page_tells_who_wrote_it_when_and_where_it_stands(templates: Templates) -> None:
    page = article(release(6), templates)
    assert len(page.all("h1")) == 1
    for words in (
        "Herat’s glass workshop takes on six apprentices",
        "By Laila Noori, Harbour Press",
        "20 November 2026",
        "South Asia › Afghanistan (Afghanistan)",
        "The furnace burns for ten hours a day.",
        "Picture The place on a clear morning. Example Pictures",
        "Received Sunday 22 November 2026, 06:06 GMT",
        "Released Sunday 22 November 2026, 06:07 GMT",
    ):
        assert words in page.text


def test_a_region_is_led_by_what_was_news_when_it_came(templates: Templates) -> None:
    old = release(0, published=datetime(1998, 3, 12, tzinfo=UTC), title="Old")
    undated = release(0, published=None, published_precision=None, title="Undated")
    new = release(0, published=old.released - timedelta(days=6), title="New")
    for given, wanted in (
        ([old, undated, new], ["New", "Old", "Undated"]),
        ([old, undated], ["Undated", "Old"]),
        ([old], ["Old"]),
    ):
        page = pages.index(site(), scheme(), [], latest(given), [], templates, more=False).decode()
        assert re.findall(r">(Old|Undated|New)</a>", page) == wanted


def test_an_article_that_names_nobody_is_credited_to_the_source_that_the_desk_knows(templates: Templates) -> None:
    made = release(0, byline=None, agency=None, site=None, source="Harbour Wire")
    assert article(made, templates).text.count("Harbour Wire ·") == 1


def test_what_was_corrected_is_not_called_updated(templates: Templates) -> None:
    for signal, mark in ((Signal.CORRECTION, "Corrected"), (None, "Updated")):
        page = front(templates, [release(0, revision=2, signal=signal)])
        assert [each for each in ("Corrected", "Updated") if each in page.text] == [mark]


def test_the_summary_is_not_said_twice(templates: Templates) -> None:
    assert article(release(0), templates).text.count("The national library in Pristina") == 1


def test_an_article_without_a_body_shows_its_summary(templates: Templates) -> None:
    page = article(release(0, paragraphs=(), sentences=(), summary="Only a summary came."), templates)
    assert "Only a summary came." in page.text


def test_an_undated_article_says_so(templates: Templates) -> None:
    assert "Undated, received 22 November 2026" in article(release(3), templates).text


def test_a_revision_says_when_it_was_updated(templates: Templates) -> None:
    first = release(1)
    later = replace(first, revision=2, updated=first.updated + timedelta(hours=4))
    assert "Updated" not in article(first, templates).text
    assert "Updated Sunday 22 November 2026, 10:02 GMT" in article(later, templates).text


def test_the_source_is_linked_only_by_a_web_address(templates: Templates) -> None:
    good = article(release(1, url="https://news.example.com/a?b=1&c=2"), templates)
    assert good.all("a", href="https://news.example.com/a?b=1&c=2")
    for url in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//host", "", None):
        page = article(release(1, url=url), templates)
        assert not page.all("a", rel="external")


def test_a_page_announces_its_feeds_and_its_own_address(templates: Templates) -> None:
    one = release(0)
    page = article(one, templates)
    announced = [held["href"] for held in page.all("link", rel="alternate")]
    assert announced[:3] == [f"../../../all{feed.suffix}" for feed in FEED_FORMATS]
    assert announced[3:] == [f"../../../regions/europe{FEED_FORMATS[0].suffix}"]
    assert page.all("link", rel="canonical", href=f"https://news.example.org/feeds/{one.path}")


def test_nothing_on_a_page_may_run_or_load_from_elsewhere(templates: Templates) -> None:
    (policy,) = article(release(0), templates).all("meta", **{"http-equiv": "Content-Security-Policy"})
    assert policy["content"].startswith("default-src 'none'; style-src 'self'; img-src 'self'")


def test_hostile_text_is_shown_and_never_obeyed(templates: Templates) -> None:
    nasty = '</title><script>alert(1)</script> {{ 7 * 7 }} {% raw %} "><img src=x onerror=alert(1)> \u202ekcab \x00\x92'
    one = release(0, title=nasty, summary=nasty, paragraphs=(nasty,), byline=nasty, agency=nasty)
    for page in (article(one, templates), front(templates, [one])):
        assert not page.all("script")
        assert not page.all("img")
        assert "<script>alert(1)</script> {{ 7 * 7 }} {% raw %}" in page.text
        assert not set("\u202e\x00\x92") & set(page.text)


def test_a_megabyte_of_title_stays_on_its_own_page(templates: Templates) -> None:
    one = release(0, title="long " * 200_000)
    assert len(pages.article(one, site(), scheme(), templates)) > 1_000_000
    whole = pages.index(site(), scheme(), [], latest([one]), [], templates, more=False)
    assert len(whole) < 10_000


def test_arabic_runs_from_right_to_left_and_its_frame_does_not(templates: Templates) -> None:
    page = article(release(2, language="ar", title="قطار بيروت"), templates)
    assert page.all("article", lang="ar", dir="rtl")
    assert page.all("html", lang="en")
    assert page.all("p", **{"class": "byline", "lang": "en"})


def test_text_of_unknown_language_runs_as_its_first_letter_does(templates: Templates) -> None:
    assert article(release(2, language=None, title="12 قطارا"), templates).all("article", dir="rtl")
    assert article(release(2, language=None, title="12 trains"), templates).all("article") == [{}]


def test_a_region_that_the_scheme_has_lost_is_still_named(templates: Templates) -> None:
    page = article(release(0, region="far-north", section="high-fells"), templates)
    assert "Far north › High fells" in page.text


def test_the_front_page_stands_by_region_in_the_desks_order(templates: Templates) -> None:
    page = front(templates, [release(n) for n in range(12)])
    ids = [held["id"] for held in page.all("section")]
    assert ids == [*(region.id for region in scheme().regions), "editions", "feeds"]
    assert "Pristina keeps its library open · 2 more" in page.text
    assert "Daily briefing, Monday 23 November 2026 · 2 articles" in page.text


def test_the_front_page_announces_the_main_feed_first_and_no_empty_one(templates: Templates) -> None:
    page = front(templates, [release(n) for n in range(12)])
    announced = [held["href"] for held in page.all("link", rel="alternate")]
    assert announced[:3] == ["all.rss.xml", "all.atom.xml", "all.json"]
    assert "regions/europe.rss.xml" in announced
    assert not [href for href in announced if "east-asia" in href]
    assert page.all("a", href="feeds.opml")
    assert page.all("a", href="countries/xk.atom.xml")
    assert not page.all("a", href="regions/east-asia.rss.xml")


def test_the_page_of_feeds_lists_every_one_that_has_something_to_say(templates: Templates) -> None:
    more = [
        FeedName(kind=FeedKind.SECTION, path="sections/balkans", title="Example Desk: Balkans"),
        FeedName(kind=FeedKind.LANGUAGE, path="languages/pt", title="Example Desk: Portuguese"),
        FeedName(kind=FeedKind.SOURCE, path="sources/harbour-wire", title="Example Desk: Harbour Wire"),
        FeedName(kind=FeedKind.TAG, path="tags/ai", title="Example Desk: <AI> & you"),
        FeedName(kind=FeedKind.TAG, path="tags/gone", title="Example Desk: gone", empty=True),
    ]
    page = Page(pages.feeds(site(), scheme(), [*feeds(), *more], templates).decode())
    for words in ("Regions and sections", "Balkans", "Portuguese", "Harbour Wire", "<AI> & you", "Briefings"):
        assert words in page.text
    addresses = {held.get("href", "") for held in page.all("a")}
    assert {"tags/ai.json", "sections/balkans.atom.xml", "feeds.opml", "index.html"} <= addresses
    assert not [address for address in addresses if address.startswith(("tags/gone", "regions/east-asia"))]
    index = Page(pages.index(site(), scheme(), more, latest([release(0)]), [], templates, more=False).decode())
    assert "Harbour Wire" not in index.text, "the front page does not grow with them"
    assert [held["href"] for held in index.all("link", rel="alternate")] == ["all.rss.xml", "all.atom.xml", "all.json"]
    assert index.all("a", href="feeds.html")


def test_readers_never_see_the_names_of_places_that_are_none(templates: Templates) -> None:
    text = front(templates, [release(9), release(11)]).text
    assert "World" in text
    assert "Other news" in text
    assert not re.search(r"unassigned|global", text, re.IGNORECASE)


def test_an_empty_desk_says_what_to_do(templates: Templates) -> None:
    page = front(templates, [])
    assert "Nothing here yet" in page.text
    assert "seeds/" in page.text
    assert "digest publish" in page.text


def test_the_demonstration_desk_says_that_it_is_one(templates: Templates) -> None:
    assert "demonstration desk" in front(templates, [release(0)], demo=True).text
    assert "demonstration desk" not in front(templates, [release(0)]).text


def test_the_front_page_says_when_there_is_more(templates: Templates) -> None:
    assert "Only the newest articles" in front(templates, [release(0)], more=True).text
    assert "Only the newest articles" not in front(templates, [release(0)]).text


def test_the_same_input_gives_the_same_pages(templates: Templates) -> None:
    releases = [release(n) for n in range(12)]

    def render(with_templates: Templates) -> list[bytes]:
        return [
            pages.article(releases[0], site(), scheme(), with_templates),
            pages.index(site(), scheme(), feeds(), latest(releases), [edition(0)], with_templates, more=True),
        ]

    assert render(templates) == render(Templates())


def _hrefs(source: str) -> Iterator[str]:
    for _, held in Page(source).elements:
        if "href" in held and not held["href"].startswith(("http", "#", "mailto:")):
            yield held["href"].partition("#")[0]


def test_every_link_inside_the_site_leads_to_a_file(templates: Templates, tmp_path: Path) -> None:
    releases = [release(n) for n in range(12)]
    made = composition(releases)
    briefing = mail.brief(made, site(), scheme(), templates)
    names = [*feeds(), FeedName(kind=FeedKind.REGION, path="regions/east-asia", title="East Asia")]
    sections = sorted({one.placement.section for one in releases if one.placement.section})
    names += [FeedName(kind=FeedKind.SECTION, path=f"sections/{one}", title=one) for one in sections]
    files: dict[str, bytes] = {f"{name.path}{one.suffix}": b"" for name in names for one in FEED_FORMATS}
    files |= {**pages.look(templates), **pages.search(site(), templates)}
    files["feeds.html"] = pages.feeds(site(), scheme(), names, templates)
    lists = Lists(site=site(), scheme=scheme(), templates=templates, names=[one for one in names if one.kind in LISTED])
    files |= {list_path(one.path): lists.newest(one, releases, pages=0, months=()) for one in lists.names}
    files |= {one.path: pages.article(one, site(), scheme(), templates) for one in releases}
    files |= {f"editions/{made.slot.key}/digest.{kind}": b"" for kind in ("html", "txt", "eml")}
    files[f"editions/{made.slot.key}/index.html"] = briefing.web.encode()
    issued = [replace(edition(0), key=made.slot.key)]
    files["index.html"] = pages.index(site(), scheme(), feeds(), latest(releases), issued, templates, more=False)
    files["feeds.opml"] = b""
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    for path in (path for path in files if path.endswith(".html") and files[path]):
        for href in _hrefs(files[path].decode()):
            assert (tmp_path / path).parent.joinpath(href).resolve().is_file(), f"{path} links to {href}"


def test_article_and_front_page_look_as_agreed(templates: Templates, golden: Callable[[Path, Any], None]) -> None:
    golden(GOLDEN / "article.html", pages.article(release(6), site(), scheme(), templates))
    releases = [release(n) for n in range(4)]
    index = pages.index(site(), scheme(), feeds(), latest(releases), [edition(0)], templates, more=True)
    golden(GOLDEN / "index.html", index)


def test_two_stylesheets_and_an_icon_that_loads_nothing_stand_at_the_root(templates: Templates) -> None:
    look = pages.look(templates)
    assert sorted(look) == ["feed.css", "icon.svg", "style.css"]
    # browsers ask for /favicon.ico, which is not there, where a page names no icon
    page = pages.article(release(0), site(), scheme(), templates).decode()
    assert '<link rel="icon" href="../../../icon.svg" type="image/svg+xml">' in page
    names = {etree.QName(one).localname for one in etree.fromstring(look["icon.svg"]).iter()}
    assert names == {"svg", "rect", "path"}


@pytest.mark.parametrize("name", ["style.css", "feed.css"])
def test_words_stand_out_from_the_page_by_day_and_by_night(templates: Templates, name: str) -> None:
    colours = re.findall(r"--(paper|ink|soft|accent|wash): (#[0-9a-f]{6});", templates.text(name))
    day, night = dict(colours[:5]), dict(colours[5:])
    assert len(day) == len(night) == 5
    for scheme_colours in (day, night):
        for words in ("ink", "soft", "accent"):
            for ground in ("paper", "wash"):
                assert contrast(scheme_colours[words], scheme_colours[ground]) >= 4.5
