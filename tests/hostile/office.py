"""Hostile documents: Word, OpenDocument, books, rich text and PDF."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence

from tests.hostile.packed import zipped
from tests.hostile.row import Row, sentences
from tests.ingest.texts import HARBOUR

MEGA = 1_000_000
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str) -> bytes:
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/'
        'document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
        "</Types>"
    )
    document = f'<?xml version="1.0"?><w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return zipped([("[Content_Types].xml", types.encode()), ("word/document.xml", document.encode())])


def words(texts: Sequence[str]) -> str:
    return "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)


def book(chapters: int) -> bytes:
    rows = [("mimetype", b"application/epub+zip")]
    rows += [
        (
            "META-INF/container.xml",
            (
                b"<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles><rootfile "
                b"full-path='b.opf' "
                b"media-type='application/oebps-package+xml'/></rootfiles></container>"
            ),
        )
    ]
    items = "".join(f"<item id='c{n}' href='c{n}.xhtml' media-type='application/xhtml+xml'/>" for n in range(chapters))
    spine = "".join(f"<itemref idref='c{n}'/>" for n in range(chapters))
    package = (
        f"<package xmlns='http://www.idpf.org/2007/opf'><manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    rows += [("b.opf", package.encode())]
    page = f"<html xmlns='http://www.w3.org/1999/xhtml'><body><h1>Pier</h1><p>{HARBOUR[0]}</p></body></html>"
    rows += [(f"c{n}.xhtml", page.encode()) for n in range(chapters)]
    return zipped(rows, zipfile.ZIP_STORED)


def pdf(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF file of numbered objects, the first of which is its root."""
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + each + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


def stream(data: bytes) -> bytes:
    packed = zlib.compress(data, 6)
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(packed) + packed + b"\nendstream"


def page(content: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of one page with that content."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            (
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
                b"/Resources << /Font << /F1 5 0 R >> >> >>"
            ),
            content,
            font,
        ],
        trailer,
    )


def ring() -> bytes:
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 /Parent 3 0 R >>",
            b"<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R >>",
        ]
    )


def self_form() -> bytes:
    """A form that draws itself."""
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /A 4 0 R >> >> /Length 5 >>\n"
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /XObject << /A 4 0 R >> >> >>",
            form + b"stream\n/A Do\nendstream",
        ]
    )


def shown(lines: int) -> bytes:
    return (
        b"BT /F1 12 Tf "
        + b"".join(b"1 0 0 1 50 %d Tm (%s) Tj " % (n % 800, text.encode()) for n, text in enumerate(sentences(lines)))
        + b"ET"
    )


def rtf(body: str) -> bytes:
    return f"{{\\rtf1\\ansi {body}}}".encode()


ROWS = (
    Row(told="a DOCX of 2,000,000 paragraphs", file="bomb.docx", make=lambda: docx(words(["a"]) * 2_000_000)),
    Row(
        told="a DOCX of 2,000,000 paragraphs, no two alike",
        file="long.docx",
        make=lambda: docx("".join(f"<w:p><w:r><w:t>{n}</w:t></w:r></w:p>" for n in range(400_000))),
    ),
    Row(
        told="a DOCX of tables in tables, 3,000 deep",
        file="tables.docx",
        make=lambda: docx("<w:tbl><w:tr><w:tc>" * 3_000 + words(HARBOUR) + "</w:tc></w:tr></w:tbl>" * 3_000),
        quick=True,
    ),
    Row(told="an EPUB of 30,000 chapters", file="book.epub", make=lambda: book(30_000)),
    Row(told="an EPUB of 3,000 chapters", file="book.epub", make=lambda: book(3_000)),
    Row(
        told="RTF groups 100,000 deep",
        file="deep.rtf",
        make=lambda: rtf("{" * 100_000 + "a" + "}" * 100_000),
        quick=True,
    ),
    Row(
        told="RTF with 2 GB of promised binary",
        file="bin.rtf",
        make=lambda: rtf("\\bin2147483647 " + "\\par ".join(HARBOUR)),
        quick=True,
    ),
    Row(
        told="RTF with a run of 200,000 spaces",
        file="spaces.rtf",
        make=lambda: rtf(f"{' ' * 200_000}{HARBOUR[0]} {HARBOUR[1]} {HARBOUR[2]}"),
        quick=True,
    ),
    Row(told="RTF with 9 MB of control words", file="words.rtf", make=lambda: rtf("\\b1\\b0 a" * 1_100_000)),
    Row(told="a PDF with 8,000,000 operators", file="operators.pdf", make=lambda: page(stream(b"q Q " * 4_000_000))),
    Row(told="a PDF that shows 100,000 lines on one page", file="lines.pdf", make=lambda: page(stream(shown(100_000)))),
    Row(told="a PDF with a stream of 1 GB of blanks", file="bomb.pdf", make=lambda: page(stream(b" " * 1000 * MEGA))),
    Row(told="a PDF whose pages hold one another", file="ring.pdf", make=ring, quick=True),
    Row(told="a PDF form that draws itself", file="form.pdf", make=self_form, quick=True),
    Row(
        told="a PDF with a password",
        file="locked.pdf",
        make=lambda: page(
            stream(shown(3)),
            b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O ("
            + b"o" * 32
            + b") /U ("
            + b"u" * 32
            + b") >> /ID [(aaaaaaaaaaaaaaaa) (aaaaaaaaaaaaaaaa)]",
        ),
        quick=True,
    ),
    Row(told="a PDF without text", file="scanned.pdf", make=lambda: page(stream(b"0 0 9 9 re f")), quick=True),
    Row(told="a PDF cut off in its middle", file="cut.pdf", make=lambda: page(stream(shown(300)))[:4_000], quick=True),
)
