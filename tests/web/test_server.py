from __future__ import annotations

import http.client
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from digest.errors import DigestError
from digest.web import protocol
from digest.web.files import Files
from digest.web.server import Server


def get(url: str) -> tuple[int, bytes]:
    host, _, path = url.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(host, timeout=10)
    try:
        connection.request("GET", "/" + path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_a_port_in_use_is_told_in_plain_words(root: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(DigestError, match=rf"port {port} is in use: choose another with \[serve\] port in digest"):
            Server(root, "127.0.0.1", port).start()


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid"])
def test_an_address_of_another_machine_is_told_in_plain_words(root: Path, host: str) -> None:
    with pytest.raises(DigestError, match=f"{host} is no address of this machine: set .serve. host in digest.toml"):
        Server(root, host, 0).start()


def test_a_stopped_server_is_gone_and_its_port_free_again(root: Path) -> None:
    before = threading.active_count()
    first = Server(root, "127.0.0.1", 0)
    first.start()
    url = first.url
    alive = [first.alive]
    assert get(url + "all.json")[0] == 200
    first.stop()
    first.stop()
    assert [*alive, first.alive] == [True, False]
    # the pool's own threads hear of the end a moment later
    until = time.monotonic() + 10
    while threading.active_count() > before:
        assert time.monotonic() < until, threading.enumerate()
        time.sleep(0.01)
    second = Server(root, "127.0.0.1", int(url.rstrip("/").rpartition(":")[2]))
    second.start()
    assert second.url == url
    second.stop()


def send_on_and_on(line: socket.socket, more: bytes) -> None:
    # the buffers of both ends take some megabytes
    for _ in range(5000):
        line.sendall(more)


@pytest.mark.parametrize(
    "head", [b"GET /", b"GET / HTTP/1.1\r\nX: ", b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n"]
)
@pytest.mark.parametrize("more", [b"a" * 10_000, b"a: b\r\n" * 2000])
def test_a_request_without_end_is_cut_off_before_it_fills_the_memory(root: Path, head: bytes, more: bytes) -> None:
    server = Server(root, "127.0.0.1", 0)
    server.start()
    port = int(server.url.rstrip("/").rpartition(":")[2])
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
            line.sendall(head)
            with pytest.raises(OSError, match=r"reset|[Bb]roken pipe"):
                send_on_and_on(line, more)
        assert get(server.url + "all.json")[0] == 200
    finally:
        server.stop()


def test_strangers_that_say_nothing_are_few_and_do_not_stay(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "MOST", 8)
    monkeypatch.setattr(protocol, "PATIENCE", 0.5)
    server = Server(root, "127.0.0.1", 0)
    server.start()
    port = int(server.url.rstrip("/").rpartition(":")[2])
    try:
        silent = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(8)]
        silent[0].sendall(b"GET /all.json HTTP/1.1\r\nHost:")
        with socket.create_connection(("127.0.0.1", port), timeout=10) as other:
            assert other.recv(1) == b"", "one too many"
        assert [line.recv(1) for line in silent] == [b""] * 8
        assert get(server.url + "all.json")[0] == 200
    finally:
        for line in silent:
            line.close()
        server.stop()


def test_requests_that_come_all_at_once_are_all_answered(root: Path) -> None:
    server = Server(root, "127.0.0.1", 0)
    server.start()
    port = int(server.url.rstrip("/").rpartition(":")[2])
    request = b"HEAD /all.json HTTP/1.1\r\nHost: a\r\n\r\n"
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as sender:
            sender.sendall(request * 2_999 + request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
            answer = b"".join(iter(lambda: sender.recv(1 << 16), b""))
    finally:
        server.stop()
    assert answer.count(b"HTTP/1.1 200 OK") == 3_000


def test_an_idle_reader_does_not_hold_up_the_stop(root: Path) -> None:
    server = Server(root, "127.0.0.1", 0)
    server.start()
    connection = http.client.HTTPConnection(server.url.removeprefix("http://").rstrip("/"), timeout=10)
    connection.request("GET", "/all.json")
    connection.getresponse().read()
    stopped = threading.Thread(target=server.stop)
    stopped.start()
    stopped.join(3)
    assert not stopped.is_alive()
    connection.close()


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080/"),
        ("0.0.0.0", "http://127.0.0.1:8080/"),  # noqa: S104
        ("::", "http://127.0.0.1:8080/"),
        ("::1", "http://[::1]:8080/"),
        ("desk.example.org", "http://desk.example.org:8080/"),
    ],
)
def test_the_address_shown_is_one_a_browser_can_open(root: Path, host: str, url: str) -> None:
    assert Server(root, host, 8080).url == url


def test_a_folder_that_comes_later_is_served_when_it_comes(tmp_path: Path) -> None:
    server = Server(tmp_path / "feeds", "127.0.0.1", 0)
    server.start()
    try:
        status, text = get(server.url)
        assert status == 404
        assert b"Nothing is published yet" in text
        (tmp_path / "feeds").mkdir()
        (tmp_path / "feeds" / "index.html").write_text("The front page.")
        assert get(server.url) == (200, b"The front page.")
    finally:
        server.stop()


def test_serving_for_ever_ends_with_the_stop_and_leaves_the_signals_alone(root: Path) -> None:
    handlers = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    stop = threading.Event()
    seen: list[int] = []

    def read_and_stop() -> None:
        for _ in range(500):
            try:
                seen.append(get(f"http://127.0.0.1:{port}/")[0])
                break
            except ConnectionRefusedError:
                stop.wait(0.01)
        stop.set()

    reader = threading.Thread(target=read_and_stop)
    reader.start()
    server = Server(root, "127.0.0.1", port)
    server.start()
    server.wait(stop)
    server.stop()
    reader.join()
    assert seen == [200]
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)] == handlers


def test_a_server_that_dies_is_noticed(root: Path) -> None:
    server = Server(root, "127.0.0.1", 0)
    server.start()
    server.stop()
    with pytest.raises(DigestError, match="has died"):
        server.wait(threading.Event())


@contextmanager
def kept(server: Server) -> Iterator[list[str]]:
    """A server that is kept as `digest run` keeps it, and what that reports."""
    told: list[str] = []
    stop = threading.Event()
    server.start()
    keeper = threading.Thread(target=server.keep, args=(stop, lambda why: told.append(str(why))))
    keeper.start()
    try:
        yield told
    finally:
        stop.set()
        keeper.join(20)
        assert not keeper.is_alive()
        server.stop()


def end(server: Server) -> None:
    """Let a server die behind everybody's back."""
    assert server._server is not None  # noqa: SLF001 - nothing that a reader asks for ends it
    assert server._thread is not None  # noqa: SLF001
    server._server.should_exit = True  # noqa: SLF001
    server._thread.join(10)  # noqa: SLF001
    assert not server.alive


def until(condition: Callable[[], bool], seconds: float = 15) -> None:
    moment = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < moment, "it never came"
        time.sleep(0.02)


def test_a_kept_server_that_dies_comes_back_on_its_port_and_is_told_of(root: Path) -> None:
    server = Server(root, "127.0.0.1", 0)
    with kept(server) as told:
        url = server.url
        end(server)
        until(lambda: server.alive)
        assert server.url == url
        assert get(url + "all.json")[0] == 200
        until(lambda: told == [f"the web server had died and was started again on {url}"])


def test_a_kept_server_whose_port_is_taken_meanwhile_comes_back_when_it_is_free(root: Path) -> None:
    server = Server(root, "127.0.0.1", 0)
    with kept(server) as told:
        url = server.url
        port = int(url.rstrip("/").rpartition(":")[2])
        end(server)
        with socket.create_server(("127.0.0.1", port)):
            until(lambda: len(told) == 2)
        assert all(f"port {port} is in use" in line for line in told)
        until(lambda: server.alive)
        assert get(url + "all.json")[0] == 200


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_kept_server_that_dies_of_a_fault_gets_its_port_back(root: Path) -> None:
    async def fall() -> None:
        raise RuntimeError("a fault of the server's own")

    server = Server(root, "127.0.0.1", 0)
    with kept(server) as told:
        assert server._server is not None  # noqa: SLF001 - nothing that a reader asks for ends it
        server._server.last_notified = 0.0  # noqa: SLF001
        server._server.config.callback_notify = fall  # noqa: SLF001
        until(lambda: len(told) == 1)
        assert "was started again" in told[0]
        assert get(server.url + "all.json")[0] == 200


def test_memory_is_bounded_and_an_unchanged_file_is_read_once(tmp_path: Path) -> None:
    files = Files(tmp_path, keep=64_000)
    for number in range(100):
        _write_earlier(tmp_path / f"{number}.bin", bytes([number]) * 1000)
    for number in range(100):
        assert files.known(f"/{number}.bin") is None
        page = files.page(f"/{number}.bin")
        assert page is not None
        assert files.known(f"/{number}.bin") is page
    assert files.kept == 64_000
    assert files.known("/0.bin") is None
    _write_earlier(tmp_path / "large.bin", bytes(70_000))
    page = files.page("/large.bin")
    assert page is not None
    assert len(page.body) == 70_000
    assert files.kept == 0


def test_a_file_is_read_again_while_another_one_may_come_under_the_same_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = Files(tmp_path)
    _write_earlier(tmp_path / "all.json", b"{}")
    written = (tmp_path / "all.json").stat().st_mtime_ns
    for passed, kept in ((1_000_000, False), (50_000_000, True)):
        monkeypatch.setattr(time, "time_ns", lambda passed=passed: written + passed)
        page = files.page("/all.json")
        assert page is not None
        assert page.modified is not None
        assert (files.known("/all.json") is page) is kept


def _write_earlier(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    os.utime(file, ns=(before := time.time_ns() - 10**9, before))
