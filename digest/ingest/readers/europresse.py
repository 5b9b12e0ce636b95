"""Europresse exports: the printed pages of the old service and the <article> elements of the new one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from digest.errors import NoArticleError
from digest.ingest.decode import head_of, text_of
from digest.ingest.labels import is_copyright
from digest.ingest.layouts import Layout
from digest.ingest.markup import line_of, parse, text_of_element
from digest.ingest.printed import dates_in, words_told
from digest.ingest.prose import ends_sentence, words
from digest.ingest.readers.vendor import Fields, Item, item_of, lines_of, reading_of
from digest.model import Draft, Reading, Seed

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HEAD = 65_536
_NUMBER = "numéro de document"
_MOST_NAMES = 8


class Europresse:
    """Exports of Europresse (Eureka in Canada), in HTML."""

    name = "europresse"
    sign = b"<"

    def fits(self, seed: Seed) -> float:
        """By the classes that only its pages have."""
        head = head_of(seed, _HEAD).lstrip("\ufeff \t\r\n").lower()
        named = "docpublicationname" in head and ("titrearticle" in head or "docheader" in head)
        return 0.97 if head.startswith("<") and named else 0.0

    def read(self, seed: Seed, _layouts: Sequence[Layout]) -> Reading:
        """One draft an article. Raises NoArticleError when there is none."""
        decoded = text_of(seed)
        tree = parse(decoded.text, seed.path)
        items: list[Item] = []
        for node in _articles(tree):
            fields = _new(node) if node.tag == "article" else _old(node)
            index = sum(isinstance(item.found, Draft) for item in items)
            items.append(item_of(fields, line=line_of(node), index=index, layout=self.name))
        if not items:
            raise NoArticleError("no article found: this Europresse export holds no article", path=seed.path)
        return reading_of(
            items, decoded, reader=self.name, path=seed.path, declared=None, outside="above the first article"
        )


def _classes(node: HtmlElement) -> str:
    return (node.get("class") or "").lower()


def _marked(node: HtmlElement, name: str) -> Iterator[HtmlElement]:
    """The elements below one whose class holds a name, outermost first."""
    return (each for each in node.iter() if isinstance(each.tag, str) and name in _classes(each).split())


def _articles(tree: HtmlElement) -> list[HtmlElement]:
    new = [node for node in tree.iter("article") if next(_marked(node, "docpublicationname"), None) is not None]
    if new:
        return [node for node in new if next(node.iterancestors("article"), None) is None]
    cells: dict[HtmlElement, None] = {}
    for name in _marked(tree, "docpublicationname"):
        cell = next(name.iterancestors("td", "body"), None)
        if cell is not None:
            cells.setdefault(cell)
    return list(cells)


def _header(node: HtmlElement, fields: Fields) -> None:
    """Source, title, number, and the header's section, date and page."""
    name = next(_marked(node, "docpublicationname"), None)
    fields.set("site", text_of_element(name).split(", no. ")[0] if name is not None else "")
    parts = [text_of_element(each) for each in _marked(node, "docheader")]
    told = " ".join(dict.fromkeys(part for part in parts if part))
    day = next(dates_in(told), None)
    if day is not None:
        fields.set("date", day.iso)
        before = told[: day.start].rstrip(" ,").rpartition(",")[0]
        fields.set("section", before)
    if words_told(told) is not None:
        fields.length = told
    title = next((each for each in node.iter() if isinstance(each.tag, str) and _is_title(each)), None)
    fields.title = text_of_element(title) if title is not None else ""


def _is_title(node: HtmlElement) -> bool:
    return not {"titrearticlevisu", "rdp__articletitle", "titrearticle"}.isdisjoint(_classes(node).split())


def _new(node: HtmlElement) -> Fields:
    """An <article>: a header, the text, the number of the document."""
    fields = Fields()
    _header(node, fields)
    number = next(_marked(node, "public-lblnodoc"), None)
    _number(fields, text_of_element(number) if number is not None else "")
    author = next((each for name in ("docauthors", "sm-margin-bottomnews") for each in _marked(node, name)), None)
    _author(fields, text_of_element(author) if author is not None else "")
    body = next((each for name in ("dococurrcontainer", "doctext") for each in _marked(node, name)), None)
    if body is not None:
        own = next((each for each in body.iter("a") if _own(each)), None)
        left = text_of_element(own) if own is not None else ""
        fields.set("url", own.get("href", "") if own is not None else "")
        lines = (line.text for line in lines_of(body))
        fields.paragraphs = [text for text in lines if text and text != left and not is_copyright(text)]
    return fields


def _own(link: HtmlElement) -> bool:
    """Whether a link leads to the page that the article was published on: "Cet article est paru dans ..."."""
    return link.get("href", "").startswith("http") and "est paru" in text_of_element(link)


def _old(node: HtmlElement) -> Fields:
    """A table's cell: source, header, title, author, text, copyright, number, certificate."""
    fields = Fields()
    _header(node, fields)
    lines = [line.text for line in lines_of(node)]
    at = next((at for at, line in enumerate(lines) if line and line == fields.title), -1)
    if at > 0 and lines[at - 1] and not next(dates_in(lines[at - 1]), None):
        fields.set("summary", lines[at - 1], 0.3)
    rest = lines[at + 1 :]
    end = next((at for at, line in enumerate(rest) if line.casefold().startswith(_NUMBER) or is_copyright(line)), None)
    text = rest[:end]
    first = next((at for at, line in enumerate(text) if line), None)
    if first is not None and first + 1 < len(text) and _is_name(text[first], text[first + 1 :]):
        _author(fields, text[first])
        text = text[first + 1 :]
    fields.paragraphs = [line for line in text if line]
    number = next((line for line in rest if line.casefold().startswith(_NUMBER)), "")
    _number(fields, number.rpartition(":")[2])
    return fields


def _is_name(text: str, following: Sequence[str]) -> bool:
    """Whether the first line below a title is an author: a few words, no sentence, and text behind it."""
    return words(text) <= _MOST_NAMES and not ends_sentence(text) and any(following)


def _author(fields: Fields, text: str) -> None:
    if text and words(text) <= 2 * _MOST_NAMES and not any(sign.isdecimal() for sign in text):
        fields.set("byline", text, 0.8)


def _number(fields: Fields, text: str) -> None:
    """The document's number, "news·20121004·PO·2040056000"; its day where the header has none."""
    number = " ".join(text.split())
    fields.set("id", number)
    day = next((part for part in number.split("·") if len(part) == 8 and part.isdecimal()), "")
    if day:
        iso = f"{day[:4]}-{day[4:6]}-{day[6:]}"
        if next(dates_in(iso), None) is not None:
            fields.set("date", iso, 0.7)
