"""Articles as objects with keys, whatever the exporting program calls them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from digest.errors import SeedError
from digest.ingest.dialects import alike
from digest.ingest.markup import declared, fragment, html_paragraphs, looks_like_html
from digest.ingest.prose import is_furniture, text_paragraphs
from digest.ingest.readers.base import draft
from digest.ingest.readers.wire import status_of
from digest.model import Draft, Hint

_TITLE = ("title", "headline", "name")
_TEXT = (
    "paragraphs",
    "text",
    "body",
    "content_text",
    "articlebody",
    "content",
    "content_html",
    "body_html",
    "article",
    "html",
    "fulltext",
    "full_text",
    "story",
    "bodytext",
    "maintext",
)
_SUMMARY = ("summary", "description", "abstract", "teaser")
_HINTS: Mapping[str, tuple[str, ...]] = {
    "byline": ("byline", "author", "authors", "by", "creator"),
    "date": (
        "date_published",
        "datepublished",
        "published_at",
        "published",
        "pubdate",
        "date",
        "created",
        "created_at",
        "publishdate",
        "publish_date",
        "publicationdate",
        "publication_date",
        "pub_date",
    ),
    "updated": ("date_modified", "datemodified", "updated_at", "updated", "modified"),
    "url": ("url", "link", "canonical", "canonical_url", "external_url"),
    "language": ("language", "lang", "inlanguage"),
    "site": ("source", "publisher", "site", "site_name"),
    "agency": ("agency",),
    "embargo": ("embargo", "embargoed", "embargo_until", "embargoed_until", "embargodate", "embargo_date"),
    "tags": ("tags", "keywords", "categories"),
    "section": ("section", "category"),
    "dateline": ("dateline",),
    "id": ("id", "guid", "uuid"),
    "version": ("version",),
}
_STATUS = ("pubstatus", "pub_status", "status")
#: words of content systems for what readers are not to see yet, and for what they are to see no more
_STATUS_WORDS: Mapping[str, str] = dict.fromkeys(
    (
        "draft",
        "auto-draft",
        "hold",
        "held",
        "on hold",
        "on-hold",
        "pending",
        "review",
        "in review",
        "private",
        "future",
        "scheduled",
        "unpublished",
        "trash",
    ),
    "withheld",
) | dict.fromkeys(("deleted", "removed", "retracted", "withdrawn"), "canceled")
#: from which share of its runs of three words on a text says nothing that another one does not
_SHARED = 0.7
#: keys whose value is a list of articles, and of nothing else
LISTS = ("articles", "items", "docs", "documents", "entries", "stories", "results")


def load(text: str, path: str) -> Any:
    """The value of a JSON text. Raises SeedError with line and column where it is broken."""
    try:
        return json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise SeedError(f"this is not valid JSON ({where}: {error.msg})", path=path) from error
    except ValueError as error:  # Python reads no number of more than 4,300 digits
        raise SeedError("this JSON holds a number of more than 4,300 digits", path=path) from error
    except RecursionError as error:
        raise SeedError("this JSON is nested too deeply", path=path) from error


def is_article(value: Any) -> bool:
    """Whether a JSON value has a title or a text under one of the known keys."""
    return isinstance(value, dict) and not {*_TITLE, *_TEXT}.isdisjoint(_lower(value))


def is_whole(value: Any) -> bool:
    """Whether a JSON value has a headline and a text, which make it an article in a list of any name.

    A name with a text is none: that is how comments and authors look.
    """
    if not isinstance(value, dict):
        return False
    fields = _lower(value)
    return bool((fields.get("title") or fields.get("headline")) and any(fields.get(key) for key in _TEXT))


def record(value: Any, *, index: int, layout: str, path: str) -> Draft:
    """The draft of one object; its layout is the source of its hints. Raises SeedError with what it lacks."""
    if not isinstance(value, dict):
        raise SeedError(f"it is {_kind(value)}, not an object with a title and a text", path=path)
    fields = _lower(value)
    title = _first(fields, _TITLE)
    body, paragraphs = _body(fields, path)
    summary = _first(fields, _SUMMARY)
    hints = _hints(fields, layout)
    withdrawn = is_withdrawal(value)
    if withdrawn and not title:
        title = hints["id"].value
    if not paragraphs and not summary and not withdrawn:
        lacks = "it has a title but no text" if title else "it has neither a title nor a text"
        raise SeedError(f"{lacks} (keys: {_keys(value)})", path=path)
    if summary and paragraphs:
        hints["summary"] = Hint(value=_plain(summary, path), source=layout)
    return draft(
        index=index,
        layout=layout,
        title=_plain(title, path),
        paragraphs=paragraphs or _paragraphs(summary, path),
        captions=_captions(fields.get("captions")) or _figures(body, path),
        hints=hints,
        flags=frozenset() if paragraphs or not summary else frozenset({"truncated"}),
    )


def _hints(fields: Mapping[str, Any], layout: str) -> dict[str, Hint]:
    """What an object says of its article; without a moment, "embargoed" waits for a person as every such word does."""
    said = {name: line for name, keys in _HINTS.items() if (line := _first(fields, keys))}
    status = _status(fields)
    if status:
        said["status"] = status
    words = (_line(fields.get(key)) for key in _STATUS)
    embargoed = next((word for word in words if word.casefold().startswith("embargo")), "")
    if embargoed:
        said.setdefault("embargo", embargoed)
    return {name: Hint(value=line, source=layout) for name, line in said.items()}


def _status(fields: Mapping[str, Any]) -> str:
    """The publishing status, the strictest where several are told; empty where none is told in a known word."""
    words = [_line(fields.get(key)).casefold() for key in _STATUS]
    told = {status_of(word) or _STATUS_WORDS.get(word, "") for word in words}
    if fields.get("draft") is True:
        told.add("withheld")
    return next((status for status in ("canceled", "withheld", "usable") if status in told), "")


def is_withdrawal(value: Mapping[str, Any]) -> bool:
    """Whether an object takes back a story that it names by its id: such a one needs no text."""
    fields = _lower(value)
    return bool(_first(fields, _HINTS["id"])) and _status(fields) == "canceled"


def _body(fields: Mapping[str, Any], path: str) -> tuple[Any, list[str]]:
    """The value that is the text and its paragraphs, and with them every other text that says something else.

    The same text stands under several keys as HTML and as plain text, or in part; the fullest counts then.
    """
    found = {key: paragraphs for key in fields if key in _TEXT and (paragraphs := _paragraphs(fields[key], path, key))}
    ranked = sorted(found, key=lambda key: (-sum(map(len, found[key])), _TEXT.index(key)))
    kept: list[str] = []
    said: set[tuple[str, ...]] = set()
    for key in ranked:
        runs = _runs(found[key])
        if not kept or len(runs & said) < _SHARED * len(runs):
            kept.append(key)
            said |= runs
    body = fields[kept[0]] if kept else ""
    return body, [text for key in found if key in kept for text in found[key]]


def _runs(paragraphs: Sequence[str]) -> set[tuple[str, ...]]:
    words = " ".join(paragraphs).casefold().split()
    return {tuple(words[at : at + 3]) for at in range(max(1, len(words) - 2))}


def feed_hints(value: Any) -> dict[str, Hint]:
    """What a JSON Feed (jsonfeed.org, 1.0 and 1.1) says of all its items; nothing for any other value."""
    if not isinstance(value, dict) or "jsonfeed.org/version/" not in str(value.get("version")):
        return {}
    site = _line(value.get("title"))
    author = _line(value.get("authors")) or _line(value.get("author"))
    # a feed that signs its items with its own name has no author to tell
    author = "" if alike(author, site) else author
    said = {"site": (site, 0.8), "language": (_line(value.get("language")), 0.6), "byline": (author, 0.5)}
    return {name: Hint(value=line, source="json", confidence=sure) for name, (line, sure) in said.items() if line}


def _first(fields: Mapping[str, Any], keys: Sequence[str]) -> str:
    """The first of these keys that has a value, as one line."""
    return next((line for key in keys if (line := _line(fields.get(key)))), "")


def _lower(value: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, each in value.items():
        found.setdefault(key.lower(), each)
    return found


def _keys(value: Mapping[str, Any]) -> str:
    names = [key[:30] for key in list(value)[:8]]
    return ", ".join(names) if names else "none"


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    names = {bool: "true or false", int: "a number", float: "a number", str: "a text", list: "a list"}
    return names.get(type(value), "a value")


def _line(value: Any) -> str:
    """A value as one line: texts, numbers, names of persons, lists of these."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, (str, int, float)):
        return " ".join(str(value).split())
    if isinstance(value, dict):
        return next((text for key in ("name", "title", "value", "rendered") if (text := _word(value.get(key)))), "")
    if isinstance(value, list):
        return ", ".join(text for each in value[:50] if (text := _word(each) or _name(each)))
    return ""


def _word(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _name(value: Any) -> str:
    return _word(value.get("name")) if isinstance(value, dict) else ""


def _plain(text: str, path: str) -> str:
    return " ".join(html_paragraphs(text, path)) if looks_like_html(text) else text


def _paragraphs(value: Any, path: str, key: str = "") -> list[str]:
    if isinstance(value, str):
        text, markup = declared(value, key)
        found = html_paragraphs(text, path) if markup else text_paragraphs(text)
        return [text for text in found if not is_furniture(text)]
    if isinstance(value, list):
        return [text for each in value if isinstance(each, str) for text in _paragraphs(each, path, key)]
    if isinstance(value, dict):
        return _paragraphs(value.get("rendered") or value.get("html") or value.get("text") or "", path)
    return []


def _figures(body: Any, path: str) -> list[str]:
    """The captions in a text that is HTML."""
    return fragment(body, path)[1] if isinstance(body, str) and "<figcaption" in body else []


def _captions(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    found = (
        _word(each) or (_word(each.get("text") or each.get("caption")) if isinstance(each, dict) else "")
        for each in values
    )
    return list(dict.fromkeys(text for text in found if text))
