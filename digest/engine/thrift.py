"""How often to do again what mostly finds nothing new."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

#: seconds after which anything is due again, whatever it costs
LONGEST = 60.0


class Thrift:
    """Something that may take `share` of the time: the longer it takes, the longer until it is due again."""

    def __init__(self, share: float) -> None:
        self._share = share
        self._next = 0.0

    def due(self) -> bool:
        """Whether enough time has passed since the last time."""
        return time.monotonic() >= self._next

    @contextmanager
    def spend(self) -> Iterator[None]:
        """Measure a block; one that fails is due again at once."""
        began = time.monotonic()
        yield
        ended = time.monotonic()
        self._next = ended + min((ended - began) / self._share, LONGEST)

    def reset(self) -> None:
        """Due now."""
        self._next = 0.0
