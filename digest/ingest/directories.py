"""What lies inside a file that is a directory of parts, read from the directory alone: ZIP archives and OLE files."""

from __future__ import annotations

from collections.abc import Iterator

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
#: the end of a central directory and the longest comment behind it (APPNOTE 4.3.16)
_TAIL = 22 + 65_535
_MOST_NAMES = 2_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = 128
_NO_ENTRY = 0xFFFFFFFF
_MOST_SECTORS = 256


def zip_names(data: bytes) -> frozenset[str]:
    """The names in a ZIP archive's directory, or of what is left of an archive without one; the first 2,000 of them."""
    end = data.rfind(_END, max(0, len(data) - _TAIL))
    names = _central(data, end) if end >= 0 else _locals(data)
    return frozenset(name for name, _ in zip(names, range(_MOST_NAMES), strict=False))


def _central(data: bytes, end: int) -> Iterator[str]:
    at = end - _number(data, end + 12, 4)
    while 0 <= at < end and data.startswith(_CENTRAL, at):
        length = _number(data, at + 28, 2)
        yield data[at + 46 : at + 46 + length].decode("utf-8", errors="replace")
        at += 46 + length + _number(data, at + 30, 2) + _number(data, at + 32, 2)


def _locals(data: bytes) -> Iterator[str]:
    """The names above the packed parts themselves (APPNOTE 4.3.7); a part of unknown length ends at the next one."""
    at = 0
    while data.startswith(_LOCAL, at):
        length = _number(data, at + 26, 2)
        yield data[at + 30 : at + 30 + length].decode("utf-8", errors="replace")
        size = _number(data, at + 18, 4)
        begin = at + 30 + length + _number(data, at + 28, 2)
        at = begin + size if size else data.find(_LOCAL, begin)


def ole_names(data: bytes) -> frozenset[str]:
    """The names in the root directory of an OLE compound file ([MS-CFB] 2.6); none for any other file."""
    if not data.startswith(_OLE) or len(data) < 512:
        return frozenset()
    entries = _entries(data)
    found: set[str] = set()
    waiting = [_number(entries, 76, 4)]
    seen: set[int] = set()
    while waiting:
        at = waiting.pop()
        begin = at * _ENTRY
        if at == _NO_ENTRY or at in seen or begin + _ENTRY > len(entries):
            continue
        seen.add(at)
        length = min(max(_number(entries, begin + 64, 2) - 2, 0), 62)
        found.add(entries[begin : begin + length].decode("utf-16-le", errors="replace"))
        waiting += [_number(entries, begin + 68, 4), _number(entries, begin + 72, 4)]
    return frozenset(found)


def _entries(data: bytes) -> bytes:
    """The directory's sectors, one behind the other, as the table of sectors chains them ([MS-CFB] 2.3)."""
    shift = _number(data, 30, 2)
    size = 1 << shift if shift in (9, 12) else 512
    found: list[bytes] = []
    sector = _number(data, 48, 4)
    while sector < _NO_ENTRY - 5 and len(found) < _MOST_SECTORS:
        begin = (sector + 1) * size
        if begin >= len(data):
            break
        found.append(data[begin : begin + size])
        table = _number(data, 76 + 4 * (sector * 4 // size), 4) if sector * 4 // size < 109 else _NO_ENTRY
        sector = _number(data, (table + 1) * size + sector * 4 % size, 4) if table < _NO_ENTRY - 5 else _NO_ENTRY
    return b"".join(found)


def _number(data: bytes, at: int, size: int) -> int:
    """A little-endian number; the largest where the file ends before it."""
    part = data[at : at + size]
    return int.from_bytes(part, "little") if len(part) == size else (1 << 8 * size) - 1
