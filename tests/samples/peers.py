"""What public samples hold by other readers and by the gold files beside them: email, feedparser, pypdf, zipfile."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from html import unescape
from pathlib import Path

import feedparser
import pypdf

from tests.samples.oracle import Expected, day_of, plain

_TAG = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->|<[^>]*>", re.DOTALL | re.IGNORECASE)
_WORD = re.compile(r"\w\w+")
_ANSWER = re.compile(r"^(?:(?:re|fwd?|fw|aw|wg|i|r): *)+", re.IGNORECASE)
_MAIL = re.compile(rb"^(?:received|message-id|mime-version|from|to|subject|date): ", re.IGNORECASE | re.MULTILINE)
_PARTS = re.compile(r"word/document\.xml|content\.xml|.*\.xhtml")
#: the folders of feedparser's tests
_FEEDPARSER = {"wellformed", "illformed", "encoding", "entities"}
#: words of a letter's text, of a document, of a web page
_LETTER, _DOCUMENT, _PAGE = 5, 3, 35


def shown(markup: str) -> str:
    """The text of HTML or XML."""
    return plain(unescape(_TAG.sub(" ", markup)))


def words(text: str) -> list[str]:
    """The words of two letters and more."""
    return _WORD.findall(text.casefold())


def is_mail(name: str, data: bytes) -> bool:
    """Whether a file begins with the fields of a mail."""
    head = data[:4000].replace(b"\r\n", b"\n").lstrip().partition(b"\n\n")[0]
    return not name.endswith((".mht", ".mhtml")) and len(set(_MAIL.findall(head))) >= 4


def mail(data: bytes) -> Iterator[Expected]:
    """The message, when it has a text; never what is attached to it."""
    message = message_from_bytes(data)
    parts = [part for part in message.walk() if part.get_content_maintype() == "text" and not part.get_filename()]
    if message.get_content_type() != "multipart/report" and any(len(words(_body(part))) >= _LETTER for part in parts):
        yield Expected(title=_subject(message))


def _body(part: Message) -> str:
    raw = part.get_payload(decode=True)
    return shown(raw.decode("utf-8", "replace")) if isinstance(raw, bytes) else ""


def _subject(message: Message) -> str | None:
    try:
        subject = str(make_header(decode_header(message["subject"] or "")))
    except (HeaderParseError, LookupError, ValueError):
        return None
    return _ANSWER.sub("", plain(subject)) or None


def feed(data: bytes) -> Iterator[Expected]:
    """Every entry that has a title or a text."""
    for entry in feedparser.parse(data).entries:
        title = shown(entry.get("title", ""))
        text = " ".join(str(each.value) for each in entry.get("content", ())) + entry.get("summary", "")
        if title or shown(text):
            yield Expected(title=title or None)


def page(path: Path) -> Iterator[Expected]:
    """A page by the files of newspaper4k beside its folder: metadata/NAME.json and txt/NAME.txt."""
    gold, text = (path.parent.parent / part for part in (f"metadata/{path.stem}.json", f"txt/{path.stem}.txt"))
    told = json.loads(gold.read_bytes()) if gold.is_file() else {}
    authors = told.get("authors")
    if told or text.is_file():
        yield Expected(
            title=plain(told.get("title")) or None,
            day=day_of(str(told.get("publish_date"))),
            authors=", ".join(authors) if isinstance(authors, list) else None,
            text=text.read_text(encoding="utf-8") if text.is_file() else told.get("text_cleaned"),
        )


def pdf(data: bytes) -> Iterator[Expected]:
    """The document, when pypdf finds words in it."""
    try:
        text = " ".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(data)).pages)
    except (pypdf.errors.PyPdfError, ValueError, KeyError):
        return
    if len(words(text)) >= _DOCUMENT:
        yield Expected(text=text)


def document(data: bytes) -> Iterator[Expected]:
    """A Word or OpenDocument text, or a book: what is between its tags."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        text = " ".join(shown(packed.read(name).decode()) for name in packed.namelist() if _PARTS.fullmatch(name))
    if len(words(text)) >= _DOCUMENT:
        yield Expected(text=text)


def warc(data: bytes) -> Iterator[Expected]:
    """Every HTML record with as many words as an article has."""
    for record in re.split(r"(?m)^WARC/1\.[01]\r?$", _unpacked(data).decode("utf-8", "replace")):
        begin = re.search("<!doctype html|<html", record, re.IGNORECASE)
        is_page = "WARC-Type: response" in record or "WARC-Type: resource" in record
        if is_page and begin and len(words(shown(record[begin.start() :]))) >= _PAGE:
            title = re.search("<title>(.*?)</title>", record, re.DOTALL)
            yield Expected(title=plain(title[1]) if title else None)


def _unpacked(data: bytes) -> bytes:
    """The members of a gzip file, as far as they are whole; any other file as it is."""
    found = b""
    while data[:2] == b"\x1f\x8b":
        member = zlib.decompressobj(31)
        try:
            found += member.decompress(data)
        except zlib.error:
            break
        data = member.unused_data
    return found or data


def peer_of(path: Path, data: bytes) -> tuple[str, Iterator[Expected]] | None:
    """The kind of a file and its articles as a peer tells them; None where the file's own fields tell them."""
    name = path.name.lower()
    if is_mail(name, data):
        return "mail", mail(data)
    if _FEEDPARSER & set(path.parts):
        return "feeds", feed(data)
    if name.endswith(".html") and (path.parent.parent / "metadata").is_dir():
        return "pages", page(path)
    kind = name.removesuffix(".gz").rpartition(".")[2]
    return (kind.upper(), _BY_NAME[kind](data)) if kind in _BY_NAME else None


_BY_NAME: Mapping[str, Callable[[bytes], Iterator[Expected]]] = {
    "pdf": pdf,
    "docx": document,
    "odt": document,
    "epub": document,
    "warc": warc,
}
