"""`digest init`: a new desk folder."""

from __future__ import annotations

import os
import secrets
import shutil
from datetime import UTC, datetime
from pathlib import Path

import click

from digest.cli import show
from digest.errors import FilesError, UsageError


@click.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.option("--name", help="What the desk is called [default: the folder's name].")
@click.option("--url", help="The public address of feeds/ [default: http://127.0.0.1:8080/].")
@click.option("--from", "sender", help="The From address of the desk's mail.")
@click.option("--timezone", help="The desk's IANA time zone [default: this machine's].")
@click.option("--samples", is_flag=True, help="Put a dozen sample articles into seeds/.")
def init(
    folder: Path, name: str | None, url: str | None, sender: str | None, timezone: str | None, samples: bool
) -> None:
    """Make a new desk folder; asks nothing and overwrites nothing."""
    from digest import app, config

    folder = folder.absolute()
    file = folder / "digest.toml"
    if file.exists():
        raise UsageError(f"{folder} is a desk already: {file} exists; edit that file, or name another folder")
    _check(timezone, url)
    text = config.template(
        name=name or folder.name,
        url=url,
        sender=sender,
        timezone=timezone or local_timezone(),
        identity=authority(url),
    )
    try:
        (folder / "seeds").mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as why:
        raise FilesError(f"cannot be written ({why.strerror}): choose a folder that is yours", path=str(file)) from why
    try:
        settings = config.load(folder)
    except Exception:
        # What was asked for makes no valid desk; half a desk is worse than none.
        file.unlink()
        raise
    app.open_store(settings, now=datetime.now(UTC)).close()
    copied = copy_samples(folder / "seeds") if samples else 0
    click.echo(f"{folder} is a desk now.")
    seeds = os.path.relpath(folder / "seeds")
    click.echo(f"{copied} sample files are in {seeds}" if copied else f"put files into {seeds}")
    click.echo(f"publish   {show.call('publish', folder)}")
    click.echo(f"settings  {os.path.relpath(file)}")


def _check(timezone: str | None, url: str | None) -> None:
    """Name the option, not a line of a file that does not exist yet."""
    from urllib.parse import urlsplit
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError(f"--timezone {timezone}: there is no such zone; Europe/London is the form") from None
    if url is not None and (urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname):
        raise UsageError(f"--url {url}: https://news.example.org/ is the form")


def authority(url: str | None) -> str:
    """Who mints the desk's ids, for ever: the host of its address, else a name nobody else has (RFC 4151)."""
    from urllib.parse import urlsplit

    host = urlsplit(url).hostname if url else None
    return f"{host or f'desk-{secrets.token_hex(4)}.invalid'},{datetime.now(UTC).year}"


def local_timezone() -> str:
    """This machine's IANA zone, or UTC when it does not say."""
    zone = os.environ.get("TZ", "").lstrip(":")
    if not zone and os.path.islink("/etc/localtime"):  # noqa: PTH114 - nothing follows the link here
        zone = os.path.realpath("/etc/localtime").partition("/zoneinfo/")[2]
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(zone).key if zone else "UTC"
    except (ZoneInfoNotFoundError, ValueError):
        return "UTC"


def copy_samples(seeds: Path) -> int:
    """Copy the shipped sample seeds; a file that is already there is left alone."""
    package = Path(__file__).resolve().parent.parent
    source = package / "samples"
    if not source.is_dir():
        source = package.parent / "seeds"
    copied = 0
    for file in sorted(source.rglob("*")):
        target = seeds / file.relative_to(source)
        if file.is_file() and not file.name.startswith(".") and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
            copied += 1
    return copied
