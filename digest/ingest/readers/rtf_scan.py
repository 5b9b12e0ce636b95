"""Rich text as paragraphs (RTF 1.9.1): one pass over its groups, control words and letters."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from digest.ingest.headings import Look, level_of
from digest.ingest.readers.office import Lines

_TOKEN = re.compile(
    rb"\\([A-Za-z]{1,32})(-?\d{1,10})? ?|\\'([0-9A-Fa-f]{2})|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\([^A-Za-z'])|\\'?",
    re.DOTALL,
)
_HIGH = re.compile(rb"[\x80-\xff]+")
#: destinations without text of the document; those marked with \* are left out too, unless they are named below
_NAMES = """
    annotation atnauthor atndate atnid atnref bkmkend bkmkstart colortbl datafield filetbl fldinst ftncn ftnsep ftnsepc
    generator keycode listoverridetable listtable nonshppict objclass objdata objname panose pict private revtbl rxe
    shprslt sn sp sv tc template themedata userprops xe xmlnstbl
"""
_NO_TEXT = frozenset(_NAMES.split())
#: destinations whose text stands aside
_HEADS = """header headerl headerr headerf footer footerl footerr footerf"""
_ASIDE = dict.fromkeys(_HEADS.split(), "head") | {"footnote": "note", "endnote": "note"}
#: marked destinations inside which one holds text: a drawing, a text in two alphabets
_AROUND = frozenset({"shpinst", "upr", "shppict", "do", "dptxbx"})
_INSIDE = frozenset({"shptxt", "ud", "dptxbxtext"})
_ENDS = frozenset({"par", "page", "column", "sect"})
_SIGNS = {
    "line": "\n", "lbr": "\n", "softline": "\n", "tab": "\t", "emdash": "—", "endash": "–", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ", "qmspace": " ",
    "zwj": "\u200d", "zwnj": "\u200c",
}  # fmt: skip
_SYMBOLS = {b"~": "\u00a0", b"_": "-", b"-": "", b"\\": "\\", b"{": "{", b"}": "}", b"\t": "\t"}
#: code pages of the fonts' character sets (\\fcharset); 0 and 1 are the document's own
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "cp950", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
    254: "cp437", 255: "cp850",
}  # fmt: skip
_DATES = ("yr", "mo", "dy", "hr", "min")


@dataclass(slots=True)
class _State:
    """What a group inherits and its end brings back."""

    where: str = "text"
    """text, head or note; what is read for itself: fonts, styles, made; none"""
    outer: str = "text"
    """where the text of a drawing belongs"""
    skip: int = 1
    """signs behind a \\u that stand for it in old programs"""
    font: int = -1
    bold: bool = False
    size: int = 24
    """half points"""
    hidden: bool = False
    style: int = 0
    level: int = 0


@dataclass(slots=True)
class _Part:
    """A paragraph that is being read, and the cells before it in its row."""

    letters: list[str] = field(default_factory=list)
    looks: Counter[tuple[int, bool]] = field(default_factory=Counter)
    cells: list[str] = field(default_factory=list)
    in_row: bool = False
    level: int = 0


class Scanner:
    """One pass over a document; `lines` has its paragraphs then, what stands aside with the reason."""

    def __init__(self, data: bytes, lines: Lines) -> None:
        self._data = data
        self._lines = lines
        self._state = _State()
        self._stack: list[_State] = []
        self._codec = "cp1252"
        self._fonts: dict[int, str] = {}
        self._styles: dict[int, int] = {}
        self._default = -1
        self._bytes = bytearray()
        self._marked = False
        self._to_skip = 0
        self._parts = {"text": _Part(), "head": _Part(), "note": _Part()}
        self._name: list[str] = []
        self._made: dict[str, int] = {}
        self._raw = "utf-8" if _is_utf8(data) else ""
        self._does: Mapping[str, Callable[[int | None], None]] = {
            "u": self._unicode, "uc": self._set("skip", 1), "f": self._font, "b": self._bold,
            "fs": self._set("size", 24), "plain": self._plain, "pard": self._pard, "s": self._style,
            "outlinelevel": self._outline, "v": self._hide,
            "deleted": self._hide, "htmlrtf": self._hide, "ansicpg": self._page, "mac": self._mac, "deff": self._deff,
            "fcharset": self._charset, "cell": self._cell, "nestcell": self._cell, "row": self._row,
            "nestrow": self._row, "intbl": self._in_row, "pc": self._pc, "pca": self._pca,
        }  # fmt: skip

    def scan(self) -> None:
        """Read the document to its end, whatever it is: a closing bracket too many ends nothing."""
        at, end, match = 0, len(self._data), _TOKEN.match
        while at < end:
            token = match(self._data, at)
            if token is None:
                break
            at = token.end()
            word, number, code, bracket, text, symbol = token.groups()
            if text is not None:
                self._take(text)
            elif word is not None:
                at = self._control(word.decode("ascii"), int(number) if number is not None else None, at)
            elif code is not None:
                self._take(bytes.fromhex(code.decode("ascii")), raw=False)
            elif bracket is not None:
                self._group(bracket)
            elif symbol is not None:
                self._symbol(symbol)
        self._flush()
        for where, part in self._parts.items():
            if part.cells:
                self._row_of(where)
            part.in_row = False
            if "".join(part.letters).strip():
                self._end(where)

    @property
    def made(self) -> str:
        """When the document was made, as ISO 8601; empty where it does not say."""
        if not all(self._made.get(name) for name in ("yr", "mo", "dy")):
            return ""
        year, month, day, hour, minute = (self._made.get(name, 0) for name in _DATES)
        return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:00"

    def _group(self, bracket: bytes) -> None:
        self._flush()
        self._to_skip = 0
        self._marked = False
        if bracket == b"{":
            self._stack.append(replace(self._state))
        elif self._stack:
            if self._state.where == "styles":
                self._name_style()
            before, self._state = self._state.where, self._stack.pop()
            if before in ("head", "note") and self._state.where != before:
                self._end(before)

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._marked = True
        elif symbol in b"\r\n":
            self._control("par", None, 0)
        elif not self._skipped():
            self._add(_SYMBOLS.get(symbol, ""))

    def _control(self, word: str, number: int | None, at: int) -> int:
        """One control word; where the reading goes on behind it."""
        if word == "bin":
            self._skipped()
            return at + max(number or 0, 0)
        marked, self._marked = self._marked, False
        done = self._does.get(word)
        if word != "u" and (word in _SIGNS or word in _ENDS) and self._skipped():
            return at
        if word in _SIGNS:
            self._add(_SIGNS[word])
        elif done is not None:
            self._flush()
            done(number)
        elif word in _ENDS:
            self._flush()
            self._end(self._state.where)
        elif word in _DATES and self._state.where == "made":
            self._made[word] = number or 0
        else:
            self._destination(word, marked=marked)
        return at

    def _destination(self, word: str, *, marked: bool) -> None:
        state = self._state
        if word in _INSIDE:
            state.where = state.outer
        elif word in _AROUND:
            state.outer, state.where = (state.where if state.where != "none" else state.outer), "none"
        elif state.where == "none":
            return
        elif word == "fonttbl":
            state.where = "fonts"
        elif word == "stylesheet":
            state.where = "styles"
        elif word == "creatim":
            state.where = "made"
        elif word in _NO_TEXT or marked or word == "info":
            state.where = "none" if word != "info" else "info"
        elif word in _ASIDE:
            state.where = _ASIDE[word]

    def _set(self, name: str, default: int) -> Callable[[int | None], None]:
        def store(number: int | None) -> None:
            setattr(self._state, name, default if number is None else number)

        return store

    def _bold(self, number: int | None) -> None:
        self._state.bold = number != 0

    def _hide(self, number: int | None) -> None:
        self._state.hidden = number != 0

    def _plain(self, _: int | None) -> None:
        self._state.bold, self._state.size, self._state.hidden, self._state.font = False, 24, False, self._default

    def _pard(self, _: int | None) -> None:
        self._state.style, self._state.level = 0, 0
        if self._state.where in self._parts:
            self._parts[self._state.where].in_row = False

    def _in_row(self, _: int | None) -> None:
        if self._state.where in self._parts:
            self._parts[self._state.where].in_row = True

    def _style(self, number: int | None) -> None:
        self._state.style = number or 0
        self._state.level = 0 if self._state.where == "styles" else self._styles.get(number or 0, 0)

    def _outline(self, number: int | None) -> None:
        if number is not None and 0 <= number < 9 and self._state.where in self._parts:
            self._state.level = number + 2

    def _name_style(self) -> None:
        name = "".join(self._name).strip(" ;")
        self._name.clear()
        level = level_of(name)
        if level:
            self._styles[self._state.style] = level

    def _font(self, number: int | None) -> None:
        self._state.font = number or 0

    def _deff(self, number: int | None) -> None:
        self._default = self._state.font = number or 0

    def _charset(self, number: int | None) -> None:
        if self._state.where == "fonts" and number in _CHARSETS:
            self._fonts[self._state.font] = _CHARSETS[number]

    def _page(self, number: int | None) -> None:
        self._codec = _known(f"cp{number}") or self._codec

    def _mac(self, _: int | None) -> None:
        self._codec = "mac_roman"

    def _pc(self, _: int | None) -> None:
        self._codec = "cp437"

    def _pca(self, _: int | None) -> None:
        self._codec = "cp850"

    def _skipped(self) -> bool:
        """Whether this sign stands for the Unicode letter before it, in old programs."""
        if self._to_skip:
            self._to_skip -= 1
            return True
        return False

    def _take(self, data: bytes, *, raw: bool = True) -> None:
        if self._to_skip:
            gone = min(self._to_skip, len(data))
            self._to_skip -= gone
            data = data[gone:]
        if self._state.where in ("none", "made", "info") or not data:
            return
        if raw and self._raw and not data.isascii():
            self._flush()
            self._add(data.decode(self._raw, errors="replace"))
        else:
            self._bytes += data

    def _flush(self) -> None:
        """Decode the bytes that stand in one font."""
        if self._bytes:
            codec = self._fonts.get(self._state.font, self._codec)
            text = self._bytes.decode("ascii" if self._bytes.isascii() else codec, errors="replace")
            self._bytes.clear()
            self._add(text)

    def _unicode(self, number: int | None) -> None:
        self._add(chr((number or 0) % 65536))
        self._to_skip = max(self._state.skip, 0)

    def _add(self, text: str) -> None:
        self._flush()
        state = self._state
        if state.where == "styles":
            self._name.append(text)
        elif state.where in self._parts and not state.hidden and text:
            part = self._parts[state.where]
            part.letters.append(text)
            part.looks[state.size, state.bold] += len(text.strip())
            part.level = part.level or state.level

    def _end(self, where: str) -> None:
        """A paragraph ends; one in a row of a table is a part of its cell."""
        if where not in self._parts:
            return
        part = self._parts[where]
        if part.in_row and where == "text":
            part.letters.append("\n")
            return
        text = _paired("".join(part.letters))
        (size, bold), _ = part.looks.most_common(1)[0] if part.looks else ((0, False), 0)
        level = part.level
        part.letters, part.looks, part.level = [], Counter(), 0
        if where == "text":
            self._lines.add(text, Look(level=level, size=size / 2, bold=bold))
        elif text.strip():
            self._lines.set_aside("a running head" if where == "head" else "a footnote", [text])

    def _cell(self, _: int | None) -> None:
        if self._state.where in self._parts:
            part = self._parts[self._state.where]
            part.cells.append(_paired("".join(part.letters)).strip("\n"))
            part.letters, part.looks = [], Counter()

    def _row(self, _: int | None) -> None:
        if self._state.where in self._parts:
            self._row_of(self._state.where)

    def _row_of(self, where: str) -> None:
        part = self._parts[where]
        rows = [part.cells]
        part.cells, part.in_row = [], False
        if where == "text":
            self._lines.take_row(rows)
        else:
            self._lines.set_aside("a running head" if where == "head" else "a footnote", rows[0])


def _known(codec: str) -> str:
    try:
        return codecs.lookup(codec).name
    except LookupError:
        return ""


def _is_utf8(data: bytes) -> bool:
    """Whether the bytes that RTF does not allow are UTF-8 all the same."""
    high = b"".join(_HIGH.findall(data[:1_000_000]))
    if not high:
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(high)
    except UnicodeDecodeError:
        return False
    return True


def _paired(text: str) -> str:
    """Halves of a letter beyond U+FFFF as one; a half without the other is a sign of damage."""
    if not any("\ud800" <= sign <= "\udfff" for sign in text):
        return text
    return text.encode("utf-16-le", errors="surrogatepass").decode("utf-16-le", errors="replace")
