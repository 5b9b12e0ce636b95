from __future__ import annotations

import pytest

from digest.editions.selection import feed_name, feeds_of
from digest.model import CountryScore, FeedKind, Placement
from tests.editions.builders import plan, scheme, site


def paths(placement: Placement) -> list[str]:
    return [path for _, path in feeds_of(placement)]


def test_an_article_stands_in_the_main_feed_its_regions_and_its_top_country() -> None:
    placement = Placement(region="europe", secondary=("mena",), countries=(CountryScore(code="XK", score=5.0),))
    assert feeds_of(placement) == (
        (FeedKind.ALL, "all"),
        (FeedKind.REGION, "regions/europe"),
        (FeedKind.REGION, "regions/mena"),
        (FeedKind.COUNTRY, "countries/xk"),
    )


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
        (FeedKind.DIGEST, "digests/daily", "Example Desk: Daily briefing (editions)"),
        (FeedKind.DIGEST, "digests/gone", "Example Desk: gone (editions)"),
    ],
)
def test_a_feed_has_a_title_a_reader_understands(kind: FeedKind, path: str, title: str) -> None:
    name = feed_name(kind, path, scheme(), [plan()], site())
    assert (name.kind, name.path, name.title, name.empty) == (kind, path, title, False)
    assert feed_name(kind, path, scheme(), [plan()], site(), empty=True).empty
