"""A hub hears of every feed that changed, of no other, and never stands in the desk's way."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

import pytest
from lxml import etree

from digest import app, config
from digest.model import Ping
from digest.renderers import formats
from digest.store import Store
from digest.web.server import Server
from tests.delivery.hubs import Hub, Reply, hub_server, subscriber
from tests.desks import NearDesk, near_desk, story

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def hub() -> Iterator[Hub]:
    with hub_server() as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, hub: Hub) -> NearDesk:
    """A desk with a hub and an article, not yet published."""
    made = near_desk(tmp_path / "desk")
    declare(made, hub.address)
    made.seed("1.txt", story(1))
    return made


def declare(desk: NearDesk, address: str | None) -> None:
    file = desk.folder / "digest.toml"
    line = f'hub = "{address}"' if address is not None else '# hub = "none"'
    text, number = re.subn(r'^(# )?hub = ".*"$', line, file.read_text(), flags=re.MULTILINE)
    assert number == 1
    file.write_text(text)


def links(desk: NearDesk, path: str) -> dict[str, list[str]]:
    """rel -> addresses, as a feed declares them for itself."""
    content = (desk.folder / "feeds" / path).read_bytes()
    if path.endswith(".json"):
        feed = json.loads(content)
        return {"self": [feed["feed_url"]], "hub": [each["url"] for each in feed.get("hubs", ())]}
    root = etree.fromstring(content)
    own = [*root.findall(f"{ATOM}link"), *root.findall(f"channel/{ATOM}link")]
    return {rel: [each.get("href", "") for each in own if each.get("rel") == rel] for rel in ("self", "hub")}


def feeds(desk: NearDesk) -> list[str]:
    return [name for name in desk.feeds() if re.search(r"\.(rss|atom)\.xml$|\.json$", name)]


class Shift:
    """One process's life on a desk, with the clock in hand."""

    def __init__(self, desk: NearDesk) -> None:
        self.now = NOON
        self.publisher = app.assemble(config.load(desk.folder), clock=lambda: self.now)

    def run(self, later: timedelta = timedelta()) -> list[str]:
        """Take, write and tell, as `digest publish --no-edition` does; what the hub said to each try."""
        self.now += later
        self.publisher.tally.clear()
        self.publisher.publish(None)
        return [heard.detail for _, heard in self.publisher.tally.pings]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.publisher.close()


def pings(desk: NearDesk, hub: Hub) -> dict[str, Ping]:
    with Store.open(f"sqlite:///{desk.folder}/var/digest.db") as store:
        return {ping.path: ping for ping in store.pings(hub.address)}


# -- the protocol ---------------------------------------------------------------------------------------


def test_a_subscriber_holds_the_new_feed_byte_for_byte(tmp_path: Path, hub: Hub) -> None:
    desk = near_desk(tmp_path / "desk")
    server = Server(desk.folder / "feeds", "127.0.0.1", 0)
    server.start()
    file = desk.folder / "digest.toml"
    file.write_text(re.sub(r'# url = ".*"', f'url = "{server.url}"', file.read_text(), count=1))
    declare(desk, hub.address)
    desk.seed("1.txt", story(1))
    try:
        with subscriber() as them:
            desk.run("publish", "--no-edition")
            for path in ("all.atom.xml", "regions/africa.rss.xml", "all.json"):
                [topic], [declared] = links(desk, path).values()
                assert declared == hub.address
                them.subscribe(declared, topic)
            desk.seed("2.txt", story(2))
            desk.run("publish", "--no-edition")
            got = dict(them.got.get(timeout=10) for _ in range(3))
            assert them.got.empty()
    finally:
        server.stop()
    assert hub.refused == []
    written = desk.feeds()
    assert {own.removeprefix(server.url): content for own, content in got.items()} == {
        path: written[path] for path in ("all.atom.xml", "regions/africa.rss.xml", "all.json")
    }
    assert b"Well number 2" in got[f"{server.url}all.atom.xml"]


def test_every_feed_declares_the_hub_and_is_told_of_under_its_own_address(desk: NearDesk, hub: Hub) -> None:
    desk.run("publish", "--yes")
    assert len(feeds(desk)) > 40
    declared = {path: links(desk, path) for path in feeds(desk)}
    assert {tuple(each["hub"]) for each in declared.values()} == {(hub.address,)}
    assert sorted(hub.told) == sorted(own for each in declared.values() for own in each["self"])
    # Neither a feed nor its address gives the linter anything to say.
    assert desk.run("lint").err.endswith("feeds: nothing is wrong\n")
    assert all(ping["hub.mode"] == ["publish"] and ping["hub.topic"] == ping["hub.url"] for ping in hub.pings)


# -- which feeds, and when --------------------------------------------------------------------------------


def test_only_what_changed_is_told_and_nothing_twice(desk: NearDesk, hub: Hub) -> None:
    with Shift(desk) as shift:
        shift.run()
        hub.pings.clear()
        shift.run()
        assert hub.told == []
        desk.seed("peru.txt", story(2, "Lima, Peru"))
        before = desk.feeds()
        shift.run()
    after = desk.feeds()
    changed = {path for path in feeds(desk) if before.get(path) != after[path]}
    assert changed >= {"all.json", "regions/latin-america.atom.xml"}
    assert "regions/africa.json" not in changed
    assert {topic.partition(":8080/")[2] for topic in hub.told} == changed
    assert len(hub.told) == len(changed)


def test_a_feed_that_an_upgrade_writes_again_byte_for_byte_is_not_told(
    desk: NearDesk, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Shift(desk) as shift:
        shift.run()
        before, written = pings(desk, hub), desk.mtimes()
        hub.pings.clear()
        monkeypatch.setattr(formats, "stamp", lambda: "another")
        shift.run()
        assert (hub.told, pings(desk, hub), desk.mtimes()) == ([], before, written)


def test_a_closed_page_names_no_hub_and_none_hears_of_it(desk: NearDesk, hub: Hub) -> None:
    file = desk.folder / "digest.toml"
    file.write_text(file.read_text().replace("# entries = 100\n", "entries = 1\n"))
    desk.seed("2.txt", story(2))
    with Shift(desk) as shift:
        shift.run()
    closed = [path for path in feeds(desk) if path.startswith("archive/")]
    assert len(closed) > 5
    assert {tuple(links(desk, path)["hub"]) for path in closed} == {()}
    assert not [topic for topic in hub.told if "/archive/" in topic]


def test_many_changes_of_a_feed_while_the_hub_is_away_are_told_once(desk: NearDesk, hub: Hub) -> None:
    with Shift(desk) as shift:
        shift.run()
        hub.pings.clear()
        hub.replies = [Reply(status=503)]
        for number in range(3):
            desk.seed(f"more/{number}.txt", story(10 + number))
            shift.run(timedelta(seconds=1))
        # It was asked once, and then left alone for a minute.
        assert len(hub.told) == 1
        hub.pings.clear()
        shift.run(timedelta(minutes=2))
    assert hub.told.count("http://127.0.0.1:8080/all.json") == 1
    assert len(set(hub.told)) == len(hub.told) > 5
    assert not any(ping.waits for ping in pings(desk, hub).values())


def test_a_kill_between_the_file_and_the_hub_loses_nothing(
    desk: NearDesk, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    class Dying(Store):
        def stand(self, *_: object) -> None:
            raise Killed

    def die(*_: object) -> None:
        raise Killed

    with Shift(desk) as shift:
        shift.run()
        hub.pings.clear()
        desk.seed("2.txt", story(2))
        # 1: the files are written, and nobody wrote down that they are.
        publisher = shift.publisher
        publisher.ingest()
        dying = Dying(publisher.store._database)  # noqa: SLF001 - another door to the same tables
        with pytest.raises(Killed):
            replace(publisher, outputs=replace(publisher.outputs, store=dying)).write_files()
        assert b"Well number 2" in desk.feeds()["all.json"]
        # 2: it is written down, and the process dies before it tells the hub.
        publisher.tally.clear()
        publisher.write_files()
        assert "all.json" not in publisher.tally.written
    with Shift(desk) as shift:
        # 3: the hub is being told; a minute later somebody else may.
        monkeypatch.setattr("digest.delivery.websub.Hub.tell", die)
        with pytest.raises(Killed):
            shift.run()
        monkeypatch.undo()
        shift.run(timedelta(seconds=59))
        assert hub.told == []
        shift.run(timedelta(seconds=1))
    assert "http://127.0.0.1:8080/all.json" in hub.told


def test_another_hub_gets_feeds_of_its_own_and_hears_of_nothing_that_waited_for_the_old_one(
    desk: NearDesk, hub: Hub
) -> None:
    hub.replies = [Reply(status=500)]
    with Shift(desk) as shift:
        shift.run()
    pages = {path: content for path, content in desk.mtimes().items() if path.endswith(".html")}
    with hub_server() as other:
        declare(desk, other.address)
        hub.pings.clear()
        with Shift(desk) as shift:
            shift.run()
        assert {tuple(links(desk, path)["hub"]) for path in feeds(desk)} == {(other.address,)}
        assert len(other.told) == len(feeds(desk))
        # A page knows no hub.
        after = desk.mtimes()
        assert {path: after[path] for path in pages} == pages
        other.pings.clear()
        declare(desk, None)
        desk.seed("2.txt", story(2))
        with Shift(desk) as shift:
            shift.run()
        assert {tuple(links(desk, path)["hub"]) for path in feeds(desk)} == {()}
        assert (hub.told, other.told) == ([], [])


def test_what_one_round_has_no_time_for_is_told_in_the_next(
    desk: NearDesk, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Shift(desk) as shift:
        monkeypatch.setattr("digest.pinging.SPELL", -1.0)
        shift.run()
        assert hub.told == []
        monkeypatch.undo()
        shift.publisher.tell_hub(enough=lambda: len(hub.told) == 3)
        assert len(hub.told) == 3
        shift.publisher.tell_hub()
    assert len(hub.told) == len(set(hub.told)) == len(feeds(desk))


# -- what goes wrong -----------------------------------------------------------------------------------


def test_a_hub_that_is_down_stops_nothing_and_is_left_alone_ever_longer(desk: NearDesk, hub: Hub) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"http://127.0.0.1:{free.getsockname()[1]}/"
    declare(desk, address)
    ran = desk.run("publish", "--yes")
    assert "1 new article" in ran.out
    assert "1 delivery sent" in ran.out
    assert ran.err.strip() == f"hub          {address}: Connection refused; the next run tries again"
    assert desk.run("publish", "--yes").err == ""
    waits = []
    with Shift(desk) as shift:
        shift.now = datetime.now(UTC)
        for _ in range(5):
            assert shift.run(timedelta(hours=5)) == ["Connection refused"]
            waits.append(shift.publisher.store.hub_state(address).due - shift.now)
    assert waits == [timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 240)]
    found = desk.run("doctor", code=1).out
    assert f"the hub {address} did not listen 6 times in a row: Connection refused" in found
    assert "whoever polls misses nothing" in found


def test_a_hub_that_asks_for_a_longer_pause_gets_it(desk: NearDesk, hub: Hub) -> None:
    hub.replies = [Reply(status=429, headers={"Retry-After": "600"})]
    with Shift(desk) as shift:
        shift.run()
        shift.run(timedelta(seconds=599))
        assert len(hub.told) == 1
        shift.run(timedelta(seconds=1))
    assert len(hub.told) > 40


def test_a_feed_that_the_hub_refuses_holds_up_no_other(desk: NearDesk, hub: Hub) -> None:
    hub.replies = [Reply(status=403, headers={"Content-Type": "text/plain"}, body=b"not from here")]
    with Shift(desk) as shift:
        shift.run()
        assert len(hub.told) == len(feeds(desk))
        [refused] = [ping for ping in pings(desk, hub).values() if ping.waits]
        hub.pings.clear()
        shift.run(timedelta(minutes=1))
    assert hub.told == [f"http://127.0.0.1:8080/{refused.path}"]
    assert (refused.answer, refused.attempts, refused.due) == (
        "403 Forbidden: not from here",
        1,
        NOON + timedelta(minutes=1),
    )


# -- what a person sees --------------------------------------------------------------------------------


def test_a_person_sees_what_the_hub_was_told_and_what_it_was_not(desk: NearDesk, hub: Hub) -> None:
    hub.replies = [Reply(status=204), Reply(status=400), Reply(status=503)]
    ran = desk.run("publish", "--yes")
    number = len(feeds(desk))
    assert "the hub is told of 1 changed file\n" in ran.out
    told = {f"hub          {hub.address}: {why}; the next run tries again" for why in _whys("400", "503")}
    assert set(ran.err.splitlines()) == told
    [status] = [line for line in desk.run("status").out.splitlines() if line.startswith("hub")]
    assert re.fullmatch(
        rf"hub +{re.escape(hub.address)}: told of 1 file, last [-0-9]+ [:0-9]+ UTC, {number - 1} changes wait, "
        r"tried again from [-0-9]+ [:0-9]+ UTC: 503 Service Unavailable",
        status,
    )
    [record] = desk.run("status", "--json").records
    assert (record["hub"]["told"], record["hub"]["waiting"]) == (1, number - 1)
    files = {
        path: each for record in desk.run("feeds", "--json").records for path, each in record["hub"].items() if each
    }
    assert files
    [first] = [record["hub"] for record in desk.run("feeds", "--json").records if record["feed"] == "all"]
    assert first["atom"]["answer"] == "204 No Content"
    assert not first["atom"]["waits"]
    assert (first["json"]["refusals"], first["json"]["waits"]) == (1, True)
    [facts] = desk.run("publish", "--json").records
    assert facts["hub"] == []


def test_a_person_tells_the_hub_that_was_mended_at_once(desk: NearDesk, hub: Hub) -> None:
    hub.replies = [Reply(status=500)] * 2
    desk.run("publish", "--no-edition")
    ran = desk.run("hub", code=1)
    assert ran.out == ""
    assert ran.err.endswith(": 500 Internal Server Error; the next run tries again\n")
    assert len(hub.told) == 2
    number = len(feeds(desk))
    assert desk.run("hub").out == f"the hub is told of {number} changed files\n"
    assert desk.run("hub").out == "the hub knows all feeds as they stand\n"
    assert desk.run("hub", "--json").records == []
    declare(desk, None)
    assert "this desk has no hub: name one with hub under [websub]" in desk.run("hub", code=2).err


def test_where_feeds_are_copied_to_their_host_the_hub_waits_for_the_copy(desk: NearDesk, hub: Hub) -> None:
    file = desk.folder / "digest.toml"
    file.write_text(file.read_text().replace('# when = "written"', 'when = "copied"'))
    assert "copy feeds/ to its host, then digest hub tells the hub\n" in desk.run("publish", "--no-edition").out
    assert hub.told == []
    records = desk.run("hub", "--json").records
    assert sorted(record["file"] for record in records) == sorted(feeds(desk))
    assert all(record["told"] for record in records)
    assert len(hub.told) == len(records)
    assert "copy" not in desk.run("publish", "--no-edition").out


def test_a_desk_without_a_hub_says_nothing_of_one(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    desk.seed("1.txt", story(1))
    ran = desk.run("publish", "--yes")
    assert "hub" not in (ran.out + ran.err + desk.run("status").out).replace("github", "")
    [record] = desk.run("status", "--json").records
    assert record["hub"] is None
    assert {tuple(links(desk, path)["hub"]) for path in feeds(desk)} == {()}


def test_the_doctor_tells_of_a_hub_that_cannot_fetch_what_it_is_told_of(desk: NearDesk) -> None:
    declare(desk, "https://hub.invalid/")
    Shift(desk).publisher.close()
    found = desk.run("doctor", code=1).out
    assert "cannot fetch feeds from http://127.0.0.1:8080/, an address of this machine alone" in found
    assert "set url under [desk]" in found


def _whys(*codes: str) -> list[str]:
    return [{"400": "400 Bad Request", "503": "503 Service Unavailable"}[code] for code in codes]
