"""Reads a region scheme: the default one, or the desk's own regions/scheme.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from digest.errors import ConfigError
from digest.model import Region, RegionSection, Scheme
from digest.regions.gazetteer import DATA, country_names

DEFAULT = DATA / "schemes" / "default.toml"
#: always there and always last; readers never see the words "global" and "unassigned"
NON_PLACES = {"global": "World", "unassigned": "Other news"}

_ID = re.compile(r"[a-z][a-z0-9-]*")
_KEYS = {
    "scheme": {"name", "region"},
    "region": {"id", "title", "countries", "section"},
    "section": {"id", "title", "countries"},
}


def load_scheme(folder: Path | None = None, order: Sequence[str] = ()) -> Scheme:
    """The desk's scheme (`folder`/scheme.toml, where there is one), else the default of eleven regions.

    `order` names regions to come first; the others follow in the scheme's order, the two non-places last.
    A country that stands in no region is placed under `unassigned`. Raises ConfigError with file, line and key for a
    scheme that cannot be used, and for an `order` that names an unknown region.
    """
    own = folder / "scheme.toml" if folder is not None else None
    path = own if own is not None and own.is_file() else DEFAULT
    names = country_names()
    try:
        source = path.read_text(encoding="utf-8")
        document = tomllib.loads(source)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the scheme cannot be read: {error}", path=str(path)) from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise ConfigError(f"not TOML: {error}", path=str(path), line=int(line.group(1)) if line else None) from error
    regions = _Reader(path, source, names).regions(document)
    places = _ordered(regions, order, path)
    last = tuple(Region(id=region_id, title=title, countries=()) for region_id, title in NON_PLACES.items())
    name = document.get("name")
    return Scheme(name=name if isinstance(name, str) else path.stem, regions=(*places, *last), country_names=names)


def _ordered(regions: tuple[Region, ...], order: Sequence[str], path: Path) -> tuple[Region, ...]:
    known = {region.id: region for region in regions}
    for region_id in order:
        if region_id not in known and region_id not in NON_PLACES:
            raise ConfigError(
                f"no region {region_id!r}; this scheme has {', '.join(known)}", path=str(path), key="regions"
            )
    first = [known[region_id] for region_id in dict.fromkeys(order) if region_id in known]
    return (*first, *(region for region in regions if region not in first))


class _Reader:
    """Checks one document; every complaint names file, line and region."""

    def __init__(self, path: Path, source: str, names: Mapping[str, str]) -> None:
        self.path = path
        self.source = source.splitlines()
        self.names = names
        self.ids: set[str] = set(NON_PLACES)

    def regions(self, document: Mapping[str, Any]) -> tuple[Region, ...]:
        self._keys("scheme", document, "the scheme")
        tables = self._tables(document, "region", "the scheme")
        if not tables:
            raise ConfigError("a scheme needs at least one [[region]]", path=str(self.path), key="region")
        return tuple(self._region(table) for table in tables)

    def _region(self, table: Mapping[str, Any]) -> Region:
        self._keys("region", table, "a region")
        region_id, title = self._head(table, "region")
        own = self._countries(table, region_id)
        sections = tuple(self._section(section, region_id) for section in self._tables(table, "section", region_id))
        members = (*own, *(code for section in sections for code in section.countries))
        if not members:
            raise self._error(f"region {region_id!r} has no countries", region_id, "countries")
        return Region(id=region_id, title=title, countries=tuple(dict.fromkeys(members)), sections=sections)

    def _section(self, table: Mapping[str, Any], region_id: str) -> RegionSection:
        self._keys("section", table, f"a section of {region_id!r}")
        section_id, title = self._head(table, "section")
        return RegionSection(id=section_id, title=title, countries=self._countries(table, section_id))

    def _head(self, table: Mapping[str, Any], level: str) -> tuple[str, str]:
        found, title = table.get("id"), table.get("title")
        if not isinstance(found, str) or not _ID.fullmatch(found):
            raise self._error(f"a {level} needs an id of a-z, 0-9 and hyphens, not {found!r}", found, "id")
        if found in self.ids:
            raise self._error(f"the id {found!r} is taken; region and section ids are unique", found, "id", last=True)
        if not isinstance(title, str) or not title.strip():
            raise self._error(f"{level} {found!r} needs a title", found, "title")
        self.ids.add(found)
        return found, title

    def _countries(self, table: Mapping[str, Any], owner: str) -> tuple[str, ...]:
        codes = table.get("countries", [])
        if not isinstance(codes, list):
            raise self._error(f"{owner!r}: countries must be a list of codes", owner, "countries")
        for code in codes:
            if not isinstance(code, str) or code not in self.names:
                hint = " (codes are two capital letters, ISO 3166-1 or XK)"
                raise self._error(f"region {owner!r} lists the unknown country {code!r}{hint}", code, "countries")
        return tuple(codes)

    def _tables(self, table: Mapping[str, Any], name: str, owner: str) -> list[Mapping[str, Any]]:
        tables = table.get(name, [])
        if not isinstance(tables, list) or not all(isinstance(item, dict) for item in tables):
            raise self._error(f"{owner}: write [[...{name}]] tables", name, name)
        return tables

    def _keys(self, level: str, table: Mapping[str, Any], owner: str) -> None:
        for name in table:
            if name not in _KEYS[level]:
                known = ", ".join(sorted(_KEYS[level]))
                raise self._error(f"{owner} has the unknown key {name!r}; known are {known}", name, name, quoted=False)

    def _error(self, message: str, value: object, name: str, *, quoted: bool = True, last: bool = False) -> ConfigError:
        """The complaint, with the line on which `value` stands; tomllib keeps no positions."""
        wanted = (f'"{value}"', f"'{value}'") if quoted else (f"{value} ", f"{value}=")
        lines = [number for number, line in enumerate(self.source, 1) if any(mark in line for mark in wanted)]
        line = lines[-1 if last else 0] if lines else None
        return ConfigError(message, path=str(self.path), line=line, key=name)
