"""Real mail servers for the tests: one that behaves, and one that breaks off where it is told to."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HOST = "127.0.0.1"


@dataclass
class Postbox:
    """What a behaving server took, and the answers it gives in place of its own."""

    rcpt: str | None = None
    data: str | None = None
    mails: list[Envelope] = field(default_factory=list)
    users: list[bytes] = field(default_factory=list)
    connections: set[Any] = field(default_factory=set)
    port: int = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.rcpt is not None:
            return self.rcpt.format(address)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.connections.add(session.peer)
        if self.data is not None:
            return self.data
        self.mails.append(envelope)
        return "250 2.0.0 queued as 1234"

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any
    ) -> AuthResult:
        right = isinstance(data, LoginPassword) and data.password == b"open sesame"
        if right:
            self.users.append(data.login)
        return AuthResult(success=right, handled=False)


@contextlib.contextmanager
def mail_server(postbox: Postbox, *, tls: ssl.SSLContext | None = None, **options: Any) -> Iterator[Postbox]:
    """An aiosmtpd server that fills `postbox`; `tls` from the first byte, `options` as aiosmtpd has them."""
    with socket.create_server((HOST, 0)) as probe:
        postbox.port = probe.getsockname()[1]
    controller = Controller(postbox, hostname=HOST, port=postbox.port, ssl_context=tls, **options)
    controller.start()
    try:
        yield postbox
    finally:
        controller.stop()


HANG_UP = None
SILENCE = ""


class Broken:
    """A server that answers by a script: verb -> reply, HANG_UP or SILENCE; "." is the end of the content.

    A list of replies is used up one by one and goes on with the ordinary answer. `keep` says whether a mail is kept
    before the scripted end of the content, `slow` how many seconds that end takes.
    """

    ORDINARY: Mapping[str, str] = {
        "GREETING": "220 broken",
        "EHLO": "250-broken\r\n250 SIZE 100000",
        "DATA": "354 go on",
        "QUIT": "221 bye",
    }

    def __init__(
        self, script: Mapping[str, str | list[str | None] | None], *, keep: bool = False, slow: float = 0
    ) -> None:
        self._script = {verb: list(reply) if isinstance(reply, list) else reply for verb, reply in script.items()}
        self._keep = keep
        self._slow = slow
        self._ended = threading.Event()
        self.mails: list[bytes] = []
        self.commands: list[str] = []
        self.connections = 0

    def __enter__(self) -> Self:
        self._listener = socket.create_server((HOST, 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        with contextlib.suppress(OSError), socket.create_connection((HOST, self.port), timeout=1):
            pass
        self._thread.join(timeout=10)
        self._listener.close()

    def _serve(self) -> None:
        while not self._ended.is_set():
            connection, _ = self._listener.accept()
            if self._ended.is_set():
                connection.close()
                return
            self.connections += 1
            with connection, contextlib.suppress(OSError), connection.makefile("rwb") as wire:
                self._talk(wire)

    def _talk(self, wire: Any) -> None:
        if not self._say(wire, "GREETING"):
            return
        for line in wire:
            command = line.decode("latin-1").strip()
            verb = command.split(" ")[0].upper()
            self.commands.append(command)
            if not self._say(wire, verb):
                return
            if verb == "DATA" and not self._take(wire):
                return

    def _take(self, wire: Any) -> bool:
        """Read the content and answer its end."""
        content = b""
        for line in wire:
            if line == b".\r\n":
                self._ended.wait(self._slow)
                reply = self._next(".")
                if self._keep or (reply or "").startswith("2"):
                    self.mails.append(content)
                return self._send(wire, reply)
            content += line
            if self._script.get("BODY", "-") is HANG_UP:
                return False
        return False

    def _next(self, verb: str) -> str | None:
        reply = self._script.get(verb, self.ORDINARY.get(verb, "250 OK"))
        if isinstance(reply, list):
            return reply.pop(0) if reply else self.ORDINARY.get(verb, "250 OK")
        return reply

    def _say(self, wire: Any, verb: str) -> bool:
        return self._send(wire, self._next(verb))

    def _send(self, wire: Any, reply: str | None) -> bool:
        """Whether the conversation goes on."""
        if reply is HANG_UP:
            return False
        if reply == SILENCE:
            # Silence lasts until the client gives up and closes its side.
            return bool(wire.readline())
        wire.write(reply.encode() + b"\r\n")
        wire.flush()
        return not reply.startswith("421")
