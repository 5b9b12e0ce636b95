"""A desk's regions/names.toml becomes a record: names of its own for countries, and names that mean no place."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path
from typing import Any

from digest.config.overrides import bytes_of
from digest.config.source import Source, parsed
from digest.model import Names
from digest.regions.text import CAPITAL, fold


def load_names(path: Path, known: Container[str]) -> Names:
    """The names in that file, none where there is none; ConfigError, with the line, for what cannot be used.

    `known`: codes of countries.
    """
    if not path.is_file():
        return Names()
    source = parsed(path, bytes_of(path), ())
    for name in source.data:
        if name not in {"names", "mute"}:
            raise source.error(f"`{name}` is no key of names.toml: it knows `mute` and the table [names]", name)
    given, muted = source.data.get("names", {}), source.data.get("mute", [])
    if not isinstance(given, dict):
        raise source.error('`names` is a table: write [names], and below it lines such as  Ambazonia = "CM"', "names")
    for name, code in given.items():
        _check(source, name, code, known)
    if not isinstance(muted, list) or not all(isinstance(each, str) and _is_name(each) for each in muted):
        raise source.error('`mute` wants names with a capital letter, such as ["Drama"]', "mute")
    for name in muted:
        if name in given:
            raise source.error(f"`{name}` is muted and has a country: take one of the two out", "names", name)
    return Names(known=given, muted=tuple(muted))


def _is_name(text: str) -> bool:
    """Whether English texts could have it: names are found by a capital letter, and what it folds to has one."""
    return CAPITAL.match(fold(text)) is not None and text.isprintable()


def _check(source: Source, name: str, code: Any, known: Container[str]) -> None:
    if name == "mute":
        raise source.error("`mute` stands below [names]: put it above that line", "names", name)
    if not _is_name(name):
        raise source.error(f"`{name}` does not begin with a Latin capital: write it as English texts do", "names", name)
    if isinstance(code, dict):
        raise source.error(f'a name with a dot stands in quotes: "{name}.{next(iter(code), "")}" = "CM"', "names", name)
    if not isinstance(code, str) or code not in known:
        raise source.error(
            f"`{name}` wants a country's two capital letters of ISO 3166, or XK, got {code!r}", "names", name
        )
