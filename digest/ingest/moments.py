"""When a page was published, by its <time> elements: those of the article's head, and no other one."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from digest.ingest.markup import DROPPED, is_beside, marks_of, text_of_element
from digest.ingest.printed import dates_in
from digest.ingest.prose import ends_sentence, words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CHANGED = ("updated", "modified", "edited", "revised", "corrected")
_BYLINES = frozenset({"author", "byline", "dateline", "date", "meta", "published", "timestamp"})
#: words from which a <p> is text and no byline
_RUNNING = 15


def moment_of(root: HtmlElement) -> str | None:
    """The publication moment below an article or a page, as its datetime attribute gives it; None when none is sure.

    A <time> counts when it is marked so (itemprop=datePublished, the pubdate attribute), or when it stands in the
    article's head: inside the article or main element, above its first paragraph or in its <header>.
    """
    holder = root if root.tag == "article" else _holder(root)
    first = None
    if holder is not None:
        first = next((node for node in holder.iter("p") if is_running(node) and not _elsewhere(node, holder)), None)
    above = _times_above(holder, first) if holder is not None else []
    for node in root.iter("time"):
        moment = _moment(node)
        if not moment or _elsewhere(node, root) or _is_change(node):
            continue
        declared = "datepublished" in marks_of(node) or node.get("pubdate") is not None
        if declared or any(node is each for each in above):
            return moment
    return None


def _moment(node: HtmlElement) -> str:
    """A <time>'s datetime attribute, or the day that it shows to readers where that is quite another one."""
    stated = (node.get("datetime") or "").strip()
    told, shown = (next(dates_in(text), None) for text in (stated, text_of_element(node)))
    if told is None or shown is None:
        return stated
    apart = date.fromisoformat(shown.iso[:10]) - date.fromisoformat(told.iso[:10])
    return stated if abs(apart.days) <= 1 else shown.iso


def _holder(tree: HtmlElement) -> HtmlElement | None:
    """The element the article stands in: main, else the outermost <article> of the most words."""
    main = next(tree.iter("main"), None)
    if main is not None:
        return main
    outer = [node for node in tree.iter("article") if next(node.iterancestors("article"), None) is None]
    return max(outer, key=lambda node: words(text_of_element(node)), default=None)


def _times_above(holder: HtmlElement, first: HtmlElement | None) -> list[HtmlElement]:
    """The times of an article's head: above its first paragraph, or in its <header>, in no paragraph of text."""
    found: list[HtmlElement] = []
    runs = cache(is_running)  # a paragraph may hold thousands of times
    passed = False
    for node in holder.iter("p", "time"):
        if node.tag == "p":
            passed = passed or node is first
            continue
        within = [each for each in node.iterancestors() if each.tag in ("p", "header", holder.tag)]
        running = any(each.tag == "p" and runs(each) for each in within)
        header = any(each.tag == "header" and holder in each.iterancestors() for each in within)
        if not running and (header or not passed):
            found.append(node)
    return found


def is_running(node: HtmlElement) -> bool:
    """Whether a <p> is text: long, or a sentence that no mark makes a byline."""
    text = text_of_element(node)
    count = words(text)
    if not _BYLINES.isdisjoint(marks_of(node)):
        return count >= 2 * _RUNNING
    return count >= _RUNNING or (count >= 4 and ends_sentence(text))


def _elsewhere(node: HtmlElement, root: HtmlElement) -> bool:
    """Whether an element below `root` belongs to a box, a comment, a footer, or an article inside the article."""
    articles = 0
    for each in (node, *node.iterancestors()):
        if each is root:
            break
        articles += each.tag == "article"
        if each.tag in DROPPED or is_beside(each):
            return True
    return articles > (0 if root.tag == "article" else 1)


def _is_change(node: HtmlElement) -> bool:
    """Whether a time is marked as that of a change: by its text, its class, or the words right before it."""
    parent, previous = node.getparent(), node.getprevious()
    before = (previous.tail if previous is not None else parent.text if parent is not None else "") or ""
    if previous is not None and not before.strip() and next(previous.iter("time"), None) is None:
        before = text_of_element(previous)[-40:]
    said = [text_of_element(node), before[-40:], *marks_of(node), *(marks_of(parent) if parent is not None else ())]
    return any(mark in each.lower() for each in said for mark in _CHANGED)
