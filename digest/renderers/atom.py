"""Atom 1.0."""

from __future__ import annotations

from collections.abc import Iterable

from digest.renderers.base import Entry, Head


class Atom:
    """Atom 1.0 (RFC 4287)."""

    name = "atom"
    suffix = ".atom.xml"
    media_type = "application/atom+xml"
    title = "Atom"

    def fragment(self, entry: Entry) -> bytes:
        """The entry as it stands in every feed; the same input gives the same bytes. Raises RenderError."""
        from digest.renderers import generator  # not at the top: feedgen and lxml take 40 ms to import

        return generator.fragment(generator.atom, entry)

    def join(self, head: Head, fragments: Iterable[bytes]) -> bytes:
        """The feed's file in UTF-8, as feedgen writes it for all entries at once. Raises RenderError."""
        from digest.renderers import generator

        return generator.join(generator.atom, head, fragments)
