"""Markdown with optional front matter: the first heading is the title, several of them may be several articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digest.errors import NoArticleError, SeedError
from digest.ingest.decode import head_of, text_of
from digest.ingest.front import FENCES, front_matter, notes_of, opens_front_matter
from digest.ingest.inside import Holding
from digest.ingest.layouts import Layout
from digest.ingest.lines import Owners, split_lines
from digest.ingest.markup import html_paragraphs, looks_like_html
from digest.ingest.prose import is_furniture
from digest.ingest.readers.base import draft, reading
from digest.model import Draft, Reading, Seed
from digest.model.texts import size

if TYPE_CHECKING:
    from markdown_it.token import Token

_NAMES = (".md", ".markdown", ".mdown", ".mkd")
_OWN_WORDS = 25
#: brackets, stars and the like, each of which costs as much as a line of text
_MOST_MARKS = 400_000


@dataclass(slots=True)
class _Part:
    """A heading of the first level and what stands below it; `first` counts lines from 1."""

    title: str
    first: int
    paragraphs: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    gathered: dict[str, list[str]] = field(default_factory=lambda: {"tr": [], "li": []})
    """what the open table row and the open list item hold so far"""

    def add(self, text: str, inside: Sequence[str]) -> None:
        """Take a text that stands inside these elements, the outermost first."""
        holder = next((tag for tag in reversed(inside) if tag in self.gathered), None)
        if holder is not None:
            self.gathered[holder].append(text)
        elif inside[-1].startswith("h") and not (self.title or self.paragraphs):
            self.title = text
        else:
            self.paragraphs.append(text)

    def close(self, tag: str) -> None:
        """Make a paragraph of what a row or an item has gathered."""
        texts = self.gathered.get(tag)
        if texts:
            self.paragraphs.append((" | " if tag == "tr" else " ").join(texts))
            texts.clear()


class Markdown:
    """CommonMark with tables, and YAML front matter between "---" lines."""

    name = "markdown"

    def fits(self, seed: Seed) -> float:
        """By name, by front matter, or by a first line that is a heading."""
        if seed.path.lower().endswith(_NAMES):
            return 0.8
        head = head_of(seed).lstrip("\ufeff\r\n")
        if head.startswith(FENCES) and opens_front_matter(head.splitlines()):
            return 0.7
        return 0.6 if head.startswith("# ") else 0.0

    def read(self, seed: Seed, _layouts: Sequence[Layout]) -> Reading:
        """Articles as plain text; of several notes with front matter each is a file of its own.

        Raises SeedError for broken front matter, with its line.
        """
        decoded = text_of(seed)
        lines = split_lines(decoded.text)
        notes = notes_of(lines)
        if notes:
            holding = Holding(seed)
            for note in notes:
                holding.count()
                text = "\n".join(lines[note.start : note.stop])
                holding.add(f"note-{holding.total:05d}.md", f"{text}\n".encode())
            return holding.reading(reader=self.name)
        owners = Owners(len(lines))
        front, skipped = front_matter(lines, seed.path)
        parts = _with_words(_parts(lines[skipped:], skipped, seed.path))
        title = front.pop("title", None)
        separate = title is None and len(parts) > 1 and all(_long_enough(part) for part in parts)
        chosen = parts if separate else [_joined(parts, title.value if title is not None else None)]
        if not any(part.paragraphs for part in chosen):
            raise NoArticleError("no article found: there is no text below the title", path=seed.path)
        drafts: list[Draft] = []
        for index, part in enumerate(chosen):
            last = chosen[index + 1].first - 1 if index + 1 < len(chosen) else owners.total
            owners.give(part.first if index else 1, last, index)
            drafts.append(
                draft(
                    index=index,
                    layout="markdown",
                    title=part.title,
                    paragraphs=part.paragraphs,
                    captions=list(dict.fromkeys(part.captions)),
                    hints=front
                    if len(chosen) == 1
                    else {key: front[key] for key in ("site", "language") if key in front},
                )
            )
        return reading(drafts, owners, reader=self.name, encoding=decoded.encoding, flags=decoded.flags)


def _with_words(parts: Sequence[_Part]) -> list[_Part]:
    """The parts that have a title or a text; pictures above the first one are its own."""
    kept = [part for part in parts if part.title or part.paragraphs]
    if kept and parts[0] is not kept[0]:
        kept[0].captions = [*parts[0].captions, *kept[0].captions]
    return kept or list(parts[:1])


def _long_enough(part: _Part) -> bool:
    return bool(part.title) and sum(map(size, part.paragraphs)) >= _OWN_WORDS


def _joined(parts: Sequence[_Part], title: str | None) -> _Part:
    """All parts as one article; headings of the first level other than the title are sections of it."""
    above = next((part for part in parts if part.title or part.paragraphs), parts[0])
    whole = _Part(title=title or above.title, first=1)
    for part in parts:
        is_title = part is above and part.title == whole.title
        if part.title and not is_title:
            whole.paragraphs.append(part.title)
        whole.paragraphs += part.paragraphs
        whole.captions += part.captions
    return whole


def _parts(lines: Sequence[str], offset: int, path: str) -> list[_Part]:
    """The text cut at its headings of the first level."""
    from markdown_it import MarkdownIt

    text = "\n".join(lines)
    if sum(map(text.count, "[*_`")) > _MOST_MARKS:
        raise SeedError(f"its Markdown holds more than {_MOST_MARKS:,} marks: part it, or name it .txt", path=path)
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    parts = [_Part(title="", first=offset + 1)]
    inside: list[str] = []
    for token in tokens:
        part = parts[-1]
        if token.nesting > 0:
            if token.tag == "li":
                part.close("li")
            inside.append(token.tag)
        elif token.nesting < 0:
            part.close(inside.pop())
        elif token.type == "html_block" and looks_like_html(token.content):
            part.paragraphs += html_paragraphs(token.content, path)
        elif token.type in ("fence", "code_block"):
            part.paragraphs += [line.strip() for line in token.content.split("\n") if line.strip()]
        elif token.type == "inline":
            text = _inline(token, part.captions)
            if inside == ["h1"] and text:
                parts.append(_Part(title=text, first=offset + (token.map or [0])[0] + 1))
            elif text and not is_furniture(text):
                part.add(text, inside)
    return parts


def _inline(token: Token, captions: list[str]) -> str:
    """The text of an inline token: links by their words, images by their alternative text as captions."""
    found: list[str] = []
    for child in token.children or ():
        if child.type == "image":
            if child.content.strip():
                captions.append(" ".join(child.content.split()))
        elif child.type in ("softbreak", "hardbreak"):
            found.append(" ")
        elif child.type in ("text", "code_inline", "text_special"):
            found.append(child.content)
    return " ".join("".join(found).split())
