"""What a feed of the desk's own asks for."""

from __future__ import annotations

from typing import Any

import pytest

from digest.editions.selection import feed_name, feeds_of, rule
from digest.model import CountryScore, FeedKind, Placement, SavedFeed
from tests.editions.builders import release, scheme, site

PLACE = Placement(
    region="europe",
    section="balkans",
    secondary=("mena",),
    countries=(CountryScore(code="XK", score=5.0),),
    confidence=0.6,
)


def held(**asked: Any) -> bool:
    """Whether a feed holds an article on floods under Europe, the Balkans and Kosovo."""
    article = release(
        1,
        title="Floods reach the Old Bridge",
        paragraphs=("The river Ibar rose by 3 metres.", "وصل الماء إلى السوق. 洪水到達市場。"),
        language="en-GB",
        tags=("Sea level", "water"),
        source="Harbour Wire",
    ).article
    saved = SavedFeed(name="one", title="One", **asked)
    return "saved/one" in [feed.path for feed in feeds_of(article, PLACE, [saved])]


@pytest.mark.parametrize(
    "paths",
    [
        "regions/europe",
        "regions/mena",
        "sections/balkans",
        "countries/xk",
        "languages/en",
        "sources/harbour-wire",
        "tags/sea-level",
    ],
)
def test_it_holds_what_the_other_feeds_hold(paths: str) -> None:
    assert held(all_of=(frozenset({paths, "regions/africa"}),))
    assert not held(none_of=frozenset({paths, "regions/africa"}))


def test_all_that_it_says_must_hold_and_of_a_list_one_is_enough() -> None:
    europe, africa = frozenset({"regions/europe", "regions/africa"}), frozenset({"regions/africa"})
    water = frozenset({"tags/water"})
    assert held(all_of=(europe, water), none_of=africa)
    assert not held(all_of=(africa, water))
    assert not held(all_of=(europe,), none_of=water)


@pytest.mark.parametrize(
    ("words", "there"),
    [
        ("floods", True),
        ("FLOODS", True),
        ("flood", False),
        ("flood*", True),
        ("*dge", True),
        ("old bridge", True),
        ("bridge old", False),
        ("ibar", True),
        ("3 metres", True),
        ("الماء", True),
        ("洪水", True),
        ("$", False),
    ],
)
def test_words_are_whole_words_of_title_or_text_in_any_case(words: str, *, there: bool) -> None:
    assert held(any_words=(words, "nowhere")) is there
    assert held(all_words=(words, "river")) is there
    assert held(no_words=(words,)) is not there


def test_a_place_may_have_to_be_sure() -> None:
    assert held(min_confidence=0.6)
    assert not held(min_confidence=0.61)


def test_another_filter_is_another_rule_and_another_title_is_not() -> None:
    one = SavedFeed(name="one", title="One", any_words=("flood",))
    assert rule([one]) == rule([SavedFeed(name="one", title="Other", any_words=("flood",))])
    others = [
        SavedFeed(name="two", title="One", any_words=("flood",)),
        SavedFeed(name="one", title="One", all_words=("flood",)),
        SavedFeed(name="one", title="One", any_words=("flood",), min_confidence=0.5),
        SavedFeed(name="one", title="One", any_words=("flood",), all_of=(frozenset({"tags/a"}),)),
        SavedFeed(name="one", title="One", any_words=("flood",), none_of=frozenset({"tags/a"})),
    ]
    assert len({rule([each]) for each in [one, *others]} | {rule([])}) == 7


def test_it_has_the_title_that_the_desk_gives_it() -> None:
    name = feed_name(FeedKind.SAVED, "saved/one", scheme(), (), site(), label="Floods")
    assert name.title == "Example Desk: Floods"
