"""A desk made up for tests: its site, its regions, twelve stories of our own, and editions made of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from digest.model import (
    Article,
    BacklogReason,
    Briefing,
    Caption,
    Composition,
    CountryScore,
    Depth,
    Edition,
    EditionItem,
    EditionRegion,
    EditionSection,
    FeedName,
    Placement,
    Precision,
    Region,
    RegionSection,
    Release,
    Scheme,
    Sentence,
    Site,
    Slot,
    Span,
)
from digest.renderers.base import Entry, FeedFormat
from digest.renderers.entries import head, of_edition, of_release

MORNING = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)

#: region, section, countries, title, agency, byline, paragraphs
_STORIES: tuple[tuple[str, str | None, tuple[str, ...], str, str | None, str | None, tuple[str, ...]], ...] = (
    (
        "europe",
        "balkans",
        ("XK", "RS"),
        "Pristina keeps its library open until midnight after students ask for light and heat",
        "Northern Wire",
        "By Ada Berisha",
        (
            (
                "The national library in Pristina will keep its reading rooms open until midnight this winter. "
                "Students had asked for warm places to work, and 1,400 of them signed the letter."
            ),
            "The building, with its 99 domes, was finished in 1982. It holds about two million items.",
            "Staff will work in two shifts, said its director. “We would rather be full than quiet,” he said.",
        ),
    ),
    (
        "south-asia",
        "pakistan",
        ("PK",),
        "Karachi counts its street trees and finds more than the map shows",
        "Harbour Press",
        None,
        (
            (
                "Volunteers in Karachi have counted 38,000 street trees in four districts, a third more than the map. "
                "Most are neem and gulmohar."
            ),
            "The count took eleven weekends. It will be repeated after the monsoon.",
        ),
    ),
    (
        "mena",
        "levant",
        ("LB",),
        "Beirut’s evening trains may return on twelve kilometres of old track",
        None,
        "Rami Haddad",
        (
            (
                "Engineers in Beirut have cleared twelve kilometres of track that saw its last train decades ago. "
                "A trial run is planned for the spring."
            ),
            "The line follows the coast north of the port. Bridges need repair, but none must be replaced.",
        ),
    ),
    (
        "europe",
        "uk-ireland",
        ("GB",),
        "A village in Wales votes to share one snow plough with its neighbour across the valley",
        "Northern Wire",
        "By Jane Doe",
        (
            (
                "Two villages in Wales will share a snow plough after a vote that drew nine in ten households. "
                "The plough will cross the valley by the old toll road."
            ),
            "Each side pays by the kilometre cleared. The first bill is due in April.",
        ),
    ),
    (
        "africa",
        None,
        ("KE",),
        "Nairobi opens a night market for repaired radios",
        "Rift Reports",
        None,
        (
            "A night market for repaired radios has opened in Nairobi. Every set comes with a month’s guarantee.",
            "Forty repairers share six workbenches. Parts are sold by weight.",
        ),
    ),
    (
        "east-asia",
        "japan",
        ("JP",),
        "Kyoto’s bus drivers learn to say the next stop in nine languages",
        "Lantern News",
        "By Mika Sato",
        (
            "Bus drivers in Kyoto are learning to announce the next stop in nine languages. It takes four hours.",
            "Drivers practise in a parked bus. The city says delays at busy stops fell by a tenth.",
        ),
    ),
    (
        "south-asia",
        "afghanistan",
        ("AF", "PK"),
        "Herat’s glass workshop takes on six apprentices, its most in a generation",
        "Harbour Press",
        "By Laila Noori",
        (
            "A glass workshop in Herat has taken on six apprentices. Its blue glass is made from quartz and plant ash.",
            "The furnace burns for ten hours a day. An apprentice’s first task is to tend it.",
        ),
    ),
    (
        "europe",
        "balkans",
        ("BA",),
        "Divers in Mostar mend the ladder below the old bridge",
        None,
        None,
        ("Divers in Mostar have mended the iron ladder below the old bridge. They did it in one cold morning.",),
    ),
    (
        "africa",
        None,
        ("GH",),
        "Accra’s rain gauges go online, one school roof at a time",
        "Rift Reports",
        "By Kofi Mensah",
        (
            "Sixty schools in Accra now send rainfall readings every ten minutes. Pupils clean the gauges on Mondays.",
            "The readings are free to use. Farmers on the city’s edge were the first to ask for them.",
        ),
    ),
    (
        "global",
        None,
        (),
        "Postal union agrees on one form for parcels that hold only books",
        "Lantern News",
        None,
        ("Parcels that hold only books will need one form instead of three. The rule takes effect next July.",),
    ),
    (
        "mena",
        "levant",
        ("JO", "LB"),
        "Amman plants shade along the stairs that join its hills",
        "Harbour Press",
        "By Dana Khalil",
        (
            "Amman will plant shade along forty of the stairways that join its hills. Jasmine and vines come first.",
            "Residents choose the plants. The city brings soil and water for two summers.",
        ),
    ),
    (
        "unassigned",
        None,
        (),
        "A recipe for bread that keeps for a week",
        None,
        None,
        ("This bread keeps for a week in a cloth bag. Rye and patience do most of the work.",),
    ),
)


def site(**changes: Any) -> Site:
    """The made-up desk's site."""
    made = Site(
        name="Example Desk",
        url="https://news.example.org/feeds/",
        id_prefix="tag:news.example.org,2026:",
        timezone="Europe/London",
        sender="desk@news.example.org",
    )
    return replace(made, **changes)


def scheme() -> Scheme:
    """Seven regions, a few sections, `global` and `unassigned` last."""

    def section(name: str, title: str, *countries: str) -> RegionSection:
        return RegionSection(id=name, title=title, countries=countries)

    return Scheme(
        name="test",
        regions=(
            Region(
                id="europe",
                title="Europe",
                countries=("GB", "IE", "XK", "RS", "BA", "FR"),
                sections=(
                    section("uk-ireland", "UK & Ireland", "GB", "IE"),
                    section("balkans", "Balkans", "XK", "RS", "BA"),
                ),
            ),
            Region(
                id="mena",
                title="Middle East & North Africa",
                countries=("LB", "JO", "YE"),
                sections=(section("levant", "Levant", "LB", "JO"), section("gulf", "Gulf", "YE")),
            ),
            Region(id="africa", title="Sub-Saharan Africa", countries=("KE", "GH")),
            Region(
                id="south-asia",
                title="South Asia",
                countries=("AF", "PK", "IN"),
                sections=(section("afghanistan", "Afghanistan", "AF"), section("pakistan", "Pakistan", "PK")),
            ),
            Region(
                id="east-asia",
                title="East Asia",
                countries=("JP", "CN"),
                sections=(section("japan", "Japan", "JP"),),
            ),
            Region(id="global", title="World", countries=()),
            Region(id="unassigned", title="Other news", countries=()),
        ),
        country_names={
            "AF": "Afghanistan",
            "BA": "Bosnia and Herzegovina",
            "GB": "United Kingdom",
            "GH": "Ghana",
            "JO": "Jordan",
            "JP": "Japan",
            "KE": "Kenya",
            "LB": "Lebanon",
            "PK": "Pakistan",
            "RS": "Serbia",
            "XK": "Kosovo",
        },
    )


def sentences(paragraphs: Sequence[str]) -> tuple[Sentence, ...]:
    """The sentences of plain paragraphs, ranked as they come: good enough for made-up text."""
    found: list[Sentence] = []
    for number, paragraph in enumerate(paragraphs):
        start = 0
        while start < len(paragraph):
            stop = paragraph.find(". ", start)
            end = len(paragraph) if stop < 0 else stop + 1
            found.append(
                Sentence(text=paragraph[start:end], paragraph=number, start=start, end=end, rank=len(found) + 1)
            )
            start = end + 1
    return tuple(found)


def _article(n: int) -> Article:
    _, _, _, title, agency, byline, paragraphs = _STORIES[n % len(_STORIES)]
    seed = hashlib.sha256(f"seed {n}".encode()).hexdigest()
    undated = n % 4 == 3
    return Article(
        key=hashlib.sha256(f"article {n}".encode()).hexdigest()[:16],
        fingerprint=hashlib.sha256(f"text {n}".encode()).hexdigest(),
        seed=seed,
        source_path=f"wire/{n:03d}.txt",
        index=0,
        lines=(Span(first=1, last=2 * len(paragraphs) + 1),),
        layout="plain",
        title=title,
        summary=paragraphs[0],
        paragraphs=paragraphs,
        sentences=sentences(paragraphs),
        captions=(Caption(text="The place on a clear morning.", credit="Example Pictures"),) if n % 3 == 0 else (),
        received=MORNING + timedelta(minutes=n),
        byline=byline,
        agency=agency,
        published=None if undated else datetime(2026, 11, 20 + n % 2, 14 if n % 4 == 1 else 0, 5, tzinfo=UTC),
        published_precision=None if undated else (Precision.TIME if n % 4 == 1 else Precision.DAY),
        published_from=None if undated else "dateline",
        language="en",
        url=f"https://source.example.net/stories/{n}" if n % 2 else None,
        site="source.example.net" if n % 2 else None,
    )


def _placement(n: int) -> Placement:
    region, section, countries, *_ = _STORIES[n % len(_STORIES)]
    return Placement(
        region=region,
        section=section,
        secondary=("mena",) if region == "europe" and section == "uk-ireland" else (),
        countries=tuple(
            CountryScore(code=code, score=5.0 - 2 * rank, strong=rank == 0) for rank, code in enumerate(countries)
        ),
        confidence=0.6,
        reason="named in the title",
    )


def release(n: int, **changes: Any) -> Release:
    """Story number n as released; `changes` name fields of Release, Placement or Article."""

    def taken(record: type) -> dict[str, Any]:
        return {one.name: changes.pop(one.name) for one in fields(record) if one.name in changes}

    released = MORNING + timedelta(minutes=n + 1)
    made = Release(article=_article(n), placement=_placement(n), released=released, updated=released)
    own = taken(Release)
    placement = replace(made.placement, **taken(Placement))
    article = replace(made.article, **taken(Article))
    if changes:
        raise TypeError(f"no such fields: {sorted(changes)}")
    return replace(made, **{"article": article, "placement": placement, **own})


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """All that one feed holds."""

    name: FeedName
    releases: tuple[Release, ...] = ()
    editions: tuple[Edition, ...] = ()
    told: tuple[Entry, ...] = ()
    """what the desk says of its articles"""


def entries(feed: Feed, desk: Site, regions: Scheme) -> list[Entry]:
    """All entries of a feed in its order."""
    articles = [of_release(release.within(desk.use), desk, regions) for release in feed.releases]
    return [*feed.told, *articles, *(of_edition(edition, desk) for edition in feed.editions)]


def feed_file(form: FeedFormat, feed: Feed, desk: Site, regions: Scheme) -> bytes:
    """The feed as a desk publishes it."""
    found = entries(feed, desk, regions)
    top = head(feed.name, desk, form, [entry.updated for entry in found])
    return form.join(top, [form.fragment(entry) for entry in found])


def slot(digest: str = "daily") -> Slot:
    """The slot of 22 November 2026, 07:00."""
    at = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
    return Slot(digest=digest, key=f"{digest}-2026-11-22-0700", at=at, local=at)


def composition(
    releases: Sequence[Release],
    *,
    depths: Sequence[Depth] = (),
    backlog: tuple[tuple[str, BacklogReason], ...] = (),
    updated: frozenset[int] = frozenset(),
) -> Composition:
    """The releases grouped by the scheme's regions and sections; the first of a region leads unless `depths` says."""
    items = [
        EditionItem(
            release=one, depth=depths[number] if number < len(depths) else Depth.FULL, updated=number in updated
        )
        for number, one in enumerate(releases)
    ]
    regions = []
    for region in scheme().regions:
        inside = [item for item in items if item.release.placement.region == region.id]
        also = tuple(item for item in items if region.id in item.release.placement.secondary)
        if not inside:
            continue
        if not depths:
            inside[0] = replace(inside[0], depth=Depth.LEAD)
        order: list[tuple[str | None, str | None]] = [(one.id, one.title) for one in region.sections]
        sections = tuple(
            EditionSection(id=name, title=title, items=held)
            for name, title in [*order, (None, None)]
            if (held := tuple(item for item in inside if item.release.placement.section == name))
        )
        regions.append(EditionRegion(id=region.id, title=region.title, sections=sections, see_also=also))
    return Composition(slot=slot(), title="Daily briefing", regions=tuple(regions), backlog=backlog)


def edition(n: int, **changes: Any) -> Edition:
    """Edition number n of the daily digest, its content short and its own."""
    day = MORNING + timedelta(days=n, hours=1)
    made = Edition(
        key=f"daily-{day:%Y-%m-%d}-0700",
        digest="daily",
        title="Daily briefing",
        at=day,
        issued=day + timedelta(seconds=3, microseconds=n + 1),
        articles=(("europe", (release(0).article.key,)), ("africa", (release(4).article.key,))),
        briefing=Briefing(
            subject=f"Pristina keeps its library open · {n + 1} more",
            preheader="Karachi counts its street trees · Nairobi opens a night market for repaired radios",
            html='<!DOCTYPE html>\n<html lang="en"><head><title>Daily briefing</title></head>'
            f"<body><h1>Daily briefing {n}</h1><p>Doors stay open – until midnight.</p></body></html>\n",
            text=f"Daily briefing {n}\n================\n\nDoors stay open – until midnight.\n",
            web='<!DOCTYPE html>\n<html lang="en"><head><title>Daily briefing</title></head>'
            f"<body><h1>Daily briefing {n}</h1></body></html>\n",
            entry="<h2>Europe</h2>\n<ul>\n<li>Pristina keeps its library open</li>\n</ul>\n",
        ),
    )
    return replace(made, **changes)
