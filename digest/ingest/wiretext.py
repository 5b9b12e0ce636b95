"""What the old wire formats share: bytes to text, quotes and dashes, paragraphs, version words, two-digit years."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from digest.errors import NoArticleError, SeedError
from digest.ingest.decode import GUESSED
from digest.ingest.prose import rule_character, words
from digest.model import Discard, Draft, Hint, Reading, Seed, Span

#: why a message of nothing but letters that try the line is none
LINE_TEST = "it only tests the line (RYRY)"
SOH, STX, ETX, EOT = b"\x01", b"\x02", b"\x03", b"\x04"
#: what may stand between two messages: white space, SYN, DEL, NUL
_IDLE = b" \t\r\n\v\f\x16\x7f\x00"
#: Latin-1's letters and marks as Windows has them, without those whose bytes are Polish, Turkish or Icelandic letters
_WESTERN = frozenset(
    bytes(
        {*range(0xA0, 0x100), *b"\x80\x82\x84\x85\x8a\x8c\x8e\x91\x92\x93\x94\x95\x96\x97\x99\x9a\x9c\x9e"}
        - {*b"\xa4\xa5\xa6\xaf\xb3\xb8\xb9\xd0\xd7\xdd\xde\xf0\xf7\xfd\xfe"}
    ).decode("cp1252")
)
#: how many of a Western text's letters lie beyond ASCII at most; Cyrillic, Greek and Arabic ones nearly all do
_WESTERN_SHARE = 0.2
_SAMPLE = 200_000
_LONGEST_HEADER = 2000
_MOST_MESSAGES = 100_000
_MOST_LINES = 1_500_000
_CONTROL = {**dict.fromkeys((*range(0x20), 0x7F), " "), 0x09: "\t", 0x0A: "\n"}
_NO_SPACE = (0x05, 0x0E, 0x0F, 0x11, 0x12, 0x13, 0x14, 0x16)
_CONTROLS = str.maketrans(_CONTROL | dict.fromkeys(_NO_SPACE, ""))
_DASH = re.compile(r"(?<![^ ])_(?= )|(?<= )_$")
_GAP = re.compile(r"\S(?: {3,}|\t|\.{4,})\S")
_VERSION = re.compile(
    r"(?:(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|new|optional|adv|sub|urgent|bulletin|mandatory|advisory) ?-?)?"
    r"(?:ld|lead|writethru|write-thru|add|update|take|corrections?|corrective|kill|elimination|elim|withhold|sub|pickup)"
    r"(?: \d{1,2})?(?:-?writethru)?"
    r"|urgent|flash|bulletin|alert|extra|refile|re-?send|corrected|corrects|recasts?|updates?(?: \d{1,2})?|updated"
    r"|withdrawn|withdrawal|canceled|cancelled|eilmeldung|berichtigung|korrektur|neu|zusammenfassung",
    re.IGNORECASE,
)
_GONE = re.compile(r"\b(?:kill|elim|elimination|withdrawn|withdrawal|cancell?ed)\b", re.IGNORECASE)
_HELD = re.compile(r"\bwithhold\b", re.IGNORECASE)
_MARKED = re.compile(r"\(?(CORRECTED|CORRECTION|REFILED?|KILL|WITHDRAWN|URGENT|UPDATE \d{1,2})\)?(?: ?[-:]|$)")
_RYRY = re.compile(r"(?:ry){3,}", re.IGNORECASE)
#: a message that counts its own words and holds less than this share of them was cut off
_CUT_OFF = 0.4
_LEAST_COUNTED = 50
_MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "jan ene gen",
            "feb fév fev fvr",
            "mar mär mrz maa",
            "apr avr abr",
            "may mai mag mei",
            "jun jui giu",
            "jul lug",
            "aug aoû aou ago",
            "sep set",
            "oct okt ott out",
            "nov",
            "dec dez dic déc",
        ),
        1,
    )
    for name in names.split()
}


def wire_text(data: bytes) -> tuple[str, str, frozenset[str]]:
    """Text, encoding and flags of a message: UTF-8, Latin-1 as Windows reads it, else what its letters look like."""
    try:
        return data.decode("utf-8"), "utf-8", frozenset()
    except UnicodeDecodeError:
        pass
    text = data.decode("cp1252", errors="replace")
    beyond = [character for character in text[:_SAMPLE] if character > "\x7f"]
    letters = sum(map(str.isalpha, text[:_SAMPLE]))
    if _WESTERN.issuperset(beyond) and sum(map(str.isalpha, beyond)) <= _WESTERN_SHARE * letters:
        return text, "cp1252", frozenset({GUESSED})
    import chardet

    try:
        guess = chardet.detect(data[:_SAMPLE])["encoding"] or "cp1252"
        return data.decode(guess), guess.lower(), frozenset({GUESSED})
    except (LookupError, UnicodeDecodeError):
        return text, "cp1252", frozenset({GUESSED})


def plain_marks(line: str) -> str:
    """A line with quotes and dashes for their teletype forms (`` and '', a lone _), without control characters."""
    text = line.translate(_CONTROLS)
    if "`" in text or "''" in text:
        text = text.replace("'''", "'\"").replace("``", '"').replace("''", '"').replace("`", "'")
    return _DASH.sub("\N{EM DASH}", text).rstrip() if "_" in text else text.rstrip()


def tabular(line: str) -> bool:
    """Whether a line is a row of a table: wide gaps, dot leaders or semicolons between its cells."""
    return line.startswith("\b") or line.count(";") - line.count("; ") >= 3 or _GAP.search(line) is not None


def wire_paragraphs(lines: Sequence[str]) -> list[str]:
    """Paragraphs of a text whose lines are wrapped: a blank or indented line opens one, a table's row is one."""
    found: list[list[str]] = []
    new = True
    for line in lines:
        text = plain_marks(line).strip()
        if not text or (rule_character(text) is not None and len(text) <= 80):
            new = True
            continue
        row = tabular(line.rstrip())
        if new or row or line[0].isspace():
            found.append([text])
        else:
            found[-1].append(text)
        new = row
    return [" ".join(" ".join(part).split()) for part in found]


def version_word(text: str) -> bool:
    """Whether a text is the mark of a version and nothing else: "1st Ld-Writethru", "REFILE", "URGENT"."""
    return len(text) <= 40 and _VERSION.fullmatch(text.strip(" ()=:.*")) is not None


def version_hints(marks: Sequence[str], title: str, source: str) -> dict[str, Hint]:
    """The version as printed, and the status where it says that the text is taken back; a title may open with it."""
    opening = _MARKED.match(title)
    told = ", ".join(dict.fromkeys([*marks, opening[1]] if opening else marks))
    if not told:
        return {}
    hints = {"version": Hint(value=told, source=source)}
    if _GONE.search(told):
        hints["status"] = Hint(value="canceled", source=source)
    elif _HELD.search(told):
        hints["status"] = Hint(value="withheld", source=source)
    return hints


def wire_month(name: str) -> int | None:
    """The number of a month by its first letters, in the languages of the agencies."""
    return _MONTHS.get(name.casefold()[:3])


def wire_moment(parts: tuple[int, int, int], clock: str, *, utc: bool, received: datetime) -> str | None:
    """ISO 8601 of a (year, month, day) with a year of two or four digits and an HHMM clock; None for no such day.

    A year of two digits is the latest one that had begun a year after the file was received.
    """
    year, month, day = parts
    if year < 100:
        year += 2000 if 2000 + year <= received.year + 1 else 1900
    try:
        found = datetime(year, month, day, int(clock[:2]), int(clock[2:4]), tzinfo=UTC)
    except ValueError:
        return None
    return found.isoformat() if utc else found.date().isoformat()


def short_of(paragraphs: Sequence[str], counted: int | None) -> bool:
    """Whether a text holds far fewer words than its header counts, as one that was cut off does."""
    if counted is None or not _LEAST_COUNTED <= counted <= 20_000:
        return False
    return sum(map(words, paragraphs)) < _CUT_OFF * counted


def line_test(text: str) -> bool:
    """Whether a message only tests the line, as "RYRYRY" does."""
    return _RYRY.search(text) is not None


class Message:
    """One message of a wire file, from its SOH on, still in bytes."""

    def __init__(self, chunk: bytes) -> None:
        header, start, rest = chunk.partition(STX)
        text, end, tail = rest.partition(ETX)
        if not end:
            text, _, tail = rest.partition(EOT)
        trailer, _, self.stray = tail.partition(EOT)
        self.whole = bool(start)
        self.ended = bool(end)
        self.stray = self.stray.strip(_IDLE)
        self.header = wire_text(header[:_LONGEST_HEADER])[0].replace("\r", "")
        decoded, self.encoding, self.flags = wire_text(text.strip(b"\x00\x7f\x16"))
        self.lines = decoded.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
        self.trailer = wire_text(trailer[:_LONGEST_HEADER])[0]


def read_messages(seed: Seed, take: Callable[[Message, int], Draft | str], *, reader: str, what: str) -> Reading:
    """One draft a message; what `take` says against one, or what stands between two, is a discard.

    Raises SeedError when no message can be read, or when there are too many.
    """
    for sign, most, name in ((SOH, _MOST_MESSAGES, "messages"), (b"\n", _MOST_LINES, "lines")):
        if seed.data.count(sign) > most:
            raise SeedError(f"it holds more than {most:,} {name}: part the file", path=seed.path)
    first, *chunks = seed.data.split(SOH)
    drafts: list[Draft] = []
    discards: list[Discard] = []
    encodings: dict[str, None] = {}
    total = 0

    def left(reason: str) -> None:
        discards.append(Discard(span=Span(first=total, last=total), reason=reason))

    if stray := first.strip(_IDLE):
        total += 1
        left(f"{len(stray):,} bytes before the first message")
    for number, chunk in enumerate(chunks, 1):
        total += 1
        message = Message(chunk)
        found = take(message, len(drafts)) if message.whole else "it has no start of text (STX): cut off or damaged"
        if isinstance(found, str):
            left(f"message {number}: {found}")
        else:
            drafts.append(_placed(found, message, total))
            encodings[message.encoding] = None
        if message.stray:
            total += 1
            left(f"{len(message.stray):,} bytes behind the end of message {number}")
    if not drafts:
        raise _nothing(discards, what, seed)
    told = ", ".join(encodings)
    return Reading(
        drafts=tuple(drafts), discards=tuple(discards), total=total, reader=reader, encoding=told, unit="record"
    )


def _placed(draft: Draft, message: Message, at: int) -> Draft:
    cut = frozenset({"truncated"} if not message.ended else ())
    return replace(draft, lines=(Span(first=at, last=at),), flags=draft.flags | message.flags | cut)


def _nothing(discards: Sequence[Discard], what: str, seed: Seed) -> SeedError:
    tests = [each for each in discards if each.reason.endswith(LINE_TEST)]
    if tests and len(tests) == len(discards):
        return NoArticleError(f"no article found: {tests[0].reason}", path=seed.path)
    reasons = "; ".join(each.reason for each in discards[:3])
    return SeedError(f"no readable {what} message is in it{f' ({reasons})' if reasons else ''}", path=seed.path)
