"""What a new article is to the stored ones: the same text, a later state of one of them, or new."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from digest.articles.text import fold
from digest.model import Article, Match, Precision, Verdict

_SHINGLE: Final = 3
_SHARED: Final = 0.3
# "World briefs" stands over other news every day; a headline of four words and more is a story's own.
_OWN_TITLE_WORDS: Final = 4
_UNDATED_FOR_A_REASON: Final = frozenset({"date-ambiguous", "date-in-future", "date-contradicted"})


def match(new: Sequence[Article], known: Sequence[Article], stored: Mapping[str, str]) -> tuple[Match, ...]:
    """One verdict per new article, in order.

    `known` are the current articles that the same path gave before, `stored` maps every fingerprint of the desk to its
    key. Equal text anywhere is SAME, also twice in one seed. Then an equal title, then an equal position with shared
    text among the path's own articles is a REVISION, each of them used at most once. All else is NEW.
    """
    fingerprints = {article.fingerprint: article.key for article in known} | dict(stored)
    verdicts: dict[int, Match] = {}
    first: dict[str, int] = {}
    used: set[str] = set()
    for place, article in enumerate(new):
        owner = fingerprints.get(article.fingerprint)
        if owner is not None:
            verdicts[place] = Match(article=article, verdict=Verdict.SAME, of=owner, why="the same text is stored")
            used.add(owner)
        first.setdefault(article.fingerprint, place)
    for is_later_state, why in _RULES:
        for place in first.values():
            if place in verdicts:
                continue
            old = next((old for old in known if old.key not in used and is_later_state(new[place], old)), None)
            if old is not None:
                verdicts[place] = Match(article=new[place], verdict=Verdict.REVISION, of=old.key, why=why)
                used.add(old.key)
    return tuple(
        verdicts.get(place) or _rest(article, first[article.fingerprint], new, verdicts)
        for place, article in enumerate(new)
    )


def revise(article: Article, of: Article) -> Article:
    """The new state under the old key, first seen when the old one was.

    A date that the new state only lost (it gives none, and nothing speaks against the old one) stays.
    """
    revised = replace(article, key=of.key, received=of.received)
    lost = article.published is None and of.published is not None and _UNDATED_FOR_A_REASON.isdisjoint(article.flags)
    if not lost or of.published is None:
        return revised
    fits = (
        of.published_precision is Precision.MONTH
        or article.not_before is None
        or of.published.date() >= article.not_before
    )
    if not fits:
        return revised
    fields = dict(article.fields)
    if "published" in of.fields:
        fields["published"] = of.fields["published"]
    return replace(
        revised,
        published=of.published,
        published_precision=of.published_precision,
        published_from=of.published_from,
        fields=fields,
    )


def _rest(article: Article, first: int, new: Sequence[Article], verdicts: Mapping[int, Match]) -> Match:
    """NEW for the first article of its text in a seed, SAME for the second."""
    if new[first] is article:
        return Match(article=article, verdict=Verdict.NEW, why="nothing like it is stored")
    key = verdicts[first].of if first in verdicts else new[first].key
    return Match(article=article, verdict=Verdict.SAME, of=key, why="the same text stands earlier in this seed")


def _went_back(new: Article, old: Article) -> bool:
    return new.key == old.key


def _has_its_title(new: Article, old: Article) -> bool:
    title = fold(new.title)
    if not title or title != fold(old.title):
        return False
    return len(title.split()) >= _OWN_TITLE_WORDS or not (new.paragraphs and old.paragraphs) or _share(new, old)


def _has_its_place(new: Article, old: Article) -> bool:
    return new.index == old.index and _share(new, old)


_RULES: Final[tuple[tuple[Callable[[Article, Article], bool], str], ...]] = (
    (_went_back, "its text went back to the first one of this article"),
    (_has_its_title, "an article of this file has the same title"),
    (_has_its_place, "it stands where an article of this file stood, and shares its text"),
)


def _share(new: Article, old: Article) -> bool:
    """Whether at least three tenths of the shorter text's word triples stand in the other."""
    one, other = _shingles(new), _shingles(old)
    smaller = min(len(one), len(other))
    return smaller > 0 and len(one & other) >= _SHARED * smaller


def _shingles(article: Article) -> set[tuple[str, ...]]:
    words = fold(" ".join(article.paragraphs) or article.title).split()
    size = min(_SHINGLE, len(words))
    return {tuple(words[place : place + size]) for place in range(len(words) - size + 1)} if words else set()
