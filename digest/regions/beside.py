"""Tells by the words beside a name of another language that a person or a language is meant and no place."""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from digest.regions.gazetteer import DATA, rows
from digest.regions.spelling import case, form, key, small, spelt
from digest.regions.text import fold

_NO_GIVEN: Final = frozenset(
    {"ben", "dale", "dallas", "dan", "don", "london", "mark", "odessa", "orlando", "paris", "sydney", "victoria"}
)
"""given names that are common words or rather cities: "Dan Rusije", "Mark Brandenburg", "London School of ..." """
_AT: Final = frozenset({"à", "a", "aus", "bei", "em", "en", "in", "iz", "na", "nach", "në", "nga", "u"})
"""words that a place follows: who comes behind it is another name ("En Israel Gantz ...")"""
_OF_PLACES: Final = frozenset(["defense", "defence", "katz", "hayom", "today", "times", "post", "radio", "tv"])
"""what follows a place in names that are about it: "Israel Katz" is its minister"""
_SAINTS: Final = frozenset({"san", "santa", "santo", "são", "saint", "sainte", "sankt", "sveti", "sveta", "shën"})
"""words that make a place's name of a given name"""
_LONGER: Final = 4
"""letters of the shortest surname that tells a person from a place: not "Paris FC" """
_LATIN: Final = frozenset({"de", "es", "fr", "pt", "sh", "sq", "tr"})
_NISBA: Final = frozenset({"ar", "fa"})
"""languages where a people's name behind a given name is a surname: أحمد المصري"""
_TONGUE_BEFORE: Final = {
    language: frozenset(key(language, word) for word in words.split())
    for language, words in {
        "ar": "لغة اللغة باللغة للغة واللغة اللغتين اللغات",
        "es": "lengua lenguas idioma idiomas",
        "fa": "زبان زبان‌های",
        "fr": "langue langues",
        "pt": "língua línguas idioma idiomas",
        "sq": "gjuhë gjuha gjuhën gjuhës gjuhët",
    }.items()
}
_TONGUE_AFTER: Final = {
    language: frozenset(key(language, word) for word in words.split())
    for language, words in {
        "ps": "ژبه ژبې ژبو ژبی ژبي",
        "ru": "язык языка языке языку языком языки языков языках языками",
        "sh": "jezik jezika jeziku jezikom jezici jezike",
        "tr": "dili dilinde diline dilini dilinden dilinin",
        "uk": "мова мови мову мовою мові мов мовами мовах",
        "ur": "زبان زبانوں زبانیں",
    }.items()
}
"""the word for "language", which makes a language of a people's name beside it"""
_IN: Final = {"es": "en", "fr": "en", "pt": "em"}
"""words that languages follow as peoples in small letters never do: "en anglais" """


class Beside(NamedTuple):
    """A word and its neighbours, which are empty where more than a space parts them."""

    written: str
    earlier: str
    before: str
    title: str
    """the word before, which may be a short one with a full stop: "M. Paris" """
    after: str
    joint: str
    """the sign that follows at once"""


def is_language(language: str, kind: str, here: Beside, stem: int) -> bool:
    """Whether a people's name is its language: "auf Englisch", "en inglés", "русский язык", "Almanca".

    `stem` is the length of the name that the table knows.
    """
    if language == "tr":
        return kind in {"demonym", "country"} and fold(small(here.written))[stem:] in {"ca", "ce"}
    if kind != "demonym":
        return False
    if language == "de":
        # an adjective without an ending has a small letter or a hyphen: "Deutsch-Französischer Krieg"
        return case(here.written) == 1 and here.written.endswith(("isch", "eutsch")) and here.joint != "-"
    if here.before == _IN.get(language) and case(here.written) == 0:
        return True
    return bool(here.before and key(language, here.before) in _TONGUE_BEFORE.get(language, ())) or bool(
        here.after and key(language, here.after) in _TONGUE_AFTER.get(language, ())
    )


def is_person(language: str, kind: str, here: Beside) -> bool:
    """Whether a name stands behind a given name or a person's title: "Peter Ungar", "señor Cuenca", أحمد المصري."""
    if language in _NISBA:
        return kind == "demonym" and bool(here.before) and _is_given(language, here.before)
    if language not in _LATIN or case(here.written) != 1:
        return False
    if here.title and fold(small(here.title)) in _titles(language):
        return True
    if language == "tr" and here.joint in {"'", "\u2019"}:  # "Ahmet Almanya'ya gitti": a place in a case
        return False
    return case(here.before or " ") == 1 and _is_given(language, here.before) and small(here.earlier) not in _SAINTS


def opens_a_person(language: str, here: Beside) -> bool:
    """Whether a name may be a given one before a surname: "Israel Gómez"; the surname is a word that no table has."""
    return (
        language in _LATIN
        and case(here.written) == 1
        and _is_given(language, here.written)
        and not follows_a_place_word(language, here)
        and case(here.after or " ") == 1
        and len(here.after) >= _LONGER
        and spelt(language, here.after) not in _OF_PLACES
    )


def follows_a_place_word(language: str, here: Beside) -> bool:
    """Whether a word for "in", "to" or "from" stands before it."""
    return bool(here.before) and spelt(language, here.before) in _AT


def _is_given(language: str, word: str) -> bool:
    if language in _NISBA:
        return any(part in _given(language) for part, article in form(language, word).keys if not article)
    return fold(spelt(language, word)) in _given("")


@cache
def _given(language: str) -> frozenset[str]:
    """Given names as they are compared, read for the first text that asks; "" stands for all with Latin letters."""
    if language:
        return frozenset(
            key(language, name) for its, kind, name in rows(DATA, "people") if (its, kind) == (language, "given")
        )
    known = {name.lower() for kind, name in rows(DATA, "names") if kind == "given"}
    known |= {fold(small(name)) for its, kind, name in rows(DATA, "people") if kind == "given" and its in _LATIN}
    return frozenset(known - _NO_GIVEN)


@cache
def _titles(language: str) -> frozenset[str]:
    return frozenset(
        fold(small(name)) for its, kind, name in rows(DATA, "people") if (its, kind) == (language, "title")
    )
