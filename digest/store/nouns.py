"""The rooms behind the store's door, all of which need SQLAlchemy."""

from __future__ import annotations

from digest.store.articles import Articles
from digest.store.database import Database
from digest.store.deliveries import Deliveries
from digest.store.desk import Desk
from digest.store.dialect import restore
from digest.store.editions import Editions
from digest.store.pages import Pages
from digest.store.people import People
from digest.store.seeds import Seeds

__all__ = ["Nouns", "restore"]


class Nouns:
    """One open database, a noun at a time."""

    def __init__(self, url: str, *, migrate: bool, busy_timeout: float) -> None:
        self.database = Database(url, busy_timeout=busy_timeout)
        try:
            self.database.settle_schema(migrate=migrate)
        except BaseException:
            self.database.close()
            raise
        self.seeds = Seeds(self.database)
        self.articles = Articles(self.database)
        self.pages = Pages(self.database)
        self.editions = Editions(self.database)
        self.people = People(self.database)
        self.deliveries = Deliveries(self.database)
        self.desk = Desk(self.database)
