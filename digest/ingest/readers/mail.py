"""Mail: the message's text is its article or articles, what is attached or forwarded is a file of its own."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from digest.errors import NoArticleError, SeedError
from digest.ingest.decode import head_of
from digest.ingest.foreign import foreign_bytes
from digest.ingest.inner import NOTE, Letter
from digest.ingest.inside import Holding
from digest.ingest.layouts import Layout
from digest.ingest.letters import PGP_SEALED
from digest.ingest.lines import Owners
from digest.ingest.mime import Mail as Message
from digest.ingest.mime import Part, field_name
from digest.ingest.readers.base import draft
from digest.ingest.readers.parts import Read, charset_of, read_page, read_text, text_of_part, words_of
from digest.ingest.senders import has_agency, sender, sender_inside
from digest.ingest.several import SEVERAL
from digest.ingest.subjects import bare_subject, marked
from digest.model import Draft, Hint, Reading, Seed, Span
from digest.model.texts import size

_ROUTE = frozenset({"received", "return-path", "delivered-to", "message-id", "mime-version", "x-received", "list-id"})
_PEOPLE = frozenset({"from", "to", "subject", "date", "sender", "reply-to", "cc", "content-type", "x-mailer"})
_TEXTS = ("text/html", "application/xhtml+xml", "text/plain", "text/enriched")
#: a text so many times as long as the page beside it is more than another form of it
_SEVERAL_TIMES = 3
#: share of its words that another form of a text has
_SAME = 0.5
_SAME_TEXT = "the same text in another form"
_OTHER_TEXT = "another form of the message, with other words than the one that is read"
_MESSAGES = ("message/rfc822", "message/global")
_SEALED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
_TNEF = "application/ms-tnef"
_OUTLOOK = (
    "the text of this message is only in winmail.dat, Outlook's own form, which is not read: "
    "ask for it as plain text or HTML, or save what is attached to it and put that into the folder"
)
#: parts that never hold news, by the beginning of their kind
_NO_NEWS: Mapping[str, str] = {
    "image/": "a picture",
    "audio/": "a sound",
    "video/": "a film",
    "font/": "a font",
    "text/calendar": "a calendar invitation",
    "application/ics": "a calendar invitation",
    "text/vcard": "a visiting card",
    "text/x-vcard": "a visiting card",
    "text/directory": "a visiting card",
    "text/css": "a style sheet",
    "application/pgp": "a signature or key",
    "application/pkcs7-signature": "a signature",
    "application/x-pkcs7-signature": "a signature",
    _TNEF: "Outlook's own form of the message (winmail.dat), which is not read",
    "application/applefile": "a Macintosh resource",
    "message/external-body": "a link to a file elsewhere, which is never fetched",
    "message/partial": "a piece of a message that was sent in several",
    "message/": "a report on a delivery",
    "text/rfc822-headers": "a report on a delivery",
    "multipart/": "parts that are nested more than 10 deep",
}


class Mail:
    """One message (.eml)."""

    name = "mail"

    def fits(self, seed: Seed) -> float:
        """By a header that only mail has, else by name."""
        names: list[str] = []
        for line in head_of(seed, 8192).lstrip().split("\n"):
            if line.strip().isdecimal() and not names and seed.path.lower().endswith(".emlx"):
                continue
            name = field_name(line.encode("utf-8", "replace"))
            if name:
                names.append(name)
            elif not line[:1].isspace() or not line.strip():
                break
        known = set(names)
        if seed.path.lower().endswith((".eml", ".emlx")):
            return 0.97 if known else 0.5
        people = len(known & _PEOPLE)
        if known & _ROUTE and people and len(known & (_ROUTE | _PEOPLE)) >= 3:
            return 0.97
        return 0.97 if {"from", "to", "subject", "date"} <= known else 0.0

    def read(self, seed: Seed, layouts: Sequence[Layout]) -> Reading:
        """Its articles and files. Raises SeedError when it is encrypted, a report on a delivery, or holds nothing."""
        if not seed.data.strip():
            raise SeedError("the file is empty", path=seed.path)
        foreign = foreign_bytes(seed.data)
        if foreign is not None:
            raise SeedError(f"this is {foreign}", path=seed.path)
        return _Letter(seed, layouts).reading()


class _Letter:
    """A message while it is read."""

    def __init__(self, seed: Seed, layouts: Sequence[Layout]) -> None:
        self._seed = seed
        self._layouts = layouts
        self._mail = Message(seed.data, seed.path)
        self._top = self._mail.top
        listed = "list-id" in self._top.fields
        self._subject, self._forwarded = bare_subject(self._top.fields.text("subject"), listed=listed)
        self._owners = Owners(len(self._mail.lines))
        self._holding = Holding(seed, unit="line", most=len(self._mail.lines))
        self._drafts: list[Draft] = []
        self._said: dict[int, list[str]] = {}
        self._inside: dict[int, Letter] = {}
        self._reasons: list[str] = []
        self._unread = False
        self._encoding: str | None = None
        files = (part for part in self._top.leaves() if _attached(part) or part.kind in _MESSAGES)
        self._notes = any(_no_news(part) is None for part in files)

    def reading(self) -> Reading:
        _refuse(self._top, self._seed)
        at = self._subject_alone()
        if at:
            self._drafts.append(draft(index=0, layout="plain", title=self._subject, paragraphs=[self._subject]))
            self._owners.give(at, at, 0)
        self._owners.leave(1, self._top.body - 1, "the header of the message")
        self._walk(self._top)
        self._owners.leave(self._top.last + 1, self._owners.total, "the mail program's own notes on the message")
        self._owners.leave(1, self._owners.total, "between the parts of the message")
        members = self._holding.members
        if not self._drafts and not members:
            if any(_is_outlook(part) for part in self._top.leaves()):
                raise SeedError(_OUTLOOK, path=self._seed.path)
            reason = "; ".join(dict.fromkeys(self._reasons)) or "the message has no text"
            raise (SeedError if self._unread else NoArticleError)(reason, path=self._seed.path)
        spans = self._owners.all_spans()
        return Reading(
            drafts=tuple(replace(each, lines=spans.get(each.index, ())) for each in self._dressed()),
            discards=self._owners.discards(),
            total=self._owners.total,
            reader=Mail.name,
            encoding=self._encoding,
            members=members,
        )

    def _subject_alone(self) -> int:
        """The line of a subject that says all: it carries a mark such as KILL, and the message has no text. Else 0."""
        leaves = self._top.leaves()
        if not marked(self._subject) or any(
            part.kind not in _TEXTS or self._mail.content(part).strip() for part in leaves
        ):
            return 0
        header = range(self._top.first, self._top.body)
        return next((at for at in header if field_name(self._mail.lines[at - 1]) == "subject"), 0)

    def _dressed(self) -> list[Draft]:
        """The drafts with what the header says of them."""
        fields = self._top.fields
        moment = fields.moment()
        made = Hint(value=moment, source="mail-date", confidence=0.9) if moment else None
        known = sender(fields)
        number = fields.plain("message-id").strip("<> ")
        dressed: list[Draft] = []
        for each in self._drafts:
            own, sent = dict(known), made
            if each.index in self._inside:
                own, sent = sender_inside(self._inside[each.index])
            if "byline" in each.hints or "site" in each.hints or has_agency(each.paragraphs):
                own.pop("byline", None)
            if number:
                several = f"#{each.index + 1}" if len(self._drafts) > 1 else ""
                own["id"] = Hint(value=f"{number}{several}", source="message-id")
            dressed.append(replace(each, hints=own | dict(each.hints), made=each.made or sent or made))
        return dressed

    def _walk(self, part: Part) -> bool:
        """Read a part and those inside it; whether it gave an article."""
        if part.kind == "multipart/alternative" and part.children:
            return self._best(part.children)
        if part.children:
            found = False
            for child in part.children:
                found = self._walk(child) or found
            return found
        if part.kind in _MESSAGES or _attached(part) or (_named(part) and self._drafts):
            self._attach(part)
        elif part.kind in _TEXTS:
            return self._body(part)
        else:
            self._attach(part)
        return False

    def _best(self, parts: Sequence[Part]) -> bool:
        """The HTML form of a text, else another one; a stub, or a page that may hold several, gives way to it."""
        ranked = sorted(parts, key=lambda part: not any(leaf.kind == "text/html" for leaf in part.leaves()))
        if self._text_holds_more(ranked):
            ranked.reverse()
        taken: Part | None = None
        for part in ranked:
            if taken is None:
                taken = part if self._walk(part) else None
                continue
            for leaf in part.leaves():
                if leaf.kind.startswith("text/") and not _attached(leaf):
                    same = self._shared(leaf, taken) >= _SAME
                    self._owners.leave(leaf.first, leaf.last, _SAME_TEXT if same else _OTHER_TEXT)
                else:
                    self._attach(leaf)
        return taken is not None

    def _shared(self, part: Part, other: Part) -> float:
        """The share of the words of a part that stand in another one, too."""
        words, others = set(self._words(part)), set(self._words(other))
        return len(words & others) / len(words) if words else 1.0

    def _words(self, part: Part) -> list[str]:
        """The words of the texts in a part; none where it cannot be read."""
        if part.first not in self._said:
            said: list[str] = []
            for leaf in part.leaves():
                if leaf.kind in _TEXTS and not _attached(leaf):
                    with suppress(SeedError):
                        said += words_of(text_of_part(self._mail, leaf, self._seed), leaf.kind, self._seed.path)
            self._said[part.first] = said
        return self._said[part.first]

    def _text_holds_more(self, parts: Sequence[Part]) -> bool:
        """Whether the page is a stub beside the text, or may hold several articles where a layout parts the text."""
        leaves = [leaf for part in parts for leaf in part.leaves()]
        texts = [leaf for leaf in leaves if leaf.kind == "text/plain"]
        pages = [leaf for leaf in leaves if leaf.kind == "text/html"]
        if not texts or not pages:
            return False
        more = len(self._words(texts[0])) >= _SEVERAL_TIMES * len(self._words(pages[0]))
        if more and self._shared(texts[0], pages[0]) < _SAME:
            return True
        try:
            if len(self._read(texts[0]).drafts) < 2:
                return False
            found = self._read(pages[0]).drafts
        except SeedError:
            return False
        return len(found) == 1 and SEVERAL in found[0].flags

    def _read(self, part: Part) -> Read:
        decoded = text_of_part(self._mail, part, self._seed)
        if part.kind == "text/plain":
            return read_text(decoded, self._layouts, self._seed, subject=self._subject, forwarded=self._forwarded)
        return read_page(decoded, self._seed.path, subject=self._subject, forwarded=self._forwarded)

    def _body(self, part: Part) -> bool:
        content = self._mail.content(part)
        if content.lstrip().startswith((b"{", b"[{", b"<?xml", b"<rss")):
            self._attach(part, ending=".xml" if content.lstrip().startswith(b"<") else ".json")
            return False
        if not content.strip():
            self._reasons.append("the message has no text")
            self._owners.leave(part.first, part.last, "an empty part")
            return False
        if PGP_SEALED.encode() in content:
            raise SeedError(_sealed("PGP"), path=self._seed.path)
        try:
            read = self._read(part)
            length = sum(size(text) for each in read.drafts for text in each.paragraphs)
            if self._notes and length < NOTE and not marked(self._subject):
                raise NoArticleError(f"a note of {length} words to what is attached", path=self._seed.path)
        except SeedError as why:
            self._reasons.append(why.reason)
            self._unread = self._unread or not isinstance(why, NoArticleError)
            self._owners.leave(part.first, part.last, why.reason)
            return False
        self._take(part, read)
        return True

    def _take(self, part: Part, read: Read) -> None:
        begin = len(self._drafts)
        self._encoding = self._encoding or read.encoding
        self._owners.leave(part.first, part.body - 1, "the header of a part")
        if read.letter is not None:
            self._inside |= dict.fromkeys(range(begin, begin + len(read.drafts)), read.letter)
        read.place(self._owners, self._mail.places(part), part.last, begin)
        self._drafts += [replace(each, index=each.index + begin) for each in read.drafts]

    def _attach(self, part: Part, ending: str = "") -> None:
        """A part that is a file of its own, or is listed."""
        reason = _no_news(part)
        if reason is None:
            self._holding.count()
            context = self._context(part)
            span = Span(first=part.body if part is self._top else part.first, last=part.last)
            before = len(self._holding.members)
            reason = self._holding.place(self._name(part, ending), self._mail.content(part), span, context)
            if reason is None:
                # its lines are nobody's else; no draft has a number below nought
                self._owners.give(span.first, span.last, -1 - before)
                return
        self._owners.leave(part.first, part.last, reason)

    def _context(self, part: Part) -> dict[str, Hint]:
        moment = self._top.fields.moment()
        context = charset_of(part)
        if moment:
            context["made"] = Hint(value=moment, source="mail-date", confidence=0.8)
        if part.kind not in _MESSAGES:
            context |= {name: hint for name, hint in sender(self._top.fields).items() if name == "site"}
        return context

    def _name(self, part: Part, ending: str) -> str:
        name = part.fields.file_name
        if part.kind in _MESSAGES:
            return name if name.lower().endswith(".eml") else f"{name or f'message-{self._holding.total}'}.eml"
        kind = ending or mimetypes.guess_extension(part.kind) or ".bin"
        return name or f"part-{self._holding.total}{kind}"


def _attached(part: Part) -> bool:
    """Whether a part is meant to be saved rather than read."""
    return part.fields.disposition == "attachment"


def _named(part: Part) -> bool:
    return bool(part.fields.file_name)


def _is_outlook(part: Part) -> bool:
    """Whether a part is the message as Outlook packs it (TNEF)."""
    return part.kind == _TNEF or part.kind.endswith("/vnd.ms-tnef") or part.fields.file_name.lower() == "winmail.dat"


def _no_news(part: Part) -> str | None:
    """Why a part is no file with news, else None."""
    if part.kind in _MESSAGES:
        return None
    kind = _TNEF if _is_outlook(part) else part.kind
    reason = next((reason for begin, reason in _NO_NEWS.items() if kind.startswith(begin)), None)
    name = part.fields.file_name
    return f"{reason}: {name}" if reason and name else reason


def _refuse(top: Part, seed: Seed) -> None:
    if top.fields.kind == "multipart/report":
        raise NoArticleError("this is a report on the delivery of another message, no news", path=seed.path)
    for part in (top, *top.leaves()):
        if top.fields.kind in _SEALED or part.kind in _SEALED:
            kind = "PGP" if "pgp" in top.fields.plain("content-type").lower() else "S/MIME"
            raise SeedError(_sealed(kind), path=seed.path)


def _sealed(kind: str) -> str:
    return f"this message is encrypted or sealed ({kind}): open it in a mail program and save it without"
