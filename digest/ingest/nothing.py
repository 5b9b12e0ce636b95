"""Pages that hold no article although they hold words: walls, errors, forms, lists, tables, horoscopes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from digest.ingest.markup import text_of_element
from digest.ingest.phrases import (
    ADDRESS,
    ADDRESS_UNSPACED,
    CHECKS,
    CONSENT,
    ERRORS,
    HOROSCOPES,
    LOGINS,
    PAYWALLS,
    RESULTS,
    SIGNS,
    SIGNUPS,
)
from digest.ingest.prose import ends_sentence, without_quotes
from digest.model.texts import size

if TYPE_CHECKING:
    from lxml.html import HtmlElement

#: words of a page that may be a notice; an article about log-ins is longer, or says it in no headline
_NOTICE: Final = 300
#: words of a text before a paywall that are no article yet
STUB: Final = 40
_RUNNING: Final = 8
_LONG_RUN: Final = 25
_COMMAS: Final = ("،", "؛", "՝", "፣", "၊")
#: share of words with figures
_FIGURES: Final = 0.3
_LEAST_RUNNING: Final = 30
_TEASERS: Final = 4
_TEASER_WORDS: Final = 60
#: elements below its heading
_TEASER_PARTS: Final = 60
#: words of one: fewer are a word that the text uses too
_TEASER_LEAST: Final = 4
_MOSTLY: Final = 0.6
_HALF: Final = 0.5
#: words to the reader in a hundred from which a text speaks to a visitor
_SPOKEN: Final = 2.5
#: words of a text under a headline that tells an error
_ERROR: Final = 80
#: words of a text that has no room to speak to anybody
_TINY: Final = 40
_WORD: Final = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f\u0900-\u097f]+[^\W\d_]*)*")
_TURKISH: Final = re.compile(r"\w(?:ınız|iniz|unuz|ünüz|ınıza|inize|ebilirsiniz|abilirsiniz)\b")


_MANY_SIGNS: Final = 6


def why_nothing(tree: HtmlElement, title: str, paragraphs: Sequence[str]) -> str | None:
    """Why a page's text is no article, in words for a person; None when it may be one."""
    top = " ".join((title, *(text_of_element(node) for node in tree.iter("title")))).casefold()
    count = sum(map(size, paragraphs))
    if _is_horoscope(tree, top, paragraphs):
        return "it is a horoscope"
    if sum(size(text) for text in teasers(tree, paragraphs)) >= _MOSTLY * max(count, 1):
        return "search results" if _has(top, RESULTS) else "it is a list of teasers of other pages"
    if count <= (_NOTICE if next(tree.iter("article"), None) is None else _NOTICE // 2):
        notice = _notice(tree, top, paragraphs)
        if notice is not None:
            return notice
    running = sum(size(text) for text in paragraphs if _is_running(text))
    if running < min(_LEAST_RUNNING, _MOSTLY * count):
        return "it holds no running text, only short lines such as those of a table or a list"
    return None


def addresses(tree: HtmlElement, paragraphs: Sequence[str]) -> float:
    """How much a text speaks to its reader and of its own house: "you" and "we" in a hundred words, but in quotations.

    Notices do so in every third sentence; news does not.
    """
    text = without_quotes(" ".join(paragraphs)).casefold()
    language = (tree.getroottree().getroot().get("lang") or "").lower()[:2]
    known = ADDRESS.get(language, ADDRESS["en"])
    spoken = sum(word in known for word in _WORD.findall(text)) + sum(map(text.count, ADDRESS_UNSPACED))
    spoken += len(_TURKISH.findall(text)) if language == "tr" else 0
    return 100 * spoken / max(size(text), 1)


def before_paywall(paragraphs: Sequence[str]) -> int | None:
    """How many paragraphs stand above the words of a paywall; None where there is none."""
    for at, text in enumerate(paragraphs):
        if size(text) <= _NOTICE // 5 and _has(text.casefold(), PAYWALLS):
            return at
    return None


def _notice(tree: HtmlElement, top: str, paragraphs: Sequence[str]) -> str | None:
    """What a short text that speaks to the visitor is: an error, a check, a cookie notice, a log-in, a sign-up."""
    text, count = " ".join(paragraphs).casefold(), sum(map(size, paragraphs))
    if _has(top, CHECKS) or sum(phrase in text for phrase in CHECKS) >= 2:
        return "the site asked for a check of the browser instead of showing the page"
    if _has(top, ERRORS) and (count <= _ERROR or addresses(tree, paragraphs) >= _SPOKEN):
        return "it is an error page"
    if addresses(tree, paragraphs) < _SPOKEN and count > _TINY:
        return None
    private = sum(size(each) for each in paragraphs if _has(each.casefold(), CONSENT))
    if private >= (_HALF if _has(top, CONSENT) else _MOSTLY) * count and (
        sum(phrase in f"{top} {text}" for phrase in CONSENT) >= 2
    ):
        return "it is a cookie notice"
    return _form(tree, top)


def _form(tree: HtmlElement, top: str) -> str | None:
    fields = {(node.get("type") or "text").lower() for node in tree.iter("input")}
    if _has(top, LOGINS) and not fields.isdisjoint({"password", "email"}):
        return "it is a login page"
    return "it is the form of a newsletter" if _has(top, SIGNUPS) and "email" in fields else None


def _is_horoscope(tree: HtmlElement, top: str, paragraphs: Sequence[str]) -> bool:
    """Signs of the zodiac that open its parts; or one in a headline on horoscopes, or one that speaks to the reader."""
    if _signs(tree, paragraphs) >= _MANY_SIGNS:
        return True
    if not _has(top, HOROSCOPES):
        return False
    named = set(_WORD.findall(top))
    return any(not named.isdisjoint(signs.split()) for signs in SIGNS) or addresses(tree, paragraphs) >= _SPOKEN


def _has(text: str, phrases: Sequence[str]) -> bool:
    return any(phrase in text for phrase in phrases)


def _signs(tree: HtmlElement, paragraphs: Sequence[str]) -> int:
    """Signs of the zodiac that open a heading or a paragraph, in the language that has most of them."""
    lines = [text_of_element(node) for node in tree.iter("h2", "h3", "h4", "strong", "b", "dt")]
    opening = {words[0].strip(":,.(").casefold() for line in (*lines, *paragraphs) if (words := line.split()[:1])}
    return max(len(opening & set(signs.split())) for signs in SIGNS)


def teasers(tree: HtmlElement, paragraphs: Sequence[str]) -> list[str]:
    """The parts of a page's text that are linked headings and the short texts below them, where there are several."""
    found: list[list[str]] = []
    text = " ".join(paragraphs)
    for node in tree.iter("h2", "h3", "h4"):
        if next(node.iter("a"), None) is None and next(node.iterancestors("a"), None) is None:
            continue
        below = _below(node)
        if below is not None:
            held = [each for each in (text_of_element(node), *below) if each and each in text]
            if sum(map(size, held)) >= _TEASER_LEAST:
                found.append(held)
    return [each for held in found for each in held] if len(found) >= _TEASERS else []


def _below(heading: HtmlElement) -> list[str] | None:
    """The texts beside and below a heading; None where they are more than a teaser."""
    found: list[str] = []
    count = 0
    for place, node in enumerate(heading.itersiblings("p", "div", "span")):
        found.append(text_of_element(node))
        count += size(found[-1])
        if count > _TEASER_WORDS or place == _TEASER_PARTS:
            return None
    return found


def _is_running(text: str) -> bool:
    """Whether a paragraph is sentences, and no row of cells: most of its words are no figures, and signs part them."""
    words = text.split()
    if size(text) > 2 * len(words):
        return size(text) >= _RUNNING  # a script without spaces
    figures = sum(any(map(str.isdecimal, word)) for word in words)
    if size(text) < _RUNNING or figures > _FIGURES * len(words):
        return False
    if size(text) >= _LONG_RUN and any(sign in text for sign in _COMMAS):
        return True  # as a brief in Arabic is put down, whose one sentence ends with no sign
    return ends_sentence(text) or any(ends_sentence(word) for word in words[:-1])
