"""What a server sent, as a crawler kept it: status, header, and the body out of its chunks and compression."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from digest.ingest.inside import MOST_RATIO

_LONGEST = 20_000_000
_SMALL = 1_000_000
_MOST_CODINGS = 3


class BodyError(ValueError):
    """A body cannot be unpacked; the reason is for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """The head of an HTTP response (RFC 9112)."""

    status: int
    fields: Mapping[str, str]
    """names in lower case"""
    size: int
    """bytes of the head, the blank line included"""

    @property
    def kind(self) -> str:
        """The media type without its parameters, in lower case."""
        return media_type(self.fields.get("content-type", ""))

    @property
    def charset(self) -> str:
        """The charset the server named, or nothing."""
        return charset(self.fields.get("content-type", ""))


def media_type(value: str) -> str:
    """The media type of a Content-Type field."""
    return value.partition(";")[0].strip().lower()


def charset(value: str) -> str:
    """The charset of a Content-Type field, or nothing."""
    for parameter in value.split(";")[1:]:
        name, _, given = parameter.partition("=")
        if name.strip().lower() == "charset":
            return given.strip().strip("\"'")[:40]
    return ""


def read_fields(lines: list[bytes]) -> dict[str, str]:
    """Header fields by name in lower case; of a name that comes twice the first counts."""
    found: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.decode("utf-8", "replace").partition(":")
        if colon and not name[:1].isspace():
            found.setdefault(name.strip().lower(), " ".join(value.split()))
    return found


def read_response(head: bytes) -> Response | None:
    """The head of a response that begins a record's bytes; None where it is none."""
    ends = [(at + len(mark), at) for mark in (b"\r\n\r\n", b"\n\n") if (at := head.find(mark)) >= 0]
    size, end = min(ends, default=(len(head), len(head)))
    first, *lines = head[:end].split(b"\n")
    parts = first.split(None, 2)
    if len(parts) < 2 or not parts[0].startswith((b"HTTP/", b"ICY")) or not parts[1].isdigit():
        return None
    return Response(status=int(parts[1][:6]), fields=read_fields(lines), size=size)


def body_of(response: Response, data: bytes) -> bytes:
    """A body out of its chunks and compression. Raises BodyError when that cannot be, or the result is too large."""
    if "chunked" in response.fields.get("transfer-encoding", "").lower():
        data = _dechunked(data)
    codings = [name.strip() for name in response.fields.get("content-encoding", "").lower().split(",")]
    codings = [name for name in codings if name and name != "identity"]
    if len(codings) > _MOST_CODINGS:
        raise BodyError(f"the page is packed {len(codings)} times over")
    for coding in reversed(codings):
        data = _unpacked(data, coding)
    return data


def _dechunked(data: bytes) -> bytes:
    """RFC 9112 section 7.1; bytes that are in no chunks are what a crawler stored without them."""
    pieces: list[bytes] = []
    at = 0
    while at < len(data):
        end = data.find(b"\n", at, at + 200)
        size = data[at:end].split(b";")[0].strip() if end >= 0 else b""
        try:
            length = int(size, 16)
        except ValueError:
            length = -1
        if length < 0:
            return b"".join(pieces) + data[at:] if pieces else data
        if length == 0:
            break
        pieces.append(data[end + 1 : end + 1 + length])
        at = end + 1 + length
        at += 2 if data[at : at + 2] == b"\r\n" else 1
    return b"".join(pieces)


def _unpacked(data: bytes, coding: str) -> bytes:
    limit = min(_LONGEST, _SMALL + MOST_RATIO * len(data))
    if coding in ("gzip", "x-gzip", "deflate"):
        found = _inflated(data, limit)
    elif coding == "br":
        found = _unbrotlied(data, limit)
    else:
        raise BodyError(f"the page is packed with {coding[:30]}, which is not read")
    if len(found) > limit:
        raise BodyError(f"the page unpacks to more than {limit:,} bytes")
    return found


def _inflated(data: bytes, limit: int) -> bytes:
    for window in (47, -15):  # gzip or zlib by their headers; servers also send deflate without one
        try:
            found = zlib.decompressobj(window).decompress(data, limit + 1)
        except zlib.error:
            continue
        if found or not data:
            return found
    if data.lstrip()[:1] == b"<":
        return data  # unpacked by the crawler, which left the field standing
    raise BodyError("the page is packed and damaged")


def _unbrotlied(data: bytes, limit: int) -> bytes:
    try:
        import brotli
    except ImportError as error:
        raise BodyError("the page is packed with Brotli: pip install 'digest-publisher[warc]'") from error
    unpacker = brotli.Decompressor()
    pieces: list[bytes] = []
    try:
        pieces.append(unpacker.process(data, output_buffer_limit=limit + 1))
        while sum(map(len, pieces)) <= limit and not unpacker.is_finished():
            piece = unpacker.process(b"", output_buffer_limit=limit + 1)
            if not piece:
                break
            pieces.append(piece)
    except brotli.error as error:
        if data.lstrip()[:1] == b"<":
            return data
        raise BodyError("the page is packed and damaged") from error
    return b"".join(pieces)
