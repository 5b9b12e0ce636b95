"""HTTP/1.1 as the web server speaks it: uvicorn's fast protocol, and bounds on what a stranger may do."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LONGEST = 64 * 1024
"""bytes; a reader's whole request is some hundred, with cookies of others a few thousand"""
MOST = 512
"""connections at a time: each is an open file, of which a process usually has 1,024 and the desk needs some"""
PATIENCE = 20.0
"""seconds in which the whole head of a request has to come"""


class BoundedProtocol(HttpToolsProtocol):
    """Ends a connection that sends more than `LONGEST`, or for longer than `PATIENCE`, without a whole head.

    httptools keeps an endless head in memory for as long as it comes (Kludex/uvicorn#157). A body counts as well: no
    address here takes one.
    """

    _sent = 0
    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take it, unless there are too many."""
        super().connection_made(transport)
        self._wait()
        if len(self.connections) > MOST:
            transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count and read: what a whole head was in is counted no more."""
        self._sent += len(data)
        super().data_received(data)
        if self._sent > LONGEST:
            self.transport.close()

    def on_message_begin(self) -> None:
        """A head begins: it has its own time."""
        self._wait()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """A whole head: the next one has its own bytes."""
        self._sent = 0
        self._stop()
        super().on_headers_complete()

    def _wait(self) -> None:
        self._stop()
        self._waiting = self.loop.call_later(PATIENCE, self.transport.close)

    def _stop(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
