"""`digest subscribers` and `digest deliveries`: people, and who got what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import show
from digest.cli.main import desk_option, json_option
from digest.errors import RenderError, UsageError
from digest.model import Delivery, DeliveryState, Subscriber
from digest.renderers.wording import plural

if TYPE_CHECKING:
    from digest.config import Settings


@click.group()
def subscribers() -> None:
    """Add, list and remove subscribers."""


@subscribers.command()
@desk_option
@json_option
@click.argument("address")
@click.option("--channel", type=click.Choice(["smtp", "maildir"]), help="How [default: smtp when it is configured].")
@click.option("--digest", "digests", metavar="NAME", multiple=True, help="Only this digest; may be repeated.")
def add(desk: Path, as_json: bool, address: str, channel: str | None, digests: tuple[str, ...]) -> int:
    """Add a person; one who left is welcome back."""
    from digest import app, config

    settings = config.load(desk)
    address = bare_address(address)
    digests = _digests(digests, settings)
    channel = _channel(channel, settings)
    now = datetime.now(UTC)
    with app.open_store(settings, now=now) as store:
        person = store.subscribe(address, channel, digests, now)
    if (person.channel, set(person.digests)) != (channel, set(digests)):
        raise UsageError(
            f"{person.address} is a subscriber already ({person.channel}, {_told(person)}): to change that, remove it "
            "with digest subscribers remove, then add it again"
        )
    _show([person], as_json=as_json)
    return 0


@subscribers.command("list")
@desk_option
@json_option
@click.option("--all", "everyone", is_flag=True, help="Also those who left.")
def list_(desk: Path, as_json: bool, everyone: bool) -> int:
    """List the subscribers."""
    from digest import app, config

    with app.open_store(config.load(desk), now=datetime.now(UTC)) as store:
        people = store.subscribers(active_only=not everyone)
    _show(people, as_json=as_json)
    if not people:
        show.note("nobody subscribes: digest subscribers add ADDRESS")
    return 0


@subscribers.command()
@desk_option
@click.argument("address")
def remove(desk: Path, address: str) -> int:
    """Remove a person; what waits for them is cancelled."""
    from digest import app, config

    now = datetime.now(UTC)
    with app.open_store(config.load(desk), now=now) as store:
        person = store.unsubscribe(address, now=now)
    if person is None:
        raise UsageError(f"{address} is no subscriber: digest subscribers list shows them")
    click.echo(f"{person.address} removed; deliveries that waited for it are cancelled")
    return 0


@click.group(invoke_without_command=True)
@desk_option
@json_option
@click.option("--edition", metavar="KEY", help="Only this edition.")
@click.option("--state", type=click.Choice([state.value for state in DeliveryState]), help="Only this state.")
@click.option("--limit", default=200, show_default=True, type=click.IntRange(1))
@click.pass_context
def deliveries(
    ctx: click.Context, desk: Path, *, as_json: bool, edition: str | None, state: str | None, limit: int
) -> int:
    """Show who got what, and what the channel said; newest edition first."""
    from digest import app, config

    if ctx.invoked_subcommand is not None:
        if edition or state:
            raise UsageError(f"say --edition and --state after {ctx.invoked_subcommand}")
        return 0
    with app.open_store(config.load(desk), now=datetime.now(UTC)) as store:
        found = store.deliveries(edition=edition, state=DeliveryState(state) if state else None, limit=limit)
    if as_json:
        for each in found:
            show.record(_record(each), "", as_json=True)
        return 0
    rows = [(each.edition, each.address, each.channel, each.state.value, _last_words(each)) for each in found]
    show.listing(rows, empty="no deliveries", limit=limit)
    return 0


@deliveries.command()
@desk_option
@click.option("--edition", metavar="KEY", help="Only this edition.")
@click.option(
    "--state",
    type=click.Choice(["held", "failed", "pending"]),
    default="held",
    show_default=True,
    help="Which: those that wait for a person, those that were refused, or those that wait for their next try.",
)
def release(desk: Path, edition: str | None, state: str) -> int:
    """Let deliveries go out with the next run."""
    from digest import app, config

    now = datetime.now(UTC)
    with app.open_store(config.load(desk), now=now) as store:
        number = store.resume(DeliveryState(state), edition=edition, now=now)
    if number:
        told = plural(number, "delivery", "deliveries")
        click.echo(f"{told} released: digest publish sends now, digest run by itself")
    else:
        show.note(f"no delivery is {state}" + (f" in {edition}" if edition else ""))
    return 0


def bare_address(text: str) -> str:
    """The address without the spaces around it; UsageError when it is none that a mail can be sent to."""
    from digest.renderers import message

    bare = text.strip()
    try:
        named = message.address(bare).display_name or "<" in bare
    except RenderError:
        named = True
    if named:
        raise UsageError(f"{text!r} is no e-mail address: name@example.org is the form")
    return bare


def _digests(names: tuple[str, ...], settings: Settings) -> tuple[str, ...]:
    known = [plan.name for plan in settings.digests]
    for name in names:
        if name not in known:
            raise UsageError(f"this desk has no digest {name!r}: it has {', '.join(known)}")
    return tuple(dict.fromkeys(names))


def _channel(channel: str | None, settings: Settings) -> str:
    if channel is None and settings.smtp is None:
        show.note("no [smtp] in digest.toml: these briefings go into var/maildir, not to a mailbox elsewhere")
    channel = channel or ("smtp" if settings.smtp else "maildir")
    if channel == "smtp" and settings.site.demo:
        raise UsageError(
            "this is a demo desk: it never sends beyond its Maildir; make one of your own with digest init"
        )
    if channel == "smtp" and settings.smtp is None:
        raise UsageError("no SMTP server is configured: add [smtp] with host to digest.toml, or use --channel maildir")
    return channel


def _told(person: Subscriber) -> str:
    return ", ".join(person.digests) or "all digests"


def _show(people: Sequence[Subscriber], *, as_json: bool) -> None:
    for person in people if as_json else ():
        record = {
            "id": person.id,
            "address": person.address,
            "channel": person.channel,
            "digests": list(person.digests),
            "state": person.state,
            "since": person.since.isoformat(),
        }
        show.record(record, "", as_json=True)
    if not as_json:
        rows = [(person.address, person.channel, _told(person), person.state.value) for person in people]
        show.listing(rows)


def _record(each: Delivery) -> dict[str, object]:
    return {
        "edition": each.edition,
        "address": each.address,
        "channel": each.channel,
        "state": each.state,
        "attempts": each.attempts,
        "settled": each.settled.isoformat() if each.settled else None,
        "not_before": each.not_before.isoformat() if each.not_before else None,
        "detail": each.detail,
        "message_id": each.message_id,
    }


def _last_words(each: Delivery) -> str:
    again = ""
    if each.state is DeliveryState.PENDING and each.not_before is not None:
        again = f"tried again from {each.not_before:%Y-%m-%d %H:%M} UTC"
    return "; ".join(words for words in (each.detail, again) if words)
