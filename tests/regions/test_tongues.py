"""Other languages: every name of every table is found, and sentences in our own words are placed."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.regions import Placer
from digest.regions.gazetteer import DATA, WORLD, country_names, rows
from digest.regions.tongues import TONGUES, Tongue, tongue

SENTENCES = Path(__file__).parent / "sentences"


@pytest.mark.parametrize("language", TONGUES)
def test_a_table_names_every_country_once_in_order(language: str) -> None:
    codes = [row[0] for row in rows(DATA / "tongues", language)]
    assert codes == sorted(set(codes))
    assert set(codes) - {"--", WORLD} == set(country_names())
    assert all(row[1] for row in rows(DATA / "tongues", language))


@pytest.mark.parametrize("language", TONGUES)
def test_no_name_of_a_table_is_lost_to_another_country(language: str) -> None:
    table = Tongue.load(language)
    lost = [
        (surface, code, [mention.readings[0].country for mention in found])
        for code, *cells in rows(DATA / "tongues", language)
        for cell in cells
        for surface in filter(None, cell.split("|"))
        for found in [table.scan(surface.replace("*", ""))]
        if [mention.readings[0].country for mention in found] != [code.strip("-")]
    ]
    assert not lost


def cases() -> list[tuple[str, str, str]]:
    """Language, sentence and the country it is about; "" where it names none."""
    found: list[tuple[str, str, str]] = []
    for path in sorted(SENTENCES.glob("*.tsv")):
        lines = path.read_text(encoding="utf-8").splitlines()
        found += [(path.stem, sentence, code) for code, sentence in (line.split("\t") for line in lines)]
    return found


@pytest.mark.parametrize(("language", "sentence", "code"), cases())
def test_a_sentence_is_about_the_country_it_names(language: str, sentence: str, code: str, placer: Placer) -> None:
    placement = placer.locate("", sentence, language=language)
    assert (placement.countries[0].code if placement.countries else "") == code


def test_languages_that_share_a_table_and_regional_tags_are_read() -> None:
    assert tongue("sr-Latn-RS") is tongue("hr") is tongue("bs")
    assert tongue("prs") is tongue("fa-AF")
    assert tongue("pt-BR") is not None
    assert tongue("en-GB") is None
    assert tongue("ja") is None
