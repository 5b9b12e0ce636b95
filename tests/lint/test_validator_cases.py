"""How far we agree with the W3C validator's own test cases (outside data; `python -m tests.lint` prints them all)."""

from __future__ import annotations

import pytest

from tests.lint.scoring import FOLDERS, Verdict, cases, samples, verdict

#: what each folder reached when it was last measured, rounded down
FLOORS = {"rss20": 0.99, "rss": 0.96, "atom": 0.99, "ext": 0.99, "opml": 1.0}


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_linter_agrees_with_the_validators_test_cases(folder: str) -> None:
    root = samples()
    if not root.is_dir():
        pytest.skip(f"the validator's test cases are missing: {root} (set DIGEST_SAMPLES)")
    counted = [one for one in (verdict(root, case) for case in cases(root, folder)) if not one.left_out]
    assert len(counted) > 30
    assert sum(one.agrees for one in counted) / len(counted) >= FLOORS[folder], _missed(counted)


def _missed(verdicts: list[Verdict]) -> str:
    return "\n".join(f"{one.case.path}: {one.case.expected}, said {one.said}" for one in verdicts if not one.agrees)
