"""The sample that lies beside a layout: a text, and the articles that are to be read from it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from digest.errors import ConfigError
from digest.ingest.layouts import Layout
from digest.ingest.readers import read
from digest.model import Draft, Seed

_KEYS: Final = ("title", "paragraphs", "captions", "flags", "hints")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A layout's sample as it is read."""

    articles: int
    faults: tuple[str, ...]
    """what differs from the articles expected, as sentences"""


def sample_of(layout: Layout) -> tuple[Path, Path] | None:
    """The files NAME.txt and NAME.articles.json beside NAME.toml, or None where there is no text."""
    text = Path(layout.path).with_suffix(".txt")
    return (text, text.with_suffix(".articles.json")) if layout.path and text.is_file() else None


def check_sample(layout: Layout, layouts: Sequence[Layout], *, now: datetime) -> Checked | None:
    """Read a layout's sample with all layouts; None where it has none.

    Of an expected article only the keys that it has are compared: title, paragraphs, captions, flags, hints. Raises
    ConfigError where the expected articles cannot be read, SeedError where the sample cannot.
    """
    files = sample_of(layout)
    if files is None:
        return None
    text, expected = files
    data = text.read_bytes()
    seed = Seed(sha256=hashlib.sha256(data).hexdigest(), path=text.name, data=data, received=now)
    drafts = read(seed, layouts).drafts
    wanted = _expected(expected)
    faults = [f"{len(drafts)} articles, {len(wanted)} expected"] if len(drafts) != len(wanted) else []
    for number, (draft, article) in enumerate(zip(drafts, wanted, strict=False), 1):
        if draft.layout != layout.name:
            faults.append(f"article {number} is read by the layout {draft.layout}")
        told = told_of(draft)
        faults += [
            f"article {number}, {key}: {told.get(key)!r}, expected {article[key]!r}"
            for key in _KEYS
            if key in article and told.get(key) != article[key]
        ]
    return Checked(articles=len(drafts), faults=tuple(faults))


def told_of(draft: Draft) -> dict[str, Any]:
    """A draft as NAME.articles.json tells it."""
    told: dict[str, Any] = {"title": draft.title, "paragraphs": list(draft.paragraphs)}
    if draft.captions:
        told["captions"] = list(draft.captions)
    if draft.flags:
        told["flags"] = sorted(draft.flags)
    if draft.hints:
        told["hints"] = {name: hint.value for name, hint in sorted(draft.hints.items())}
    return told


def _expected(path: Path) -> list[dict[str, Any]]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as why:
        raise ConfigError(f"the sample's expected articles cannot be read: {why}", path=str(path)) from why
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise ConfigError(
            'it must be a list of articles, such as [{"title": "...", "paragraphs": ["..."]}]', path=str(path)
        )
    return found
