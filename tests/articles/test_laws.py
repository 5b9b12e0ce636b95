from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.articles import match, normalise
from digest.model import Article, Draft, Hint, Span, Verdict
from tests.articles.build import reading, seed

# Surrogates included: readers of JSON can hand them on.
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
SCRAPS = (
    *("By Jane Doe", "(Reuters)", "LONDON, Dec 16 (AP) - ", "Tuesday", "16 December 2025", "03/04/2025", ". ", "\x00"),
    *("\u202e", "\ufffe", "U.S. ", "“Yes!” ", "The pier is open. ", "(AP)", "Photo: ", " via Getty Images", "—", ": "),
    *("\ud800", "\ud83d\ude00", "港。", "  ", "\u0301", "\x85", "https://", "en"),
)
NEWS = st.lists(st.sampled_from(SCRAPS), max_size=8).map("".join)
TEXT = ANY_TEXT | NEWS
HINTS = st.dictionaries(
    st.sampled_from(
        [
            "byline",
            "dateline",
            "agency",
            "date",
            "updated",
            "url",
            "site",
            "language",
            "summary",
            "section",
            "tags",
            "id",
        ]
    ),
    st.builds(Hint, value=TEXT, source=TEXT, confidence=st.floats(0, 1)),
    max_size=4,
)


def drafts(index: int) -> st.SearchStrategy[Draft]:
    return st.builds(
        Draft,
        index=st.just(index),
        lines=st.just((Span(first=1, last=1),)),
        layout=st.just("plain"),
        title=TEXT,
        paragraphs=st.lists(TEXT, max_size=5).map(tuple),
        captions=st.lists(TEXT, max_size=2).map(tuple),
        hints=HINTS,
        made=st.none() | st.builds(Hint, value=TEXT, source=TEXT),
    )


DRAFTS = st.integers(0, 3).flatmap(lambda count: st.tuples(*map(drafts, range(count))))
RELAXED = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for one in fields(value):
            yield from strings(getattr(value, one.name))
    elif isinstance(value, dict):
        yield from strings(tuple(value.items()))
    elif isinstance(value, tuple | frozenset):
        for one in value:
            yield from strings(one)


def is_harmful(character: str) -> bool:
    code = ord(character)
    return (
        unicodedata.category(character) in {"Cc", "Cs"}
        or code & 0xFFFE == 0xFFFE
        or 0xFDD0 <= code <= 0xFDEF
        or 0x202A <= code <= 0x202E
        or 0x2066 <= code <= 0x2069
        or code in {0xFEFF, 0xAD}
    )


@RELAXED
@given(DRAFTS)
def test_any_text_becomes_articles_without_a_harmful_character(given_drafts: tuple[Draft, ...]) -> None:
    found = normalise(reading(*given_drafts), seed())
    assert len(found) == len(given_drafts)
    for text in strings(found):
        assert not any(map(is_harmful, text)), ascii(text)
        text.encode()
    assert all(one.title for one in found)


@RELAXED
@given(DRAFTS)
def test_every_sentence_stands_where_its_span_says(given_drafts: tuple[Draft, ...]) -> None:
    for one in normalise(reading(*given_drafts), seed()):
        for sentence in one.sentences:
            assert one.paragraphs[sentence.paragraph][sentence.start : sentence.end] == sentence.text
            assert sentence.text.strip() == sentence.text != ""
        assert sorted(sentence.rank for sentence in one.sentences) == list(range(1, len(one.sentences) + 1))
        spans = [(sentence.paragraph, sentence.start, sentence.end) for sentence in one.sentences]
        assert all(left[0] < right[0] or left[2] <= right[1] for left, right in pairwise(spans))


@RELAXED
@given(DRAFTS)
def test_equal_text_mints_an_equal_key_whatever_surrounds_it(given_drafts: tuple[Draft, ...]) -> None:
    once = normalise(reading(*given_drafts), seed())
    again = normalise(reading(*given_drafts), seed("elsewhere/other.txt"))
    assert [one.key for one in once] == [one.key for one in again]
    assert all(one.key == other.key for one in once for other in once if one.fingerprint == other.fingerprint)


@RELAXED
@given(DRAFTS)
def test_a_stored_reading_matches_itself_as_the_same(given_drafts: tuple[Draft, ...]) -> None:
    known = normalise(reading(*given_drafts), seed())
    for one in match(known, known, {old.fingerprint: old.key for old in known}):
        assert (one.verdict, one.of) == (Verdict.SAME, one.article.key)


@RELAXED
@given(DRAFTS, DRAFTS)
def test_every_stored_article_is_revised_at_most_once(old: tuple[Draft, ...], new: tuple[Draft, ...]) -> None:
    known: tuple[Article, ...] = normalise(reading(*old), seed())
    known = tuple({one.key: one for one in known}.values())
    found = match(normalise(reading(*new), seed()), known, {one.fingerprint: one.key for one in known})
    revised = [one.of for one in found if one.verdict is Verdict.REVISION]
    assert len(revised) == len(set(revised))
    assert set(revised) <= {one.key for one in known}
    assert all((one.of is None) == (one.verdict is Verdict.NEW) for one in found)


@RELAXED
@given(DRAFTS)
def test_no_date_is_later_than_the_receipt_or_earlier_than_its_bound(given_drafts: tuple[Draft, ...]) -> None:
    source = seed()
    for one in normalise(reading(*given_drafts), source):
        assert (one.published is None) == (one.published_precision is None)
        assert one.published is None or one.published_from
        assert ("published" in one.fields) == (one.published is not None)
        if one.published is not None:
            assert (one.published - source.received).total_seconds() <= 86_400
