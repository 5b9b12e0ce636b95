"""Sentences with exact spans, ranked by how much they tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from digest.articles.months import MONTHS
from digest.articles.words import words
from digest.model import Sentence

# A first character that is not repeated is searched for about twice as quickly.
_STOP: Final = re.compile(r"([.!?…؟。！？।॥۔։][.!?…؟。！？।॥۔։]*[\"'”’»›）」』)\]]*)\s*")
_ALWAYS: Final = frozenset("。！？")
_OPENERS: Final = "\"'“‘«‹([¿¡—–-"
_OPENERS_AND_SPACE: Final = _OPENERS + " "
# A title or rank is never a sentence's end; it always has a name behind it.
_TITLES: Final = words(
    """
    mr mrs ms mx dr prof st lt gen col maj capt cpl sgt cmdr cmdt adm brig sen rep gov pres hon rev fr msgr insp
    supt sr messrs mme mlle hr fr ing vs v al e.g i.e cf fig no nos art para approx est ca dept
    """
)
# These may end a sentence, when the next word is one that opens sentences.
_ABBREVIATIONS: Final = words("inc ltd co corp jr bros etc a.m p.m plc llc bzw usw ave blvd rd mt ft")
_STARTERS: Final = words(
    """
    a after all also although an and another as at before both but by critics despite during each earlier even
    every few for from he her his how however i if in inside is it its last later many meanwhile more most much
    no nobody none not now officials on once one only others our police she since so some still such than that
    the their then there these they this those though three through to today two under until we what when where
    whether which while who why with without you the
    """
)
_SPEECH: Final = words(
    """
    said says asked asks told added adds wrote writes replied shouted cried yelled
    """
)
_SPECIAL: Final = _TITLES | _ABBREVIATIONS | frozenset(MONTHS)
_BEFORE_NUMBERS: Final = words("no nos art fig para approx est ca")
_LONGEST_WORD: Final = 24
_LOOK_AHEAD: Final = 60
_SCORED_WORDS: Final = 60
_NUMBERS: Final = re.compile(r"\d\d*(?:[.,]\d+)*(?P<second>\D++\d)?")
_TELLING: Final = re.compile(r"[^\W_]{4,}")


def split_sentences(paragraph: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """(start, end) of every sentence of a paragraph from `start` on, without the spaces between them."""
    begin = _skip_spaces(paragraph, start)
    for stop in _STOP.finditer(paragraph, begin):
        if _ends(paragraph, begin, stop):
            yield begin, stop.end(1)
            begin = stop.end()
    end = len(paragraph.rstrip())
    if begin < end:
        yield begin, end


def rank_sentences(title: str, paragraphs: Sequence[str], lede: int = 0, first: int = 0) -> tuple[Sentence, ...]:
    """All sentences in order, rank 1 the most telling, from character `lede` of paragraph `first` on.

    The score is a sum that can be said in words: how early it stands, how many of the title's words it has, whether it
    names names and numbers; questions, fragments and bare quotes count less. Ranks are unique; ties go to the earlier.
    """
    found = [
        (paragraph[start:end], number, start, end)
        for number, paragraph in enumerate(paragraphs[first:], first)
        for start, end in split_sentences(paragraph, lede if number == first else 0)
    ]
    heads = frozenset(_TELLING.findall(title.casefold()))
    scores = [_score(text, place, heads) for place, (text, *_) in enumerate(found)]
    # the sort is stable, in reverse too
    order = sorted(range(len(found)), key=scores.__getitem__, reverse=True)
    ranks = dict(zip(order, range(1, len(order) + 1), strict=True))
    return tuple(
        [
            Sentence(text=text, paragraph=number, start=start, end=end, rank=ranks[place])
            for place, (text, number, start, end) in enumerate(found)
        ]
    )


def _score(text: str, place: int, heads: frozenset[str]) -> float:
    listed = text.split(maxsplit=_SCORED_WORDS)[:_SCORED_WORDS]
    score = 1.0 / (1.0 + 0.5 * place)
    if heads:
        low = text.casefold()
        # "pier" counts in "piers": a part of a word is good enough, and many times quicker than taking words apart.
        score += 1.2 * len([head for head in heads if head in low]) / len(heads)
    if numbers := _NUMBERS.search(text):
        score += 0.2 if numbers["second"] else 0.1
    score += 0.05 * min(4, len([word for word in listed[1:] if word[0].isupper()]))
    if len(listed) < 6:
        score -= 0.5
    if text.endswith(("?", "؟", "？")):
        score -= 0.4
    if text[0] in "\"'“‘«„":
        score -= 0.2
    return score


def _skip_spaces(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _ends(text: str, begin: int, stop: re.Match[str]) -> bool:
    """Whether a sentence ends at this stop."""
    sign, end = stop[1], stop.end(1)
    if end >= len(text) or sign[0] in _ALWAYS:
        return True
    if end == stop.end():
        return False
    opening = text[end + 1 : end + 1 + _LOOK_AHEAD].lstrip(_OPENERS_AND_SPACE)
    if not opening or opening[0].islower():
        return False
    if sign == ".":
        return not _abbreviates(text[max(begin, stop.start() - _LONGEST_WORD) : stop.start()], opening)
    if sign[0] in "?!" and len(sign) > 1:
        return not _is_speech_tag(opening)
    return True


def _abbreviates(before: str, opening: str) -> bool:
    """Whether the full stop belongs to the word before it."""
    words_before = before.rsplit(maxsplit=1)
    if not words_before:
        return True
    word = words_before[-1].lstrip(_OPENERS)
    low = word.casefold()
    if len(word) > 1 and word.isalpha() and low not in _SPECIAL:
        return False
    following = next(iter(opening.split(maxsplit=1)), "")
    starter = following.strip(",'’\"”").casefold() in _STARTERS
    if low in _TITLES:
        return low not in _BEFORE_NUMBERS or following[:1].isdecimal()
    if word.isdecimal():
        # "16. Dezember" is a day, "3. " at the start a number in a list; a year or another number ends its sentence.
        return before == word or (len(word) <= 2 and following.casefold().strip(".,") in MONTHS)
    if low in MONTHS and len(low) <= 5 and word[:1].isupper():
        return following[:1].isdecimal()
    initial = len(word) == 1 and word.isupper() and word != "I"
    return (initial or low in _ABBREVIATIONS or _is_dotted(word)) and not starter


def _is_dotted(word: str) -> bool:
    """Whether it is single letters between stops: "U.S", "J.K", "a.m"."""
    parts = word.split(".")
    return len(parts) > 1 and all(len(part) <= 2 and part.isalpha() for part in parts)


def _is_speech_tag(opening: str) -> bool:
    """Whether "Jane Doe asked" follows a quoted question, which then does not end the sentence."""
    words = [word.strip(".,;:") for word in opening.split()[:4]]
    return any(word in _SPEECH for word in words[1:]) and words[0].casefold() not in _STARTERS
