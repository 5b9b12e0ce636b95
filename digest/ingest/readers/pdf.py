"""PDF documents (ISO 32000): the text of their pages, with running heads set apart."""

from __future__ import annotations

import io
import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from digest.errors import SeedError
from digest.ingest.layouts import Layout
from digest.ingest.lines import line_feeds
from digest.ingest.prose import ends_sentence
from digest.ingest.readers.exports import looks_like_export
from digest.ingest.readers.office import Lines, reading_of
from digest.model import Discard, Reading, Seed, Span

if TYPE_CHECKING:
    from pypdf import PdfReader

_MOST_PAGES = 2000
_LONGEST = 5_000_000
#: seconds of processor time for all pages of one file, looked at after so many operators of a page
_PATIENCE = 8.0
_GLANCE = 1_000
#: lines at the top and at the foot of a page that may be running ones
_EDGE = 2
_LEAST_PAGES = 3
_DIGITS = re.compile(r"\d+")
#: a line this much shorter than the widest one ends its paragraph
_SHORT = 0.8
_SCANNED = "no text in it: it was scanned, or its letters are pictures; run it through a text recognition (OCR) first"


class Pdf:
    """A PDF document."""

    name = "pdf"
    risky = True

    def fits(self, seed: Seed) -> float:
        """By its mark, which may stand behind some junk (ISO 32000-1 annex H, note 13)."""
        return 0.99 if b"%PDF-" in seed.data[:1024] else 0.0

    def read(self, seed: Seed, layouts: Sequence[Layout]) -> Reading:
        """Its articles; units are the lines of its pages.

        Raises SeedError when it is damaged, protected or scanned, or when the reader is not installed.
        """
        pages = _pages(seed)
        if not any(line.strip() for page in pages for line in page):
            raise SeedError(f"this PDF has {_SCANNED}", path=seed.path)
        running = _running(pages)
        texts: list[str] = []
        gone: list[int] = []
        for page in pages:
            edges = {*range(min(_EDGE, len(page))), *range(max(0, len(page) - _EDGE), len(page))}
            for at, line in enumerate(page):
                if at in edges and (_masked(line) in running or line.strip().isdecimal()):
                    gone.append(len(texts) + 1)
                texts.append(line)
        lines = Lines(path=seed.path, unit="line")
        shown = ["" if at in set(gone) else text for at, text in enumerate(texts, 1)]
        lines.texts = shown if looks_like_export(shown) else _paragraphs(shown)
        return _without(reading_of(lines, layouts, self.name, wrapped=True), frozenset(gone))


def _pages(seed: Seed) -> list[list[str]]:
    """The lines of every page."""
    try:
        import pypdf
    except ImportError as why:
        reason = "a PDF document: pip install 'digest-publisher[pdf]' and run digest quarantine retry on it"
        raise SeedError(reason, path=seed.path) from why
    import logging

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    patience = _Patience(seed.path)
    try:
        document = pypdf.PdfReader(io.BytesIO(seed.data))
        return _lines(document, patience, seed.path)
    except SeedError:
        raise
    except Exception as why:  # pypdf raises whatever a damaged file makes its code raise
        reason = f"this PDF is damaged or cut off ({type(why).__name__}): save it again"
        raise SeedError(reason, path=seed.path) from why


class _Patience:
    """What ends a reading that takes too long, within a page too."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._until = time.process_time() + _PATIENCE
        self._count = 0

    def operator(self, *_about: object) -> None:
        """One more operator. Raises SeedError when the time is up."""
        self._count += 1
        if self._count % _GLANCE == 0 and time.process_time() > self._until:
            raise SeedError(f"reading this PDF took more than {_PATIENCE:.0f} s: save it as text", path=self._path)


def _lines(document: PdfReader, patience: _Patience, path: str) -> list[list[str]]:
    if document.is_encrypted and not document.decrypt(""):
        raise SeedError("this PDF is protected by a password: save it without one", path=path)
    if len(document.pages) > _MOST_PAGES:
        raise SeedError(f"a PDF of more than {_MOST_PAGES:,} pages: part it", path=path)
    found: list[list[str]] = []
    size = 0
    for page in document.pages:
        text = line_feeds(page.extract_text(visitor_operand_before=patience.operator))
        size += len(text)
        found.append(text.split("\n"))
        if size > _LONGEST:
            raise SeedError(f"a PDF with more than {_LONGEST // 1_000_000} million characters: part it", path=path)
    return found


def _masked(line: str) -> str:
    return _DIGITS.sub("0", line.strip()).casefold()


def _running(pages: Sequence[Sequence[str]]) -> set[str]:
    """Lines that stand at the top or the foot of most pages, whatever number is in them."""
    if len(pages) < _LEAST_PAGES:
        return set()
    counts = Counter(
        masked
        for page in pages
        for masked in {_masked(line) for line in (*page[:_EDGE], *page[-_EDGE:])}
        if masked and masked != "0"
    )
    return {line for line, count in counts.items() if count >= _LEAST_PAGES and 2 * count >= len(pages)}


def _paragraphs(lines: Sequence[str]) -> list[str]:
    """The lines with each paragraph on its first one; its others are empty, so that all keep their number."""
    widths = sorted(len(line) for line in lines if line.strip())
    wide = widths[int(len(widths) * 0.9)] if widths else 0
    found = [""] * len(lines)
    begin = -1
    for at, line in enumerate(lines):
        text = line.strip()
        if not text:
            if at == 0 or found[begin] == "" or ends_sentence(found[begin]):
                begin = -1
            continue
        if begin >= 0 and _goes_on(found[begin], lines, begin, at, wide):
            found[begin] = _joined(found[begin], text)
        else:
            begin = at
            found[begin] = text
    return found


def _goes_on(so_far: str, lines: Sequence[str], begin: int, at: int, wide: int) -> bool:
    """Whether a line belongs to the paragraph above it."""
    before = next(lines[place] for place in range(at - 1, begin - 1, -1) if lines[place].strip())
    text = lines[at].strip()
    if len(before.strip()) < _SHORT * wide:
        return not ends_sentence(so_far) and text[0].islower()
    return not ends_sentence(so_far) or len(before.strip()) >= 0.95 * wide or text[0].islower()


def _joined(so_far: str, text: str) -> str:
    if so_far.endswith("-") and len(so_far) > 1 and so_far[-2].islower() and text[0].islower():
        return so_far[:-1] + text
    return f"{so_far} {text}"


def _without(reading: Reading, gone: frozenset[int]) -> Reading:
    """Running heads and page numbers are discards, whoever owned their lines."""

    def kept(spans: Sequence[Span]) -> tuple[Span, ...]:
        numbers = [at for span in spans for at in range(span.first, span.last + 1) if at not in gone]
        return tuple(_runs(numbers))

    drafts = tuple(replace(each, lines=kept(each.lines)) for each in reading.drafts)
    discards = [Discard(span=span, reason=each.reason) for each in reading.discards for span in kept((each.span,))] + [
        Discard(span=span, reason="a running head or a page number") for span in _runs(sorted(gone))
    ]
    return replace(reading, drafts=drafts, discards=tuple(sorted(discards, key=lambda each: each.span.first)))


def _runs(numbers: Sequence[int]) -> list[Span]:
    found: list[Span] = []
    for at in numbers:
        if found and found[-1].last == at - 1:
            found[-1] = Span(first=found[-1].first, last=at)
        else:
            found.append(Span(first=at, last=at))
    return found
