"""`digest feeds`: what readers can subscribe to."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from digest.cli import show
from digest.cli.main import desk_option, json_option
from digest.cli.records import opened, scheme_of
from digest.model import FeedKind, Ping
from digest.renderers.wording import plural

#: more editions than any digest has
EVERY = 1_000_000


@click.command()
@desk_option
@json_option
def feeds(desk: Path, as_json: bool) -> int:
    """List every feed with its address, what it holds and when that changed last.

    The address is that of the Atom file; .rss.xml and .json are beside it.
    """
    from digest.feeds import feed_names
    from digest.renderers.address import feed_url
    from digest.renderers.formats import FEED_FORMATS

    settings, store = opened(desk)
    counts = {feed.path: feed.count for feed in store.feeds()}
    pings = {ping.path: ping for ping in store.pings(settings.hub)} if settings.hub is not None else {}
    rows = []
    for name in feed_names(store, scheme_of(settings), settings.digests, settings.site, settings.saved):
        if name.kind is FeedKind.DIGEST:
            heads = store.edition_heads(name.path.removeprefix("digests/"), limit=EVERY)
            counts[name.path] = len(heads)
        else:
            heads = store.heads(name.path, settings.feed_entries)
        count, newest = counts.get(name.path, 0), max((moment for _, moment in heads), default=None)
        changed = datetime.fromtimestamp(newest // 1_000_000, UTC) if newest is not None else None
        urls = {form.name: feed_url(settings.site, name.path, form.suffix) for form in FEED_FORMATS}
        if as_json:
            record = {"feed": name.path, "kind": name.kind, "title": name.title, "entries": count}
            record |= {"changed": changed.isoformat() if changed is not None else None, "addresses": urls}
            if settings.hub is not None:
                told = {form.name: pings.get(f"{name.path}{form.suffix}") for form in FEED_FORMATS}
                record["hub"] = {form: _told(ping) for form, ping in told.items() if ping is not None}
            show.record(record, "", as_json=True)
        when = f"{changed:%Y-%m-%d %H:%M}" if changed is not None else "-"
        rows.append((name.path, plural(count, "entry", "entries"), when, urls["atom"]))
    if not as_json:
        show.listing(rows)
    return 0


def _told(ping: Ping) -> dict[str, object]:
    """What the hub knows of one file."""
    tried = ping.tried.isoformat() if ping.tried is not None else None
    return {"waits": ping.waits, "tried": tried, "answer": ping.answer, "refusals": ping.attempts}
