"""The desk's copies of seeds: the bytes themselves, named by their sha256."""

from __future__ import annotations

import hashlib
import os
import re
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
_SHA256 = re.compile("[0-9a-f]{64}")
#: threads that wait for the disk at a time: it confirms several files almost as quickly as one, and a busy reader lets
#: each of them go on a few times a second only
_WRITERS = 16
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


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
        return Path(self._path(seed.sha256))

    def keep_all(self, seeds: Iterable[Seed]) -> None:
        """Keep the bytes of many seeds, all on the disk when this returns."""
        self.keeping(seeds)()

    def keeping(self, seeds: Iterable[Seed]) -> Callable[[], None]:
        """Begin to keep the bytes of many seeds; what is returned waits until they are all on the disk."""
        contents = {self._path(seed.sha256): seed.data for seed in seeds}
        # Names live in folders; the uppermost may have a new sub-folder.
        folders = set(map(os.path.dirname, contents))
        opened: list[tuple[str, int]] = []
        try:
            opened += ((target, _keep(target, data)) for target, data in contents.items())
            opened += ((folder, _opened(folder)) for folder in folders | set(map(os.path.dirname, folders)))
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
        target = Path(self._path(sha256))
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
        target = Path(self._path(sha256))
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

    def _path(self, sha256: str) -> str:
        if _SHA256.fullmatch(sha256) is None:
            raise ValueError(f"not a sha256: {sha256!r}")
        return f"{self.folder}/{sha256[:2]}/{sha256}"


@cache
def _writers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_WRITERS, thread_name_prefix="originals")


def _keep(target: str, data: bytes) -> int:
    """Write a copy where there is none, or another; returns it open, as the disk has not confirmed it yet."""
    with _refusals(target):
        # Sizes tell nothing: a power cut may have left the name and the length of bytes that it took.
        if os.path.isfile(target) and Path(target).read_bytes() == data:  # noqa: PTH113 - asked for every file
            return os.open(target, os.O_RDONLY)
        return _write(target, data)


def _write(target: str, data: bytes) -> int:
    """Write beside the target, then rename: a kill leaves the old state or the new one."""
    folder = target.rpartition("/")[0]
    part = f"{folder}/{_TEMPORARY}{secrets.token_hex(8)}"
    try:
        handle = os.open(part, _NEW, 0o600)
    except FileNotFoundError:
        Path(folder).mkdir(parents=True, exist_ok=True)
        handle = os.open(part, _NEW, 0o600)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.replace(part, target)  # noqa: PTH105 - done for every file
    except BaseException:
        os.close(handle)
        Path(part).unlink(missing_ok=True)
        raise
    return handle


def _opened(folder: str) -> int:
    with _refusals(folder):
        return os.open(folder, os.O_RDONLY | os.O_DIRECTORY)


def _confirm(opened: Sequence[tuple[str, int]]) -> None:
    """Wait until the disk confirms some files and folders, and close them.

    A file that it refuses goes, so that the next try writes it anew: a disk confirms later what it has lost.
    """
    try:
        for path, handle in opened:
            try:
                os.fsync(handle)
            except OSError:
                with _refusals(path):
                    if Path(path).is_file():
                        Path(path).unlink()
                    raise
    finally:
        _close(opened)


def _close(opened: Iterable[tuple[str, int]]) -> None:
    for _, handle in opened:
        os.close(handle)


@contextmanager
def _refusals(path: Path | str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FilesError(
            f"{error.strerror or error}: the desk cannot keep or read originals", path=str(path)
        ) from error
