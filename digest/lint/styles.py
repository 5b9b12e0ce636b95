"""Style attributes, and which of their properties can hurt the page that shows an entry."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.lint.words import words

#: only letters, numbers, lengths, quoted names and lists of numbers; no functions, no addresses, no escapes
_LETTERS = re.compile(r"(?:[:,;#%.\sa-zA-Z0-9!-]|'[\s\w-]+'|\"[\s\w-]+\"|\([\d,.%\s]+\))*")
_DECLARATION = re.compile(r"\s*([-\w]+)\s*:\s*([^:;]*)\s*")
_HARMLESS = words("style_properties")
#: the shorthands, whose values may hide an address or a position
_SHORTHANDS = {"background", "border", "margin", "padding"}
_WORDS = words("style_words")
_MEASURE = re.compile(
    r"#[0-9a-f]+|rgb\([\d,.%\s]+\)|-?(?:\d{1,3}(?:\.\d{1,3})?|\.\d{1,3})(?:cm|em|ex|rem|in|mm|pc|pt|px|%)?,?"
)


def dangers(style: str) -> Iterator[str]:
    """The parts of a style attribute that a reader should not let through."""
    if not _LETTERS.fullmatch(style):
        yield style
        return
    for part in style.split(";"):
        if not part.strip():
            continue
        match = _DECLARATION.fullmatch(part)
        if match is None:
            yield part
            continue
        name, value = match[1].lower(), match[2].lower()
        if name not in _HARMLESS:
            yield name
        elif name.split("-")[0] in _SHORTHANDS:
            yield from (word for word in _joined(value).split() if word not in _WORDS and not _MEASURE.fullmatch(word))


def _joined(value: str) -> str:
    """Lists in brackets without their spaces."""
    return re.sub(r"\([^()]*\)", lambda match: "".join(match[0].split()), value)
