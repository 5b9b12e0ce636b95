"""The SMTP channel: a mail server takes the mail, and every answer of it has one meaning here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.delivery.answer import Answer, Phase
from digest.delivery.backoff import backoff
from digest.delivery.base import Uncertain
from digest.delivery.settings import SmtpSettings
from digest.errors import DeliveryError
from digest.model import Delivery, DeliveryState, Outcome

if TYPE_CHECKING:
    from digest.delivery.session import Session

__all__ = ["SmtpChannel", "SmtpSettings"]

_AUTHENTICATE = frozenset({530, 534, 535, 538})
_TOO_LARGE = 552
_CLOSING = 421


class SmtpChannel:
    """Delivers through a mail server over one connection that serves many mails and is opened anew when it drops.

    What an answer means goes by the phase it comes in, for the library's exceptions are the same in all of them:

    - refused with 4xx, no connection, connection lost or silence before the final dot: PENDING, the mail is not there;
    - refused with 5xx (recipient or content): FAILED;
    - 2xx after the final dot: SENT;
    - connection lost or silence after the final dot: uncertain. PENDING with `uncertain="resend"` (the same Message-ID
      goes out again, RFC 1047), HELD with "hold".

    A server that cannot be reached is not tried again before `close`: a thousand mails would wait for it one by one.
    `send` raises DeliveryError when the server cannot be used at all: name, certificate, encryption, log-in, sender.
    """

    name = "smtp"
    leaves = True

    def __init__(self, settings: SmtpSettings, *, uncertain: Uncertain = "resend") -> None:
        self._settings = settings
        self._server = f"{settings.host}:{settings.port}"
        self._uncertain = uncertain
        self._session: Session | None = None
        self._down: Answer | None = None

    def send(self, delivery: Delivery, message: bytes) -> Outcome:
        """Hand `message` to the server, unchanged, for the delivery's address alone."""
        if self._down is not None:
            return self._judge(self._down, delivery)
        if self._session is None:
            # smtplib and ssl take longer to load than all of this room, so they wait for the first mail.
            from digest.delivery.session import Session

            self._session = Session(self._settings)
        reused = self._session.connected
        answer = self._session.transfer(delivery.address, message)
        if reused and answer.phase is Phase.SENDER and answer.code in {None, _CLOSING}:
            # The server grew tired of waiting between two mails; nothing of this one was said yet.
            self._session.drop()
            answer = self._session.transfer(delivery.address, message)
        if answer.phase is Phase.CONNECT:
            self._down = answer
        if answer.code is None:
            self._session.drop()
        elif not answer.accepted:
            self._session.reset()
        return self._judge(answer, delivery)

    def close(self) -> None:
        """Say goodbye to the server."""
        self._down = None
        if self._session is not None:
            self._session.close()
            self._session = None

    def _judge(self, answer: Answer, delivery: Delivery) -> Outcome:
        """What the answer means for the delivery; DeliveryError where it concerns all deliveries."""
        code = answer.code
        detail = f"{code or ''} {answer.text}".strip()
        if answer.accepted:
            return Outcome(state=DeliveryState.SENT, detail=detail)
        wait = backoff(delivery.attempts)
        if code is None and answer.after_dot:
            detail = f"uncertain: the whole mail was handed over but the server did not confirm it ({detail})"
            if self._uncertain == "hold":
                return Outcome(state=DeliveryState.HELD, detail=detail)
            return Outcome(state=DeliveryState.PENDING, detail=detail, retry_after=wait)
        if code is None or code < 500:
            where = f"{answer.phase} to {self._server}" if answer.phase is Phase.CONNECT else answer.phase
            return Outcome(state=DeliveryState.PENDING, detail=f"{where}: {detail}", retry_after=wait)
        if not answer.after_dot:
            self._check_usable(answer, detail)
        return Outcome(state=DeliveryState.FAILED, detail=f"{answer.phase}: {detail}")

    def _check_usable(self, answer: Answer, detail: str) -> None:
        """Raise DeliveryError for a refusal that has nothing to do with this mail or its recipient."""
        if answer.code in _AUTHENTICATE:
            raise DeliveryError(
                f"{self._server} wants a log-in ({detail}): set user and password_file under [smtp]", channel=self.name
            )
        if answer.phase is Phase.SENDER and answer.code != _TOO_LARGE:
            raise DeliveryError(
                f"{self._server} does not take mail from this sender ({detail}): set `from` in [mail] to one it knows",
                channel=self.name,
            )
