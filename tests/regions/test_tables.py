"""The tables are sorted, small, attributed and free of rows that cannot be used."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from digest.regions import Gazetteer
from digest.regions.gazetteer import DATA, TABLES, WORLD, rows
from digest.regions.text import key


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_sorted_without_repeats_and_every_row_is_whole(table: str) -> None:
    header, *lines = (DATA / f"{table}.tsv").read_text(encoding="utf-8").splitlines()
    assert lines == sorted(set(lines))
    assert {line.count("\t") for line in lines} == {header.count("\t")}
    assert not [line for line in lines if line != line.rstrip(" ") or "  " in line or " |" in line or "| " in line]


@pytest.mark.parametrize(
    ("table", "column"), [("localities", 0), ("disputed", 1), ("actors", 2), ("areas", 1), ("places", 1)]
)
def test_every_row_names_a_known_country(table: str, column: int) -> None:
    known = {row[0] for row in rows(DATA, "countries")} | {WORLD}
    assert {code for row in rows(DATA, table) for code in row[column].rstrip("?").split()} <= known


def test_no_surface_of_a_country_is_lost_to_another() -> None:
    strong = Counter(
        surface
        for row in rows(DATA, "countries")
        for surface in {
            key(cell) for column in row[1:6] for cell in column.split("|") if cell and not cell.endswith("?")
        }
    )
    assert [surface for surface, count in strong.items() if count > 1] == []


def test_places_are_filed_under_their_key_and_fit_the_wheel() -> None:
    assert all(key(row[0]) == row[0] for row in rows(DATA, "places"))
    assert (DATA / "places.tsv").stat().st_size < 1_500_000


def test_the_sources_are_credited() -> None:
    text = (DATA / "ATTRIBUTION.md").read_text(encoding="utf-8")
    for word in (
        "GeoNames",
        "Creative Commons Attribution 4.0",
        "CLDR",
        "Unicode License",
        *(f"{table}.tsv" for table in TABLES),
    ):
        assert word in text
    assert "Copyright \u00a9 2004-2026 Unicode, Inc." in (DATA / "LICENSE-UNICODE.txt").read_text(encoding="utf-8")


def test_the_version_changes_with_any_table(tmp_path: Path, gazetteer: Gazetteer) -> None:
    for path in DATA.rglob("*.tsv"):
        (tmp_path / path.relative_to(DATA)).parent.mkdir(exist_ok=True)
        (tmp_path / path.relative_to(DATA)).write_bytes(path.read_bytes())
    assert Gazetteer.load(tmp_path).version == gazetteer.version
    with (tmp_path / "masks.tsv").open("a", encoding="utf-8") as masks:
        masks.write("Zanzibar Road\n")
    changed = Gazetteer.load(tmp_path)
    assert changed.version != gazetteer.version
    assert changed.readings["zanzibar road"][0].kind == "mask"
    with (tmp_path / "tongues" / "ru.tsv").open("a", encoding="utf-8") as names:
        names.write("ZZ\tЗанзибар\n")
    assert Gazetteer.load(tmp_path).version != changed.version
