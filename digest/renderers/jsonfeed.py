"""JSON Feed 1.1."""

from __future__ import annotations

import json
from typing import Any

from digest.model import Feed, Scheme, Site
from digest.renderers.base import Entry
from digest.renderers.entries import entries, head

VERSION = "https://jsonfeed.org/version/1.1"


class JsonFeed:
    """JSON Feed 1.1 (jsonfeed.org), with what the other two cannot say in each item's `_digest`."""

    name = "json"
    suffix = ".json"
    media_type = "application/feed+json"
    title = "JSON Feed"

    def render(self, feed: Feed, site: Site, scheme: Scheme) -> bytes:
        """The feed's file in UTF-8; the same input gives the same bytes."""
        top = head(feed, site, self)
        document = {
            "version": VERSION,
            "title": top.title,
            "home_page_url": top.home_url,
            "feed_url": top.self_url,
            "description": top.subtitle,
            "authors": [{"name": top.author}],
            "language": top.language,
            "items": [_item(entry) for entry in entries(feed, site, scheme)],
        }
        return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _item(entry: Entry) -> dict[str, Any]:
    """An item without empty members; a headline alone is its own text, since an item must have some."""
    members = {
        "id": entry.id,
        "url": entry.url,
        "external_url": entry.via,
        "title": entry.title,
        "content_html": entry.content,
        "content_text": "" if entry.content else entry.title,
        "summary": entry.summary,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "authors": [{"name": name} for name in entry.authors],
        "tags": list(dict.fromkeys(category.label for category in entry.categories)),
        "language": entry.language,
        "_digest": entry.facts,
    }
    return {name: value for name, value in members.items() if value}
