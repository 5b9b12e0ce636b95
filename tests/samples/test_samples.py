"""The development samples give every article that their files name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.samples.__main__ import count, known, read

#: files whose only item has no text of an article: a line test, a table of numbers, an empty text
NOTHING = {"dpa_copyright.txt", "LISTING_21_A_complete_sample_SportsML-G2_document.xml", "aap-finance-lite.xml"}


@pytest.mark.parametrize("folder", ["wire/dpa", "wire/iptc", "wire/superdesk", "exports"])
def test_every_article_that_a_sample_names_is_found_with_its_title_id_and_version(folder: str, samples: Path) -> None:
    files = [file for file in sorted((samples / "data" / folder).rglob("*")) if file.is_file()]
    assert files
    for file in files:
        kind, expected = known(file, file.read_bytes())
        if kind == "other" or file.name in NOTHING:
            continue
        counts = count(expected, read(file)[0])
        assert counts["found"] >= counts["expected"], file.name
        assert counts["ids"] == counts["ids of"] or kind == "NewsML 1", file.name
        assert counts["versions"] == counts["versions of"], file.name
        assert counts["titles"] >= counts["titles of"] - 1, file.name
