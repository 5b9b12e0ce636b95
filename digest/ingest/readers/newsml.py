"""NewsML 1.x: news items whose components hold text, pictures and their captions (IPTC NewsML 1.2)."""

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
    is_date,
    iso,
    no_text,
    place,
    readable,
    status_of,
    tags_of,
)
from digest.ingest.xml import attribute, below, every, first, language_of, line, parse, root_name, text_at
from digest.model import Hint, Reading, Seed

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NAME = "newsml"
_NEVER_NAMED = "no time given"
_CAPTIONS = frozenset({"caption", "legend", "photo caption", "cutline"})
_SUMMARIES = frozenset({"abstract", "summary", "teaser"})


class Newsml:
    """A NewsML 1.x document."""

    name = _NAME
    sign = b"<"

    def fits(self, seed: Seed) -> float:
        """By the root element."""
        return 0.98 if root_name(head_of(seed)) == "newsml" else 0.0

    def read(self, seed: Seed, _layouts: Sequence[Layout]) -> Reading:
        """One draft an article: a news item, or each of its components that has a headline and a text of its own."""
        document = parse(seed)
        sent = text_at(document.root, "newsenvelope/dateandtime")
        found = [each for item in every(document.root, "newsitem") for each in _outcomes(item, sent, seed.path)]
        return account(document, found or [(document.root, "it holds no news item")], self.name, seed.path)


def _outcomes(item: Element, sent: str, path: str) -> list[tuple[Element, Story | str]]:
    try:
        stories = list(_stories(item, path))
    except SeedError as error:
        return [(item, error.reason)]
    hints = _managed(item, sent)
    status = hints["status"].value if "status" in hints else ""
    with_text = [(holder, story) for holder, story in stories if story.paragraphs]
    if len(with_text) > 1:
        return [(holder, _finished(story, hints, f"#{at}")) for at, (holder, story) in enumerate(with_text, 1)]
    _, story = (with_text or stories or [(item, Story())])[0]
    kinds = {attribute(each, "FormalName").lower() for each in below(item, "mediatype")} - {"text", ""}
    if not story.paragraphs and kinds and status != "canceled":
        return [(item, no_text(" and ".join(sorted(kinds)), story.title, "; ".join(story.captions)))]
    label = text_at(item, "identification/namelabel")
    if not story.title and status in {"canceled", "withheld"}:
        story.title = label or (hints["id"].value if "id" in hints else "")
    if not story.title and not story.paragraphs and "summary" not in story.hints:
        return [(item, f"news item {label!r} has neither a headline nor a text")]
    return [(item, _finished(story, hints, ""))]


def _finished(story: Story, hints: dict[str, Hint], part: str) -> Story:
    story.hints = hints | story.hints
    if part and "id" in hints:
        story.hints["id"] = Hint(value=hints["id"].value + part, source=_NAME)
    return story


def _stories(item: Element, path: str) -> Iterator[tuple[Element, Story]]:
    """The components that have a headline, each with the text of the content below it that no other one claims."""
    holders = [each for each in below(item, "newscomponent") if text_at(each, "newslines/headline")]
    holders = holders or every(item, "newscomponent")[:1]
    claimed: dict[Element, list[Element]] = {holder: [] for holder in holders}
    for content in below(item, "contentitem"):
        owner = next((each for each in content.iterancestors() if each in claimed), None)
        if owner is not None:
            claimed[owner].append(content)
    for holder, contents in claimed.items():
        yield holder, _story(item, holder, contents, path)


def _story(item: Element, holder: Element, contents: list[Element], path: str) -> Story:
    story = Story()
    for content in contents:
        text = _text(content, path)
        roles = {
            attribute(role, "FormalName").lower()
            for each in content.iterancestors("{*}NewsComponent")
            for role in every(each, "role")
        }
        if not _CAPTIONS.isdisjoint(roles):
            story.captions += [credited(each, _credit(content)) for each in text.paragraphs]
        elif not _SUMMARIES.isdisjoint(roles):
            story.teaser = story.teaser or " ".join(text.paragraphs)
        elif text.paragraphs and (not story.paragraphs or not _equivalent(content)):
            story.paragraphs += text.paragraphs
            story.hints = text.hints | story.hints
            story.title = story.title or text.title
        story.captions += text.captions
    story.title = text_at(holder, "newslines/headline") or story.title
    own = _said(item, holder)
    if "byline" in story.hints:
        own.pop("byline", None)
    story.hints |= own
    return story


def _equivalent(content: Element) -> bool:
    """Whether a content item says again in another form what the one before it says."""
    parent = content.getparent()
    chain = [] if parent is None else [parent, *parent.iterancestors("{*}NewsComponent")]
    return any(attribute(each, "EquivalentsList") == "yes" for each in chain) or (
        parent is not None and len(every(parent, "contentitem")) > 1
    )


def _text(content: Element, path: str) -> Story:
    data = first(content, "datacontent")
    if data is None:
        return Story()
    nitf = next(below(data, "nitf"), None)
    if nitf is not None:
        return nitf_story(nitf)
    if len(data):
        html = next(below(data, "html"), data)
        return Flow().read(html).story()
    return flow_of_text("".join(str(part) for part in data.itertext()), path).story()


def _credit(content: Element) -> str:
    lines = (text_at(each, "newslines/creditline") for each in content.iterancestors("{*}NewsComponent"))
    return next((text for text in lines if text), "")


def _managed(item: Element, sent: str) -> dict[str, Hint]:
    """What identifies and manages the item; its identifier without the revision, which is the version (5.5.3)."""
    identity, management = first(item, "identification/newsidentifier"), first(item, "newsmanagement")
    parts = [text_at(identity, name) for name in ("providerid", "dateid", "newsitemid")]
    version = text_at(identity, "revisionid")
    whole = text_at(identity, "publicidentifier")
    name = f"urn:newsml:{':'.join(parts)}" if all(parts) else whole.removesuffix(f":{version}")
    status = attribute(first(management, "status"), "FormalName")
    future = first(management, "statuswillchange")
    embargo = ""
    if status.lower() == "embargoed":
        until = text_at(future, "dateandtime")
        embargo = iso(until) if until else _NEVER_NAMED
    orders = {attribute(each, "FormalName").lower() for each in every(management, "instruction")}
    signal = "correction" if orders & {"rectify", "correction"} else "update" if "update" in orders else ""
    created, revised = text_at(management, "firstcreated"), text_at(management, "thisrevisioncreated")
    given = {
        "id": name,
        "version": version,
        "status": "canceled" if orders & {"delete", "kill"} else status_of(status),
        "embargo": embargo,
        "signal": signal,
        "urgency": attribute(first(management, "urgency"), "FormalName"),
        "note": "; ".join(
            text for each in (*every(item, "comment"), *every(management, "comment")) if (text := line(each))
        ),
    }
    when = dates(created if is_date(created) else revised or text_at(identity, "dateid") or sent, revised, _NAME)
    return hints_of(given, _NAME) | when


def _said(item: Element, holder: Element) -> dict[str, Hint]:
    """What the news lines and the metadata of a component say, or those of the components around and in it."""
    chain = [holder, *holder.iterancestors("{*}NewsComponent")]
    chain += [each for each in below(holder, "newscomponent") if each is not holder and _is_main(each, holder)]

    def said(path: str, name: str = "") -> str:
        found = (attribute(first(each, path), name) if name else text_at(each, path) for each in chain)
        return next((text for text in found if text), "")

    dateline = said("newslines/dateline")
    city = next(
        (
            attribute(each, "Value")
            for part in chain
            for where in every(part, "descriptivemetadata/location")
            for each in every(where, "property")
            if attribute(each, "FormalName") == "City"
        ),
        "",
    )
    credit = said("newslines/creditline") or said("administrativemetadata/source/party", "FormalName")
    provider = said("administrativemetadata/provider/party", "FormalName")
    lead = said("newslines/subheadline")
    given = {
        "byline": said("newslines/byline"),
        "dateline": place(dateline) or city,
        "agency": credit or provider,
        "site": provider if provider.casefold() != (credit or provider).casefold() else "",
        "language": (said("descriptivemetadata/language", "FormalName") or language_of(item)).lower(),
        "slug": said("newslines/slugline") or text_at(item, "identification/namelabel"),
        "summary": lead,
        "tags": tags_of(_tags(chain)),
    }
    return hints_of(given, _NAME)


def _is_main(component: Element, holder: Element) -> bool:
    """Whether a component below another one holds its text, and neither a picture nor a caption."""
    within = [component, *(each for each in component.iterancestors("{*}NewsComponent") if each is not holder)]
    return all(attribute(role, "FormalName").lower() == "main" for each in within for role in every(each, "role"))


def _tags(chain: list[Element]) -> Iterator[str]:
    for part in chain:
        for each in every(part, "newslines/keywordline"):
            yield from line(each).split(",")
        for each in every(part, "descriptivemetadata/property"):
            if attribute(each, "FormalName").lower() == "keyword":
                yield attribute(each, "Value")
        for topic in every(part, "topicset/topic"):
            names = [each for each in every(topic, "description") if attribute(each, "Variant").lower() == "name"]
            english = [each for each in names if language_of(each) == "en"]
            yield from (line(each) for each in (english or names)[:1])
        for each in every(part, "descriptivemetadata/genre"):
            if readable(attribute(each, "FormalName")):
                yield attribute(each, "FormalName")
