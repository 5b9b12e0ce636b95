"""Files are taken in some at a time, and each as if it came alone."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest import app, config
from digest.errors import FilesError
from digest.ingest import Workers, load_layouts
from digest.ingest.processes import LIMITS
from digest.intake import BYTES, FILES
from digest.model import Article, Placement
from digest.publisher import Publisher
from digest.regions import Placer
from tests.desks import Desk, near_desk, story


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return near_desk(tmp_path / "desk")


@pytest.fixture
def publisher(desk: Desk) -> Iterator[Publisher]:
    opened = app.assemble(config.load(desk.folder))
    yield opened
    opened.close()


def titles(publisher: Publisher) -> list[str]:
    return sorted(release.article.title for release in publisher.store.releases(limit=1000))


def test_one_bad_file_among_many_is_set_aside_and_the_others_are_stored(desk: Desk, publisher: Publisher) -> None:
    for number in range(5):
        desk.seed(f"{number}.txt", story(number, title=f"Story {number}"))
    desk.seed("2b.json", "{ broken")
    publisher.ingest()
    assert titles(publisher) == [f"Story {number}" for number in range(5)]
    assert [taken.path for taken in publisher.tally.quarantined] == ["2b.json"]
    assert len(publisher.tally.taken) == 6


def test_copies_that_arrive_together_make_one_article_and_are_all_known(desk: Desk, publisher: Publisher) -> None:
    for name in ("one.txt", "copies/two.txt", "copies/three.txt"):
        desk.seed(name, story(1))
    publisher.ingest()
    assert publisher.tally.new == 1
    assert sorted(publisher.store.known()) == ["copies/three.txt", "copies/two.txt", "one.txt"]
    publisher.tally.clear()
    publisher.ingest()
    assert publisher.tally.taken == []


def test_the_same_text_in_two_files_that_arrive_together_is_one_article(desk: Desk, publisher: Publisher) -> None:
    desk.seed("a.txt", story(1))
    desk.seed("b.txt", story(1) + "\n\n")
    publisher.ingest()
    assert [(len(taken.new), len(taken.same)) for taken in publisher.tally.taken] == [(1, 0), (0, 1)]


class Stumbling(Placer):
    """A placer with a fault in it."""

    def place(self, article: Article, *, home: str | None = None) -> Placement:
        if "stone" in article.title:
            raise ZeroDivisionError
        return super().place(article, home=home)


def test_a_fault_in_digest_sets_one_file_aside_and_says_whose_fault_it_is(desk: Desk, publisher: Publisher) -> None:
    for number, title in enumerate(("A bridge", "A stone", "A ferry")):
        desk.seed(f"{number}.txt", story(number, title=title))
    intake, placing = publisher.intake, publisher.intake.placing
    placer = Stumbling(placing.placer.scheme, placing.placer.gazetteer)
    replace(publisher, intake=replace(intake, placing=replace(placing, placer=placer))).ingest()
    assert titles(publisher) == ["A bridge", "A ferry"]
    [held] = publisher.store.quarantined()
    assert held.path == "1.txt"
    assert "a fault in Digest itself, not in the file: ZeroDivisionError" in held.reason
    publisher.retry(held)
    assert titles(publisher) == ["A bridge", "A ferry", "A stone"]


def test_a_disk_that_refuses_originals_stores_nothing_and_the_next_run_takes_all(
    desk: Desk, publisher: Publisher
) -> None:
    for number in range(3):
        desk.seed(f"{number}.txt", story(number))
    originals = desk.folder / "var" / "originals"
    originals.write_text("a file where the folder should be")
    with pytest.raises(FilesError, match="originals"):
        publisher.ingest()
    assert publisher.store.counts().seeds == 0
    originals.unlink()
    publisher.ingest()
    assert publisher.store.counts().articles == 3


def test_more_files_than_are_stored_at_once_are_all_taken_with_their_bytes_kept(
    desk: Desk, publisher: Publisher
) -> None:
    count = 2 * FILES + 3
    for number in range(count):
        desk.seed(f"{number}.txt", story(number))
    desk.seed("long.txt", story(count) + "\n" * BYTES)
    publisher.ingest()
    assert publisher.tally.new == count + 1
    for file in (desk.folder / "seeds").iterdir():
        report = publisher.store.seed_report(file.name)
        assert report is not None
        assert publisher.intake.originals.get(report.sha256) == file.read_bytes()


def test_articles_of_one_batch_are_released_one_after_the_other(desk: Desk, publisher: Publisher) -> None:
    began = datetime.now(UTC)
    for number in range(10):
        desk.seed(f"{number}.txt", story(number))
    publisher.ingest()
    released = [release.released for release in publisher.store.releases(limit=100)]
    assert released == sorted(set(released), reverse=True)
    assert began <= min(released)


def states(publisher: Publisher) -> list[tuple[str, int, str]]:
    return [
        (release.article.key, release.revision, " ".join(release.article.paragraphs))
        for release in publisher.store.releases(limit=100)
    ]


def test_a_file_that_goes_back_to_its_first_bytes_takes_its_article_back(desk: Desk, publisher: Publisher) -> None:
    first, second = story(1), story(1).rstrip() + " The pump broke on the second day.\n"
    seen = []
    for content in (first, second, first, second):
        desk.seed("a.txt", content)
        publisher.ingest()
        seen += states(publisher)
    assert [number for _, number, _ in seen] == [1, 2, 3, 4]
    assert len({key for key, _, _ in seen}) == 1
    assert [text for _, _, text in seen[:2]] == [text for _, _, text in seen[2:]]
    assert publisher.store.counts().seeds == 2


def test_copies_renames_and_plain_runs_bring_nothing_back(desk: Desk, publisher: Publisher) -> None:
    first, second = story(1), story(1).rstrip() + " The pump broke on the second day.\n"
    file = desk.seed("a.txt", first)
    publisher.ingest()
    desk.seed("a.txt", second)
    publisher.ingest()
    before = states(publisher)
    desk.seed("copy.txt", first)
    publisher.ingest()
    file.rename(file.with_name("renamed.txt"))
    publisher.ingest()
    desk.seed("other.txt", story(2))
    publisher.ingest()
    desk.seed("other.txt", first)
    publisher.ingest()
    assert [state for state in states(publisher) if state in before] == before
    assert publisher.store.counts().articles == 2


def test_a_date_added_to_a_file_revises_its_article(desk: Desk, publisher: Publisher) -> None:
    text = "\n\n".join(story(1, title="A well is open").split("\n\n")[1:])
    for day in ("2024-05-01", "2024-05-03"):
        desk.seed("a.md", f"---\ntitle: A well is open\ndate: {day}\n---\n\n{text}")
        publisher.ingest()
    [release] = publisher.store.releases(limit=10)
    assert release.revision == 2
    assert release.article.published == datetime(2024, 5, 3, tzinfo=UTC)


def test_each_report_of_a_series_in_one_file_is_an_article(desk: Desk, publisher: Publisher) -> None:
    title = "Daily security situation report for the coast"
    for text in (
        "Gunmen stopped four lorries near the salt works at dawn and drove off with the cargo.",
        "Police opened a new post beside the lighthouse after a month of night patrols by boat.",
    ):
        desk.seed("report.txt", f"{title}\n\n{text}\n")
        publisher.ingest()
    assert titles(publisher) == [title, title]


def test_a_file_inside_another_one_is_counted_with_its_holder_whatever_becomes_of_it(
    desk: Desk, publisher: Publisher, tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("pier.txt", story(1))
        archive.writestr("broken.json", "{ broken")
        archive.writestr("login.html", "<html><body><form><input type=password></form></body></html>")
    desk.seed("export.zip", (tmp_path / "export.zip").read_bytes())
    publisher.ingest()
    assert (publisher.tally.files, publisher.tally.new, len(publisher.tally.quarantined)) == (1, 1, 1)
    [held] = publisher.store.quarantined()
    assert held.path == "export.zip/broken.json"
    assert publisher.intake.originals.get(held.sha256) == b"{ broken"


SOURCE = '[[source]]\nname = "Harbour Wire"\nfolder = "wire"\nhome = "IE"\ndate_order = "mdy"\n'


def test_a_source_of_the_desk_dates_and_places_what_its_files_leave_open(desk: Desk) -> None:
    settings = desk.folder / "digest.toml"
    settings.write_text(settings.read_text() + SOURCE)
    for folder in ("wire", "other"):
        note = f"The board of the {folder} reopened the old pier, its chairwoman said. It rained all day long."
        desk.seed(f"{folder}/a.md", f"---\ntitle: The pier of the {folder} is open\ndate: 03/04/2025\n---\n\n{note}\n")
    publisher = app.assemble(config.load(desk.folder))
    publisher.ingest()
    told = {release.article.source_path: release for release in publisher.store.releases(limit=10)}
    publisher.close()
    wire, other = told["wire/a.md"], told["other/a.md"]
    assert (wire.article.source, wire.placement.countries[0].code) == ("Harbour Wire", "IE")
    assert wire.article.published == datetime(2025, 3, 4, tzinfo=UTC)
    assert (other.article.source, other.placement.region, other.article.published) == (None, "unassigned", None)
    assert "date-ambiguous" in other.article.flags


def test_a_home_that_is_no_country_stops_the_desk_with_its_line(desk: Desk) -> None:
    settings = desk.folder / "digest.toml"
    settings.write_text(settings.read_text() + SOURCE.replace("IE", "ZZ"))
    assert "`ZZ` is no country" in desk.run("publish", "--no-edition", code=2).err
    assert "`ZZ` is no country" in desk.run("doctor", code=1).out


def test_a_file_that_would_take_minutes_is_set_aside_and_its_neighbours_are_stored(
    desk: Desk, publisher: Publisher
) -> None:
    for number in (1, 2):
        desk.seed(f"{number}.txt", story(number, title=f"Story {number}"))
    desk.seed("1-long.html", f"<html><body>{'<p>A paragraph of a page that has no end.</p>' * 100_000}</body></html>")
    workers = Workers(load_layouts(), limits=replace(LIMITS, cpu=0.4))
    patient = replace(publisher, intake=replace(publisher.intake, workers=workers))
    patient.ingest()
    workers.close()
    assert titles(publisher) == ["Story 1", "Story 2"]
    [held] = publisher.store.quarantined()
    assert held.path == "1-long.html"
    assert "more than 0.4 s of processor time" in held.reason
