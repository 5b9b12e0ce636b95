"""Nothing is sent twice by us, and nothing planned stays unsent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.model import Delivery, DeliveryState, Outcome
from digest.store import Store
from tests.store.makers import MINUTE, NOON, delivery, edition, issue

SENT = Outcome(state=DeliveryState.SENT, detail="250 ok")
X, Y = "x@example.org", "y@example.org"


def claim(store: Store, owner: str = "me", minutes: int = 0, uncertain: str = "resend") -> Delivery | None:
    return store.claim(owner, now=NOON + minutes * MINUTE, lease=5 * MINUTE, uncertain=uncertain)


def claimed(store: Store, owner: str = "me", minutes: int = 0) -> Delivery:
    found = claim(store, owner, minutes)
    assert found is not None
    return found


def states(store: Store) -> list[DeliveryState]:
    return [delivery.state for delivery in store.deliveries()]


def test_a_claimed_delivery_is_the_owners_until_its_lease_ends(store: Store) -> None:
    issue(store, "daily-1", to=[X])
    mine = claimed(store)
    assert (mine.address, mine.edition, mine.channel) == (X, "daily-1", "maildir")
    assert (mine.state, mine.owner, mine.attempts) == (DeliveryState.SENDING, "me", 1)
    assert mine.lease == NOON + 5 * MINUTE
    assert claim(store, "other") is None
    assert claim(store, "other", minutes=5) is None


def test_what_was_sent_is_settled_and_never_claimed_again(store: Store) -> None:
    issue(store, "daily-1", to=[X])
    assert store.settle(claimed(store), SENT, now=NOON + MINUTE)
    (done,) = store.deliveries()
    assert (done.state, done.detail, done.settled, done.owner) == (DeliveryState.SENT, "250 ok", NOON + MINUTE, None)
    assert claim(store, minutes=60) is None


def test_deliveries_go_out_oldest_edition_first(store: Store) -> None:
    issue(store, "daily-2", to=[X, Y], now=NOON - MINUTE)
    issue(store, "daily-1", to=[X], now=NOON)
    assert [claimed(store).edition for _ in range(3)] == ["daily-2", "daily-2", "daily-1"]


def test_a_delivery_is_not_claimed_before_its_time(store: Store) -> None:
    person = store.subscribe(X, "maildir", (), NOON)
    planned = Delivery(
        edition="daily-1",
        subscriber=person.id,
        address=X,
        channel="smtp",
        message_id="<1@x>",
        not_before=NOON + MINUTE,
    )
    store.issue(edition("daily-1"), [planned], [], mark=NOON)
    assert store.deliveries() == (planned,)
    assert claim(store) is None
    assert claimed(store, minutes=1).message_id == "<1@x>"


def test_a_delivery_waits_for_no_moment_that_a_clock_once_ahead_gave_out(store: Store) -> None:
    store.moment(NOON.replace(year=2030))
    person = store.subscribe(X, "maildir", (), NOON)
    late = edition("daily-1", issued=store.moment(NOON))
    assert late.issued > NOON.replace(year=2029)
    assert store.issue(late, [delivery("daily-1", person.id, X)], [], mark=NOON, now=NOON)
    assert claimed(store).edition == "daily-1"


def test_a_soft_refusal_is_tried_again_later(store: Store) -> None:
    issue(store, "daily-1", to=[X])
    later = Outcome(state=DeliveryState.PENDING, detail="451 busy", retry_after=10 * MINUTE)
    first = claimed(store)
    assert store.settle(first, later, now=NOON)
    (waiting,) = store.deliveries(state=DeliveryState.PENDING)
    assert (waiting.detail, waiting.not_before, waiting.owner) == ("451 busy", NOON + 10 * MINUTE, None)
    assert claim(store, minutes=9) is None
    second = claimed(store, minutes=10)
    assert second.attempts == 2
    assert second.message_id == first.message_id


def test_a_zombie_settles_nothing(store: Store) -> None:
    issue(store, "daily-1", to=[X])
    zombie = claimed(store, "zombie")
    heir = claimed(store, "heir", minutes=6)
    assert heir.attempts == 2
    assert not store.settle(zombie, Outcome(state=DeliveryState.FAILED), now=NOON + 7 * MINUTE)
    assert store.settle(heir, SENT, now=NOON + 7 * MINUTE)
    assert not store.settle(heir, Outcome(state=DeliveryState.FAILED), now=NOON + 7 * MINUTE)
    assert states(store) == [DeliveryState.SENT]


def test_an_owner_cannot_settle_its_own_former_claim(store: Store) -> None:
    issue(store, "daily-1", to=[X])
    former = claimed(store, "me")
    claimed(store, "me", minutes=6)
    assert not store.settle(former, SENT, now=NOON + 7 * MINUTE)


def test_nobody_settles_for_another(store: Store) -> None:
    issue(store, "daily-1", to=[X])
    mine = claimed(store)
    assert not store.settle(replace(mine, owner="other"), SENT, now=NOON)
    assert store.settle(mine, SENT, now=NOON)


def test_an_uncertain_delivery_can_be_held_for_a_person(store: Store) -> None:
    issue(store, "daily-1", to=[X, Y])
    claimed(store)
    assert claimed(store, minutes=6).address == X
    store.settle(claimed(store, minutes=6), SENT, now=NOON + 6 * MINUTE)
    assert claim(store, minutes=20, uncertain="hold") is None
    (held,) = store.deliveries(state=DeliveryState.HELD)
    assert (held.address, held.owner) == (X, None)
    assert "may have gone out" in held.detail
    assert store.resume(DeliveryState.HELD, edition="other", now=NOON + 20 * MINUTE) == 0
    assert store.resume(DeliveryState.HELD, edition="daily-1", now=NOON + 20 * MINUTE) == 1
    assert claim(store, minutes=19) is None
    assert claimed(store, minutes=20).address == X


def test_a_person_can_have_a_failed_delivery_tried_again(store: Store) -> None:
    issue(store, "daily-1", to=[X, Y])
    for _ in range(2):
        store.settle(claimed(store), Outcome(state=DeliveryState.FAILED, detail="550 no such user"), now=NOON)
    store.unsubscribe(Y)
    assert store.resume(DeliveryState.FAILED, now=NOON + MINUTE) == 1, "who left gets nothing"
    again = claimed(store, minutes=1)
    assert (again.address, again.settled, again.attempts) == (X, None, 2)
    with pytest.raises(ValueError, match="sent"):
        store.resume(DeliveryState.SENT, now=NOON)


def test_a_person_need_not_wait_for_the_next_try(store: Store) -> None:
    issue(store, "daily-1", to=[X])
    later = Outcome(state=DeliveryState.PENDING, retry_after=60 * MINUTE)
    store.settle(claimed(store), later, now=NOON)
    assert claim(store, minutes=5) is None
    assert store.resume(DeliveryState.PENDING, now=NOON + 5 * MINUTE) == 1
    assert claimed(store, minutes=5).address == X


def test_what_a_killed_owner_was_sending_need_not_wait_for_its_lease(store: Store) -> None:
    issue(store, "daily-1", to=[X, Y])
    mine, other = claimed(store, "me"), claimed(store, "other")
    assert store.disown({"other"}, now=NOON + MINUTE) == 1
    heir = claimed(store, "heir", minutes=1)
    assert (heir.address, heir.message_id) == (other.address, other.message_id)
    assert store.settle(mine, SENT, now=NOON + MINUTE), "the living keep theirs"


def test_a_clock_that_leaps_takes_nothing_from_an_owner_that_lives(store: Store) -> None:
    issue(store, "daily-1", to=[X])
    mine = claimed(store, "me")
    for uncertain in ("resend", "hold"):
        late = NOON + 500 * MINUTE
        assert store.claim("other", now=late, lease=MINUTE, uncertain=uncertain, living={"me"}) is None
    assert store.settle(mine, SENT, now=NOON + 500 * MINUTE)


def test_a_policy_must_be_known(store: Store) -> None:
    with pytest.raises(ValueError, match="maybe"):
        claim(store, uncertain="maybe")
    issue(store, "daily-1", to=[X])
    with pytest.raises(ValueError, match="cancelled"):
        store.settle(claimed(store), Outcome(state=DeliveryState.CANCELLED), now=NOON)


def test_who_unsubscribes_gets_nothing_more(store: Store) -> None:
    issue(store, "daily-1", to=[X, Y])
    issue(store, "daily-2", to=[X], now=NOON + MINUTE)
    gone = store.unsubscribe(X, now=NOON + MINUTE)
    assert gone is not None
    assert [delivery.address for delivery in store.deliveries(state=DeliveryState.PENDING)] == [Y]
    assert {delivery.detail for delivery in store.deliveries(state=DeliveryState.CANCELLED)} == {"unsubscribed"}
    assert claimed(store, minutes=2).address == Y
    assert claim(store, minutes=2) is None


@pytest.mark.parametrize("state", [DeliveryState.PENDING, DeliveryState.HELD])
def test_who_unsubscribes_while_a_mail_is_tried_gets_no_second_try(store: Store, state: DeliveryState) -> None:
    issue(store, "daily-1", to=[X])
    mine = claimed(store)
    store.unsubscribe(X)
    assert store.settle(mine, Outcome(state=state, detail="451"), now=NOON)
    assert states(store) == [DeliveryState.CANCELLED]


def test_who_unsubscribes_while_a_sender_dies_gets_no_second_try(store: Store) -> None:
    issue(store, "daily-1", to=[X])
    claimed(store)
    store.unsubscribe(X)
    assert claim(store, minutes=60) is None
    assert states(store) == [DeliveryState.CANCELLED]


def test_who_leaves_while_an_edition_is_composed_gets_none_of_it(store: Store) -> None:
    people = [store.subscribe(address, "maildir", (), NOON) for address in (X, Y)]
    store.unsubscribe(X)
    store.issue(
        edition("daily-1"), [delivery("daily-1", person.id, person.address) for person in people], [], mark=NOON
    )
    assert store.expected("daily-1") == {DeliveryState.CANCELLED: 1, DeliveryState.PENDING: 1}
    assert claimed(store).address == Y


def test_a_mail_that_went_out_just_before_someone_left_is_sent(store: Store) -> None:
    issue(store, "daily-1", to=[X])
    mine = claimed(store)
    store.unsubscribe(X)
    assert store.settle(mine, SENT, now=NOON)
    assert states(store) == [DeliveryState.SENT]


def test_what_a_restored_desk_had_not_sent_is_held(store: Store) -> None:
    issue(store, "daily-1", to=[X, Y])
    claimed(store)
    issue(store, "daily-2", to=[X], now=NOON + timedelta(days=1))
    assert store.hold_pending("restored from a backup", NOON + MINUTE) == 2
    assert {delivery.detail for delivery in store.deliveries(edition="daily-1")} == {"restored from a backup"}
    assert claim(store, minutes=60) is None
    assert store.resume(DeliveryState.HELD, now=NOON + MINUTE) == 2


STEPS = st.tuples(
    st.sampled_from(["claim", "settle", "wait", "leave"]),
    st.sampled_from(["me", "other"]),
    st.sampled_from([DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.PENDING, DeliveryState.HELD]),
    st.integers(0, 8),
)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=25))
def test_whatever_owners_do_nobody_is_sent_to_twice_and_nobody_is_lost(
    store: Store, steps: list[tuple[str, str, DeliveryState, int]]
) -> None:
    key = f"daily-{store.counts().editions}"
    people = [f"{number}.{key}@example.org" for number in range(3)]
    issue(store, key, to=people)
    now, hands, settled = NOON + MINUTE, list[Delivery](), list[str]()
    for action, owner, state, number in steps:
        if action == "claim" and (found := store.claim(owner, now=now, lease=5 * MINUTE)):
            assert found.address not in settled
            hands.append(found)
        elif action == "settle" and hands:
            mine = hands.pop(number % len(hands))
            last = state in {DeliveryState.SENT, DeliveryState.FAILED}
            if store.settle(mine, Outcome(state=state, retry_after=MINUTE), now=now) and last:
                settled.append(mine.address)
        elif action == "leave":
            store.unsubscribe(people[number % 3])
        now += number * MINUTE
    assert len(settled) == len(set(settled))
    assert sum(store.expected(key).values()) == 3
    for address in people:
        store.unsubscribe(address)
    store.claim("last", now=now + 10 * MINUTE, lease=MINUTE)
    assert set(store.expected(key)) <= {DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.CANCELLED}


def test_an_edition_is_complete_when_all_that_was_planned_is_settled(store: Store) -> None:
    people = [f"p{number}@example.org" for number in range(4)]
    issue(store, "daily-1", to=people)
    outcomes = [SENT, Outcome(state=DeliveryState.FAILED, detail="550 no such user"), SENT]
    for outcome in outcomes:
        assert store.settle(claimed(store), outcome, now=NOON)
    store.unsubscribe(people[3])
    assert store.expected("daily-1") == {
        DeliveryState.SENT: 2,
        DeliveryState.FAILED: 1,
        DeliveryState.CANCELLED: 1,
    }
    assert len(store.deliveries(edition="daily-1", limit=2)) == 2
