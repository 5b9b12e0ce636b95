"""Each article goes into at most one edition of a digest, by set difference."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import QueuePool

from digest.errors import StoreError
from digest.model import BacklogReason, DeliveryState
from digest.store import Store, editions
from digest.store.database import Database
from tests.store.makers import MINUTE, NOON, add, delivery, edition, issue, revise


def candidates(store: Store, digest: str = "daily") -> list[str]:
    return [release.article.key for release in store.candidates(digest)]


def test_what_no_edition_had_is_a_candidate_newest_first(store: Store) -> None:
    add(store, "a", "b", "c")
    assert candidates(store) == ["key-c", "key-b", "key-a"]
    assert issue(store, "daily-1", ["key-b"])
    assert candidates(store) == ["key-c", "key-a"]
    assert candidates(store, "weekly") == ["key-c", "key-b", "key-a"]


@pytest.mark.parametrize("count", [0, 2, 3, 4, 6, 7])
def test_candidates_come_page_by_page_and_each_once(store: Store, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(editions, "PAGE", 3)
    keys = [key for number in range(count) for key in add(store, str(number))]
    assert candidates(store) == keys[::-1]
    assert store.waiting("daily") == count


def test_others_go_on_between_two_pages(store: Store, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editions, "PAGE", 2)
    add(store, *"abcdef")
    database = Database(url, busy_timeout=5)
    with Store(database) as slow:
        found = slow.candidates("daily")
        come = [next(found).article.key, next(found).article.key]
        assert isinstance(database.engine.pool, QueuePool)
        assert database.engine.pool.checkedout() == 0, "nothing is held"
        add(store, "g")
        revise(store, "d", "Second.")
        issue(store, "daily-1", ["key-f", "key-c"], backlog=[("key-a", BacklogReason.OLD)])
        rest = [(release.article.key, release.revision) for release in found]
    assert come == ["key-f", "key-e"]
    assert rest == [("key-d", 2), ("key-b", 1)]
    with pytest.raises(StoreError, match=r"daily-2 repeats 1 articles .* key-f"):
        issue(store, "daily-2", [*come, "key-d", "key-b"])
    assert candidates(store) == ["key-g", "key-e", "key-d", "key-b"]


def test_backlog_and_backfill_are_no_candidates(store: Store) -> None:
    add(store, "a", "b")
    add(store, "old", backfill=True)
    issue(store, "daily-1", ["key-a"], backlog=[("key-b", BacklogReason.OLD)])
    assert candidates(store) == []
    assert store.backlog_counts("daily") == {BacklogReason.OLD: 1, BacklogReason.BACKFILL: 1}
    assert store.backlog_counts("weekly") == {}


def test_a_revision_of_a_sent_article_is_not_sent_again(store: Store) -> None:
    add(store, "a")
    issue(store, "daily-1", ["key-a"])
    revise(store, "a", "Second.")
    assert candidates(store) == []


def test_backfill_is_counted_by_one_edition_of_each_digest(store: Store) -> None:
    add(store, "o1", "o2", backfill=True)
    assert store.backlog_counts("daily") == {}
    issue(store, "daily-1")
    assert store.backlog_counts("daily") == {BacklogReason.BACKFILL: 2}
    assert store.backlog_counts("weekly") == {}
    add(store, "o3", backfill=True)
    assert store.backlog_counts("daily") == {BacklogReason.BACKFILL: 2}
    issue(store, "daily-2", now=NOON + MINUTE)
    assert store.backlog_counts("daily") == {BacklogReason.BACKFILL: 3}


def test_an_edition_is_issued_once(store: Store) -> None:
    add(store, "a", "b")
    assert issue(store, "daily-1", ["key-a"], to=["x@example.org"], now=NOON)
    before = store.counts()
    assert not issue(store, "daily-1", ["key-b"], to=["x@example.org"], now=NOON + MINUTE)
    assert store.counts() == before
    assert store.mark("daily") == NOON
    assert candidates(store) == ["key-b"]


def test_an_edition_comes_back_as_it_was_frozen(store: Store) -> None:
    add(store, "a")
    frozen = edition("daily-1", ["key-a"], issued=store.moment(NOON + MINUTE))
    assert store.issue(frozen, [], [], mark=NOON)
    assert store.edition("daily-1") == frozen
    assert store.editions() == (frozen,)
    assert store.edition("daily-2") is None


def test_an_article_never_goes_into_two_editions_of_a_digest(store: Store) -> None:
    add(store, "a", "b")
    issue(store, "daily-1", ["key-a"])
    with pytest.raises(StoreError, match=r"daily-2 repeats 1 articles .* key-a"):
        issue(store, "daily-2", ["key-a", "key-b"])
    assert store.edition("daily-2") is None
    assert candidates(store) == ["key-b"]
    assert issue(store, "weekly-1", ["key-a"], digest="weekly")


def test_an_issue_that_fails_writes_nothing(store: Store) -> None:
    add(store, "a")
    with pytest.raises(StoreError):
        store.issue(edition("daily-1", ["key-a"]), [delivery("daily-1", 999)], [], mark=NOON)
    assert store.edition("daily-1") is None
    assert store.mark("daily") is None
    assert candidates(store) == ["key-a"]


def test_editions_come_newest_first(store: Store) -> None:
    for number in range(3):
        issue(store, f"daily-{number}", now=NOON + number * MINUTE)
    issue(store, "weekly-0", digest="weekly", now=NOON + 5 * MINUTE)
    assert [found.key for found in store.editions()] == ["weekly-0", "daily-2", "daily-1", "daily-0"]
    assert [found.key for found in store.editions("daily", limit=2)] == ["daily-2", "daily-1"]
    heads = store.edition_heads("daily", 2)
    assert [key for key, _ in heads] == ["daily-2", "daily-1"]
    assert heads[0][1] - heads[1][1] == MINUTE // timedelta(microseconds=1)


def test_whatever_is_released_after_an_edition_is_dated_after_it(store: Store) -> None:
    later = NOON + timedelta(hours=1)
    store.issue(edition("daily-1", issued=later), [], [], mark=NOON)
    add(store, "a", now=NOON)
    found = store.release("key-a")
    assert found is not None
    assert found.released > later


def test_an_article_tells_which_editions_had_it_and_which_left_it_out(store: Store) -> None:
    add(store, "a", "b")
    assert store.waiting("daily") == 2
    issue(store, "daily-1", ["key-a"], backlog=[("key-b", BacklogReason.MANY)])
    issue(store, "weekly-1", ["key-b", "key-a"], digest="weekly", now=NOON + MINUTE)
    assert store.editions_of("key-a") == ("daily-1", "weekly-1")
    assert store.editions_of("key-b") == ("weekly-1",)
    assert store.left_out_of("key-b") == (("daily", "daily-1", BacklogReason.MANY),)
    assert store.left_out_of("key-a") == ()
    assert store.waiting("daily") == 0
    assert store.waiting("monthly") == 2


def test_articles_are_set_aside_without_an_edition_and_the_mark_moves_with_them(store: Store) -> None:
    add(store, "a", "b")
    store.set_aside("daily", [("key-a", BacklogReason.OLD)])
    assert store.mark("daily") is None
    store.set_aside("daily", [("key-b", BacklogReason.BEFORE_START)], mark=NOON)
    assert store.mark("daily") == NOON
    assert candidates(store) == []
    assert candidates(store, "weekly") == ["key-b", "key-a"]
    assert store.editions() == ()
    assert store.backlog_counts("daily") == {BacklogReason.OLD: 1, BacklogReason.BEFORE_START: 1}
    issue(store, "weekly-1", backlog=[("key-a", BacklogReason.MANY)], digest="weekly")
    assert store.left_out_of("key-a") == (
        ("daily", None, BacklogReason.OLD),
        ("weekly", "weekly-1", BacklogReason.MANY),
    )
    assert store.check() == []


def test_setting_aside_what_is_not_there_moves_no_mark(store: Store) -> None:
    add(store, "a")
    with pytest.raises(StoreError):
        store.set_aside("daily", [("key-a", BacklogReason.OLD), ("key-lost", BacklogReason.OLD)], mark=NOON)
    assert store.mark("daily") is None
    assert candidates(store) == ["key-a"]


def test_a_digest_knows_whether_it_ever_went_out_by_a_channel(store: Store) -> None:
    issue(store, "daily-1", to=["x@example.org"])
    assert store.has_left("daily", ["maildir", "smtp"])
    assert not store.has_left("daily", ["smtp"])
    assert not store.has_left("weekly", ["maildir"])
    assert not store.has_left("daily", [])


def test_a_mark_only_moves_forward(store: Store) -> None:
    assert store.mark("daily") is None
    store.advance("daily", NOON)
    store.advance("daily", NOON - MINUTE)
    assert store.mark("daily") == NOON
    issue(store, "daily-1", now=NOON + MINUTE)
    assert store.mark("daily") == NOON + MINUTE


def test_a_mark_can_be_brought_back_by_name_and_never_forward(store: Store) -> None:
    store.advance("daily", NOON + 9 * MINUTE)
    store.advance("weekly", NOON + 9 * MINUTE)
    store.turn_back("daily", NOON)
    store.turn_back("daily", NOON + MINUTE)
    assert (store.mark("daily"), store.mark("weekly")) == (NOON, NOON + 9 * MINUTE)


def test_the_desk_knows_which_digests_ever_issued(store: Store) -> None:
    assert store.issuers() == frozenset()
    issue(store, "daily-1")
    issue(store, "daily-2")
    issue(store, "weekly-1", digest="weekly")
    store.advance("monthly", NOON)
    assert store.issuers() == {"daily", "weekly"}


def test_what_was_planned_can_be_counted_by_state(store: Store) -> None:
    issue(store, "daily-1", to=["x@example.org", "y@example.org"])
    assert store.expected("daily-1") == {DeliveryState.PENDING: 2}
    assert store.expected("daily-2") == {}


def test_all_is_looked_at_again_where_it_must_be(store: Store) -> None:
    """Only what changed since the last decision is read: whatever opens an older article again says so."""
    add(store, "a", "b")
    issue(store, "daily-1", ["key-a"], backlog=[("key-b", BacklogReason.OLD)])
    add(store, "c")
    assert candidates(store) == ["key-c"]
    store.set_aside("daily", [("key-c", BacklogReason.OLD)], mark=NOON + MINUTE)
    assert candidates(store) == []
    assert candidates(store, "weekly") == ["key-c", "key-b", "key-a"], "another digest decides for itself"
    store.turn_back("daily", NOON)
    assert candidates(store) == ["key-c"]
    assert store.waiting("daily") == 1


def test_what_an_edition_left_undecided_is_still_there_for_the_next(store: Store) -> None:
    add(store, *"abc")
    issue(store, "daily-1", ["key-b"])
    assert candidates(store) == ["key-c", "key-a"]
    issue(store, "daily-2", ["key-c"])
    add(store, "d")
    assert candidates(store) == ["key-d", "key-a"]


def test_an_edition_is_amended_in_its_place_and_its_files_are_written_anew(store: Store) -> None:
    add(store, "a")
    issue(store, "daily-1", ["key-a"])
    store.stamp("editions/daily-1", "frozen")
    store.stamp("editions/daily-2", "frozen")
    old = store.edition("daily-1")
    assert old is not None
    store.amend(replace(old, named=frozenset({"key-a"})))
    assert store.editions() == (replace(old, named=frozenset({"key-a"})),)
    assert store.stamps() == {"editions/daily-2": "frozen"}
