"""Whether a feed that a desk describes itself holds an article."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

from digest.model import Article, Placement, SavedFeed

# Their words stand in a row without spaces, or with endings: a piece of text is all that can be asked for.
_JOINED = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "HANGUL")


def holds(saved: SavedFeed, article: Article, placement: Placement, paths: Collection[str]) -> bool:
    """Whether all that the feed asks for is so; `paths` are the feeds that the article stands in by itself.

    Words are whole words of the title or the text, in any case; * stands for any ending or beginning of one.
    """
    if placement.confidence < saved.min_confidence or not saved.none_of.isdisjoint(paths):
        return False
    if any(group.isdisjoint(paths) for group in saved.all_of):
        return False
    if not any(saved.words):
        return True
    text = unicodedata.normalize("NFC", "\n".join((article.title, *article.paragraphs)))
    some, every, none = ([_pattern(word).search(text) is not None for word in words] for words in saved.words)
    return (any(some) or not some) and all(every) and not any(none)


@lru_cache(maxsize=10_000)
def _pattern(words: str) -> re.Pattern[str]:
    parts = [re.escape(part) for part in unicodedata.normalize("NFC", words).split("*")]
    within = r"\w*".join(r"\s+".join(part.replace(r"\ ", " ").split(" ")) for part in parts)
    before, after = (r"(?<!\w)", r"(?!\w)")
    return re.compile(
        f"{'' if _joined(words[0]) else before}{within}{'' if _joined(words[-1]) else after}", re.IGNORECASE
    )


def _joined(sign: str) -> bool:
    return not sign.isalnum() or unicodedata.name(sign, "").startswith(_JOINED)
