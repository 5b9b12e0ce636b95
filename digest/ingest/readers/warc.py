"""Web archives (WARC 1.0 and 1.1, WET): each page a crawler kept is a file with its address and its moment."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

from digest.errors import NoArticleError, SeedError
from digest.ingest.inside import Holding
from digest.ingest.layouts import Layout
from digest.ingest.web import BodyError, Response, body_of, charset, media_type, read_fields, read_response
from digest.model import Hint, Reading, Seed

_GZIP = b"\x1f\x8b\x08"
_PIECE = 16_384
_LONGEST_LINE = 65_536
_LONGEST_HEAD = 65_536
_LONGEST_PAGE = 20_000_000
_MOST_FIELDS = 200
_MOST_RECORDS = 1_000_000
_MOST_UNPACKED = 1_000_000_000
_MOST_DAMAGES = 1_000
_ENDINGS: Mapping[str, str] = {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt"}
_CRAWL = "a record of the crawl itself (request, metadata)"
_REVISIT = "a page that was the same when it was crawled before"
_OTHER = "a picture, script or other file that is no page"


class _DamagedError(ValueError):
    """A record cannot be read to its end; the next one may be."""


class _Bytes:
    """The bytes of an archive, in order, never more of them unpacked than are asked for."""

    def __init__(self, data: bytes) -> None:
        self._buffer = data
        self._at = 0

    def more(self) -> bytes:
        """Further bytes, none at the end."""
        return b""

    def line(self) -> bytes:
        """A line with its end, or 64 kB of one; nothing at the end."""
        while True:
            end = self._buffer.find(b"\n", self._at, self._at + _LONGEST_LINE)
            if end < 0 and len(self._buffer) - self._at < _LONGEST_LINE and self._refill():
                continue
            end = end + 1 if end >= 0 else min(self._at + _LONGEST_LINE, len(self._buffer))
            line = self._buffer[self._at : end]
            self._at = end
            return line

    def take(self, size: int, *, keep: bool = True) -> bytes:
        """So many bytes, or with `keep` off the mere step over them. Raises _DamagedError when they are not there."""
        pieces: list[bytes] = []
        while size > 0:
            if self._at >= len(self._buffer) and not self._refill():
                raise _DamagedError("cut off")
            end = min(self._at + size, len(self._buffer))
            if keep:
                pieces.append(self._buffer[self._at : end])
            size -= end - self._at
            self._at = end
        return b"".join(pieces)

    def back(self, line: bytes) -> None:
        """Put back the line that was read last."""
        self._at -= len(line)

    def _refill(self) -> bool:
        more = self.more()
        if more:
            self._buffer = self._buffer[self._at :] + more
            self._at = 0
        return bool(more)


class _Gzip(_Bytes):
    """The same behind gzip, usually one member a record (WARC 1.1, annex D); a damaged member costs no other one."""

    def __init__(self, data: bytes, path: str) -> None:
        super().__init__(b"")
        self._data = data
        self._path = path
        self._from = 0
        self._left = _MOST_UNPACKED
        self._damages = 0
        self._unpacker = zlib.decompressobj(31)

    def more(self) -> bytes:
        while self._from < len(self._data):
            piece = self._data[self._from : self._from + _PIECE]
            try:
                found = self._unpacker.decompress(piece)
            except zlib.error as why:
                self._skip_member()
                raise _DamagedError("damaged") from why
            self._from += len(piece)
            if self._unpacker.eof:
                self._from -= len(self._unpacker.unused_data)
                self._unpacker = zlib.decompressobj(31)
            self._left -= len(found)
            if self._left < 0:
                raise SeedError(f"it unpacks to more than {_MOST_UNPACKED // 1_000_000:,} MB: part it", path=self._path)
            if found:
                return found
        return b""

    def _skip_member(self) -> None:
        self._damages += 1
        self._unpacker = zlib.decompressobj(31)
        self._buffer, self._at = b"", 0
        found = self._data.find(_GZIP, self._from + 1) if self._damages < _MOST_DAMAGES else -1
        self._from = found if found >= 0 else len(self._data)


class Warc:
    """A web archive, plain or packed record by record."""

    name = "warc"
    risky = True

    def fits(self, seed: Seed) -> float:
        """By its first bytes, unpacked where they are packed."""
        head = seed.data[:4096]
        if head.startswith(_GZIP):
            try:
                head = zlib.decompressobj(31).decompress(head, 16)
            except zlib.error:
                return 0.0
        return 1.0 if head.startswith(b"WARC/") else 0.0

    def read(self, seed: Seed, _layouts: Sequence[Layout]) -> Reading:
        """Its pages, each a file of its own. Raises SeedError when it is damaged all over or holds no page."""
        holding = Holding(seed, unit="record", most=_MOST_RECORDS)
        source = _Gzip(seed.data, seed.path) if seed.data.startswith(_GZIP) else _Bytes(seed.data)
        whole = 0
        while True:
            try:
                found = _next(source, holding)
            except _DamagedError as why:
                holding.skip(f"a record that is {why}")
                continue
            if not found:
                break
            whole += 1
        if not whole:
            raise SeedError("no whole record of a web archive is in it: put it in again", path=seed.path)
        if not holding.members:
            raise NoArticleError(f"no page is among its {holding.total:,} records", path=seed.path)
        return holding.reading(reader=self.name)


def _next(source: _Bytes, holding: Holding) -> bool:
    """Read one record; whether there was one."""
    while True:
        try:
            line = source.line()
        except _DamagedError:
            holding.count()
            raise
        if not line:
            return False
        if line.strip():
            break
    holding.count()
    if not line.startswith(b"WARC/"):
        _to_next_record(source)
        raise _DamagedError("damaged: bytes that begin no record")
    fields = _fields(source)
    length = fields.get("content-length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 15):
        _to_next_record(source)
        raise _DamagedError("damaged: it does not tell its length")
    _record(source, fields, int(length), holding)
    return True


def _fields(source: _Bytes) -> dict[str, str]:
    lines: list[bytes] = []
    while (line := source.line()).strip():
        if len(lines) < _MOST_FIELDS:
            lines.append(line)
    return read_fields(lines)


def _to_next_record(source: _Bytes) -> None:
    while line := source.line():
        if line.startswith((b"WARC/1.", b"WARC/0.")):
            source.back(line)
            return


def _record(source: _Bytes, fields: Mapping[str, str], length: int, holding: Holding) -> None:
    """Take a record's page, or list the record."""
    kind = media_type(fields.get("content-type", ""))
    # wget keeps its own log and arguments as resources
    about = fields.get("warc-target-uri", "").strip("<>").startswith("metadata:")
    match "metadata" if about else fields.get("warc-type", "").lower():
        case "response":
            _response(source, fields, length, holding)
        case "resource" | "conversion" if kind in _ENDINGS and length <= _LONGEST_PAGE:
            named = charset(fields.get("content-type", ""))
            if fields["warc-type"].lower() == "conversion":
                named = named or "utf-8"
            _add(holding, source.take(length), kind, _context(fields, named))
        case "resource" | "conversion":
            source.take(length, keep=False)
            holding.skip(_OTHER)
        case "revisit":
            source.take(length, keep=False)
            holding.skip(_REVISIT)
        case _:
            source.take(length, keep=False)
            holding.skip(_CRAWL)


def _response(source: _Bytes, fields: Mapping[str, str], length: int, holding: Holding) -> None:
    head = source.take(min(length, _LONGEST_HEAD))
    rest = length - len(head)
    response = read_response(head)
    reason = _no_page(response, length)
    if reason is not None or response is None:
        source.take(rest, keep=False)
        holding.skip(reason or _OTHER)
        return
    body = head[response.size :] + source.take(rest)
    try:
        page = body_of(response, body)
    except BodyError as why:
        holding.skip(f"{fields.get('warc-target-uri', '')[:200]}: {why}")
        return
    _add(holding, page, response.kind, _context(fields, response.charset))


def _no_page(response: Response | None, length: int) -> str | None:
    """Why a response is no page to read, else None."""
    if response is None:
        return "a response that is not of the web (HTTP)"
    if response.status != 200:
        return f"a redirect, an error or an empty answer (status {response.status})"
    if response.kind not in _ENDINGS:
        return _OTHER
    return f"a page of more than {_LONGEST_PAGE // 1_000_000} MB" if length > _LONGEST_PAGE else None


def _add(holding: Holding, page: bytes, kind: str, context: dict[str, Hint]) -> None:
    if page.strip():
        holding.add(f"record-{holding.total:05d}{_ENDINGS[kind]}", page, context)
    else:
        holding.skip("an empty page")


def _context(fields: Mapping[str, str], named: str) -> dict[str, Hint]:
    """What the record's header says of a page: address, moment of the crawl, charset."""
    address = fields.get("warc-target-uri", "").strip("<>").strip().replace(" ", "%20")
    given = {"url": address, "made": fields.get("warc-date", ""), "charset": named}
    return {name: Hint(value=value, source="warc") for name, value in given.items() if value}
