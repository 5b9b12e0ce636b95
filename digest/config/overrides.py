"""A desk's regions/overrides.toml becomes records: `[[override]]` tables, of which the first that holds counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from digest.config import kinds
from digest.config.keys import Key, Table
from digest.config.settings import Settings
from digest.config.source import Source, parsed
from digest.errors import ConfigError
from digest.model import Override, Region, Scheme

OVERRIDE = Table(
    name="override",
    many=True,
    optional=True,
    says=("Where articles stand by the desk's word. All that a table says must hold; of a list one is enough.",),
    keys=(
        Key(name="id", kind=kinds.ARTICLES, says=("Articles.",)),
        Key(name="url", kind=kinds.ADDRESSES, says=("What their address begins with.",)),
        Key(name="title", kind=kinds.PATTERNS, says=("Words in their title in a row; with * the whole title.",)),
        Key(name="source", kind=kinds.NAMES, says=("Names of sources in digest.toml.",)),
        Key(name="folder", kind=kinds.FOLDERS, says=("Folders under seeds/, all below included.",)),
        Key(name="region", kind=kinds.REGION, says=("The id of the region they stand under.",)),
        Key(name="section", kind=kinds.SLUG, says=("The id of one of its sections.",)),
        Key(name="country", kind=kinds.COUNTRY, says=("The country they are about.",)),
    ),
)
_CONDITIONS = ("id", "url", "title", "source", "folder")


def load_overrides(settings: Settings, scheme: Scheme) -> tuple[Override, ...]:
    """The desk's overrides in their order; ConfigError, with file and line, for one that cannot be used."""
    path = settings.regions / "overrides.toml"
    if not path.is_file():
        return ()
    source = parsed(path, bytes_of(path), (OVERRIDE,))
    return tuple(
        _override(source, index, given, settings, scheme) for index, given in enumerate(source.values()["override"])
    )


def bytes_of(path: Path) -> bytes:
    """What a file of the desk holds; ConfigError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"cannot be read ({error.strerror}): let this user read it", path=str(path)) from error


def _override(source: Source, index: int, given: dict[str, Any], settings: Settings, scheme: Scheme) -> Override:
    conditions: dict[str, tuple[str, ...]] = {name: given[name] or () for name in _CONDITIONS}
    if not any(conditions.values()):
        listed = ", ".join(f"`{name}`" for name in _CONDITIONS)
        raise source.error(f"[[override]] says of no article where it stands: add one of {listed}", "override", index)
    region = _region(source, index, given["region"], scheme)
    country, section = given["country"], given["section"]
    if country is not None and country not in scheme.country_names:
        raise source.error(f"`{country}` is no country of ISO 3166", "override", index, "country")
    sections = {each.id: each for each in region.sections}
    if section is not None and section not in sections:
        known = f"it has {', '.join(sections)}" if sections else "it has none"
        raise source.error(f"region `{region.id}` has no section `{section}`: {known}", "override", index, "section")
    if section is None and country is not None:
        section = next((each.id for each in region.sections if country in each.countries), None)
    names = [each.name for each in settings.sources]
    for name in conditions["source"]:
        if name not in names:
            mend = f"it has {', '.join(names)}" if names else "it has none"
            raise source.error(f"digest.toml has no [[source]] named `{name}`: {mend}", "override", index, "source")
    return Override(region=region.id, section=section, country=country, **conditions)


def _region(source: Source, index: int, named: object, scheme: Scheme) -> Region:
    if named is None:
        raise source.error('[[override]] has no `region`: add the line  region = "europe"', "override", index)
    for region in scheme.regions:
        if region.id == named:
            return region
    known = ", ".join(region.id for region in scheme.regions)
    raise source.error(f"there is no region `{named}`: the regions are {known}", "override", index, "region")
