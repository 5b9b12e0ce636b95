"""One address for each person and feed, until it ends."""

from __future__ import annotations

from digest.model import Share
from digest.store import Store
from tests.store.makers import MINUTE, NOON


def share(token: str, feed: str = "all", name: str = "Ann") -> Share:
    return Share(token=token, feed=feed, name=name, since=NOON)


def test_a_person_has_one_address_of_a_feed_however_the_name_is_written(store: Store) -> None:
    first = store.share(share("one"))
    assert first == share("one")
    assert store.share(share("two", name="ANN")) == first
    assert store.share(share("three", "regions/europe")).token == "three"
    assert store.share(share("four", name="Ben")).token == "four"
    assert [(each.name, each.feed) for each in store.shares()] == [
        ("Ann", "all"), ("Ann", "regions/europe"), ("Ben", "all")
    ]  # fmt: skip


def test_what_ended_stays_ended_and_the_next_address_is_another(store: Store) -> None:
    store.share(share("one"))
    store.share(share("two", name="Ben"))
    store.end_shares(["one"], NOON + MINUTE)
    store.end_shares(["one"], NOON + 2 * MINUTE)
    assert [each.token for each in store.shares()] == ["two"]
    again = store.share(share("three"))
    assert again.token == "three"
    assert [(each.token, each.ended) for each in store.shares(live_only=False)] == [
        ("three", None), ("one", NOON + MINUTE), ("two", None)
    ]  # fmt: skip
    store.end_shares([], NOON)


def test_a_share_that_is_printed_by_mistake_does_not_tell_its_secret() -> None:
    assert "4711" not in repr(share("4711"))
