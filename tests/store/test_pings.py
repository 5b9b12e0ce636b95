"""The hub is told of what stands in a file and is new to it: once, by one process at a time."""

from __future__ import annotations

from datetime import timedelta

from digest.model import HubState, Ping
from digest.store import Store
from tests.store.makers import MINUTE, NOON

HUB = "https://hub.example.org/"


def claimed(store: Store, *, hub: str = HUB, after: timedelta = timedelta()) -> list[Ping]:
    """What waits at that time after noon; the hub is let go of again."""
    found = list(store.claim_pings(hub, now=NOON + after, lease=MINUTE))
    if found:
        store.leave_hub(hub, attempts=0, due=NOON + after, answer="")
    return found


def waiting(store: Store, *, hub: str = HUB, after: timedelta = timedelta()) -> list[str]:
    return [ping.path for ping in claimed(store, hub=hub, after=after)]


def test_what_was_never_told_waits_and_what_was_told_does_not(store: Store) -> None:
    store.stand(HUB, {"b.json": "one", "a.json": "one"})
    store.stand(HUB, {})
    first, second = claimed(store)
    assert (first.path, second.path, first.stands, first.waits) == ("a.json", "b.json", "one", True)
    store.heard(HUB, first, "204 No Content", now=NOON)
    assert waiting(store) == ["b.json"]
    [told, _] = store.pings(HUB)
    assert (told.told, told.answer, told.tried, told.waits) == ("one", "204 No Content", NOON, False)


def test_many_changes_before_the_hub_is_told_are_one(store: Store) -> None:
    for content in ("one", "two", "three"):
        store.stand(HUB, {"a.json": content})
    [ping] = claimed(store)
    assert ping.stands == "three"
    store.heard(HUB, ping, "", now=NOON)
    store.stand(HUB, {"a.json": "three"})
    assert waiting(store) == []


def test_a_change_while_the_hub_is_told_waits_for_the_next_time(store: Store) -> None:
    store.stand(HUB, {"a.json": "one"})
    [ping] = claimed(store)
    store.stand(HUB, {"a.json": "two"})
    store.heard(HUB, ping, "", now=NOON)
    assert [again.stands for again in claimed(store)] == ["two"]


def test_what_the_hub_heard_of_longest_ago_comes_first(store: Store) -> None:
    store.stand(HUB, {"a.json": "one", "b.json": "one"})
    a, b = claimed(store)
    store.heard(HUB, b, "", now=NOON)
    store.heard(HUB, a, "", now=NOON + MINUTE)
    store.stand(HUB, {"a.json": "two", "b.json": "two", "new.json": "one"})
    assert waiting(store, after=2 * MINUTE) == ["new.json", "b.json", "a.json"]


def test_a_refused_file_waits_alone_also_when_it_changes(store: Store) -> None:
    store.stand(HUB, {"a.json": "one", "b.json": "one"})
    a, _ = claimed(store)
    store.refused(HUB, a, "400 no such topic", now=NOON, again=NOON + 5 * MINUTE)
    store.stand(HUB, {"a.json": "two"})
    assert waiting(store, after=4 * MINUTE) == ["b.json"]
    [again] = [ping for ping in claimed(store, after=5 * MINUTE) if ping.path == "a.json"]
    assert (again.stands, again.attempts, again.answer) == ("two", 1, "400 no such topic")
    store.heard(HUB, again, "202", now=NOON + 5 * MINUTE)
    assert next(iter(store.pings(HUB))).attempts == 0


def test_one_process_at_a_time_asks_the_hub_and_a_killed_one_keeps_it_for_a_minute(store: Store) -> None:
    store.stand(HUB, {"a.json": "one"})
    assert store.claim_pings(HUB, now=NOON, lease=MINUTE)
    assert store.claim_pings(HUB, now=NOON + MINUTE / 2, lease=MINUTE) == ()
    assert store.claim_pings(HUB, now=NOON + MINUTE, lease=MINUTE)


def test_a_hub_that_does_not_listen_is_left_alone_until_it_is_due(store: Store) -> None:
    assert store.hub_state(HUB).attempts == 0
    store.stand(HUB, {"a.json": "one"})
    store.claim_pings(HUB, now=NOON, lease=MINUTE)
    store.leave_hub(HUB, attempts=3, due=NOON + 9 * MINUTE, answer="refused")
    store.stand(HUB, {"new.json": "one"})
    assert waiting(store, after=8 * MINUTE) == []
    assert store.hub_state(HUB) == HubState(attempts=3, due=NOON + 9 * MINUTE, answer="refused")
    assert waiting(store, after=9 * MINUTE) == ["a.json", "new.json"]


def test_a_person_who_asks_for_it_waits_for_nothing(store: Store) -> None:
    store.stand(HUB, {"a.json": "one", "b.json": "one"})
    a, b = claimed(store)
    store.heard(HUB, b, "", now=NOON)
    store.refused(HUB, a, "400", now=NOON, again=NOON + 5 * MINUTE)
    store.leave_hub(HUB, attempts=3, due=NOON + 9 * MINUTE, answer="refused")
    assert store.claim_pings(HUB, now=NOON, lease=MINUTE) == ()
    assert [ping.path for ping in store.claim_pings(HUB, now=NOON, lease=MINUTE, anyway=True)] == ["a.json"]


def test_a_clock_that_was_ahead_puts_nothing_off_for_a_year(store: Store) -> None:
    store.stand(HUB, {"a.json": "one"})
    ahead = NOON + timedelta(days=365)
    [ping] = store.claim_pings(HUB, now=ahead, lease=MINUTE)
    store.refused(HUB, ping, "400", now=ahead, again=ahead + MINUTE)
    store.leave_hub(HUB, attempts=1, due=ahead + MINUTE, answer="")
    assert waiting(store) == ["a.json"]


def test_another_hub_is_told_of_all_and_what_waited_for_the_old_one_is_forgotten(store: Store) -> None:
    store.stand(HUB, {"a.json": "one", "b.json": "one"})
    a, b = claimed(store)
    store.heard(HUB, a, "204", now=NOON)
    store.refused(HUB, b, "400", now=NOON, again=NOON + 60 * MINUTE)
    other = "https://other.example.org/hub?desk=1"
    assert waiting(store, hub=other) == []
    store.stand(other, {"a.json": "one", "b.json": "one"})
    assert waiting(store) == []
    assert [(ping.path, ping.told, ping.attempts, ping.answer, ping.tried) for ping in claimed(store, hub=other)] == [
        ("a.json", None, 0, "", None),
        ("b.json", None, 0, "", None),
    ]
    store.heard(HUB, a, "too late", now=NOON)
    assert waiting(store, hub=other) == ["a.json", "b.json"]
