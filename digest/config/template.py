"""The commented digest.toml that `digest init` writes, made from the same tables that check it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from digest.config.keys import Key, Table
from digest.config.table import TABLES

_INTRO = """\
# The settings of this desk. Put files of news text into seeds/, then: digest publish
# A line that begins with "# key =" is a default: take away the "#" to change it.
# `digest run` reads this file again when you save it; a mistake is refused with its line.
"""


def template(*, name: str, url: str | None, sender: str | None, timezone: str, identity: str) -> str:
    """The text of a new digest.toml: every key explained with its default, those given written out.

    `identity` is desk.id, "news.example.org,2026". The values are written as they are: `load` judges them.
    """
    written: dict[str, dict[str, Any]] = {
        "desk": {"name": name, "url": url, "id": identity, "timezone": timezone},
        "digest": {"name": "daily", "times": ["07:00"], "max_age": "7d"},
        "mail": {"from": sender},
    }
    return "\n".join([_INTRO, *(_table(table, written.get(table.name, {})) for table in TABLES)])


def _table(table: Table, written: Mapping[str, Any]) -> str:
    lines = [f"# {line}" for line in table.says]
    lines.append(f"# {table.header}" if table.optional else table.header)
    for key in table.keys:
        lines += _key(key, written.get(key.name))
    return "\n".join(lines) + "\n"


def _key(key: Key, value: Any) -> list[str]:
    default = key.otherwise or _toml(key.default)
    lines = ["", *(f"# {line}" for line in key.says), f"# Default: {default}."]
    if value is not None:
        return [*lines, f"{key.name} = {_toml(value)}"]
    return [*lines, f"# {key.name} = {_toml(key.sample if key.default is None else key.default)}"]


def _toml(value: Any) -> str:
    """JSON's notation is TOML's for all that stands here, but for one character that TOML wants escaped."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
