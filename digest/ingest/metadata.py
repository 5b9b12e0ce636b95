"""What a page says of itself: JSON-LD, meta elements, and the title that several of them agree on."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import unescape
from typing import TYPE_CHECKING, Any

from digest.ingest.authors import House, authors_of, letters
from digest.ingest.markup import text_of_element
from digest.ingest.moments import moment_of
from digest.ingest.prose import folded
from digest.ingest.shown import only_day, shown_day
from digest.ingest.stamps import best_stamp, day_in_address
from digest.model import Hint

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_TAG = re.compile(r"<[^<>]{0,2000}>")
_SEPARATORS = (" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • ")
_PUBLISHED = "article:published_time"
_DATES = (
    "datepublished", "og:published_time", "og:article:published_time", "parsely-pub-date", "sailthru.date", "pubdate",
    "publishdate", "publish-date", "publish_date", "published-date", "publication_date", "publicationdate",
    "published_time", "article.published", "article_date_original", "originalpublicationdate",
    "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "bt:pubdate", "iso-8601-publish-date", "date",
    "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "dc.date.created", "dcterms.created", "datecreated",
    "displaydate", "article.created",
)  # fmt: skip
#: words of an h1 that is a headline whatever the page claims elsewhere
_SENTENCE = 3
#: nodes of a JSON-LD list and levels of it that are looked at
_MOST = 200
_DEEPEST = 6
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page's own statements, raw."""

    metas: Mapping[str, str]
    """meta elements by lower-case name or property, the first of each"""
    linked: Mapping[str, Any] = field(default_factory=dict)
    """the article object of the JSON-LD, empty when there is none, or several and none of the page's own title"""
    stated: str = ""
    """the one datePublished in all of the JSON-LD, of a recipe or a web page say"""
    titles: tuple[str, ...] = ()
    """the text of <title>, at most one"""
    headings: tuple[str, ...] = ()
    """every h1"""
    title: str = ""
    """the title that several of these agree on"""

    @property
    def is_article(self) -> bool:
        """Whether the page says of itself to be one article, with more than a type that sites put everywhere."""
        return bool(self.linked) or _PUBLISHED in self.metas

    @property
    def paragraphs(self) -> list[str]:
        """The article's text where the JSON-LD holds it, as pages do that draw it by a script."""
        body = self.linked.get("articleBody")
        lines = unescape(body).replace("\r", "\n").split("\n") if isinstance(body, str) else []
        return [text for line in lines if (text := " ".join(_TAG.sub(" ", line).split()))]


def page_of(tree: HtmlElement) -> Page:
    """Collect what a page says of itself; broken JSON-LD (1 page in 100) counts as none."""
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        content = " ".join((meta.get("content") or "").split())
        if name and content:
            metas.setdefault(name, content)
    blocks = list(_linked_data(tree))
    articles = [node for block in blocks for node in _articles(block)]
    titles = tuple(text for node in tree.iter("title") if (text := text_of_element(node)))[:1]
    headings = tuple(text for node in tree.iter("h1") if (text := text_of_element(node)))
    stated = {day for node in _nodes(blocks, 0) if (day := _text(node.get("datePublished")))}
    linked = _own(articles, {folded(text) for text in (*titles, *headings, metas.get("og:title", "")) if text})
    page = Page(
        metas=metas,
        linked={**linked, "author": _found(linked.get("author"), blocks)} if "author" in linked else linked,
        stated=stated.pop() if len(stated) == 1 else "",
        titles=titles,
        headings=headings,
    )
    return replace(page, title=_title_of(page))


def _own(articles: Sequence[Mapping[str, Any]], titles: Collection[str]) -> Mapping[str, Any]:
    """The article object that is the page's: the only one, or the one whose headline is the page's own title."""
    if len(articles) <= 1:
        return articles[0] if articles else {}
    named = [(each, folded(_text(each.get("headline")))) for each in articles]
    return next((each for each, name in named if name and name in titles), {})


def _found(author: Any, blocks: Sequence[Any]) -> Any:
    """An author, or a list of them, with the objects of the same page that they only name by their @id."""
    if isinstance(author, list):
        return [_found(each, blocks) for each in author[:20]]
    if isinstance(author, dict) and "name" not in author and isinstance(author.get("@id"), str):
        return next((node for node in _nodes(blocks, 0) if node.get("@id") == author["@id"] and "name" in node), author)
    return author


def _nodes(block: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    """Every object of a JSON-LD block."""
    if depth > _DEEPEST:
        return
    if isinstance(block, dict):
        yield block
        block = list(block.values())
    if isinstance(block, list):
        for each in block[:_MOST]:
            yield from _nodes(each, depth + 1)


def _title_of(page: Page) -> str:
    """The title that agrees: an h1 that JSON-LD, og:title or <title> repeat; else an h1 that stands alone; else these.

    On 845 pages with known titles this order is right more often than any single place (trafilatura's set). Of
    several such h1 one of them is the site's name: the one that the claims repeat exactly, or the longer one, is not.
    """
    site = page.metas.get("og:site_name", "")
    shared = strip_site(page.metas.get("og:title", ""), site) if site else page.metas.get("og:title", "")
    claims = [claim for claim in (_text(page.linked.get("headline")), shared) if claim]
    shown = page.titles[0] if page.titles else ""
    own = [heading for heading in page.headings if folded(heading) and folded(heading) != folded(site)]
    named = [folded(claim) for claim in claims]
    agreeing = (
        next((heading for heading in own if folded(heading) in named), "")
        or next((heading for heading in own if any(_agree(folded(heading), name) for name in named)), "")
        or _repeated(own, folded(shown), claims)
    )
    if agreeing:
        return agreeing
    alone = own[0] if len(own) == 1 and _is_headline(own[0], claims or (strip_site(shown, site),)) else ""
    return alone or next(iter(claims), "") or strip_site(shown, site) or next(iter(page.headings), "")


def _agree(heading: str, claim: str) -> bool:
    """Whether one of two folded titles goes on where the other ends."""
    return len(heading.split()) >= 2 and len(claim.split()) >= 2 and (heading in claim or claim in heading)


def _is_headline(heading: str, claims: Sequence[str]) -> bool:
    """Whether an h1 says in other words what the page claims elsewhere, as editors and search engines want it."""
    words = {word for word in folded(heading).split() if len(word) > 3}
    return len(heading.split()) >= _SENTENCE and any(not words.isdisjoint(folded(claim).split()) for claim in claims)


def _repeated(own: Sequence[str], shown: str, claims: Sequence[str]) -> str:
    """The longest h1 that <title> repeats; nothing where <title> repeats what the page claims and so names its site."""
    if any(folded(claim) in shown for claim in claims):
        return ""
    found = [heading for heading in own if len(folded(heading).split()) >= 2 and folded(heading) in shown]
    return max(found, key=len, default="")


def strip_site(title: str, site: str = "") -> str:
    """A title without the site's name behind it ("Headline | The Herald")."""
    for separator in _SEPARATORS:
        head, found, tail = title.rpartition(separator)
        if not found:
            continue
        known = bool(site) and folded(tail) == folded(site)
        if known or (tail[:1].isupper() and len(tail.split()) <= 4 and len(head.split()) >= 3):
            return head.strip()
    return title.strip()


def hints_of(page: Page, tree: HtmlElement) -> dict[str, Hint]:
    """Byline, date, updated, url, site and language, each with where it stood and how far that is to be trusted.

    The figures are the shares found right on pages with known authors and dates (trafilatura's and htmldate's sets).
    """
    linked, metas = page.linked, page.metas
    found: dict[str, list[Hint]] = {}

    def offer(key: str, value: str | None, source: str, confidence: float) -> None:
        if value:
            found.setdefault(key, []).append(Hint(value=value, source=source, confidence=confidence))

    offer("date", metas.get(_PUBLISHED), "meta", 0.95)
    offer("date", _text(linked.get("datePublished")), "json-ld", 0.95)
    for name in _DATES:
        offer("date", metas.get(name), "meta", 0.9)
    offer("date", moment_of(tree), "time", 0.7)
    offer("date", page.stated, "json-ld", 0.8)
    offer("updated", _text(linked.get("dateModified")), "json-ld", 0.9)
    offer("updated", _first(metas, _UPDATED), "meta", 0.8)
    offer("url", _link(tree, "canonical"), "canonical", 0.95)
    offer("url", metas.get("og:url"), "og:url", 0.9)
    offer("site", metas.get("og:site_name"), "og:site_name", 0.95)
    offer("site", _names(linked.get("publisher")), "json-ld", 0.9)
    offer("language", _text(linked.get("inLanguage")), "json-ld", 0.7)
    offer("language", _language(tree), "html-lang", 0.7)
    offer("embargo", metas.get("embargo") or metas.get("article:embargo"), "meta", 0.9)
    offer("section", metas.get("article:section") or _text(linked.get("articleSection")), "meta", 0.9)
    hints = {key: offers[0] for key, offers in found.items() if key != "date"}
    url = hints["url"].value if "url" in hints else ""
    site = hints["site"].value if "site" in hints else ""
    house = House(site=letters(site), title=letters(page.title))
    last = {
        "date": best_stamp(found.get("date", ()), url, lambda: _printed(tree, page.title)),
        "byline": authors_of(linked, metas, tree, house),
    }
    return hints | {key: hint for key, hint in last.items() if hint is not None}


def _printed(tree: HtmlElement, title: str) -> str:
    shown = shown_day(tree, title)
    return "" if shown is None else shown.value


def guessed_date(tree: HtmlElement, page: Page, known: Mapping[str, Hint]) -> Hint | None:
    """The date that a page prints, else the one htmldate finds, where it states none in a field or in its address.

    A first of January stands for a bare year and is none.
    """
    import lxml.etree
    from htmldate import find_date

    if "date" in known or ("url" in known and day_in_address(known["url"].value)):
        return None
    shown = shown_day(tree, page.title)
    if shown is not None:
        return shown
    try:
        # Its extensive search is right on half of the pages that are left, and sets up two seconds a process for them.
        day = find_date(tree, original_date=True, extensive_search=False)
    except (lxml.etree.LxmlError, ValueError, TypeError, AttributeError, LookupError, RecursionError, OverflowError):
        day = None  # an old page's odd markup tells it no date
    if day is None or day.endswith("-01-01"):
        return only_day(tree, page.title)
    return Hint(value=day, source="htmldate", confidence=0.4)


def _linked_data(tree: HtmlElement) -> Iterator[Any]:
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json" or not script.text:
            continue
        try:
            yield json.loads(script.text, strict=False)
        except (ValueError, RecursionError):
            continue  # a page's broken JSON-LD is worth nothing, and the page may still be whole


def _articles(block: Any) -> Iterator[Mapping[str, Any]]:
    """The article objects at the top, in a list, or in an @graph."""
    if isinstance(block, list):
        for each in block[:_MOST]:
            if isinstance(each, dict):
                yield from _articles(each)
    elif isinstance(block, dict):
        kinds = block.get("@type")
        names = kinds if isinstance(kinds, list) else [kinds]
        if any(isinstance(name, str) and name.endswith(("Article", "BlogPosting", "Report")) for name in names):
            yield block
        elif isinstance(block.get("@graph"), list):
            yield from _articles(block["@graph"])


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _names(value: Any) -> str:
    """The name or names of a JSON-LD person, organisation, or list of them."""
    if isinstance(value, dict):
        return _names(value.get("name"))
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(name for each in value[:10] if (name := _names(each))))
    return _not_url(_text(value)) or ""


def _not_url(value: str | None) -> str | None:
    return None if value is None or value.startswith(("http://", "https://", "//")) else value


def _first(metas: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((metas[name] for name in names if name in metas), None)


def _link(tree: HtmlElement, rel: str) -> str | None:
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower() == rel and link.get("href", "").startswith(("http://", "https://")):
            return str(link.get("href"))
    return None


def _language(tree: HtmlElement) -> str | None:
    root = tree.getroottree().getroot()
    return str(root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "") or None
