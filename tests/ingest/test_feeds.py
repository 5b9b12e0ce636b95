"""Feed files: RSS, Atom, WordPress exports and JSON Feed, well-formed or not."""

from __future__ import annotations

from datetime import datetime

import pytest

from digest.articles.dates import Moment, read_date
from digest.errors import NoArticleError, SeedError
from digest.ingest import load_layouts, read
from digest.ingest.readers.feeds import Feeds
from digest.model import FeedKind, FeedName, Use
from digest.renderers.base import FeedFormat
from digest.renderers.formats import FEED_FORMATS
from tests.ingest.texts import BRIDGE, HARBOUR, ORCHARD, markup, only, page, reading, seed
from tests.renderers import builders
from tests.renderers.builders import Feed

TITLE = "Rijeka Opens a Second Pier"
WXR = 'xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'


def item(title: str, *more: str) -> str:
    return f"<item>\n<title>{title}</title>\n{''.join(more)}</item>\n"


def described(text: str) -> str:
    return f"<description><![CDATA[{text}]]></description>\n"


def rss(*items: str, attributes: str = "", head: str = "<title>Harbour Herald</title>") -> str:
    opening = f'<?xml version="1.0"?>\n<rss version="2.0" {attributes}>\n<channel>\n{head}\n'
    return f"{opening}{''.join(items)}</channel>\n</rss>\n"


def atom(*entries: str, head: str = "") -> str:
    opening = '<feed xmlns="http://www.w3.org/2005/Atom">\n<title>Harbour Herald</title>'
    return f"{opening}\n{head}\n{''.join(entries)}</feed>\n"


PIER = item(TITLE, described(markup(HARBOUR)))
BRIDGES = item("A Bridge", described(markup(BRIDGE)))
CROP = item("A Crop", described(markup(ORCHARD)))


@pytest.mark.parametrize("form", FEED_FORMATS, ids=lambda form: form.name)
def test_what_a_desk_publishes_it_reads_back_the_same(form: FeedFormat) -> None:
    releases = tuple(builders.release(n) for n in reversed(range(12)))
    feed = Feed(name=FeedName(kind=FeedKind.ALL, path="all", title="All articles"), releases=releases)
    found = reading(builders.feed_file(form, feed, builders.site(use=Use.FULL), builders.scheme()), f"all{form.suffix}")
    assert len(found.drafts) == len(releases)
    for draft, release in zip(found.drafts, releases, strict=True):
        article = release.article
        assert (draft.title, draft.paragraphs) == (article.title, article.paragraphs)
        assert draft.hints["id"].value == f"tag:news.example.org,2026:{article.key}"
        assert draft.hints["url"].value.endswith(f"/{article.key}.html")
        assert moment(draft.hints["date"].value) == release.released.replace(microsecond=0)
        assert "truncated" not in draft.flags


def moment(value: str) -> datetime:
    found = read_date(value)
    assert isinstance(found, Moment)
    return found.at.replace(microsecond=0)


@pytest.mark.parametrize(
    "text",
    [
        rss(PIER),
        f"\n\nWarning: cannot modify header information\n{rss(PIER)}",
        f"<br />\n<b>Notice</b>: undefined index in line 7<br />\n{rss(PIER)}",
        rss(PIER).removeprefix('<?xml version="1.0"?>\n'),
        rss(PIER).replace("<?xml", "<!-- a feed -->\n<?xml"),
        rss(PIER).replace("<rss", '<!DOCTYPE rss [<!ENTITY nbsp "&#160;">]>\n<rss'),
        rss(PIER).replace("<title>", "<title>&nbsp;").replace("</title>", "&nbsp;</title>"),
        rss(PIER, head="<title>Bread & Butter</title><link>https://a.example/?x=1&y=2</link>"),
        rss(PIER, head="<title>never closed<image><url>"),
        rss(PIER).replace("</item>", "<dc:creator>Ana Horvat</dc:creator><geo:lat>1</geo:lat></item>"),
        rss(PIER).replace("</item>", "\x00\x0b</item>"),
        rss(PIER).replace("<title>", "<title>&#xD800;&#0;&#99999999;"),
        rss(PIER).replace('version="1.0"', 'version="1.0" encoding="utf-16"'),
    ],
)
def test_a_malformed_feed_gives_its_whole_entries(text: str) -> None:
    draft = only(text, "inbox/feed.xml")
    assert (draft.title.strip(), draft.paragraphs, draft.layout) == (TITLE, HARBOUR, "rss")


@pytest.mark.parametrize("name", ["latin-1", "utf-16", "koi8-r"])
def test_a_feed_is_read_in_the_encoding_it_declares(name: str) -> None:
    title = "Пирс открыт" if name == "koi8-r" else "Café au bord de l'eau"
    text = rss(item(title, described(HARBOUR[0]))).replace('"1.0"', f'"1.0" encoding="{name}"', 1)
    assert only(text.encode(name), "feed.xml").title == title


def test_a_feed_cut_off_in_the_middle_gives_its_whole_entries_and_lists_the_rest() -> None:
    text = rss(PIER, BRIDGES, CROP)
    found = reading(text[: text.index("Cold stores")], "feed.xml")
    assert [draft.paragraphs for draft in found.drafts] == [HARBOUR, BRIDGE]
    assert found.discards[-1].reason == "entry 3 of 3: the file ends in the middle of it"
    assert found.short == "the file says that it holds 3, and 2 were found"


def test_an_entry_that_is_no_article_by_itself_is_no_shortfall() -> None:
    assert reading(rss(PIER, "<item/>", BRIDGES)).short is None
    head = '<items><rdf:Seq><rdf:li resource="1"/><rdf:li resource="2"/></rdf:Seq></items>'
    assert reading(rss(PIER, "<item/>", head=head)).short is None
    text = rss(PIER, "<item/>", BRIDGES)
    assert reading(text[: text.index(BRIDGE[1])]).short == "the file says that it holds 2, and 1 were found"


def test_an_entry_whose_end_is_missing_takes_no_other_along() -> None:
    found = reading(rss(PIER, BRIDGES.replace("</item>", ""), CROP), "feed.xml")
    assert [draft.paragraphs for draft in found.drafts] == [HARBOUR, BRIDGE, ORCHARD]


def test_a_section_whose_end_is_missing_loses_no_text_and_takes_no_other_entry_along() -> None:
    found = reading(rss(PIER, BRIDGES.replace("]]>", ""), CROP), "feed.xml")
    assert [draft.paragraphs for draft in found.drafts] == [HARBOUR, BRIDGE, ORCHARD]


def test_a_text_about_feeds_inside_an_entry_opens_no_other_one() -> None:
    found = reading(rss(item("On Feeds", described("An &lt;item> ends with </item>, as " + HARBOUR[0]))), "feed.xml")
    assert len(found.drafts) == 1


def test_entries_that_share_a_line_are_counted_as_records() -> None:
    found = reading(rss(PIER, "<item/>", BRIDGES).replace("\n", " "), "feed.xml")
    assert (found.unit, found.total, [draft.lines[0].first for draft in found.drafts]) == ("record", 3, [1, 3])
    assert found.discards[0].reason == "entry 2 of 3: it has neither a title nor a text"


def test_entities_of_a_document_type_are_not_opened() -> None:
    text = rss(item("A &pier;", described(HARBOUR[0])))
    assert only(text.replace("<rss", '<!DOCTYPE rss [<!ENTITY pier SYSTEM "/etc/passwd">]><rss')).title == "A &pier;"


@pytest.mark.parametrize("text", [rss(), atom(), "<rdf:RDF xmlns:rdf='x'><channel/></rdf:RDF>"])
def test_a_feed_without_entries_holds_no_article(text: str) -> None:
    with pytest.raises(NoArticleError, match="no entries"):
        read(seed(text, "feed.xml"), load_layouts())


def test_a_list_of_feeds_is_refused_by_name() -> None:
    with pytest.raises(SeedError, match=r"a list of feeds \(OPML\)"):
        read(seed('<?xml version="1.0"?>\n<opml version="2.0"><body/></opml>', "list.opml"), load_layouts())


def test_a_feed_in_a_feeds_text_makes_a_page_no_feed() -> None:
    told = page(f"<article><h1>How a feed begins</h1><p>&lt;rss></p>{markup(HARBOUR)}</article><rss></rss>")
    assert Feeds().fits(seed(told, "a.html")) == 0
    assert Feeds().fits(seed(f"{HARBOUR[0]}\n" * 4 + "A feed begins with <rss>.\n", "a.txt")) == 0
    assert Feeds().fits(seed(rss(PIER, head="<title>&lt;html></title><!-- <html> -->"), "a.html")) > 0.95


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("ana@herald.example (Ana Horvat)", "Ana Horvat"),
        ("Ana Horvat &lt;ana@herald.example&gt;", "Ana Horvat"),
        ("Ana Horvat", "Ana Horvat"),
        ("ana@herald.example", None),
        ("mailto:ana@herald.example", None),
        ("https://herald.example/ana", None),
    ],
)
@pytest.mark.parametrize("element", ["author", "dc:creator"])
def test_a_mail_address_is_no_authors_name(element: str, author: str, name: str | None) -> None:
    hints = only(rss(item(TITLE, f"<{element}>{author}</{element}>", described(HARBOUR[0])))).hints
    assert (hints["byline"].value if "byline" in hints else None) == name


def test_a_feeds_own_name_is_no_author_of_its_entries() -> None:
    entry = f"<entry>\n<title>{TITLE}</title><summary>{HARBOUR[0]}</summary></entry>\n"
    assert "byline" not in only(atom(entry, head="<author><name>The Harbour Herald</name></author>")).hints
    byline = only(atom(entry, head="<author><name>Ana Horvat</name></author>")).hints["byline"]
    assert (byline.value, byline.confidence) == ("Ana Horvat", 0.5)


def test_a_moment_of_change_is_no_date_of_publication() -> None:
    hints = only(atom(f"<entry><title>{TITLE}</title><updated>2026-03-02T10:00:00Z</updated></entry>")).hints
    assert "date" not in hints
    assert hints["updated"].value == "2026-03-02T10:00:00Z"


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        (" ".join(HARBOUR), {"truncated"}),
        (markup((*HARBOUR, *BRIDGE)), set()),
        (markup(("港のふたつめの桟橋が月曜日の朝に開いた。最初の乗客は雨の中を歩いて町へ向かった。",) * 4), set()),
        ("https://herald.example/pier", {"truncated"}),
        (f"{markup(HARBOUR)}<p>{BRIDGE[0]} […]</p>", {"truncated"}),
    ],
)
def test_a_description_that_is_only_a_teaser_is_flagged(text: str, flags: set[str]) -> None:
    assert only(rss(item(TITLE, described(text)))).flags == flags


@pytest.mark.parametrize("name", ["summary", "abstract"])
def test_an_element_of_another_dialect_is_the_text_where_no_own_one_is(name: str) -> None:
    text = " ".join(HARBOUR)
    assert only(rss(item("Pier", f"<{name}>{text}</{name}>")), "feed.xml").paragraphs == (text,)


def test_a_body_of_nothing_but_a_picture_gives_way_to_the_description() -> None:
    content = "<content:encoded><![CDATA[<figure><figcaption>The pier.</figcaption></figure>]]></content:encoded>"
    draft = only(rss(item(TITLE, described(markup(HARBOUR)), content)))
    assert (draft.paragraphs, draft.captions) == (HARBOUR, ("The pier.",))


def test_paragraphs_that_only_blank_lines_part_stay_apart() -> None:
    text = f'<a href="https://x.example">{HARBOUR[0]}</a>\n\n{HARBOUR[1]}\n\n{HARBOUR[2]}'
    assert only(rss(item(TITLE, described(text)))).paragraphs == HARBOUR


def test_a_prefix_that_nobody_declared_costs_no_text() -> None:
    inner = f"<div xmlns='http://www.w3.org/1999/xhtml'><p>{HARBOUR[0]}</p><x:p>{HARBOUR[1]}</x:p><x:1>!</x:1></div>"
    draft = only(atom(f"<entry><title>{TITLE}</title><content type='xhtml'>{inner}</content></entry>"))
    assert draft.paragraphs[:2] == HARBOUR[:2]


def test_an_atom_title_is_text_unless_it_says_that_it_is_html() -> None:
    entry = "<entry><title{}>A &lt;b>pier&lt;/b> &amp;amp; more</title><summary>x</summary></entry>"
    assert only(atom(entry.format(""))).title == "A <b>pier</b> &amp; more"
    assert only(atom(entry.format(' type="html"'))).title == "A pier & more"


@pytest.mark.parametrize(
    ("links", "url"),
    [
        ('<link rel="self" href="https://a.example/f"/><link href="https://a.example/1"/>', "https://a.example/1"),
        ('<link rel="alternate" href="1.html"/>', "https://herald.example/1.html"),
        ('<link rel="enclosure" href="https://a.example/1.mp3"/>', None),
        ('<link href="http://["/>', None),
        ('<link href="1"/><feedburner:origLink>https://a.example/own</feedburner:origLink>', "https://a.example/own"),
    ],
)
def test_the_link_is_that_of_the_entrys_own_page(links: str, url: str | None) -> None:
    entry = f"<entry><title>{TITLE}</title>{links}</entry>"
    hints = only(atom(entry, head='<link href="https://herald.example/"/>')).hints
    assert (hints["url"].value if "url" in hints else None) == url


def test_a_channel_that_lists_more_entries_than_it_holds_is_short() -> None:
    head = '<items><rdf:Seq><rdf:li resource="1"/><rdf:li resource="2"/></rdf:Seq></items>'
    assert reading(rss(PIER, head=head)).short == "the file says that it holds 2, and 1 were found"


@pytest.mark.parametrize(
    ("kind", "state", "secret", "reason"),
    [
        ("post", "draft", "", "a draft"),
        ("post", "private", "", "a private post"),
        ("post", "publish", "sesame", "a post behind a password"),
        ("attachment", "inherit", "", "an attachment"),
        ("nav_menu_item", "publish", "", "no post but of the kind 'nav_menu_item'"),
    ],
)
def test_what_a_wordpress_export_holds_besides_published_posts_is_listed(
    kind: str, state: str, secret: str, reason: str
) -> None:
    said = f"<wp:post_type>{kind}</wp:post_type><wp:status>{state}</wp:status>"
    said += f"<wp:post_password>{secret}</wp:post_password>"
    other = item("Not for Readers", described(markup(BRIDGE)), said)
    found = reading(rss(PIER, other, attributes=WXR))
    assert [draft.title for draft in found.drafts] == [TITLE]
    assert f"entry 2 of 2: {reason}" in [discard.reason for discard in found.discards]
    with pytest.raises(NoArticleError, match=reason):
        read(seed(rss(other, attributes=WXR)), load_layouts())


@pytest.mark.parametrize(
    ("stored", "paragraphs", "captions"),
    [
        ("A pier [sic] opened.\n\nA band played.", ("A pier [sic] opened.", "A band played."), ()),
        ("A pier\nopened.", ("A pier", "opened."), ()),
        ("<!-- wp:paragraph -->\n<p>A pier\nopened.</p>\n<!-- /wp:paragraph -->", ("A pier opened.",), ()),
        ("[button url='x']A pier[/button] opened. [contact_form]", ("A pier opened.",), ()),
        ("A pier opened. [embed]https://x.example/film[/embed]", ("A pier opened.",), ()),
        ("[caption id='1']<img src='a'> The pier.[/caption]\nIt opened.", ("It opened.",), ("The pier.",)),
        ("A pier opened. [video]https://x.example/film", ("A pier opened. https://x.example/film",), ()),
        ("Write [[gallery]] to show pictures.", ("Write [[gallery]] to show pictures.",), ()),
    ],
)
def test_a_post_is_read_as_wordpress_shows_it(
    stored: str, paragraphs: tuple[str, ...], captions: tuple[str, ...]
) -> None:
    said = "<wp:post_type>post</wp:post_type><wp:status>publish</wp:status>"
    content = f"<content:encoded><![CDATA[{stored}]]></content:encoded>"
    draft = only(rss(item(TITLE, content, said), attributes=WXR))
    assert (draft.paragraphs, draft.captions) == (paragraphs, captions)


def test_a_queue_of_the_danish_agency_gives_its_stories() -> None:
    story = (
        "<RBNews><NewsID>7</NewsID><headline>A Pier &amp;amp; a Ferry</headline><town>Aarhus</town>"
        f"<version>2</version><content>&lt;p&gt;{HARBOUR[0]} &amp;amp;quot;Good&amp;amp;quot;&lt;/p&gt;</content>"
        "<Annuleret>true</Annuleret><origin>/ritzau/</origin></RBNews>"
    )
    draft = only(f"<XMLNewsQueuedResponse><ListOfRBNews>{story}</ListOfRBNews></XMLNewsQueuedResponse>")
    assert (draft.title, draft.paragraphs) == ("A Pier & a Ferry", (f'{HARBOUR[0]} "Good"',))
    assert {name: hint.value for name, hint in draft.hints.items()} == {
        "agency": "ritzau",
        "dateline": "Aarhus",
        "id": "7",
        "version": "2",
        "status": "canceled",
    }


def test_an_entry_nested_too_deeply_is_listed_and_the_others_are_read() -> None:
    deep = item("Deep", f"<description>{'<a>' * 400}x{'</a>' * 400}</description>")
    found = reading(rss(PIER, deep))
    assert [draft.title for draft in found.drafts] == [TITLE]
    assert "entry 2 of 2: its elements are nested too deeply" in [discard.reason for discard in found.discards]
