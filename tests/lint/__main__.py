"""Score the linter against the W3C feed validator's own test cases: python -m tests.lint [FOLDER]..."""

from __future__ import annotations

import sys
from collections import Counter

from tests.lint.scoring import FOLDERS, cases, samples, verdict


def main(folders: list[str]) -> int:
    """Print agreement folder by folder, what is left out and why, and every disagreement."""
    root = samples()
    if not root.is_dir():
        sys.stderr.write(f"the test cases are missing: {root} (set DIGEST_SAMPLES)\n")
        return 2
    reasons: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    for folder in folders or FOLDERS:
        verdicts = [verdict(root, case) for case in cases(root, folder)]
        counted = [one for one in verdicts if not one.left_out]
        reasons.update(one.left_out for one in verdicts if one.left_out)
        right = sum(one.agrees for one in counted)
        totals.update(right=right, counted=len(counted))
        for one in counted:
            if not one.agrees:
                wanted = ("not " if one.case.absent else "") + one.case.expected
                place = one.case.path.relative_to(root)
                sys.stdout.write(f"  {place}: {wanted}; said {', '.join(one.said) or 'nothing'}\n")
        sys.stdout.write(
            f"{folder:<8}{right:>6} of {len(counted):>4} agree, {100 * right / max(1, len(counted)):.1f} %\n"
        )
    sys.stdout.write(
        f"{'all':<8}{totals['right']:>6} of {totals['counted']:>4} agree, "
        f"{100 * totals['right'] / max(1, totals['counted']):.1f} %\n"
    )
    for reason, number in reasons.most_common():
        sys.stdout.write(f"left out {number:>4}: {reason}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
