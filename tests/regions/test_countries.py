"""Every country and territory is found from whatever the news calls it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from digest.regions.gazetteer import DATA, rows
from digest.regions.text import fold

Top = Callable[[str], str | None]
COUNTRIES = list(rows(DATA, "countries"))
ALSO_WORDS = {"US", "CAR"}
"""in capitals throughout these are words too: "TELL US" """


def surfaces(row: list[str], *columns: int) -> list[str]:
    """The surfaces of some columns that stand alone; weak ones end in "?"."""
    found = [surface for column in columns for surface in row[column].split("|")]
    return [surface for surface in found if surface and not surface.endswith("?")]


def test_the_table_has_the_249_iso_codes_and_kosovo() -> None:
    codes = [row[0] for row in COUNTRIES]
    assert len(codes) == len(set(codes)) == 250
    assert {"XK", "TW", "PS", "EH", "NA", "NO"} <= set(codes)
    assert codes == sorted(codes)


@pytest.mark.parametrize("row", COUNTRIES, ids=lambda row: row[0])
def test_a_country_is_found_from_its_name_aliases_people_and_capital(row: list[str], top: Top) -> None:
    for surface in surfaces(row, 1, 2, 3, 4, 5):
        if surface == "Malé":  # unaccented it is an ordinary word, so it needs the place that the next test gives it
            continue
        assert top(f"Two of them saw {surface} last week.") == row[0], surface
        assert top(f"{surface}'s plan is ready.") == row[0], f"possessive of {surface}"
        assert top(f"It was {fold(surface)}\u2019s turn.") == row[0], f"unaccented {surface}"
        if surface not in ALSO_WORDS:
            assert top(f"NEW TALKS ON {surface.upper()} PLAN") == row[0], f"capitals of {surface}"


@pytest.mark.parametrize("row", COUNTRIES, ids=lambda row: row[0])
def test_a_capital_that_is_also_a_word_or_a_lesser_namesake_is_found_beside_its_country(
    row: list[str], top: Top
) -> None:
    for surface in row[5].split("|"):
        if surface:
            assert top(f"The ministry in {surface.rstrip('?')} said that {row[1]} agreed.") == row[0], surface


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("Divers trained in Male, Maldives, before the season.", "MV"),
        ("The ministry in Malé answered.", "MV"),
        ("Cote d'Ivoire counted the votes.", "CI"),
        ("C\u00f4te d\u2019Ivoire counted the votes.", "CI"),
        ("They flew to Zurich.", "CH"),
        ("They flew to Z\u00fcrich.", "CH"),
        ("Ships wait off Port au Prince.", "HT"),
        ("Ships wait off Port-au-Prince.", "HT"),
        ("Rain fell over Viet Nam.", "VN"),
        ("The U.S. Senate met.", "US"),
        ("The US\u00a0Senate met.", "US"),
        ("The UK\u2019s ministers met.", "GB"),
        ("Turkiye and T\u00fcrkiye are one.", "TR"),
        ("A court in Kiev sat.", "UA"),
        ("A court in Kyiv sat.", "UA"),
        ("Bombay grew fast.", "IN"),
        ("Swaziland changed its name.", "SZ"),
        ("eSwatini changed its name.", "SZ"),
        ("Burma's generals met.", "MM"),
        ("The former Soviet fleet rusts.", "RU"),
        ("Duesseldorf and D\u00fcsseldorf are one.", "DE"),
    ],
)
def test_spellings_and_former_names_are_known(sentence: str, code: str, top: Top) -> None:
    assert top(sentence) == code


FAMILIES: list[list[tuple[str, str | None]]] = [
    [("Niger", "NE"), ("Nigerien", "NE"), ("Nigeria", "NG"), ("Nigerian", "NG")],
    [
        ("Guinea", "GN"),
        ("Guinea-Bissau", "GW"),
        ("Guinea Bissau", "GW"),
        ("Equatorial Guinea", "GQ"),
        ("Papua New Guinea", "PG"),
        ("Equatorial Guinean", "GQ"),
    ],
    [
        ("Congo", "CD"),
        ("Democratic Republic of the Congo", "CD"),
        ("DR Congo", "CD"),
        ("Republic of the Congo", "CG"),
        ("Congo-Brazzaville", "CG"),
        ("Congo (Kinshasa)", "CD"),
    ],
    [("North Korea", "KP"), ("North Korean", "KP"), ("South Korea", "KR"), ("South Korean", "KR"), ("Korea", "KR")],
    [("Sudan", "SD"), ("Sudanese", "SD"), ("South Sudan", "SS"), ("South Sudanese", "SS")],
    [("Dominica", "DM"), ("Dominican Republic", "DO"), ("Dominican", "DO")],
    [("Samoa", "WS"), ("American Samoa", "AS"), ("American Samoan", "AS")],
    [("Ireland", "IE"), ("Northern Ireland", "GB"), ("Irish", "IE"), ("Northern Irish", "GB")],
    [("Mexico", "MX"), ("New Mexico", "US"), ("Mexico City", "MX")],
    [("Jersey", "JE"), ("New Jersey", "US")],
    [("Wales", "GB"), ("New South Wales", "AU")],
    [("Virgin Islands", "VI"), ("British Virgin Islands", "VG"), ("U.S. Virgin Islands", "VI"), ("British", "GB")],
    [("Georgia", "GE"), ("South Georgia", "GS")],
    [("China", "CN"), ("Republic of China", "TW"), ("People's Republic of China", "CN")],
    [("Ukraine", "UA"), ("Guiana", None), ("French Guiana", "GF"), ("Guyana", "GY")],
    [("Macedonia", "MK"), ("North Macedonia", "MK"), ("Saint Martin", "MF"), ("Sint Maarten", "SX")],
]


@pytest.mark.parametrize(("surface", "code"), [pair for family in FAMILIES for pair in family])
def test_names_that_hold_one_another_are_told_apart(surface: str, code: str | None, top: Top) -> None:
    assert top(f"They wrote about {surface} again.") == code
    assert top(f"A NOTE ABOUT {surface.upper()}") == code


def test_a_lesser_reading_is_taken_when_the_article_speaks_for_it(top: Top) -> None:
    assert top("Kinshasa was calm. Congo votes on Sunday.") == "CD"
    assert top("Brazzaville was calm, and Brazzaville stayed calm. Congo votes on Sunday.") == "CG"
    assert top("Pyongyang was calm, and Pyongyang stayed calm. Korean radio played marches.") == "KP"
    assert top("Police in Punjab said Pakistan and Islamabad agreed.") == "PK"
    assert top("Police in Hyderabad said Pakistan had agreed.") == "PK"
    assert top("Police in Hyderabad said nothing more.") == "IN"
