"""Front matter: the fields above a Markdown text, in YAML between "---" lines or in TOML between "+++" lines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
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
_YAML: Final = "---"
_TOML: Final = "+++"
_ENDS: Final = {_YAML: (_YAML, "..."), _TOML: (_TOML,)}
_FIELDS: Final = rb"(?:[\w-]+:[^\n]*\n|[ \t]+[^\n]*\n){0,40}?"
#: a block of fields with a title: a note begins
_NOTE: Final = re.compile(rb"^---[ \t]*\r?\n(?=%btitle:[^\n]*\n%b---)" % (_FIELDS, _FIELDS), re.MULTILINE)


def opens_front_matter(lines: Sequence[str]) -> bool:
    """Whether the first lines of a file open front matter with a field that is known."""
    fence = lines[0].rstrip() if lines else ""
    if fence not in _ENDS:
        return False
    parting = ":" if fence == _YAML else "="
    return any(line.partition(parting)[0].strip().lower() in _KEYS for line in lines[1:20])


def notes_of(data: bytes) -> list[bytes]:
    """The notes of a file, each from its front matter to the next; the whole where it is one."""
    begins = [found.start() for found in _NOTE.finditer(data)]
    if not begins or data[: begins[0]].strip(b"\xef\xbb\xbf \t\r\n"):
        return [data]
    return [data[begin:end] for begin, end in zip(begins, [*begins[1:], len(data)], strict=True)]


def front_matter(lines: Sequence[str], path: str) -> tuple[dict[str, Hint], int]:
    """The fields of the front matter as text, and how many lines it takes. Raises SeedError with the broken line."""
    fence = lines[0].rstrip() if lines else ""
    if fence not in _ENDS:
        return {}, 0
    end = next((at for at in range(1, min(len(lines), _MOST_LINES)) if lines[at].rstrip() in _ENDS[fence]), None)
    if end is None:
        return {}, 0
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
