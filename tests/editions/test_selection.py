from __future__ import annotations

from typing import Any

import pytest

from digest.editions.selection import feed_name, feeds_of
from digest.model import CountryScore, FeedKind, Placement
from tests.editions.builders import plan, release, scheme, site


def paths(placement: Placement, **changes: Any) -> list[str]:
    return [each.path for each in feeds_of(release(1, **changes).article, placement)]


def told(**changes: Any) -> list[tuple[FeedKind, str, str, bool]]:
    """What feeds an article names by itself."""
    found = feeds_of(release(1, **changes).article, Placement(region="europe"))[2:]
    return [(each.kind, each.path, each.label, each.opens) for each in found]


def test_an_article_stands_in_the_main_feed_its_regions_and_its_top_country() -> None:
    placement = Placement(region="europe", secondary=("mena",), countries=(CountryScore(code="XK", score=5.0),))
    assert paths(placement) == ["all", "regions/europe", "regions/mena", "countries/xk"]


def test_an_article_stands_in_the_feed_of_its_section() -> None:
    placement = Placement(region="europe", section="balkans", secondary=("mena",))
    assert paths(placement) == ["all", "regions/europe", "regions/mena", "sections/balkans"]


@pytest.mark.parametrize(
    ("tag", "path"), [("pt-BR", "languages/pt"), ("zh-Hant", "languages/zh"), ("EN", "languages/en")]
)
def test_the_feed_of_a_language_holds_all_its_variants(tag: str, path: str) -> None:
    assert told(language=tag) == [(FeedKind.LANGUAGE, path, "", True)]


def test_a_source_is_what_the_desk_calls_it_else_what_the_article_does() -> None:
    names = {"source": "Harbour Wire", "site": "The Wire", "url": "https://www.wire.example/a", "agency": "HW"}
    paths = []
    while names:
        [(_, path, label, opens)] = told(**names)
        paths.append((path, label, opens))
        names.pop(next(iter(names)))
    assert paths == [
        ("sources/harbour-wire", "Harbour Wire", True),
        ("sources/the-wire", "The Wire", False),
        ("sources/wire-example", "wire.example", False),
        ("sources/hw", "HW", False),
    ]
    assert told(url="https://[broken") == []


def test_an_article_stands_in_the_feeds_of_its_first_ten_tags() -> None:
    tags = ("Water", "water", "", "!!", "a whole sentence, which somebody took for a tag of the article", "Sea level")
    assert told(tags=tags) == [
        (FeedKind.TAG, "tags/water", "Water", False),
        (FeedKind.TAG, "tags/sea-level", "Sea level", False),
    ]
    assert len(told(tags=tuple(f"tag {number}" for number in range(30)))) == 10


@pytest.mark.parametrize(
    ("score", "strong", "there"), [(4.0, True, True), (3.99, True, False), (9.0, False, False), (10.0, False, False)]
)
def test_a_further_country_needs_strong_evidence_and_two_fifths_of_the_top_score(
    score: float, *, strong: bool, there: bool
) -> None:
    countries = (CountryScore(code="GB", score=10.0), CountryScore(code="LB", score=score, strong=strong))
    assert ("countries/lb" in paths(Placement(region="europe", countries=countries))) is there


@pytest.mark.parametrize("region", ["global", "unassigned"])
def test_an_article_without_a_place_tops_no_country_by_a_weak_mention(region: str) -> None:
    weak = Placement(region=region, countries=(CountryScore(code="GB", score=1.0),))
    strong = Placement(region=region, countries=(CountryScore(code="GB", score=1.0, strong=True),))
    assert paths(weak) == ["all", f"regions/{region}"]
    assert paths(strong) == ["all", f"regions/{region}", "countries/gb"]


def test_no_feed_is_named_twice() -> None:
    placement = Placement(region="europe", secondary=("europe", "mena", "mena"))
    assert paths(placement) == ["all", "regions/europe", "regions/mena"]


@pytest.mark.parametrize(
    ("kind", "path", "title"),
    [
        (FeedKind.ALL, "all", "Example Desk"),
        (FeedKind.REGION, "regions/europe", "Example Desk: Europe"),
        (FeedKind.REGION, "regions/global", "Example Desk: World"),
        (FeedKind.REGION, "regions/gone", "Example Desk: gone"),
        (FeedKind.COUNTRY, "countries/xk", "Example Desk: Kosovo"),
        (FeedKind.COUNTRY, "countries/zz", "Example Desk: ZZ"),
        (FeedKind.SECTION, "sections/balkans", "Example Desk: Balkans"),
        (FeedKind.SECTION, "sections/gone", "Example Desk: gone"),
        (FeedKind.LANGUAGE, "languages/en", "Example Desk: English"),
        (FeedKind.DIGEST, "digests/daily", "Example Desk: Daily briefing (editions)"),
        (FeedKind.DIGEST, "digests/gone", "Example Desk: gone (editions)"),
    ],
)
def test_a_feed_has_a_title_a_reader_understands(kind: FeedKind, path: str, title: str) -> None:
    name = feed_name(kind, path, scheme(), [plan()], site())
    assert (name.kind, name.path, name.title, name.empty, name.language) == (kind, path, title, False, None)
    assert feed_name(kind, path, scheme(), [plan()], site(), empty=True).empty


def test_a_feed_that_articles_name_is_called_as_they_call_it() -> None:
    name = feed_name(FeedKind.TAG, "tags/sea-level", scheme(), (), site(), label="Sea level")
    assert name.title == "Example Desk: Sea level"


def test_a_feed_of_another_language_says_so() -> None:
    name = feed_name(FeedKind.LANGUAGE, "languages/pt", scheme(), (), site())
    assert (name.title, name.language) == ("Example Desk: Portuguese", "pt")
    unknown = feed_name(FeedKind.LANGUAGE, "languages/qaa", scheme(), (), site())
    assert (unknown.title, unknown.language) == ("Example Desk: qaa", "qaa")
