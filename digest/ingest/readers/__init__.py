"""The registry of readers, and the one door to them: `read`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from digest.errors import SeedError
from digest.ingest.header import file_name_date
from digest.ingest.layouts import Layout
from digest.ingest.readers.base import Reader
from digest.ingest.readers.html import Html
from digest.ingest.readers.json import Json
from digest.ingest.readers.jsonl import Jsonl
from digest.ingest.readers.markdown import Markdown
from digest.ingest.readers.plain import Plain
from digest.model import Reading, Seed

__all__ = ["MAX_ARTICLE", "READERS", "Reader", "read"]

READERS: tuple[Reader, ...] = (Plain(), Html(), Markdown(), Json(), Jsonl())


#: characters of the longest article: what is longer is a book, or a file that no layout could part
MAX_ARTICLE = 1_000_000


def read(seed: Seed, layouts: Sequence[Layout], max_article: int = MAX_ARTICLE) -> Reading:
    """Read a seed with the reader that fits it best.

    The drafts' lines and the discards are disjoint and cover lines 1..total. Raises SeedError with a reason a person
    understands when the seed holds no article, or one of more than `max_article` characters.
    """
    reading = max(READERS, key=lambda reader: reader.fits(seed)).read(seed, layouts)
    for draft in reading.drafts:
        length = sum(map(len, draft.paragraphs))
        if length > max_article:
            raise SeedError(_too_long(draft.title, length, max_article), path=seed.path)
    made = file_name_date(seed.path)
    if made is None:
        return reading
    drafts = tuple(draft if draft.made is not None else replace(draft, made=made) for draft in reading.drafts)
    return replace(reading, drafts=drafts)


def _too_long(title: str, length: int, limit: int) -> str:
    return (
        f"one article of {length:,} characters ({title[:60]!r}), over the limit of {limit:,}: part the file, or raise "
        "`ingest.max_article` in digest.toml and run `digest quarantine retry` on it"
    )
