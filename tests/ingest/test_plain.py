"""Plain text: title, paragraphs, the lines around them, and what is no article."""

from __future__ import annotations

import pytest

from digest.errors import SeedError
from digest.ingest import load_layouts, read
from tests.ingest import office
from tests.ingest.texts import BRIDGE, HARBOUR, ORCHARD, hard_wrapped, only, reading, seed, stacked

TITLE = "Rijeka Opens a Second Pier"
BODY = "\n\n".join(HARBOUR)


def test_the_first_line_is_the_title_and_blank_lines_part_paragraphs() -> None:
    draft = only(f"{TITLE}\n\n{BODY}\n")
    assert (draft.title, draft.paragraphs, draft.layout) == (TITLE, HARBOUR, "plain")


def test_without_blank_lines_each_line_is_a_paragraph() -> None:
    assert only(f"{TITLE}\n" + "\n".join(HARBOUR)).paragraphs == HARBOUR


@pytest.mark.parametrize("width", [60, 72, 80])
def test_hard_wrapped_lines_are_joined(width: int) -> None:
    draft = only(f"{TITLE}\n\n{hard_wrapped(HARBOUR, width)}\n")
    assert (draft.title, draft.paragraphs) == (TITLE, HARBOUR)


def test_a_list_of_short_lines_is_not_joined() -> None:
    draft = only(f"{TITLE}\n\n{HARBOUR[0]}\n\nRijeka\nZadar\nSplit\n")
    assert draft.paragraphs == (HARBOUR[0], "Rijeka", "Zadar", "Split")


def test_a_text_that_opens_with_a_paragraph_is_untitled() -> None:
    draft = only(f"{BODY}\n")
    assert (draft.title, draft.paragraphs) == ("", HARBOUR)
    assert "untitled" in draft.flags
    wrapped = only(hard_wrapped(HARBOUR))
    assert (wrapped.title, wrapped.paragraphs) == ("", HARBOUR)


def test_one_long_line_is_one_untitled_paragraph() -> None:
    assert only(" ".join(HARBOUR)).paragraphs == (" ".join(HARBOUR),)


def test_header_lines_become_hints_and_leave_the_body() -> None:
    draft = only(
        f"Retrieved: 2026-03-04\n{TITLE}\nBy Ana Horvat and Li Wei\nPublished: 2 March 2026\n"
        f"Source: Harbour Herald\nURL: https://example.org/pier\n\n{BODY}\n"
    )
    assert (draft.title, draft.paragraphs) == (TITLE, HARBOUR)
    assert {key: hint.value for key, hint in draft.hints.items()} == {
        "byline": "Ana Horvat and Li Wei",
        "date": "2 March 2026",
        "site": "Harbour Herald",
        "url": "https://example.org/pier",
    }
    assert draft.made is not None
    assert (draft.made.value, draft.made.source) == ("2026-03-04", "crawl-header")


def test_a_file_of_keys_above_a_text_gives_the_title_too() -> None:
    draft = only(f"Title: {TITLE}\nDate: 2026-03-02\n\n{BODY}\n")
    assert (draft.title, draft.hints["date"].value, draft.paragraphs) == (TITLE, "2026-03-02", HARBOUR)


@pytest.mark.parametrize(
    "line", ["Tuesday, 16 December 2025", "December 16, 2025", "2025-12-16", "Published on 3 May 2025"]
)
def test_a_line_that_is_nothing_but_a_date_is_a_hint(line: str) -> None:
    draft = only(f"{TITLE}\n{line}\n\n{BODY}\n")
    assert (draft.hints["date"].value, draft.paragraphs) == (line, HARBOUR)


@pytest.mark.parametrize(
    "line",
    [
        "By Monday the ferry had made nine crossings.",
        "Source of the river: a spring below the pass.",
        "Two things happened: a pier opened, and a band played.",
        "May 2025 was dry.",
        "Retrieved from the sea bed after ninety years, the anchor now stands in the square.",
    ],
)
def test_a_sentence_that_resembles_a_header_line_stays_in_the_body(line: str) -> None:
    draft = only(f"{TITLE}\n\n{line}\n\n{BODY}\n")
    assert (draft.paragraphs, dict(draft.hints), draft.made) == ((line, *HARBOUR), {}, None)


@pytest.mark.parametrize(
    ("path", "made"),
    [
        ("a/2026-03-04 pier.txt", "2026-03-04"),
        ("crawl_20260304.txt", "2026-03-04"),
        ("crawl_20260304T1200.txt", "2026-03-04"),
        ("2026-03-04/pier.txt", None),
        ("pier-2026-03.txt", None),
        ("pier-2026.txt", None),
        ("20261304.txt", None),
        ("000120260304777.txt", None),
    ],
)
def test_only_a_full_date_in_the_files_name_dates_its_making(path: str, made: str | None) -> None:
    draft = only(f"{TITLE}\n\n{BODY}", path)
    assert (draft.made.value if draft.made is not None else None) == made
    assert draft.made is None or draft.made.source == "file-name"


def test_page_furniture_is_listed_and_not_in_the_body() -> None:
    found = reading(f"{TITLE}\n\nShare\n\n{HARBOUR[0]}\n\nAdvertisement\n\n{HARBOUR[1]}\n\nRead more »\n")
    assert found.drafts[0].paragraphs == HARBOUR[:2]
    assert [discard.reason for discard in found.discards] == [
        "page furniture: Share",
        "page furniture: Advertisement",
        "page furniture: Read more »",
    ]


def test_a_text_that_breaks_off_is_flagged() -> None:
    assert "truncated" in only(f"{TITLE}\n\n{HARBOUR[0]}\n\nDockers said the new pier takes…\n").flags


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b" \n\t\r\n \xc2\xa0", "nothing but white space"),
        (b"Share\n\nAdvertisement\n----\n", "only a page's furniture"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a PNG picture"),
        (b"%PDF-1.7\n", "this PDF is damaged"),
        (office.docx(HARBOUR)[:-100], "this Word document is damaged"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a WebP picture"),
        (bytes(range(256)) * 20, "binary file"),
        (b'<?xml version="1.0"?><opml version="2.0"></opml>', "a list of feeds (OPML)"),
        (b'<?xml version="1.0"?><note>Pier</note>', "an XML file (<note>) in which no element has both"),
    ],
)
def test_what_is_no_text_is_refused_by_name(data: bytes, reason: str) -> None:
    with pytest.raises(SeedError) as caught:
        read(seed(data), load_layouts())
    assert reason in caught.value.reason
    assert caught.value.path == "inbox/text.txt"


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85", "\v", "\f"])
def test_a_text_parted_by_unicode_line_breaks_has_lines(sign: str) -> None:
    found = reading(f"{TITLE}{sign}{sign}{(sign * 2).join(HARBOUR)}")
    assert (found.drafts[0].title, found.drafts[0].paragraphs) == (TITLE, HARBOUR)


@pytest.mark.parametrize("rule", ["----------", "=====", "---", "* * *"])
def test_a_rule_between_two_texts_that_is_no_cut_flags_the_draft(rule: str) -> None:
    draft = only(f"{BODY}\n\n{rule}\n\n" + "\n\n".join(BRIDGE))
    assert draft.paragraphs == (*HARBOUR, *BRIDGE)
    assert "may-hold-several" in draft.flags


def test_a_rule_above_a_short_closing_line_is_no_sign_of_several() -> None:
    assert "may-hold-several" not in only(f"{TITLE}\n\n{BODY}\n\n---\n\nCopyright Harbour Herald\n").flags


def test_a_title_and_captions_above_a_button_inside_a_body_flag_the_draft() -> None:
    inner = f"Almaty Finishes a Footbridge\n\nThe bridge at dusk. (HNA)\nTT\n\n{chr(10).join(BRIDGE)}\n"
    found = reading(f"{stacked(TITLE, HARBOUR)}\n{inner}\n{stacked('Talca Counts Its Apples', ORCHARD)}")
    flagged = {draft.title: "may-hold-several" in draft.flags for draft in found.drafts}
    assert flagged == {TITLE: True, "Talca Counts Its Apples": False}
    assert "may-hold-several" in only(f"{TITLE}\n\n{BODY}\n\n{inner}").flags


def test_a_title_above_nothing_but_furniture_is_the_text() -> None:
    draft = only(f"Title: {TITLE}\nShare\n")
    assert (draft.title, draft.paragraphs) == ("", (TITLE,))
