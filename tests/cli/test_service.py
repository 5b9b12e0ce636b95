from __future__ import annotations

import gc
import http.client
import socket
import threading
import time
from pathlib import Path

import pytest
import uvicorn

from digest.cli import service
from digest.config import Watched
from tests.acceptance.services import free_port
from tests.desks import new_desk, story


def served(port: int, words: bytes) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/all.json")
        return words in connection.getresponse().read()
    except ConnectionRefusedError:
        return False
    finally:
        connection.close()


def listens(server: uvicorn.Server, port: int) -> bool:
    sockets = [each for listening in getattr(server, "servers", ()) for each in listening.sockets]
    return any(port_of(each) == port for each in sockets)


def port_of(listening: socket.socket) -> int | None:
    try:
        return int(listening.getsockname()[1])
    except OSError:  # closed while it is looked at
        return None


def wait_for(port: int, words: bytes) -> None:
    moment = time.monotonic() + 30
    while not served(port, words):
        assert time.monotonic() < moment, "it never came"
        time.sleep(0.05)


def test_a_running_desk_whose_web_server_dies_serves_again_and_works_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk, port = new_desk(tmp_path / "desk"), free_port()
    config = desk.folder / "digest.toml"
    config.write_text(config.read_text().replace("# port = 8080\n", f"port = {port}\n"))
    stop = threading.Event()
    running = threading.Thread(target=service._run, args=(Watched(desk.folder), stop))  # noqa: SLF001 - without signals
    running.start()
    try:
        desk.seed("a.txt", story(1))
        wait_for(port, b"Well number 1")
        [server] = [thing for thing in gc.get_objects() if isinstance(thing, uvicorn.Server) and listens(thing, port)]
        server.should_exit = True
        while listens(server, port):
            time.sleep(0.01)
        desk.seed("b.txt", story(2, "Lima, Peru"))
        wait_for(port, b"Well number 2")
    finally:
        stop.set()
        running.join(30)
    assert not running.is_alive()
    told = f"digest: the web server had died and was started again on http://127.0.0.1:{port}/"
    assert capsys.readouterr().err.splitlines().count(told) == 1
