"""Whatever is done to a file, it is read, or refused with a reason, soon; a long sweep that `make nightly` runs."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType

import pytest

from digest.articles import normalise
from digest.errors import SeedError
from digest.ingest import READERS, Reader, load_layouts, unfold
from digest.model import Reading
from tests.conftest import COUNTED
from tests.ingest.test_readers import samples_of
from tests.ingest.texts import check_unfolded, seed
from tests.property.mutations import mutated
from tests.property.test_no_loss import changed

LAYOUTS = load_layouts()
#: formats that are binary, or in which single control bytes steer the reader, get five times as long
COSTLY = {"zip", "tar", "packed", "warc", "docx", "odt", "epub", "rtf", "pdf", "anpa", "iptc7901"}
#: seconds that no file may take, far above what any needs
LONGEST = 20
FILES = [file for reader in READERS for file in samples_of(reader)]


def box(reader: Reader) -> float:
    """Seconds for one reader: DIGEST_FUZZ for each, else ten minutes or two."""
    told = os.environ.get("DIGEST_FUZZ")
    return float(told) if told else 600.0 if reader.name in COSTLY else 120.0


class Hung(BaseException):
    """A file took too long. No Exception, lest a reader takes it for a fault of the file."""


@contextmanager
def within(seconds: int) -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise Hung

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def attempt(reader: Reader, number: int) -> bool:
    """Change a sample in the way of that number and take it in; whether it gave an article."""
    chance = random.Random(f"{reader.name} {number}")
    file = chance.choice(samples_of(reader))
    change = partial(mutated, chance, other=chance.choice(FILES).read_bytes())
    # within what it is packed in, or all of it
    data = changed(file.read_bytes(), file.name, change) if chance.random() < 0.6 else change(file.read_bytes())
    with within(LONGEST):
        found = list(unfold(seed(data, file.name), LAYOUTS))
        check_unfolded(found)
        for each in found:
            assert isinstance(each.reading, Reading | SeedError), each.reading
            if isinstance(each.reading, SeedError):
                assert each.reading.reason
            else:
                normalise(each.reading, each.seed)
    return any(isinstance(each.reading, Reading) and each.reading.drafts for each in found)


def sweep(reader: Reader, seconds: float) -> tuple[int, int]:
    """How many changed files were taken in, and how many gave an article."""
    until = time.monotonic() + seconds
    number = read = 0
    while time.monotonic() < until:
        try:
            read += attempt(reader, number)
        except (Exception, Hung) as why:
            why.add_note(f"reader {reader.name}, number {number}: attempt(reader, {number}) does it again")
            raise
        number += 1
    return number, read


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_a_damaged_file_is_read_or_refused(reader: Reader) -> None:
    for number in range(4):
        attempt(reader, number)


@pytest.mark.nightly
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_thousands_of_damaged_files_are_read_or_refused(
    reader: Reader, record_property: Callable[[str, object], None]
) -> None:
    count, read = sweep(reader, box(reader))
    record_property(COUNTED, f"{reader.name}: {count:,} damaged files, {read:,} of them read, {count - read:,} refused")
    assert count
