"""The line that a chat program writes before a message: when it came, and from whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

_DATE: Final = r"(?P<date>\d{1,4}[./-]\d{1,2}[./-]\d{1,4})"
_TIME: Final = r"(?P<time>\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[ \u00a0\u202f]?[AaPp]\.?[Mm]\.?)?)"
_SAID: Final = r"(?:(?P<name>[^:]{1,60}): ?)?(?P<text>.*)"
_SHAPES: Final = tuple(
    re.compile(shape)
    for shape in (
        rf"\[{_TIME},? {_DATE}\] {_SAID}",  # copied messages: [10:06 pm, 02/12/2023] +92 300 0000000: text
        rf"\[{_DATE},? {_TIME}\] {_SAID}",  # [02/12/23, 22:06:11] Name: text
        rf"{_DATE},? {_TIME} [-–] {_SAID}",  # 02/12/23, 22:06 - Name: text
        rf"(?P<name>[^\[\]:]{{1,60}}), \[{_DATE}(?:,| at)? {_TIME}\]:?(?P<text>.*)",  # Name, [02.12.2023 22:06]
    )
)
#: marks of direction that programs write before a line of theirs
_MARKS: Final = "\u200e\u200f\u202a\u202b\u202c"


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What stands before a message, and the message's first line."""

    numbers: tuple[int, int, int]
    """the date's numbers as printed"""
    text: str


def read_header(text: str) -> Header | None:
    """The header of a chat message that a line opens with, else None."""
    bare = text.strip(_MARKS)
    if not bare or len(text) > 20_000:
        return None
    shapes = _SHAPES[:2] if bare[0] == "[" else _SHAPES[2:3] if bare[0].isdecimal() else ()
    if not shapes and ", [" in bare[:64]:
        shapes = _SHAPES[3:]
    for shape in shapes:
        found = shape.match(bare)
        if found is not None:
            first, second, third = re.split(r"[./-]", found["date"])
            return Header(numbers=(int(first), int(second), int(third)), text=found["text"].strip(f" {_MARKS}"))
    return None


def days_of(headers: Sequence[Header]) -> list[str | None]:
    """The day of each message, YYYY-MM-DD; None for all when day and month cannot be told apart.

    They can where a number is over 12, and where only one reading keeps the messages in the order of time.
    """
    readings = [days for order in ("dmy", "mdy", "ymd") if (days := _read(headers, order)) is not None]
    running = [days for days in readings if days == sorted(days)] or readings
    if len({tuple(days) for days in running}) != 1:
        return [None] * len(headers)
    return [day.isoformat() for day in running[0]]


def _read(headers: Sequence[Header], order: str) -> list[date] | None:
    days: list[date] = []
    for header in headers:
        values = dict(zip(order, header.numbers, strict=True))
        year = values["y"] + 2000 if values["y"] < 100 else values["y"]
        if order == "ymd" and values["y"] < 1000:
            return None
        try:
            days.append(date(year, values["m"], values["d"]))
        except ValueError:
            return None
    return days
