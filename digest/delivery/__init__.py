"""Stage six: a mail reaches a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from digest.delivery.base import Channel, Uncertain
from digest.delivery.maildir import MaildirChannel
from digest.delivery.smtp import SmtpChannel, SmtpSettings
from digest.errors import DeliveryError

__all__ = ["CHANNELS", "Channel", "ChannelSettings", "MaildirChannel", "SmtpChannel", "SmtpSettings", "Uncertain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:
    """What the channels of a desk need to know."""

    maildir: Path
    smtp: SmtpSettings | None = None
    uncertain: Uncertain = "resend"
    """what becomes of a mail whose fate the server left open"""


def _maildir(settings: ChannelSettings) -> Channel:
    return MaildirChannel(settings.maildir)


def _smtp(settings: ChannelSettings) -> Channel:
    if settings.smtp is None:
        raise DeliveryError("no mail server is set: add an [smtp] table with its host to digest.toml", channel="smtp")
    return SmtpChannel(settings.smtp, uncertain=settings.uncertain)


CHANNELS: Mapping[str, Callable[[ChannelSettings], Channel]] = MappingProxyType({"maildir": _maildir, "smtp": _smtp})
"""Every channel by the name a subscriber carries; making one opens nothing."""
