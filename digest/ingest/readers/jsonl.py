"""JSON Lines: one article a line; a broken line is listed and the others are read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from digest.errors import SeedError
from digest.ingest.decode import head_of, text_of
from digest.ingest.layouts import Layout
from digest.ingest.lines import Owners, split_lines
from digest.ingest.readers.base import reading
from digest.ingest.readers.records import record
from digest.model import Draft, Reading, Seed


class Jsonl:
    """One JSON object a line."""

    name = "jsonl"

    def fits(self, seed: Seed) -> float:
        """By name, or by a first line that is a whole object with another below it."""
        if seed.path.lower().endswith((".jsonl", ".ndjson", ".jsonlines")):
            return 0.95
        first, more, rest = head_of(seed, 65_536).lstrip("\ufeff \t\r\n").partition("\n")
        first = first.strip()
        if not (first.startswith("{") and first.endswith("}") and more and rest.lstrip().startswith("{")):
            return 0.0
        try:
            json.loads(first)
        except (ValueError, RecursionError):
            return 0.0
        return 0.94

    def read(self, seed: Seed, _layouts: Sequence[Layout]) -> Reading:
        """One draft a line. Raises SeedError when no line holds an article.

        Where lines that begin an object are broken, the articles and they are what the file declares.
        """
        decoded = text_of(seed, unicode_breaks=False)
        lines = split_lines(decoded.text)
        owners = Owners(len(lines))
        drafts: list[Draft] = []
        reasons: list[str] = []
        broken = 0
        for at, line in enumerate(lines, 1):
            if not line.strip():
                owners.discard(at, at, "a blank line")
                continue
            value = None
            try:
                value = _value(line, seed.path)
                drafts.append(record(value, index=len(drafts), layout="jsonl", path=seed.path))
            except SeedError as error:
                broken += value is None and line.lstrip("\ufeff \t").startswith("{")
                reasons.append(f"line {at}: {error.reason}")
                owners.discard(at, at, reasons[-1])
            else:
                owners.give(at, at, drafts[-1].index)
        if not drafts:
            more = f" (and {len(reasons) - 1} more lines)" if len(reasons) > 1 else ""
            raise SeedError(f"no article found: {reasons[0]}{more}", path=seed.path)
        found = reading(drafts, owners, reader=self.name, encoding=decoded.encoding, flags=decoded.flags)
        return replace(found, declared=len(drafts) + broken) if broken else found


def _value(line: str, path: str) -> Any:
    try:
        return json.loads(line, strict=False)
    except json.JSONDecodeError as error:
        raise SeedError(f"not valid JSON (column {error.colno}: {error.msg})", path=path) from error
    except ValueError as error:  # Python reads no number of more than 4,300 digits
        raise SeedError("it holds a number of more than 4,300 digits", path=path) from error
    except RecursionError as error:
        raise SeedError("nested too deeply", path=path) from error
