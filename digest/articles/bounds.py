"""The day before which an article cannot have been written, from the past dates that its captions and body mention."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from digest.articles.dates import Mention, date_around, find_years, western_digits
from digest.articles.months import ENGLISH_MONTHS
from digest.articles.words import words
from digest.model import Precision

_FUTURE: Final = re.compile(
    r"\b(?:will|would|shall|won't|won’t|expected|expects?|projected|projections?|plan(?:s|ned|ning)?|due|scheduled|schedule|set"
    r"|aims?|aimed|could|may|might|must|should|upcoming|forthcoming|forecasts?|target(?:s|ed)?|promised|pledged|hopes?|hoped|ahead"
    r"|deadline|expires?|intends?|intended|going|eventually|vow(?:s|ed)?|seeks?|bid|goal|proposed|proposal|extend(?:s|ed)?"
    r"|postponed|delayed|if|estimates?|predicts?|predicted|starting|beginning)\b"
)
_FUTURE_LEAD: Final = re.compile(
    r"\b(?:through|until|till|by|(?<!according )to|before|next|for|beyond|towards?|ahead of|no later than|from)"
    r"(?: to| the| early| late| mid| end of)? ?$",
    re.IGNORECASE,
)
_PAST_LEAD: Final = re.compile(
    r"\b(?:in|since|during|throughout|early|late|mid|spring|summer|autumn|fall|winter"
    r"|according to (?:the|a|its|their))(?: of)?[ -]$",
    re.IGNORECASE,
)
_LEAD: Final = 24
_TOLD: Final = re.compile(
    r"(?<!be )(?<!\w)(?:[a-z]{1,20}ed|was|were|had|began|came|fell|struck|met|held|won|died|took|went|made|broke|left"
    r"|rose|lost|sank|fought|built|sent|gave|sold|hit|shot|cut|since)\b"
)
_OPENING: Final = re.compile(r"[\"“]?(?:On|In|Early in|Late in|Early on|Late on)(?: [A-Z][a-z]+day,?)? $")
_REACH: Final = 48
# What was agreed "for the year ending March 31" was agreed before that day.
_BREAK: Final = re.compile(r"[0-9;]|\b(?:for|[a-z]{2,20}ing)\b")


def is_future(sentence: str) -> bool:
    """Whether an English sentence speaks of what is still to come, or may."""
    return _FUTURE.search(sentence) is not None


def latest_past_day(
    captions: Iterable[str], sentences: Iterable[str], *, no_later_than: date, told: bool = False
) -> date | None:
    """The latest day that captions or body sentences mention as past; 1 January for a year, the first for a month.

    Captions tell of a picture that was taken. A sentence counts when it is not about the future; a day after "through",
    "until", "by", "before" and the like never counts. Days after `no_later_than` are no past. With `told` a sentence
    must tell of the day in the past tense: "reopened on 5 May 2024", and neither "payable April 1" nor "due 1990"; and
    a caption must name a day, for a picture is taken on one: "to be set free in June 2022" is none.
    """
    pictured = (day for caption in captions for day in (_full_days(caption) if told else _days(caption)))
    latest = max((day for day in pictured if day <= no_later_than), default=None)
    for sentence in sentences:
        days = [day for day in _days(sentence, told=told) if day <= no_later_than and (latest is None or day > latest)]
        if days and not is_future(sentence):
            latest = max(days)
    return latest


def _days(text: str, *, told: bool = False) -> Iterator[date]:
    """Every day that the text mentions as past, whether or not the sentence speaks of the future."""
    text = western_digits(text)
    for found in find_years(text):
        mention = date_around(text, found)
        start = found.start() if mention is None else mention.start
        before = _before(text, start)
        if _FUTURE_LEAD.search(before) or (told and not _is_told(text, start, found.end())):
            continue
        if mention is None:
            if _PAST_LEAD.search(before) and not _counts_things(text, found.end()):
                yield date(int(found[0]), 1, 1)
        elif mention.day is not None and not _is_word(mention):
            yield mention.day


def _full_days(text: str) -> Iterator[date]:
    text = western_digits(text)
    for mention in (date_around(text, found) for found in find_years(text)):
        if mention is not None and mention.day is not None and mention.precision is Precision.DAY:
            yield mention.day


def _is_told(text: str, start: int, end: int) -> bool:
    """Whether a verb in the past tense leads to the day, with no other number between, or follows a day that opens."""
    before = text[max(0, start - _REACH) : start]
    words = _BREAK.split(before)[-1]
    opens = start <= _LEAD and _OPENING.fullmatch(text[:start]) is not None
    return _TOLD.search(words) is not None or (opens and _TOLD.search(text[end : end + 2 * _REACH]) is not None)


def _before(text: str, position: int) -> str:
    return text[max(0, position - _LEAD) : position]


def _is_word(mention: Mention) -> bool:
    """Whether it is a word and no month: "may 2025", "march 2025" in small letters."""
    return mention.month.islower() and mention.month in ENGLISH_MONTHS


def _counts_things(text: str, end: int) -> bool:
    """Whether a noun in small letters follows: "in 2000 villages" holds a number and no year."""
    after = text[end : end + 12]
    if not after[:1].isspace():
        return after[:1] in {"%", "$", "€", "£"}
    word = after.split()[0].strip(",.;:") if after.split() else ""
    return word.islower() and word not in _FUNCTION_WORDS


_FUNCTION_WORDS: Final = words(
    """
    a after alone also although an and as at because before began but by during ended for from had has have he
    her his if in including into is it its of on or over she since so than that the their they to under was we
    were when where which while who with without
    """
)
