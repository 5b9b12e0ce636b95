"""What the linter has to say about one place of one file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files


class Level(Enum):
    """How much a finding matters: an error breaks the format, a warning breaks readers, an info is advice."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


#: the gravest first
LEVELS = (Level.ERROR, Level.WARNING, Level.INFO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing that can be wrong with a feed.

    `name` is the class of the W3C feed validator where it knows the same thing, so that it can be looked up.
    `what` and `mend` have places for {element}, {parent} and {value}; `shell` names the document that `bad` and
    `good`, the smallest examples, are put into.
    """

    name: str
    level: Level
    what: str
    why: str
    mend: str
    shell: str
    bad: str
    good: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong, where, why, and what to do about it.

    `line` counts from 1 and is 0 where the server's answer is meant; `column` counts from 1 and is None where only the
    line is known. `path` is the element's path, with
    the number of its namesakes, or a JSON pointer.
    """

    rule: str
    level: Level
    line: int
    column: int | None
    path: str
    what: str
    why: str
    mend: str


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its name."""
    found: dict[str, Rule] = {}
    for part in sorted(files(__package__).iterdir(), key=lambda part: part.name):
        if part.name.startswith("rules_"):
            for name, row in tomllib.loads(part.read_text(encoding="utf-8")).items():
                found[name] = Rule(
                    name=name,
                    level=Level(row["level"]),
                    what=row["what"],
                    why=row["why"],
                    mend=row["mend"],
                    shell=row["in"],
                    bad=row["bad"],
                    good=row["good"],
                )
    return found
