"""Laws of stories over any articles: symmetric, found by their traces, and the same in every order of arrival."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.articles import rank, relate, traces, visible
from digest.model import Article
from tests.articles.test_stories import CHANGED, MARKETS, MORE, NOTICE, OTHER, PIER, TITLE, UNSPACED, made

TITLES = (
    TITLE,
    "Harbour board of Northport opens the old pier",
    "Old pier of Northport reopened by harbour board today",
    "Briefs",
    "舊碼頭重新開放",
    "A ferry runs aground near Northport in fog",
)
MARKS = ("", "", "UPDATE 1-", "UPDATE 2-", "CORRECTED-", "KILL: ", "(LEAD) ")
SENTENCES = (
    *PIER,
    *CHANGED,
    *MORE,
    *OTHER,
    *NOTICE,
    MARKETS,
    UNSPACED,
    "Read more",
    "NORTHPORT, March 4 - The pier is open.",
)
BODIES = st.sampled_from([PIER, CHANGED, (*PIER, *MORE), OTHER, NOTICE, ()]) | st.lists(
    st.sampled_from(SENTENCES), max_size=5
).map(tuple)
DAYS = ("", "2026-03-02", "2026-03-03", "2026-03-02T09:00:00Z", "2026-03-02T15:00:00Z", "2026-03-04T23:00:00Z")
FAR = ("2026-07-01T09:00:00Z", "2025-03-02")
RELAXED = settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow], deadline=None)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    said = {
        "id": draw(st.sampled_from(["", "", "urn:x:pier", "17"])),
        "url": draw(st.sampled_from(["", "", "https://news.example/pier", "http://www.news.example/pier/"])),
        "byline": draw(st.sampled_from(["", "", "Ann Lee", "Bo Li"])),
        "version": draw(st.sampled_from(["", "1", "2", "978556838"])),
    }
    return made(
        *draw(BODIES),
        title=draw(st.sampled_from(MARKS)) + draw(st.sampled_from(TITLES)),
        at=draw(st.sampled_from(DAYS + FAR)),
        received=draw(st.sampled_from([0.0, 1.0, 200.0])),
        **said,
    )


GROUPS = st.lists(articles(), min_size=2, max_size=6)


def stories(arriving: Sequence[Article]) -> set[frozenset[int]]:
    """The groups that a store makes of articles that come one after the other, found by their traces."""
    by_trace: dict[int, list[int]] = {}
    story = list(range(len(arriving)))
    for place, article in enumerate(arriving):
        own = traces(article)
        near = {other for trace in own.lasting + own.passing for other in by_trace.setdefault(trace, [])}
        for other in near:
            if relate(article, arriving[other]) is not None:
                old, new = story[other], story[place]
                story = [new if each == old else each for each in story]
        for trace in own.lasting + own.passing:
            by_trace[trace].append(place)
    return {frozenset(id(arriving[place]) for place, its in enumerate(story) if its == name) for name in set(story)}


@RELAXED
@given(GROUPS)
def test_two_articles_are_related_either_way_or_not_at_all(group: list[Article]) -> None:
    for one, other in combinations(group, 2):
        assert (relate(one, other) is None) == (relate(other, one) is None)


@RELAXED
@given(GROUPS)
def test_related_articles_share_a_trace_and_a_lasting_one_beyond_three_days(group: list[Article]) -> None:
    for one, other in combinations(group, 2):
        if relate(one, other) is None:
            continue
        first, second = traces(one), traces(other)
        lasting = set(first.lasting) & set(second.lasting)
        passing = set(first.passing) & set(second.passing)
        assert lasting | passing
        if one.published and other.published and abs(one.published - other.published).days > 4:
            assert lasting


@RELAXED
@given(GROUPS)
def test_every_trace_fits_into_eight_bytes(group: list[Article]) -> None:
    for article in group:
        own = traces(article)
        assert all(-(1 << 63) <= trace < 1 << 63 for trace in own.lasting + own.passing)
        assert len(own.passing) == len(set(own.passing)) < 40


@RELAXED
@given(GROUPS)
def test_rank_orders_all_texts_and_only_equal_ones_rank_equal(group: list[Article]) -> None:
    for one, other in combinations(group, 2):
        same = replace(one, received=other.received) == other
        assert rank(one) < rank(other) or rank(other) < rank(one) or same


@RELAXED
@given(GROUPS, st.data())
def test_groups_and_what_readers_see_are_the_same_in_every_order(group: list[Article], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(group))
    assert stories(group) == stories(shuffled)
    seen, again = visible(group), visible(shuffled)
    assert seen == replace(again, received=seen.received)


@RELAXED
@given(GROUPS)
def test_of_one_source_id_the_highest_version_is_seen(group: list[Article]) -> None:
    of_one = [each for each in group if each.guid == "urn:x:pier" and each.version < 1000]
    if of_one:
        assert visible(of_one).version == max(each.version for each in of_one)


@RELAXED
@given(articles())
def test_an_article_is_a_version_of_itself_and_alone_it_is_seen(article: Article) -> None:
    assert relate(article, article) is not None
    assert visible([article]) is article
