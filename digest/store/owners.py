"""Owners of deliveries: each holds a lock on a file of its own for as long as it lives."""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from digest.errors import FilesError
from digest.store.locks import WorkLock, holder


class Owners:
    """The processes that deliver for one desk, a file each in a folder of its var/.

    A process id tells nobody who is alive: a container gives each new process the number of the one before, and a
    machine may bear another name after every start. A lock does, for the kernel lets go of it when its holder dies.
    Every method raises FilesError when the folder refuses.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def join(self) -> Iterator[str]:
        """Be an owner for a block, under a name that nobody ever had.

        The file is locked before it bears its name, so that nobody finds a living owner without a lock; and it stays
        behind when the block ends in an error, so that what was being sent is found to be nobody's at once.
        """
        name = f"{os.uname().nodename}:{os.getpid()}:{secrets.token_hex(8)}"
        file, hidden = self._folder / name, self._folder / f".{name}"
        with self._refusals():
            self._folder.mkdir(mode=0o700, exist_ok=True)
        with WorkLock(hidden, what="deliveries").hold():
            with self._refusals():
                hidden.rename(file)
            yield name
            with self._refusals():
                file.unlink(missing_ok=True)

    def dead(self) -> frozenset[str]:
        """Who died in the middle of it; of an owner without a file here, as on another machine, nobody can tell."""
        with self._refusals():
            return frozenset(file.name for file in self._files() if holder(file) is None)

    def living(self) -> frozenset[str]:
        """Who is at work on this machine."""
        with self._refusals():
            return frozenset(file.name for file in self._files() if holder(file) is not None)

    def forget(self, names: Collection[str]) -> None:
        """Remove the files of the dead, once nothing is theirs any more."""
        with self._refusals():
            for name in names:
                (self._folder / name).unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        found = self._folder.iterdir() if self._folder.is_dir() else ()
        return [file for file in found if not file.name.startswith(".")]

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            yield
        except OSError as why:
            raise FilesError(
                f"refuses ({why.strerror or why}): give this user the right to write it", path=str(self._folder)
            ) from why
