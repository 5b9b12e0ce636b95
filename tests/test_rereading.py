"""Files read again: ids are kept, the difference is shown first, and nothing changes unasked."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tests.desks import Desk, NearDesk, new_desk
from tests.ingest.texts import BRIDGE, HARBOUR, ORCHARD

ITEMS = 'name = "items"\norder = ["marker", "title", "body"]\nmarkers = ["item # of #"]\nmin_words = 20\n'
TITLES = ("A Pier Opens at Rijeka", "A Bridge Is Made of Larch", "Apples Are Cheap in Talca")
TEXT = "\n\n".join(
    f"Item {at} of 3\n{title}\n\n" + "\n\n".join(body)
    for at, title, body in zip((1, 2, 3), TITLES, (HARBOUR, BRIDGE, ORCHARD), strict=True)
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    found = NearDesk(folder=new_desk(tmp_path / "desk").folder)
    (found.folder / "layouts").mkdir()
    return found


def learn(desk: Desk) -> None:
    (desk.folder / "layouts" / "items.toml").write_text(ITEMS)


def forget(desk: Desk) -> None:
    (desk.folder / "layouts" / "items.toml").unlink()


def stored(desk: Desk) -> dict[str, str]:
    """Title -> id of what readers see."""
    return {record["title"]: record["id"] for record in desk.run("articles", "--json").records}


def packed(name: str, text: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, text)
    return buffer.getvalue()


def test_a_file_that_a_new_layout_parts_keeps_its_id_for_the_first_article(desk: Desk) -> None:
    desk.seed("items.txt", TEXT)
    desk.run("publish")
    [(_, whole)] = stored(desk).items()
    learn(desk)
    [record] = desk.run("reread", "--dry-run", "--json", "items.txt").records
    assert [(each["title"], each["what"]) for each in record["articles"]] == [
        (TITLES[0], "changed"),
        (TITLES[1], "new"),
        (TITLES[2], "new"),
    ]
    assert list(stored(desk).values()) == [whole]
    ran = desk.run("reread", "--yes", "items.txt")
    assert "items.txt: 2 new, 1 changed" in ran.out
    assert "1 file read again; the next publish shows it" in ran.err
    now = stored(desk)
    assert set(now) == set(TITLES)
    assert now[TITLES[0]] == whole
    assert "layout items" in desk.run("explain", "items.txt").out


def test_parts_that_are_one_article_after_all_are_merged_into_it(desk: Desk) -> None:
    learn(desk)
    desk.seed("items.txt", TEXT)
    desk.run("publish")
    first = stored(desk)[TITLES[0]]
    forget(desk)
    out = desk.run("reread", "--yes", "items.txt").out
    assert "items.txt: 1 changed, 2 gone" in out
    assert out.count("merged into it") == 2
    assert list(stored(desk).values()) == [first]
    body = desk.run("explain", first, "--json").records[0]["paragraphs"]
    assert BRIDGE[0] in body


def test_a_file_that_reads_as_before_changes_nothing(desk: Desk) -> None:
    learn(desk)
    desk.seed("items.txt", TEXT)
    desk.run("publish")
    before = desk.run("articles", "--json").records
    told = desk.run("explain", "items.txt", "--json").records
    ran = desk.run("reread", "--yes", "items.txt")
    assert (ran.out, ran.err) == ("items.txt: 3 same\n", "nothing would change\n")
    assert desk.run("articles", "--json").records == before
    assert desk.run("explain", "items.txt", "--json").records == told


def test_nothing_changes_where_nobody_can_be_asked(desk: Desk) -> None:
    desk.seed("items.txt", TEXT)
    desk.run("publish")
    learn(desk)
    before = stored(desk)
    assert "nobody is here to ask" in desk.run("reread", "items.txt", stdin="").err
    assert stored(desk) == before


def test_the_flagged_files_are_found_and_a_sum_names_one(desk: Desk) -> None:
    desk.seed("plain.txt", f"{TITLES[0]}\n\n" + "\n\n".join(HARBOUR))
    desk.seed("deep/items.txt", "\n\n\n".join(f"{title}\n\n{' '.join(BRIDGE)} {title}" for title in TITLES))
    desk.run("publish")
    [record] = desk.run("reread", "--flagged", "--dry-run", "--json").records
    assert record["path"] == "deep/items.txt"
    assert "no file is flagged" in desk.run("reread", "--flagged", "--dry-run", "plain.txt").err
    assert desk.run("reread", "--flagged", "--dry-run", "deep").out
    sha256 = desk.run("explain", "deep/items.txt", "--json").records[0]["sha256"]
    assert desk.run("reread", "--dry-run", sha256[:12]).out == "deep/items.txt: 1 same\n"


def test_a_file_inside_another_one_is_read_through_it(desk: Desk) -> None:
    desk.seed("monday.zip", packed("items.txt", TEXT))
    desk.run("publish")
    [(_, whole)] = stored(desk).items()
    learn(desk)
    assert "monday.zip/items.txt: 2 new, 1 changed" in desk.run("reread", "--yes", "monday.zip").out
    assert stored(desk)[TITLES[0]] == whole
    assert desk.run("reread", "--dry-run", "monday.zip/items.txt").out == "monday.zip/items.txt: 3 same\n"


def test_what_is_known_of_a_source_by_now_makes_a_revision(desk: Desk) -> None:
    desk.seed("herald/pier.txt", f"{TITLES[0]}\n\n" + "\n\n".join(HARBOUR))
    desk.run("publish")
    settings = desk.folder / "digest.toml"
    settings.write_text(settings.read_text() + '\n[[source]]\nname = "The Herald"\nfolder = "herald"\n')
    ran = desk.run("reread", "--yes", "herald/pier.txt")
    assert "read again: another source" in ran.out
    [record] = desk.run("articles", "--json").records
    assert (record["source"], record["revision"]) == ("The Herald", 2)
    assert desk.run("reread", "--yes", "herald/pier.txt").out == "herald/pier.txt: 1 same\n"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["nothing.txt"], "nothing.txt: the desk has read no such file"),
        (["broken.json"], "broken.json is in quarantine: digest quarantine retry reads it again"),
        ([], "say which files to read again"),
    ],
)
def test_what_cannot_be_read_again_is_told(desk: Desk, args: list[str], says: str) -> None:
    desk.seed("broken.json", '{"title":')
    desk.run("publish", code=1)
    assert says in desk.run("reread", *args, code=2).err


def test_an_original_that_was_not_kept_is_told(desk: Desk) -> None:
    desk.seed("items.txt", TEXT)
    desk.run("publish")
    for original in (desk.folder / "var" / "originals").glob("*/*"):
        original.unlink()
    assert "no copy of it was kept" in desk.run("reread", "items.txt", code=1).out
