"""`digest explain` and `digest editions`: what is stored, and why it stands there."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digest.cli import show
from digest.cli.main import desk_option, json_option
from digest.cli.reading import GUESS, fields, moment, placed, unsure
from digest.cli.summary import REASONS
from digest.errors import UsageError
from digest.model import Article, Kin, Placement, Release, State, Use, Verdict, Withheld, strictest
from digest.renderers.wording import plural

if TYPE_CHECKING:
    from digest.config import Settings
    from digest.model import Scheme
    from digest.store import SeedArticle, Store


@click.command()
@desk_option
@json_option
@click.argument("thing", metavar="ID or FILE")
def explain(desk: Path, as_json: bool, thing: str) -> int:
    """Say why an article or a file stands where it stands."""
    settings, store = opened(desk)
    name = seed_name(thing, settings)
    report = store.seed_report(name)
    if report is not None:
        _explain_seed(report, store, settings, as_json=as_json)
        return 0
    keys = store.find(name.removeprefix(settings.site.id_prefix), limit=10)
    withheld = store.withheld_of(name.removeprefix(settings.site.id_prefix)) if not keys else None
    if withheld is not None:
        if as_json:
            show.record(kept(withheld, settings), "", as_json=True)
        else:
            _tell_withheld(withheld, settings)
        return 0
    if not keys:
        told = _unread(name, store, settings)
        if told is not None:
            show.record({"path": name, "reason": told}, f"{name}: {told}", as_json=as_json)
            return 0
        raise UsageError(
            f"nothing is stored under {thing!r}: give an article's id or a piece of its title, or a file in seeds/"
        )
    bare = name.removeprefix(settings.site.id_prefix)
    if (into := store.merged_into(bare)) is not None and not as_json:
        show.say(f"{bare} was merged into {into}; undone by digest articles split {bare}")
    named = [release for release in map(store.release, keys) if release is not None]
    _explain(named[0], store, settings, as_json=as_json)
    if named[1:]:
        show.note(f"{thing!r} names these too:")
    for release in named[1:]:
        show.note(f"  {release.article.key}  {release.article.title}")
    return 0


@click.command()
@desk_option
@json_option
@click.option("--digest", "digest", metavar="NAME", help="Only this digest.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1))
def editions(desk: Path, as_json: bool, digest: str | None, limit: int) -> int:
    """List the editions, newest first."""
    settings, store = opened(desk)
    found = store.editions(digest, limit=limit)
    names = [plan.name for plan in settings.digests]
    if digest is not None and not found and digest not in names:
        raise UsageError(f"this desk has no digest {digest!r}: it has {', '.join(names)}")
    rows = []
    for edition in found:
        states = {state.value: number for state, number in store.expected(edition.key).items()}
        number = sum(len(keys) for _, keys in edition.articles)
        record = {
            "edition": edition.key,
            "digest": edition.digest,
            "issued": edition.issued.isoformat(),
            "subject": edition.briefing.subject,
            "articles": number,
            "left_out": edition.left_out,
            "deliveries": states,
        }
        if as_json:
            show.record(record, "", as_json=True)
        told = ", ".join(f"{count:,} {state}" for state, count in states.items()) or "no readers"
        told = f"{plural(number, 'article')}, {told}"
        rows.append((edition.key, f"{edition.issued:%Y-%m-%d %H:%M}", told, edition.briefing.subject))
    if not as_json:
        show.listing(rows, empty="no edition was issued yet", limit=limit)
    return 0


def stored(release: Release, store: Store, settings: Settings) -> dict[str, Any]:
    """An article as it is stored: the record, its place, its moments."""
    article = release.article
    record = fields(article)
    record.update(
        tag=settings.site.id_prefix + article.key,
        received=article.received.isoformat(),
        released=release.released.isoformat(),
        updated=release.updated.isoformat(),
        revision=release.revision,
        backfill=release.backfill,
        state=release.state,
        page=release.path,
        use=_use(article, store, settings)[0],
        placement=placed(release.placement),
    )
    return record


def _use(article: Article, store: Store, settings: Settings) -> tuple[Use, list[str]]:
    """How much of it readers may have, and the tables that say so: on any text of its story."""
    from digest.articles import limits_on

    if not settings.limits:
        return Use.FULL, []
    fitting = [limit for text in (article, *store.revisions(article.key)) for limit in limits_on(text, settings.limits)]
    use = strictest(*(limit.use for limit in fitting))
    return use, list(dict.fromkeys(limit.told for limit in fitting if limit.use is use))


def kept(withheld: Withheld, settings: Settings) -> dict[str, Any]:
    """An article that is kept from readers, and why."""
    article, held = withheld.article, withheld.held
    return {
        "id": article.key,
        "tag": settings.site.id_prefix + article.key,
        "title": article.title,
        "source_path": article.source_path,
        "reason": held.hold,
        "note": held.note,
        "until": held.until.isoformat() if held.until else None,
        "since": withheld.since.isoformat(),
    }


def opened(desk: Path) -> tuple[Settings, Store]:
    """The desk's settings and its database, which closes with the command."""
    from datetime import UTC, datetime

    from digest import app, config

    settings = config.load(desk)
    store = app.open_store(settings, now=datetime.now(UTC))
    click.get_current_context().call_on_close(store.close)
    return settings, store


def scheme_of(settings: Settings) -> Scheme:
    """The desk's regions."""
    from digest.config import regions

    return regions.scheme_of(settings)


def seed_name(thing: str, settings: Settings) -> str:
    """A path on disk as the ledger names it: relative to seeds/, what is no UTF-8 in it as numbers.

    It may be given from where the person stands, from the desk folder, or as the ledger has it.
    """
    for path in (Path(thing).absolute(), settings.desk / thing):
        # a link to the folder is followed, a link in it is what was found there
        real = path.parent.resolve() / path.name
        if real.is_relative_to(settings.seeds):
            thing = real.relative_to(settings.seeds).as_posix()
            break
    return thing.encode("utf-8", "backslashreplace").decode()


def _unread(name: str, store: Store, settings: Settings) -> str | None:
    """Why something that stands in seeds/ gave nothing; None when nothing stands there under that name."""
    import time
    from datetime import UTC, datetime

    from digest.ingest.inbox import Inbox

    look = Inbox(settings.seeds).look(lambda _: {}, now=datetime.now(UTC), tick=time.monotonic())
    for refused in look.refused:
        if name == refused.path or name.startswith(f"{refused.path}/"):
            return f"refused: {refused.reason}"
    if name in look.growing:
        if store.known([name]):
            return "dropped from quarantine: it is read again when its bytes change"
        return "not read yet: run digest publish"
    if (settings.seeds / name).is_dir():
        return "a folder: name a file in it"
    if os.path.lexists(settings.seeds / name):
        return "left alone for its name, as hidden and temporary files are: rename it to have it read"
    return None


def _explain_seed(report: Any, store: Store, settings: Settings, *, as_json: bool) -> None:
    if as_json:
        told = {"path": report.path, "sha256": report.sha256, "received": report.received.isoformat()}
        told |= {
            "reason": report.quarantine,
            "reading": report.reading,
            "articles": [each.key for each in report.articles],
            "withheld": [kept(each, settings) for each in report.withheld],
            "became": [
                {"id": each.key, "verdict": each.verdict, "kin": each.kin, "why": each.why} for each in report.articles
            ],
        }
        show.record(told, "", as_json=True)
        return
    show.say(f"{report.path}  (sha256 {report.sha256[:16]}…, received {report.received:%Y-%m-%d %H:%M} UTC)")
    if report.quarantine:
        show.say(f"quarantined: {report.quarantine}")
        click.echo(f"mend the file and it is read again, or: digest quarantine retry {report.sha256[:12]}")
        return
    reading = report.reading
    if "nothing" in reading:
        show.say(f"left: {reading['nothing']}")
        return
    encoding = f", {reading['encoding']}" if reading.get("encoding") else ""
    unit = reading.get("unit", "line")
    click.echo(f"read as {reading['reader']}{encoding}, {plural(int(reading['lines']), unit)}")
    if reading.get("short"):
        show.say(f"look at it: {reading['short']}")
    parts = [([member["lines"]], f"{member['path']}  (a file of its own)") for member in reading.get("members", ())]
    parts += [([discard["lines"]], f"left out ({discard['reason']})") for discard in reading["discards"]]
    parts += [
        (draft["lines"], f"{draft['title'] or '(untitled)'}  [layout {draft['layout']}]") for draft in reading["drafts"]
    ]
    for lines, what in sorted(parts):
        show.say(f"  {_spans(lines, unit) if lines else 'no lines of its own'}: {what}")
    for withheld in report.withheld:
        click.echo()
        _tell_withheld(withheld, settings)
    for each in report.articles:
        release = store.release(each.key)
        if release is not None:
            click.echo()
            show.say(f"when it was read: {_became(each)}")
            _explain(release, store, settings, as_json=False)


def _tell_withheld(withheld: Withheld, settings: Settings) -> None:
    show.say(withheld.article.title)
    show.say(f"  withheld: {withheld.held.told}")
    click.echo(f"  id         {settings.site.id_prefix}{withheld.article.key}")


def _became(each: SeedArticle) -> str:
    """What an article of a file was to the desk when it was read."""
    because = f": {each.why}" if each.why else ""
    match each.verdict, each.kin:
        case Verdict.NEW, Kin.WITHDRAWAL:
            return "a withdrawal that waits for its story"
        case Verdict.NEW, _:
            return "new"
        case Verdict.SAME, _:
            return f"duplicate of {each.key}{because}"
        case _, Kin.WITHDRAWAL:
            return f"{each.key} withdrawn{because}"
        case _, None:
            return f"new text of {each.key}{because}"
        case _, kin:
            return f"{kin} of {each.key}{because}"


def _explain(release: Release, store: Store, settings: Settings, *, as_json: bool) -> None:
    article = release.article
    if as_json:
        show.record(stored(release, store, settings), "", as_json=True)
        return
    scheme = scheme_of(settings)
    click.echo(article.title)
    if release.state is State.WITHDRAWN:
        click.echo(f"  withdrawn  {release.updated:%Y-%m-%d %H:%M} UTC: no reader sees it")
    click.echo(f"  id         {settings.site.id_prefix}{article.key}")
    spans = [(span.first, span.last) for span in article.lines]
    where = f", {_spans(spans, _unit(article, store))}" if spans else ""
    show.say(f"  from       {article.source_path}{where}, layout {article.layout}")
    guess = unsure(article, "published")
    because = f"  ({'from' if article.published else 'refused'}: {article.published_from})"
    click.echo(f"  published  {moment(article) or 'unknown'}{guess}" + (because if article.published_from else ""))
    if article.not_before and article.published is None:
        click.echo(f"             not before {article.not_before.isoformat()}, by dates it mentions")
    again = f", revision {release.revision} of {release.updated:%Y-%m-%d %H:%M} UTC" if release.revision > 1 else ""
    click.echo(
        f"  released   {release.released:%Y-%m-%d %H:%M} UTC{again}" + (", backfill" if release.backfill else "")
    )
    for name, origin in sorted(article.fields.items()):
        value = getattr(article, name, None)
        if name not in {"published", "title", "summary"} and value:
            value = ", ".join(value) if isinstance(value, tuple) else value
            word = "guess, " if origin.confidence <= GUESS else ""
            show.say(f"  {name:<10} {value}  ({word}{origin.source}, {origin.confidence:.2f})")
    if article.flags:
        click.echo(f"  flags      {', '.join(sorted(article.flags))}")
    use, tables = _use(article, store, settings)
    if use is not Use.FULL:
        show.say(f"  use        {use}  ({'; '.join(tables)})")
    explain_place(release.placement, scheme)
    for number, line in enumerate(_in_editions(release, store, settings)):
        click.echo(f"  {'' if number else 'editions':<10} {line}")


def _unit(article: Article, store: Store) -> str:
    """What the spans of an article count; "place" where its file is no longer known."""
    report = store.seed_report(article.seed)
    return str(report.reading.get("unit", "line")) if report is not None else "place"


def _in_editions(release: Release, store: Store, settings: Settings) -> list[str]:
    """Which editions had an article, which left it out, and why."""
    from datetime import UTC, datetime

    from digest.editions.compose import left_out

    key, now = release.article.key, datetime.now(UTC)
    had = store.editions_of(key)
    lines = [", ".join(had)] if had else []
    for digest, edition, why in store.left_out_of(key):
        lines.append(f"left out of {edition or f'{digest}, which had nothing else to issue'}: {REASONS[why]}")
    if lines:
        return lines
    against = {plan.name: left_out(release, plan, now=now) for plan in settings.digests}
    return [f"none; {name} leaves it out: {REASONS[why]}" for name, why in against.items() if why] or ["none yet"]


def _spans(lines: Sequence[Sequence[int]], unit: str = "line") -> str:
    told = ", ".join(f"{first}-{last}" if first != last else f"{first}" for first, last in lines)
    return f"{unit} {told}" if told.isdecimal() else f"{unit}s {told}"


def explain_place(placement: Placement, scheme: Scheme) -> None:
    """Say where an article stands, and why."""
    from digest.regions import runner_up

    titles = {region.id: f"{region.title} ({region.id})" for region in scheme.regions}
    sections = {section.id: section.title for region in scheme.regions for section in region.sections}
    place = titles.get(placement.region, placement.region)
    if placement.section:
        place += f" › {sections.get(placement.section, placement.section)} ({placement.section})"
    click.echo(
        f"  region     {place}, confidence {placement.confidence:.2f}" + (", flagged" if placement.flagged else "")
    )
    click.echo(f"  because    {placement.reason}")
    if placement.secondary:
        click.echo(f"  also       {', '.join(titles.get(region, region) for region in placement.secondary)}")
    next_best = runner_up(placement, scheme)
    if next_best is not None:
        region, why = next_best
        click.echo(f"  but not    {titles[region]}: {why}")
    scores = ", ".join(f"{country.code} {country.score:.1f}" for country in placement.countries[:6])
    click.echo(f"  countries  {scores or 'none'}")
    for evidence in placement.evidence[:12]:
        where = f"{evidence.part} at {evidence.offset}"
        click.echo(
            f"    {evidence.surface:<24} {evidence.kind:<12} {evidence.country:<3} {where:<16} {evidence.weight:.2f}"
        )
    for rule in placement.rules:
        click.echo(f"    rule: {rule}")
