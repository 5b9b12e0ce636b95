"""RSS 2.0."""

from __future__ import annotations

from digest.model import Feed, Scheme, Site
from digest.renderers.entries import entries, head


class Rss:
    """RSS 2.0 (rssboard.org), with full text in content:encoded."""

    name = "rss"
    suffix = ".rss.xml"
    media_type = "application/rss+xml"
    title = "RSS"

    def render(self, feed: Feed, site: Site, scheme: Scheme) -> bytes:
        """The feed's file in UTF-8; the same input gives the same bytes. Raises RenderError."""
        from digest.renderers import generator  # not at the top: feedgen and lxml take 40 ms to import

        return generator.rss(head(feed, site, self), entries(feed, site, scheme))
