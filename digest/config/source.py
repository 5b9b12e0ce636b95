"""A file of settings as it is written: its text, its values checked against its tables, and errors with their line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from digest.config.keys import Key, Table
from digest.config.kinds import MisfitError, shown
from digest.config.lines import KeyPath, line_of, locate
from digest.config.table import TABLES
from digest.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One digest.toml, or a file like it with `tables` of its own, parsed but not yet believed."""

    path: Path
    text: str
    data: Mapping[str, Any]
    tables: tuple[Table, ...] = TABLES

    def error(self, message: str, *path: str | int) -> ConfigError:
        """A ConfigError that names the file, the line on which `path` stands and its last key."""
        names = [part for part in path if isinstance(part, str)]
        return ConfigError(
            message,
            path=str(self.path),
            line=line_of(locate(self.text), path),
            key=names[-1] if names else None,
        )

    def values(self) -> dict[str, Any]:
        """Every key of every table, read or by default; an optional table that is absent is None, or an empty list.

        Raises ConfigError for an unknown table or key and for a value that is not what its key wants.
        """
        for name, value in self.data.items():
            self._check_table(name, value)
        found: dict[str, Any] = {}
        for table in self.tables:
            raw = self.data.get(table.name)
            if table.many:
                elements = raw or ([] if table.optional else [{}])
                found[table.name] = [
                    self._keys(table, element, (table.name, index)) for index, element in enumerate(elements)
                ]
            elif raw is None and table.optional:
                found[table.name] = None
            else:
                found[table.name] = self._keys(table, raw or {}, (table.name,))
        return found

    def _check_table(self, name: str, value: Any) -> None:
        table = next((table for table in self.tables if table.name == name), None)
        if table is None:
            raise self.error(_unknown_table(name, value, self), name)
        if table.many and isinstance(value, dict):
            raise self.error(f"[{name}] wants two brackets: write {table.header}, one table for each", name)
        fits = (
            isinstance(value, list) and all(isinstance(element, dict) for element in value)
            if table.many
            else isinstance(value, dict)
        )
        if not fits:
            raise self.error(f"`{name}` is a table: write {table.header} on a line of its own, its keys below", name)

    def _keys(self, table: Table, raw: Mapping[str, Any], where: KeyPath) -> dict[str, Any]:
        for name in raw:
            if table.key(name) is None:
                raise self.error(_unknown_key(name, table, self.tables), *where, name)
        return {key.name: self._value(key, raw, where) for key in table.keys}

    def _value(self, key: Key, raw: Mapping[str, Any], where: KeyPath) -> Any:
        value = raw.get(key.name, key.default)
        if value is None:
            return None
        try:
            return key.kind.read(value)
        except MisfitError as misfit:
            got = "something else" if key.secret else shown(misfit.value)
            hint = f": {misfit.hint}" if misfit.hint else ""
            raise self.error(f"`{key.name}` wants {key.kind.wants}, got {got}{hint}", *where, key.name) from None


def read(desk: Path) -> Source:
    """The digest.toml of a desk folder.

    Raises ConfigError when there is none, when it cannot be read, and, with the line, when it is not TOML.
    """
    path = desk / "digest.toml"
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise ConfigError(_absent(desk), path=str(path)) from None
    except OSError as error:
        raise ConfigError(
            f"cannot be read ({error.strerror}): it must be a file that this user may read", path=str(path)
        ) from error
    return parsed(path, data)


def parsed(path: Path, data: bytes, tables: tuple[Table, ...] = TABLES) -> Source:
    """The bytes of a settings file; ConfigError, with the line, where they are no TOML."""
    try:
        # editors on Windows put a byte order mark first, which TOML does not allow
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise ConfigError(
            "is not UTF-8: save it in that encoding", path=str(path), line=data.count(b"\n", 0, error.start) + 1
        ) from None
    try:
        return Source(path=path, text=text, data=tomllib.loads(text), tables=tables)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(path, text, str(error)) from None
    except RecursionError:
        raise ConfigError("is not TOML: brackets stand too deep in one another", path=str(path)) from None


def _absent(desk: Path) -> str:
    if (desk / "var").is_dir():
        return (
            "this desk has lost it: bring it back, from a backup if need be; "
            "`digest init` would write one with a new id, and readers would get every article again"
        )
    return "this is no desk folder: run `digest init` here or name one with --desk"


def _syntax_error(path: Path, text: str, message: str) -> ConfigError:
    """Python says the place only inside its message until 3.14."""
    found = re.search(r" \(at line (\d+), column (\d+)\)", message)
    line = int(found[1]) if found else len(text.rstrip("\n").split("\n"))
    place = f"column {found[2]}" if found else "the end of the file"
    what = message.partition(" (at ")[0]
    if twice := re.search(r"Cannot declare \('(\w+)',\) twice", what):
        stands = re.search(rf"^\s*\[\s*{twice[1]}\s*\]", text, re.MULTILINE)
        first = f" on line {text.count(chr(10), 0, stands.end()) + 1}" if stands else ""
        told = f"[{twice[1]}] stands{first} in the file already: write its keys there"
        return ConfigError(told, path=str(path), line=line)
    mend = 'text stands in "quotes", a list in [brackets], a key or a table once'
    return ConfigError(f"is not TOML at {place}: {what} ({mend})", path=str(path), line=line)


def _unknown_table(name: str, value: Any, source: Source) -> str:
    homes = [table.header for table in source.tables if table.key(name)]
    if homes and not isinstance(value, dict | list):
        return f"`{name}` stands before any table: put it under {' or '.join(homes)}"
    headers = {table.name: table.header for table in source.tables}
    near = [headers[other] for other in _nearest(name, list(headers))]
    mend = f"did you mean {' or '.join(near)}?" if near else f"it knows {', '.join(headers.values())}"
    return f"[{name}] is no table of {source.path.name}: {mend}"


def _unknown_key(name: str, table: Table, tables: tuple[Table, ...]) -> str:
    homes = [other.header for other in tables if other.key(name)]
    near = _nearest(name, [key.name for key in table.keys])
    if near:
        mend = f"did you mean {' or '.join(f'`{key}`' for key in near)}?"
    elif homes:
        mend = f"it belongs under {' or '.join(homes)}"
    else:
        mend = f"it knows {', '.join(key.name for key in table.keys)}"
    return f"`{name}` is no key of {table.header}: {mend}"


def _nearest(name: str, known: list[str]) -> list[str]:
    """The known names that one slip of the finger makes of this one, else those most like it, at least half alike."""
    written = name.casefold()
    slips = [other for other in known if _one_slip(written, other)]
    if slips:
        return slips
    likeness = {other: SequenceMatcher(None, other, written, autojunk=False).ratio() for other in known}
    best = max(likeness.values())
    return [other for other in known if likeness[other] == best] if best >= 0.5 else []


def _one_slip(written: str, meant: str) -> bool:
    """Whether a letter was left out, added or mistaken, or two neighbours changed places."""
    alike = next((at for at, pair in enumerate(zip(written, meant, strict=False)) if pair[0] != pair[1]), len(meant))
    alike = min(alike, len(written))
    rest, wanted = written[alike:], meant[alike:]
    swapped = len(rest) > 1 and rest[1::-1] + rest[2:] == wanted
    return rest[1:] == wanted or rest == wanted[1:] or rest[1:] == wanted[1:] or swapped
