"""The documents: their commands run, their links lead somewhere, their words are the project's."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from digest import __version__, config
from digest.cli.main import COMMANDS, cli
from digest.config.keys import Table
from digest.config.table import TABLES
from digest.ingest.layouts import FIELDS, load_layouts
from tests.desks import ROOT, NearDesk, story

README = ROOT / "README.md"
DOCUMENTS = (README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")))
REFERENCE = ROOT / "docs" / "reference.md"
#: what sets up an environment is tried by hand and by `.ci/run`, not inside a test
SETTING_UP = ("make ", "pip ", "python3 -m venv", ".venv/bin/")
GLOSSARY = {"desk folder", "seed", "draft", "article", "published", "received", "released", "placement", "feed"}
GLOSSARY |= {"edition", "backlog", "subscriber", "delivery", "quarantine"}
NAMES = [file.relative_to(ROOT).as_posix() for file in DOCUMENTS]


def blocks(file: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", file.read_text(), re.DOTALL | re.MULTILINE)


def test_the_manual_explains_every_field_of_a_layout() -> None:
    table = re.findall(r"^\| (`[^|]+) \|", (ROOT / "docs" / "desk.md").read_text(), re.MULTILINE)
    assert set(FIELDS) - {"body"} <= {name for cell in table for name in re.findall(r"`([a-z]+)`", cell)}


def test_the_readme_counts_the_layouts() -> None:
    assert f"({len(load_layouts())} layouts" in README.read_text()


# -- commands and settings in the documents run ---------------------------------------------------


@pytest.mark.parametrize("file", DOCUMENTS, ids=NAMES)
def test_the_console_examples_run(file: Path, tmp_path: Path) -> None:
    lines = [line for block in blocks(file, "console") for line in block.splitlines()]
    wanted = [line for line in lines if not line.startswith(SETTING_UP)]
    if wanted and not any(line.startswith("digest init") for line in wanted):
        wanted.insert(0, "digest init mydesk --samples")
    (tmp_path / "well.txt").write_text(story(4))
    (tmp_path / "texts.jsonl").write_text('{"title": "Peru votes", "text": "Lima was calm."}\n')
    (tmp_path / "archive-2019").mkdir()
    (tmp_path / "archive-2019" / "old.txt").write_text(story(1, "Lima, Peru"))
    here = NearDesk(folder=tmp_path)
    for line in wanted:
        command, *arguments = shlex.split(line)
        if command == "digest" and arguments[0] not in {"init", "run", "serve"}:
            here.run(*arguments)
        else:
            shell(line, tmp_path)
        if line.startswith("digest init"):
            _any_port(tmp_path / "mydesk" / "digest.toml")


def shell(line: str, folder: Path) -> None:
    """Run one line as a person's shell would; `digest run` and `digest serve` are stopped once they serve."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    process = subprocess.Popen(
        ["sh", "-c", f"exec {line}"],
        cwd=folder,
        env={**os.environ, "PATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    if line.startswith(("digest run", "digest serve")):
        assert process.stderr is not None
        assert "stop with Ctrl-C" in process.stderr.readline()
        process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, f"{line}\n{out}\n{err}"


def _any_port(settings: Path) -> None:
    text = settings.read_text()
    assert "# port = 8080\n" in text
    settings.write_text(text.replace("# port = 8080\n", "port = 0\n").replace("# settle = 2\n", "settle = 0.05\n"))


@pytest.mark.parametrize("file", DOCUMENTS, ids=NAMES)
def test_the_settings_examples_are_valid(file: Path, tmp_path: Path) -> None:
    for number, block in enumerate(blocks(file, "toml")):
        desk = tmp_path / str(number)
        desk.mkdir()
        identity = "" if "[desk]" in block else '[desk]\nid = "desk.example,2026"\n'
        (desk / "digest.toml").write_text(identity + block)
        config.load(desk)


# -- everything there is, is documented -----------------------------------------------------------


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_documented_beside_the_reference(name: str) -> None:
    told = "".join(file.read_text() for file in DOCUMENTS if file != REFERENCE)
    assert re.search(rf"\bdigest {name}\b", told)


def test_the_reference_is_what_the_program_says(golden: Callable[[Path, Any], None]) -> None:
    golden(REFERENCE, "\n".join(reference()))


def reference() -> Iterator[str]:
    """docs/reference.md: every command's help and every key of digest.toml."""
    yield "# Reference\n"
    yield "Written by the tests from the program itself: `pytest tests/test_docs.py --snapshot-update`.\n"
    yield "## Commands\n"
    with click.Context(cli, info_name="digest", terminal_width=100, **cli.context_settings) as context:
        yield from _help(cli, context)
        for name in cli.list_commands(context):
            command = cli.get_command(context, name)
            assert command is not None
            yield from _command(command, name, context)
    yield "## Settings in digest.toml\n"
    for table in TABLES:
        yield from _settings(table)


def _command(command: click.Command, name: str, parent: click.Context) -> Iterator[str]:
    with click.Context(command, info_name=name, parent=parent, terminal_width=100) as context:
        yield f"### {context.command_path}\n"
        yield from _help(command, context)
        if isinstance(command, click.Group):
            for inner in command.list_commands(context):
                found = command.get_command(context, inner)
                assert found is not None
                yield from _command(found, inner, context)


def _help(command: click.Command, context: click.Context) -> Iterator[str]:
    yield f"```text\n{command.get_help(context)}\n```\n"


def _settings(table: Table) -> Iterator[str]:
    yield f"### `{table.header}`\n"
    yield " ".join(table.says) + "\n"
    yield "| key | wants | default | |\n|---|---|---|---|"
    for key in table.keys:
        default = key.otherwise or f"`{json.dumps(key.default, ensure_ascii=False)}`"
        yield f"| `{key.name}` | {key.kind.wants} | {default} | {' '.join(key.says)} |"
    yield ""


def test_the_glossary_holds_the_words_of_the_trade() -> None:
    rows = re.findall(r"^\| ([^|]+) \|", (ROOT / "docs" / "glossary.md").read_text(), re.MULTILINE)
    words = {word.strip() for row in rows for word in row.split(",")}
    assert words >= GLOSSARY


def test_the_changelog_opens_with_what_comes_next_or_what_is_released() -> None:
    opening = re.search(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert opening is not None
    assert opening[1] == "Unreleased" or opening[1].startswith(__version__)


# -- links lead somewhere -------------------------------------------------------------------------


@pytest.mark.parametrize("file", DOCUMENTS, ids=NAMES)
def test_the_links_inside_the_repository_resolve(file: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", file.read_text()):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        found = file.parent / path if path else file
        assert found.exists(), f"{file.name} links to {target}"
        assert not anchor or anchor in set(anchors(found)), f"{file.name} links to {target}"


def anchors(file: Path) -> Iterator[str]:
    """The fragments of a document's headings as GitHub makes them."""
    for heading in re.findall(r"^#+ (.*)$", file.read_text(), re.MULTILINE):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
