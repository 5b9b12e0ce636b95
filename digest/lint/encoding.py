"""Bytes to characters, as XML's own rules have it."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARATION = re.compile(r"""<\?xml\s[^>]*?\?>""")
_VERSION = re.compile(r"""version\s*=\s*["']([^"']*)["']""")
_ENCODING = re.compile(r"""encoding\s*=\s*["']([^"']*)["']""")
#: what every reader knows; the others of the registry are obscure
_COMMON = {"utf-8", "utf-16", "utf-16-le", "utf-16-be", "iso8859-1", "ascii", "cp1252"}
_WELCOME = {"utf-8", "utf-16", "utf-16-le", "utf-16-be"}
#: C0 controls and the two last code points of the plane are in no XML document (XML 1.0 section 2.2)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f￾￿]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The text of a document without its declaration, and what is wrong with the way it was written.

    `said` are names of rules with the line and the value they are about.
    """

    text: str
    encoding: str
    said: tuple[tuple[str, int, str], ...]


def decode(data: bytes) -> Decoded:
    """Read the mark, else the declaration, else UTF-8 (XML 1.0 section 4.3.3 and appendix F)."""
    said: list[tuple[str, int, str]] = []
    marked, data = _mark(data)
    guess = marked or _pattern(data)
    head = data[:1000].decode(guess or "latin-1", "replace")
    lead = head.lstrip()
    blank = head != lead and lead.startswith("<?xml")
    if blank:
        said.append(("WPBlankLine", 1, ""))
    match = _DECLARATION.match(lead)
    declared = _declared(match.group() if match else "", said)
    name = _codec(declared, guess, said)
    if marked and declared and not _same(declared, marked):
        said.append(("UnicodeError", 1, f"declared as {declared}, marked as {marked}"))
        name = marked
    text = _text(data, name, said)
    if match:
        at = text.index("<?xml")
        text = text[:at] + re.sub(r"[^\n]", " ", match.group()) + text[at + match.end() :]
    return Decoded(text=text, encoding=name, said=tuple(said))


def forbidden(text: str) -> re.Match[str] | None:
    """The first character that XML has no place for."""
    return _FORBIDDEN.search(text)


def _mark(data: bytes) -> tuple[str | None, bytes]:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name, data[len(mark) :]
    return None, data


def _pattern(data: bytes) -> str | None:
    if data.startswith(b"<\x00"):
        return "utf-16-le"
    return "utf-16-be" if data.startswith(b"\x00<") else None


def _declared(declaration: str, said: list[tuple[str, int, str]]) -> str | None:
    version = _VERSION.search(declaration)
    if version and version.group(1) != "1.0":
        said.append(("BadXmlVersion", 1, version.group(1)))
    encoding = _ENCODING.search(declaration)
    return encoding.group(1) if encoding else None


def _codec(declared: str | None, guess: str | None, said: list[tuple[str, int, str]]) -> str:
    if declared is None:
        return guess or "utf-8"
    try:
        name = codecs.lookup(declared).name
        "".encode(name)
    except (LookupError, ValueError):
        said.append(("UnknownEncoding", 1, declared))
        return guess or "utf-8"
    if name not in _COMMON:
        said.append(("ObscureEncoding", 1, declared))
    elif name not in _WELCOME:
        said.append(("NonstdEncoding", 1, declared))
    return guess if guess and name == "utf-16" else name


def _same(declared: str, marked: str) -> bool:
    return declared.lower().replace("_", "-").removesuffix("-le").removesuffix("-be") in marked


def _text(data: bytes, name: str, said: list[tuple[str, int, str]]) -> str:
    try:
        return data.decode(name)
    except UnicodeError as why:
        start = why.start if isinstance(why, UnicodeDecodeError) else 0
        said.append(("UnicodeError", data.count(b"\n", 0, start) + 1, f"byte {start} is not {name}"))
        return data.decode(name, "replace")
