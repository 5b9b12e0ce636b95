"""What a channel is: the protocol that every way of delivering follows."""

from __future__ import annotations

from typing import Literal, Protocol

from digest.model import Delivery, Outcome

Uncertain = Literal["resend", "hold"]
"""Send a mail of unknown fate again under the same Message-ID, or keep it for a person."""


class Channel(Protocol):
    """One way to bring a mail to a person.

    Nothing is opened before the first `send`, and a closed channel opens again with the next one.
    """

    name: str
    """the name in CHANNELS and in Subscriber.channel"""
    leaves: bool
    """whether mails leave this machine"""

    def send(self, delivery: Delivery, message: bytes) -> Outcome:
        """Try once to deliver `message` (RFC 5322 with CRLF line ends) and say what became of it.

        Raises DeliveryError when the channel cannot be used at all: this delivery was not made and keeps its place, and
        others would meet the same trouble.
        """
        ...

    def close(self) -> None:
        """Let go of connections; harmless when there are none."""
        ...
