"""Names for files that are not news text, by their first bytes."""

from __future__ import annotations

_LATER = "which is not read: save it as DOCX, PDF, text or HTML"
_ARCHIVE = "unpack it and put the files inside into the folder"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: the part of an encrypted Office Open XML file ([MS-OFFCRYPTO] 1.3.3)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LOCKED = "an Office document that is protected by a password: save it without one"

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"%PDF-", f"a PDF document, {_LATER}"),
    (b"{\\rtf", f"a rich text (RTF) document, {_LATER}"),
    (_OLE, f"an old Office document or Outlook message, {_LATER}"),
    (b"filedesc://", f"an old web archive (ARC), {_LATER}"),
    (b"\x1f\x8b", f"a gzip archive: {_ARCHIVE}"),
    (b"BZh", f"a bzip2 archive: {_ARCHIVE}"),
    (b"\xfd7zXZ\x00", f"an xz archive: {_ARCHIVE}"),
    (b"\x28\xb5\x2f\xfd", f"a Zstandard archive: {_ARCHIVE}"),
    (b"7z\xbc\xaf\x27\x1c", f"a 7-Zip archive: {_ARCHIVE}"),
    (b"Rar!\x1a\x07", f"a RAR archive: {_ARCHIVE}"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program (ELF)"),
    (b"\xcf\xfa\xed\xfe", "a program (Mach-O)"),
    (b"\xca\xfe\xba\xbe", "a program (Mach-O or Java class)"),
    (b"MZ\x90\x00", "a Windows program"),
    (b"\x00asm", "a program (WebAssembly)"),
    (b"OggS", "a sound or film file (Ogg)"),
    (b"ID3", "a sound file (MP3)"),
    (b"fLaC", "a sound file (FLAC)"),
    (b"\x1aE\xdf\xa3", "a film file (Matroska or WebM)"),
)

_ZIPPED: tuple[tuple[bytes, str], ...] = (
    (b"word/", f"a Word document, {_LATER}"),
    (b"xl/", "an Excel workbook"),
    (b"ppt/", "a PowerPoint presentation"),
    (b"mimetypeapplication/epub+zip", f"an EPUB book, {_LATER}"),
    (b"mimetypeapplication/vnd.oasis.opendocument", f"an OpenDocument file, {_LATER}"),
)

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
    """What a file is that cannot be news text, in words a person understands; None when its bytes may be text."""
    for magic, name in _MAGIC:
        if data.startswith(magic):
            return _LOCKED if magic == _OLE and _ENCRYPTED in data else name
    if data.startswith(b"PK\x03\x04"):
        return zipped(data) or f"a ZIP archive: {_ARCHIVE}"
    if data[:4] == b"RIFF" and data[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return {b"WEBP": "a WebP picture", b"WAVE": "a sound file (WAV)", b"AVI ": "a film file (AVI)"}[data[8:12]]
    if data[4:8] == b"ftyp":
        return "a film or picture file (MP4, HEIC or the like)"
    if data[257:262] == b"ustar":
        return f"a tar archive: {_ARCHIVE}"
    return None


def zipped(data: bytes) -> str | None:
    """What document a ZIP archive is, "a Word document"; None for an archive that is nothing else."""
    head = data[:4096] + data[-4096:]
    return next((name for mark, name in _ZIPPED if mark in head), None)


def media(data: bytes) -> str | None:
    """What a file is that never holds news text, "a PNG picture"; None for everything a reader may want to see."""
    name = foreign_bytes(data)
    return name if name is not None and _LATER not in name and _ARCHIVE not in name else None


def furniture(name: str, data: bytes) -> str | None:
    """What a file is that a saved page brings along, by the ending of its name, "a script"; None for any other.

    A page that was saved under such a name is a page.
    """
    kind = _FURNITURE.get(name.rpartition(".")[2].lower())
    page = data.lstrip()[:1] == b"<" and kind != _SVG
    return None if page else kind


def foreign_markup(text: str) -> str | None:
    """What an XML file is that is not an HTML page; None when the text is no XML or may be XHTML."""
    head = text[:2000].lstrip("\ufeff \t\n").lower()
    if not head.startswith("<"):
        return None
    if "<html" in head or "<!doctype html" in head:
        return None
    named = next((name for mark, name in _MARKUP if mark in head), None)
    if named is not None:
        return f"{named}, which this version does not read"
    if head.startswith(("<?xml", "<!doctype")):
        return f"an XML or SGML file, {_LATER}"
    return None
