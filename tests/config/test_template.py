from __future__ import annotations

import re
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from digest.config import load, template
from digest.config.table import TABLES
from tests.config.desks import write


def new(**changes: Any) -> str:
    given: dict[str, Any] = {
        "name": "Desk",
        "url": None,
        "sender": None,
        "timezone": "Europe/London",
        "identity": "desk-0a1b2c3d.invalid,2026",
    }
    return template(**(given | changes))


def test_a_new_desks_file_loads(tmp_path: Path) -> None:
    found = load(write(tmp_path, new()))
    assert (found.site.name, found.site.timezone) == ("Desk", "Europe/London")
    assert found.site.id_prefix == "tag:desk-0a1b2c3d.invalid,2026:"
    assert (found.smtp, found.site.demo) == (None, False)
    assert [(plan.name, plan.times, plan.max_age) for plan in found.digests] == [
        ("daily", ("07:00",), timedelta(days=7))
    ]


def test_what_init_was_told_stands_in_the_file(tmp_path: Path) -> None:
    found = load(write(tmp_path, new(url="https://news.example.org", sender="desk@example.org")))
    assert (found.site.url, found.site.sender) == ("https://news.example.org/", "desk@example.org")


def test_every_key_is_explained_in_its_own_table_and_no_other() -> None:
    text = re.sub(r"^# (\[|[a-z_]+ = )", r"\1", new(), flags=re.MULTILINE)
    parsed = tomllib.loads(text)
    written = {name: set(value[0] if isinstance(value, list) else value) for name, value in parsed.items()}
    assert written == {table.name: {key.name for key in table.keys} for table in TABLES}
    lines = new().split("\n")
    for table in TABLES:
        for key in table.keys:
            places = [i for i, line in enumerate(lines) if re.match(rf"(# )?{key.name} = ", line)]
            assert places
            assert all(lines[place - 1].startswith("# Default: ") for place in places)
            assert all(lines[place - 2].startswith("# ") for place in places)


def test_every_commented_line_can_be_uncommented(tmp_path: Path) -> None:
    text = re.sub(r"^# (\[|[a-z_]+ = )", r"\1", new(sender="desk@example.org"), flags=re.MULTILINE)
    one_password = text.replace('password = "..."\n', "")
    found = load(write(tmp_path, one_password))
    assert found.smtp is not None
    assert found.smtp.port == 587


def test_commented_defaults_are_the_defaults(tmp_path: Path) -> None:
    plain = load(write(tmp_path, new()))
    optional = re.compile(r"# One table for each source .*?(?=# What feeds carry)", re.DOTALL)
    text = re.sub(
        r"^# ((?!\[|host = \"mail|hub|user|password|from|url|scheme|port = 587|security)[a-z_]+ = )",
        r"\1",
        optional.sub("", new()),
        flags=re.MULTILINE,
    )
    assert load(write(tmp_path, text)) == plain


@given(st.text(min_size=1).filter(lambda name: name.strip().isprintable() and name.strip()))
@example('quotes " and \\ and \x7f'.replace("\x7f", ""))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_name_survives_the_way_through_the_file(tmp_path: Path, name: str) -> None:
    assert load(write(tmp_path, new(name=name))).site.name == name.strip()
