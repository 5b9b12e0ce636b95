"""Feed files: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, WordPress exports; every entry is a draft."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from digest.errors import NoArticleError, SeedError
from digest.ingest.contents import text_of_entry, title_in
from digest.ingest.decode import head_of, text_of
from digest.ingest.dialects import (
    DIALECTS,
    RSS,
    Dialect,
    alike,
    base_of,
    fields_of,
    language_of,
    line,
    name_of,
    person,
    space_of,
)
from digest.ingest.entries import MOST, Piece, element, namespaces, outside, pieces, root_of
from digest.ingest.layouts import Layout
from digest.ingest.prose import words
from digest.ingest.readers.base import draft
from digest.ingest.wordpress import no_post
from digest.model import Discard, Draft, Hint, Reading, Seed, Span

if TYPE_CHECKING:
    from lxml.etree import _Element

_WEB = ("http://", "https://")
_STATE = ("wp:post_type", "wp:status", "wp:post_password")
#: what "true" in an element says of an entry
_YES = (
    ("annuleret", "status", "canceled"),
    ("korrektion", "signal", "correction"),
    ("nyversion", "signal", "update"),
)
_DEFAULT_CATEGORY = "uncategorized"


@dataclass(slots=True, kw_only=True)
class _Channel:
    """What a feed says of itself."""

    dialect: Dialect
    title: str = ""
    url: str = ""
    language: str = ""
    author: str = ""
    people: Mapping[str, str] = field(default_factory=dict)
    """names by log-in, of a WordPress export"""
    listed: int | None = None
    """how many entries the channel lists (RSS 1.0)"""


class Feeds:
    """One feed in a file, well-formed or not."""

    name = "feeds"
    sign = b"<"

    def fits(self, seed: Seed) -> float:
        """By the root element alone."""
        return 0.97 if _dialect(head_of(seed, 20_000)) is not None else 0.0

    def read(self, seed: Seed, _layouts: Sequence[Layout]) -> Reading:
        """One draft an entry; an entry that is broken, or no article, is discarded with the reason.

        Units are lines where no two entries share one, else entries. Raises NoArticleError for a feed without entries,
        SeedError where none of them can be read.
        """
        decoded = text_of(seed)
        text = decoded.text
        found = _dialect(text)
        if found is None:
            raise SeedError("this is no feed: its first element is none of a feed's", path=seed.path)
        dialect, start = found
        cut = pieces(text, start)
        if not cut:
            raise NoArticleError("no article found: this feed has no entries", path=seed.path)
        if len(cut) > MOST:
            raise SeedError(f"a feed of more than {MOST:,} entries: part the file", path=seed.path)
        channel = _channel(outside(text, start, cut), dialect)
        known = namespaces(text[start : cut[0].begin])
        unit, spans, total = _spans(text, cut)
        drafts, discards, broken = _drafts(text, cut, spans, known, channel, seed.path)
        return Reading(
            drafts=tuple(replace(each, flags=each.flags | decoded.flags) for each in drafts),
            discards=tuple(sorted((*discards, *_gaps(spans, total)), key=lambda each: each.span.first)),
            total=total,
            reader=self.name,
            encoding=decoded.encoding,
            unit=unit,
            declared=_declared(channel.listed, len(cut), len(drafts), broken),
        )


def _dialect(text: str) -> tuple[Dialect, int] | None:
    root = root_of(text)
    if root is None:
        return None
    name, at = root
    dialect = DIALECTS.get(name.rpartition(":")[2])
    return (dialect, at) if dialect is not None else None


def _spans(text: str, cut: Sequence[Piece]) -> tuple[str, list[Span], int]:
    """The unit, the span of each entry in it, and the number of units."""
    spans: list[Span] = []
    at, number = 0, 1
    for piece in cut:
        first = number + text.count("\n", at, piece.begin)
        at, number = piece.end, first + text[piece.begin : piece.end].rstrip("\n").count("\n")
        if spans and first <= spans[-1].last:
            return "record", [Span(first=each, last=each) for each in range(1, len(cut) + 1)], len(cut)
        spans.append(Span(first=first, last=number))
        number += text[piece.begin : piece.end].count("\n") - (number - first)
    return "line", spans, text.count("\n") + (not text.endswith("\n"))


def _gaps(spans: Sequence[Span], total: int) -> Iterator[Discard]:
    """The lines of no entry."""
    at = 1
    for span in spans:
        if span.first > at:
            reason = "the feed's own head" if at == 1 else "between two entries"
            yield Discard(span=Span(first=at, last=span.first - 1), reason=reason)
        at = span.last + 1
    if at <= total:
        yield Discard(span=Span(first=at, last=total), reason="behind the last entry")


def _declared(listed: int | None, begun: int, articles: int, broken: int) -> int | None:
    """How many articles a feed says it holds: those that it lists or begins; what is none by itself is no loss."""
    if listed is None:
        return articles + broken if broken else None
    return max(articles + broken, listed - (begun - articles - broken))


def _drafts(
    text: str, cut: Sequence[Piece], spans: Sequence[Span], known: Mapping[str, str], channel: _Channel, path: str
) -> tuple[list[Draft], list[Discard], int]:
    """The drafts, what is left out and why, and how many of the latter are broken."""
    drafts: list[Draft] = []
    discards: list[Discard] = []
    broken = 0
    for number, (piece, span) in enumerate(zip(cut, spans, strict=True), 1):
        try:
            made = _draft(element(text, piece, known, path), channel, len(drafts), path)
        except SeedError as error:
            broken += not isinstance(error, NoArticleError)
            discards.append(Discard(span=span, reason=f"entry {number} of {len(cut)}: {error.reason}"))
            continue
        drafts.append(replace(made, lines=(span,)))
    if drafts:
        return drafts, discards, broken
    kind = SeedError if broken else NoArticleError
    raise kind(f"no article found: {'; '.join(each.reason for each in discards[:3])}", path=path)


def _channel(root: _Element | None, dialect: Dialect) -> _Channel:
    if root is None:
        return _Channel(dialect=dialect)
    node = root
    if dialect is RSS:
        node = next((each for each in root if name_of(each, space_of(root)) in ("channel", "rss:channel")), root)
    fields = fields_of(node)
    listed = sum(name_of(each, None) == "rdf:li" for each in node.iter())
    title = next((unescape(line(each)) for each in fields.get("title", [])), "")
    author = ", ".join(name for each in fields.get("author", []) if (name := person(line(each))))
    said = [line(each) for key in ("language", "dc:language") for each in fields.get(key, [])]
    return _Channel(
        dialect=dialect,
        title=title,
        url=base_of(node) or base_of(root) or _link(fields, ""),
        language=next(filter(None, [*said, language_of(node), language_of(root)]), ""),
        # a feed that signs its entries with its own name has no author to tell
        author=author if dialect is not RSS and not alike(author, title) else "",
        people=dict(_people(fields.get("wp:author", []))),
        listed=listed or None,
    )


def _people(nodes: Sequence[_Element]) -> Iterator[tuple[str, str]]:
    """The authors of a WordPress export: log-in, and the name it shows or else the first and the last one."""
    for node in nodes:
        said = {name: line(each[0]) for name, each in fields_of(node).items()}
        shown = said.get("author_display_name", "")
        own = f"{said.get('author_first_name', '')} {said.get('author_last_name', '')}".strip()
        yield said.get("author_login", ""), person(shown if words(shown) > 1 or not own else own)


def _draft(entry: _Element, channel: _Channel, index: int, path: str) -> Draft:
    fields = fields_of(entry)
    if "wp:post_type" in fields:
        kind, state, secret = (line(fields[name][0]) if name in fields else "" for name in _STATE)
        reason = no_post(kind, state, locked=bool(secret))
        if reason is not None:
            raise NoArticleError(reason, path=path)
    title = title_in(fields, channel.dialect, path)
    found = text_of_entry(entry, fields, channel.dialect, title, path)
    if not found.paragraphs and not title:
        raise NoArticleError("it has neither a title nor a text", path=path)
    hints = _hints(entry, fields, channel)
    if found.summary not in ("", title):
        hints["summary"] = Hint(value=found.summary, source="feed")
    return draft(
        index=index,
        layout=channel.dialect.name,
        title=title,
        # a headline feed is what it is: the headline is all the text there is
        paragraphs=found.paragraphs or (title,),
        captions=found.captions,
        hints=hints,
        flags=frozenset({"truncated"}) if found.short else frozenset(),
    )


def _hints(entry: _Element, fields: Mapping[str, list[_Element]], channel: _Channel) -> dict[str, Hint]:
    """What an entry says of itself, and below it what its channel says of all of them."""
    found: dict[str, Hint] = {}

    def offer(name: str, value: str, confidence: float) -> None:
        if value and name not in found:
            found[name] = Hint(value=value, source="feed", confidence=confidence)

    for name, keys in channel.dialect.hints.items():
        for value in _said(name, keys, fields, channel):
            offer(name, value, 0.95)
    offer("url", _link(fields, base_of(entry) or channel.url), 0.95)
    offer("id", _about(entry), 0.9)
    offer("language", language_of(entry), 0.9)
    offer("language", channel.language, 0.6)
    offer("site", channel.title, 0.8)
    offer("byline", channel.author, 0.5)
    for key, name, value in _YES:
        if any(line(each).lower() == "true" for each in fields.get(key, [])):
            offer(name, value, 0.95)
    return found


def _said(name: str, keys: Sequence[str], fields: Mapping[str, list[_Element]], channel: _Channel) -> Iterator[str]:
    """The values of a hint, best first; all authors of one kind are one value, and so are all tags."""
    nodes = [[each for each in fields.get(key, []) if not _is_default(each)] for key in keys]
    if name == "tags":
        yield ", ".join(dict.fromkeys(filter(None, (unescape(line(each)) for some in nodes for each in some))))
        return
    for some in nodes:
        if name == "byline":
            said = (channel.people.get(line(each)) or person(unescape(line(each))) for each in some)
            yield ", ".join(dict.fromkeys(filter(None, said)))
        elif name == "site":
            yield from (value for each in some if not (value := unescape(line(each))).startswith(_WEB))
        else:
            yield from (line(each).strip("/ ") if name == "agency" else line(each) for each in some)


def _is_default(node: _Element) -> bool:
    """Whether a category is one that WordPress gives by itself."""
    return node.get("nicename") == _DEFAULT_CATEGORY or node.get("domain") in ("nav_menu", "post_format")


def _about(entry: _Element) -> str:
    return next((str(value) for name, value in entry.attrib.items() if str(name).endswith("}about")), "")


def _link(fields: Mapping[str, list[_Element]], base: str) -> str:
    """The address of an entry's own page; the one behind a counter of clicks where the feed tells it."""
    links = [*fields.get("link", []), *fields.get("atom:link", [])]
    pages = [each for each in links if each.get("href") is None or each.get("rel", "alternate") in ("alternate", "")]
    pages.sort(key=lambda each: "html" not in each.get("type", "html"))
    guids = [each for each in fields.get("guid", []) if each.get("isPermaLink", "true").lower() != "false"]
    said = [line(each) for each in fields.get("feedburner:origlink", [])]
    said += [(each.get("href") or line(each)).strip() for each in pages]
    said += [value for each in guids if (value := line(each)).startswith(_WEB)]
    try:
        return next((urljoin(base, value) for value in said if value), "")
    except ValueError:  # "http://[" is no address
        return ""
