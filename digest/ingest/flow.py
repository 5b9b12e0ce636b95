"""The text of a wire story's elements: paragraphs, rows of tables as lines, captions with their credits."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digest.ingest.markup import declared
from digest.ingest.markup import parse as parse_html
from digest.ingest.prose import ends_sentence, paragraphs_of, rows_of, text_paragraphs
from digest.ingest.xml import below, line, local, names_of
from digest.model import Hint

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_BLOCKS = names_of(
    "p div section article main body block body.content body.end tagline bibliography note fn ul ol li dl dt dd "
    "blockquote bq center address details summary h1 h2 h3 h4 h5 h6 hl1 hl2 hl3 hl4 abstract"
)
_LEFT_OUT = names_of(
    "head header footer nav script style template svg iframe object form button select textarea hedline "
    "media-reference media-metadata media-object"
)
_FIGURES = frozenset({"media", "figure", "photo"})
_BREAK = "\x1e"
_WIDEST = 110
_BLANK = re.compile(r"\n[ \t]*\n")
#: how agencies end a text, on a line of its own
_ENDS = frozenset({"end", "ends", "-end-", "-ends-", "(end)", "(ends)"})
#: pictures of one story
_MOST_CAPTIONS = 20


@dataclass(slots=True)
class Story:
    """An item as its file tells it."""

    title: str = ""
    paragraphs: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    hints: dict[str, Hint] = field(default_factory=dict)
    teaser: str = ""
    """a summary that stands in the text"""
    truncated: bool = False
    """whether the text lies elsewhere"""


class Flow:
    """The text of elements, in order: one paragraph a block, one line a row of a table, captions apart.

    XHTML, HTML and NITF alike; `dateline` and `teaser` are what the text marks as such and that is no paragraph of it.
    """

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self.captions: list[str] = []
        self.dateline = ""
        self.teaser = ""
        self._buffer: list[str] = []

    def read(self, element: Element) -> Flow:
        """Everything below an element."""
        self._inside(element)
        self._flush()
        return self

    def story(self) -> Story:
        """The text as a story, without the marks that only say that it ends."""
        paragraphs = self.paragraphs
        while paragraphs and _is_end(paragraphs[-1]):
            paragraphs = paragraphs[:-1]
        found = Story(paragraphs=paragraphs, captions=list(dict.fromkeys(self.captions))[:_MOST_CAPTIONS])
        found.teaser = self.teaser
        if self.dateline:
            found.hints["dateline"] = Hint(value=self.dateline, source="body")
        return found

    def _inside(self, element: Element) -> None:
        self._buffer.append(element.text or "")
        for each in element:
            self._element(each)
            self._buffer.append(each.tail or "")

    def _element(self, each: Element) -> None:
        name = local(each)
        if not name:
            self._buffer.append(each.text or "")  # an entity that is not expanded: its name, "&pier;"
        if not name or name in _LEFT_OUT:
            return
        if each.get("caption"):
            self.captions.append(credited(one_line(each.get("caption")), one_line(each.get("creditline"))))
        if name == "br":
            self._buffer.append(_BREAK)
        elif name == "hr":
            self._flush()
        elif name == "table":
            self._flush()
            self._table(each)
        elif name == "pre":
            self._flush()
            self.paragraphs += text_paragraphs("".join(str(part) for part in each.itertext()))
        elif name in _FIGURES:
            self._figure(each)
        elif name in _BLOCKS:
            self._block(each)
        elif name == "span" and _marked(each, "dateline"):
            self.dateline = self.dateline or line(each)
        else:
            self._inside(each)

    def _block(self, each: Element) -> None:
        self._flush()
        if _marked(each, "teaser"):
            self.teaser = self.teaser or line(each)
            return
        lines = [] if len(each) else _own_lines(each.text or "")
        if lines:
            self.paragraphs += lines
            return
        self._inside(each)
        self._flush()

    def _figure(self, figure: Element) -> None:
        """A picture's caption with its credit (NITF media, HTML figure); a figure that holds a table is text."""
        captions = [text for each in below(figure, "media-caption", "figcaption") if (text := line(each))]
        producer = next((text for each in below(figure, "media-producer") if (text := line(each))), "")
        self.captions += [credited(text, producer) for text in captions]
        for table in below(figure, "table"):
            self._flush()
            self._table(table)

    def _table(self, table: Element) -> None:
        for each in table:
            name = local(each)
            if name == "tr":
                self._row(each)
            elif name in {"thead", "tbody", "tfoot"}:
                self._table(each)
            elif name == "caption" and (text := line(each)):
                self.paragraphs.append(text)

    def _row(self, row: Element) -> None:
        flows = [Flow().read(cell) for cell in row if local(cell) in {"td", "th"}]
        for flow in flows:
            self.captions += flow.captions
        cells = [flow.paragraphs for flow in flows if flow.paragraphs]
        # a table of one column is how some systems lay text out
        self.paragraphs += cells[0] if len(cells) == 1 else [" | ".join(" ".join(cell) for cell in cells)][: len(cells)]

    def _flush(self) -> None:
        text = "".join(self._buffer)
        self._buffer.clear()
        if _BREAK in text:
            found = paragraphs_of(rows_of([each.replace("\n", " ") for each in text.split(_BREAK)]))
        else:
            found = []
            for part in map(one_line, _BLANK.split(text)):
                if part and found and not ends_sentence(found[-1]):
                    found[-1] += f" {part}"
                elif part:
                    found.append(part)
        self.paragraphs += [one for each in found if (one := one_line(each)) and not _is_code(one)]


def _own_lines(text: str) -> list[str]:
    """The paragraphs of a text whose line breaks are its author's: they reach the left edge, and none is long.

    A text that was only indented with the elements around it has none of its own.
    """
    lines = text.rstrip().split("\n")
    rest = [each for each in lines[1:] if each.strip()]
    if not rest or any(len(each) > _WIDEST for each in lines) or min(len(each) - len(each.lstrip()) for each in rest):
        return []
    return [one_line(each) for each in paragraphs_of(rows_of(lines))]


def flow_of_text(text: str, path: str, key: str = "") -> Flow:
    """The text of a field of that name: HTML or plain. Raises SeedError for HTML that is nested too deeply."""
    text, markup = declared(text, key)
    if markup:
        return Flow().read(parse_html(text, path))
    flow = Flow()
    flow.paragraphs = text_paragraphs(text)
    return flow


def credited(caption: str, credit: str) -> str:
    """A caption with its credit behind it, once: "A pier. (Ana Horvat/HNA)"."""
    if not caption or not credit or credit.casefold() in caption.casefold():
        return caption
    return f"{caption} ({credit.strip('()')})"


def one_line(text: str | None) -> str:
    """A text without line breaks and repeated spaces."""
    return " ".join((text or "").split())


def _marked(element: Element, mark: str) -> bool:
    return mark in (element.get("class") or "").lower().split()


def _is_code(text: str) -> bool:
    """Whether a paragraph is nothing but the code of something embedded."""
    return text.startswith("<") and text.endswith(">")


def _is_end(text: str) -> bool:
    """Whether a closing line only says that the text ends, or who typed it: "ends", "hh/ph/ts/hd"."""
    if len(text) > 30:
        return False
    names = text.split("/")
    initials = len(names) > 1 and all(name.isalpha() and name.islower() and len(name) <= 4 for name in names)
    return initials or text.casefold() in _ENDS
