"""The gazetteer and the scheme of a desk: its scheme may use the names that the desk gives itself."""

from __future__ import annotations

from pathlib import Path

from digest.config.names import load_names
from digest.config.settings import Settings
from digest.config.source import read
from digest.errors import ConfigError
from digest.model import Scheme
from digest.regions import Gazetteer, load_scheme


def gazetteer_of(settings: Settings, names: Path | None = None) -> Gazetteer:
    """The tables with regions/names.toml, or with `names` in its place; ConfigError for what cannot be used in it."""
    gazetteer = Gazetteer.load()
    return gazetteer.with_names(load_names(names or settings.regions / "names.toml", gazetteer.names))


def scheme_of(settings: Settings, gazetteer: Gazetteer | None = None) -> Scheme:
    """The scheme that the desk brings or chooses; ConfigError, with the line, for one that cannot be used.

    The gazetteer takes a fifth of a second to load: where none is given, it is when the scheme has places by name.
    """
    try:
        return load_scheme(
            settings.regions,
            settings.order,
            settings.scheme,
            lambda: gazetteer if gazetteer is not None else gazetteer_of(settings),
        )
    except ConfigError as error:
        if error.key != "order":
            raise
        # The rooms are blind to one another: here alone the lines of digest.toml are known.
        raise read(settings.desk).error(str(error).removeprefix(f"{error.path}: "), "desk", "order") from None
