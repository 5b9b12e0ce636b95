"""PDF documents (ISO 32000): the text of their pages, with running heads set apart."""

from __future__ import annotations

import io
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from digest.errors import SeedError
from digest.ingest.headings import Look
from digest.ingest.layouts import Layout
from digest.ingest.lines import line_feeds
from digest.ingest.readers.office import Lines, reading_of
from digest.ingest.readers.pdf_columns import Line, Piece, lines_of, pieces_of
from digest.ingest.readers.pdf_edges import running_lines
from digest.ingest.readers.pdf_paragraphs import Paragraph, paragraphs_of
from digest.model import Reading, Seed

if TYPE_CHECKING:
    from pypdf import PdfReader

_MOST_PAGES = 2000
_LONGEST = 5_000_000
#: seconds of processor time for all pages of one file, looked at after so many operators of a page
_PATIENCE = 6.5
_GLANCE = 1_000
_SCANNED = "no text in it: it was scanned, or its letters are pictures; run it through a text recognition (OCR) first"


class Pdf:
    """A PDF document."""

    name = "pdf"
    risky = True

    def fits(self, seed: Seed) -> float:
        """By its mark, which may stand behind some junk (ISO 32000-1 annex H, note 13)."""
        return 0.99 if b"%PDF-" in seed.data[:1024] else 0.0

    def read(self, seed: Seed, layouts: Sequence[Layout]) -> Reading:
        """Its articles; units are its paragraphs, running heads and page numbers behind them.

        Raises SeedError when it is damaged, protected or scanned, or when the reader is not installed.
        """
        pages, aside = _pages(seed)
        if not any(pages):
            raise SeedError(f"this PDF has {_SCANNED}", path=seed.path)
        running = running_lines(pages)
        kept = [line for page in pages for line in page if id(line) not in running]
        if not kept:  # pages that all say the same say it in no margin
            running, kept = {}, [line for page in pages for line in page]
        lines = Lines(path=seed.path)
        _fill(lines, paragraphs_of(kept))
        lines.set_aside("a running head or a page number", list(running.values()))
        lines.set_aside("text that stands across the page", aside)
        return reading_of(lines, layouts, self.name)


def _fill(lines: Lines, paragraphs: Sequence[Paragraph]) -> None:
    """Add paragraphs, blank lines between them; how large and bold each is tells the headings."""
    for paragraph in paragraphs:
        for _ in range(paragraph.gap):
            lines.add("")
        lines.add(line_feeds(paragraph.text).replace("\n", " "), Look(size=paragraph.size, bold=paragraph.bold))


def _pages(seed: Seed) -> tuple[list[list[Line]], list[str]]:
    """The lines of every page, and what stands across the pages."""
    try:
        import pypdf
    except ImportError as why:
        reason = (
            "a PDF document: pip install 'digest-publisher[pdf]', then digest quarantine retry where a desk holds it"
        )
        raise SeedError(reason, path=seed.path) from why
    import logging

    from digest.ingest.readers.pdf_runs import Overfull

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    patience = _Patience(seed.path)
    try:
        document = pypdf.PdfReader(io.BytesIO(seed.data))
        return _lines(document, patience, seed.path)
    except SeedError:
        raise
    except Overfull as why:
        reason = "a page of this PDF holds more letters than any real one: save it as text"
        raise SeedError(reason, path=seed.path) from why
    except Exception as why:  # pypdf raises whatever a damaged file makes its code raise
        reason = f"this PDF is damaged or cut off ({type(why).__name__}): save it again"
        raise SeedError(reason, path=seed.path) from why


class _Patience:
    """What ends a reading that takes too long, within a page too."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._until = time.process_time() + _PATIENCE
        self._count = 0

    def operator(self) -> None:
        """One more operator. Raises SeedError when the time is up."""
        self._count += 1
        if self._count % _GLANCE == 0 and time.process_time() > self._until:
            raise SeedError(f"reading this PDF took more than {_PATIENCE:g} s: save it as text", path=self._path)


def _lines(document: PdfReader, patience: _Patience, path: str) -> tuple[list[list[Line]], list[str]]:
    from digest.ingest.readers.pdf_runs import Faces, runs_of

    if document.is_encrypted and not document.decrypt(""):
        raise SeedError("this PDF is protected by a password: save it without one", path=path)
    if len(document.pages) > _MOST_PAGES:
        raise SeedError(f"a PDF of more than {_MOST_PAGES:,} pages: part it", path=path)
    pages: list[list[Piece]] = []
    aside: list[str] = []
    faces = Faces()
    size = 0
    for page in document.pages:
        pieces, beside = pieces_of(runs_of(page, document, faces, patience.operator))
        pages.append(pieces)
        aside += [beside] if beside else []
        size += sum(len(piece.text) for piece in pieces)
        if size > _LONGEST:
            raise SeedError(f"a PDF with more than {_LONGEST // 1_000_000} million characters: part it", path=path)
    return lines_of(pages), aside
