"""`digest layout`: what a person learns about the layouts, and about a file."""

from __future__ import annotations

import json
from pathlib import Path

from digest.ingest import load_layouts
from tests.cli.conftest import Call
from tests.desks import ROOT, Desk, new_desk
from tests.ingest.texts import BRIDGE, HARBOUR

ITEMS = 'name = "items"\ndescribes = "items"\norder = ["marker", "title", "body"]\nmarkers = ["item # of #"]\n'
TEXT = "\n".join(f"Item {at} of 2\nA Pier {at}\n\n{' '.join(body)}" for at, body in ((1, HARBOUR), (2, BRIDGE)))


def test_the_layouts_are_listed_with_what_they_are_for(empty: Desk, call: Call) -> None:
    ran = call(empty, "layout", "list")
    assert len(ran.out.splitlines()) == len(load_layouts())
    assert "built in" in ran.out
    records = call(empty, "layout", "list", "--json").records
    assert [record["layout"] for record in records] == [layout.name for layout in load_layouts()]
    assert all(record["describes"] and record["order"] and record["from"] == "built in" for record in records)


def test_a_file_is_shown_with_every_layout_and_why_the_winner_won(empty: Desk, call: Call) -> None:
    page = str(ROOT / "seeds" / "crawled-page.txt")
    lines = call(empty, "layout", "test", page).out.splitlines()
    assert lines[1].split() == ["stacked", "4", "1.00", *["fits:", "4", "of", "4", "are", "articles", "in", "length"]]
    assert len(lines) == 1 + len(load_layouts()) + 2
    assert lines[-1].startswith("stacked reads it: 4 articles. No other layout fits")
    records = call(empty, "layout", "test", page, "--json").records
    assert [record["layout"] for record in records if record["chosen"]] == ["stacked"]
    assert {record["verdict"] for record in records} >= {"fits", "no sign"}


def test_a_file_that_no_layout_fits_is_one_article(empty: Desk, call: Call, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("A Pier\n\n" + "\n\n".join(HARBOUR))
    assert "No layout fits: the file is one article" in call(empty, "layout", "test", str(tmp_path / "one.txt")).out


def test_layouts_are_for_text_and_the_reader_of_another_file_is_named(empty: Desk, call: Call, tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(json.dumps({"title": "A Pier", "text": HARBOUR[0]}))
    ran = call(empty, "layout", "test", str(tmp_path / "one.json"))
    assert (ran.out, "the json reader reads it" in ran.err) == ("", True)
    assert "there is no such file" in call(empty, "layout", "test", str(tmp_path / "none"), code=2).err


def test_a_layout_of_the_desks_own_is_named_tried_and_checked(tmp_path: Path, call: Call) -> None:
    desk = new_desk(tmp_path / "desk")
    (own := desk.folder / "layouts").mkdir()
    (own / "items.toml").write_text(ITEMS)
    assert "layouts/items.toml" in call(desk, "layout", "list").out
    (own / "items.txt").write_text(TEXT)
    (own / "items.articles.json").write_text(json.dumps([{"title": "A Pier 1"}, {"title": "A Pier 2"}]))
    assert "items: its sample gives its 2 articles" in call(desk, "layout", "test").out
    assert "items reads it: 2 articles" in call(desk, "layout", "test", str(own / "items.txt")).out
    (own / "items.articles.json").write_text(json.dumps([{"title": "A Quay"}, {"title": "A Pier 2"}]))
    ran = call(desk, "layout", "test", code=1)
    assert "items: article 1, title: 'A Pier 1', expected 'A Quay'" in ran.out


def test_a_layout_that_would_fit_too_is_named_with_what_the_winner_has_more_of(tmp_path: Path, call: Call) -> None:
    desk = new_desk(tmp_path / "desk")
    pieces = (
        f"{title}\n\n{' '.join(body)}"
        for title, body in (("A Pier Opens at Sea", HARBOUR), ("A Bridge Is Made of Larch", BRIDGE))
    )
    (tmp_path / "two.txt").write_text("\n\nENDS\n\n-----\n".join(pieces) + "\n\nENDS\n")
    (own := desk.folder / "layouts").mkdir()
    (own / "both.toml").write_text('name = "both"\norder = ["rule", "title", "body", "closer"]\nclosers = ["ends"]\n')
    out = call(desk, "layout", "test", str(tmp_path / "two.txt")).out
    assert "both reads it: 2 articles. " in out
    assert "it has more proofs than" in out


def test_a_broken_layout_is_told_with_its_file_its_key_and_what_was_meant(tmp_path: Path, call: Call) -> None:
    desk = new_desk(tmp_path / "desk")
    (own := desk.folder / "layouts").mkdir()
    (own / "items.toml").write_text(ITEMS + "min_word = 3\n")
    err = call(desk, "layout", "list", code=2).err
    assert f"{own / 'items.toml'}: unknown key `min_word` (`min_words`?)" in err
