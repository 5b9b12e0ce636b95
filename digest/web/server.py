"""The web server: uvicorn in a thread of its own, on an address taken beforehand so that trouble is told plainly."""

from __future__ import annotations

import errno
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digest.errors import DigestError
from digest.web.app import create

if TYPE_CHECKING:
    import uvicorn

_PATIENCE = 5
"""seconds that requests in flight get when the server stops"""
_LOOK = 1.0
"""seconds from one look at the server's life to the next"""
_LONGEST = 60.0
"""seconds between two starts of a server that does not stay"""


class Server:
    """Shows the folder `root` on `host`:`port` (0 = any free port) from `start` to `stop`."""

    def __init__(self, root: Path, host: str, port: int) -> None:
        self._root = root
        self._host = host
        self._port = port
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self._listener: socket.socket | None = None

    @property
    def url(self) -> str:
        """The address for a browser on this machine; with port 0, known once started."""
        # "0.0.0.0" and "::" mean every address of the machine; a browser on it needs one
        host = self._host if self._host.strip("0.:") else "127.0.0.1"
        return f"http://[{host}]:{self._port}/" if ":" in host else f"http://{host}:{self._port}/"

    @property
    def alive(self) -> bool:
        """Whether it serves."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Serve from now on. Raises DigestError, saying what to change, when the address cannot be had."""
        import uvicorn

        from digest.web.protocol import BoundedProtocol

        self._listener = self._listen()
        self._port = self._listener.getsockname()[1]
        self._server = uvicorn.Server(
            uvicorn.Config(
                create(self._root),
                http=BoundedProtocol,
                ws="none",
                lifespan="off",
                loop="asyncio",
                log_config=None,
                log_level="error",
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=_PATIENCE,
            )
        )
        # off the main thread uvicorn leaves the signals alone
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._listener]}, name="digest-web", daemon=True
        )
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            time.sleep(0.005)
        if not self.alive:
            self.stop()
            raise DigestError(f"the web server did not start on {self.url}")

    def wait(self, stop: threading.Event) -> None:
        """Serve until `stop` is set; DigestError when the server dies before."""
        while not stop.wait(_LOOK):
            if not self.alive:
                raise DigestError("the web server has died: start it again")

    def keep(self, stop: threading.Event, report: Callable[[Exception], None]) -> None:
        """Serve until `stop` is set; a server that dies is reported and started again, on the same port.

        One that does not stay is started ever more seldom, once a minute at last. `report` hears of each try.
        """
        pause, began = _LOOK, time.monotonic()
        while not stop.wait(_LOOK if self.alive else pause):
            if self.alive:
                continue
            # one that died within the minute will do so again
            pause = _LOOK if time.monotonic() - began > _LONGEST else min(2 * pause, _LONGEST)
            began = time.monotonic()
            try:
                self.stop()
                self.start()
            except Exception as why:  # noqa: BLE001 - whatever one try meets, the next is made
                report(why)
            else:
                report(DigestError(f"the web server had died and was started again on {self.url}"))

    def stop(self) -> None:
        """Finish the requests in flight and close; nothing when it does not serve."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(_PATIENCE + 5)
        if self._listener is not None:
            # one that died in the midst left it open, and the port taken
            self._listener.close()
        self._server = self._thread = self._listener = None

    def _listen(self) -> socket.socket:
        where = "choose another with [serve] port in digest.toml"
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(
                self._host, self._port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE
            )[0]
            return _bind(socket.socket(family, kind, protocol), address)
        except socket.gaierror:
            raise self._no_address() from None
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise DigestError(f"port {self._port} is in use: {where}") from None
            if error.errno == errno.EACCES:
                raise DigestError(f"port {self._port} is kept for the system: {where}, above 1023") from None
            if error.errno in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}:
                raise self._no_address() from None
            raise DigestError(f"cannot listen on {self._host} port {self._port}: {error.strerror}") from error

    def _no_address(self) -> DigestError:
        return DigestError(
            f'{self._host} is no address of this machine: set [serve] host in digest.toml, "127.0.0.1" for this '
            'machine only or "0.0.0.0" for everybody'
        )


def _bind(listener: socket.socket, address: tuple[Any, ...]) -> socket.socket:
    """The socket must name its protocol: asyncio sends small answers without delay only where it reads TCP there.

    socket.create_server leaves it open, and each answer of two packets then waits 40 ms for the reader's leave.
    """
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
    except OSError:
        listener.close()
        raise
    return listener
