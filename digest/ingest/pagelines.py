"""An HTML letter as lines, what it cites behind ">", so that one rule finds the text of every letter."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digest.ingest.inner import Letter, find_text
from digest.ingest.markup import BREAKS, end_of, is_block, line_of, marks_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_UNSHOWN = ("script", "style", "template", "head", "title")
_CELLS = ("td", "th")
_CITED = frozenset({"gmail_quote", "yahoo_quoted", "protonmail_quote"})


@dataclass(slots=True)
class _Lines:
    """The lines of a page, and of each the places of its text: an element, and whether the text stands behind it."""

    lines: list[str] = field(default_factory=list)
    places: list[list[tuple[HtmlElement, bool]]] = field(default_factory=list)
    _open: list[tuple[HtmlElement, bool]] = field(default_factory=list)
    _depth: int = 0

    def end(self, *, block: bool, depth: int) -> None:
        """End a line, and with a block put a blank one below it."""
        text = " ".join("".join(_at(place) for place in self._open).split())
        if text:
            self._add(">" * self._depth + " " * (self._depth > 0) + text, self._open)
            self._open = []
        if block and self.lines and self.lines[-1]:
            self._add("", [])
        self._depth = depth

    def take(self, node: HtmlElement, *, behind: bool) -> None:
        """A text goes on with the line."""
        if _at((node, behind)):
            self._open.append((node, behind))

    def _add(self, line: str, places: list[tuple[HtmlElement, bool]]) -> None:
        self.lines.append(line)
        self.places.append(places)


def find_page_text(tree: HtmlElement, *, forwarded: bool, subject: str) -> tuple[Letter, list[tuple[range, str]]]:
    """Take out of an HTML part what is not the text of a letter that holds others; the lines of that, with reasons."""
    page = _lines_of(tree)
    letter = Letter(list(page.lines))
    find_text(letter, forwarded=forwarded, subject=subject)
    left: list[tuple[range, str]] = []
    for at, places in enumerate(page.places, 1):
        if at not in letter.reasons and at not in letter.titles:
            continue
        for place in places:
            node, behind = place
            first = end_of(node) if behind else line_of(node)
            lines = range(first, first + _at(place).count("\n") + 1)
            left += [(lines, letter.reasons[at])] if at in letter.reasons else []
            _put(place, "")
        if places and letter.titles.get(at):
            _put(places[-1], letter.titles[at])
    return letter, left


def _lines_of(tree: HtmlElement) -> _Lines:
    import lxml.etree

    page = _Lines()
    depth = 0
    walker = lxml.etree.iterwalk(tree, events=("start", "end"))
    for event, node in walker:
        name = node.tag if isinstance(node.tag, str) else ""
        depth += (1 if event == "start" else -1) * _is_cited(node)
        if name in BREAKS or (is_block(name) and name not in _CELLS):
            page.end(block=name not in BREAKS, depth=depth)
        if event == "start" and name in _UNSHOWN:
            walker.skip_subtree()
        elif event == "start":
            page.take(node, behind=False)
        elif node is not tree:
            page.take(node, behind=True)
    page.end(block=False, depth=0)
    return page


def _is_cited(node: HtmlElement) -> bool:
    """Whether an element holds what is quoted, as mail programs mark it."""
    return (node.tag == "blockquote" and (node.get("type") or "").lower() == "cite") or not _CITED.isdisjoint(
        marks_of(node)
    )


def _at(place: tuple[HtmlElement, bool]) -> str:
    node, behind = place
    return (node.tail if behind else node.text) or ""


def _put(place: tuple[HtmlElement, bool], text: str) -> None:
    node, behind = place
    if behind:
        node.tail = text
    else:
        node.text = text
