"""What a reader is: a name, a nose, and one function from a seed to a reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from digest.ingest.layouts import Layout
from digest.ingest.lines import Owners
from digest.ingest.prose import truncated
from digest.model import Draft, Hint, Reading, Seed


class Reader(Protocol):
    """One input format. Stateless; the same seed gives the same reading.

    It may have a `sign`: a byte that stands among the first 65,536 of every file that it fits at all.
    """

    name: str

    def fits(self, seed: Seed, /) -> float:
        """How surely this reader is the right one, 0 to 1, by content first and name second; cheap."""

    def read(self, seed: Seed, layouts: Sequence[Layout], /) -> Reading:
        """Every article of the seed. Raises SeedError with a reason a person understands when it holds none."""


def draft(
    *,
    index: int,
    layout: str,
    title: str,
    paragraphs: Sequence[str],
    captions: Sequence[str] = (),
    hints: Mapping[str, Hint] | None = None,
    flags: frozenset[str] = frozenset(),
) -> Draft:
    """A draft without its lines, with the flags that follow from its text."""
    seen = set(flags)
    if not title:
        seen.add("untitled")
    if truncated(paragraphs):
        seen.add("truncated")
    return Draft(
        index=index,
        lines=(),
        layout=layout,
        title=title,
        paragraphs=tuple(paragraphs),
        captions=tuple(captions),
        hints=hints or {},
        flags=frozenset(seen),
    )


def reading(drafts: Sequence[Draft], owners: Owners, *, reader: str, encoding: str, flags: frozenset[str]) -> Reading:
    """A reading whose drafts carry their lines, or records where lines do not tell, and the flags of the whole file."""
    unit = "record" if owners.items else "line"
    owners = owners.by_items() if owners.items else owners
    spans = owners.all_spans()
    return Reading(
        drafts=tuple(replace(each, lines=spans.get(each.index, ()), flags=each.flags | flags) for each in drafts),
        discards=owners.discards(),
        total=owners.total,
        reader=reader,
        encoding=encoding,
        unit=unit,
    )
