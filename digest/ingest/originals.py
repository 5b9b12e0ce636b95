"""The desk's copies of seeds: the bytes themselves, named by their sha256."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path

from digest.errors import FilesError
from digest.model import Seed, check_aware

_TEMPORARY = ".keeping-"
#: threads that wait for the disk at a time: it confirms several files almost as quickly as one, and a busy reader lets
#: each of them go on a few times a second only
_WRITERS = 16


class Originals:
    """A folder of originals, spread over 256 sub-folders by the first two digits of the sha256.

    Every method raises FilesError when the disk refuses.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def empty(self) -> bool:
        """Whether nothing is kept."""
        with _refusals(self.folder):
            return next(self.folder.glob("[0-9a-f][0-9a-f]/[0-9a-f]*"), None) is None

    def keep(self, seed: Seed) -> Path:
        """Keep a seed's bytes, on the disk when this returns, and return where. Keeping twice changes nothing."""
        self.keep_all([seed])
        return self._path(seed.sha256)

    def keep_all(self, seeds: Iterable[Seed]) -> None:
        """Keep the bytes of many seeds, all on the disk when this returns."""
        self.keeping(seeds)()

    def keeping(self, seeds: Iterable[Seed]) -> Callable[[], None]:
        """Begin to keep the bytes of many seeds; what is returned waits until they are all on the disk."""
        contents = {self._path(seed.sha256): seed.data for seed in seeds}
        # Names live in folders; the uppermost may have a new sub-folder.
        folders = {target.parent for target in contents}
        opened: list[tuple[Path, int]] = []
        try:
            opened += ((target, _keep(target, data)) for target, data in contents.items())
            opened += ((folder, _opened(folder)) for folder in folders | {folder.parent for folder in folders})
        except BaseException:
            _close(opened)
            raise
        parts = [opened[start::_WRITERS] for start in range(min(_WRITERS, len(opened)))]
        confirmed = [_writers().submit(_confirm, part) for part in parts]

        def wait() -> None:
            for each in confirmed:
                each.result()

        return wait

    def get(self, sha256: str) -> bytes | None:
        """The bytes, or None when they are not kept. Raises FilesError when the copy is damaged."""
        target = self._path(sha256)
        with _refusals(target):
            try:
                data = target.read_bytes()
            except FileNotFoundError:
                return None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise FilesError(
                "this copy is damaged: its bytes no longer match its name; put the seed in again", path=str(target)
            )
        return data

    def drop(self, sha256: str) -> None:
        """Forget one original; nothing happens when it is not kept."""
        target = self._path(sha256)
        with _refusals(target):
            target.unlink(missing_ok=True)

    def prune(self, older_than: datetime, keep: Collection[str]) -> int:
        """Drop the originals kept before a moment, except those named in `keep`; returns how many went."""
        check_aware(older_than)
        limit = older_than.timestamp()
        dropped = 0
        with _refusals(self.folder):
            for path in sorted(self.folder.glob("[0-9a-f][0-9a-f]/*")):
                if path.name in keep or path.stat().st_mtime >= limit:
                    continue
                path.unlink()
                dropped += not path.name.startswith(_TEMPORARY)
        return dropped

    def _path(self, sha256: str) -> Path:
        if len(sha256) != 64 or not all(digit in "0123456789abcdef" for digit in sha256):
            raise ValueError(f"not a sha256: {sha256!r}")
        return self.folder / sha256[:2] / sha256


@cache
def _writers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_WRITERS, thread_name_prefix="originals")


def _keep(target: Path, data: bytes) -> int:
    """Write a copy where there is none, or another; returns it open, as the disk has not confirmed it yet."""
    with _refusals(target):
        # Sizes tell nothing: a power cut may have left the name and the length of bytes that it took.
        if target.is_file() and target.read_bytes() == data:
            return os.open(target, os.O_RDONLY)
        target.parent.mkdir(parents=True, exist_ok=True)
        return _write(target, data)


def _write(target: Path, data: bytes) -> int:
    """Write beside the target, then rename: a kill leaves the old state or the new one."""
    part = target.with_name(_TEMPORARY + secrets.token_hex(8))
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb", closefd=False) as file:
            file.write(data)
        part.replace(target)
    except BaseException:
        os.close(handle)
        part.unlink(missing_ok=True)
        raise
    return handle


def _opened(folder: Path) -> int:
    with _refusals(folder):
        return os.open(folder, os.O_RDONLY | os.O_DIRECTORY)


def _confirm(opened: Sequence[tuple[Path, int]]) -> None:
    """Wait until the disk confirms some files and folders, and close them.

    A file that it refuses goes, so that the next try writes it anew: a disk confirms later what it has lost.
    """
    try:
        for path, handle in opened:
            with _refusals(path):
                try:
                    os.fsync(handle)
                except OSError:
                    if path.is_file():
                        path.unlink()
                    raise
    finally:
        _close(opened)


def _close(opened: Iterable[tuple[Path, int]]) -> None:
    for _, handle in opened:
        os.close(handle)


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FilesError(
            f"{error.strerror or error}: the desk cannot keep or read originals", path=str(path)
        ) from error
