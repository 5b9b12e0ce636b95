"""What is built from this checkout works where the checkout is not: the wheel, and the sdist it can be made from."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.desks import ROOT, Ran

#: `digest` with the clock of a year later; time goes on from there
NEXT_YEAR = """
import sys
from datetime import UTC, datetime, timedelta
import time_machine
with time_machine.travel(datetime.now(UTC) + timedelta(days=365)):
    from digest.cli import main
    main(sys.argv[1:])
"""
#: every command's --help, then what had to be imported for it
HELP = """
import sys
import click
from digest.cli.main import COMMANDS, cli
for name in COMMANDS:
    try:
        cli.main([name, "--help"], standalone_mode=False)
    except click.exceptions.Exit:
        pass
print(*sys.modules, file=sys.stderr)
"""
HEAVY = {"sqlalchemy", "alembic", "jinja2", "lxml", "feedgen", "premailer", "apscheduler", "uvicorn"}
HEAVY |= {"trafilatura", "chardet", "yaml", "py3langid", "digest.config", "digest.publisher", "digest.store"}


@dataclass(frozen=True, kw_only=True)
class Installed:
    """The wheel unpacked by pip, and an empty folder to work in."""

    site: Path
    folder: Path

    def run(self, *command: str, code: int = 0) -> Ran:
        """Run a program that finds the wheel's `digest` before any other."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DIGEST_")}
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={**environment, "PYTHONPATH": str(self.site), "PYTHONWARNINGS": "error"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return Ran(code=done.returncode, out=done.stdout, err=done.stderr)

    def digest(self, *args: str) -> Ran:
        """The command as pip installed it."""
        return self.run(str(self.site / "bin" / "digest"), *args)

    def regions(self, desk: str) -> set[str]:
        """The regions under which the latest edition has articles."""
        newest = self.digest("editions", "--limit", "1", "--json", "--desk", desk).records[0]
        kept = self.digest("articles", "--limit", "1000", "--json", "--desk", desk).records
        assert newest["articles"] == len(kept)
        return {article["placement"]["region"] for article in kept} - {"unassigned", "global"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist of this checkout."""
    return build(ROOT, tmp_path_factory.mktemp("built"), "wheel", "sdist")


@pytest.fixture(scope="module")
def site(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel installed into a folder of its own; what it depends on is this environment's."""
    target = tmp_path_factory.mktemp("site")
    install = ("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(target))
    subprocess.run([sys.executable, *install, str(only(built, "*.whl"))], check=True)
    return target


@pytest.fixture
def installed(site: Path, tmp_path: Path) -> Installed:
    return Installed(site=site, folder=tmp_path)


def build(source: Path, target: Path, *kinds: str) -> Path:
    """Build with hatchling as it is installed here: no isolation, no network."""
    chosen = [part for kind in kinds for part in ("-t", kind)]
    command = [sys.executable, "-m", "hatchling", "build", *chosen, "-d", str(target)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    return target


def only(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_wheel_runs_and_not_the_checkout(installed: Installed) -> None:
    found = installed.run(sys.executable, "-c", "import digest; print(digest.__file__)").out
    assert Path(found.strip()).is_relative_to(installed.site)


def test_the_samples_give_a_briefing_of_many_regions_outside_the_checkout(installed: Installed) -> None:
    installed.digest("init", "x", "--samples")
    last = installed.digest("publish", "--desk", "x").out.splitlines()[-3:]
    assert len(installed.regions("x")) >= 4
    assert last[0].split() == ["open", "x/feeds/index.html"]
    assert (installed.folder / "x" / "feeds" / "index.html").is_file()
    assert last[1].split() == ["mail", "x/var/maildir"]
    assert len(list((installed.folder / "x" / "var" / "maildir" / "new").iterdir())) == 1
    assert last[2].startswith("subscribe ")


def test_the_samples_do_not_grow_old(installed: Installed) -> None:
    later = (sys.executable, "-c", NEXT_YEAR)
    installed.run(*later, "init", "x", "--samples")
    installed.run(*later, "publish", "--desk", "x")
    (edition,) = installed.digest("editions", "--json", "--desk", "x").records
    assert datetime.fromisoformat(edition["issued"]) > datetime.now(UTC) + timedelta(days=364)
    assert len(installed.regions("x")) >= 4


def test_without_samples_a_new_desk_says_where_files_go(installed: Installed) -> None:
    assert "put files into x/seeds" in installed.digest("init", "x").out
    assert "put files into x/seeds" in installed.digest("publish", "--desk", "x").out


def test_a_desks_own_template_wins_over_the_wheels(installed: Installed) -> None:
    installed.digest("init", "x")
    own = installed.folder / "x" / "templates" / "base.html"
    own.parent.mkdir()
    own.write_text((ROOT / "templates" / "base.html").read_text() + "<!-- the desk's own -->\n")
    installed.digest("publish", "--desk", "x")
    assert "the desk's own" in (installed.folder / "x" / "feeds" / "index.html").read_text()


def test_the_wheel_holds_everything_that_runs_and_nothing_else(built: Path) -> None:
    expected = {f"digest/{name}" for name in files(ROOT / "digest")}
    expected |= {f"digest/templates/{name}" for name in files(ROOT / "templates")}
    expected |= {f"digest/samples/{name}" for name in files(ROOT / "seeds")}
    held = {name for name in contents(only(built, "*.whl")) if ".dist-info/" not in name}
    assert held == expected
    assert {"digest/py.typed", "digest/ingest/layouts/stacked.toml", "digest/regions/data/places.tsv"} <= held
    assert {"digest/templates/mail.html", "digest/store/migrations/script.py.mako"} <= held


def files(folder: Path) -> set[str]:
    found = (file.relative_to(folder) for file in folder.rglob("*") if file.is_file())
    return {file.as_posix() for file in found if "__pycache__" not in file.parts}


def test_the_sdist_builds_the_same_wheel(built: Path, tmp_path: Path) -> None:
    subprocess.run(["tar", "-xzf", str(only(built, "*.tar.gz")), "-C", str(tmp_path)], check=True)
    source = only(tmp_path, "digest_publisher-*")
    again = build(source, tmp_path / "again", "wheel")
    assert contents(only(again, "*.whl")) == contents(only(built, "*.whl"))


def test_the_sdist_is_a_demo_desk_that_make_can_publish(built: Path) -> None:
    with tarfile.open(only(built, "*.tar.gz")) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"Makefile", "digest.toml", "README.md", "LICENSE", "tests/conftest.py", "docs/desk.md"} <= names


def test_help_waits_for_nothing_heavy(installed: Installed) -> None:
    loaded = set(installed.run(sys.executable, "-c", HELP).err.split())
    assert {"click", "digest"} <= loaded
    assert not HEAVY & loaded


def test_what_trafilatura_needs_is_named_in_the_wheel(built: Path) -> None:
    """It asks for lxml[html_clean]; pip before 23.3 finds no such extra, and every page would end in quarantine."""
    held = contents(only(built, "*.whl"))
    (metadata,) = (text for name, text in held.items() if name.endswith("/METADATA"))
    assert b"Requires-Dist: lxml-html-clean" in metadata
