"""The registry of feed formats, and the stamp that tells when they render otherwise than before."""

from __future__ import annotations

from functools import cache
from hashlib import sha256

from digest import __version__
from digest.renderers.atom import Atom
from digest.renderers.base import FeedFormat
from digest.renderers.jsonfeed import JsonFeed
from digest.renderers.rss import Rss

FEED_FORMATS: tuple[FeedFormat, ...] = (Rss(), Atom(), JsonFeed())


@cache
def stamp() -> str:
    """Hex that changes when Digest's version, feedgen's, or any module of this room does: files are then rewritten."""
    from importlib.metadata import version  # not at the top: these two take longer than all else here
    from importlib.resources import files

    digest = sha256(f"{__version__} {version('feedgen')}".encode())
    sources = [source for source in files("digest.renderers").iterdir() if source.name.endswith(".py")]
    for source in sorted(sources, key=lambda source: source.name):
        digest.update(f"\n{source.name}\n".encode() + source.read_bytes())
    return digest.hexdigest()[:16]
