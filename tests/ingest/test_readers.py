"""What every reader owes: plain refusals, the line law, the same answer twice, and patience with hostile files."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.errors import SeedError
from digest.ingest import READERS, Reader, Unfolded, load_layouts, read, unfold
from digest.ingest.lines import line_feeds
from digest.model import Draft, Reading, Seed
from tests.ingest.texts import HARBOUR, check_lines, check_unfolded, seed

Golden = Callable[[Path, Any], None]
LAYOUTS = load_layouts()
GOLDEN = Path(__file__).parent / "golden"


def samples_of(reader: Reader) -> list[Path]:
    """The sample files of a reader, golden/<reader>/*, each beside what is to be read from it, *.reading.json."""
    found = (file for file in (GOLDEN / reader.name).glob("*") if not file.name.endswith(".reading.json"))
    return sorted(found)


every_reader = pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
#: pieces that mean something to one reader or another, so that random files reach their inner branches
MARKS = [
    "\n",
    "\n\n\n",
    "\r\n",
    "\r",
    "TT\n",
    "# A Pier\n",
    "---\n",
    "----------\n",
    "A Pier Opens\n",
    "{",
    "}",
    "[",
    "]",
    ",",
    '"',
    '{"title": "x", "text": "y"}',
    "<p>",
    "</p>",
    "\n<article><h1>x</h1>",
    "</article>",
    "<!-- ",
    " -->",
    "By Ana\n",
    "Date: 2026-03-02\n",
    "(HNA)\n",
    "Share\n",
    "- item\n",
    "> ",
    "&amp;",
    "\t",
    "\u2028",
    "\x85",
    "\n\x0b",
    "\x0c",
    "<![CDATA[",
    "<script>",
    "é",
    "Ã©",
    "title: x\n",
    "<rss><channel><item><title>x</title>",
    "\n<item><title>A Pier</title><description>",
    "</description></item>",
    "<feed xmlns='http://www.w3.org/2005/Atom'>\n<entry>",
    "</entry>",
    "]]>",
    "---\ntitle: x\n---\n",
]
PIECES = st.sampled_from([*MARKS, "| a | b |\n|---|---|\n", *(f"{part}\n" for part in HARBOUR)])
FILES = st.lists(PIECES | st.text(max_size=20), min_size=1, max_size=30).map("".join)


def attempt(reader: Reader | None, source: Seed) -> Reading | str:
    """What one reader, or the one that fits, makes of a seed: a reading or the reason why there is none."""
    try:
        return read(source, LAYOUTS) if reader is None else reader.read(source, LAYOUTS)
    except SeedError as error:
        return error.reason


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_a_reader_reads_its_samples_as_their_golden_files_tell(reader: Reader, golden: Golden) -> None:
    samples = samples_of(reader)
    assert samples, f"no sample in {GOLDEN / reader.name}"
    for file in samples:
        found = list(unfold(seed(file.read_bytes(), file.name), LAYOUTS))
        check_unfolded(found)
        assert isinstance(found[-1].reading, Reading), found[-1]
        assert found[-1].reading.reader == reader.name
        golden(file.with_name(f"{file.name}.reading.json"), [told(each) for each in found])


def told(unfolded: Unfolded) -> dict[str, Any]:
    """One file's reading, without what is empty."""
    reading = unfolded.reading
    if not isinstance(reading, Reading):
        return {"path": unfolded.seed.path, "not read": str(reading)}
    record = {
        "path": unfolded.seed.path,
        "reader": reading.reader,
        "encoding": reading.encoding,
        "declared": reading.declared,
        f"{reading.unit}s": reading.total,
        "drafts": [told_draft(draft) for draft in reading.drafts],
        "members": [f"{member.span.first}-{member.span.last}: {member.seed.path}" for member in reading.members],
        "discards": [f"{each.span.first}-{each.span.last}: {each.reason}" for each in reading.discards],
    }
    return {key: value for key, value in record.items() if value}


def told_draft(draft: Draft) -> dict[str, Any]:
    hints = dict(draft.hints) | ({"made": draft.made} if draft.made else {})
    record = {
        "title": draft.title,
        "paragraphs": list(draft.paragraphs),
        "captions": list(draft.captions),
        "hints": {name: [hint.value, hint.source, hint.confidence] for name, hint in sorted(hints.items())},
        "flags": sorted(draft.flags),
        "spans": ", ".join(f"{span.first}-{span.last}" for span in draft.lines),
        "layout": draft.layout,
    }
    return {key: value for key, value in record.items() if value}


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_sample_cut_off_or_damaged_ends_in_a_reading_or_a_reason(reader: Reader, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(samples_of(reader)))
    whole = bytearray(file.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        size = data.draw(st.integers(1, 20))
        whole[at : at + size] = data.draw(st.binary(max_size=30))
        if len(whole) < 2 or data.draw(st.booleans()):
            break
    found = list(unfold(seed(bytes(whole), file.name), LAYOUTS))
    check_unfolded(found)
    for each in found:
        assert isinstance(each.reading, Reading | SeedError), repr(each.reading)


@pytest.mark.parametrize("reader", [each for each in READERS if hasattr(each, "sign")], ids=lambda reader: reader.name)
def test_a_reader_fits_no_file_without_its_sign(reader: Any) -> None:
    for each in READERS:
        for file in samples_of(each):
            data = file.read_bytes()
            assert reader.sign in data[:65_536] or reader.fits(seed(data, file.name)) == 0.0, file
    for file in samples_of(reader):
        assert reader.fits(seed(file.read_bytes().replace(reader.sign, b" "), file.name)) == 0.0, file


@every_reader
@pytest.mark.parametrize("data", [b"", b"   \n\n", b"\x89PNG\r\n\x1a\n\x00", b"\x00\x01\x02\x03" * 100])
def test_what_is_empty_or_binary_is_refused_with_a_reason(reader: Reader, data: bytes) -> None:
    path = samples_of(reader)[0].name
    with pytest.raises(SeedError) as caught:
        reader.read(seed(data, path), LAYOUTS)
    assert caught.value.path == path
    assert len(caught.value.reason) > 10


@every_reader
@given(text=FILES)
@settings(max_examples=60, deadline=None)
def test_every_line_has_one_owner_and_the_answer_is_the_same_twice(reader: Reader, text: str) -> None:
    source = seed(text.encode(), samples_of(reader)[0].name)
    first = attempt(reader, source)
    assert first == attempt(reader, source)
    if isinstance(first, Reading):
        check_lines(first)
        assert first.drafts or first.members
        for draft in first.drafts:
            assert draft.paragraphs
            assert all(part.strip() and "\n" not in part for part in (*draft.paragraphs, *draft.captions))
            assert "\n" not in draft.title


@given(data=st.binary(min_size=1, max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_bytes_end_in_a_reading_or_a_reason(data: bytes) -> None:
    found = attempt(None, seed(data))
    if isinstance(found, Reading):
        check_lines(found)
    else:
        assert len(found) > 10


@given(text=FILES)
@settings(max_examples=100, deadline=None)
def test_no_word_of_a_plain_text_is_lost(text: str) -> None:
    """Words are in a draft's title, text, captions or hints, or on a line that is listed as discarded."""
    source = seed(text.encode(), "a.txt")
    plain = next(reader for reader in READERS if reader.name == "plain")
    found = attempt(plain, source)
    if isinstance(found, str) or any("mojibake-repaired" in draft.flags for draft in found.drafts):
        return
    kept = {
        word
        for draft in found.drafts
        for part in (draft.title, *draft.paragraphs, *draft.captions)
        for word in part.split()
    }
    hints = [hint.value for draft in found.drafts for hint in (*draft.hints.values(), draft.made) if hint is not None]
    kept |= {word.strip("()") for value in hints for word in value.split()}
    lines = line_feeds(source.data.decode().removeprefix("\ufeff")).split("\n")
    gone = {number for each in found.discards for number in range(each.span.first, each.span.last + 1)}
    for number, line in enumerate(lines, 1):
        if number not in gone and ":" not in line and not line.strip().startswith("By "):
            assert {word.strip("()") for word in line.split()} <= kept | {word.strip("()") for word in kept}


HOSTILE: dict[str, str] = {
    "one line of 1 MB": "pier " * 200_000,
    "1 MB without a space": "x" * 1_000_000,
    "40,000 short lines": "A pier.\n" * 40_000,
    "40,000 different lines": "\n".join(f"Ship {number}" for number in range(40_000)),
    "40,000 doubled titles": "\n".join(f"Ship Number {at // 2} Ties Up" for at in range(40_000)),
    "100 kB of spaces": "A pier" + " " * 100_000 + "opens\n" + " " * 100_000,
    "100 kB of blank lines": "A pier\n" + "\n" * 100_000 + "opens",
    "100 kB of rules": "-----\nA Pier\n" * 10_000,
    "50 kB of brackets": "[" * 50_000,
    "100 kB of stars": "*a " * 30_000,
    "100 kB of backticks": "`" * 50_000 + " " + "`" * 49_999,
    "100 kB of opening tags": "<b" * 50_000,
    "100 kB of quotes": "> " * 50_000,
    "100 kB of entries": "<rss>" + "<item>" * 17_000,
    "an entry of CDATA openings": "<rss><item><title>x</title>" + "<![CDATA[" * 10_000 + "]]></item>",
    "an entry of comment openings": "<rss><item><title>x</title>" + "<!--" * 25_000 + "</item>",
    "an entry of ampersands": "<rss><item><title>x</title><description>" + "&" * 100_000 + "</description></item>",
    "100 kB of charsets": "<meta charset" + " " * 100_000 + "=x>",
    "a line of accents": "é" * 200_000,
    "50,000 mojibake": "Ã© " * 50_000,
}


@every_reader
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_takes_little_time(reader: Reader, text: str) -> None:
    source = seed(text, samples_of(reader)[0].name)
    started = time.process_time()
    attempt(reader, source)
    # twenty times what the slowest of them takes: a backtracking or quadratic reader needs minutes
    assert time.process_time() - started < 20


def test_reading_many_lines_takes_memory_in_proportion() -> None:
    source = seed("A pier opened today.\n" * 20_000)
    tracemalloc.start()
    read(source, LAYOUTS)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60 * len(source.data)
