"""Names of countries in other languages than English: a table a language, read by its own way of writing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from itertools import pairwise
from pathlib import Path
from sys import intern
from typing import Final, NamedTuple, Self

from digest.regions.gazetteer import DATA, WORLD, Reading, rows
from digest.regions.scan import Mention
from digest.regions.text import WORD as PLAIN_WORD
from digest.regions.text import fold

FOLDER: Final = "tongues"
TONGUES: Final = tuple(sorted(path.stem for path in (DATA / FOLDER).glob("*.tsv")))
"""languages with a table of their own beside English"""
_SAME: Final = {"bs": "sh", "hr": "sh", "sr": "sh", "prs": "fa", "pes": "fa", "yue": "zh", "cmn": "zh"}
"""languages that share a table: Bosnian, Croatian and Serbian; Persian and Dari"""
_ENGLISH: Final = frozenset({"en", "pcm"})
"""English, and Nigerian Pidgin, for which a model of languages takes some of it"""
_ARABIC: Final = frozenset({"ar", "fa", "ps", "ur"})
_OTHER_LETTERS: Final = _ARABIC | {"ru", "uk", "zh"}
_KINDS: Final = ("country", "demonym", "capital", "city", "actor")
"""what the columns of a table hold, after the code"""
_MUTE: Final = "--"
"""the code of phrases that hold a place's name and name no place"""
_ENDING: Final = 3
"""letters that may follow a stem: 97 % of Russian and Ukrainian case forms (research, section 5)"""
_NEAR: Final = frozenset({" ", "-", "'", "\u2019", "\u00a0", "\u2011", "\u200c"})
"""what may part the words of one name"""
_WORD: Final = re.compile("(?:[^\\W_]|[\u0640\u064b-\u065f\u0670])+")
_READ: Final = 2000
"""letters of a text that are asked for its language"""
_LETTERS: Final = {
    re.compile("[\u0600-\u06ff]"): {
        "ps": frozenset("ټډړښځڅۍ"),
        "ur": frozenset("ٹڈڑںے"),
        "fa": frozenset("پچژگکی"),
        "ar": frozenset("اوي"),
    },
    re.compile("[\u0400-\u04ff]"): {"uk": frozenset("іїєґ"), "sh": frozenset("ђјљњћџ"), "ru": frozenset("аоеи")},
    re.compile("[\u3400-\u9fff]"): {"zh": frozenset("的在国是了中大不")},
}
"""scripts, and by language the letters that tell it from those that come after it"""
_OWN: Final = 0.02
"""the share of its own letters from which a text is in a language: one Persian name makes no Arabic text Persian"""
_NAME_WORD: Final = re.compile(f"{_WORD.pattern}\\*?")
_ARABIC_MARKS: Final = re.compile("[\u0640\u064b-\u065f\u0670]+")
_ARABIC_LETTERS: Final = {
    ord(letter): plain
    for plain, letters in {"ا": "أإآٱ", "ي": "ىیېۍےئ", "ه": "ةۀەہھۃ", "ك": "ک", "و": "ؤ", "گ": "ګ"}.items()
    for letter in letters
}
_ARTICLE: Final = "ال"
_PREFIXES: Final = ("و", "ف", "ال", "وال", "فال", "ب", "بال", "وب", "وبال", "ل", "لل", "ول", "ولل", "كال")
"""conjunctions, prepositions and the article, which Arabic writes together with the word"""
_SHORTEST: Final = 3
"""letters that a word has left without its prefix"""
_SERBIAN: Final = str.maketrans(
    dict(zip("абвгдђежзијклмнопрстћуфхцчш", "abvgdđežzijklmnoprstćufhcčš", strict=True))
    | {"љ": "lj", "њ": "nj", "џ": "dž"}
)
_CYRILLIC: Final = {ord("ё"): "е", ord("ґ"): "г"}
_NO_GIVEN: Final = frozenset(
    {"ben", "dale", "dallas", "dan", "don", "london", "mark", "odessa", "orlando", "paris", "sydney", "victoria"}
)
"""given names that are common words or rather cities: "Dan Rusije", "Mark Brandenburg", "London School of ..." """
_AT: Final = frozenset({"à", "a", "aus", "bei", "em", "en", "in", "iz", "na", "nach", "në", "nga", "u"})
"""words that a place follows: who comes behind it is another name ("En Israel Gantz ...")"""
_OF_PLACES: Final = frozenset(["defense", "defence", "katz", "hayom", "today", "times", "post", "radio", "tv"])
"""what follows a place in names that are about it: "Israel Katz" is its minister"""
_REMEMBERED: Final = 50_000
"""words of which a table remembers what they open"""
_LONGER: Final = 4
"""letters of the shortest surname that tells a person from a place: not "Paris FC" """


class _Token(NamedTuple):
    """A word of a text and where it stands."""

    start: int
    end: int
    written: str


class _Form(NamedTuple):
    """A word as it is written and spelt, and the keys that it may be filed under."""

    written: str
    spelt: str
    """in small letters, Serbian in Latin ones"""
    keys: tuple[tuple[str, bool], ...]
    """each with whether the Arabic article stood before it"""


class _Word(NamedTuple):
    """A word of a name as its table writes it."""

    key: str
    written: str
    open: bool
    """takes endings"""
    article: bool
    """the Arabic one, without which it is another word"""
    case: int
    """0 for any, 1 for a capital letter, 2 for all in capitals: "SAD" is no "sad" """

    def is_in(self, form: _Form) -> bool:
        """Whether the text has this word there.

        A text may leave accents out ("Iran" for "Irán"), but those it writes are the table's: "Ruši" is no "Rusi".
        """
        if self.case > _case(form.written) or not any(map(self._begins, form.keys)):
            return False
        if form.spelt.isascii() or not form.spelt[0] < "\u0250":
            return True
        return form.spelt.startswith(self.written) if self.open else form.spelt == self.written

    def _begins(self, key: tuple[str, bool]) -> bool:
        longest = len(self.key) + (_ENDING if self.open else 0)
        return key[0].startswith(self.key) and len(key[0]) <= longest and (key[1] or not self.article)


class _Name(NamedTuple):
    """A name and what it may mean."""

    words: tuple[_Word, ...]
    reading: Reading

    @property
    def key(self) -> str:
        """Its words as they are compared."""
        return " ".join(word.key for word in self.words)


def _longest_first(name: _Name) -> tuple[int, int]:
    return -len(name.words), -len(name.key)


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language's table: `names` files each name under its first word, or sign where words are not parted."""

    language: str
    names: dict[str, tuple[_Name, ...]]
    _opened: dict[str, tuple[_Name, ...]] = field(default_factory=dict, repr=False, compare=False)
    """word -> the names that it opens: most words of a text come again, and most open none"""

    @classmethod
    def load(cls, language: str, folder: Path = DATA) -> Self:
        """Read `folder`/tongues/`language`.tsv: code, names, adjectives, capitals, cities, actors.

        A cell holds names parted by "|". One that ends in "*" takes an ending of up to three letters, in each word
        that has the star; one with a capital letter is found only where the text writes it so. The code "--" mutes.
        """
        names: dict[str, list[_Name]] = defaultdict(list)
        for code, *cells in rows(folder / FOLDER, language):
            for kind, cell in zip(_KINDS, cells, strict=False):
                for surface in filter(None, cell.split("|")):
                    name = _Name(_words_of(language, surface, mute=code == _MUTE), _reading(code, kind))
                    head = name.words[0].key
                    names[head[:1] if language == "zh" else head].append(name)
        return cls(language, {head: tuple(sorted(known, key=_longest_first)) for head, known in names.items()})

    @property
    def latin(self) -> bool:
        """Whether names of cities are often those that English has."""
        return self.language not in _OTHER_LETTERS

    def filed(self, surface: str) -> str:
        """A name's words as they are compared."""
        return _Name(_words_of(self.language, surface), _reading("", "")).key

    def scan(self, text: str) -> list[Mention]:
        """The longest names of one part in order; muted phrases among them have the kind "mask"."""
        return list(self._signs(text) if self.language == "zh" else self._words(text))

    def _signs(self, text: str) -> Iterator[Mention]:
        """Chinese parts no words: the longest name that stands at a sign counts, so 索马里 is never 马里."""
        done = 0
        for at, sign in enumerate(text):
            if at < done or sign not in self.names:
                continue
            for name in self.names[sign]:
                if text.startswith(name.key, at):
                    done = at + len(name.key)
                    yield Mention(at, done, name.key, (name.reading,), fixed=True)
                    break

    def _words(self, text: str) -> Iterator[Mention]:
        pattern = _WORD if self.language in _ARABIC else PLAIN_WORD
        tokens = [_Token(match.start(), match.end(), match.group()) for match in pattern.finditer(text)]
        opened = self._opened
        done, placed = 0, -1
        for index, (_, _, written) in enumerate(tokens):
            # most words open no name, and most have been asked before
            name = self._longest(text, tokens, index) if index >= done and opened.get(written, True) else None
            if name is not None:
                done = index + len(name.words)
                if placed < index and self.latin and self._is_person(name, text, tokens, index):
                    name = name._replace(reading=_reading(_MUTE, ""))
                placed = placed if name.reading.kind == "mask" else done
                yield Mention(tokens[index].start, tokens[done - 1].end, name.key, (name.reading,), fixed=True)

    def _longest(self, text: str, tokens: list[_Token], index: int) -> _Name | None:
        """The name of most words that starts with this one; of the longest stem among those."""
        written = tokens[index].written
        opened = self._opened.get(written)
        if opened is None:
            if len(self._opened) > _REMEMBERED:
                self._opened.clear()
            opened = self._opened[written] = self._opening(_form(self.language, written))
        return next((name for name in opened if self._stands(name, text, tokens, index)), None)

    def _opening(self, form: _Form) -> tuple[_Name, ...]:
        """The names that a word opens, those of most words first, of equal ones that with the longest stem."""
        found = [
            name
            for key, _ in form.keys
            for ending in range(min(_ENDING, len(key) - 1) + 1)
            for name in self.names.get(key[: len(key) - ending], ())
            if name.words[0].is_in(form)
        ]
        return tuple(sorted(found, key=lambda name: -len(name.words)))

    def _stands(self, name: _Name, text: str, tokens: list[_Token], index: int) -> bool:
        """Whether the other words of a name follow its first one."""
        held = tokens[index : index + len(name.words)]
        return (
            len(held) == len(name.words)
            and all(_is_joint(text[left.end : right.start], left.written) for left, right in pairwise(held))
            and all(
                word.is_in(_form(self.language, token.written))
                for word, token in zip(name.words[1:], held[1:], strict=True)
            )
        )

    def _is_person(self, name: _Name, text: str, tokens: list[_Token], index: int) -> bool:
        """Whether a name of one word is a person's: behind a given name, or one itself before a surname.

        "Peter Ungar", "Israel Gómez"; the surname is a word with a capital letter that no table has.
        """
        token = tokens[index]
        if len(name.words) > 1 or name.reading.kind in {"mask", "institution", "actor"} or not _is_title(token):
            return False
        before = tokens[index - 1] if index else None
        spelt = partial(_spelt, self.language)
        beside = before is not None and text[before.end : token.start] == " " and _is_title(before)
        if before and beside and fold(spelt(before.written)) in _given():
            return True
        if index + 1 >= len(tokens) or (before and spelt(before.written) in _AT):
            return False
        after = tokens[index + 1]
        return (
            text[token.end : after.start] == " "
            and spelt(token.written) in _given()
            and _is_title(after)
            and len(after.written) >= _LONGER
            and spelt(after.written) not in _OF_PLACES
            and text[after.end : after.end + 1] not in _NEAR - {" "}
            and self._longest(text, tokens, index + 1) is None
        )


def _is_title(token: _Token) -> bool:
    """Whether it has one capital letter, its first."""
    return _case(token.written) == 1


def _is_joint(gap: str, left: str) -> bool:
    """Whether what stands between two words keeps them one name; a stop does so behind a short one: "St. Gallen"."""
    return gap in _NEAR or (gap in {". ", "."} and len(left) <= _SHORTEST)


def language_by_letters(text: str) -> str | None:
    """The language that the letters of a text tell: English for Latin ones; None where no table knows the script.

    Letters that only Persian, Urdu, Pashto, Ukrainian or Serbian has decide among neighbours.
    """
    letters = [letter for letter in text[:_READ] if letter.isalpha()]
    if 2 * sum(letter < "\u0250" for letter in letters) >= len(letters):
        return "en"
    for script, neighbours in _LETTERS.items():
        if 2 * sum(bool(script.match(letter)) for letter in letters) > len(letters):
            shares = {each: sum(map(own.__contains__, letters)) for each, own in neighbours.items()}
            return next((each for each, share in shares.items() if share >= _OWN * len(letters)), None)
    return None


def readable(language: str | None) -> bool:
    """Whether names of places are known in the language of this BCP 47 tag."""
    return language is not None and (language.lower().partition("-")[0] in _ENGLISH or tongue(language) is not None)


def tongue(language: str) -> Tongue | None:
    """The table for a BCP 47 tag; None for English and for languages without one. Read when it is first asked for."""
    primary = language.partition("-")[0].lower()
    primary = _SAME.get(primary, primary)
    return _loaded(primary) if primary in TONGUES else None


@cache
def _given() -> frozenset[str]:
    """Given names in small letters, read for the first text that asks."""
    return frozenset(name.lower() for kind, name in rows(DATA, "names") if kind == "given") - _NO_GIVEN


@cache
def _loaded(language: str) -> Tongue:
    return Tongue.load(language)


@cache
def _reading(code: str, kind: str) -> Reading:
    if code == _MUTE:
        return Reading("", "mask")
    return Reading(code, "institution" if code == WORLD else kind)


def _words_of(language: str, surface: str, *, mute: bool = False) -> tuple[_Word, ...]:
    """The words of a name in a table; one that is muted is so without its article, too."""
    written = [surface] if language == "zh" else _NAME_WORD.findall(surface)
    words: list[_Word] = []
    for each in written:
        bare = each.rstrip("*")
        article = language == "ar" and bare.startswith(_ARTICLE) and len(bare) > _SHORTEST + 1
        key = intern(_key(language, bare).removeprefix(_ARTICLE if article else ""))
        words.append(_Word(key, intern(_spelt(language, bare)), bare != each, article and not mute, _case(bare)))
    return tuple(words)


def _small(word: str) -> str:
    """In small letters; Python makes two signs of the Turkish capital with a dot."""
    return word.replace("İ", "i").lower()


def _spelt(language: str, word: str) -> str:
    """In small letters with its accents; Serbian in Latin ones, and Turkish without telling apart its two i."""
    lowered = _small(word)
    if language == "sh":
        return lowered.translate(_SERBIAN)
    return lowered.replace("ı", "i") if language == "tr" else lowered


def _case(written: str) -> int:
    if written.isupper() and len(written) > 1:
        return 2
    return int(written[0].isupper())


def _key(language: str, word: str) -> str:
    """A word as names are filed: small letters without accents, Arabic letters of one shape, Serbian in Latin ones."""
    if language in _ARABIC:
        return _ARABIC_MARKS.sub("", word).translate(_ARABIC_LETTERS)
    lowered = _small(word)
    if language in {"ru", "uk"}:
        return lowered.translate(_CYRILLIC)
    if language == "zh":
        return word
    return fold(lowered.translate(_SERBIAN) if language == "sh" else lowered)


@lru_cache(_REMEMBERED)
def _form(language: str, word: str) -> _Form:
    return _Form(word, _spelt(language, word), _keys(language, word))


def _keys(language: str, word: str) -> tuple[tuple[str, bool], ...]:
    """The word's key, and in Arabic what is left of it without what is written together with it."""
    key = _key(language, word)
    bare = [
        (key[len(prefix) :], prefix.endswith((_ARTICLE, "لل")))
        for prefix in (_PREFIXES if language == "ar" else ())
        if key.startswith(prefix) and len(key) - len(prefix) >= _SHORTEST
    ]
    return ((key, False), *bare)
