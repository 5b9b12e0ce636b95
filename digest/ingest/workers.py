"""Which files are read in a process of their own: risky formats, large files, and many pages at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from digest.ingest.layouts import Layout
from digest.ingest.processes import LIMITS, Child, Limits, Pool, processors
from digest.ingest.readers import MAX_ARTICLE, Reader, Unfolded, read, reader_of, unfold_all
from digest.model import Reading, Seed

#: bytes above which every file is read apart
LARGE = 1_000_000
#: pages for which starting children pays
MANY = 12
#: files that are begun before it is their turn, and bytes of them, one large file apart
_AHEAD = 32
_AHEAD_BYTES = 4_000_000
#: a child takes up to some 250 MB, whatever the machine's processors
_MOST = 8


@dataclass(slots=True, kw_only=True)
class _Turn:
    """A seed that is read when its turn comes, or is being read already."""

    seed: Seed
    reader: Reader
    opened: Callable[[], Reading] | None = None


class Workers:
    """Reads seeds in this process or in children, as each deserves; the order and the outcome are the same."""

    def __init__(
        self,
        layouts: Sequence[Layout],
        max_article: int = MAX_ARTICLE,
        *,
        limits: Limits = LIMITS,
        size: int | None = None,
    ) -> None:
        self._layouts = layouts
        self._max_article = max_article
        self._pool = Pool(partial(Child, layouts, max_article, limits), size or min(processors(), _MOST))

    def unfold(self, seeds: Iterable[Seed], *, known: Callable[[Seed], bool] = lambda _: False) -> Iterator[Unfolded]:
        """Read seeds and every file inside them, a holder after its members; what is inside and `known` is left unread.

        Raises FilesError as a reading where no child can be started; everything else is the outcome of one seed.
        """
        return unfold_all(seeds, self._begin, known)

    @property
    def running(self) -> bool:
        """Whether there are children."""
        return self._pool.running

    def close(self) -> None:
        """End the children."""
        self._pool.close()

    def _begin(self, seeds: Iterable[Seed]) -> Iterator[tuple[Seed, Callable[[], Reading]]]:
        coming = iter(seeds)
        turns: deque[_Turn] = deque()
        size = 0
        while True:
            while (not turns or (len(turns) < _AHEAD and size < _AHEAD_BYTES)) and (seed := next(coming, None)):
                turns.append(self._turn(seed))
                size += len(seed.data)
            if not turns:
                return
            self._start(turns)
            turn = turns.popleft()
            size -= len(turn.seed.data)
            yield turn.seed, turn.opened or partial(read, turn.seed, self._layouts, self._max_article, turn.reader)

    def _turn(self, seed: Seed) -> _Turn:
        reader = reader_of(seed)
        turn = _Turn(seed=seed, reader=reader)
        risky = getattr(reader, "risky", False)
        if risky or len(seed.data) > LARGE:
            turn.opened = self._pool.give(seed, risky=risky).result
        return turn

    def _start(self, turns: Iterable[_Turn]) -> None:
        """Have pages read by several children at a time, where there are enough of them."""
        pages = [turn for turn in turns if turn.reader.name == "html" and turn.opened is None]
        if len(pages) >= MANY or self._pool.running:
            for turn in pages:
                turn.opened = self._pool.give(turn.seed).result
