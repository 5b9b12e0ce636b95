"""The table of hostile files: `python -m tests.hostile [WORD...]`, where words choose rows."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.hostile.table import MEGABYTES, ROWS, SECONDS, run


def main() -> int:
    """Print a row for every file; 1 when one of them takes too much, or nothing is said of it."""
    words = sys.argv[1:]
    rows = [row for row in ROWS if not words or any(word in f"{row.told} {row.file}" for word in words)]
    out = sys.stdout
    out.write(f"{'':5}{'seconds':>8} {'clock':>6} {'MB':>5} {'child':>5}  file\n")
    failed = 0
    for row in rows:
        with TemporaryDirectory() as folder:
            result = run([row], Path(folder) / "desk")
        failed += not result.good
        out.write(
            f"{'' if result.good else 'OVER':5}{result.seconds:8.1f} {result.clock:6.1f} "
            f"{result.parent:5.0f} {result.child:5.0f}  "
            f"{row.told}: {result.outcomes[0][:150] or f'NOTHING IS SAID OF IT {result.complaint}'}\n"
        )
        out.flush()
    out.write(f"{len(rows)} files, {failed} over {SECONDS:g} s or {MEGABYTES:g} MB or without a word\n")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
