"""A real WebSub hub and a real subscriber for the tests, and hubs that break off where they are told to."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import queue
import re
import socket
import ssl
import threading
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

HOST = "127.0.0.1"


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a hub is to answer in place of its own."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass
class Hub:
    """W3C WebSub as a hub lives it: verifies who subscribes, fetches what it is told of, hands it on signed."""

    address: str = ""
    replies: list[Reply] = field(default_factory=list)
    """answers to the next pings, which then do nothing else"""
    pings: list[dict[str, list[str]]] = field(default_factory=list)
    connections: set[Any] = field(default_factory=set)
    subscriptions: dict[tuple[str, str], str] = field(default_factory=dict)
    """topic and callback -> secret"""
    refused: list[str] = field(default_factory=list)
    """why a subscription was none"""

    @property
    def told(self) -> list[str]:
        """The addresses that it was told of, in order."""
        return [ping["hub.url"][0] for ping in self.pings]

    def take(self, form: dict[str, list[str]]) -> Reply:
        if form.get("hub.mode") == ["publish"]:
            self.pings.append(form)
            return self.replies.pop(0) if self.replies else Reply(status=204)
        if form.get("hub.mode") == ["subscribe"] and {"hub.topic", "hub.callback"} <= form.keys():
            return Reply(status=202)
        return Reply(status=400, headers={"Content-Type": "text/plain"}, body=b"no mode of WebSub")

    def work(self, form: dict[str, list[str]]) -> None:
        """What comes after the answer: verification of intent (section 5.3), or distribution (section 7)."""
        if form["hub.mode"] == ["subscribe"]:
            self._verify(form["hub.topic"][0], form["hub.callback"][0], form.get("hub.secret", [""])[0])
            return
        [topic] = form["hub.url"]
        subscribers = [(at, secret) for (its, at), secret in self.subscriptions.items() if its == topic]
        if not subscribers:
            return
        kind, content = _ask(topic)
        for callback, secret in subscribers:
            signature = hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()
            headers = {
                "Content-Type": kind,
                "Link": f'<{self.address}>; rel="hub", <{topic}>; rel="self"',
                "X-Hub-Signature": f"sha256={signature}",
            }
            _ask(callback, content, headers)

    def _verify(self, topic: str, callback: str, secret: str) -> None:
        asked = {"hub.mode": "subscribe", "hub.topic": topic, "hub.challenge": "8f3a", "hub.lease_seconds": "864000"}
        try:
            _, said = _ask(f"{callback}?{urlencode(asked)}")
        except OSError as why:
            self.refused.append(str(why))
            return
        if said == b"8f3a":
            self.subscriptions[topic, callback] = secret
        else:
            self.refused.append(f"another challenge: {said!r}")


@contextlib.contextmanager
def hub_server(given: Hub | None = None, *, tls: ssl.SSLContext | None = None) -> Iterator[Hub]:
    """The hub at an address of this machine, as it is written: with a query, which some hubs want."""
    hub = given or Hub()

    class Handler(_Quiet):
        def do_POST(self) -> None:
            hub.connections.add(self.client_address)
            assert self.headers["Content-Type"] == "application/x-www-form-urlencoded"
            assert self.path == "/push?via=post"
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode(), strict_parsing=True)
            reply = hub.take(form)
            self.answer(reply)
            if reply.status in {202, 204}:
                hub.work(form)

    with _serving(Handler, tls) as port:
        hub.address = f"{'https' if tls else 'http'}://{HOST}:{port}/push?via=post"
        yield hub


@dataclass
class Subscriber:
    """Somebody's program that wants to know at once."""

    secret: str = "not for others"
    wanted: set[str] = field(default_factory=set)
    callback: str = ""
    got: queue.Queue[tuple[str, bytes]] = field(default_factory=queue.Queue)
    """the self link and the content of what was handed on with a signature that is right"""

    def subscribe(self, hub: str, topic: str) -> None:
        self.wanted.add(topic)
        form = {"hub.mode": "subscribe", "hub.topic": topic, "hub.callback": self.callback, "hub.secret": self.secret}
        _ask(hub, urlencode(form).encode())


@contextlib.contextmanager
def subscriber() -> Iterator[Subscriber]:
    them = Subscriber()

    class Handler(_Quiet):
        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query)
            meant = asked["hub.topic"][0] in them.wanted
            self.answer(Reply(status=200, body=asked["hub.challenge"][0].encode()) if meant else Reply(status=404))

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            right = hmac.new(them.secret.encode(), content, hashlib.sha256).hexdigest()
            if hmac.compare_digest(self.headers["X-Hub-Signature"], f"sha256={right}"):
                own = self.headers["Link"].split(", ")[1].removesuffix('>; rel="self"').removeprefix("<")
                them.got.put((own, content))
            self.answer(Reply(status=204))

    with _serving(Handler) as port:
        them.callback = f"http://{HOST}:{port}/callback"
        yield them


@contextlib.contextmanager
def broken_hub(behave: Callable[[socket.socket, threading.Event], None]) -> Iterator[str]:
    """A hub that reads each request and then behaves so; the event is set when the test is over."""
    over = threading.Event()
    listener = socket.create_server((HOST, 0))

    def serve() -> None:
        while True:
            line, _ = listener.accept()
            with line, contextlib.suppress(OSError):
                if over.is_set():
                    return
                _read_whole(line)
                behave(line, over)

    thread = threading.Thread(target=serve)
    thread.start()
    port = listener.getsockname()[1]
    try:
        yield f"http://{HOST}:{port}/"
    finally:
        over.set()
        with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            pass
        thread.join(timeout=10)
        listener.close()


def _read_whole(line: socket.socket) -> None:
    """Take a request with its content: a line that is closed with something unread in it is reset."""
    request = b""
    while b"\r\n\r\n" not in request:
        request += line.recv(10_000) or b"\r\n\r\n"
    head, _, content = request.partition(b"\r\n\r\n")
    wanted = re.search(rb"Content-Length: (\d+)", head)
    while wanted and len(content) < int(wanted[1]):
        content += line.recv(10_000) or b" " * int(wanted[1])


def _ask(address: str, content: bytes | None = None, headers: Mapping[str, str] | None = None) -> tuple[str, bytes]:
    """What an address of this machine answers with 2xx: its type, its bytes. OSError for everything else."""
    request = urllib.request.Request(address, content, dict(headers or {}))  # noqa: S310 - all are the tests' own
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        return answer.headers["Content-Type"] or "", answer.read()


class _Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != 204:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(reply.body)
            self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Nothing: the tests look at what was kept."""


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client may hang up; a test sees what it lacks."""


@contextlib.contextmanager
def _serving(handler: type[_Quiet], tls: ssl.SSLContext | None = None) -> Iterator[int]:
    server = _Server((HOST, 0), handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()
