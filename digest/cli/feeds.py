"""`digest feeds`: what readers can subscribe to, and what is shared with single persons."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import show
from digest.cli.main import desk_option, json_option
from digest.cli.records import opened, scheme_of
from digest.errors import UsageError
from digest.model import FeedKind, FeedName, Ping, Share
from digest.renderers.wording import listing, plural

if TYPE_CHECKING:
    from digest.config import Settings
    from digest.store import Store

#: bytes of chance in an address
SECRET = 20


@click.group(invoke_without_command=True)
@desk_option
@json_option
@click.pass_context
def feeds(ctx: click.Context, desk: Path, as_json: bool) -> int:
    """List every feed: how many entries a reader finds in it, when they changed last, and its address.

    The address is that of the Atom file; .rss.xml and .json are beside it. A feed may be shared with one person under
    an address that nobody can guess, and that can be ended.

    Example: digest feeds share regions/europe --name "Ann Example"
    """
    if ctx.invoked_subcommand is not None:
        return 0
    from digest.outputs import EDITIONS
    from digest.renderers.formats import FEED_FORMATS

    settings, store = opened(desk)
    pings = {ping.path: ping for ping in store.pings(settings.hub)} if settings.hub is not None else {}
    rows = []
    for name in _names(settings, store):
        if name.kind is FeedKind.DIGEST:
            heads = store.edition_heads(name.path.removeprefix("digests/"), limit=EDITIONS)
        else:
            heads = store.heads(name.path, settings.feed_entries)
        count, newest = _entries(settings, name), max((moment for _, moment in heads), default=None)
        count = len(heads) if count is None else count
        changed = datetime.fromtimestamp(newest // 1_000_000, UTC) if newest is not None else None
        urls = _addresses(settings, name.path) if not name.private else {}
        if as_json:
            record = {"feed": name.path, "kind": name.kind, "title": name.title, "entries": count}
            record |= {"changed": changed.isoformat() if changed is not None else None, "addresses": urls}
            if settings.hub is not None:
                told = {form.name: pings.get(f"{name.path}{form.suffix}") for form in FEED_FORMATS}
                record["hub"] = {form: _told(ping) for form, ping in told.items() if ping is not None}
            show.record(record | {"private": name.private}, "", as_json=True)
        when = f"{changed:%Y-%m-%d %H:%M}" if changed is not None else "-"
        where = urls.get("atom", "private: digest feeds share gives single persons theirs")
        rows.append((name.path, plural(count, "entry", "entries"), when, where))
    if not as_json:
        show.listing(rows)
    return 0


def _entries(settings: Settings, name: FeedName) -> int | None:
    """How many entries its file holds, which may be cut off at its size; None where nothing is written yet."""
    try:
        return len(json.loads((settings.feeds / f"{name.path}.json").read_bytes())["items"])
    except (OSError, ValueError):
        return None


def _told(ping: Ping) -> dict[str, object]:
    """What the hub knows of one file."""
    tried = ping.tried.isoformat() if ping.tried is not None else None
    return {"waits": ping.waits, "tried": tried, "answer": ping.answer, "refusals": ping.attempts}


@feeds.command()
@desk_option
@json_option
@click.argument("feed")
@click.option("--name", "who", metavar="WHO", required=True, help="Whom it is for; one address for each person.")
def share(desk: Path, as_json: bool, feed: str, who: str) -> int:
    """Give one person addresses of a feed that nobody can guess.

    FEED as digest feeds lists it. Whoever has one of the addresses can read the feed, until digest feeds revoke ends
    them. Asked again for the same feed and person it shows the same addresses.

    Example: digest feeds share regions/europe --name "Ann Example"
    """
    from secrets import token_hex
    from urllib.parse import urlsplit

    from digest.doctor import OWN

    settings, store = opened(desk)
    name = " ".join(who.split())
    if not name:
        raise UsageError("--name says whom the feed is for")
    path = _path(feed, settings, list(_names(settings, store)))
    wanted = Share(token=token_hex(SECRET), feed=path, name=name, since=datetime.now(UTC))
    with _writing(settings, store, "digest feeds share"):
        found = store.share(wanted)
    urls = _addresses(settings, found.path)
    if as_json:
        show.record(_record(found, urls), "", as_json=True)
        return 0
    show.listing(list(urls.items()))
    ended = show.call(f"feeds revoke {shlex.quote(found.name)} --feed {found.feed}", desk)
    if found.token == wanted.token:
        show.note(f"for {found.name} alone: whoever has one of these can read the feed, until {ended}")
    else:
        since = f"{found.since:%Y-%m-%d}"
        show.note(f"{found.name} has them since {since}; for new ones: {ended}, then share it again")
    if urlsplit(settings.site.url).hostname in OWN:
        show.note("they work on this machine alone: set url under [desk] first; digest feeds shared shows them then")
    return 0


@feeds.command()
@desk_option
@json_option
@click.option("--all", "everything", is_flag=True, help="Also what ended.")
def shared(desk: Path, as_json: bool, everything: bool) -> int:
    """List what is shared with whom, since when and under which address."""
    settings, store = opened(desk)
    known = {each.path for each in _names(settings, store)}
    found = store.shares(live_only=not everything)
    rows = []
    for each in found:
        urls = _addresses(settings, each.path) if each.ended is None and each.feed in known else {}
        if as_json:
            show.record(_record(each, urls), "", as_json=True)
        gone = "the desk has no such feed" if each.ended is None else f"ended {each.ended:%Y-%m-%d}"
        rows.append((each.name, each.feed, f"{each.since:%Y-%m-%d}", urls.get("atom", gone)))
    if not as_json:
        show.listing(rows, empty="nothing is shared: digest feeds share FEED --name WHO")
    return 0


@feeds.command()
@desk_option
@json_option
@click.argument("which", metavar="WHO|ADDRESS")
@click.option("--feed", metavar="FEED", help="Only this feed.")
def revoke(desk: Path, as_json: bool, which: str, feed: str | None) -> int:
    """End what is shared with one person, or one address, at once.

    Nothing stands at these addresses any more, and nothing ever will. Where feeds/ is copied elsewhere, delete there
    what is gone here.

    Example: digest feeds revoke "Ann Example" --feed regions/europe
    """
    settings, store = opened(desk)
    parts, name = which.split("/"), " ".join(which.split()).casefold()
    live = store.shares()
    # Also of a feed that the desk has no more.
    shared = feed is None or feed in {each.feed for each in live}
    path = feed if feed is None or shared else _path(feed, settings, list(_names(settings, store)))
    found = [
        each for each in live if (each.name.casefold() == name or each.token in parts) and path in {None, each.feed}
    ]
    if not found:
        # What was typed may be an address, and messages are kept in logs.
        raise UsageError("nothing is shared under that name or address: digest feeds shared lists what is")
    with _writing(settings, store, "digest feeds revoke"):
        store.end_shares([each.token for each in found], datetime.now(UTC))
    for each in store.shares(live_only=False) if as_json else ():
        if each.token in {one.token for one in found}:
            show.record(_record(each, {}), "", as_json=True)
    if not as_json:
        for person in dict.fromkeys(each.name for each in found):
            ended = listing(each.feed for each in found if each.name == person)
            show.say(f"ended for {person}: {ended}")
    return 0


@contextmanager
def _writing(settings: Settings, store: Store, what: str) -> Iterator[None]:
    """What the block records of private feeds is then done on disk; where that is cut short, the next run does it."""
    from digest import app
    from digest.store.locks import WorkLock

    outputs = app.outputs_of(settings, store, scheme_of(settings))
    with WorkLock(settings.var / "work.lock", what=what).hold(show.Progress().waiting):
        yield
        outputs.write_shared()


def _names(settings: Settings, store: Store) -> Iterator[FeedName]:
    from digest.feeds import feed_names

    return feed_names(store, scheme_of(settings), settings.digests, settings.site, settings.saved)


def _addresses(settings: Settings, path: str) -> Mapping[str, str]:
    from digest.renderers.address import feed_url
    from digest.renderers.formats import FEED_FORMATS

    return {form.name: feed_url(settings.site, path, form.suffix) for form in FEED_FORMATS}


def _path(feed: str, settings: Settings, known: Sequence[FeedName]) -> str:
    """The path of a feed, of which a public address is as good; UsageError with the nearest one that there is."""
    from digest.renderers.formats import FEED_FORMATS

    path = feed.removeprefix(settings.site.url).strip("/")
    for form in FEED_FORMATS:
        path = path.removesuffix(form.suffix)
    if path in {each.path for each in known}:
        return path
    if path.startswith("private/"):
        raise UsageError("that is an address of one person: name the feed itself, such as all or regions/europe")
    near = _nearest(path, known, settings.site.name)
    hint = f"did you mean {near}?" if near is not None else "digest feeds lists them"
    raise UsageError(f"there is no feed {path!r}: {hint}")


def _nearest(path: str, known: Sequence[FeedName], desk: str) -> str | None:
    """The path of the feed whose title, or path without the folder that all of its kind share, is most like this."""
    import difflib

    called = {each.title.removeprefix(f"{desk}: ").casefold(): each.path for each in reversed(known)}
    called |= {each.path.rpartition("/")[2]: each.path for each in reversed(known)}
    wanted = path.removesuffix(".html").rpartition("/")[2].casefold()
    near = difflib.get_close_matches(wanted, called, n=1, cutoff=0.75)
    return called[near[0]] if near else None


def _record(each: Share, urls: Mapping[str, str]) -> Mapping[str, object]:
    return {
        "name": each.name,
        "feed": each.feed,
        "since": each.since.isoformat(),
        "ended": each.ended.isoformat() if each.ended is not None else None,
        "addresses": urls,
    }
