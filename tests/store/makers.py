"""Records for the store's tests, each told by a short name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from digest.model import (
    Article,
    BacklogReason,
    Briefing,
    Caption,
    Delivery,
    Edition,
    FeedKind,
    FileStat,
    Match,
    Membership,
    Placement,
    Provenance,
    Seed,
    Span,
    Verdict,
)
from digest.store import Added, Arrival, Store

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
EUROPE = (Membership(kind=FeedKind.ALL, path="all"), Membership(kind=FeedKind.REGION, path="regions/europe"))


def seed(name: str, *, path: str | None = None, stat: FileStat | None = None) -> Seed:
    return Seed(
        sha256=f"sha-{name}",
        path=path or f"{name}.txt",
        data=name.encode(),
        received=NOON,
        stat=stat or FileStat(size=len(name), mtime_ns=1, inode=2),
    )


def article(name: str, *, text: str = "", title: str = "", language: str | None = "en") -> Article:
    """An article with the key "key-<name>" whose text, and so its fingerprint, is `text` or the name."""
    return Article(
        key=f"key-{name}",
        fingerprint=f"print-{text or name}",
        seed=f"sha-{name}",
        source_path=f"{name}.txt",
        index=0,
        lines=(Span(first=1, last=3),),
        layout="plain",
        title=title or f"Title of {name}",
        summary="A bridge was opened.",
        paragraphs=(text or name, "The river is wide."),
        sentences=(),
        captions=(Caption(text="The bridge", credit="AP"),),
        received=NOON,
        language=language,
        fields={"language": Provenance(source="guess", confidence=0.5)},
    )


def arrival(
    record: Article,
    verdict: Verdict = Verdict.NEW,
    of: str | None = None,
    feeds: tuple[Membership, ...] = EUROPE,
) -> Arrival:
    return Arrival(
        match=Match(article=record, verdict=verdict, of=of, why="told by the test"),
        placement=Placement(region="europe", section="balkans"),
        feeds=feeds,
    )


def add(store: Store, *names: str, now: datetime = NOON, backfill: bool = False) -> list[str]:
    """One seed with one new article for each name; the keys."""
    keys: list[str] = []
    for name in names:
        keys += store.add(seed(name), [arrival(article(name))], now=now, reading={}, backfill=backfill).new
    return keys


def revise(store: Store, name: str, text: str, *, now: datetime = NOON) -> Added:
    """A second seed at the path of the first one, with another text of its article."""
    told = replace(article(name, text=text), seed=f"sha-{name}-{text}")
    changed = arrival(told, Verdict.REVISION, of=f"key-{name}")
    return store.add(seed(f"{name}-{text}", path=f"{name}.txt"), [changed], now=now, reading={})


def edition(key: str, articles: Sequence[str] = (), *, digest: str = "daily", issued: datetime = NOON) -> Edition:
    return Edition(
        key=key,
        digest=digest,
        title="Daily briefing",
        at=NOON,
        issued=issued,
        articles=(("europe", tuple(articles)),) if articles else (),
        briefing=Briefing(subject="s", preheader="p", html="<p>h</p>", text="t", web="<html>", entry="<p>"),
    )


def issue(
    store: Store,
    key: str,
    articles: Sequence[str] = (),
    *,
    to: Sequence[str] = (),
    backlog: Sequence[tuple[str, BacklogReason]] = (),
    digest: str = "daily",
    now: datetime = NOON,
) -> bool:
    """Issue an edition to people, each of whom is subscribed first; its mark is `now`."""
    moment = store.moment(now)
    deliveries = [delivery(key, store.subscribe(address, "maildir", (), now).id, address) for address in to]
    return store.issue(edition(key, articles, digest=digest, issued=moment), deliveries, backlog, mark=now)


def delivery(edition_key: str, subscriber: int, address: str = "a@example.org") -> Delivery:
    return Delivery(
        edition=edition_key,
        subscriber=subscriber,
        address=address,
        channel="maildir",
        message_id=f"<{edition_key}.{subscriber}@example.org>",
    )
