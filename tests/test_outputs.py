"""What is written under feeds/ stays bounded as the desk grows."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from digest import app, config
from digest.editions.selection import feeds_of
from digest.model import moment_of
from tests.desks import near_desk, story
from tests.store.makers import NOON, edition

FRENCH = (
    "Un pont est ouvert à Dakar, au Sénégal\n\n"
    "Les habitants de la capitale ont traversé le nouveau pont dès le premier matin, après deux ans de travaux dans "
    "le port et sur les deux rives du fleuve.\n\n"
    "Le maire a dit que les camions passeront par une autre route jusqu'à la fin de la saison des pluies.\n"
)


def test_a_digest_s_feed_holds_its_newest_editions_and_every_edition_keeps_its_page(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    publisher = app.assemble(config.load(desk.folder))
    keys = [f"daily-{number:03}" for number in range(23)]
    for number, key in enumerate(keys):
        issued = NOON + timedelta(days=number)
        publisher.store.issue(edition(key, issued=issued), (), (), mark=issued)
    publisher.write_files()
    publisher.close()
    feed = json.loads((desk.folder / "feeds" / "digests" / "daily.json").read_bytes())
    assert [item["id"].rsplit(":", 1)[1] for item in feed["items"]] == keys[:-21:-1]
    assert all((desk.folder / "feeds" / "editions" / key / "index.html").is_file() for key in keys)


def test_countries_stand_by_the_names_that_readers_see_and_not_by_their_codes(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    for number, place in enumerate(("Bern, Switzerland", "Suva, Fiji", "Mariehamn, Åland Islands")):
        desk.seed(f"{number}.txt", story(number, place))
    desk.run("publish", "--no-edition")
    paths = [record["feed"] for record in desk.run("feeds", "--json").records if record["kind"] == "country"]
    assert paths == ["countries/ax", "countries/fj", "countries/ch"]


def test_a_source_that_gets_a_table_has_its_feed_when_an_article_of_it_changes(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    desk.seed("wire/1.txt", f"{story(1)}\n\nSource: Harbour Wire\n")
    desk.run("publish", "--no-edition")
    assert not [path for path in desk.feeds() if path.startswith("sources/")]
    with (desk.folder / "digest.toml").open("a") as settings:
        settings.write('\n[[source]]\nname = "Harbour Wire"\nfolder = "wire"\n')
    desk.seed("wire/1.txt", f"{story(1)}\n\nOne more sentence came.\n\nSource: Harbour Wire\n")
    desk.run("publish", "--no-edition")
    feed = json.loads(desk.feeds()["sources/harbour-wire.json"])
    assert (len(feed["items"]), feed["description"]) == (1, "Articles of desk under Harbour Wire, newest first")


def test_articles_from_before_an_upgrade_enter_the_feeds_that_it_brings(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    for number in range(3):
        desk.seed(f"{number}.md", f"---\ntags: [water]\nlanguage: en\n---\n{story(number)}")
    desk.seed("fr.txt", FRENCH)
    publisher = app.assemble(config.load(desk.folder))
    publisher.ingest()
    # As an earlier version left it.
    publisher.store.fill_feeds(lambda article, placement: feeds_of(article, placement)[:2], after=moment_of(0), limit=9)
    publisher.store.set_fact("feeds", "")
    publisher.write_files()
    publisher.close()
    files = desk.feeds()
    assert {name for name in files if name.endswith(".atom.xml") and "regions/" not in name} == {
        "all.atom.xml", "countries/ke.atom.xml", "countries/sn.atom.xml", "languages/en.atom.xml",
        "languages/fr.atom.xml", "sections/central-great-lakes.atom.xml", "sections/sahel-west.atom.xml",
        "tags/water.atom.xml", "digests/daily.atom.xml",
    }  # fmt: skip
    assert [item["title"] for item in json.loads(files["tags/water.json"])["items"]] == [
        f"Well number {number} is open in Nairobi, Kenya" for number in (2, 1, 0)
    ]
    assert json.loads(files["languages/fr.json"])["language"] == "fr"


def test_the_feed_of_a_language_comes_with_the_second_language(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    desk.seed("en.txt", story(1))
    desk.run("publish", "--yes")
    assert not [name for name in desk.feeds() if name.startswith("languages/")]
    desk.seed("fr.txt", FRENCH)
    desk.run("publish", "--yes")
    assert {name for name in desk.feeds() if name.endswith(".json") and "languages/" in name} == {
        "languages/en.json",
        "languages/fr.json",
    }


def test_a_desk_decides_how_many_feeds_tags_get(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    settings = desk.folder / "digest.toml"
    settings.write_text(settings.read_text().replace("[feeds]\n", "[feeds]\ntags = 0\n"))
    for number in range(3):
        desk.seed(f"{number}.md", f"---\ntags: [water]\n---\n{story(number)}")
    desk.run("publish", "--yes")
    assert not [name for name in desk.feeds() if name.startswith("tags/")]


def test_others_get_the_work_lock_between_pieces_and_what_was_left_is_written_next_time(tmp_path: Path) -> None:
    desk = near_desk(tmp_path / "desk")
    for number in range(3):
        desk.seed(f"{number}.txt", story(number))
    publisher = app.assemble(config.load(desk.folder))
    publisher.ingest()
    publisher.write_files(enough=lambda: bool(publisher.tally.written))
    written = set(desk.feeds())
    assert len([name for name in written if name.startswith("articles/")]) == 3
    assert "all.json" not in written, "it stopped before the feeds"
    with publisher.work.hold(wait=False):
        assert "all.json" not in desk.feeds()
    publisher.write_files()
    publisher.close()
    assert "all.json" in desk.feeds()
