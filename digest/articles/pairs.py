"""Two articles that are compared, and what is measured of them: titles, texts, figures, names, hours."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Final

from digest.articles.shingles import Text, containment, text_of
from digest.articles.traces import TITLE_WORDS, body_of, headline_of
from digest.articles.words import words
from digest.model import Article, Precision

#: from how many figures on they tell one table from another
FEW_FIGURES: Final = 4
_DAY: Final = 86_400
_HOUR: Final = 3_600
#: hours
_ANOTHER_DAY: Final = 18
_LEAP_YEAR: Final = 2024
_YEAR: Final = 366
_NUMBERS: Final = words(
    "one two three four five six seven eight nine ten eleven twelve dozens hundreds thousands zwei drei vier fünf sechs"
    " sieben acht neun zehn deux trois quatre cinq sept huit neuf dos tres cuatro cinco seis siete ocho nueve diez"
)


def published_span(article: Article) -> tuple[float, float] | None:
    """The first and the last second (since 1970) that a published date can be; None where an article gives no day."""
    if article.published is None or article.published_precision is Precision.MONTH:
        return None
    start = article.published.timestamp()
    return start, start + _DAY - 1 if article.published_precision is Precision.DAY else start


def own_span(article: Article) -> tuple[float, float] | None:
    """From the first to the last moment that an article gives of itself, in seconds since 1970; None for none."""
    span = published_span(article)
    if article.revised is None:
        return span
    revised = article.revised.timestamp()
    return (min(span[0], revised), max(span[1], revised)) if span is not None else (revised, revised)


class Pair:
    """Two articles; all that is measured is the same when they change places."""

    def __init__(self, new: Article, old: Article) -> None:
        self.new, self.old = new, old
        self._bodies = body_of(new), body_of(old)
        self._spans = own_span(new), own_span(old)
        self.undated = None in self._spans

    @cached_property
    def texts(self) -> tuple[Text, Text]:
        """Both texts, the new one first."""
        return text_of(self._bodies[0]), text_of(self._bodies[1])

    @cached_property
    def _lengths(self) -> tuple[int, int]:
        one, other = (sum(map(len, body)) + len(body) for body in self._bodies)
        return min(one, other), max(one, other)

    @property
    def shorter_length(self) -> int:
        """Characters of the shorter text."""
        return self._lengths[0]

    @property
    def length(self) -> float:
        """The length of the shorter text as a share of that of the longer."""
        return self._lengths[0] / max(1, self._lengths[1])

    @cached_property
    def apart(self) -> float:
        """Hours between the two moments; 0 where they may be one."""
        one, other = self._spans
        if one is not None and other is not None:
            return max(0.0, one[0] - other[1], other[0] - one[1]) / _HOUR
        if self.dateline_days is not None:
            return 24.0 * self.dateline_days
        starts = [span[0] if span else each.received.timestamp() for span, each in self._each]
        return abs(starts[0] - starts[1]) / _HOUR

    @property
    def _each(self) -> tuple[tuple[tuple[float, float] | None, Article], ...]:
        return (self._spans[0], self.new), (self._spans[1], self.old)

    @cached_property
    def dateline_days(self) -> int | None:
        """Days between two datelines that give day and month."""
        days = []
        for text in self.texts:
            if text.dateline is None or text.dateline.day_month is None:
                return None
            day, month = text.dateline.day_month
            days.append(date(_LEAP_YEAR, month, day).timetuple().tm_yday)
        between = abs(days[0] - days[1])
        return min(between, _YEAR - between)

    @cached_property
    def same_title(self) -> bool:
        """Whether the headlines are equal without their marks."""
        one, other = headline_of(self.new), headline_of(self.old)
        return bool(one.words) and one.text == other.text

    @cached_property
    def titles(self) -> float:
        """How alike the headlines are without their marks (0 to 1); short ones are alike when they are equal."""
        if self.same_title:
            return 1.0
        one, other = headline_of(self.new).words, headline_of(self.old).words
        if min(len(one), len(other)) < TITLE_WORDS:
            return 0.0
        return 2 * len(one & other) / (len(one) + len(other))

    @cached_property
    def shared(self) -> float:
        """The share of the shorter text's runs of words that the other has too."""
        return containment(self.texts[0].runs, self.texts[1].runs)

    @property
    def shorter(self) -> int:
        """Words of the shorter text."""
        return min(len(text.words) for text in self.texts)

    @property
    def longer(self) -> int:
        """Words of the longer text."""
        return max(len(text.words) for text in self.texts)

    @property
    def common_figures(self) -> int:
        """How many figures stand in both."""
        return len(self.texts[0].figures & self.texts[1].figures)

    @cached_property
    def figures(self) -> float:
        """The share of the figures of the text with fewer of them that the other has too; 1 where there is none."""
        fewer = min(len(text.figures) for text in self.texts)
        return self.common_figures / fewer if fewer else 1.0

    @cached_property
    def other_day(self) -> bool:
        """Whether the two are of different days, as far as can be told; without dates that is taken for granted."""
        if self.undated:
            return self.dateline_days != 0
        return self._between_middles >= _ANOTHER_DAY

    @cached_property
    def _between_middles(self) -> float:
        """Hours between the nearest of their moments, a day counted from its noon."""
        one, other = (_middles(each) for each in (self.new, self.old))
        return min(abs(left - right) for left in one for right in other) / _HOUR

    @property
    def of_another_name(self) -> bool:
        """Whether each headline has what the other text does not know: a name (Kent, Essex), or a number in a series.

        A name stands in its own text, as the toll of an accident does; the number of a series (Report 2) does not.
        """
        if self.same_title:
            return False
        one, other = headline_of(self.new).words, headline_of(self.old).words
        new, old = self.texts
        named = self._has_name(one - other, self.new, old) and self._has_name(other - one, self.old, new)
        return named or (_has_number(one - other, new) and _has_number(other - one, old))

    @staticmethod
    def _has_name(own: frozenset[str], article: Article, other: Text) -> bool:
        names = [word for word in own if len(word) > 3 and word.isalpha() and word not in _NUMBERS]
        body = " ".join(body_of(article))
        return any(word.capitalize() in body for word in names if word not in other.vocabulary)

    @cached_property
    def flash(self) -> float:
        """The share of a flash's words that its text has, headlines included; 0 where a figure of it is missing."""
        short, long = (0, 1) if len(self.texts[0].words) < len(self.texts[1].words) else (1, 0)
        headlines = [frozenset(headline_of(each).text.split()) for each in (self.new, self.old)]
        told, known = (self.texts[at].vocabulary | headlines[at] for at in (short, long))
        if any(any(map(str.isdecimal, word)) for word in told - known):
            return 0.0
        return len(told & known) / max(1, len(told))

    @property
    def told_titles(self) -> str:
        """The likeness of the headlines in words."""
        return f"titles {_percent(self.titles)} alike"

    @property
    def told_shared(self) -> str:
        """What the texts share in words."""
        return f"{_percent(self.shared)} of the shorter text's word runs shared"

    @property
    def told_apart(self) -> str:
        """The distance in words: hours where both give a clock, else days."""
        if self.undated:
            return "undated" if self.apart < 24 else f"{self.apart / 24:.0f} days apart"
        if all(span is not None and span[0] == span[1] for span in self._spans):
            return f"{self.apart:.0f} h apart"
        days = round(self._between_middles / 24)
        return "the same day" if not days else f"{days} day{'s' if days > 1 else ''} apart"


def _middles(article: Article) -> list[float]:
    span = published_span(article)
    middles = [sum(span) / 2] if span is not None else []
    return middles if article.revised is None else [*middles, article.revised.timestamp()]


def _has_number(own: frozenset[str], text: Text) -> bool:
    return any(word.isdecimal() for word in own if word not in text.vocabulary)


def _percent(share: float) -> str:
    return f"{int(100 * share)} %"
