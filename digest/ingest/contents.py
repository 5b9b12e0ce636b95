"""The title, the text and the captions of a feed's entry, whichever of its elements hold them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digest.ingest.dialects import Dialect, line, name_of, space_of, text_in
from digest.ingest.markup import fragment
from digest.ingest.prose import is_furniture, text_paragraphs
from digest.ingest.wordpress import plain_html
from digest.model.texts import size

if TYPE_CHECKING:
    from lxml.etree import _Element

#: words below which a text is a headline, a link or a note, and those below which a description is a teaser
_FEWEST = 15
_TEASER = 60
_LONGEST_CAPTION = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The text of an entry, or of one of its elements."""

    paragraphs: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    summary: str = ""
    """the teaser, where it is not the text"""
    short: bool = True
    """whether it is only a teaser"""

    @property
    def count(self) -> int:
        """Words."""
        return sum(map(size, self.paragraphs))


def title_in(fields: Mapping[str, Sequence[_Element]], dialect: Dialect, path: str) -> str:
    """The title of an entry as one line, empty when it has none. Raises SeedError for HTML that cannot be parsed."""
    found = (_whole_line(each, path) for key in dialect.title for each in fields.get(key, ()))
    return next((title for title in found if title), "")


def _whole_line(node: _Element, path: str) -> str:
    text, html = text_in(node)
    return " ".join(fragment(text, path)[0]) if html else " ".join(text.split())


def text_of_entry(
    entry: _Element, fields: Mapping[str, Sequence[_Element]], dialect: Dialect, title: str, path: str
) -> Text:
    """The body, else the teaser, else the description of a picture or film; the first of them that is a text.

    Where a feed puts no more than a picture into the body, the longer one is taken. Raises SeedError for HTML that
    cannot be parsed.
    """
    post = "wp:post_type" in fields

    def read(keys: Sequence[str]) -> list[Text]:
        return [_prose(each, dialect, path, post=post) for key in keys for each in fields.get(key, ())]

    body = max(read(dialect.body), key=lambda each: each.count, default=Text())
    teaser = next((each for each in read(dialect.teaser) if each.paragraphs), Text())
    media = [text for text in _media(entry, path) if text != title and len(text) <= _LONGEST_CAPTION]
    if body.count and (body.count >= _FEWEST or body.count >= teaser.count):
        summary = " ".join(teaser.paragraphs) if teaser.paragraphs != body.paragraphs else ""
        found = replace(body, summary=summary, short=body.count < _FEWEST)
    elif teaser.count:
        found = replace(teaser, captions=(*body.captions, *teaser.captions), short=not _is_whole(teaser, dialect))
    else:
        found, media = Text(paragraphs=tuple(media), captions=body.captions), []
    captions = (*found.captions, *(text for text in media if text not in found.paragraphs))
    return replace(found, captions=tuple(dict.fromkeys(captions)))


def _is_whole(teaser: Text, dialect: Dialect) -> bool:
    """Whether a description may be the whole text, which RSS 2.0 allows; a summary is none (RFC 4287, 4.2.13)."""
    long = teaser.count >= _TEASER or len(teaser.paragraphs) > 1
    return dialect.whole_teaser and long and teaser.count >= _FEWEST


def _prose(node: _Element, dialect: Dialect, path: str, *, post: bool) -> Text:
    text, html = text_in(node)
    if not html and not post:
        return Text(paragraphs=tuple(each for each in text_paragraphs(text) if not is_furniture(each)))
    if dialect.escaped_twice:
        text = text.replace("&amp;", "&")
    found, captions = fragment(plain_html(text, post=post), path)
    if len(found) > 1 and found[-1].startswith("The post ") and " appeared first on " in found[-1]:
        del found[-1]  # what a plug-in of WordPress puts below every entry
    return Text(paragraphs=tuple(found), captions=tuple(captions))


def _media(entry: _Element, path: str) -> Iterator[str]:
    """The descriptions of pictures and films, with the credit that stands beside them (Media RSS)."""
    home = space_of(entry)
    for node in entry.iter():
        if name_of(node, home) == "media:description":
            text = _whole_line(node, path)
            parent = node.getparent()
            beside = parent if parent is not None and parent is not entry else ()
            credit = next((line(each) for each in beside if name_of(each, home) == "media:credit"), "")
            if text:
                yield f"{text} ({credit})" if credit and credit not in text else text
