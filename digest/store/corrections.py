"""Corrections: what became of articles that readers had, each with an entry of its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, func, select

from digest.model import Correction
from digest.store import schema
from digest.store.articles import decoded, texts
from digest.store.database import Noun

_TABLE, _ARTICLE = schema.correction, schema.article
_ONE = texts(_ARTICLE.join(_TABLE, _TABLE.c.key == _ARTICLE.c.key), _TABLE.c.at, _TABLE.c.number).where(
    _TABLE.c.name == bindparam("wanted")
)
_WANTED: BindParameter[str] = bindparam("wanted", expanding=True)
_LAST = (
    select(_TABLE.c.key, func.max(_TABLE.c.at).label("at"))
    .join(_ARTICLE, (_ARTICLE.c.key == _TABLE.c.key) & (_ARTICLE.c.revision == _TABLE.c.number))
    .where(_TABLE.c.key.in_(_WANTED))
    .group_by(_TABLE.c.key)
)


class Corrections(Noun):
    """What was corrected after readers had it."""

    def correction(self, name: str) -> Correction | None:
        """The correction of that name, with the text that corrects its article."""
        with self._database.read() as connection:
            found = self._seen(connection, decoded(connection.execute(_ONE, {"wanted": name})))
        return Correction(name=name, release=found[0], at=found[0].updated) if found else None

    def corrected(self, keys: Collection[str]) -> Mapping[str, datetime]:
        """Key -> when the article was corrected, for those of which readers see the text that corrects it."""
        if not keys:
            return {}
        with self._database.read() as connection:
            return {row.key: row.at for row in connection.execute(_LAST, {"wanted": list(keys)})}
