"""A desk that was sent five hundred articles made to break feeds, and publishes them all in clean ones."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any, Final

import pytest
from lxml import etree, html

from tests.acceptance.services import edit
from tests.desks import NearDesk, near_desk
from tests.renderers.test_feeds import check_bytes

MANY: Final = 500
#: what stands in a title, in a text, in a name and in an address by turns; each number of places is prime to the others
POISON: Final = (
    "nul \x00 bell \x07 escape \x1b backspace \x08",
    "c1 \x85 and \x92, cp1252’s own",
    "half a pair \ud800 and the other \udfff",
    "no characters: \ufffe \uffff \U0001fffe",
    "]]> and <![CDATA[ and ]]]]><![CDATA[>",
    "</title></item></channel></rss></entry></feed>",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "&lt;b&gt; &amp;amp; &#0; &nbsp; &undefined; <b>bold</b>",
    "\u202egnol oot si taht \u202d\u2066\u2069 \u200f\u200e",
    "<a href='../there'>there</a> <img src='/p.png'> <base href='//x'>",
    "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]>&b;",
    "-- --> <!-- ' \" ` \\ %s {0} {{ x }} {% raw %}",
    "e\u0301" * 40 + "\u0300" * 300,
    "\ufeff\u2028\u2029\v\f\r\n\t",
    "👩‍👩‍👧‍👦🏳️‍🌈 \U000e0001\U000e007f",
)
ADDRESSES: Final = (
    "https://example.net/{}",
    "javascript:alert({})",
    "//example.net/ä b/{}?q=<x>&r=\"'",
    "../up/{}",
    "http://exämple.net:99999/{}",
    "data:text/html,<script>{}</script>",
    "http://[::1/{}",
)
SYLLABLES: Final = ("ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "wo", "zu")


#: around every other text
MARKUP: Final = (
    "<p onmouseover=x() style='position:fixed'>{}</p><a href='../rel'>up</a><a href=' jav\tascript:x()'>x</a>"
    "<svg onload=x()><math><style>p{{}}</style></math><form action=/x><input autofocus onfocus=x()></form>"
    "<iframe srcdoc='<script>x()</script>'></iframe><img src=//t.example/p.gif width=1>" + "<b>" * 20
)
DATES: Final = (
    "2026-11-20T10:00:00Z",
    "1969-12-31T23:59:59-12:00",
    "0000-00-00",
    "2026-11-20T10:00:00+99:99",
    "3000-01-01",
)


def poisoned(number: int) -> dict[str, Any]:
    """An item of a JSON Feed: well-formed, as what crawlers hand on is, and bad in several places."""
    bad, worse = POISON[number % len(POISON)], POISON[number % 13]
    chance = random.Random(number)
    words = ["".join(chance.choices(SYLLABLES, k=3)) for _ in range(66)]
    title, story = f"The {' '.join(words[:6])} {bad}", " ".join(words[6:])
    body = f"{bad}\n\n{story} in Lima, Peru.\n\n{worse} number {number}."
    marked = MARKUP.format(body.replace("\n\n", "</p><p onclick=x()>"))
    return {
        "id": f"poison {number} {worse}",
        "url": ADDRESSES[number % len(ADDRESSES)].format(number),
        "title": title * (1_000_000 // len(title)) if number % 100 == 99 else title,
        **({"content_html": marked} if number % 2 else {"content_text": body}),
        "authors": [{"name": f"{worse} Doe {number}"}],
        "tags": [bad, worse, "", " ", f"<tag {number % 3}>", "R&D", "&c"],
        "date_published": DATES[number % len(DATES)],
    }


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> NearDesk:
    made = near_desk(tmp_path_factory.mktemp("poison") / "desk")
    edit(made, "# entries = 100\n", f"entries = {MANY}\n")
    for part in range(0, MANY, 50):
        items = [poisoned(number) for number in range(part, part + 50)]
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": f"Poison {POISON[part // 50]}", "items": items}
        made.seed(f"{part}.json", json.dumps(feed))
    made.run("publish", "--no-edition")
    return made


def test_every_article_is_there(desk: NearDesk) -> None:
    assert len(desk.run("articles", "--limit", "1000", "--json").records) == MANY
    assert sum(name.startswith("articles/") and name.endswith(".html") for name in desk.feeds()) == MANY


def contents(name: str, feed: bytes) -> list[str]:
    """The markup of every entry of a feed."""
    if name == "json":
        return [item["content_html"] for item in json.loads(feed)["items"]]
    root: Any = etree.fromstring(feed)
    path = "{*}entry/{*}content" if name == "atom" else "channel/item/{*}encoded"
    return [element.text for element in root.findall(path)]


def entries(name: str, path: str, found: dict[str, bytes]) -> set[str]:
    """The ids of all entries of a feed: in its live file or on a closed page of its archive."""
    files = (each for each in found if each.startswith((f"{path}.", f"archive/{path}/")))
    return {entry for each in files for entry in check_bytes(name, found[each])}


@pytest.mark.parametrize("name", ["rss", "atom", "json"])
def test_every_feed_is_clean(desk: NearDesk, name: str) -> None:
    suffix = ".json" if name == "json" else f".{name}.xml"
    found = {path: content for path, content in desk.feeds().items() if path.endswith(suffix)}
    assert len(entries(name, "all", found)) == MANY
    assert len(entries(name, "regions/latin-america", found)) > MANY / 2
    assert max(map(len, found.values())) < 500_000, "a title of a megabyte is not repeated in feeds"
    for content in found.values():
        check_bytes(name, content)
        text = json.dumps(json.loads(content), ensure_ascii=False) if name == "json" else content.decode()
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", text)
        for markup in contents(name, content):
            for element in html.fragment_fromstring(markup, create_parent=True).iter():
                assert element.tag not in {"script", "iframe", "object", "base", "style"}
                assert not [attribute for attribute in element.attrib if attribute.startswith("on")]
                address = element.get("href") or element.get("src")
                assert address is None or re.match(r"https?://[!-~]+$", address), address


def test_the_lists_and_pages_are_clean_too(desk: NearDesk) -> None:
    pages = {name: content for name, content in desk.feeds().items() if name.endswith(".html")}
    assert len(pages) > MANY
    for name, content in pages.items():
        for element in html.document_fromstring(content).iter("*"):
            assert element.tag not in {"iframe", "object", "base"}, name
            own = (name, element.get("src"), element.text) == ("search.html", "search.js", None)
            assert own or element.tag != "script", name
            assert not [attribute for attribute in element.attrib if str(attribute).startswith("on")], name
    for outline in etree.fromstring(desk.feeds()["feeds.opml"]).iter("outline"):
        assert not re.search("[<>]|&[a-zA-Z#]", outline.get("text", "<")), "readers disagree whether names are markup"


def test_the_lint_finds_nothing_but_titles_that_quote_markup(desk: NearDesk) -> None:
    files = ("all.rss.xml", "all.atom.xml", "all.json", "feeds.opml")
    found = desk.run("lint", "--json", *(f"feeds/{file}" for file in files), code=None).records
    # JSON Feed says that titles and summaries are plain text: what quotes an entity stands there as it is
    assert {(each["rule"], Path(each["file"]).suffix) for each in found} <= {("ContainsHTML", ".json")}


def test_publishing_again_changes_nothing(desk: NearDesk) -> None:
    before = desk.feeds()
    desk.run("publish", "--no-edition")
    assert desk.feeds() == before
