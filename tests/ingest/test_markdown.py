"""Markdown: front matter as text, headings as titles, plain paragraphs."""

from __future__ import annotations

import time

import pytest

from digest.errors import SeedError
from digest.ingest import load_layouts, read
from tests.ingest.texts import BRIDGE, HARBOUR, only, reading, seed

TITLE = "Rijeka Opens a Second Pier"
BODY = "\n\n".join(HARBOUR)


def test_front_matter_gives_the_fields_as_they_are_written() -> None:
    draft = only(
        f"---\ntitle: {TITLE}\ndate: 2026-03-02\nauthor: [Ana Horvat, Li Wei]\nlanguage: NO\nagency: HNA\n"
        f"source: Harbour Herald\nurl: https://example.org/pier\ntags:\n  - ports\n  - ferries\nsummary: A pier.\n"
        f"draft: {{a: 1}}\n---\n\n# {TITLE}\n\n{BODY}\n",
        "pier.md",
    )
    assert (draft.title, draft.paragraphs, draft.layout) == (TITLE, HARBOUR, "markdown")
    assert {key: hint.value for key, hint in draft.hints.items()} == {
        "date": "2026-03-02",
        "byline": "Ana Horvat, Li Wei",
        "language": "NO",
        "agency": "HNA",
        "site": "Harbour Herald",
        "url": "https://example.org/pier",
        "tags": "ports, ferries",
        "summary": "A pier.",
    }


@pytest.mark.parametrize(
    "opening", [f"# {TITLE}\n\n", f"{TITLE}\n=====\n\n", f"## {TITLE}\n\n", f"![A pier](p.jpg)\n\n# {TITLE}\n"]
)
def test_the_first_heading_is_the_title(opening: str) -> None:
    draft = only(opening + BODY, "pier.md")
    assert (draft.title, draft.paragraphs) == (TITLE, HARBOUR)


def test_markup_becomes_plain_words() -> None:
    draft = only(
        f"# {TITLE}\n\nThe **pier** is [open](https://example.org), `now`\nand *for good*.\n\n![The pier](p.jpg)\n\n"
        "- One ferry\n- Two ferries\n  - and a tug\n\n> A brass band played.\n\n"
        "| Port | Ships |\n|---|---|\n| Rijeka | 9 |\n\n"
        "<div>Sold <b>out</b>.</div>\n\n## Later\n\nThe end.\n",
        "pier.md",
    )
    assert draft.paragraphs == (
        "The pier is open, now and for good.",
        "One ferry",
        "Two ferries",
        "and a tug",
        "A brass band played.",
        "Port | Ships",
        "Rijeka | 9",
        "Sold out.",
        "Later",
        "The end.",
    )
    assert draft.captions == ("The pier",)


def test_several_first_headings_with_bodies_are_several_articles_with_exact_lines() -> None:
    text = f"# {TITLE}\n\n{BODY}\n\n# Almaty Finishes a Footbridge\n\n" + "\n\n".join(BRIDGE) + "\n"
    found = reading(text, "two.md")
    assert [(draft.title, draft.paragraphs) for draft in found.drafts] == [
        (TITLE, HARBOUR),
        ("Almaty Finishes a Footbridge", BRIDGE),
    ]
    assert found.drafts[1].lines[0].first == text.split("\n").index("# Almaty Finishes a Footbridge") + 1


def test_first_headings_below_a_title_are_sections() -> None:
    draft = only(f"---\ntitle: {TITLE}\n---\n# The Pier\n\n{BODY}\n\n# The Bridge\n\n" + "\n\n".join(BRIDGE), "one.md")
    assert draft.title == TITLE
    assert draft.paragraphs == ("The Pier", *HARBOUR, "The Bridge", *BRIDGE)
    short = only(f"# {TITLE}\n\n{BODY}\n\n# Notes\n\nNone.\n", "one.md")
    assert short.paragraphs == (*HARBOUR, "Notes", "None.")


def test_markdown_is_known_by_front_matter_under_any_name() -> None:
    assert reading(f"---\ntitle: {TITLE}\n---\n{BODY}", "pier.txt").reader == "markdown"
    assert reading(f"---\n\n{TITLE}\n\n{BODY}", "pier.txt").reader == "plain"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"---\ntitle: [open\ndate: x\n---\n{BODY}", "front matter is not valid YAML (line 3"),
        (f"---\ntitle: {'[' * 9000}\n---\n{BODY}", "front matter is not valid YAML"),
        (f"---\ntitle: {'x' * 30_000}\n---\n{BODY}", "longer than 20,000 characters"),
        (f"# {TITLE}\n", "no text below the title"),
        (f"---\ntitle: {TITLE}\n---\n\n", "no text below the title"),
    ],
)
def test_a_broken_file_is_refused_with_the_place(text: str, reason: str) -> None:
    with pytest.raises(SeedError) as caught:
        read(seed(text, "pier.md"), load_layouts())
    assert reason in caught.value.reason


def test_parts_in_a_script_without_spaces_are_long_enough_to_be_articles() -> None:
    text = "港のふたつめの桟橋が月曜日の朝に開いた。最初の乗客は雨の中を歩いて町へ向かった。" * 2
    found = reading(f"# 桟橋が開く\n\n{text}\n\n# 橋を直す\n\n{text}二つめの話である。", "pier.md")
    assert [draft.title for draft in found.drafts] == ["桟橋が開く", "橋を直す"]


def test_front_matter_in_toml_gives_the_fields_too() -> None:
    front = f'+++\ntitle = "{TITLE}"\ndate = 2026-03-02T09:30:00Z\ntags = ["port", "ferry"]\ndraft = true\n+++\n'
    draft = only(f"{front}\n{BODY}\n", "note.md")
    assert (draft.title, draft.paragraphs) == (TITLE, HARBOUR)
    assert {name: hint.value for name, hint in draft.hints.items()} == {
        "date": "2026-03-02T09:30:00+00:00",
        "tags": "port, ferry",
        "status": "withheld",
    }


def test_broken_toml_is_refused_with_its_line() -> None:
    with pytest.raises(SeedError, match=r"front matter is not valid TOML .*line 1, column 8\), below the fence"):
        reading(f'+++\ndate = \ntitle = "{TITLE}"\n+++\n\n{BODY}\n', "note.md")


def test_notes_one_after_another_are_files_of_their_own() -> None:
    second = f"---\ntags: bridge\ntitle: Almaty Finishes a Footbridge\n---\n\n{BRIDGE[0]}\n"
    found = reading(f"---\ntitle: {TITLE}\n---\n\n{BODY}\n\n---\n\nA rule stands above this.\n\n{second}", "two.md")
    assert [member.seed.path for member in found.members] == ["two.md/note-00001.md", "two.md/note-00002.md"]
    assert b"A rule stands above this." in found.members[0].seed.data


def test_an_embargo_in_the_front_matter_is_kept() -> None:
    draft = only(f"---\ntitle: {TITLE}\nembargo: 2031-01-01T06:00:00Z\n---\n{BODY}\n", "note.md")
    assert draft.hints["embargo"].value == "2031-01-01T06:00:00Z"


def test_lists_and_blank_lines_stand_in_front_matter_and_a_fence_shows_none() -> None:
    first = f"---\nTitle: {TITLE}\ntags:\n- port\n\n- ferry\n---\n\n{BODY}\n\n```yaml\n---\ntitle: Shown\n---\n```\n"
    second = f"---\ntitle: Almaty Finishes a Footbridge\ntags:\n- bridge\n---\n\n{BRIDGE[0]}\n"
    found = reading(f"{first}\n{second}", "two.md")
    assert [b"Almaty" in member.seed.data for member in found.members] == [False, True]
    assert only(first, "one.md").hints["tags"].value == "port, ferry"


def test_a_rule_above_a_text_opens_no_front_matter() -> None:
    draft = only(f"---\n\n# {TITLE}\n\n{BODY}\n\nsource: our own\n\n---\n\n{BRIDGE[0]}\n", "rule.md")
    assert (draft.title, draft.paragraphs[:3]) == (TITLE, HARBOUR)


def test_thousands_of_fences_and_fields_take_no_time() -> None:
    start = time.process_time()
    reading(f"---\ntitle: {TITLE}\n---\n{BODY}\n" + "---\nkey:      of      words\n" * 20_000, "fences.md")
    assert time.process_time() - start < 10
