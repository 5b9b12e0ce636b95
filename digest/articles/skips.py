"""Which `[[skip]]` rule of the desk leaves an article out."""

from __future__ import annotations

from collections.abc import Sequence

from digest.articles.sources import address_of, at_address, in_folder
from digest.articles.text import fold
from digest.model import Article, Held, Hold, Signal, Skip

_RULE = "rule "


def left_out(rules: Sequence[Skip], article: Article) -> Held | None:
    """The first rule of which every condition holds, as the reason; a withdrawal is never left out.

    A withdrawal takes down what readers have: it is no article to skip.
    """
    if article.signal is Signal.WITHDRAWAL:
        return None
    for rule in rules:
        if _holds(rule, article):
            why = f": {rule.why}" if rule.why else ""
            return Held(hold=Hold.SKIP, note=f"{_RULE}{rule.name}{why}")
    return None


def rule_of(held: Held) -> str | None:
    """The name of the rule that an article was left out by; None for another reason."""
    return held.note.removeprefix(_RULE).partition(":")[0] if held.hold is Hold.SKIP else None


def _holds(rule: Skip, article: Article) -> bool:
    """Whether every condition that the rule has holds; of a list one is enough."""
    address, language = address_of(article.url), (article.language or "").casefold()
    return (
        (not rule.folder or any(in_folder(article.source_path, each) for each in rule.folder))
        and (not rule.address or any(at_address(address, each) for each in rule.address))
        and (not rule.title or any(says(article.title, each) for each in rule.title))
        and (not rule.section or any(says(article.section or "", each, whole=True) for each in rule.section))
        and (not rule.language or any(_speaks(language, each.casefold()) for each in rule.language))
        and (rule.shorter is None or article.words < rule.shorter)
        and (rule.longer is None or article.words > rule.longer)
    )


def _speaks(language: str, wanted: str) -> bool:
    return language == wanted or language.startswith(f"{wanted}-")


def says(text: str, pattern: str, *, whole: bool = False) -> bool:
    """Whether words stand in a text, next to each other and in any case; "*" is any text, the rest then the whole.

    Piece by piece from the left, so the time is linear in the text for each piece.
    """
    text, pattern = fold(text), fold(pattern)
    if "*" not in pattern:
        return text == pattern if whole else _has_words(text, pattern)
    first, *middle, last = pattern.split("*")
    if not (text.startswith(first) and text.endswith(last) and len(text) >= len(first) + len(last)):
        return False
    place, end = len(first), len(text) - len(last)
    for piece in middle:
        place = text.find(piece, place, end)
        if place < 0:
            return False
        place += len(piece)
    return True


def _has_words(text: str, phrase: str) -> bool:
    """Whether the phrase stands in the text and neither of its ends is inside a word."""
    place = text.find(phrase)
    while place >= 0:
        before, after = text[:place][-1:], text[place + len(phrase) :][:1]
        if not (before.isalnum() and phrase[0].isalnum()) and not (after.isalnum() and phrase[-1].isalnum()):
            return True
        place = text.find(phrase, place + 1)
    return False
