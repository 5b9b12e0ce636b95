"""The parts of a mail (RFC 5322, 2045, 2046), each with its lines: every line of the file has one place."""

from __future__ import annotations

import binascii
import io
import re
from base64 import b64encode
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import AddressHeader, ContentTypeHeader, HeaderRegistry, ParameterizedMIMEHeader
from email.utils import parsedate_to_datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from digest.errors import SeedError
from digest.ingest.decode import repair_mojibake, text_in

#: the parser of header fields takes quadratic time on hostile ones
_LONGEST_FIELD = 2_000
_DEEPEST = 10
_BOM = b"\xef\xbb\xbf"
_MOST_PARTS = 2_000
_MOST_LINES = 1_000_000
_LONGEST_HEADER = 1_000_000
_LONGEST_TEXT = 4_000_000
_SOME_LINES = 4_096
_REGISTRY = HeaderRegistry()
_BROKEN = (
    OverflowError,
    MessageError,
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    RecursionError,
    AssertionError,
)
#: an encoded word, also with raw letters or spaces in it, and several that are one text (RFC 2047 sections 2 and 6.2)
_WORD = re.compile(r"=\?([^?\s]{1,40})\?([bBqQ])\?([^?]*)\?=")
_WORDS = re.compile(rf"(?:{_WORD.pattern}\s*)*{_WORD.pattern}")
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NOT_BASE64 = bytes(set(range(256)) - set(_BASE64))


class Fields:
    """The header fields of a message or a part; a damaged one reads as far as it goes, none raises."""

    def __init__(self, raw: Mapping[str, Sequence[bytes]]) -> None:
        self._raw = raw
        self.parameters: Mapping[str, str] = {}
        self.kind, self.parameters = self._content_type()

    def __contains__(self, name: str) -> bool:
        return name in self._raw

    def __len__(self) -> int:
        return len(self._raw)

    def plain(self, name: str) -> str:
        """A field's first value as it stands, on one line."""
        values = self._raw.get(name)
        if not values:
            return ""
        value = values[0][:_LONGEST_FIELD]
        try:
            text = value.decode()
        except UnicodeDecodeError:
            text = text_in(value, self.parameters.get("charset", "cp1252"))
        return " ".join(text.split())

    def text(self, name: str) -> str:
        """A field's first value with its encoded words read (RFC 2047)."""
        value = _WORDS.sub(_words, self.plain(name))
        return repair_mojibake(" ".join(value.encode("utf-8", "replace").decode().split()))

    def address(self, name: str) -> tuple[str, str]:
        """The first address of a field: the name shown and the bare address; empty where there is none."""
        parsed = self._parsed(name)
        if isinstance(parsed, AddressHeader) and parsed.addresses:
            first = parsed.addresses[0]
            shown = repair_mojibake(" ".join(first.display_name.split()))
            return shown.encode("utf-8", "replace").decode(), first.addr_spec
        return "", ""

    def moment(self) -> str | None:
        """When the message was sent, else when it arrived, ISO 8601 with the zone; None without a readable date."""
        received = self.plain("received").rpartition(";")[2]
        for value in (self.plain("date"), received):
            try:
                return parsedate_to_datetime(value).isoformat()
            except _BROKEN:
                continue
        return None

    @property
    def disposition(self) -> str:
        """How the part is to be shown (RFC 2183): attachment, inline, or nothing."""
        return self.plain("content-disposition").partition(";")[0].strip().lower()

    @property
    def file_name(self) -> str:
        """The name the sender gave the part, encoded words and RFC 2231 continuations read."""
        parsed = self._parsed("content-disposition")
        given = parsed.params.get("filename", "") if isinstance(parsed, ParameterizedMIMEHeader) else ""
        return str(given or self.parameters.get("name", "")).encode("utf-8", "replace").decode()

    def _parsed(self, name: str) -> Any:
        # the standard library reads each word by itself, and knows charsets by their narrow names only
        value = _WORDS.sub(_in_one, self.plain(name))
        try:
            return _REGISTRY(name, value) if value else None
        except _BROKEN:
            return None

    def _content_type(self) -> tuple[str, Mapping[str, str]]:
        parsed = self._parsed("content-type")
        if isinstance(parsed, ContentTypeHeader):
            return parsed.content_type.lower(), dict(parsed.params)
        return "text/plain", {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A message or one of its parts; lines are counted from 1 in the file, first and last included."""

    fields: Fields
    kind: str
    first: int
    body: int
    """the first line behind the header"""
    last: int
    children: tuple[Part, ...] = ()

    def leaves(self) -> Iterator[Part]:
        """The parts inside that have no parts of their own, in order."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()


class Mail:
    """A message taken apart. Raises SeedError when it has no header, or more lines or parts than mail has."""

    def __init__(self, data: bytes, path: str) -> None:
        if b"\n" not in data[:10_000]:
            data = data.replace(b"\r", b"\n")
        if data.count(b"\n") > _MOST_LINES:
            raise SeedError(f"it has more than {_MOST_LINES:,} lines: save the parts that hold news", path=path)
        # parted at line feeds alone
        self.lines = io.BytesIO(data).readlines()
        if self.lines:
            self.lines[0] = self.lines[0].removeprefix(_BOM)
        self._path = path
        self._parts = 0
        self._dashed = [at for at, line in enumerate(self.lines, 1) if line.startswith(b"--")]
        first = next((at for at, line in enumerate(self.lines, 1) if line.strip()), 1)
        last = len(self.lines)
        if self.lines and self.lines[first - 1].strip().isdigit():
            first, last = first + 1, self._before_notes()
        self.top = self._part(first, last, "text/plain", 0)
        if not len(self.top.fields):
            raise SeedError("it has no mail header (lines such as `From: ...`) at its top", path=path)

    def content(self, part: Part) -> bytes:
        """A part's bytes, without its transfer encoding."""
        lines = self.lines[part.body - 1 : part.last]
        match part.fields.plain("content-transfer-encoding").lower():
            case "base64":
                return _base64(lines)
            case "quoted-printable":
                return b"".join(map(binascii.a2b_qp, lines))
            case "x-uuencode" | "uuencode" | "x-uue":
                return b"".join(map(_uuencoded, lines))
            case _:
                return b"".join(lines)

    def text(self, part: Part) -> bytes:
        """The bytes of a part that is to be read as text. Raises SeedError when there are more than 4 MB of them."""
        data = self.content(part)
        if len(data) > _LONGEST_TEXT:
            size = len(data) / 1_000_000
            limit = _LONGEST_TEXT // 1_000_000
            raise SeedError(f"a text of {size:.0f} MB; {limit} MB are read at most: part it", path=self._path)
        return data

    def places(self, part: Part) -> list[int]:
        """The line of the file on which each line of a part's content begins, and at the end the one behind it."""
        lines = self.lines[part.body - 1 : part.last]
        coding = part.fields.plain("content-transfer-encoding").lower()
        if coding == "base64":
            return self._base64_places(part, lines)
        found = [part.body]
        for at, line in enumerate(lines, part.body):
            piece = binascii.a2b_qp(line) if coding == "quoted-printable" else line
            breaks = piece.count(b"\n")
            if breaks:
                found += [at] * (breaks - 1)
                found.append(at + 1 if piece.endswith(b"\n") else at)
        return found

    def _base64_places(self, part: Part, lines: Sequence[bytes]) -> list[int]:
        ends: list[int] = []
        signs = 0
        for line in lines:
            signs += len(line.translate(None, _NOT_BASE64))
            ends.append(signs)
        found = [part.body]
        offset = -1
        data = self.content(part)
        while (offset := data.find(b"\n", offset + 1)) >= 0:
            found.append(min(part.body + bisect_right(ends, (offset + 1) * 4 // 3), part.last))
        return found

    def _before_notes(self) -> int:
        """The last line of a message that Apple Mail keeps (.emlx): its own notes stand below, a count of bytes above.

        The count is not trusted: line ends may have been converted.
        """
        for at in range(len(self.lines), 0, -1):
            above, mark, _ = self.lines[at - 1].partition(b"<?xml ")
            if mark and b"<plist" in b"".join(self.lines[at - 1 : at + 3]):
                # what ends without a line feed has the notes behind it
                self.lines[at - 1] = above or self.lines[at - 1]
                return at if above.strip() else at - 1
        return len(self.lines)

    def _part(self, first: int, last: int, usual: str, depth: int) -> Part:
        self._parts += 1
        if self._parts > _MOST_PARTS:
            raise SeedError(f"it has more than {_MOST_PARTS:,} parts: save those that hold news", path=self._path)
        fields, body = self._header(first, last)
        kind = fields.kind if "content-type" in fields else usual
        children: tuple[Part, ...] = ()
        if kind.startswith("multipart/") and depth < _DEEPEST:
            inner = "message/rfc822" if kind == "multipart/digest" else "text/plain"
            ranges = self._ranges(body, last, fields.parameters.get("boundary", ""))
            children = tuple(self._part(begin, end, inner, depth + 1) for begin, end in ranges)
        if kind.startswith("multipart/") and not children and depth < _DEEPEST:
            kind = "text/plain"  # RFC 2045 section 5.2: what cannot be taken apart is text
        return Part(fields=fields, kind=kind, first=first, body=body, last=last, children=children)

    def _header(self, first: int, last: int) -> tuple[Fields, int]:
        """The fields from a line on, and the line behind them."""
        raw: dict[str, list[bytes]] = {}
        values: list[bytes] | None = None
        at = first
        size = 0
        for at in range(first, last + 1):
            line = self.lines[at - 1]
            size += len(line)
            if not line.strip() or size > _LONGEST_HEADER:
                return Fields(raw), at + 1
            name = field_name(line)
            if name:
                values = raw.setdefault(name, [])
                values.append(line.partition(b":")[2].strip())
            elif line[:1] in b" \t":
                if values and len(values[-1]) < _LONGEST_FIELD:
                    values[-1] += b" " + line.strip()
            elif not (at == first and line.startswith((b"From ", b">From "))):
                return Fields(raw), at
        return Fields(raw), last + 1

    def _ranges(self, first: int, last: int, boundary: str) -> list[tuple[int, int]]:
        """The lines of the parts between boundary lines, those left out."""
        dashed = self._dashed[bisect_left(self._dashed, first) : bisect_right(self._dashed, last)]
        mark = b"--" + boundary.encode("utf-8", "replace")
        if not boundary or not any(self.lines[at - 1].rstrip() == mark for at in dashed):
            mark = self._likely(dashed, last)
        found: list[tuple[int, int]] = []
        begin = 0
        for at in dashed:
            line = self.lines[at - 1].rstrip()
            if line not in (mark, mark + b"--"):
                continue
            if 0 < begin < at:
                found.append((begin, at - 1))
            # parts may follow the closing line, where a part inside has its holder's boundary
            begin = at + 1 if line == mark else 0
        if 0 < begin <= last:
            found.append((begin, last))
        return found

    def _likely(self, dashed: Sequence[int], last: int) -> bytes:
        """The boundary that is used where another one, or none, was announced."""
        for at in dashed:
            if at < last and field_name(self.lines[at]).startswith("content-"):
                return self.lines[at - 1].rstrip()
        return b"--"


def field_name(line: bytes) -> str:
    """The name of a header field's first line in lower case, else nothing."""
    name, colon, _ = line[:200].partition(b":")
    name = name.rstrip(b" \t")
    return name.decode().lower() if colon and name and all(33 <= sign <= 126 for sign in name) else ""


def _base64(lines: Sequence[bytes]) -> bytes:
    """RFC 2045 section 6.8: signs outside the alphabet are passed over, and a cut end gives what it holds.

    Some lines at a time: an attachment may be as large as the mail, and need not be in memory several times.
    """
    found = io.BytesIO()
    rest = b""
    for at in range(0, len(lines), _SOME_LINES):
        signs = rest + b"".join(lines[at : at + _SOME_LINES]).translate(None, _NOT_BASE64)
        whole = len(signs) - len(signs) % 4
        found.write(binascii.a2b_base64(signs[:whole]))
        rest = signs[whole:]
    rest = rest[: len(rest) - (len(rest) == 1)]
    found.write(binascii.a2b_base64(rest + b"=" * (-len(rest) % 4)))
    return found.getvalue()


def _uuencoded(line: bytes) -> bytes:
    if line.startswith((b"begin ", b"end")):
        return b""
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # some writers pad a line with what stood in memory: its own count tells how much is meant
        return binascii.a2b_uu(line[: (((line[0] - 32) & 63) * 4 + 5) // 3]) if line.strip() else b""


def _in_one(found: re.Match[str]) -> str:
    """Encoded words as a single one."""
    return f"=?utf-8?b?{b64encode(_words(found).encode('utf-8', 'replace')).decode()}?="


def _words(found: re.Match[str]) -> str:
    """The text of encoded words that follow each other; a letter may be parted over two of them."""
    text = ""
    words = ((charset.partition("*")[0], how.lower(), raw) for charset, how, raw in _WORD.findall(found[0]))
    for (charset, how), same in groupby(words, itemgetter(0, 1)):
        raws = [raw.encode("utf-8", "replace") for *_, raw in same]
        text += text_in(b"".join(_bytes_of(raw, how) for raw in raws), charset)
    return text


def _bytes_of(raw: bytes, how: str) -> bytes:
    return _base64([raw]) if how == "b" else binascii.a2b_qp(raw, header=True)
