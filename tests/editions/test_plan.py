from __future__ import annotations

import re
from typing import Any

import pytest

from digest.editions.compose import compose, edition_of
from digest.editions.plan import forerunners, renamed, stranded
from digest.editions.plan import plan as plan_deliveries
from digest.errors import ConfigError
from digest.model import DeliveryState, Edition, Subscriber, SubscriberState
from tests.editions.builders import NOW, briefing, plan, release, scheme, slot


def edition() -> Edition:
    return edition_of(compose([release(1)], plan(), slot(), scheme(), now=NOW), briefing(), NOW)


def subscriber(number: int, **changes: Any) -> Subscriber:
    known = {"address": f"reader{number}@example.org", "channel": "smtp", "digests": (), "since": NOW}
    return Subscriber(**{"id": number, **known, **changes})


def addresses(*subscribers: Subscriber) -> list[str]:
    return [delivery.address for delivery in plan_deliveries(edition(), subscribers, domain="x.org", secret="s")]


def test_active_subscribers_of_the_digest_get_one_pending_delivery_each() -> None:
    people = [subscriber(1), subscriber(2, digests=("daily", "weekly"), channel="maildir")]
    deliveries = plan_deliveries(edition(), people, domain="news.example.org", secret="s")
    assert [(d.edition, d.subscriber, d.address, d.channel, d.state, d.attempts) for d in deliveries] == [
        ("daily-2026-11-22-0700", 1, "reader1@example.org", "smtp", DeliveryState.PENDING, 0),
        ("daily-2026-11-22-0700", 2, "reader2@example.org", "maildir", DeliveryState.PENDING, 0),
    ]


def test_who_paused_left_or_reads_another_digest_gets_nothing() -> None:
    people = [
        subscriber(1, state=SubscriberState.PAUSED),
        subscriber(2, state=SubscriberState.REMOVED),
        subscriber(3, digests=("weekly",)),
        subscriber(4),
    ]
    assert addresses(*people) == ["reader4@example.org"]


def test_the_message_id_is_the_same_on_every_try_and_tells_nothing() -> None:
    ids = [
        plan_deliveries(edition(), [subscriber(7)], domain="news.example.org", secret="s")[0].message_id
        for _ in range(2)
    ]
    assert ids[0] == ids[1]
    assert re.fullmatch(r"<[0-9a-f]{32}@news\.example\.org>", ids[0])


def test_the_message_id_differs_by_person_number_and_secret() -> None:
    def one(secret: str, **changes: Any) -> str:
        person = subscriber(changes.pop("number", 1), **changes)
        return plan_deliveries(edition(), [person], domain="x.org", secret=secret)[0].message_id

    ids = {one("s"), one("t"), one("s", address="other@example.org"), one("s", number=2, address="reader1@example.org")}
    assert len(ids) == 4


def test_the_message_id_is_ascii_whatever_the_desk_is_called() -> None:
    (delivery,) = plan_deliveries(edition(), [subscriber(1)], domain="köln.example", secret="s")
    assert delivery.message_id.endswith("@xn--kln-sna.example>")


def test_a_host_that_cannot_stand_in_a_message_id_is_refused() -> None:
    with pytest.raises(ConfigError, match="mend the desk's url"):
        plan_deliveries(edition(), [subscriber(1)], domain="a..b", secret="s")


def test_who_reads_a_digest_that_is_gone_is_named() -> None:
    people = [subscriber(1), subscriber(2, digests=("daily", "old")), subscriber(3, digests=("old",))]
    assert stranded(people[:1], [plan()]) == ()
    [told] = stranded(people, [plan()])
    assert told.startswith("2 subscribers get nothing of the digest 'old', which digest.toml no longer has: ")
    assert told.endswith(": reader2@example.org, reader3@example.org")
    [many] = stranded([subscriber(number, digests=("old",)) for number in range(7)], [plan()])
    assert many.endswith("reader4@example.org and 2 more")


def test_a_digest_without_editions_may_be_one_that_is_gone() -> None:
    assert forerunners("daily", {"old", "older"}, [plan()]) == ("old", "older")
    assert forerunners("daily", {"daily", "old"}, [plan()]) == (), "it has issued: nothing to ask"
    assert forerunners("daily", set(), [plan()]) == (), "a new desk"
    assert 'put back  name = "old"' in renamed("daily", ["old"])
