"""What a desk says of its regions goes above what its articles say."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from digest import app, config
from digest.doctor import examine
from digest.errors import ConfigError
from digest.model import Names
from digest.regions import Gazetteer, Placer, load_scheme
from tests.desks import Desk, near_desk, story


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return near_desk(tmp_path / "desk")


def regions(desk: Desk, name: str, text: str) -> Path:
    """Write one of the desk's files of its regions."""
    file = desk.folder / "regions" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    return file


def placed(desk: Desk) -> dict[str, dict[str, Any]]:
    """Title of every article -> its placement."""
    return {each["title"]: each["placement"] for each in desk.run("articles", "--json").records}


def record(number: int, **fields: str) -> str:
    """A JSON seed about a well in Kenya."""
    title, _, text = story(number).partition("\n\n")
    return json.dumps({"title": title, "text": text, **fields})


# -- overrides ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ('url = "https://wells.example/east/"', "override: url https://wells.example/east/"),
        ('title = "well number 1"', "override: title well number 1"),
        ('title = ["no such", "Well * is open in *"]', "override: title no such and 1 more"),
        ('source = "Wells"', "override: source Wells"),
        ('folder = "wire/wells"', "override: folder wire/wells"),
        ('folder = "wire"\ntitle = "well number"', "override: title well number, folder wire"),
    ],
)
def test_an_override_goes_above_every_score_and_says_so(desk: Desk, condition: str, told: str) -> None:
    settings = desk.folder / "digest.toml"
    settings.write_text(settings.read_text() + '[[source]]\nname = "Wells"\naddress = "wells.example"\n')
    regions(desk, "overrides.toml", f'[[override]]\n{condition}\nregion = "mena"\nsection = "gulf"\ncountry = "OM"\n')
    desk.seed("wire/wells/1.json", record(1, url="https://wells.example/east/1"))
    desk.seed("2.json", record(2, title="A second pump is open in Nairobi, Kenya"))
    desk.run("publish", "--no-edition")
    [first, second] = [each for _, each in sorted(placed(desk).items(), reverse=True)]
    assert (first["region"], first["section"], first["flagged"]) == ("mena", "gulf", False)
    assert first["countries"][0]["code"] == "OM"
    assert first["rules"][0] == told
    assert first["reason"].startswith(f"{told}; else africa: Kenya leads")
    assert second["region"] == "africa"
    assert b"Well number 1" in desk.feeds()["countries/om.atom.xml"]
    assert f"because    {told}" in desk.run("explain", "Well number 1").out


def test_an_override_of_an_article_holds_for_the_updates_of_its_story(desk: Desk) -> None:
    desk.seed("well.json", record(1, guid="urn:well:1"))
    desk.run("publish", "--no-edition")
    [key] = [each["id"] for each in desk.run("articles", "--json").records]
    regions(desk, "overrides.toml", f'[[override]]\nid = "{key}"\nregion = "europe"\n')
    desk.seed("well.json", record(1, guid="urn:well:1").replace("clay and stone", "clay and sand"))
    desk.run("publish", "--no-edition")
    [again] = desk.run("articles", "--json").records
    assert (again["id"].rpartition(":")[2], again["revision"]) == (key.rpartition(":")[2], 2)
    assert again["placement"]["region"] == "europe"


def test_of_two_overrides_that_hold_the_first_counts(desk: Desk) -> None:
    rule = '[[override]]\ntitle = "{}"\nregion = "{}"\n'
    regions(desk, "overrides.toml", rule.format("number 1", "oceania") + rule.format("well", "europe"))
    for number in (1, 2):
        desk.seed(f"{number}.txt", story(number))
    desk.run("publish", "--no-edition")
    assert [each["region"] for _, each in sorted(placed(desk).items())] == ["oceania", "europe"]


@pytest.mark.parametrize(
    ("lines", "line", "says"),
    [
        ('region = "europe"', 1, "[[override]] says of no article where it stands: add one of `id`, `url`"),
        ('title = "a"', 1, "[[override]] has no `region`"),
        ('title = "a"\nregion = "atlantis"', 3, "there is no region `atlantis`: the regions are europe"),
        ('title = "a"\nregion = "europe"\nsection = "gulf"', 4, "region `europe` has no section `gulf`: it has"),
        ('title = "a"\nregion = "europe"\ncountry = "QQ"', 4, "`QQ` is no country of ISO 3166"),
        ('title = "a"\nregion = "europe"\ncountry = "uk"', 4, 'got "uk": ISO 3166 writes "GB"'),
        ('title = "a"\nregion = "mena/gulf"', 3, 'write  region = "mena"  and below it  section = "gulf"'),
        (f'title = {"[" * 3000}{"]" * 3000}\nregion = "mena"', None, "is not TOML: brackets stand too deep"),
        ('title = "*"\nregion = "europe"', 2, "it would hold for every article"),
        ('source = "Nobody"\nregion = "europe"', 2, "digest.toml has no [[source]] named `Nobody`: it has none"),
        ('url = "example.org"\nregion = "europe"', 2, "the beginning of an address"),
        ('id = "not-an-id"\nregion = "europe"', 2, "digest articles shows it"),
        ('titel = "a"\nregion = "europe"', 2, "did you mean `title`?"),
        ('title = a"', 2, "is not TOML at column"),
    ],
)
def test_a_wrong_override_is_refused_with_its_file_and_line(
    desk: Desk, lines: str, line: int | None, says: str
) -> None:
    file = regions(desk, "overrides.toml", f"[[override]]\n{lines}\n")
    with pytest.raises(ConfigError) as caught:
        app.assemble(config.load(desk.folder))
    assert str(caught.value).startswith(f"{file}: " if line is None else f"{file}:{line}: ")
    assert says in str(caught.value)
    assert says in desk.run("doctor", code=None).out


def test_the_doctor_names_ids_of_overrides_that_no_article_has(desk: Desk) -> None:
    desk.seed("well.txt", story(1))
    desk.run("publish", "--no-edition")
    [key] = [each["id"] for each in desk.run("articles", "--json").records]
    regions(desk, "overrides.toml", f'[[override]]\nid = ["{key}", "abcdefghijklmnop"]\nregion = "europe"\n')
    told = [each.what for each in examine(config.load(desk.folder), now=datetime.now(UTC)) if "override" in each.what]
    assert told == ["regions/overrides.toml has the id abcdefghijklmnop, which no article has"]


def test_no_score_is_a_reason_for_the_region_of_an_override(desk: Desk) -> None:
    regions(desk, "overrides.toml", '[[override]]\ntitle = "ministers *"\nregion = "latin-america"\n')
    told = desk.run("regions", "check", "Ministers of Kenya met those of Peru, and Kenya paid. Peru thanked Kenya.").out
    assert "because    override: title ministers *; else africa: Kenya leads" in told
    [score] = re.findall(r"but not    Sub-Saharan Africa \(africa\): (.+)", told)
    assert re.fullmatch(r"\d\.\d", score), "no word of what it would need, or of a passing mention"


def test_the_doctor_names_overrides_that_held_for_nothing_in_ninety_days(desk: Desk) -> None:
    rule = '[[override]]\ntitle = "{}"\nregion = "europe"\n'
    regions(desk, "overrides.toml", rule.format("well") + rule.format("ferry"))
    settings, now = config.load(desk.folder), datetime.now(UTC)
    app.assemble(settings, clock=lambda: now - timedelta(days=91)).close()
    desk.seed("well.txt", story(1))
    desk.run("publish", "--no-edition")
    idle = [each.what for each in examine(settings, now=now) if "override" in each.what]
    assert idle == ["no article of the last 90 days met the override: title ferry"]


def test_the_doctor_leaves_a_new_override_its_time(desk: Desk) -> None:
    regions(desk, "overrides.toml", '[[override]]\ntitle = "ferry"\nregion = "europe"\n')
    desk.run("publish", "--no-edition")
    assert "override" not in desk.run("doctor", code=None).out


# -- sources --------------------------------------------------------------------------------------

NOWHERE = (
    "The choir sings again\n\n" + "The choir sang again on Sunday, and the hall was full until the last song. " * 3
)
SOURCE = '[[source]]\nname = "Choirs"\nfolder = "choirs"\n'


def source(desk: Desk, keys: str) -> None:
    settings = desk.folder / "digest.toml"
    settings.write_text(settings.read_text() + SOURCE + keys)


@pytest.mark.parametrize("keys", ['default_region = "mena"\n', 'default_region = "mena"\nhome = "IE"\n'])
def test_a_default_region_stands_in_where_the_text_names_no_country(desk: Desk, keys: str) -> None:
    source(desk, keys)
    desk.seed("choirs/1.txt", NOWHERE)
    desk.run("publish", "--no-edition")
    [place] = placed(desk).values()
    assert (place["region"], place["countries"], place["flagged"]) == ("mena", [], False)
    assert place["reason"].startswith("default region of Choirs; else ")
    assert "default region of Choirs" in desk.run("explain", "The choir").out


def test_a_default_region_never_goes_before_a_country_or_a_world_body(desk: Desk) -> None:
    source(desk, 'default_region = "mena"\nhome = "IE"\n')
    desk.seed("choirs/1.txt", story(1))
    desk.seed("choirs/2.txt", NOWHERE.replace("The choir sang", "The choir of the United Nations sang"))
    desk.run("publish", "--no-edition")
    assert {place["region"] for place in placed(desk).values()} == {"africa", "global"}


def test_a_home_stands_in_where_there_is_no_default_region_and_says_so(desk: Desk) -> None:
    source(desk, 'home = "IE"\n')
    desk.seed("choirs/1.txt", NOWHERE)
    desk.run("publish", "--no-edition")
    [place] = placed(desk).values()
    assert place["region"] == "europe"
    assert "home: IE" in desk.run("explain", "The choir").out


def test_a_default_region_that_the_scheme_has_not_is_refused_with_its_line(desk: Desk) -> None:
    source(desk, 'default_region = "atlantis"\n')
    line = (desk.folder / "digest.toml").read_text().count("\n")
    with pytest.raises(ConfigError, match=rf"digest.toml:{line}: there is no region `atlantis`"):
        app.assemble(config.load(desk.folder))
    assert "there is no region `atlantis`" in desk.run("doctor", code=None).out


# -- names ----------------------------------------------------------------------------------------


def test_a_name_of_the_desk_means_its_country_and_a_muted_one_none(desk: Desk) -> None:
    desk.seed("1.txt", story(1, "Zubrovia"))
    desk.seed("2.txt", story(2, "Drama"))
    regions(desk, "names.toml", 'mute = ["Drama"]\n[names]\nZubrovia = "SY"\n')
    desk.run("publish", "--no-edition")
    assert [each["region"] for _, each in sorted(placed(desk).items())] == ["mena", "unassigned"]
    assert "Zubrovia" in desk.run("explain", "Well number 1").out


def test_a_name_of_the_desk_goes_before_a_disputed_one() -> None:
    tables = Gazetteer.load()
    gazetteer = tables.with_names(Names(known={"Crimea": "RU", "Great Zubrovia": "SY"}))
    placer = Placer(load_scheme(), gazetteer)
    assert [placer.locate("", f"It rained in {name}.").countries[0].code for name in ("Crimea", "Great Zubrovia")] == [
        "RU",
        "SY",
    ]
    assert gazetteer.version != tables.version, "a placement tells which tables decided"


def test_a_name_of_the_desk_is_no_state_behind_a_comma_any_more() -> None:
    fair = "A fair in Lebanon, Georgia, drew crowds."
    for names, codes in ((Names(known={"Georgia": "GE"}), ["GE", "LB"]), (Names(muted=("Georgia",)), ["LB"])):
        placer = Placer(load_scheme(), Gazetteer.load().with_names(names))
        assert sorted(each.code for each in placer.locate("", fair).countries) == codes


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('[names]\nZubrovia = "SY"\nArtsakh = "QQ"', 3, "`Artsakh` wants a country's two capital letters"),
        ('[names]\nZubrovia = "sy"', 2, "got 'sy'"),
        ('[names]\nzubrovia = "SY"', 2, "`zubrovia` does not begin with a Latin capital"),
        ('[names]\nZubrovia = "SY"\nmute = ["Drama"]', 3, "`mute` stands below [names]: put it above that line"),
        ('[names]\n"\u00e9lan" = "SY"', 2, "`\u00e9lan` does not begin with a Latin capital"),
        ('[names]\nSt. Zubrov = "SY"', 2, 'a name with a dot stands in quotes: "St.Zubrov" = "CM"'),
        ('mute = "Drama"', 1, '`mute` wants names with a capital letter, such as ["Drama"]'),
        ('mute = ["Drama"]\n[names]\nDrama = "GR"', 3, "`Drama` is muted and has a country"),
        ('Zubrovia = "SY"', 1, "`Zubrovia` is no key of names.toml: it knows `mute` and the table [names]"),
        ("[names", 1, "is not TOML"),
    ],
)
def test_wrong_names_are_refused_with_their_file_and_line(desk: Desk, text: str, line: int, says: str) -> None:
    file = regions(desk, "names.toml", text + "\n")
    with pytest.raises(ConfigError) as caught:
        app.assemble(config.load(desk.folder))
    assert str(caught.value).startswith(f"{file}:{line}: ")
    assert says in str(caught.value)
    assert says in desk.run("doctor", code=None).out
