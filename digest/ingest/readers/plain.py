"""Plain text: one article, or several where a layout proves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from digest.errors import NoArticleError, SeedError
from digest.ingest.decode import head_of, text_of
from digest.ingest.foreign import foreign_markup
from digest.ingest.header import Header, read_header
from digest.ingest.layouts import Layout
from digest.ingest.lines import Owners, split_lines
from digest.ingest.prose import Row, is_furniture, paragraphs_of, rows_of, rule_character, sign_off, title_rows
from digest.ingest.readers.base import draft, reading
from digest.ingest.segments import SEVERAL, Cut, Segment, cut, may_hold_several
from digest.ingest.xml import root_name
from digest.model import Draft, Hint, Reading, Seed


class Plain:
    """The reader of last resort: whatever is text and nothing else."""

    name = "plain"

    def fits(self, seed: Seed) -> float:
        """Always a little, and surely for the usual names."""
        return 0.3 if seed.path.lower().endswith((".txt", ".text")) else 0.1

    def read(self, seed: Seed, layouts: Sequence[Layout]) -> Reading:
        """Articles with exact lines: title, captions, paragraphs, and the header's fields as hints."""
        foreign = foreign_markup(head_of(seed))
        if foreign is not None:
            raise SeedError(f"this is {foreign}", path=seed.path)
        decoded = text_of(seed)
        root = root_name(decoded.text[:4096])
        if root and decoded.text.rstrip().lower().endswith(f"{root}>"):
            raise SeedError(f"this is an XML file (<{root}>) of a kind that is not read", path=seed.path)
        lines = split_lines(decoded.text)
        owners = Owners(len(lines))
        drafts = drafts_of(lines, layouts, owners, seed.path)
        return reading(drafts, owners, reader=self.name, encoding=decoded.encoding, flags=decoded.flags)


def drafts_of(lines: Sequence[str], layouts: Sequence[Layout], owners: Owners, path: str) -> list[Draft]:
    """The articles in the lines of a text, whatever file it came in; `owners` learns whose each line is.

    Raises NoArticleError where there is nothing but a page's furniture.
    """
    rows = rows_of(lines)
    if all(is_furniture(row.text) or rule_character(row.text) for row in rows):
        raise NoArticleError("no article found: it holds only a page's furniture (buttons, rules)", path=path)
    top = read_header(rows)
    found = cut(rows[top.taken :], layouts)
    if found is not None:
        return _several(rows, top, found, owners)
    whole = _whole(rows, top, owners)
    if not (whole.title or whole.paragraphs):
        raise NoArticleError("no article found: it holds only a byline, a date or the like", path=path)
    return [whole]


def _whole(rows: Sequence[Row], top: Header, owners: Owners) -> Draft:
    """The text as one article."""
    owners.give(1, owners.total, 0)
    body = _without_furniture(rows[top.taken :], frozenset(), owners)
    title = top.title
    if not title:
        taken = title_rows(body)
        title = " ".join(row.text for row in body[:taken])
        body = body[taken:]
    below = read_header(body)
    body = body[below.taken :]
    made = top.made or below.made
    found = draft(
        index=0,
        layout="plain",
        title=title,
        paragraphs=paragraphs_of(body),
        hints=below.hints | top.hints,
        flags=frozenset({SEVERAL}) if may_hold_several(rows) else frozenset(),
    )
    return replace(found, made=made)


def _several(rows: Sequence[Row], top: Header, found: Cut, owners: Owners) -> list[Draft]:
    """The articles a layout found."""
    rest = rows[top.taken :]
    first = found.segments[0].start
    for row in rest[:first]:
        owners.discard(row.at, row.at, "above the first article")
    drafts: list[Draft] = []
    for number, segment in enumerate(found.segments):
        begins = rest[segment.start].at if number else 1
        ends = rest[segment.end].at - 1 if segment.end < len(rest) else owners.total
        article = _article(rest, segment, found.layout, len(drafts), owners)
        if article.paragraphs:
            owners.give(begins, ends, len(drafts))
            # a date or a source above the first article is not its neighbours'; the file's making is everyone's
            drafts.append(_under(article, top, first=number == 0 and len(found.segments) == 1))
        else:
            owners.discard(begins, ends, "a title and captions without any text")
    return drafts


def _article(rest: Sequence[Row], segment: Segment, layout: Layout, index: int, owners: Owners) -> Draft:
    _without_furniture(rest[segment.start : segment.body], layout.chrome, owners)
    body = _without_furniture(rest[segment.body : segment.end], layout.chrome, owners)
    below = read_header(body)
    body = body[below.taken :]
    hints = below.hints
    agency = sign_off(body[-1].text) if body and "agency" in layout.order else None
    if agency is not None:
        hints["agency"] = Hint(value=agency, source="sign-off")
        body = body[:-1]
    found = draft(
        index=index,
        layout=layout.name,
        title=segment.title,
        paragraphs=paragraphs_of(body),
        captions=segment.captions,
        hints=hints,
        flags=frozenset({SEVERAL}) if may_hold_several(rest[segment.body : segment.end]) else frozenset(),
    )
    return replace(found, made=below.made)


def _under(article: Draft, top: Header, *, first: bool) -> Draft:
    hints = dict(top.hints) if first else {}
    return replace(article, hints=hints | dict(article.hints), made=article.made or top.made)


def _without_furniture(rows: Sequence[Row], chrome: frozenset[str], owners: Owners) -> list[Row]:
    """The rows that are text; the others are listed as discarded."""
    kept: list[Row] = []
    gap = 0
    for row in rows:
        if is_furniture(row.text, chrome):
            owners.discard(row.at, row.at, f"page furniture: {row.text}")
        elif rule_character(row.text) is not None:
            owners.discard(row.at, row.at, "a rule line")
        else:
            kept.append(row._replace(gap=max(row.gap, gap)))
            gap = 0
            continue
        gap = max(gap, row.gap, 1)
    return kept
