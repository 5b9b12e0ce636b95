"""Stories: found by the traces of a new text, and read with all their texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import BigInteger, BindParameter, Connection, Row, Text, bindparam, delete, func, select, type_coerce

from digest.model import Article, Kin, State
from digest.store import codec, schema
from digest.store.arrivals import chunks
from digest.store.database import Noun
from digest.store.records import Story, Telling

MOST, ROWS = 100, 2_000
"""Stories that one trace finds at most, and rows of a search that asks for many traces at once: beyond that a long
series is among them, and each of its traces is asked for by itself lest it hide the others."""

_HASHES: BindParameter[int] = bindparam("hashes", expanding=True, type_=BigInteger)
_WANTED: BindParameter[str] = bindparam("wanted", expanding=True)
_ROOT = func.coalesce(schema.article.c.into, schema.article.c.key).label("root")
_SHARING = (
    # Plain columns: nothing here is shown, and to convert hundreds of rows costs more than to find them.
    select(
        schema.trace.c.hash,
        type_coerce(_ROOT, Text),
        type_coerce(schema.article.c.title, Text),
        type_coerce(schema.article.c.updated, BigInteger),
        type_coerce(schema.article.c.released, BigInteger),
    )
    .join(schema.article, schema.article.c.key == schema.trace.c.key)
    .where(schema.trace.c.hash.in_(_HASHES))
    .limit(bindparam("most", type_=BigInteger))
)
_COMMON = (
    select(schema.trace.c.hash)
    .where(schema.trace.c.hash.in_(_HASHES))
    .group_by(schema.trace.c.hash)
    .having(func.count() > bindparam("most", type_=BigInteger))
)
_HEADS = select(schema.article).where(schema.article.c.key.in_(_WANTED), schema.article.c.state != State.MERGED)
_TEXTS = select(schema.revision).where(schema.revision.c.key.in_(_WANTED)).order_by(schema.revision.c.number)


class Stories(Noun):
    """Articles with every text that ever told them."""

    def sharing(self, hashes: Collection[int]) -> Mapping[int, Mapping[str, str | None]]:
        """Trace -> the stories that have it, of which some are no more than alike: key -> headline, newest first.

        The headline is None where a story has had several.
        """
        found: dict[int, dict[str, str | None]] = defaultdict(dict)
        rows: list[Any] = []
        with self._database.read() as connection:
            for chunk in chunks(hashes):
                rows += _sharing(connection, chunk)
        rows.sort(key=itemgetter(4), reverse=True)
        for trace, key, title, updated, released in rows:
            found[trace][key] = None if updated > released or key in found[trace] else title
        return dict(found)

    def stories(self, keys: Collection[str]) -> Mapping[str, Story]:
        """Key -> the story with all its texts in order of arrival; what was merged is not there."""
        heads: dict[str, Row[Any]] = {}
        texts: dict[str, list[Row[Any]]] = defaultdict(list)
        with self._database.read() as connection:
            for chunk in chunks(keys):
                heads.update((row.key, row) for row in connection.execute(_HEADS, {"wanted": chunk}))
                for row in connection.execute(_TEXTS, {"wanted": chunk}):
                    texts[row.key].append(row)
        return {key: _story(head, texts[key]) for key, head in heads.items()}

    def forget_traces(self, before: datetime) -> None:
        """Drop the passing traces whose time was over then."""
        with self._database.write() as connection:
            connection.execute(delete(schema.trace).where(schema.trace.c.until < before))


def _sharing(connection: Connection, hashes: Sequence[int]) -> Sequence[Row[Any]]:
    rows = connection.execute(_SHARING, {"hashes": hashes, "most": ROWS}).all()
    if len(rows) < ROWS:
        return rows
    common = set(connection.scalars(_COMMON, {"hashes": hashes, "most": MOST}))
    searches = [*([each] for each in common), [each for each in hashes if each not in common]]
    return [
        row
        for wanted in searches
        if wanted
        for row in connection.execute(_SHARING, {"hashes": wanted, "most": MOST * len(wanted)})
    ]


@lru_cache(maxsize=128)
def _article(record: str) -> Article:
    """The record of a text; those of late are kept, because what is alike comes together."""
    return codec.decode(Article, record)


def _story(head: Row[Any], texts: Iterable[Row[Any]]) -> Story:
    return Story(
        key=head.key,
        title=head.title,
        state=State(head.state),
        released=head.released,
        updated=head.updated,
        backfill=head.backfill,
        tellings=tuple(
            Telling(
                number=row.number,
                article=_article(row.record),
                kin=Kin(row.kin) if row.kin else None,
                why=row.why or "",
                stands=row.stands,
                origin=row.origin,
                visible=row.number == head.revision,
            )
            for row in texts
        ),
    )
