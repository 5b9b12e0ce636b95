"""HTTP/1.1 as the web server speaks it: uvicorn's fast protocol, and a bound on what a stranger may send."""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LONGEST = 64 * 1024
"""bytes; a reader's whole request is some hundred, with cookies of others a few thousand"""


class BoundedProtocol(HttpToolsProtocol):
    """Ends a connection that sends more than `LONGEST` without a whole head of a request.

    httptools keeps an endless head in memory for as long as it comes (Kludex/uvicorn#157). A body counts as well: no
    address here takes one.
    """

    _sent = 0

    def data_received(self, data: bytes) -> None:
        """Count and read: what a whole head was in is counted no more."""
        self._sent += len(data)
        super().data_received(data)
        if self._sent > LONGEST:
            self.transport.close()

    def on_headers_complete(self) -> None:
        """A whole head: the next one has its own bytes."""
        self._sent = 0
        super().on_headers_complete()
