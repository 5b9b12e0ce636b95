"""Office documents of our own making, byte for byte the same for the same words."""

from __future__ import annotations

import io
import textwrap
import zipfile
from collections.abc import Mapping, Sequence
from html import escape

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dcterms="http://purl.org/dc/terms/"><dcterms:created>2026-03-02T18:30:00Z</dcterms:created>'
    "</cp:coreProperties>"
)
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_LINES_A_PAGE = 48


def package(parts: Mapping[str, str | bytes], *, stored: Sequence[str] = ()) -> bytes:
    """A ZIP archive of these parts, in this order."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (2026, 3, 2, 18, 30, 0))
            entry.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return packed.getvalue()


def docx_paragraph(text: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f"<w:p>{properties}{run}</w:p>" if properties or run else "<w:p/>"


def main(lines: Sequence[str], more: str = "") -> str:
    """The main part of a Word document."""
    body = "".join(map(docx_paragraph, lines)) + more
    return f'<w:document xmlns:w="{_W}" xmlns:mc="{_MC}"><w:body>{body}<w:sectPr/></w:body></w:document>'


def part(inner: str) -> str:
    """A part of a Word document beside the main one."""
    return f'<w:part xmlns:w="{_W}">{inner}</w:part>'


def docx(lines: Sequence[str], *, more: str = "", parts: Mapping[str, str] | None = None) -> bytes:
    """A Word document with a paragraph for each line, and further XML behind them."""
    document = main(lines, more)
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    return package(
        {"[Content_Types].xml": types, "word/document.xml": document, "docProps/core.xml": _CORE, **(parts or {})}
    )


def docx_styles(**names: str) -> str:
    """A part of paragraph styles, by their ids."""
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in names.items()
    )
    return f'<w:styles xmlns:w="{_W}">{styles}</w:styles>'


def ole(*names: str, deep: str = "") -> bytes:
    """An OLE compound file of empty streams with these names in its root, and one of them in a storage below it."""
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    head[30:32], head[48:52] = (9).to_bytes(2, "little"), (1).to_bytes(4, "little")
    head[76:512] = b"\xff" * 436
    head[76:80] = (0).to_bytes(4, "little")
    rows = [("Root Entry", 5, 0xFFFFFFFF, 1), *((name, 2, at + 2, 0xFFFFFFFF) for at, name in enumerate(names))]
    last = len(rows)
    rows[-1] = (*rows[-1][:2], last if deep else 0xFFFFFFFF, rows[-1][3])
    rows += [("Objects", 1, 0xFFFFFFFF, last + 1), (deep, 2, 0xFFFFFFFF, 0xFFFFFFFF)] if deep else []
    entries = b"".join(_entry(*row) for row in rows)
    sectors = -(-len(entries) // 512)
    chain = [0xFFFFFFFD, *range(2, sectors + 1), 0xFFFFFFFE]
    table = b"".join(number.to_bytes(4, "little") for number in chain).ljust(512, b"\xff")
    return bytes(head) + table + entries.ljust(sectors * 512, b"\0")


def _entry(name: str, kind: int, right: int, child: int) -> bytes:
    text = f"{name}\0".encode("utf-16-le")
    links = b"".join(number.to_bytes(4, "little") for number in (0xFFFFFFFF, right, child))
    return text.ljust(64, b"\0") + len(text).to_bytes(2, "little") + bytes([kind, 1]) + links + bytes(48)


def odt(lines: Sequence[str], *, more: str = "", kind: str = "text", locked: bool = False) -> bytes:
    """An OpenDocument text with a paragraph for each line, and further XML behind them."""
    spaces = " ".join(f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "text", "table", "draw", "meta"))
    body = "".join(f"<text:p>{escape(line)}</text:p>" for line in lines) + more
    content = (
        f"<office:document-content {spaces}><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    meta = (
        f"<office:document-meta {spaces}><office:meta><meta:creation-date>2026-03-02T18:30:00</meta:creation-date>"
        "</office:meta></office:document-meta>"
    )
    manifest = "<manifest><encryption-data/></manifest>" if locked else "<manifest/>"
    parts = {"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": content, "meta.xml": meta}
    return package({**parts, "META-INF/manifest.xml": manifest}, stored=["mimetype"])


def rtf(lines: Sequence[str]) -> bytes:
    """A rich text document with a paragraph for each line."""

    def written(line: str) -> str:
        marked = line.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}")
        return "".join(sign if ord(sign) < 128 else f"\\u{_signed(ord(sign))}?" for sign in marked)

    head = "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Times New Roman;}}{\\info{\\title A Form}}\n\\f0\\fs24 "
    return (head + "\\par\n".join(map(written, lines)) + "\\par}").encode("ascii")


def _signed(code: int) -> int:
    return code if code < 32768 else code - 65536


def epub(chapters: Sequence[tuple[str, str]], *, parts: Mapping[str, str] | None = None) -> bytes:
    """A book of (file name, HTML) chapters behind a table of contents."""
    named = [
        ("nav.xhtml", "<html><body><nav><ol><li><a href='1.xhtml'>One</a></li></ol></nav></body></html>"),
        *chapters,
    ]
    items = "".join(
        f'<item id="i{at}" href="{name}" media-type="application/xhtml+xml" properties="{"" if at else "nav"}"/>'
        for at, (name, _) in enumerate(named)
    )
    spine = "".join(f'<itemref idref="i{at}"/>' for at in range(len(named)))
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        "<dc:title>The Kvarner Reader</dc:title><dc:creator>Ana Horvat</dc:creator><dc:language>en</dc:language>"
        f"</metadata><manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    container = '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    files: dict[str, str | bytes] = {f"OEBPS/{name}": text for name, text in named}
    files |= parts or {}
    head: dict[str, str | bytes] = {"mimetype": "application/epub+zip", "META-INF/container.xml": container}
    return package({**head, "OEBPS/book.opf": opf, **files}, stored=["mimetype"])


def wrapped(lines: Sequence[str], width: int = 90) -> list[str]:
    """Lines as a printer breaks them."""
    return [part for line in lines for part in (textwrap.wrap(line, width, break_on_hyphens=False) or [""])]


def pdf(lines: Sequence[str], *, head: str = "", width: int = 90) -> bytes:
    """A PDF of these lines, each page under a running head and above its number."""
    broken = wrapped(lines, width)
    pages = [broken[at : at + _LINES_A_PAGE] for at in range(0, len(broken), _LINES_A_PAGE)] or [[]]
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    kids = []
    for number, page in enumerate(pages, 1):
        shown = [head, "", *page, "", str(number)] if head else page
        stream = b"BT /F1 10 Tf 12 TL 50 780 Td " + b"".join(map(_shown, shown)) + b"ET"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    return assembled(objects)


def assembled(objects: Sequence[bytes]) -> bytes:
    """A PDF file of these objects, the first of which is its catalogue."""
    out = b"%PDF-1.4\n"
    places = []
    for at, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (at, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return out + tail % (len(objects) + 1, table, len(objects) + 1, len(out))


def _shown(line: str) -> bytes:
    text = line.encode("cp1252", errors="replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"(%s) Tj T* " % text if text else b"T* "
