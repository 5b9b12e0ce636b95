"""`digest run` and `digest serve`: the processes that stay."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import show
from digest.cli.main import desk_option
from digest.errors import BusyError, UsageError

if TYPE_CHECKING:
    from digest.config import Settings, Watched

#: seconds from one look at seeds/ to the next, at least and at most; in between, what files need to settle
EVERY = (0.25, 2.0)


@click.command()
@desk_option
def run(desk: Path) -> int:
    """Watch seeds/, issue editions at the desk's times, deliver, and serve feeds/ until stopped."""
    from digest import config
    from digest.engine.embedded import install_signals
    from digest.store.locks import WorkLock

    watched = config.Watched(desk)
    settings = watched.current()
    settings.var.mkdir(mode=0o700, parents=True, exist_ok=True)
    stop = threading.Event()
    install_signals(stop)
    try:
        with WorkLock(settings.var / "run.lock", what="digest run").hold(wait=False):
            _run(watched, stop)
    except BusyError as busy:
        raise UsageError(f"this desk runs already: {busy.holder}; stop that one first, or name another desk") from busy
    _log("stopped; nothing was left half done")
    return 0


def _run(watched: Watched, stop: threading.Event) -> None:
    from digest.engine import embedded
    from digest.engine.worker import DeskWorker
    from digest.web.server import Server

    settings = watched.current()
    worker = DeskWorker(watched, _log, stop=stop)
    server = Server(settings.feeds, settings.host, settings.port)
    server.start()
    _log(f"{settings.site.name}: watching {settings.seeds}, serving {server.url}{_readers(settings)}; stop with Ctrl-C")
    if settings.site.demo:
        _log("this is a demo desk: it never sends beyond its Maildir")
    # The desk's work matters more than its pages: it goes on while a server that died is brought back.
    keeper = threading.Thread(target=server.keep, args=(stop, worker.report), name="digest-web-keeper")
    keeper.start()
    try:
        embedded.run(worker, every=min(max(settings.settle, EVERY[0]), EVERY[1]), stop=stop)
    finally:
        stop.set()
        keeper.join()
        server.stop()
        worker.close()


def _readers(settings: Settings) -> str:
    """The address that feeds and pages name, where it is not the server's own: a click leaves the preview."""
    return f", whose links lead to {settings.site.url}" if settings.elsewhere else ""


def _log(sentence: str) -> None:
    """A line that nobody takes, as the disk of the log is full or its reader gone, holds up no work."""
    with suppress(OSError):
        show.note(sentence)


@click.command()
@desk_option
def serve(desk: Path) -> int:
    """Serve feeds/ over HTTP until stopped; nothing is read, published or sent.

    The address is that of host and port under [serve] in digest.toml, http://127.0.0.1:8080/ by default: this machine
    alone. digest run serves it too.
    """
    from digest import config
    from digest.engine.embedded import install_signals
    from digest.web.server import Server

    settings = config.load(desk)
    stop = threading.Event()
    install_signals(stop)
    server = Server(settings.feeds, settings.host, settings.port)
    server.start()
    show.note(f"serving {settings.feeds} at {server.url}{_readers(settings)}; stop with Ctrl-C")
    try:
        server.wait(stop)
    finally:
        server.stop()
    return 0
