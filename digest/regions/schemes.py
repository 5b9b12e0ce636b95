"""Finds and orders a region scheme: a ready one, or the desk's own regions/scheme.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from digest.errors import ConfigError
from digest.model import Region, Scheme
from digest.regions.atlas import Atlas
from digest.regions.gazetteer import DATA, Gazetteer
from digest.regions.members import NON_PLACES, Members

READY = ("default", "un-m49", "world-bank", "continents")
"""schemes that come with Digest; a test compares them with the files"""
_FILE = "scheme.toml"


def load_scheme(
    folder: Path | None = None,
    order: Sequence[str] = (),
    ready: str | None = None,
    gazetteer: Callable[[], Gazetteer] = Gazetteer.load,
) -> Scheme:
    """The desk's own scheme (`folder`/scheme.toml, where there is one), else the one `ready` names, else the default.

    `order` names regions to come first; the others follow in the scheme's order, the two non-places last. `gazetteer`
    loads the tables where the scheme has places by name.
    A country that stands in no region is placed under `unassigned`. Raises ConfigError with file, line and key for a
    scheme that cannot be used, for an `order` that names an unknown region, and where the desk has two schemes.
    """
    own = folder / _FILE if folder is not None else None
    settings = folder.parent / "digest.toml" if folder is not None else None
    atlas = Atlas(gazetteer)
    if own is not None and own.is_file():
        if ready is not None:
            raise ConfigError(
                f'the desk has this scheme of its own, and `scheme = "{ready}"` in digest.toml: take one of them out; '
                f'to go on from a ready scheme write  base = "{ready}"  here',
                path=str(own),
                key="base",
            )
        return _load(own, order, atlas, settings)
    return _load(_ready(ready or READY[0]), order, atlas, settings)


def find_scheme(wanted: str, gazetteer: Callable[[], Gazetteer] = Gazetteer.load) -> Scheme:
    """A scheme by its ready name, its file, or the folder that its scheme.toml lies in."""
    if wanted in READY:
        return _load(_ready(wanted), (), Atlas(gazetteer))
    path = Path(wanted)
    path = path / _FILE if path.is_dir() else path
    if not path.is_file():
        raise ConfigError(
            f"is no scheme: name {', '.join(READY)}, a file, or a folder with a {_FILE} in it", path=str(wanted)
        )
    return _load(path, (), Atlas(gazetteer))


def _ready(name: str) -> Path:
    return DATA / "schemes" / f"{name}.toml"


def _load(path: Path, order: Sequence[str], atlas: Atlas, settings: Path | None = None) -> Scheme:
    source, document = _read(path)
    members = Members(path, source, atlas)
    base = members.base(document, READY)
    regions = members.regions(document)
    if base is not None:
        regions = (*regions, *_rest(members, regions, _load(_ready(base), (), atlas)))
    places = _ordered(regions, order, settings or path)
    last = tuple(Region(id=region_id, title=title, countries=()) for region_id, title in NON_PLACES.items())
    name = document.get("name")
    return Scheme(
        name=name if isinstance(name, str) else path.stem, regions=(*places, *last), country_names=atlas.names
    )


def _read(path: Path) -> tuple[str, Mapping[str, Any]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"cannot be read ({error.strerror}): let this user read it", path=str(path)) from error
    try:
        # Editors on Windows put a byte order mark first, which TOML does not allow.
        source = data.decode("utf-8-sig").replace("\r\n", "\n")
        return source, tomllib.loads(source)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError("is not UTF-8: save it in that encoding", path=str(path), line=line) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"at line (\d+)", str(error))
        what = "brackets stand too deep" if isinstance(error, RecursionError) else error
        raise ConfigError(f"not TOML: {what}", path=str(path), line=int(found[1]) if found else None) from error


def _rest(members: Members, own: tuple[Region, ...], base: Scheme) -> list[Region]:
    """The regions of the base that the desk's own do not replace."""
    replaced = NON_PLACES.keys() | {region.id for region in own}
    rest = [region for region in base.regions if region.id not in replaced]
    for region in rest:
        for taken in members.ids & {region.id, *(section.id for section in region.sections)} - NON_PLACES.keys():
            raise members.error(
                f"the id {taken!r} is taken in {region.id!r} of the scheme {base.name!r}: choose another one, or bring "
                f"a region {region.id!r} of your own, which replaces that one",
                taken,
                "id",
            )
    return rest


def _ordered(regions: tuple[Region, ...], order: Sequence[str], path: Path) -> tuple[Region, ...]:
    known = {region.id: region for region in regions}
    for region_id in order:
        if region_id not in known and region_id not in NON_PLACES:
            raise ConfigError(
                f"no region {region_id!r}; this scheme has {', '.join(known)}", path=str(path), key="order"
            )
    first = [known[region_id] for region_id in dict.fromkeys(order) if region_id in known]
    return (*first, *(region for region in regions if region not in first))
