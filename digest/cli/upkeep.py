"""`digest quarantine, status, doctor, backup, restore, migrate`: keeping a desk well."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digest.cli import show
from digest.cli.main import desk_option, json_option
from digest.cli.records import seed_name
from digest.cli.summary import REASONS
from digest.errors import UsageError
from digest.model import DeliveryState, DigestPlan, Quarantined
from digest.renderers.wording import plural

if TYPE_CHECKING:
    from digest.archive import Manifest
    from digest.config import Settings
    from digest.store import Counts, Store


@click.group()
def quarantine() -> None:
    """Show, retry or drop the files that could not be read."""


@quarantine.command("list")
@desk_option
@json_option
def list_(desk: Path, as_json: bool) -> int:
    """What could not be read, and why."""
    from digest import app, config

    with app.open_store(config.load(desk), now=datetime.now(UTC)) as store:
        held = store.quarantined()
    if as_json:
        for each in held:
            record = {"sha256": each.sha256, "path": each.path, "size": each.size, "reason": each.reason}
            show.record({**record, "since": each.since.isoformat(), "backfill": each.backfill}, "", as_json=True)
        return 0
    show.listing([(each.sha256[:12], each.path, each.reason) for each in held], empty="nothing is in quarantine")
    return 0


@quarantine.command()
@desk_option
@click.argument("things", metavar="PATH or SHA...", nargs=-1, required=True)
def retry(desk: Path, things: tuple[str, ...]) -> int:
    """Read a file again that could not be read: from the kept copy, also when it is gone from seeds/."""
    from digest import app, config

    settings = config.load(desk)
    publisher = app.assemble(settings, listener=show.Progress(), what="digest quarantine retry")
    failed = 0
    for each in _chosen(publisher.store, settings, things):
        taken = publisher.retry(each)
        troubles = [one for one in taken if one.quarantined is not None]
        failed += bool(troubles)
        for trouble in troubles:
            show.note(f"{trouble.path}: still not read: {trouble.quarantined}")
        if taken and taken[-1].quarantined is None:
            new = sum(len(one.new) for one in taken)
            show.say(f"{each.path}: read, {taken[-1].nothing or plural(new, 'new article')}; the next publish has it")
        elif taken:
            continue
        elif os.path.lexists(settings.seeds / each.path):
            file = Path(each.path)
            command = f"publish --backfill {file.parent}" if file.is_absolute() else "publish"
            show.say(f"{each.path}: the next {command} reads it again")
        else:
            failed += 1
            show.note(f"{each.path}: it is gone and no copy of it was kept; put it back into seeds/")
    publisher.close()
    return int(failed > 0)


@quarantine.command()
@desk_option
@click.argument("things", metavar="PATH or SHA...", nargs=-1, required=True)
def drop(desk: Path, things: tuple[str, ...]) -> int:
    """Drop the kept copy of a file that could not be read; the file in seeds/ is yours and stays."""
    from digest import app, config
    from digest.ingest.originals import Originals

    settings = config.load(desk)
    with app.open_store(settings, now=datetime.now(UTC)) as store:
        for each in _chosen(store, settings, things):
            store.drop_quarantine(each.sha256)
            Originals(settings.originals).drop(each.sha256)
            show.say(f"{each.path}: dropped")
    return 0


@click.command()
@desk_option
@json_option
def status(desk: Path, as_json: bool) -> int:
    """Show what is due, done and late."""
    from digest import app, config
    from digest.editions.plan import stranded
    from digest.store.locks import holder

    settings = config.load(desk)
    now = datetime.now(UTC)
    with app.open_store(settings, now=now) as store:
        counts = store.counts()
        digests = [_standing(plan, store, now) for plan in settings.digests]
        warnings = [*stranded(store.subscribers(), settings.digests), *_renamed(settings, store)]
        hub = _hub_standing(settings.hub, store) if settings.hub is not None else None
    running = holder(settings.var / "run.lock")
    if as_json:
        stored = ("articles", "backfilled", "withdrawn", "merged", "withheld", "seeds", "quarantined", "editions")
        record = {name: getattr(counts, name) for name in stored}
        record["next_due"] = counts.next_due.isoformat() if counts.next_due else None
        record |= {state.value: getattr(counts, state.value) for state in DeliveryState}
        record |= {"digests": digests, "hub": hub, "running": running, "warnings": warnings}
        show.record(record, "", as_json=True)
        return 0
    rows = [("articles", _articles(counts))]
    rows += [("seeds", f"{counts.seeds:,} read, {counts.quarantined:,} quarantined")]
    rows += [("withheld", _withheld(counts))] if counts.withheld else []
    rows += [("editions", _editions(counts))]
    rows += [("deliveries", _deliveries(counts, now))]
    plans = zip(settings.digests, digests, strict=True)
    rows += [(f"digest {plan.name}", _outlook(plan, standing)) for plan, standing in plans]
    rows += [("hub", _hub(hub))] if hub is not None else []
    rows += [("digest run", f"running: {running}" if running else "not running")]
    rows += [("warning", sentence) for sentence in warnings]
    show.listing(rows)
    return 0


@click.command()
@desk_option
@json_option
def doctor(desk: Path, as_json: bool) -> int:
    """Say what is wrong with this desk and how to mend it; exit 1 when something is."""
    from digest import config
    from digest.doctor import examine

    settings = config.load(desk)
    findings = examine(settings, now=datetime.now(UTC))
    for finding in findings:
        show.record({"what": finding.what, "mend": finding.mend}, finding.what, as_json=as_json)
        if not as_json:
            show.say(f"  {finding.mend}")
    if not findings and not as_json:
        click.echo("nothing is wrong with this desk")
    return int(bool(findings))


@click.command()
@desk_option
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path))
def backup(desk: Path, target: Path) -> int:
    """Copy the desk's state into DIR (new or empty), also while the desk works."""
    from digest import archive, config

    manifest = archive.backup(config.load(desk), target.absolute(), now=datetime.now(UTC))
    show.say(f"{target}: {_whole(manifest)}, {manifest.size / 1e6:.1f} MB")
    return 0


@click.command()
@desk_option
@click.argument("source", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--force", is_flag=True, help="Replace the desk that is there.")
def restore(desk: Path, source: Path, force: bool) -> int:
    """Bring a backup back into the desk folder; deliveries that waited then are held, nothing is sent by itself."""
    from digest import archive

    done = archive.restore(source.absolute(), desk, force=force, now=datetime.now(UTC))
    show.say(f"{desk}: {_whole(done.manifest)} as of {done.manifest.made}")
    if done.replaced is not None:
        show.say(f"what stood there before is in {done.replaced}: remove it when you are sure")
    if done.held:
        told = plural(done.held, "delivery is", "deliveries are")
        release = show.call("deliveries release", desk)
        click.echo(f"{told} held, for it may have gone out since: {release} lets them go")
    click.echo(f"{show.call('publish --no-edition', desk)} writes feeds/ again; seeds/ is yours to bring back")
    return 0


@click.command()
@desk_option
def migrate(desk: Path) -> int:
    """Bring the database to this version's schema."""
    from digest import app, config

    with app.open_store(config.load(desk), now=datetime.now(UTC)) as store:
        click.echo(f"the database is at schema {store.version()}")
    return 0


def _chosen(store: Store, settings: Settings, things: tuple[str, ...]) -> list[Quarantined]:
    """What the paths and the beginnings of sha256 sums name; UsageError for one that names none or several."""
    held = store.quarantined()
    chosen = []
    for thing in things:
        report = store.seed_report(seed_name(thing, settings))
        start = report.sha256 if report is not None else thing
        found = [each for each in held if start and each.sha256.startswith(start)]
        if not found:
            raise UsageError(f"{thing} is not in quarantine: digest quarantine list shows what is")
        if len(found) > 1:
            raise UsageError(f"{thing} names {len(found)} files in quarantine: give more of the number, or the path")
        chosen += found
    return chosen


def _whole(manifest: Manifest) -> str:
    articles = plural(manifest.articles, "article")
    return f"{articles}, {plural(manifest.editions, 'edition')}"


def _standing(plan: DigestPlan, store: Store, now: datetime) -> dict[str, Any]:
    """What waits for a digest, what it left out, when it goes out, and the time it is late for, if any."""
    from digest.editions import slots
    from digest.store.records import AHEAD

    mark = store.mark(plan.name)
    due = slots.due(plan, mark, now).slot if mark is not None else None
    return {
        "digest": plan.name,
        "waiting": store.waiting(plan.name),
        "backlog": dict(store.backlog_counts(plan.name)),
        "next": slots.next_slot(plan, now).local.isoformat(),
        "due": due.local.isoformat() if due is not None else None,
        "ahead": mark.isoformat() if mark is not None and mark > now + AHEAD else None,
    }


def _hub_standing(hub: str, store: Store) -> dict[str, Any]:
    """What the hub knows, what it is still to be told, and why it was not."""
    pings, state = store.pings(hub), store.hub_state(hub)
    waiting = [ping for ping in pings if ping.waits]
    troubles = [state.answer, *(ping.answer for ping in waiting if ping.attempts)]
    last = max((ping.tried for ping in pings if ping.tried is not None and not ping.attempts), default=None)
    due = min((max(ping.due, state.due) for ping in waiting), default=None)
    return {
        "address": hub,
        "told": sum(ping.told is not None for ping in pings),
        "last": last.isoformat() if last is not None else None,
        "waiting": len(waiting),
        "next_try": due.isoformat() if due is not None else None,
        "answer": next(filter(None, troubles), None),
    }


def _renamed(settings: Settings, store: Store) -> Iterator[str]:
    from digest.editions.plan import forerunners, renamed

    issuers = store.issuers()
    for plan in settings.digests:
        gone = forerunners(plan.name, issuers, settings.digests)
        if gone:
            yield renamed(plan.name, gone)


def _outlook(plan: DigestPlan, standing: dict[str, Any]) -> str:
    told = [plural(standing["waiting"], "article waits", "articles wait")]
    if standing["due"]:
        told.append(f"due since {_local(standing['due'])}: digest run issues it")
    if standing["ahead"]:
        told.append(f"the clock was ahead, up to {standing['ahead'][:10]}: digest run brings the digest back to now")
    told.append(f"next {_local(standing['next'])} {plan.timezone}")
    told += [f"{number:,} left out ({REASONS[reason]})" for reason, number in standing["backlog"].items()]
    return ", ".join(told)


def _hub(standing: dict[str, Any]) -> str:
    told = [f"{standing['address']}: told of {plural(standing['told'], 'file')}"]
    if standing["last"]:
        told.append(f"last {_utc(standing['last'])}")
    if standing["waiting"]:
        told.append(plural(standing["waiting"], "change waits", "changes wait"))
    if standing["answer"]:
        told.append(f"tried again from {_utc(standing['next_try'])}: {standing['answer']}")
    return ", ".join(told)


def _utc(moment: str) -> str:
    return f"{datetime.fromisoformat(moment):%Y-%m-%d %H:%M} UTC"


def _local(moment: str) -> str:
    return f"{datetime.fromisoformat(moment):%a %d %b %H:%M}"


def _articles(counts: Counts) -> str:
    named = ("backfilled", counts.backfilled), ("withdrawn", counts.withdrawn), ("merged", counts.merged)
    return ", ".join([f"{counts.articles:,}", *(f"{number:,} {word}" for word, number in named if number)])


def _withheld(counts: Counts) -> str:
    due = f", the next goes out {counts.next_due:%Y-%m-%d %H:%M} UTC" if counts.next_due else ""
    return f"{counts.withheld:,}{due}: digest articles --withheld"


def _editions(counts: Counts) -> str:
    last = f", the last one {counts.last_issued:%Y-%m-%d %H:%M} UTC" if counts.last_issued else ""
    return f"{counts.editions:,}{last}"


def _deliveries(counts: Counts, now: datetime) -> str:
    from digest.doctor import LATE

    told = [f"{counts.sent:,} sent"]
    told += [
        f"{getattr(counts, state):,} {state}"
        for state in ("pending", "sending", "failed", "held", "cancelled")
        if getattr(counts, state)
    ]
    if counts.oldest_pending is not None and now - counts.oldest_pending > LATE:
        told.append(f"late since {counts.oldest_pending:%Y-%m-%d %H:%M} UTC")
    return ", ".join(told)
