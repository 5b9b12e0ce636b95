from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.editions.compose import compose
from digest.model import Composition, Depth, EditionRegion
from tests.editions.builders import NOW, plan, release, scheme, slot

SIZES: Mapping[Depth, int] = {
    Depth.LEAD: 2200,
    Depth.FULL: 1800,
    Depth.SHORT: 1000,
    Depth.HEADLINE: 400,
    Depth.OMITTED: 0,
}
FRAME = 8000


def size(composition: Composition) -> int:
    return FRAME + sum(SIZES[item.depth] for item in composition.items)


def edition(
    counts: Mapping[str, int], budget: int, measure: Callable[[Composition], int] = size
) -> tuple[Composition, int]:
    """The composition with that many articles in each region, and how often it was measured."""
    regions = [region for region, count in counts.items() for _ in range(count)]
    calls = []

    def counting(composition: Composition) -> int:
        calls.append(composition)
        return measure(composition)

    releases = [release(number, region) for number, region in enumerate(regions)]
    composition = compose(releases, plan(), slot(), scheme(), now=NOW, measure=counting, budget=budget)
    return composition, len(calls)


def depths(region: EditionRegion) -> Counter[Depth]:
    return Counter(item.depth for item in region.items)


def shown(region: EditionRegion) -> int:
    return sum(item.depth is not Depth.OMITTED for item in region.items)


def test_a_mail_that_fits_is_measured_once_and_left_alone() -> None:
    composition, calls = edition({"europe": 5, "mena": 2}, 95_000)
    assert calls == 1
    assert depths(composition.regions[0]) == {Depth.LEAD: 1, Depth.FULL: 4}


def test_summaries_get_shorter_before_any_becomes_a_bare_headline() -> None:
    composition, _ = edition({"europe": 30, "mena": 20}, 80_000)
    assert size(composition) <= 80_000
    seen = depths(composition.regions[0]) + depths(composition.regions[1])
    assert seen[Depth.LEAD] == 2
    assert seen[Depth.FULL] > 0
    assert seen[Depth.SHORT] > 0
    assert seen[Depth.HEADLINE] == seen[Depth.OMITTED] == 0


def test_articles_leave_the_mail_only_when_all_others_are_headlines() -> None:
    composition, _ = edition({"europe": 200, "mena": 20}, 50_000)
    seen = depths(composition.regions[0]) + depths(composition.regions[1])
    assert seen[Depth.FULL] == seen[Depth.SHORT] == 0
    assert min(seen[Depth.HEADLINE], seen[Depth.OMITTED]) > 0
    assert len(composition.items) == 220


def test_the_largest_region_gives_way_first_so_that_shares_become_fair() -> None:
    composition, _ = edition({"europe": 200, "mena": 60, "south-asia": 5}, 40_000)
    europe, mena, south_asia = composition.regions
    assert abs(shown(europe) - shown(mena)) <= 1
    assert shown(south_asia) == 5


def test_what_gives_way_stands_at_the_end_of_its_region() -> None:
    composition, _ = edition({"europe": 60}, 60_000)
    order = list(SIZES)
    ranks = [order.index(item.depth) for item in composition.regions[0].items]
    assert ranks == sorted(ranks)


def test_every_region_keeps_its_lead_and_three_headlines_even_when_that_is_too_much() -> None:
    composition, _ = edition({"europe": 50, "mena": 50, "south-asia": 2, "global": 5}, 1)
    assert [depths(region) for region in composition.regions] == [
        {Depth.LEAD: 1, Depth.HEADLINE: 3, Depth.OMITTED: 46},
        {Depth.LEAD: 1, Depth.HEADLINE: 3, Depth.OMITTED: 46},
        {Depth.LEAD: 1, Depth.HEADLINE: 1},
        {Depth.LEAD: 1, Depth.HEADLINE: 3, Depth.OMITTED: 1},
    ]


@pytest.mark.parametrize("budget", [300_000, 150_000, 95_000, 50_000])
def test_two_thousand_articles_need_few_measures_and_fill_the_mail(budget: int) -> None:
    composition, calls = edition({"europe": 1500, "mena": 400, "south-asia": 90, "global": 10}, budget)
    assert calls <= 8
    assert 0.97 * budget <= size(composition) <= budget


def test_leads_alone_are_measured_once_whatever_their_size() -> None:
    composition, calls = edition({"europe": 1, "mena": 1}, 1)
    assert calls == 1
    assert [item.depth for item in composition.items] == [Depth.LEAD, Depth.LEAD]


@given(
    st.lists(st.integers(0, 40), min_size=3, max_size=3),
    st.integers(5_000, 120_000),
    st.lists(st.integers(1, 5000), min_size=120, max_size=120),
)
@settings(max_examples=80, deadline=None)
def test_a_mail_fits_whenever_it_can_and_is_never_cut_without_need(
    counts: list[int], budget: int, weights: list[int]
) -> None:
    def uneven(composition: Composition) -> int:
        return FRAME + sum(
            SIZES[item.depth] * weights[int(item.release.article.key[1:])] // 1000 for item in composition.items
        )

    regions = dict(zip(("europe", "mena", "south-asia"), counts, strict=True))
    composition, calls = edition(regions, budget, uneven)
    least, _ = edition(regions, 0, uneven)
    whole, _ = edition(regions, 10**12, uneven)
    assert uneven(composition) <= max(budget, uneven(least))
    assert calls <= 20
    if uneven(whole) <= budget:
        assert composition == whole
