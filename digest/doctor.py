"""What is wrong with a desk, and how to mend it."""

from __future__ import annotations

import os
import shlex
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from digest.articles import left_out, rule_of
from digest.articles.sources import in_folder
from digest.config import Settings
from digest.config.settings import check_default_regions, check_homes, check_identity, check_saved, check_sources
from digest.editions.plan import forerunners, renamed, stranded
from digest.errors import DigestError
from digest.feeds import feed_names
from digest.missing import missing
from digest.model import DeliveryState, FeedKind, Hold, Override, Scheme
from digest.placing import IDLE, idle_overrides
from digest.renderers.wording import plural
from digest.store import Store
from digest.store.records import AHEAD

#: free bytes below which a desk is told so
SCARCE = 500_000_000
#: countries named in one finding
NAMED = 12
#: how long a delivery may wait before it is late
LATE = timedelta(hours=1)
#: how far an article may be dated after now: the desk's clock runs ahead by microseconds when much comes in at once
SKEW = timedelta(minutes=5)
#: tries in a row after which a hub that does not listen is no passing trouble: more than an hour of them
DEAF = 4
#: hosts that nobody elsewhere reaches
OWN = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong, and what to do."""

    what: str
    mend: str


def examine(settings: Settings, *, now: datetime) -> list[Finding]:
    """Every finding, the gravest rooms first; empty when all is well."""
    findings = [*_folders(settings), *_tables(settings), *_homeless(settings), *_password(settings)]
    file = settings.database_file
    if file is not None and not file.exists():
        mend = "restore a backup: digest restore DIR --force; on a desk that never published, digest publish makes it"
        return [*findings, Finding(what=f"there is no database {file}", mend=mend)]
    try:
        with Store.open(settings.database, migrate=False) as store:
            findings += [*_store(store, now), *_cut_off(settings, store)]
            findings += [*_identity(settings, store), *_digests(settings, store), *_clock(settings, store, now)]
            findings += [*_lost_regions(settings, store), *_lost_rules(settings, store), *_hub(settings, store)]
            findings += _address(settings, store)
            findings += [
                *unmet(settings, store),
                *idle_limits(settings, store),
                *_lost_shares(settings, store),
                *_idle_overrides(settings, store, now),
            ]
            findings += _missing(settings, store)
    except DigestError as why:
        findings.append(
            Finding(
                what=f"the database cannot be used: {why}", mend="mend that, or restore a backup: digest restore DIR"
            )
        )
    return findings


def _folders(settings: Settings) -> Iterator[Finding]:
    for folder, need in ((settings.seeds, os.R_OK | os.X_OK), (settings.feeds, os.W_OK), (settings.var, os.W_OK)):
        if not folder.is_dir():
            yield Finding(what=f"{folder} is missing", mend="digest publish makes it again")
        elif not os.access(folder, need):
            word = "readable" if folder == settings.seeds else "writable"
            yield Finding(
                what=f"{folder} is not {word}", mend=f"chmod u+{'rx' if word == 'readable' else 'w'} {folder}"
            )
    if settings.desk.is_dir() and shutil.disk_usage(settings.desk).free < SCARCE:
        free = shutil.disk_usage(settings.desk).free / 1e6
        yield Finding(what=f"only {free:.0f} MB are free on the desk's disk", mend="free some space before it is full")


def _tables(settings: Settings) -> Iterator[Finding]:
    """Whether layouts, regions and templates of the desk's own load."""
    told: dict[str, None] = {}
    for load in (_layouts, _scheme, _names, _overrides, _templates, _homes):
        try:
            load(settings)
        except DigestError as why:
            # One mistake in the scheme stops all that is checked against it.
            told[str(why)] = None
    for what in told:
        yield Finding(what=what, mend="correct that file; the line is named where it is known")


def _homeless(settings: Settings) -> Iterator[Finding]:
    """Countries that no region of the desk's own scheme lists."""
    try:
        homeless = _scheme(settings).homeless
    except DigestError:
        # `_tables` tells why.
        return
    if homeless:
        others = f" and {len(homeless) - NAMED} others" if len(homeless) > NAMED else ""
        yield Finding(
            what=f"no region of {settings.regions / 'scheme.toml'} lists {', '.join(homeless[:NAMED])}{others}",
            mend='their articles are other news; list them, or write  base = "default"  on top for all the others',
        )


def _layouts(settings: Settings) -> None:
    from digest.ingest.layouts import load_layouts

    load_layouts(settings.layouts)


def _scheme(settings: Settings) -> Scheme:
    from digest.config.regions import scheme_of

    return scheme_of(settings)


def _names(settings: Settings) -> None:
    from digest.config.names import load_names
    from digest.regions.gazetteer import country_names

    load_names(settings.regions / "names.toml", country_names())


def _overrides(settings: Settings) -> tuple[Override, ...]:
    from digest.config.overrides import load_overrides

    return load_overrides(settings, _scheme(settings))


def _templates(settings: Settings) -> None:
    from digest.renderers.templates import Templates

    Templates(settings.desk).check()


def _homes(settings: Settings) -> None:
    from digest.regions import Gazetteer

    scheme = _scheme(settings)
    check_default_regions(settings, scheme)
    if settings.saved or any(source.home for source in settings.sources):
        names = Gazetteer.load().names
        check_homes(settings, names)
        check_saved(settings, scheme, names)


def _password(settings: Settings) -> Iterator[Finding]:
    file = settings.smtp.password_file if settings.smtp is not None else None
    if file is not None and not os.access(file, os.R_OK):
        yield Finding(
            what=f"the password of the mail server cannot be read from {file}",
            mend="write it there; password_file under [smtp] names the file",
        )


def _cut_off(settings: Settings, store: Store) -> Iterator[Finding]:
    """Subscribers whose channel is not set up any more get nothing, and nobody would notice."""
    number = sum(person.channel == "smtp" for person in store.subscribers()) if settings.smtp is None else 0
    if number:
        yield Finding(
            what=f"{plural(number, 'subscriber')} by smtp, and no mail server: they get nothing",
            mend="add [smtp] with host to digest.toml, or remove them with digest subscribers remove",
        )


def _address(settings: Settings, store: Store) -> Iterator[Finding]:
    """Mails that leave this machine while their links lead back to it."""
    leaves = settings.smtp is not None and not settings.site.demo
    if leaves and urlsplit(settings.site.url).hostname in OWN and any(p.channel == "smtp" for p in store.subscribers()):
        yield Finding(
            what=f"mails go out, and their links lead to {settings.site.url}, an address of this machine alone",
            mend="set url under [desk] to the public address of feeds/",
        )


def _hub(settings: Settings, store: Store) -> Iterator[Finding]:
    """A hub that is not told, or could not fetch what it is told of."""
    hub = settings.hub
    if hub is None:
        return
    if urlsplit(settings.site.url).hostname in OWN and urlsplit(hub).hostname not in OWN:
        yield Finding(
            what=f"the hub {hub} cannot fetch feeds from {settings.site.url}, an address of this machine alone",
            mend="set url under [desk] to the public address of feeds/, or take hub out of [websub]",
        )
    state = store.hub_state(hub)
    if state.attempts >= DEAF:
        yield Finding(
            what=f"the hub {hub} did not listen {state.attempts} times in a row: {state.answer}",
            mend="see that hub under [websub] is right; it is tried again by itself, and whoever polls misses nothing",
        )
    refused = [ping for ping in store.pings(hub) if ping.waits and ping.attempts >= DEAF]
    for answer, number in sorted(Counter(ping.answer for ping in refused).items()):
        yield Finding(
            what=f"the hub {hub} refuses {plural(number, 'file')} of feeds: {answer}",
            mend="see that it takes this desk's feeds, and can fetch them from the url under [desk]",
        )


def _identity(settings: Settings, store: Store) -> Iterator[Finding]:
    try:
        check_identity(settings, store.fact("id") if store.releases(limit=1) else None)
    except DigestError as why:
        yield Finding(what=str(why), mend="until then no command that opens the desk works")


def _digests(settings: Settings, store: Store) -> Iterator[Finding]:
    """A digest that is gone from digest.toml, or goes by another name there."""
    for sentence in stranded(store.subscribers(), settings.digests):
        yield Finding(
            what=sentence,
            mend="put the digest's old name back, or remove them with digest subscribers remove and add them again",
        )
    issuers = store.issuers()
    for plan in settings.digests:
        gone = forerunners(plan.name, issuers, settings.digests)
        if gone:
            yield Finding(
                what=renamed(plan.name, gone), mend="where it is a new digest, this ends with its first edition"
            )


def _clock(settings: Settings, store: Store, now: datetime) -> Iterator[Finding]:
    """What a clock that was ahead left in the future."""
    for plan in settings.digests:
        mark = store.mark(plan.name)
        if mark is not None and mark > now + AHEAD:
            yield Finding(
                what=f"the clock was ahead: the digest {plan.name!r} is dealt with up to {mark:%Y-%m-%d %H:%M} UTC",
                mend="see that the clock is right, then digest run brings the digest back to now",
            )
    number = store.released_after(now + SKEW)
    if number:
        yield Finding(
            what="the clock was ahead: "
            f"{plural(number, 'article carries', 'articles carry')} a released moment in the future",
            mend="see that the clock is right; until that moment new ones are dated after them, and nothing is lost",
        )


def _lost_regions(settings: Settings, store: Store) -> Iterator[Finding]:
    """Articles stay where they were placed, also under a region that the scheme has no more."""
    try:
        known = {f"regions/{region.id}" for region in _scheme(settings).regions}
    except DigestError:
        # `_tables` tells why.
        return
    for feed in store.feeds():
        if feed.kind is FeedKind.REGION and feed.count and feed.path not in known:
            yield Finding(
                what=f"{plural(feed.count, 'article')} under {feed.path}, a region that the scheme no longer has",
                mend="editions show them as other news; give the region its id back in regions/scheme.toml, or place "
                "them anew: digest reassign, and digest regions review --move for what a person put there",
            )


def _lost_rules(settings: Settings, store: Store) -> Iterator[Finding]:
    """Articles wait under a rule also when it is gone, or leaves them out no more."""
    freed = Counter(
        rule_of(each.held)
        for each in store.withheld()
        if each.held.hold is Hold.SKIP and left_out(settings.skips, each.article) is None
    )
    names = {rule.name for rule in settings.skips}
    for rule, number in sorted((str(rule), number) for rule, number in freed.items()):
        gone = "leaves out no more" if rule in names else "digest.toml has no more"
        yield Finding(
            what=f"{plural(number, 'article waits', 'articles wait')} under rule {rule}, which {gone}",
            mend=f"digest articles release --rule {rule} brings them back",
        )


def _missing(settings: Settings, store: Store) -> Iterator[Finding]:
    """Published files that are not there; where all of feeds/ is gone, `_folders` says so."""
    if not settings.feeds.is_dir():
        return
    number, first = 0, ""
    for each in missing(store, settings.feeds):
        number += len(each.paths)
        first = first or each.paths[0]
    if number:
        yield Finding(
            what=f"{plural(number, 'file is', 'files are')} gone from {settings.feeds}, such as {first}",
            mend="the first digest publish of a day, and digest run, write again what is gone",
        )


def unmet(settings: Settings, store: Store) -> Iterator[Finding]:
    """Sources in a feed of the desk's own that nobody knows so far: it may wait for them for ever."""

    def names() -> list[str]:
        # Counted through all articles, and so only where one is looked for.
        return [feed.label for feed in store.feeds() if feed.kind is FeedKind.SOURCE]

    for why in check_sources(settings, lambda path: bool(store.heads(path, 1)), names):
        yield Finding(
            what=str(why),
            mend="write it as its [[source]] or digest feeds calls it; one that is yet to come needs nothing",
        )


def idle_limits(settings: Settings, store: Store) -> Iterator[Finding]:
    """Folders of which readers are to have less, where no file is or was: a word written wrong lets whole texts out."""
    for limit in settings.limits:
        for folder in limit.folder:
            if not (_fits_any(settings.seeds, folder) or store.has_read(folder)):
                yield Finding(
                    what=f"{limit.told}: nothing under seeds/ is in {folder}, so that its use limits nothing there",
                    mend="write the folder as it stands under seeds/; one that is yet to come needs nothing",
                )


def _fits_any(seeds: Path, folder: str) -> bool:
    if "*" not in folder:
        return (seeds / folder).exists()
    found = (Path(parent, name) for parent, folders, files in os.walk(seeds) for name in (*folders, *files))
    return any(in_folder(path.relative_to(seeds).as_posix(), folder) for path in found)


def _lost_shares(settings: Settings, store: Store) -> Iterator[Finding]:
    """People were given addresses of a feed that is none of the desk's any more; nothing stands there."""
    try:
        names = feed_names(store, _scheme(settings), settings.digests, settings.site, settings.saved)
        known = {name.path for name in names}
    except DigestError:
        # `_tables` tells why.
        return
    for share in store.shares():
        if share.feed not in known:
            yield Finding(
                what=f"{share.feed} is shared with {share.name}, and the desk has no such feed",
                mend=f"put it back, or end it: digest feeds revoke {shlex.quote(share.name)} --feed {share.feed}",
            )


def _idle_overrides(settings: Settings, store: Store, now: datetime) -> Iterator[Finding]:
    try:
        overrides = _overrides(settings)
    except DigestError:
        # `_tables` tells why.
        return
    for key in dict.fromkeys(key for override in overrides for key in override.id):
        if store.release(key) is None and store.merged_into(key) is None:
            yield Finding(
                what=f"regions/overrides.toml has the id {key}, which no article has",
                mend="digest articles shows the ids: correct it, or take it out",
            )
    for each in idle_overrides(store, overrides, now=now):
        yield Finding(
            what=f"no article of the last {IDLE.days} days met the {each.told}",
            mend="take it out of regions/overrides.toml, or correct it",
        )


def _store(store: Store, now: datetime) -> Iterator[Finding]:
    for trouble in store.check():
        yield Finding(what=f"the database: {trouble}", mend="restore a backup: digest restore DIR")
    counts = store.counts()
    if counts.quarantined:
        yield Finding(
            what=f"{plural(counts.quarantined, 'file')} could not be read",
            mend="digest quarantine list tells why; mend the file, or drop it with digest quarantine drop",
        )
    for state, mend in (
        (DeliveryState.FAILED, "digest deliveries --state failed tells what the server said"),
        (DeliveryState.HELD, "digest deliveries --state held tells why; digest deliveries release lets them go"),
    ):
        number = getattr(counts, state.value)
        if number:
            yield Finding(what=f"{plural(number, 'delivery', 'deliveries')} {state.value}", mend=mend)
    if counts.oldest_pending is not None and now - counts.oldest_pending > LATE:
        yield Finding(
            what=f"an edition of {counts.oldest_pending:%Y-%m-%d %H:%M} UTC is not with all its readers yet",
            mend="digest deliveries --state pending tells what the server said",
        )
