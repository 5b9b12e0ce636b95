"""`digest lint`: what is wrong with feeds, in files and at addresses."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from digest.cli import show
from digest.cli.main import desk_option, json_option
from digest.errors import UsageError
from digest.renderers.wording import plural

if TYPE_CHECKING:
    from digest.lint import Finding

#: endings of files that are feeds whatever is in them, and of those that may be
_FEEDS = (".rss", ".atom", ".opml", ".rdf", ".rss.xml", ".atom.xml")
_PERHAPS = (".xml", ".json")
_HEAD = 4096
_LINES_NAMED = 5


@click.command()
@desk_option
@json_option
@click.option(
    "--level",
    type=click.Choice(["error", "warning", "info"]),
    default="info",
    show_default=True,
    help="Show nothing slighter than this.",
)
@click.argument("things", metavar="[PATH|URL|-]...", nargs=-1)
def lint(desk: Path, as_json: bool, level: str, things: tuple[str, ...]) -> int:
    """Say what is wrong with feeds and OPML lists: where, why and the mend.

    Without PATH and URL it judges all that this desk publishes, else any RSS, Atom, JSON Feed or OPML: a file, all in
    a folder, an address (fetched twice, as a reader does), - for standard input. The word in brackets is the class of
    the W3C feed validator, where it knows the same. Exit 1 when there is an error or a warning, shown or not, 2 when
    something cannot be read.

    Example: digest lint https://news.example.org/all.rss.xml
    """
    report = _Report(shown=("error", "warning", "info").index(level), as_json=as_json)
    for name, findings in _judged(desk, things, report):
        report.add(name, findings)
    return report.end()


class _Report:
    """What was found so far, and whether something could not be read."""

    def __init__(self, *, shown: int, as_json: bool) -> None:
        self.shown = shown
        self.as_json = as_json
        self.files = 0
        self.unread = 0
        self.levels: Counter[str] = Counter()

    def add(self, name: str, findings: Sequence[Finding]) -> None:
        from digest.lint import LEVELS

        self.files += 1
        self.levels.update(finding.level.value for finding in findings)
        seen = [finding for finding in findings if LEVELS.index(finding.level) <= self.shown]
        if self.as_json:
            for finding in seen:
                show.record({"file": name, **asdict(finding), "level": finding.level.value}, "", as_json=True)
        elif seen:
            show.say(f"{name}: {_counted(Counter(finding.level.value for finding in seen))}")
            for alike in _alike(seen):
                _print(alike)

    def cannot(self, why: str) -> None:
        self.unread += 1
        show.note(why)

    def end(self) -> int:
        if self.files:
            show.note(f"{plural(self.files, 'feed')}: {_counted(self.levels) or 'nothing is wrong'}")
        if self.unread or not self.files:
            return 2
        return 1 if self.levels["error"] or self.levels["warning"] else 0


def _counted(levels: Counter[str]) -> str:
    return ", ".join(plural(levels[name], name) for name in ("error", "warning", "info") if levels[name])


def _alike(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Findings of one rule together, in the order of the first of each."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.rule, []).append(finding)
    return list(groups.values())


def _print(alike: Sequence[Finding]) -> None:
    first, rest = alike[0], alike[1:]
    place = f"line {first.line}" if first.line else "the answer"
    if first.column is not None:
        place += f", column {first.column}"
    show.say(f"  {first.level.value}, {place}: {first.what} [{first.rule}]")
    if first.line:
        show.say(f"    at   {first.path}")
    show.say(f"    why  {first.why}")
    show.say(f"    mend {first.mend}")
    if rest:
        lines = ", ".join(str(finding.line) for finding in rest[:_LINES_NAMED])
        named = f"line {lines}" if len(rest) == 1 else f"lines {lines}"
        more = ", …" if len(rest) > _LINES_NAMED else ""
        show.say(f"    and {len(rest)} more like it, on {named}{more}")


def _judged(desk: Path, things: Sequence[str], report: _Report) -> Iterator[tuple[str, Sequence[Finding]]]:
    from digest.lint import fetch, judge_fetched

    feeds, url = _published(desk, needed=not things)
    for thing in things or (str(feeds),):
        try:
            if thing.startswith(("http://", "https://")):
                yield thing, judge_fetched(fetch(thing), now=datetime.now(UTC))
            elif thing == "-":
                yield "standard input", _read(sys.stdin.buffer, None)
            else:
                yield from _files(Path(thing), feeds, url, report)
        except UsageError as why:
            report.cannot(str(why))
        except OSError as why:
            report.cannot(f"{thing}: {why.strerror or why}")


def _published(desk: Path, *, needed: bool) -> tuple[Path | None, str]:
    """Where the desk's feeds lie and are served; a folder that is no desk has none."""
    from digest import config
    from digest.errors import ConfigError

    try:
        settings = config.load(desk)
    except ConfigError:
        if needed:
            raise
        return None, ""
    if needed and not settings.feeds.is_dir():
        raise UsageError(f"{settings.feeds}: nothing is published yet: digest publish writes it")
    return settings.feeds, settings.site.url


def _files(path: Path, feeds: Path | None, url: str, report: _Report) -> Iterator[tuple[str, Sequence[Finding]]]:
    if not path.exists():
        raise UsageError(f"{path}: there is no such file or folder; an address begins with http:// or https://")
    found = list(_feeds_in(path)) if path.is_dir() else [path]
    if feeds is not None and path.resolve() == feeds:
        # The address of a private feed is no message's business; its entries are judged in the others.
        found = [file for file in found if not file.resolve().is_relative_to(feeds / "private")]
    if not found:
        raise UsageError(f"{path}: there is no feed in it")
    for file in found:
        address = None
        if feeds is not None and file.resolve().is_relative_to(feeds):
            address = url + file.resolve().relative_to(feeds).as_posix()
        try:
            with file.open("rb") as stream:
                findings = _read(stream, address)
        except OSError as why:
            report.cannot(f"{file}: {why.strerror or why}")
            continue
        yield _shown(file), findings


def _shown(file: Path) -> str:
    """A file's path from here, where it lies below."""
    here = Path.cwd()
    return str(file.relative_to(here) if file.is_relative_to(here) else file)


def _feeds_in(folder: Path) -> Iterator[Path]:
    from digest.lint import is_feed

    for file in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        if hidden or not file.name.endswith(_FEEDS + _PERHAPS) or not file.is_file():
            continue
        if file.name.endswith(_FEEDS):
            yield file
            continue
        # Beside the same feed in another format it must be one, whatever is left of it.
        beside = any(file.with_suffix(suffix).is_file() for suffix in _FEEDS if suffix.count(".") > 1)
        with file.open("rb") as stream:
            if beside or is_feed(stream.read(_HEAD)):
                yield file


def _read(stream: IO[bytes], address: str | None) -> Sequence[Finding]:
    from digest.lint import LARGEST, judge

    data = stream.read(LARGEST + 1)
    return judge(data, now=datetime.now(UTC), addresses=() if address is None else (address,))
