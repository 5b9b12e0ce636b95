"""What a PDF page draws: runs of text with their place, size and weight (ISO 32000-1 section 9)."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pypdf import PdfReader
    from pypdf.generic._font import Font

#: a matrix [a b c d e f] of section 8.3.3
Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
#: forms inside forms
_DEEPEST = 8
_MOST_RUNS = 200_000
#: weight of a font that its descriptor calls bold, and the bit that forces it (table 123)
_BOLD = 600
_FORCED = 1 << 18
_MARKS = ("bold", "black", "heavy", "semibold", "demi")


class Run(NamedTuple):
    """Some letters drawn in one go, in points: where they begin and end, their base line and their size."""

    x: float
    end: float
    y: float
    size: float
    text: str
    bold: bool
    turned: int
    """quarter turns of the text against the page, counter-clockwise; places are those of the turned page"""


class Overfull(Exception):  # noqa: N818 - a bound that a page reaches, and no failure
    """A page draws more runs than any real one."""


@dataclass(slots=True)
class _Face:
    """A font as text needs it: (letters, width in thousandths, is a space) of each code, and whether it is bold."""

    font: Font
    bold: bool
    wide: bool
    """two bytes a code"""
    scale: float
    """thousandths of a size in one unit of its widths"""
    known: dict[int, tuple[str, float, bool]] = field(default_factory=dict)

    def codes(self, data: bytes) -> list[int]:
        if not self.wide:
            return list(data)
        return [data[at] << 8 | data[at + 1] for at in range(0, len(data) - 1, 2)]

    def glyph(self, code: int) -> tuple[str, float, bool]:
        found = self.known.get(code)
        if found is None:
            found = self.known[code] = self._look_up(code)
        return found

    def _look_up(self, code: int) -> tuple[str, float, bool]:
        font = self.font
        raw = chr(code)
        name = raw
        if not isinstance(font.encoding, str):
            name = font.encoding.get(code, raw)
        text = font.character_map.get(name, name)
        space = raw == font.space_char or text == " "
        width = font.space_width if raw == font.space_char else font.get_text_width(raw)
        return _plain(text if isinstance(text, str) else ""), float(width) * self.scale, space


def _plain(text: str) -> str:
    """Letters for presentation forms; several that one right-to-left glyph stands for lie as the eye sees them."""
    found = "".join(
        unicodedata.normalize("NFKC", sign) if "\ufb00" <= sign <= "\ufdff" or "\ufe70" <= sign <= "\ufefc" else sign
        for sign in text
    )
    if len(found) > 1 and any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in found):
        return found[::-1]
    return "".join(sign for sign in found if sign >= " " or sign == "\t")


@dataclass(slots=True)
class _State:
    """The graphics state that text depends on (tables 52 and 104)."""

    space: Matrix = _IDENTITY
    face: _Face | None = None
    size: float = 0.0
    between: float = 0.0
    word: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0


class Faces:
    """The fonts of one document; each is read once, whatever number of pages names it."""

    def __init__(self) -> None:
        self._known: dict[object, _Face | None] = {}

    def of(self, reference: Any) -> _Face | None:
        """The font of a resource; None for one that is damaged."""
        key = getattr(reference, "idnum", None) or id(reference)
        if key not in self._known:
            self._known[key] = _face(reference)
        return self._known[key]


def _face(reference: Any) -> _Face | None:
    from pypdf.generic._font import Font

    try:
        resource = reference.get_object()
        font = Font.from_font_resource(resource)
        # the letters of a type 3 font are drawn in a space of its own (section 9.6.5)
        scale = 1000 * abs(float(resource["/FontMatrix"][0])) if "/FontMatrix" in resource else 1.0
    except (AttributeError, TypeError, ValueError, KeyError, IndexError):
        return None
    if not font.interpretable:
        return None
    known = font.font_descriptor
    weight = str(known.weight)
    bold = (
        any(mark in str(font.name).casefold() for mark in _MARKS)
        or (weight.isdecimal() and int(weight) >= _BOLD)
        or bool(int(known.flags) & _FORCED)
    )
    return _Face(font=font, bold=bold, wide=isinstance(font.encoding, str), scale=scale)


def runs_of(page: Any, document: PdfReader, faces: Faces, operator: Callable[[], None]) -> list[Run]:
    """The runs of a page in the order in which it draws them; `operator` is told of each step.

    Raises Overfull, and whatever pypdf and `operator` do.
    """
    drawn = _Drawing(document, faces, operator)
    contents = page.get("/Contents")
    if contents is not None:
        drawn.draw(contents.get_object(), page.get("/Resources"), _IDENTITY, 0)
    return drawn.runs


class _Drawing:
    """The operators of a page's content that place text (annex A)."""

    def __init__(self, document: PdfReader, faces: Faces, operator: Callable[[], None]) -> None:
        self._document = document
        self._faces = faces
        self._step = operator
        self.runs: list[Run] = []
        self._state = _State()
        self._saved: list[_State] = []
        self._line: Matrix = _IDENTITY
        self._text: Matrix = _IDENTITY
        self._resources: Any = None
        self._depth = 0
        self._does: Mapping[bytes, Callable[[list[Any]], None]] = {
            b"q": self._save, b"Q": self._restore, b"cm": self._transform, b"BT": self._begin, b"Tf": self._font,
            b"Td": self._move, b"TD": self._move_and_lead, b"T*": self._next, b"Tm": self._place,
            b"Tj": self._show, b"TJ": self._show_all, b"'": self._next_show, b'"': self._next_spaced,
            b"Tc": self._set("between"), b"Tw": self._set("word"), b"Tz": self._stretch,
            b"TL": self._set("leading"), b"Ts": self._set("rise"), b"Do": self._form,
        }  # fmt: skip

    def draw(self, stream: Any, resources: Any, space: Matrix, depth: int) -> None:
        from pypdf.generic import ContentStream

        content = ContentStream(stream, self._document, "bytes")
        if b"BT" not in content.get_data() and b"Do" not in content.get_data():
            return
        outer = self._resources, self._depth, self._state, self._saved
        self._resources = resources.get_object() if resources is not None else self._resources
        self._depth, self._state, self._saved = depth, replace(self._state, space=space), []
        for operands, operator in content.operations:
            self._step()
            done = self._does.get(operator)
            if done is not None:
                try:
                    done(operands)
                except (TypeError, IndexError, ValueError, KeyError, AttributeError):
                    continue  # an operator with the wrong operands draws nothing
        self._resources, self._depth, self._state, self._saved = outer

    def _set(self, name: str) -> Callable[[list[Any]], None]:
        def store(operands: list[Any]) -> None:
            setattr(self._state, name, float(operands[0]))

        return store

    def _save(self, _: list[Any]) -> None:
        self._saved.append(replace(self._state))

    def _restore(self, _: list[Any]) -> None:
        if self._saved:
            self._state = self._saved.pop()

    def _transform(self, operands: list[Any]) -> None:
        self._state.space = _times(_matrix(operands), self._state.space)

    def _begin(self, _: list[Any]) -> None:
        self._text = self._line = _IDENTITY

    def _font(self, operands: list[Any]) -> None:
        self._state.size = float(operands[1])
        named = (self._resources or {}).get("/Font")
        fonts: Any = named.get_object() if named is not None else {}
        self._state.face = self._faces.of(fonts.raw_get(operands[0])) if operands[0] in fonts else None

    def _move(self, operands: list[Any]) -> None:
        self._line = _times((1.0, 0.0, 0.0, 1.0, float(operands[0]), float(operands[1])), self._line)
        self._text = self._line

    def _move_and_lead(self, operands: list[Any]) -> None:
        self._state.leading = -float(operands[1])
        self._move(operands)

    def _next(self, _: list[Any]) -> None:
        self._move([0.0, -self._state.leading])

    def _place(self, operands: list[Any]) -> None:
        self._text = self._line = _matrix(operands)

    def _stretch(self, operands: list[Any]) -> None:
        self._state.scale = float(operands[0]) / 100

    def _next_show(self, operands: list[Any]) -> None:
        self._next([])
        self._show(operands)

    def _next_spaced(self, operands: list[Any]) -> None:
        self._state.word, self._state.between = float(operands[0]), float(operands[1])
        self._next_show(operands[2:])

    def _show_all(self, operands: list[Any]) -> None:
        for part in operands[0]:
            if isinstance(part, (str, bytes)):
                self._show([part])
            else:
                self._advance(-float(part) / 1000 * self._state.size * self._state.scale)

    def _show(self, operands: list[Any]) -> None:
        state, shown = self._state, operands[0]
        face = state.face
        data = shown if isinstance(shown, bytes) else str(shown).encode("latin-1", errors="replace")
        if face is None or not data:
            return
        glyphs = [face.glyph(code) for code in face.codes(data)]
        width = sum(width for _, width, _ in glyphs) / 1000 * state.size + len(glyphs) * state.between
        if state.word:
            width += state.word * sum(space for _, _, space in glyphs)
        before = self._text
        self._advance(width * state.scale)
        text = "".join(letters for letters, _, _ in glyphs)
        if text:
            self._note(text, before, face)

    def _advance(self, by: float) -> None:
        a, b, c, d, e, f = self._text
        self._text = (a, b, c, d, e + by * a, f + by * b)

    def _note(self, text: str, before: Matrix, face: _Face) -> None:
        """Store a run whose text matrix was `before` and is the present one now."""
        if len(self.runs) >= _MOST_RUNS:
            raise Overfull
        space = self._state.space
        raised = (1.0, 0.0, 0.0, 1.0, 0.0, self._state.rise)
        a, b, c, d, x, y = _times(_times(raised, before), space)
        _, _, _, _, end, end_y = _times(_times(raised, self._text), space)
        size = abs(self._state.size) * (c * c + d * d) ** 0.5
        turned = (0 if a > 0 else 2) if abs(a) >= abs(b) else (1 if b > 0 else 3)
        for _ in range(turned):
            (x, y), (end, end_y) = (y, -x), (end_y, -end)
        self.runs.append(Run(x, max(end, x), y, size, text, face.bold, turned))

    def _form(self, operands: list[Any]) -> None:
        objects = (self._resources or {}).get("/XObject")
        form = objects.get_object().get(operands[0]) if objects is not None else None
        form = form.get_object() if form is not None else None
        if form is None or form.get("/Subtype") != "/Form" or self._depth >= _DEEPEST:
            return
        matrix = _matrix(form["/Matrix"]) if "/Matrix" in form else _IDENTITY
        text, line = self._text, self._line
        self.draw(form, form.get("/Resources"), _times(matrix, self._state.space), self._depth + 1)
        self._text, self._line = text, line


def _matrix(operands: Any) -> Matrix:
    a, b, c, d, e, f = (float(each) for each in operands)
    return a, b, c, d, e, f


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m
