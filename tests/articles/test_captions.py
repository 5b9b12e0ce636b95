from __future__ import annotations

import pytest

from digest.articles.captions import split_caption, split_captions


@pytest.mark.parametrize(
    ("raw", "text", "credit"),
    [
        (
            "Ships lie at anchor off Northport, in 2015. (Jane Doe/AP)",
            "Ships lie at anchor off Northport, in 2015.",
            "Jane Doe/AP",
        ),
        ("Ships lie at anchor. (Reuters)", "Ships lie at anchor.", "Reuters"),
        (
            "Ships lie at anchor, 15 December 2025. EPA/JANE DOE",
            "Ships lie at anchor, 15 December 2025.",
            "EPA/JANE DOE",
        ),
        ("Ships lie at anchor. REUTERS/Jane Doe/File Photo", "Ships lie at anchor.", "REUTERS/Jane Doe/File Photo"),
        ("Ships lie at anchor Photo: Jane Doe", "Ships lie at anchor", "Jane Doe"),
        ("Ships lie at anchor. Photo by Jane Doe/Northport Post", "Ships lie at anchor.", "Jane Doe/Northport Post"),
        ("Ships lie at anchor. (Photo by Jane Doe / AFP)", "Ships lie at anchor.", "Jane Doe / AFP"),
        ("Ships lie at anchor. Jane Doe via Getty Images", "Ships lie at anchor.", "Jane Doe via Getty Images"),
        ("Ships lie at anchor. AFP/File", "Ships lie at anchor.", "AFP/File"),
        ("Ships lie at anchor [Jane Doe/Reuters]", "Ships lie at anchor", "Jane Doe/Reuters"),
        ("Ships lie at anchor. (AP Photo/Jane Doe, File)", "Ships lie at anchor.", "AP Photo/Jane Doe, File"),
        ("Ships lie at anchor | AP", "Ships lie at anchor", "AP"),
        ("Ships lie at anchor. © Jane Doe", "Ships lie at anchor.", "Jane Doe"),
        ("Ships lie at anchor. Photo courtesy of Jane Doe", "Ships lie at anchor.", "Jane Doe"),
        ("(Reuters)", "", "Reuters"),
    ],
)
def test_a_credit_stands_apart_from_its_caption(raw: str, text: str, credit: str) -> None:
    caption = split_caption(raw)
    assert (caption.text, caption.credit) == (text, credit)


@pytest.mark.parametrize(
    "raw",
    [
        "The mayor (left) and the harbour master (right)",
        "The harbour board met on Tuesday.",
        "The mayor, Jane Doe (centre), in a file of papers",
        "A photo exhibition opens in the old customs house.",
        "The mayor with her son (John Smith)",
        "A dinner for the crew, courtesy of the mayor who paid",
        "Image: a view of the pier",
        "A ship built in the yard (2015)",
        "He read the times. The guardian of the pier left.",
    ],
)
def test_a_caption_without_a_sure_credit_stays_whole(raw: str) -> None:
    caption = split_caption(raw)
    assert (caption.text, caption.credit) == (raw, None)


def test_a_caption_printed_twice_is_one() -> None:
    captions = split_captions(("A ship. (AP)", "A ship.  (AP)", "A pier. (AP)", " "))
    assert [caption.text for caption in captions] == ["A ship.", "A pier."]
