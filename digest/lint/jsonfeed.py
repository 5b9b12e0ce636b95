"""JSON Feed 1.0 and 1.1."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from digest.lint.dates import rfc3339
from digest.lint.jsontree import BrokenError, Value, read
from digest.lint.judge import Check, Judge, Spot
from digest.lint.markup import html
from digest.lint.uris import full, is_other_spelling, is_served
from digest.lint.values import anything, filled, language, media_type

_HALF = re.compile("[\ud800-\udfff]")
_VERSIONS = {f"{scheme}://jsonfeed.org/version/{number}" for scheme in ("https", "http") for number in ("1", "1.1")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What a member of an object may be: its kind in JSON, and the check of its text or the table of its members."""

    kind: str
    check: Check | None = None
    members: Mapping[str, Field] | None = None
    needed: bool = False


def _text(check: Check = anything, *, needed: bool = False) -> Field:
    return Field(kind="string", check=check, needed=needed)


def _list(members: Mapping[str, Field] | None = None, check: Check | None = None, *, needed: bool = False) -> Field:
    return Field(kind="array", members=members, check=check, needed=needed)


_AUTHOR: dict[str, Field] = {"name": _text(), "url": _text(full), "avatar": _text(full)}
_ATTACHMENT: dict[str, Field] = {
    "url": _text(full, needed=True),
    "mime_type": _text(media_type("InvalidMIMEType"), needed=True),
    "title": _text(),
    "size_in_bytes": Field(kind="number"),
    "duration_in_seconds": Field(kind="number"),
}
#: titles, summaries and descriptions are plain text (JSON Feed 1.1): a < in them is a <, as whoever shows code means it
_ITEM: dict[str, Field] = {
    "id": _text(filled),
    "url": _text(full),
    "external_url": _text(full),
    "title": _text(),
    "content_html": _text(html),
    "content_text": _text(),
    "summary": _text(),
    "image": _text(full),
    "banner_image": _text(full),
    "date_published": _text(rfc3339),
    "date_modified": _text(rfc3339),
    "author": Field(kind="object", members=_AUTHOR),
    "authors": _list(_AUTHOR),
    "tags": _list(check=filled),
    "language": _text(language),
    "attachments": _list(_ATTACHMENT),
}
_FEED: dict[str, Field] = {
    "version": _text(needed=True),
    "title": _text(needed=True),
    "home_page_url": _text(full),
    "feed_url": _text(full),
    "description": _text(),
    "user_comment": _text(),
    "next_url": _text(full),
    "icon": _text(full),
    "favicon": _text(full),
    "author": Field(kind="object", members=_AUTHOR),
    "authors": _list(_AUTHOR),
    "language": _text(language),
    "expired": Field(kind="boolean"),
    "hubs": _list({"type": _text(needed=True), "url": _text(full, needed=True)}),
    "items": _list(_ITEM, needed=True),
}


def judge_json(judge: Judge, data: bytes) -> None:
    """Judge a JSON Feed."""
    judge.kind = "json"
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as why:
        judge.say("UnicodeError", "/", data.count(b"\n", 0, why.start) + 1, value=f"byte {why.start} is not utf-8")
        text = data.decode("utf-8", "replace")
    if text.startswith("\ufeff"):
        judge.say("JsonByteOrderMark", "/", 1, 1)
        text = text[1:]
    try:
        feed = read(text)
    except BrokenError as why:
        line = text.count("\n", 0, why.at) + 1
        judge.say("JsonSyntax", "/", line, why.at - text.rfind("\n", 0, why.at), value=str(why))
        return
    _judge_characters(judge, feed)
    if not isinstance(feed.value, dict):
        _spot(judge, feed).say("JsonType", feed.kind, element="the feed")
        return
    _judge_members(judge, feed, feed.value, _FEED)
    _judge_feed(judge, feed, feed.value)


def _spot(judge: Judge, value: Value) -> Spot:
    return Spot(judge=judge, node=value.node)


def _judge_characters(judge: Judge, value: Value) -> None:
    """Halves of characters, which JSON can name and UTF-8 cannot, in any name or text."""
    if isinstance(value.value, str):
        if half := _HALF.search(value.value):
            _spot(judge, value).say("JsonSurrogate", half[0])
    elif isinstance(value.value, dict):
        for name, member in value.value.items():
            if half := _HALF.search(name):
                _spot(judge, member).say("JsonSurrogate", half[0])
            _judge_characters(judge, member)
    elif isinstance(value.value, list):
        for one in value.value:
            _judge_characters(judge, one)


def _judge_members(judge: Judge, owner: Value, members: dict[str, Value], fields: Mapping[str, Field]) -> None:
    for name in owner.doubled:
        _spot(judge, members[name]).say("JsonDuplicateName", name)
    for name, field in fields.items():
        if field.needed and name not in members:
            _spot(judge, owner).say("JsonMissing", name)
    for name, value in members.items():
        if name.startswith("_"):
            continue
        if name not in fields:
            _spot(judge, value).say("JsonUnknownName", name)
        elif value.kind != fields[name].kind:
            if (name, value.kind) != ("id", "number"):
                _spot(judge, value).say("JsonType", value.kind)
        else:
            _judge_value(judge, value, fields[name])


def _judge_value(judge: Judge, value: Value, field: Field) -> None:
    if isinstance(value.value, str) and field.check is not None:
        field.check(_spot(judge, value), value.value)
    elif isinstance(value.value, dict) and field.members is not None:
        _judge_members(judge, value, value.value, field.members)
    elif isinstance(value.value, list):
        for one in value.value:
            if field.members is not None and isinstance(one.value, dict):
                _judge_members(judge, one, one.value, field.members)
            elif field.check is not None and isinstance(one.value, str):
                field.check(_spot(judge, one), one.value)
            else:
                _spot(judge, one).say("JsonType", one.kind)


def _judge_feed(judge: Judge, feed: Value, members: dict[str, Value]) -> None:
    version = members.get("version")
    if version is not None and version.value not in _VERSIONS:
        _spot(judge, version).say("JsonVersion", str(version.value))
    newer = version is not None and str(version.value).endswith("1.1")
    own = members.get("feed_url")
    if own is None:
        _spot(judge, feed).say("JsonMissingFeedUrl")
    elif isinstance(own.value, str) and not is_served(judge, own.value):
        _spot(judge, own).say("SelfDoesntMatchLocation", own.value)
    elif isinstance(own.value, str) and "hubs" in members and is_other_spelling(judge, own.value):
        _spot(judge, own).say("HubSelfSpelling", own.value)
    following = members.get("next_url")
    if following is not None and own is not None and following.value == own.value:
        _spot(judge, following).say("JsonNextIsSelf", str(following.value))
    items = members.get("items")
    for place in (members, *(one.value for one in _objects(items))):
        if newer and isinstance(place, dict) and "author" in place and "authors" not in place:
            _spot(judge, place["author"]).say("JsonAuthor")
    seen: set[object] = set()
    for item in _objects(items):
        _judge_item(judge, item, seen)


def _objects(value: Value | None) -> list[Value]:
    if value is None or not isinstance(value.value, list):
        return []
    return [one for one in value.value if isinstance(one.value, dict)]


def _judge_item(judge: Judge, item: Value, seen: set[object]) -> None:
    members = item.value
    if not isinstance(members, dict):
        return
    name = members.get("id")
    if name is None:
        _spot(judge, item).say("JsonMissing", "id")
    else:
        if name.kind == "number":
            _spot(judge, name).say("JsonIdNumber", str(name.value))
        if isinstance(name.value, (str, int, float)):
            if name.value in seen:
                _spot(judge, name).say("JsonDuplicateId", str(name.value))
            seen.add(name.value)
    if "content_html" not in members and "content_text" not in members:
        _spot(judge, item).say("JsonNoContent")
