"""The Maildir channel: a folder that any mail program opens, the desk's proof without a mail server."""

from __future__ import annotations

import errno
import hashlib
import os
import re
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from digest.delivery.backoff import backoff
from digest.errors import DeliveryError, FilesError
from digest.model import Delivery, DeliveryState, Outcome, check_aware

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]")
_LONGEST_NAME = 150
# Where a mail program notes flags behind the name: ":2,S" by the convention, other marks where ":" cannot be in a name.
_FLAG_MARKS = (":", ";", "!", ",")
# The Maildir convention: a file that lay in tmp/ for 36 hours belongs to nobody any more.
_ABANDONED = timedelta(hours=36)


class MaildirChannel:
    """Delivers into `folder`/new by the Maildir convention; nothing leaves the machine.

    A mail's file name derives from its delivery alone, so the same delivery never stands there twice, whatever
    crashed in between. The file has the line ends of this machine, as local delivery always had.
    """

    name = "maildir"
    leaves = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, delivery: Delivery, message: bytes) -> Outcome:
        """Write the message, or find it there.

        A full disk is PENDING with a wait, so that deliveries by other channels go on and this one follows by itself;
        any other refusal of the disk raises DeliveryError, for it would meet every mail.
        """
        name = _file_name(delivery.name)
        try:
            self._make()
            if self._holds(name):
                return Outcome(state=DeliveryState.SENT, detail="already there")
            self._write(name, message)
        except OSError as error:
            if error.errno in _FULL:
                return Outcome(
                    state=DeliveryState.PENDING,
                    detail="the disk is full: make room and the mail follows",
                    retry_after=backoff(delivery.attempts),
                )
            reason = error.strerror or str(error)
            raise DeliveryError(
                f"{self._folder} cannot be written ({reason}): give Digest a folder it may write to", channel=self.name
            ) from error
        return Outcome(state=DeliveryState.SENT, detail="written")

    def close(self) -> None:
        """Nothing stays open between mails."""

    def sweep(self, now: datetime) -> int:
        """Remove what a killed run left in tmp/, 36 hours old by the Maildir convention; how many files that were.

        FilesError when the disk refuses.
        """
        check_aware(now)
        limit = (now - _ABANDONED).timestamp()
        removed = 0
        try:
            for file in sorted((self._folder / "tmp").glob("*")):
                # Another run may sweep beside this one.
                with suppress(FileNotFoundError):
                    if file.stat().st_mtime < limit:
                        file.unlink()
                        removed += 1
        except OSError as error:
            raise FilesError(
                f"old files cannot be removed ({error.strerror})", path=str(self._folder / "tmp")
            ) from error
        return removed

    def _make(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for part in ("tmp", "new", "cur"):
            (self._folder / part).mkdir(mode=0o700, exist_ok=True)

    def _holds(self, name: str) -> bool:
        if (self._folder / "new" / name).exists() or (self._folder / "cur" / name).exists():
            return True
        marked = tuple(name + mark for mark in _FLAG_MARKS)
        entries = (entry for part in ("new", "cur") for entry in (self._folder / part).iterdir())
        return any(entry.name.startswith(marked) for entry in entries)

    def _write(self, name: str, message: bytes) -> None:
        temporary = self._folder / "tmp" / f"{name}.{os.getpid()}"
        try:
            with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(message.replace(b"\r\n", os.linesep.encode()))
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self._folder / "new" / name)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        _sync_folder(self._folder / "new")


def _file_name(name: str) -> str:
    """`name` as a file name: unchanged where every character is safe, else told apart by a hash."""
    safe = _UNSAFE.sub("-", name)[:_LONGEST_NAME].lstrip(".")
    if safe == name:
        return name
    return f"{safe}.{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
