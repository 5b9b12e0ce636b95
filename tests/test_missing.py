"""What is gone from feeds/ comes back as it was, once a day, and nothing else is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from digest import missing
from digest.errors import FilesError
from digest.searching import Searching
from digest.shelving import Shelving
from digest.store import Store
from tests.store.makers import NOON, add
from tests.test_closing import Desk, desk

__all__ = ["desk"]


def tree(root: Path) -> dict[str, bytes]:
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in root.rglob("*") if file.is_file()}


def told(store: Store, root: Path) -> set[str]:
    return {path for each in missing.missing(store, root) for path in each.paths}


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def linked(file: Path) -> None:
    file.unlink()
    file.symlink_to(__file__)


@pytest.mark.parametrize("lose", [Path.unlink, emptied, linked])
def test_whatever_is_gone_is_named_and_written_again_and_nothing_else_is(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, lose: Callable[[Path], None]
) -> None:
    monkeypatch.setattr("digest.outputs.Shelving", partial(Shelving, size=3))
    monkeypatch.setattr("digest.outputs.Searching", partial(Searching, size=3, bound=2))
    root = desk.outputs.root
    names = desk.new(12)
    desk.publish()
    desk.withdraw(names[3])
    desk.publish()
    before, pages = tree(root), {each.article.key: each.path for each in desk.store.releases(limit=300)}
    [notice] = [path for path in before if path.endswith(f"key-{names[3]}.html")]
    lost = {pages[f"key-{names[8]}"], notice, "archive/all/2.atom.xml", "regions/europe/1.html", "search/1.js"}
    assert told(desk.store, root) == set()
    for path in {*lost, "all.json"}:
        lose(root / path)
    assert told(desk.store, root) == lost
    missing.recall(desk.store, root)
    assert set(desk.publish()) == {*lost, "all.json"}
    assert tree(root) == before
    assert told(desk.store, root) == set()


def test_pages_of_more_than_one_month_and_one_look_are_found(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(missing, "SOME", 2)
    desk.new(5)
    add(desk.store, "later", now=NOON + timedelta(days=31))
    desk.publish()
    every = {each.path for each in desk.store.releases(limit=9)}
    for path in every:
        (desk.outputs.root / path).unlink()
    assert len({path.rpartition("/")[0] for path in every}) == 2
    assert told(desk.store, desk.outputs.root) == every


def test_a_folder_that_cannot_be_read_is_named(desk: Desk) -> None:
    desk.new(1)
    desk.publish()
    [page] = desk.store.releases(limit=1)
    folder = (desk.outputs.root / page.path).parent
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    folder.write_text("no folder")
    with pytest.raises(FilesError, match="stand in each other's way"):
        missing.recall(desk.store, desk.outputs.root)
