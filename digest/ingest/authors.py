"""Who wrote a page: its JSON-LD, its marked bylines, its meta elements, a "By" line; names of persons and no others."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Any

from digest.ingest.markup import is_dropped, text_of_element
from digest.ingest.xml import names_of
from digest.model import Hint

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_METAS = (
    "author", "article:author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator", "byl", "cxenseparse:author", "article.author", "og:article:author", "citation_author",
)  # fmt: skip
_MOST = 6
_LONGEST = 50
_LONGEST_LINE = 120
_LONGEST_MARK = 400
_PIECES = 12
#: words that announce a name, which may follow each other ("Written by", "Ein Beitrag von")
_BY = names_of("by von vom par por di door av af durch przez автор yazan de")
_LEADS = _BY | names_of(
    """
    author authors autor autorin autoren auteur auteurs autore autori auteure text texte texto testo words story
    written posted published reporting geschrieben verfasst erstellt veröffentlicht artikel beitrag article articles
    posts post all view more from mehr profil profile zum zur ein eine interview gastbeitrag kommentar analyse rédigé
    écrit publié propos recueillis escrito publicado redactado scritto geplaatst 作者 编辑 责任编辑 記者 文 الكاتب كتب
    بقلم نویسنده
    """
)
_PARTICLES = names_of("de del della dela di da dos das du van von vom der den ter ten zu bin ibn al el la le y e v.")
#: words of trades, pages and sites that stand where names do
_NO_NAMES = names_of(
    """
    about admin administrator ag agencies agency agentur agenturen alle anonimo anonymous anónimo april archive
    association author authors autor autoren autorin beitrag beiträge bin blog bundesministerium bundesverband by
    collectif comment comments company contact content contributor contributors copyright correspondent cortesía das
    date datum december der desk deutsche deutsches die editor editorial editors email empfehlen facebook february
    follow foto fotos foundation gast gmbh group guest home ich image inc inhalte instagram institut institute january
    journal july june kommentar kommentare kontakt linkedin login ltd magazin magazine mail march media mein meine
    ministerium minutes modified more my name network news newsdesk newsletter newsroom november null october online our
    photo photos posted press presse print profil profile published publisher read red redaccion redacción redaction
    redaktion redazione reporters rédaction search september service share shares site social society sponsored staff
    stiftung submitted subscribe support tags team the twitter ueber uhr undefined university unknown unser unsere
    update updated user username verband verein verlag video view web webmaster website webteam wer whatsapp who wire
    wordpress writer written writers zeitung zvg über
    """
)
#: the trade in front of a name or behind it: "FOCUS-Online-Experte Robin T.", "Jane Doe Staff Writer"
_ROLE = re.compile(
    r".*(?:redakteur(?:in)?|expert(?:e|in)?|reporter(?:in)?|korrespondent(?:in)?|correspondent|editor|writer|staff|"
    r"journalist(?:e|in)?|columnist|contributor|producer|photographer|fotograf(?:in)?)$",
    re.IGNORECASE,
)
_GLUED = re.compile(r"^(?:By|Von|Par|Por)(?=[A-Z])")
_JOINT = re.compile(r"\s*(?:[,;&+/]\s*(?:and\s)?|\s(?:and|und|et|y|e|och|og|en|with|mit|i|и|و)\s)\s*", re.IGNORECASE)
#: 'Ana "Nana" Horvat'
_NICKNAME = re.compile(r"(?<=\w) [\"“„][^\"“”„]{1,30}[\"”“] (?=\w)")
_END = re.compile(r"\s[-–—|·•»]\s|[|·•()\[\]<>@#:?!\"“”„]|https?:|www\.|\d|\s(?:for|für|in|on|am|pour|para|per)\s")
_NAMED = re.compile(
    r"author-?_?name|name-?_?author|journalist-?_?name|byline-?_?name|authorcard|authorurl", re.IGNORECASE
)
_MARKED = re.compile(
    r"(?:^|[\s_-])(?:author|authors|byline|autor|autoren|auteur|autore|writer|journalist|posted-by|submitted-by|"
    r"username|vcard|redakteur|zuozhe)(?:$|[\s_-]|s\b)|byline|author(?:info|box|line|link)",
    re.IGNORECASE,
)
#: how the names of boxes that hold other people's names begin; "has-sidebar" is the whole page
_ELSEWHERE = re.compile(
    r"(?:^|\s)(?:comment|kommentar|related|recommend|teaser|reply|reaction|respond|(?:sidebar|widget|footer)(?:\s|$)|"
    r"widget[-_]|site-footer)",
    re.IGNORECASE,
)
_PLACES = ("a", "address", "div", "span", "p", "strong", "h2", "h3", "h4", "h5", "li", "cite", "section")
_WORDS = (
    "author",
    "byline",
    "autor",
    "auteur",
    "writer",
    "journalist",
    "ted-by",
    "vcard",
    "redakteur",
    "zuozhe",
    "name",
)
_LINES = ("p", "div", "span", "a", "li", "address", "strong", "em", "i", "b", "td", "dd", "h2", "h3", "h4", "small")


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What is on the page and no person, as `letters` writes it."""

    site: str = ""
    title: str = ""


def authors_of(linked: Mapping[str, Any], metas: Mapping[str, str], tree: HtmlElement, house: House) -> Hint | None:
    """The page's authors by the best of their sources; None where none names a person.

    The confidences follow the shares found right on pages of known authors (trafilatura's set).
    """
    marked = cache(partial(_candidates, tree))
    offers: tuple[tuple[str, float, Callable[[], list[str]]], ...] = (
        ("json-ld", 0.95, lambda: _listed(_linked_names(linked.get("author")), house)),
        ("byline", 0.8, lambda: _marked(marked(), house, _is_named)),
        ("meta-author", 0.7, lambda: _listed([metas[name] for name in _METAS if name in metas][:1], house)),
        ("byline", 0.7, lambda: _marked(marked(), house, _is_marked)),
        ("byline", 0.6, lambda: _by_line(tree, house)),
    )
    for source, confidence, names in offers:
        found = list(dict.fromkeys(names()))
        if found and len(found) <= _MOST:
            return Hint(value=", ".join(found), source=source, confidence=confidence)
    return None


def byline_in(node: HtmlElement) -> str | None:
    """The authors that an element marks inside itself, as of one article of several on a page."""
    house = House()
    marked = _candidates(node)
    names = _marked(marked, house, _is_named) or _marked(marked, house, _is_marked) or _by_line(node, house)
    return ", ".join(dict.fromkeys(names)) or None


def letters(text: str) -> str:
    """For comparing names: letters and digits alone, in lower case."""
    return "".join(filter(str.isalnum, text.casefold()))


def names_in(text: str, house: House, *, lone: bool = False) -> list[str]:
    """The persons that a line names at its beginning, without by-words, roles and what stands behind the names.

    `lone` lets one word be a name, as of somebody who blogs as "Heiko".
    """
    text = _NICKNAME.sub(" ", " ".join(word for word in text.split() if "@" not in word))
    text = _without_leads(_GLUED.sub("", text))
    end = _END.search(text)
    parts = [part for part in _JOINT.split(text[: end.start()] if end else text) if part.strip(" .,")]
    found: list[str] = []
    for part in parts:
        name = _bare(part)
        single = lone and len(parts) == 1 and " " not in name and len(name) > 2
        if not (is_name(name, house) and (single or len(name.split()) >= 2)):
            break
        found.append(name)
    return found


def is_name(name: str, house: House) -> bool:
    """Whether a text may be a person's name: not the site, the title, a trade or a sentence."""
    plain, words = letters(name), name.split()
    if len(plain) < 3 or not 1 <= len(words) <= 5 or len(name) > _LONGEST:
        return False
    if plain in house.site or (house.site and house.site in plain) or plain in house.title:
        return False
    if any(word.strip(".,'’").casefold() in _NO_NAMES for word in words) or _ROLE.match(words[-1]):
        return False
    if any(not (sign.isalpha() or sign in " .'’-_‘`´\u200c" or not sign.isascii()) for sign in name):
        return False
    return len(words) == 1 or all(_is_part(word) for word in words)


def _is_part(word: str) -> bool:
    return word[0].isupper() or not word[0].islower() or word.casefold() in _PARTICLES or word[:2] in ("d'", "d’")


def _without_leads(text: str) -> str:
    while True:
        first, _, rest = text.partition(" ")
        if not rest or first.strip(":.,").casefold() not in _LEADS:
            return text.lstrip(" :,-–—|")
        text = rest.lstrip(" :,-–—|")


def _bare(part: str) -> str:
    """A name without the trade in front of it or behind it."""
    words = part.strip(" .,-–—").split()
    while len(words) > 2 and _ROLE.match(words[0]):
        words = words[1:]
    ends = [at for at, word in enumerate(words) if at >= 2 and _ROLE.match(word)]
    return " ".join(words[: ends[0]] if ends else words)


def _linked_names(value: Any) -> list[str]:
    """The names of JSON-LD persons; an organisation is none."""
    if isinstance(value, list):
        return [name for each in value[:20] for name in _linked_names(each)]
    if isinstance(value, dict):
        return (
            [] if value.get("@type") in ("Organization", "NewsMediaOrganization") else _linked_names(value.get("name"))
        )
    return [value] if isinstance(value, str) and not value.startswith(("http://", "https://", "//")) else []


def _listed(values: Sequence[str], house: House) -> list[str]:
    return [name for value in values for name in names_in(value, house, lone=len(values) == 1)]


def _is_named(node: HtmlElement) -> bool:
    prop = (node.get("itemprop") or "").casefold().split()
    if "author" in (node.get("rel") or "").casefold().split() or "author" in prop:
        return True
    if "name" in prop:
        return any("author" in (each.get("itemprop") or "") for each in node.iterancestors())
    return bool(_NAMED.search(f"{node.get('class') or ''} {node.get('data-testid') or ''}"))


def _is_marked(node: HtmlElement) -> bool:
    return bool(_MARKED.search(f"{node.get('class') or ''} {node.get('id') or ''} {node.get('data-component') or ''}"))


def _marked(nodes: Sequence[HtmlElement], house: House, marks: Callable[[HtmlElement], bool]) -> list[str]:
    """The names in the first marked element that holds any, and in its like beside it."""
    first: HtmlElement | None = None
    found: list[str] = []
    for node in nodes:
        if not marks(node) or _elsewhere(node):
            continue
        if first is not None and not _beside(first, node):
            break
        names = _names_within(node, house)
        if names:
            first = node if first is None else first
            found += names
    return found


def _candidates(tree: HtmlElement) -> list[HtmlElement]:
    """The elements in whose attributes a word for authors stands, by one pass over the page."""
    return [
        node for node in tree.iter(*_PLACES) if node.attrib and _is_candidate(" ".join(node.values())[:_LONGEST_MARK])
    ]


@lru_cache(maxsize=4096)
def _is_candidate(attributes: str) -> bool:
    folded = attributes.lower()
    return any(word in folded for word in _WORDS)


def _beside(first: HtmlElement, node: HtmlElement) -> bool:
    """Whether two marked elements are one byline: one in the other, or both in one row."""
    above = [each for _, each in zip(range(3), first.iterancestors(), strict=False)]
    return first in node.iterancestors() or any(each in above[:2] for each in node.iterancestors())


def _names_within(node: HtmlElement, house: House) -> list[str]:
    """Names in the texts of an element in order, until something else follows them."""
    pieces = [text for part in node.itertext() if (text := " ".join(str(part).split()).strip(" ,;|·•-–—"))][:_PIECES]
    whole = names_in(" ".join(pieces), house)
    found: list[str] = []
    for piece in pieces:
        if piece.casefold() in ("and", "und", "&", "et", "y", "e", "/") or _without_leads(f"{piece} x") == "x":
            continue
        names = names_in(piece, house, lone=len(pieces) <= 2 and piece[0].isupper())
        if found and not names:
            break
        found += names
    return found or whole


def _elsewhere(node: HtmlElement) -> bool:
    """Whether an element belongs to a comment, a box beside the text or the page's frame."""
    for each in (node, *node.iterancestors()):
        if each.tag in ("body", "html"):
            return False
        if each.tag in ("nav", "footer", "form", "figure", "figcaption"):
            return True
        if _ELSEWHERE.search(f"{each.get('class') or ''} {each.get('id') or ''}"):
            return True
    return False


def _by_line(tree: HtmlElement, house: House) -> list[str]:
    """The names of the first short line that begins with a by-word and holds nothing else."""
    for node in tree.iter(*_LINES):
        first = (node.text or "").split()[:1]
        if not first or first[0].rstrip(":").casefold() not in _BY - {"de", "di"} or not first[0][0].isupper():
            continue
        line = text_of_element(node)
        if line.casefold().rstrip(":") in _BY and node.getparent() is not None:
            line = text_of_element(node.getparent())
        if len(line) > _LONGEST_LINE or is_dropped(node) or _elsewhere(node):
            continue
        names = names_in(line, house)
        if names:
            return names
    return []
