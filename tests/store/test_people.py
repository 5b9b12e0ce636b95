"""One person, one row."""

from __future__ import annotations

from digest.model import SubscriberState
from digest.store import Store
from tests.store.makers import MINUTE, NOON


def test_a_subscriber_comes_back_as_told(store: Store) -> None:
    person = store.subscribe("desk@example.org", "maildir", ("daily", "weekly"), NOON)
    assert (person.address, person.channel, person.digests) == ("desk@example.org", "maildir", ("daily", "weekly"))
    assert (person.state, person.since) == (SubscriberState.ACTIVE, NOON)
    assert store.subscribers() == (person,)


def test_an_address_is_one_person_however_it_is_written(store: Store) -> None:
    first = store.subscribe("Ann@Example.org", "maildir", (), NOON)
    again = store.subscribe("ann@example.ORG", "smtp", ("daily",), NOON + MINUTE)
    assert again == first
    assert len(store.subscribers()) == 1


def test_who_left_is_kept_and_can_come_back(store: Store) -> None:
    first = store.subscribe("ann@example.org", "maildir", (), NOON)
    gone = store.unsubscribe("ANN@example.org")
    assert gone is not None
    assert gone.state is SubscriberState.REMOVED
    assert store.subscribers() == ()
    assert store.subscribers(active_only=False) == (gone,)
    back = store.subscribe("ann@example.org", "smtp", ("daily",), NOON + MINUTE)
    assert (back.id, back.state, back.channel) == (first.id, SubscriberState.ACTIVE, "smtp")
    assert (back.digests, back.since) == (("daily",), NOON + MINUTE)


def test_nobody_can_leave_who_never_came_or_has_left(store: Store) -> None:
    assert store.unsubscribe("nobody@example.org") is None
    store.subscribe("ann@example.org", "maildir", (), NOON)
    assert store.unsubscribe("ann@example.org") is not None
    assert store.unsubscribe("ann@example.org") is None
