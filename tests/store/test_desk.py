"""The desk in figures and facts."""

from __future__ import annotations

from digest.model import DeliveryState, Outcome
from digest.store import Counts, Store
from tests.store.makers import MINUTE, NOON, add, issue


def test_an_empty_desk_counts_nothing(store: Store) -> None:
    counts = store.counts()
    assert (counts.articles, counts.seeds, counts.pending) == (0, 0, 0)
    assert (counts.oldest_pending, counts.last_received, counts.last_issued) == (None, None, None)


def test_the_counts_are_those_of_the_tables(store: Store) -> None:
    add(store, "a", "b")
    add(store, "old", backfill=True)
    store.quarantine("sha-x", "x", "no text", 1, None, NOON)
    issue(store, "daily-1", ["key-a"], to=["x@example.org", "y@example.org", "z@example.org"], now=NOON + MINUTE)
    for state in (DeliveryState.FAILED, DeliveryState.SENT):
        mine = store.claim("me", now=NOON + MINUTE, lease=MINUTE)
        assert mine is not None
        store.settle(mine, Outcome(state=state), now=NOON + MINUTE)
    old = store.release("key-old")
    assert old is not None
    assert store.counts() == Counts(
        articles=3,
        backfilled=1,
        withdrawn=0,
        merged=0,
        withheld=0,
        next_due=None,
        seeds=3,
        quarantined=1,
        editions=1,
        subscribers=3,
        pending=1,
        sending=0,
        sent=1,
        failed=1,
        held=0,
        cancelled=0,
        oldest_pending=NOON + MINUTE,
        next_try=NOON + MINUTE,
        last_received=NOON,
        last_released=old.released,
        last_issued=NOON + MINUTE,
    )


def test_a_fact_is_what_was_set_last(store: Store) -> None:
    assert store.fact("left-machine:daily") is None
    store.set_fact("left-machine:daily", "yes")
    store.set_fact("left-machine:daily", "no")
    assert store.fact("left-machine:daily") == "no"


def test_a_sound_desk_has_nothing_to_complain_of(store: Store) -> None:
    add(store, "a")
    assert store.check() == []
