"""The store's door: every method is one transaction, on SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

from digest.model import Article, Use
from digest.store.articles import Articles
from digest.store.closed import ClosedPages
from digest.store.corrections import Corrections
from digest.store.database import Database
from digest.store.deliveries import Deliveries
from digest.store.desk import Desk
from digest.store.editions import Editions
from digest.store.feeds import Feeds
from digest.store.fragments import Fragments
from digest.store.pages import Pages
from digest.store.people import People
from digest.store.pings import Pings
from digest.store.placements import Placements
from digest.store.rulings import Rulings
from digest.store.seeds import Seeds
from digest.store.shares import Shares
from digest.store.shelves import Shelves
from digest.store.stories import Stories
from digest.store.withheld import WithheldArticles


class Store(
    Seeds,
    Articles,
    Feeds,
    Corrections,
    Stories,
    Rulings,
    Placements,
    WithheldArticles,
    Pages,
    Shelves,
    Fragments,
    ClosedPages,
    Editions,
    People,
    Shares,
    Deliveries,
    Pings,
    Desk,
):
    """A desk's database.

    Safe for the threads of one process and for several processes. Whatever the database refuses is a StoreError that
    names the database and the mend.
    """

    @classmethod
    def open(cls, url: str, *, migrate: bool = True, busy_timeout: float = 30.0) -> Self:
        """Open "sqlite:////path/digest.db" or "postgresql+psycopg://..."; an empty database gets its tables.

        An older one is upgraded when `migrate` is set, else refused with StoreError; a newer one always is.
        `busy_timeout`: seconds to wait for another process's lock.
        """
        database = Database(url, busy_timeout=busy_timeout)
        try:
            database.settle_schema(migrate=migrate)
        except BaseException:
            database.close()
            raise
        return cls(database)

    def for_readers(self, use: Callable[[Article], Use]) -> Self:
        """The same database as readers see it: of no release more than every text of its story lets them have.

        A correction that does not name its source again lets out nothing that the text before it held back.
        Texts of a story (`revisions`, `stories`) are whole: they are for the desk alone.
        """
        return type(self)(self._database, use)

    def close(self) -> None:
        """Let go of every connection."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def together(self) -> AbstractContextManager[None]:
        """Make what this thread does in the block one transaction: committed at its end, undone as a whole by an error.

        Each method is still all or nothing: where one fails and the block goes on, the others stand.
        """
        return self._database.together()

    def version(self) -> str:
        """The migration the tables stand at."""
        return self._database.version() or "none"
