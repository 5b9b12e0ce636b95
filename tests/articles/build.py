"""Drafts, seeds and articles as the tests need them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from digest.articles import normalise
from digest.model import Article, Draft, Hint, Reading, Seed, Span

RECEIVED = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def hint(value: str, source: str = "front-matter", confidence: float = 1.0) -> Hint:
    return Hint(value=value, source=source, confidence=confidence)


def seed(path: str = "wire/harbour.txt", appeared: datetime | None = None, received: datetime = RECEIVED) -> Seed:
    return Seed(sha256="ab" * 32, path=path, data=b"", received=received, appeared=appeared)


def draft(
    *paragraphs: str,
    title: str = "Harbour board reopens the old pier",
    captions: tuple[str, ...] = (),
    hints: Mapping[str, Hint | str] | None = None,
    made: Hint | None = None,
    index: int = 0,
) -> Draft:
    given = {name: value if isinstance(value, Hint) else hint(value) for name, value in (hints or {}).items()}
    return Draft(
        index=index,
        lines=(Span(first=1 + 10 * index, last=10 + 10 * index),),
        layout="plain",
        title=title,
        paragraphs=paragraphs,
        captions=captions,
        hints=given,
        made=made,
    )


def reading(*drafts: Draft) -> Reading:
    return Reading(drafts=drafts, discards=(), total=10 * max(1, len(drafts)), reader="plain")


def articles(*drafts: Draft, source: Seed | None = None) -> tuple[Article, ...]:
    return normalise(reading(*drafts), source or seed())


def article(one: Draft, source: Seed | None = None) -> Article:
    [only] = articles(one, source=source)
    return only
