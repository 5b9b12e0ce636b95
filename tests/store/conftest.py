"""A store of one's own for every test, on SQLite and on a PostgreSQL that lives as long as the run."""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from digest.store import Store
from digest.store.schema import clock, metadata

NUMBERS = count()


def _binaries() -> Path | None:
    """The folder of PostgreSQL's programs: Debian keeps the newest outside PATH."""
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = shutil.which("initdb")
    if packaged:
        return packaged[-1].parent
    return Path(found).resolve().parent if found else None


class Server:
    """A PostgreSQL server on a unix socket in a folder of its own, run by an unprivileged user."""

    def __init__(self, binaries: Path) -> None:
        self._binaries = binaries
        self._folder = Path(tempfile.mkdtemp(prefix="digest-pg-"))
        self._user = "nobody" if os.geteuid() == 0 else getpass.getuser()
        if os.geteuid() == 0:
            entry = pwd.getpwnam(self._user)
            os.chown(self._folder, entry.pw_uid, entry.pw_gid)

    def start(self) -> None:
        data = str(self._folder / "data")
        self._run(
            "initdb",
            "-D",
            data,
            "-U",
            "digest",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
            "--wal-segsize=1",
        )
        options = (
            f"-k {self._folder} -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        )
        self._run("pg_ctl", "-D", data, "-l", str(self._folder / "log"), "-w", "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self._folder)

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://digest@/{database}?host={self._folder}"

    def create(self, database: str, template: str) -> None:
        engine = sa.create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {database} TEMPLATE {template}")
        engine.dispose()

    def empty(self, database: str) -> None:
        """Delete every row: quicker by far than a new database for each test."""
        engine = sa.create_engine(self.url(database))
        with engine.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                if table is not clock:
                    connection.execute(table.delete())
            connection.execute(clock.update().values(last=0))
        engine.dispose()

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._binaries / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", self._user, "--", *command]
        # a server that inherits a pipe would keep it open
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self._folder)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """PostgreSQL with two databases that hold the tables: "desk" for all to use, "blank" for none to touch."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip("PostgreSQL's initdb is missing: the store was not tested on PostgreSQL")
    server = Server(binaries)
    server.start()
    try:
        server.create("blank", "template1")
        Store.open(server.url("blank")).close()
        server.create("desk", "blank")
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the tables and nothing else."""
    path = tmp_path_factory.mktemp("sqlite") / "desk.db"
    Store.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def new_url(request: pytest.FixtureRequest, engine_name: str, tmp_path: Path) -> Callable[..., str]:
    """Makes the address of a database that nobody else uses: with the tables, or bare."""

    def make(*, bare: bool = False) -> str:
        number = next(NUMBERS)
        if engine_name == "sqlite":
            path = tmp_path / f"desk{number}.db"
            if not bare:
                shutil.copyfile(request.getfixturevalue("empty_sqlite"), path)
            return f"sqlite:///{path}"
        server: Server = request.getfixturevalue("postgres")
        server.create(f"desk{number}", "template1" if bare else "blank")
        return server.url(f"desk{number}")

    return make


@pytest.fixture
def url(request: pytest.FixtureRequest, engine_name: str, new_url: Callable[..., str]) -> str:
    """The address of a database with the tables and no rows."""
    if engine_name == "sqlite":
        return new_url()
    server: Server = request.getfixturevalue("postgres")
    server.empty("desk")
    return server.url("desk")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store.open(url, busy_timeout=5) as opened:
        yield opened


@pytest.fixture
def sqlite_path(empty_sqlite: Path, tmp_path: Path) -> Path:
    """A SQLite database for what only SQLite has."""
    path = tmp_path / "desk.db"
    shutil.copyfile(empty_sqlite, path)
    return path
