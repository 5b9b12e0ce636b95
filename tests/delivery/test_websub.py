"""What a hub is sent, and what each of its answers means."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from digest.delivery.websub import Hub
from digest.model import Heard
from tests.delivery import hubs
from tests.delivery.hubs import Reply, broken_hub, hub_server

TOPIC = "https://news.example.org/regions/europe.atom.xml"


def tell(address: str, *topics: str, patience: float = 5.0, longest: float = 10.0) -> list[Heard]:
    hub = Hub(address, patience=patience, longest=longest)
    try:
        return [hub.tell(topic) for topic in topics or (TOPIC,)]
    finally:
        hub.close()


def test_a_hub_is_told_in_the_words_of_old_and_new_hubs() -> None:
    with hub_server() as hub:
        assert tell(hub.address) == [Heard(taken=True, detail="204 No Content")]
    assert hub.pings == [{"hub.mode": ["publish"], "hub.url": [TOPIC], "hub.topic": [TOPIC]}]


def test_many_feeds_go_over_one_connection() -> None:
    topics = [f"{TOPIC}?{number}" for number in range(5)]
    with hub_server(hubs.Hub(replies=[Reply(status=202, body=b"queued")])) as hub:
        assert [heard.taken for heard in tell(hub.address, *topics)] == [True] * 5
    assert hub.told == topics
    assert len(hub.connections) == 1


def test_a_hub_that_closes_after_each_answer_is_told_all_the_same() -> None:
    closing = Reply(status=204, headers={"Connection": "close"})
    with hub_server(hubs.Hub(replies=[closing] * 3)) as hub:
        assert [heard.taken for heard in tell(hub.address, "a", "b", "c")] == [True] * 3
    assert (hub.told, len(hub.connections)) == (["a", "b", "c"], 3)


def test_a_hub_that_hung_up_between_two_feeds_is_asked_once_more() -> None:
    connections = []

    def hang_up_after_one(line: socket.socket, _: threading.Event) -> None:
        connections.append(line)
        line.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    with broken_hub(hang_up_after_one) as address:
        assert [heard.taken for heard in tell(address, "a", "b")] == [True, True]
    assert len(connections) == 2


REFUSALS: tuple[tuple[Reply, Heard], ...] = (
    (
        Reply(status=400, headers={"Content-Type": "text/plain"}, body=b"No such\r\ntopic\x07 here"),
        Heard(taken=False, detail="400 Bad Request: No such topic here", alone=True),
    ),
    (Reply(status=422), Heard(taken=False, detail="422 Unprocessable Entity", alone=True)),
    (
        Reply(status=404, headers={"Content-Type": "text/html"}, body=b"<h1>Not here</h1>"),
        Heard(taken=False, detail="404 Not Found"),
    ),
    (Reply(status=500), Heard(taken=False, detail="500 Internal Server Error")),
    (
        Reply(status=503, headers={"Retry-After": "90"}),
        Heard(taken=False, detail="503 Service Unavailable", pause=timedelta(seconds=90)),
    ),
    (
        Reply(status=429, headers={"Retry-After": "999999999"}),
        Heard(taken=False, detail="429 Too Many Requests", pause=timedelta(hours=4)),
    ),
    (
        Reply(status=429, headers={"Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT"}),
        Heard(taken=False, detail="429 Too Many Requests"),
    ),
)


@pytest.mark.parametrize(("reply", "heard"), REFUSALS)
def test_what_a_hub_refuses_is_told_in_its_words_and_as_what_it_concerns(reply: Reply, heard: Heard) -> None:
    with hub_server(hubs.Hub(replies=[reply])) as hub:
        assert tell(hub.address) == [heard]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(status: int) -> None:
    with hub_server() as elsewhere, hub_server() as hub:
        hub.replies = [Reply(status=status, headers={"Location": elsewhere.address})]
        [heard] = tell(hub.address)
    assert not heard.taken
    assert heard.detail.endswith(f"it sends elsewhere, to {elsewhere.address}")
    assert elsewhere.pings == []


#: what came to its end, as the desk was still there: nobody waits for that
ENDED: list[str] = []


def silent(_: socket.socket, over: threading.Event) -> None:
    if not over.wait(10):
        ENDED.append("silence")


def drip(line: socket.socket, over: threading.Event, what: bytes) -> None:
    for _ in range(200):
        if over.wait(0.05):
            return
        line.sendall(what)
    ENDED.append("dripping")


def dripping(line: socket.socket, over: threading.Event) -> None:
    line.sendall(b"HTTP/1.1 ")
    drip(line, over, b" ")
    line.sendall(b"204 No Content\r\n\r\n")


def dripping_body(line: socket.socket, over: threading.Event) -> None:
    line.sendall(b"HTTP/1.1 202 Accepted\r\nContent-Length: 100000\r\n\r\n")
    drip(line, over, b"x")


def long_body(line: socket.socket, _: threading.Event) -> None:
    line.sendall(b"HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _each in range(10_000):
        line.sendall(b"1000\r\n" + b"x" * 4096 + b"\r\n")
    ENDED.append("40 MB")


def hanging_up(_line: socket.socket, _over: threading.Event) -> None:
    pass


def no_http(line: socket.socket, _over: threading.Event) -> None:
    line.sendall(b"220 mail.example.org ESMTP\r\n")


@pytest.mark.parametrize(
    ("behave", "heard"),
    [
        (silent, Heard(taken=False, detail="no answer within 0.2 seconds")),
        (dripping, Heard(taken=False, detail="no whole answer within 0.6 seconds")),
        (dripping_body, Heard(taken=True, detail="202 Accepted")),
        (long_body, Heard(taken=True, detail="202 Accepted")),
        (hanging_up, Heard(taken=False, detail="it hung up without an answer")),
        (no_http, Heard(taken=False, detail="an answer that is not HTTP (220 mail.example.org ESMTP)")),
    ],
)
def test_no_hub_holds_the_desk_up(behave: Callable[[socket.socket, threading.Event], None], heard: Heard) -> None:
    ENDED.clear()
    with broken_hub(behave) as address:
        assert tell(address, patience=0.2, longest=0.6) == [heard]
    assert ENDED == []


def test_a_hub_that_is_not_there_is_told_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert tell(f"http://127.0.0.1:{port}/") == [Heard(taken=False, detail="Connection refused")]
    assert tell("http://hub.invalid/") == [Heard(taken=False, detail="hub.invalid cannot be found")]


def test_a_hub_with_a_certificate_is_told_over_tls(context: ssl.SSLContext, trust: None) -> None:
    with hub_server(tls=context) as hub:
        assert [heard.taken for heard in tell(hub.address, "a", "b")] == [True, True]
    assert (hub.told, len(hub.connections)) == (["a", "b"], 1)


def test_a_hub_with_a_certificate_nobody_vouches_for_is_told_nothing(context: ssl.SSLContext) -> None:
    with hub_server(tls=context) as hub:
        [heard] = tell(hub.address)
    assert heard.detail.startswith("its certificate is not to be trusted (self")
    assert hub.pings == []
