"""`digest reread`: kept originals read again, the difference shown first."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import show
from digest.cli.main import desk_option, json_option
from digest.cli.records import seed_name
from digest.errors import UsageError
from digest.model import Verdict
from digest.renderers.wording import plural

if TYPE_CHECKING:
    from digest.config import Settings
    from digest.publisher import Publisher
    from digest.rereading import Change, Reread
    from digest.store.records import SeedReport

_WORDS = {Verdict.NEW: "new", Verdict.REVISION: "changed", Verdict.SAME: "same", None: "gone"}


@click.command()
@desk_option
@json_option
@click.option("--flagged", is_flag=True, help="Every file read as one article that looks like several; or only PATH's.")
@click.option("--dry-run", is_flag=True, help="Show the difference and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.argument("things", metavar="[PATH or SHA...]", nargs=-1)
def reread(desk: Path, as_json: bool, flagged: bool, dry_run: bool, yes: bool, things: tuple[str, ...]) -> int:
    """Read files again after a layout or a reader improved, from the kept copies; the difference is shown first.

    Articles keep their ids by title, then by text. Parts that were articles of their own are merged into the one that
    holds them now; what a file gives no more stays as it is.
    """
    from digest import app, config
    from digest.rereading import Rereading

    settings = config.load(desk)
    if not (flagged or things):
        raise UsageError("say which files to read again: a path in seeds/, the beginning of a sha256, or --flagged")
    publisher = app.assemble(settings, listener=show.Progress(), what="digest reread")
    click.get_current_context().call_on_close(publisher.close)
    rereading = Rereading(intake=publisher.intake)
    reports = _reports(publisher, settings, things, flagged=flagged)
    looks = list(
        {look.path: look for report in reports for look in rereading.look(report, now=publisher.clock())}.values()
    )
    for look in looks:
        _show(look, as_json=as_json)
    differing = [look for look in looks if look.differs]
    failed = any(look.trouble for look in looks)
    if not looks or not differing:
        show.note("nothing would change" if looks else "no file is flagged")
    if dry_run or not looks:
        return int(failed)
    if differing and not yes and not _agreed(len(differing)):
        return int(failed)
    with publisher.work.hold(publisher.listener.waiting):
        for look in looks:
            rereading.store(look, now=publisher.clock())
    if differing:
        show.note(f"{plural(len(differing), 'file')} read again; the next publish shows it")
    return int(failed)


def _agreed(count: int) -> bool:
    if not sys.stdin.isatty():
        show.note("nothing is changed: nobody is here to ask; --yes changes it")
        return False
    return click.confirm(f"Change {plural(count, 'file')} so?", default=False, err=True)


def _reports(
    publisher: Publisher, settings: Settings, things: tuple[str, ...], *, flagged: bool
) -> Iterator[SeedReport]:
    """The seeds that are named; with `flagged` the flagged ones, or those of them at or below what is named."""
    from digest.ingest.several import SEVERAL

    store = publisher.store
    names = [seed_name(thing, settings) for thing in things]
    if flagged:
        for sha256 in store.flagged(SEVERAL):
            report = store.seed_report(sha256)
            if report is not None and (not names or any(_below(report, name) for name in names)):
                yield report
        return
    for thing, name in zip(things, names, strict=True):
        report = store.seed_report(name) or _by_start(publisher, name)
        if report is None:
            raise UsageError(f"{thing}: the desk has read no such file")
        if report.quarantine is not None:
            raise UsageError(f"{thing} is in quarantine: digest quarantine retry reads it again")
        yield report


def _by_start(publisher: Publisher, start: str) -> SeedReport | None:
    """The seed whose sha256 begins so, where it is the only one."""
    found = publisher.store.seeds_like(start)
    if len(found) > 1:
        raise UsageError(f"{start} names {len(found)} files: give more of the number, or the path")
    return publisher.store.seed_report(found[0]) if found else None


def _below(report: SeedReport, name: str) -> bool:
    return report.path == name or report.path.startswith(f"{name.rstrip('/')}/") or report.sha256.startswith(name)


def _show(look: Reread, *, as_json: bool) -> None:
    if as_json:
        changes = [
            {
                "id": each.key,
                "title": each.title,
                "was": each.was or None,
                "what": _WORDS[each.verdict],
                "why": each.why,
            }
            for each in look.changes
        ]
        show.record({"path": look.path, "trouble": look.trouble or None, "articles": changes}, "", as_json=True)
        return
    show.say(f"{look.path}: {look.trouble or _counts(look)}")
    for each in look.changes:
        if each.verdict is not Verdict.SAME:
            show.say(f"  {_WORDS[each.verdict]:<8} {each.key}  {_titled(each)}")
            show.say(f"           {each.why}")


def _counts(look: Reread) -> str:
    counts = {word: sum(each.verdict is verdict for each in look.changes) for verdict, word in _WORDS.items()}
    return ", ".join(f"{count} {word}" for word, count in counts.items() if count) or "no article"


def _titled(change: Change) -> str:
    return f"{change.was} -> {change.title}" if change.was else change.title
