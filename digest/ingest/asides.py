"""What stands between and below the paragraphs of a page's text and is none: links to other texts, calls, rights."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from digest.ingest.markup import text_of_element
from digest.ingest.prose import ends_sentence, without_quotes
from digest.model.texts import size

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HEADINGS: Final = ("h2", "h3", "h4", "h5", "h6")
_SHORT: Final = 40
_LINK: Final = 3
_POINTS: Final = 3
#: share of the words that may be such; where more are, the page is made of them
_MOST: Final = 0.4
_CROSS: Final = re.compile(
    r"(?:read (?:more|also|next|this)|see also|also read|also see|more on (?:this|that)|"
    r"related(?: (?:articles?|stories|"
    r"content|posts?|news))?|recommended(?: (?:for you|reading|stories))?|you (?:may|might) also (?:like|"
    r"be interested in)|"
    r"more (?:stories|from|about this)|further reading|don't miss|watch|"
    r"lesen sie (?:auch|hier|mehr|dazu)|(?:das )?könnte (?:sie|dich|euch) (?:auch|ebenfalls) interessieren|"
    r"auch interessant|"
    r"mehr zum thema|mehr themen|weitere (?:artikel|themen|informationen|infos|beiträge|meldungen|"
    r"nachrichten)|zum weiterlesen|"
    r"schon gelesen|empfohlene (?:beiträge|artikel)|siehe auch|passend dazu|verwandte (?:artikel|themen)|"
    r"à lire aussi|lire aussi|voir aussi|sur le même (?:sujet|thème)|à voir aussi|pour aller plus loin|"
    r"lea (?:también|más|además)|lea|lee (?:también|más)|le puede interesar|te puede interesar|"
    r"puede interesarle|mire|mira|"
    r"(?:vea|ver|mira) (?:también|además)|además lea|notas? relacionadas?|contenido relacionado|más sobre|"
    r"leia (?:também|mais)|veja (?:também|mais)|saiba mais|leggi anche|leggi (?:di più|tutto)|vedi anche|"
    r"potrebbe interessarti|"
    r"lees (?:ook|meer|verder)|zie ook|meer over|czytaj (?:też|także|więcej|również)|zobacz (?:też|także|również)|"
    r"dowiedz się więcej|przeczytaj (?:też|także|również)|läs (?:också|även|mer)|les også|læs også|lue myös|"
    r"читайте (?:также|ещё|еще)|смотрите также|по теме|читайте також|дивіться також|ayrıca (?:bakınız|okuyun)|"
    r"bunlar da ilginizi çekebilir|ilgili haberler|διαβάστε (?:επίσης|ακόμη|ακόμα)|δείτε επίσης|baca juga|"
    r"اقرأ (?:أيضا|أيضاً|أيضًا|المزيد)|بیشتر بخوانید|یہ بھی پڑھیں|यह भी पढ़ें|ये भी पढ़ें|相关阅读|延伸阅读|"
    r"関連記事|あわせて読みたい|관련 기사|관련기사)"
    r"(?P<end>\s*[:：»>!?…–-]|\s*$)",
    re.IGNORECASE,
)
_RIGHTS: Final = re.compile(
    r"(?:©|\(c\)|copyright(?=\s*[:©(\d]))|.*\b(?:all rights reserved|alle rechte vorbehalten|"
    r"tous droits réservés|riproduzione riservata|"
    r"todos los derechos reservados|todos os direitos reservados|alle rechten voorbehouden|"
    r"wszelkie prawa zastrzeżone|"
    r"все права защищены)\b",
    re.IGNORECASE,
)
#: below the last paragraph: the writer's address, the end, who edited it
_SIGNED: Final = re.compile(
    r"(?:(?:write to|contact|e-?mail|reach) .{0,80})?[\w.+-]{1,60}@[\w.-]{1,60}|[(\[]?(?:end|ends|fin|ende)[)\]]?|"
    r"[【（(\[] {0,2}(?:纠错|责任编辑|责编|编辑).{0,40}|.{0,40}\b(?:privacy policy|terms of (?:use|service))\b.{0,20}",
    re.IGNORECASE,
)
_NETWORKS: Final = (
    "facebook",
    "twitter",
    "instagram",
    "telegram",
    "whatsapp",
    "youtube",
    "linkedin",
    "tiktok",
    "pinterest",
)
_MANY: Final = 3
_CALL: Final = re.compile(
    r"\b(?:sign up|subscribe|newsletter|newsletters|abonnier\w*|abonnez|inscrivez|suscríb\w*|iscriviti|"
    r"nieuwsbrief|assine|"
    r"boletín|zapisz się|prenumerera|подпи(?:шитесь|сывайтесь)|bültenimize|download (?:the|our) .{0,30}app)\b",
    re.IGNORECASE,
)
#: words to the reader that mean nothing else in another language ("sie" is also they, "du" also of the)
_VISITOR: Final = re.compile(
    r"\b(?:you|your|ihnen|dich|dein\w*|dir|vous|votre|tú|usted|você|tuo|tua|jouw?|twoj\w*|cię|ваш\w*|вас|siz\w*)\b|"
    r"^(?:sign up|subscribe|abonn|inscri|suscr|iscriv|assine|zapisz|prenumer|подпи)",
    re.IGNORECASE,
)


def without_asides(paragraphs: Sequence[str], tree: HtmlElement) -> list[str]:
    """A text without what a page puts between its paragraphs; the text as it is where that would be most of it."""
    headings = {text: node for node in tree.iter(*_HEADINGS) if (text := text_of_element(node))}
    # a heading that a table of contents links is the text's own
    own = {text for text, node in headings.items() if not any(True for _ in _outward(node))}
    said = set(paragraphs)
    links = {text for node in _outward(tree) if (text := text_of_element(node)) in said and size(text) >= _LINK} - own
    points = set(_linked_points(tree))
    kept: list[str] = []
    for text in paragraphs:
        if _is_aside(text, links):
            continue
        kept.append(text)
    while len(kept) > 1 and _ends_nothing(kept[-1], headings, points):
        kept.pop()
    total = sum(map(size, paragraphs))
    return kept if sum(map(size, kept)) >= (1 - _MOST) * total else list(paragraphs)


def _ends_nothing(text: str, headings: Container[str], points: Container[str]) -> bool:
    """Whether a last paragraph belongs to the page: a bare heading, a point of a list of links, who wrote the text."""
    return (text in headings and not ends_sentence(text)) or text in points or _SIGNED.fullmatch(text) is not None


def _linked_points(tree: HtmlElement) -> Iterator[str]:
    """The points of lists of which each is a title with a link in it."""
    for each in tree.iter("ul", "ol"):
        points = [(text_of_element(node), next(_outward(node), None)) for node in each if node.tag == "li"]
        if len(points) >= _POINTS and all(link is not None and _is_title(text) for text, link in points):
            yield from (text for text, _ in points)


def _is_title(text: str) -> bool:
    return size(text) <= _SHORT and not text.endswith((".", "。", ":", ";", ","))


def _outward(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The links of a page that lead away from it."""
    return (node for node in tree.iter("a") if not (node.get("href") or "#").startswith("#"))


def _is_aside(text: str, links: Collection[str]) -> bool:
    count = size(text)
    if count > _SHORT:
        return False
    if text in links:
        return not ends_sentence(text)
    if _CROSS.match(text.lstrip(" ->»•*[(")) or _RIGHTS.match(text):
        return True
    plain = without_quotes(text)
    spoken = bool(_VISITOR.search(plain))
    networks = sum(name in plain.casefold() for name in _NETWORKS)
    return networks >= _MANY or (spoken and (networks >= _MANY - 1 or bool(_CALL.search(plain))))
