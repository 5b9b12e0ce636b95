from __future__ import annotations

from pathlib import Path

import pytest

from tests.desks import Desk, near_desk, story

RULE = '[[skip]]\nname = "stars"\nwhy = "no news"\ntitle = "stars"\n'


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = near_desk(tmp_path / "desk")
    settings = desk.folder / "digest.toml"
    settings.write_text(settings.read_text() + RULE)
    desk.seed("stars.txt", story(1, title="Your stars for the week ahead"))
    desk.seed("pier.txt", story(2))
    return desk


def without_rule(desk: Desk) -> None:
    settings = desk.folder / "digest.toml"
    settings.write_text(settings.read_text().replace(RULE, ""))


def test_what_a_rule_leaves_out_is_counted_listed_and_explained(desk: Desk) -> None:
    dry = desk.run("publish", "--dry-run", "--no-edition").out
    assert "would withhold an article of stars.txt: left out by rule stars: no news" in dry
    ran = desk.run("publish", "--no-edition")
    assert "1 left out by rule stars" in ran.out
    assert "1 new article" in ran.out
    assert "left out by rule stars: no news" in desk.run("articles", "--withheld").out
    assert "left out by rule stars: no news" in desk.run("explain", "stars.txt").out
    [kept] = desk.run("articles", "--withheld", "--json").records
    assert "left out by rule stars: no news" in desk.run("explain", kept["id"]).out
    assert not any(b"Your stars" in content for content in desk.feeds().values())


def test_a_rule_that_is_gone_gives_its_articles_back_by_one_command(desk: Desk) -> None:
    desk.run("publish", "--no-edition")
    refused = desk.run("articles", "release", "--rule", "stars", code=2).err
    assert "1 are left out as digest.toml stands" in refused or "1 is left out as digest.toml stands" in refused
    without_rule(desk)
    told = desk.run("doctor", code=1).out
    assert "1 article waits under rule stars, which digest.toml has no more" in told
    assert "digest articles release --rule stars" in told
    assert "out, Your stars" in desk.run("articles", "release", "--rule", "stars").out
    desk.run("publish", "--no-edition")
    assert any(b"Your stars" in content for content in desk.feeds().values())
    assert "rule stars" not in desk.run("doctor", code=None).out


def test_one_article_is_let_out_against_its_rule_and_stays_out(desk: Desk) -> None:
    desk.run("publish", "--no-edition")
    [kept] = desk.run("articles", "--withheld", "--json").records
    desk.run("articles", "release", kept["id"])
    desk.seed("copy.txt", (desk.folder / "seeds" / "stars.txt").read_text())
    desk.run("publish", "--no-edition")
    assert desk.run("articles", "--withheld", "--json").records == []
    assert len(desk.run("articles", "--json").records) == 2


def test_release_wants_ids_or_a_rule(desk: Desk) -> None:
    for words in ((), ("an-id", "--rule", "stars")):
        assert "name articles by their ids, or a rule" in desk.run("articles", "release", *words, code=2).err
