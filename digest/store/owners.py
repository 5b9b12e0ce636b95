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
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def join(self) -> Iterator[str]:
        """Be an owner for a block, under a name that nobody ever had; FilesError when the folder refuses."""
        name = f"{os.uname().nodename}:{os.getpid()}:{secrets.token_hex(8)}"
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as why:
            raise FilesError(
                f"cannot be made ({why.strerror}): make its parent writable", path=str(self._folder)
            ) from why
        with WorkLock(self._folder / name, what="deliveries").hold():
            try:
                yield name
            finally:
                (self._folder / name).unlink(missing_ok=True)

    def dead(self) -> frozenset[str]:
        """Who died in the middle of it; of an owner without a file here, as on another machine, nobody can tell."""
        if not self._folder.is_dir():
            return frozenset()
        return frozenset(file.name for file in self._folder.iterdir() if holder(file) is None)

    def forget(self, names: Collection[str]) -> None:
        """Remove the files of the dead, once nothing is theirs any more."""
        for name in names:
            (self._folder / name).unlink(missing_ok=True)
