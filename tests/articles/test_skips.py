from __future__ import annotations

from typing import Any

import pytest

from digest.articles import left_out, rule_of
from digest.model import Article, Hint, Hold, Skip
from tests.articles.build import article, draft, seed


def skip(**conditions: Any) -> Skip:
    return Skip(**{"name": "rule-1"} | conditions)


def given(
    title: str = "Your stars for Monday", words: int = 10, path: str = "wire/a.txt", **hints: Hint | str
) -> Article:
    return article(draft(" ".join(["Harbour"] * words), title=title, hints=hints), seed(path))


@pytest.mark.parametrize(
    ("title", "pattern", "fits"),
    [
        ("Your stars for Monday", "stars", "yes"),
        ("Your STARS  for Monday", "stars for", "yes"),
        ("Starsky is back", "stars", "no"),
        ("Your stars for Monday", "your stars for *", "yes"),
        ("Not your stars for Monday", "your stars for *", "no"),
        ("Ten stars, twelve signs, one day", "ten*signs*day", "yes"),
        ("Ten stars, one day, twelve signs", "ten*signs*day", "no"),
        ("aaa", "aa*aa", "no"),
        ("Wins 3-0: result", "3-0:", "yes"),
        ("星座 今日", "星座", "yes"),
    ],
)
def test_words_of_a_title_are_found_and_a_star_is_any_text(title: str, pattern: str, fits: str) -> None:
    assert (left_out([skip(title=(pattern,))], given(title)) is not None) == (fits == "yes")


def test_a_title_made_to_be_slow_is_not() -> None:
    assert left_out([skip(title=("a*" * 40 + "b",))], given("a" * 290)) is None


@pytest.mark.parametrize(
    ("conditions", "fits"),
    [
        ({"folder": ("wire",)}, "yes"),
        ({"folder": ("mail",)}, "no"),
        ({"address": ("example.org/stars",)}, "yes"),
        ({"address": ("example.com",)}, "no"),
        ({"section": ("sport", "lifestyle")}, "yes"),
        ({"section": ("life",)}, "no"),
        ({"section": ("life*",)}, "yes"),
        ({"shorter": 11}, "yes"),
        ({"shorter": 10}, "no"),
        ({"longer": 9}, "yes"),
        ({"longer": 10}, "no"),
        ({"folder": ("wire",), "shorter": 10}, "no"),
        ({"folder": ("mail", "wire"), "shorter": 11, "section": ("lifestyle",)}, "yes"),
    ],
)
def test_every_condition_of_a_rule_must_hold(conditions: dict[str, Any], fits: str) -> None:
    one = given(url="https://www.example.org/stars/1", section="Lifestyle")
    assert (left_out([skip(**conditions)], one) is not None) == (fits == "yes")


@pytest.mark.parametrize(("wanted", "fits"), [("pt", "yes"), ("pt-BR", "yes"), ("PT-br", "yes"), ("p", "no")])
def test_a_language_holds_its_regions(wanted: str, fits: str) -> None:
    text = "O porto do norte reabriu e os barcos saem da baía, segundo uma nota dos donos do cais e da vila. " * 3
    one = article(draft(text, hints={"language": "pt-BR"}))
    assert one.language == "pt-BR"
    assert (left_out([skip(language=(wanted,))], one) is not None) == (fits == "yes")


def test_the_first_rule_that_holds_is_named_with_its_reason() -> None:
    rules = [skip(name="sport", section=("sport",)), skip(name="stars", why="no news: ever", title=("stars",))]
    held = left_out(rules, given())
    assert held is not None
    assert (held.hold, held.told, rule_of(held)) == (Hold.SKIP, "left out by rule stars: no news: ever", "stars")
    assert left_out(rules, given("The pier is open")) is None


def test_a_withdrawal_is_never_left_out() -> None:
    assert left_out([skip(folder=("wire",))], given(status="canceled")) is None


def test_a_script_without_spaces_is_as_long_as_its_signs() -> None:
    one = article(draft("港のふたつめの桟橋が月曜日の朝に開いた。最初の乗客は雨の中を歩いて町へ向かった。"))
    assert left_out([skip(shorter=15)], one) is None
