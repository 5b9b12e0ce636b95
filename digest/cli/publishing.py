"""`digest publish` and `digest preview`: what goes out, and what would."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from digest.cli import show, summary
from digest.cli.main import desk_option, json_option
from digest.cli.people import bare_address
from digest.errors import SeedError, UsageError
from digest.model import DeliveryState, Held, Match, Slot, Verdict

if TYPE_CHECKING:
    from digest.proposal import Proposal
    from digest.publisher import Publisher


_VERBS = {Verdict.NEW: "add", Verdict.REVISION: "revise", Verdict.SAME: "skip"}


@click.command()
@desk_option
@json_option
@click.option("--digest", "name", metavar="NAME", help="Which digest [default: the first].")
@click.option("--no-edition", is_flag=True, help="Ingest and write files; issue nothing.")
@click.option("--dry-run", is_flag=True, help="Say what would happen; change nothing.")
@click.option(
    "--backfill", metavar="PATH", type=click.Path(path_type=Path), help="A folder of old files: never mailed."
)
@click.option("--yes", is_flag=True, help="Send beyond this machine without asking.")
@click.option("--to", "address", metavar="ADDRESS", help="Send one [TEST] copy there; issues nothing.")
def publish(
    desk: Path,
    as_json: bool,
    name: str | None,
    *,
    no_edition: bool,
    dry_run: bool,
    backfill: Path | None,
    yes: bool,
    address: str | None,
) -> int:
    """Read seeds/, issue an edition of what no edition had, write feeds/, deliver."""
    progress = show.Progress()
    publisher = _publisher(desk, progress, "digest publish", rehearsal=dry_run)
    digest = publisher.digest(name).name
    if dry_run:
        return _rehearse(publisher, digest, as_json=as_json)
    if backfill is not None:
        if not backfill.is_dir():
            raise UsageError(f"--backfill wants a folder, and {backfill} is none")
        publisher.backfill(backfill.resolve())
        if publisher.tally.growing:
            # Under seeds/ they would be taken as news of today.
            summary.troubles(publisher.tally)
            show.note("nothing else was done: run this again when the files of the backfill are whole")
            return 1
    if address is not None:
        return _test(publisher, digest, bare_address(address), as_json=as_json)
    answers: list[bool] = []

    def agree(proposal: Proposal) -> bool:
        progress.clear()
        answers.append(not proposal.leaves or yes or _ask(proposal))
        return answers[-1]

    try:
        edition = publisher.publish(None if no_edition else _slot(publisher, digest), agree=agree)
    finally:
        # Also when the disk stopped the run: what could not be read is told by the run that tried it.
        progress.clear()
        summary.troubles(publisher.tally)
        summary.hub_troubles(publisher)
    summary.unmet(publisher)
    if as_json:
        show.record(summary.facts(publisher, edition), "", as_json=True)
    else:
        summary.told(publisher, edition, digest=None if no_edition else digest, declined=answers == [False])
    return int(publisher.tally.failed)


@click.command()
@desk_option
@json_option
@click.option("--digest", "name", metavar="NAME", help="Which digest [default: the first].")
@click.option("--text", is_flag=True, help="Print the whole text part.")
def preview(desk: Path, as_json: bool, name: str | None, *, text: bool) -> int:
    """Show what the next edition would be: its articles by region, its size, what was left out."""
    publisher = _publisher(desk, show.Progress(), "digest preview")
    proposal = publisher.propose(_slot(publisher, publisher.digest(name).name))
    if proposal is None:
        show.note("nothing waits for an edition: put files into seeds/ and run digest publish")
    elif text:
        click.echo(proposal.edition.briefing.text)
    else:
        summary.proposed(publisher, proposal, as_json=as_json)
    return 0


def _publisher(desk: Path, progress: show.Progress, what: str, *, rehearsal: bool = False) -> Publisher:
    from digest import app, config

    settings, context = config.load(desk), click.get_current_context()
    if rehearsal and settings.database_file is not None and not settings.database_file.exists():
        app.refuse_loss(settings)
        nowhere = context.with_resource(TemporaryDirectory())
        settings = replace(settings, database=f"sqlite:///{nowhere}/digest.db")
    publisher = app.assemble(settings, listener=progress, what=what)
    context.call_on_close(publisher.close)
    return publisher


def _slot(publisher: Publisher, digest: str) -> Slot:
    """The next edition on demand."""
    from digest.editions.slots import on_demand

    taken = {key for key, _ in publisher.store.edition_heads(digest)}
    return on_demand(publisher.digest(digest), publisher.clock(), taken)


def _ask(proposal: Proposal) -> bool:
    """Show what would leave this machine and ask on a terminal; elsewhere only --yes sends."""
    summary.leaving(proposal)
    if not sys.stdin.isatty():
        show.note("not sent: it would leave this machine, and nobody is here to ask; --yes sends it")
        return False
    return click.confirm("Send it?", default=False, err=True)


def _test(publisher: Publisher, digest: str, address: str, *, as_json: bool) -> int:
    publisher.ingest()
    summary.troubles(publisher.tally)
    outcome = publisher.send_test(_slot(publisher, digest), address)
    record = {"to": address, "state": outcome.state, "detail": outcome.detail}
    show.record(record, f"[TEST] to {address}: {outcome.state}, {outcome.detail}", as_json=as_json)
    if "smtp" not in publisher.channels:
        show.note("no mail server is set up: the copy is in var/maildir and nothing left this machine")
    return int(publisher.tally.failed or outcome.state is not DeliveryState.SENT)


def _rehearse(publisher: Publisher, digest: str, *, as_json: bool) -> int:
    """--dry-run: read what is new without keeping it, and show the edition of what is stored."""
    from digest.ingest.inbox import Growing

    code = 0
    for found in publisher.settled(publisher.inbox).settled:
        try:
            for path, outcome in publisher.intake.rehearse(publisher.inbox, found, now=publisher.clock()):
                code = max(code, _would(path, outcome, as_json=as_json))
        except Growing as grows:
            show.note(str(grows))
    proposal = publisher.propose(_slot(publisher, digest))
    if proposal is None:
        show.note("of what is stored, nothing waits for an edition")
    else:
        summary.proposed(publisher, proposal, as_json=as_json)
    return code


def _would(path: str, outcome: tuple[Match | Held, ...] | SeedError | str, *, as_json: bool) -> int:
    """Say what would become of one file; 1 when it would be quarantined."""
    record: dict[str, object] = {"path": path}
    if isinstance(outcome, SeedError):
        record |= {"would": "leave", "reason": outcome.reason}
        show.record(record, f"would find no article in {path}: {outcome.reason}", as_json=as_json)
        return 0
    if isinstance(outcome, str):
        record |= {"would": "quarantine", "reason": outcome}
        show.record(record, f"would quarantine {path}: {outcome}", as_json=as_json)
        return 1
    for match in outcome:
        if isinstance(match, Held):
            record |= {"would": "withhold", "reason": match.told}
            show.record(record, f"would withhold an article of {path}: {match.told}", as_json=as_json)
            continue
        would = _VERBS[match.verdict]
        record |= {"would": would, "title": match.article.title, "of": match.of, "why": match.why}
        show.record(record, f"would {would} {match.article.title!r} ({path})", as_json=as_json)
    return 0
