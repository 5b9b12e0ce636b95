"""Files of other kinds whose text a Word document takes in where they stand (w:altChunk, ECMA-376 section 17.17.2)."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import replace

from digest.ingest.decode import text_of
from digest.ingest.headings import Look
from digest.ingest.markup import parse, text_of_element, texts
from digest.ingest.mime import Mail
from digest.ingest.readers.office import Lines, Package, events
from digest.ingest.readers.rtf_scan import Scanner
from digest.ingest.xml import attribute
from digest.model import Seed

UNREAD = "an embedded file of a kind that is not read: open the document in Word and save it again"
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def chunks_of(package: Package, main: str, kind: str) -> Mapping[str, str]:
    """The parts that the main one takes in or points to, by the names it calls them."""
    folder, name = posixpath.split(main)
    relations = f"{folder}/_rels/{name}.rels"
    found: dict[str, str] = {}
    if relations in package.names:
        for event, element in events(package, relations, kind, frozenset()):
            if event == "end" and attribute(element, "Type").endswith("/aFChunk"):
                target = attribute(element, "Target")
                joined = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                found[attribute(element, "Id")] = posixpath.normpath(joined)
    return found


def take_chunk(package: Package, name: str, lines: Lines, seed: Seed) -> None:
    """Add the text of a part that is HTML, plain text or RTF, also of a page saved as MHTML; any other is set aside.

    Raises SeedError when it is damaged or too large.
    """
    data = package.part(name)
    head = (data or b"")[:1000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    ending = posixpath.splitext(name)[1].lower()
    if data is None or not head:
        lines.set_aside("an embedded file that is empty or missing", [name])
    elif head.startswith(b"{\\rtf"):
        Scanner(data, lines).scan()
    elif ending in (".mht", ".mhtml", ".eml") or head.startswith(b"mime-version:"):
        _take_mail(data, name, lines, seed)
    elif ending in (".htm", ".html", ".xhtml") or b"<html" in head:
        _take_page(data, lines, seed)
    elif ending in (".txt", ".text"):
        lines.add(text_of(replace(seed, data=data, context={})).text)
    else:
        lines.set_aside(UNREAD, [name])


def _take_mail(data: bytes, name: str, lines: Lines, seed: Seed) -> None:
    mail = Mail(data, seed.path)
    pages = [part for part in mail.top.leaves() if part.kind == "text/html"]
    if not pages:
        lines.set_aside(UNREAD, [name])
    for part in pages[:1]:
        _take_page(mail.text(part), lines, seed)


def _take_page(data: bytes, lines: Lines, seed: Seed) -> None:
    tree = parse(text_of(replace(seed, data=data, context={})).text, seed.path)
    levels = {text_of_element(node): int(str(node.tag)[1]) for node in tree.iter(*_HEADINGS)}
    for text in texts(tree):
        lines.add(text, Look(level=levels.get(text, 0)))
