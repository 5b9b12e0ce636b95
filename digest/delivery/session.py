"""One conversation with a mail server, driven command by command so that the phase of any trouble is known."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from contextlib import ExitStack, suppress
from email.utils import parseaddr
from pathlib import Path

from digest.delivery.answer import Answer, Phase
from digest.delivery.settings import SmtpSettings
from digest.errors import DeliveryError

_CHANNEL = "smtp"
_GOODBYE = 5.0
_LONGEST_DETAIL = 300


class Session:
    """A connection that is opened when needed; DeliveryError when the settings name no sender."""

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        sender = _mailbox(parseaddr(settings.sender)[1])
        if sender is None:
            raise DeliveryError("the sender is no mail address: set [mail] from", channel=_CHANNEL)
        self._sender = sender
        self._smtp: smtplib.SMTP | None = None
        self._phase = Phase.CONNECT
        self._recipient = re.compile("(?!)")  # matches nothing yet

    @property
    def connected(self) -> bool:
        """Whether a connection stands, as far as this side knows."""
        return self._smtp is not None

    def transfer(self, address: str, message: bytes) -> Answer:
        """Send `message` to `address` as far as the server lets it; DeliveryError when the server cannot be used."""
        self._phase = Phase.CONNECT
        try:
            if self._smtp is None:
                self._smtp = _Opening(self._settings).open()
            return self._converse(self._smtp, address, message)
        except smtplib.SMTPResponseException as error:
            # Only a greeting, EHLO, STARTTLS or log-in put off with 4xx, or an answer of endless length, comes here.
            code = error.smtp_code if self._phase is Phase.CONNECT else None
            return Answer(phase=self._phase, code=code, text=_printable(error.smtp_error))
        except OSError as error:
            return Answer(phase=self._phase, code=None, text=_printable(_reason(error)))

    def reset(self) -> None:
        """Forget the mail under way, so that the next one finds a clean connection."""
        if self._smtp is None:
            return
        try:
            code, _ = self._smtp.rset()
        except OSError:
            code = -1
        if code != 250:
            self.drop()

    def drop(self) -> None:
        """Close the connection without a word."""
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def close(self) -> None:
        """Say QUIT and close the connection."""
        if self._smtp is not None and self._smtp.sock is not None:
            # Every mail has its answer by now, so a server that does not take the goodbye changes nothing.
            with suppress(OSError):
                self._smtp.sock.settimeout(_GOODBYE)
                self._smtp.docmd("QUIT")
        self.drop()

    def _converse(self, smtp: smtplib.SMTP, address: str, message: bytes) -> Answer:
        self._phase = Phase.SENDER
        box = _mailbox(address)
        if box is None:
            return Answer(phase=Phase.RECIPIENT, code=553, text="this is no mail address: subscribe the right one")
        self._recipient = re.compile(f"{re.escape(address)}|{re.escape(box)}", re.IGNORECASE)
        options = _options(smtp, message)
        if not (box + self._sender).isascii():
            if not smtp.has_extn("smtputf8"):
                text = "the mail server takes no addresses with letters outside ASCII (SMTPUTF8)"
                return Answer(phase=Phase.RECIPIENT, code=553, text=text)
            options.append("SMTPUTF8")
        code, reply = smtp.mail(self._sender, options)
        if code != 250:
            return self._answer(code, reply)
        self._phase = Phase.RECIPIENT
        code, reply = smtp.rcpt(box)
        if code not in {250, 251, 252}:
            return self._answer(code, reply)
        self._phase = Phase.CONTENT
        code, reply = smtp.docmd("DATA")
        if code != 354:
            return self._answer(code, reply)
        smtp.send(_stuffed(message))
        return self._finish(smtp)

    def _finish(self, smtp: smtplib.SMTP) -> Answer:
        self._phase = Phase.DOT
        if smtp.sock is not None:
            smtp.sock.settimeout(self._settings.done_timeout)
        smtp.send(b".\r\n")
        code, reply = smtp.getreply()
        if smtp.sock is not None:
            smtp.sock.settimeout(self._settings.timeout)
        return self._answer(code, reply)

    def _answer(self, code: int, reply: bytes) -> Answer:
        # Servers like to repeat the address; the delivery has it already and logs must not.
        text = self._recipient.sub("recipient", _printable(reply))
        if 400 <= code < 600 or (self._phase is Phase.DOT and 200 <= code < 300):
            return Answer(phase=self._phase, code=code, text=text)
        return Answer(phase=self._phase, code=None, text=f"an answer that is not SMTP here: {code} {text}")


class _Opening:
    """The steps from a host name to a connection ready for mail."""

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        self._server = f"{settings.host}:{settings.port}"

    def open(self) -> smtplib.SMTP:
        """A greeted, encrypted and logged-in connection.

        Raises DeliveryError for what only a person can mend, OSError for what may pass by itself.
        """
        try:
            with ExitStack() as stack:
                smtp = self._connect()
                stack.callback(smtp.close)
                self._prepare(smtp)
                stack.pop_all()
                return smtp
        except (ssl.SSLEOFError, ssl.SSLZeroReturnError, smtplib.SMTPServerDisconnected):
            raise
        except (OSError, UnicodeError) as error:
            trouble = self._trouble(error)
            if trouble is None:
                raise
            raise DeliveryError(trouble, channel=_CHANNEL) from error

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        if settings.security == "tls":
            return smtplib.SMTP_SSL(
                settings.host,
                settings.port,
                local_hostname=settings.helo,
                timeout=settings.timeout,
                context=ssl.create_default_context(),
            )
        return smtplib.SMTP(settings.host, settings.port, local_hostname=settings.helo, timeout=settings.timeout)

    def _prepare(self, smtp: smtplib.SMTP) -> None:
        if smtp.sock is not None:
            # The dot goes out by itself; Nagle's algorithm would hold it back for the server's delayed ACK.
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        smtp.ehlo_or_helo_if_needed()
        if self._settings.security == "starttls":
            if not smtp.has_extn("starttls"):
                raise DeliveryError(
                    f'{self._server} offers no encryption (STARTTLS): use its port for security = "tls" (often 465), '
                    'or security = "none" where the wire is safe',
                    channel=_CHANNEL,
                )
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo_or_helo_if_needed()
        if self._settings.user is not None:
            self._log_in(smtp, self._settings.user)

    def _log_in(self, smtp: smtplib.SMTP, user: str) -> None:
        if not smtp.has_extn("auth"):
            raise DeliveryError(
                f"{self._server} offers no log-in on this port: take user out of [smtp], or use its submission port "
                "(often 587 or 465)",
                channel=_CHANNEL,
            )
        password = self._password()
        try:
            smtp.login(user, password)
        except (smtplib.SMTPResponseException, smtplib.SMTPServerDisconnected):
            raise
        except smtplib.SMTPException as error:
            raise DeliveryError(f"{self._server} knows no way to log in that Digest has", channel=_CHANNEL) from error
        except UnicodeError:
            # Without its cause: the error's text would quote the password.
            raise DeliveryError(
                "user and password must be ASCII: set another password at the mail provider", channel=_CHANNEL
            ) from None

    def _password(self) -> str:
        settings = self._settings
        if settings.password is not None:
            return settings.password
        if settings.password_file is None:
            raise DeliveryError("[smtp] names a user but no password: set password_file", channel=_CHANNEL)
        try:
            return Path(settings.password_file).read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
            raise DeliveryError(f"{settings.password_file} cannot be read: {reason}", channel=_CHANNEL) from None

    def _trouble(self, error: Exception) -> str | None:
        """What a person has to mend, or None when waiting may mend it."""
        if isinstance(error, socket.gaierror | UnicodeError):
            return f"the mail server {self._settings.host} cannot be found: check host under [smtp] and the network"
        if isinstance(error, ssl.SSLCertVerificationError):
            return (
                f"the certificate of {self._server} is not to be trusted ({error.verify_message}): check host, or add "
                "its authority to this machine's certificates (SSL_CERT_FILE)"
            )
        if isinstance(error, ssl.SSLError):
            return (
                f"{self._server} speaks no TLS that Digest understands ({error.reason}): check port and security "
                '("tls" is often port 465, "starttls" 587)'
            )
        if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500:
            said = f"{error.smtp_code} {_printable(error.smtp_error)}"
            if isinstance(error, smtplib.SMTPAuthenticationError):
                return f"{self._server} refuses the log-in ({said}): check user and password under [smtp]"
            return f"{self._server} does not talk to this machine ({said}): ask whoever runs it"
        return None


def _mailbox(address: str) -> str | None:
    """The address as the envelope writes it, its domain in ASCII; None when it cannot be an address.

    Letters outside ASCII before the @ stay and need SMTPUTF8 (RFC 6531).
    """
    local, _, domain = address.rpartition("@")
    if not local or any(character <= " " or character in '<>,"\x7f' for character in address):
        return None
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}" if domain else None
    except UnicodeError:
        return None


def _options(smtp: smtplib.SMTP, message: bytes) -> list[str]:
    options = []
    if smtp.has_extn("size"):
        # RFC 1870: a server can refuse what is too large for it before it travels.
        options.append(f"SIZE={len(message)}")
    if not message.isascii() and smtp.has_extn("8bitmime"):
        options.append("BODY=8BITMIME")
    return options


def _stuffed(message: bytes) -> bytes:
    """The message with leading dots doubled (RFC 5321 section 4.5.2) and its last line ended, without the final dot."""
    stuffed = message.replace(b"\n.", b"\n..")
    if stuffed.startswith(b"."):
        stuffed = b"." + stuffed
    return stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n"


def _reason(error: OSError) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return error.strerror or str(error)


def _printable(reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    words = "".join(character if character.isprintable() else " " for character in text).split()
    return " ".join(words)[:_LONGEST_DETAIL]
