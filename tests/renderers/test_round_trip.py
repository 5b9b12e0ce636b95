"""What independent programs read out of our feeds is what was put into them, field by field."""

from __future__ import annotations

import calendar
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

import fastfeedparser
import feedparser
import pytest

from digest.model import Correction, FeedKind, FeedName, Release, State
from digest.renderers.base import Entry, FeedFormat
from digest.renderers.entries import of_correction, of_notice, of_withdrawal
from digest.renderers.formats import FEED_FORMATS
from tests.renderers import builders
from tests.renderers.builders import Feed, entries, feed_file

WORLD: Final = FeedName(kind=FeedKind.ALL, path="all", title="All articles")
#: reads a feed and writes what it finds as JSON
_FEEDSMITH: Final = """
import { parseFeed } from 'feedsmith'
import { readFileSync } from 'node:fs'
console.log(JSON.stringify(parseFeed(readFileSync(0, 'utf8')).feed))
"""


class Told(NamedTuple):
    """An entry as a reader has it."""

    id: str
    title: str
    url: str
    via: str | None
    related: str | None
    published: datetime
    updated: datetime
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    summary: str
    content: str


def put(entry: Entry) -> Told:
    """What we put in; RFC 822 has no fractions of a second, so no format is asked for them."""
    return Told(
        id=entry.id,
        title=entry.title,
        url=entry.url,
        via=entry.via,
        related=entry.related,
        published=entry.published.replace(microsecond=0),
        updated=entry.updated.replace(microsecond=0),
        authors=entry.authors,
        tags=tuple(category.label for category in entry.categories),
        summary=entry.summary,
        content=entry.content,
    )


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC).replace(microsecond=0)


def by_feedparser(content: bytes) -> list[Told]:
    return [
        Told(
            id=one.id,
            title=one.title,
            url=one.link,
            via=next((link.href for link in one.links if link.rel == "via"), None),
            related=next((link.href for link in one.links if link.rel == "related"), None),
            published=_moment(one, "published"),
            updated=_moment(one, "updated" if "updated" in one else "published"),
            authors=tuple(author.name for author in one.get("authors", ())),
            tags=tuple(tag.label or tag.term for tag in one.get("tags", ())),
            summary=one.summary,
            content=one.content[0].value,
        )
        for one in feedparser.parse(content, sanitize_html=False, resolve_relative_uris=False).entries
    ]


def _moment(one: Any, name: str) -> datetime:
    return datetime.fromtimestamp(calendar.timegm(one[f"{name}_parsed"]), tz=UTC)


def by_fastfeedparser(content: bytes) -> list[Told]:
    # it takes one author an entry, and the origin in a JSON feed for a related link
    origin, related = ("related", "") if content.startswith(b"{") else ("via", "related")
    return [
        Told(
            id=one["id"],
            title=one["title"],
            url=one["link"],
            via=next((link["href"] for link in one["links"] if link["rel"] == origin), None),
            related=next((link["href"] for link in one["links"] if link["rel"] == related), None),
            published=moment(one["published"]),
            updated=moment(one.get("updated") or one["published"]),
            authors=tuple(author["name"] for author in one.get("authors", ())),
            tags=tuple(tag["label"] or tag["term"] for tag in one.get("tags", ())),
            summary=one["description"],
            content=one["content"][0]["value"],
        )
        for one in fastfeedparser.parse(content).entries
    ]


def by_feedsmith(content: bytes) -> list[Told]:
    folder = os.environ.get("DIGEST_FEEDSMITH", "")
    if not shutil.which("node") or not Path(folder, "node_modules/feedsmith").is_dir():
        pytest.skip("feedsmith is missing: npm install --prefix DIR feedsmith@3, and DIGEST_FEEDSMITH=DIR")
    command = ["node", "--input-type=module", "--eval", _FEEDSMITH]
    done = subprocess.run(command, input=content, capture_output=True, cwd=folder, check=True, timeout=60)
    feed = json.loads(done.stdout)
    return [_smithed(one) for one in feed.get("entries") or feed["items"]]


def _smithed(one: dict[str, Any]) -> Told:
    if "guid" in one:
        links, updated = one.get("atom", {}).get("links", ()), one.get("atom", {}).get("updated")
        published = datetime.strptime(one["pubDate"], "%a, %d %b %Y %H:%M:%S %z")
        return Told(
            id=one["guid"]["value"],
            title=one["title"],
            url=one["link"],
            via=next((link["href"] for link in links if link["rel"] == "via"), None),
            related=next((link["href"] for link in links if link["rel"] == "related"), None),
            published=published,
            updated=moment(updated) if updated else published,
            authors=tuple(one.get("dc", {}).get("creators", ())),
            tags=tuple(tag["name"] for tag in one.get("categories", ())),
            summary=one["description"],
            content=one["content"]["encoded"],
        )
    links = {link["rel"]: link["href"] for link in one.get("links", ())}
    text = one.get("content", {}).get("value") or one["content_html"]
    return Told(
        id=one["id"],
        title=one["title"] if isinstance(one["title"], str) else one["title"]["value"],
        url=links.get("alternate") or one["url"],
        via=links.get("via") or one.get("external_url"),
        related=links.get("related"),
        published=moment(one.get("published") or one["date_published"]),
        updated=moment(one.get("updated") or one["date_modified"]),
        authors=tuple(author["name"] for author in one.get("authors", ())),
        tags=tuple(one.get("tags") or [tag["label"] for tag in one.get("categories", ())]),
        summary=one["summary"] if isinstance(one["summary"], str) else one["summary"]["value"],
        content=text,
    )


PARSERS: Final[dict[str, tuple[Callable[[bytes], list[Told]], Sequence[str]]]] = {
    "feedparser": (by_feedparser, ("rss", "atom")),
    "fastfeedparser": (by_fastfeedparser, ("rss", "atom", "json")),
    "feedsmith": (by_feedsmith, ("rss", "atom", "json")),
}


def releases() -> tuple[Release, ...]:
    """Twelve stories, one of them corrected since, and some in what feeds are bad at."""
    later = builders.MORNING + timedelta(days=2, seconds=3)
    odd = (
        builders.release(12, updated=later, revision=2),
        builders.release(13, title="AT&T’s “quiet” mast — 3 < 4, said ‘Ü’", tags=("Snow & ice", "R&D")),
        builders.release(14, title="نهر واحد وعشر دول", language="ar", paragraphs=("يعبر النهر عشر دول. " * 9,)),
        builders.release(15, title="川が十か国を結ぶ", language="ja", url="https://source.example.net/川?q=ü&r=1"),
    )
    return tuple(reversed((*(builders.release(n) for n in range(12)), *odd)))


def told() -> tuple[Entry, ...]:
    """That an article was corrected, that one was withdrawn, and what stands in the place of that."""
    site, later = builders.site(), builders.MORNING + timedelta(days=3)
    corrected = Correction(name="key16-1", release=builders.release(16, title="R&D: 3 < 4"), at=later)
    gone = builders.release(17, updated=later + timedelta(minutes=1), state=State.WITHDRAWN)
    withdrawn = Correction(name="key17-2", release=gone, at=later + timedelta(minutes=2))
    note = "Corrected on 25 November 2026: an earlier version said “four”."
    return (
        of_withdrawal(withdrawn, site),
        of_notice(gone, site),
        of_correction(corrected, site, builders.scheme(), note=note),
    )


@pytest.mark.parametrize(
    ("parser", "form"),
    [
        pytest.param(parser, form, id=f"{parser}-{form.name}")
        for parser, (_, names) in PARSERS.items()
        for form in FEED_FORMATS
        if form.name in names
    ],
)
def test_another_program_reads_what_was_written(parser: str, form: FeedFormat) -> None:
    feed = Feed(name=WORLD, releases=releases(), told=told())
    wanted = [put(entry) for entry in entries(feed, builders.site(), builders.scheme())]
    found = PARSERS[parser][0](feed_file(form, feed, builders.site(), builders.scheme()))
    if parser == "fastfeedparser":
        wanted = [one._replace(authors=one.authors[:1]) for one in wanted]
    if form.name == "json":  # tags have no scheme there: each is told once; and it has no word for what is related
        wanted = [one._replace(tags=tuple(dict.fromkeys(one.tags)), related=None) for one in wanted]
    assert [one.id for one in found] == [one.id for one in wanted]
    for one, other in zip(found, wanted, strict=True):
        assert one == other
