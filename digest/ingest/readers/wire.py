"""What wire formats share beside the text: dates, tags and names as hints, and the account of a file's items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from digest.errors import NoArticleError, SeedError
from digest.ingest.flow import Story, one_line
from digest.ingest.header import date_line
from digest.ingest.lines import Owners
from digest.ingest.markup import end_of
from digest.ingest.readers.base import draft, reading
from digest.ingest.xml import Document, lines_of, names_of
from digest.model import Discard, Draft, Hint, Reading, Span

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_BY = {"de": "von", "fr": "par", "es": "por", "pt": "por", "ca": "per", "it": "di", "nl": "door", "sv": "av"} | {
    "no": "av", "nb": "av", "nn": "av", "da": "af"
}  # fmt: skip
_JOBS = names_of("correspondent reporter writer editor columnist analyst critic journalist staff")
_MOST_TAGS = 40
_MOST_REASONS = 5
_LONGEST_CAPTION = 1000


def iso(value: str) -> str:
    """A date in ISO 8601's extended form when it is in any form of ISO 8601, else as it is given."""
    text = one_line(value)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return at.date().isoformat() if len(text) <= 10 and ":" not in text else at.isoformat()


def is_date(value: str) -> bool:
    """Whether a value is a date of ISO 8601; the pattern of one ("YYYYMMDD...") is none."""
    try:
        datetime.fromisoformat(one_line(value))
    except ValueError:
        return False
    return True


def later(value: str, than: str) -> bool:
    """Whether a date of ISO 8601 is later than another; where one has no zone, by the clock alone."""
    one, other = datetime.fromisoformat(value), datetime.fromisoformat(than)
    if (one.tzinfo is None) != (other.tzinfo is None):
        one, other = one.replace(tzinfo=None), other.replace(tzinfo=None)
    return one > other


def place(value: str) -> str:
    """A dateline that names a place; empty for one that is only a date."""
    text = one_line(value)
    return "" if text[:4].isdecimal() or date_line(text) or not any(sign.isalpha() for sign in text) else text


def byline_of(value: str, language: str = "", agency: str = "") -> str:
    """The names of a byline: without "By" in the text's language, a job behind the name, or the agency for a name."""
    text = one_line(value)
    first, _, rest = text.partition(" ")
    if rest and first.casefold() in {"by", _BY.get(language[:2].lower(), "by")} and first[0].isupper():
        text = rest
    name, comma, job = text.rpartition(",")
    if comma and job.split() and job.split()[-1].casefold() in _JOBS:
        text = name.strip()
    return "" if text.casefold() == agency.casefold() else text


def dates(first: str, this: str, source: str) -> dict[str, Hint]:
    """The hints of when an item first appeared and when this version of it was made."""
    found = {}
    values = [iso(value) for value in (first, this) if is_date(value)]
    if values:
        found["date"] = Hint(value=values[0], source=source)
    if len(values) > 1 and later(values[1], values[0]):
        found["updated"] = Hint(value=values[1], source=source)
    return found


def status_of(value: str) -> str:
    """The publishing status of a code or name: usable, withheld or canceled; empty for others."""
    name = value.rpartition(":")[2].rpartition("/")[2].strip().lower()
    name = {"cancelled": "canceled", "killed": "canceled", "kill": "canceled"}.get(name, name)
    return name if name in {"usable", "withheld", "canceled"} else ""


def tags_of(names: Iterable[str]) -> str:
    """Readable names as one value, each ended by a semicolon, because they hold commas ("crime, law and justice;")."""
    found = dict.fromkeys(text for name in names if (text := one_line(name).strip('"#; ').replace(";", ",")))
    return ";".join([*list(found)[:_MOST_TAGS], ""]) if found else ""


def readable(name: str, code: str = "") -> bool:
    """Whether a subject's name is for people, not its code again: "ku" of dpacat:ku, "f", "15054000"."""
    short = len(name) <= 4 and name.casefold() == code.rpartition(":")[2].casefold()
    return len(name) > 1 and not short and any(sign.isalpha() for sign in name)


def hints_of(values: Mapping[str, str], source: str, confidence: float = 1.0) -> dict[str, Hint]:
    """Hints of the values that are there."""
    return {
        name: Hint(value=value, source=source, confidence=confidence) for name, value in values.items() if value.strip()
    }


def no_text(kind: str, title: str = "", caption: str = "") -> str:
    """The reason why an item that is no text is left out, with its caption, which is stored nowhere else."""
    article = "an" if kind[0] in "aeiou" else "a"
    named = f" {title!r}" if title and title not in caption else ""
    if not caption:
        return f"{article} {kind}{named}; no article"
    return f"{article} {kind}{named} with its caption; no article: {caption[:_LONGEST_CAPTION]}"


def story_draft(story: Story, index: int, layout: str) -> Draft:
    """A story as a draft; a summary stands in for a text that is not there."""
    hints = dict(story.hints)
    if story.teaser:
        hints.setdefault("summary", Hint(value=story.teaser, source="body"))
    if "byline" in hints:
        said = {name: hints[name].value for name in ("language", "agency") if name in hints}
        names = byline_of(hints["byline"].value, said.get("language", ""), said.get("agency", ""))
        hints["byline"] = replace(hints["byline"], value=names)
        if not names:
            del hints["byline"]
    withdrawn = "status" in hints and hints["status"].value == "canceled"
    paragraphs = list(story.paragraphs)
    cut_off = story.truncated and not paragraphs
    if not paragraphs and "summary" in hints and not withdrawn:
        paragraphs = [hints.pop("summary").value]
        cut_off = True
    flags = frozenset({"truncated"}) if cut_off else frozenset()
    return draft(
        index=index,
        layout=layout,
        title=story.title,
        paragraphs=paragraphs,
        captions=story.captions,
        hints=hints,
        flags=flags,
    )


def account(document: Document, items: Sequence[tuple[Element, Story | str]], reader: str, path: str) -> Reading:
    """The reading of a file of items, each a story or the reason why it is none.

    Spans are lines where every item stands on lines of its own, else items. What the file's damage touched is listed.
    Raises NoArticleError when the file is sound and holds no story, SeedError when it is damaged and none is whole.
    """
    outcomes = [(element, _unbroken(element, outcome, document)) for element, outcome in items]
    drafts: list[Draft] = []
    for _, outcome in outcomes:
        if isinstance(outcome, Story):
            drafts.append(story_draft(outcome, len(drafts), reader))
    if not drafts:
        _refuse(document, [outcome for _, outcome in outcomes if isinstance(outcome, str)], path)
    reasons = [outcome if isinstance(outcome, str) else None for _, outcome in outcomes]
    lines = lines_of([element for element, _ in outcomes], document.total)
    if lines is None:
        return records(drafts, reasons, reader, document.encoding, document.flags)
    if len(lines) == 1:
        lines = [range(1, document.total + 1)]
    owners = Owners(document.total)
    given = 0
    for part, reason in zip(lines, reasons, strict=True):
        if reason is None:
            owners.give(part[0], part[-1], given)
            given += 1
        else:
            owners.discard(part[0], part[-1], reason)
    return reading(drafts, owners, reader=reader, encoding=document.encoding, flags=document.flags)


def records(
    drafts: Sequence[Draft],
    reasons: Sequence[str | None],
    reader: str,
    encoding: str,
    flags: frozenset[str],
    declared: int | None = None,
) -> Reading:
    """A reading that counts items: each is the next draft, or is left out for a reason."""
    left = iter(drafts)
    placed: list[Draft] = []
    discards: list[Discard] = []
    for at, reason in enumerate(reasons, 1):
        span = Span(first=at, last=at)
        if reason is not None:
            discards.append(Discard(span=span, reason=reason))
        else:
            each = next(left)
            placed.append(replace(each, lines=(span,), flags=each.flags | flags))
    return Reading(
        drafts=tuple(placed),
        discards=tuple(discards),
        total=len(reasons),
        reader=reader,
        encoding=encoding,
        unit="record",
        declared=declared,
    )


def nothing_in(reasons: Sequence[str], path: str) -> NoArticleError:
    """What tells that a sound file holds no article, with the reasons of its first items."""
    more = f"; and {len(reasons) - _MOST_REASONS} more" if len(reasons) > _MOST_REASONS else ""
    return NoArticleError(f"no article found: {'; '.join(reasons[:_MOST_REASONS]) or 'it is empty'}{more}", path=path)


def _refuse(document: Document, reasons: list[str], path: str) -> None:
    if document.broken is not None:
        where = f"line {document.broken}: {document.why}"
        raise SeedError(f"this XML is damaged or cut off ({where}): put it in again", path=path)
    raise nothing_in(reasons, path)


def _unbroken(element: Element, outcome: Story | str, document: Document) -> Story | str:
    if document.broken is None or end_of(element) < document.broken:
        return outcome
    return f"the XML is damaged from line {document.broken} on ({document.why}): put the file in again"
