"""JSON Feed 1.1."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from digest.errors import RenderError
from digest.renderers.base import Entry, Head

VERSION = "https://jsonfeed.org/version/1.1"
_INDENT = "\n  "


class JsonFeed:
    """JSON Feed 1.1 (jsonfeed.org), with what the other two cannot say in each item's `_digest`."""

    name = "json"
    suffix = ".json"
    media_type = "application/feed+json"
    title = "JSON Feed"

    def fragment(self, entry: Entry) -> bytes:
        """The entry as it stands in every feed, without the comma between two; RenderError names the entry."""
        # A line end inside a text is written as an escape, so every one here may be indented.
        lines = json.dumps(item(entry), ensure_ascii=False, indent=1).replace("\n", _INDENT)
        try:
            return f"{_INDENT}{lines}".encode()
        except UnicodeError as error:
            raise RenderError(f"this entry cannot be written ({error})", subject=entry.id) from error

    def join(self, head: Head, fragments: Iterable[bytes]) -> bytes:
        """The feed's file in UTF-8, as `json.dumps` writes it for all items at once."""
        document = {
            "version": VERSION,
            "title": head.title,
            "home_page_url": head.home_url,
            "feed_url": head.self_url,
            **({"next_url": head.chain.older} if head.chain.older is not None else {}),
            "description": head.subtitle,
            "authors": [{"name": head.author}],
            "language": head.language,
            **({} if head.hub is None else {"hubs": [{"type": "WebSub", "url": head.hub}]}),
            "items": [],
        }
        shell = json.dumps(document, ensure_ascii=False, indent=1).encode().removesuffix(b"]\n}")
        items = b",".join(fragments)
        return b"".join((shell, items, b"\n ]\n}\n" if items else b"]\n}\n"))


def item(entry: Entry) -> dict[str, Any]:
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
