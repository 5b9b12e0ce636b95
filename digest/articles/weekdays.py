"""The weekday on which an English news sentence says that its news happened, resolved against a day of making."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from digest.articles.dates import find_years, read_day_month
from digest.articles.months import ENGLISH_MONTHS, ENGLISH_WEEKDAYS

_NAMES: Final = "|".join(ENGLISH_WEEKDAYS)
_WEEKDAY: Final = re.compile(rf"\b({_NAMES})\b(?!['’]s?\b|-)")
# "last Tuesday" may be a week further back, "since Monday" leaves the day of writing open, "a Friday" is any.
_NO_NEWS_DAY: Final = re.compile(
    r"\b(?:last|next|since|until|till|by|before|after|from|through|every|each|coming|a|previous|following|black|good|bloody|ash|palm|holy"
    r"|super|cyber|easter|whit|maundy|and|or|to|the) $",
    re.IGNORECASE,
)
_NAMES_WITH_DAYS: Final = re.compile(
    r" (?:Times|Telegraph|Mirror|Night|Mail|Express|Mass|League|Post|Service|School|prayers?)\b"
)
# "Tuesday to Friday", "Tuesday the 5th", "Tuesday 5/5": a habit, or a day of any month.
_NO_SINGLE_DAY: Final = re.compile(
    rf"(?:,| to| through| and| or){{1,2}} (?:{_NAMES})\b|,? (?:the )?\d{{1,2}}(?:st|nd|rd|th|[/.]\d)"
)
_AHEAD: Final = re.compile(
    r"\b(?:will|would|shall|plan(?:s|ned|ning)?|scheduled|due|expected|set to|upcoming|ahead of|later|[Nn]ext|[Ee]very"
    r"|to (?:meet|hold|vote|visit|open|start|begin|take)"
    rf"|(?:is|are|opens|reopens|begins|starts|meets|votes|takes place) (?:on )?(?:{_NAMES}))\b"
)
_LONG_AGO: Final = re.compile(
    r"\b(?:ago|born|anniversary|(?:years?|decades?|months?|weeks?) (?:earlier|before|previously))\b", re.IGNORECASE
)
_LAST_YEAR: Final = re.compile(
    r"\blast (?:year|month|week|decade|century|spring|summer|autumn|fall|winter)\b", re.IGNORECASE
)
_MONTHS: Final = "|".join(sorted(map(str.title, ENGLISH_MONTHS)))
_DAY_MONTHS: Final = re.compile(rf"\b(?:({_MONTHS})\.? (\d{{1,2}})|(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTHS}))\b")
_DAY_WORDS: Final = re.compile(r"\b(?:on|late|early|earlier|overnight) $", re.IGNORECASE)
# "officials said Tuesday", "the board Tuesday reopened the pier": the weekday stands where an adverb does.
_AFTER_VERB: Final = re.compile(r"\b(?:said|told|[a-z]{2,20}ed|held|met|won|began|came|fell|struck) $")
_ADVERB_BEHIND: Final = re.compile(
    r"\W*$|[.,;:)]| [–—-]| (?:morning|afternoon|evening|night|that|in|at|as|after|when|while|by|for|with|to|and|amid"
    r"|over|during|against|[a-z]{2,20}ed)\b"
)
_LEAD: Final = 24


def is_long_ago(sentence: str) -> bool:
    """Whether a sentence tells of a day years back by words: "ago", "born", "anniversary"."""
    return _LONG_AGO.search(sentence) is not None


def names_weekday(sentence: str) -> bool:
    """Whether a weekday stands in the sentence, whatever it means there."""
    return "day" in sentence and _WEEKDAY.search(sentence) is not None


def news_days(sentence: str, making: date) -> list[date]:
    """The last such day, at or before the day of making, for every weekday that tells when the news happened."""
    if _AHEAD.search(sentence):
        return []
    return [_last(found[1], making) for found in _WEEKDAY.finditer(sentence) if _is_news_day(sentence, found)]


def is_of_another_time(sentence: str, days: list[date]) -> bool:
    """Whether a year, a date that is none of `days`, or words like "last year" take its weekdays off the making."""
    if is_long_ago(sentence) or _LAST_YEAR.search(sentence) or any(True for _ in find_years(sentence)):
        return True
    near = {(day.day, day.month) for day in days}
    for found in _DAY_MONTHS.finditer(sentence):
        day_month = read_day_month(f"{found[1] or found[4]} {found[2] or found[3]}")
        if day_month is not None and day_month not in near:
            return True
    return False


def _last(name: str, making: date) -> date:
    return making - timedelta(days=(making.weekday() - ENGLISH_WEEKDAYS.index(name)) % 7)


def _is_news_day(sentence: str, found: re.Match[str]) -> bool:
    before, end = sentence[max(0, found.start() - _LEAD) : found.start()], found.end()
    if _NO_NEWS_DAY.search(before) or _NAMES_WITH_DAYS.match(sentence, end) or _NO_SINGLE_DAY.match(sentence, end):
        return False
    if (
        sentence[end : end + 1] == " "
        and sentence[end + 1 : end + 2].isupper()
        and not _DAY_MONTHS.match(sentence, end + 1)
    ):
        # A name may begin with a weekday; only a sentence that opens with "On Tuesday" leaves no doubt.
        return sentence[: found.start()] == "On "
    if _DAY_WORDS.search(before) or _AFTER_VERB.search(before):
        return True
    last_word = before.split()[-1] if before.split() else ""
    return last_word.islower() and _ADVERB_BEHIND.match(sentence, end) is not None
