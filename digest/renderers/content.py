"""An article's text as semantic HTML, from plain text only: whatever markup the text holds is shown, never obeyed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from html import escape, unescape
from itertools import accumulate
from urllib.parse import urlsplit

from digest.model import Article, Caption, Site
from digest.renderers.address import web_safe
from digest.renderers.wording import credit, dated

# XML 1.0 section 2.2 forbids C0 controls, surrogates, U+FFFE and U+FFFF; the W3C validator and HTML also refuse C1
# controls and noncharacters. U+FFFD, which the validator refuses too, says that a character was lost: that stays seen.
_PLANE_ENDS = "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
_ILLEGAL = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff{_PLANE_ENDS}]")
#: characters of text that an entry holds: every reader fetches them again whenever the feed changes, and refuses 5 MB
TEXT_LIMIT = 100_000
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}")
# ISO 639-1; of the three-letter codes of ISO 639-3, some 8,000, the shape must do.
_TWO_LETTERS = (
    " aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv "
    "dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie "
    "ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv "
    "mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm "
    "rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr "
    "ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu "
)
_RTL_LANGUAGES = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ku-arab", "ps", "sd", "ug", "ur", "yi"})


def clean(text: str) -> str:
    """`text` without the characters that XML 1.0 or HTML cannot hold; line ends become line feeds, U+FFFD "?"."""
    if text.isascii() and text.isprintable():  # most names and addresses, five times faster
        return text
    return _ILLEGAL.sub("", text.replace("\ufffd", "?")).replace("\r\n", "\n").replace("\r", "\n")


def one_line(text: str, *, limit: int | None = None) -> str:
    """`text` cleaned, its white space collapsed, cut at a word with "…" after `limit` characters."""
    line = " ".join(clean(text).split())
    if limit is None or len(line) <= limit:
        return line
    head = line[:limit]
    return (head.rpartition(" ")[0] or head).rstrip(" ,;:-") + "…"


def named(text: str) -> str:
    """A name for elements that hold no markup: entities resolved, angle brackets turned into quotation marks.

    Readers disagree whether such elements are text or HTML, so a name must read the same as both.
    """
    # What was escaped twice holds an entity after the first time, and so may what a removed character stood in.
    while (plain := one_line(unescape(text))) != text:
        text = plain
    return text.replace("<", "\u2039").replace(">", "\u203a")


def html(text: str) -> str:
    """Plain text, cleaned and escaped for HTML text and double-quoted attributes."""
    return escape(clean(text))


def language_tag(language: str | None) -> str | None:
    """The language when it is a BCP 47 tag by its shape and its first part, else None: validators refuse others."""
    tag = (language or "").strip().replace("_", "-")
    if not _LANGUAGE_TAG.fullmatch(tag):
        return None
    primary = tag.partition("-")[0].lower()
    known = f" {primary} " in _TWO_LETTERS if len(primary) == 2 else primary not in {"und", "mul", "zxx"}
    return tag if known else None


def is_rtl(language: str | None) -> bool:
    """Whether the language (BCP 47) is written from right to left."""
    tag = (language_tag(language) or "").lower()
    return tag in _RTL_LANGUAGES or tag.partition("-")[0] in _RTL_LANGUAGES


def lang_attributes(language: str | None, site: Site) -> str:
    """` lang="ar" dir="rtl"` for an element whose language or direction differs from the site's, else empty."""
    tag = language_tag(language)
    if tag is None or tag.lower() == site.language.lower():
        return ""
    direction = "rtl" if is_rtl(tag) else "ltr"
    turned = f' dir="{direction}"' if is_rtl(tag) != is_rtl(site.language) else ""
    return f' lang="{tag}"{turned}'


def body_html(article: Article, site: Site, *, page: str | None = None, note: str = "") -> str:
    """The content of an entry: a note of the desk's own, a line with the source's date and credit, then the text.

    Captions stand at the end: without their pictures they would break the text. Of a text of more than TEXT_LIMIT
    characters the beginning, where its page is known, and a link to that.
    """
    if page is not None and sum(map(len, article.paragraphs)) > TEXT_LIMIT:
        return _noted(note, _beginning(article, site, article.paragraphs, page))
    text = "\n".join(
        [f"<p>{html(paragraph)}</p>" for paragraph in article.paragraphs if clean(paragraph).strip()]
        + [_figure(caption) for caption in article.captions if clean(caption.text).strip()]
    )
    attributes = lang_attributes(article.language, site)
    wrapped = f"<div{attributes}>\n{text}\n</div>" if attributes and text else text
    return _noted(note, f"<p><small>{_source_line(article, site)}</small></p>\n{wrapped}".rstrip("\n"))


def _noted(note: str, text: str) -> str:
    return f"<p><em>{html(note)}</em></p>\n{text}" if note else text


def _beginning(article: Article, site: Site, paragraphs: Sequence[str], page: str) -> str:
    """The paragraphs that fit, the next one as far as it does, and where to read on."""
    sizes = list(accumulate(map(len, paragraphs), initial=0))
    whole = bisect_right(sizes, TEXT_LIMIT) - 1
    cut = one_line(paragraphs[whole], limit=TEXT_LIMIT - sizes[whole])
    begun = replace(article, paragraphs=(*paragraphs[:whole], cut), captions=())
    return f'{body_html(begun, site)}\n<p><a href="{html(page)}">Read on: the text is very long</a></p>'


def _source_line(article: Article, site: Site) -> str:
    """Date and credit; the credit, or the source's host, links to the source's own page."""
    words = html(dated(article, site))
    words = words[:1].upper() + words[1:]
    name = credit(article)
    url = web_safe(article.url)
    if url:
        label = name or urlsplit(url).netloc.removeprefix("www.")
        return f'{words} · <a href="{html(url)}">{html(label)}</a>'
    return f"{words} · {html(name)}" if name else words


def _figure(caption: Caption) -> str:
    credited = f" <cite>{html(caption.credit)}</cite>" if caption.credit else ""
    return f"<figure><figcaption>{html(caption.text)}{credited}</figcaption></figure>"
