"""What stands in a letter and is not its text: quoted letters, signatures, the foot of a newsletter, hidden lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from digest.ingest.inner import HEADER, NOTE, RULE, Letter, find_text
from digest.ingest.markup import end_of, line_of, text_of_element
from digest.ingest.prose import ends_sentence, rule_character, words
from digest.model.texts import size

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_FOOT = (
    "unsubscribe",
    "manage your subscription",
    "manage subscription",
    "manage preferences",
    "update your preferences",
    "email preferences",
    "view in browser",
    "view in your browser",
    "view this email in",
    "view it in your browser",
    "you are receiving this",
    "you're receiving this",
    "you received this",
    "this email was sent to",
    "this message was sent to",
    "mailing list",
    "s'affiche pas correctement",
    "vous recevez cet e-mail",
    "vous recevez ce message",
    "se désabonner",
    "désinscrire",
    "sie erhalten diese e-mail",
    "falls diese e-mail nicht",
    "abbestellen",
    "newsletter abmelden",
    "darse de baja",
    "cancelar su suscripción",
    "disiscriv",
    "cancellarti",
    "non desideri più ricevere",
    "cancelar a inscrição",
    "вы получили это письмо",
    "отписаться",
    "إلغاء الاشتراك",
    "لغو اشتراک",
    "取消订阅",
)
_LONGEST_FOOT = 60
_BOXES = ("p", "td", "div", "li", "center")
_SENT_FROM = ("sent from my ", "get outlook for ", "von meinem iphone gesendet", "envoyé de mon ", "enviado desde mi ")
_SALUTATIONS = (
    "dear ",
    "hi ",
    "hello ",
    "hi,",
    "hello,",
    "good morning",
    "sehr geehrte",
    "liebe ",
    "estimad",
    "bonjour",
)
_LONGEST_SIGNATURE = 12
#: names, offices and addresses have shorter lines
_LONG_LINE = 8
#: what lawyers put below a signature is running text, and still no news
_DISCLAIMER = ("confidential", "intended recipient", "vertraulich", "confidentiel", "riservat", "конфиденциальн")
_PGP_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
PGP_SEALED = "-----BEGIN PGP MESSAGE-----"


def read_letter(lines: Sequence[str], *, forwarded: bool, subject: str) -> Letter:
    """Tell a text part's text from the rest; with `forwarded`, the letter inside is the text."""
    letter = Letter(list(lines))
    _armour(letter)
    find_text(letter, forwarded=forwarded, subject=subject)
    _signature(letter)
    _foot(letter)
    return letter


def salutation(line: str) -> bool:
    """Whether a line greets the reader: "Dear colleagues,", "Dear Sirs"."""
    most = 8 if line.endswith((",", "!", ":")) else 3
    return words(line) <= most and line.casefold().startswith(_SALUTATIONS)


def beside(tree: HtmlElement) -> list[tuple[HtmlElement, str]]:
    """The elements of an HTML part that are no text of the letter's own, with the reason; none lies in another."""
    import lxml.etree

    found: list[tuple[HtmlElement, str]] = []
    walker = lxml.etree.iterwalk(tree, events=("start",))
    for _, node in walker:
        reason = _reason(node) if isinstance(node.tag, str) else ""
        if reason and node is not tree:
            found.append((node, reason))
            walker.skip_subtree()
    return found


def lines_of(element: HtmlElement) -> range:
    """The source lines of an element."""
    return range(line_of(element), end_of(element) + 1)


def _reason(node: HtmlElement) -> str:
    marks = f"{node.get('class') or ''} {node.get('id') or ''}".lower().split()
    if "gmail_attr" in marks or "moz-email-headers-table" in marks or "moz-cite-prefix" in marks:
        return HEADER
    if "gmail_signature" in marks or "moz-signature" in marks:
        return "a signature"
    style = (node.get("style") or "").lower().replace(" ", "")
    if "display:none" in style and node.tag != "body":
        return "hidden text"
    return "the foot of a newsletter" if node.tag in _BOXES and _is_foot(node) else ""


def _is_foot(node: HtmlElement) -> bool:
    """Whether a box is about the subscription: all of it, or what stands around an address in boxes of its own."""
    if not any(each.tag in _BOXES for each in node.iterdescendants()):
        return is_foot(text_of_element(node))
    pieces = [node.text, *(text for child in node for text in (None if len(child) else child.text, child.tail))]
    return is_foot(" ".join(filter(None, pieces))) and words(text_of_element(node)) <= _LONGEST_FOOT


def is_foot(text: str) -> bool:
    """Whether a paragraph is about the subscription and not about the news."""
    folded = text.casefold()
    return words(text) <= _LONGEST_FOOT and any(phrase in folded for phrase in _FOOT)


def _armour(letter: Letter) -> None:
    """The lines of a clear signature (RFC 9580 section 7)."""
    lines = letter.lines
    ends = [at for at, line in enumerate(lines, 1) if line.startswith("-----") and " PGP " in line]
    for at in ends:
        line = lines[at - 1].strip()
        letter.leave(at, at, "a PGP signature")
        if line == _PGP_SIGNED:
            for below in range(at + 1, min(at + 5, len(lines)) + 1):
                if not lines[below - 1].strip():
                    break
                letter.leave(below, below, "a PGP signature")
        elif line.startswith("-----BEGIN PGP SIGNATURE"):
            following = bisect_right(ends, at)
            last = ends[following] if following < len(ends) else len(lines)
            letter.leave(at, last, "a PGP signature")


def _signature(letter: Letter) -> None:
    """What follows "-- " (RFC 3676 section 4.3) and is short, and the line a telephone adds.

    Such a line above running text parts that from the text before it, as any other rule line does.
    """
    shown = [at for at, line in enumerate(letter.lines, 1) if line.strip() and at not in letter.reasons]
    for position, at in enumerate(shown):
        line = letter.lines[at - 1].strip()
        if line == "--":
            below = [letter.lines[each - 1].strip() for each in shown[position + 1 : position + 1 + _LONGEST_SIGNATURE]]
            if len(below) < _LONGEST_SIGNATURE and not _running(below):
                letter.leave(at, len(letter.lines), "a signature")
                return
            letter.lines[at - 1] = RULE
        if line.casefold().lstrip("- ").startswith(_SENT_FROM) and words(line) <= 8:
            letter.leave(at, at, "a signature")


def _running(lines: Sequence[str]) -> bool:
    """Whether lines below a dash hold running text: several sentences, or more words in long lines than names take."""
    text = " ".join(lines).casefold()
    if any(phrase in text for phrase in _DISCLAIMER):
        return False
    long_ones = [line for line in lines if size(line) >= _LONG_LINE]
    ends = sum(map(ends_sentence, long_ones))
    # Thai and Lao end no sentence with a mark
    return ends >= 2 or (sum(map(size, long_ones)) > NOTE and (ends > 0 or size(text) != words(text)))


def _foot(letter: Letter) -> None:
    """Blocks about the subscription, and what follows a rule above one of them near the end."""
    blocks = list(_blocks(letter))
    count = len(blocks)
    for position, (first, last) in enumerate(blocks):
        text = " ".join(letter.lines[first - 1 : last])
        if is_foot(text) and (position < 2 or count - position <= 8):
            letter.leave(first, last, "the foot of a newsletter")
            above = first - 1
            while above > 0 and not letter.lines[above - 1].strip():
                above -= 1
            if above > 0 and rule_character(letter.lines[above - 1].strip()) is not None and position >= 2:
                letter.leave(above, len(letter.lines), "the foot of a newsletter")


def _blocks(letter: Letter) -> Iterator[tuple[int, int]]:
    """The blocks of lines between blank ones."""
    first = 0
    for at, line in enumerate([*letter.lines, ""], 1):
        blank = not line.strip() or at in letter.reasons
        if blank and first:
            yield first, at - 1
            first = 0
        elif not blank and not first:
            first = at
