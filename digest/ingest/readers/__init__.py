"""The registry of readers, and the one door to them: `read`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from digest.ingest.header import file_name_date
from digest.ingest.layouts import Layout
from digest.ingest.readers.base import Reader
from digest.ingest.readers.html import Html
from digest.ingest.readers.json import Json
from digest.ingest.readers.jsonl import Jsonl
from digest.ingest.readers.markdown import Markdown
from digest.ingest.readers.plain import Plain
from digest.model import Reading, Seed

__all__ = ["READERS", "Reader", "read"]

READERS: tuple[Reader, ...] = (Plain(), Html(), Markdown(), Json(), Jsonl())


def read(seed: Seed, layouts: Sequence[Layout]) -> Reading:
    """Read a seed with the reader that fits it best.

    The drafts' lines and the discards are disjoint and cover lines 1..total. Raises SeedError with a reason a person
    understands when the seed holds no article.
    """
    reading = max(READERS, key=lambda reader: reader.fits(seed)).read(seed, layouts)
    made = file_name_date(seed.path)
    if made is None:
        return reading
    drafts = tuple(draft if draft.made is not None else replace(draft, made=made) for draft in reading.drafts)
    return replace(reading, drafts=drafts)
