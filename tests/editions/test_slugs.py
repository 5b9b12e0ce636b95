"""Addresses made of names that people chose."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.editions.slugs import slug


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("climate change", "climate-change"),
        ("Climate Change", "climate-change"),
        ("#climate-change ", "climate-change"),
        ("Élection présidentielle", "election-presidentielle"),
        ("BBC.co.uk", "bbc-co-uk"),
        ("R&D", "r-d"),
        ("COVID-19", "covid-19"),
        ("don't", "don-t"),
    ],
)
def test_a_plain_name_is_its_own_address(name: str, found: str) -> None:
    assert slug(name) == found


def test_names_that_say_different_things_never_share_an_address() -> None:
    names = ["C", "C++", "C#", "выборы", "выбор", "選挙", "ol", "øl", "a" * 80, "a" * 81, "x"]
    assert len({slug(name) for name in names}) == len(names)


def test_an_address_is_the_same_for_ever() -> None:
    assert slug("C++") == "c--z3nrxld6"
    assert slug("выборы") == "x--vrue3uwp"


@pytest.mark.parametrize("name", ["", "  ", "#", "!!!", "— —"])
def test_what_says_nothing_has_no_address(name: str) -> None:
    assert slug(name) == ""


@given(st.text())
def test_every_address_is_a_plain_file_name_and_one_under_case_folding(name: str) -> None:
    found = slug(name)
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*(--[a-z2-7]{8})?)?", found)
    assert len(found) <= 60
    assert slug(f"  #{name} ") == slug(f"#{name}")
