"""The inbox: what lies under seeds/, which files are whole, and taking one in."""

from __future__ import annotations

import errno
import hashlib
import os
import stat as modes
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from digest.errors import DigestError, SeedError
from digest.model import FileStat, Seed, check_aware

MAX_BYTES = 50_000_000
_IGNORED_NAMES = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
_IGNORED_STARTS = (".", "~$", "~lock")
_IGNORED_ENDS = ("~", ".tmp", ".part", ".crdownload", ".filepart", ".swp", ".lock")
#: some file systems round mtimes to two seconds
_MTIME_SLACK = timedelta(seconds=2)
#: given the paths of all files that stand there, what those of them that were read looked like then
Ledger = Callable[[Collection[str]], Mapping[str, FileStat]]
_OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class Growing(DigestError):  # noqa: N818 - a state of a file and no failure; the trade's word for it
    """A file changed while it was read: look again later."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"{path}: the file is still being written; it is read when it stops changing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A settled file; `appeared` is its mtime when the running inbox saw it arrive, else None."""

    path: str
    stat: FileStat
    appeared: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Something under the root that is not taken, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one look saw; paths are relative to the root and sorted. `present` counts every readable file."""

    settled: tuple[Found, ...]
    growing: tuple[str, ...]
    refused: tuple[Refused, ...]
    present: int


@dataclass(slots=True)
class _Pending:
    """A file the ledger does not have: its state, since which tick, and the look that did not have it yet."""

    stat: FileStat
    since: float
    absent_at: datetime | None


class Inbox:
    """A folder that is looked at again and again; it remembers between looks, and only there.

    `settle` is in seconds of the monotonic clock, `max_bytes` the largest file `take` accepts.
    """

    def __init__(self, root: Path, *, settle: float = 2.0, max_bytes: int = MAX_BYTES) -> None:
        self.root = root
        self.settle = settle
        self.max_bytes = max_bytes
        self._pending: dict[str, _Pending] = {}
        self._present: frozenset[str] = frozenset()
        self._looked: datetime | None = None

    def look(self, known: Ledger, *, now: datetime, tick: float) -> Look:
        """Scan the folder once.

        A file is settled when size, mtime and inode are the same in two looks at least `settle` apart by `tick`
        (`time.monotonic()`), never by comparing its mtime with the wall clock. A file that `known` tells of
        as it is now is left out. Nothing raises: what cannot be scanned is refused with a reason.
        """
        check_aware(now)
        files, refused = _scan(self.root)
        ledger = known(files)
        settled: list[Found] = []
        growing: list[str] = []
        pending: dict[str, _Pending] = {}
        for path in sorted(files):
            stat = files[path]
            if ledger.get(path) == stat:
                continue
            entry = self._entry(path, stat, tick)
            pending[path] = entry
            if entry.since < tick and tick - entry.since >= self.settle:
                settled.append(Found(path=path, stat=stat, appeared=_appeared(entry, now)))
            else:
                growing.append(path)
        self._pending = pending
        self._present = frozenset(files) | self._hidden(refused)
        self._looked = now
        return Look(
            settled=tuple(settled),
            growing=tuple(growing),
            refused=tuple(sorted(refused, key=lambda item: item.path)),
            present=len(files),
        )

    def take(self, found: Found, *, now: datetime) -> Seed:
        """Read a settled file.

        Raises Growing when it changed since it settled or while it was read, and SeedError with a plain reason when
        it is unreadable, too large, vanished or no regular file.
        """
        data, stat = _read(f"{self.root}/{found.path}", found.path, self.max_bytes)
        if stat != found.stat:
            raise Growing(found.path)
        return Seed(
            sha256=hashlib.sha256(data).hexdigest(),
            path=found.path,
            data=data,
            received=now,
            appeared=found.appeared,
            stat=stat,
        )

    def _entry(self, path: str, stat: FileStat, tick: float) -> _Pending:
        before = self._pending.get(path)
        if before is not None:
            return before if before.stat == stat else _Pending(stat, tick, before.absent_at)
        return _Pending(stat, tick, None if path in self._present else self._looked)

    def _hidden(self, refused: list[Refused]) -> set[str]:
        """Files seen earlier below a folder that cannot be read now: they have not left, and will not be new."""
        folders = tuple(f"{item.path}/" for item in refused)
        if any(item.path == "." for item in refused):
            return set(self._present)
        return {path for path in self._present if path.startswith(folders)} if folders else set()


def seed_of(path: Path, *, now: datetime, name: str | None = None, max_bytes: int = MAX_BYTES) -> Seed:
    """Read one file that is in no inbox (`digest extract`); `name` is the path the seed shows, default as given.

    Raises SeedError as `Inbox.take` does, and Growing when the file changes under the reader's hands.
    """
    shown = name if name is not None else path.as_posix()
    # a person names the file, so a link is followed here, and only here
    data, stat = _read(path.resolve(), shown, max_bytes)
    return Seed(sha256=hashlib.sha256(data).hexdigest(), path=shown, data=data, received=now, stat=stat)


def digest_of(path: Path) -> str:
    """The sha256 of a file of any size, read in pieces. Raises SeedError when it cannot be read."""
    digest = hashlib.sha256()
    with _opened(path, path.name) as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def _scan(root: Path) -> tuple[dict[str, FileStat], list[Refused]]:
    """Every regular file below the root by relative path, and what is refused."""
    files: dict[str, FileStat] = {}
    refused: list[Refused] = []
    real_root = os.path.realpath(root)
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(root / folder if folder else root) as entries:
                for entry in entries:
                    path = f"{folder}/{entry.name}" if folder else entry.name
                    _file_entry(entry, path, real_root, files, folders, refused)
        except FileNotFoundError:
            if not folder:
                refused.append(Refused(path=".", reason=f"the folder {root.name} is missing: create it"))
        except OSError as error:
            refused.append(Refused(path=folder or ".", reason=f"the folder cannot be listed: {_plain(error)}"))
    return files, refused


def _file_entry(
    entry: os.DirEntry[str],
    path: str,
    real_root: str,
    files: dict[str, FileStat],
    folders: list[str],
    refused: list[Refused],
) -> None:
    if ignored(entry.name):
        return
    try:
        path.encode()
        if entry.is_symlink():
            reason = _link_refusal(entry.path, real_root)
            if reason is not None:
                refused.append(Refused(path=path, reason=reason))
            return
        if entry.is_dir(follow_symlinks=False):
            folders.append(path)
            return
        status = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return  # gone between listing and looking: the next look tells
    except UnicodeEncodeError:
        shown = path.encode("utf-8", "backslashreplace").decode()
        refused.append(Refused(path=shown, reason="its name is not valid UTF-8: rename it"))
        return
    except OSError as error:
        refused.append(Refused(path=path, reason=_plain(error)))
        return
    if modes.S_ISREG(status.st_mode):
        files[path] = _stat(status)
    else:
        refused.append(Refused(path=path, reason=f"it is {_kind(status.st_mode)}, not a file: remove it"))


def _link_refusal(link: str, real_root: str) -> str | None:
    """Why a link is refused; None for one that stays inside, which is the same file under another name."""
    try:
        target = os.path.realpath(link, strict=True)
    except FileNotFoundError:
        return "it is a link that leads nowhere: remove it or put the file itself here"
    except OSError as error:
        return f"it is a link that cannot be followed ({error.strerror}): remove it or put the file itself here"
    if os.path.commonpath((real_root, target)) == real_root:
        # as mounts of Kubernetes have it: nobody else would read what lies behind such a name
        hidden = any(map(ignored, Path(target).relative_to(real_root).parts))
        return "it is a link to a file that is left alone for its name: put the file itself here" if hidden else None
    return "it is a link that leads out of the folder: put the file itself here"


def ignored(name: str) -> bool:
    """Whether a file's name is one that systems, editors and downloads leave behind."""
    lower = name.lower()
    return lower in _IGNORED_NAMES or lower.startswith(_IGNORED_STARTS) or lower.endswith(_IGNORED_ENDS)


def _appeared(entry: _Pending, now: datetime) -> datetime | None:
    """The mtime, when it lies between the look that did not have the file and now."""
    if entry.absent_at is None:
        return None
    modified = datetime.fromtimestamp(entry.stat.mtime_ns // 1000 / 1_000_000, tz=UTC)
    return modified if entry.absent_at - _MTIME_SLACK <= modified <= now else None


def _read(path: Path | str, shown: str, max_bytes: int) -> tuple[bytes, FileStat]:
    with _opened(path, shown) as file:
        before = _stat(os.fstat(file.fileno()))
        if before.size > max_bytes:
            raise SeedError(_too_large(before.size, max_bytes), path=shown)
        # one byte more shows that it grows, and no buffer for the largest file is made for every small one
        data = file.read(before.size + 1)
        after = _stat(os.fstat(file.fileno()))
    if before != after or len(data) != after.size:
        raise Growing(shown)
    return data, after


@contextmanager
def _opened(path: Path | str, shown: str) -> Iterator[BinaryIO]:
    """A regular file open for reading; every refusal of the system becomes a SeedError."""
    try:
        handle = os.open(path, _OPEN)
        try:
            mode = os.fstat(handle).st_mode
            if not modes.S_ISREG(mode):
                raise SeedError(f"it is {_kind(mode)}, not a file", path=shown)
            with open(handle, "rb", closefd=False) as file:
                yield file
        finally:
            os.close(handle)
    except OSError as error:
        raise SeedError(_plain(error), path=shown) from error


def _too_large(size: int, limit: int) -> str:
    return (
        f"{_shown(size)}, over the limit of {_shown(limit)}: "
        "split it, or raise `ingest.max_size` in digest.toml and run `digest quarantine retry` on it"
    )


def _shown(size: int) -> str:
    if size < 1_000_000:
        return f"{size / 1000:.3g} kB"
    return f"{size / 1_000_000:.0f} MB" if size >= 10_000_000 else f"{size / 1_000_000:.3g} MB"


def _stat(status: os.stat_result) -> FileStat:
    return FileStat(size=status.st_size, mtime_ns=status.st_mtime_ns, inode=status.st_ino)


def _kind(mode: int) -> str:
    kinds = {
        modes.S_IFDIR: "a folder",
        modes.S_IFIFO: "a named pipe",
        modes.S_IFSOCK: "a socket",
        modes.S_IFLNK: "a link",
        modes.S_IFBLK: "a device",
        modes.S_IFCHR: "a device",
    }
    return kinds.get(modes.S_IFMT(mode), "something special")


def _plain(error: OSError) -> str:
    """An operating system's refusal in words that say what to do."""
    if error.errno in (errno.EACCES, errno.EPERM):
        return "permission denied: give the desk's user the right to read it"
    if error.errno == errno.ENOENT:
        return "it vanished before it could be read"
    if error.errno == errno.ELOOP:
        return "it is a link: put the file itself here"
    if error.errno == errno.ENXIO:
        return "it is a socket or a pipe, not a file"
    return f"it cannot be read ({error.strerror or error})"
