"""Every feed format keeps the same promises, whatever the articles hold."""

from __future__ import annotations

import calendar
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from lxml import etree

from digest import __version__
from digest.model import Caption, CountryScore, FeedKind, FeedName, Precision, Release, Use
from digest.renderers.base import FeedFormat
from digest.renderers.formats import FEED_FORMATS, stamp
from tests.renderers import builders
from tests.renderers.builders import Feed

GOLDEN = Path(__file__).parent / "golden" / "feeds"
ALL = FeedName(kind=FeedKind.ALL, path="all", title="All articles")
EUROPE = FeedName(kind=FeedKind.REGION, path="regions/europe", title="Europe")
DAILY = FeedName(kind=FeedKind.DIGEST, path="digests/daily", title="Daily briefing")

#: JSON Feed 1.1 (jsonfeed.org/version/1.1) as a schema: what it demands, and nothing unknown but "_" members
_AUTHORS = {"type": "array", "items": {"type": "object", "required": ["name"], "additionalProperties": False,
            "properties": {"name": {"type": "string", "minLength": 1}}}}  # fmt: skip
_TEXT = {"type": "string", "minLength": 1}
_URI = {"type": "string", "pattern": "^https?://[!-~]+$"}
_MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}
_HUB = {"type": "object", "required": ["type", "url"], "additionalProperties": False,
        "properties": {"type": _TEXT, "url": _URI}}  # fmt: skip
JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "additionalProperties": False,
    "patternProperties": {"^_[^.]+$": {"type": "object"}},
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": _TEXT,
        "home_page_url": _URI,
        "feed_url": _URI,
        "next_url": _URI,
        "description": _TEXT,
        "authors": _AUTHORS,
        "language": _TEXT,
        "hubs": {"type": "array", "items": _HUB},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id"],
                "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
                "additionalProperties": False,
                "patternProperties": {"^_[^.]+$": {"type": "object"}},
                "properties": {
                    "id": _TEXT,
                    "url": _URI,
                    "external_url": _URI,
                    "title": _TEXT,
                    "content_html": _TEXT,
                    "content_text": _TEXT,
                    "summary": _TEXT,
                    "date_published": _MOMENT,
                    "date_modified": _MOMENT,
                    "authors": _AUTHORS,
                    "tags": {"type": "array", "items": _TEXT, "uniqueItems": True},
                    "language": _TEXT,
                },
            },
        },
    },
}


@cache
def grammar() -> Any:
    return etree.RelaxNG(etree.parse(Path(__file__).parent / "atom.rng"))


def check(form: FeedFormat, content: bytes) -> list[str]:
    """Hold the bytes against the format's own grammar; the entries' ids in order."""
    return check_bytes(form.name, content)


def check_bytes(name: str, content: bytes) -> list[str]:
    if name == "json":
        document = json.loads(content)
        Draft202012Validator(JSON_FEED).validate(document)
        assert not any("<script" in item.get("content_html", "") for item in document["items"])
        return [item["id"] for item in document["items"]]
    assert b"<script" not in content
    root: Any = etree.fromstring(content)
    if name == "atom":
        grammar().assertValid(root)
        return [one.text for one in root.findall("{*}entry/{*}id")]
    items = root.findall("channel/item")
    assert all(item.find("guid").get("isPermaLink") == "false" for item in items)
    return [item.findtext("guid") for item in items]


def releases(*, count: int = 12) -> tuple[Release, ...]:
    return tuple(builders.release(n) for n in reversed(range(count)))


def poisoned() -> tuple[Release, ...]:
    """Articles that came through broken or hostile readers."""
    changes: list[dict[str, Any]] = [
        {"title": "Ten <b>bold</b> & <script>alert(1)</script>", "summary": "</description><b>x</b> &lt;"},
        {"title": "nul \x00 bell \x07 c1 \x85 half \ud800 not \ufffe", "paragraphs": ("a\x00 ]]> b", "\x0b")},
        {"title": "x" * 1_000_000, "summary": "y " * 5_000},
        {"title": "</title></item></channel></rss></feed>", "paragraphs": ("</content:encoded></item>",)},
        {"title": " \n ", "summary": "", "paragraphs": (), "captions": (), "byline": None, "agency": None},
        {"title": "\u202eעברית", "language": "he", "byline": "By <Jane> &amp; co", "agency": "A & B"},
        {"title": "a", "language": "not a language", "url": "javascript:alert(1)"},
        {"title": "b", "url": "http://exämple.org/ä b?q=ü&r=<x>", "tags": ("<b>", "a&b", "", "t" * 1_000)},
        {"title": "c", "region": "nowhere", "section": "no", "countries": (CountryScore(code="ZZ", score=1),)},
        {"title": "d", "captions": (Caption(text="]]> <i>y</i>", credit="A & <B>"),)},
    ]
    return tuple(builders.release(n, **one) for n, one in enumerate(changes))


@pytest.fixture(params=FEED_FORMATS, ids=lambda form: form.name)
def form(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.mark.parametrize("use", Use)
def test_every_article_is_one_valid_entry_in_the_feeds_order(form: FeedFormat, use: Use) -> None:
    feed = Feed(name=EUROPE, releases=releases())
    found = check(form, builders.feed_file(form, feed, builders.site(use=use), builders.scheme()))
    assert found == [f"tag:news.example.org,2026:{release.article.key}" for release in feed.releases]


@pytest.mark.parametrize("name", [ALL, EUROPE, DAILY], ids=lambda name: name.kind)
def test_an_empty_feed_is_valid_and_does_not_change_with_time(form: FeedFormat, name: FeedName) -> None:
    content = builders.feed_file(form, Feed(name=name), builders.site(), builders.scheme())
    assert check(form, content) == []
    if form.name != "json":
        assert feedparser.parse(content).feed.updated_parsed[:3] == (2026, 1, 1)


def test_a_digests_feed_holds_one_entry_an_edition(form: FeedFormat) -> None:
    feed = Feed(name=DAILY, editions=(builders.edition(1), builders.edition(0)))
    content = builders.feed_file(form, feed, builders.site(), builders.scheme())
    assert check(form, content) == [f"tag:news.example.org,2026:edition:{edition.key}" for edition in feed.editions]
    assert feed.editions[0].briefing.subject in content.decode()
    assert f"https://news.example.org/feeds/editions/{feed.editions[0].key}/index.html" in content.decode()


@pytest.mark.parametrize("use", Use)
def test_hostile_articles_cost_no_feed_and_no_entry(form: FeedFormat, use: Use) -> None:
    feed = Feed(name=replace(ALL, title="<b>All</b> & \x00"), releases=poisoned())
    content = builders.feed_file(form, feed, builders.site(name="Desk & <i>Sons</i>", use=use), builders.scheme())
    assert len(check(form, content)) == len(feed.releases)
    assert len(content) < 120_000


_WORDS = st.text(max_size=60)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(title=_WORDS, body=st.lists(_WORDS, max_size=3), name=_WORDS, url=_WORDS, tag=_WORDS, desk=_WORDS)
def test_no_text_breaks_a_feed(
    form: FeedFormat, title: str, body: list[str], name: str, url: str, tag: str, desk: str
) -> None:
    one = builders.release(
        0,
        title=title,
        summary=title,
        paragraphs=tuple(body),
        byline=name,
        agency=tag,
        language=tag,
        url=f"https://{url}",
        tags=(tag, name),
        captions=(Caption(text=name, credit=tag),),
    )
    feed = Feed(name=replace(ALL, title=name), releases=(one, builders.release(1)))
    assert len(check(form, builders.feed_file(form, feed, builders.site(name=desk), builders.scheme()))) == 2


def test_the_same_articles_give_the_same_bytes_in_another_process_and_time_zone(form: FeedFormat) -> None:
    program = (
        "import sys\n"
        "from tests.renderers import test_feeds as t\n"
        f"form = next(one for one in t.FEED_FORMATS if one.name == {form.name!r})\n"
        "feed = t.Feed(name=t.EUROPE, releases=t.releases())\n"
        "sys.stdout.buffer.write(t.builders.feed_file(form, feed, t.builders.site(), t.builders.scheme()))\n"
    )
    own = builders.feed_file(form, Feed(name=EUROPE, releases=releases()), builders.site(), builders.scheme())
    for zone, seed in (("Asia/Tokyo", "1"), ("America/Lima", "2")):
        other = subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            check=True,
            env={"TZ": zone, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        assert other.stdout == own


def test_a_feed_is_as_new_as_its_newest_entry() -> None:
    late = builders.MORNING + timedelta(days=3, microseconds=7)
    feed = Feed(name=ALL, releases=(builders.release(2), builders.release(1, updated=late, revision=2)))
    for form in FEED_FORMATS[:2]:
        parsed = feedparser.parse(builders.feed_file(form, feed, builders.site(), builders.scheme()))
        assert moment(parsed.feed.updated_parsed) == late.replace(microsecond=0)


def moment(parsed: time.struct_time) -> datetime:
    return datetime.fromtimestamp(calendar.timegm(parsed), tz=UTC)


def _parsed(form: FeedFormat, feed: Feed) -> Any:
    content = builders.feed_file(form, feed, builders.site(), builders.scheme())
    parsed = feedparser.parse(content, sanitize_html=False)
    assert not parsed.bozo, parsed.bozo_exception
    return parsed


@pytest.mark.parametrize("form", FEED_FORMATS[:2], ids=lambda form: form.name)
def test_a_feed_reader_finds_every_field_again(form: FeedFormat) -> None:
    feed = Feed(name=EUROPE, releases=releases())
    parsed = _parsed(form, feed)
    assert parsed.feed.title == "Example Desk · Europe"
    assert parsed.feed.link == "https://news.example.org/feeds/regions/europe.html"
    assert [link.href for link in parsed.feed.links if link.rel == "self"] == [
        f"https://news.example.org/feeds/regions/europe{form.suffix}"
    ]
    for entry, release in zip(parsed.entries, feed.releases, strict=True):
        article = release.article
        assert entry.title == article.title
        assert unescape(entry.summary) == article.summary
        assert entry.link == f"https://news.example.org/feeds/{release.path}"
        assert moment(entry.published_parsed) == release.released
        assert [link.href for link in entry.links if link.rel == "via"] == ([article.url] if article.url else [])
        assert entry.content[0].value.count("<p>") == len(article.paragraphs) + 1
        assert all(f"<p>{paragraph}</p>" in entry.content[0].value for paragraph in article.paragraphs)
        known = {(article.byline or "").removeprefix("By "), article.agency or ""} - {""}
        assert {author.name for author in entry.authors} == (known or {article.site or ""})


def test_the_regions_section_and_countries_of_an_article_are_its_categories() -> None:
    one = builders.release(3, tags=("Snow & ice",))
    atom, json_feed = (next(form for form in FEED_FORMATS if form.name == name) for name in ("atom", "json"))
    (entry,) = _parsed(atom, Feed(name=ALL, releases=(one,))).entries
    assert [(tag.scheme and tag.scheme.rpartition(":")[2], tag.term, tag.label) for tag in entry.tags] == [
        ("regions", "europe", "Europe"),
        ("regions", "mena", "Middle East & North Africa"),
        ("sections", "uk-ireland", "UK & Ireland"),
        ("countries", "gb", "United Kingdom"),
        (None, "Snow & ice", "Snow & ice"),
    ]
    document = json.loads(
        builders.feed_file(json_feed, Feed(name=ALL, releases=(one,)), builders.site(), builders.scheme())
    )
    (item,) = document["items"]
    assert item["tags"] == ["Europe", "Middle East & North Africa", "UK & Ireland", "United Kingdom", "Snow & ice"]
    assert item["_digest"]["region"] == "europe"
    assert item["_digest"]["countries"] == ["GB"]


@pytest.mark.parametrize(
    ("precision", "issued"),
    [
        (Precision.TIME, "2025-12-16T14:05:00Z"),
        (Precision.DAY, "2025-12-16"),
        (Precision.MONTH, "2025-12"),
        (None, None),
    ],
)
def test_the_sources_date_is_told_no_finer_than_it_is_known(precision: Precision | None, issued: str | None) -> None:
    published = datetime(2025, 12, 16, 14, 5, tzinfo=UTC) if precision else None
    one = builders.release(0, published=published, published_precision=precision)
    for form in FEED_FORMATS:
        content = builders.feed_file(form, Feed(name=ALL, releases=(one,)), builders.site(), builders.scheme())
        if form.name == "json":
            assert json.loads(content)["items"][0]["_digest"]["source_published"] == issued
        else:
            assert etree.fromstring(content).findtext(".//{http://purl.org/dc/terms/}issued") == issued


def test_a_headline_feed_says_only_when_and_who() -> None:
    one = builders.release(0, byline="By Ada Berisha", agency="Northern Wire")
    for form in FEED_FORMATS:
        text = builders.feed_file(
            form, Feed(name=ALL, releases=(one,)), builders.site(use=Use.HEADLINE), builders.scheme()
        ).decode()
        assert "20 November 2026 · By Ada Berisha, Northern Wire" in text
        assert "1,400" not in text


@pytest.mark.parametrize("form", FEED_FORMATS[:2], ids=lambda form: form.name)
def test_the_stylesheet_is_found_from_every_depth(form: FeedFormat) -> None:
    for name, href in ((ALL, "feed.css"), (EUROPE, "../feed.css")):
        content = builders.feed_file(form, Feed(name=name), builders.site(), builders.scheme())
        assert f'href="{href}"?>'.encode() in content.splitlines()[1]


def test_names_suffixes_and_types_are_each_formats_own() -> None:
    assert [form.suffix for form in FEED_FORMATS] == [".rss.xml", ".atom.xml", ".json"]
    assert [form.media_type.partition("/")[0] for form in FEED_FORMATS] == ["application"] * 3
    assert len({form.name for form in FEED_FORMATS} | {form.title for form in FEED_FORMATS}) == 6


def test_the_stamp_is_short_and_steady() -> None:
    assert stamp() == stamp()
    assert len(stamp()) == 16
    assert set(stamp()) <= set("0123456789abcdef")


def test_the_formats_can_be_named_without_importing_feedgen() -> None:
    program = "import sys, digest.renderers.formats; assert not {'feedgen', 'lxml'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)


def _story(n: int, **changes: Any) -> Release:
    """A story that says everything here: the goldens stand whatever the builders tell next year."""
    words = {
        "key": f"k{n}",
        "title": "Ferry crews learn to knit & mend nets",
        "summary": "Crews on three ferries have learned to knit.",
        "paragraphs": ("Crews on three ferries have learned to knit. 3 < 4.", "“It fills the crossing,” one said."),
        "captions": (Caption(text="A net on a quay.", credit="Example Pictures"),),
        "byline": "By Ann Lee",
        "agency": "Tide Wire",
        "site": "source.example.net",
        "url": f"https://source.example.net/{n}?a=1&b=2",
        "published": datetime(2026, 11, 20, tzinfo=UTC),
        "published_precision": Precision.DAY,
        "language": "en",
        "tags": ("ferries",),
        "region": "europe",
        "section": "uk-ireland",
        "secondary": ("mena",),
        "countries": (CountryScore(code="GB", score=5.0, strong=True), CountryScore(code="LB", score=1.0)),
    }
    return builders.release(n, **{**words, **changes})


def test_feeds_look_as_they_always_did(form: FeedFormat, golden: Callable[[Path, Any], None]) -> None:
    foreign = _story(
        3,
        title="Une bibliothèque reste ouverte la nuit",
        summary="Elle ferme à minuit.",
        paragraphs=("Elle ferme à minuit.",),
        language="fr",
        published=None,
        published_precision=None,
        updated=builders.MORNING + timedelta(hours=1),
        revision=2,
    )
    bare = _story(0, byline=None, agency=None, site=None, url=None, tags=(), captions=(), secondary=(), countries=())
    made_by = f'<generator version="{__version__}">'
    for name, feed in {
        "europe": Feed(name=EUROPE, releases=(foreign, _story(1), bare)),
        "daily": Feed(name=DAILY, editions=(builders.edition(0),)),
    }.items():
        text = builders.feed_file(form, feed, builders.site(), builders.scheme()).decode()
        golden(GOLDEN / f"{name}{form.suffix}", text.replace(made_by, '<generator version="…">'))
