"""The only room that knows SQL.

    with Store.open("sqlite:////desk/var/digest.db") as store:
        store.add(seed, arrivals, now=now, reading={"reader": "text"})
        for release in store.releases(feed="regions/europe"):
            ...

Every method is one transaction; three of them carry the desk's promises: `add`, `issue` and `settle`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from digest.store.locks import WorkLock, holder
from digest.store.records import (
    EVERYTHING,
    Added,
    Arrival,
    ClosedPage,
    Counts,
    FeedCount,
    Fragment,
    SeedArticle,
    SeedReport,
    Shelf,
    Unsent,
)

if TYPE_CHECKING:
    from digest.store.dialect import restore
    from digest.store.store import Store
else:
    _HEAVY = {"Store": "digest.store.store", "restore": "digest.store.dialect"}

    def __getattr__(name: str) -> object:
        """What needs SQLAlchemy, which costs 0.2 s of CPU: imported when it is asked for."""
        if name not in _HEAVY:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_HEAVY[name]), name)


__all__ = [
    "EVERYTHING",
    "Added",
    "Arrival",
    "ClosedPage",
    "Counts",
    "FeedCount",
    "Fragment",
    "SeedArticle",
    "SeedReport",
    "Shelf",
    "Store",
    "Unsent",
    "WorkLock",
    "holder",
    "restore",
]
