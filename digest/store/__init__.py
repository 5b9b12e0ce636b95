"""The only room that knows SQL.

    with Store.open("sqlite:////desk/var/digest.db") as store:
        store.add(seed, arrivals, now=now, reading={"reader": "text"})
        for release in store.releases(feed="regions/europe"):
            ...

Every method is one transaction; three of them carry the desk's promises: `add`, `issue` and `settle`.
"""

from digest.store.locks import WorkLock, holder
from digest.store.records import Added, Arrival, Counts, FeedCount, SeedArticle, SeedReport
from digest.store.store import Store, restore

__all__ = [
    "Added",
    "Arrival",
    "Counts",
    "FeedCount",
    "SeedArticle",
    "SeedReport",
    "Store",
    "WorkLock",
    "holder",
    "restore",
]
