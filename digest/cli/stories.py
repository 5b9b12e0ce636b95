"""`digest articles`: what is stored, what is kept from readers, and which texts are one story."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import show
from digest.cli.main import desk_option, json_option
from digest.cli.records import kept, opened, scheme_of, stored
from digest.errors import UsageError
from digest.model import Article, State, Withheld
from digest.renderers.wording import plural

if TYPE_CHECKING:
    from digest.config import Settings
    from digest.publisher import Publisher
    from digest.store import Store
    from digest.store.records import Story, Telling

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
        _known_region(settings, store, region)
    if country:
        _known_country(settings, country)
    if text is not None:
        found = (store.release(key) for key in store.find(text, limit=limit))
        releases = tuple(release for release in found if release is not None)
    else:
        releases = store.releases(feed=feed, limit=limit)
    rows = []
    for release in releases:
        if as_json:
            show.record(stored(release, store, settings), "", as_json=True)
        place = release.placement.region + (f"/{release.placement.section}" if release.placement.section else "")
        rows.append((release.article.key, f"{release.released:%Y-%m-%d %H:%M}", place, release.article.title))
    if not as_json:
        show.listing(rows, empty="no article is stored there" if feed or text else _EMPTY, limit=limit)
    return 0


@articles.command()
@desk_option
@click.argument("ids", metavar="ID...", nargs=-1)
@click.option("--now", is_flag=True, help="Also before the time of its embargo.")
@click.option("--rule", metavar="NAME", help="All that this rule left out and no rule leaves out any more.")
def release(desk: Path, ids: tuple[str, ...], now: bool, rule: str | None) -> int:
    """Let out articles that are withheld; digest articles --withheld lists them."""
    from digest.articles import left_out, rule_of

    if bool(ids) == (rule is not None):
        raise UsageError("name articles by their ids, or a rule with --rule")
    publisher = _publisher(desk, "digest articles release")
    waiting = [_named(each, publisher) for each in dict.fromkeys(ids)]
    if rule is not None:
        left = [each for each in publisher.store.withheld() if rule_of(each.held) == rule]
        waiting = [each for each in left if left_out(publisher.settings.skips, each.article) is None]
        if not waiting:
            still = f": {len(left):,} are left out as digest.toml stands; change it, or name them by id" if left else ""
            raise UsageError(f"no article waits for the end of rule {rule}{still}")
    early = [each for each in waiting if each.held.until is not None and each.held.until > publisher.clock()]
    if early and not now:
        first = early[0]
        raise UsageError(f"{first.article.key} is {first.held.told}: --now lets it out before that")
    taken = publisher.release([each.article.key for each in waiting])
    for each in waiting:
        show.say(f"{each.article.key}: out, {each.article.title}")
    show.note("the next publish, or digest run, writes " + ("it" if len(taken) == 1 else "them"))
    return 0


@articles.command()
@desk_option
@json_option
@click.argument("thing", metavar="ID")
@click.option("--diff", "pair", metavar="N M", nargs=2, type=int, help="How text M differs from text N.")
def revisions(desk: Path, as_json: bool, thing: str, pair: tuple[int, int] | None) -> int:
    """List every text of an article: when it came, from which file, what it is to its story."""
    _, store = opened(desk)
    story = _story(thing, store)
    if pair is not None:
        for line in _difference(*(_text(story, number) for number in pair)):
            show.say(line)
        return 0
    for telling in story.tellings:
        if as_json:
            show.record(_revision(telling), "", as_json=True)
            continue
        came = f"{telling.article.received:%Y-%m-%d %H:%M} UTC, {telling.article.source_path}"
        stands = "" if telling.stands else ", which says another text now"
        show.say(f"{telling.number:>3} {'*' if telling.visible else ' '} {telling.article.title}")
        show.say(f"      {_kin(telling)}: {came}{stands}")
        if telling.why:
            show.say(f"      because: {telling.why}")
    if not as_json:
        gone = story.state is State.WITHDRAWN
        click.echo("the text marked * " + ("takes the story from readers" if gone else "is the one readers see"))
    return 0


@articles.command()
@desk_option
@click.argument("things", metavar="ID ID...", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Do it without asking.")
def merge(desk: Path, things: tuple[str, ...], yes: bool) -> int:
    """Make articles one story; the one released first keeps its id. Undone by split."""
    from digest import rulings

    publisher = _publisher(desk, "digest articles merge")
    keys = [_story(thing, publisher.store).key for thing in things]
    plan = rulings.plan_merge(publisher.store, keys)
    show.say(f"goes on  {plan.into.key}  {plan.into.title}")
    for other in plan.others:
        show.say(f"joins    {other.key}  {other.title} ({plural(len(other.tellings), 'text')}; its page points there)")
    if _agreed(yes=yes):
        with publisher.work.hold(publisher.listener.waiting):
            # Planned anew: another process may have changed them while a person was asked.
            plan = rulings.plan_merge(publisher.store, keys)
            rulings.merge(publisher.store, plan, view=publisher.intake.view, now=publisher.clock())
        undo = " and ".join(show.call(f"articles split {other.key}", desk) for other in plan.others)
        click.echo(f"merged; undone by {undo}")
        return 0
    return 1


@articles.command()
@desk_option
@click.argument("thing", metavar="ID")
@click.argument("number", metavar="[REVISION]", required=False, type=int)
@click.option("--yes", is_flag=True, help="Do it without asking.")
def split(desk: Path, thing: str, number: int | None, yes: bool) -> int:
    """Give a text of a story, or all that a merged article brought, an article of its own. Undone by merge."""
    from digest import rulings

    publisher = _publisher(desk, "digest articles split")
    key = key_of(thing, publisher.store)
    plan = rulings.plan_split(publisher.store, key, number)
    show.say(f"stays    {plan.story.key}  {plan.story.title}")
    for telling in plan.texts:
        show.say(f"leaves   text {telling.number}, {telling.article.title} ({telling.article.source_path})")
    show.say(f"as       {plan.own}, " + ("as it was before it was merged" if plan.back else "a new article"))
    if _agreed(yes=yes):
        with publisher.work.hold(publisher.listener.waiting):
            plan = rulings.plan_split(publisher.store, key, number)
            rulings.split(publisher.store, plan, view=publisher.intake.view, now=publisher.clock())
        click.echo(f"split; undone by {show.call(f'articles merge {plan.story.key} {plan.own}', desk)}")
        return 0
    return 1


def _agreed(*, yes: bool) -> bool:
    """Ask on a terminal; elsewhere only --yes does it."""
    if yes:
        return True
    if not sys.stdin.isatty():
        show.note("not done: nobody is here to ask; --yes does it")
        return False
    return click.confirm("Do it?", default=False, err=True)


def key_of(thing: str, store: Store) -> str:
    """The key that an id, its start or a piece of a title names, that of a merged article as it is."""
    bare = thing.strip().rpartition(":")[2]
    if store.merged_into(bare) is not None:
        return bare
    found = store.find(thing, limit=3)
    if len(found) != 1:
        told = "no article" if not found else "several articles"
        raise UsageError(f"{thing!r} names {told}: give an id as digest articles shows it")
    return found[0]


def _story(thing: str, store: Store) -> Story:
    key = key_of(thing, store)
    key = store.merged_into(key) or key
    return store.stories([key])[key]


def _text(story: Story, number: int) -> Article:
    for telling in story.tellings:
        if telling.number == number:
            return telling.article
    raise UsageError(f"{story.key} has no text {number}: digest articles revisions {story.key} numbers them")


def _kin(telling: Telling) -> str:
    if telling.kin is not None:
        return telling.kin.value
    return "first text" if telling.number == 1 else "new text of its file"


def _revision(telling: Telling) -> dict[str, object]:
    article = telling.article
    return {
        "number": telling.number,
        "title": article.title,
        "received": article.received.isoformat(),
        "source_path": article.source_path,
        "kin": telling.kin,
        "why": telling.why,
        "stands": telling.stands,
        "visible": telling.visible,
        "merged_from": telling.origin,
    }


def _difference(old: Article, new: Article) -> Iterator[str]:
    """Sentences that went and came, each with the one before and after it."""
    from difflib import unified_diff

    lines = list(unified_diff(_sentences(old), _sentences(new), n=1, lineterm=""))[2:]
    yield from (("…" if line.startswith("@@") else f"{line[0]} {line[1:]}") for line in lines)
    if not lines:
        yield "the two say the same"


def _sentences(article: Article) -> list[str]:
    said = [sentence.text for sentence in sorted(article.sentences, key=lambda each: (each.paragraph, each.start))]
    return [article.title, *(said or article.paragraphs)]


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


def _known_region(settings: Settings, store: Store, region: str) -> None:
    """UsageError for a region that the scheme has not, unless articles stand there still."""
    known = [each.id for each in scheme_of(settings).regions]
    if region not in known and all(feed.path != f"regions/{region}" for feed in store.feeds()):
        raise UsageError(f"there is no region {region!r}: the regions are {', '.join(known)}")


def _known_country(settings: Settings, country: str) -> None:
    names = scheme_of(settings).country_names
    if country.upper() not in names:
        meant = next((f": did you mean {code}?" for code, name in names.items() if name == country), "")
        raise UsageError(f"--country {country}: it wants a country's two letters of ISO 3166, or XK{meant}")
