from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any
from weakref import finalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.editions.compose import compose, edition_of, left_out
from digest.model import BacklogReason, Composition, Depth, DigestPlan, EditionRegion, Precision, Release, Scheme
from tests.editions.builders import DAY, NOW, briefing, plan, release, scheme, slot


def composed(releases: list[Release], digest: DigestPlan | None = None, **changes: Any) -> Composition:
    newest_first = sorted(releases, key=lambda release: release.released, reverse=True)
    return compose(newest_first, digest or plan(), slot(), changes.pop("scheme", scheme()), now=NOW, **changes)


def numbers(region: EditionRegion) -> list[int]:
    return [int(item.release.article.key[1:]) for item in region.items]


def shape(composition: Composition) -> dict[str, list[int]]:
    return {region.id: numbers(region) for region in composition.regions}


def test_articles_stand_under_their_region_in_the_order_of_the_scheme_newest_first() -> None:
    releases = [
        release(1, "unassigned"),
        release(2, "south-asia"),
        release(3, "europe"),
        release(4, "global"),
        release(5, "europe"),
    ]
    assert shape(composed(releases)) == {
        "europe": [5, 3],
        "south-asia": [2],
        "global": [4],
        "unassigned": [1],
    }


def test_the_plan_may_put_regions_first_and_loses_none_it_does_not_name() -> None:
    releases = [release(n, region) for n, region in enumerate(("europe", "mena", "south-asia", "global"))]
    digest = plan(regions=("south-asia", "nowhere", "mena"))
    assert list(shape(composed(releases, digest))) == ["south-asia", "mena", "europe", "global"]


def test_an_article_of_a_region_the_scheme_lost_stands_under_other_news() -> None:
    (region,) = composed([release(1, "atlantis")]).regions
    assert (region.id, region.title, numbers(region)) == ("unassigned", "Other news", [1])
    bare = Scheme(name="bare", regions=scheme().regions[:1])
    assert shape(composed([release(1, "atlantis")], scheme=bare)) == {"unassigned": [1]}


def test_sections_follow_the_scheme_and_articles_without_one_come_last() -> None:
    releases = [
        release(1, section="uk-ireland", words=500),
        release(2),
        release(3, section="balkans"),
        release(4, section="atlantis"),
        release(5, section="uk-ireland"),
    ]
    (region,) = composed(releases).regions
    assert [(section.id, section.title) for section in region.sections] == [
        ("uk-ireland", "UK & Ireland"),
        ("balkans", "Balkans"),
        (None, None),
    ]
    assert numbers(region) == [1, 5, 3, 4, 2]


def test_the_section_of_the_lead_comes_first() -> None:
    releases = [release(1, section="uk-ireland"), release(2, section="balkans", words=900), release(3)]
    (region,) = composed(releases).regions
    assert [section.id for section in region.sections] == ["balkans", "uk-ireland", None]
    assert [item.depth for item in region.items] == [Depth.LEAD, Depth.FULL, Depth.FULL]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({}, {"published": None, "words": 900}),
        ({}, {"published": NOW - 30 * DAY, "words": 900}),
        ({}, {"flagged": True, "words": 900}),
        ({}, {"flags": frozenset({"may-hold-several"}), "words": 900}),
        ({}, {"published": NOW - 2 * DAY, "words": 900}),
        ({"published": NOW, "words": 61}, {"published": NOW + DAY / 2}),
        ({"words": 61}, {}),
        ({"published": None, "words": 61}, {"published": None}),
        ({"published": None}, {"published": None, "flagged": True, "words": 900}),
    ],
    ids=[
        "undated",
        "old",
        "unsure place",
        "unsure text",
        "an earlier day",
        "not begun here",
        "longer",
        "longer undated",
        "sure undated",
    ],
)
def test_the_lead_is_dated_recent_and_sure_and_among_equals_the_longest(
    better: dict[str, Any], worse: dict[str, Any]
) -> None:
    for first, second in ((better, worse), (worse, better)):
        (region,) = composed([release(1, **first), release(2, **second)]).regions
        lead = region.items[0]
        assert lead.depth is Depth.LEAD
        assert lead.release.article.key == ("a00001" if first is better else "a00002")


def test_a_revised_article_is_marked_updated() -> None:
    (region,) = composed([release(1), release(2, revision=3)]).regions
    assert [item.updated for item in region.items] == [True, False]


def test_an_article_stands_once_and_its_other_regions_point_to_it() -> None:
    releases = [release(1, "europe", secondary=("mena", "south-asia")), release(2, "mena")]
    composition = composed(releases)
    assert shape(composition) == {"europe": [1], "mena": [2]}
    pointers = {region.id: [item.release.article.key for item in region.see_also] for region in composition.regions}
    assert pointers == {"europe": [], "mena": ["a00001"]}
    assert composition.regions[1].see_also[0].depth is Depth.HEADLINE


def test_a_region_points_to_the_five_newest_articles_elsewhere_at_most() -> None:
    releases = [release(0, "mena"), *(release(n, "europe", secondary=("mena",)) for n in range(1, 9))]
    mena = composed(releases).regions[1]
    assert [item.release.article.key for item in mena.see_also] == [f"a{n:05}" for n in (8, 7, 6, 5, 4)]


@pytest.mark.parametrize(
    ("published", "precision", "old"),
    [
        (NOW - 7 * DAY, Precision.TIME, False),
        (NOW - 7 * DAY - timedelta(seconds=1), Precision.TIME, True),
        (datetime(2026, 11, 15, tzinfo=UTC), Precision.DAY, False),
        (datetime(2026, 11, 14, tzinfo=UTC), Precision.DAY, True),
        (datetime(2026, 11, 1, tzinfo=UTC), Precision.MONTH, False),
        (datetime(2026, 10, 1, tzinfo=UTC), Precision.MONTH, True),
        (None, None, False),
    ],
)
def test_an_article_is_too_old_only_when_its_date_is_known_and_wholly_past(
    published: datetime | None, precision: Precision | None, *, old: bool
) -> None:
    article = release(1, published=published, published_precision=precision)
    composition = composed([article], plan(max_age=7 * DAY))
    assert composition.backlog == ((("a00001", BacklogReason.OLD),) if old else ())
    assert len(composition.items) == (not old)


def test_without_an_age_limit_nothing_is_too_old() -> None:
    assert composed([release(1, published=NOW - 9999 * DAY)]).backlog == ()


def test_the_first_edition_that_leaves_the_machine_leaves_out_what_came_before_its_start() -> None:
    start = NOW - timedelta(hours=24)
    releases = [
        release(1, received=start),
        release(2, received=start - timedelta(microseconds=1), published=NOW - 99 * DAY),
        release(3, received=NOW, backfill=True),
    ]
    composition = composed(releases, plan(max_age=DAY), start=start)
    assert shape(composition) == {"europe": [1]}
    assert composition.backlog == (("a00003", BacklogReason.BACKFILL), ("a00002", BacklogReason.BEFORE_START))


def test_beyond_the_limit_the_newest_articles_go_in() -> None:
    composition = composed([release(n) for n in (2, 4, 1, 3)], plan(max_articles=2))
    assert sorted(shape(composition)["europe"]) == [3, 4]
    assert composition.backlog == (("a00002", BacklogReason.MANY), ("a00001", BacklogReason.MANY))


def test_an_edition_with_nothing_to_send_still_tells_its_backlog() -> None:
    composition = composed([release(1, backfill=True)])
    assert (composition.items, composition.regions) == ((), ())
    assert composition.backlog == (("a00001", BacklogReason.BACKFILL),)
    assert composed([]).items == ()


def test_an_edition_freezes_the_keys_by_region_and_counts_what_was_left_out() -> None:
    releases = [release(1), release(2, "mena"), release(3), release(4, backfill=True)]
    issued = NOW + timedelta(seconds=3)
    edition = edition_of(composed(releases), briefing(), issued)
    assert edition.articles == (("europe", ("a00003", "a00001")), ("mena", ("a00002",)))
    assert (edition.key, edition.digest, edition.title) == ("daily-2026-11-22-0700", "daily", "Daily briefing")
    assert (edition.at, edition.issued, edition.left_out) == (NOW, issued, 1)


def test_an_edition_of_nothing_is_not_rendered_to_be_measured() -> None:
    def measure(_composition: Composition) -> int:
        pytest.fail("there is nothing to measure")

    assert composed([release(1, "europe", backfill=True)], measure=measure).items == ()
    assert composed([], measure=measure).items == ()


RELEASES = st.lists(
    st.builds(
        lambda number, where, secondary, days, **rest: release(
            number, where[0], section=where[1], secondary=secondary, published=days and NOW - days * DAY, **rest
        ),
        number=st.integers(0, 999),
        where=st.sampled_from(
            [("europe", "balkans"), ("europe", None), ("mena", None), ("atlantis", "lost"), ("unassigned", None)]
        ),
        secondary=st.sampled_from([(), ("mena",), ("mena", "europe"), ("atlantis",)]),
        days=st.sampled_from([None, 1, 5, 40]),
        words=st.integers(0, 300),
        flagged=st.booleans(),
        backfill=st.booleans(),
    ),
    max_size=40,
    unique_by=lambda each: each.article.key,
)


@given(RELEASES, st.integers(0, 30))
@settings(max_examples=150, deadline=None)
def test_every_candidate_ends_exactly_once_and_the_newest_that_nothing_speaks_against_go_in(
    releases: list[Release], most: int
) -> None:
    digest = plan(max_articles=most, max_age=30 * DAY)
    composition = composed(releases, digest, measure=lambda c: 900 * len(c.items), budget=5000)
    ends = Counter([item.release.article.key for item in composition.items] + [key for key, _ in composition.backlog])
    assert ends == Counter(each.article.key for each in releases)
    assert len(composition.items) <= most
    for region in composition.regions:
        assert [item.depth for item in region.items].index(Depth.LEAD) == 0
        assert sum(item.depth is Depth.LEAD for item in region.items) == 1
        assert not {item.release.article.key for item in region.see_also} & {
            item.release.article.key for item in region.items
        }
    newest_first = sorted(releases, key=lambda each: each.released, reverse=True)
    fit = [each.article.key for each in newest_first if left_out(each, digest, now=NOW) is None]
    assert {item.release.article.key for item in composition.items} == set(fit[:most])
    assert [key for key, reason in composition.backlog if reason is BacklogReason.MANY] == fit[most:]


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class Watched(Release):
    """A release that tells when it is gone."""


def test_of_many_candidates_only_those_that_go_in_stay_in_memory() -> None:
    alive: set[int] = set()
    most_alive = 0

    def coming() -> Iterator[Release]:
        nonlocal most_alive
        for number in range(1000, 0, -1):
            one = release(number, published=NOW - 99 * DAY if number % 2 else NOW)
            watched = Watched(**{each.name: getattr(one, each.name) for each in fields(one)})
            finalize(watched, alive.discard, number)
            alive.add(number)
            most_alive = max(most_alive, len(alive))
            yield watched
            del watched

    composition = compose(coming(), plan(max_articles=20, max_age=7 * DAY), slot(), scheme(), now=NOW)
    assert (len(composition.items), len(composition.backlog)) == (20, 980)
    assert len(alive) == 20
    assert most_alive <= 22, "those that go in, the one at hand and the one that comes"
