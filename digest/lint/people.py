"""Addresses of people, and names that should hold none."""

from __future__ import annotations

import re
from email.utils import getaddresses
from urllib.parse import unquote

from digest.lint.judge import Spot
from digest.lint.markup import plain

_ATOM = r"[A-Za-z0-9_.+'!#$%&*/=?^`{|}~-]+"
_ADDRESS = re.compile(rf"{_ATOM}@(?:\d{{1,3}}(?:\.\d{{1,3}}){{3}}|(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9][A-Za-z0-9-]*)")
_LOCAL = re.compile(rf"{_ATOM}@[A-Za-z][\w.-]*")
_IN_NAME = re.compile(rf"<\s*{_ADDRESS.pattern}\s*>")


def address(spot: Spot, value: str, rule: str = "InvalidAddrSpec") -> None:
    """An address alone (RFC 4287 section 3.2.3)."""
    if _ADDRESS.fullmatch(value):
        return
    spot.say("UnknownHost" if _LOCAL.fullmatch(value) else rule, value)


def contact(spot: Spot, value: str) -> None:
    """An address, with or without a name (RSS 2.0)."""
    found = getaddresses([value])
    plain(spot, value)
    address(spot, found[0][1] if len(found) == 1 and found[0][1] else value, "InvalidContact")


def contact_with_name(spot: Spot, value: str) -> None:
    """An address with the name in brackets behind it (RSS Board profile, "Email addresses")."""
    if value.startswith("mailto:"):
        value = unquote(value.removeprefix("mailto:"))
    if "@" in value[1:] and not value.endswith(")"):
        spot.say("EmailFormat" if " " in value else "MissingRealName", value)
    else:
        contact(spot, value)


def name(spot: Spot, value: str) -> None:
    """A person's name, which is no place for an address (RFC 4287 section 3.2.1)."""
    if _IN_NAME.search(value):
        spot.say("ContainsEmail", value)
    plain(spot, value)
