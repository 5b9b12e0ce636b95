"""Lists of words that the rules know."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


def words(name: str) -> frozenset[str]:
    """One list of words.toml; parts of several words have semicolons between them."""
    text = " ".join(_lists()[name].split())
    return frozenset(part.strip() for part in (text.split(";") if ";" in text else text.split(" ")))


@cache
def _lists() -> dict[str, str]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
