"""Other languages: every name of every table is found, and sentences in our own words are placed."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.regions import Placer
from digest.regions.gazetteer import DATA, WORLD, country_names, rows
from digest.regions.tongues import RIVAL, TONGUES, Tongue, tongue

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
        if not surface.endswith(RIVAL)
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


def top(placer: Placer, language: str, title: str, text: str) -> str:
    """The country an article is about; "" for none."""
    found = placer.locate(title, text, language=language).countries
    return found[0].code if found else ""


@pytest.mark.parametrize(
    ("language", "title", "text", "code"),
    [
        ("es", "Granada, la fruta de otoño", "La granada es dulce.", ""),
        ("es", "Granada recupera su feria", "La feria vuelve en mayo.", "ES"),
        ("tr", "Van kaza yaptı", "Yolcu taşıyan van devrildi.", ""),
        ("tr", "Van kara teslim", "Yollar kapandı.", "TR"),
        ("ru", "Панама для пляжа", "Лёгкая панама защитит голову.", ""),
        ("ru", "Панама закрыла канал", "Суда стоят третий день.", "PA"),
    ],
)
def test_a_name_that_opens_a_sentence_is_an_ordinary_word_where_the_text_has_it_in_small_letters(
    language: str, title: str, text: str, code: str, placer: Placer
) -> None:
    assert top(placer, language, title, text) == code


@pytest.mark.parametrize(
    ("language", "title", "text", "code"),
    [
        ("de", "Herr Wien spielt Geige", "Das Publikum feiert Wien. Danach geht Wien auf Reisen.", ""),
        ("sq", "Arben Shkodra hap galerinë", "Piktori Shkodra ekspozon vepra.", ""),
        ("es", "Carlos Lima renuncia", "Lima dejó el cargo y viajó a Lima.", "PE"),
        ("tr", "Ahmet Almanya'ya gitti", "", "DE"),
        ("pt", "Santa Catarina Brasil afora", "", "BR"),
    ],
)
def test_who_has_a_place_for_a_surname_is_known_by_it_in_the_rest_of_the_article(
    language: str, title: str, text: str, code: str, placer: Placer
) -> None:
    assert top(placer, language, title, text) == code


@pytest.mark.parametrize(
    ("language", "text", "code"),
    [
        ("ar", "أعلن في طرابلس عن هدنة.", "LY"),
        ("ar", "أعلن الجيش اللبناني في طرابلس عن هدنة في شمال لبنان.", "LB"),
        ("ar", "وصل الوفد إلى عمّان.", "JO"),
        ("ar", "وصل الوفد إلى عُمان.", "OM"),
        ("fr", "Le Congo vote dimanche.", "CD"),
        ("fr", "Le Congo vote dimanche, dit-on à Brazzaville et à Pointe-Noire.", "CG"),
        ("ur", "حیدرآباد میں بارش ہوئی۔", "PK"),
        ("ur", "بھارت کے شہر حیدرآباد میں بارش ہوئی، بھارتی پولیس نے بتایا۔", "IN"),
        ("es", "Llovió en Córdoba, Andalucía.", "ES"),
        ("uk", "Болгарка ріже метал.", ""),
        ("uk", "Болгарка з Софії здобула медаль, радіє Болгарія.", "BG"),
    ],
)
def test_of_two_meanings_of_a_name_the_article_speaks_for_one(
    language: str, text: str, code: str, placer: Placer
) -> None:
    assert top(placer, language, "", text) == code
