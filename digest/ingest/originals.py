"""The desk's copies of seeds: the bytes themselves, named by their sha256."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path

from digest.errors import FilesError
from digest.model import Seed, check_aware

_TEMPORARY = ".keeping-"
#: how many files wait for the disk at a time: it confirms several almost as quickly as one
_WRITERS = 8


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
        kept = [_writers().submit(_keep, target, data) for target, data in contents.items()]

        def wait() -> None:
            for each in kept:
                each.result()
            kept.clear()
            # Names live in folders; the uppermost may have a new sub-folder.
            folders = {target.parent for target in contents}
            list(_writers().map(_sync_folder, folders | {folder.parent for folder in folders}))
            contents.clear()

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


def _keep(target: Path, data: bytes) -> None:
    with _refusals(target):
        if target.is_file() and target.stat().st_size == len(data):
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(target, data)


def _write(target: Path, data: bytes) -> None:
    """Write beside the target, then rename: a crash leaves the old state or the new one."""
    handle, name = tempfile.mkstemp(prefix=_TEMPORARY, dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    with _refusals(folder):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FilesError(
            f"{error.strerror or error}: the desk cannot keep or read originals", path=str(path)
        ) from error
