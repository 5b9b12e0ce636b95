"""A desk's state copied into one folder while it works, and brought back."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from digest import __version__, config
from digest.config import Settings
from digest.errors import FilesError, UsageError
from digest.store import Store
from digest.store import restore as restore_database
from digest.store.locks import WorkLock

MANIFEST = "backup.json"
DATABASE = "digest.db"
#: what a person wrote: a restored desk has it as it was at the backup, and nothing besides
WRITTEN = ("digest.toml", "templates", "layouts", "regions")
#: what else makes a desk, beside its database: a copy more than the backup knows does no harm
PARTS = (*WRITTEN, "var/originals", "var/maildir")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds: counts, bytes, the database's sha256 and when it was made (ISO 8601)."""

    made: str
    version: str
    articles: int
    editions: int
    size: int
    sha256: str


def backup(settings: Settings, target: Path, *, now: datetime) -> Manifest:
    """Copy the desk into `target`, a new or empty folder; FilesError and StoreError tell what refused.

    The database goes first: originals are kept before their articles are stored, so every original that this copy of
    the database knows is there to be copied after it.
    """
    for read in (settings.seeds, settings.feeds):
        if target.is_relative_to(read):
            raise UsageError(f"{target} lies in {read}, whose files are read or shown: name a folder elsewhere")
    if settings.database_file is not None and not settings.database_file.exists():
        raise UsageError(f"there is no database {settings.database_file}: nothing to back up")
    if target.exists() and any(target.iterdir()):
        raise UsageError(f"{target} is not empty: name a new folder for the backup")
    try:
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        with Store.open(settings.database) as store:
            if store.fact("secret") is None:
                raise UsageError("the desk's database is empty: nothing to back up")
            store.backup(target / DATABASE)
        for part in PARTS:
            _copy(settings.desk / part, target / part)
        with Store.open(f"sqlite:///{target / DATABASE}") as copied:
            counts = copied.counts()
        manifest = Manifest(
            made=now.isoformat(timespec="seconds"),
            version=__version__,
            articles=counts.articles,
            editions=counts.editions,
            size=sum(file.stat().st_size for file in target.rglob("*") if file.is_file()),
            sha256=_sha256(target / DATABASE),
        )
        # The manifest comes last: a backup without one is not whole.
        (target / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1) + "\n", encoding="utf-8")
    except OSError as why:
        raise FilesError(
            f"the backup stopped ({why.strerror or why}): free some space or name another folder", path=str(target)
        ) from why
    return manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore did: the backup's manifest, how many deliveries it holds, where it put what stood there before."""

    manifest: Manifest
    held: int
    replaced: Path | None


def restore(source: Path, desk: Path, *, force: bool, now: datetime) -> Restored:
    """Make `desk` what it was at the backup.

    What waited to be delivered is held, and no missed time is caught up. What `force` replaces (database, settings,
    templates, layouts, regions) is put aside under var/, not thrown away.
    """
    manifest = _manifest(source)
    settings = config.load(source)
    database = _database(settings, desk)
    if not force and ((desk / "digest.toml").exists() or database.exists()):
        raise UsageError(f"{desk} is a desk already: name a new folder with --desk, or say --force to replace it")
    try:
        (desk / "var").mkdir(mode=0o700, parents=True, exist_ok=True)
        with (
            WorkLock(desk / "var" / "run.lock", what="digest restore").hold(wait=False),
            WorkLock(desk / "var" / "work.lock", what="digest restore").hold(wait=False),
        ):
            database.parent.mkdir(parents=True, exist_ok=True)
            aside = desk / "var" / f"replaced-{now:%Y%m%dT%H%M%SZ}"
            for file in sorted(database.parent.glob(f"{database.name}*")):
                _copy(file, aside / file.name)
            held = _install(source / DATABASE, database, settings, force=force, now=now)
            for part in WRITTEN:
                _move(desk / part, aside / part)
            for part in PARTS:
                _copy(source / part, desk / part)
    except OSError as why:
        raise FilesError(
            f"the restore stopped ({why.strerror or why}); run it again with --force", path=str(desk)
        ) from why
    return Restored(manifest=manifest, held=held, replaced=aside if aside.exists() else None)


def _move(part: Path, target: Path) -> None:
    if os.path.lexists(part):
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.move(part, target)


def _install(source: Path, database: Path, settings: Settings, *, force: bool, now: datetime) -> int:
    """Hold what waits on a copy of the database, then put it in place: at no instant could a desk send it again."""
    fresh = database.with_name(f"{database.name}.restoring")
    shutil.copyfile(source, fresh)
    try:
        with Store.open(f"sqlite:///{fresh}") as store:
            held = store.hold_pending("restored from a backup: it may have gone out since", now)
            for plan in settings.digests:
                store.advance(plan.name, now)
            store.unpage_all()
        restore_database(fresh, database, force=force)
    finally:
        for leftover in database.parent.glob(f"{fresh.name}*"):
            leftover.unlink()
    return held


def _database(backed_up: Settings, desk: Path) -> Path:
    """Where the desk's database belongs: what stood in the desk folder stands in the new one."""
    file = backed_up.database_file
    if file is None:
        raise UsageError("this desk's database is PostgreSQL: bring it back with pg_restore")
    return desk / file.relative_to(backed_up.desk) if file.is_relative_to(backed_up.desk) else file


def _manifest(source: Path) -> Manifest:
    try:
        manifest = Manifest(**json.loads((source / MANIFEST).read_text(encoding="utf-8")))
        sha256 = _sha256(source / DATABASE)
    except (OSError, ValueError, TypeError) as why:
        raise UsageError(f"{source} is no whole backup: {MANIFEST} or {DATABASE} is missing or unreadable") from why
    if sha256 != manifest.sha256:
        raise UsageError(f"{source / DATABASE} is not what was backed up: its checksum differs; use another backup")
    return manifest


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True, ignore=_passing, copy_function=_copy_present)
    elif source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)


def _passing(_folder: str, names: list[str]) -> set[str]:
    """Temporary files of a desk at work come and go; they are no part of it."""
    return {name for name in names if name.startswith(".") or name == "tmp"}


def _copy_present(source: str, target: str) -> None:
    """Copy a file; one that a mail program has moved, or the desk has dropped, since the folder was listed is gone."""
    with suppress(FileNotFoundError):
        shutil.copy2(source, target)


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
