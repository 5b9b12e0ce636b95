"""A feed is joined from entries that are written once, and one bad entry takes no other along."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from digest import app, config, feeding
from digest.errors import RenderError
from digest.model import Release, Scheme, Site
from digest.publisher import Publisher
from digest.renderers import formats
from digest.renderers.base import Entry
from digest.renderers.entries import of_release
from digest.store import Store
from tests.desks import Desk, near_desk, story

#: the title of an article of the desk
BAD = story(3).partition("\n")[0]


@contextmanager
def publishing(desk: Desk) -> Iterator[Publisher]:
    publisher = app.assemble(config.load(desk.folder))
    try:
        yield publisher
    finally:
        publisher.close()


def run(desk: Desk) -> list[str]:
    """Take what is in seeds/ and write the files; which of them changed."""
    with publishing(desk) as publisher:
        publisher.ingest()
        publisher.write_files()
        return publisher.tally.written


def titles(desk: Desk, path: str = "all") -> list[str]:
    feed = json.loads((desk.folder / "feeds" / f"{path}.json").read_bytes())
    return [item["title"] for item in feed["items"]]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = near_desk(tmp_path / "desk")
    for number in range(4):
        made.seed(f"{number}.txt", story(number))
    return made


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts how often each article is turned into an entry."""
    seen: Counter[str] = Counter()

    def counted(release: Release, site: Site, scheme: Scheme, *, note: str) -> Entry:
        seen[release.article.title] += 1
        return of_release(release, site, scheme, note=note)

    monkeypatch.setattr(feeding, "of_release", counted)
    return seen


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> dict[str, Exception | None]:
    """Titles of articles -> what happens when their entries are written; None: they hold what XML cannot."""
    bad: dict[str, Exception | None] = {}

    def broken(release: Release, site: Site, scheme: Scheme, *, note: str) -> Entry:
        entry = of_release(release, site, scheme)
        if entry.title not in bad:
            return entry
        if (error := bad[entry.title]) is not None:
            raise error
        return replace(entry, title=f"{entry.title}\x00\ud800")

    monkeypatch.setattr(feeding, "of_release", broken)
    return bad


def test_each_article_is_written_once_for_all_its_feeds(desk: Desk, written: Counter[str]) -> None:
    run(desk)
    assert len(written) == 4
    assert set(written.values()) == {1}


def test_an_article_is_written_once_more_for_all_feeds_that_carry_less_of_it(desk: Desk, written: Counter[str]) -> None:
    file = desk.folder / "digest.toml"
    less = "".join(f'[[feed]]\nname = "{name}"\nwords = "well"\nuse = "summary"\n' for name in ("one", "two"))
    file.write_text(f'{file.read_text()}\n{less}[[feed]]\nname = "three"\nwords = "well"\n')
    run(desk)
    assert set(written.values()) == {2}
    run(desk)
    assert set(written.values()) == {2}


def test_one_new_article_is_all_that_is_written(desk: Desk, written: Counter[str]) -> None:
    run(desk)
    before = set(titles(desk))
    written.clear()
    desk.seed("new.txt", story(9))
    run(desk)
    assert dict(written) == {titles(desk)[0]: 1}
    assert set(titles(desk)) - before == {titles(desk)[0]}


def test_feeds_that_hold_no_changed_article_are_not_even_looked_at(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    run(desk)
    looked: list[str] = []
    heads = Store.heads

    def noted(store: Store, feed: str, limit: int) -> Any:
        looked.append(feed)
        return heads(store, feed, limit)

    monkeypatch.setattr(Store, "heads", noted)
    run(desk)
    assert looked == []
    desk.seed("new.txt", story(9))
    changed = run(desk)
    assert looked
    assert {f"{path}.json" for path in looked} == {path for path in changed if path.endswith(".json")}


def test_the_files_are_what_they_are_when_nothing_is_kept(desk: Desk) -> None:
    for number in range(4, 8):
        run(desk)
        desk.seed(f"{number}.txt", story(number))
    desk.seed("1.txt", story(1).replace("clay", "sand"))
    run(desk)
    joined = desk.feeds()
    with publishing(desk) as publisher:
        publisher.store.forget_fragments(0, 0)
        shutil.rmtree(desk.folder / "feeds")
        publisher.write_files()
    assert desk.feeds() == joined


def test_another_name_of_the_desk_writes_every_entry_anew(desk: Desk, written: Counter[str]) -> None:
    run(desk)
    file = desk.folder / "digest.toml"
    text = file.read_text()
    file.write_text(text.replace('\nname = "', '\nname = "The New ', 1))
    assert file.read_text() != text
    run(desk)
    assert set(written.values()) == {2}


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (None, "this entry cannot be written ('utf-8' codec can't encode character"),
        (RenderError("it is odd", subject="tag:x"), "it is odd; its feeds went out without it"),
        (ValueError("surprise"), "a fault in Digest itself, not in the file: ValueError: surprise"),
    ],
)
def test_an_article_that_cannot_be_written_takes_no_feed_along(
    desk: Desk, poison: dict[str, Exception | None], error: Exception | None, said: str
) -> None:
    poison[BAD] = error
    ran = desk.run("publish", "--no-edition", "--json", code=1)
    [told] = ran.records[-1]["unwritten"]
    assert told["reason"].startswith(said)
    key = told["id"]
    assert told["reason"].endswith(
        f"Correct its file (digest explain {key} names it) or report this: it is tried again when it or Digest changes"
    )
    assert f"left out     {key}: {said}" in ran.err
    assert len(titles(desk)) == 3
    for path in ("all.rss.xml", "all.atom.xml", "all.json", "regions/africa.rss.xml"):
        content = (desk.folder / "feeds" / path).read_text()
        assert BAD not in content, path
        assert "Well number 2" in content, path
    assert desk.run("publish", "--no-edition").err == "", "it is told of once"


def test_what_could_not_be_written_is_tried_again_when_it_changes(
    desk: Desk, poison: dict[str, Exception | None]
) -> None:
    poison[BAD] = None
    run(desk)
    desk.seed("new.txt", story(9))
    run(desk)
    assert BAD not in titles(desk)
    assert len(titles(desk)) == 4
    desk.seed("3.txt", story(3).replace(BAD, f"{BAD} again"))
    run(desk)
    assert f"{BAD} again" in titles(desk)


def test_what_could_not_be_written_is_tried_again_when_digest_changes(
    desk: Desk, poison: dict[str, Exception | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    poison[BAD] = None
    run(desk)
    poison.clear()
    run(desk)
    assert BAD not in titles(desk)
    monkeypatch.setattr(formats, "stamp", lambda: "another")
    run(desk)
    assert BAD in titles(desk)


def test_once_a_day_what_no_feed_shows_is_forgotten(desk: Desk) -> None:
    run(desk)
    with publishing(desk) as publisher:
        [key] = publisher.store.find(BAD)
        assert publisher.store.fragments([key])
        few = replace(publisher, outputs=replace(publisher.outputs, entries=1))
        few.store.set_fact("pruned", "yesterday")
        few.prune()
        left = [key for key in few.store.find("Well number") if few.store.fragments([key])]
        assert left == list(few.store.find("Well number", limit=1))
