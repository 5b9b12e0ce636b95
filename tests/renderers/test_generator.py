"""feedgen's faults: each still there upstream (else our workaround may go), and none of them in our feeds."""

from __future__ import annotations

import inspect
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import Any

import pytest
from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from feedgen.util import formatRFC2822
from lxml import etree

from digest.errors import RenderError
from digest.renderers import generator
from digest.renderers.base import Category, Chain, Entry, Head

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
DCTERMS = "{http://purl.org/dc/terms/}"
THEN = datetime(2026, 11, 22, 6, 0, 0, 123456, tzinfo=UTC)


def head(**changes: Any) -> Head:
    values: dict[str, Any] = {
        "id": "tag:news.example.org,2026:feed:all",
        "title": "Example Desk",
        "subtitle": "All articles",
        "self_url": "https://news.example.org/feeds/all.atom.xml",
        "media_type": "application/atom+xml",
        "home_url": "https://news.example.org/feeds/index.html",
        "author": "Example Desk",
        "language": "en",
        "updated": THEN,
        "stylesheet": "feed.css",
    }
    return Head(**{**values, **changes})


def entry(n: int = 1, **changes: Any) -> Entry:
    values: dict[str, Any] = {
        "id": f"tag:news.example.org,2026:{n}",
        "title": f"Title {n}",
        "url": f"https://news.example.org/feeds/articles/2026/11/{n}.html",
        "published": THEN,
        "updated": THEN,
        "content": "<p>Text.</p>",
        "summary": "Text.",
    }
    return Entry(**{**values, **changes})


def atom(*entries: Entry) -> Any:
    return etree.fromstring(generator.atom(head(), entries))


def rss(*entries: Entry) -> Any:
    return etree.fromstring(generator.rss(head(), entries))


def stock(*, entries: int = 1) -> Any:
    """A feed as feedgen makes it when asked nicely."""
    feed = FeedGenerator()
    feed.id("tag:news.example.org,2026:stock")
    feed.title("Stock")
    feed.subtitle("Stock")
    feed.link(href="https://news.example.org/")
    for number in range(entries):
        item = feed.add_entry()
        item.id(f"tag:news.example.org,2026:{number}")
        item.title(f"Title {number}")
        item.link(href=f"https://news.example.org/{number}")
    return feed


def test_feedgen_is_the_release_that_was_measured() -> None:
    assert version("feedgen") == "1.0.0", "read tests/renderers/test_generator.py again before taking another release"


def test_upstream_still_loses_the_attributes_of_entry_links() -> None:
    feed = stock()
    feed.entry()[0].link(href="https://source.example.net/a", rel="via", type="text/html")
    via: Any = etree.fromstring(feed.atom_str()).findall(f"{ATOM}entry/{ATOM}link")[1]
    assert dict(via.attrib) == {"href": "https://source.example.net/a"}


def test_our_entry_links_are_typed_and_the_article_comes_first() -> None:
    links = atom(entry(via="https://source.example.net/a")).findall(f"{ATOM}entry/{ATOM}link")
    assert [dict(link.attrib) for link in links] == [
        {
            "href": "https://news.example.org/feeds/articles/2026/11/1.html",
            "rel": "alternate",
            "type": "text/html",
        },
        {"href": "https://source.example.net/a", "rel": "via"},
    ]


def test_upstream_still_turns_the_locale_of_the_process_for_every_date() -> None:
    assert "setlocale" in inspect.getsource(formatRFC2822)


def test_our_dates_leave_the_locale_alone_with_four_threads_at_work() -> None:
    program = """
import locale, sys, threading
sys.setswitchinterval(1e-6)
for name in ("C.UTF-8", "en_US.UTF-8"):
    try:
        wanted = locale.setlocale(locale.LC_ALL, name)
        break
    except locale.Error:
        continue
from tests.renderers.test_generator import entry, head
from digest.renderers import generator
entries = [entry(n) for n in range(20)]
threads = [threading.Thread(target=lambda: [generator.rss(head(), entries) for _ in range(60)]) for _ in range(4)]
expected = generator.rss(head(), entries)
[thread.start() for thread in threads]
seen = set()
while any(thread.is_alive() for thread in threads):
    seen.add(locale.setlocale(locale.LC_ALL))
[thread.join() for thread in threads]
assert seen <= {wanted}, seen
assert locale.setlocale(locale.LC_ALL) == wanted
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_our_dates_read_as_the_email_standard_wants_to_the_second() -> None:
    item = rss(entry()).find("channel/item")
    assert item.findtext("pubDate") == "Sun, 22 Nov 2026 06:00:00 +0000"
    assert atom(entry()).findtext(f"{ATOM}entry/{ATOM}updated") == "2026-11-22T06:00:00.123456+00:00"


def test_upstream_still_takes_the_last_link_of_a_feed_for_its_page() -> None:
    feed = stock()
    feed.link(href="https://news.example.org/all.rss.xml", rel="self")
    assert etree.fromstring(feed.rss_str()).findtext("channel/link") == "https://news.example.org/all.rss.xml"


def test_our_rss_links_to_the_front_page_and_names_its_own_address() -> None:
    channel = rss().find("channel")
    assert channel.findtext("link") == "https://news.example.org/feeds/index.html"
    (own,) = channel.findall(f"{ATOM}link")
    assert dict(own.attrib) == {
        "href": "https://news.example.org/feeds/all.atom.xml",
        "rel": "self",
        "type": "application/atom+xml",
    }


def test_upstream_still_drops_authors_without_an_address_from_rss() -> None:
    feed = stock()
    feed.entry()[0].author(name="Northern Wire")
    assert b"Northern Wire" not in feed.rss_str()


def test_our_authors_stand_in_both_formats() -> None:
    one = entry(authors=("Jane Doe", "Northern Wire"))
    assert [name.text for name in rss(one).iter(f"{DC}creator")] == ["Jane Doe", "Northern Wire"]
    assert [name.text for name in atom(one).findall(f"{ATOM}entry/{ATOM}author/{ATOM}name")] == [
        "Jane Doe",
        "Northern Wire",
    ]


def test_upstream_still_puts_each_new_entry_first() -> None:
    titles = [item.findtext("title") for item in etree.fromstring(stock(entries=2).rss_str()).iter("item")]
    assert titles == ["Title 1", "Title 0"]


def test_our_entries_keep_their_order() -> None:
    entries = [entry(n) for n in (3, 1, 2)]
    assert [item.findtext("title") for item in rss(*entries).iter("item")] == ["Title 3", "Title 1", "Title 2"]


def test_upstream_still_says_now_when_not_told_a_time() -> None:
    moment = datetime.fromisoformat(etree.fromstring(stock().atom_str()).findtext(f"{ATOM}updated") or "")
    assert datetime.now(UTC) - moment < timedelta(minutes=1)


def test_our_feeds_are_as_old_as_they_are_told() -> None:
    assert atom().findtext(f"{ATOM}updated") == "2026-11-22T06:00:00.123456+00:00"
    assert rss().findtext("channel/lastBuildDate") == "Sun, 22 Nov 2026 06:00:00 +0000"


def test_upstream_still_writes_cdata_as_a_type_of_atom_content() -> None:
    feed = stock()
    feed.entry()[0].content("<p>Text.</p>", type="CDATA")
    assert b'type="CDATA"' in feed.atom_str()


def test_our_content_is_html_in_atom_and_a_closed_cdata_section_in_rss() -> None:
    one = entry(content="<p>a ]]&gt; b ]]> c</p>")
    content = atom(one).find(f"{ATOM}entry/{ATOM}content")
    assert (content.get("type"), content.text) == ("html", one.content)
    assert b"<![CDATA[<p>a" in generator.rss(head(), [one])
    assert rss(one).findtext("channel/item/{http://purl.org/rss/1.0/modules/content/}encoded") == one.content


def test_upstream_still_has_no_type_for_titles() -> None:
    assert "type" not in inspect.signature(FeedEntry.title).parameters


@pytest.mark.parametrize("title", ["How <b> became bold", "Writing &amp; in a page", "a </title> b", "a &copy b"])
def test_a_title_that_quotes_markup_reads_the_same_as_html(title: str) -> None:
    element = atom(entry(title=title)).find(f"{ATOM}entry/{ATOM}title")
    assert element.get("type") == "html"
    for shown in (element.text, rss(entry(title=title)).findtext("channel/item/title")):
        assert shown == title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@pytest.mark.parametrize("title", ["AT&T and M&S", "3 < 4", "R&D; more", "plain"])
def test_a_title_with_signs_that_are_no_markup_is_plain_text(title: str) -> None:
    element = atom(entry(title=title)).find(f"{ATOM}entry/{ATOM}title")
    assert (element.get("type"), element.text) == (None, title)
    assert rss(entry(title=title)).findtext("channel/item/title") == title


def test_titles_in_rss_use_the_references_of_the_rss_boards_profile() -> None:
    assert b"<title>AT&#x26;T: 3 &#x3C; 4</title>" in generator.rss(head(), [entry(title="AT&T: 3 < 4")])


def test_upstream_still_refuses_a_whole_feed_for_one_character() -> None:
    feed = stock(entries=2)
    feed.entry()[0].title("a\x00b")
    with pytest.raises(ValueError, match="XML compatible"):
        feed.rss_str()


def test_a_refusal_names_the_feed() -> None:
    with pytest.raises(RenderError, match=r"all\.atom\.xml.*cannot be written"):
        generator.atom(head(), [entry(title="a\x00b")])
    with pytest.raises(RenderError, match="cannot be written"):
        generator.rss(head(), [entry(title="a\x00b")])


def test_upstream_still_has_no_place_for_a_stylesheet() -> None:
    assert b"xml-stylesheet" not in stock().rss_str()
    assert not hasattr(FeedGenerator, "stylesheet")


@pytest.mark.parametrize("write", [generator.rss, generator.atom])
def test_a_stylesheet_comes_right_after_the_declaration(write: Any) -> None:
    lines = write(head(stylesheet="../feed.css"), [entry()]).splitlines()
    assert lines[0] == b"<?xml version='1.0' encoding='UTF-8'?>"
    assert lines[1] == b'<?xml-stylesheet type="text/css" href="../feed.css"?>'


def test_the_sources_own_date_and_page_and_language_stand_beside_ours() -> None:
    one = entry(issued="2025-12", via="https://source.example.net/a", language="fr", updated=THEN + timedelta(days=1))
    in_atom, in_rss = atom(one).find(f"{ATOM}entry"), rss(one).find("channel/item")
    assert in_atom.findtext(f"{DCTERMS}issued") == in_rss.findtext(f"{DCTERMS}issued") == "2025-12"
    assert in_atom.get("{http://www.w3.org/XML/1998/namespace}lang") == in_rss.findtext(f"{DC}language") == "fr"
    assert dict(in_rss.find(f"{ATOM}link").attrib) == {"rel": "via", "href": "https://source.example.net/a"}
    assert in_rss.findtext(f"{ATOM}updated") == in_atom.findtext(f"{ATOM}updated") == "2026-11-23T06:00:00.123456+00:00"
    assert in_rss.findtext("pubDate") == "Sun, 22 Nov 2026 06:00:00 +0000"


def test_categories_carry_their_list_and_their_label() -> None:
    one = entry(categories=(Category(term="mena", label="Middle East", scheme="tag:x,2026:regions"),))
    assert dict(atom(one).find(f"{ATOM}entry/{ATOM}category").attrib) == {
        "term": "mena",
        "label": "Middle East",
        "scheme": "tag:x,2026:regions",
    }
    category = rss(one).find("channel/item/category")
    assert (category.text, category.get("domain")) == ("Middle East", "tag:x,2026:regions")


def test_a_headline_alone_is_an_entry_in_both_formats() -> None:
    one = entry(content="", summary="")
    assert atom(one).find(f"{ATOM}entry/{ATOM}content") is None
    assert rss(one).find("channel/item/description") is None


# -- documents of one feed ----------------------------------------------------------------------------


@pytest.mark.parametrize("write", [generator.atom, generator.rss])
def test_a_closed_page_names_its_neighbours_its_live_feed_and_what_it_is(write: Any) -> None:
    chain = Chain(older="https://x.org/1.xml", newer="https://x.org/3.xml", current="https://x.org/all.xml")
    feed = etree.fromstring(write(head(chain=chain), [entry()]))
    top = feed if feed.tag == f"{ATOM}feed" else feed[0]
    links = [(link.get("rel"), link.get("href")) for link in top.findall(f"{ATOM}link")]
    assert links[-3:] == [("prev-archive", chain.older), ("next-archive", chain.newer), ("current", chain.current)]
    assert top.findall("{http://purl.org/syndication/history/1.0}archive")


@pytest.mark.parametrize("write", [generator.atom, generator.rss])
def test_a_live_feed_leads_to_its_newest_closed_page_and_is_none(write: Any) -> None:
    feed = write(head(chain=Chain(older="https://x.org/7.xml")), [entry()])
    assert feed.count(b'rel="prev-archive" href="https://x.org/7.xml"') == 1
    assert b"syndication/history" not in feed
