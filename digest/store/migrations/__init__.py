"""The tables' history: Alembic migrations, one file a step."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from digest.errors import StoreError
from digest.store import schema


def config_for(connection: Connection | None = None) -> Config:
    """Alembic's configuration without an ini file; env.py finds the connection in its attributes."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(connection: Connection, version: str | None, *, database: str, migrate: bool) -> None:
    """Bring the tables from `version` to head within the caller's transaction.

    Raises StoreError when this program does not know `version`, or when `migrate` is not set and they are behind.
    """
    config = config_for(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if version is not None and version not in known:
        raise StoreError(
            f"its tables are at version {version}, this program knows {schema.HEAD}: install a newer Digest",
            database=database,
        )
    if version is not None and version != schema.HEAD and not migrate:
        raise StoreError(
            f"its tables are at version {version}, this program needs {schema.HEAD}: run `digest migrate`",
            database=database,
        )
    command.upgrade(config, "head")
