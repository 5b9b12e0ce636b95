"""Names of countries in other languages than English: a table a language, read by its own way of writing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from sys import intern
from typing import Final, NamedTuple, Self

from digest.regions.beside import Beside, follows_a_place_word, is_language, is_person, opens_a_person
from digest.regions.gazetteer import DATA, WORLD, Reading, rows
from digest.regions.scan import Mention
from digest.regions.spelling import ARABIC, ARTICLE, REMEMBERED, SHORTEST, Form, case, form, key, marks, spelt
from digest.regions.text import WORD as PLAIN_WORD

FOLDER: Final = "tongues"
TONGUES: Final = tuple(sorted(path.stem for path in (DATA / FOLDER).glob("*.tsv")))
"""languages with a table of their own beside English"""
_SAME: Final = {"bs": "sh", "hr": "sh", "sr": "sh", "prs": "fa", "pes": "fa", "yue": "zh", "cmn": "zh"}
"""languages that share a table: Bosnian, Croatian and Serbian; Persian and Dari"""
_ENGLISH: Final = frozenset({"en", "pcm"})
"""English, and Nigerian Pidgin, for which a model of languages takes some of it"""
_OTHER_LETTERS: Final = ARABIC | {"ru", "uk", "zh"}
_KINDS: Final = ("country", "demonym", "capital", "city", "actor")
"""what the columns of a table hold, after the code"""
_MUTE: Final = "--"
"""the code of phrases that hold a place's name and name no place"""
RIVAL: Final = "?"
"""ends a name that another country has too, and which mostly means that one"""
_ENDING: Final = 3
"""letters that may follow a stem: 97 % of Russian and Ukrainian case forms (research, section 5)"""
_NEAR: Final = frozenset({" ", "-", "'", "\u2019", "\u00a0", "\u2011", "\u200c"})
"""what may part the words of one name"""
_WINDOW: Final = 40
"""signs in which the two words before a name stand"""
_SPACES: Final = frozenset({" ", "\u00a0"})
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
_SURE: Final = frozenset({"mask", "institution", "actor"})
"""what is no person, whoever stands beside it"""
_ADVERBS: Final = frozenset({"ски", "цки", "ьки"})
"""ends of adverbs and surnames that no stem has: "по-русски", "Лукаш Подольски" """
NAMED: Final = frozenset({"country", "capital", "city"})
"""what is a name and no adjective"""
_NISBAS: Final = ("ي", "يه", "يون", "يين", "يات", "يا")
"""ends of Arabic adjectives, which take the article"""


class _Token(NamedTuple):
    """A word of a text and where it stands."""

    start: int
    end: int
    written: str


class _Word(NamedTuple):
    """A word of a name as its table writes it."""

    key: str
    written: str
    open: bool
    """takes endings"""
    article: bool
    """the Arabic one, without which it is another word"""
    bare: bool
    """a place's Arabic name, which never has the article: الحمص is no حمص"""
    case: int
    """0 for any, 1 for a capital letter, 2 for all in capitals: "SAD" is no "sad" """

    def is_in(self, form: Form) -> bool:
        """Whether the text has this word there.

        A text may leave accents out ("Iran" for "Irán"), but those it writes are the table's: "Ruši" is no "Rusi".
        """
        if self.case > case(form.written) or not any(map(self._begins, form.keys)):
            return False
        if not marks(self.written) <= marks(form.written):
            return False
        if form.spelt.isascii() or not form.spelt[0] < "\u0250":
            return True
        return form.spelt.startswith(self.written) if self.open else form.spelt == self.written

    def _begins(self, key: tuple[str, bool]) -> bool:
        longest = len(self.key) + (_ENDING if self.open else 0)
        if not key[0].startswith(self.key) or len(key[0]) > longest or key[0][len(self.key) - 2 :] in _ADVERBS:
            return False
        return self.article <= key[1] <= (not self.bare)


class _Name(NamedTuple):
    """A name and what it may mean."""

    words: tuple[_Word, ...]
    readings: tuple[Reading, ...]
    """the first is meant unless the article speaks for another"""

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
        that has the star; one with a capital letter is found only where the text writes it so. One that ends in "?" is
        the second reading of another country's name, for the context to choose. The code "--" mutes.
        """
        names: dict[str, list[_Name]] = defaultdict(list)
        rivals: dict[str, list[Reading]] = defaultdict(list)
        for code, kind, surface in _surfaces(folder, language):
            name = _Name(_words_of(language, surface, code, kind), (_reading(code, kind),))
            if surface.endswith(RIVAL):
                rivals[name.key].append(name.readings[0]._replace(rival=True))
            else:
                head = name.words[0].key
                names[head[:1] if language == "zh" else head].append(name)
        for known in names.values():
            for at, name in enumerate(known):
                known[at] = name._replace(readings=(*name.readings, *rivals.get(name.key, ())))
        return cls(language, {head: tuple(sorted(known, key=_longest_first)) for head, known in names.items()})

    @property
    def latin(self) -> bool:
        """Whether names of cities are often those that English has."""
        return self.language not in _OTHER_LETTERS

    def filed(self, surface: str) -> str:
        """A name's words as they are compared."""
        return _Name(_words_of(self.language, surface, "", ""), ()).key

    def scan(self, text: str, persons: set[str] | None = None) -> list[Mention]:
        """The longest names of one part in order; muted phrases among them have the kind "mask".

        `persons` holds names that were a person's in earlier parts, and gets those of this one.
        """
        return list(
            self._signs(text) if self.language == "zh" else self._words(text, set() if persons is None else persons)
        )

    def _signs(self, text: str) -> Iterator[Mention]:
        """Chinese parts no words: the longest name that stands at a sign counts, so 索马里 is never 马里."""
        done = 0
        for at, sign in enumerate(text):
            if at < done or sign not in self.names:
                continue
            for name in self.names[sign]:
                if text.startswith(name.key, at):
                    done = at + len(name.key)
                    yield Mention(at, done, name.key, name.readings, fixed=True)
                    break

    def _words(self, text: str, persons: set[str]) -> Iterator[Mention]:
        pattern = _WORD if self.language in ARABIC else PLAIN_WORD
        tokens = [_Token(*match.span(), match[0]) for match in pattern.finditer(text)]
        opened = self._opened
        done, placed = 0, -1
        for index, (_, _, written) in enumerate(tokens):
            # most words open no name, and most have been asked before
            name = self._longest(text, tokens, index) if index >= done and opened.get(written, True) else None
            if name is not None:
                done = index + len(name.words)
                if self._is_no_place(name, text, tokens, index, persons, alone=placed < index):
                    name = name._replace(readings=(_reading(_MUTE, ""),))
                placed = placed if name.readings[0].kind == "mask" else done
                yield Mention(tokens[index].start, tokens[done - 1].end, name.key, name.readings, fixed=True)

    def _is_no_place(
        self, name: _Name, text: str, tokens: list[_Token], index: int, persons: set[str], *, alone: bool
    ) -> bool:
        """Whether a name of one word is a person's or a language's; `alone`: no place stands before it."""
        kind = name.readings[0].kind
        if len(name.words) > 1 or kind in _SURE:
            return False
        here = _beside(text, tokens, index)
        if is_language(self.language, kind, here, len(name.key)):
            return True
        if not alone:
            return False
        if is_person(self.language, kind, here):
            if kind != "demonym":
                persons.add(name.key)
            return True
        if name.key in persons and kind != "demonym":
            return not follows_a_place_word(self.language, here)
        return opens_a_person(self.language, here) and (
            text[tokens[index + 1].end :][:1] not in _NEAR - {" "}
            and ((after := self._longest(text, tokens, index + 1)) is None or after.readings[0].kind == "mask")
        )

    def is_person(self, text: str, start: int, end: int) -> bool:
        """Whether the one word that stands there is behind a given name or a person's title."""
        words = PLAIN_WORD.finditer(text, max(0, start - _WINDOW), end)
        tokens = [_Token(*each.span(), each.group()) for each in words]
        return tokens[-1].start == start and is_person(self.language, "city", _beside(text, tokens, len(tokens) - 1))

    def _longest(self, text: str, tokens: list[_Token], index: int) -> _Name | None:
        """The name of most words that starts with this one; of the longest stem among those."""
        written = tokens[index].written
        opened = self._opened.get(written)
        if opened is None:
            if len(self._opened) > REMEMBERED:
                self._opened.clear()
            opened = self._opened[written] = self._opening(form(self.language, written))
        return next((name for name in opened if self._stands(name, text, tokens, index)), None)

    def _opening(self, form: Form) -> tuple[_Name, ...]:
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
        if len(held) < len(name.words):
            return False
        for word, left, right in zip(name.words[1:], held[:-1], held[1:], strict=True):
            if not word.is_in(form(self.language, right.written)):
                return False
            if not _is_joint(text[left.end : right.start], left.written):
                return False
        return True


def _beside(text: str, tokens: list[_Token], index: int) -> Beside:
    """The word and its neighbours: those that only a space parts from it."""
    token = tokens[index]
    previous, first = (tokens[index - 1], tokens[max(index - 2, 0)]) if index else (None, None)
    gap = text[previous.end : token.start] if previous else ""
    before = previous.written if previous and gap in _SPACES else ""
    short = previous.written if previous and gap in {". ", ".\u00a0"} and len(previous.written) <= SHORTEST else ""
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    return Beside(
        written=token.written,
        earlier=first.written if first and before else "",
        before=before,
        title=before or short,
        after=after.written if after and text[token.end : after.start] in _SPACES else "",
        joint=text[token.end : token.end + 1],
    )


def _is_joint(gap: str, left: str) -> bool:
    """Whether what stands between two words keeps them one name; a stop does so behind a short one: "St. Gallen"."""
    return gap in _NEAR or (gap in {". ", "."} and len(left) <= SHORTEST)


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
def _loaded(language: str) -> Tongue:
    return Tongue.load(language)


@cache
def _reading(code: str, kind: str) -> Reading:
    if code == _MUTE:
        return Reading("", "mask")
    return Reading(code, "institution" if code == WORLD else kind)


def _surfaces(folder: Path, language: str) -> Iterator[tuple[str, str, str]]:
    """Every name of a table with its code and kind."""
    for code, *cells in rows(folder / FOLDER, language):
        for kind, cell in zip(_KINDS, cells, strict=False):
            for surface in filter(None, cell.split("|")):
                yield code, kind, surface


def _words_of(language: str, surface: str, code: str, kind: str) -> tuple[_Word, ...]:
    """The words of a name in a table; one that is muted is so without its article, too."""
    written = [surface.removesuffix(RIVAL)] if language == "zh" else _NAME_WORD.findall(surface)
    words: list[_Word] = []
    for each in written:
        plain = each.rstrip("*")
        article = language == "ar" and plain.startswith(ARTICLE) and len(plain) > SHORTEST + 1
        filed = intern(key(language, plain).removeprefix(ARTICLE if article else ""))
        named = len(written) == 1 and language == "ar" and kind in NAMED and code != _MUTE
        words.append(
            _Word(
                key=filed,
                written=intern(spelt(language, plain)),
                open=plain != each,
                article=article and code != _MUTE,
                bare=named and not article and not filed.endswith(_NISBAS),
                case=case(plain),
            )
        )
    return tuple(words)
