"""What a desk makes of its files does not depend on their names, their order, or the runs that they came in."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.app import open_store
from digest.config import load
from digest.ingest import READERS
from digest.store import Store
from tests.desks import Desk, NearDesk, new_desk
from tests.ingest.test_readers import samples_of

WELL = (
    "Engineers opened a deep well near Nairobi in Kenya on Monday, after a year of drilling through clay and stone.",
    "It gives 40 litres a second, they said, which is enough for the market and for both schools of the district.",
    "People had walked to the river before. The council pays for the pump and for its upkeep in the next ten years.",
)
FERRY = (
    "A ferry with sixty passengers ran aground off Lima in Peru in thick fog and was towed free at noon by two tugs.",
    "Nobody was hurt, and the captain keeps his licence until an inquiry has heard the crew and both harbour pilots.",
)
BRIDGE = (
    "Engineers in Almaty, Kazakhstan, finished the footbridge over the river two weeks ahead of plan on Tuesday.",
    "The bridge is made of larch and steel, weighs ninety tonnes, and carries a lane for bicycles, the city said.",
)
CRUSHERS = (
    "Crushers in Winnipeg, Canada, bought {} tonnes of rapeseed for export in early trade, at {} dollars a tonne for"
    " shipment in May, dealers said. They looked for {} more, and the price had moved little since the week began."
)


def wire(version: int, headline: str, *paragraphs: str, status: str = "usable") -> str:
    """One version of an item of a news agency, as ninjs."""
    return json.dumps(
        {
            "uri": "urn:newsml:coast.example:20260302:bridge",
            "version": str(version),
            "type": "text",
            "pubstatus": status,
            "firstcreated": "2026-03-02T08:00:00Z",
            "versioncreated": f"2026-03-02T{8 + version:02}:00:00Z",
            "headline": headline,
            "body_html": "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs),
        }
    )


def note(title: str, *paragraphs: str, date: str) -> str:
    """A text with its date, as Markdown."""
    body = "\n\n".join(paragraphs)
    return f"---\ntitle: {json.dumps(title)}\ndate: {date}\n---\n\n{body}\n"


KILLED = (
    "Growers in the Maule valley in Chile picked a record crop of apples after a mild and rainy spring, they said.",
    "Prices at the farm gate fell by a tenth, it added, yet nobody whom it asked expects a loss for the whole year.",
)

FILES: dict[str, str] = {
    "agency/bridge-1.json": wire(1, "Footbridge in Almaty is finished", *BRIDGE),
    "agency/bridge-2.json": wire(2, "Footbridge in Almaty is finished early", *BRIDGE, "It opens on Friday."),
    "agency/bridge-3.json": wire(
        3, "Almaty opens its footbridge", BRIDGE[1], "The mayor cut a ribbon of silk at noon."
    ),
    "well.md": note("Deep well is open near Nairobi", *WELL, date="2026-03-02T09:00:00Z"),
    "well-update.md": note(
        "UPDATE 1-Deep well is open near Nairobi", *WELL, "A second one will follow.", date="2026-03-02T12:00:00Z"
    ),
    "well-corrected.md": note(
        "CORRECTED-Deep well is open near Nairobi",
        WELL[0],
        WELL[1].replace("40", "14"),
        WELL[2],
        date="2026-03-02T15:00:00Z",
    ),
    "well-copy.md": note("Kenya has a new well", *WELL, date="2026-03-05T15:00:00Z"),
    "ferry.md": note("Ferry runs aground off Lima", *FERRY, date="2026-03-02T10:00:00Z"),
    "ferry.txt": "Ferry runs aground off Lima\n\n" + "\n\n".join(FERRY) + "\n",
    "apples.md": note("Record crop of apples in Chile", *KILLED, date="2026-03-02T08:00:00Z"),
    "apples-kill.md": note(
        "KILL: Record crop of apples in Chile", "Please do not use the story.", date="2026-03-02T18:00:00Z"
    ),
    "monday.md": note("Rapeseed at the opening", CRUSHERS.format("8,000", "412.50", "2,000"), date="2026-03-02"),
    "tuesday.md": note("Rapeseed at the opening", CRUSHERS.format("5,000", "409.75", "3,500"), date="2026-03-03"),
}
#: what is no property of an article's text, or stands for the desk's own time and place
OWN = {"id", "tag", "received", "released", "updated", "revision", "backfill", "page", "source_path", "index", "lines"}


#: the files of each story
STORIES = {
    frozenset({"agency/bridge-1.json", "agency/bridge-2.json", "agency/bridge-3.json"}),
    frozenset({"well.md", "well-update.md", "well-corrected.md", "well-copy.md"}),
    frozenset({"ferry.md", "ferry.txt"}),
    frozenset({"apples.md", "apples-kill.md"}),
    frozenset({"monday.md"}),
    frozenset({"tuesday.md"}),
}
#: what readers see of it in the end
SEEN = [
    "Almaty opens its footbridge",
    "CORRECTED-Deep well is open near Nairobi",
    "Ferry runs aground off Lima",
    "Rapeseed at the opening",
    "Rapeseed at the opening",
]


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A new desk; for copying only."""
    return new_desk(tmp_path_factory.mktemp("laws") / "blank")


@pytest.fixture(scope="session")
def whole(blank: Desk, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What a desk tells that got all files in one run."""
    desk = copy_of(blank, tmp_path_factory.mktemp("laws") / "whole")
    take(desk, list(FILES))
    return told(desk)


def copy_of(blank: Desk, folder: Path) -> NearDesk:
    return NearDesk(folder=Path(shutil.copytree(blank.folder, folder)))


def take(desk: Desk, names: Sequence[str], rename: str = "{}") -> None:
    """Put files into seeds/ and take them in."""
    for name in names:
        desk.seed(rename.format(name), FILES[name])
    desk.run("publish", "--no-edition", code=None)


def told(desk: Desk) -> list[str]:
    """Every article that readers see, with its placement."""
    records = desk.run("articles", "--json", "--limit", "1000").records
    return sorted(json.dumps({key: value for key, value in record.items() if key not in OWN}) for record in records)


@contextmanager
def opened(desk: Desk) -> Iterator[Store]:
    store = open_store(load(desk.folder), now=datetime.now(UTC))
    try:
        yield store
    finally:
        store.close()


def stories(desk: Desk) -> set[frozenset[str]]:
    """The files of each story, as the desk knows them."""
    files: dict[str, set[str]] = {}
    with opened(desk) as store:
        for name in FILES:
            report = store.seed_report(name)
            assert report is not None
            release = store.release(report.articles[0].key)
            assert release is not None
            files.setdefault(release.article.key, set()).add(name)
    return set(map(frozenset, files.values()))


def runs_of(names: Sequence[str], ends: Sequence[int]) -> list[Sequence[str]]:
    bounds = [0, *sorted(ends), len(names)]
    return [names[start:end] for start, end in pairwise(bounds) if start < end]


def test_readers_see_one_article_a_story(whole: list[str]) -> None:
    assert sorted(json.loads(record)["title"] for record in whole) == SEEN


@pytest.mark.parametrize("chance", range(3))
def test_the_order_and_the_runs_of_arrival_do_not_matter(
    blank: Desk, whole: list[str], tmp_path: Path, chance: int
) -> None:
    desk, lots = copy_of(blank, tmp_path / "desk"), random.Random(chance)
    names = lots.sample(list(FILES), len(FILES))
    for run in runs_of(names, lots.sample(range(len(names)), 2)):
        take(desk, run)
    assert told(desk) == whole
    assert stories(desk) == STORIES


def test_files_that_come_again_under_other_names_change_nothing(blank: Desk, whole: list[str], tmp_path: Path) -> None:
    desk = copy_of(blank, tmp_path / "desk")
    take(desk, list(FILES), rename="first/{}")
    take(desk, list(FILES)[::-1], rename="again/{}")
    desk.run("publish", "--no-edition")
    assert told(desk) == whole


def test_every_file_of_every_format_ends_in_an_outcome_that_owns_all_of_it(blank: Desk, tmp_path: Path) -> None:
    desk = copy_of(blank, tmp_path / "desk")
    names = [f"{reader.name}/{file.name}" for reader in READERS for file in samples_of(reader)]
    for reader in READERS:
        for file in samples_of(reader):
            desk.seed(f"{reader.name}/{file.name}", file.read_bytes())
    desk.run("publish", "--no-edition", code=None)
    with opened(desk) as store:
        for name in names:
            check_outcome(store, name)


def check_outcome(store: Store, name: str) -> None:
    """A file is in quarantine with a reason, holds nothing for a reason, or each of its units has one owner."""
    report = store.seed_report(name)
    assert report is not None, name
    reading: Any = report.reading
    if report.quarantine or "nothing" in reading:
        assert len(report.quarantine or reading["nothing"]) > 10
        return
    owned = [span for draft in reading["drafts"] for span in draft["lines"]]
    owned += [part["lines"] for part in (*reading["discards"], *reading["members"])]
    units = sorted(unit for first, last in owned for unit in range(first, last + 1))
    assert units == list(range(1, reading["lines"] + 1)), name
    assert len(report.articles) + len(report.withheld) == len(reading["drafts"])
    for member in reading["members"]:
        check_outcome(store, member["path"])


@pytest.mark.parametrize("order", ["321", "231", "312"])
def test_the_highest_version_is_seen_whatever_came_first(blank: Desk, tmp_path: Path, order: str) -> None:
    desk = copy_of(blank, tmp_path / "desk")
    seen = 0
    for number in order:
        take(desk, [f"agency/bridge-{number}.json"])
        seen = max(seen, int(number))
        [record] = desk.run("articles", "--json").records
        assert record["version"] == seen


@pytest.mark.nightly
@given(names=st.permutations(list(FILES)), ends=st.lists(st.integers(0, len(FILES)), max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_order_and_no_runs_of_arrival_matter(
    blank: Desk, whole: list[str], tmp_path_factory: pytest.TempPathFactory, names: list[str], ends: list[int]
) -> None:
    desk = copy_of(blank, tmp_path_factory.mktemp("laws") / "desk")
    for run in runs_of(names, ends):
        take(desk, run)
    assert told(desk) == whole
