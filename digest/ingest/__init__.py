"""Stage one: a seed becomes drafts."""

from digest.ingest.inbox import Found, Growing, Inbox, Look, Refused, digest_of, seed_of
from digest.ingest.layouts import Layout, load_layouts
from digest.ingest.originals import Originals
from digest.ingest.readers import MAX_ARTICLE, READERS, Reader, Unfolded, read, unfold
from digest.ingest.workers import Workers

__all__ = [
    "MAX_ARTICLE",
    "READERS",
    "Found",
    "Growing",
    "Inbox",
    "Layout",
    "Look",
    "Originals",
    "Reader",
    "Refused",
    "Unfolded",
    "Workers",
    "digest_of",
    "load_layouts",
    "read",
    "seed_of",
    "unfold",
]
