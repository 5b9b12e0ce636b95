"""RSS 2.0."""

from __future__ import annotations

from collections.abc import Iterable

from digest.renderers.base import Entry, Head


class Rss:
    """RSS 2.0 (rssboard.org), with full text in content:encoded."""

    name = "rss"
    suffix = ".rss.xml"
    media_type = "application/rss+xml"
    title = "RSS"

    def fragment(self, entry: Entry) -> bytes:
        """The entry as it stands in every feed; the same input gives the same bytes. Raises RenderError."""
        from digest.renderers import generator  # not at the top: feedgen and lxml take 40 ms to import

        return generator.fragment(generator.rss, entry)

    def join(self, head: Head, fragments: Iterable[bytes]) -> bytes:
        """The feed's file in UTF-8, as feedgen writes it for all entries at once. Raises RenderError."""
        from digest.renderers import generator

        return generator.join(generator.rss, head, fragments)
