"""The language of an article as a BCP 47 tag: the source's word checked against the text, else a model's."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache
from typing import Any, Final

from digest.articles import langid
from digest.articles.words import words
from digest.model import Hint, Provenance

_READ: Final = 1000
_LETTERS: Final = 160
_FEWEST_WORDS: Final = 20
_FEWEST_LETTERS: Final = 40
_SURE: Final = 0.6
_PLAIN: Final = 0.8
_PLAIN_WORDS: Final = 40
_PLAIN_DISTINCT: Final = 7
_PLAIN_SHARE: Final = 0.15
_WITHOUT_SPACES: Final = frozenset({"CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR"})
_SCRIPTS: Final = {
    "CYRILLIC": "ab av ba be bg ce cv kk ky mk mn os ru sah sr tg tt uk uz",
    "ARABIC": "ar arz ckb fa ku ps sd ug ur",
    "HEBREW": "he yi",
    "GREEK": "el",
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
    "DEVANAGARI": "bho hi kok mr ne sa",
    "BENGALI": "as bn",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "ja zh yue ko",
    "THAI": "th",
    "ETHIOPIC": "am ti",
}
_LANGUAGE_SCRIPTS: Final = {
    language: frozenset(script for script, languages in _SCRIPTS.items() if language in languages.split())
    for languages in _SCRIPTS.values()
    for language in languages.split()
}
_TWO_SCRIPTS: Final = frozenset({"sr", "uz", "kk", "tt", "ku", "az", "tg"})
#: the model takes figures and abbreviations in English for Nigerian Pidgin, which is told by words of its own
_PIDGIN: Final = words("abi dey dem dis dat don sabi sey una wetin wey")
_FEW_OF_PIDGIN: Final = 2
# Words that are frequent in one of these languages and rare in the others.
_STOP_WORDS: Final = {
    language: words(listed)
    for language, listed in {
        "en": "the of and to that was for with is said from has by are were which his they at as",
        "de": "der die das und den von ist mit dem nicht sich des auf eine auch wurde werden sagte",
        "fr": "les des est dans une pour qui sur pas par avec au du ont cette été ce leur aux",
        "es": "el los las del por una con su al fue más pero según sus este y lo ha",
        "it": "il di che è per un della nel sono alla gli dei delle con dal ha più anche",
        "pt": "o do da em um uma não os no na ao pelo foi são dos mais das com",
        "nl": "het een van en dat op te zijn voor met niet aan ook door werd naar bij om",
    }.items()
}
_SOUTH_SLAVIC: Final = frozenset({"bs", "hr", "sr", "sh", "cnr", "hbs"})
_GROUPS: Final = (_SOUTH_SLAVIC, frozenset({"id", "ms"}), frozenset({"no", "nb", "nn"}), frozenset({"fa", "prs"}))
_NAMES: Final = {
    "english": "en", "french": "fr", "german": "de", "spanish": "es", "arabic": "ar", "portuguese": "pt",
    "russian": "ru", "italian": "it", "dutch": "nl", "chinese": "zh", "turkish": "tr", "persian": "fa", "farsi": "fa",
    "urdu": "ur", "serbian": "sr", "croatian": "hr", "bosnian": "bs",
    "eng": "en", "fra": "fr", "fre": "fr", "deu": "de", "ger": "de", "spa": "es", "ara": "ar", "por": "pt", "rus": "ru",
}  # fmt: skip


def tell_language(text: str, hint: Hint | None = None, usual: str | None = None) -> tuple[str, Provenance] | None:
    """The language of title and body with its source, or None where it cannot be told.

    `usual` is what its `[[source]]` writes: it stands where the text itself leaves doubt and its script agrees.
    """
    told = _tell(text, hint)
    if usual is None or (told is not None and (told[1].source != "text" or told[1].confidence >= _PLAIN)):
        return told
    script = _script(text[:_READ])
    if script is None or not _fits(usual.partition("-")[0].lower(), script):
        return told
    return usual, Provenance(source="source", confidence=0.6)


def _tell(text: str, hint: Hint | None) -> tuple[str, Provenance] | None:
    """The language by the text and the file's own word.

    A hint is believed when the script (and for a few languages the commonest words) of the text agrees; the model is
    then not asked. A text under 20 words gives no language of its own. Bosnian, Croatian and Serbian in Latin letters
    cannot be told apart: without a hint the answer is the macrolanguage "sh".
    """
    text = text[:_READ]
    script = _script(text)
    if script is None:
        return None
    declared = _tag(hint.value) if hint is not None else None
    primary = declared.partition("-")[0] if declared else None
    fits = primary is not None and _fits(primary, script)
    short = len(text.split()) < _FEWEST_WORDS and not (
        script in _WITHOUT_SPACES and sum(map(str.isalpha, text)) >= _FEWEST_LETTERS
    )
    if hint is not None and declared and fits and (short or _reads_like(primary, text)):
        return declared, Provenance(source=hint.source, confidence=0.6 if short else 0.95)
    if short:
        return None
    guess = _guess(text, script)
    if guess is None:
        return None
    if hint is not None and declared and primary and fits and guess[0] in _kin(primary):
        return declared, Provenance(source=hint.source, confidence=0.95)
    return guess[0], Provenance(source="text", confidence=guess[1])


def _guess(text: str, script: str) -> tuple[str, float] | None:
    if script == "LATIN" and _is_plain_english(text):
        return "en", 0.99
    ranking = _model().rank(text)
    tag = _tag(str(ranking[0][0]))
    if tag is None:
        return None
    # Close relatives share the probability among them.
    kin = _kin(tag)
    confidence = round(sum(share for label, share in ranking if label in kin), 2)
    if confidence < _SURE or not _fits(tag, script):
        return None
    if tag == "pcm" and len(_PIDGIN.intersection(text.casefold().split())) < _FEW_OF_PIDGIN:
        tag = "en"
    if tag in _SOUTH_SLAVIC:
        tag = "sr" if script == "CYRILLIC" else "sh"
    return tag, min(confidence, 0.99)


def _is_plain_english(text: str) -> bool:
    """Whether so many of English's commonest words are there that no model need be asked.

    Measured on running text of 75 languages (lingua's sentences, six at a time): 92 % of the English ones, no other.
    """
    counts = Counter(text.casefold().split())
    total = counts.total()
    found = [count for word in _STOP_WORDS["en"] if (count := counts[word])]
    return total >= _PLAIN_WORDS and len(found) >= _PLAIN_DISTINCT and sum(found) >= _PLAIN_SHARE * total


@cache
def _model() -> Any:
    """The language model; it waits for the first text that needs it."""
    return langid.load()


def _script(text: str) -> str | None:
    """The script that most of the first letters belong to, by the first word of their Unicode names."""
    start = text[: 4 * _LETTERS]
    if start.isascii():
        return "LATIN" if any(map(str.isalpha, start)) else None
    letters = [character for character in start if character.isalpha()][:_LETTERS]
    if not letters:
        return None
    if all(map(str.isascii, letters)):
        return "LATIN"
    counts = Counter(unicodedata.name(letter, "?").partition(" ")[0] for letter in letters)
    # Japanese mixes Han with kana; a fifth of kana is enough to know it.
    if counts["HIRAGANA"] + counts["KATAKANA"] > len(letters) / 5:
        return "HIRAGANA"
    return counts.most_common(1)[0][0]


def _fits(language: str, script: str) -> bool:
    scripts = _LANGUAGE_SCRIPTS.get(language, frozenset())
    if script == "LATIN":
        return not scripts or language in _TWO_SCRIPTS
    return script in scripts or (script not in _SCRIPTS and not scripts)


def _reads_like(language: str | None, text: str) -> bool:
    """Whether the language's commonest words are there, and more of them than of any other language's."""
    if language not in _STOP_WORDS:
        return False
    counts = Counter(text.casefold().split())
    total = counts.total()
    shares = {name: sum(counts[word] for word in words) / total for name, words in _STOP_WORDS.items()}
    return shares[language] >= 0.12 and shares[language] == max(shares.values())


def _kin(language: str) -> frozenset[str]:
    """The language and its close relatives."""
    return frozenset({language}).union(*(group for group in _GROUPS if language in group))


def _tag(value: str) -> str | None:
    """A well-formed BCP 47 tag (RFC 5646, section 2.1.1 for the case), or None."""
    value = value.strip().split(",")[0].split(";")[0].replace("_", "-").partition(".")[0]
    value = _NAMES.get(value.casefold(), value)
    parts = value.split("-")
    if not all(part.isascii() and part.isalnum() for part in parts) or not (
        2 <= len(parts[0]) <= 3 and parts[0].isalpha()
    ):
        return None
    if parts[0].casefold() in {"und", "mul", "zxx", "mis"} or any(len(part) > 8 for part in parts):
        return None
    tail = [
        part.title() if len(part) == 4 and part.isalpha() else part.upper() if len(part) == 2 else part.lower()
        for part in parts[1:]
    ]
    return "-".join([parts[0].lower(), *tail])
