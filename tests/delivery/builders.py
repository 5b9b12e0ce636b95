"""Deliveries and settings for the tests of this room."""

from __future__ import annotations

from typing import Any

from digest.delivery.smtp import SmtpSettings
from digest.model import Delivery

MESSAGE = b"From: desk@example.org\r\nSubject: A bridge\r\n\r\n.hidden\r\n..twice\r\n\r\nThe bridge is open.\r\n"


def delivery(number: int = 1, **changes: Any) -> Delivery:
    known = {
        "edition": "daily-2026-11-22-0700",
        "subscriber": number,
        "address": f"reader{number}@example.org",
        "channel": "smtp",
        "message_id": f"<{number}@example.org>",
        "attempts": 1,
    }
    return Delivery(**{**known, **changes})


def smtp_settings(port: int, **changes: Any) -> SmtpSettings:
    known = {"host": "127.0.0.1", "security": "none", "sender": "desk@example.org", "timeout": 5.0, "helo": "desk.test"}
    return SmtpSettings(port=port, **{**known, **changes})
