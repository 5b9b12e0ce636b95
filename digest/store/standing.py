"""Which text of a story readers see, and the feeds that it stands in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from digest.model import Article, FeedKind, Kin, Membership, Placement, Signal, State
from digest.store import codec, schema
from digest.store import dialect as upsert
from digest.store.closed import come_late, take_out
from digest.store.corrected import follow, forget_corrections, note_correction, read_anew
from digest.store.counts import count, touch
from digest.store.records import View
from digest.store.returns import holding, last_returns, return_to
from digest.store.shelves import unshelve
from digest.store.showing import shown_until

_HEAD = select(schema.article).where(schema.article.c.key == bindparam("wanted"))
_TEXTS = select(schema.revision).where(schema.revision.c.key == bindparam("wanted")).order_by(schema.revision.c.number)

_PLACE = (
    select(
        schema.revision.c.placement,
        *(schema.moved.c[name].label(f"hand_{name}") for name in ("region", "section", "since")),
    )
    .join_from(
        schema.article,
        schema.revision,
        (schema.revision.c.key == schema.article.c.key) & (schema.revision.c.number == schema.article.c.revision),
    )
    .outerjoin(schema.moved, schema.moved.c.key == schema.article.c.key)
    .where(schema.article.c.key == bindparam("wanted"))
)


def state_of(article: Article) -> State:
    """Whether readers see a story of which this is the text that counts."""
    return State.WITHDRAWN if article.signal is Signal.WITHDRAWAL else State.PUBLIC


def is_story(connection: Connection, key: str) -> bool:
    """Whether that article is there and was merged into no other."""
    head = connection.execute(_HEAD, {"wanted": key}).one_or_none()
    return head is not None and head.state != State.MERGED


def settle(connection: Connection, key: str, view: View, moment: datetime) -> bool:
    """Let the text that counts stand for its story, in its feeds; whether that changed what readers see.

    A text that does not come to count changes nothing. A story that was never shown, as its withdrawal came first, is
    released when a text of it is shown at last.
    """
    head = connection.execute(_HEAD, {"wanted": key}).one()
    texts = connection.execute(_TEXTS, {"wanted": key}).all()
    row, article = _chosen(texts, view)
    if row.number == head.revision:
        return False
    state = state_of(article)
    unseen = head.state == State.WITHDRAWN and head.released == head.updated
    changes: dict[str, object] = {**facts(article), "revision": row.number, "state": state}
    if not unseen or state is State.PUBLIC:
        changes |= {"updated": moment, "paged": ""}
    released = head.released
    if unseen and state is State.PUBLIC:
        changes["released"] = released = moment
    connection.execute(update(schema.article).where(schema.article.c.key == key).values(**changes))
    feeds = view.feeds(article, standing_of(connection, key)) if state is State.PUBLIC else ()
    if not head.backfill:
        before = next((codec.decode(Article, each.record) for each in texts if each.number == head.revision), None)
        # A file that is read otherwise is no news, and there may be thousands of them: each keeps its place.
        news = before is None or before.seed != article.seed or head.state != state
        held = holding(connection, key) if state is State.WITHDRAWN and _had(connection, head) else ()
        move(connection, key, released, dict.fromkeys(feeds), changed=moment if news else None, again=not news)
        if held:
            # It stands there no more as an article: a notice does, under its id.
            return_to(connection, key, held, moment)
            touch(connection, held)
        _announce(connection, head, before, article, row.number, {feed.path for feed in feeds}, moment)
    return True


def _announce(
    connection: Connection,
    head: Row[Any],
    before: Article | None,
    article: Article,
    number: int,
    feeds: Collection[str],
    moment: datetime,
) -> None:
    """Tell readers that what they had is corrected or gone; `head`, `before`: the article as it stood, and its text."""
    key, state = head.key, state_of(article)
    if head.state != state:
        forget_corrections(connection, key)
        if head.state == State.PUBLIC:
            take_out(connection, key)
            if _had(connection, head):
                note_correction(connection, key, number, (), moment)
    elif state is State.PUBLIC and article.signal is Signal.CORRECTION and _had(connection, head):
        if before is not None and before.signal is article.signal and before.seed == article.seed:
            read_anew(connection, key, head.revision, number)
        else:
            note_correction(connection, key, number, feeds, moment)


def _had(connection: Connection, head: Row[Any]) -> bool:
    """Whether readers had a text of the article: what comes and is corrected before pages are written is no news."""
    return bool(head.paged) or head.released <= shown_until(connection)


def standing_of(connection: Connection, key: str) -> Placement:
    """Where an article stands."""
    return placement_of(connection.execute(_PLACE, {"wanted": key}).one())


def placement_of(row: Row[Any]) -> Placement:
    """Where the text of a row stands: there where a person put its article, else where it was placed."""
    placement = codec.decode(Placement, row.placement)
    if row.hand_region is None:
        return placement
    stands = (row.hand_region, row.hand_section) == (placement.region, placement.section)
    word = "accepted" if stands else "moved"
    put = placement.put(row.hand_region, f"{word} by hand on {row.hand_since:%Y-%m-%d}", section=row.hand_section)
    return replace(put, section=row.hand_section, by_hand=True)


def _chosen(rows: Sequence[Row[Any]], view: View) -> tuple[Row[Any], Article]:
    """The text that counts: of those that their files still say; of one said twice in a file what it said last."""
    standing = [row for row in rows if row.stands] or rows[-1:]
    articles = [codec.decode(Article, row.record) for row in standing]
    said = {(article.source_path, article.fingerprint): place for place, article in enumerate(articles)}
    texts = [articles[place] for place in sorted(said.values())]
    chosen = view.visible(texts) if len(texts) > 1 else texts[0]
    place = next(place for place in said.values() if articles[place] is chosen)
    return standing[place], chosen


def unite(connection: Connection, key: str, others: Collection[str], why: str, moments: Sequence[datetime]) -> None:
    """Make other stories texts of this one; their pages point to it, and no digest that had one gets it again.

    `moments`: one for each. Call `settle` afterwards.
    """
    for other, moment in zip(others, moments, strict=True):
        _take_texts(connection, key, other, why)
        move(connection, other, moment, ())
        forget_corrections(connection, other)
        table = schema.article
        connection.execute(update(table).where(table.c.into == other).values(into=key, paged=""))
        connection.execute(
            update(table).where(table.c.key == other).values(state=State.MERGED, into=key, updated=moment, paged="")
        )
        had = schema.edition_article
        rows = connection.execute(select(had.c.digest, had.c.edition).where(had.c.key == other)).all()
        if rows:
            connection.execute(
                upsert.insert(had).on_conflict_do_nothing(),
                [{"digest": row.digest, "key": key, "edition": row.edition} for row in rows],
            )


def _take_texts(connection: Connection, key: str, other: str, why: str) -> None:
    """Number the texts of another story behind those of this one."""
    table = schema.revision
    last = connection.execute(_TEXTS, {"wanted": key}).all()[-1].number
    for row in connection.execute(_TEXTS, {"wanted": other}).all():
        record = codec.encode(replace(codec.decode(Article, row.record), key=key))
        named: dict[str, object] = {} if row.kin else {"kin": Kin.UPDATE, "why": why}
        connection.execute(
            update(table)
            .where(table.c.key == other, table.c.number == row.number)
            .values(key=key, number=last + row.number, record=record, origin=row.origin or other, **named)
        )


def move(
    connection: Connection,
    key: str,
    released: datetime,
    feeds: Collection[Membership],
    *,
    changed: datetime | None = None,
    again: bool = False,
) -> None:
    """Let the article stand in these feeds, dated so, and no others.

    `changed`: when it became another; they hold it by that moment until it changes again. `again`: also the archives of
    those that held it already are to have it anew.
    """
    table = schema.membership
    rows = connection.execute(
        select(schema.feed.c.kind, table.c.feed, table.c.released)
        .join_from(table, schema.feed)
        .where(table.c.key == key)
    ).all()
    before = {Membership(kind=FeedKind(row.kind), path=row.feed, opens=False) for row in rows}
    gone, come = before - set(feeds), set(feeds) - before
    # Also what held it before its source had a feed of its own is opened now.
    count(connection, Counter({each: int(each in come) for each in feeds if each.opens or each in come}), Counter(gone))
    if gone:
        paths = [each.path for each in gone]
        connection.execute(delete(table).where(table.c.key == key, table.c.feed.in_(paths)))
    if come:
        connection.execute(
            insert(table),
            [{"feed": path, "released": released, "key": key} for path in sorted(each.path for each in come)],
        )
    follow(connection, [(key, each.path) for each in come], [(key, each.path) for each in gone])
    since = changed if changed != released else None
    since = since or last_returns(connection, [key]).get(key)
    noticed = return_to(connection, key, {each.path for each in feeds}, since) if since is not None else frozenset()
    anew = come | (before & set(feeds) if again else set())
    come_late(connection, since or released, {each.path for each in anew if each.kind.archived}, key)
    # Also those that it stays in: it is here because it changed.
    touch(connection, noticed.union(each.path for each in before | set(feeds)))
    unshelve(connection, {(row.feed, row.released) for row in rows} | {(each.path, released) for each in come})


def facts(article: Article) -> Mapping[str, str | None]:
    """What the article's row holds of the text that counts."""
    return {"title": article.title, "folded": article.title.casefold(), "language": article.language}
