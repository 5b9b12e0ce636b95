"""Published files: replaced whole with their gzip form, only when they change, and safe against a cut of power."""

from __future__ import annotations

import errno
import os
import struct
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from itertools import islice
from pathlib import Path
from secrets import token_hex
from shutil import rmtree
from stat import S_ISREG
from typing import TYPE_CHECKING

from digest.errors import FilesError

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

# A leading dot hides a half-written file from static hosts; the ending tells it from anything a person put there.
_TEMPORARY = ".digest-tmp"
_MODE = 0o644

#: text is kept packed beside itself; pictures are packed already, and a mail saved by a reader is one file
_PACKED = frozenset({".css", ".html", ".js", ".json", ".opml", ".svg", ".txt", ".xml"})
_WORTH_PACKING = 1000
"""bytes: less fits into one packet either way"""
_LEVEL = 9
"""as quick as 6 on feeds and pages, and a little smaller"""
_GZIP = 31
"""zlib's word for the gzip format"""
_TRAILER = struct.Struct("<II")
_SECOND = 1_000_000_000

_WRITERS = 4
_BATCH = 64


def replace(path: Path, content: bytes) -> bool:
    """Put `content` at `path` as one step, its gzip form beside it, and tell whether anything changed.

    Equal bytes leave the file untouched, its mtime too, so that Last-Modified and ETag stay. Otherwise readers see
    the old file or the new one, never a part, and after a crash one of the two is there: temporary file beside it,
    fsync, rename, fsync of the folder. Missing folders are made. Raises FilesError.

    `NAME.gz` has the file's mtime and nothing of its own inside (RFC 1952: MTIME 0, no FNAME). It goes before the
    file does: whoever has seen the new file never gets an old one packed, and a run killed between the two finds the
    old file there and does both again.
    """
    try:
        held = _holds(path, content)
        packable = path.suffix in _PACKED
        packs = packable and len(content) >= _WORTH_PACKING
        if packable and not packs:
            packed_beside(path).unlink(missing_ok=True)
        parts = []
        if packs and not (held and unpacks_to(_read(packed_beside(path)), content)):
            parts.append((packed_beside(path), zlib.compress(content, _LEVEL, wbits=_GZIP)))
        if not held:
            parts.append((path, content))
        if parts:
            path.parent.mkdir(parents=True, exist_ok=True)
            _put(parts, path.stat().st_mtime_ns if held else _later(path))
    except OSError as error:
        raise FilesError(_plain(error, path), path=str(path)) from error
    return not held


def make_folder(folder: Path, mode: int) -> None:
    """Have a folder of published files, made with these permissions where it is not there. Raises FilesError."""
    try:
        folder.mkdir(mode, parents=True, exist_ok=True)
    except OSError as error:
        raise FilesError(_plain(error, folder), path=str(folder)) from error


def remove(path: Path) -> None:
    """Take a published file away, and first its gzip form, which some servers give without it. Raises FilesError."""
    try:
        packed_beside(path).unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            _sync_folder(path.parent)
    except OSError as error:
        raise FilesError(_plain(error, path), path=str(path)) from error


def remove_folder(folder: Path) -> None:
    """Take away a folder of published files with all that is in it; one that is not there is gone. Raises FilesError.

    Its name goes first, in one step: nobody meets a part of it.
    """
    try:
        if folder.is_dir():
            gone = folder.parent / f".{token_hex(8)}{_TEMPORARY}"
            folder.rename(gone)
            _sync_folder(folder.parent)
            rmtree(gone)
    except OSError as error:
        raise FilesError(_plain(error, folder), path=str(folder)) from error


def stands(path: Path | os.DirEntry[str]) -> bool:
    """Whether a published file is there: one of its own, no link to another, and not empty, as none of them is."""
    try:
        found = path.stat(follow_symlinks=False)
    except OSError:  # then it is not there to readers either
        return False
    return S_ISREG(found.st_mode) and found.st_size > 0


def names(folder: Path, suffix: str = "") -> frozenset[str]:
    """Of the published files in a folder those that end so; none where it is not there. Raises FilesError."""
    try:
        with os.scandir(folder) as found:
            return frozenset(each.name for each in found if each.name.endswith(suffix) and stands(each))
    except FileNotFoundError:
        return frozenset()
    except OSError as error:
        raise FilesError(_plain(error, folder), path=str(folder)) from error


def packed_beside(path: Path) -> Path:
    """Where a published file's gzip form stands, when it has one."""
    return path.with_name(f"{path.name}.gz")


def unpacks_to(packed: bytes, content: bytes) -> bool:
    """Whether gzip bytes are those of `content`, by length and CRC in their trailer (RFC 1952, 2.3.1)."""
    return packed[-_TRAILER.size :] == _TRAILER.pack(zlib.crc32(content), len(content) % 2**32)


def replace_all(files: Iterable[tuple[Path, bytes]]) -> list[Path]:
    """Put many files in their places as `replace` does, and name those that changed, in the order given.

    A disk that must confirm every file answers several at a time far sooner than one by one (measured: five times
    and more). Taken in batches, so a generator of pages is never whole in memory. Raises the first FilesError, after
    the rest of its batch.
    """
    from concurrent.futures import wait

    changed: list[Path] = []
    waiting = iter(files)
    while batch := list(islice(waiting, _BATCH)):
        written = [_writers().submit(replace, path, content) for path, content in batch]
        wait(written)
        changed += [path for (path, _), outcome in zip(batch, written, strict=True) if outcome.result()]
    return changed


@cache
def _writers() -> ThreadPoolExecutor:
    from concurrent.futures import ThreadPoolExecutor  # not at the top: most commands write no file

    return ThreadPoolExecutor(_WRITERS, thread_name_prefix="files")


@contextmanager
def sweeping(folder: Path) -> Iterator[None]:
    """Files are written under `folder`; where the last who did that was killed, what it left is removed first.

    A file that stands there meanwhile tells of it, so that a folder of a million pages is not walked at every run.
    Under the work lock, as `sweep`. Raises FilesError.
    """
    sign = folder / f".writing{_TEMPORARY}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if sign.exists():
            sweep(folder)
        sign.touch(_MODE)
    except OSError as error:
        raise FilesError(_plain(error, sign), path=str(sign)) from error
    with suppress(GeneratorExit):  # left between two pieces, where nothing is half written
        yield
    with suppress(OSError):  # then the next run sweeps
        sign.unlink()


def sweep(folder: Path) -> int:
    """Remove the temporary files that killed runs left under `folder`; how many.

    Call it under the work lock: a file that another process is writing looks the same. Raises FilesError.
    """
    found = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            if name.startswith(".") and name.endswith(_TEMPORARY):
                path = Path(parent, name)
                try:
                    path.unlink(missing_ok=True)
                except OSError as error:
                    raise FilesError(_plain(error, path), path=str(path)) from error
                found += 1
    return found


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (FileNotFoundError, PermissionError):
        return b""


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except (FileNotFoundError, PermissionError):
        return False


def _later(path: Path) -> int:
    """Now, and at least in the second after the file's last change: in nanoseconds.

    Last-Modified and nginx's ETag know whole seconds only; two contents of one second would be the same to readers.
    """
    try:
        last = path.stat().st_mtime_ns // _SECOND
    except FileNotFoundError:
        return time.time_ns()
    return max(time.time_ns(), (last + 1) * _SECOND)


def _put(parts: Iterable[tuple[Path, bytes]], mtime: int) -> None:
    """Write all of them aside, and when all are safe give them their places in the order given."""
    staged: list[tuple[Path, Path]] = []
    try:
        for path, content in parts:
            temporary = path.parent / f".{token_hex(8)}{_TEMPORARY}"
            staged.append((temporary, path))
            _write(temporary, content, mtime)
        for temporary, path in staged:
            temporary.replace(path)
    except OSError:
        for temporary, _ in staged:
            with suppress(OSError):  # the first error is the one to tell
                temporary.unlink(missing_ok=True)
        raise
    _sync_folder(staged[-1][1].parent)


def _write(path: Path, content: bytes, mtime: int) -> None:
    with path.open("xb") as file:
        os.fchmod(file.fileno(), _MODE)  # whatever the umask: the web server is another user
        file.write(content)
        file.flush()
        os.utime(file.fileno(), ns=(mtime, mtime))
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Without it a cut of power may undo the rename."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some network and FUSE file systems cannot sync a folder and say so; their rename is as safe as they make it.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def _plain(error: OSError, path: Path) -> str:
    """What happened and how to mend it."""
    match error.errno:
        case errno.EACCES | errno.EPERM:
            return f"the folder is read-only for this user: make it writable with chmod u+w {path.parent}"
        case errno.EROFS:
            return "its file system is mounted read-only: mount it read-write, or let the desk stand elsewhere"
        case errno.ENOSPC | errno.EDQUOT:
            return "the disk is full: free some space and run the command again; what was published before still stands"
        case errno.EISDIR | errno.ENOTDIR | errno.EEXIST:
            return "a file and a folder of the same name stand in each other's way: move what does not belong there"
        case _:
            return f"{error.strerror or error}: mend that and run the command again"
