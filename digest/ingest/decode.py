"""Bytes to text: byte order mark, UTF-8, the declared charset, a guess; never silently wrong."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from digest.errors import SeedError
from digest.ingest.foreign import foreign_bytes
from digest.ingest.lines import line_feeds
from digest.model import Draft, Seed

GUESSED = "encoding-guessed"
REPAIRED = "mojibake-repaired"

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: what detectors read: enough to decide, little enough to be quick on a 50 MB file
_SAMPLE = 200_000
_CHARSET = re.compile(rb"""(?:charset|encoding)\s{0,4}=\s{0,4}["']?\s{0,4}([A-Za-z0-9_:.-]{2,40})""")
#: what labels mean in practice (WHATWG Encoding Standard, "names and labels")
_LABELS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
#: Python's codecs that are no charsets of texts
_NO_CHARSETS = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"})
#: first characters of UTF-8 sequences read as cp1252: Latin, punctuation, Greek, Cyrillic, Arabic
_MOJIBAKE_MARKS = "ÃÂâÎÐÑØÙ"
#: "Â£4 million", "cafÃ©", and any three
_SURE = re.compile("[ÂÃ][¢-©¬®-¶¸¹¼-¾]|...")
_NON_ASCII = re.compile(r"[^\x00-\x7f]+")
#: bytes that text hardly ever holds; ESC is left out because ISO-2022 text is full of it
_CONTROLS = bytes({*range(0x20)} - {*b"\t\n\v\f\r\x1b"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A seed's text with line feeds as the only line ends, the encoding it was in, and what was doubtful about it."""

    text: str
    encoding: str
    flags: frozenset[str] = frozenset()


def text_of(seed: Seed, *, unicode_breaks: bool = True) -> Decoded:
    """Decode a seed; line breaks become line feeds, those of Unicode only when asked (JSON Lines has none of them).

    A charset that the seed's holder names (a mail's part, an HTTP header) goes before the one named inside.

    Raises SeedError when it is empty, binary (naming what it is), or holds nothing but white space.
    """
    if not seed.data:
        raise SeedError("the file is empty", path=seed.path)
    foreign = foreign_bytes(seed.data)
    if foreign is not None:
        raise SeedError(f"this is {foreign}", path=seed.path)
    held = seed.context.get("charset")
    text, encoding, flags = _decode(seed.data, seed.path, held.value if held is not None else None)
    text = text.removeprefix("\ufeff")
    if not text or text.isspace():
        raise SeedError("the file holds nothing but white space", path=seed.path)
    repaired = repair_mojibake(text)
    if repaired != text:
        flags |= {REPAIRED}
    lined = line_feeds(repaired) if unicode_breaks else repaired.replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(text=lined, encoding=encoding, flags=flags)


def head_of(seed: Seed, size: int = 4096) -> str:
    """The first characters of a seed, for sniffing only: bytes that do not decode are left out."""
    return _head(seed.data[:size])


@lru_cache(maxsize=8)
def _head(data: bytes) -> str:
    """Kept for the readers that ask, one after the other, whether a seed is theirs."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, errors="ignore")
    if _many_controls(data):
        return data.decode(_wide_order(data), errors="ignore")
    return data.decode("utf-8", errors="ignore")


def declared_charset(data: bytes) -> str | None:
    """The charset an HTML meta element or an XML declaration names in the first 2,048 bytes."""
    head = data[:2048]
    if b"<" not in head:
        return None
    for tag in head.split(b"<")[1:]:
        if tag[:4].lower() in (b"meta", b"?xml"):
            found = _CHARSET.search(tag.split(b">", 1)[0].lower())
            if found is not None:
                return found[1].decode("ascii")
    return None


def text_in(data: bytes, charset: str) -> str:
    """A few bytes in the charset they are said to be in; what does not fit it is replaced."""
    found = _try(data, charset) or _try(data, "utf-8")
    if found is not None:
        return found[0]
    try:
        encoding = codecs.lookup(charset).name
        return data.decode(_LABELS.get(encoding, encoding), errors="replace")
    except (LookupError, ValueError):
        return data.decode("cp1252", errors="replace")


def repair_mojibake(text: str) -> str:
    """Undo UTF-8 that was read as cp1252, only where every doubtful run turns back into valid UTF-8."""
    return _mend(text, _repairs(text))


def repair_draft(draft: Draft) -> Draft:
    """A draft whose text came out of references or escapes as UTF-8 read as cp1252 ("&#xC2;&#xA3;4"), mended as one."""
    texts = [draft.title, *draft.paragraphs, *draft.captions]
    if all(map(str.isascii, texts)):
        return draft
    repairs = _repairs("\n".join(texts))
    if not repairs:
        return draft
    return replace(
        draft,
        title=_mend(draft.title, repairs),
        paragraphs=tuple(_mend(each, repairs) for each in draft.paragraphs),
        captions=tuple(_mend(each, repairs) for each in draft.captions),
        hints={name: replace(hint, value=_mend(hint.value, repairs)) for name, hint in draft.hints.items()},
        flags=draft.flags | {REPAIRED},
    )


def _mend(text: str, repairs: Mapping[str, str]) -> str:
    return _NON_ASCII.sub(lambda found: repairs.get(found[0], found[0]), text) if repairs else text


def _repairs(text: str) -> dict[str, str]:
    """What each doubtful run of a text was; nothing where one of them was no UTF-8."""
    if text.isascii() or not any(map(text.__contains__, _MOJIBAKE_MARKS)):
        return {}
    repairs: dict[str, str] = {}
    for run in set(_NON_ASCII.findall(text)):
        if run[0] in _MOJIBAKE_MARKS and len(run) > 1:
            mended = _undo_cp1252(run)
            if mended is None:
                return {}
            repairs[run] = mended
    # one pair of letters may be an author's choice; two different ones, a run of three, or a letter and a sign are not
    if len(repairs) == 1 and not _SURE.match(next(iter(repairs))):
        return {}
    return repairs


def _undo_cp1252(run: str) -> str | None:
    raw = bytearray()
    for character in run:
        try:
            raw += character.encode("cp1252")
        except UnicodeEncodeError:
            # the five bytes cp1252 leaves undefined pass through most decoders as C1 controls
            if not 0x80 <= ord(character) <= 0x9F:
                return None
            raw.append(ord(character))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _decode(data: bytes, path: str, held: str | None) -> tuple[str, str, frozenset[str]]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = data[len(bom) :].decode(encoding, errors="replace")
            return text, encoding, frozenset({GUESSED}) if "\ufffd" in text else frozenset()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        if b"\x00" in data:
            return _decode_wide(data, path), _wide_order(data), frozenset()
        if _many_controls(data):
            raise SeedError("this is a binary file (it holds control bytes), not text", path=path) from None
        return _decode_narrow(data, held)
    if "\x00" in text and _many_controls(data):
        return _decode_wide(data, path), _wide_order(data), frozenset()
    # valid multi-byte UTF-8 is never another charset by accident; pure ASCII may be a declared 7-bit one
    found = _declared(data, held) if text.isascii() else None
    return found or (text, "utf-8", frozenset())


def _many_controls(data: bytes) -> bool:
    """Whether more than one byte in fifty is a control, as in UTF-16 and in binary files; a stray one is repaired."""
    head = data[:_SAMPLE]
    return (len(head) - len(head.translate(None, _CONTROLS))) * 50 > len(head)


def _decode_narrow(data: bytes, held: str | None) -> tuple[str, str, frozenset[str]]:
    """Text in bytes that are not UTF-8: declared charset, damaged UTF-8, detector, cp1252."""
    found = _declared(data, held)
    if found is not None:
        return found
    text = data.decode("utf-8", errors="replace")
    damaged = text.count("\ufffd")
    # a copy cut in the middle of a character, or one bad byte, leaves the other sequences valid
    if sum(len(run) for run in _NON_ASCII.findall(text[:_SAMPLE])) >= 10 * damaged:
        return text, "utf-8", frozenset({GUESSED})
    import chardet

    guess = chardet.detect(data[:_SAMPLE])["encoding"]
    found = _try(data, guess) if guess is not None else None
    if found is not None:
        return found[0], found[1], frozenset({GUESSED})
    return data.decode("cp1252", errors="replace"), "cp1252", frozenset({GUESSED})


def _declared(data: bytes, held: str | None) -> tuple[str, str, frozenset[str]] | None:
    """The text in the first charset that is declared and fits."""
    names = (name for name in (held, declared_charset(data)) if name)
    return next((found for name in names if (found := _try(data, name)) is not None), None)


def _try(data: bytes, name: str) -> tuple[str, str, frozenset[str]] | None:
    try:
        encoding = codecs.lookup(name).name
        encoding = _LABELS.get(encoding, encoding)
        if encoding.startswith(("utf-16", "utf-32")) or encoding in _NO_CHARSETS:
            return None  # bytes that show an ASCII declaration are not in a wide encoding
        return data.decode(encoding), encoding, frozenset()
    except (LookupError, ValueError):
        return None


def _wide_order(data: bytes) -> str:
    """UTF-16's byte order by where the zero bytes stand: the high byte of Latin letters and of white space."""
    head = data[:_SAMPLE]
    return "utf-16-be" if head[0::2].count(0) > head[1::2].count(0) else "utf-16-le"


def _decode_wide(data: bytes, path: str) -> str:
    """UTF-16 without a mark. Raises SeedError when the zero bytes mean a binary file."""
    head = data[:_SAMPLE]
    zeros = sorted((head[0::2].count(0), head[1::2].count(0)))
    if zeros[0] <= zeros[1] // 20 and len(data) % 2 == 0:
        try:
            text = data.decode(_wide_order(data))
        except UnicodeDecodeError:
            text = ""
        sample = text[:20_000]
        shown = sum(character.isprintable() or character in "\n\r\t" for character in sample)
        if sample and shown >= 0.99 * len(sample) and any(character.isspace() for character in sample):
            return text
    raise SeedError("this is a binary file (it holds zero bytes), not text", path=path)
