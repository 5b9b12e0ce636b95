"""A desk folder with one digest.toml, as these tests write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.config import load
from digest.errors import ConfigError

DESK = '[desk]\nid = "news.example.org,2026"\n'


def write(desk: Path, text: str) -> Path:
    (desk / "digest.toml").write_text(text, encoding="utf-8")
    return desk


def refusal(desk: Path, text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load(write(desk, text))
    return caught.value
