"""Published files: replaced whole, only when they change, and safe against a cut of power."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from contextlib import suppress
from itertools import islice
from pathlib import Path
from secrets import token_hex

from digest.errors import FilesError

# A leading dot hides a half-written file from static hosts; the ending tells it from anything a person put there.
_TEMPORARY = ".digest-tmp"
_MODE = 0o644

_WRITERS = 4
_BATCH = 64


def replace(path: Path, content: bytes) -> bool:
    """Put `content` at `path` as one step and tell whether anything changed.

    Equal bytes leave the file untouched, its mtime too, so that Last-Modified and ETag stay. Otherwise readers see
    the old file or the new one, never a part, and after a crash one of the two is there: temporary file beside it,
    fsync, rename, fsync of the folder. Missing folders are made. Raises FilesError.
    """
    try:
        if _holds(path, content):
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.parent / f".{token_hex(8)}{_TEMPORARY}"
        try:
            _write(temporary, content)
            temporary.replace(path)
        except OSError:
            with suppress(OSError):  # the first error is the one to tell
                temporary.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
    except OSError as error:
        raise FilesError(_plain(error, path), path=str(path)) from error
    return True


def replace_all(files: Iterable[tuple[Path, bytes]]) -> list[Path]:
    """Put many files in their places as `replace` does, and name those that changed, in the order given.

    A disk that must confirm every file answers several at a time far sooner than one by one (measured: five times
    and more). Taken in batches, so a generator of pages is never whole in memory. Raises the first FilesError, after
    the rest of its batch.
    """
    from concurrent.futures import ThreadPoolExecutor  # not at the top: most commands write no file

    changed: list[Path] = []
    waiting = iter(files)
    with ThreadPoolExecutor(_WRITERS) as pool:
        while batch := list(islice(waiting, _BATCH)):
            written = [pool.submit(replace, path, content) for path, content in batch]
            changed += [path for (path, _), outcome in zip(batch, written, strict=True) if outcome.result()]
    return changed


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


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except (FileNotFoundError, PermissionError):
        return False


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        os.fchmod(file.fileno(), _MODE)  # whatever the umask: the web server is another user
        file.write(content)
        file.flush()
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
