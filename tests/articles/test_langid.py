"""The language model is unpacked once, and nothing depends on its having been."""

from __future__ import annotations

from pathlib import Path

import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from digest.articles import langid

TEXT = "Le conseil municipal a voté mardi la réouverture de la jetée."


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The account's cache folder, not there yet."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder / "digest"


def test_what_was_kept_is_read_in_place_of_the_packed_one_and_says_the_same(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True).rank(TEXT)
    assert langid.load().rank(TEXT) == packed
    assert [file.suffix for file in cache.iterdir()] == [".npz"]
    monkeypatch.setattr(LanguageIdentifier, "from_model_file", None)
    assert langid.load().rank(TEXT) == packed


def test_a_damaged_one_is_thrown_away_and_the_next_run_keeps_another(cache: Path) -> None:
    langid.load()
    [kept] = cache.iterdir()
    whole = kept.stat().st_size
    with kept.open("r+b") as file:
        file.truncate(whole // 2)
    assert langid.load().rank(TEXT)[0][0] == "fr"
    assert not kept.exists()
    (cache / "langid-of-another-version.npz").touch()
    assert langid.load().rank(TEXT)[0][0] == "fr"
    assert [(file.name, file.stat().st_size) for file in cache.iterdir()] == [(kept.name, whole)]


def test_an_account_that_keeps_no_files_reads_the_packed_one(cache: Path) -> None:
    cache.parent.write_text("no folder")
    assert langid.load().rank(TEXT)[0][0] == "fr"
