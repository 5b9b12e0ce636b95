"""One run of the real ingest over a desk, as a process of its own: `python -m tests.hostile.ingest DESK`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from digest import app, config
from digest.intake import Taken


def told(taken: Taken) -> str:
    """What became of one file; empty for one that only holds others."""
    if taken.quarantined is not None:
        return f"quarantined: {taken.quarantined}"
    if taken.nothing is not None:
        return f"no article: {taken.nothing}"
    counts = {
        "new": len(taken.new),
        "revised": len(taken.revised),
        "known": len(taken.same),
        "versions": len(taken.kin),
        "withheld": len(taken.withheld),
    }
    return ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)


def main() -> None:
    """Print what became of each file, also inside others, as JSON: {"articles": number, "files": [[path, said]]}."""
    publisher = app.assemble(config.load(Path(sys.argv[1])))
    try:
        publisher.ingest()
        tally = publisher.tally
        files = [(taken.path, told(taken)) for taken in tally.taken]
        files += [(path, f"refused: {reason}") for path, reason in tally.refused]
        sys.stdout.write(json.dumps({"articles": tally.new, "files": files}))
    finally:
        publisher.close()


if __name__ == "__main__":
    main()
