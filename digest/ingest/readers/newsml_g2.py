"""NewsML-G2: news items with their metadata, alone, in packages or in messages (IPTC NewsML-G2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from digest.errors import SeedError
from digest.ingest.decode import head_of
from digest.ingest.flow import Flow, Story, credited, flow_of_text
from digest.ingest.layouts import Layout
from digest.ingest.readers.nitf import nitf_story
from digest.ingest.readers.wire import (
    account,
    dates,
    hints_of,
    iso,
    no_text,
    place,
    readable,
    status_of,
    tags_of,
)
from digest.ingest.xml import (
    attribute,
    below,
    every,
    first,
    language_of,
    line,
    local,
    names_of,
    parse,
    root_name,
    text_at,
)
from digest.model import Hint, Reading, Seed

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NAME = "newsml-g2"
_OTHERS = {
    "packageitem": "package (a list of other items)",
    "conceptitem": "concept item (an entry of a list of names)",
    "knowledgeitem": "knowledge item (a list of names)",
    "catalogitem": "catalogue of codes",
    "planningitem": "planning item (what will be covered)",
}
_ROOTS = frozenset({"newsmessage", "newsitem", *_OTHERS})
_MEDIA = frozenset({"picture", "photo", "video", "audio", "graphic", "animation", "still"})
_TEXT_ROOTS = names_of("html body section article div p ul ol table h1 h2 h3")
#: words that only names of houses hold; a creator may be a person or the agency itself
_HOUSES = names_of(
    "agency agence agencia agentur news press presse prensa media network service services wire insights images "
    "redaktion redaction desk reuters inc llc ltd gmbh the team staff"
)


class NewsmlG2:
    """A NewsML-G2 item or message."""

    name = _NAME
    sign = b"<"

    def fits(self, seed: Seed) -> float:
        """By the root element, and the namespace for names that others use too."""
        head = head_of(seed)
        root = root_name(head)
        return 0.98 if root in _ROOTS and (root != "newsitem" or "iptc.org/std/" in head) else 0.0

    def read(self, seed: Seed, _layouts: Sequence[Layout]) -> Reading:
        """One draft a news item of text; pictures, films, packages, concepts and plans are listed with the reason."""
        document = parse(seed)
        found = [(item, _outcome(item, seed.path)) for item in _items(document.root)]
        return account(document, found or [(document.root, "an empty message")], self.name, seed.path)


def _items(root: Element) -> list[Element]:
    if local(root) != "newsmessage":
        return [root]
    return [each for items in every(root, "itemset") for each in items if local(each)]


def _outcome(item: Element, path: str) -> Story | str:
    name = local(item)
    if name in _OTHERS:
        listed = [
            text for each in below(item, "itemref") if (text := text_at(each, "headline") or text_at(each, "title"))
        ]
        return no_text(_OTHERS[name], _headline(item), "; ".join(listed))
    if name != "newsitem":
        return f"<{name[:40]}>: no kind of item that is read"
    try:
        return _news(item, path)
    except SeedError as error:
        return error.reason


def _news(item: Element, path: str) -> Story | str:
    meta, content = first(item, "itemmeta"), first(item, "contentmeta")
    kind = _code(first(meta, "itemclass"))
    text, data = _text(first(item, "contentset"), path)
    title = _headline(item) or text.title or text_at(meta, "title")
    hints = text.hints | _located(content, text) | _content(item, content) | _item(item, meta, content)
    if "byline" in text.hints:
        hints["byline"] = text.hints["byline"]
    caption = _caption(content)
    remote = next(below(first(item, "contentset"), "remotecontent"), None)
    kind = kind or attribute(remote, "contenttype").partition("/")[0].replace("image", "picture")
    if kind in _MEDIA:
        return no_text("picture" if kind == "still" else kind, title, caption)
    status = hints["status"].value if "status" in hints else ""
    if not text.paragraphs and kind not in {"", "text"}:
        return no_text(f"{kind} item without text", title, caption)
    if not text.paragraphs and data:
        return no_text(f"table of data (<{data[:40]}>) without text", title, caption)
    if status in {"canceled", "withheld"} and not title:
        title = hints["slug"].value if "slug" in hints else attribute(item, "guid")
    if not title and not text.paragraphs and "summary" not in hints:
        return "a text item with neither a headline nor a text"
    text.title, text.hints = title, hints
    text.truncated = remote is not None
    return text


def _text(content: Element | None, path: str) -> tuple[Story, str]:
    """The first rendition that holds text, and else the name of the data that stands in its place.

    All content of one item is the same content in several renditions (NewsML-G2, contentSet).
    """
    data = ""
    empty = Story()
    for inline in every(content, "inlinexml"):
        story = _inline(inline)
        if story is None:
            data = data or next((local(each) for each in inline if local(each)), "")
        elif story.paragraphs:
            return story, ""
        else:
            empty = story
    for inline in every(content, "inlinedata"):
        if not attribute(inline, "encoding"):
            story = flow_of_text("".join(str(part) for part in inline.itertext()), path).story()
            if story.paragraphs:
                return story, ""
    return empty, data


def _inline(inline: Element) -> Story | None:
    nitf = next(below(inline, "nitf"), None)
    if nitf is not None:
        return nitf_story(nitf)
    html = next(below(inline, "html"), None)
    if html is None and not any(local(each) in _TEXT_ROOTS for each in inline):
        return None if len(inline) else Flow().read(inline).story()
    whole = html if html is not None else inline
    story = Flow().read(whole).story()
    story.title = next((text for each in below(whole, "h1", "title") if (text := line(each))), "")
    return story


def _headline(item: Element) -> str:
    """The main headline: in the item's language, without a role for decks, of the best rank."""
    lang = language_of(item).partition("-")[0]
    found = []
    for at, each in enumerate(every(item, "contentmeta/headline")):
        role, own = _code(each, "role"), language_of(each).partition("-")[0]
        rank = attribute(each, "rank")
        text = line(each)
        if text and "sub" not in role and "deck" not in role:
            foreign = bool(own and lang and own != lang)
            found.append((foreign, int(rank) if rank.isdecimal() and len(rank) < 4 else 1, at, text))
    return min(found)[-1] if found else ""


def _decks(content: Element | None) -> Iterator[str]:
    for each in every(content, "headline"):
        role = _code(each, "role")
        if ("sub" in role or "deck" in role) and (text := line(each)):
            yield text


def _item(item: Element, meta: Element | None, content: Element | None) -> dict[str, Hint]:
    """What the item says of itself."""
    notes = [
        text
        for each in every(meta, "ednote")
        if not len(each) and "nonpublic" not in attribute(each, "pubconstraint") and (text := line(each))
        if "closingline" not in attribute(each, "role")
    ]
    embargoes = every(meta, "embargoed")
    embargo = next((iso(line(each)) for each in embargoes if line(each)), "")
    if embargoes and not embargo:
        # an empty one means an embargo that a note to editors tells of; some systems leave it empty for none
        embargo = next((note for note in notes if "embargo" in note.lower()), "")
    given = {
        "id": attribute(item, "guid"),
        "version": attribute(item, "version"),
        "status": status_of(_value(first(meta, "pubstatus"))),
        "embargo": embargo,
        "note": "; ".join(dict.fromkeys(notes)),
        "signal": ", ".join(
            code for each in every(meta, "signal") if (code := _code(each)) in {"update", "correction"}
        ),
    }
    when = dates(
        text_at(meta, "firstcreated") or text_at(meta, "versioncreated") or text_at(content, "contentcreated"),
        text_at(meta, "versioncreated"),
        _NAME,
    )
    return hints_of(given, _NAME) | when | _source(meta, content)


def _source(meta: Element | None, content: Element | None) -> dict[str, Hint]:
    """Who wrote it (creditline, else source, else provider), and who sends it when that is another."""
    provider = first(meta, "provider")
    named = _name(provider) or attribute(provider, "literal")
    if not named and attribute(provider, "qcode").startswith("nprov:"):
        named = attribute(provider, "qcode").partition(":")[2]  # the values of this list are names
    sources = [
        name
        for each in every(content, "infosource")
        if "phot" not in attribute(each, "role") and (name := _name(each) or attribute(each, "literal"))
    ]
    credit = text_at(content, "creditline").strip(" –—-")
    agency = credit or next(iter(sources), "") or named
    site = named if named and named.casefold() != agency.casefold() and "." not in named else ""
    return hints_of({"agency": agency, "site": site}, _NAME)


def _content(item: Element, content: Element | None) -> dict[str, Hint]:
    """What the item says of its content."""
    lang = attribute(first(content, "language"), "tag") or language_of(item)
    summaries = [
        text
        for each in every(content, "description")
        if any(mark in _code(each, "role") for mark in ("summary", "teaser", "abstract", "intro", "standfirst"))
        and (text := line(each))
    ]
    given = {
        "language": lang,
        "slug": text_at(content, "slugline"),
        "urgency": text_at(content, "urgency"),
        "dateline": place(text_at(content, "dateline")),
        "summary": next(iter(summaries), "") or next(_decks(content), ""),
        "byline": text_at(content, "by"),
        "tags": tags_of(_tags(content, lang.partition("-")[0])),
    }
    found = hints_of(given, _NAME)
    if "byline" not in found:
        found |= hints_of({"byline": "; ".join(_persons(content))}, f"{_NAME}:creator", 0.6)
    return found


def _located(content: Element | None, text: Story) -> dict[str, Hint]:
    """The place the content comes from, when nothing calls a place its dateline."""
    where = first(content, "located")
    if "dateline" in text.hints or where is None:
        return {}
    return hints_of({"dateline": _name(where) or attribute(where, "literal")}, f"{_NAME}:located", 0.5)


def _persons(content: Element | None) -> Iterator[str]:
    """Creators that are persons: marked so, or named like one and not like a house."""
    for each in every(content, "creator"):
        name = _name(each) or attribute(each, "literal")
        kind = f"{_code(each, 'type')} {_code(each, 'role')}"
        parts = name.replace("-", " ").split()
        shaped = 2 <= len(parts) <= 4 and all(part[0].isupper() and not part.isupper() for part in parts)
        plain = all(sign.isalpha() or sign in " -.'’" for sign in name)
        house = not _HOUSES.isdisjoint(part.casefold().strip(".") for part in parts)
        if name and not house and ((shaped and plain) or any(mark in kind for mark in ("person", "writer", "author"))):
            yield name


def _tags(content: Element | None, lang: str) -> Iterator[str]:
    for each in every(content, "keyword"):
        yield line(each)
    for each in (*every(content, "subject"), *every(content, "genre")):
        name = _name(each, lang)
        if readable(name, attribute(each, "qcode") or attribute(each, "literal")):
            yield name


def _name(element: Element | None, lang: str = "") -> str:
    """A concept's name: in the language if there is one, no abbreviation."""
    names = [
        each for each in every(element, "name") if line(each) and not {"mnemonic", "short"} & {_code(each, "role")}
    ] or [each for each in every(element, "name") if line(each)]
    own = [each for each in names if lang and language_of(each).partition("-")[0] == lang]
    return line((own or names)[0]) if names else ""


def _caption(content: Element | None) -> str:
    found = [text for each in every(content, "description") if (text := line(each))]
    return credited("; ".join(dict.fromkeys(found)), text_at(content, "creditline"))


def _value(element: Element | None) -> str:
    return attribute(element, "qcode") or attribute(element, "uri") or attribute(element, "literal")


def _code(element: Element | None, name: str = "") -> str:
    """The code of a concept without its scheme, in lower case."""
    value = attribute(element, name) if name else _value(element)
    return value.rpartition(":")[2].rpartition("/")[2].lower()
