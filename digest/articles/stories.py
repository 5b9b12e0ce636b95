"""One story through time: whether two articles are versions of one, what the one is to the other, and which leads."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from digest.articles.markers import strength
from digest.articles.pairs import FEW_FIGURES, Pair, published_span
from digest.articles.shingles import BODY_WORDS, Text, resemblance
from digest.articles.traces import TITLE_WORDS, Traces, address_of, body_of, guid_of, headline_of, traces
from digest.model import Article, Kin, Relation, Signal

__all__ = ["Traces", "account_of", "rank", "relate", "traces", "visible"]

# Figures behind the bounds: Reuters-21578, 20,735 items. A correction may share a fifth of its text with what it
# corrects or all of it, so the mark decides; a report under a standing headline with other figures on another day is a
# new one.
#: hours
_MARKED_WINDOW: Final = 72
_WINDOW: Final = 48
_DAY: Final = 24
#: shares
_ALIKE: Final = 0.8
_WHOLE: Final = 0.9
_UPDATED: Final = 0.6
_RESEMBLING: Final = 0.5
_AT_ADDRESS: Final = 0.5
_TITLED: Final = 0.3
_FIGURES_KEPT: Final = 0.8
_NEXT_DAY_FIGURES: Final = 0.75
_MARKED_FIGURES: Final = 0.5
_LEAST: Final = 0.15
_LONGER: Final = 1.1
#: characters, and lengths as a share: the look of quotes and dashes changes a length a little
_LEAST_LENGTH: Final = 100
_SAME_LENGTH: Final = 0.95
_SIMILAR_LENGTH: Final = 0.87
#: words: reports of dividends and the like are shorter, and nearly the same whatever their headlines name
_OWN_WORDS: Final = 40
_LONG: Final = 60
#: days after which an agency's dateline tells of another occasion with the same outcome
_SENT_AGAIN: Final = 2
#: "In a story published Nov. 27 about a fire, AFP erroneously reported that ..."
_WRONG: Final = re.compile(
    r"\b(?:erroneously|incorrectly|wrongly|mistakenly) "
    r"(?:attributed|described|gave|identified|named|referred|reported|said|spelled|spelt|stated)\b",
    re.IGNORECASE,
)
#: versions count up from 1; what is larger is a moment, or a number drawn by lot
_HIGHEST_COUNT: Final = 1_000_000


def relate(new: Article, old: Article) -> Relation | None:
    """What `new` is to `old` in one story, and why; None where they are two stories.

    Whether there is a relation does not depend on which of the two is new. What is told in hours is the distance of
    the articles' own moments (a day given without a clock counts whole), of their receipt where they give none.
    """
    pair = Pair(new, old)
    for rule in _RULES:
        found = rule(pair)
        if found is not None:
            return found
    return None


def rank(article: Article) -> tuple[float, bool, int, int, int, int, int, str, tuple[object, ...]]:
    """The order of texts of one story, total and free of ids, paths and receipt times; readers see the highest.

    Later by its own word comes first: a marked version that gives no clock is later than the unmarked ones of its day,
    and one that gives no date than all of them, as a withdrawal must not lose against what it withdraws. Then the
    source's count, the number in the mark, the mark, the length, and last the text itself and what is known of it.
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
        _facts(article),
    )


def _facts(article: Article) -> tuple[object, ...]:
    """Of copies of one text the one of which more is known leads; then anything that tells them apart."""
    names = (article.url, article.byline, article.agency, article.dateline, article.site, article.section, article.guid)
    date = article.published.isoformat() if article.published is not None else ""
    captions = tuple((caption.text, caption.credit or "") for caption in article.captions)
    return (
        sum(map(bool, (*names, date, captions, article.tags))),
        tuple(name or "" for name in (*names, article.language, article.source)),
        date,
        captions,
        article.tags,
        article.summary,
        article.title,
        article.paragraphs,
        article.layout,
    )


def account_of(article: Article) -> tuple[object, ...]:
    """What a copy of a text says beside the text: id, version, mark, date, address and further facts.

    Copies of one account are one; what was received, when, under which path and in which layout plays no part. A date
    that was resolved against the day of receipt is none here: it moves with every copy.
    """
    given = article.fields.get("published")
    if given is not None and "+" in given.source:
        article = replace(article, published=None, published_precision=None)
    return (article.guid, *rank(replace(article, layout="")))


def visible(story: Iterable[Article]) -> Article:
    """The article of a story that readers see, whatever the order they are given in.

    Of each source's id the highest version stands for the others. A copy that adds nothing to another text of the
    story (and nothing to a superseded one) stands back, however late it comes; of the rest the highest rank is seen.
    Raises ValueError for an empty story.
    """
    members = tuple(story)
    by_guid: dict[str, list[Article]] = defaultdict(list)
    for place, article in enumerate(members):
        guid = guid_of(article)
        by_guid[guid.name if guid is not None else f" {place}"].append(article)
    leading = [max(versions, key=lambda each: (_count(each), rank(each))) for versions in by_guid.values()]
    if len(leading) > 1:
        leading = _adding(leading, members) or leading
    return max(leading, key=rank)


def _adding(leading: Sequence[Article], members: Sequence[Article]) -> list[Article]:
    """Those that are no copy which adds nothing to another member."""
    texts = [(each, Text(body_of(each))) for each in members]
    # A copy meets its longer or earlier original soon.
    texts.sort(key=lambda each: (len(each[1].runs), _age(each[0])), reverse=True)
    leads = {id(each) for each in leading}
    return [each for each, own in texts if id(each) in leads and not _only_repeats(each, own, texts)]


def _only_repeats(article: Article, own: Text, texts: Sequence[tuple[Article, Text]]) -> bool:
    guid = guid_of(article)
    if article.signal is Signal.WITHDRAWAL or len(own.words) < BODY_WORDS:
        return False
    return any(
        _said(article) <= _said(other)
        and _adds_nothing(own, text)
        and (_age(other) > _age(article) or not _adds_nothing(text, own))
        for other, text in texts
        if other is not article and (guid is None or guid != guid_of(other))
    )


def _adds_nothing(text: Text, other: Text) -> bool:
    return text.figures <= other.figures and len(text.runs & other.runs) >= _WHOLE * len(text.runs)


def _age(article: Article) -> tuple[bool, float, str]:
    """Of texts that say the same the one with a date counts, then the earlier."""
    return article.published is not None, -_moment(article), article.fingerprint


def _said(article: Article) -> tuple[int, int, int]:
    """What a source's own word makes of a version."""
    return strength(article.signal), article.turn, _count(article)


def _count(article: Article) -> int:
    return article.version if article.version < _HIGHEST_COUNT else 0


def _moment(article: Article) -> float:
    """Seconds since 1970 for the rank; minus or plus infinity where an article gives no date."""
    if article.revised is not None:
        return article.revised.timestamp()
    start, end = published_span(article) or (float("-inf"), float("inf"))
    return end if article.signal is not None else start


def _kin(pair: Pair, otherwise: Kin) -> Kin:
    """What the mark of the new article says, else what the texts say; a copy with the same mark is a copy."""
    new, old = pair.new, pair.old
    if new.signal is None or (otherwise is Kin.DUPLICATE and (new.signal, new.turn) == (old.signal, old.turn)):
        return otherwise
    return _KINDS[new.signal]


def _same_text(pair: Pair) -> Relation | None:
    if pair.new.fingerprint != pair.old.fingerprint:
        return None
    return Relation(kin=_kin(pair, Kin.DUPLICATE), why="the same headline and the same text")


def _same_guid(pair: Pair) -> Relation | None:
    one, other = guid_of(pair.new), guid_of(pair.old)
    if one is None or other is None or one.name != other.name:
        return None
    counted = one.unique and (pair.new.version or pair.old.version or Signal.WITHDRAWAL in _signals(pair))
    bound = _LEAST if one.unique else _TITLED
    if not (counted or pair.titles >= (_RESEMBLING if one.unique else _ALIKE) or pair.shared >= bound):
        # Some feeds give every entry one id, that of the site.
        return None
    versions = f", versions {pair.new.version} and {pair.old.version}" if pair.new.version or pair.old.version else ""
    return Relation(kin=_kin(pair, Kin.UPDATE), why=f"the source's id is the same{versions}")


def _same_address(pair: Pair) -> Relation | None:
    address = address_of(pair.new)
    if address is None or address != address_of(pair.old):
        return None
    titled = pair.titles >= _ALIKE
    teaser = titled and pair.shorter < BODY_WORDS
    if not teaser and pair.shared < (_TITLED if titled else _AT_ADDRESS):
        return None
    whole = pair.shared >= _WHOLE and pair.figures == 1.0
    return Relation(kin=_kin(pair, _longer(pair) if whole else Kin.UPDATE), why=f"the same address, {pair.told_shared}")


def _same_body(pair: Pair) -> Relation | None:
    if pair.length < _SAME_LENGTH or pair.shorter < BODY_WORDS or pair.texts[0].whole != pair.texts[1].whole:
        return None
    return Relation(kin=_kin(pair, Kin.DUPLICATE), why="the same text under another headline")


def _same_title(pair: Pair) -> Relation | None:
    short = not pair.same_title or len(headline_of(pair.new).words) < TITLE_WORDS or pair.shorter < BODY_WORDS
    if short or pair.shared < _WHOLE or pair.figures < 1.0 or (pair.dateline_days or 0) > _SENT_AGAIN:
        return None
    return Relation(kin=_kin(pair, _longer(pair)), why=f"the same headline and figures, {pair.told_shared}")


def _marked(pair: Pair) -> Relation | None:
    """The mark decides; the text must only not speak against it."""
    marks = _signals(pair)
    if not marks or pair.titles < _ALIKE or pair.apart > _MARKED_WINDOW:
        return None
    mark = max(marks, key=strength)
    if _is_another(pair, mark) if mark is not Signal.WITHDRAWAL else _comes_after(pair):
        return None
    own = _NAMES[pair.new.signal or mark]
    told = f"marked as {own}" if pair.new.signal is not None else f"the other is marked as {own}"
    return Relation(kin=_kin(pair, Kin.UPDATE), why=f"{told}, {pair.told_titles}, {pair.told_apart}")


def _comes_after(pair: Pair) -> bool:
    """Whether a text without a mark is later than the withdrawal: a story of its own under a like headline."""
    gone, other = (pair.new, pair.old) if pair.new.signal is Signal.WITHDRAWAL else (pair.old, pair.new)
    until, since = published_span(gone), published_span(other)
    later = until is not None and since is not None and since[0] > until[1]
    return other.signal is None and later and pair.shared < _UPDATED


def _signals(pair: Pair) -> list[Signal]:
    return [each.signal for each in (pair.new, pair.old) if each.signal is not None]


def _is_another(pair: Pair, mark: Signal) -> bool:
    if _is_told_of(pair):
        return True
    if pair.shorter < BODY_WORDS:
        # Two headlines without dates: nothing tells a series of them from versions of one.
        return pair.undated and pair.longer < BODY_WORDS
    # What a correction mends is often the very figure, or the name.
    mends = mark is Signal.CORRECTION and pair.shared >= _UPDATED
    if not mends and ((pair.other_day and pair.figures < _MARKED_FIGURES) or pair.of_another_name):
        return True
    return pair.shared < _LEAST and not (mark is Signal.CORRECTION and pair.same_title)


def _rewritten(pair: Pair) -> Relation | None:
    least = BODY_WORDS if pair.same_title else _OWN_WORDS
    if pair.titles < _ALIKE or pair.shorter < least or pair.apart > _WINDOW:
        return None
    if pair.shared < (_TITLED if _same_numbers(pair) else _UPDATED) or pair.of_another_name:
        return None
    if pair.other_day and pair.figures < _NEXT_DAY_FIGURES:
        # A standing report: figures of its frame (a bond's number, a telephone) stay, what it tells is new.
        return None
    changed = pair.figures < 1.0
    why = f"{pair.told_titles}, {pair.told_shared}{', figures changed' if changed else ''}, {pair.told_apart}"
    same = not changed and pair.shared >= _WHOLE
    return Relation(kin=_kin(pair, _longer(pair) if same else Kin.UPDATE), why=why)


def _is_told_of(pair: Pair) -> bool:
    """Whether one is a correction that only says what was wrong in the other, whose place it would take."""
    marked = [each for each in (pair.new, pair.old) if each.signal is Signal.CORRECTION]
    told = any(_WRONG.search(text) for article in marked for text in article.paragraphs[:2])
    return told and pair.shared < _LEAST


def _same_numbers(pair: Pair) -> bool:
    """Whether a headline returns within a day over other words with the same figures, as results do."""
    close = pair.same_title and pair.apart <= _DAY and not pair.undated
    return close and pair.common_figures >= FEW_FIGURES and pair.figures >= _FIGURES_KEPT


def _headline_first(pair: Pair) -> Relation | None:
    """A flash, and the text that follows it within a day."""
    if pair.titles < _RESEMBLING or pair.shorter >= BODY_WORDS or pair.longer < BODY_WORDS or pair.apart > _DAY:
        return None
    alike = pair.titles >= _ALIKE and pair.flash >= _UPDATED and not _is_told_of(pair)
    told = pair.flash >= _WHOLE and not pair.undated and _meet(pair)
    if not alike and not told:
        return None
    return Relation(kin=_kin(pair, Kin.UPDATE), why=f"a headline and its text, {pair.told_titles}, {pair.told_apart}")


def _meet(pair: Pair) -> bool:
    """Whether a store can find the one by the other."""
    return not set(traces(pair.new).passing).isdisjoint(traces(pair.old).passing)


def _retitled(pair: Pair) -> Relation | None:
    """Nearly the same text under another headline, or a cut one under a headline that resembles."""
    resembling = pair.titles >= _RESEMBLING
    if pair.shorter_length < _LEAST_LENGTH or (pair.length < _SIMILAR_LENGTH and not resembling):
        return None
    if pair.shorter < BODY_WORDS or pair.apart > _DAY or pair.figures < 1.0 or pair.of_another_name:
        return None
    one, other = pair.texts
    same = resemblance(one.runs, other.runs) >= _WHOLE
    cut = resembling and pair.shared >= _WHOLE and pair.shorter >= _LONG
    if not (same or cut) or not _meet(pair):
        return None
    return Relation(kin=_kin(pair, _longer(pair)), why=f"{pair.told_shared} under another headline, {pair.told_apart}")


def _longer(pair: Pair) -> Kin:
    new, old = pair.texts
    return Kin.UPDATE if len(new.runs) > _LONGER * len(old.runs) else Kin.DUPLICATE


_KINDS: Final = {
    Signal.UPDATE: Kin.UPDATE,
    Signal.CORRECTION: Kin.CORRECTION,
    Signal.WITHDRAWAL: Kin.WITHDRAWAL,
}
_NAMES: Final = {Signal.UPDATE: "an update", Signal.CORRECTION: "a correction", Signal.WITHDRAWAL: "a withdrawal"}
# The first five relate at any distance. In each the cheap conditions come first: a distance may be read out of texts.
_RULES: Final = (
    _same_text,
    _same_guid,
    _same_address,
    _same_body,
    _same_title,
    _marked,
    _rewritten,
    _headline_first,
    _retitled,
)
