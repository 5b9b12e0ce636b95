"""Which of the letters inside a letter is its text: the one that is forwarded or quoted below a note, however deep."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate

from digest.ingest.headed import Inside, headers_in
from digest.ingest.prose import words
from digest.ingest.subjects import bare_subject, marked
from digest.model.texts import size

#: below so many words of its own a letter is a note on what it quotes or brings
NOTE = 40
#: a line that layouts know as a rule
RULE = "-----"
HEADER = "the header of the message inside"
_QUOTED = "a quoted message"
_ABOVE = "a note above the message inside"
_WROTE = ("wrote", "schrieb", "a écrit", "escribió", "ha scritto", "escreveu", "schreef", "napisał", "написал", "пишет")
#: words of a note on when a text may be used
_USE = ("embargo", "sperrfrist", "эмбарго", "حظر النشر", "not for publication", "hold until", "not before")
_DEEPEST = 10
#: how a line opens that tells the day of the letter that it quotes
_ON = ("on ", "am ", "el ", "le ", "il ", "em ", "op ")
#: words of a writer's own below a quotation that make it part of what is written
_SPOKEN = 8
_ADDRESS = re.compile(r"([^<>\[\]]*)[<\[](?:mailto:)?([^<>\[\]\s]+@[^<>\[\]\s]+)")


@dataclass(slots=True)
class Letter:
    """The lines of a text part, and the reasons (by line, from 1) why some of them are no text."""

    lines: list[str]
    reasons: dict[int, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    """the header of the letter inside that is the text, by roles: from, date, to, subject"""
    subject_at: int = 0
    """the line of its subject"""
    inside: bool = False
    """whether the text is that of a letter inside"""
    notes: set[int] = field(default_factory=set)
    """lines of a note that say when or whether the text may be used"""
    titles: dict[int, str] = field(default_factory=dict)
    """the subjects of further letters inside, by their lines"""

    @property
    def title(self) -> str:
        """The subject of the letter inside, without FW: and the like."""
        return bare_subject(self.fields.get("subject", ""), listed=False)[0]

    def text(self) -> str:
        """The text with the other lines left blank, so that every line keeps its number."""
        return "\n".join("" if at in self.reasons else line for at, line in enumerate(self.lines, 1))

    def length(self, first: int = 1, last: int | None = None) -> int:
        """Words of the text, of all of it or of some lines; what it quotes is left out."""
        last = len(self.lines) if last is None else last
        return sum(size(self.lines[at - 1]) for at in range(first, last + 1) if self._own(at))

    def leave(self, first: int, last: int, reason: str) -> None:
        """List the lines first..last, those that are blank left out."""
        for at in range(first, last + 1):
            if self.lines[at - 1].strip():
                self.reasons.setdefault(at, reason)

    def enter(self, fields: Mapping[str, str], subject_at: int = 0) -> None:
        """Take the letter inside for the text; what its header does not say is not known, but for its subject."""
        self.inside = True
        self.fields = {"subject": self.title, **fields}
        self.subject_at = subject_at or self.subject_at

    def quoted(self) -> list[int]:
        """The lines behind ">"."""
        return [at for at, line in enumerate(self.lines, 1) if line.startswith(">") and at not in self.reasons]

    def writer(self) -> tuple[str, str]:
        """The name and the address that the header of the letter inside gives."""
        told = self.fields.get("from", "")
        found = _ADDRESS.match(told)
        name, address = (found[1], found[2]) if found else ("", told) if "@" in told else (told, "")
        return name.strip(" '\"\xa0"), address

    def _own(self, at: int) -> bool:
        return at not in self.reasons and not self.lines[at - 1].startswith(">")


def find_text(letter: Letter, *, forwarded: bool, subject: str) -> None:
    """List what is not the text of a letter that holds others: notes, headers, answers; or what it quotes.

    A note of few words above another letter is no text, however many such stand above each other. Where both are long,
    the other one is older if it has the same subject; else it may be an article of its own, and a rule parts them.
    """
    for _ in range(_DEEPEST):
        _headers(letter, forwarded=forwarded, subject=subject)
        if not _quotes(letter, forwarded=forwarded):
            return


def _headers(letter: Letter, *, forwarded: bool, subject: str) -> None:
    start = 1
    below = [*accumulate(map(size, reversed(letter.lines)), initial=0)][::-1]
    for header in list(headers_in(letter.lines)):
        if header.first in letter.reasons:
            continue
        brought = header.forwarded or (forwarded and not letter.inside)
        short = letter.length(start, header.first - 1) < NOTE
        if not brought and not (short and below[header.last] >= NOTE):
            if header.original or _same_subject(header, letter.title or subject):
                letter.leave(header.first, len(letter.lines), _QUOTED)
                return
            _part(letter, header)
        elif short:
            _leave_note(letter, range(start, header.first))
            letter.leave(header.first, header.last, HEADER)
            letter.enter(header.fields, header.subject_at)
        else:
            letter.inside = letter.inside or brought
            _part(letter, header)
        if letter.lines[header.last - 1].startswith(">"):
            _unquote(letter, header.last + 1)
        start = header.last + 1


def _same_subject(header: Inside, subject: str) -> bool:
    told = bare_subject(header.fields.get("subject", ""), listed=False)[0]
    return told.casefold() in ("", subject.casefold())


def _leave_note(letter: Letter, lines: Iterable[int]) -> None:
    """List a note, but for what it says of the text's use: an embargo holds wherever it is told."""
    for at in lines:
        line = letter.lines[at - 1]
        if at not in letter.reasons and (marked(line) or any(word in line.casefold() for word in _USE)):
            letter.notes.add(at)
        else:
            letter.leave(at, at, _ABOVE)


def _unquote(letter: Letter, first: int) -> None:
    """Take a ">" off every line from one on."""
    for at in range(first, len(letter.lines) + 1):
        line = letter.lines[at - 1]
        letter.lines[at - 1] = line[1:].removeprefix(" ") if line.startswith(">") else line


def _part(letter: Letter, header: Inside) -> None:
    """A rule and a title instead of a header that parts two texts; the one above gets the title that it came under."""
    if letter.title and not letter.titles and letter.reasons.get(letter.subject_at) == HEADER:
        del letter.reasons[letter.subject_at]
        letter.lines[letter.subject_at - 1] = letter.titles[letter.subject_at] = letter.title
    letter.fields = {"subject": letter.title}
    at = header.subject_at if header.subject_at > header.first else 0
    title = bare_subject(header.fields.get("subject", ""), listed=False)[0]
    for each in range(header.first, header.last + 1):
        if each == at and title:
            letter.lines[each - 1] = letter.titles[each] = title
        elif each == header.first:
            letter.lines[each - 1] = RULE
            letter.titles[each] = ""
        else:
            letter.leave(each, each, HEADER)


def _quotes(letter: Letter, *, forwarded: bool) -> bool:
    """Take the ">" off lines that are the text, else list them; whether they were the text."""
    quoted = letter.quoted()
    if not quoted:
        return False
    if not (forwarded or any(_is_attributed(letter, at) for at in quoted)) and letter.length(quoted[0]) >= _SPOKEN:
        # questions and answers, or a statement that a report cites
        _unquote(letter, 1)
        return False
    own, long = letter.length(), sum(size(letter.lines[at - 1]) for at in quoted) - len(quoted) >= NOTE
    below_note = own < NOTE and long
    taken = below_note or (forwarded and not letter.inside)
    for at in quoted:
        if at > 1 and not letter.lines[at - 2].startswith(">"):
            _attribution(letter, at - 1, HEADER if taken else _QUOTED)
        if not taken:
            letter.leave(at, at, _QUOTED)
    if below_note:
        behind = set(quoted)
        _leave_note(letter, (at for at in range(1, len(letter.lines) + 1) if at not in behind))
        if own:
            letter.enter({})
    if taken:
        _unquote(letter, 1)
    return taken


def _is_attributed(letter: Letter, at: int) -> bool:
    """Whether the quotation that begins at this line is a letter's: a line above it says who wrote it, and when."""
    if at > 1 and letter.lines[at - 2].startswith(">"):
        return False
    above = [line.strip() for line in letter.lines[max(0, at - 4) : at - 1] if line.strip()][-2:]
    text = " ".join(above).casefold()
    dated = any(map(str.isdecimal, text)) or "@" in text or any(line.casefold().startswith(_ON) for line in above)
    return bool(above) and above[-1].endswith((":", "：")) and dated and any(word in text for word in _WROTE)


def _attribution(letter: Letter, at: int, reason: str) -> None:
    """The line, or two, above a quotation that say who wrote it."""
    while at > 0 and not letter.lines[at - 1].strip():
        at -= 1
    line = letter.lines[at - 1].strip() if at > 0 else ""
    told = any(word in line.casefold() for word in _WROTE)
    if not (told and line.endswith((":", "："))) or words(line) > 25:
        return
    letter.leave(at, at, reason)
    above = letter.lines[at - 2].strip() if at > 1 else ""
    if above.startswith(("On ", "Am ", "El ", "Le ", "Il ")) and words(above) <= 20 and not line.startswith(above[:3]):
        letter.leave(at - 1, at - 1, reason)
