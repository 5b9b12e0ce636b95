"""Addresses and names: RFC 3986, RFC 3987, RFC 4151, RFC 8141 and RFC 9562."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from digest.lint.judge import Judge, Spot
from digest.lint.tree import XML, Node
from digest.lint.words import words

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
#: RFC 3986 section 2; square brackets only around an IPv6 address
_ALLOWED = re.compile(r"[0-9A-Za-z;/?:@&=+$.\-_!~*'()%,#]*")
_BRACKETS = re.compile(r"(?<=//)(?:[^@/]*@)?\[[0-9A-Fa-f:.]+\]")
_TAG = re.compile(
    r"tag:(?:[a-z0-9._-]+@)?[a-z0-9.-]+,\d{4}(?:-\d\d(?:-\d\d)?)?:[0-9A-Za-z;/?:@&=+$.\-_!~*'()%,]*"
    r"(?:#[0-9A-Za-z;/?:@&=+$.\-_!~*'()%,]*)?"
)
_URN = re.compile(r"urn:[a-z0-9][a-z0-9-]{1,31}:(?:[a-z0-9()+,.:=@;$_!*'/?#&~-]|%[0-9a-f]{2})+", re.IGNORECASE)
_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_HOST = re.compile(r"https?://(?:[^@/?#]*@)?(?:[a-z0-9-]+\.)*[a-z0-9-]+(?:\.)?(?::\d+)?(?:[/?#]|$)", re.IGNORECASE)
_ESCAPE = re.compile(r"%(.{0,2})")

_SCHEMES = words("schemes")
_PORTS = {"http": 80, "https": 443, "ftp": 21, "gopher": 70, "news": 119, "nntp": 119, "telnet": 23}


def trouble(value: str, *, absolute: bool, iri: bool) -> tuple[str, str] | None:
    """The rule that an address breaks, and the part that breaks it; None where it is good.

    `iri` lets characters beyond ASCII through (RFC 4287 section 2 does, RSS does not).
    """
    scheme = value.split(":", 1)[0].lower() if _SCHEME.match(value) else ""
    special = _special(value, scheme)
    if special is not None:
        return special or None
    return _bad_character(value, iri=iri) or _bad_form(value, scheme, absolute=absolute)


def _bad_character(value: str, *, iri: bool) -> tuple[str, str] | None:
    plain = _BRACKETS.sub("host", value)
    ascii_part = "".join(character for character in plain if ord(character) < 128)
    if not _ALLOWED.fullmatch(ascii_part):
        return "InvalidUriChar", value
    if not iri and ascii_part != plain:
        return "UriNotIri", value
    return ("InvalidUriChar", value) if plain.count("#") > 1 else None


def _bad_form(value: str, scheme: str, *, absolute: bool) -> tuple[str, str] | None:
    rule = "InvalidFullLink" if absolute else "InvalidLink"
    if scheme in {"http", "https", "ftp"} and not re.match(r"\w+://[^/]", value):
        return rule, value
    if absolute and (not scheme or len(value) == len(scheme) + 1):
        return rule, value
    if scheme.isalpha() and scheme not in _SCHEMES:
        return "SchemeNotIANARegistered", scheme
    return None


def _special(value: str, scheme: str) -> tuple[str, str] | tuple[()] | None:
    """The verdict on a tag or a URN: a rule, nothing, or None where it is neither."""
    if scheme == "tag":
        return () if _TAG.fullmatch(value) else ("InvalidTAG", value)
    if scheme == "urn":
        if value.lower().startswith("urn:uuid:"):
            return () if _UUID.fullmatch(value) else ("InvalidUUID", value)
        return () if _URN.fullmatch(value) else ("InvalidURN", value)
    return None


def address(spot: Spot, value: str, *, absolute: bool = True, iri: bool | None = None, rule: str | None = None) -> bool:
    """Judge an address; True where it is good. `rule` stands for the two that say it is none at all."""
    known = spot.judge.kind == "atom" if iri is None else iri
    found = trouble(value, absolute=absolute, iri=known)
    if found is None:
        return True
    name, part = found
    spot.say(rule if rule and name in {"InvalidLink", "InvalidFullLink"} else name, part)
    return False


def full(spot: Spot, value: str) -> None:
    """An address with its scheme."""
    address(spot, value)


def reference(spot: Spot, value: str) -> None:
    """An address that may be relative to the document."""
    address(spot, value, absolute=False)


def resolved(spot: Spot, value: str) -> None:
    """An address that may be relative, and that should not mean the document by mistake (RFC 3986 section 4.4)."""
    if not address(spot, value, absolute=False):
        return
    own = spot.judge.addresses[0] if spot.judge.addresses else ""
    base = base_of(spot)
    if own and base != own:
        inner, outer = canonical(base).split("#")[0], canonical(own).split("#")[0]
        if inner != outer and canonical(urljoin(base, value)).split("#")[0] == inner:
            spot.say("SameDocumentReference", value)


def http(spot: Spot, value: str) -> None:
    """An address of the web."""
    if not _HOST.match(value) or trouble(value, absolute=True, iri=False):
        spot.say("InvalidURLAttribute", value)


def identity(spot: Spot, value: str) -> None:
    """The id of a feed or an entry: absolute, and in its canonical form (RFC 4287 section 4.2.6.1)."""
    if address(spot, value.strip()) and canonical(value) != value:
        spot.say("NonCanonicalURI", value)


def base_of(spot: Spot) -> str:
    """What relative addresses in an element are relative to."""
    bases: list[str] = []
    node: Node | None = spot.node
    while node is not None:
        base = node.get("base", XML)
        if base:
            bases.append(base)
        node = node.parent
    found = spot.judge.addresses[0] if spot.judge.addresses else ""
    for base in reversed(bases):
        found = joined(found, base)
    return found


def joined(base: str, value: str) -> str:
    """A relative address made absolute; an unreadable one as it is."""
    try:
        return urljoin(base, value)
    except ValueError:
        return value


def is_served(judge: Judge, value: str) -> bool:
    """Whether an address is one of those that the document is served under, or none of them is known."""
    known = {canonical(address).split("#")[0] for address in judge.addresses}
    return not known or canonical(value).split("#")[0] in known


def is_other_spelling(judge: Judge, value: str) -> bool:
    """Whether it is an address that the document is served under, and not as that one is usually written."""
    return bool(judge.addresses) and value not in {*judge.addresses, canonical(value)} and is_served(judge, value)


def canonical(value: str) -> str:
    """The one spelling of an address among those that mean the same (RFC 3986 section 6.2.2 and 6.2.3)."""
    value = value.strip()
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return value
    if not parts.scheme:
        return value
    scheme = parts.scheme.lower()
    if scheme == "urn":
        return _canonical_urn(value)
    if not parts.netloc:
        return value.replace(value[: len(scheme)], scheme, 1)
    user = parts.netloc.rpartition("@")[0].removesuffix(":")
    at = "@" if user else ""
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    shown = "" if port is None or port == _PORTS.get(scheme) else f":{port}"
    path = _without_dots(_escapes(parts.path)) or "/"
    query = f"?{_escapes(parts.query)}" if "?" in value.split("#")[0] else ""
    fragment = f"#{_escapes(parts.fragment)}" if "#" in value else ""
    return f"{scheme}://{user}{at}{host}{shown}{path}{query}{fragment}"


def _canonical_urn(value: str) -> str:
    scheme, space, rest = (*value.split(":", 2), "", "")[:3]
    return f"{scheme.lower()}:{space.lower()}:{rest}"


def _escapes(text: str) -> str:
    """Escapes in capitals, and none for what needs none."""

    def one(match: re.Match[str]) -> str:
        digits = match[1]
        if len(digits) != 2 or not all(digit in "0123456789abcdefABCDEF" for digit in digits):
            return match[0]
        character = chr(int(digits, 16))
        return character if character.isascii() and (character.isalnum() or character in "-._~") else match[0].upper()

    return _ESCAPE.sub(one, text)


def _without_dots(path: str) -> str:
    """RFC 3986 section 5.2.4."""
    if "/." not in path:
        return path
    kept: list[str] = []
    parts = path.split("/")
    for part in parts:
        if part == "..":
            if len(kept) > 1:
                kept.pop()
        elif part != ".":
            kept.append(part)
    if parts[-1] in {".", ".."}:
        kept.append("")
    return "/".join(kept)
