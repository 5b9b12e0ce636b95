"""The three kinds of column that hold what a plain one cannot."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Dialect, Text
from sqlalchemy.types import TypeDecorator

from digest.model import FileStat, microseconds, moment_of

_UNSTORABLE = re.compile("[\x00\ud800-\udfff\uffff]")
_ESCAPED = re.compile("\uffff([0-9a-f]{4})")


def storable(words: str | None) -> str | None:
    """A string as `Words` stores it."""
    if words is None or not _UNSTORABLE.search(words):
        return words
    return _UNSTORABLE.sub(lambda found: f"\uffff{ord(found[0]):04x}", words)


def line_of(stat: FileStat | None) -> str | None:
    """A FileStat as `Stat` stores it."""
    return None if stat is None else f"{stat.size} {stat.mtime_ns} {stat.inode}"


class Moment(TypeDecorator[datetime]):
    """An aware datetime as integer microseconds UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> int | None:
        """The integer that is stored."""
        return None if value is None else microseconds(value)

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> datetime | None:
        """The datetime that was stored, in UTC."""
        return None if value is None else moment_of(value)


class Words(TypeDecorator[str]):
    """Any Python string.

    File names with bytes that are no UTF-8 arrive as lone surrogates (PEP 383), which no database stores, and
    PostgreSQL refuses NUL: both are kept behind U+FFFF, a noncharacter, so that every string comes back as it went in.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """The string with what cannot be stored escaped."""
        return storable(value)

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> str | None:
        """The string that was stored."""
        if value is None or "\uffff" not in value:
            return value
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)


class Stat(TypeDecorator[FileStat]):
    """A FileStat as "size mtime_ns inode": inodes and far mtimes do not fit 64 signed bits."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: FileStat | None, _dialect: Dialect) -> str | None:
        """The three numbers as text."""
        return line_of(value)

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> FileStat | None:
        """The FileStat that was stored."""
        if value is None:
            return None
        size, mtime_ns, inode = value.split()
        return FileStat(size=int(size), mtime_ns=int(mtime_ns), inode=int(inode))
