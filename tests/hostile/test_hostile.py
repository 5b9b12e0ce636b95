"""No file, however it is made, takes more than its share or is passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.row import Row
from tests.hostile.table import MEGABYTES, ROWS, Result, run


def check(result: Result) -> None:
    assert all(result.outcomes), result
    assert max(result.parent, result.child) <= MEGABYTES, result


def test_small_hostile_files_that_come_together_each_end_with_a_word_of_what_became_of_it(tmp_path: Path) -> None:
    check(run([row for row in ROWS if row.quick], tmp_path / "desk"))


@pytest.mark.nightly
@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row.told))
def test_a_hostile_file_ends_with_a_word_of_what_became_of_it(row: Row, tmp_path: Path) -> None:
    check(run([row], tmp_path / "desk"))
