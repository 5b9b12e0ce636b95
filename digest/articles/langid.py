"""The language model, unpacked once for an account: loading it packed takes half a second of every run."""

from __future__ import annotations

import lzma
import os
import shutil
import tempfile
import zlib
from array import array
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

#: what an xz file ends with: the checks of its content among them
_TAIL = 64
_PIECE = 1 << 20


def load() -> Any:
    """py3langid's identifier; about 100 MB.

    The unpacked model (68 MB) is kept in the account's cache folder (XDG Base Directory Specification), and only the
    one in use. Where nothing can be kept, and where what is kept is damaged, the packed one is read as ever.
    """
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

    kept = _kept(Path(MODEL_DIR) / MODEL_FILE)
    if kept is not None:
        try:
            return _read(kept)
        except (OSError, ValueError, KeyError, BadZipFile):
            kept.unlink(missing_ok=True)
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _kept(packed: Path) -> Path | None:
    """The unpacked model, made now where it is not there; None where it cannot be."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser(), "digest")
    try:
        with packed.open("rb") as file:
            file.seek(-_TAIL, os.SEEK_END)
            kept = folder / f"langid-{zlib.crc32(file.read()):08x}.npz"
        if not kept.is_file():
            _unpack(packed, kept)
    except (OSError, RuntimeError):  # RuntimeError: this account has no home
        return None
    return kept


def _unpack(packed: Path, kept: Path) -> None:
    """Put it there whole or not at all; what older models and killed runs left goes."""
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for other in kept.parent.glob("langid-*"):
        other.unlink(missing_ok=True)
    with (
        lzma.open(packed) as source,
        tempfile.NamedTemporaryFile(prefix="langid-", dir=kept.parent, delete=False) as part,
    ):
        shutil.copyfileobj(source, part, _PIECE)
    Path(part.name).replace(kept)


def _read(kept: Path) -> Any:
    """As `py3langid.modelio.load_model` reads the packed one."""
    import numpy as np
    from py3langid.langid import LanguageIdentifier

    # Opened here: where the content is damaged numpy leaves a file that it opened itself to the next collection.
    with kept.open("rb") as file, np.load(file, allow_pickle=False) as data:
        return LanguageIdentifier(
            data["ptc"],
            data["pc"],
            data["classes"].tolist(),
            _numbers(data["nextmove"]),
            data["out_feat"].tolist(),
            norm_probs=True,
            tk_row=_numbers(data["nextmove_row"]),
        )


def _numbers(values: Any) -> array[int]:
    """What is read number by number is read quicker from Python's own array."""
    numbers = array({2: "H", 4: "I"}[values.dtype.itemsize])
    numbers.frombytes(values.view("B"))
    return numbers
