"""`digest articles`: what is stored, what is kept from readers, and which texts are one story."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import show
from digest.cli.main import desk_option, json_option
from digest.cli.records import kept, opened, scheme_of, stored
from digest.errors import UsageError
from digest.model import Withheld

if TYPE_CHECKING:
    from digest.config import Settings
    from digest.publisher import Publisher
    from digest.store import Store

_EMPTY = "nothing is stored yet: put files into seeds/ and run digest publish"


@click.group(invoke_without_command=True)
@desk_option
@json_option
@click.option("--region", metavar="ID", help="Only this region, primary and secondary.")
@click.option("--country", metavar="CODE", help="Only this country (ISO 3166 code).")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1))
@click.option("--find", "text", metavar="TEXT", help="Titles that contain TEXT.")
@click.option("--withheld", is_flag=True, help="What is kept from readers, why and until when.")
@click.pass_context
def articles(
    context: click.Context,
    desk: Path,
    as_json: bool,
    region: str | None,
    country: str | None,
    limit: int,
    text: str | None,
    withheld: bool,
) -> int:
    """List what is stored, newest first; let out what is withheld."""
    if context.invoked_subcommand is not None:
        return 0
    if sum(given is not None for given in (region, country, text, withheld or None)) > 1:
        raise UsageError("--region, --country, --find and --withheld go one at a time")
    settings, store = opened(desk)
    if withheld:
        _list_withheld(store, settings, limit, as_json=as_json)
        return 0
    feed = f"regions/{region}" if region else f"countries/{country.lower()}" if country else None
    if region:
        _known_region(settings, region)
    if text is not None:
        found = (store.release(key) for key in store.find(text, limit=limit))
        releases = tuple(release for release in found if release is not None)
    else:
        releases = store.releases(feed=feed, limit=limit)
    rows = []
    for release in releases:
        if as_json:
            show.record(stored(release, settings), "", as_json=True)
        place = release.placement.region + (f"/{release.placement.section}" if release.placement.section else "")
        rows.append((release.article.key, f"{release.released:%Y-%m-%d %H:%M}", place, release.article.title))
    if not as_json:
        show.listing(rows, empty="no article is stored there" if feed or text else _EMPTY, limit=limit)
    return 0


@articles.command()
@desk_option
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@click.option("--now", is_flag=True, help="Also before the time of its embargo.")
def release(desk: Path, ids: tuple[str, ...], now: bool) -> int:
    """Let out articles that are withheld; digest articles --withheld lists them."""
    publisher = _publisher(desk, "digest articles release")
    waiting = [_named(each, publisher) for each in dict.fromkeys(ids)]
    early = [each for each in waiting if each.held.until is not None and each.held.until > publisher.clock()]
    if early and not now:
        first = early[0]
        raise UsageError(f"{first.article.key} is {first.held.told}: --now lets it out before that")
    taken = publisher.release([each.article.key for each in waiting])
    for each in waiting:
        show.say(f"{each.article.key}: out, {each.article.title}")
    show.note("the next publish, or digest run, writes " + ("it" if len(taken) == 1 else "them"))
    return 0


def _named(name: str, publisher: Publisher) -> Withheld:
    key = name.removeprefix(publisher.settings.site.id_prefix)
    found = publisher.store.withheld_of(key)
    if found is None:
        raise UsageError(f"{name} is not withheld: digest articles --withheld lists what is")
    return found


def _publisher(desk: Path, what: str) -> Publisher:
    from digest import app, config

    publisher = app.assemble(config.load(desk), listener=show.Progress(), what=what)
    click.get_current_context().call_on_close(publisher.close)
    return publisher


def _list_withheld(store: Store, settings: Settings, limit: int, *, as_json: bool) -> None:
    found = store.withheld(limit)
    if as_json:
        for each in found:
            show.record(kept(each, settings), "", as_json=True)
        return
    rows = [(each.article.key, each.held.told, each.article.title) for each in found]
    show.listing(rows, empty="nothing is withheld", limit=limit)


def _known_region(settings: Settings, region: str) -> None:
    known = [each.id for each in scheme_of(settings).regions]
    if region not in known:
        raise UsageError(f"there is no region {region!r}: the regions are {', '.join(known)}")
