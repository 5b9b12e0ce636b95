"""Nothing that a seed holds is lost: every unit has one owner, and every word of an article comes out or is listed."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.ingest import READERS, Reader, Unfolded, load_layouts, unfold
from digest.ingest.lines import line_feeds
from digest.model import Reading
from tests.ingest.test_readers import samples_of
from tests.ingest.texts import check_unfolded, seed

LAYOUTS = load_layouts()
_WORD = re.compile(rb"[A-Za-z]{6,}")
_MARKER = "Zwyxqvukjzwyxqvukjzwyxqvukj"
#: how each compressed sample is opened and closed again
PACKED: dict[str, tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]] = {
    ".gz": (gzip.decompress, gzip.compress),
    ".bz2": (bz2.decompress, bz2.compress),
    ".xz": (lzma.decompress, lzma.compress),
}

every_reader = pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)


def unfolded(data: bytes, name: str) -> list[Unfolded]:
    found = list(unfold(seed(data, name), LAYOUTS))
    check_unfolded(found)
    return found


def changed(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A file with its text changed, within whatever it is packed in."""
    packing = PACKED.get(Path(name).suffix)
    if packing is not None:
        open_, close = packing
        return close(changed(open_(data), name.removesuffix(Path(name).suffix), change))
    if not data.startswith(b"PK"):
        return change(data)
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(member, changed(old.read(member), member.filename, change))
    return written.getvalue()


def texts_of(found: Sequence[Unfolded], *, fields: bool = False) -> list[str]:
    """Titles, paragraphs and captions of every draft in a file, and on demand what its fields say."""
    readings = (each.reading for each in found)
    drafts = [draft for reading in readings if isinstance(reading, Reading) for draft in reading.drafts]
    texts = [text for draft in drafts for text in (draft.title, *draft.paragraphs, *draft.captions)]
    return texts + [hint.value for draft in drafts for hint in draft.hints.values() if fields]


def replaceable(data: bytes, name: str) -> list[bytes]:
    """Words that stand once in a file, and in the text of one of its articles."""
    seen: list[bytes] = []

    def note(text: bytes) -> bytes:
        seen.extend(_WORD.findall(text))
        return text

    changed(data, name, note)
    told = {word for text in texts_of(unfolded(data, name)) for word in _WORD.findall(text.encode())}
    return sorted(word for word in set(seen) & told if seen.count(word) == 1)


def is_listed(each: Unfolded, marker: bytes) -> bool:
    """Whether a word stands in a file on a line that no draft owns, which its reading lists."""
    reading = each.reading
    if not isinstance(reading, Reading) or reading.unit != "line" or marker not in each.seed.data:
        return False
    line = each.seed.data[: each.seed.data.index(marker)].count(b"\n") + 1
    return any(discard.span.first <= line <= discard.span.last for discard in reading.discards)


@every_reader
def test_the_units_of_a_text_are_all_its_lines(reader: Reader) -> None:
    for file in samples_of(reader):
        for each in unfolded(file.read_bytes(), file.name):
            reading = each.reading
            if not isinstance(reading, Reading) or reading.unit != "line" or each.seed.data.startswith(b"%PDF"):
                continue
            text = line_feeds(each.seed.data.decode(reading.encoding or "utf-8", errors="replace"))
            assert reading.total == len(text.removesuffix("\n").split("\n")), each.seed.path


def check_a_word_comes_out(reader: Reader, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(samples_of(reader)))
    whole = file.read_bytes()
    words = replaceable(whole, file.name)
    if not words:
        # Every word of it stands there twice: "stacked" pages print each headline and caption two times.
        assert any(len(replaceable(other.read_bytes(), other.name)) > 10 for other in samples_of(reader)), reader.name
        return
    word = data.draw(st.sampled_from(words))
    # No longer than before, for the formats that count their bytes.
    marker = _MARKER[: len(word)]
    found = unfolded(changed(whole, file.name, lambda text: text.replace(word, marker.encode())), file.name)
    kept = any(marker in text for text in texts_of(found, fields=True))
    assert kept or any(is_listed(each, marker.encode()) for each in found), (file.name, word)


@every_reader
@given(data=st.data())
@settings(max_examples=8, deadline=None)
def test_a_word_in_an_article_comes_out_or_stands_on_a_listed_line(reader: Reader, data: st.DataObject) -> None:
    check_a_word_comes_out(reader, data)


@pytest.mark.nightly
@every_reader
@given(data=st.data())
@settings(max_examples=400, deadline=None)
def test_every_word_in_an_article_comes_out_or_stands_on_a_listed_line(reader: Reader, data: st.DataObject) -> None:
    check_a_word_comes_out(reader, data)
