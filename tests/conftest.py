"""Fixtures that every room's tests share: outside samples and golden files."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import pytest
from hypothesis import settings

from digest.regions import Gazetteer

# A loaded machine is no fault of the code: laws are about answers, never about milliseconds.
# `make test` tries the same examples at every run: it is red for what was changed. `make nightly` draws new ones.
settings.register_profile("laws", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None)
settings.load_profile("laws")

# The tests start `digest` many hundred times: it is compiled once, as for everybody, also where that was turned off.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# The tables of places never change while tests run: commands that run in this process read them once.
_load, _own = Gazetteer.load, cache(Gazetteer.load)
Gazetteer.load = lambda *folder: _load(*folder) if folder else _own()  # type: ignore[method-assign]

# So are templates compiled once: of the same source the same code comes every time.
_compiled, _compile = dict[tuple[object, ...], Any](), jinja2.Environment.compile


def _compile_once(environment: jinja2.Environment, source: str, *args: Any, **more: Any) -> Any:
    key = (type(environment), source, *args, *more.items(), environment.trim_blocks, environment.lstrip_blocks)
    if key not in _compiled:
        _compiled[key] = _compile(environment, source, *args, **more)
    return _compiled[key]


jinja2.Environment.compile = _compile_once  # type: ignore[method-assign,assignment]

#: what a sweep counted, under this name in its properties, is told at the end
COUNTED = "counted"

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--snapshot-update", action="store_true", help="write the golden files anew")


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of outside samples: DIGEST_SAMPLES, else ../shared beside the checkout."""
    folder = Path(os.environ.get("DIGEST_SAMPLES", ROOT.parent / "shared"))
    if not (folder / "seeds").is_dir():
        pytest.skip(f"outside samples are missing: {folder}/seeds (set DIGEST_SAMPLES)")
    return folder


@pytest.fixture(scope="session")
def real_sample(samples: Path) -> Path:
    """The crawled page of text that holds four articles."""
    return samples / "seeds" / "000_954a8089736bf4fb.txt"


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, Any], None]:
    """Compare JSON-able data, text or bytes with a golden file; `--snapshot-update` writes it anew."""

    def check(path: Path, actual: Any) -> None:
        if isinstance(actual, bytes):
            content = actual
        elif isinstance(actual, str):
            content = actual.encode()
        else:
            content = (json.dumps(actual, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()
        if request.config.getoption("--snapshot-update"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        assert path.is_file(), f"no golden file {path}: run pytest --snapshot-update and read it"
        assert content.decode() == path.read_bytes().decode()

    return check


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what sweeps counted, and in one plain line which programs were missing and how many tests did not run."""
    for report in terminalreporter.stats.get("passed", []):
        for name, told in report.user_properties:
            if name == COUNTED:
                terminalreporter.write_line(told)
    missing: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reason = reason.removeprefix("Skipped: ")
        missing[reason] = missing.get(reason, 0) + 1
    if missing:
        told = "; ".join(f"{number} tests ({reason})" for reason, number in sorted(missing.items()))
        terminalreporter.write_line(f"NOT RUN HERE: {told}", yellow=True)
