"""Front matter: the fields above a Markdown text, in YAML between "---" lines or in TOML between "+++" lines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Final

from digest.errors import SeedError
from digest.model import Hint

_LONGEST: Final = 20_000
_MOST_LINES: Final = 500
_KEYS: Final = {
    "title": "title",
    "date": "date",
    "published": "date",
    "updated": "updated",
    "lastmod": "updated",
    "author": "byline",
    "authors": "byline",
    "byline": "byline",
    "url": "url",
    "link": "url",
    "canonical": "url",
    "language": "language",
    "lang": "language",
    "tags": "tags",
    "summary": "summary",
    "description": "summary",
    "agency": "agency",
    "source": "site",
    "site": "site",
    "publisher": "site",
    "section": "section",
    "id": "id",
    "embargo": "embargo",
    "embargoed": "embargo",
    "embargo_until": "embargo",
    "draft": "status",
}
FENCES: Final = ("---", "+++")
_YAML, _TOML = FENCES
_ENDS: Final = {_YAML: (_YAML, "..."), _TOML: (_TOML,)}
_KEY: Final = re.compile(r"[\"']?(\w[\w .-]{0,60}?)[\"']?[ \t]*[:=](?:[ \t]|$)")
#: what may stand in front matter beside fields: lists, continued lines, comments, tables of TOML
_BESIDE: Final = ("- ", "-\t", " ", "\t", "#", "[", "]", "}")


def opens_front_matter(lines: Sequence[str]) -> bool:
    """Whether the first lines of a file are front matter with a field that is known."""
    end = _end_of(lines, 0)
    return end is not None and any(_key_of(line) in _KEYS for line in lines[1:end])


def notes_of(lines: Sequence[str]) -> list[range]:
    """The lines of the notes of a file, each from front matter with a title to the next; none where it is one note."""
    begins: list[int] = []
    at, fenced = 0, False
    while at < len(lines):
        fenced ^= lines[at].lstrip().startswith(("```", "~~~"))
        end = None if fenced else _end_of(lines, at)
        if end is not None and any(_key_of(line) == "title" for line in lines[at + 1 : end]):
            begins.append(at)
            at = end
        at += 1
    if len(begins) < 2 or any(line.strip() for line in lines[: begins[0]]):
        return []
    return [range(begin, end) for begin, end in pairwise((*begins, len(lines)))]


def _end_of(lines: Sequence[str], begin: int) -> int | None:
    """The line of the fence that ends front matter which begins here; None where none begins.

    It opens with a field, and nothing but fields, lists and their like stands in it: a rule above a text is none.
    """
    fence = lines[begin].strip("\ufeff").rstrip() if begin < len(lines) else ""
    if fence not in _ENDS or begin + 1 >= len(lines) or not _key_of(lines[begin + 1]):
        return None
    for at in range(begin + 1, min(len(lines), begin + _MOST_LINES)):
        line = lines[at].rstrip()
        if line in _ENDS[fence]:
            return at
        if line and not _key_of(line) and not line.startswith(_BESIDE) and line != "-":
            return None
    return None


def _key_of(line: str) -> str:
    found = _KEY.match(line)
    return found[1].lower() if found else ""


def front_matter(lines: Sequence[str], path: str) -> tuple[dict[str, Hint], int]:
    """The fields of the front matter as text, and how many lines it takes. Raises SeedError with the broken line."""
    end = _end_of(lines, 0)
    if end is None:
        return {}, 0
    fence = lines[0].strip("\ufeff").rstrip()
    block = "\n".join(lines[1:end])
    if len(block) > _LONGEST:
        raise SeedError(f"its front matter is longer than {_LONGEST:,} characters", path=path)
    table = _yaml(block, path) if fence == _YAML else _toml(block, path)
    if table is None:
        return {}, 0
    hints: dict[str, Hint] = {}
    for key, value in table.items():
        name = _KEYS.get(key.strip().lower()) if isinstance(key, str) else None
        text = _scalar(value)
        if name == "status":
            # `draft: true`: its author holds it back
            text = "withheld" if text.casefold() in {"true", "yes", "on"} else ""
        if name is not None and text:
            hints.setdefault(name, Hint(value=text, source="front-matter"))
    return hints, end + 1


def _yaml(block: str, path: str) -> Mapping[object, object] | None:
    """The block's mapping with texts for scalars: YAML 1.1 would turn "NO" into False and dates into objects."""
    import yaml

    try:
        loader = yaml.BaseLoader(block)
        try:
            table = loader.get_single_data()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark is not None else 1
        raise SeedError(f"its front matter is not valid YAML (line {line}: {error.problem})", path=path) from error
    except (yaml.YAMLError, RecursionError, ValueError, TypeError) as error:
        raise SeedError(f"its front matter is not valid YAML ({type(error).__name__})", path=path) from error
    return table if isinstance(table, dict) else None


def _toml(block: str, path: str) -> Mapping[str, object]:
    try:
        return tomllib.loads(block)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SeedError(f"its front matter is not valid TOML ({error}, below the fence)", path=path) from error


def _scalar(value: object) -> str:
    """A text, or a list of texts joined by commas; anything deeper is no field of an article."""
    if isinstance(value, list):
        return ", ".join(text for each in value[:50] if not isinstance(each, list) and (text := _scalar(each)))
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return " ".join(value.split()) if isinstance(value, str) else ""
