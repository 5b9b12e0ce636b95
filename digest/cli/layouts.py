"""`digest layout`: which layouts of text files there are, and how each fits a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import show
from digest.cli.main import desk_option, json_option
from digest.errors import UsageError
from digest.renderers.wording import plural

if TYPE_CHECKING:
    from digest.ingest.layouts import Layout
    from digest.ingest.trials import Trial
    from digest.model import Seed


@click.group()
def layout() -> None:
    """List the layouts of text files; show how each fits a file."""


@layout.command("list")
@desk_option
@json_option
def list_(desk: Path, as_json: bool) -> int:
    """Every layout: its name, where it comes from, what it is for."""
    from digest.ingest.layouts import load_layouts

    rows = []
    for each in load_layouts(desk / "layouts"):
        comes = _origin(each, desk)
        if as_json:
            record = {"layout": each.name, "from": comes, "describes": each.describes, "order": list(each.order)}
            show.record(record, "", as_json=True)
        rows.append((each.name, comes, each.describes))
    if not as_json:
        show.listing(rows)
    return 0


@layout.command()
@desk_option
@json_option
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
def test(desk: Path, as_json: bool, file: Path | None) -> int:
    """Show how each layout fits a file, and why the winner won.

    Without a FILE the sample beside each layout is read, and what differs from its expected articles is told.
    """
    from digest.ingest.layouts import load_layouts

    layouts = load_layouts(desk / "layouts")
    if file is None:
        return _samples(layouts, as_json=as_json)
    if not file.is_file():
        raise UsageError(f"{file}: there is no such file")
    return _tried(file, layouts, as_json=as_json)


def _origin(each: Layout, desk: Path) -> str:
    return Path(each.path).relative_to(desk).as_posix() if each.own else "built in"


def _samples(layouts: Sequence[Layout], *, as_json: bool) -> int:
    """Whether each layout reads the sample beside it as it should."""
    from digest.ingest.samples import check_sample

    failed = 0
    for each in layouts:
        checked = check_sample(each, layouts, now=datetime.now(UTC))
        faults = checked.faults if checked is not None else ()
        failed += bool(faults)
        told = "; ".join(faults) or (
            f"its sample gives its {plural(checked.articles, 'article')}"
            if checked is not None
            else "no sample beside it"
        )
        record = {"layout": each.name, "sample": checked is not None, "faults": list(faults)}
        show.record(record, f"{each.name}: {told}", as_json=as_json)
    return int(failed > 0)


def _tried(file: Path, layouts: Sequence[Layout], *, as_json: bool) -> int:
    from digest.ingest.inbox import seed_of
    from digest.ingest.readers import reader_of
    from digest.ingest.readers.plain import trials_of
    from digest.ingest.segments import winner

    seed = seed_of(file, now=datetime.now(UTC), name=str(file))
    reader = reader_of(seed).name
    if reader != "plain":
        show.note(f"{file}: the {reader} reader reads it and knows its articles; layouts are for plain text")
        return 0
    trials = trials_of(seed, layouts)
    best = winner(trials)
    trials.sort(key=lambda trial: (trial is not best, trial.cut is None, not trial.openings, trial.layout.name))
    rows = []
    for trial in trials:
        if as_json:
            show.record(_record(trial, seed, chosen=trial is best), "", as_json=True)
        fits = f"{trial.score:.2f}" if trial.score else "-"
        rows.append((trial.layout.name, f"{trial.openings or '-'}", fits, trial.told))
    if not as_json:
        show.listing([("layout", "articles", "fit", "why"), *rows])
        show.say("")
        show.say(_why(best, trials))
    return 0


def _record(trial: Trial, seed: Seed, *, chosen: bool) -> dict[str, object]:
    return {
        "path": seed.path,
        "layout": trial.layout.name,
        "articles": trial.openings,
        "whole": trial.blocks,
        "fit": round(trial.score, 3),
        "verdict": trial.verdict,
        "line": trial.line or None,
        "reason": trial.told,
        "chosen": chosen,
    }


def _why(best: Trial | None, trials: Sequence[Trial]) -> str:
    """Why the winner won, or what becomes of the file."""
    if best is None:
        return "No layout fits: the file is one article, flagged may-hold-several where it looks like several."
    others = [trial for trial in trials if trial.cut is not None and trial is not best]
    found = f"{best.layout.name} reads it: {plural(best.openings, 'article')}"
    proofs = ", ".join(best.layout.proofs)
    if not others:
        return f"{found}. No other layout fits; each article is proved by: {proofs}."
    second = max(others, key=lambda trial: trial.rank)
    names = ", ".join(trial.layout.name for trial in others)
    parts = zip(("fit", "articles", "proofs"), best.rank, second.rank, strict=True)
    ahead = next((f"more {what} than {second.layout.name}" for what, mine, its in parts if mine > its), "")
    ahead = ahead.replace("more fit", "a better fit") or "the first name of those that fit alike"
    return f"{found}. {names} would fit too; it has {ahead}. Each article is proved by: {proofs}."
