"""Feeds at addresses: a real server that answers well, badly, slowly or with too much."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from digest.errors import UsageError
from digest.lint import LARGEST, Answer, Rule, fetch, judge_fetched, rules
from tests.lint.shells import NOW, document

OF_ANSWERS = [rule for rule in rules().values() if rule.shell == "answer"]
_FEED = document("entry", "")


def answer(example: str) -> Answer:
    """What an example of a rule stands for."""
    headers = {"content-type": "application/xml", "content-encoding": "gzip", "etag": '"a"'}
    status, again, moved = 200, 304, ""
    name, _, value = example.partition(":")
    if not value and name.isdigit():
        status = int(name)
    elif name == "again":
        again = int(value)
    elif name == "Location":
        moved = value.strip()
    else:
        headers[name.lower()] = value.strip()
    return Answer(
        address="http://example.org/feed.xml", status=status, headers=headers, body=_FEED, moved=moved, again=again
    )


@pytest.mark.parametrize("rule", OF_ANSWERS, ids=lambda rule: rule.name)
def test_a_rule_for_answers_is_broken_by_its_bad_example_and_kept_by_the_good_one(rule: Rule) -> None:
    assert rule.name in {finding.rule for finding in judge_fetched(answer(rule.bad), now=NOW)}
    assert rule.name not in {finding.rule for finding in judge_fetched(answer(rule.good), now=NOW)}


class Server:
    """A server on this machine; `routes` map paths to status, headers and body."""

    def __init__(self, url: str, routes: dict[str, tuple[int, dict[str, str], bytes]]) -> None:
        self.url = url
        self.routes = routes


@pytest.fixture
def server() -> Iterator[Server]:
    routes: dict[str, tuple[int, dict[str, str], bytes]] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = routes[self.path]
            if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class's own name
            """The tests' output is not its place."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield Server(f"http://127.0.0.1:{running.server_port}", routes)
    running.shutdown()
    thread.join()
    running.server_close()


def feed(server: Server, path: str = "/feed.xml") -> bytes:
    return _FEED.replace(b"http://example.org/feed.xml", (server.url + path).encode())


def said(server: Server, path: str) -> set[str]:
    return {finding.rule for finding in judge_fetched(fetch(server.url + path), now=datetime.now(UTC))}


def test_a_feed_that_is_served_well_is_clean(server: Server) -> None:
    headers = {"Content-Type": "application/atom+xml", "Content-Encoding": "gzip", "ETag": '"1"'}
    server.routes["/feed.xml"] = (200, headers, gzip.compress(feed(server)))
    assert said(server, "/feed.xml") == set()


def test_a_server_that_knows_no_validators_and_no_gzip_is_told(server: Server) -> None:
    server.routes["/feed.xml"] = (200, {"Content-Type": "text/plain"}, feed(server))
    assert said(server, "/feed.xml") == {"UnexpectedContentType", "Uncompressed", "NoValidator"}


def test_a_feed_that_names_another_address_is_told(server: Server) -> None:
    headers = {"Content-Type": "application/atom+xml", "Content-Encoding": "gzip", "ETag": '"1"'}
    server.routes["/moved.xml"] = (200, headers, gzip.compress(feed(server)))
    assert said(server, "/moved.xml") == {"SelfDoesntMatchLocation"}


def test_an_address_that_leads_elsewhere_for_now_is_told_and_followed(server: Server) -> None:
    headers = {"Content-Type": "application/atom+xml", "Content-Encoding": "gzip", "ETag": '"1"'}
    server.routes["/feed.xml"] = (200, headers, gzip.compress(feed(server)))
    server.routes["/old.xml"] = (302, {"Location": "/feed.xml"}, b"")
    assert said(server, "/old.xml") == {"TempRedirect"}


def test_a_page_that_is_not_there_is_told(server: Server) -> None:
    server.routes["/feed.xml"] = (404, {}, b"<p>not here</p>")
    assert said(server, "/feed.xml") == {"HttpError"}


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_no_more_is_taken_than_is_judged(server: Server, pack: Callable[[bytes], bytes]) -> None:
    coding = {"Content-Encoding": "gzip"} if pack is gzip.compress else {}
    server.routes["/feed.xml"] = (200, {"Content-Type": "application/xml", **coding}, pack(b" " * (4 * LARGEST)))
    got = fetch(server.url + "/feed.xml")
    assert len(got.body) == LARGEST + 1
    assert "ValidatorLimit" in {finding.rule for finding in judge_fetched(got, now=NOW)}


@pytest.mark.parametrize("where", ["/feed.xml", "file:///etc/passwd"])
def test_a_redirect_in_circles_or_to_a_file_is_not_followed(server: Server, where: str) -> None:
    server.routes["/feed.xml"] = (302, {"Location": where}, b"")
    assert said(server, "/feed.xml") == {"HttpError"}


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [(302, {"Location": "ftp://127.0.0.1/feed.xml"}, b""), (200, {"Content-Encoding": "gzip"}, b"no gzip")],
)
def test_what_cannot_be_fetched_is_said_with_its_address(
    server: Server, status: int, headers: dict[str, str], body: bytes
) -> None:
    server.routes["/feed.xml"] = (status, headers, body)
    with pytest.raises(UsageError, match=f"{server.url}/feed.xml: "):
        fetch(server.url + "/feed.xml")


@pytest.mark.parametrize(
    ("host", "why"),
    [("127.0.0.1:1", "nothing answers at that host and port"), ("nowhere.invalid", "its host cannot be found")],
)
def test_a_server_that_is_not_there_is_said(host: str, why: str) -> None:
    with pytest.raises(UsageError, match=f"http://{host}/feed.xml: it cannot be fetched: {why}"):
        fetch(f"http://{host}/feed.xml")


def test_a_web_page_is_told_as_one_with_the_feeds_that_it_offers_and_nothing_of_how_it_is_served(
    server: Server,
) -> None:
    page = (
        b"<!DOCTYPE html><html><head><base href='/news/'><link rel='stylesheet' href='a.css'>"
        b"<link rel='Alternate' type='application/atom+xml' href='all.atom.xml'>"
        b"<link rel=alternate type='application/feed+json' href='http://n.example/all.json?a=1&amp;b=2'>"
        b"<link rel=alternate hreflang=fr href='/fr'></head><body>News"
    )
    server.routes["/"] = (200, {"Content-Type": "text/html"}, page)
    [finding] = judge_fetched(fetch(f"{server.url}/"), now=NOW)
    feeds = [f"{server.url}/news/all.atom.xml", "http://n.example/all.json?a=1&b=2"]
    assert finding.what == "this is a web page, and no feed; it offers 2 feeds"
    assert finding.mend == f"judge what it offers: digest lint {feeds[0]} '{feeds[1]}'"
