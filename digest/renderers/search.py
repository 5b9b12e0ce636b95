"""What the search of search.html looks through: articles as pages list them, and which of their runs hold which words.

The files call a function, because a page that was opened from a disk may load scripts beside it and nothing else.
`templates/search.js` reads them; how it parts a text into words is said here once more, for the lists of words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from unicodedata import category, normalize
from urllib.parse import quote

from digest.model import Release, Scheme, Site
from digest.renderers.views import headline, line

FOLDER = "search"
#: lists of words of a volume, each with words of some first letters
LISTS = 32
#: characters of a summary that are shown and looked through
SUMMARY_LIMIT = 300

#: accents of Latin, Greek and Cyrillic, the points of Hebrew and Arabic, and the stroke that lengthens Arabic words
_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]"
)
#: letters that are written in several ways, and those that have no accent to lose
_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "ħ": "h",
        "ı": "i",
        "ς": "σ",
        "_": " ",
        "\u0629": "\u0647",
        "\u0649": "\u064a",
        "\u06cc": "\u064a",
        "\u06a9": "\u0643",
    }
)
#: Thai, Lao, Burmese, Khmer, Japanese and Chinese write words without spaces between them
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_PIECES = re.compile(f"[{_UNSPACED}]+|[^{_UNSPACED}]+")
#: "the", "and the", "in the", "like the", "for the": Arabic writes them together with the word
_ARTICLE = re.compile("^(?:[\u0648\u0641\u0628\u0643]?\u0627\u0644|\u0644\u0644)(?=[\u0621-\u064a]{2})")
_ASCII = re.compile("[a-z0-9]+")
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")

Record = tuple[str, str, str, str, str, str, str]
"""address, title, summary, date and credit, place; language and direction, where they are not the desk's"""


def record(release: Release, site: Site, scheme: Scheme) -> Record:
    """An article as the search shows it: nothing that its page does not show."""
    head = headline(release, site, scheme, href=quote(release.path))
    lang, direction = (head.lang, head.direction) if head.foreign else ("", "")
    summary = line(head.summary, limit=SUMMARY_LIMIT)
    return (head.href, head.title, summary, head.meta, head.place.label, lang, direction)


def run(name: str, records: Sequence[Record]) -> Mapping[str, bytes]:
    """A closed run of articles, newest first."""
    return _file(name, records)


def newest(records: Sequence[Record], *, closed: int, bound: int) -> Mapping[str, bytes]:
    """The articles that stand in no closed run, how many runs there are, and how many make a volume."""
    return _file("newest", {"closed": closed, "bound": bound, "articles": records})


def volume(number: int, runs: Iterable[Iterable[Record]]) -> Mapping[str, bytes]:
    """The lists of words of a volume: word -> the bits of its runs, the oldest run being the lowest."""
    lists: list[dict[str, int]] = [{} for _ in range(LISTS)]
    for place, records in enumerate(runs):
        for word in words(records):
            listed = lists[ord(word[0]) % LISTS]
            listed[word] = listed.get(word, 0) | 1 << place
    files: dict[str, bytes] = {}
    for letter, listed in enumerate(lists):
        files |= _file(f"words/{number}/{letter}", dict(sorted(listed.items())))
    return files


def words(records: Iterable[Record]) -> Collection[str]:
    """What can be looked for in these articles: words, and of texts without spaces each two letters in a row."""
    found: set[str] = set()
    for one in records:
        for piece in (piece for text in one[1:5] for piece in pieces(text)):
            if _IS_UNSPACED.match(piece):
                found.update(piece[at : at + 2] for at in range(len(piece)))
            else:
                found.add(piece)
    return found


def pieces(text: str) -> list[str]:
    """The words of a text, without accents, capitals and the Arabic article; what has no spaces, as it stands."""
    if text.isascii():  # seven times as quick, and nearly all texts of many desks
        return _ASCII.findall(text.lower())
    bare = _MARKS.sub("", normalize("NFKD", text)).lower()
    found = (piece for word in _words().findall(bare.translate(_LETTERS)) for piece in _PIECES.findall(word))
    return [_ARTICLE.sub("", piece) for piece in found]


@cache
def _words() -> re.Pattern[str]:
    """Letters, digits and the marks that belong to them."""
    marks = [chr(code) for code in range(0x300, 0x20000) if category(chr(code))[0] == "M"]
    return re.compile(rf"[\w{''.join(marks)}\U000e0100-\U000e01ef]+")


def _file(name: str, content: object) -> dict[str, bytes]:
    said = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return {f"{FOLDER}/{name}.js": f'digest("{name}",{said});\n'.encode()}
