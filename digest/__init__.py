"""Digest: seeds come in, articles are kept, feeds and one briefing by region go out."""

__version__ = "0.1.0"
