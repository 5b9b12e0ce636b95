"""`digest lint` at the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.desks import Desk, NearDesk

_BAD = "<rss version='2.0'>\n<channel><ttl>0</ttl><ttl>1</ttl><docs>a</docs></channel></rss>"


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    file = tmp_path / "bad.rss"
    file.write_text(_BAD)
    return file


def test_without_a_word_it_judges_all_that_the_desk_publishes(call: Call, full: Desk) -> None:
    ran = call(full, "lint")
    assert ran.out == ""
    assert ran.err.endswith("feeds: nothing is wrong\n")
    assert int(ran.err.split()[0]) > 20


def test_a_desk_that_published_nothing_is_told_so(call: Call, empty: Desk, tmp_path: Path) -> None:
    assert "digest.toml" in call(Desk(folder=tmp_path), "lint", code=2).err


def test_a_finding_says_where_what_why_and_the_mend(call: Call, empty: Desk, bad: Path) -> None:
    out = call(empty, "lint", str(bad), code=1).out
    assert 'error, line 2, column 10: ttl is "0", which is no whole number above nought [InvalidPositiveInteger]' in out
    assert "at   /rss/channel/ttl[1]" in out
    assert "mend write a number, as 60" in out


def test_findings_of_one_rule_are_told_once_with_their_lines(call: Call, empty: Desk, bad: Path) -> None:
    bad.write_text("<rss version='2.0'><channel>" + "\n<docs>a</docs>" * 9 + "</channel></rss>")
    assert "and 8 more like it, on lines 3, 4, 5, 6, 7, …" in call(empty, "lint", str(bad), code=1).out


def test_json_lines_hold_every_field(call: Call, empty: Desk, bad: Path) -> None:
    records = call(empty, "lint", "--json", "--level", "error", str(bad), code=1).records
    assert {record["level"] for record in records} == {"error"}
    keys = {"file", "rule", "level", "line", "column", "path", "what", "why", "mend"}
    assert all(set(record) == keys for record in records)


def test_the_level_decides_what_is_shown_and_not_how_it_ends(call: Call, empty: Desk, tmp_path: Path) -> None:
    file = tmp_path / "warned.opml"
    file.write_text("<opml version='2.0'><head/><body><outline text='a' title='a'/></body></opml>")
    assert call(empty, "lint", "--level", "error", str(file), code=1).out == ""


def test_infos_alone_are_no_failure(call: Call, empty: Desk, tmp_path: Path) -> None:
    file = tmp_path / "old.opml"
    file.write_text(
        "<?xml version='1.0' encoding='iso-8859-1'?><opml version='2.0'><head/><body><outline text='a'/></body></opml>"
    )
    assert "info" in call(empty, "lint", str(file), code=0).out


def test_what_cannot_be_read_is_said_and_the_rest_is_judged(call: Call, empty: Desk, bad: Path) -> None:
    ran = call(empty, "lint", "nowhere.rss", str(bad), code=2)
    assert "nowhere.rss: there is no such file or folder" in ran.err
    assert "InvalidPositiveInteger" in ran.out


def test_a_folder_is_walked_for_feeds_alone(call: Call, empty: Desk, tmp_path: Path, bad: Path) -> None:
    (tmp_path / "data.json").write_text('{"a": 1}')
    (tmp_path / "page.xml").write_text("<page/>")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "list.xml").write_text("<opml version='2.0'/>")
    records = call(empty, "lint", "--json", str(tmp_path), code=1).records
    assert {Path(record["file"]).name for record in records} == {"bad.rss", "list.xml"}


def test_an_emptied_feed_beside_its_other_formats_is_no_other_file(call: Call, copy: Desk) -> None:
    (copy.folder / "feeds" / "all.json").write_bytes(b"")
    [record] = call(copy, "lint", "--json", str(copy.folder / "feeds"), code=1).records
    assert Path(record["file"]).name == "all.json"


def test_a_feed_of_the_desk_is_held_against_the_address_it_is_served_under(call: Call, copy: Desk) -> None:
    file = copy.folder / "feeds" / "all.atom.xml"
    file.write_text(file.read_text().replace("/all.atom.xml", "/every.atom.xml"))
    assert "SelfDoesntMatchLocation" in call(copy, "lint", str(file), code=1).out


def test_standard_input_is_judged(empty: Desk) -> None:
    ran = NearDesk(folder=empty.folder).run("lint", "--level", "error", "-", code=1, stdin="<opml/>")
    assert "standard input: 2 errors" in ran.out


@pytest.mark.parametrize("json", [(), ("--json",)])
def test_half_a_character_is_found_wherever_it_stands_and_told_by_its_escape(
    call: Call, empty: Desk, tmp_path: Path, json: tuple[str, ...]
) -> None:
    file = tmp_path / "half.json"
    file.write_text(
        '{"version": "https://jsonfeed.org/version/1.1", "title": "Flood \\ud800", "feed_url": "http://n.example/f.json",\n'
        '"items": [{"id": "1\\udfff", "content_text": "Rain."}], "x\\ud800": {}}'
    )
    out = call(empty, "lint", *json, str(file), code=1).out
    assert out.count("JsonSurrogate") == (3 if json else 1)
    assert r"title holds \"\\ud800\", half of a character" in out if json else r'title holds "\ud800"' in out


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"# settings\n[desk]\nname = 'a'\n", "this is a file of settings (TOML), and no feed"),
        (b"[desk]\nname = 'a'\n", "this is a file of settings (TOML), and no feed"),
        (b"Mail from <ann@n.example>\n", "this is plain text, and no feed"),
        (b"Flood in Kenya\n\nA river rose.\n", "this is plain text, and no feed"),
        (b"%PDF-1.7\n<</Type/Catalog>>", "this is a PDF, and no feed"),
        (b" \n", "this is empty, and no feed"),
        (b"<!-- a --><HTML lang=en><p>a</html>", "this is a web page, and no feed; its head offers none"),
    ],
)
def test_what_is_no_feed_is_called_by_its_name_and_nothing_else_is_said(
    call: Call, empty: Desk, tmp_path: Path, content: bytes, told: str
) -> None:
    file = tmp_path / "thing"
    file.write_bytes(content)
    [record] = call(empty, "lint", "--json", str(file), code=1).records
    assert (record["level"], record["what"]) == ("error", told)


def test_a_broken_feed_is_still_judged_as_a_feed(call: Call, empty: Desk, tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    for content in ("Warning: no database\n<?xml version='1.0'?><rss version='2.0'/>", "[{}]", "<feed", "<rss/>"):
        file.write_text(content, encoding="utf-16" if content == "<rss/>" else "utf-8")
        assert "NotAFeed" not in call(empty, "lint", str(file), code=1).out
