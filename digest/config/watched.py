"""The settings of a running desk: read again when digest.toml is edited, kept when the edit is broken."""

from __future__ import annotations

import threading
from pathlib import Path

from digest.config.settings import Settings, check_identity, load
from digest.config.source import read
from digest.errors import ConfigError
from digest.model import FileStat


class Watched:
    """The settings in force; both lanes of the engine may ask.

    Raises ConfigError when made for a desk whose digest.toml is wrong: there is nothing to keep yet.
    """

    def __init__(self, desk: Path) -> None:
        self._lock = threading.Lock()
        self._path = desk.expanduser().resolve() / "digest.toml"
        self._stat = self._look()
        self._settings = load(desk)
        self._refused: ConfigError | None = None

    def current(self) -> Settings:
        """The settings in force; a changed digest.toml is read first, and refused whole if anything in it is wrong."""
        with self._lock:
            seen = self._look()
            if seen != self._stat:
                # noted before reading: an edit made meanwhile is seen next time
                self._stat = seen
                self._reread()
            return self._settings

    @property
    def refused(self) -> ConfigError | None:
        """Why digest.toml as it stands is not in force, with its line; None when it is. One error object an edit."""
        return self._refused

    def _reread(self) -> None:
        try:
            settings = load(self._path.parent)
            check_identity(settings, self._settings.identity)
            self._check_restart(settings)
        except ConfigError as error:
            self._refused = error
        else:
            self._settings, self._refused = settings, None

    def _check_restart(self, settings: Settings) -> None:
        """The server listens and the database is open: neither can move under a process that runs."""
        old = self._settings
        for key, before, after in (
            (("serve", "host"), old.host, settings.host),
            (("serve", "port"), old.port, settings.port),
            (("store", "url"), old.database, settings.database),
        ):
            if before != after:
                raise read(self._path.parent).error(
                    "this needs a restart: stop digest run and start it again; until then nothing of this edit is in "
                    "force",
                    *key,
                )

    def _look(self) -> FileStat | None:
        try:
            found = self._path.stat()
        except OSError:
            # gone or out of reach: `load` will say which
            return None
        return FileStat(size=found.st_size, mtime_ns=found.st_mtime_ns, inode=found.st_ino)
