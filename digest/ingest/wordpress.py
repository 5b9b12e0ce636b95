"""WordPress's own marks in a post's HTML: shortcodes, captions in brackets, and blank lines as paragraphs."""

from __future__ import annotations

import re
from collections.abc import Mapping

_TAG = re.compile(r"(<[^<>]{0,10000}>)")
_SHORTCODE = re.compile(r"\[(\[?)(/?)([A-Za-z][\w-]{0,60})([^\[\]]{0,2000})\]")
_BLOCK = re.compile(r"<(?:p|div|br|table|article|section|ul|ol|blockquote)\b", re.IGNORECASE)
_BLANK = re.compile(r"\n(?:[ \t]*\n)+")
#: shortcodes whose inside is an address or a list of them
_EMPTY = frozenset({"audio", "embed", "playlist", "video", "gallery"})
_CAPTIONS = frozenset({"caption", "wp_caption"})
_CAPTION = re.compile(r"""\bcaption=(?:"([^"]*)"|'([^']*)')""")


def plain_html(text: str, *, post: bool) -> str:
    """HTML as a browser would get it: without shortcodes, with paragraphs where blank lines stand for them.

    `post` says that the text is a post as WordPress stores it, where a line feed is a break too (its `wpautop`), unless
    its editor wrote blocks.
    """
    if post:
        text = _without_shortcodes(text)
    if "<!-- wp:" in text or (not post and (_BLOCK.search(text) or "\n" not in text.strip())):
        return text
    parts = _TAG.split(text)
    for at in range(0, len(parts), 2):
        parts[at] = _BLANK.sub("<p>", parts[at])
        if post:
            parts[at] = parts[at].replace("\n", "<br>")
    return "".join(parts)


def _without_shortcodes(text: str) -> str:
    """The text without shortcodes; what stands between an opening and a closing one stays, save addresses.

    Words in brackets are no shortcodes ("[sic]") unless they are written like one: closed, with an attribute, with an
    underscore or a hyphen in the name, or known.
    """
    if "[" not in text:
        return text
    closed = {found[3].lower() for found in _SHORTCODE.finditer(text) if found[2]}
    parts: list[str] = []
    at = 0
    inside = ""
    for found in _SHORTCODE.finditer(text):
        name = found[3].lower()
        if found[1] or not (name in closed or name in _EMPTY or "_" in name or "-" in name or "=" in found[4]):
            continue
        if not inside:
            parts.append(text[at : found.start()])
        at = found.end()
        if name in _CAPTIONS:
            parts.append(_caption(found))
        elif name in _EMPTY and name in closed:
            inside = "" if found[2] else name
    return "".join((*parts, text[at:])) if not inside else "".join(parts)


def _caption(found: re.Match[str]) -> str:
    if found[2]:
        return "</figcaption></figure>"
    said = _CAPTION.search(found[4])
    return f"<figure><figcaption>{(said[1] or said[2] or '') if said else ''}"


#: kinds and states of what a WordPress export holds besides published posts
_STATES: Mapping[str, str] = {
    "draft": "a draft",
    "auto-draft": "a draft",
    "pending": "a draft that waits for review",
    "private": "a private post",
    "future": "a post that was not out yet",
    "trash": "a post in the bin",
}


def no_post(kind: str, state: str, *, locked: bool) -> str | None:
    """Why an item of a WordPress export is no published post: its kind, its state, a password; None when it is one."""
    if kind not in ("post", "page"):
        return f"no post but of the kind {kind[:40]!r}" if kind != "attachment" else "an attachment"
    # "inherit" is its parent's state: of attachments and revisions, which are kinds of their own, and of odd exports
    if state not in ("publish", "inherit"):
        return _STATES.get(state, f"a post in the state {state[:40]!r}")
    return "a post behind a password" if locked else None
