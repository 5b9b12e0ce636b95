"""The list of a desk's feeds as OPML 2.0, for one import into a feed reader."""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.model import FeedKind, FeedName, Site
from digest.renderers import address
from digest.renderers.content import language_tag, named
from digest.renderers.rss import Rss

_AMPERSAND = re.compile(r" ?&(?=[a-zA-Z#])")
_FOLDERS = {
    "Regions": {FeedKind.REGION, FeedKind.SECTION},
    "Countries": {FeedKind.COUNTRY},
    "Languages": {FeedKind.LANGUAGE},
    "Sources": {FeedKind.SOURCE},
    "Topics": {FeedKind.TAG},
    "Saved": {FeedKind.SAVED},
    "Digests": {FeedKind.DIGEST},
}


#: in no folder
_BARE = frozenset({FeedKind.ALL, FeedKind.CORRECTIONS})


def opml(feeds: Sequence[FeedName], site: Site) -> bytes:
    """The feed of everything and every other feed that has entries, in the order given, most of them in folders.

    It bears no date, so that only feeds change it.

    Folders carry `text` alone: with `title` the W3C validator asks for a type, with neither some readers fail.
    """
    from lxml import etree  # not at the top: only the feeds' writer pays for lxml

    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = f"Feeds of {_name(site.name)}"
    body = etree.SubElement(root, "body")
    # an empty body is invalid: who subscribes to a desk before its first article gets `all`
    shown = [feed for feed in feeds if not feed.empty or feed.kind is FeedKind.ALL]
    for feed in shown:
        if feed.kind in _BARE:
            etree.SubElement(body, "outline", _outline(feed, site))
    for text, kinds in _FOLDERS.items():
        members = [feed for feed in shown if feed.kind in kinds]
        folder = etree.SubElement(body, "outline", text=text) if members else body
        for feed in members:
            etree.SubElement(folder, "outline", _outline(feed, site))
    return etree.tostring(root, pretty_print=True, encoding="UTF-8", xml_declaration=True)


def _name(name: str) -> str:
    """A name for what the W3C validator takes for HTML, where "&" begins an entity, and most readers show bare."""
    return _AMPERSAND.sub(" & ", named(name)).strip()


def _outline(feed: FeedName, site: Site) -> dict[str, str]:
    title = _name(feed.title)
    return {
        "type": "rss",
        "text": title,
        "title": title,
        "xmlUrl": address.feed_url(site, feed.path, Rss.suffix),
        "htmlUrl": address.home_url(site, feed),
        "language": language_tag(feed.language or site.language) or "en",
    }
