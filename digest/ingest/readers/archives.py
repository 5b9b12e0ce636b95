"""Archives: ZIP and tar hold files, gzip, bzip2 and xz one; each file inside is read as a seed of its own."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence

from digest.errors import SeedError
from digest.ingest.foreign import zipped
from digest.ingest.inside import MOST_MEMBERS, Holding, Stream
from digest.ingest.layouts import Layout
from digest.model import Reading, Seed

_UNPACK = "unpack it and put the files into the folder"
_XZ_MEMORY = 100_000_000
_BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
    KeyError,
)


class Zip:
    """A ZIP archive."""

    name = "zip"
    risky = True

    def fits(self, seed: Seed) -> float:
        """By its first bytes; documents that are ZIP archives inside have readers that fit better."""
        found = seed.data.startswith((b"PK\x03\x04", b"PK\x05\x06")) and zipped(seed.data) is None
        return 0.99 if found else 0.0

    def read(self, seed: Seed, _layouts: Sequence[Layout]) -> Reading:
        """Its files, in the archive's order. Raises SeedError when it is damaged, protected or too large."""
        # each entry of the directory becomes an object of its own before anything can be counted
        if seed.data.count(b"PK\x01\x02") > MOST_MEMBERS:
            raise SeedError(f"it holds more than {MOST_MEMBERS:,} files: {_UNPACK}", path=seed.path)
        holding = Holding(seed)
        try:
            with zipfile.ZipFile(io.BytesIO(seed.data)) as archive:
                for entry in archive.infolist():
                    _take(archive, entry, holding, seed)
        except _BROKEN as why:
            raise _damaged("ZIP", why, seed) from why
        return holding.reading(reader=self.name)


def _take(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, holding: Holding, seed: Seed) -> None:
    # the library's own question fails on an empty name
    if entry.filename.endswith("/"):
        return
    holding.count()
    if entry.flag_bits & 1:
        raise SeedError(f"this ZIP archive is protected by a password: {_UNPACK}", path=seed.path)
    with archive.open(entry) as stream:
        holding.add(entry.filename, holding.inflate(stream, entry.compress_size))


class Tar:
    """A tar archive; a compressed one comes out of `Packed` first."""

    name = "tar"
    risky = True

    def fits(self, seed: Seed) -> float:
        """By the mark of its first header (POSIX.1-1988 ustar, GNU)."""
        return 1.0 if seed.data[257:262] == b"ustar" else 0.0

    def read(self, seed: Seed, _layouts: Sequence[Layout]) -> Reading:
        """Its regular files. Raises SeedError when it is damaged or too large."""
        holding = Holding(seed)
        try:
            with tarfile.open(fileobj=io.BytesIO(seed.data), mode="r:") as archive:
                for entry in archive:
                    if entry.isdir():
                        continue
                    holding.count()
                    stream = archive.extractfile(entry) if entry.isreg() and not entry.issparse() else None
                    if stream is None:
                        holding.skip(f"{entry.name}: a link, a device or a file with holes")
                    else:
                        holding.add(entry.name, holding.inflate(stream, entry.size))
        except _BROKEN as why:
            raise _damaged("tar", why, seed) from why
        return holding.reading(reader=self.name)


class _Xz:
    """An xz stream whose dictionary is bounded: its header may ask for 4 GiB before the first byte."""

    def __init__(self, file: io.BytesIO) -> None:
        self._packed = file.read()
        self._unpacker = lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)

    def read(self, size: int, /) -> bytes:
        if self._unpacker.eof:
            return b""
        piece = self._unpacker.decompress(self._packed, size)
        self._packed = b""
        if not piece and not self._unpacker.eof:
            raise EOFError("it ends too early")
        return piece


class Packed:
    """One file behind gzip, bzip2 or xz."""

    name = "packed"
    risky = True
    _OPENERS: Mapping[bytes, tuple[str, Callable[[io.BytesIO], Stream]]] = {
        b"\x1f\x8b": ("gzip", lambda file: gzip.GzipFile(fileobj=file)),
        b"BZh": ("bzip2", bz2.BZ2File),
        b"\xfd7zXZ\x00": ("xz", _Xz),
    }

    def fits(self, seed: Seed) -> float:
        """By its first bytes; a compressed web archive has a reader that fits better."""
        return 0.99 if seed.data.startswith(tuple(self._OPENERS)) else 0.0

    def read(self, seed: Seed, _layouts: Sequence[Layout]) -> Reading:
        """The file inside, named like the packed one without its ending."""
        mark = next((mark for mark in self._OPENERS if seed.data.startswith(mark)), b"\x1f\x8b")
        kind, opened = self._OPENERS[mark]
        holding = Holding(seed)
        holding.count()
        try:
            data = holding.inflate(opened(io.BytesIO(seed.data)), len(seed.data))
        except _BROKEN as why:
            raise _damaged(kind, why, seed) from why
        holding.add(_inner_name(seed.path), data)
        return holding.reading(reader=self.name)


def _inner_name(path: str) -> str:
    name = path.rpartition("/")[2]
    stem, _, ending = name.rpartition(".")
    if ending.lower() in ("tgz", "tbz", "txz"):
        return f"{stem}.tar"
    return stem if ending.lower() in ("gz", "bz2", "xz", "z") and stem else f"{name}.unpacked"


def _damaged(kind: str, why: Exception, seed: Seed) -> SeedError:
    if isinstance(why, NotImplementedError):
        return SeedError(f"this {kind} archive is packed in a way that is not read ({why}): {_UNPACK}", path=seed.path)
    return SeedError(f"this {kind} archive is damaged or cut off ({why}): put it in again", path=seed.path)
