"""Atom 1.0."""

from __future__ import annotations

from digest.model import Feed, Scheme, Site
from digest.renderers.entries import entries, head


class Atom:
    """Atom 1.0 (RFC 4287)."""

    name = "atom"
    suffix = ".atom.xml"
    media_type = "application/atom+xml"
    title = "Atom"

    def render(self, feed: Feed, site: Site, scheme: Scheme) -> bytes:
        """The feed's file in UTF-8; the same input gives the same bytes. Raises RenderError."""
        from digest.renderers import generator  # not at the top: feedgen and lxml take 40 ms to import

        return generator.atom(head(feed, site, self), entries(feed, site, scheme))
