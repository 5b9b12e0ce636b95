"""The composition root: settings in, a publisher out; the only file that knows every room."""

from __future__ import annotations

import gc
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from digest.articles import use_of
from digest.config import Settings
from digest.config.overrides import load_overrides
from digest.config.regions import gazetteer_of, scheme_of
from digest.config.settings import check_default_regions, check_homes, check_identity, check_saved
from digest.delivery import CHANNELS, Channel, ChannelSettings, MaildirChannel
from digest.editions.selection import rule
from digest.errors import DigestError, FilesError, StoreError
from digest.ingest.inbox import Inbox
from digest.ingest.layouts import load_layouts
from digest.ingest.originals import Originals
from digest.ingest.workers import Workers
from digest.intake import Intake
from digest.listener import Deaf, Listener
from digest.matching import view_of
from digest.model import FeedKind, Scheme
from digest.outputs import Outputs
from digest.pinging import Pinging
from digest.placing import Placing, note_overrides
from digest.publisher import Publisher, utcnow
from digest.regions import Placer, find_scheme
from digest.renderers.templates import Templates
from digest.store import Store
from digest.store.locks import WorkLock
from digest.store.owners import Owners

if TYPE_CHECKING:
    from digest.delivery.websub import Hub


def assemble(
    settings: Settings, *, listener: Listener | None = None, clock: Callable[[], datetime] = utcnow, what: str = "work"
) -> Publisher:
    """Open the desk and give every room what it needs; raises DigestError when something is not in order."""
    store = open_store(settings, now=clock())
    try:
        return _assembled(settings, store, listener or Deaf(), clock, what)
    except BaseException:
        store.close()
        raise


def _assembled(
    settings: Settings, store: Store, listener: Listener, clock: Callable[[], datetime], what: str
) -> Publisher:
    MaildirChannel(settings.maildir).sweep(clock())
    placing = placing_of(settings)
    scheme = placing.placer.scheme
    outputs = outputs_of(settings, store, scheme)
    note_overrides(store, placing.overrides, now=clock())
    spare_the_collector()
    return Publisher(
        settings=settings,
        store=store,
        intake=Intake(
            store=store,
            originals=Originals(settings.originals),
            workers=Workers(load_layouts(settings.layouts), settings.max_article),
            placing=placing,
            skips=settings.skips,
            view=view_of(settings.saved),
        ),
        outputs=outputs,
        pinging=Pinging(store=store, site=settings.site, hub=_hub(settings), clock=clock, copied=settings.hub_copied),
        inbox=Inbox(settings.seeds, settle=settings.settle, max_bytes=settings.max_bytes),
        scheme=scheme,
        templates=outputs.templates,
        channels=channels(settings),
        work=WorkLock(settings.var / "work.lock", what=what),
        owners=Owners(settings.var / "owners"),
        secret=store.fact("secret") or "",
        clock=clock,
        listener=listener,
    )


def outputs_of(settings: Settings, store: Store, scheme: Scheme) -> Outputs:
    """What writes the desk's files; RenderError for templates of its own that cannot be read."""
    return Outputs(
        store=as_seen(settings, store),
        site=settings.site,
        scheme=scheme,
        plans=settings.digests,
        saved=settings.saved,
        limits=settings.limits,
        templates=Templates(settings.desk),
        root=settings.feeds,
        entries=settings.feed_entries,
        most={FeedKind.SOURCE: settings.feed_sources, FeedKind.TAG: settings.feed_tags},
        hub=settings.hub,
    )


@cache
def spare_the_collector() -> None:
    """Once a process: a desk that `digest run` reads again, and drops then, is collected."""
    # No later collection need look through the gazetteer.
    gc.freeze()
    # What a run makes is freed as it goes; looking for cycles every 700 objects takes a fiftieth of the time.
    gc.set_threshold(10_000, 20, 20)


def as_seen(settings: Settings, store: Store) -> Store:
    """The desk's database as its readers see it: no more of an article than the strictest word on it lets them have."""
    limits = settings.limits
    return store.for_readers(lambda article: use_of(article, limits)) if limits else store


def placing_of(settings: Settings, *, scheme: str | None = None, names: Path | None = None) -> Placing:
    """How the desk places articles; with another scheme or other names than its own, to try them.

    ConfigError for what it says of its regions and cannot be used.
    """
    gazetteer = gazetteer_of(settings, names)
    check_homes(settings, gazetteer.names)
    regions = scheme_of(settings, gazetteer) if scheme is None else find_scheme(scheme, lambda: gazetteer)
    check_default_regions(settings, regions)
    check_saved(settings, regions, gazetteer.names)
    overrides = load_overrides(settings, regions)
    return Placing(placer=Placer(regions, gazetteer), sources=settings.sources, overrides=overrides)


def channels(settings: Settings) -> Mapping[str, Channel]:
    """The ways out of this desk: always a Maildir; SMTP when it is configured and the desk is no demo."""
    smtp = None if settings.site.demo else settings.smtp
    means = ChannelSettings(maildir=settings.maildir, smtp=smtp, uncertain=settings.uncertain)
    return {name: make(means) for name, make in CHANNELS.items() if name != "smtp" or smtp is not None}


def _hub(settings: Settings) -> Hub | None:
    """The desk's WebSub hub; nothing is opened yet, and what TLS costs to import is paid where there is one."""
    if settings.hub is None:
        return None
    from digest.delivery.websub import Hub

    return Hub(settings.hub)


def open_store(settings: Settings, *, now: datetime) -> Store:
    """The desk's database, made and given its first subscriber, the desk itself, when it is new."""
    for folder in (settings.seeds, settings.feeds, settings.var):
        _folder(folder, private=folder == settings.var)
    file = settings.database_file
    if file is not None and not file.exists():
        refuse_loss(settings)
    store = Store.open(settings.database)
    if store.fact("secret") is None:
        try:
            refuse_loss(settings)
        except DigestError:
            store.close()
            raise
        store.subscribe(settings.site.sender, "maildir", (), now)
        if not store.releases(limit=1):
            # Nothing is here from before: all that comes enters its feeds by itself.
            store.set_fact("feeds", rule(settings.saved))
        store.set_fact("secret", secrets.token_hex(16))
    try:
        check_identity(settings, store.fact("id") if store.releases(limit=1) else None)
    except DigestError:
        store.close()
        raise
    if store.fact("id") != settings.identity:
        store.set_fact("id", settings.identity)
    return store


def refuse_loss(settings: Settings) -> None:
    """A desk that lost its database would put out again whatever it ever put out: a person decides that."""
    if not Originals(settings.originals).empty:
        raise StoreError(
            f"is gone or empty, though {settings.originals} is full: bring a backup back with digest restore DIR "
            f"--force; where there is none, move {settings.var} away, and the desk begins anew and sends everything "
            "once more",
            database=str(settings.database_file or "the database"),
        )


def _folder(folder: Path, *, private: bool) -> None:
    try:
        folder.mkdir(mode=0o700 if private else 0o755, parents=True, exist_ok=True)
    except FileExistsError as why:
        raise FilesError("a file stands where a folder belongs: move it away", path=str(folder)) from why
    except OSError as why:
        raise FilesError(f"cannot be made ({why.strerror}): make its parent writable", path=str(folder)) from why
