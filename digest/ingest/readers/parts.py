"""The text of one part of a mail: an HTML page or a letter, and whose each line of the part is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from digest.errors import NoArticleError, SeedError
from digest.ingest.decode import Decoded, text_of
from digest.ingest.foreign import foreign_markup
from digest.ingest.header import byline
from digest.ingest.inner import HEADER, Letter
from digest.ingest.layouts import Layout
from digest.ingest.letters import beside, lines_of, read_letter, salutation
from digest.ingest.lines import FREE, Owners, split_lines
from digest.ingest.markup import parse, text_lines, texts
from digest.ingest.mime import Mail, Part
from digest.ingest.pagelines import find_page_text
from digest.ingest.prose import folded, rows_of, title_like
from digest.ingest.readers.base import draft
from digest.ingest.readers.html import articles_of
from digest.ingest.readers.plain import Plain
from digest.ingest.several import SEVERAL
from digest.ingest.subjects import marked
from digest.ingest.wiretext import version_hints
from digest.model import Draft, Hint, Reading, Seed
from digest.model.texts import size

#: a letter of fewer words says "see below" and no news
_FEWEST = 8
_WORD = re.compile(r"\w+")
_ADDRESS = re.compile(r"https?://\S+")
_PAGE = 40
_INLINE = frozenset({"a", "b", "em", "font", "i", "small", "span", "strong", "u"})
#: the flag of drafts on whose lines another letter was left out
UNLISTED = "letter-left-out"
_BESIDE = "outside every article of the part"


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The drafts of one part, and the owner of each of its lines: a draft's index, or the reason why it has none."""

    drafts: tuple[Draft, ...]
    owners: tuple[int | str, ...]
    encoding: str
    letter: Letter | None = None
    """the letter inside that is the text"""

    def place(self, owners: Owners, places: Sequence[int], last: int, begin: int) -> None:
        """Give the part's lines to their owners in the whole file; its drafts count from `begin` on.

        A line of the file that two of them share, as base64 has them, is a draft's.
        """
        for kind in (int, str):
            for at, owner in enumerate(self.owners):
                if not isinstance(owner, kind):
                    continue
                first = places[min(at, len(places) - 1)]
                behind = places[at + 1] if at + 1 < len(places) else last + 1
                end = behind - 1 if behind > first else first
                if isinstance(owner, int):
                    owners.give(first, end, owner + begin)
                else:
                    owners.leave(first, end, owner)


def text_of_part(mail: Mail, part: Part, seed: Seed) -> Decoded:
    """The text of a part in the charset its header names."""
    return text_of(replace(seed, data=mail.text(part), context=charset_of(part)))


def words_of(decoded: Decoded, kind: str, path: str) -> list[str]:
    """The words of a part as it is shown, without addresses on the web. Raises SeedError for a page that is none."""
    shown = decoded.text if kind == "text/plain" else " ".join(texts(parse(decoded.text, path)))
    return _WORD.findall(_ADDRESS.sub(" ", shown.casefold()))


def charset_of(part: Part) -> dict[str, Hint]:
    """The charset that a part's header names, as context."""
    name = part.fields.parameters.get("charset", "")
    return {"charset": Hint(value=name, source="mail-header")} if name else {}


def read_page(decoded: Decoded, path: str, *, subject: str, forwarded: bool = False, letter: bool = True) -> Read:
    """The articles of an HTML part. Raises SeedError when it holds none; a short letter is one where a page is not."""
    if foreign := foreign_markup(decoded.text):
        raise SeedError(f"this is {foreign}", path=path)
    tree = parse(decoded.text, path)
    inner, left = find_page_text(tree, forwarded=forwarded, subject=subject) if letter else (Letter([]), [])
    quoted = [lines for lines, _ in left]
    for node, reason in beside(tree) if letter else ():
        left.append((lines_of(node), reason))
        # drop_tree would write the text around the node anew, and lxml refuses the control characters that it reads;
        # an element that never has an end tag stays behind, for extractors write others in a way that opens them
        tag = "wbr" if node.tag in _INLINE else "br"
        node.clear(keep_tail=True)
        node.tag = tag
    held = text_lines(tree)
    owners = Owners(len(split_lines(decoded.text)))
    try:
        drafts = articles_of(tree, owners, path)
    except NoArticleError:
        paragraphs = list(texts(tree))
        least = 1 if marked(subject) else _FEWEST
        if not letter or not least <= sum(map(size, paragraphs)) < _PAGE:
            raise
        drafts = [draft(index=0, layout="html", title="", paragraphs=paragraphs)]
        owners.give(1, owners.total, 0)
    if any(held.issuperset(lines) for lines in quoted):
        # on the lines of the text, where nothing else can be listed
        drafts = [replace(each, flags=each.flags | {UNLISTED}) for each in drafts]
    for lines, reason in left:
        for at in lines:
            if at not in held:
                owners.discard(at, at, reason)
    if inner.titles and len(drafts) == 1:
        drafts = [replace(drafts[0], flags=drafts[0].flags | {SEVERAL})]
    return _read(drafts, owners, decoded, subject, inner)


def read_text(decoded: Decoded, layouts: Sequence[Layout], seed: Seed, *, subject: str, forwarded: bool) -> Read:
    """The articles of a text part. Raises SeedError when it holds none."""
    letter = read_letter(split_lines(decoded.text), forwarded=forwarded, subject=subject)
    count = letter.length()
    if count < (1 if marked(subject) else _FEWEST):
        raise NoArticleError(f"no article found: the message has {count} words of text of its own", path=seed.path)
    title = letter.title or subject
    above = f"Title: {title}\n" if title and not _has_title(letter) else ""
    inner = _inner(above + letter.text(), layouts, seed)
    if above and SEVERAL in inner.drafts[0].flags:
        # a title above all of it may keep a layout from seeing several articles
        bare = _inner(letter.text(), layouts, seed)
        inner, above = (bare, "") if len(bare.drafts) > 1 else (inner, above)
    owners = Owners(len(letter.lines))
    shift = 1 if above else 0
    for each in inner.drafts:
        for span in each.lines:
            owners.give(span.first - shift, span.last - shift, each.index)
    for gone in inner.discards:
        owners.leave(gone.span.first - shift, gone.span.last - shift, gone.reason)
    for at, reason in letter.reasons.items():
        owners.discard(at, at, reason)
    for at in (at for at, told in letter.titles.items() if not told):
        owners.discard(at, at, HEADER)
    return _read(inner.drafts, owners, decoded, subject, letter)


def _inner(text: str, layouts: Sequence[Layout], seed: Seed) -> Reading:
    return Plain().read(replace(seed, data=text.encode(), context={}), layouts)


def _has_title(letter: Letter) -> bool:
    """Whether the text opens with a line that stands alone and may be a title; a greeting is listed."""
    rows = rows_of(letter.text().split("\n"))
    if letter.notes:
        return False
    if rows and salutation(rows[0].text):
        letter.leave(rows[0].at, rows[0].at, "a greeting")
        rows = rows[1:]
    alone = len(rows) > 1 and (rows[1].gap > 0 or byline(rows[1].text) is not None)
    return alone and title_like(rows[0].text)


def _with_mark(found: Draft, subject: str) -> Draft:
    """A text with the mark that its letter's subject carries and its own title does not."""
    if folded(found.title) in folded(subject):
        return replace(found, title=subject)
    return replace(found, hints=version_hints([], subject, "mail-subject") | dict(found.hints))


def _read(drafts: Sequence[Draft], owners: Owners, decoded: Decoded, subject: str, letter: Letter) -> Read:
    """The drafts with the subject where one stands alone without a title."""
    found = tuple(replace(each, lines=(), flags=each.flags | decoded.flags) for each in drafts)
    title = letter.title or subject
    if len(found) == 1 and not found[0].title and title:
        found = (replace(found[0], title=title, flags=found[0].flags - {"untitled"}),)
    if len(found) == 1 and marked(subject) and not marked(found[0].title):
        found = (_with_mark(found[0], subject),)
    names: list[int | str] = [_BESIDE] * owners.total
    for index, parts in owners.all_spans().items():
        for span in parts:
            names[span.first - 1 : span.last] = [index] * (span.last - span.first + 1)
    for gone in owners.discards():
        reason = _BESIDE if gone.reason == FREE else gone.reason
        names[gone.span.first - 1 : gone.span.last] = [reason] * (gone.span.last - gone.span.first + 1)
    return Read(drafts=found, owners=tuple(names), encoding=decoded.encoding, letter=letter if letter.inside else None)
