"""Mailboxes: many messages in one file, parted by "From " lines (RFC 4155, mboxo, mboxrd)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from digest.errors import SeedError
from digest.ingest.inside import Holding
from digest.ingest.layouts import Layout
from digest.model import Reading, Seed

#: a line that a mailbox has quoted so that it opens no message
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
#: what opens a message as a rule, to be looked at
_OPENING = re.compile(rb"^From [^\n]{0,250}?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ", re.MULTILINE | re.IGNORECASE)
_WEEKDAYS = frozenset(b"mon tue wed thu fri sat sun".split())
_MONTHS = frozenset(b"jan feb mar apr may jun jul aug sep oct nov dec".split())
_FOLDER = b"FOLDER INTERNAL DATA"


class Mbox:
    """A mailbox in one file."""

    name = "mbox"

    def fits(self, seed: Seed) -> float:
        """By its first line."""
        return 0.99 if _opens(seed.data[:2000].lstrip().partition(b"\n")[0]) else 0.0

    def read(self, seed: Seed, _layouts: Sequence[Layout]) -> Reading:
        """Its messages, each a file of its own. Raises SeedError when there is none."""
        holding = Holding(seed)
        for data in _messages(seed.data):
            holding.count()
            if _FOLDER in data[:2000]:
                holding.skip("the mail program's own notes on the folder")
            elif not data.strip():
                holding.skip("an empty message")
            else:
                holding.add(f"message-{holding.total:05d}.eml", data)
        if not holding.total:
            raise SeedError('no message is in it: a mailbox begins with a line such as "From ..."', path=seed.path)
        return holding.reading(reader=self.name)


def _messages(data: bytes) -> Iterator[bytes]:
    """The messages without their "From " lines."""
    begin = -1
    for found in _OPENING.finditer(data):
        end = data.find(b"\n", found.end())
        end = len(data) if end < 0 else end
        if _opens(data[found.start() : end]):
            if begin >= 0:
                yield _unquoted(data[begin : found.start()])
            begin = end + 1
    if begin >= 0:
        yield _unquoted(data[begin:])


def _unquoted(data: bytes) -> bytes:
    return _QUOTED.sub(rb"\1", data)


def _opens(line: bytes) -> bool:
    """Whether a line opens a message: "From", a sender, and a moment as C's asctime prints it, maybe with a zone."""
    if not line.startswith(b"From "):
        return False
    parts = line[:300].lower().split()
    for at in range(1, len(parts) - 4):
        weekday, month, day, clock = parts[at : at + 4]
        if weekday in _WEEKDAYS and month in _MONTHS and day.isdigit() and clock[:2].isdigit() and b":" in clock:
            return any(len(part) == 4 and part.isdigit() for part in parts[at + 4 : at + 6])
    return False
