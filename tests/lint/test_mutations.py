"""One small change to a clean feed, and what is said of it."""

from __future__ import annotations

import pytest

from digest.lint import Level, rules
from tests.lint.shells import said

_BODY = '<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/">{}</content:encoded>'
_MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"'
_GUID = "<guid isPermaLink='{}'>{}</guid>"
_ENCLOSURE = "<enclosure url='http://example.org/a.jpg' length='1' type='image/jpeg'/>"
_LINK = "xmlns='http://www.w3.org/2005/Atom'"
_HISTORY = "xmlns='http://purl.org/syndication/history/1.0'"


def escaped(markup: str) -> str:
    return markup.replace("&", "&amp;").replace("<", "&lt;")


#: where, what, and the rules that are broken
BROKEN = [
    ("item", _BODY.format(escaped('<a href="/story">a</a>')), {"ContainsRelRef"}),
    ("item", _BODY.format(escaped("<script>a()</script>")), {"SecurityRisk"}),
    ("item", _BODY.format(escaped('<iframe src="http://example.org/"></iframe>')), {"SecurityRisk"}),
    ("item", _BODY.format(escaped('<p onclick="a()">a</p>')), {"SecurityRiskAttr"}),
    ("item", _BODY.format(escaped('<p style="position:absolute">a</p>')), {"DangerousStyleAttr"}),
    ("item", _BODY.format(escaped('<a href="java\tscript:a()">a</a>')), {"SecurityRiskAttr"}),
    ("entry", "<category term='a'>a</category>", {"UnexpectedText"}),
    ("entry", f"<rights type='html'>{escaped('<script>a()</script>')}</rights>", {"SecurityRisk"}),
    ("item", "<author>AP</author>", {"InvalidContact"}),
    ("channel", "<managingEditor>desk@example.org</managingEditor>", {"MissingRealName"}),
    ("channel", "<pubDate>Mon, 17 May 2027 08:30:00 GMT</pubDate>", {"ImplausibleDate"}),
    ("entry", "<published>2027-05-17T08:30:00Z</published>", {"ImplausibleDate"}),
    ("item-bare", "<title>a</title>" + _GUID.format("false", "17"), {"NotSufficientlyUnique"}),
    ("item-bare", "<title>a</title>" + _GUID.format("true", "tag:example.org,2026:1"), {"InvalidPermalink"}),
    ("entry-bare", "<id>17</id>", {"InvalidFullLink"}),
    ("entry-bare", "<id>HTTP://Example.org:80/x</id>", {"NonCanonicalURI"}),
    ("twins", "<id>tag:example.org,2026:1</id>", {"DuplicateEntries"}),
    ("item", "<comments>http://example.org/a b</comments>", {"InvalidUriChar"}),
    ("entry", "<link rel='related' href='http://example.org/a b'/>", {"InvalidUriChar"}),
    ("item", "<comments>http://example.org/é</comments>", {"UriNotIri"}),
    ("item", "<dc:date xmlns:dc='http://purl.org/dc/elements/1.1/'>2026-05-17</dc:date>", {"DuplicateItemSemantics"}),
    ("feed", "<x xmlns='http://example.org/own'/>", {"UnknownNamespace"}),
    ("entry", "<deleted-entry xmlns='http://purl.org/atompub/tombstones/1.0'/>", {"UnknownNamespace"}),
    ("item", _ENCLOSURE * 2, {"DuplicateEnclosure"}),
    ("item", _ENCLOSURE.replace("'1'", "'None'"), {"InvalidIntegerAttribute"}),
    ("item", f"<media:group {_MEDIA}><media:content url='http://example.org/a.jpg'/></media:group>",
     {"MediaGroupWithoutAlternatives"}),
    ("item", "<g:featurename xmlns:g='http://www.georss.org/georss'>a</g:featurename>", {"UndefinedElement"}),
    ("feed", f"<archive {_HISTORY}/><link rel='prev-archive' href='http://example.org/1'/>",
     {"MissingCurrentInArchive"}),
    ("feed", f"<complete {_HISTORY}/><link rel='prev-archive' href='http://example.org/1'/>",
     {"FeedRelInCompleteFeed"}),
    ("channel", f"<archive {_HISTORY}/><link {_LINK} rel='prev-archive' href='http://example.org/1'/>",
     {"MissingCurrentInArchive"}),
    ("channel", f"<archive {_HISTORY}/><link {_LINK} rel='current' href='http://example.org/1'/>",
     {"ArchiveIncomplete"}),
    ("outline", "<outline text='Kenya' title='Kenya'/>", {"MissingOutlineType"}),
    ("entry", "<link rel='alternate' type='text/html' href='http://example.org/2'/>", {"DuplicateAtomLink"}),
    ("entry-bare", "<content type='CDATA'>a</content>", {"InvalidMIMEType"}),
    ("entry", "<source><title>AP</title></source>", {"MissingSourceElement"}),
    ("twins", "<updated>2026-05-01T10:00:00Z</updated>", {"DuplicateUpdated"}),
    ("item", "<category>&#x85;</category>", {"BadCharacters"}),
    ("item", "<category>More than \u00c2\u00a34 million</category>", {"BadCharacters"}),
    ("served", "<link rel='self' href='http://example.org/FEED.xml'/>", {"SelfDoesntMatchLocation"}),
    ("served", "<link rel='hub' href='http://example.org/hub'/><link rel='self' href='HTTP://example.org/feed.xml'/>",
     {"HubSelfSpelling"}),
    ("served-channel", f"<link {_LINK} rel='self' href='http://example.org:80/feed.xml'/><link {_LINK} rel='hub'/>",
     {"HubSelfSpelling"}),
    ("served-json", '"feed_url": "http://EXAMPLE.org/feed.xml", "hubs": []', {"HubSelfSpelling"}),
]  # fmt: skip

#: what a good feed may hold
CLEAN = [
    ("item", _BODY.format(escaped('<figure class="a" data-a="1"><img src="http://example.org/a.jpg" alt="">'
                                  '<figcaption><time>a</time></figcaption></figure>'))),
    ("item", "<dcterms:modified xmlns:dcterms='http://purl.org/dc/terms/'>2026-05-17T08:30:00Z</dcterms:modified>"),
    ("item", "<a:updated xmlns:a='http://www.w3.org/2005/Atom'>2026-05-17T08:30:00Z</a:updated>"),
    ("item", "<category>\u00abIRM\u00c3\u00bb e \u00e9</category>"),
    ("entry", "<link rel='related' href='http://example.org/2'/>"),
    ("feed", "<link rel='hub' href='http://example.org/hub'/>"),
    ("outline", "<outline text='Kenya'><outline type='rss' text='a' title='a' xmlUrl='http://example.org/a'/></outline>"),
    ("json", '"_digest": {"edition": 5}'),
]  # fmt: skip


@pytest.mark.parametrize(("shell", "change", "broken"), BROKEN)
def test_a_slip_is_found(shell: str, change: str, broken: set[str]) -> None:
    assert broken <= {finding.rule for finding in said(shell, change)}


@pytest.mark.parametrize(("shell", "change"), CLEAN)
def test_what_is_good_is_let_be(shell: str, change: str) -> None:
    found = said(shell, change)
    assert [finding.rule for finding in found if finding.level is not Level.INFO] == []


@pytest.mark.parametrize("shell", ["item", "channel", "entry", "feed", "json"])
def test_the_documents_of_the_examples_are_clean_themselves(shell: str) -> None:
    assert said(shell, '"icon": "http://example.org/a.png"' if shell == "json" else "") == ()


def test_the_rules_have_all_three_levels() -> None:
    assert {rule.level for rule in rules().values()} == set(Level)
