"""Who follows a feed's closed pages from its live file meets all that it ever held, and closed bytes stay."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from digest.model import Article, FeedKind, Match, Membership, Placement, Release, Share, Signal, State, Use, Verdict
from digest.outputs import Outputs
from digest.renderers import files, formats
from digest.renderers.templates import Templates
from digest.store import Arrival, Store
from digest.store.records import View
from tests.renderers import builders
from tests.store.makers import NOON, article, seed

ATOM = "{http://www.w3.org/2005/Atom}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
_SCHEME = builders.scheme()
SCHEME = replace(_SCHEME, regions=tuple(each for each in _SCHEME.regions if each.id in {"europe", "africa"}))
PATHS = ["all", *(f"regions/{region.id}" for region in SCHEME.regions)]
SUFFIXES = (".rss.xml", ".atom.xml", ".json")


class Killed(BaseException):
    """The process is gone at this very step."""


def feeds_of(_article: Article, placement: Placement) -> tuple[Membership, ...]:
    region = Membership(kind=FeedKind.REGION, path=f"regions/{placement.region}")
    return Membership(kind=FeedKind.ALL, path="all"), region


VIEW = View(visible=lambda texts: max(texts, key=lambda each: each.version), feeds=feeds_of)


@dataclass(kw_only=True)
class Document:
    """A feed's file as a reader takes it."""

    updated: dict[str, str]
    """id of each entry, in the file's order -> when it was updated"""
    older: str | None
    newer: str | None
    current: str | None
    archive: bool


@dataclass(kw_only=True)
class Desk:
    """A desk without files to read: articles go into its store, and its feeds are written."""

    folder: Path
    store: Store
    outputs: Outputs
    versions: dict[str, int] = field(default_factory=dict)
    seeds: int = 0

    def new(self, count: int = 1, *, region: str = "europe", length: int = 10) -> list[str]:
        """Articles of so many characters; their names."""
        names = [f"n{len(self.versions) + number}" for number in range(count)]
        for name in names:
            self.versions[name] = 1
            self._add(name, Verdict.NEW, region, length)
        return names

    def update(self, name: str, *, region: str = "europe", signal: Signal | None = None) -> None:
        """A further text of the article, with another title."""
        self.versions[name] += 1
        self._add(name, Verdict.REVISION, region, 10, signal)

    def correct(self, name: str) -> None:
        self.update(name, signal=Signal.CORRECTION)

    def withdraw(self, name: str) -> None:
        self.update(name, signal=Signal.WITHDRAWAL)

    def place(self, name: str, region: str) -> None:
        self.store.place({f"key-{name}": Placement(region=region)}, feeds=feeds_of)

    def _add(self, name: str, verdict: Verdict, region: str, length: int, signal: Signal | None = None) -> None:
        version = self.versions[name]
        record = replace(
            article(name, text=f"{name} {version} {'x' * length}", title=f"Title {version} of {name}"),
            version=version,
            signal=signal,
            seed=f"sha-s{self.seeds + 1}",
        )
        of = f"key-{name}" if verdict is Verdict.REVISION else None
        match = Match(article=record, verdict=verdict, of=of, why="told by the test")
        told = Arrival(
            match=match, placement=Placement(region=region), feeds=feeds_of(record, Placement(region=region))
        )
        self.seeds += 1
        self.store.add(seed(f"s{self.seeds}"), [told], now=NOON, reading={}, view=VIEW)

    def publish(self) -> list[str]:
        """Write the files; those that changed."""
        return [path for piece in self.outputs.write() for path in piece.paths]

    def read(self, address: str) -> Document:
        assert address.startswith(self.outputs.site.url)
        content = (self.outputs.root / address.removeprefix(self.outputs.site.url)).read_bytes()
        return document(content)

    def walk(self, path: str, suffix: str) -> Iterator[tuple[str, Document]]:
        """The live feed and each closed page behind it, with its address."""
        address: str | None = f"{self.outputs.site.url}{path}{suffix}"
        while address is not None:
            found = self.read(address)
            yield address, found
            address = found.older

    def closed(self) -> dict[str, bytes]:
        """Every closed page by its path under feeds/, gzip forms too."""
        root = self.outputs.root
        return {
            file.relative_to(root).as_posix(): file.read_bytes()
            for file in sorted((root / "archive").rglob("*"))
            if file.is_file()
        }


def document(content: bytes) -> Document:
    if content.startswith(b"{"):
        feed = json.loads(content)
        updated = {item["id"]: item["date_modified"] for item in feed["items"]}
        assert len(updated) == len(feed["items"])
        return Document(updated=updated, older=feed.get("next_url"), newer=None, current=None, archive=False)
    root = etree.fromstring(content)
    top = root if root.tag == f"{ATOM}feed" else root[0]
    links = {link.get("rel"): link.get("href") for link in top.findall(f"{ATOM}link")}
    told = list(map(_of_atom if top is root else _of_rss, top.iter(f"{ATOM}entry", "item")))
    assert len(dict(told)) == len(told)
    return Document(
        updated=dict(told),
        older=links.get("prev-archive"),
        newer=links.get("next-archive"),
        current=links.get("current"),
        archive=top.find(f"{HISTORY}archive") is not None,
    )


def _of_atom(entry: Any) -> tuple[str, str]:
    return entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}updated")


def _of_rss(item: Any) -> tuple[str, str]:
    # An item that never changed says when it was published, in whole seconds; its title tells the version.
    return item.findtext("guid"), item.findtext(f"{ATOM}updated") or ""


def make(folder: Path, *, entries: int = 4, page: int = 3, most_bytes: int = 12_000) -> Desk:
    store = Store.open(f"sqlite:///{folder}/digest.db")
    outputs = Outputs(
        store=store, site=builders.site(), scheme=SCHEME, plans=(), templates=Templates(), root=folder / "feeds",
        entries=entries, page=page, most_bytes=most_bytes,
    )  # fmt: skip
    return Desk(folder=folder, store=store, outputs=outputs)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(Outputs, "_fill", lambda _outputs: iter(()))
    made = make(tmp_path)
    yield made
    made.store.close()


def members(desk: Desk, path: str) -> dict[str, Release]:
    """Id -> what the feed holds now."""
    prefix = desk.outputs.site.id_prefix
    return {f"{prefix}{each.article.key}": each for each in desk.store.releases(feed=path, limit=999)}


def check(desk: Desk) -> None:
    """The laws that hold after each run."""
    gone = withdrawn(desk)
    for path in PATHS:
        expected = members(desk, path)
        for suffix in SUFFIXES:
            documents = list(desk.walk(path, suffix))
            seen: dict[str, str] = {}
            for _, found in documents:
                seen |= {key: max(moment, seen.get(key, "")) for key, moment in found.updated.items()}
            assert expected.keys() <= seen.keys(), f"{path}{suffix} lost {expected.keys() - seen.keys()}"
            if suffix != ".rss.xml":
                current = {key: each.updated.isoformat() for key, each in expected.items()}
                assert {key: seen[key] for key in current} == current, f"{path}{suffix} shows old states"
            if suffix != ".rss.xml":
                noticed = gone.keys() & seen.keys()
                assert {key: seen[key] for key in noticed} == {key: gone[key] for key in noticed}
            live(desk, path, documents[0][1])
            linked(desk, path, suffix, documents)
    for file in [*desk.outputs.root.glob("*.json"), *desk.outputs.root.rglob("archive/**/*.*")]:
        if file.suffix in {".json", ".xml"}:
            bounded(desk, file)
            told = re.findall(r"Title \d+ of (n\d+)\b", file.read_text())
            assert not gone.keys() & {f"{desk.outputs.site.id_prefix}key-{name}" for name in told}, file


def withdrawn(desk: Desk) -> dict[str, str]:
    """Id -> since when it is withdrawn."""
    found = (desk.store.release(f"key-{name}") for name in desk.versions)
    return {
        f"{desk.outputs.site.id_prefix}{each.article.key}": each.updated.isoformat()
        for each in found
        if each is not None and each.state is State.WITHDRAWN
    }


def live(desk: Desk, path: str, found: Document) -> None:
    """The live feed holds what came or changed last, each once, and no two changed at one moment."""
    heads = [key for key, _ in desk.store.heads(path, desk.outputs.entries)]
    latest = [f"{desk.outputs.site.id_prefix}{'' if each in keys(desk) else 'correction:'}{each}" for each in heads]
    assert list(found.updated) == latest[: len(found.updated)]
    moments = [moment for moment in found.updated.values() if moment]
    assert len(moments) == len(set(moments))


def keys(desk: Desk) -> set[str]:
    return {f"key-{name}" for name in desk.versions}


def public(desk: Desk, name: str) -> bool:
    release = desk.store.release(f"key-{name}")
    return release is not None and release.state is State.PUBLIC


def linked(desk: Desk, path: str, suffix: str, documents: Sequence[tuple[str, Document]]) -> None:
    """Every document of the chain names its neighbours, its live feed and what it is."""
    live, *pages = documents
    site = desk.outputs.site.url
    assert not live[1].archive
    assert [address for address, _ in pages] == [
        f"{site}archive/{path}/{number}{suffix}" for number in range(len(pages), 0, -1)
    ]
    if suffix == ".json":
        return
    assert (live[1].newer, live[1].current) == (None, None)
    for number, (_, found) in zip(range(len(pages), 0, -1), pages, strict=True):
        assert found.archive
        assert found.current == live[0]
        assert found.newer == f"{site}archive/{path}/{number + 1}{suffix}"


def bounded(desk: Desk, file: Path) -> None:
    content = file.read_bytes()
    entries = len(document(content).updated)
    assert len(content) <= desk.outputs.most_bytes or entries == 1, file
    if "archive" in file.parts:
        assert entries <= desk.outputs.page, file


# -- single facts -------------------------------------------------------------------------------------


def test_a_feed_that_holds_all_its_articles_has_no_closed_page(desk: Desk) -> None:
    desk.new(4)
    desk.publish()
    assert desk.closed() == {}
    assert b"archive" not in (desk.outputs.root / "all.atom.xml").read_bytes()
    check(desk)


def test_a_page_is_closed_when_an_entry_would_leave_the_live_feed(desk: Desk) -> None:
    desk.new(4)
    desk.publish()
    desk.new(1)
    desk.publish()
    [live, page] = list(desk.walk("all", ".atom.xml"))
    assert [key[-2:] for key in live[1].updated] == ["n4", "n3", "n2", "n1"]
    assert [key[-2:] for key in page[1].updated] == ["n2", "n1", "n0"]
    check(desk)


def test_a_page_holds_a_hundred_entries_where_nothing_else_is_asked(desk: Desk) -> None:
    asked = desk.outputs
    desk.outputs = Outputs(
        store=desk.store, site=asked.site, scheme=SCHEME, plans=(), templates=asked.templates, root=asked.root,
        entries=4,
    )  # fmt: skip
    desk.new(105)
    desk.publish()
    assert [len(found.updated) for _, found in desk.walk("all", ".atom.xml")] == [4, 5, 100]


def test_one_that_is_larger_than_a_file_may_be_stands_alone(desk: Desk) -> None:
    desk.new(1)
    desk.new(1, length=20_000)
    desk.new(4)
    desk.publish()
    documents = [list(found.updated) for _, found in desk.walk("all", ".json")]
    assert [[key[-2:] for key in keys] for keys in documents] == [
        ["n5", "n4", "n3", "n2"],
        ["n1"],
        ["n0"],
    ]
    check(desk)


def test_the_live_feed_holds_as_much_as_its_bytes_allow(desk: Desk) -> None:
    desk.new(4, length=3_500)
    desk.publish()
    live, _ = list(desk.walk("all", ".atom.xml"))
    for suffix in SUFFIXES:
        assert len(document((desk.outputs.root / f"all{suffix}").read_bytes()).updated) == len(live[1].updated) < 4
    check(desk)


def test_what_comes_in_between_two_pieces_closes_no_page_early(desk: Desk) -> None:
    desk.new(9)
    for piece in desk.outputs.write():
        if "archive/all/1.json" in piece.paths:
            desk.new()
    assert [len(found.updated) for _, found in desk.walk("all", ".json")] == [4, 3, 3]
    check(desk)


def test_what_is_withdrawn_between_two_pieces_is_on_no_page(desk: Desk) -> None:
    names = desk.new(5, length=3_500)
    for piece in desk.outputs.write():
        if "archive/all/1.json" in piece.paths:
            desk.withdraw(names[2])
    desk.publish()
    check(desk)


def test_closed_pages_stay_when_the_desk_is_renamed_and_the_renderers_change(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.new(9)
    desk.publish()
    before = desk.closed()
    assert before
    desk.outputs = replace(desk.outputs, site=replace(desk.outputs.site, name="Another name"))
    monkeypatch.setattr(formats, "stamp", lambda: "another")
    assert "all.atom.xml" in desk.publish()
    assert desk.closed() == before


def test_what_is_withdrawn_leaves_a_notice_on_every_page_and_at_the_top_of_its_live_feeds(desk: Desk) -> None:
    names = desk.new(9)
    desk.publish()
    before = desk.closed()
    desk.withdraw(names[1])
    desk.publish()
    after = desk.closed()
    holding = {path for path, content in before.items() if f"key-{names[1]}".encode() in content}
    assert {path.rpartition("/")[0] for path in holding} == {"archive/all", "archive/regions/europe"}
    noticed = {path for path, content in after.items() if b"Withdrawn on" in content}
    assert holding <= {path for path in before if before[path] != after[path] and not path.endswith(".gz")} <= noticed
    assert {path for path in noticed if f"key-{names[1]}".encode() in after[path]} == noticed
    live, *_ = list(desk.walk("regions/europe", ".atom.xml"))
    assert [key[-2:] for key in live[1].updated] == ["n1", "n8", "n7", "n6"]
    assert len(desk.read(f"{desk.outputs.site.url}corrections.atom.xml").updated) == 1
    check(desk)
    desk.update(names[1])
    desk.publish()
    assert f"Title 3 of {names[1]}".encode() in (desk.outputs.root / "regions/europe.atom.xml").read_bytes()
    assert desk.read(f"{desk.outputs.site.url}corrections.atom.xml").updated == {}
    check(desk)


def test_what_changes_out_of_reach_comes_again_at_the_top_and_its_page_stays(desk: Desk) -> None:
    names = desk.new(9)
    desk.publish()
    before = desk.closed()
    desk.update(names[0])
    desk.publish()
    live, *_ = list(desk.walk("all", ".atom.xml"))
    assert [key[-2:] for key in live[1].updated] == ["n0", "n8", "n7", "n6"]
    assert before.items() <= desk.closed().items()
    check(desk)


def test_pages_that_are_lost_are_written_again(desk: Desk) -> None:
    desk.new(9)
    desk.publish()
    before = desk.closed()
    shutil.rmtree(desk.outputs.root / "archive" / "all")
    desk.publish()
    assert desk.closed() == before


def test_another_address_of_the_desk_has_its_pages_lead_there(desk: Desk) -> None:
    desk.new(9)
    desk.publish()
    desk.outputs = replace(desk.outputs, site=replace(desk.outputs.site, url="https://moved.example.org/"))
    desk.publish()
    check(desk)
    assert not [path for path, content in desk.closed().items() if builders.site().url.encode() in content]


def test_an_article_that_comes_to_a_region_late_is_found_there(desk: Desk) -> None:
    names = desk.new(2, region="africa")
    desk.new(8)
    desk.publish()
    desk.place(names[0], "europe")
    desk.publish()
    check(desk)


def test_a_feed_for_one_person_has_no_archive_and_leads_to_none(desk: Desk) -> None:
    desk.store.share(Share(token="k3x", feed="all", name="Ann", since=NOON))
    desk.new(9)
    desk.publish()
    files = [file for file in (desk.outputs.root / "private" / "k3x").iterdir() if file.suffix != ".gz"]
    assert len(files) == len(SUFFIXES)
    for file in files:
        assert document(file.read_bytes()).older is None
    assert not [path for path in desk.closed() if "private" in path]


def test_less_of_a_text_for_readers_holds_for_closed_pages_too(desk: Desk) -> None:
    desk.new(9)
    desk.publish()
    assert any(b"The river is wide." in content for content in desk.closed().values())
    site, store = replace(desk.outputs.site, use=Use.HEADLINE), desk.store.for_readers(lambda _article: Use.HEADLINE)
    desk.outputs = replace(desk.outputs, site=site, store=store)
    desk.publish()
    check(desk)
    assert not any(b"The river is wide." in content for content in desk.closed().values())


def test_what_nobody_could_see_before_the_upgrade_is_closed_in_pieces(desk: Desk) -> None:
    desk.new(20)
    pieces = [piece for piece in desk.outputs.write() if any(path.startswith("archive/all/") for path in piece.paths)]
    assert len(pieces) == len(
        [path for path in desk.closed() if path.startswith("archive/all/") and path.endswith(".json")]
    )
    check(desk)


# -- laws ---------------------------------------------------------------------------------------------

_REGION = st.sampled_from(["europe", "africa"])
_WHICH = st.integers(0, 99)
_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("new"), st.integers(1, 9), _REGION, st.sampled_from([10, 10, 2_000, 5_000, 20_000])),
        st.tuples(st.just("update"), _WHICH, _REGION),
        st.tuples(st.sampled_from(["correct", "withdraw"]), _WHICH),
        st.tuples(st.just("place"), _WHICH, _REGION),
        st.tuples(st.sampled_from(["rename", "lose"])),
        st.tuples(st.just("kill"), st.integers(1, 40)),
    ),
    min_size=2,
    max_size=8,
)


def step(desk: Desk, what: str, *args: Any) -> None:
    names = list(desk.versions)
    match what, args:
        case "new", [count, region, length]:
            desk.new(count, region=region, length=length)
        case "rename", _:
            site = replace(desk.outputs.site, name=f"{desk.outputs.site.name}!")
            desk.outputs = replace(desk.outputs, site=site)
        case "lose", _:
            shutil.rmtree(desk.outputs.root / "archive" / "all", ignore_errors=True)
        case "kill", [calls]:
            killed(desk, calls)
        case _ if not names:
            pass
        case "update", [which, region]:
            desk.update(names[which % len(names)], region=region)
        case "correct", [which]:
            desk.correct(names[which % len(names)])
        case "withdraw", [which]:
            desk.withdraw(names[which % len(names)])
        case "place", [which, region] if public(desk, names[which % len(names)]):
            desk.place(names[which % len(names)], region)


def killed(desk: Desk, calls: int) -> None:
    """Publish as far as so many steps that write something."""
    left = [calls]

    def until(real: Any) -> Any:
        def stepping(*args: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise Killed
            return real(*args, **named)

        return stepping

    with pytest.MonkeyPatch.context() as patch, suppress(Killed):
        for owner, name in ((files, "replace"), (Store, "close_page"), (Store, "stamp"), (Store, "written_again")):
            patch.setattr(owner, name, until(getattr(owner, name)))
        desk.publish()


def lives(folder: Path, steps: Sequence[tuple[Any, ...]]) -> None:
    """Take these steps with a desk, each followed by a run, and see the laws hold after each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Outputs, "_fill", lambda _outputs: iter(()))
        desk = make(folder)
        try:
            kept: dict[str, bytes] = {}
            for each in steps:
                step(desk, *each)
                desk.publish()
                check(desk)
                now = desk.closed()
                if each[0] in {"new", "update", "correct", "place", "rename"}:
                    assert {path: now.get(path) for path in kept} == kept, "closed pages changed"
                kept = now
        finally:
            desk.store.close()


def test_a_desk_s_life(tmp_path: Path) -> None:
    lives(
        tmp_path,
        [
            ("new", 9, "europe", 10), ("kill", 3), ("update", 1, "europe"), ("new", 5, "africa", 2_000), ("kill", 21),
            ("update", 2, "africa"), ("rename",), ("withdraw", 1), ("kill", 9), ("place", 4, "africa"), ("lose",),
            ("new", 4, "europe", 5_000), ("update", 1, "africa"), ("kill", 30), ("new", 2, "europe", 20_000),
        ],
    )  # fmt: skip


@pytest.mark.nightly
@given(steps=_STEPS)
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], deadline=None)
def test_the_chain_loses_nothing_whatever_happens_and_closed_bytes_stay(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Any]
) -> None:
    lives(tmp_path_factory.mktemp("chain"), steps)
