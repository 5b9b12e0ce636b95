"""A feed joined of entries that were each written once is, byte for byte, the feed that is written whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from digest.errors import RenderError
from digest.model import Caption, FeedKind, FeedName, Release, Use
from digest.renderers import generator
from digest.renderers.base import Entry, FeedFormat, Head
from digest.renderers.entries import head, of_edition, of_release
from digest.renderers.formats import FEED_FORMATS
from tests.renderers import builders
from tests.renderers.test_feeds import poisoned, releases
from tests.renderers.test_generator import entry

ALL = FeedName(kind=FeedKind.ALL, path="all", title="All & <every> article")
WHOLE: dict[str, Callable[[Head, Sequence[Entry]], bytes]] = {"rss": generator.rss, "atom": generator.atom}

#: what has ended entries, sections or documents too early, and what stands on the edge of what XML can hold
_ODD = st.sampled_from(
    [
        *(
            "]]>",
            "]]",
            ">",
            "<item>",
            "</item>",
            "</entry>",
            "</channel>\n</rss>",
            "</feed>",
            "<title>a &amp; b</title>",
        ),
        *("xmlns:x='urn:x'", "<x:y/>", "&amp;", "&#x26;", "\x00", "\x0b", "\x85", "\ud800", "\ufffe", "\U0001ffff"),
        *("\u202e", "עברית", "العربية", "\u2028", "\n", "\r\n", "\t", '"', "\\", "", " ", "e\u0301", "😀"),
    ]
)
_TEXT = st.lists(_ODD | st.text(max_size=8), max_size=6).map("".join)


@st.composite
def odd_releases(draw: st.DrawFn) -> Release:
    made = builders.release(
        draw(st.integers(0, 11)),
        title=draw(_TEXT),
        summary=draw(_TEXT),
        paragraphs=tuple(draw(st.lists(_TEXT, max_size=3))),
        captions=tuple(
            Caption(text=draw(_TEXT), credit=draw(st.none() | _TEXT)) for _ in range(draw(st.integers(0, 1)))
        ),
        byline=draw(st.none() | _TEXT),
        agency=draw(st.none() | _TEXT),
        site=draw(st.none() | _TEXT),
        url=draw(st.none() | _TEXT | _TEXT.map("https://source.example.net/".__add__)),
        language=draw(st.none() | st.sampled_from(("en", "he", "ar", "pt-BR", "not a language"))),
        tags=tuple(draw(st.lists(_TEXT, max_size=3))),
        section=draw(st.sampled_from((None, "balkans", "no-such-section"))),
    )
    return replace(made, updated=made.released + timedelta(seconds=draw(st.sampled_from((0, 0, 1, 86_400)))))


@pytest.fixture(params=FEED_FORMATS, ids=lambda form: form.name)
def form(request: pytest.FixtureRequest) -> FeedFormat:
    found: FeedFormat = request.param
    return found


def joined(form: FeedFormat, found: Sequence[Entry]) -> tuple[bytes, bytes]:
    """The feed of these entries joined, and written whole."""
    top = head(ALL, builders.site(), form, [one.updated for one in found])
    content = form.join(top, [form.fragment(one) for one in found])
    if form.name in WHOLE:
        return content, WHOLE[form.name](top, found)
    document = json.loads(content)
    assert [item["id"] for item in document["items"]] == [one.id for one in found]
    return content, (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def of_all(found: Sequence[Release], use: Use) -> list[Entry]:
    return [of_release(release.within(use), builders.site(), builders.scheme()) for release in found]


@pytest.mark.parametrize("use", Use)
@pytest.mark.parametrize("count", [0, 1, 2, 12])
def test_a_joined_feed_is_the_feed_written_whole(form: FeedFormat, count: int, use: Use) -> None:
    content, whole = joined(form, of_all(releases(count=count), use))
    assert content == whole


def test_a_joined_feed_of_hostile_articles_is_the_feed_written_whole(form: FeedFormat) -> None:
    content, whole = joined(form, of_all(poisoned(), Use.FULL))
    assert content == whole


def test_a_joined_feed_of_editions_is_the_feed_written_whole(form: FeedFormat) -> None:
    content, whole = joined(form, [of_edition(builders.edition(n), builders.site()) for n in (2, 1, 0)])
    assert content == whole


@settings(max_examples=60, deadline=None)
@given(found=st.lists(odd_releases(), max_size=4), use=st.sampled_from(Use))
def test_whatever_articles_hold_a_joined_feed_is_the_feed_written_whole(found: list[Release], use: Use) -> None:
    for form in FEED_FORMATS:
        content, whole = joined(form, of_all(found, use))
        assert content == whole


def test_an_entry_that_quotes_the_end_of_its_feed_stays_whole(form: FeedFormat) -> None:
    end = "</item></channel>\n</rss>\n ]]> <item> </entry></feed>\n"
    content, whole = joined(form, [entry(1, content=end, title="<item>"), entry(2)])
    assert content == whole
    if form.name != "json":
        assert len(etree.fromstring(content).findall(".//{*}entry" if form.name == "atom" else ".//item")) == 2


def test_the_same_entry_gives_the_same_bytes_whatever_feed_it_is_for(form: FeedFormat) -> None:
    one = of_release(builders.release(1), builders.site(), builders.scheme())
    fragment = form.fragment(one)
    assert fragment == form.fragment(one)
    for path in ("all", "regions/europe", "countries/xk"):
        name = FeedName(kind=FeedKind.REGION, path=path, title=path)
        assert fragment in form.join(head(name, builders.site(), form, [one.updated]), [fragment])


def test_an_entry_that_cannot_be_written_is_named(form: FeedFormat) -> None:
    bad = entry(7, title="a\ud800b")
    with pytest.raises(RenderError, match=r"^tag:news\.example\.org,2026:7: this entry cannot be written \(.+\)$"):
        form.fragment(bad)
