"""What a page says of itself: JSON-LD, meta elements, and the title that several of them agree on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from digest.ingest.markup import byline_of, text_of_element
from digest.ingest.moments import moment_of
from digest.ingest.xml import names_of
from digest.model import Hint

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SEPARATORS = (" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • ")
_DATES = ("article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "pubdate", "parsely-pub-date")
_MOST_AUTHORS = 4
#: words of an h1 that is a headline whatever the page claims elsewhere
_SENTENCE = 3
_PARTICLES = frozenset(
    {"de", "del", "della", "di", "da", "van", "von", "der", "den", "bin", "al", "la", "le", "y", "e"}
)
#: words of trades and pages that stand where names do
_NO_NAMES = names_of(
    """
    admin administrator author autor autorin contributor correspondent editor editorial gast guest presse press team
    redaktion redazione redacción staff webmaster user anonymous news agency agentur online comments comment kommentare
    share search home read more published posted updated by von the
    """
)
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page's own statements, raw."""

    metas: Mapping[str, str]
    """meta elements by lower-case name or property, the first of each"""
    linked: Mapping[str, Any] = field(default_factory=dict)
    """the article object of the JSON-LD, empty when there is none or several"""
    titles: tuple[str, ...] = ()
    """the text of <title>, at most one"""
    headings: tuple[str, ...] = ()
    """every h1"""


def page_of(tree: HtmlElement) -> Page:
    """Collect what a page says of itself; broken JSON-LD (1 page in 100) counts as none."""
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        content = " ".join((meta.get("content") or "").split())
        if name and content:
            metas.setdefault(name, content)
    articles = [node for block in _linked_data(tree) for node in _articles(block)]
    return Page(
        metas=metas,
        linked=articles[0] if len(articles) == 1 else {},
        titles=tuple(text for node in tree.iter("title") if (text := text_of_element(node)))[:1],
        headings=tuple(text for node in tree.iter("h1") if (text := text_of_element(node))),
    )


def title_of(page: Page) -> str:
    """The title that agrees: an h1 that JSON-LD, og:title or <title> repeat; else an h1 that stands alone; else these.

    On 845 pages with known titles this order is right more often than any single place (research/ingest, fact 6). Of
    several such h1 one of them is the site's name: the one that the claims repeat exactly, or the longer one, is not.
    """
    site = page.metas.get("og:site_name", "")
    shared = strip_site(page.metas.get("og:title", ""), site) if site else page.metas.get("og:title", "")
    claims = [claim for claim in (_text(page.linked.get("headline")), shared) if claim]
    shown = page.titles[0] if page.titles else ""
    own = [heading for heading in page.headings if _plain(heading) and _plain(heading) != _plain(site)]
    named = [_plain(claim) for claim in claims]
    agreeing = (
        next((heading for heading in own if _plain(heading) in named), "")
        or next((heading for heading in own if any(_agree(_plain(heading), name) for name in named)), "")
        or _repeated(own, _plain(shown), claims)
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
    words = {word for word in _plain(heading).split() if len(word) > 3}
    return len(heading.split()) >= _SENTENCE and any(not words.isdisjoint(_plain(claim).split()) for claim in claims)


def _repeated(own: Sequence[str], shown: str, claims: Sequence[str]) -> str:
    """The longest h1 that <title> repeats; nothing where <title> repeats what the page claims and so names its site."""
    if any(_plain(claim) in shown for claim in claims):
        return ""
    found = [heading for heading in own if len(_plain(heading).split()) >= 2 and _plain(heading) in shown]
    return max(found, key=len, default="")


def strip_site(title: str, site: str = "") -> str:
    """A title without the site's name behind it ("Headline | The Herald")."""
    for separator in _SEPARATORS:
        head, found, tail = title.rpartition(separator)
        if not found:
            continue
        known = bool(site) and _plain(tail) == _plain(site)
        if known or (tail[:1].isupper() and len(tail.split()) <= 4 and len(head.split()) >= 3):
            return head.strip()
    return title.strip()


def hints_of(page: Page, tree: HtmlElement) -> dict[str, Hint]:
    """Byline, date, updated, url, site and language, each with where it stood and how far that is to be trusted.

    The figures are the shares found right on pages with known authors and dates (research/ingest, 2b and 2c).
    """
    linked, metas = page.linked, page.metas
    found: dict[str, list[Hint]] = {}

    def offer(key: str, value: str | None, source: str, confidence: float) -> None:
        if value:
            found.setdefault(key, []).append(Hint(value=value, source=source, confidence=confidence))

    offer("byline", _names(linked.get("author")), "json-ld", 0.95)
    offer("byline", byline_of(tree), "byline", 0.7)
    offer("byline", _not_url(metas.get("author") or metas.get("article:author")), "meta-author", 0.5)
    offer("date", _text(linked.get("datePublished")), "json-ld", 0.95)
    offer("date", _first(metas, _DATES), "meta", 0.9)
    offer("date", moment_of(tree), "time", 0.7)
    offer("updated", _text(linked.get("dateModified")), "json-ld", 0.9)
    offer("updated", _first(metas, _UPDATED), "meta", 0.8)
    offer("url", _link(tree, "canonical"), "canonical", 0.95)
    offer("url", metas.get("og:url"), "og:url", 0.9)
    offer("site", metas.get("og:site_name"), "og:site_name", 0.95)
    offer("site", _names(linked.get("publisher")), "json-ld", 0.9)
    offer("language", _text(linked.get("inLanguage")), "json-ld", 0.7)
    offer("language", _language(tree), "html-lang", 0.7)
    offer("section", metas.get("article:section") or _text(linked.get("articleSection")), "meta", 0.9)
    return {key: hints[0] for key, hints in found.items()}


def guesses_of(found: Any, known: Mapping[str, Hint], title: str) -> dict[str, Hint]:
    """Author and date where the page does not say them outright, as trafilatura and htmldate guess them.

    Half of such authors are none (research/ingest, fact 7): one that is the site's name, the title, a trade's word or
    no name at all is left out. So is a first of January, which stands for a bare year.
    """
    guesses: dict[str, Hint] = {}
    day = str(getattr(found, "date", "") or "")
    if "date" not in known and day and not day.endswith("-01-01"):
        guesses["date"] = Hint(value=day, source="htmldate", confidence=0.5)
    author = str(getattr(found, "author", "") or "")
    if "byline" not in known and author:
        site = known["site"].value if "site" in known else str(getattr(found, "sitename", "") or "")
        names = [name for part in author.split(";") if is_name(name := " ".join(part.split()), site, title)]
        if names and len(names) <= _MOST_AUTHORS:
            guesses["byline"] = Hint(value=", ".join(names), source="trafilatura", confidence=0.4)
    return guesses


def is_name(name: str, site: str, title: str) -> bool:
    """Whether what a program takes for an author may be a person: not the site, the title, a trade or a sentence."""
    plain, parts = _plain(name), name.split()
    if not plain or not 1 <= len(parts) <= 5 or len(name) > 50 or any(sign.isdigit() for sign in name):
        return False
    if plain in _plain(site) or (_plain(site) and _plain(site) in plain) or plain in _plain(title):
        return False
    if not _NO_NAMES.isdisjoint(plain.split()) or any(sign in name for sign in "@/|:()?!"):
        return False
    return all(part[0].isupper() or not part[0].isascii() or part in _PARTICLES for part in parts)


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
        for each in block[:200]:
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


def _plain(text: str) -> str:
    """For comparing titles: letters and digits alone."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.casefold()).split())
