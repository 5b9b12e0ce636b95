"""Small records for the tests of this room."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from digest.model import (
    Article,
    Briefing,
    DigestPlan,
    Placement,
    Precision,
    Region,
    RegionSection,
    Release,
    Scheme,
    Site,
    Slot,
)

NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def plan(**changes: Any) -> DigestPlan:
    return DigestPlan(**{"name": "daily", "title": "Daily briefing", **changes})


def slot(at: datetime = NOW) -> Slot:
    return Slot(digest="daily", key=f"daily-{at:%Y-%m-%d-%H%M}", at=at, local=at)


def scheme() -> Scheme:
    return Scheme(
        name="test",
        regions=(
            Region(
                id="europe",
                title="Europe",
                countries=("XK", "GB", "FR"),
                sections=(
                    RegionSection(id="uk-ireland", title="UK & Ireland", countries=("GB", "IE")),
                    RegionSection(id="balkans", title="Balkans", countries=("XK",)),
                ),
            ),
            Region(id="mena", title="Middle East & North Africa", countries=("LB",)),
            Region(id="south-asia", title="South Asia", countries=("PK", "AF")),
            Region(id="global", title="World", countries=()),
            Region(id="unassigned", title="Other news", countries=()),
        ),
        country_names={"XK": "Kosovo", "GB": "United Kingdom", "LB": "Lebanon"},
    )


def site() -> Site:
    return Site(name="Example Desk", url="https://news.example.org/", id_prefix="tag:news.example.org,2026:")


def release(
    number: int,
    region: str = "europe",
    *,
    section: str | None = None,
    secondary: tuple[str, ...] = (),
    words: int = 60,
    published: datetime | None = NOW - timedelta(hours=5),
    flagged: bool = False,
    **changes: Any,
) -> Release:
    """Release `number`: the higher, the later released; changes go to the article but for `revision` and `backfill`."""
    released = NOW - timedelta(hours=2) + timedelta(seconds=number)
    of_release = {name: changes.pop(name) for name in ("revision", "backfill") if name in changes}
    article = Article(
        **{
            "key": f"a{number:05}",
            "fingerprint": f"{number:064x}",
            "seed": "0" * 64,
            "source_path": "wire.txt",
            "index": 0,
            "lines": (),
            "layout": "plain",
            "title": f"The town of number {number} opens a bridge",
            "summary": "A bridge opened. People walked over it.",
            "paragraphs": (" ".join(["word"] * words),),
            "sentences": (),
            "captions": (),
            "received": NOW - timedelta(hours=2),
            "published": published,
            "published_precision": Precision.TIME if published is not None else None,
            **changes,
        }
    )
    return Release(
        article=article,
        placement=Placement(region=region, section=section, secondary=secondary, flagged=flagged),
        released=released,
        updated=released,
        **of_release,
    )


def briefing() -> Briefing:
    return Briefing(subject="A bridge", preheader="More", html="<p>", text="A bridge", web="<p>", entry="<p>")
