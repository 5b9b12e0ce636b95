"""The way to a WebSub hub: a POST that says which feed changed, and what its answer means."""

from __future__ import annotations

import re
import ssl
import threading
from contextlib import suppress
from datetime import timedelta
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, RemoteDisconnected
from socket import SHUT_RDWR, gaierror, socket
from urllib.parse import urlencode, urlsplit

from digest import __version__
from digest.model import Heard

#: seconds for each step to a connection, and for a request with its whole answer
PATIENCE = 5.0
LONGEST = 10.0
#: bytes of an answer that are read; what comes after them is nothing that a hub has to say
_MOST = 4_096
_LONGEST_DETAIL = 200
#: refusals of one feed: its address, its host, its content. All others are about the hub or its address.
_OF_ONE_FEED = frozenset({400, 403, 409, 422})
_NOT_NOW = frozenset({408, 425, 429})
_LONGEST_PAUSE = timedelta(hours=4)
_SECONDS = re.compile("[0-9]{1,9}")


class Hub:
    """A WebSub hub, told of feeds one by one over a connection that stays open until `close`.

    W3C WebSub section 6 leaves open how a hub is told. What they ask for is `hub.mode=publish` with `hub.url` or, the
    newer ones, with `hub.topic`: both are sent. For several feeds in one request each wants something else (the name
    repeated, `hub.url[]`, commas), and whoever does not know it takes one of them and answers as for all.

    No redirect is followed: the desk named this address and no other, and its feeds declare it.
    """

    def __init__(self, address: str, *, patience: float = PATIENCE, longest: float = LONGEST) -> None:
        self.address = address
        self._parts = urlsplit(address)
        self._patience = patience
        self._longest = longest
        self._connection: HTTPConnection | None = None
        self._late = False

    def tell(self, topic: str) -> Heard:
        """Say once that the feed at this address changed; never an exception, whatever the hub does."""
        body = urlencode({"hub.mode": "publish", "hub.url": topic, "hub.topic": topic}).encode()
        kept = self._connection is not None
        try:
            try:
                return self._ask(body)
            except (RemoteDisconnected, ConnectionError):
                self.close()
                if not kept or self._late:
                    raise
                # It grew tired of waiting between two requests. To be told twice does a hub no harm.
                return self._ask(body)
        except (OSError, HTTPException, ValueError) as why:
            self.close()
            late = f"no whole answer within {self._longest:g} seconds"
            return Heard(taken=False, detail=late if self._late else self._trouble(why))

    def close(self) -> None:
        """Let go of the connection; harmless when there is none."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, body: bytes) -> Heard:
        self._late = False
        connection = self._connected()
        # A time limit of a socket is one for each piece: a hub that drips would hold the desk for hours.
        alarm = threading.Timer(self._longest, self._cut, (connection.sock,))
        alarm.daemon = True
        alarm.start()
        try:
            target = (self._parts.path or "/") + (f"?{self._parts.query}" if self._parts.query else "")
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "User-Agent": f"Digest/{__version__}",
                "Accept": "text/plain, */*;q=0.1",
            }
            connection.request("POST", target, body, headers)
            answer = connection.getresponse()
            said = self._read(answer)
        finally:
            alarm.cancel()
        return _judged(answer, said)

    def _connected(self) -> HTTPConnection:
        if self._connection is None:
            secure = self._parts.scheme == "https"
            # Without a port http.client takes one from the end of an IPv6 address.
            host, port = self._parts.hostname or "", self._parts.port or (443 if secure else 80)
            if secure:
                context = ssl.create_default_context()
                self._connection = HTTPSConnection(host, port, timeout=self._patience, context=context)
            else:
                self._connection = HTTPConnection(host, port, timeout=self._patience)
        if self._connection.sock is None:
            self._connection.connect()
        return self._connection

    def _read(self, answer: HTTPResponse) -> bytes:
        """The beginning of what it says. The status is there already, so trouble from here on changes nothing."""
        said = b""
        with suppress(OSError, HTTPException, ValueError):
            said = answer.read(_MOST)
        if not answer.isclosed():
            answer.close()
            self.close()
        return said

    def _cut(self, line: socket) -> None:
        self._late = True
        with suppress(OSError):
            line.shutdown(SHUT_RDWR)

    def _trouble(self, why: Exception) -> str:
        match why:
            case TimeoutError():
                return f"no answer within {self._patience:g} seconds"
            case gaierror():
                return f"{self._parts.hostname} cannot be found"
            case ssl.SSLCertVerificationError():
                return f"its certificate is not to be trusted ({why.verify_message})"
            case RemoteDisconnected():
                return "it hung up without an answer"
            case HTTPException():
                return f"an answer that is not HTTP ({_line(str(why)) or type(why).__name__})"
            case _:
                return _line(getattr(why, "strerror", None) or str(why))


def _judged(answer: HTTPResponse, said: bytes) -> Heard:
    status = f"{answer.status} {_line(answer.reason)}".strip()
    if 200 <= answer.status < 300:
        return Heard(taken=True, detail=status)
    if 300 <= answer.status < 400:
        elsewhere = _line(answer.headers.get("Location", "")) or "nowhere"
        return Heard(taken=False, detail=f"{status}: it sends elsewhere, to {elsewhere}")
    plain = answer.headers.get_content_type() == "text/plain"
    words = _line(said.decode("utf-8", "replace")) if plain else ""
    return Heard(
        taken=False,
        detail=f"{status}: {words}" if words else status,
        alone=answer.status in _OF_ONE_FEED,
        pause=_pause(answer) if answer.status in _NOT_NOW or answer.status >= 500 else None,
    )


def _pause(answer: HTTPResponse) -> timedelta | None:
    """Retry-After where it is in seconds (RFC 9110 section 10.2.3), within reason."""
    wanted = _SECONDS.fullmatch(answer.headers.get("Retry-After", ""))
    return min(timedelta(seconds=int(wanted[0])), _LONGEST_PAUSE) if wanted else None


def _line(text: str) -> str:
    """What others said, on one line and no longer than can be read."""
    words = "".join(character if character.isprintable() else " " for character in text).split()
    return " ".join(words)[:_LONGEST_DETAIL]
