"""HTML pages: several <article> elements are several articles, any other page is one."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from digest.errors import NoArticleError, SeedError
from digest.ingest.asides import without_asides
from digest.ingest.authors import byline_in
from digest.ingest.decode import head_of, text_of
from digest.ingest.foreign import foreign_markup
from digest.ingest.inside import Holding
from digest.ingest.kinds import kind_of
from digest.ingest.layouts import Layout
from digest.ingest.lines import Owners, split_lines
from digest.ingest.markup import (
    captions_of,
    end_of,
    is_dropped,
    line_of,
    parse,
    shown_size,
    text_of_element,
    texts,
)
from digest.ingest.metadata import Page, guessed_date, hints_of, page_of
from digest.ingest.moments import moment_of
from digest.ingest.nothing import STUB, before_paywall, teasers, why_nothing
from digest.ingest.prose import ends_sentence, folded, is_furniture, rows_of, rule_character
from digest.ingest.readers.base import draft, reading
from digest.ingest.several import SEVERAL, may_hold_several
from digest.ingest.unread import in_a_box, is_teaser, list_left_out, list_lines, may_be_held, note_above, reason_of
from digest.model import Draft, Hint, Reading, Seed
from digest.model.texts import size

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_NAMES = (".html", ".htm", ".xhtml", ".shtml")
_OPENINGS = ("<!doctype html", "<html", "<head", "<body", "<article", "<main", "<div", "<p>", "<h1", "<meta", "<title")
#: words in <p> that make an <article> an article of its own (0 false of 181 pages that were read by eye); on a page
#: that says of itself to be one article the others are teasers and comments more often
_OWN_WORDS = 60
_OWN_WORDS_BESIDE = 100
#: words of an article on a page that says nothing of itself, in an <article>, and where the page says to be one
_FEWEST = 35
_FEWEST_MARKED = 20
_FEWEST_SAID = 15
#: below this share of readability's text trafilatura has missed the article, measured on trafilatura's own 990 pages
_GUARD = 0.3
_ASIDE = re.compile(rb"<!--.*?-->|<(script|style|textarea)\b.*?</\1", re.IGNORECASE | re.DOTALL)
_NEXT_PAGE = re.compile(rb"</html\s*>((?:\s|<[?!][^<>]*>)*)<html\b", re.IGNORECASE)
_TEXT = frozenset({"p", "li", "blockquote", "pre", "h2", "h3", "h4", "h5", "h6", "dd", "td"})


class Html:
    """Web pages, saved or crawled. Nothing is ever fetched."""

    name = "html"

    def fits(self, seed: Seed) -> float:
        """By the first tags, else by name."""
        head = head_of(seed, 2048).lstrip("\ufeff \t\r\n")
        named = seed.path.lower().endswith(_NAMES)
        if head.startswith("<") and not foreign_markup(head):
            head = head.lower()
            if head.startswith(_OPENINGS) or "<html" in head or "<body" in head or "<article" in head:
                return 0.95
            return 0.7 if named else 0.0
        return 0.6 if named else 0.0

    def read(self, seed: Seed, _layouts: Sequence[Layout]) -> Reading:
        """One draft or several, whose lines follow the elements; of pages one after another each is a file of its own.

        A parser takes a second page for more of the first one's, and extraction then leaves it out.
        """
        pages = _pages(seed.data)
        if len(pages) > 1:
            holding = Holding(seed)
            for data in pages:
                holding.count()
                holding.add(f"page-{holding.total:05d}.html", data)
            return holding.reading(reader=self.name)
        decoded = text_of(seed)
        foreign = foreign_markup(decoded.text)
        if foreign is not None:
            raise SeedError(f"this is {foreign}", path=seed.path)
        owners = Owners(len(split_lines(decoded.text)))
        tree = parse(decoded.text, seed.path)
        drafts = articles_of(tree, owners, seed.path)
        if may_be_held(decoded.text):
            drafts = _with_note(drafts, tree)
        return reading(drafts, owners, reader=self.name, encoding=decoded.encoding, flags=decoded.flags)


def _with_note(drafts: list[Draft], tree: HtmlElement) -> list[Draft]:
    """The drafts with the line above them that may hold them back, as a note to editors."""
    note = note_above(tree, next((each.paragraphs[0] for each in drafts if each.paragraphs), ""))
    hint = {"note": Hint(value=note, source="html", confidence=0.9)}
    return [replace(each, hints=hint | dict(each.hints)) for each in drafts] if note else drafts


def _pages(data: bytes) -> list[bytes]:
    """The pages that stand one after another in a file; what a comment or a script holds is none."""
    if data.lower().count(b"<html") < 2:
        return [data]
    bare = _ASIDE.sub(lambda found: b" " * len(found[0]), data)
    cuts = [0, *(found.start(1) for found in _NEXT_PAGE.finditer(bare)), len(data)]
    return [data[begin:end] for begin, end in pairwise(cuts)]


def articles_of(tree: HtmlElement, owners: Owners, path: str) -> list[Draft]:
    """The articles of a parsed page, one or several, whose source lines go to `owners`. Raises SeedError for none."""
    page = page_of(tree)
    least = _OWN_WORDS_BESIDE if page.is_article else _OWN_WORDS
    own = _own_articles(tree, least)
    main = next((node for node in own if folded(text_of_element(_heading(node))) == folded(page.title)), None)
    boxes = [node for node in own if main is not None and node is not main and in_a_box(node)]
    own = [node for node in own if node not in boxes]
    if len(own) > 1:
        return _several(own, main, page, tree, owners)
    drafts = [_beside(tree, _without(_single(tree, page, path), boxes), owners, least)]
    owners.give(1, owners.total, 0)
    return drafts


def _own_articles(tree: HtmlElement, least: int) -> list[HtmlElement]:
    """The <article> elements inside no other one that have a heading and enough words in paragraphs."""
    return [
        node
        for node in tree.iter("article")
        if next(node.iterancestors("article"), None) is None
        and next(node.iter("h1", "h2"), None) is not None
        and _is_own(node, least)
    ]


def _heading(node: HtmlElement) -> HtmlElement:
    return next(node.iter("h1", "h2"))


def _is_own(node: HtmlElement, least: int) -> bool:
    if any((each.get("type") or "").lower() == "password" for each in node.iter("input")):
        return False
    return sum(size(text_of_element(part)) for part in node.iter("p")) >= least


def _several(
    own: Sequence[HtmlElement], main: HtmlElement | None, page: Page, tree: HtmlElement, owners: Owners
) -> list[Draft]:
    """Drafts of several articles; what the page states of itself holds for the `main` one, whose title it bears."""
    stated = hints_of(page, tree)
    shared = {key: hint for key, hint in stated.items() if key in ("site", "language")}
    drafts: list[Draft] = []
    for index, node in enumerate(own):
        owners.give(line_of(node), end_of(node), index)
        heading = _heading(node)
        title = text_of_element(heading)
        hints = dict(shared)
        moment = moment_of(node)
        if moment is not None:
            hints["date"] = Hint(value=moment, source="time", confidence=0.8)
        author = byline_in(node)
        if author is not None:
            hints["byline"] = Hint(value=author, source="byline", confidence=0.8)
        link = _own_link(heading)
        if link is not None:
            hints["url"] = Hint(value=link, source="heading-link", confidence=0.8)
        hints |= stated if node is main else {}
        captions = captions_of(node)
        paragraphs = _clean(list(texts(node, only=_TEXT)), title, captions)
        drafts.append(
            draft(index=index, layout="html", title=title, paragraphs=paragraphs, captions=captions, hints=hints)
        )
    list_left_out(own, tree, owners)
    return drafts


def _without(found: Draft, boxes: Sequence[HtmlElement]) -> Draft:
    """A draft without what the boxes say that were taken for its text, where enough is left."""
    beside = {text for box in boxes for text in texts(box)}
    kept = tuple(text for text in found.paragraphs if text not in beside)
    return replace(found, paragraphs=kept) if sum(map(size, kept)) >= _FEWEST else found


def _beside(tree: HtmlElement, found: Draft, owners: Owners, least: int) -> Draft:
    """List the small or boxed <article> elements whose text the draft lacks; it is flagged where no line is free.

    Where such an element is no mere link, or the page is one line, elements are counted then.
    """
    shown = {found.title, *found.paragraphs, *found.captions}
    small = [node for node in tree.iter("article") if next(node.iterancestors("article"), None) is None]
    missing = [node for node in small if (in_a_box(node) or not _is_own(node, least)) and shown.isdisjoint(texts(node))]
    held = {
        line
        for node in tree.iter("h1", *_TEXT)
        if text_of_element(node) in shown
        for line in range(line_of(node), end_of(node) + 1)
    }
    missing = [node for node in missing if text_of_element(node)]
    lost = [node for node in missing if not list_lines(node, reason_of(node), held, owners)]
    several = not all(map(is_teaser, lost))
    if several or (lost and owners.total == 1):
        owners.items = [0, *map(reason_of, missing)]
    return replace(found, flags=found.flags | {SEVERAL}) if several else found


def _own_link(heading: HtmlElement) -> str | None:
    nodes = [*heading.iter("a"), *heading.iterancestors("a")]
    return next((href for node in nodes if (href := node.get("href", "")).startswith(("http://", "https://"))), None)


def _single(tree: HtmlElement, page: Page, path: str) -> Draft:
    """The one article of a page. Raises SeedError when it has none."""
    headings = _headings(tree)
    title = page.title or next((text_of_element(node) for node in headings), "")
    hints = hints_of(page, tree)
    guess = guessed_date(tree, page, hints)
    hints |= {} if guess is None else {"date": guess}
    captions = captions_of(_main(tree))
    paragraphs = _clean(_with_headings(_extract(tree, page, path), headings), title, captions)
    if page.is_article:
        # an article may stand among teasers, and they be taken for its text
        beside = set(teasers(tree, paragraphs))
        paragraphs = [text for text in paragraphs if text not in beside]
    wall = before_paywall(paragraphs)
    if wall is not None and sum(map(size, paragraphs[:wall])) < STUB:
        raise NoArticleError("no article found: only its first lines stand before a paywall", path=path)
    reason = _why_none(tree, page, title, paragraphs[:wall], hints)
    if reason is not None:
        raise NoArticleError(f"no article found: {reason}", path=path)
    flags = {"truncated"} if wall is not None else set()
    paragraphs = without_asides(paragraphs[:wall], tree)
    several = may_hold_several(rows_of(paragraphs)) or _headed_blocks(headings)
    return draft(
        index=0,
        layout="html",
        title=title,
        paragraphs=paragraphs,
        captions=captions,
        hints=hints,
        flags=frozenset({SEVERAL} | flags if several else flags),
    )


def _headings(tree: HtmlElement) -> list[HtmlElement]:
    """The headings of the page's text, in order."""
    return [
        node
        for node in tree.iter("h1", "h2", "h3")
        if text_of_element(node) and not any(is_dropped(each) for each in node.iterancestors() if each.tag != "body")
    ]


def _with_headings(paragraphs: list[str], headings: Sequence[HtmlElement]) -> list[str]:
    """The paragraphs with the headings that stand right above one of them, where the extraction has left these out."""
    known = set(paragraphs)
    above: dict[str, str] = {}
    for node in headings:
        following = node.getnext()
        heading = text_of_element(node)
        if following is not None and following.tag == "p" and heading not in known:
            above.setdefault(text_of_element(following), heading)
    # a text that comes twice has its heading once
    return [each for text in paragraphs for each in ((above.pop(text), text) if text in above else (text,))]


def _headed_blocks(headings: Sequence[HtmlElement]) -> bool:
    """Whether two blocks or more have a heading of one level and a text each, and no heading stands above them all."""
    known = set(headings)
    parents = {parent for node in headings if (parent := node.getparent()) is not None}
    return sum(_has_headed_text(parent, headings[0].tag, known) for parent in parents) >= 2


def _has_headed_text(parent: HtmlElement, level: str, headings: Collection[HtmlElement]) -> bool:
    """Whether enough words in paragraphs follow one of these headings in the block; one pass, from its end."""
    below = 0
    for node in reversed(parent):
        if node.tag == level and below >= _FEWEST_MARKED and node in headings:
            return True
        if node.tag == "p":
            below += size(text_of_element(node))
    return False


def _extract(tree: HtmlElement, page: Page, path: str) -> list[str]:
    """Paragraphs as trafilatura finds them; readability's, or the text in the JSON-LD, where it has missed the most."""
    import lxml.etree
    import trafilatura
    from trafilatura.readability_lxml import Document

    broken = (lxml.etree.LxmlError, ValueError, TypeError, AttributeError, LookupError, RecursionError, AssertionError)
    try:
        # works on a copy of its own
        found: Any = trafilatura.bare_extraction(tree, include_comments=False)
        body = getattr(found, "body", None)
        paragraphs = list(texts(body)) if body is not None else []
        taken = sum(map(len, paragraphs))
        if taken >= _GUARD * shown_size(tree):  # readability finds no more than that
            return paragraphs
        # changes the tree it is given
        second = Document(deepcopy(tree)).summary()
    except broken as error:
        raise SeedError(f"no article found: the page cannot be taken apart ({error})", path=path) from error
    other = list(texts(parse(second, path))) if second.strip() else []
    if taken < _GUARD * sum(map(len, other)):
        paragraphs = other
    if page.is_article and sum(map(size, paragraphs)) < _FEWEST:
        # what trafilatura takes for a page's frame
        own = next(tree.iter("article"), None)
        whole = list(texts(own, only=_TEXT)) if own is not None else []
        paragraphs = whole if sum(map(size, whole)) >= _OWN_WORDS_BESIDE else paragraphs
    stated = page.paragraphs
    return stated if sum(map(len, paragraphs)) < _GUARD * sum(map(len, stated)) else paragraphs


def _main(tree: HtmlElement) -> HtmlElement:
    for name in ("article", "main", "body"):
        node = next(tree.iter(name), None)
        if node is not None:
            return node
    return tree


def _clean(paragraphs: list[str], title: str, captions: Sequence[str]) -> list[str]:
    """Without the title above the text, the captions, the page's furniture and rules."""
    known = {title, *captions}
    while paragraphs and paragraphs[0] == title:
        paragraphs = paragraphs[1:]
    text = [each for at, each in enumerate(paragraphs) if not (each in known and at < 10)]
    return [each for each in text if not is_furniture(each) and rule_character(each) is None]


def _is_list(tree: HtmlElement, paragraphs: Sequence[str], count: int) -> bool:
    """Whether a page is a list of links: most of its words are, and no text of an article stands among them."""
    links = [text_of_element(node) for node in tree.iter("a")]
    linked = sum(map(size, links))
    total = size(text_of_element(next(tree.iter("body"), tree)))
    if linked <= total / 2:
        return False
    known = set(links)
    running = sum(size(text) for text in paragraphs if text not in known and ends_sentence(text))
    return not paragraphs or (running < _FEWEST and total - linked < count / 2)


def _why_none(
    tree: HtmlElement, page: Page, title: str, paragraphs: Sequence[str], hints: Mapping[str, Hint]
) -> str | None:
    """Why a page is no article; None where it is one."""
    count = sum(map(size, paragraphs))
    listed = _is_list(tree, paragraphs, count)
    marked = page.is_article or next(tree.iter("article"), None) is not None
    fewest = _FEWEST_SAID if page.is_article else _FEWEST_MARKED if marked and title else _FEWEST
    kind = None if page.is_article else kind_of(tree, title, hints["url"].value if "url" in hints else "", count)
    if kind is not None:
        return kind
    if count < fewest:
        return _why_few(tree, count, fewest, listed=listed)
    return "the page is a list of links" if listed else why_nothing(tree, title, paragraphs)


def _why_few(tree: HtmlElement, count: int, fewest: int, *, listed: bool) -> str:
    shown = text_of_element(next(tree.iter("body"), tree))[:5000].lower()
    passwords = any((node.get("type") or "").lower() == "password" for node in tree.iter("input"))
    if passwords or "log in to continue" in shown or "sign in to continue" in shown:
        return "this is a login page"
    if "cookie" in shown and ("accept" in shown or "consent" in shown or "agree" in shown):
        return "this is a cookie notice"
    if "captcha" in shown or "are you a robot" in shown or "enable javascript" in shown:
        return "the site asked for a check of the browser instead of showing the page"
    if listed:
        return "the page is a list of links"
    return f"the page has {count} words of text, an article at least {fewest}"
