"""Articles by the headings of a document: styles that name them, or letters that are larger or bolder than its text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from digest.ingest.layouts import Layout
from digest.ingest.prose import Row, count_words, ends_sentence, has_credit, title_like
from digest.ingest.trials import Cut, Segment
from digest.model.texts import size

_LAYOUT = Layout(name="headings", order=("title", "body"))
#: words below a heading that make an article of it
_FEWEST = 25
#: words of the usual headline; headings inside one text are shorter
_HEADLINE = 3
_LONGEST = 30
#: captions with a credit right below a headline, and words of the longest
_MOST_CAPTIONS, _LONGEST_CAPTION = 4, 60
#: letters this much larger than the text's are a heading's
_LARGER = 1.15
_NUMBERED = re.compile(
    r"(?:\d{1,2}|[IVX]{1,4}|[A-H])[.)](?:\d{1,2}[.)]?)* |(?:chapter|kapitel|chapitre|part) \d", re.IGNORECASE
)
#: headings of the parts of one text, lower case
_PART_NAMES = """
    abstract, acknowledgements, acknowledgments, annex, appendix, background, bibliography, conclusion, conclusions,
    contents, discussion, executive summary, findings, introduction, key findings, methodology, methods, notes,
    overview, recommendations, references, results, summary, table of contents, einleitung, fazit, inhalt,
    zusammenfassung, résumé, sommaire, conclusión, introducción, resumen, введение, заключение, содержание, выводы
"""
_PARTS = frozenset(name.strip() for name in _PART_NAMES.split(","))


class Look(NamedTuple):
    """How a paragraph looks."""

    level: int = 0
    """of a heading, 1 the highest, as its style says; 0 where it says none"""
    size: float = 0.0
    """of its letters, in any one unit; 0 where it is not known"""
    bold: bool = False
    caption: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Styles:
    """What the looks of a document's lines say, by line (from 1)."""

    levels: Mapping[int, int] = field(default_factory=dict)
    """headings, 1 the highest"""
    captions: frozenset[int] = frozenset()


NONE = Styles()


_TITLES = frozenset(
    {
        "title",
        "titel",
        "titre",
        "título",
        "titolo",
        "otsikko",
        "название",
        "заголовок",
        "العنوان",
        "headline",
        "article title",
    }
    | {"articletitle", "hd", "标题", "제목", "表題"}
)
_HEADING = re.compile(
    r"(?:heading|überschrift|titre|título|titolo|kop|rubrik|overskrift|otsikko|nagłówek|nadpis|заголовок|berschrift|"
    r"başlık|标题|見出し|제목|عنوان) ?(\d)"
)
_CAPTIONS = frozenset(
    {
        "caption",
        "beschriftung",
        "légende",
        "leyenda",
        "didascalia",
        "bijschrift",
        "bildtext",
        "legende",
        "illustration",
        "figure",
    }
)


def level_of(style: str) -> int:
    """The level of the heading that a style of this name makes, 1 for a title; 0 for text."""
    name = style.casefold().replace("_20_", " ").replace("_", " ").strip()
    if name in _TITLES:
        return 1
    found = _HEADING.fullmatch(name)
    return int(found[1]) + 1 if found is not None else 0


def is_caption(style: str) -> bool:
    """Whether a style of this name is that of a picture's caption."""
    return style.casefold().strip() in _CAPTIONS


def styles_of(texts: Sequence[str], looks: Mapping[int, Look]) -> Styles:
    """The headings and captions among lines; `looks` are by position (from 0)."""
    captions = frozenset(at + 1 for at, look in looks.items() if look.caption)
    named = {at + 1: look.level for at, look in looks.items() if look.level and texts[at].strip()}
    if named:
        return Styles(levels=_ranked({at: float(-level) for at, level in named.items()}), captions=captions)
    return Styles(levels=_by_size(texts, looks), captions=captions)


def _by_size(texts: Sequence[str], looks: Mapping[int, Look]) -> dict[int, int]:
    weights = Counter[tuple[float, bool]]()
    for at, look in looks.items():
        if look.size:
            weights[round(look.size, 1), look.bold] += len(texts[at])
    if not weights:
        return {}
    (usual, usual_bold), _ = weights.most_common(1)[0]
    found: dict[int, float] = {}
    for at, look in looks.items():
        text = texts[at].strip()
        larger = look.size >= _LARGER * usual
        bolder = look.bold and not usual_bold and look.size >= 0.97 * usual
        if (larger or bolder) and text and title_like(text, _LONGEST) and len(text) > 1:
            found[at + 1] = round(look.size / usual, 1) if larger else 1.0
    return _ranked(found)


def _ranked(heights: Mapping[int, float]) -> dict[int, int]:
    ranks = {height: rank for rank, height in enumerate(sorted(set(heights.values()), reverse=True), 1)}
    return {at: ranks[height] for at, height in heights.items()}


def cut_at_headings(rows: Sequence[Row], styles: Styles, begin: int = 0) -> Cut | None:
    """A document's articles where several headings of its highest level have a text each; None where it is one.

    The rows before `begin` are its header, and no text.
    """
    if not styles.levels:
        return None
    for level in sorted(set(styles.levels.values())):
        starts = [at for at, row in enumerate(rows) if at >= begin and styles.levels.get(row.at) == level]
        if not starts or count_words(rows[begin : starts[0]]) >= _FEWEST:
            return None
        segments = _segments(rows, starts, styles)
        texts = [segment for segment in segments if count_words(rows[segment.body : segment.end]) >= _FEWEST]
        if len(texts) >= 2:
            whole = Cut(layout=_LAYOUT, rows=rows, segments=tuple(segments), score=1.0)
            return whole if _are_headlines(segments, texts) else None
        if texts and (len(starts) > 1 or _has_text_of_its_own(rows, texts[0], styles)):
            return None
    return None


def _segments(rows: Sequence[Row], starts: Sequence[int], styles: Styles) -> list[Segment]:
    found: list[Segment] = []
    heads = [starts[0]]
    for before, at in pairwise(starts):
        if at > before + 1:
            heads.append(at)  # headings without anything between them are one of several lines
    for head, end in zip(heads, [*heads[1:], len(rows)], strict=True):
        body = head + 1
        while body < end and styles.levels.get(rows[body].at) == styles.levels[rows[head].at]:
            body += 1
        title = " ".join(row.text for row in rows[head:body])
        text = body
        while text + 1 < end and text - body < _MOST_CAPTIONS and _may_be_caption(rows[text].text):
            text += 1
        captions = tuple(dict.fromkeys(row.text for row in rows[body:text]))
        found.append(Segment(start=head, title=title, captions=captions, body=text, end=end))
    return found


def _may_be_caption(text: str) -> bool:
    return has_credit(text) and size(text) <= _LONGEST_CAPTION


def _has_text_of_its_own(rows: Sequence[Row], segment: Segment, styles: Styles) -> bool:
    """Whether text, and not a lower heading, stands right below a heading."""
    own = next((at for at in range(segment.body, segment.end) if rows[at].at in styles.levels), segment.end)
    return own == segment.end or count_words(rows[segment.body : own]) >= _FEWEST


def _are_headlines(segments: Sequence[Segment], texts: Sequence[Segment]) -> bool:
    """Whether headings are those of articles, and not of the parts of one."""
    titles = [segment.title for segment in segments]
    if any(title.casefold().strip(" :.") in _PARTS for title in titles):
        return False
    numbered = sum(_NUMBERED.match(title) is not None for title in titles)
    if 2 * numbered >= len(titles) or 2 * len(texts) < len(segments):
        return False
    return median(size(title) for title in titles) >= _HEADLINE


def title_of(rows: Sequence[Row], styles: Styles, within: int = 6) -> tuple[int, int] | None:
    """Where among the first rows the highest heading stands and where it ends; None where no row is one.

    Text above it is short; what ends as a sentence and stands first is the text itself.
    """
    levels = [styles.levels.get(row.at, 0) for row in rows[:within]]
    highest = min((level for level in levels if level), default=0)
    if not highest:
        return None
    begin = levels.index(highest)
    if count_words(rows[:begin]) >= _FEWEST or (ends_sentence(rows[begin].text) and size(rows[begin].text) > _LONGEST):
        return None
    end = begin + 1
    while end < len(levels) and levels[end] == highest and end - begin < 3:
        end += 1
    return begin, end
