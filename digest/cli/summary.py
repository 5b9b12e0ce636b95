"""What a publish says of itself: what it did, what went wrong, where to look."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import show
from digest.model import BacklogReason, DeliveryState, Edition, Kin
from digest.renderers.wording import plural

if TYPE_CHECKING:
    from digest.config import Settings
    from digest.proposal import Proposal
    from digest.publisher import Publisher
    from digest.store import Unsent
    from digest.tally import Tally

#: why an article is in the backlog, for a person
REASONS = {
    BacklogReason.OLD: "older than max_age",
    BacklogReason.MANY: "beyond max_articles",
    BacklogReason.BEFORE_START: "came in before the period of the first edition",
    BacklogReason.BACKFILL: "backfilled",
}


def troubles(tally: Tally) -> None:
    """What a person has to look at, on standard error."""
    for taken in tally.quarantined:
        show.note(f"quarantined  {taken.path}: {taken.quarantined}")
    for taken in tally.taken:
        if taken.nothing is not None:
            show.note(f"no article   {taken.path}: {taken.nothing}")
        if taken.short is not None:
            show.note(f"look at      {taken.path}: {taken.short}")
        if taken.several:
            show.note(f"look at      {show.shown(taken.path)}: it may hold several articles that no layout could part")
    for path, reason in tally.refused:
        show.note(f"refused      {path}: {reason}")
    for path in tally.growing:
        show.note(f"left         {path}: still growing; the next run takes it")
    for key, reason in tally.unwritten:
        show.note(f"left out     {key}: {reason}")
    unsent = Counter(
        (outcome.state.value, f"{delivery.edition} by {delivery.channel}: {outcome.detail}")
        for delivery, outcome in tally.outcomes
        if outcome.state is not DeliveryState.SENT
    )
    for (state, told), number in unsent.items():
        show.note(f"{state:<12} {told}" + (f" ({number:,} times)" if number > 1 else ""))


def hub_troubles(publisher: Publisher) -> None:
    """What the hub did not take; each reason once."""
    again = "digest hub tries again" if publisher.settings.hub_copied else "the next run tries again"
    untold = Counter(heard.detail for _, heard in publisher.tally.pings if not heard.taken)
    for detail in untold:
        show.note(f"hub          {publisher.settings.hub}: {detail}; {again}")


def unmet(publisher: Publisher) -> None:
    """Sources that a [[feed]] waits for and nobody knows, and folders that a limit names and nobody has."""
    from digest import doctor

    desk = publisher.settings, publisher.store
    for finding in (*doctor.unmet(*desk), *doctor.idle_limits(*desk)):
        show.note(f"look at      {finding.what}")


def heard(tally: Tally) -> str:
    """What the hub took, if anything."""
    number = sum(heard.taken for _, heard in tally.pings)
    return f"the hub is told of {plural(number, 'changed file')}" if number else ""


def of_hub(tally: Tally) -> list[dict[str, object]]:
    """What the hub said of each file."""
    return [{"file": ping.path, "told": heard.taken, "answer": heard.detail} for ping, heard in tally.pings]


def told(publisher: Publisher, edition: Edition | None, *, digest: str | None, declined: bool) -> None:
    """The run for a person, ending with where to look; `digest` is None where no edition was asked for."""
    tally, settings = publisher.tally, publisher.settings
    here = os.path.relpath(settings.desk)
    near = "" if here == "." else f"{here}/"
    changes = f"{plural(tally.new, 'new article')}, {tally.revised} revised"
    click.echo(f"{plural(tally.files, 'file')} read: {changes}, {len(tally.quarantined)} quarantined")
    if tally.let_out:
        click.echo(f"{plural(tally.let_out, 'article')} withheld until now: out, and counted above")
    if tally.withheld:
        withheld = show.call("articles --withheld", settings.desk)
        click.echo(f"{plural(tally.withheld, 'article')} withheld: {withheld} tells why and until when")
    if tally.left_out:
        rules = ", ".join(f"{number:,} left out by rule {rule}" for rule, number in sorted(tally.left_out.items()))
        click.echo(f"of these {rules}")
    versions = [plural(tally.kin[kin], kin.value) for kin in Kin if tally.kin[kin]]
    if versions:
        click.echo(f"of stories that were here: {', '.join(versions)}")
    if edition is not None:
        _edition(edition, tally)
    elif not publisher.store.more_than(0):
        gone = publisher.store.counts().withdrawn
        put = f"nothing to publish yet: put files into {near}seeds and run this again"
        click.echo(f"nothing is public: {plural(gone, 'article is', 'articles are')} withdrawn" if gone else put)
    elif digest is not None:
        click.echo(f"no edition issued: {_why_none(publisher, digest, declined=declined)}")
    _caught_up(edition, tally)
    if sentence := heard(tally):
        click.echo(sentence)
    if settings.hub_copied and any(ping.waits for ping in publisher.store.pings(settings.hub or "")):
        click.echo("feeds changed: copy feeds/ to its host, then digest hub tells the hub")
    _unsent(publisher.store.unsent(), settings.desk)
    if settings.site.demo:
        click.echo("this is a demo desk: it never sends beyond its Maildir")
    _where(settings, near)


def facts(publisher: Publisher, edition: Edition | None) -> dict[str, object]:
    """The run as one JSON object."""
    tally = publisher.tally
    return {
        "files": tally.files,
        "new": tally.new,
        "revised": tally.revised,
        "withheld": tally.withheld,
        "left_out_by_rule": tally.left_out,
        "let_out": tally.let_out,
        "versions": {kin.value: tally.kin[kin] for kin in Kin},
        "quarantined": [{"path": taken.path, "reason": taken.quarantined} for taken in tally.quarantined],
        "no_article": [{"path": taken.path, "reason": taken.nothing} for taken in tally.taken if taken.nothing],
        "refused": [{"path": path, "reason": reason} for path, reason in tally.refused],
        "growing": tally.growing,
        "edition": edition.key if edition else None,
        "subject": edition.briefing.subject if edition else None,
        "articles": sum(len(keys) for _, keys in edition.articles) if edition else 0,
        "left_out": edition.left_out if edition else len(tally.set_aside),
        "written": tally.written,
        "unwritten": [{"id": key, "reason": reason} for key, reason in tally.unwritten],
        "deliveries": [
            {"edition": delivery.edition, "channel": delivery.channel, "state": outcome.state, "detail": outcome.detail}
            for delivery, outcome in tally.outcomes
        ],
        "hub": of_hub(tally),
    }


def leaving(proposal: Proposal) -> None:
    """What is about to leave this machine: key, subject, articles, flags, recipients."""
    edition, composition = proposal.edition, proposal.composition
    flagged = sum(1 for item in composition.items if item.release.placement.flagged)
    show.note(f"edition     {edition.key}")
    show.note(f"subject     {edition.briefing.subject}")
    show.note(f"articles    {len(composition.items):,}, {flagged:,} of them flagged as unsure")
    for reason, number in Counter(reason for _, reason in composition.backlog).items():
        show.note(f"left out    {number:,}: {REASONS[reason]}")
    for channel in sorted({person.channel for person in proposal.subscribers}):
        people = [person.address for person in proposal.subscribers if person.channel == channel]
        more = f" and {len(people) - 5:,} more" if len(people) > 5 else ""
        show.note(f"recipients  {len(people):,} by {channel}: {', '.join(people[:5])}{more}")


def proposed(publisher: Publisher, proposal: Proposal, *, as_json: bool) -> None:
    """An edition that is not issued yet: its articles by region, its size, what it leaves out."""
    composition, edition = proposal.composition, proposal.edition
    size = publisher.measure(composition)
    reasons = Counter(reason for _, reason in composition.backlog)
    if as_json:
        regions = {region.id: [item.release.article.key for item in region.items] for region in composition.regions}
        record = {"edition": edition.key, "subject": edition.briefing.subject, "bytes": size}
        show.record({**record, "regions": regions, "left_out": reasons}, "", as_json=True)
        return
    articles = plural(len(composition.items), "article")
    people = plural(len(proposal.subscribers), "recipient")
    click.echo(f"{edition.key}  {edition.briefing.subject}")
    click.echo(f"{articles}, {size / 1000:.1f} kB of at most 95 kB, {people}")
    for region in composition.regions:
        click.echo(f"\n{region.title}")
        for section in region.sections:
            label = f"[{section.title}] " if section.title else ""
            for item in section.items:
                click.echo(f"  {label}{item.release.article.title}")
    for reason, number in reasons.items():
        click.echo(f"\n{number:,} left out: {REASONS[reason]}")


def _caught_up(edition: Edition | None, tally: Tally) -> None:
    """What an earlier run had issued and this one sent."""
    issued = edition.key if edition is not None else None
    sent = Counter(each.edition for each, outcome in tally.outcomes if outcome.state is DeliveryState.SENT)
    for key, number in sent.items():
        if key != issued:
            click.echo(f"edition {key}, issued before: {plural(number, 'delivery', 'deliveries')} sent")


def _edition(edition: Edition, tally: Tally) -> None:
    sent = sum(1 for _, outcome in tally.outcomes if outcome.state is DeliveryState.SENT)
    articles = plural(sum(len(keys) for _, keys in edition.articles), "article")
    regions = plural(len(edition.articles), "region")
    deliveries = plural(sent, "delivery", "deliveries")
    click.echo(f"edition {edition.key}: {articles} in {regions}; {deliveries} sent")
    if edition.left_out:
        click.echo(f"{plural(edition.left_out, 'article')} left out as backlog: digest status tells why")


def _why_none(publisher: Publisher, digest: str, *, declined: bool) -> str:
    if declined:
        return f"{plural(publisher.store.waiting(digest), 'article waits', 'articles wait')} for it"
    if publisher.tally.set_aside:
        told = plural(len(publisher.tally.set_aside), "article is", "articles are")
        return f"{told} left out as backlog: digest status tells why; the feeds have them all"
    last = [f" since {key}" for key, _ in publisher.store.edition_heads(digest, limit=1)]
    return f"nothing new{''.join(last)}"


def _unsent(counts: Unsent, desk: Path) -> None:
    """Deliveries that this run could not bring to an end: the person may wait, or not."""
    if counts.pending and counts.next_try is not None:
        told = plural(counts.pending, "delivery waits", "deliveries wait")
        now = show.call("deliveries release --state pending", desk)
        click.echo(f"{told}, from {counts.next_try:%Y-%m-%d %H:%M} UTC; now: {now}")
    if counts.held:
        told = plural(counts.held, "delivery is", "deliveries are")
        why, release = show.call("deliveries --state held", desk), show.call("deliveries release", desk)
        click.echo(f"{told} held: {why} tells why, {release} lets them go")


def _where(settings: Settings, near: str) -> None:
    click.echo(f"open       {near}feeds/index.html")
    click.echo(f"mail       {near}var/maildir")
    if settings.elsewhere:
        click.echo(f"subscribe  {settings.site.url}all.atom.xml, as soon as {near}feeds is served there")
    else:
        click.echo(f"subscribe  {show.call('run', settings.desk)}, then {settings.site.url}all.atom.xml")
