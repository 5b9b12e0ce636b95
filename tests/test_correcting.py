"""What readers had and was corrected comes again with a note on it, and a short entry beside it says so."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree

from tests.acceptance.services import edit
from tests.desks import Desk, near_desk, story
from tests.renderers.test_feeds import check_bytes

SAID = "(Corrects the number of schools in the second paragraph.)"
HEADLINE = "Well number 1 is open in Nairobi, Kenya"
#: a feed that carries less than whole texts
SAVED = '\n[[feed]]\nname = "kenya"\ntitle = "Kenya"\ncountries = "KE"\nuse = "summary"\n'


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk with two articles, one of which was corrected after it went out."""
    desk = near_desk(tmp_path_factory.mktemp("corrected") / "desk")
    config = desk.folder / "digest.toml"
    config.write_text(config.read_text() + SAVED)
    desk.seed("a.txt", story(1))
    desk.seed("b.txt", story(2, "Lima, Peru"))
    desk.run("publish", "--no-edition")
    assert "corrections.json" not in desk.feeds()
    assert b"corrections." not in desk.feeds()["feeds.html"]
    correct(desk, below=SAID)
    return desk


def correct(desk: Desk, *, above: str = "", below: str = "") -> None:
    """Publish the first story once more, marked as corrected, with what its source says above or below its text."""
    title, rest = story(1).replace("both schools", "all three schools").split("\n\n", 1)
    parts = (f"CORRECTED: {title}", above, rest.strip(), below)
    desk.seed("correction.txt", "\n\n".join(part for part in parts if part))
    desk.run("publish", "--no-edition")


def entries(desk: Desk, path: str) -> list[Any]:
    return list(feedparser.parse(desk.feeds()[path]).entries)


@pytest.mark.parametrize("path", ["all", "regions/africa", "countries/ke"])
def test_a_short_entry_stands_before_the_corrected_article(corrected: Desk, path: str) -> None:
    told, article = entries(corrected, f"{path}.atom.xml")[:2]
    assert told.title == f"Correction: {HEADLINE}"
    assert article.title == f"CORRECTED: {HEADLINE}"
    assert told.published == told.updated > article.updated > article.published
    [related] = [link.href for link in told.links if link.rel == "related"]
    assert (related, told.dcterms_replaces) == (article.link, article.id)
    assert told.link == f"{related}#corrected"
    assert told.id != article.id


def test_the_note_is_dated_and_says_what_the_source_says(corrected: Desk) -> None:
    told, article = entries(corrected, "all.rss.xml")[:2]
    assert told.dcterms_replaces == article.id
    day = f"{article.updated_parsed.tm_mday} "
    for content in (told.content[0].value, article.content[0].value):
        assert content.startswith((f"<p>Corrected on {day}", f"<p><em>Corrected on {day}"))
        assert f": {SAID[1:-1]}<" in content.partition("\n")[0]
    page = corrected.feeds()["articles/" + article.link.partition("articles/")[2]].decode()
    assert f">{SAID[1:-1]}<" not in page
    assert f": {SAID[1:-1]}<" in page.partition('id="corrected"')[2].partition("</p>")[0]


def test_a_note_does_not_say_what_the_text_below_it_begins_with(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    desk.seed("a.txt", story(1))
    desk.run("publish", "--no-edition")
    correct(desk, above=SAID)
    told, article = entries(desk, "all.atom.xml")
    assert SAID[1:-1] in told.content[0].value
    assert article.content[0].value.count(SAID[1:-1]) == 1
    assert re.match(r"<p><em>Corrected on [^:]+\.</em></p>", article.content[0].value)


def test_a_feed_of_summaries_says_when_and_no_more(corrected: Desk) -> None:
    told, article = entries(corrected, "saved/kenya.atom.xml")[:2]
    assert "Corrected on" in told.content[0].value
    assert SAID[1:-1] not in told.content[0].value + article.content[0].value
    assert "Corrected on" not in article.content[0].value


def test_corrections_have_a_feed_from_their_first_one_on(corrected: Desk) -> None:
    files = corrected.feeds()
    for name, suffix in (("rss", ".rss.xml"), ("atom", ".atom.xml"), ("json", ".json")):
        assert len(check_bytes(name, files[f"corrections{suffix}"])) == 1
        assert len(check_bytes(name, files[f"all{suffix}"])) == 3
    [item] = json.loads(files["corrections.json"])["items"]
    assert item["_digest"] == {
        "replaces": entries(corrected, "all.atom.xml")[1].id,
        "related": item["url"].removesuffix("#corrected"),
    }
    outlines: Any = etree.fromstring(files["feeds.opml"]).findall("body/outline")
    assert "corrections.rss.xml" in {each.get("xmlUrl", "").rpartition("/")[2] for each in outlines}
    assert b"corrections.atom.xml" in files["feeds.html"]
    told = {each["feed"]: each for each in corrected.run("feeds", "--json").records}
    assert (told["corrections"]["entries"], told["all"]["entries"]) == (1, 3)


def test_its_entry_goes_with_the_article_from_one_feed_to_another(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    config = desk.folder / "digest.toml"
    settings = config.read_text()
    config.write_text(settings + SAVED)
    desk.seed("a.txt", story(1))
    desk.run("publish", "--no-edition")
    correct(desk)
    told, article = entries(desk, "saved/kenya.atom.xml")
    config.write_text(settings + SAVED.replace("KE", "PE"))
    desk.run("publish", "--no-edition")
    assert entries(desk, "saved/kenya.atom.xml") == []
    config.write_text(settings + SAVED)
    desk.run("publish", "--no-edition")
    assert [each.id for each in entries(desk, "saved/kenya.atom.xml")] == [told.id, article.id]
    key = article.id.rpartition(":")[2]
    desk.run("regions", "review", "--move", key, "europe")
    desk.run("publish", "--no-edition")
    assert entries(desk, "regions/africa.atom.xml") == []
    assert [each.id for each in entries(desk, "regions/europe.atom.xml")] == [told.id, article.id]


def test_nothing_is_written_again_when_nothing_came(corrected: Desk) -> None:
    before = corrected.mtimes()
    corrected.run("publish", "--no-edition")
    assert corrected.mtimes() == before
    assert corrected.run("lint").code == 0


def test_a_withdrawn_article_leaves_a_dated_notice_in_its_feeds_and_nothing_of_itself(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    desk.seed("a.txt", story(1))
    desk.seed("b.txt", story(2, "Lima, Peru"))
    desk.run("publish")
    [_, before] = entries(desk, "all.atom.xml")
    assert b" \xc2\xb7 1 more</a>" in desk.feeds()["index.html"]
    desk.seed("kill.txt", story(1, title=f"KILL: {HEADLINE}"))
    desk.run("publish", "--no-edition")
    for path in ("all", "regions/africa", "countries/ke"):
        first = entries(desk, f"{path}.atom.xml")[0]
        assert (first.id, first.link, first.published) == (before.id, before.link, before.published)
        assert first.title == "This article was withdrawn"
        assert first.updated > before.updated
        assert first.content[0].value.startswith("<p>Withdrawn on ")
    [told] = entries(desk, "corrections.atom.xml")
    assert told.title.startswith("Withdrawn: an article of ")
    assert told.dcterms_replaces == before.id
    published = {
        name: content for name, content in desk.feeds().items() if not name.startswith(("editions/", "digests/"))
    }
    assert b'index.html" dir="auto">Daily briefing, ' in published["index.html"]
    assert not [name for name, content in published.items() if b"Well number 1" in content or b"11 litres" in content]
    for name, suffix in (("rss", ".rss.xml"), ("atom", ".atom.xml"), ("json", ".json")):
        assert len(check_bytes(name, published[f"all{suffix}"])) == 2
        assert len(check_bytes(name, published[f"corrections{suffix}"])) == 1
    assert {each["feed"]: each["entries"] for each in desk.run("feeds", "--json").records}["all"] == 2
    desk.run("lint")
    stood = desk.mtimes()
    desk.run("publish", "--no-edition")
    assert desk.mtimes() == stood


def test_another_text_without_a_mark_comes_again_with_no_word_on_it(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    edit(desk, "# entries = 100\n", "entries = 2\n")
    for number in (1, 2, 3):
        desk.seed(f"{number}.txt", story(number))
    desk.run("publish", "--no-edition")
    desk.seed("1.txt", story(1).replace("both schools", "all three schools"))
    desk.run("publish", "--no-edition")
    first = entries(desk, "all.rss.xml")[0]
    assert first.title == HEADLINE
    assert "Corrected" not in first.content[0].value
    assert "corrections.json" not in desk.feeds()


@pytest.mark.parametrize(
    "notice",
    [
        "In a story published November 27 about a well, the agency erroneously reported the number of schools.",
        (
            "In an item about a well in Nairobi, Kenya, AFP wrongly said that it gives one litre. Engineers "
            "told it on Saturday that the pump gives far more, and that the schools and the market know."
        ),
    ],
)
def test_a_correction_that_only_tells_of_its_story_stands_beside_it(tmp_path: Path, notice: str) -> None:
    desk = near_desk(tmp_path / "desk")
    desk.seed("a.txt", story(1))
    desk.run("publish", "--no-edition")
    [before] = entries(desk, "all.atom.xml")
    desk.seed("fix.txt", f"Correction: {HEADLINE}\n\n{notice}\n")
    desk.run("publish", "--no-edition")
    found = entries(desk, "all.atom.xml")
    assert [each.title for each in found] == [f"Correction: {HEADLINE}", HEADLINE]
    assert found[1].content == before.content


def test_a_desk_whose_only_article_is_withdrawn_is_not_called_empty(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    desk.seed("a.txt", story(1))
    desk.run("publish", "--no-edition")
    desk.seed("kill.txt", story(1, title=f"KILL: {HEADLINE}"))
    assert "nothing is public: 1 article is withdrawn\n" in desk.run("publish", "--no-edition").out


def test_a_later_story_under_a_headline_like_a_withdrawn_one_s_is_a_story_of_its_own(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    texts = [
        (
            "1",
            "Oil prices rise in Monday trading in London",
            23,
            "Brent crude rose by two dollars as storms shut wells.",
        ),
        ("1", "WITHDRAWN: Oil prices rise in Monday trading in London", 23, "This article has been withdrawn."),
        (
            "2",
            "Oil prices rise in Tuesday trading in London",
            24,
            "Traders bought after ministers spoke of lower output.",
        ),
    ]
    for number, (name, title, day, text) in enumerate(texts):
        item = {"id": f"tag:wire.example,2026:{name}", "title": title, "content_text": f"{text} {text.upper()} " * 3}
        item |= {"date_published": f"2026-11-{day}T1{number}:00:00Z", "url": f"https://wire.example/{name}"}
        desk.seed(f"{number}.json", json.dumps(item))
        desk.run("publish", "--no-edition")
    assert [each.title for each in entries(desk, "all.atom.xml")] == [texts[2][1], "This article was withdrawn"]
