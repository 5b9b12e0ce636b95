"""Running text: rows, page furniture, titles, sign-offs, and paragraphs out of lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from digest.ingest.lines import line_feeds

#: lines that are a page's furniture wherever they stand alone, lower case
FURNITURE = frozenset(
    {
        "ad",
        "advertisement",
        "advertisement - scroll to continue",
        "article continues below",
        "comments",
        "continue reading",
        "copy link",
        "listen to this article",
        "log in",
        "more stories",
        "most popular",
        "most read",
        "print",
        "read more",
        "recommended",
        "related articles",
        "related stories",
        "reply",
        "save",
        "share",
        "share this article",
        "share this story",
        "sign in",
        "sign up",
        "skip to content",
        "skip to main content",
        "story continues below advertisement",
        "subscribe",
        "tt",
        "tweet",
        "このニュースをシェア",
    }
)
_RULE_CHARACTERS = frozenset("-=_*#~–—•·+.")
_SENTENCE_ENDS = (
    ".",
    "!",
    "?",
    "…",
    '."',
    '!"',
    '?"',
    ".”",
    "!”",
    "?”",
    ".’",
    ".)",
    "。",
    "؟",
    "۔",
    "।",
    "॥",
    "።",
    "។",
    ":",
    ";",
)
_SMALL_WORDS = frozenset({"and", "of", "the", "for", "de", "in", "via", "&", "-", "–", "—"})
_LETTERS = re.compile(r"[^\W_]+")
_QUOTED = re.compile(r"“[^“”]{0,400}”|„[^„“”]{0,400}[“”]|«[^«»]{0,400}»|\"[^\"]{0,400}\"")
_BULLETS = ("- ", "* ", "• ", "– ", "— ")


class Row(NamedTuple):
    """A line that is not blank: its number (from 1), its text stripped, blank lines before it, its indent."""

    at: int
    text: str
    gap: int
    indent: int


def rows_of(lines: Sequence[str], first: int = 1) -> list[Row]:
    """The lines that are not blank; `first` is the number of the first line."""
    rows: list[Row] = []
    gap = 0
    for at, line in enumerate(lines, first):
        text = line.strip()
        if text:
            rows.append(Row(at, text, gap, len(line) - len(line.lstrip()) if text != line else 0))
            gap = 0
        else:
            gap += 1
    return rows


def words(text: str) -> int:
    """Words of a text, by white space."""
    return len(text.split())


def count_words(rows: Iterable[Row]) -> int:
    """Words of some rows."""
    return sum(words(row.text) for row in rows)


def folded(text: str) -> str:
    """A title for comparing: its letters and digits alone, in small letters."""
    return " ".join(_LETTERS.findall(text.casefold()))


def is_furniture(text: str, chrome: frozenset[str] = frozenset()) -> bool:
    """Whether a line, alone, is a page's furniture; `chrome` holds further such lines in lower case."""
    if len(text) > 60:
        return False
    bare = text.casefold().rstrip(" »›>:.…").lstrip(" «‹<")
    return bare in FURNITURE or bare in chrome


def rule_character(text: str, least: int = 3) -> str | None:
    """The character of a rule line ("-----", "* * * *") of at least that many characters, else None."""
    if text[0] not in _RULE_CHARACTERS or len(text) > 400:
        return None
    packed = text.replace(" ", "")
    return packed[0] if len(packed) >= least and packed == packed[0] * len(packed) else None


def without_quotes(text: str) -> str:
    """A text without what it quotes, up to 400 characters each: the words of others are not the page's own."""
    return _QUOTED.sub(" ", text)


def ends_sentence(text: str) -> bool:
    """Whether a line ends as a sentence does."""
    return text.endswith(_SENTENCE_ENDS)


def title_like(text: str, longest: int = 25) -> bool:
    """Whether a line may be a title: at most `longest` words, and it does not end as a sentence or a list item does."""
    if len(text) > 300 or not 1 <= words(text) <= longest:
        return False
    return not text.endswith((".", ",", ";", ":", "。", "۔")) or text.endswith(("...", "U.S.", "U.N."))


def sign_off(text: str) -> str | None:
    """The agency of a closing line such as "(The Herald)": a few capitalised words in brackets, no sentence."""
    if not (text.startswith("(") and text.endswith(")")) or len(text) > 60:
        return None
    inner = text[1:-1].strip()
    parts = inner.replace("/", " / ").split()
    if not 1 <= len(parts) <= 6 or any(sign in inner for sign in "()0123456789.!?:;"):
        return None
    named = all(part in _SMALL_WORDS or part == "/" or part[0].isupper() or not part[0].isascii() for part in parts)
    return inner if named else None


def has_credit(text: str) -> bool:
    """Whether a line ends as a picture's caption does: "(AP)", "(Name/Agency)" or "EPA/NAME" in capitals."""
    if text.endswith(")"):
        opened = text.rfind("(")
        return opened > 0 and sign_off(text[opened:]) is not None
    last = text.rsplit(". ", 1)[-1]
    agency, slash, name = last.partition("/")
    return bool(slash) and agency.isupper() and name.isupper() and words(last) <= 5


def title_rows(rows: Sequence[Row]) -> int:
    """How many rows at the top are the title: 0 when the text opens with a paragraph, 2 for a wrapped one."""
    if len(rows) < 2:
        return 0
    first, second = rows[0], rows[1]
    if not title_like(first.text):
        short = words(first.text) <= 12 and second.gap > 0 and not first.text.endswith((",", ";", ":"))
        return 1 if short and words(second.text) > words(first.text) else 0
    wrapped = second.gap == 0 and second.text[0].islower() and 40 <= len(first.text) <= 100
    if wrapped and len(rows) > 2 and rows[2].gap > 0 and title_like(f"{first.text} {second.text}"):
        return 2
    # the first line of a hard-wrapped paragraph is no title
    return 0 if second.gap == 0 and second.text[0].islower() else 1


def paragraphs_of(rows: Sequence[Row]) -> list[str]:
    """Paragraphs: blank lines part them; without blank lines each line is one, unless the lines are hard-wrapped."""
    found: list[str] = []
    group: list[Row] = []
    for row in rows:
        if group and row.gap > 0:
            found += _unwrapped(group)
            group = []
        group.append(row)
    return found + (_unwrapped(group) if group else [])


def text_paragraphs(text: str) -> list[str]:
    """Paragraphs of a text with line breaks."""
    return paragraphs_of(rows_of(line_feeds(text).split("\n")))


def truncated(paragraphs: Sequence[str]) -> bool:
    """Whether the text breaks off: "…", "[...]" or "Read more" at its very end."""
    if not paragraphs:
        return False
    last = paragraphs[-1].casefold().rstrip(" »›>")
    return last.endswith(("…", "...", "[…]", "[...]", "(…)", "read more", "continue reading"))


def _unwrapped(group: list[Row]) -> list[str]:
    if not _hard_wrapped(group):
        return [row.text for row in group]
    margin = min(row.indent for row in group)
    found: list[list[str]] = []
    for row in group:
        opens = row.indent > margin or row.text.startswith(_BULLETS)
        if opens or not found:
            found.append([])
        found[-1].append(row.text)
    return [" ".join(part) for part in found]


def _hard_wrapped(group: list[Row]) -> bool:
    """Lines of nearly one length below 110 characters that mostly break inside a sentence."""
    if len(group) < 2:
        return False
    longest = max(len(row.text) for row in group)
    if not 45 <= longest <= 110:
        return False
    inner = group[:-1]
    filled = sum(len(row.text) >= 0.6 * longest for row in inner)
    open_ended = sum(not ends_sentence(row.text) for row in inner)
    return filled >= 0.7 * len(inner) and open_ended >= 0.5 * len(inner)
