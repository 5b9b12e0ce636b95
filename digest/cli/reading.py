"""`digest extract` and `digest locate`: files and texts in, records out, no desk touched."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any

import click

from digest.cli import show
from digest.cli.main import json_option
from digest.errors import NoArticleError, SeedError, UsageError
from digest.model import Article, Placement, Precision, Reading, Seed, Source
from digest.renderers.wording import plural

if TYPE_CHECKING:
    from digest.ingest import Unfolded
    from digest.regions import Placer


#: up to this confidence a field is told as a guess
GUESS = 0.5


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(readable=False, path_type=Path))
@click.option(
    "--layouts",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of layouts of your own.",
)
@json_option
def extract(paths: tuple[Path, ...], layouts: Path | None, as_json: bool) -> int:
    """Turn files or folders into article records; touches no desk."""
    from digest.ingest import Workers
    from digest.ingest.layouts import load_layouts

    files, failures = _files(paths)
    for sentence in failures:
        show.note(f"digest: {sentence}")
    workers = Workers(load_layouts(layouts))
    try:
        for each in workers.unfold(seeds_of(files, failures)):
            try:
                articles = articles_of(each)
            except NoArticleError as why:
                show.note(f"digest: {why}")
                continue
            except Exception as why:  # noqa: BLE001 - one bad file never stops the others
                failures.append(_failed(f"{each.seed.path}: {_reason(why)}"))
                continue
            for article in articles:
                show.record(fields(article), "", as_json=True) if as_json else _print(article, unit_of(each))
    finally:
        workers.close()
    return int(bool(failures))


def seeds_of(files: Iterable[tuple[str, Path]], failures: list[str]) -> Iterator[Seed]:
    """The files as seeds; those that cannot be read are told and listed."""
    from digest.ingest.inbox import Growing, seed_of

    for name, path in files:
        try:
            yield seed_of(path, now=datetime.now(UTC), name=name)
        except (SeedError, Growing) as why:
            failures.append(_failed(str(why)))


def _failed(sentence: str) -> str:
    show.note(f"digest: {sentence}")
    return sentence


@click.command()
@click.argument("source", metavar="[FILE or -]", default="-", type=click.File("rb"))
@click.option(
    "--scheme", metavar="NAME", default="default", help="A ready scheme, or the file or folder of one of your own."
)
@click.option("--json", "_as_json", is_flag=True, help="Said for symmetry: the output is always JSON Lines.")
def locate(source: Any, scheme: str, _as_json: bool) -> int:
    """Say where texts belong: JSON Lines {id, title, text[, home, language]} in, placements out."""
    from digest.articles.language import tell_language

    placer = _placer(scheme)
    failed = 0
    for number, line in enumerate(source, 1):
        if not line.strip():
            continue
        try:
            given = _given(line, placer.gazetteer.names)
        except ValueError as why:
            failed += 1
            show.note(f"digest: {source.name}:{number}: {why}")
            continue
        title, text = str(given.get("title") or ""), str(given.get("text") or "")
        told = tell_language(f"{title}\n{text}")
        language = given.get("language") or (told[0] if told else None)
        placement = placer.locate(title, text, home=given.get("home"), language=language)
        click.echo(json.dumps({"id": given.get("id"), **placed(placement)}, ensure_ascii=False))
    return int(failed > 0)


def _placer(scheme: str) -> Placer:
    """The placer of a ready scheme, or of one of somebody's own with the names that lie beside it."""
    from digest.config.names import load_names
    from digest.regions import READY, Gazetteer, Placer, find_scheme

    gazetteer = Gazetteer.load()
    if scheme not in READY:
        beside = Path(scheme) if Path(scheme).is_dir() else Path(scheme).parent
        gazetteer = gazetteer.with_names(load_names(beside / "names.toml", gazetteer.names))
    return Placer(find_scheme(scheme, lambda: gazetteer), gazetteer)


def _given(line: bytes, countries: Container[str]) -> dict[str, Any]:
    """One text as it was given; ValueError with what is wrong with it."""
    try:
        # Editors on Windows put a byte order mark first.
        written = line.decode("utf-8-sig").strip()
        given = json.loads(written)
    except UnicodeDecodeError:
        raise ValueError("is not UTF-8: save it in that encoding") from None
    except (ValueError, RecursionError) as why:
        raise ValueError(f"no JSON object with title and text ({why})") from None
    if not isinstance(given, dict):
        raise ValueError(f"no JSON object with title and text, but {shorten(written, 40)}")  # noqa: TRY004
    home, language = given.get("home"), given.get("language")
    if home is not None and (not isinstance(home, str) or home not in countries):
        raise ValueError(f'"home" wants a country\'s two capital letters of ISO 3166, or XK, got {json.dumps(home)}')
    if language is not None and not isinstance(language, str):
        raise ValueError(f'"language" wants a tag such as "fr", got {json.dumps(language)}')
    return given


def placed(placement: Placement) -> dict[str, Any]:
    """A placement as the contract's keys."""
    return {
        "region": placement.region,
        "section": placement.section,
        "regions": [placement.region, *placement.secondary],
        "countries": [{"code": country.code, "score": country.score} for country in placement.countries],
        "confidence": placement.confidence,
        "flagged": placement.flagged,
        "reason": placement.reason,
        "evidence": [
            {
                "surface": evidence.surface,
                "kind": evidence.kind,
                "country": evidence.country,
                "part": evidence.part,
                "weight": evidence.weight,
                "offset": evidence.offset,
            }
            for evidence in placement.evidence
        ],
        "rules": list(placement.rules),
    }


def fields(article: Article) -> dict[str, Any]:
    """An article as the contract's keys."""
    return {
        "source_path": article.source_path,
        "index": article.index,
        "lines": [[span.first, span.last] for span in article.lines],
        "layout": article.layout,
        "id": article.key,
        "title": article.title,
        "summary": article.summary,
        "paragraphs": list(article.paragraphs),
        "captions": [{"text": caption.text, "credit": caption.credit} for caption in article.captions],
        "byline": article.byline,
        "agency": article.agency,
        "dateline": article.dateline,
        "published": moment(article),
        "published_precision": article.published_precision,
        "published_from": article.published_from,
        "not_before": article.not_before.isoformat() if article.not_before else None,
        "language": article.language,
        "url": article.url,
        "site": article.site,
        "source": article.source,
        "section": article.section,
        "tags": list(article.tags),
        "guid": article.guid,
        "version": article.version or None,
        "revised": article.revised.isoformat() if article.revised else None,
        "signal": article.signal,
        "flags": sorted(article.flags),
        "fields": {
            name: {"source": origin.source, "confidence": origin.confidence}
            for name, origin in sorted(article.fields.items())
        },
    }


def unsure(article: Article, name: str) -> str:
    """What stands behind a field of which the desk is not sure: (guess, 0.4); empty for any other."""
    origin = article.fields.get(name)
    return f" (guess, {origin.confidence:g})" if origin is not None and origin.confidence <= GUESS else ""


def moment(article: Article) -> str | None:
    """The published date no finer than the source gave it."""
    if article.published is None:
        return None
    if article.published_precision is Precision.TIME:
        return article.published.isoformat()
    day = article.published.date().isoformat()
    return day[:7] if article.published_precision is Precision.MONTH else day


def _files(paths: tuple[Path, ...]) -> tuple[list[tuple[str, Path]], list[str]]:
    """The files with the names they are shown by, in folders those that a desk would take; what it would refuse."""
    from digest.ingest.inbox import Inbox

    files: list[tuple[str, Path]] = []
    refused: list[str] = []
    for path in paths:
        if not os.path.lexists(path):
            raise UsageError(f"{path}: there is no such file or folder")
        if not path.is_dir():
            files.append((str(path), path))
            continue
        look = Inbox(path).look(lambda _: {}, now=datetime.now(UTC), tick=time.monotonic())
        files += ((str(path / name), path / name) for name in look.growing)
        refused += (f"{path / each.path}: {each.reason}" for each in look.refused)
    return files, refused


def articles_of(unfolded: Unfolded, sources: Sequence[Source] = ()) -> tuple[Article, ...]:
    """The articles of one file; raises what ended its reading."""
    from digest.articles import normalise

    reading = unfolded.reading
    if isinstance(reading, Exception):
        raise reading
    if reading is not None and reading.short is not None:
        show.note(f"digest: {unfolded.seed.path}: {reading.short}")
    return normalise(reading, unfolded.seed, sources) if reading is not None else ()


def _reason(why: Exception) -> str:
    # Only a file that fails needs the room that knows the store.
    from digest.intake import reason_of

    return reason_of(why)


def unit_of(unfolded: Unfolded) -> str:
    """What the spans of the articles of one file count."""
    return unfolded.reading.unit if isinstance(unfolded.reading, Reading) else "line"


def _print(article: Article, unit: str) -> None:
    spans = ", ".join(f"{span.first}-{span.last}" for span in article.lines)
    show.say(f"{article.title}{unsure(article, 'title')}")
    show.say(f"  from      {article.source_path}{f', {unit}s {spans}' if spans else ''}, layout {article.layout}")
    for label, value in (
        ("byline", article.byline),
        ("agency", article.agency),
        ("dateline", article.dateline),
        ("published", moment(article) or "unknown"),
        ("site", article.site),
        ("section", article.section),
        ("tags", ", ".join(article.tags)),
        ("url", article.url),
        ("language", article.language),
        ("flags", ", ".join(sorted(article.flags))),
    ):
        if value:
            show.say(f"  {label:<9} {value}{unsure(article, label)}")
    click.echo(f"  body      {plural(len(article.paragraphs), 'paragraph')}, {article.words:,} words")
    for caption in article.captions:
        click.echo(f"  caption   {caption.text} ({caption.credit or 'no credit'})")
    click.echo(f"  summary   {article.summary}\n")
