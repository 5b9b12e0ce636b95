"""Plain text: one article, or several where a layout proves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from digest.errors import NoArticleError, SeedError
from digest.ingest.decode import head_of, text_of
from digest.ingest.foreign import foreign_markup
from digest.ingest.header import Header, read_header
from digest.ingest.headings import NONE, Styles, cut_at_headings, title_of
from digest.ingest.layouts import Layout
from digest.ingest.lines import Owners, split_lines
from digest.ingest.prose import Row, is_furniture, paragraphs_of, rows_of, rule_character, sign_off, title_rows
from digest.ingest.readers.base import draft, reading
from digest.ingest.segments import cut, try_all
from digest.ingest.several import SEVERAL, may_hold_several
from digest.ingest.trials import Cut, Segment, Trial
from digest.ingest.xml import root_name
from digest.model import Draft, Hint, Reading, Seed

#: how sure a layout's language is: less than what an article's own fields or its text say
_SPOKEN = 0.5


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


def drafts_of(
    lines: Sequence[str], layouts: Sequence[Layout], owners: Owners, path: str, styles: Styles = NONE
) -> list[Draft]:
    """The articles in the lines of a text, whatever file it came in; `owners` learns whose each line is.

    `styles` are what a document says of its lines. Raises NoArticleError where there is nothing but a page's furniture.
    """
    rows = rows_of(lines)
    if all(is_furniture(row.text) or rule_character(row.text) for row in rows):
        raise NoArticleError("no article found: it holds only a page's furniture (buttons, rules)", path=path)
    top = read_header(rows)
    tried = cut(rows, layouts, top)
    found = _better(tried.cut, cut_at_headings(rows, styles, top.taken))
    if found is not None:
        return _several(top, found, owners, styles)
    whole = _whole(rows, top, owners, styles, several=tried.near or may_hold_several(rows))
    if not whole.paragraphs:
        raise NoArticleError("no article found: it holds only a byline, a date or the like", path=path)
    return [whole]


def trials_of(seed: Seed, layouts: Sequence[Layout]) -> list[Trial]:
    """How each layout fits a text file, one trial a layout."""
    rows = rows_of(split_lines(text_of(seed).text))
    return try_all(rows, layouts, read_header(rows))


def _better(found: Cut | None, headed: Cut | None) -> Cut | None:
    """The articles of a layout, or those under the document's headings: titles told twice prove more than these."""
    if found is None or headed is None or found.layout.repeats_title:
        return found or headed
    return headed if len(headed.segments) >= len(found.segments) else found


def _whole(rows: Sequence[Row], top: Header, owners: Owners, styles: Styles, *, several: bool) -> Draft:
    """The text as one article."""
    body, captions = _captions(rows[top.taken :], styles)
    body = _without_furniture(body, frozenset(), owners)
    title, above = top.title, Header()
    if not title:
        begin, end = title_of(body, styles) or (0, title_rows(body))
        title = " ".join(row.text for row in body[begin:end])
        above = read_header(body[:begin])
        for row in body[above.taken : begin]:
            owners.discard(row.at, row.at, "above the title")
        body = body[end:]
    owners.give(1, owners.total, 0)
    below = read_header(body)
    body = body[below.taken :]
    paragraphs = paragraphs_of(body)
    if not paragraphs:
        # a title above nothing but a page's furniture is all the text there is
        title, paragraphs = "", [title] if title else []
    found = draft(
        index=0,
        layout="plain",
        title=title,
        paragraphs=paragraphs,
        captions=captions,
        hints=below.hints | above.hints | top.hints,
        flags=frozenset({SEVERAL}) if several else frozenset(),
    )
    made = top.made or above.made or below.made
    return replace(found, made=made) if made else found


def _captions(rows: Sequence[Row], styles: Styles) -> tuple[Sequence[Row], list[str]]:
    """The rows that are no captions, and the texts of those that are."""
    if not styles.captions:
        return rows, []
    captions = [row.text for row in rows if row.at in styles.captions]
    return [row for row in rows if row.at not in styles.captions], list(dict.fromkeys(captions))


def _several(top: Header, found: Cut, owners: Owners, styles: Styles) -> list[Draft]:
    """The articles a layout found."""
    rows, layout = found.rows, found.layout
    own = found.segments[0].start < top.taken
    for row in rows[top.taken : found.segments[0].start]:
        owners.discard(row.at, row.at, "above the first article")
    drafts: list[Draft] = []
    for number, segment in enumerate(found.segments):
        following = found.segments[number + 1].start if number + 1 < len(found.segments) else len(rows)
        begins = rows[segment.start].at if number else 1
        ends = rows[following].at - 1 if following < len(rows) else owners.total
        _leave_behind(rows, segment, following, owners)
        if segment.short:
            owners.discard(begins, ends, f"too short for an article: fewer than {layout.min_words} words")
            continue
        article = _article(rows, segment, layout, len(drafts), owners, styles)
        if article.paragraphs:
            owners.give(begins, max(ends, rows[segment.end - 1].at), len(drafts))
            # a date or a source above the first article is not its neighbours'; the file's making is everyone's
            first = number == 0 and len(found.segments) == 1
            drafts.append(_spoken(article if own else _under(article, top, first=first), layout))
        else:
            owners.discard(begins, ends, "a title and captions without any text")
    return drafts


def _leave_behind(rows: Sequence[Row], segment: Segment, following: int, owners: Owners) -> None:
    """List what stands between an article's text and the next article; a line that both share stays a line of text."""
    last = rows[segment.end - 1].at
    shared = rows[following].at if following < len(rows) else 0
    for row in rows[segment.end : following]:
        if row.at not in (last, shared):
            owners.discard(row.at, row.at, f"below the article: {row.text[:60]}")


def _article(
    rows: Sequence[Row], segment: Segment, layout: Layout, index: int, owners: Owners, styles: Styles
) -> Draft:
    _without_furniture(rows[segment.start : segment.body], layout.chrome, owners)
    if "ticker" in layout.order:
        for row in rows[segment.start : segment.body - 1]:
            owners.discard(row.at, row.at, "a list of headlines")
    text = list(rows[segment.body : segment.end])
    if segment.lead:
        text.insert(0, rows[segment.body - 1]._replace(text=segment.lead, gap=0))
    text_rows, captions = _captions(text, styles)
    body = _without_furniture(text_rows, layout.chrome, owners)
    below = read_header(body)
    body = body[below.taken :]
    hints = below.hints | dict(segment.hints)
    agency = sign_off(body[-1].text) if body and "agency" in layout.order else None
    if agency is not None:
        hints["agency"] = Hint(value=agency, source="sign-off")
        body = body[:-1]
    flags = {SEVERAL} if layout.max_articles > 1 and may_hold_several(text) else set()
    found = draft(
        index=index,
        layout=layout.name,
        title=segment.title,
        paragraphs=paragraphs_of(body),
        captions=[*segment.captions, *captions],
        hints=hints,
        flags=frozenset(flags | ({"truncated"} if segment.breaks_off else set())),
    )
    return replace(found, made=below.made)


def _under(article: Draft, top: Header, *, first: bool) -> Draft:
    hints = dict(top.hints) if first else {}
    return replace(article, hints=hints | dict(article.hints), made=article.made or top.made)


def _spoken(article: Draft, layout: Layout) -> Draft:
    """An article that names no language, with that of its layout; what its text says is asked first all the same."""
    if not layout.language or "language" in article.hints:
        return article
    hint = Hint(value=layout.language, source=f"layout:{layout.name}", confidence=_SPOKEN)
    return replace(article, hints={**article.hints, "language": hint})


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
            kept.append(row if row.gap >= gap else row._replace(gap=gap))
            gap = 0
            continue
        gap = max(gap, row.gap, 1)
    return kept
