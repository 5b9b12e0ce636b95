"""How the desk's mail server is reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    """How to reach the desk's mail server; times in seconds."""

    host: str
    port: int = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    """"starttls" and "tls" check the server's certificate and never fall back to plain text"""
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    password_file: Path | str | None = None
    """read at each new connection; its last line end does not count"""
    sender: str
    """the envelope's sender, to which refusals come back"""
    timeout: float = 60.0
    """for a connection and for every answer but the last"""
    done_timeout: float = 600.0
    """for the answer to the final dot: RFC 5321 section 4.5.3.2.6 asks for 10 minutes, as hanging up doubles mails"""
    helo: str | None = None
    """the name this machine gives itself; None = its full host name"""
