"""What a new article is to the stored ones: the same text, a later state of one of them, or new."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from digest.articles.shingles import words_of
from digest.articles.text import fold
from digest.model import Article, Match, Precision, Verdict

# One place in two seeds is weak evidence, for reports of a kind share their phrases ("a depth of 80 kilometres, the
# survey said"); one title is strong: a corrected text meets its bound even where every number
# changed, while two reports of one series share but few pairs of words.
_PLACE_WORDS: Final = 3
_PLACE_SHARED: Final = 0.6
_TITLE_WORDS: Final = 2
_TITLE_SHARED: Final = 0.2
_UNDATED_FOR_A_REASON: Final = frozenset({"date-ambiguous", "date-placeholder", "date-in-future", "date-contradicted"})


def match(new: Sequence[Article], known: Sequence[Article], stored: Mapping[str, str]) -> tuple[Match, ...]:
    """One verdict per new article, in order.

    `known` are the current articles that the same path gave before, `stored` maps every fingerprint of the desk to its
    key. Equal text anywhere is SAME, also twice in one seed; but where it stands in the file that gave the current
    state, and that state has another text or other facts, it is a REVISION. Then an equal body, an equal title or an
    equal position, the last two with shared text, among the path's own articles is a REVISION. Each of them is revised
    at most once. All else is NEW.
    """
    fingerprints = {article.fingerprint: article.key for article in known} | dict(stored)
    verdicts = _of_stored_text(new, {article.key: article for article in known}, fingerprints)
    used = {match.of for match in verdicts.values()}
    first: dict[str, int] = {}
    for place, article in enumerate(new):
        first.setdefault(article.fingerprint, place)
    # A file of a thousand records is compared with its thousand of before: each is folded once.
    unknown = [place for place in first.values() if place not in verdicts]
    before = [_State.of(old) for old in known if old.key not in used] if unknown else []
    states = {place: _State.of(new[place]) for place in unknown} if before else {}
    for is_later_state, why in _RULES:
        for place, state in states.items():
            if place in verdicts:
                continue
            old = next((old for old in before if old.key not in used and is_later_state(state, old)), None)
            if old is not None:
                verdicts[place] = Match(article=new[place], verdict=Verdict.REVISION, of=old.key, why=why)
                used.add(old.key)
    return tuple(
        verdicts.get(place) or _rest(article, first[article.fingerprint], new, verdicts)
        for place, article in enumerate(new)
    )


def _of_stored_text(
    new: Sequence[Article], known: Mapping[str, Article], fingerprints: Mapping[str, str]
) -> dict[int, Match]:
    """The verdicts on the articles whose text is stored, by their place: where one stands as it is, none revises it."""
    owners = {
        place: fingerprints[article.fingerprint]
        for place, article in enumerate(new)
        if article.fingerprint in fingerprints
    }
    changes = {place: _change(new[place], known.get(owner)) for place, owner in owners.items()}
    used = {owner for place, owner in owners.items() if changes[place] is None}
    verdicts: dict[int, Match] = {}
    for place, owner in owners.items():
        change = changes[place]
        if change is None or owner in used:
            verdict, why = Verdict.SAME, "the same text is stored"
        else:
            verdict, why = Verdict.REVISION, change
        verdicts[place] = Match(article=new[place], verdict=verdict, of=owner, why=why)
        used.add(owner)
    return verdicts


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


def _change(new: Article, old: Article | None) -> str | None:
    """How a text that is stored changes its article's current state; None when it does not.

    Only the file that gave the current state changes it: a copy elsewhere that was left behind does not.
    """
    if old is None or new.source_path != old.source_path:
        return None
    if new.fingerprint != old.fingerprint:
        return "its text went back to an earlier one of this article"
    if _facts(revise(new, old)) != _facts(old) or _is_redated(new, old):
        return "the same text, with other facts about it"
    return None


def _facts(article: Article) -> tuple[object, ...]:
    return article.byline, article.agency, article.captions, article.language, article.url, article.tags


def _is_redated(new: Article, old: Article) -> bool:
    """Whether the source gives another date.

    A date that was resolved against the day of making ("weekday+crawl-header") moves with that day: it is no news.
    """
    evidence = new.fields.get("published")
    if new.published is None or (evidence is not None and "+" in evidence.source):
        return False
    return (new.published, new.published_precision) != (old.published, old.published_precision)


@dataclass(frozen=True, slots=True)
class _State:
    """A state of an article as it is compared with others: its title and its text folded."""

    article: Article
    title: str
    text: str

    @classmethod
    def of(cls, article: Article) -> Self:
        return cls(article, fold(article.title), fold(" ".join(article.paragraphs)))

    @property
    def key(self) -> str:
        return self.article.key


def _has_its_text(new: _State, old: _State) -> bool:
    return bool(new.text) and new.text == old.text


def _has_its_title(new: _State, old: _State) -> bool:
    if not new.title or new.title != old.title:
        return False
    one, other = _bodies(new.article, old.article)
    # A headline that came first and its text later are one story.
    return not (one and other) or _shared(_numberless(one), _numberless(other), _TITLE_WORDS) >= _TITLE_SHARED


def _bodies(new: Article, old: Article) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The paragraphs of both; where neither has any, their captions."""
    if new.paragraphs or old.paragraphs:
        return new.paragraphs, old.paragraphs
    return tuple(caption.text for caption in new.captions), tuple(caption.text for caption in old.captions)


def _has_its_place(new: _State, old: _State) -> bool:
    if new.article.index != old.article.index:
        return False
    one, other = _bodies(new.article, old.article)
    one, other = one or (new.article.title,), other or (old.article.title,)
    return _shared(_words(one), _words(other), _PLACE_WORDS) >= _PLACE_SHARED


_RULES: Final[tuple[tuple[Callable[[_State, _State], bool], str], ...]] = (
    (_has_its_text, "an article of this file has the same text under another title"),
    (_has_its_title, "an article of this file has the same title, and shares its text"),
    (_has_its_place, "it stands where an article of this file stood, and shares its text"),
)


def _shared(one: Sequence[str], other: Sequence[str], size: int) -> float:
    """The share (0 to 1) of the shorter text's runs of `size` words that stand in the other text too."""
    size = min(size, len(one), len(other))
    if size == 0:
        return 0.0
    runs, others = (
        {tuple(words[place : place + size]) for place in range(len(words) - size + 1)} for words in (one, other)
    )
    return len(runs & others) / min(len(runs), len(others))


def _words(paragraphs: Sequence[str]) -> list[str]:
    return words_of(fold(" ".join(paragraphs)))


def _numberless(paragraphs: Sequence[str]) -> list[str]:
    return ["0" if any(map(str.isdecimal, word)) else word for word in _words(paragraphs)]
