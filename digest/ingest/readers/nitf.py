"""NITF: one story with its head, alone in a file or inside NewsML (IPTC NITF 3.6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from digest.ingest.decode import head_of
from digest.ingest.flow import Flow, Story
from digest.ingest.layouts import Layout
from digest.ingest.prose import words
from digest.ingest.readers.wire import (
    account,
    dates,
    hints_of,
    is_date,
    iso,
    later,
    place,
    readable,
    status_of,
    tags_of,
)
from digest.ingest.xml import attribute, below, every, first, line, parse, root_name, text_at
from digest.model import Hint, Reading, Seed

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NAME = "nitf"
_NEVER_NAMED = "no time given"


class Nitf:
    """An NITF document."""

    name = _NAME
    sign = b"<"

    def fits(self, seed: Seed) -> float:
        """By the root element, or by one close below it."""
        head = head_of(seed)
        root = root_name(head)
        return 0.98 if root == _NAME else 0.96 if root and root != "html" and "<nitf" in head else 0.0

    def read(self, seed: Seed, _layouts: Sequence[Layout]) -> Reading:
        """Its stories, mostly one. Raises NoArticleError when none has a headline or a text."""
        document = parse(seed)
        found = [(each, _outcome(each)) for each in below(document.root, _NAME)]
        return account(document, found or [(document.root, "no <nitf> element is in it")], self.name, seed.path)


def _outcome(nitf: Element) -> Story | str:
    story = nitf_story(nitf)
    return story if story.title or story.paragraphs else "a text with neither a headline nor a text"


def nitf_story(nitf: Element) -> Story:
    """The story of a <nitf> element with everything its head and body.head say."""
    head, body = first(nitf, "head"), first(nitf, "body")
    top = first(body, "body.head")
    flow = Flow()
    for part in (*every(body, "body.content"), *every(body, "body.end")):
        flow.read(part)
    story = flow.story()
    headlines = [text for each in (*below(top, "hl1"), *below(top, "hl2")) if (text := line(each))]
    story.title = next(iter(headlines), "") or text_at(head, "title")
    decks = [text for text in headlines[1:] if text.casefold() != story.title.casefold() and words(text) > 3]
    data = first(head, "docdata")
    given = {
        "summary": text_at(top, "abstract") or next(iter(decks), ""),
        "byline": _byline(top),
        "agency": _agency(top, data),
        "dateline": _dateline(top),
        "language": attribute(nitf, "baselang") or attribute(nitf, "lang"),
        "section": attribute(first(head, "pubdata"), "position.section"),
        "tags": tags_of(_tags(head)),
        "id": attribute(first(data, "doc-id"), "id-string"),
        "version": attribute(first(data, "du-key"), "version"),
        "note": "; ".join(text for each in every(data, "ed-msg") if (text := attribute(each, "info"))),
        "slug": _meta(head, "anpa-keyword") or attribute(first(data, "du-key"), "key"),
        "urgency": attribute(next(below(head, "urgency"), None), "ed-urg"),
    }
    story.hints |= hints_of(given, _NAME) | _when(head, top) | _use(data)
    return story


def _when(head: Element | None, top: Element | None) -> dict[str, Hint]:
    issued = attribute(first(head, "docdata/date.issue"), "norm")
    told = attribute(first(top, "dateline/story.date"), "norm")
    published = attribute(next(below(head, "pubdata"), None), "date.publication")
    value = next((each for each in (issued, told, published) if is_date(each)), "")
    revised = [attribute(each, "norm") for each in every(head, "revision-history")]
    return dates(value, max(filter(is_date, revised), default=""), _NAME)


def _use(data: Element | None) -> dict[str, Hint]:
    """Status and embargo: `management-status`, and a release that is later than the issue."""
    status = attribute(data, "management-status").lower()
    release = attribute(first(data, "date.release"), "norm")
    issued = attribute(first(data, "date.issue"), "norm")
    held_back = is_date(release) and is_date(issued) and later(release, issued)
    embargo = ""
    if status == "embargoed":
        message = attribute(first(data, "ed-msg"), "info")
        embargo = iso(release) if is_date(release) else message or _NEVER_NAMED
    elif held_back:
        embargo = iso(release)
    return hints_of({"status": status_of(status), "embargo": embargo}, _NAME)


def _byline(top: Element | None) -> str:
    """The names in the bylines, without titles; one of initials, or that names a house alone, is none."""
    found = []
    for each in every(top, "byline"):
        name = " ".join(" ".join(str(part) for part in each.itertext()).split())
        for title in below(each, "byttl"):
            name = name.replace(line(title), "", 1)
        name = " ".join(name.split()).strip(" ,")
        if any(sign.isupper() for sign in name) or not name.isascii():
            found.append(name)
    return "; ".join(found)


def _agency(top: Element | None, data: Element | None) -> str:
    """Who sends it: distributor, else who registered the document, else the holder of the rights."""
    registry = attribute(first(data, "doc-id"), "regsrc")
    candidates = (
        text_at(top, "distributor"),
        "" if "." in registry else registry,
        text_at(top, "rights/rights.owner"),
        attribute(first(data, "doc.copyright"), "holder").partition(". ")[0],
        attribute(first(data, "doc.rights"), "owner"),
        *(text_at(each, "byttl") for each in every(top, "byline") if not _byline(top)),
    )
    return next((text for text in candidates if text), "")


def _dateline(top: Element | None) -> str:
    for each in every(top, "dateline"):
        where = first(each, "location")
        parts = [text for part in where if (text := line(part))] if where is not None else []
        text = ", ".join(parts) or line(each)
        for told in every(each, "story.date"):
            text = text.replace(line(told), "").strip()
        if place(text):
            return text
    return ""


def _meta(head: Element | None, name: str) -> str:
    return next((attribute(each, "content") for each in every(head, "meta") if attribute(each, "name") == name), "")


def _tags(head: Element | None) -> Iterator[str]:
    for each in below(head, "keyword"):
        yield attribute(each, "key") or line(each)
    for each in below(head, "tobject.subject"):
        for kind in ("type", "matter", "detail"):
            name = attribute(each, f"tobject.subject.{kind}")
            if readable(name, attribute(each, "tobject.subject.code")):
                yield name
    for each in below(head, "tobject.property"):
        yield attribute(each, "tobject.property.type")
