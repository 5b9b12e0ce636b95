"""What an excellent feed is, item by item, on one desk in RSS, Atom and JSON Feed: identity, time and content."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from datetime import UTC, datetime, timedelta

from lxml import etree, html

from digest import app, config
from tests.acceptance.checklist import (
    COUNT,
    SITE,
    SUFFIXES,
    WELL,
    Published,
    entries,
    head,
    item,
    moment,
    text,
    wire,
)
from tests.desks import NearDesk

#: what no XML, no HTML or no reader takes; U+FFFD would say that something was lost
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U0001fffe\ufffd]")


# -- identity and time ----------------------------------------------------------------------------


def test_an_entry_id_is_minted_once_and_never_follows_title_address_or_file_name(
    published: Published, copy: NearDesk
) -> None:
    title, address = "Water comes at last to Nairobi, Kenya", "https://elsewhere.example.net/new/place"
    newer = {"content_text": f"{WELL['content_text']}\n\n{text(99, 'Nairobi, Kenya')}"}
    (copy.folder / "seeds" / "mixed.json").unlink()
    copy.seed("a/folder/renamed.json", wire(WELL | {"title": title, "url": address} | newer))
    copy.run("publish", "--no-edition")
    for name in SUFFIXES:
        before = published.titled(name, "Oil & gas well")
        [after] = entries(copy, name, "countries/ke").values()
        assert (after.title, after.via) == (title, address)
        assert (after.id, after.url) == (before.id, before.url)
        assert re.fullmatch(r"tag:[a-z0-9.-]+,\d{4}:\w+", after.id), "RFC 4151"


def test_an_entry_has_the_same_id_in_every_feed_that_carries_it(published: Published, name: str) -> None:
    first = published.titled(name, "Oil & gas well")
    paths = ("all", "regions/africa", "countries/ke", "sections/central-great-lakes", "tags/r-d", "saved/wells")
    for path in paths:
        assert [entry for entry in published.every(name, path) if entry.title == first.title] == [first], path
    everywhere = {each: {entry.id for entry in published.every(each)} for each in SUFFIXES}
    assert everywhere[name] == everywhere["rss"], "whatever the format"


def test_published_is_fixed_and_updated_moves_only_on_a_significant_change(
    published: Published, copy: NearDesk
) -> None:
    copy.seed("again.json", wire(WELL))
    copy.seed("blank.json", wire(WELL | {"content_text": f" {WELL['content_text']}\n\n "}))
    ran = copy.run("publish", "--no-edition")
    assert "0 new articles, 0 revised" in ran.out
    assert copy.feeds() == published.files, "the same text again, and white space, are no change"
    copy.seed("more.json", wire(WELL | {"content_text": f"{WELL['content_text']}\n\nFour people were hurt."}))
    copy.run("publish", "--no-edition")
    for name in SUFFIXES:
        before, after = {entry.id: entry for entry in published.every(name)}, entries(copy, name)
        first = published.titled(name, "Oil & gas well").id
        assert after[first].published == before[first].published
        assert after[first].updated not in {None, before[first].updated}
        assert {key: entry for key, entry in after.items() if key != first}.items() <= before.items()


def test_moments_are_utc_unique_and_never_in_the_future(published: Published, name: str) -> None:
    told_of = [entry.published for entry in published.every(name)]
    found = [moment(each) for each in told_of]
    assert all(each.utcoffset() == timedelta(0) for each in found)
    assert published.began.replace(microsecond=0) <= min(found)
    assert max(found) <= datetime.now(UTC)
    if name != "rss":  # which has whole seconds only
        assert len(set(found)) == COUNT
        assert [entry.updated for entry in published.every(name)] == told_of


def test_an_article_is_dated_by_its_publication_and_its_sources_date_stands_beside(
    published: Published, name: str
) -> None:
    old, undated = published.titled(name, "An old well"), published.titled(name, "without a date")
    assert moment(old.published) >= published.began.replace(microsecond=0)
    assert old.issued == "1990-02-03T04:05:06Z"
    assert "3 February 1990" in old.content
    assert undated.issued is None
    assert "Undated" in undated.content
    assert published.titled(name, "of the future").issued is None, "nobody has news of 2090"


# -- content --------------------------------------------------------------------------------------


def test_the_summary_is_plain_and_stands_beside_the_full_text(published: Published, name: str) -> None:
    entry = published.titled(name, "Oil & gas well")
    assert entry.summary == "Engineers opened well number 1 in Nairobi, Kenya."
    assert entry.content.count("<p>") > 5
    assert "<" not in "".join(each.summary or "" for each in published.every(name) if "Damage" not in each.title)
    if name == "rss":
        # readers of one text take the first (W3C NeedDescriptionBeforeContent)
        assert entry.whole.index(b"<description>") < entry.whole.index(b"<content:encoded>")


def test_content_is_html_of_an_allow_list_with_whole_addresses_and_clean_characters(
    published: Published, name: str
) -> None:
    for entry in published.every(name):
        words = json.dumps(json.loads(entry.whole), ensure_ascii=False) if name == "json" else entry.whole.decode()
        assert not FORBIDDEN.search(words)
        assert unicodedata.is_normalized("NFC", entry.title + entry.content)
        for element in html.fragment_fromstring(entry.content, create_parent=True).iter():
            assert element.tag in {"div", "p", "small", "a", "figure", "figcaption", "cite"}
            assert set(element.attrib) <= {"href", "lang", "dir"}
            assert re.match(r"https?://[!-~]+$", element.get("href", SITE))
        assert entry.via is None or re.match(r"https?://[!-~]+$", entry.via)
    assert published.titled(name, "Damage").via is None, "it would run a script"
    assert "]]&gt; &lt;![CDATA[ in a café." in published.titled(name, "Damage").content
    assert "/%C3%A4/1?q=%C3%A9&amp;r=%25" in published.titled(name, "Oil & gas well").content


def test_an_entry_holds_nothing_that_changes_by_itself(published: Published, copy: NearDesk) -> None:
    later = datetime.now(UTC) + timedelta(days=400)
    shutil.rmtree(copy.folder / "feeds")
    publisher = app.assemble(config.load(copy.folder), clock=lambda: later)
    publisher.store.drop_fragments()
    publisher.write_files()
    publisher.close()
    assert copy.feeds() == published.files, "not with the days"
    copy.seed("new.json", wire(item(50, "The next well opens", "Mombasa, Kenya", tags=["R&D", "oil & gas"])))
    copy.run("publish", "--no-edition")
    for name in SUFFIXES:
        [new, *kept] = entries(copy, name).values()
        assert "The next well" in new.title
        assert kept == published.every(name)[: len(kept)], "nor with what comes beside it"


def test_the_agency_is_the_author_and_the_original_article_is_via(published: Published, name: str) -> None:
    entry = published.titled(name, "Oil & gas well")
    assert entry.authors == ("Reuters",)
    assert entry.via == "https://wire.example.net/%C3%A4/1?q=%C3%A9&r=%25"
    assert entry.url.startswith(f"{SITE}articles/")
    assert published.titled(name, "Markup comes").authors[0] == "Ada Doe"
    if name == "rss":
        assert etree.fromstring(entry.whole).findall("author") == [], "<author> is an address of electronic mail"


def test_region_country_and_topic_are_categories_with_a_scheme_and_a_label(published: Published, name: str) -> None:
    entry = published.titled(name, "Oil & gas well")
    labels = ("Sub-Saharan Africa", "Central Africa & Great Lakes", "Kenya", "R&D", "oil & gas", "‹tag›")
    assert entry.tags == labels
    if name != "json":
        where = "domain" if name == "rss" else "scheme"
        found = [each.get(where) for each in etree.fromstring(entry.whole).findall("{*}category")]
        prefix = entry.id.rpartition(":")[0]
        assert found == [f"{prefix}:regions", f"{prefix}:sections", f"{prefix}:countries", None, None, None]


def test_a_caption_stands_with_its_credit(published: Published, name: str) -> None:
    figure = "<figure><figcaption>A pump stands in Accra. <cite>Ada Doe/Reuters</cite></figcaption></figure>"
    assert figure in published.titled(name, "Markup comes").content


def test_the_language_is_told_and_another_one_has_its_feed_and_runs_its_own_way(
    published: Published, name: str
) -> None:
    arabic = published.titled(name, "جسر")
    assert arabic.language == "ar"
    assert '<div lang="ar" dir="rtl">' in arabic.content
    assert published.titled(name, "Oil & gas well").language is None, "it is the feed's"
    assert published.live(name, "languages/ar") == [arabic]
    own = {path: head(name, published.files[f"{path}{SUFFIXES[name]}"]) for path in ("all", "languages/ar")}
    if name != "atom":
        assert [each["language"] for each in own.values()] == ["en", "ar"]
    else:
        files = [published.files[f"{path}.atom.xml"] for path in own]
        assert [re.search(rb'<feed[^>]* xml:lang="(\w+)"', each)[1] for each in files] == [b"en", b"ar"]  # type: ignore[index]
