"""What the exports of all news vendors have in common: fields that become a draft, items that become a reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from digest.errors import NoArticleError
from digest.ingest.decode import Decoded
from digest.ingest.lines import Owners, split_lines
from digest.ingest.printed import language_tag, words_told
from digest.ingest.prose import words
from digest.ingest.readers.base import draft
from digest.model import Discard, Draft, Hint, Reading, Span

if TYPE_CHECKING:
    from lxml.html import HtmlElement

DIFFERS = "length-differs"
#: a text of less than half or more than twice the told words, by more than this many, is not the whole text
_MARGIN = 30


@dataclass(slots=True, kw_only=True)
class Fields:
    """What one document of an export holds, as it is found."""

    title: str = ""
    paragraphs: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    hints: dict[str, str] = field(default_factory=dict)
    unsure: dict[str, float] = field(default_factory=dict)
    """confidence of the hints that are less than sure"""
    tags: list[str] = field(default_factory=list)
    length: str = ""
    """the length as printed: "584 words" """
    notes: list[str] = field(default_factory=list)
    """words of the note to editors"""
    appended: str = ""
    """the words beside a date that announce a correction"""

    def set(self, name: str, value: str, confidence: float = 1.0) -> None:
        """Note a hint; the first of a name stays, an empty one is none."""
        value = " ".join(value.split())
        if value and name not in self.hints:
            self.hints[name] = value
            if confidence < 1.0:
                self.unsure[name] = confidence

    def note(self, text: str) -> None:
        """Add to the note to editors: corrections come in several paragraphs."""
        self.notes += text.split()

    def tag(self, values: str) -> None:
        """Add tags parted by semicolons, without their shares: "PORTS (92%); TRADE (75%)"."""
        for value in values.split(";"):
            name = " ".join(value.split())
            head, bracket, share = name.rpartition(" (")
            self.tags.append(head if bracket and share.endswith("%)") else name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One document of an export: its fields, or the reason why it is no article; the line it begins on."""

    line: int
    found: Draft | str


def item_of(fields: Fields, *, line: int, index: int, layout: str) -> Item:
    """The draft of a document; one without a text stands on its summary, or is none."""
    fields.set("note", " ".join(fields.notes) or fields.appended)
    paragraphs, summary = fields.paragraphs, fields.hints.get("summary", "")
    flags: frozenset[str] = frozenset()
    if not paragraphs and summary:
        paragraphs, flags = [summary], flags | {"truncated"}
    elif not paragraphs:
        return Item(line=line, found=f"a document without a text: {fields.title[:60] or 'untitled'}")
    elif _differs(fields.length, paragraphs):
        flags |= {DIFFERS}
    hints = {
        name: Hint(value=value, source=layout, confidence=fields.unsure.get(name, 1.0))
        for name, value in fields.hints.items()
    }
    if "language" in hints:
        hints["language"] = replace(hints["language"], value=language_tag(hints["language"].value))
    tags = list(dict.fromkeys(tag for tag in fields.tags if tag))
    if tags:
        hints["tags"] = Hint(value="; ".join(tags), source=layout)
    title = " ".join(fields.title.split())
    captions = list(dict.fromkeys(text for each in fields.captions if (text := " ".join(each.split()))))
    return Item(
        line=line,
        found=draft(
            index=index,
            layout=layout,
            title=title,
            paragraphs=paragraphs,
            captions=captions,
            hints=hints,
            flags=flags,
        ),
    )


def _differs(length: str, paragraphs: Sequence[str]) -> bool:
    told = words_told(length)
    if told is None:
        return False
    found = sum(map(words, paragraphs))
    return abs(found - told) > _MARGIN and not told / 2 <= found <= told * 2


def drafts_of(items: Sequence[Item]) -> list[Draft]:
    """The drafts among some items."""
    return [item.found for item in items if isinstance(item.found, Draft)]


def reading_of(
    items: Sequence[Item], decoded: Decoded, *, reader: str, path: str, declared: int | None, outside: str
) -> Reading:
    """A reading of a marked-up export: by lines where each item begins on a line of its own, else by items.

    What stands above the first item is listed as `outside`. Raises NoArticleError when no item is an article.
    """
    drafts = drafts_of(items)
    if not drafts:
        told = next((item.found for item in items if isinstance(item.found, str)), "it lists no document")
        raise NoArticleError(f"no article found: {told}", path=path)
    lined = all(first.line < second.line for first, second in pairwise(items))
    total = len(split_lines(decoded.text)) if lined else len(items)
    owners = Owners(total)
    starts = [item.line if lined else at for at, item in enumerate(items, 1)]
    for item, first, behind in zip(items, starts, [*starts[1:], total + 1], strict=True):
        if isinstance(item.found, Draft):
            owners.give(first, behind - 1, item.found.index)
        else:
            owners.discard(first, behind - 1, item.found)
    if starts[0] > 1:
        owners.discard(1, starts[0] - 1, outside)
    return Reading(
        drafts=with_lines(drafts, owners, decoded.flags),
        discards=owners.discards(),
        total=total,
        reader=reader,
        encoding=decoded.encoding,
        unit="line" if lined else "record",
        declared=declared,
    )


def with_lines(drafts: Sequence[Draft], owners: Owners, flags: frozenset[str] = frozenset()) -> tuple[Draft, ...]:
    """Drafts with the lines they own and the flags of the whole file."""
    spans: Mapping[int, tuple[Span, ...]] = owners.all_spans()
    return tuple(replace(each, lines=spans.get(each.index, ()), flags=each.flags | flags) for each in drafts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What some lines of text hold, which are an export; spans count the lines from 1, all of them."""

    drafts: tuple[Draft, ...]
    discards: tuple[Discard, ...]
    declared: int | None
    """how many documents the export says it holds"""


class Line(NamedTuple):
    """A line as a page shows it, empty between two blocks, and the source line it stands on."""

    text: str
    at: int


_BLOCKS = frozenset({"p", "div", "td", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol"}) | {
    "body",
    "center",
    "pre",
}
_UNSEEN = frozenset({"style", "script", "head", "title", "noscript", "template"})


def lines_of(tree: HtmlElement) -> list[Line]:
    """The lines that a page shows: blocks with an empty line between them, a <br> ends a line."""
    import lxml.etree

    found: list[Line] = []
    buffer: list[str] = []
    begins = 0
    walker = lxml.etree.iterwalk(tree, events=("start", "end"))
    for event, node in walker:
        name = node.tag if isinstance(node.tag, str) else ""
        if name in _BLOCKS or name == "br":
            begins = _close(found, buffer, begins, block=name != "br")
        if event == "start" and name in _UNSEEN:
            walker.skip_subtree()
            continue
        text = node.text if event == "start" else node.tail
        if text:
            line = node.sourceline
            begins = begins or (line if isinstance(line, int) and text.strip() else 0)
            buffer.append(text)
    _close(found, buffer, begins, block=True)
    return found


def _close(found: list[Line], buffer: list[str], begins: int, *, block: bool) -> int:
    """End the line that stands in the buffer; lines never go back in the source."""
    text = " ".join("".join(buffer).split())
    buffer.clear()
    last = found[-1].at if found else 1
    if text:
        found.append(Line(text, max(begins, last)))
    if block and found and found[-1].text:
        found.append(Line("", found[-1].at))
    return 0
