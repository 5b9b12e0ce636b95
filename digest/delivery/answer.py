"""What a mail server said of one mail, and how far the mail had come when it did."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Phase(StrEnum):
    """How far a mail has come."""

    #: reaching the server, encryption, log-in
    CONNECT = "connection"
    #: MAIL FROM
    SENDER = "sender"
    #: RCPT TO
    RECIPIENT = "recipient"
    #: DATA and the message
    CONTENT = "content"
    #: the line with a single dot is out: from here on the server may keep the mail
    DOT = "end of content"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The last word of the server on one mail."""

    phase: Phase
    code: int | None
    """None: the connection ended, fell silent or spoke no SMTP"""
    text: str

    @property
    def after_dot(self) -> bool:
        """Whether the whole mail was handed over."""
        return self.phase is Phase.DOT

    @property
    def accepted(self) -> bool:
        """Whether the server took charge of the mail (RFC 5321 section 4.2.5)."""
        return self.after_dot and self.code is not None and 200 <= self.code < 300
