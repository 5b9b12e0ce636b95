"""What the commands print: records on standard output, everything else on standard error."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from shlex import quote
from typing import Any

import click

#: control characters, halves of characters, and what turns the direction of the text that follows
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def record(fields: Mapping[str, Any], line: str, *, as_json: bool) -> None:
    """One record: a JSON line, or the line for a person."""
    if as_json:
        click.echo(json.dumps(fields, ensure_ascii=False))
    else:
        say(line)


def say(line: str) -> None:
    """One line on standard output."""
    click.echo(shown(line))


def note(sentence: str) -> None:
    """A message for the person, never on standard output."""
    click.echo(shown(sentence), err=True)


def shown(text: str) -> str:
    """Text on one line whatever is in it: a file's name or a title may hold what would command the terminal."""
    return _UNSAFE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def command() -> str:
    """How this shell calls Digest: by name, or by the path that was typed where the name finds nothing or another."""
    import shutil

    typed, found = Path(sys.argv[0]), shutil.which("digest")
    if typed.name != "digest" or (found is not None and typed.exists() and Path(found).samefile(typed)):
        return "digest"
    return str(typed)


def call(words: str, desk: Path) -> str:
    """A command for this desk as it can be pasted where the person stands: "publish" with the program and the desk."""
    from os import environ, path

    there = "" if desk == Path(environ.get("DIGEST_DESK") or ".").absolute() else f" --desk {quote(path.relpath(desk))}"
    return f"{quote(command())} {words}{there}"


def table(rows: Iterable[Sequence[str]]) -> list[str]:
    """Columns padded to their widest cell, the last one ragged."""
    cells = [tuple(map(shown, row)) for row in rows]
    if not cells:
        return []
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]) - 1)]
    return [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]).rstrip()
        for row in cells
    ]


def listing(rows: Sequence[Sequence[str]], *, empty: str = "", limit: int | None = None) -> None:
    """Rows in columns on standard output; that there are none, or that more may follow, on standard error."""
    for line in table(rows):
        click.echo(line)
    if not rows and empty:
        note(empty)
    elif limit is not None and len(rows) >= limit:
        note(f"the first {limit:,}; --limit shows more")


class Progress:
    """Progress on a terminal, silence in a pipe; warnings always."""

    def __init__(self) -> None:
        self._shown = False
        self._last = 0.0
        self._began = time.monotonic()

    def progress(self, done: int, total: int | None, what: str) -> None:
        """Show at most ten times a second, with a rate and what is left."""
        moment = time.monotonic()
        if not sys.stderr.isatty() or (moment - self._last < 0.1 and done != total):
            return
        self._last = moment
        rate = done / max(moment - self._began, 0.001)
        left = f" of {total:,}, {(total - done) / max(rate, 0.001):.0f} s left" if total else ""
        sys.stderr.write(f"\r\033[K{what}: {done:,}{left} ({rate:,.0f}/s)")
        sys.stderr.flush()
        self._shown = True

    def clear(self) -> None:
        """Take the progress line away."""
        if self._shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
            self._shown = False

    def warn(self, sentence: str) -> None:
        """A warning on a line of its own."""
        self.clear()
        note(f"digest: {sentence}")

    def waiting(self, holder: str) -> None:
        """Say for whom this process waits."""
        self.warn(f"waiting for {holder}")
