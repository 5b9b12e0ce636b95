"""Reads what a scheme's regions and sections are made of; every complaint names file, line and region."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from digest.errors import ConfigError
from digest.model import Portion, Region, RegionSection
from digest.regions.atlas import Atlas

NON_PLACES = {"global": "World", "unassigned": "Other news"}
"""always there and always last; readers never see the words "global" and "unassigned" """

_ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
"""the length of the short names in digest.toml, where `order` and `default_region` name regions"""
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""no character of one line"""
_MADE_OF = {"countries", "divisions", "places"}
_KEYS = {
    "scheme": {"name", "base", "region"},
    "region": {"id", "title", "section"} | _MADE_OF,
    "section": {"id", "title"} | _MADE_OF,
}


class Members:
    """Checks one document."""

    def __init__(self, path: Path, source: str, atlas: Atlas) -> None:
        self.path = path
        self.source = source.splitlines()
        self.atlas = atlas
        self.ids: set[str] = set(NON_PLACES)
        # tomllib keeps no positions, but the tables come in the order of their headers.
        self._heads = iter(self._lines("[[", begin=True))
        self._at: int | None = None

    def base(self, document: Mapping[str, Any], known: Sequence[str]) -> str | None:
        """The ready scheme whose regions follow the document's own."""
        base = document.get("base")
        if base is not None and base not in known:
            raise self.error(f"base must be one of {', '.join(known)}, not {base!r}", base, "base")
        return base

    def regions(self, document: Mapping[str, Any]) -> tuple[Region, ...]:
        """The regions in the document's order."""
        self._keys("scheme", document, "the scheme")
        tables = self._tables(document, "region")
        if not tables:
            mend = "a ready scheme alone is chosen in digest.toml: scheme = " + f'"{document.get("base", "default")}"'
            raise ConfigError(f"a scheme needs at least one [[region]]; {mend}", path=str(self.path), key="region")
        return tuple(self._region(table) for table in tables)

    def _region(self, table: Mapping[str, Any]) -> Region:
        self._at = next(self._heads, None)
        self._keys("region", table, "a region")
        region_id, title = self._head(table, "region")
        countries, portions = self._countries(table, region_id), self._portions(table, region_id)
        sections = tuple(self._section(section, region_id) for section in self._tables(table, "section"))
        countries = tuple(dict.fromkeys((*countries, *(code for section in sections for code in section.countries))))
        portions = _joined((*portions, *(portion for section in sections for portion in section.portions)))
        if not countries and not portions:
            raise self.error(f"region {region_id!r} has no countries, divisions or places", region_id, "countries")
        return Region(id=region_id, title=title, countries=countries, sections=sections, portions=portions)

    def _section(self, table: Mapping[str, Any], region_id: str) -> RegionSection:
        self._at = next(self._heads, None)
        self._keys("section", table, f"a section of {region_id!r}")
        section_id, title = self._head(table, "section")
        countries, portions = self._countries(table, section_id), self._portions(table, section_id)
        if not countries and not portions:
            raise self.error(f"section {section_id!r} has no countries, divisions or places", section_id, "countries")
        return RegionSection(id=section_id, title=title, countries=countries, portions=portions)

    def _head(self, table: Mapping[str, Any], level: str) -> tuple[str, str]:
        found, title = table.get("id"), table.get("title")
        if not isinstance(found, str) or not _ID.fullmatch(found):
            wanted = "an id of a-z, 0-9 and hyphens, of 40 at most and a letter first"
            got = ': add a line such as  id = "lake-chad"' if found is None else f", not {repr(found)[:60]}"
            raise self.error(f"a {level} needs {wanted}{got}", found, "id")
        if found in self.ids:
            kept = " by what belongs to no one region: choose another one"
            why = kept if found in NON_PLACES else "; region and section ids are unique"
            raise self.error(f"the id {found!r} is taken{why}", found, "id", last=True)
        if not isinstance(title, str) or not title.strip() or _BREAKS.search(title):
            raise self.error(f"{level} {found!r} needs a title, a text on one line", found, "title")
        self.ids.add(found)
        return found, title

    def _countries(self, table: Mapping[str, Any], owner: str) -> tuple[str, ...]:
        codes = self._list(table, "countries", owner)
        for code in codes:
            if isinstance(code, str) and code in self.atlas.names:
                continue
            near, mend = self.atlas.countries_near(code), "codes are two capital letters, ISO 3166-1 or XK"
            if isinstance(code, str) and code.upper() in self.atlas.divisions:
                near, mend = [], "that is a division: write it under divisions"
            message = f"region {owner!r} lists the unknown country {code!r} ({mend})"
            raise self._unknown(message, code, "countries", owner, near)
        return tuple(codes)

    def _portions(self, table: Mapping[str, Any], owner: str) -> tuple[Portion, ...]:
        return _joined([*self._divisions(table, owner), *self._places(table, owner)])

    def _divisions(self, table: Mapping[str, Any], owner: str) -> list[Portion]:
        found = []
        for code in self._list(table, "divisions", owner):
            division = self.atlas.divisions.get(code) if isinstance(code, str) else None
            if division is None:
                message = f"region {owner!r} lists the unknown division {code!r} (codes are those of ISO 3166-2)"
                raise self._unknown(message, code, "divisions", owner, self.atlas.divisions_near(code))
            if not division.names:
                message = (
                    f"region {owner!r}: no place of {code} ({division.name}) is known, so nothing would stand there"
                )
                raise self.error(message, code, "divisions", owner=owner)
            found.append(Portion(country=code.partition("-")[0], names=tuple(division.names)))
        return found

    def _places(self, table: Mapping[str, Any], owner: str) -> list[Portion]:
        found = []
        for name in self._list(table, "places", owner):
            place = self.atlas.place(name) if isinstance(name, str) else None
            if place is None:
                codes = [code for code, country in self.atlas.names.items() if country == name]
                mend = 'write "Tripoli", or "Tripoli, LB"'
                mend = f"that is a country: write {codes[0]} under countries" if codes else mend
                message = f"region {owner!r} lists the unknown place {name!r} ({mend})"
                near = [] if codes else self.atlas.places_near(name)
                raise self._unknown(message, name, "places", owner, near)
            found.append(Portion(country=place[0], names=(place[1],)))
        return found

    def _list(self, table: Mapping[str, Any], name: str, owner: str) -> list[Any]:
        found = table.get(name, [])
        if not isinstance(found, list):
            wanted = "names" if name == "places" else "codes"
            raise self.error(f"{owner!r}: {name} must be a list of {wanted}", owner, name)
        return found

    def _tables(self, table: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
        tables = table.get(name, [])
        if not isinstance(tables, list) or not all(isinstance(item, dict) for item in tables):
            header = "[[region]]" if name == "region" else "[[region.section]]"
            message = f"write {header} with two brackets, one table for each {name}"
            raise self.error(message, name, name, quoted=False)
        return tables

    def _keys(self, level: str, table: Mapping[str, Any], owner: str) -> None:
        for name in table:
            if name not in _KEYS[level]:
                known = ", ".join(sorted(_KEYS[level]))
                raise self.error(f"{owner} has the unknown key {name!r}; known are {known}", name, name, quoted=False)

    def _unknown(self, message: str, value: object, name: str, owner: str, near: Sequence[str]) -> ConfigError:
        return self.error(f"{message}; nearest: {'; '.join(near)}" if near else message, value, name, owner=owner)

    def error(
        self, message: str, value: object, name: str, *, owner: str = "", quoted: bool = True, last: bool = False
    ) -> ConfigError:
        """The complaint, with the line on which `value` stands, in `owner` if it can, else that of its table."""
        written = (f'"{value}"', f"'{value}'") if quoted else (f"{value} ", f"{value}=", f"[{value}]", f".{value}]")
        lines = self._lines(*written)
        begins = self._lines(f'"{owner}"', f"'{owner}'")[:1]
        lines = [line for line in lines if begins and line >= begins[0]] or lines
        return ConfigError(message, path=str(self.path), line=lines[-1 if last else 0] if lines else self._at, key=name)

    def _lines(self, *wanted: str, begin: bool = False) -> list[int]:
        said = str.startswith if begin else str.__contains__
        lines = enumerate((line.strip() for line in self.source), 1)
        return [number for number, line in lines if any(said(line, each) for each in wanted)]


def _joined(portions: Sequence[Portion]) -> tuple[Portion, ...]:
    """One portion a country, its names sorted."""
    names: dict[str, set[str]] = defaultdict(set)
    for portion in portions:
        names[portion.country].update(portion.names)
    return tuple(Portion(country=country, names=tuple(sorted(names[country]))) for country in sorted(names))
