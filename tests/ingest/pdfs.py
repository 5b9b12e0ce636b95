"""PDF files of our own making, letter by letter: sizes, columns, rows across columns, and right-to-left script."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import NamedTuple

from tests.ingest.office import assembled

#: a letter of Courier in sizes
_LETTER = 0.6
_LEFT, _WIDTH, _TOP, _FOOT = 50, 495, 760, 90
_GUTTER = 15


class Text(NamedTuple):
    """A paragraph to be set."""

    text: str
    size: int = 10
    bold: bool = False
    gap: float = 0.6
    """lines left free above it"""
    new_page: bool = False


class Placed(NamedTuple):
    """A line on its place."""

    page: int
    x: float
    y: float
    size: int
    bold: bool
    text: str


def typeset(texts: Sequence[Text], *, columns: int = 1, head: str = "", by_row: bool = False) -> bytes:
    """A PDF of paragraphs in Courier; `by_row` draws columns row by row, as some programs do."""
    placed = list(_placed(texts, columns))
    pages = max(line.page for line in placed) + 1
    for page in range(pages) if head else ():
        placed += [
            Placed(page, _LEFT, 800, 8, False, head),
            Placed(page, 290, 40, 8, False, f"Page {page + 1} of {pages}"),
        ]
    if by_row:
        placed.sort(key=lambda line: (line.page, -line.y, line.x))
    return drawn(placed)


def _placed(texts: Sequence[Text], columns: int) -> list[Placed]:
    width = (_WIDTH - _GUTTER * (columns - 1)) / columns
    found: list[Placed] = []
    at, y = 0, float(_TOP)
    for text in texts:
        if text.new_page and found:
            at, y = (at // columns + 1) * columns, float(_TOP)
        y -= text.gap * text.size * 1.2 if y < _TOP else 0
        for line in textwrap.wrap(text.text, int(width / (_LETTER * text.size)), break_on_hyphens=False):
            if y < _FOOT:
                at, y = at + 1, float(_TOP)
            found.append(Placed(at // columns, _LEFT + at % columns * (width + _GUTTER), y, text.size, text.bold, line))
            y -= 1.2 * text.size
    return found


def drawn(lines: Sequence[Placed]) -> bytes:
    """A PDF of lines on their places."""
    pages: list[bytes] = [b""] * (max(line.page for line in lines) + 1)
    for line in lines:
        text = line.text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        font = b"/F2" if line.bold else b"/F1"
        pages[line.page] += b"BT %s %d Tf %.2f %.2f Td (%s) Tj ET\n" % (font, line.size, line.x, line.y, text)
    fonts = [
        b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>" % name
        for name in (b"Courier", b"Courier-Bold")
    ]
    return _file(pages, fonts)


def right_to_left(texts: Sequence[str], *, size: int = 12) -> bytes:
    """A PDF of Arabic or Hebrew paragraphs: the letters lie as the eye sees them, as programs draw them."""
    lines = [line for text in texts for line in (*textwrap.wrap(text, 60), "")]
    signs = sorted({sign for line in lines for sign in line})
    content = b""
    for row, line in enumerate(lines):
        codes = b"".join(b"%04X" % (signs.index(sign) + 1) for sign in _seen(line))
        x = _LEFT + _WIDTH - len(line) * size * _LETTER
        content += b"BT /F1 %d Tf %.2f %.2f Td <%s> Tj ET\n" % (size, x, _TOP - row * size * 1.2, codes)
    rows = b"".join(b"<%04X> <%04X>\n" % (at, ord(sign)) for at, sign in enumerate(signs, 1))
    table = (
        b"begincmap\n1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        b"%d beginbfchar\n%sendbfchar\nendcmap" % (len(signs), rows)
    )
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Naskh /Encoding /Identity-H /ToUnicode 4 0 R "
        b"/DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Naskh /DW 600 >>] >>"
    )
    return _file([content], [font, b"<< /Length %d >>\nstream\n%s\nendstream" % (len(table), table)])


def _seen(line: str) -> str:
    """A right-to-left line from left to right: numbers keep their order."""
    words = [word if word.isascii() and any(map(str.isalnum, word)) else word[::-1] for word in line.split(" ")]
    return " ".join(reversed(words))


def _file(pages: Sequence[bytes], fonts: Sequence[bytes]) -> bytes:
    """A PDF of page contents; its fonts are the objects from 3 on, of which one may be the second's."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", *fonts]
    kids = []
    for content in pages:
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    return assembled(objects)
