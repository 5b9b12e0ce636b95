"""What a page shows itself to be, other than an article: by its declared type, its address, its classes, its forms."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

from digest.ingest.markup import text_of_element
from digest.ingest.phrases import JOBS, OFFERS, SERVICE
from digest.ingest.xml import names_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SERVICE: Final = "it is a page about the site and no article"
_LIST: Final = "it is a list of other pages"
_FRONT: Final = "it is the front page of a site"
_AUTHOR: Final = "it is the page of an author"
_JOB: Final = "it is an offer of work"
_RESULTS: Final = "search results"
#: types of schema.org that say what a page is about
_TYPES: Final[Mapping[str, str]] = {
    "JobPosting": _JOB,
    "ProfilePage": _AUTHOR,
    "ContactPage": _SERVICE,
    "AboutPage": _SERVICE,
    "SearchResultsPage": _RESULTS,
    "CollectionPage": _LIST,
    "Quiz": "it is a quiz",
}
#: classes that WordPress and Drupal give the body of a page
_CLASSES: Final[Mapping[str, str]] = {
    "error404": "it is an error page",
    "page-not-found": "it is an error page",
    "search-results": _RESULTS,
    "search-no-results": _RESULTS,
    "author": _AUTHOR,
    "category": _LIST,
    "tag": _LIST,
    "archive": _LIST,
}
_POSTS: Final = ("single", "postid-", "post-template", "node-type-article", "page-node-type-article")
_PATHS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        names_of("tag tags tagged category categories topic topics thema themen rubrik sujet etiqueta"), _LIST
    ),
    **dict.fromkeys(names_of("author authors autor autoren auteur autore profile"), _AUTHOR),
    **dict.fromkeys(names_of("search suche recherche buscar busca cerca zoeken"), _RESULTS),
}
_LAST: Final = names_of(
    """
    impressum imprint datenschutz datenschutzerklaerung privacy privacy-policy privacybeleid cookie-policy
    contact contact-us kontakt contacto contato contatti about about-us terms terms-of-use terms-of-service agb sitemap
    login signin sign-in register subscribe newsletter mentions-legales aviso-legal rss-feeds
    """
)
#: radio buttons and boxes of a quiz or a questionnaire
_CHOICES: Final = 6
_FEEDS: Final = 4
_FEED: Final = re.compile(r"\.(?:rss|xml|rdf|atom)(?:$|\?)|/(?:rss|feed|feeds|atom)(?:/|$|\?)", re.IGNORECASE)
_PRICE: Final = re.compile(
    r"(?:[€$£¥₹₽₺]|\b(?:eur|usd|kr|zł|chf|lei|r\$|rub|tl|uah)\b) ?\d|\d ?(?:[€$£¥₹₽₺]|(?:eur|kr|zł|chf|tl)\b)"
)
_PRICES: Final = 2
_LISTED: Final = 4
#: words of a text that is a line or two, and of one that no form or price makes less of an article
_BRIEF: Final = 100
_LONG: Final = 150
_PART: Final = re.compile(r"\s*[,:|–—]\s*")


def kind_of(tree: HtmlElement, title: str, url: str, count: int) -> str | None:
    """What a page is that says nowhere it is an article, in words for a person; None when that cannot be told.

    `count` is how many words of text it has: where there are many, only its declared type and its heading count.
    """
    kind = next((_TYPES[name] for name in _types(tree) if name in _TYPES), None)
    kind = kind or _by_class(tree) or _by_address(url)
    if kind in (_LIST, _FRONT) and not _is_listing(tree):
        kind = None
    kind = kind or _by_heading(title, brief=count <= _BRIEF)
    return kind or ((_by_forms(tree) or _by_links(tree)) if count <= _LONG else None)


def _is_listing(tree: HtmlElement) -> bool:
    """Whether headings of a page are links to others."""
    headings = tree.iter("h2", "h3", "h4")
    return sum(next(node.iter("a"), None) is not None for node in headings) >= _LISTED


def _types(tree: HtmlElement) -> Iterator[str]:
    """The types of the objects at the top of a page's JSON-LD, and what Open Graph calls a profile."""
    import json

    for meta in tree.iter("meta"):
        if meta.get("property") == "og:type" and (meta.get("content") or "").strip() == "profile":
            yield "ProfilePage"
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json" or not script.text:
            continue
        try:
            block: Any = json.loads(script.text, strict=False)
        except (ValueError, RecursionError):
            continue
        block = block.get("@graph", block) if isinstance(block, dict) else block
        for each in block[:50] if isinstance(block, list) else [block]:
            kinds = each.get("@type") if isinstance(each, dict) else None
            yield from (kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str))


def _by_class(tree: HtmlElement) -> str | None:
    body = next(tree.iter("body"), None)
    names = (body.get("class") or "").lower().split() if body is not None else []
    if any(name.startswith(_POSTS) for name in names):
        return None
    return next((reason for name, reason in _CLASSES.items() if name in names), None)


def _by_address(url: str) -> str | None:
    address = urlsplit(url)
    parts = [part for part in unquote(address.path).lower().split("/") if part]
    if not parts:
        return _FRONT if address.netloc and not address.query else None
    last = parts[-1].partition(".")[0]
    if last in _LAST:
        return _SERVICE
    # below them sites put articles too: /category/politics/the-bridge-opens
    return next((_PATHS[part] for part in parts[-2:] if part in _PATHS), None) if len(parts) <= 3 else None


def _by_heading(title: str, *, brief: bool) -> str | None:
    """A heading that is a service page's name, or an offer of work with all genders in brackets."""
    name = " ".join(title.casefold().split()).strip(" .:!|")
    if name in SERVICE or (brief and _PART.split(name)[0] in SERVICE):
        return _SERVICE
    return _JOB if any(f"({job.strip('()')})" in name for job in JOBS) else None


def _by_forms(tree: HtmlElement) -> str | None:
    choices = [node for node in tree.iter("input") if (node.get("type") or "").lower() in ("radio", "checkbox")]
    groups = {node.get("name") for node in choices if (node.get("type") or "").lower() == "radio"}
    return "it is a quiz or a questionnaire" if len(choices) >= _CHOICES and len(groups) >= 2 else None


def _by_links(tree: HtmlElement) -> str | None:
    """A list of feeds, or the prices of a subscription."""
    body = next(tree.iter("body"), tree)
    top = " ".join(text_of_element(node) for node in tree.iter("title", "h1")).casefold()
    if ("rss" in top or "feed" in top) and sum(
        bool(_FEED.search(node.get("href") or "")) for node in body.iter("a")
    ) >= _FEEDS:
        return "it is a list of feeds"
    if not _has_word(top, OFFERS):
        return None
    text = text_of_element(body).casefold()
    return "it is an offer of a subscription" if len(_PRICE.findall(text[:5000])) >= _PRICES else None


def _has_word(text: str, phrases: Collection[str]) -> bool:
    """Whether whole words of a text are one of the phrases; scripts without spaces part no words."""
    return any(phrase in text if not phrase[0].isascii() else f" {phrase} " in f" {text} " for phrase in phrases)
