"""Several articles in one text: what is cut, what is not, and how a desk adds a layout."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.articles import normalise
from digest.errors import ConfigError
from digest.ingest import load_layouts, read, seed_of
from tests.ingest.texts import BRIDGE, HARBOUR, NOW, ORCHARD, check_lines, only, reading, seed, stacked

PIER = "A ferry at the new pier of Rijeka, March 2, 2026. (Ana Horvat/HNA)"
CRANES = "Cranes above the old pier. (HNA)"
RIVER = "The footbridge seen from the south bank. KazPress/AIGUL OMAROVA"
THREE = "\n\n".join(
    (
        stacked("Rijeka Opens a Second Pier", HARBOUR, [PIER], agency="The Harbour Herald"),
        stacked("Almaty Finishes a Footbridge Early", BRIDGE, [RIVER], gap="\n"),
        stacked("Record Apple Crop in the Maule Valley", ORCHARD, ["Crates at a cold store. (MV)"]),
    )
)


def test_the_real_sample_gives_its_four_articles(real_sample: Path) -> None:
    source = seed_of(real_sample, now=NOW)
    found = read(source, load_layouts())
    check_lines(found)
    lines = source.data.decode().split("\n")
    titles = [lines[0], lines[39], lines[67], lines[101]]
    assert [draft.title for draft in found.drafts] == titles
    assert [len(draft.paragraphs) for draft in found.drafts] == [12, 8, 11, 8]
    assert [len(draft.captions) for draft in found.drafts] == [1, 1, 1, 1]
    assert {draft.layout for draft in found.drafts} == {"stacked"}
    assert [draft.hints["agency"].value if "agency" in draft.hints else None for draft in found.drafts] == [
        "The Washington Post",
        None,
        None,
        None,
    ]
    assert not any(draft.flags for draft in found.drafts)
    for draft in found.drafts:
        assert "TT" not in draft.paragraphs
        assert not {draft.title, *draft.captions} & set(draft.paragraphs)


def test_stacked_articles_are_cut_with_captions_collapsed_and_the_agency_apart() -> None:
    harbour, bridge, orchard = reading(THREE).drafts
    assert (harbour.title, harbour.paragraphs, harbour.captions) == ("Rijeka Opens a Second Pier", HARBOUR, (PIER,))
    assert harbour.hints["agency"].value == "The Harbour Herald"
    assert harbour.hints["agency"].source == "sign-off"
    assert (bridge.paragraphs, bridge.captions, dict(bridge.hints)) == (BRIDGE, (RIVER,), {})
    assert orchard.paragraphs == ORCHARD


def test_each_articles_lines_reach_from_its_title_to_the_next_ones() -> None:
    found = reading(THREE)
    lines = THREE.split("\n")
    for draft in found.drafts:
        assert lines[draft.lines[0].first - 1] == draft.title
    assert {discard.reason for discard in found.discards} == {"page furniture: TT"}
    assert all(lines[discard.span.first - 1] == "TT" for discard in found.discards)


@pytest.mark.parametrize("captions", [[], [PIER], [PIER, CRANES], [PIER, CRANES, RIVER]])
@pytest.mark.parametrize("copies", [1, 2])
def test_any_number_of_captions_doubled_or_single_is_understood(captions: list[str], copies: int) -> None:
    text = stacked("Rijeka Opens a Second Pier", HARBOUR, captions, copies=copies) + "\n\n" + THREE
    first = reading(text).drafts[0]
    assert (first.captions, first.paragraphs) == (tuple(captions), HARBOUR)


def test_an_article_without_the_widget_line_is_known_by_its_repeated_captions() -> None:
    text = stacked("Rijeka Opens a Second Pier", HARBOUR, [PIER], widget="") + "\n" + THREE
    assert [draft.title for draft in reading(text).drafts][:2] == ["Rijeka Opens a Second Pier"] * 2


def test_captions_that_differ_between_the_two_copies_are_all_captions() -> None:
    title = "Rijeka Opens a Second Pier"
    draft = only(f"{title}\n\n{PIER}\nTT\n\n{title}\n\n{CRANES}\n\n" + "\n\n".join(HARBOUR))
    assert (draft.captions, draft.paragraphs) == ((PIER, CRANES), HARBOUR)


def test_a_body_line_that_repeats_words_of_the_title_cuts_nothing() -> None:
    title = "Ferry Ties Up at Rijeka"
    body = [HARBOUR[0], "Rijeka", HARBOUR[1], "Rijeka", "Ferry", HARBOUR[2], title]
    first, *rest = reading(stacked(title, body, [PIER]) + "\n" + THREE).drafts
    assert first.paragraphs == tuple(body)
    assert len(rest) == 3


def test_a_refrain_inside_a_body_cuts_nothing() -> None:
    body = [HARBOUR[0], "We Will Not Be Moved", HARBOUR[1], "We Will Not Be Moved", HARBOUR[2]]
    first, *rest = reading(stacked("Rijeka Opens a Second Pier", body, [PIER]) + "\n" + THREE).drafts
    assert first.paragraphs == tuple(body)
    assert len(rest) == 3


@pytest.mark.parametrize("change", [lambda text: text.replace("\n", "\r\n"), lambda text: text.rstrip("\n")])
def test_line_ends_change_nothing(change: object) -> None:
    assert callable(change)
    changed = reading(change(THREE)).drafts
    plain = reading(THREE).drafts
    assert [(draft.title, draft.paragraphs, draft.captions) for draft in changed] == [
        (draft.title, draft.paragraphs, draft.captions) for draft in plain
    ]


def test_a_file_appended_to_keeps_its_first_articles() -> None:
    longer = reading(THREE + "\n\n" + stacked("Snow Closes the Pass Road", HARBOUR[::-1])).drafts
    assert [draft.title for draft in longer][:3] == [draft.title for draft in reading(THREE).drafts]
    assert longer[3].title == "Snow Closes the Pass Road"


def test_a_crawl_header_dates_the_making_of_every_article_and_an_own_date_none_but_its_own() -> None:
    found = reading("Retrieved: 2026-03-04\nSource: Harbour Herald\n\n" + THREE)
    assert [draft.made.value for draft in found.drafts if draft.made is not None] == ["2026-03-04"] * 3
    assert all("date" not in draft.hints for draft in found.drafts)


def test_a_page_of_text_between_two_copies_of_a_letterhead_is_none_of_captions() -> None:
    head = "Harbour Herald\n\n12 Quay Street, Rijeka, telephone 051 000 000, open all day"
    texts = ("\n\n".join(part) for part in ((*HARBOUR, *BRIDGE), ORCHARD))
    draft = only("\n\n".join(f"{head}\n\n{text}" for text in texts))
    assert draft.captions == ()
    assert set(HARBOUR + BRIDGE + ORCHARD) <= set(draft.paragraphs)


def test_lines_above_the_first_article_are_listed() -> None:
    found = reading("Harbour Herald Online\n\n" + THREE)
    assert found.discards[0].reason == "above the first article"
    assert found.discards[0].span.first == 1
    assert len(found.drafts) == 3


def test_a_title_without_any_text_is_listed_not_lost() -> None:
    found = reading(THREE + "\n\nOnly Pictures Today\n\nTT\n\nOnly Pictures Today\n")
    assert len(found.drafts) == 3
    assert found.discards[-1].reason == "a title and captions without any text"


@pytest.mark.parametrize("rule", ["-----------", "=====", "– – – – –", "********"])
def test_articles_between_rules_with_a_title_each_are_cut(rule: str) -> None:
    pieces = [
        "Rijeka Opens a Second Pier\n\n" + "\n\n".join(HARBOUR),
        "Almaty Finishes a Footbridge\nBy Aigul Omarova\n\n" + "\n\n".join(BRIDGE),
        "A Record Crop\n\n" + "\n\n".join(ORCHARD),
    ]
    for text in (f"\n\n{rule}\n\n".join(pieces), f"{rule}\n" + f"\n{rule}\n".join(pieces) + f"\n{rule}\n"):
        found = reading(text).drafts
        assert [draft.title for draft in found] == [
            "Rijeka Opens a Second Pier",
            "Almaty Finishes a Footbridge",
            "A Record Crop",
        ]
        assert [draft.paragraphs for draft in found] == [HARBOUR, BRIDGE, ORCHARD]
        assert found[1].hints["byline"].value == "Aigul Omarova"
        assert {draft.layout for draft in found} == {"dashed"}


def test_a_rule_inside_one_article_does_not_cut_it() -> None:
    text = "Rijeka Opens a Second Pier\n\n" + "\n\n".join(HARBOUR) + "\n\n----------\n\nAbout the author\n\nShe writes."
    draft = only(text)
    assert draft.title == "Rijeka Opens a Second Pier"
    assert draft.paragraphs == (*HARBOUR, "About the author", "She writes.")
    assert only(text.replace("----------", "* * *")).layout == "plain"


def test_a_title_printed_twice_is_one_title() -> None:
    draft = only("Rijeka Opens a Second Pier\n\nRijeka Opens a Second Pier\n\n" + "\n\n".join(HARBOUR))
    assert (draft.title, draft.paragraphs, draft.layout) == ("Rijeka Opens a Second Pier", HARBOUR, "doubled")


def test_a_doubled_caption_is_no_doubled_title() -> None:
    draft = only(f"Rijeka Opens a Second Pier\n\n{PIER}\n{PIER}\n\n" + "\n\n".join(HARBOUR))
    assert (draft.title, draft.layout) == ("Rijeka Opens a Second Pier", "plain")


@pytest.mark.parametrize(
    "text",
    [
        "\n\n\n".join(f"Story Number {name}\n\n" + "\n\n".join(HARBOUR) for name in ("One", "Two", "Three")),
        "\n\n".join(f"RIJEKA, Croatia (HNA) - {part}" for part in HARBOUR),
        "\n\n".join("\n\n".join([*body, "(HNA)"]) for body in (HARBOUR, BRIDGE)),
        "\n\n".join(f"{number} of 2 DOCUMENTS\n\n{HARBOUR[number]}" for number in (1, 2)),
    ],
)
def test_a_text_that_only_looks_like_several_stays_one_and_is_flagged(text: str) -> None:
    assert "may-hold-several" in only(text).flags


def test_an_ordinary_article_is_not_flagged() -> None:
    assert only("Rijeka Opens a Second Pier\n\n" + "\n\n".join(HARBOUR)).flags == frozenset()


def test_a_desk_adds_a_layout_without_python(tmp_path: Path) -> None:
    (tmp_path / "wire.toml").write_text(
        'name = "wire"\norder = ["marker", "title", "body"]\nmarkers = ["item # of #"]\nmin_words = 20\n',
        encoding="utf-8",
    )
    text = "\n".join(
        f"Item {number} of 2\n{title}\n\n" + "\n\n".join(body)
        for number, title, body in ((1, "A Pier", HARBOUR), (2, "A Bridge", BRIDGE))
    )
    found = read(seed(text), load_layouts(tmp_path))
    check_lines(found)
    assert [(draft.title, draft.layout, draft.paragraphs) for draft in found.drafts] == [
        ("A Pier", "wire", HARBOUR),
        ("A Bridge", "wire", BRIDGE),
    ]


def test_an_article_without_a_language_has_that_of_its_layout_and_its_own_text_goes_before_it(tmp_path: Path) -> None:
    (tmp_path / "wire.toml").write_text(
        'name = "wire"\norder = ["marker", "title", "body"]\nmarkers = ["item #"]\nmin_words = 5\nlanguage = "pt-BR"\n',
        encoding="utf-8",
    )
    brief = "O porto de Santos abriu um novo cais."
    text = f"Item 1\nPorto\n\n{brief}\n\nItem 2\nA Bridge\n\n" + "\n\n".join(BRIDGE)
    text += f"\n\nItem 3\nMuelle\n\nLanguage: es\n\n{brief}\n"
    source = seed(text)
    found = read(source, load_layouts(tmp_path))
    hints = [draft.hints["language"] for draft in found.drafts]
    assert [(hint.value, hint.source, hint.confidence) for hint in hints[:2]] == [("pt-BR", "layout:wire", 0.5)] * 2
    assert hints[2].value == "es"
    first, second, _ = normalise(found, source)
    assert (first.language, second.language) == ("pt-BR", "en")


def test_the_desks_layout_wins_over_a_built_in_one_of_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        'name = "dashed"\norder = ["rule", "title", "body"]\nmin_words = 3\n', encoding="utf-8"
    )
    names = [layout.name for layout in load_layouts(tmp_path)]
    assert names == [layout.name for layout in load_layouts()]
    assert next(layout for layout in load_layouts(tmp_path) if layout.name == "dashed").min_words == 3
    assert load_layouts(tmp_path / "missing") == load_layouts()


@pytest.mark.parametrize(
    ("content", "says", "line", "key"),
    [
        ('name = "x"\norder = [', "not valid TOML", 2, None),
        ('order = ["title", "title", "body"]', "`name` is missing", None, "name"),
        ('name = "x"\norder = ["title", "body"]', "holds no signal", None, "order"),
        ('name = "x"\norder = ["rule", "title"]', "exactly once", None, "order"),
        ('name = "x"\norder = ["rule", "body"]', "once or twice", None, "order"),
        ('name = "x"\norder = ["rule", "title", "body", "title"]', "may follow the body", None, "order"),
        ('name = "x"\norder = ["rule", "title", "text"]', "'text'", None, "order"),
        ('name = "x"\norder = ["marker", "title", "body"]', "need each other", None, "markers"),
        ('name = "x"\norder = "title"', "list of texts", None, "order"),
        ('name = "x"\norder = ["rule", "title", "body"]\nmin_words = "many"', "whole number", None, "min_words"),
        ('name = "x"\norder = ["rule", "title", "body"]\nthreshold = 2', "0.0 to 1.0", None, "threshold"),
        ('name = "x"\norder = ["rule", "title", "body"]\nlanguage = "Portuguese"', "language tag", None, "language"),
        ('name = "x"\norder = ["rule", "title", "body"]\nlanguage = ["pt"]', "language tag", None, "language"),
        ('name = "x"\norder = ["rule", "title", "body"]\nwords = 2', "unknown key `words`", None, "words"),
    ],
)
def test_a_broken_layout_is_named_with_file_and_place(
    tmp_path: Path, content: str, says: str, line: int | None, key: str | None
) -> None:
    path = tmp_path / "x.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_layouts(tmp_path)
    assert says in str(caught.value)
    assert (caught.value.path, caught.value.line, caught.value.key) == (str(path), line, key)
