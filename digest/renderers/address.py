"""Addresses and identities of what the desk publishes, and other people's addresses made safe to print."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from digest.model import FeedKind, FeedName, Release, Site

#: feeds whose articles a page lists
LISTED = frozenset({FeedKind.REGION, FeedKind.SECTION})
# RFC 3986: what may stand unescaped in a path; a query and a fragment also take "/" and "?".
_PATH = "/:@!$&'()*+,;=%~-._"
_QUERY = _PATH + "?"
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9_.-]+|\[[0-9a-f:.]+\]")


def entry_id(site: Site, key: str) -> str:
    """The tag URI of an article (RFC 4151), the same in every feed that carries it (RFC 4287 4.2.6)."""
    return site.id_prefix + key


def page_url(site: Site, release: Release) -> str:
    """The public address of an article's page."""
    return site.url + quote(release.path)


def feed_url(site: Site, path: str, suffix: str) -> str:
    """The public address of a feed's file: path as in FeedName, suffix as in FeedFormat."""
    return site.url + quote(path) + suffix


def closed_path(path: str, number: int) -> str:
    """Where a feed's closed page of that number stands under feeds/, without the format's suffix."""
    return f"archive/{path}/{number}"


def feed_id(site: Site, path: str) -> str:
    """The tag URI of a feed, the same in all its formats."""
    return f"{site.id_prefix}feed:{quote(path)}"


def home_url(site: Site, feed: FeedName) -> str:
    """The public address of the page with what a feed holds: of its region or section, else the front page."""
    listed = feed.kind in LISTED and not feed.private
    return site.url + (f"{quote(feed.path)}.html" if listed else "index.html")


def edition_url(site: Site, key: str) -> str:
    """The public address of an edition's page."""
    return f"{site.url}editions/{quote(key)}/index.html"


def edition_id(site: Site, key: str) -> str:
    """The tag URI of an edition."""
    return f"{site.id_prefix}edition:{quote(key)}"


def correction_id(site: Site, name: str) -> str:
    """The tag URI of the entry that tells of a correction."""
    return f"{site.id_prefix}correction:{quote(name)}"


def web_safe(url: str | None) -> str | None:
    """An http(s) address as RFC 3986 wants it, or None when it is none.

    The host goes to IDNA, everything else outside ASCII to percent-encoded UTF-8; a default port and the
    name and password of a user are dropped (they are nobody's business in a public feed).
    """
    try:
        parts = urlsplit((url or "").strip())
        netloc = _netloc(parts)
    except ValueError:  # UnicodeError too: a port that is no number, half a bracket, a host IDNA refuses
        return None
    if netloc is None:
        return None
    path = _escaped(parts.path, _PATH) or "/"
    return urlunsplit((parts.scheme, netloc, path, _escaped(parts.query, _QUERY), _escaped(parts.fragment, _QUERY)))


def _netloc(parts: SplitResult) -> str | None:
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        return None
    host = parts.hostname
    host = f"[{host}]" if ":" in host else ".".join(_idna(label) for label in host.rstrip(".").split("."))
    if not _HOST.fullmatch(host):
        return None
    return host if parts.port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{host}:{parts.port}"


def _idna(label: str) -> str:
    """A host's label in ASCII; the codec is IDNA 2003 and would send "straße" to another site than browsers do."""
    if "ß" in label or "ς" in label:
        return f"xn--{label.encode('punycode').decode()}"
    return label.encode("idna").decode().lower()


def _escaped(part: str, safe: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", part), safe=safe, errors="replace")
