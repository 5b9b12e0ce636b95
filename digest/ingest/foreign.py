"""Names for files that are not news text, by their first bytes."""

from __future__ import annotations

from typing import NamedTuple

from digest.ingest.directories import ole_names, zip_names

_AGAIN = "save it again as DOCX, PDF, text or HTML"
_AS_TEXT = "save its text as .docx or .txt"
_ARCHIVE = "unpack it and put the files inside into the folder"


class Foreign(NamedTuple):
    """What a file is that is no text, in words a person understands."""

    name: str
    mend: str = ""
    """how the news text that it may hold comes in; empty for what never holds any"""

    @property
    def told(self) -> str:
        """Both as one phrase."""
        return f"{self.name}: {self.mend}" if self.mend else self.name


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: names in the root directory of an OLE file; the first is [MS-OFFCRYPTO] 1.3.3
_OLE_KINDS = {
    "EncryptedPackage": Foreign("an Office document that is protected by a password", "save it without one"),
    "WordDocument": Foreign("a Word 97-2003 document (.doc), which is not read", "save it as .docx"),
    "Workbook": Foreign("an Excel 97-2003 workbook (.xls)", _AS_TEXT),
    "Book": Foreign("an Excel 5.0/95 workbook (.xls)", _AS_TEXT),
    "PowerPoint Document": Foreign("a PowerPoint 97-2003 presentation (.ppt)", _AS_TEXT),
    "__properties_version1.0": Foreign("an Outlook message (.msg), which is not read", "save it as .eml or as text"),
    "Quill": Foreign("a Publisher document (.pub), which is not read", "save it as .docx or PDF"),
}

_MAGIC: tuple[tuple[bytes, Foreign], ...] = (
    (b"\x89PNG\r\n\x1a\n", Foreign("a PNG picture")),
    (b"\xff\xd8\xff", Foreign("a JPEG picture")),
    (b"GIF87a", Foreign("a GIF picture")),
    (b"GIF89a", Foreign("a GIF picture")),
    (b"II*\x00", Foreign("a TIFF picture")),
    (b"MM\x00*", Foreign("a TIFF picture")),
    (b"%PDF-", Foreign("a PDF document", _AGAIN)),
    (b"{\\rtf", Foreign("a rich text (RTF) document", _AGAIN)),
    (_OLE, Foreign("an old Office document or Outlook message, which is not read", _AGAIN)),
    (b"filedesc://", Foreign("an old web archive (ARC), which is not read", "save it as WARC")),
    (b"\x1f\x8b", Foreign("a gzip archive", _ARCHIVE)),
    (b"BZh", Foreign("a bzip2 archive", _ARCHIVE)),
    (b"\xfd7zXZ\x00", Foreign("an xz archive", _ARCHIVE)),
    (b"\x28\xb5\x2f\xfd", Foreign("a Zstandard archive", _ARCHIVE)),
    (b"7z\xbc\xaf\x27\x1c", Foreign("a 7-Zip archive", _ARCHIVE)),
    (b"Rar!\x1a\x07", Foreign("a RAR archive", _ARCHIVE)),
    (b"SQLite format 3\x00", Foreign("an SQLite database")),
    (b"\x7fELF", Foreign("a program (ELF)")),
    (b"\xcf\xfa\xed\xfe", Foreign("a program (Mach-O)")),
    (b"\xca\xfe\xba\xbe", Foreign("a program (Mach-O or Java class)")),
    (b"MZ\x90\x00", Foreign("a Windows program")),
    (b"\x00asm", Foreign("a program (WebAssembly)")),
    (b"OggS", Foreign("a sound or film file (Ogg)")),
    (b"ID3", Foreign("a sound file (MP3)")),
    (b"fLaC", Foreign("a sound file (FLAC)")),
    (b"\x1aE\xdf\xa3", Foreign("a film file (Matroska or WebM)")),
)

_MAGICS = tuple(magic for magic, _ in _MAGIC)

_RIFF = {
    b"WEBP": Foreign("a WebP picture"),
    b"WAVE": Foreign("a sound file (WAV)"),
    b"AVI ": Foreign("a film file (AVI)"),
}

#: what an Office Open XML package is, by the folder of its main part
_PACKAGES = {
    "word/": Foreign("a Word document", _AGAIN),
    "xl/": Foreign("an Excel workbook (.xlsx)", _AS_TEXT),
    "ppt/": Foreign("a PowerPoint presentation (.pptx)", _AS_TEXT),
    "visio/": Foreign("a Visio drawing (.vsdx)"),
}
_TYPES = "[Content_Types].xml"
_OPEN_DOCUMENT = Foreign("an OpenDocument file", _AGAIN)
#: the first part of a package that names its type and is not packed (EPUB 3.3 section 4.3, OpenDocument 1.3 part 2)
_TYPED: tuple[tuple[bytes, Foreign], ...] = (
    (b"mimetypeapplication/epub+zip", Foreign("an EPUB book", _AGAIN)),
    (
        b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
        Foreign("an OpenDocument spreadsheet (.ods)", _AS_TEXT),
    ),
    (
        b"mimetypeapplication/vnd.oasis.opendocument.presentation",
        Foreign("an OpenDocument presentation (.odp)", _AS_TEXT),
    ),
    (b"mimetypeapplication/vnd.oasis.opendocument", _OPEN_DOCUMENT),
)
_IWORK = Foreign("an Apple Pages, Numbers or Keynote document, which is not read", "export it as DOCX or PDF")

_SVG = "an SVG picture"
#: endings of names
_FURNITURE = {
    "js": "a script",
    "mjs": "a script",
    "map": "a script's map",
    "css": "a style sheet",
    "svg": _SVG,
    "ico": "an icon",
    "woff": "a font",
    "woff2": "a font",
    "ttf": "a font",
    "otf": "a font",
    "eot": "a font",
}

_MARKUP: tuple[tuple[str, str], ...] = (
    ("<opml", "a list of feeds (OPML)"),
    ("<urlset", "a sitemap"),
    ("<sitemapindex", "a sitemap"),
    ("<svg", _SVG),
)


def foreign_bytes(data: bytes) -> str | None:
    """What a file is that cannot be news text, with its mend; None when its bytes may be text."""
    kind = _kind(data)
    return kind.told if kind is not None else None


def media(data: bytes) -> str | None:
    """What a file is that never holds news text, "a PNG picture"; None for everything a reader may want to see."""
    kind = _kind(data)
    return kind.name if kind is not None and not kind.mend else None


def _kind(data: bytes) -> Foreign | None:
    if data.startswith(_MAGICS):
        magic, kind = next(each for each in _MAGIC if data.startswith(each[0]))
        return _ole(data) or kind if magic == _OLE else kind
    if data.startswith(b"PK\x03\x04"):
        return zipped(data) or Foreign("a ZIP archive", _ARCHIVE)
    if data[:4] == b"RIFF" and data[8:12] in _RIFF:
        return _RIFF[data[8:12]]
    if data[4:8] == b"ftyp":
        return Foreign("a film or picture file (MP4, HEIC or the like)")
    if data[257:262] == b"ustar":
        return Foreign("a tar archive", _ARCHIVE)
    return None


def _ole(data: bytes) -> Foreign | None:
    names = ole_names(data)
    known = next((kind for name, kind in _OLE_KINDS.items() if name in names), None)
    if known is not None or len(names) > 1:
        return known
    # a damaged directory: the names stand somewhere else
    return next((kind for name, kind in _OLE_KINDS.items() if name.encode("utf-16-le") in data), None)


def zipped(data: bytes) -> Foreign | None:
    """What document a ZIP archive is, "a Word document"; None for an archive that is nothing else.

    The names in its directory tell, and not bytes that look like them in a file inside it.
    """
    typed = next((kind for mark, kind in _TYPED if data.startswith(mark, 30)), None)
    if typed is not None:
        return typed
    names = zip_names(data)
    if "content.xml" in names and "META-INF/manifest.xml" in names:
        return _OPEN_DOCUMENT
    if "Index/Document.iwa" in names or "index.apxl" in names:
        return _IWORK
    if _TYPES not in names:
        return None
    return next((kind for folder, kind in _PACKAGES.items() if any(name.startswith(folder) for name in names)), None)


def is_word(data: bytes) -> bool:
    """Whether a file is a Word document: an Office Open XML package with a folder of that name (ECMA-376 part 2)."""
    names = zip_names(data) if data.startswith(b"PK\x03\x04") else frozenset()
    return _TYPES in names and any(name.startswith("word/") for name in names)


def furniture(name: str, data: bytes) -> str | None:
    """What a file is that a saved page brings along, by the ending of its name, "a script"; None for any other.

    A page that was saved under such a name is a page.
    """
    kind = _FURNITURE.get(name.rpartition(".")[2].lower())
    page = data.lstrip()[:1] == b"<" and kind != _SVG
    return None if page else kind


def foreign_markup(text: str) -> str | None:
    """What an XML file is that is not an HTML page; None when the text is no XML or may be XHTML."""
    head = text[:2000].lstrip("\ufeff \t\n")
    if not head.startswith("<"):
        return None
    head = head.lower()
    if "<html" in head or "<!doctype html" in head:
        return None
    named = next((name for mark, name in _MARKUP if mark in head), None)
    if named is not None:
        return f"{named}, which this version does not read"
    if head.startswith(("<?xml", "<!doctype")):
        return f"an XML or SGML file of no kind that is read: {_AGAIN}"
    return None
