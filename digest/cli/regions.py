"""`digest regions` and `digest reassign`: where articles stand, what would move, and a person's word on it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import show
from digest.cli.main import desk_option, json_option
from digest.cli.reading import articles_of, placed, seeds_of
from digest.cli.records import explain_place, opened, scheme_of, seed_name
from digest.cli.stories import key_of
from digest.errors import UsageError
from digest.model import Placement, Release, Scheme
from digest.renderers.wording import plural

if TYPE_CHECKING:
    from digest.placing import Placing
    from digest.publisher import Publisher
    from digest.reassigning import Move
    from digest.store import Store


#: one word with a folder before it or a suffix behind it
_FILE_NAME = re.compile(r"\S*/\S*|\S+\.[a-z0-9]{2,5}")


@click.group()
def regions() -> None:
    """Look at where articles stand, and put right what stands wrong."""


@regions.command()
@desk_option
@json_option
@click.option("--home", metavar="CODE", help="The country of the text's source (ISO 3166).")
@click.argument("text", metavar="TEXT or FILE or -")
def check(desk: Path, as_json: bool, home: str | None, text: str) -> int:
    """Say where a text would stand, and why; by this desk's tables, or by the built-in ones where there is no desk.

    Example: digest regions check "Floods in Nairobi, Kenya"
    """
    placing = _placing(desk)
    if home is not None and home not in placing.placer.gazetteer.names:
        raise UsageError(f"--home {home}: it wants a country's two capital letters of ISO 3166, or XK")
    for title, placement in _checked(placing, text, home, desk):
        if as_json:
            show.record({"title": title, **placed(placement)}, "", as_json=True)
            continue
        show.say(title)
        explain_place(placement, placing.placer.scheme)
    return 0


@regions.command()
@desk_option
@json_option
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1))
@click.option("--accept", is_flag=True, help="The articles ID... stand where they should.")
@click.option("--move", "moved", metavar="ID REGION", nargs=2, multiple=True, help="REGION may be mena or mena/gulf.")
@click.option("--undo", is_flag=True, help="Take back what a person said of the articles ID...")
@click.argument("ids", metavar="[ID...]", nargs=-1)
def review(
    desk: Path,
    as_json: bool,
    limit: int,
    accept: bool,
    moved: tuple[tuple[str, str], ...],
    undo: bool,
    ids: tuple[str, ...],
) -> int:
    """List what stands somewhere unsurely or nowhere, with its two best regions; accept it, or move it.

    A person's word stays, whatever the article's texts or the tables say later.

    Example: digest regions review --move lk3jdw7qk2p6x5aa mena/gulf
    """
    if bool(ids) != (accept or undo) or (accept and undo):
        raise UsageError(
            "--accept and --undo want articles, and articles one of the two: digest regions review --accept ID..."
        )
    if not (ids or moved):
        settings, store = opened(desk)
        _list_unsure(store.unsure(limit), scheme_of(settings), limit, as_json=as_json)
        return 0
    publisher = _publisher(desk, "digest regions review")
    places = [(key_of(thing, publisher.store), _place(where, publisher.scheme)) for thing, where in moved]
    keys = [key_of(thing, publisher.store) for thing in ids]
    with publisher.work.hold(publisher.listener.waiting):
        if undo:
            _put_back(publisher, keys, as_json=as_json)
        for key in keys if accept else ():
            _put(publisher, key, None, as_json=as_json)
        for key, place in places:
            _put(publisher, key, place, as_json=as_json)
    show.note("the next publish, or digest run, writes it")
    return 0


@regions.command()
@desk_option
@json_option
@click.option("--scheme", metavar="SCHEME", help="Another scheme: a ready one by name, its file or its folder.")
@click.option(
    "--names",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Other names than those in the desk's regions/names.toml.",
)
def diff(desk: Path, as_json: bool, scheme: str | None, names: Path | None) -> int:
    """Show which stored articles the tables, scheme and overrides would move as they are now; nothing is changed.

    Example: digest regions diff --scheme un-m49
    """
    from digest import app
    from digest.reassigning import moves, pages

    settings, store = opened(desk)
    placing = app.placing_of(settings, scheme=scheme, names=names)
    moving = total = 0
    for page in pages(store):
        total += len(page)
        moving += _tell(moves(placing, page), as_json=as_json)
    show.note(f"{moving:,} of {plural(total, 'article')} would move")
    return 0


@regions.command()
@desk_option
@json_option
def suggest(desk: Path, as_json: bool) -> int:
    """Suggest homes of sources and names of places, learned from what is stored.

    Example: digest regions suggest >>suggestions.toml
    """
    from digest import app
    from digest.reassigning import pages
    from digest.suggesting import homes, names

    settings, store = opened(desk)
    placer = app.placing_of(settings).placer
    found = list(homes((release for page in pages(store) for release in page), settings.sources))
    for home in found:
        record = {"source": home.name, "by": home.by, "home": home.country, "share": round(home.share, 3)}
        because = (
            f"# {home.share:.0%} of {home.articles:,} articles are about {placer.scheme.country_names[home.country]}"
        )
        head = "# in the [[source]] that is there" if home.known else "[[source]]"
        place = "" if home.known else f"{home.by} = {_quoted(home.name)}\n"
        lines = f"{because}\n{head}\nname = {_quoted(home.name)}\n{place}home = {_quoted(home.country)}\n"
        if as_json:
            show.record({**record, "articles": home.articles}, "", as_json=True)
        else:
            click.echo(lines)
    unknown = names((release for page in pages(store) for release in page), placer.gazetteer)
    if unknown and not as_json:
        click.echo("# for regions/names.toml: names in articles without a region that no table has\n[names]")
    for each in unknown:
        line = f'# {_quoted(each.name)} = ""  # {plural(each.articles, "article")}'
        show.record({"name": each.name, "articles": each.articles}, line, as_json=as_json)
    if not (found or unknown):
        show.note("nothing to suggest")
    return 0


@click.command()
@desk_option
@json_option
@click.option("--dry-run", is_flag=True, help="Show what would move and change nothing.")
@click.argument("ids", metavar="[ID...]", nargs=-1)
def reassign(desk: Path, as_json: bool, dry_run: bool, ids: tuple[str, ...]) -> int:
    """Place stored articles, all or these, anew by the tables, scheme and overrides as they are now.

    Ids stay: an entry goes from one feed to another, and no mail has it a second time. What a person moved stays.

    Example: digest reassign --dry-run
    """
    from digest import reassigning

    publisher = _publisher(desk, "digest reassign")
    keys = [key_of(thing, publisher.store) for thing in ids]
    total = moving = 0
    for page in _pages(publisher.store, keys):
        with publisher.work.hold(publisher.listener.waiting):
            # Read under the lock: another process may have changed them since the page was read.
            now = [publisher.store.release(release.article.key) for release in page]
            found = reassigning.moves(publisher.intake.placing, [each for each in now if each is not None])
            if not dry_run:
                reassigning.reassign(publisher.store, found, publisher.intake.view)
        total += len(page)
        moving += _tell(found, as_json=as_json)
    show.note(f"{moving:,} of {plural(total, 'article')} {'would move' if dry_run else 'moved'}")
    if moving and not dry_run:
        show.note("the next publish, or digest run, writes it")
    return 0


def _pages(store: Store, keys: Sequence[str]) -> Iterator[Sequence[Release]]:
    from digest.reassigning import pages

    if keys:
        yield [release for release in map(store.release, keys) if release is not None]
    else:
        yield from pages(store)


def _placing(desk: Path) -> Placing:
    """The desk's way to place; the built-in one where no desk is meant."""
    from digest import app, config
    from digest.placing import Placing
    from digest.regions import Gazetteer, Placer, load_scheme

    if (desk / "digest.toml").is_file() or click.get_current_context().find_root().obj:
        return app.placing_of(config.load(desk))
    gazetteer = Gazetteer.load()
    return Placing(placer=Placer(load_scheme(), gazetteer))


def _checked(placing: Placing, text: str, home: str | None, desk: Path) -> Iterator[tuple[str, Placement]]:
    """Title and placement of a text, or of every article in a file."""
    from digest import config
    from digest.articles.language import tell_language
    from digest.ingest import Workers
    from digest.ingest.layouts import load_layouts

    if text == "-" or not _is_file(text):
        text = sys.stdin.read() if text == "-" else text
        head, _, rest = text.strip().partition("\n")
        # One line is a text and no headline, which would weigh double.
        title, body = (head, rest) if rest else ("", head)
        told = tell_language(text)
        yield head[:80], placing.locate(title, body, home=home, language=told[0] if told else None)
        return
    own = (desk / "digest.toml").is_file()
    workers = Workers(load_layouts(desk / "layouts" if own else None))
    # Under the name that its source's folder tells.
    name = seed_name(text, config.load(desk)) if own else text
    try:
        for unfolded in workers.unfold(seeds_of([(name, Path(text))], [])):
            for article in articles_of(unfolded, placing.sources):
                yield article.title, placing.place(article, home=home)
    finally:
        workers.close()


def _is_file(text: str) -> bool:
    """Whether a file is meant; UsageError for what can only be the name of one and is none."""
    try:
        if Path(text).is_file():
            return True
        folder = text != "" and Path(text).is_dir()
    except OSError:  # longer than a file's name may be
        return False
    if folder:
        raise UsageError(f"{text}: this is a folder: name a file in it")
    if _FILE_NAME.fullmatch(text):
        raise UsageError(f"{text}: there is no such file (a text of one such word goes in on standard input, as -)")
    return False


def _publisher(desk: Path, what: str) -> Publisher:
    from digest import app, config

    publisher = app.assemble(config.load(desk), listener=show.Progress(), what=what)
    click.get_current_context().call_on_close(publisher.close)
    return publisher


def _list_unsure(releases: Sequence[Release], scheme: Scheme, limit: int, *, as_json: bool) -> None:
    from digest.regions import standings

    rows = []
    for release in releases:
        article, placement = release.article, release.placement
        best = standings(placement, scheme)[:2]
        if as_json:
            record = {"id": article.key, "title": article.title, "region": placement.region, "reason": placement.reason}
            scores = [{"region": region, "score": round(score, 3)} for region, score in best]
            show.record({**record, "section": placement.section, "best": scores}, "", as_json=True)
        told = ", ".join(f"{region} {score:.1f}" for region, score in best)
        rows.append((article.key, _where(placement), told or "nothing named", article.title))
    if not as_json:
        show.listing(rows, empty="every article stands where it surely belongs", limit=limit)


def _place(where: str, scheme: Scheme) -> tuple[str, str | None]:
    """A region, and the section behind a slash, that the scheme has."""
    wanted, _, section = where.partition("/")
    for region in scheme.regions:
        if region.id == wanted:
            sections = [each.id for each in region.sections]
            if section and section not in sections:
                raise UsageError(f"region {wanted} has no section {section!r}: it has {', '.join(sections) or 'none'}")
            return wanted, section or None
    raise UsageError(f"there is no region {wanted!r}: {_meant(wanted, scheme)}")


def _meant(wanted: str, scheme: Scheme) -> str:
    """The place that a title, or a section without its region, may mean; else all regions."""
    for region in scheme.regions:
        if wanted.casefold() in {region.id, region.title.casefold()}:
            return f"did you mean {region.id}?"
        for section in region.sections:
            if wanted.casefold() in {section.id, section.title.casefold()}:
                return f"did you mean {region.id}/{section.id}?"
    return f"the regions are {', '.join(each.id for each in scheme.regions)}"


def _put(publisher: Publisher, key: str, place: tuple[str, str | None] | None, *, as_json: bool) -> None:
    """Let an article stand there by a person's word; without a place, where it stands."""
    release = publisher.store.release(key)
    if release is None:
        raise UsageError(f"{key} is no article any more")
    was = release.placement
    region, section = place or (was.region, was.section)
    publisher.store.put(key, region, section, feeds=publisher.intake.view.feeds, now=publisher.clock())
    _tell_put(publisher, key, "accepted under" if place is None else f"moved from {_where(was)} to", as_json=as_json)


def _put_back(publisher: Publisher, keys: Sequence[str], *, as_json: bool) -> None:
    for key in keys:
        release = publisher.store.release(key)
        if release is None or not release.placement.by_hand:
            raise UsageError(f"no person has said where {key} stands")
    for key in dict.fromkeys(keys):
        publisher.store.put_back(key, feeds=publisher.intake.view.feeds)
        _tell_put(publisher, key, "back under", as_json=as_json)


def _tell_put(publisher: Publisher, key: str, told: str, *, as_json: bool) -> None:
    """Where an article stands now, by a person's word or without it."""
    release = publisher.store.release(key)
    if release is not None:
        title, placement = release.article.title, release.placement
        record = {"id": key, "title": title, "region": placement.region, "section": placement.section}
        show.record(record, f"{key}: {told} {_where(placement)}, {title}", as_json=as_json)


def _tell(found: Sequence[Move], *, as_json: bool) -> int:
    """One line for each article that readers would see elsewhere; how many."""
    moving = [move for move in found if move.told]
    for move in moving:
        article, was = move.release.article, move.release.placement
        record: dict[str, object] = {
            "id": article.key,
            "title": article.title,
            "from": _where(was),
            "to": _where(move.now),
        }
        record |= {"also": list(move.now.secondary), "because": move.now.reason}
        line = f"{article.key}  {_change(was, move.now)}  {article.title}"
        show.record(record, line, as_json=as_json)
    return len(moving)


def _change(was: Placement, now: Placement) -> str:
    if _where(was) != _where(now):
        return f"{_where(was)} -> {_where(now)}"
    return f"{_where(was)}: {_beside(was)} -> {_beside(now)}"


def _beside(placement: Placement) -> str:
    """What an article is shown under beside its region."""
    return ", ".join([*placement.secondary, *(each.code for each in placement.countries[:3])]) or "nothing"


def _where(placement: Placement) -> str:
    return placement.region + (f"/{placement.section}" if placement.section else "")


def _quoted(text: str) -> str:
    """A string of TOML, of which a JSON string is one."""
    import json

    return json.dumps(text, ensure_ascii=False)
