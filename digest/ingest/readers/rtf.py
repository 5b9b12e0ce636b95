"""Rich text (RTF 1.9)."""

from __future__ import annotations

from collections.abc import Sequence

from digest.errors import NoArticleError, SeedError
from digest.ingest.layouts import Layout
from digest.ingest.readers.office import Lines, reading_of
from digest.ingest.readers.rtf_scan import Scanner
from digest.model import Reading, Seed

_LARGEST = 50_000_000
_MARK = b"{\\rtf"


class Rtf:
    """A rich text document."""

    name = "rtf"
    risky = True

    def fits(self, seed: Seed) -> float:
        """By its first bytes."""
        return 0.99 if seed.data[:64].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(_MARK) else 0.0

    def read(self, seed: Seed, layouts: Sequence[Layout]) -> Reading:
        """Its articles; units are paragraphs. Raises SeedError when it is too large."""
        if not self.fits(seed):
            raise SeedError("this is no rich text document: it lacks the mark of one", path=seed.path)
        if len(seed.data) > _LARGEST:
            size = len(seed.data) / 1_000_000
            reason = f"a rich text document of {size:.0f} MB; {_LARGEST // 1_000_000} are read: save it as plain text"
            raise SeedError(reason, path=seed.path)
        lines = Lines(path=seed.path)
        scanner = Scanner(seed.data, lines)
        scanner.scan()
        lines.made = scanner.made
        if not any(text.strip() for text in lines.texts):
            raise NoArticleError("no article found: the document holds no text", path=seed.path)
        while not lines.texts[-1]:
            lines.looks.pop(len(lines.texts) - 1, None)
            lines.texts.pop()
        return reading_of(lines, layouts, self.name)
