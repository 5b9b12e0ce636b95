"""Every layout reads the sample beside it, and no layout cuts a single article."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.errors import ConfigError
from digest.ingest import load_layouts, read
from digest.ingest.header import read_header
from digest.ingest.layouts import Layout
from digest.ingest.prose import rows_of
from digest.ingest.samples import check_sample, sample_of
from digest.ingest.segments import try_all, winner
from digest.ingest.trials import Trial, Verdict
from tests.desks import ROOT
from tests.ingest.singles import STYLES, single, style_of
from tests.ingest.texts import BRIDGE, HARBOUR, NOW, ORCHARD, check_lines, only, reading, seed

LAYOUTS = load_layouts()
_BODIES = (HARBOUR, BRIDGE, ORCHARD)


def named(layouts: tuple[Layout, ...] = LAYOUTS) -> dict[str, Layout]:
    return {layout.name: layout for layout in layouts}


def trials(text: str) -> dict[str, Trial]:
    rows = rows_of(text.split("\n"))
    return {trial.layout.name: trial for trial in try_all(rows, LAYOUTS, read_header(rows))}


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_a_layout_reads_the_sample_beside_it(layout: Layout) -> None:
    checked = check_sample(layout, LAYOUTS, now=NOW)
    assert checked is not None
    assert checked.faults == ()
    assert checked.articles >= layout.min_articles
    assert layout.describes


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_no_line_of_a_sample_is_lost(layout: Layout) -> None:
    files = sample_of(layout)
    assert files is not None
    check_lines(read(seed(files[0].read_bytes()), LAYOUTS))


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
@pytest.mark.parametrize("change", ["\r\n", "\n "])
def test_line_ends_and_indents_change_nothing_of_a_sample(layout: Layout, change: str) -> None:
    files = sample_of(layout)
    assert files is not None
    text = files[0].read_text()
    plain, changed = reading(text), reading(text.replace("\n", change))
    assert [(draft.title, draft.paragraphs) for draft in changed.drafts] == [
        (draft.title, draft.paragraphs) for draft in plain.drafts
    ]


def cut_singles(numbers: range) -> dict[str, int]:
    """The style and number of every single article that is read as several."""
    return {style_of(number): number for number in numbers if len(read(seed(single(number)), LAYOUTS).drafts) != 1}


def test_no_single_article_is_cut() -> None:
    assert cut_singles(range(150)) == {}
    assert len(STYLES) <= 150


@pytest.mark.nightly
def test_no_single_article_of_two_thousand_is_cut() -> None:
    assert cut_singles(range(150, 2150)) == {}


def test_titles_above_bodies_alone_cut_nothing_in_any_layout() -> None:
    text = "\n\n".join("\n\n".join(("Why the Harbour Waited", *body)) for body in _BODIES)
    assert all(trial.cut is None for trial in trials(text).values())


@pytest.mark.parametrize(
    ("text", "name", "verdict", "says"),
    [
        ("A Pier\n\n" + HARBOUR[0], "dashed", Verdict.NO_SIGN, "no rule in it"),
        ("A Pier\n\n" + HARBOUR[0] + "\n\nENDS", "ended", Verdict.NO_SIGN, "fewer than 2 of: closer"),
        (
            "\n\n".join(f"RIJEKA - {part}" for part in (*HARBOUR, *BRIDGE)),
            "datelined",
            Verdict.PLACES,
            "its datelines name one place again (line 3), as speakers are named",
        ),
        (
            "A round-up\n\n" + "\n\n".join(f"{city} - {HARBOUR[1]}" for city in ("RIJEKA", "ALMATY", "TALCA")),
            "datelined",
            Verdict.ABOVE,
            "text above the first article (line 3) that belongs to none",
        ),
        (
            "\n\n".join(f"{at}. A Bridge Opens in Almaty\n\n{BRIDGE[0]} {BRIDGE[1]}" for at in (1, 2, 4)),
            "numbered",
            Verdict.NUMBERS,
            "the numbers before the titles do not run on at line 9",
        ),
        (
            "\n\n".join(f"{at}. Almaty\n\n{BRIDGE[0]} {BRIDGE[1]}" for at in (1, 2, 3)),
            "numbered",
            Verdict.SUBHEADINGS,
            "titles as short as sub-headings: half of them want 4 words",
        ),
        (
            "\n\n-----\n\n".join(f"A Bridge Opens in Almaty\n\n{text}" for text in (" ".join(BRIDGE), "It opened.")),
            "dashed",
            Verdict.TOO_FEW,
            "2 found, 2 wanted: the piece at line 5 is too short or too long",
        ),
        (
            "Title: All of It\n\n" + "\n\n".join(f"A Bridge Opens\nBy Li Wei\n\n{' '.join(BRIDGE)}" for _ in range(2)),
            "bylined",
            Verdict.TITLED,
            "a header above line 3 gives it all one title",
        ),
    ],
)
def test_a_trial_says_what_did_not_fit_and_where(text: str, name: str, verdict: Verdict, says: str) -> None:
    trial = trials(text)[name]
    assert (trial.verdict, trial.told, trial.cut) == (verdict, says, None)


def test_of_layouts_that_fit_alike_the_one_with_more_proofs_wins() -> None:
    text = "\n\n-----\n\n".join(
        f"{title}\n\n{city} - " + " ".join(body)
        for title, city, body in (
            ("A Pier Opens at Rijeka", "RIJEKA", HARBOUR),
            ("A Bridge Opens in Almaty", "ALMATY", BRIDGE),
        )
    )
    found = trials(text)
    best = winner(list(found.values()))
    assert best is not None
    assert best.layout.name == "starred"
    assert {name for name, trial in found.items() if trial.cut is not None} == {"dashed", "starred", "wire"}


def test_an_article_whose_title_cannot_be_told_keeps_the_file_whole() -> None:
    pieces = [
        f"{title}\nBy Li Wei\n\n{' '.join(BRIDGE)}" for title in ("A Bridge Opens in Almaty", "A Pier Opens at Sea")
    ]
    assert len(reading("\n\n".join(pieces)).drafts) == 2
    text = "\n\n".join((pieces[0], f"{'Nobody knew why. ' * 9}\nBy Ana Horvat\n\n{' '.join(HARBOUR)}", pieces[1]))
    whole = only(text)
    assert (whole.layout, "may-hold-several" in whole.flags) == ("plain", True)


def test_a_closing_line_glued_to_the_next_title_parts_them() -> None:
    titles = ("A Pier Opens", "A Bridge Opens", "Apples Are Cheap")
    text = "".join(f"{title}\n\n{body[0]}\n\nRead More »" for title, body in zip(titles, _BODIES, strict=True))
    found = reading(text)
    assert [(draft.title, draft.paragraphs) for draft in found.drafts] == [
        (title, (body[0],)) for title, body in zip(titles, _BODIES, strict=True)
    ]
    assert all("truncated" in draft.flags for draft in found.drafts)


@pytest.mark.parametrize(
    ("header", "day"),
    [
        ("[10:06 pm, 13/12/2025] +92 000 0000000: ", "2025-12-13"),
        ("[13/12/25, 22:06:11] Desk: ", "2025-12-13"),
        ("13/12/25, 22:06 - Desk: ", "2025-12-13"),
        ("12/13/25, 10:06 PM - Desk: ", "2025-12-13"),
        ("Desk, [13.12.2025 22:06]\n", "2025-12-13"),
        ("\u200e[2025-12-13, 22:06:11] Desk: ", "2025-12-13"),
        ("[10:06 pm, 02/12/2025] Desk: ", None),
    ],
)
def test_a_message_passed_on_is_an_article_of_its_day(header: str, day: str | None) -> None:
    (draft,) = reading(f"{header}A Pier Opens at Rijeka\n\n" + "\n\n".join(HARBOUR)).drafts
    assert (draft.title, draft.paragraphs, draft.layout) == ("A Pier Opens at Rijeka", HARBOUR, "chat")
    assert (draft.hints["date"].value if "date" in draft.hints else None) == day
    assert "Desk" not in " ".join(draft.paragraphs)


def test_the_order_of_messages_tells_day_and_month_apart() -> None:
    text = "\n".join(f"[08:00, {day}/2026] Desk: {' '.join(HARBOUR)}" for day in ("05/03", "06/03", "04/04"))
    assert [draft.hints["date"].value for draft in reading(text).drafts] == ["2026-03-05", "2026-03-06", "2026-04-04"]


def test_a_sample_that_is_read_otherwise_is_told(tmp_path: Path) -> None:
    own = tmp_path / "mine.toml"
    own.write_text('name = "mine"\norder = ["marker", "title", "body"]\nmarkers = ["item #"]\nmin_words = 5\n')
    layout = named(load_layouts(tmp_path))["mine"]
    assert check_sample(layout, (*LAYOUTS, layout), now=NOW) is None
    text = "\n".join(f"Item {at}\nA Pier {at}\n\n{HARBOUR[at]}" for at in (1, 2))
    own.with_suffix(".txt").write_text(text)
    expected = own.with_suffix(".articles.json")
    with pytest.raises(ConfigError, match="expected articles cannot be read"):
        check_sample(layout, (*LAYOUTS, layout), now=NOW)
    expected.write_text('[{"title": "A Pier 1"}, {"title": "A Quay"}, {}]')
    checked = check_sample(layout, (*LAYOUTS, layout), now=NOW)
    assert checked is not None
    assert checked.faults == ("2 articles, 3 expected", "article 2, title: 'A Pier 2', expected 'A Quay'")
    expected.write_text('{"title": "A Pier 1"}')
    with pytest.raises(ConfigError, match="must be a list of articles"):
        check_sample(layout, (*LAYOUTS, layout), now=NOW)


def test_the_layout_in_the_documentation_reads_what_it_says(tmp_path: Path) -> None:
    told = (ROOT / "docs" / "desk.md").read_text()
    example = told[told.index('name = "items"') :].partition("```")[0]
    (tmp_path / "items.toml").write_text(example)
    text = "\n".join(f"Item {at} of 3\nA Pier {at}\n\n{' '.join(body)}" for at, body in enumerate(_BODIES, 1))
    found = read(seed(text), load_layouts(tmp_path))
    assert [(draft.title, draft.layout) for draft in found.drafts] == [(f"A Pier {at}", "items") for at in (1, 2, 3)]


def test_briefs_may_stand_below_a_heading_of_their_page() -> None:
    briefs = "\n- - - - -\n".join(
        f"{city} - {body[0]}" for city, body in zip(("RIJEKA", "ALMATY", "TALCA"), _BODIES, strict=True)
    )
    found = reading(f"Harbour News Agency: the Week in the World\n\n{briefs}")
    assert [draft.title for draft in found.drafts] == ["", "", ""]
    assert {draft.layout for draft in found.drafts} == {"briefs"}
    assert found.discards[0].reason == "above the first article"


def test_buttons_between_the_two_bylines_of_a_page_are_left_out() -> None:
    body = "\n\n".join((*HARBOUR, *BRIDGE))
    draft = only(
        f"Menu\nA Pier Opens\nBy Ana Horvat\nShare\nTweet\nBy Ana Horvat\n\n{body}\n\nTags: piers\nCopyright 2026"
    )
    assert (draft.title, draft.layout, draft.hints["byline"].value) == ("A Pier Opens", "chromed", "Ana Horvat")
    assert draft.paragraphs == (*HARBOUR, *BRIDGE)


def test_a_table_row_at_the_end_of_a_brief_is_no_title_of_the_next() -> None:
    text = "\n\n".join(
        f"{city} - {body[0]}\n\nCrates 4,100 vs 3,900"
        for city, body in zip(("RIJEKA", "ALMATY", "TALCA"), _BODIES, strict=True)
    )
    assert {draft.layout for draft in reading(text).drafts} == {"datelined"}
    assert only(text.replace("Crates 4,100 vs 3,900", "A Market Opens Again")).layout == "plain"
