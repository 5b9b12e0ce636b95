"""One story through time: whether two articles are versions of one, what the one is to the other, and which leads.

Figures behind the bounds: Reuters-21578, 20,735 items. A correction may share a fifth of its text with what it corrects
or all of it, so the mark decides; a report under a standing headline with other figures on another day is a new one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from digest.articles.markers import strength
from digest.articles.shingles import containment, figures_of, resemblance, runs_of
from digest.articles.text import fold
from digest.articles.traces import (
    BODY_WORDS,
    TITLE_WORDS,
    Traces,
    address_of,
    body_of,
    guid_of,
    headline_of,
    text_marks,
    traces,
)
from digest.model import Article, Kin, Precision, Relation, Signal

__all__ = ["Traces", "rank", "relate", "traces", "visible"]

_DAY: Final = 86_400
_HOUR: Final = 3_600
#: hours
_MARKED_WINDOW: Final = 72
_WINDOW: Final = 48
_OTHER_TITLE_WINDOW: Final = 24
_ANOTHER_DAY: Final = 18
#: shares
_TITLES_ALIKE: Final = 0.8
_WHOLE: Final = 0.9
_UPDATED: Final = 0.6
_MARKED: Final = 0.15
_AT_ADDRESS: Final = 0.5
_AT_ADDRESS_TITLED: Final = 0.3
_FIGURES_KEPT: Final = 0.5
_LONGER: Final = 1.1
#: versions count up from 1; what is larger is a moment or a random number
_HIGHEST_COUNT: Final = 1_000_000


def relate(new: Article, old: Article) -> Relation | None:
    """What `new` is to `old` in one story, and why; None where they are two stories.

    Whether there is a relation does not depend on which of the two is new. What is told in hours is the distance of
    the articles' own moments (a day given without a clock counts whole), of their receipt where they give none.
    """
    pair = _Pair(new=new, old=old)
    for rule in (_same_text, _same_guid, _same_address, _same_body, _same_title, _marked, _rewritten, _retitled):
        found = rule(pair)
        if found is not None:
            return found
    return None


def rank(article: Article) -> tuple[float, bool, int, int, int, int, int, str]:
    """The order of texts of one story, total and free of ids and receipt times; the highest is what readers see.

    Later by its own word comes first: a marked version that gives no clock is later than the unmarked ones of its day,
    and one that gives no date than all of them, as a withdrawal must not lose against what it withdraws. Then the
    source's count, the number in the mark, the mark, the length, and last the text itself.
    """
    return (
        _moment(article),
        article.signal is Signal.WITHDRAWAL,
        _count(article),
        article.turn,
        strength(article.signal),
        article.version,
        article.words,
        article.fingerprint,
    )


def visible(story: Iterable[Article]) -> Article:
    """The article of a story that readers see: of each source's id the highest version, of those the highest rank.

    The order they are given in does not matter. Raises ValueError for an empty story.
    """
    by_guid: dict[object, list[Article]] = defaultdict(list)
    for article in story:
        guid = guid_of(article)
        by_guid[guid if guid is not None else ("", article.fingerprint)].append(article)
    return max((max(versions, key=lambda each: (_count(each), rank(each))) for versions in by_guid.values()), key=rank)


def _count(article: Article) -> int:
    return article.version if article.version < _HIGHEST_COUNT else 0


def _moment(article: Article) -> float:
    """Seconds since 1970 for the rank; minus or plus infinity where an article gives no date."""
    marked = article.signal is not None
    start, end = _own_span(article) or (float("-inf"), float("inf"))
    return end if marked else start


def _own_span(article: Article) -> tuple[float, float] | None:
    """The first and the last second that an article's own moment can be."""
    if article.revised is not None:
        return article.revised.timestamp(), article.revised.timestamp()
    if article.published is None or article.published_precision is Precision.MONTH:
        return None
    start = article.published.timestamp()
    return start, start + _DAY - 1 if article.published_precision is Precision.DAY else start


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """Two articles that are compared, with what is measured of them."""

    new: Article
    old: Article

    @property
    def apart(self) -> float:
        """Hours between their moments; 0 where they may be one."""
        (start, end), (other_start, other_end) = (
            _own_span(each) or (each.received.timestamp(),) * 2 for each in (self.new, self.old)
        )
        return max(0.0, start - other_end, other_start - end) / _HOUR

    @property
    def same_title(self) -> bool:
        one, other = headline_of(self.new), headline_of(self.old)
        return bool(one.words) and one.text == other.text

    @property
    def titles(self) -> float:
        """How alike the headlines are without their marks; short ones are alike when they are equal."""
        if self.same_title:
            return 1.0
        one, other = headline_of(self.new), headline_of(self.old)
        if min(len(one.words), len(other.words)) < TITLE_WORDS:
            return 0.0
        return 2 * len(one.words & other.words) / (len(one.words) + len(other.words))

    @property
    def shared(self) -> float:
        """The share of the shorter text's runs of words that the other has too."""
        return containment(runs_of(body_of(self.new)), runs_of(body_of(self.old)))

    @property
    def shorter(self) -> int:
        """Words of the shorter text, about."""
        return min(len(runs_of(body_of(self.new))), len(runs_of(body_of(self.old))))

    @property
    def figures(self) -> float:
        """The share of the figures of the text with fewer of them that the other has too; 1 where there is none."""
        one, other = figures_of(body_of(self.new)), figures_of(body_of(self.old))
        fewer = min(len(one), len(other))
        return len(one & other) / fewer if fewer else 1.0

    def told(self, *facts: str) -> str:
        return ", ".join((*facts, f"{self.apart:.0f} h apart"))


def _kin(pair: _Pair, otherwise: Kin) -> Kin:
    """What the mark of the new article says, else what the texts say; a copy with the same mark is a copy."""
    new, old = pair.new, pair.old
    if new.signal is None or (otherwise is Kin.DUPLICATE and (new.signal, new.turn) == (old.signal, old.turn)):
        return otherwise
    return _SAID[new.signal]


def _same_text(pair: _Pair) -> Relation | None:
    if pair.new.fingerprint != pair.old.fingerprint:
        return None
    return Relation(kin=_kin(pair, Kin.DUPLICATE), why="the same headline and the same text")


def _same_guid(pair: _Pair) -> Relation | None:
    one, other = guid_of(pair.new), guid_of(pair.old)
    if one is None or other is None or one.name != other.name:
        return None
    agree = pair.titles >= _TITLES_ALIKE or pair.shared >= _AT_ADDRESS_TITLED
    if not (one.unique or agree):
        return None
    versions = f"version {pair.new.version} and {pair.old.version}" if pair.new.version or pair.old.version else ""
    return Relation(kin=_kin(pair, Kin.UPDATE), why=", ".join(filter(None, ("the source's id is the same", versions))))


def _same_address(pair: _Pair) -> Relation | None:
    address = address_of(pair.new)
    if address is None or address != address_of(pair.old):
        return None
    shared, titles = pair.shared, pair.titles
    bound = _AT_ADDRESS_TITLED if titles >= _TITLES_ALIKE else _AT_ADDRESS
    teaser = titles >= _TITLES_ALIKE and pair.shorter < BODY_WORDS
    if shared < bound and not teaser:
        return None
    whole = shared >= _WHOLE and pair.figures == 1.0
    kin = _kin(pair, _longer(pair) if whole else Kin.UPDATE)
    return Relation(kin=kin, why=f"the same address, {_percent(shared)} of the shorter text's word runs shared")


def _same_body(pair: _Pair) -> Relation | None:
    one, other = body_of(pair.new), body_of(pair.old)
    if pair.shorter < BODY_WORDS or fold(" ".join(one)) != fold(" ".join(other)):
        return None
    return Relation(kin=_kin(pair, Kin.DUPLICATE), why="the same text under another headline")


def _same_title(pair: _Pair) -> Relation | None:
    if not pair.same_title or pair.shorter < BODY_WORDS or len(headline_of(pair.new).words) < TITLE_WORDS:
        return None
    shared = pair.shared
    if shared < _WHOLE or pair.figures < 1.0:
        return None
    why = f"the same headline and figures, {_percent(shared)} of the shorter text's word runs shared"
    return Relation(kin=_kin(pair, _longer(pair)), why=why)


def _marked(pair: _Pair) -> Relation | None:
    marks = [each.signal for each in (pair.new, pair.old) if each.signal is not None]
    titles, apart = pair.titles, pair.apart
    if not marks or titles < _TITLES_ALIKE or apart > _MARKED_WINDOW:
        return None
    gone = Signal.WITHDRAWAL in marks
    shared = pair.shared
    if not gone and pair.shorter >= BODY_WORDS and (shared < _MARKED or _recurs(pair)):
        return None
    mark = max(marks, key=strength)
    why = pair.told(f"marked as {_ARTICLES[mark]}", f"titles {_percent(titles)} alike")
    return Relation(kin=_kin(pair, Kin.UPDATE), why=why)


def _rewritten(pair: _Pair) -> Relation | None:
    titles, apart = pair.titles, pair.apart
    if titles < _TITLES_ALIKE or apart > _WINDOW:
        return None
    shared = pair.shared
    if shared < _UPDATED or pair.shorter < BODY_WORDS or _recurs(pair):
        return None
    changed = ("figures changed",) if pair.figures < 1.0 else ()
    why = pair.told(
        f"titles {_percent(titles)} alike", f"{_percent(shared)} of the shorter text's word runs shared", *changed
    )
    return Relation(kin=_kin(pair, Kin.UPDATE if changed or shared < _WHOLE else _longer(pair)), why=why)


def _retitled(pair: _Pair) -> Relation | None:
    if pair.apart > _OTHER_TITLE_WINDOW or pair.shorter < BODY_WORDS:
        return None
    one, other = body_of(pair.new), body_of(pair.old)
    same = resemblance(runs_of(one), runs_of(other))
    if same < _WHOLE or pair.figures < 1.0 or text_marks(one).isdisjoint(text_marks(other)):
        return None
    why = pair.told(f"{_percent(same)} of both texts' word runs shared under another headline")
    return Relation(kin=_kin(pair, Kin.DUPLICATE), why=why)


_SAID: Final = {
    Signal.UPDATE: Kin.UPDATE,
    Signal.CORRECTION: Kin.CORRECTION,
    Signal.WITHDRAWAL: Kin.WITHDRAWAL,
}
_ARTICLES: Final = {Signal.UPDATE: "an update", Signal.CORRECTION: "a correction", Signal.WITHDRAWAL: "a withdrawal"}


def _recurs(pair: _Pair) -> bool:
    """Whether it is a standing report of another day: most of its figures are others."""
    return pair.apart >= _ANOTHER_DAY and pair.figures < _FIGURES_KEPT


def _longer(pair: _Pair) -> Kin:
    longer = len(runs_of(body_of(pair.new))) > _LONGER * len(runs_of(body_of(pair.old)))
    return Kin.UPDATE if longer else Kin.DUPLICATE


def _percent(share: float) -> str:
    return f"{int(100 * share)} %"
