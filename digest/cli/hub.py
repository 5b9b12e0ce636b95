"""`digest hub`: the WebSub hub told now, by a person or at the end of a copy."""

from __future__ import annotations

from pathlib import Path

import click

from digest.cli import show, summary
from digest.cli.main import desk_option, json_option
from digest.errors import UsageError


@click.command()
@desk_option
@json_option
def hub(desk: Path, as_json: bool) -> int:
    """Tell the hub of every feed that it does not know as it stands, also where it is being left alone for a while.

    Run it after each copy where feeds/ is copied to another host (when = "copied" under [websub]). Exit 1 when the hub
    did not take all of it.
    """
    from digest import app, config

    settings = config.load(desk)
    if settings.hub is None:
        raise UsageError("this desk has no hub: name one with hub under [websub] in digest.toml")
    publisher = app.assemble(settings, listener=show.Progress(), what="digest hub")
    try:
        publisher.tally.pings += publisher.pinging.tell_all()
    finally:
        publisher.close()
    pings = publisher.tally.pings
    if as_json:
        for record in summary.of_hub(publisher.tally):
            show.record(record, "", as_json=True)
    elif told := summary.heard(publisher.tally):
        click.echo(told)
    elif not pings:
        click.echo("the hub knows all feeds as they stand")
    summary.hub_troubles(publisher)
    return int(not all(heard.taken for _, heard in pings))
