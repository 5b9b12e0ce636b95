"""Files inside files: each becomes a seed of its own, within bounds that are counted while unpacking."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Protocol

from digest.errors import SeedError
from digest.ingest.foreign import furniture, media
from digest.ingest.inbox import ignored
from digest.model import Discard, Draft, Hint, Member, Reading, Seed, Span

#: bytes that one file may unpack to; half of it for a file inside, and so on
MOST_BYTES = 100_000_000
#: files that one file may hold
MOST_MEMBERS = 20_000
#: how many times larger than packed a member may become (text packs to a third, tables of numbers to a fiftieth)
MOST_RATIO = 200
_NO_BOMB = 1_000_000
_PIECE = 1 << 18
_LONGEST_NAME = 200


class Stream(Protocol):
    """What can be read in pieces."""

    def read(self, size: int, /) -> bytes:
        """At most that many bytes; none at the end."""


class Holding:
    """The members of one file as they are found, and whatever else it holds with the reason why it is none."""

    def __init__(self, seed: Seed, unit: str = "member", most: int = MOST_MEMBERS) -> None:
        self._seed = seed
        self._unit = unit
        self._most = most
        self._left = MOST_BYTES >> seed.depth
        self._members: list[Member] = []
        self._discards: list[Discard] = []
        self._names: dict[str, int] = {}
        self.total = 0
        """units seen"""

    def inflate(self, stream: Stream, packed: int) -> bytes:
        """Unpack a stream of `packed` bytes, counting; SeedError for more than the bounds, before it is in memory."""
        pieces: list[bytes] = []
        size = 0
        while piece := stream.read(_PIECE):
            size += len(piece)
            self._left -= len(piece)
            if self._left < 0:
                limit = (MOST_BYTES >> self._seed.depth) // 1_000_000
                raise self._refusal(f"it unpacks to more than {limit} MB: unpack it and put the files into the folder")
            if size > _NO_BOMB and size > MOST_RATIO * max(packed, 1):
                raise self._refusal(f"a file inside it is over {MOST_RATIO} times as large as packed, as bombs are")
            pieces.append(piece)
        return b"".join(pieces)

    def count(self) -> None:
        """Take note of one more unit; SeedError when there are too many."""
        self.total += 1
        if self.total > self._most:
            raise self._refusal(f"it holds more than {self._most:,} files: unpack it and put them into the folder")

    def skip(self, reason: str) -> None:
        """The unit counted last is no member, for this reason; neighbours with one reason are listed together."""
        first = self.total
        if self._discards and self._discards[-1].reason == reason and self._discards[-1].span.last == first - 1:
            first = self._discards.pop().span.first
        self._discards.append(Discard(span=Span(first=first, last=self.total), reason=reason))

    def add(self, name: str, data: bytes, context: Mapping[str, Hint] | None = None) -> None:
        """The unit counted last is a file of that name; one that never holds news text is listed and left."""
        reason = self.place(name, data, Span(first=self.total, last=self.total), context)
        if reason is not None:
            self.skip(reason)

    def place(self, name: str, data: bytes, span: Span, context: Mapping[str, Hint] | None = None) -> str | None:
        """The units of the span are a file of that name, or the reason why it is none."""
        shown = self._label(name)
        kind = media(data) or furniture(shown, data)
        if not data or kind is not None or ignored(shown.rpartition("/")[2]) or shown.startswith("__MACOSX/"):
            return f"{shown}: {kind or ('left alone for its name' if data else 'empty')}"
        seed = Seed(
            sha256=hashlib.sha256(data).hexdigest(),
            path=f"{self._seed.path}/{shown}",
            data=data,
            received=self._seed.received,
            depth=self._seed.depth + 1,
            # a charset is said of the holder's own bytes
            context={key: hint for key, hint in self._seed.context.items() if key != "charset"} | dict(context or {}),
        )
        self._members.append(Member(seed=seed, span=span))
        return None

    @property
    def members(self) -> tuple[Member, ...]:
        """The files so far."""
        return tuple(self._members)

    def reading(
        self, *, reader: str, drafts: Sequence[Draft] = (), encoding: str | None = None, declared: int | None = None
    ) -> Reading:
        """All of it; SeedError when there is nothing to read in it."""
        if not drafts and not self._members:
            reasons = "; ".join(discard.reason for discard in self._discards[:3])
            raise self._refusal(f"no file to read is in it{f' ({reasons})' if reasons else ''}")
        return Reading(
            drafts=tuple(drafts),
            members=tuple(self._members),
            discards=tuple(self._discards),
            total=self.total,
            reader=reader,
            encoding=encoding,
            unit=self._unit,
            declared=declared,
        )

    def _label(self, name: str) -> str:
        """A name to show and to tell files apart by; never a path on any disk."""
        parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
        shown = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in "/".join(parts))
        shown = shown[-_LONGEST_NAME:].lstrip("/") or f"{self._unit}-{self.total}"
        times = self._names[shown] = self._names.get(shown, 0) + 1
        return shown if times == 1 else f"{shown}#{times}"

    def _refusal(self, reason: str) -> SeedError:
        return SeedError(reason, path=self._seed.path)
