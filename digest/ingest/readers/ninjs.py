"""ninjs 1.x to 3.x and its dialects: AP's media API, Superdesk, digitalwires (IPTC ninjs)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from digest.errors import SeedError
from digest.ingest.decode import head_of, text_of
from digest.ingest.flow import Story, credited, flow_of_text
from digest.ingest.layouts import Layout
from digest.ingest.readers.jsonl import Jsonl
from digest.ingest.readers.records import load
from digest.ingest.readers.wire import (
    dates,
    hints_of,
    iso,
    no_text,
    nothing_in,
    readable,
    records,
    status_of,
    story_draft,
    tags_of,
)
from digest.ingest.xml import names_of
from digest.model import Draft, Hint, Reading, Seed

_NAME = "ninjs"
_SNIFFED = 65_536
_LONGEST = 20_000_000
_MOST_ITEMS = 50_000
#: keys that are ninjs' own, or a dialect's; three of them make a file one
_MARKS = names_of(
    "versioncreated version_created firstcreated pubstatus body_html body_xhtml body_text article_html "
    "description_text slugline copyrightholder copyrightnotice usageterms ednote located renditions associations "
    "altids embargoed contentcreated bodies headlines infosource datelinelocation versionCreated firstCreated pubStatus"
)
_LISTS = ("data", "item", "items", "_items", "entries", "results")
_MEDIA = frozenset({"picture", "photo", "image", "video", "audio", "graphic", "animation", "binary", "media"})
_BODIES = ("articlehtml", "bodyhtml", "bodyxhtml", "bodytext")
#: notes that name people who are not for publication, or only initials
_PRIVATE = ("contacts", "closingline")

Fields = Mapping[str, Any]


class Ninjs:
    """A ninjs item, or a list of them."""

    name = _NAME

    def fits(self, seed: Seed) -> float:
        """By the keys in its first part."""
        head = head_of(seed, _SNIFFED)
        if not head.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
            return 0.0
        marks = sum(f'"{mark}"' in head for mark in _MARKS)
        return 0.96 if marks >= 3 and not Jsonl().fits(seed) else 0.0

    def read(self, seed: Seed, _layouts: Sequence[Layout]) -> Reading:
        """One draft an item of text; pictures, films and packages are listed with the reason.

        Raises SeedError where the JSON is broken, NoArticleError when it holds no item of text.
        """
        decoded = text_of(seed, unicode_breaks=False)
        if len(decoded.text) > _LONGEST:
            raise SeedError(f"over {_LONGEST // 1_000_000} million characters of news items: part it", path=seed.path)
        value = load(decoded.text, seed.path)
        drafts: list[Draft] = []
        reasons: list[str | None] = []
        for item in _items(value):
            if len(reasons) == _MOST_ITEMS:
                raise SeedError(f"it holds more than {_MOST_ITEMS:,} news items: part it", path=seed.path)
            outcome = _outcome(item, seed.path)
            if isinstance(outcome, Story):
                drafts.append(story_draft(outcome, len(drafts), self.name))
            reasons.append(outcome if isinstance(outcome, str) else None)
        if not drafts:
            raise nothing_in([reason for reason in reasons if reason is not None], seed.path)
        declared = _declared(value)
        if declared is not None:
            declared = max(declared - sum(reason is not None for reason in reasons), 0)
        return records(drafts, reasons, self.name, decoded.encoding, decoded.flags, declared)


def _fields(value: Mapping[str, Any]) -> dict[str, Any]:
    """An object's keys as all dialects have them: "version_created" and "versionCreated" are "versioncreated"."""
    found: dict[str, Any] = {}
    for key, each in value.items():
        found.setdefault(key.lower().replace("_", ""), each)
    return found


def _items(value: Any, depth: int = 0) -> Iterator[Any]:
    """The items of a value: one, those of a list, or those in the envelope of an interface."""
    if isinstance(value, list):
        for each in value:
            yield from _items(each, depth + 1)
    elif isinstance(value, dict) and depth < 8:
        inner = [value[key] for key in _LISTS if isinstance(value.get(key), (list, dict))]
        if _is_item(value) or not inner:
            yield value
            yield from _attached(value)
        else:
            for each in inner:
                yield from _items(each, depth + 1)
    else:
        yield value


def _is_item(value: Mapping[str, Any]) -> bool:
    return not {"versioncreated", "pubstatus", "headline", "headlines", "guid", *_BODIES}.isdisjoint(_fields(value))


def _attached(value: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The texts that are attached to an item whole, with a body of their own."""
    for each in _associated(_fields(value)):
        if str(each.get("type") or "").lower() == "text" and any(each.get(key) for key in (*_BODIES, "bodies")):
            yield each


def _associated(fields: Fields) -> list[dict[str, Any]]:
    held = fields.get("associations")
    values = held.values() if isinstance(held, dict) else held if isinstance(held, list) else ()
    return [_fields(each) for each in values if isinstance(each, dict)]


def _declared(value: Any) -> int | None:
    """How many items the answer of an interface says it holds."""
    if not isinstance(value, dict):
        return None
    inner = value.get("data") if isinstance(value.get("data"), dict) else value
    said = inner.get("current_item_count") if isinstance(inner, dict) else None
    return said if isinstance(said, int) and not isinstance(said, bool) and 0 <= said < 1_000_000 else None


def _outcome(item: Any, path: str) -> Story | str:
    if not isinstance(item, dict):
        return "a value that is no news item"
    fields = _fields(item)
    if not _is_item(item):
        keys = ", ".join(str(key)[:30] for key in list(item)[:8])
        return f"an object that is no news item (keys: {keys or 'none'})"
    try:
        return _story(fields, path)
    except SeedError as error:
        return error.reason


def _story(fields: Fields, path: str) -> Story | str:
    story = _body(fields, path)
    story.title = _text(fields, "headline", "headlines") or _word(fields.get("title"))
    if "<" in story.title:
        story.title = " ".join(flow_of_text(story.title, path).paragraphs)
    pictures = [each for each in _associated(fields) if _kind(each) != "text"]
    kind = _kind(fields)
    if kind in _MEDIA or (kind == "composite" and not story.paragraphs and pictures):
        kind = kind if kind in _MEDIA else _kind(pictures[0])
        return no_text("picture" if kind in {"image", ""} else kind, story.title, _caption(fields))
    hints = _said(fields, path)
    status = hints["status"].value if "status" in hints else ""
    if kind in {"package", "composite"} and not story.paragraphs and status != "canceled":
        listed = [_text(each, "headline", "headlines") for each in _associated(fields)]
        return no_text("package (a list of other items)", story.title, "; ".join(filter(None, listed)))
    if not story.title and status in {"canceled", "withheld"}:
        story.title = next((hints[name].value for name in ("slug", "id") if name in hints), "")
    if not story.title and not story.paragraphs and "summary" not in hints:
        keys = ", ".join(key[:30] for key in list(fields)[:8])
        return f"an item with neither a headline nor a text (keys: {keys or 'none'})"
    captions = [caption for each in pictures if (caption := _caption(each))]
    story.captions = list(dict.fromkeys([*captions, *story.captions]))[:20]
    story.hints = hints | ({"dateline": story.hints["dateline"]} if "dateline" not in hints and story.hints else {})
    story.truncated = any(_kind(each) == "text" for each in _renditions(fields))
    return story


def _kind(fields: Fields) -> str:
    return _word(fields.get("type")).lower()


def _body(fields: Fields, path: str) -> Story:
    for key in _BODIES:
        if (text := _raw(fields.get(key))).strip():
            break
    else:
        key, text = "", _of_role(fields.get("bodies"), ("main", ""))
    if not text:
        return Story()
    story = flow_of_text(text, path, "body_text" if key == "bodytext" else key).story()
    if box := _raw(fields.get("infoboxhtml")):
        story.paragraphs += flow_of_text(box, path).paragraphs
    return story


def _said(fields: Fields, path: str) -> dict[str, Hint]:
    """The hints of an item; `by`, `provider`, `infosource` and the like hold names or objects with a name."""
    summary = _text(fields, "teaser", "summary") or _description(fields, ("summary", "teaser", "abstract", "", "main"))
    summary = summary or _word(fields.get("subhead"))
    if "<" in summary:
        summary = " ".join(flow_of_text(summary, path).paragraphs)
    credit = _names(fields.get("creditline")) or _names(fields.get("source")) or _names(fields.get("infosource"))
    credit = credit or _names(fields.get("infosources"))
    provider = _names(fields.get("provider")) or _names(fields.get("copyrightholder"))
    provider = provider or next(iter(_categories(fields, "provider")), "")
    embargo = _word(fields.get("embargoed")) or _word(fields.get("embargo"))
    guid = _raw(fields.get("guid"))
    given = {
        "byline": _word(fields.get("byline")) or _names(fields.get("by")) or _writers(fields),
        "dateline": _word(fields.get("dateline")) or _place(fields.get("datelinelocation")),
        "agency": credit or provider,
        "site": provider if credit and provider.casefold() != credit.casefold() else "",
        "language": _word(fields.get("language")),
        "id": _id(fields),
        "version": _word(fields.get("version")),
        "status": status_of(_word(fields.get("pubstatus"))),
        "embargo": iso(embargo) if embargo else "",
        "note": "; ".join(_notes(fields)),
        "signal": ", ".join(code for code in _signals(fields) if code in {"update", "correction"}),
        "slug": _word(fields.get("slugline")),
        "urgency": _word(fields.get("urgency")),
        "summary": summary,
        "tags": tags_of(_tags(fields)),
        "url": guid
        if guid.startswith(("http://", "https://"))
        else _word(fields.get("url")) or _word(fields.get("link")),
    }
    if given["summary"].casefold() == _text(fields, "headline", "headlines").casefold():
        given["summary"] = ""
    created = _word(fields.get("firstcreated")) or _word(fields.get("versioncreated"))
    created = created or _word(fields.get("contentcreated"))
    found = hints_of(given, _NAME) | dates(created, _word(fields.get("versioncreated")), _NAME)
    if "dateline" not in found:
        found |= hints_of({"dateline": _word(fields.get("located")) or _names(fields.get("located"))}, _NAME, 0.5)
    return found


def _id(fields: Fields) -> str:
    held = fields.get("altids")
    own = _word(held.get("itemid")) if isinstance(held, dict) else ""
    return _word(fields.get("guid")) or own or _word(fields.get("urn")) or _word(fields.get("uri"))


def _writers(fields: Fields) -> str:
    """The authors whose role is to write; an editor wrote nothing."""
    held = fields.get("authors")
    found = [
        _word(each.get("name"))
        for each in (held if isinstance(held, list) else [])
        if isinstance(each, dict) and _word(each.get("role")).lower() in {"writer", "author", "reporter", ""}
    ]
    return ", ".join(filter(None, found))


def _notes(fields: Fields) -> Iterator[str]:
    yield from filter(None, [_word(fields.get("ednote"))])
    held = fields.get("ednotes")
    for each in held if isinstance(held, list) else []:
        if isinstance(each, dict) and each.get("is_publishable") is not False:
            role = _word(each.get("role"))
            if not any(mark in role for mark in _PRIVATE) and (text := _word(each.get("ednote"))):
                yield text


def _signals(fields: Fields) -> Iterator[str]:
    held = fields.get("signals", fields.get("signal"))
    for each in held if isinstance(held, list) else [held]:
        yield _word(each).rpartition(":")[2].lower()


def _tags(fields: Fields) -> Iterator[str]:
    keywords = fields.get("keywords")
    yield from (keywords.split(",") if isinstance(keywords, str) else map(_word, _list(keywords)))
    for key in ("subject", "subjects", "genre", "genres", "place", "places", "event", "events"):
        for each in _list(fields.get(key)):
            if isinstance(each, dict):
                name = _word(each.get("name"))
                if readable(name, _word(each.get("code"))):
                    yield name
    for kind in ("keyword", "geosubject", "dpasubject", "genre"):
        yield from _categories(fields, kind)


def _categories(fields: Fields, kind: str) -> list[str]:
    """The names of one type among digitalwires' categories."""
    return [
        _word(each.get("name"))
        for each in _list(fields.get("categories"))
        if isinstance(each, dict) and _word(each.get("type")).rpartition(":")[2] == kind and _word(each.get("name"))
    ]


def _caption(fields: Fields) -> str:
    text = _word(fields.get("caption")) or _word(fields.get("descriptioncaption"))
    text = text or _description(fields, ("caption", "", "main")) or _word(fields.get("bodytext"))
    credit = _word(fields.get("creditline")) or _word(fields.get("descriptioncreditline"))
    return credited(text, credit or _word(fields.get("byline")))


def _description(fields: Fields, roles: Sequence[str]) -> str:
    text = _word(fields.get("descriptiontext")) or _word(fields.get("descriptionhtml"))
    return text or _word(_of_role(fields.get("descriptions"), roles)) or _word(fields.get("descriptionsummary"))


def _text(fields: Fields, one: str, many: str) -> str:
    return _word(fields.get(one)) or _word(_of_role(fields.get(many), ("main", "")))


def _of_role(held: Any, roles: Sequence[str]) -> str:
    """The value of the first entry that has one of these roles (ninjs 2.0: headlines, bodies, descriptions)."""
    entries = [each for each in _list(held) if isinstance(each, dict)]
    for role in roles:
        for each in entries:
            text = _raw(each.get("value")) or _raw(each.get("description"))
            if _word(each.get("role")).rpartition(":")[2].lower() == role and text.strip():
                return text.strip()
    return ""


def _place(value: Any) -> str:
    if not isinstance(value, dict):
        return _word(value)
    fields = _fields(value)
    return ", ".join(filter(None, (_word(fields.get("city")), _word(fields.get("countryname")).title())))


def _renditions(fields: Fields) -> list[dict[str, Any]]:
    held = fields.get("renditions")
    values = list(held.values()) if isinstance(held, dict) else _list(held)
    return [_fields(each) for each in values if isinstance(each, dict)]


def _names(value: Any) -> str:
    """The name of an object or of the first of several, or a plain string."""
    if isinstance(value, list):
        return next((text for each in value if (text := _names(each))), "")
    return _word(value.get("name")) if isinstance(value, dict) else _word(value)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _raw(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _word(value: Any) -> str:
    """A string or number as one line."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return " ".join(str(value).split())
