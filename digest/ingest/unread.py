"""What stands on a page beside its articles: how it is listed, and what of it is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from digest.ingest.lines import Owners
from digest.ingest.markup import boxes_of, end_of, is_box, is_dropped, line_of, text_lines, text_of_element

if TYPE_CHECKING:
    from lxml.html import HtmlElement


#: words of a line above a text that says when it may be used
_USE = ("embargo", "sperrfrist", "for release", "for publication", "hold until", "not before")
_LONGEST_NOTE = 200
_SILENT = frozenset({"a", "script", "style"})
#: characters by which a paragraph is known
_SAME = 40


def may_be_held(text: str) -> bool:
    """Whether a page holds a word by which a text is held back."""
    text = text.casefold()
    return any(word in text for word in _USE)


def note_above(tree: HtmlElement, first: str) -> str:
    """The first short line, in no link, that says above a paragraph when a text may be used; empty for none.

    Extraction takes it for furniture; whether it holds the text back is not told here.
    """
    for node in tree.iter():
        if not isinstance(node.tag, str) or node.tag in _SILENT:
            continue
        own = (node.text or "").strip()
        if own and own[:_SAME] == first[:_SAME]:
            break
        if any(word in own.casefold() for word in _USE) and next(node.iterancestors("a", "head"), None) is None:
            text = text_of_element(node)
            if len(text) <= _LONGEST_NOTE:
                return text
    return ""


def in_a_box(node: HtmlElement) -> bool:
    """Whether an <article> is a teaser of another one, or a comment, by its names and by where it stands."""
    return is_box(node) or any(is_dropped(each) for each in node.iterancestors() if each.tag != "body")


def list_lines(node: HtmlElement, reason: str, held: set[int], owners: Owners) -> bool:
    """List an element's lines that no draft's text stands on; whether there are any."""
    free = [line for line in range(line_of(node), end_of(node) + 1) if line not in held]
    for line in free:
        owners.discard(line, line, reason)
    return bool(free)


def is_teaser(node: HtmlElement) -> bool:
    """Whether an element leads to another page or stands in a box: that no line is free to list it is no loss."""
    return next(node.iter("a"), None) is not None or in_a_box(node)


def reason_of(node: HtmlElement) -> str:
    """Why a small or boxed <article> is left out, and how it begins."""
    text = text_of_element(node)
    why = "beside the page's own" if in_a_box(node) else "too short for an article of its own"
    return f"an <article> {why}: {text[:60]}{'…' if len(text) > 60 else ''}"


def list_left_out(own: Sequence[HtmlElement], tree: HtmlElement, owners: Owners) -> None:
    """List the boxes inside the articles, and the small articles beside them, on lines that no article's text has.

    Where an article has no line, or what is left out none and is no mere link, elements are counted.
    """
    held = {line for node in own for line in text_lines(node)}
    boxes = [box for node in own for box in boxes_of(node)]
    left = {box: f"beside the text: <{'.'.join((box.tag, *box.get('class', '').split()))}>" for box in boxes}
    known = {*own}
    outer = [node for node in tree.iter("article") if next(node.iterancestors("article"), None) is None]
    small = {node: reason_of(node) for node in outer if node not in known and text_of_element(node)}
    lost = [node for node, reason in (left | small).items() if not list_lines(node, reason, held, owners)]
    missed = any(node in small and not is_teaser(node) for node in lost)
    if missed or (lost and owners.total == 1) or len(owners.all_spans()) < len(own):
        told: dict[HtmlElement, int | str] = {**left, **small, **{node: index for index, node in enumerate(own)}}
        owners.items = [told[node] for node in tree.iter() if node in told]
